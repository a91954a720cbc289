"""The implication graph as integer arrays, and the cheapest derivation of everything in it.

Searches over dictionaries of dataclasses spend their time hashing; here propositions and
justifications are numbers. What no derivation can use is left out from the start.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from typing import TYPE_CHECKING

from graph.model import Finding, Inference, Justification, Proposition
from graph.pauses import collection_paused
from graph.semiring import Cost, Semiring

if TYPE_CHECKING:
    from graph.levels import Levels


@dataclass(frozen=True, slots=True)
class Cheapest:
    """The best derivation of every proposition, for one semiring.

    Attributes
    ----------
    weights : sequence of Cost
        What each justification itself adds to the cost.
    costs : sequence of Cost
        The least cost of each proposition, 0 for those that cannot be derived.
    choice : sequence of int
        The justification that attains it, -1 for those that cannot be derived.
    bounds : sequence of Cost
        The least cost of a derivation that starts with each justification; it may be less
        where a premise cannot be derived.
    ranks : sequence of int
        A number for each proposition, greater than those of all that its best derivation
        rests on.
    steps : sequence of float
        About how many steps that takes, to choose among equals.
    """

    weights: Sequence[Cost]
    costs: Sequence[Cost]
    choice: Sequence[int]
    bounds: Sequence[Cost]
    ranks: Sequence[int]
    steps: Sequence[float]


@dataclass(frozen=True, slots=True)
class Hypergraph:
    """The implication graph with numbers for propositions and justifications.

    Attributes
    ----------
    propositions : tuple of Proposition
        All that occur; their place is their number.
    index : mapping of Proposition to int
        The number of each.
    justifications : tuple of Justification
        All findings and inferences; their place is their number.
    heads : list of int
        The proposition that each justification is of.
    tails : list of tuple of int
        The premises of each justification.
    options : list of tuple of int
        The justifications of each proposition that some derivation can use, in an order
        that depends on names alone. Empty: the proposition is not derivable.
    uses : list of list of int
        Those same justifications, by premise.
    """

    propositions: tuple[Proposition, ...]
    index: Mapping[Proposition, int]
    justifications: tuple[Justification, ...]
    heads: list[int]
    tails: list[tuple[int, ...]]
    options: list[tuple[int, ...]]
    uses: list[list[int]]
    _cheapest: dict[str, Cheapest] = field(default_factory=dict, compare=False, repr=False)
    _levels: dict[str, Levels] = field(default_factory=dict, compare=False, repr=False)

    def cheapest(self, semiring: Semiring) -> Cheapest:
        """The best derivation of every proposition; computed once per semiring."""
        if semiring.name not in self._cheapest:
            weights = [
                semiring.weight(justification.strength, len(premises))
                for justification, premises in zip(self.justifications, self.tails, strict=True)
            ]
            found = cheapest(self.heads, self.tails, self.uses, weights, semiring)
            self._cheapest[semiring.name] = found
        return self._cheapest[semiring.name]

    def levels(self, semiring: Semiring) -> Levels:
        """The same where nothing costs less than a level; see `graph.levels`."""
        from graph.levels import Levels  # few questions need it

        if semiring.name not in self._levels:
            self._levels[semiring.name] = Levels(self, self.cheapest(semiring))
        return self._levels[semiring.name]


@collection_paused()
def hypergraph(
    findings: Mapping[Proposition, tuple[Finding, ...]],
    inferences: Mapping[Proposition, tuple[Inference, ...]],
) -> Hypergraph:
    """The arrays of an implication graph, in time linear in its size."""
    found, inferred = _in_order(findings, inferences)
    index: dict[Proposition, int] = {}
    number = index.setdefault
    tails: list[tuple[int, ...]] = [()] * len(found)
    tails += [tuple([number(p, len(index)) for p in j.premises]) for j in inferred]
    heads = [number(j.proposition, len(index)) for j in found]
    heads += [number(j.conclusion, len(index)) for j in inferred]
    options, uses = _usable(len(index), heads, tails)
    return Hypergraph(tuple(index), index, (*found, *inferred), heads, tails, options, uses)


def _in_order(
    findings: Mapping[Proposition, tuple[Finding, ...]],
    inferences: Mapping[Proposition, tuple[Inference, ...]],
) -> tuple[list[Finding], list[Inference]]:
    """All justifications: findings first, by name, so that ties break the same way always."""
    return (
        sorted(chain.from_iterable(findings.values()), key=lambda f: f.iri),
        sorted(chain.from_iterable(inferences.values()), key=lambda i: (i.implication, i.country)),
    )


def _usable(
    size: int, heads: list[int], tails: list[tuple[int, ...]]
) -> tuple[list[tuple[int, ...]], list[list[int]]]:
    """The options and uses, by forward chaining from the findings."""
    options: list[list[int]] = [[] for _ in range(size)]
    uses: list[list[int]] = [[] for _ in range(size)]
    for justification, premises in enumerate(tails):
        for premise in premises:
            uses[premise].append(justification)
    missing = [len(premises) for premises in tails]
    fired = [j for j, premises in enumerate(tails) if not premises]
    for justification in fired:  # grows as it is walked
        head = heads[justification]
        if not options[head]:
            for use in uses[head]:
                missing[use] -= 1
                if not missing[use]:
                    fired.append(use)
        options[head].append(justification)
    kept = [not n and heads[j] not in tails[j] for j, n in enumerate(missing)]
    return (
        [tuple(sorted([j for j in row if kept[j]])) for row in options],
        [[j for j in row if kept[j]] for row in uses],
    )


@collection_paused()
def cheapest(
    heads: Sequence[int],
    tails: Sequence[Sequence[int]],
    uses: Sequence[Sequence[int]],
    weights: Sequence[Cost],
    semiring: Semiring,
) -> Cheapest:
    """Knuth's algorithm from the findings up: O(size log size).

    Where only the worst part counts, many tie: of those, what takes the fewest steps. For the
    parameters see `Hypergraph` and `Cheapest`.
    """
    extend, ties, size = semiring.extend, semiring.only_worst_counts, len(uses)
    sums = list(weights)
    missing = [len(tail) for tail in tails]
    costs: list[Cost] = [0] * size
    choice, ranks, steps = [-1] * size, [0] * size, [0.0] * size
    rank = count()
    # Among equals the one met first, which tends to have fewer steps.
    ticket = count()
    queue: list[tuple[Cost, float, int]] = [
        (weights[j], next(ticket), j) for j, n in enumerate(missing) if not n
    ]
    heapq.heapify(queue)
    while queue:
        cost, _, justification = heapq.heappop(queue)
        head = heads[justification]
        if choice[head] >= 0:
            continue
        choice[head] = justification
        costs[head] = cost
        ranks[head] = next(rank)
        if ties:
            steps[head] = float(bool(tails[justification])) + sum(
                [steps[p] for p in tails[justification]]
            )
        for use in uses[head]:
            sums[use] = extend(sums[use], cost)
            missing[use] -= 1
            if not missing[use] and choice[heads[use]] < 0:
                heapq.heappush(queue, (sums[use], next(ticket), use))
    return Cheapest(weights, costs, choice, sums, ranks, steps)
