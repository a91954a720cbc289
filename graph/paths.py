"""The best simple paths through the implication graph.

A path is one strand of a derivation: from a premise by an implication to its conclusion, and
on from there. The search is Yen's, with Lawler's partition of the paths that remain, guided
by the exact distance of every proposition from the nearest target.

References
----------
Yen, J. Y. (1971). Finding the k shortest loopless paths in a network. Manag. Sci. 17(11).
Lawler, E. L. (1972). A procedure for computing the k best solutions. Manag. Sci. 18(7).
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import count, islice

from graph.errors import InvalidArgument
from graph.grounding import ImplicationGraph
from graph.hypergraph import Hypergraph
from graph.links import Links
from graph.model import Inference, Iri, Proposition
from graph.replay import replayed_path

_STOP = -1  # the move that ends a path where it is


@dataclass(frozen=True, slots=True)
class ImplicationPath:
    """Propositions and inferences by turns, from a source to a target.

    `score` is the product of the strengths of the inferences, in (0, 1].
    """

    score: float
    nodes: tuple[Proposition | Inference, ...]


def implication_paths(
    graph: ImplicationGraph,
    sources: Iterable[Proposition],
    targets: Iterable[Proposition],
    k: int = 5,
) -> list[ImplicationPath]:
    """The `k` best simple paths from any of the sources to any of the targets, best first.

    No proposition occurs twice on a path, all premises of every inference on it hold, and
    it has at least one inference. Other sources and targets may lie on it.

    Parameters
    ----------
    graph : ImplicationGraph
    sources, targets : iterable of Proposition
    k : int
        How many at most, from 1 up.

    Raises
    ------
    InvalidArgument
        If `k` is less than 1.
    InvalidDerivation
        If one of them does not withstand `graph.replay`, through which each of them goes: an
        error of the engine, never of what was asked.

    Notes
    -----
    O(size log size) for the distances, in compiled code; after that, for each path of n steps,
    n bounds and a few searches that seldom leave the way.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Finding, Implication, Knowledge
    >>> young, cheap = Proposition("VN", "young"), Proposition("VN", "cheap")
    >>> found = Finding("f", 0.9, Basis.STATED, young)
    >>> leads = Implication("i", 0.5, Basis.STATED, frozenset({"young"}), conclusion="cheap")
    >>> known = Knowledge(Analysis("a", "KR", ("VN",)), (found,), (leads,))
    >>> path, = implication_paths(implication_graph(known), [young], [cheap])
    >>> path.score, len(path.nodes)
    (0.5, 3)
    """
    if k < 1:
        raise InvalidArgument(f"k is {k}; at least 1 is needed")
    arrays = graph.hypergraph
    begin, end = frozenset(sources), frozenset(targets)
    starts, ends = _numbers(arrays, begin), _numbers(arrays, end)
    routes = _Search(arrays, graph.links, frozenset(ends)).routes(starts)
    # Nobody is handed a path that has not withstood the check.
    return [replayed_path(graph, _path(arrays, route), begin, end) for route in islice(routes, k)]


def places(
    graph: ImplicationGraph, concept: Iri, country: Iri | None = None
) -> tuple[Proposition, ...]:
    """The propositions meant by a concept: of one country, or of all in the analysis.

    What is asked of home alone, and never of the country, is meant to be that of home: the
    reasoning for any country may start from it.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Finding, Knowledge
    >>> found = Finding("f", 0.9, Basis.STATED, Proposition("KR", "shortage"))
    >>> graph = implication_graph(Knowledge(Analysis("a", "KR", ("VN",)), (found,)))
    >>> places(graph, "shortage", "VN")
    (Proposition(country='KR', concept='shortage'),)
    """
    if country is None:
        return tuple(Proposition(each, concept) for each in graph.analysis.countries)
    known = graph.hypergraph.index
    here, at_home = Proposition(country, concept), Proposition(graph.analysis.home, concept)
    return (at_home,) if here not in known and at_home in known else (here,)


def _numbers(arrays: Hypergraph, propositions: Iterable[Proposition]) -> list[int]:
    known = (arrays.index.get(p) for p in sorted(set(propositions)))
    return [number for number in known if number is not None]


@dataclass(frozen=True, slots=True)
class _Route:
    """A path in numbers; its first `fixed` moves are those of the set it is the best of."""

    cost: float
    places: tuple[int, ...]
    moves: tuple[int, ...]
    fixed: int
    banned: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Branch:
    """The paths that start along these places and go on by none of the banned moves."""

    cost: float
    places: tuple[int, ...]
    moves: tuple[int, ...]
    banned: frozenset[int]


class _Search:
    """The paths to a set of targets, with the distance of every proposition from them."""

    def __init__(self, graph: Hypergraph, links: Links, targets: Set[int]) -> None:
        self._graph = graph
        self._weights = links.weights
        self._targets = targets
        self._distances = links.distances(targets)

    def routes(self, sources: Iterable[int]) -> Iterator[_Route]:
        """All paths, best first."""
        ticket = count()
        # Among equals, what is a path already; then what was met first.
        queue: list[tuple[float, bool, int, _Route | _Branch]] = []

        def enter(branch: _Branch) -> None:
            bound = self._bound(branch)
            if bound is not None:
                heapq.heappush(queue, (bound, True, next(ticket), branch))

        for source in sources:
            enter(_Branch(0, (source,), (), frozenset({_STOP})))
        while queue:
            *_, entry = heapq.heappop(queue)
            if isinstance(entry, _Route):
                yield entry
                for branch in self._branches(entry):
                    enter(branch)
            else:
                route = self._best(entry)
                if route is not None:
                    heapq.heappush(queue, (route.cost, False, next(ticket), route))

    def _branches(self, route: _Route) -> Iterator[_Branch]:
        """The sets that the other paths of the route's own set fall into."""
        cost = self._cost(route.moves[: route.fixed])
        for number in range(route.fixed, len(route.places)):
            done = number == len(route.moves)
            move = _STOP if done else route.moves[number]
            banned = route.banned if number == route.fixed else frozenset()
            yield _Branch(cost, route.places[: number + 1], route.moves[:number], banned | {move})
            if not done:
                cost += self._weights[move]

    def _bound(self, branch: _Branch) -> float | None:
        """What a path of the set costs at least; None if there is none."""
        if self._may_stop(branch):
            return branch.cost
        ways = (w + self._distances[head] for w, _, head in self._onward(branch))
        least = min(ways, default=None)
        return None if least is None else branch.cost + least

    def _may_stop(self, branch: _Branch) -> bool:
        return branch.places[-1] in self._targets and _STOP not in branch.banned

    def _onward(self, branch: _Branch) -> Iterator[tuple[float, int, int]]:
        passed = set(branch.places)
        for weight, move, head in self._moves(branch.places[-1]):
            if move not in branch.banned and head not in passed:
                yield weight, move, head

    def _moves(self, place: int) -> Iterator[tuple[float, int, int]]:
        """Weight, number and conclusion of the inferences that may lead to a target."""
        heads, weights, distances = self._graph.heads, self._weights, self._distances
        for move in self._graph.uses[place]:
            if distances[heads[move]] < math.inf:
                yield weights[move], move, heads[move]

    def _best(self, branch: _Branch) -> _Route | None:
        """The best path of a set, by A* with exact distances."""
        if self._may_stop(branch):
            return self._route(branch, ())
        closed = set(branch.places)
        came: dict[int, tuple[int, int]] = {}  # for each place reached: from where, by which move
        queue: list[tuple[float, int, float, int, int]] = []

        def enter(way: Iterable[tuple[float, int, int]], cost: float, place: int) -> None:
            for weight, move, head in way:
                if head not in closed:
                    reached = cost + weight
                    entry = (reached + self._distances[head], move, reached, head, place)
                    heapq.heappush(queue, entry)

        enter(self._onward(branch), branch.cost, branch.places[-1])
        while queue:
            _, move, cost, place, before = heapq.heappop(queue)
            if place in closed:
                continue
            closed.add(place)
            came[place] = before, move
            if place in self._targets:
                return self._route(branch, _walked(came, place))
            enter(self._moves(place), cost, place)
        return None

    def _route(self, branch: _Branch, more: tuple[int, ...]) -> _Route:
        heads = self._graph.heads
        return _Route(
            cost=branch.cost + self._cost(more),
            places=(*branch.places, *(heads[move] for move in more)),
            moves=(*branch.moves, *more),
            fixed=len(branch.moves),
            banned=branch.banned,
        )

    def _cost(self, moves: Iterable[int]) -> float:
        return sum([self._weights[move] for move in moves])


def _walked(came: Mapping[int, tuple[int, int]], place: int) -> tuple[int, ...]:
    moves: list[int] = []
    while place in came:
        place, move = came[place]
        moves.append(move)
    return tuple(reversed(moves))


def _path(graph: Hypergraph, route: _Route) -> ImplicationPath:
    nodes: list[Proposition | Inference] = [graph.propositions[route.places[0]]]
    for move, place in zip(route.moves, route.places[1:], strict=True):
        inference = graph.justifications[move]
        assert isinstance(inference, Inference), "only inferences have premises"
        nodes += [inference, graph.propositions[place]]
    return ImplicationPath(float(f"{math.exp(-route.cost):.12g}"), tuple(nodes))
