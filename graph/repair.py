"""The best derivation of one proposition when some justifications are forced or banned.

What the limits do not touch keeps its best derivation from `Hypergraph.cheapest`; only the
propositions whose best derivation they rule out are searched again.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count

from graph.hypergraph import Cheapest, Hypergraph
from graph.semiring import Cost, Semiring


@dataclass(frozen=True, slots=True)
class Limits:
    """The one justification of each proposition in `forced`, and those it may not have."""

    forced: Mapping[int, int]
    banned: Mapping[int, frozenset[int]]

    def allowed(self, proposition: int, options: Iterable[int]) -> tuple[int, ...]:
        """What is left of a proposition's options."""
        if proposition in self.forced:
            return (self.forced[proposition],)
        banned = self.banned.get(proposition, frozenset())
        return tuple(option for option in options if option not in banned)

    def rule_out(self, proposition: int, option: int) -> bool:
        """Whether the proposition may not have that justification."""
        forced = self.forced.get(proposition)
        if forced is not None:
            return forced != option
        return option in self.banned.get(proposition, ())


@dataclass(frozen=True, slots=True)
class Repair:
    """Cost and justification of the propositions whose best derivation had to change."""

    costs: dict[int, Cost] = field(default_factory=dict)
    choice: dict[int, int] = field(default_factory=dict)


def repaired(
    graph: Hypergraph, cheapest: Cheapest, semiring: Semiring, goal: int, limits: Limits
) -> Repair | None:
    """The best derivation of a derivable goal within limits, told by what differs.

    Returns
    -------
    Repair or None
        None if the limits leave the goal underivable.

    Notes
    -----
    O(r log r) for the r justifications of the propositions that are spoilt and reached from
    the goal through spoilt ones.
    """
    spoilt = _Spoilt(graph, cheapest, limits)
    if not spoilt.includes(goal):
        return Repair()
    return _searched(graph, cheapest, semiring, goal, _region(graph, goal, limits, spoilt))


class _Spoilt:
    """The propositions whose best derivation uses a justification that is ruled out."""

    def __init__(self, graph: Hypergraph, cheapest: Cheapest, limits: Limits) -> None:
        self._tails = graph.tails
        self._choice = cheapest.choice
        self._limits = limits
        self._known: dict[int, bool] = {}

    def includes(self, proposition: int) -> bool:
        known, stack = self._known, [proposition]
        while stack:
            top = stack[-1]
            if top not in known:
                unknown = self._look(top)
                stack.extend(unknown)
                if unknown:
                    continue
            stack.pop()
        return known[proposition]

    def _look(self, proposition: int) -> list[int]:
        """Settle a proposition, or return the premises that must be settled first."""
        known, choice = self._known, self._choice[proposition]
        if self._limits.rule_out(proposition, choice):
            known[proposition] = True
            return []
        premises = self._tails[choice]
        if any(known.get(premise) for premise in premises):
            known[proposition] = True
            return []
        unknown = [premise for premise in premises if premise not in known]
        if not unknown:
            known[proposition] = False
        return unknown


def _region(
    graph: Hypergraph, goal: int, limits: Limits, spoilt: _Spoilt
) -> dict[int, tuple[int, ...]]:
    """The spoilt propositions that matter to the goal, with the options they have left."""
    region: dict[int, tuple[int, ...]] = {}
    stack = [goal]
    while stack:
        proposition = stack.pop()
        if proposition in region:
            continue
        options = limits.allowed(proposition, graph.options[proposition])
        region[proposition] = options
        for option in options:
            stack.extend(p for p in graph.tails[option] if p not in region and spoilt.includes(p))
    return region


def _searched(
    graph: Hypergraph,
    cheapest: Cheapest,
    semiring: Semiring,
    goal: int,
    region: Mapping[int, tuple[int, ...]],
) -> Repair | None:
    """Knuth's algorithm within a region; what lies outside has its cost already."""
    repair, extend = Repair(), semiring.extend
    sums: dict[int, Cost] = {}
    missing: dict[int, int] = {}
    uses: defaultdict[int, list[int]] = defaultdict(list)
    queue: list[tuple[Cost, int, int]] = []
    ticket = count()
    for options in region.values():
        for option in options:
            inside = [p for p in graph.tails[option] if p in region]
            outside = [cheapest.costs[p] for p in graph.tails[option] if p not in region]
            sums[option] = semiring.cost(cheapest.weights[option], outside)
            missing[option] = len(inside)
            for premise in inside:
                uses[premise].append(option)
            if not inside:
                queue.append((sums[option], next(ticket), option))
    heapq.heapify(queue)
    while queue:
        cost, _, option = heapq.heappop(queue)
        head = graph.heads[option]
        if head in repair.choice:
            continue
        repair.choice[head] = option
        repair.costs[head] = cost
        if head == goal:
            return repair
        for use in uses[head]:
            sums[use] = extend(sums[use], cost)
            missing[use] -= 1
            if not missing[use]:
                heapq.heappush(queue, (sums[use], next(ticket), use))
    return None
