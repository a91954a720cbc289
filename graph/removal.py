"""How a conclusion stands without each of many claims, some of them removed side by side.

Removing a claim changes nothing but what depends on it, so nothing else is solved again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final

import numpy as np

from graph.aggregation import weight
from graph.balance import inputs
from graph.cycles import Cycles
from graph.equations import Inputs, Number, Solution, solved
from graph.grounding import ImplicationGraph
from graph.model import Finding, Iri, Proposition
from graph.network import claim_of, dependents, links, network
from graph.ranking import by_name
from graph.ranks import BoolArray, FloatArray

_CELLS: Final = 4_000_000  # numbers held at once, so that memory stays within bounds
_MOST_COLUMNS: Final = 4_096  # claims removed side by side


@dataclass(frozen=True, slots=True)
class Without:
    """How the goal stands without each of some claims, in their order.

    `updates` tells how many numbers were computed for it.
    """

    claims: tuple[Iri, ...]
    acceptabilities: FloatArray
    nets: FloatArray
    converged: BoolArray
    updates: int


class Removals:
    """A goal with all claims, and without each of them.

    Attributes
    ----------
    claims : tuple of Iri
        The claims that the goal depends on, nearest first, then by name.
    acceptability, net : float
        Those of the goal with all claims.
    converged : bool
        Whether the balances settle with all claims.
    """

    def __init__(self, graph: ImplicationGraph, goal: Proposition) -> None:
        self._graph = graph
        self._network = network(graph, (goal,))
        self._goal = self._network.index[goal]
        self._whole = solved(self._network, inputs(graph, self._network))
        self._needs, self._uses = links(self._network)
        self._nodes = self._nodes_of_claims()
        self.claims = self._nearest_first()
        self.acceptability = float(self._whole.acceptabilities[self._goal])
        self.net = float(_net(self._whole, self._goal))
        self.converged = bool(self._whole.rounds.converged.all())

    def without(self, claims: Sequence[Iri]) -> Iterator[Without]:
        """The goal without each of these claims, as many at a time as memory allows."""
        width = max(1, min(_CELLS // self._most_held, _MOST_COLUMNS))
        for start in range(0, len(claims), width):
            yield self._without(tuple(claims[start : start + width]))

    def _nodes_of_claims(self) -> dict[Iri, list[int]]:
        """The nodes that each claim is part of."""
        nodes: dict[Iri, list[int]] = defaultdict(list)
        for number, proposition in enumerate(self._network.propositions):
            for index in (self._graph.findings, self._graph.denials):
                for finding in index.get(proposition, ()):
                    nodes[finding.iri].append(number)
        first = len(self._network.propositions)
        for number, argument in enumerate(self._network.arguments):
            nodes[claim_of(argument)].append(first + number)
        return nodes

    def _nearest_first(self) -> tuple[Iri, ...]:
        depths = {self._goal: 0}
        for node in (waiting := [self._goal]):  # grows as it is walked
            fresh = {need: depths[node] + 1 for need in self._needs[node] if need not in depths}
            depths.update(fresh)
            waiting += fresh
        nearest = {claim: min(depths[n] for n in nodes) for claim, nodes in self._nodes.items()}
        return tuple(sorted(nearest, key=lambda claim: (nearest[claim], by_name(claim))))

    @cached_property
    def _cycles(self) -> Cycles:
        return Cycles(self._network)

    @cached_property
    def _iterated(self) -> frozenset[int]:
        """The nodes in cycles, and those that cycles depend on."""
        schedule, first = self._network.schedule, len(self._network.propositions)
        arguments = chain(*schedule.levels, schedule.circling)
        return frozenset((*schedule.propositions, *(first + number for number in arguments)))

    @cached_property
    def _most_held(self) -> int:
        """How many nodes have a value that is still needed, at most."""
        schedule = self._network.schedule
        if schedule.is_cyclic:
            return self._network.size
        unused, held, most = [len(uses) for uses in self._uses], 0, 1
        for node in schedule.before:
            held += 1
            most = max(most, held)
            for need in self._needs[node]:
                unused[need] -= 1
                held -= not unused[need]
        return most

    def _without(self, claims: tuple[Iri, ...]) -> Without:
        solution, updates = self._solved(claims)
        row = solution.acceptabilities[self._goal]
        rows = (row, _net(solution, self._goal), solution.rounds.converged)
        acceptabilities, nets, converged = (np.broadcast_to(r, (len(claims),)) for r in rows)
        return Without(claims, acceptabilities, nets, converged, updates)

    def _solved(self, claims: Sequence[Iri]) -> tuple[Solution, int]:
        """The values of the goal, one column without each claim, and how many it took."""
        network, whole = self._network, self._whole
        schedule = network.schedule
        touched = dependents(self._uses, chain(*(self._nodes[claim] for claim in claims)))
        values = list(whole.acceptabilities), list(whole.forces)
        solution = Solution(network, self._inputs(claims), *values, whole.rounds)
        order = [*schedule.before, *schedule.after]
        updates = len(touched) * len(claims)
        if self._iterated.isdisjoint(touched):
            order = [node for node in order if node in touched]
        else:
            solution.iterate(self._cycles)
            updates += solution.rounds.updates
        self._fill_in(solution, order)
        return solution, updates

    def _fill_in(self, solution: Solution, order: Sequence[int]) -> None:
        """Update the nodes, and let go of values that are no longer needed."""
        whole, first = self._whole, len(self._network.propositions)
        unused = Counter(chain.from_iterable(self._needs[node] for node in order))
        for node in order:
            solution.update(node)
            for need in self._needs[node] if node != self._goal else ():
                unused[need] -= 1
                if not unused[need] and need < first:
                    solution.acceptabilities[need] = whole.acceptabilities[need]
                elif not unused[need]:
                    solution.forces[need - first] = whole.forces[need - first]

    def _inputs(self, claims: Sequence[Iri]) -> Inputs:
        given, first = self._whole.inputs, len(self._network.propositions)
        columns = {claim: column for column, claim in enumerate(claims)}
        strengths = list(given.strengths)
        places = set()
        for claim, column in columns.items():
            for node in self._nodes[claim]:
                if node < first:
                    places.add(node)
                else:
                    row = np.full(len(columns), given.strengths[node - first])
                    row[column] = 0
                    strengths[node - first] = row
        bases = self._weights(given.bases, self._graph.findings, places, columns)
        denials = self._weights(given.denials, self._graph.denials, places, columns)
        return Inputs(bases, denials, strengths)

    def _weights(
        self,
        given: Mapping[int, Number],
        findings: Mapping[Proposition, tuple[Finding, ...]],
        places: Iterable[int],
        columns: Mapping[Iri, int],
    ) -> dict[int, Number]:
        propositions = self._network.propositions
        found = ((place, findings.get(propositions[place], ())) for place in places)
        return {**given, **{place: _weight(f, columns) for place, f in found if f}}


def _weight(findings: Sequence[Finding], columns: Mapping[Iri, int]) -> FloatArray:
    """The weight in every column. A removed finding may also part two documents it linked."""
    result: FloatArray = np.full(len(columns), weight(findings))
    for name in (finding.iri for finding in findings if finding.iri in columns):
        result[columns[name]] = weight(f for f in findings if f.iri != name)
    return result


def _net(solution: Solution, goal: int) -> Number:
    return solution.support(goal) - solution.opposition(goal)
