"""The best derivation of one proposition when some justifications are forced or banned.

What the limits do not touch keeps its best derivation from `Hypergraph.cheapest`; only the
propositions whose best derivation they rule out are searched again.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from graph.hypergraph import Cheapest, Hypergraph
from graph.semiring import Cost, Semiring


@dataclass(frozen=True, slots=True)
class Limits:
    """The one justification of each proposition in `forced`, and those it may not have."""

    forced: Mapping[int, int]
    banned: Mapping[int, frozenset[int]]

    def allowed(self, proposition: int, options: tuple[int, ...]) -> tuple[int, ...]:
        """What is left of a proposition's options."""
        if proposition in self.forced:
            return (self.forced[proposition],)
        banned = self.banned.get(proposition)
        if banned is None:
            return options
        return tuple([option for option in options if option not in banned])

    def ruled_out(self, choice: Sequence[int]) -> list[int]:
        """The propositions that may not have the justification they are given here."""
        forced = [p for p, option in self.forced.items() if option != choice[p]]
        return forced + [p for p, options in self.banned.items() if choice[p] in options]


@dataclass(frozen=True, slots=True)
class Repair:
    """Cost and justification of the propositions whose best derivation had to change."""

    costs: dict[int, Cost] = field(default_factory=dict)
    choice: dict[int, int] = field(default_factory=dict)


class RegionTooLarge(Exception):
    """More has to be searched than was allowed."""


def repaired(
    graph: Hypergraph,
    cheapest: Cheapest,
    semiring: Semiring,
    goal: int,
    limits: Limits,
    most: float = math.inf,
) -> Repair | None:
    """The best derivation of a derivable goal within limits, told by what differs.

    Returns
    -------
    Repair or None
        None if the limits leave the goal underivable.

    Raises
    ------
    RegionTooLarge
        If more than `most` propositions would have to be searched.

    Notes
    -----
    O(r log r) for the r justifications of the propositions that are spoilt and reached from
    the goal through spoilt ones.
    """
    spoilt = _Spoilt(graph, cheapest, limits)
    if not spoilt.includes(goal):
        return Repair()
    region = _region(graph, cheapest, goal, limits, spoilt, most)
    return _searched(graph, cheapest, semiring, goal, region)


class _Spoilt:
    """The propositions whose best derivation uses a justification that is ruled out."""

    def __init__(self, graph: Hypergraph, cheapest: Cheapest, limits: Limits) -> None:
        self._tails = graph.tails
        self._choice, self._ranks = cheapest.choice, cheapest.ranks
        ruled_out = limits.ruled_out(cheapest.choice)
        self._known = dict.fromkeys(ruled_out, True)
        # What ranks below all of them cannot rest on any of them.
        self._least = min((self._ranks[p] for p in ruled_out), default=len(self._ranks))

    def includes(self, proposition: int) -> bool:
        if self._ranks[proposition] < self._least:
            return False
        known, stack = self._known, [proposition]
        while stack:
            top = stack[-1]
            if top not in known:
                unknown = self._look(top)
                if unknown:
                    stack += unknown
                    continue
            stack.pop()
        return known[proposition]

    def _look(self, proposition: int) -> list[int]:
        """Settle a proposition, or return the premises that must be settled first."""
        known, ranks, least = self._known, self._ranks, self._least
        unknown = []
        for premise in self._tails[self._choice[proposition]]:
            if ranks[premise] >= least:
                spoilt = known.get(premise)
                if spoilt:
                    known[proposition] = True
                    return []
                if spoilt is None:
                    unknown.append(premise)
        if not unknown:
            known[proposition] = False
        return unknown


def _region(
    graph: Hypergraph,
    cheapest: Cheapest,
    goal: int,
    limits: Limits,
    spoilt: _Spoilt,
    most: float,
) -> dict[int, tuple[int, ...]]:
    """The spoilt propositions that matter to the goal, with the options that matter to them."""
    region: dict[int, tuple[int, ...]] = {}
    tails, stack = graph.tails, [goal]
    while stack:
        proposition = stack.pop()
        if proposition in region:
            continue
        options = limits.allowed(proposition, graph.options[proposition])
        if len(options) > 1:
            options = _not_beaten(graph, cheapest, options, spoilt)
        region[proposition] = options
        if len(region) > most:
            raise RegionTooLarge
        for option in options:
            stack += [p for p in tails[option] if p not in region and spoilt.includes(p)]
    return region


def _not_beaten(
    graph: Hypergraph, cheapest: Cheapest, options: tuple[int, ...], spoilt: _Spoilt
) -> tuple[int, ...]:
    """One option where that is surely best, since nothing below it is spoilt; else all of them."""
    bounds = [cheapest.bounds[option] for option in options]
    least = min(bounds)
    for option, bound in zip(options, bounds, strict=True):
        if bound == least and not any(map(spoilt.includes, graph.tails[option])):
            return (option,)
    return options


def _searched(
    graph: Hypergraph,
    cheapest: Cheapest,
    semiring: Semiring,
    goal: int,
    region: Mapping[int, tuple[int, ...]],
) -> Repair | None:
    """Knuth's algorithm within a region; what lies outside has its cost already.

    Among equals, what takes fewer steps; then what was met first.
    """
    repair, extend, tails = Repair(), semiring.extend, graph.tails
    sums: dict[int, Cost] = {}
    steps: dict[int, float] = {}
    missing: dict[int, int] = {}
    uses: defaultdict[int, list[int]] = defaultdict(list)
    queue: list[tuple[Cost, float, int, int]] = []
    ticket = count()
    for options in region.values():
        for option in options:
            tail = tails[option]
            steps[option] = 1 + sum([cheapest.steps[p] for p in tail if p not in region])
            inside = [p for p in tail if p in region]
            if not inside:
                queue.append((cheapest.bounds[option], steps[option], next(ticket), option))
                continue
            sums[option] = semiring.cost(
                cheapest.weights[option], [cheapest.costs[p] for p in tail if p not in region]
            )
            missing[option] = len(inside)
            for premise in inside:
                uses[premise].append(option)
    heapq.heapify(queue)
    while queue:
        cost, taken, _, option = heapq.heappop(queue)
        head = graph.heads[option]
        if head in repair.choice:
            continue
        repair.choice[head] = option
        repair.costs[head] = cost
        if head == goal:
            return repair
        for use in uses[head]:
            sums[use] = extend(sums[use], cost)
            steps[use] += taken
            missing[use] -= 1
            if not missing[use]:
                heapq.heappush(queue, (sums[use], steps[use], next(ticket), use))
    return None
