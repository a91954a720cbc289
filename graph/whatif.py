"""What if: the recommendations of a country before and after a set of edits, and why.

Every change is told with the steps through which it comes about: see `graph.through`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from graph.edits import Edits, edited
from graph.errors import InvalidArgument
from graph.grounding import ImplicationGraph, implication_graph
from graph.model import Iri, Knowledge, Proposition
from graph.moved import Moves, Side, sides
from graph.recommendation import Recommendation, gaps, recommendations, recommended
from graph.through import NOTHING, EditedClaim, Through, edited_claims


@dataclass(frozen=True, slots=True)
class Change:
    """One measure before and after, and through which steps it changes.

    Attributes
    ----------
    measure : Iri
    before, after : Recommendation, optional
        None where it is not derivable.
    rank_before, rank_after : int, optional
        Counted from 1.
    through : Through
        Nothing where the measure itself stays as it is, even if others pass it.
    """

    measure: Iri
    before: Recommendation | None
    after: Recommendation | None
    rank_before: int | None
    rank_after: int | None
    through: Through = NOTHING

    @property
    def is_gained(self) -> bool:
        """Whether it is recommended only after the edits."""
        return self.before is None

    @property
    def is_lost(self) -> bool:
        """Whether it is recommended only before the edits."""
        return self.after is None

    @property
    def rank_change(self) -> int | None:
        """How many places it moves up; negative, down; none if it is gained or lost."""
        if self.rank_before is None or self.rank_after is None:
            return None
        return self.rank_before - self.rank_after

    @property
    def acceptability_change(self) -> float:
        """What the edits add to its acceptability, which is 0 where it is not derivable."""
        return _acceptability(self.after) - _acceptability(self.before)

    @property
    def net_change(self) -> float:
        """What the edits add to support minus opposition."""
        return _net(self.after) - _net(self.before)

    @property
    def has_effect(self) -> bool:
        """Whether anything about it moves at all."""
        return self.before != self.after or self.rank_before != self.rank_after


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Recommendations before and after, side by side.

    Attributes
    ----------
    country : Iri
    knowledge : Knowledge
        What is asserted after the edits.
    baseline, result : tuple of Recommendation
        Before and after, best first.
    changes : tuple of Change
        Every measure of either: in the order of `result`, then what is lost.
    edited : tuple of EditedClaim
        The edited claims that some change comes from, by name.
    gaps_opened, gaps_closed : tuple of Iri
        Constraints that only after, or only before, nothing recommended mitigates.
    converged : bool
        Whether the balances settled, both before and after.
    """

    country: Iri
    knowledge: Knowledge
    baseline: tuple[Recommendation, ...]
    result: tuple[Recommendation, ...]
    changes: tuple[Change, ...]
    edited: tuple[EditedClaim, ...]
    gaps_opened: tuple[Iri, ...]
    gaps_closed: tuple[Iri, ...]
    converged: bool

    @property
    def gained(self) -> tuple[Change, ...]:
        """What is recommended only after the edits."""
        return tuple(change for change in self.changes if change.is_gained)

    @property
    def lost(self) -> tuple[Change, ...]:
        """What is recommended only before the edits."""
        return tuple(change for change in self.changes if change.is_lost)


