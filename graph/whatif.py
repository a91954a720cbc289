"""What if: the recommendations of a country before and after a set of edits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.balance import Balances, balances
from graph.edits import Edits, edited
from graph.grounding import ImplicationGraph, implication_graph
from graph.model import Iri, Knowledge, Proposition
from graph.recommendation import Recommendation, gaps, recommendations, recommended


@dataclass(frozen=True, slots=True)
class Change:
    """One measure before and after, with its rank counted from 1; none where not derivable."""

    measure: Iri
    before: Recommendation | None
    after: Recommendation | None
    rank_before: int | None
    rank_after: int | None

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

    Raises
    ------
    InvalidArgument
        If the edits make no sense; see `graph.edits.edited`.

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
    """
    graph = graph or implication_graph(knowledge)
    after_graph = implication_graph(edited(knowledge, edits))
    before, after = _weighed(graph, country), _weighed(after_graph, country)
    baseline = tuple(recommendations(graph, country, before))
    result = tuple(recommendations(after_graph, country, after))
    open_before, open_after = _gaps(graph, country), _gaps(after_graph, country)
    return WhatIf(
        country=country,
        knowledge=after_graph.knowledge,
        baseline=baseline,
        result=result,
        changes=_changes(baseline, result),
        gaps_opened=tuple(gap for gap in open_after if gap not in open_before),
        gaps_closed=tuple(gap for gap in open_before if gap not in open_after),
        converged=before.converged and after.converged,
    )


def _weighed(graph: ImplicationGraph, country: Iri) -> Balances:
    return balances(graph, [Proposition(country, m) for m in recommended(graph, country)])


def _gaps(graph: ImplicationGraph, country: Iri) -> tuple[Iri, ...]:
    return tuple(gap.constraint for gap in gaps(graph, country))


def _changes(
    baseline: Sequence[Recommendation], result: Sequence[Recommendation]
) -> tuple[Change, ...]:
    before = {r.measure: (rank, r) for rank, r in enumerate(baseline, 1)}
    after = {r.measure: (rank, r) for rank, r in enumerate(result, 1)}
    absent = (None, None)
    changes = []
    for measure in dict.fromkeys((*after, *before)):
        old_rank, old = before.get(measure, absent)
        new_rank, new = after.get(measure, absent)
        changes.append(Change(measure, old, new, old_rank, new_rank))
    return tuple(changes)


def _acceptability(recommendation: Recommendation | None) -> float:
    return recommendation.acceptability if recommendation else 0.0


def _net(recommendation: Recommendation | None) -> float:
    return recommendation.net if recommendation else 0.0
