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
from typing import Final, TypeAlias

from graph.errors import InvalidArgument
from graph.grounding import ImplicationGraph
from graph.hypergraph import Cheapest, Hypergraph
from graph.model import Derivation, Proposition, Step
from graph.repair import Limits, RegionTooLarge, repaired
from graph.replay import Replay, replayed
from graph.semiring import PRODUCT, Cost, Semiring

__all__ = ["derivable", "derivations", "least_costs", "replayed"]

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
    arrays = graph.hypergraph
    plans = _plans(arrays, goal, k, semiring)
    replay, made = Replay(graph, semiring), dict[tuple[int, Cost], Step]()
    # Nobody is handed a derivation that has not withstood the check.
    return [replay.checked(_derivation(arrays, plan, semiring, made), goal) for plan in plans]


def least_costs(graph: Hypergraph, goal: Proposition, k: int, semiring: Semiring) -> list[Cost]:
    """What the `k` best derivations of a proposition cost, or all of them if there are fewer.

    As for `derivations`, which builds and checks them.
    """
    return [plan.cost for plan in _plans(graph, goal, k, semiring)]


def _plans(graph: Hypergraph, goal: Proposition, k: int, semiring: Semiring) -> Iterator[_Plan]:
    if k < 1:
        raise InvalidArgument(f"k is {k}; at least 1 is needed")
    root = graph.index.get(goal)
    if root is None or not graph.options[root]:
        return iter(())
    return islice(_Ranking(graph, semiring, root).plans(), k)


@dataclass(frozen=True, slots=True)
class _Plan:
    """A derivation in numbers: the best one of the set that `forced` and `banned` describe.

    `steps` run from the goal down. `order` holds the same propositions with the `forced`
    ones first, so that all that rests on a proposition stands before it or is forced. `dearer`
    are the costs, within the set, of the propositions whose best derivation it rules out; all
    others have their least cost.
    """

    cost: Cost
    steps: list[int]
    order: list[int]
    forced: int
    choice: dict[int, int]
    dearer: Mapping[int, Cost]
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


@dataclass(frozen=True, slots=True)
class _Rest:
    """The branches of a plan from `place` on, which nobody has looked at yet.

    Attributes
    ----------
    times : mapping of int to int
        How often the plan uses each proposition; empty where that does not matter.
    """

    plan: _Plan
    place: int
    times: Mapping[int, int]


