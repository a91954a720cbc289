"""The balance drawn as a sum: each reason adds, each objection takes away.

Amounts are differences of running totals rounded to three decimals, so that what is shown
adds up to what is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.model import Iri, Proposition
from webapp.explanation import Explanation

PLACES = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: from where to where the bar runs, and the amount beside it.

    `kind` is "reason", "unless", "support", "despite", "denied" or "balance"; `premises` and
    `claim` say what it stands for; `alone` is what a reason would give on its own, where
    others before it leave it less.
    """

    kind: str
    before: float
    after: float
    premises: tuple[Proposition, ...] = ()
    claim: Iri = ""
    alone: float | None = None

    @property
    def amount(self) -> float:
        """What the row adds, negative for what it takes away."""
        return self.after - self.before

    @property
    def span(self) -> tuple[float, float]:
        """Where the bar starts and ends, within [0, 1]."""
        low, high = sorted((self.before, self.after))
        return min(max(low, 0.0), 1.0), min(max(high, 0.0), 1.0)


def waterfall(explained: Explanation) -> tuple[Bar, ...]:
    """The rows of the sum, from the first reason to the balance."""
    return tuple(_rows(explained))


def _rows(explained: Explanation) -> Iterator[Bar]:
    total = 0.0
    for support in explained.supports:
        unopposed = total + support.raw * (1 - total)
        alone = support.raw if total > 0 else None
        step = support.inference
        yield _bar("reason", total, unopposed, step.premises, claim=step.implication, alone=alone)
        kept = total + support.force * (1 - total)
        if support.force < support.raw:
            yield _bar("unless", unopposed, kept, support.inference.premises)
        total = kept
    yield _bar("support", 0, total)
    taken = 0.0
    for kind, claim, force in _opposition(explained):
        more = taken + force * (1 - taken)
        yield _bar(kind, total - taken, total - more, claim=claim)
        taken = more
    yield _bar("balance", 0, total - taken)


def _opposition(explained: Explanation) -> Iterator[tuple[str, Iri, float]]:
    for against in explained.rebuttals:
        if against.in_force:
            yield "despite", against.attack.objection, against.force
    for denial, weight in explained.denial_weights:
        yield "denied", denial.iri, weight


def _bar(
    kind: str,
    before: float,
    after: float,
    premises: tuple[Proposition, ...] = (),
    *,
    claim: Iri = "",
    alone: float | None = None,
) -> Bar:
    return Bar(kind, round(before, PLACES), round(after, PLACES), premises, claim, alone)