def what_if(
    knowledge: Knowledge, edits: Edits, country: Iri, graph: ImplicationGraph | None = None
) -> WhatIf:
    """The recommendations of a country before and after a set of edits.

    Parameters
    ----------
    knowledge : Knowledge
        What is asserted before.
    edits : Edits
        See `graph.edits`.
    country : Iri
        The country asked about.
    graph : ImplicationGraph, optional
        The graph of `knowledge`, if it is at hand.

    Returns
    -------
    WhatIf
        Deterministic, and bounded: a change tells at most 40 steps and 12 moved arguments.

    Raises
    ------
    InvalidArgument
        If the country is none of the analysis, or the edits make no sense; see
        `graph.edits.edited`. Nothing is then computed.

    Notes
    -----
    Besides the balances before and after, each measure that changes takes time linear in the
    size of what it depends on, times the number of arguments that move, at most 64.

    Which steps a change passes through is read off the two graphs. A gained measure has a
    derivation that it had not, and that derivation uses something assumed; a lost one had a
    derivation that breaks where a claim is left out. How much of a changed balance passes
    through an argument is measured by removal (`graph.through.MovedArgument`).

    Examples
    --------
    >>> from graph.model import Analysis, Basis, Finding, Implication
    >>> from graph.edits import Assumption
    >>> pair = Implication("i", 0.5, Basis.STATED, frozenset({"young"}), conclusion="pair")
    >>> known = Knowledge(Analysis("a", "KR", ("VN",)), (), (pair,), measures=frozenset({"pair"}))
    >>> young = Assumption(Proposition("VN", "young"), strength=0.8)
    >>> answer = what_if(known, Edits(assume=[young]), "VN")
    >>> [(change.measure, change.is_gained, change.net_change) for change in answer.changes]
    [('pair', True, 0.4)]
    >>> [(each.step.claim, each.effect.value) for each in answer.changes[0].through.steps]
    [('i', 'dependent'), ('urn:assumed:VN:young', 'edited')]
    >>> [(m.argument.implication, m.before, m.after) for m in answer.changes[0].through.moved]
    [('i', 0.0, 0.4)]
    """
    if country not in knowledge.analysis.countries:
        known = ", ".join(knowledge.analysis.countries)
        raise InvalidArgument(
            f"{country} is not a country of the analysis; its countries are {known}"
        )
    after_graph = implication_graph(edited(knowledge, edits))
    before, after = _weighed(graph or implication_graph(knowledge), after_graph, country)
    baseline, result = _ranked(before, country), _ranked(after, country)
    claims = edited_claims(knowledge, after_graph.knowledge)
    changes = _changes(baseline, result, Moves(before, after, claims))
    told = {iri for change in changes for iri in change.through.every_cause}
    open_before, open_after = _gaps(before.graph, country), _gaps(after.graph, country)
    return WhatIf(
        country=country,
        knowledge=after_graph.knowledge,
        baseline=baseline,
        result=result,
        changes=changes,
        edited=tuple(claim for iri, claim in claims.items() if iri in told),
        gaps_opened=tuple(gap for gap in open_after if gap not in open_before),
        gaps_closed=tuple(gap for gap in open_before if gap not in open_after),
        converged=before.weighed.converged and after.weighed.converged,
    )


def _weighed(before: ImplicationGraph, after: ImplicationGraph, country: Iri) -> tuple[Side, Side]:
    measures = chain(recommended(before, country), recommended(after, country))
    return sides(before, after, [Proposition(country, m) for m in dict.fromkeys(measures)])


def _ranked(side: Side, country: Iri) -> tuple[Recommendation, ...]:
    return tuple(recommendations(side.graph, country, side.weighed))


def _gaps(graph: ImplicationGraph, country: Iri) -> tuple[Iri, ...]:
    return tuple(gap.constraint for gap in gaps(graph, country))


def _changes(
    baseline: Sequence[Recommendation], result: Sequence[Recommendation], moves: Moves
) -> tuple[Change, ...]:
    before = {r.measure: (rank, r) for rank, r in enumerate(baseline, 1)}
    after = {r.measure: (rank, r) for rank, r in enumerate(result, 1)}
    absent = (None, None)
    changes = []
    for measure in dict.fromkeys((*after, *before)):
        old_rank, old = before.get(measure, absent)
        new_rank, new = after.get(measure, absent)
        through = NOTHING if old == new else moves.through(_goal(old or new))
        changes.append(Change(measure, old, new, old_rank, new_rank, through))
    return tuple(changes)


def _goal(recommendation: Recommendation | None) -> Proposition:
    assert recommendation is not None  # every change has a before or an after
    return recommendation.proposition


def _acceptability(recommendation: Recommendation | None) -> float:
    return recommendation.acceptability if recommendation else 0.0


def _net(recommendation: Recommendation | None) -> float:
    return recommendation.net if recommendation else 0.0
