"""What each claim contributes to a conclusion: how it would stand without the claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.errors import InvalidArgument
from graph.grounding import ImplicationGraph
from graph.model import Iri, Proposition
from graph.ranking import by_name
from graph.removal import Removals

MOST_UPDATES: Final = 500_000_000  # numbers computed: some seconds, on any analysis


@dataclass(frozen=True, slots=True)
class Contribution:
    """What is lost without a claim; negative where the claim speaks against.

    Attributes
    ----------
    claim : Iri
        A finding, implication or objection, removed for all countries at once.
    amount : float
        Acceptability with the claim minus acceptability without it.
    net : float
        The same of support minus opposition, which tells claims apart even where
        acceptability stays at 0.
    converged : bool
        Whether both balances settled.
    """

    claim: Iri
    amount: float
    net: float
    converged: bool = True


@dataclass(frozen=True, slots=True)
class Contributions:
    """The contributions of claims to a conclusion, the largest first.

    Attributes
    ----------
    claims : tuple of Contribution
    count : int
        How many claims the conclusion depends on, those included that were not removed.
    """

    claims: tuple[Contribution, ...]
    count: int

    @property
    def truncated(self) -> bool:
        """Whether some claims were not removed."""
        return len(self.claims) < self.count


def contributions(
    graph: ImplicationGraph, goal: Proposition, limit: int | None = None
) -> Contributions:
    """The contribution of every claim that a proposition depends on, the largest first.

    Attribution methods disagree with each other. This one is removal: each claim is taken
    away on its own, so the contributions need not add up to anything.

    Parameters
    ----------
    graph : ImplicationGraph
    goal : Proposition
    limit : int, optional
        Remove only so many claims, 1 or more: those nearest to the goal. If not given, claims
        are removed, nearest first, until half a billion numbers have been computed.

    Raises
    ------
    InvalidArgument
        If the limit is below 1.

    Notes
    -----
    For each claim it takes time linear in what depends on the claim. Many are removed side by
    side, and memory does not grow with their number. Each goes through the rounds of a cycle
    anew: ten thousand claims in one knot reach the bound, ten thousand in a chain are far
    from it.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Finding, Implication, Knowledge
    >>> young = Finding("f", 0.8, Basis.STATED, Proposition("VN", "young"))
    >>> steps = tuple(
    ...     Implication(name, 0.5, Basis.STATED, frozenset({"young"}), conclusion="pair")
    ...     for name in "ij")
    >>> known = Knowledge(Analysis("a", "KR", ("VN",)), (young,), steps)
    >>> found = contributions(implication_graph(known), Proposition("VN", "pair"))
    >>> [(each.claim, round(each.amount, 9)) for each in found.claims]
    [('f', 0.64), ('i', 0.24), ('j', 0.24)]
    >>> found.count, found.truncated
    (3, False)
    """
    if limit is not None and limit < 1:
        raise InvalidArgument(f"limit is {limit}; at least 1 claim is removed")
    removals = Removals(graph, goal)
    found = sorted(
        _removed(removals, limit),
        key=lambda each: (-abs(each.amount), -abs(each.net), by_name(each.claim)),
    )
    return Contributions(tuple(found), len(removals.claims))


def _removed(removals: Removals, limit: int | None) -> Iterator[Contribution]:
    updates = 0
    for part in removals.without(removals.claims[:limit]):
        for column, claim in enumerate(part.claims):
            yield Contribution(
                claim,
                amount=removals.acceptability - float(part.acceptabilities[column]),
                net=removals.net - float(part.nets[column]),
                converged=removals.converged and bool(part.converged[column]),
            )
        updates += part.updates
        if limit is None and updates > MOST_UPDATES:
            return
