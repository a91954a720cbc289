"""The best derivations of a proposition, in order.

The best one is Knuth's. The next ones come from Lawler's partition: the derivations that
remain once one is found fall into disjoint sets, each described by justifications that are
forced and others that are banned, and the best of each set is a Knuth search again. Two
things make it fast. The best derivation of everything (`Hypergraph.cheapest`) bounds a set
from below, so most sets are never searched; and a search visits only the propositions whose
best derivation the set rules out, everything else keeps the cost it has.

References
----------
Knuth, D. E. (1977). A generalization of Dijkstra's algorithm. Inf. Process. Lett. 6(1).
Lawler, E. L. (1972). A procedure for computing the k best solutions. Manag. Sci. 18(7).
Nielsen, L. R., Andersen, K. A., Pretolani, D. (2005). Finding the K shortest hyperpaths.
Computers & Operations Research 32(6).
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Final

from graph.errors import InvalidArgument
from graph.grounding import ImplicationGraph
from graph.hypergraph import Cheapest, Hypergraph
from graph.model import Derivation, Proposition, Step
from graph.repair import Limits, RegionTooLarge, repaired
from graph.replay import replayed
from graph.semiring import PRODUCT, Cost, Semiring

__all__ = ["derivable", "derivations", "replayed"]

# Where only the weakest link counts: derivations of more steps than this are worth a look at
# the whole graph for shorter ones, and so are searches of more propositions than this.
_LONG: Final = 60
_REGION: Final = 1000


def derivable(graph: ImplicationGraph) -> frozenset[Proposition]:
    """The propositions that are found or follow from what is found.

    Takes time linear in the size of the graph, once.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Finding, Implication, Knowledge, Proposition
    >>> young = Finding("f", 0.9, Basis.STATED, Proposition("VN", "young"))
    >>> cheap = Implication("i", 0.5, Basis.STATED, frozenset({"young"}), conclusion="cheap")
    >>> known = Knowledge(Analysis("a", "KR", ("VN",)), (young,), (cheap,))
    >>> sorted(p.concept for p in derivable(implication_graph(known)))
    ['cheap', 'young']
    """
    arrays = graph.hypergraph
    return frozenset(
        proposition
        for proposition, options in zip(arrays.propositions, arrays.options, strict=True)
        if options
    )


def derivations(
    graph: ImplicationGraph, goal: Proposition, k: int = 5, semiring: Semiring = PRODUCT
) -> list[Derivation]:
    """The `k` best derivations of a proposition, best first.

    A derivation chooses one justification (a finding, or a grounded implication) for each
    proposition it uses, without cycles and with nothing superfluous. Its score is taken over
    its tree: what is used twice counts twice. Which of several derivations with the same
    score come first depends on names alone.

    Parameters
    ----------
    graph : ImplicationGraph
        Where to derive it.
    goal : Proposition
        What to derive; one that the graph does not know has no derivation.
    k : int
        How many at most, from 1 up.
    semiring : Semiring
        How derivations are scored.

    Returns
    -------
    list of Derivation
        Fewer than `k` if there are no more; empty if `goal` is not derivable.

    Raises
    ------
    InvalidArgument
        If `k` is less than 1.
    InvalidDerivation
        If one of them does not withstand `graph.replay`, through which each of them goes: an
        error of the engine, never of what was asked.

    Notes
    -----
    After the first question put to a graph, which takes O(size log size), each derivation of
    n steps costs O(n) bounds and a few searches of what its alternatives touch.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Finding, Implication, Knowledge, Proposition
    >>> young = Finding("f", 0.9, Basis.STATED, Proposition("VN", "young"))
    >>> cheap = Implication("i", 0.5, Basis.STATED, frozenset({"young"}), conclusion="cheap")
    >>> known = Knowledge(Analysis("a", "KR", ("VN",)), (young,), (cheap,))
    >>> best, = derivations(implication_graph(known), Proposition("VN", "cheap"))
    >>> best.score, [step.claim for step in best.steps]
    (0.45, ['i', 'f'])
    """
    if k < 1:
        raise InvalidArgument(f"k is {k}; at least 1 is needed")
    arrays = graph.hypergraph
    root = arrays.index.get(goal)
    if root is None or not arrays.options[root]:
        return []
    plans = islice(_Ranking(arrays, semiring, root).plans(), k)
    # Nobody is handed a derivation that has not withstood the check.
    return [replayed(graph, _derivation(arrays, plan, semiring), semiring, goal) for plan in plans]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A derivation in numbers: the best one of the set that `forced` and `banned` describe.

    `steps` run from the goal down. `order` holds the same propositions with the `forced`
    ones first, so that all that rests on a proposition stands before it or is forced.
    """

    cost: Cost
    steps: list[int]
    order: list[int]
    forced: int
    choice: dict[int, int]
    costs: dict[int, Cost]
    banned: Mapping[int, frozenset[int]]


