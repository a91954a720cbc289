"""The part of a store's knowledge that holds the best derivations of one goal.

Fetched best first, as A* walks a graph. What has not been opened yet is supposed to be found
for certain, so that no derivation through it is thought worse than it is. Opened next is what
the best derivations would use, were that so; and once nothing unopened can be part of one as
good as those that are there, nothing more is asked for.

References
----------
Hart, P. E., Nilsson, N. J., Raphael, B. (1968). A formal basis for the heuristic determination
of minimum cost paths. IEEE Trans. Syst. Sci. Cybern. 4(2).
Martelli, A., Montanari, U. (1973). Additive AND/OR graphs. IJCAI.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final

from graph.grounding import implication_graph
from graph.hypergraph import Cheapest, cheapest
from graph.hyperpath import derivations, least_costs
from graph.model import Claim, Derivation, Finding, Implication, Iri, Knowledge, Proposition
from graph.pauses import collection_paused
from graph.semiring import Cost, Semiring
from graph.source import ClaimSource, assembled, backward, by_kind

_FIRST: Final = 32  # concepts to open at once, until as many again as are open are more
# By how much more must be open before the next search, or chains would be searched over and over.
_GROWTH: Final = 1.2


@collection_paused()
def nearest(
    source: ClaimSource,
    goal: Proposition,
    k: int,
    semiring: Semiring,
    counts: Callable[[Claim], bool] = lambda _: True,
) -> Knowledge:
    """As much as tells the `k` best derivations of a goal and what is objected to them.

    Often a small part of what bears on the goal. It is all of that where something is objected
    to a step or to the goal, since objections are weighed by all that bears on them.

    Parameters
    ----------
    source : ClaimSource
    goal : Proposition
    k : int
        From 1 up. Where there are fewer derivations, all that may lead to the goal is fetched.
    semiring : Semiring
        How derivations are scored.
    counts : callable, optional
        Whether a claim may be used.

    Raises
    ------
    InvalidArgument
        If `k` is less than 1.
    InvalidClaim
        If a claim that it meets breaks a rule of the ontology.

    Notes
    -----
    Each round opens from a fifth as many concepts as are open to twice as many, and searches
    them all: with n claims fetched, O(log n) rounds and O(n log n) together. Where the reasoning
    has many layers, it asks the source about each.

    Examples
    --------
    >>> from graph.build import StoreClaims
    >>> from graph.semiring import FEWEST_STEPS
    >>> from graph.stores import opened_store
    >>> claims = StoreClaims(opened_store(None), "is225-extended")
    >>> goal = Proposition(
    ...     "https://w3id.org/policy-explorer/id/VN", "https://w3id.org/policy-explorer/id/pairing"
    ... )
    >>> part = nearest(claims, goal, 1, FEWEST_STEPS)
    >>> 0 < len(part.claims) < len(claims.claims())
    True
    """
    known = _part(source, goal, k, semiring, counts)
    if known.objections or not all(finding.holds for finding in known.findings):
        best = derivations(implication_graph(known), goal, k, semiring)
        if _is_contested(known, goal, best):
            return backward(source, (goal,))
    return known


def _is_contested(known: Knowledge, goal: Proposition, best: Iterable[Derivation]) -> bool:
    """Whether something may be objected to the goal, or to a step of a derivation."""
    steps = [step for derivation in best for step in derivation.steps]
    concluded = {goal, *(step.proposition for step in steps)}
    targets = {p.concept for p in concluded} | {step.claim for step in steps}
    return any(objection.target in targets for objection in known.objections) or any(
        not finding.holds and finding.proposition in concluded for finding in known.findings
    )


def _part(
    source: ClaimSource,
    goal: Proposition,
    k: int,
    semiring: Semiring,
    counts: Callable[[Claim], bool],
) -> Knowledge:
    """What the best derivations rest on, and the objections to any of that."""
    hopes, claims = _Hopes(goal.concept, semiring), dict[Iri, Claim]()
    opening, limit, wanted = [goal.concept], math.inf, 1
    while opening:
        told = [claim for claim in _told(source, opening) if counts(claim)]
        claims |= {claim.iri: claim for claim in told}
        opening = hopes.opened(opening, told)
        if opening and hopes.size < wanted:
            opening = opening[: wanted - hopes.size]
            continue
        table, wanted = hopes.cheapest(), math.ceil(_GROWTH * hopes.size)
        if hopes.are_met(table):
            graph = implication_graph(by_kind(source.analysis, claims.values()))
            costs = least_costs(graph.hypergraph, goal, k, semiring)
            limit = costs[-1] if len(costs) == k else math.inf
        opening = hopes.nearest(table, limit)
    return assembled(source, claims.values())


def _told(source: ClaimSource, concepts: Collection[Iri]) -> Iterator[Claim]:
    """What concludes in the concepts, is found of them, and objects to any of that."""
    told = source.claims_about(concepts)
    yield from told
    yield from source.claims_about((), [c.iri for c in told if isinstance(c, Implication)])
    yield from source.findings(source.analysis.countries, concepts)


class _Hopes:
    """The best derivations that there may be, concept by concept, whatever the country.

    A concept that is not open has one justification, which is a hope: a finding of strength 1.
    Numbers stand for concepts, as they are met; the goal is 0, and the hope for a concept
    stands first among its options.
    """

    def __init__(self, goal: Iri, semiring: Semiring) -> None:
        self._semiring = semiring
        self._concepts: list[Iri] = []
        self._numbers: dict[Iri, int] = {}
        self._opened: set[int] = set()
        self._heads: list[int] = []
        self._tails: list[tuple[int, ...]] = []
        self._weights: list[Cost] = []
        self._options: list[list[int]] = []
        self._uses: list[list[int]] = []
        self._number(goal)

    @property
    def size(self) -> int:
        """How many concepts are open."""
        return len(self._opened)

    def opened(self, concepts: Iterable[Iri], claims: Iterable[Claim]) -> list[Iri]:
        """Put what justifies the concepts in the place of the hope for them.

        What that rests on, and is not open, is given back.
        """
        for number in map(self._number, concepts):
            self._opened.add(number)
            hope = self._options[number].pop(0)
            self._tails[hope] = (number,)  # never to be had
        met: dict[int, None] = {}
        for claim in claims:
            if isinstance(claim, Implication):
                names = sorted(claim.premises | claim.home_premises)
                premises = [self._number(name) for name in names]
                self._justify(claim.conclusion, premises, claim.strength)
                met |= dict.fromkeys(premises)
            elif isinstance(claim, Finding) and claim.holds:
                self._justify(claim.proposition.concept, (), claim.strength)
        return [self._concepts[number] for number in met if number not in self._opened]

    def cheapest(self) -> Cheapest:
        """What everything costs at least."""
        return cheapest(self._heads, self._tails, self._uses, self._weights, self._semiring)

    def are_met(self, table: Cheapest) -> bool:
        """Whether the best derivation of the goal rests on nothing but what is open."""
        waiting, met = [0], {0}
        for number in waiting:  # grows as it is walked
            if number not in self._opened or table.choice[number] < 0:
                return False
            fresh = [p for p in self._tails[table.choice[number]] if p not in met]
            met.update(fresh)
            waiting += fresh
        return True

    def nearest(self, table: Cheapest, limit: Cost) -> list[Iri]:
        """The concepts to open next: those that the best derivations would use."""
        most = max(_FIRST, len(self._opened))
        found: list[Iri] = []
        for number in self._best_first(table, limit):
            if number not in self._opened:
                found.append(self._concepts[number])
                if len(found) == most:
                    break
        return found

    def _best_first(self, table: Cheapest, limit: Cost) -> Iterator[int]:
        """Concepts by the cost of the best derivation of the goal that uses them (Dijkstra)."""
        costs, bounds, choice = table.costs, table.bounds, table.choice
        reached: dict[int, Cost] = {0: costs[0]}
        queue = [(costs[0], 0)]
        while queue:
            whole, number = heapq.heappop(queue)
            if whole > reached[number]:
                continue
            yield number
            for option in self._options[number]:
                tail = self._tails[option]
                cost = self._semiring.exchanged(whole, 1, costs[number], bounds[option])
                if cost <= limit and all(choice[p] >= 0 for p in tail):
                    for premise in tail:
                        if premise not in reached or cost < reached[premise]:
                            reached[premise] = cost
                            heapq.heappush(queue, (cost, premise))

    def _justify(self, concept: Iri, premises: Iterable[int], strength: float) -> None:
        number, tail = self._number(concept), tuple(premises)
        justification = len(self._heads)
        self._heads.append(number)
        self._tails.append(tail)
        self._weights.append(self._semiring.weight(strength, len(tail)))
        self._options[number].append(justification)
        for premise in tail:
            self._uses[premise].append(justification)

    def _number(self, concept: Iri) -> int:
        if concept not in self._numbers:
            self._numbers[concept] = len(self._concepts)
            self._concepts.append(concept)
            self._options.append([])
            self._uses.append([])
            self._justify(concept, (), 1.0)
        return self._numbers[concept]