# Lower bound of the cost, whether it has yet to be searched, steps that it adds, when it was met
# (which plan's, and where in it), and what it is.
_Entry: TypeAlias = tuple[Cost, bool, float, tuple[int, int], _Plan | _Branch | _Rest]


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
        # Among equals what is a derivation already, then what adds fewer steps, then what was
        # met first.
        queue: list[_Entry] = []
        number = count()
        best = self._best(Limits({}, {}), self._cheapest.costs[self._goal])
        while best is not None or queue:
            if best is not None:
                heapq.heappush(queue, (best.cost, False, 0, (next(number), 0), best))
            cost, _, _, (which, _), entry = heapq.heappop(queue)
            best = None
            if isinstance(entry, _Branch):
                best = self._best(entry.limits, cost)
            elif isinstance(entry, _Rest):
                self._branch(queue, entry, which)
            else:
                yield entry
                rest = _Rest(entry, entry.forced, self._times(entry))
                heapq.heappush(queue, (cost, True, 0, (next(number), rest.place), rest))

    def _times(self, plan: _Plan) -> dict[int, int]:
        return {} if self._semiring.only_worst_counts else _times_used(self._graph, plan)

    def _branch(self, queue: list[_Entry], rest: _Rest, number: int) -> None:
        """Put the parts that the rest of the plan's own set falls into in the queue.

        Each goes there with a lower bound, and with about how many steps it would add. One
        that can be no better, neither in cost nor in steps, comes before all further ones,
        which are therefore left for later.
        """
        plan, semiring, costs = rest.plan, self._semiring, self._cheapest.costs
        for place in range(rest.place, len(plan.order)):
            pivot = plan.order[place]
            least, more = self._least(plan, pivot)
            if least is None:
                continue
            used = rest.times.get(pivot, 1)
            cost = plan.dearer.get(pivot, costs[pivot])
            bound = semiring.exchanged(plan.cost, used, cost, least)
            heapq.heappush(queue, (bound, True, more, (number, place), _Branch(plan, place)))
            if bound <= plan.cost and not more:
                left = _Rest(plan, place + 1, rest.times)
                heapq.heappush(queue, (plan.cost, True, 0, (number, place + 1), left))
                return

    def _least(self, plan: _Plan, pivot: int) -> tuple[Cost | None, float]:
        """What any other justification costs at least, and adds then; None if there is no other."""
        options, tails, table = self._graph.options[pivot], self._graph.tails, self._cheapest
        least: Cost | None = None
        adds: float = 0
        if len(options) == 1:
            return least, adds
        taken, banned = plan.choice[pivot], plan.banned.get(pivot, ())
        for option in options:
            if option == taken or option in banned:
                continue
            cost = self._bound(plan, option)
            if least is None or cost <= least:
                more = sum([table.steps[p] for p in tails[option] if p not in plan.choice])
                if least is None or (cost, more) < (least, adds):
                    least, adds = cost, more
        return least, adds

    def _bound(self, plan: _Plan, option: int) -> Cost:
        """What a justification costs at least within the plan's set."""
        table, dearer, tail = self._cheapest, plan.dearer, self._graph.tails[option]
        if dearer.keys().isdisjoint(tail):
            return table.bounds[option]
        premises = [dearer[p] if p in dearer else table.costs[p] for p in tail]
        return self._semiring.cost(table.weights[option], premises)

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
        weights = self._cheapest.weights
        cost = max(level, *[weights[option] for option in chosen.values()])
        return self._plan(limits, steps, chosen, cost, {})

    def _within(self, limits: Limits, table: Cheapest, most: float = math.inf) -> _Plan | None:
        """The best derivation within limits, from the best derivations of a table."""
        goal = self._goal
        found = repaired(self._graph, table, self._semiring, goal, limits, most)
        if found is None:
            return None
        steps, choice = _steps_down(self._graph, goal, found.choice, table.choice)
        cost = found.costs.get(goal, table.costs[goal])
        return self._plan(limits, steps, choice, cost, found.costs)

    def _plan(
        self,
        limits: Limits,
        steps: list[int],
        choice: dict[int, int],
        cost: Cost,
        dearer: Mapping[int, Cost],
    ) -> _Plan:
        forced = limits.forced
        return _Plan(
            cost=cost,
            steps=steps,
            order=[*forced, *[p for p in steps if p not in forced]],
            forced=len(forced),
            choice=choice,
            # Where only the worst counts, no part is dearer than the whole.
            dearer={} if self._semiring.only_worst_counts else dearer,
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
    tails, stack = graph.tails, [goal]
    while stack:
        proposition = stack.pop()
        if proposition < 0:
            finished.append(~proposition)
        elif proposition not in choice:
            justification = repaired.get(proposition, usual[proposition])
            choice[proposition] = justification
            if tail := tails[justification]:
                stack.append(~proposition)  # met again once all below is finished
                stack.extend(tail)
            else:
                finished.append(proposition)
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


def _derivation(
    graph: Hypergraph, plan: _Plan, semiring: Semiring, made: dict[tuple[int, Cost], Step]
) -> Derivation:
    """The plan as a derivation; it shares its steps with those that were made before."""
    if semiring.only_worst_counts:
        costs = _true_costs(graph, plan, semiring)
    else:
        usual, dearer = graph.cheapest(semiring).costs, plan.dearer
        costs = {p: dearer[p] if p in dearer else usual[p] for p in plan.steps}
    steps = []
    for number, cost in costs.items():
        option = plan.choice[number]
        step = made.get((option, cost))
        if step is None:
            step = made[option, cost] = Step(
                graph.propositions[number], graph.justifications[option], semiring.score(cost)
            )
        steps.append(step)
    return Derivation(steps[0].score, tuple(steps))


def _true_costs(graph: Hypergraph, plan: _Plan, semiring: Semiring) -> dict[int, Cost]:
    """What each proposition of a derivation costs, which the cost of the whole may hide."""
    weights, tails, cost_of = graph.cheapest(semiring).weights, graph.tails, semiring.cost
    costs: dict[int, Cost] = dict.fromkeys(plan.steps, 0)
    for number in reversed(plan.steps):
        option = plan.choice[number]
        costs[number] = cost_of(weights[option], [costs[p] for p in tails[option]])
    return costs