@dataclass(frozen=True, slots=True)
class _Branch:
    """The derivations that share a plan's choices before `place` and differ there."""

    plan: _Plan
    place: int

    @property
    def limits(self) -> Limits:
        """The choices that the set forces and bans."""
        plan = self.plan
        forced = {p: plan.choice[p] for p in plan.order[: self.place]}
        pivot = plan.order[self.place]
        banned = {p: options for p, options in plan.banned.items() if p not in forced}
        banned[pivot] = banned.get(pivot, frozenset()) | {plan.choice[pivot]}
        return Limits(forced, banned)


class _Ranking:
    """Lawler's partition of the derivations of one goal."""

    def __init__(self, graph: Hypergraph, semiring: Semiring, goal: int) -> None:
        self._graph = graph
        self._cheapest = graph.cheapest(semiring)
        self._semiring = semiring
        self._goal = goal
        self._are_long = False

    def plans(self) -> Iterator[_Plan]:
        """All derivations, best first."""
        ticket = count()
        # Among equals what is a derivation already, then what adds fewer steps, then what was
        # met first.
        queue: list[tuple[Cost, bool, float, int, _Plan | _Branch]] = []
        best = self._best(Limits({}, {}), self._cheapest.costs[self._goal])
        while best is not None or queue:
            if best is not None:
                heapq.heappush(queue, (best.cost, False, 0, next(ticket), best))
            cost, *_, entry = heapq.heappop(queue)
            if isinstance(entry, _Branch):
                best = self._best(entry.limits, cost)
                continue
            best = None
            yield entry
            for bound, more, branch in self._branches(entry):
                heapq.heappush(queue, (bound, True, more, next(ticket), branch))

    def _branches(self, plan: _Plan) -> Iterator[tuple[Cost, float, _Branch]]:
        """The parts that the rest of the plan's own set falls into.

        Each with a lower bound, and with about how many steps that would add.
        """
        semiring = self._semiring
        times = {} if semiring.only_worst_counts else _times_used(self._graph, plan)
        for place in range(plan.forced, len(plan.order)):
            pivot = plan.order[place]
            least, more = self._least(plan, pivot)
            if least is not None:
                used = times.get(pivot, 1)
                bound = semiring.exchanged(plan.cost, used, plan.costs[pivot], least)
                yield bound, more, _Branch(plan, place)

    def _least(self, plan: _Plan, pivot: int) -> tuple[Cost | None, float]:
        """What any other justification costs at least, and adds then; None if there is no other."""
        tails, known, table = self._graph.tails, plan.costs, self._cheapest
        least: tuple[Cost | None, float] = None, 0
        taken, banned = plan.choice[pivot], plan.banned.get(pivot, ())
        for option in self._graph.options[pivot]:
            if option == taken or option in banned:
                continue
            cost = self._semiring.cost(
                table.weights[option], [known.get(p, table.costs[p]) for p in tails[option]]
            )
            if least[0] is None or cost <= least[0]:
                more = sum([table.steps[p] for p in tails[option] if p not in known])
                if least[0] is None or (cost, more) < least:
                    least = cost, more
        return least

    def _best(self, limits: Limits, bound: Cost) -> _Plan | None:
        """The best derivation within limits, if there is any; it costs as much as the bound."""
        if not self._semiring.only_worst_counts:
            return self._within(limits, self._cheapest)
        graph, levels, level = self._graph, self._graph.levels, bound
        try:
            if not self._are_long:
                plan = self._within(limits, self._cheapest, _REGION)
                if plan is None or len(plan.steps) <= _LONG:
                    return plan
                self._are_long, level = True, plan.cost
            return self._within(limits, levels(self._semiring).at(level), _REGION)
        except RegionTooLarge:
            choice = levels(self._semiring).within(self._goal, limits, level)
        if choice is None:
            return None
        steps, chosen = _steps_down(graph, self._goal, {}, choice.tolist())
        costs = _true_costs(graph, steps, chosen, self._semiring)
        floored = {number: max(cost, level) for number, cost in costs.items()}
        return self._plan(limits, steps, chosen, floored)

    def _within(self, limits: Limits, table: Cheapest, most: float = math.inf) -> _Plan | None:
        """The best derivation within limits, from the best derivations of a table."""
        found = repaired(self._graph, table, self._semiring, self._goal, limits, most)
        if found is None:
            return None
        steps, choice = _steps_down(self._graph, self._goal, found.choice, table.choice)
        costs = {p: found.costs.get(p, table.costs[p]) for p in steps}
        return self._plan(limits, steps, choice, costs)

    def _plan(
        self, limits: Limits, steps: list[int], choice: dict[int, int], costs: dict[int, Cost]
    ) -> _Plan:
        return _Plan(
            cost=costs[self._goal],
            steps=steps,
            order=[*limits.forced, *(p for p in steps if p not in limits.forced)],
            forced=len(limits.forced),
            choice=choice,
            costs=costs,
            banned=limits.banned,
        )


def _steps_down(
    graph: Hypergraph, goal: int, repaired: Mapping[int, int], usual: Sequence[int]
) -> tuple[list[int], dict[int, int]]:
    """The propositions of a derivation from the goal down, and their justifications.

    Reverse postorder: each stands before its premises, and the first premise with all that
    is its own comes before the second.
    """
    choice: dict[int, int] = {}
    finished: list[int] = []
    stack = [goal]
    while stack:
        proposition = stack.pop()
        if proposition < 0:
            finished.append(~proposition)
        elif proposition not in choice:
            justification = repaired.get(proposition, usual[proposition])
            choice[proposition] = justification
            stack.append(~proposition)  # met again once all below is finished
            stack.extend(graph.tails[justification])
    finished.reverse()
    return finished, choice


def _times_used(graph: Hypergraph, plan: _Plan) -> dict[int, int]:
    """How often each proposition occurs in the tree of a derivation."""
    times = dict.fromkeys(plan.steps, 0)
    times[plan.steps[0]] = 1
    for proposition in plan.steps:
        for premise in graph.tails[plan.choice[proposition]]:
            times[premise] += times[proposition]
    return times


def _derivation(graph: Hypergraph, plan: _Plan, semiring: Semiring) -> Derivation:
    costs = plan.costs
    if semiring.only_worst_counts:  # the level may hide what a part costs
        costs = _true_costs(graph, plan.steps, plan.choice, semiring)
    steps = tuple(
        Step(
            graph.propositions[number],
            graph.justifications[plan.choice[number]],
            semiring.score(costs[number]),
        )
        for number in plan.steps
    )
    return Derivation(steps[0].score, steps)


def _true_costs(
    graph: Hypergraph, steps: Sequence[int], choice: Mapping[int, int], semiring: Semiring
) -> dict[int, Cost]:
    """What each proposition of a derivation costs, whatever any level."""
    weights, costs = graph.cheapest(semiring).weights, dict[int, Cost]()
    for number in reversed(steps):
        option = choice[number]
        costs[number] = semiring.cost(weights[option], [costs[p] for p in graph.tails[option]])
    return costs
