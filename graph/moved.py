"""The arguments whose force a set of edits changes, and how much each of them matters.

An argument moves for a reason: its own claim is edited, an objection to it moves, or a
premise does, whose findings are edited or whose arguments move in turn. What moves without
any such reason (the last digits of an iterated cycle) is not told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import Final, TypeAlias

import numpy as np

from graph.balance import Balances, balances, inputs
from graph.equations import Inputs, Number, solved
from graph.grounding import ImplicationGraph
from graph.model import Iri, Proposition
from graph.network import Argument, name_of, network
from graph.ranking import TOLERANCE, by_name
from graph.standing import is_derivable
from graph.through import (
    MOST_STEPS,
    AffectedStep,
    EditedClaim,
    MovedArgument,
    Shift,
    Through,
    affected,
    few,
)

MOST_MOVED: Final = 12
MOST_WEIGHED: Final = 64

Name: TypeAlias = tuple[Iri, Iri]
Node: TypeAlias = Proposition | Name


@dataclass(frozen=True)
class Side:
    """The graph before or after the edits, and the balances of all that either side weighs."""

    graph: ImplicationGraph
    weighed: Balances

    def argument(self, name: Name) -> Argument | None:
        """The argument of a name, if it is weighed on this side."""
        number = self.weighed.network.names.get(name)
        return None if number is None else self.weighed.network.arguments[number]

    def force(self, name: Name) -> float:
        """The force of an argument; 0 where it is absent."""
        argument = self.argument(name)
        return 0.0 if argument is None else self.weighed.force(argument)

    def undercut(self, name: Name) -> float:
        """The share that objections take from an argument; 0 where it is absent."""
        argument = self.argument(name)
        return 0.0 if argument is None else self.weighed.weighing(argument).undercut

    def value(self, node: Node) -> float:
        """The acceptability of a proposition, or the force of an argument."""
        if isinstance(node, Proposition):
            return self.weighed.of(node).acceptability
        return self.force(node)

    def needs(self, node: Node) -> Iterator[Node]:
        """What a node directly depends on."""
        graph = self.graph
        if isinstance(node, Proposition):
            yield from map(name_of, graph.inferences.get(node, ()))
            yield from map(name_of, graph.rebuttals.get(node, ()))
        elif (argument := self.argument(node)) is not None:
            yield from argument.premises
            yield from map(name_of, graph.undercuts.get(node, ()))

    def claims(self, node: Node) -> Iterator[Iri]:
        """The claims that directly make a node what it is."""
        if isinstance(node, Proposition):
            for index in (self.graph.findings, self.graph.denials):
                yield from (finding.iri for finding in index.get(node, ()))
        elif self.argument(node) is not None:
            yield node[0]


def sides(
    before: ImplicationGraph, after: ImplicationGraph, goals: Iterable[Proposition]
) -> tuple[Side, Side]:
    """Both sides, each weighing all propositions that the goals depend on in either."""
    asked = tuple(goals)
    joint = [*network(before, asked).propositions, *network(after, asked).propositions]
    wanted = tuple(dict.fromkeys(joint))
    return Side(before, balances(before, wanted)), Side(after, balances(after, wanted))


@dataclass(frozen=True)
class Moves:
    """What moves between two sides, and why."""

    before: Side
    after: Side
    edited: Mapping[Iri, EditedClaim]

    @cached_property
    def _causes(self) -> dict[Node, tuple[Iri, ...]]:
        return {}

    def through(self, goal: Proposition) -> Through:
        """Through which steps a measure changes."""
        steps = self._one_sided(goal)
        own = self.causes(goal)  # those of all that it depends on are found on the way
        moved, count = self.arguments(goal)
        causes = few(chain(own, *(step.causes for step in steps)))
        return Through(steps[:MOST_STEPS], len(steps), moved, count, causes)

    def _one_sided(self, goal: Proposition) -> tuple[AffectedStep, ...]:
        """The best derivation that only one side has; none where both or neither have one."""
        before, after = self.before.graph, self.after.graph
        was, will = (is_derivable(graph, goal) for graph in (before, after))
        if was == will:
            return ()
        here, there = (after, before) if will else (before, after)
        return affected(goal, here, there, self.edited)

    def arguments(self, goal: Proposition) -> tuple[tuple[MovedArgument, ...], int]:
        """The moved arguments that a goal depends on, and how many of them were weighed.

        Those told are the 12 through which most of the change of the goal's balance passes;
        of equals the one nearer to the goal comes first, then by name.
        """
        names = (n for n in self._reached(goal) if not isinstance(n, Proposition))
        nearest = list(islice(filter(self._is_told, names), MOST_WEIGHED))
        amounts = self._amounts(goal, nearest)
        places = {name: place for place, name in enumerate(nearest)}
        nearest.sort(key=lambda name: (-round(abs(amounts[name]), 12), places[name]))
        told = tuple(self._moved(name, amounts[name]) for name in nearest[:MOST_MOVED])
        return told, len(nearest)

    def causes(self, node: Node) -> tuple[Iri, ...]:
        """The edited claims that a node depends on by way of what moves: a few, by name."""
        if node not in self._causes:
            self._trace(node)
        return self._causes[node]

    def _trace(self, start: Node) -> None:
        """Find the causes of a node, and of all that it depends on by way of what moves.

        Each passes its causes on to what depends on it, until none has any to add. As only a
        few are told, that takes time about linear in what is reached.
        """
        reached = list(self._reached(start))
        users: dict[Node, list[Node]] = {node: [] for node in reached}
        for node in reached:
            for need in self._moving_needs(node):
                users[need].append(node)
        causes = {node: few(self._edited_at(node)) for node in reached}
        waiting = dict.fromkeys(reached)
        while waiting:
            node, _ = waiting.popitem()  # the farthest first, as causes come from there
            for user in users[node]:
                told = few({*causes[user], *causes[node]})
                if told != causes[user]:
                    causes[user] = told
                    waiting[user] = None
        self._causes.update(causes)

    def _edited_at(self, node: Node) -> Iterator[Iri]:
        claims = chain(self.before.claims(node), self.after.claims(node))
        return (claim for claim in claims if claim in self.edited)

    def _moving_needs(self, node: Node) -> list[Node]:
        needs = dict.fromkeys(chain(self.before.needs(node), self.after.needs(node)))
        return [need for need in needs if self._moves(need)]

    def _reached(self, start: Node) -> Iterator[Node]:
        """The start and the moved nodes that it depends on by way of moved ones, nearest first."""
        waiting = [start]
        met = {start}
        for node in waiting:  # grows as it is walked
            yield node
            following = [need for need in self._moving_needs(node) if need not in met]
            met.update(following)
            waiting += sorted(following, key=_order)

    def _moves(self, node: Node) -> bool:
        if isinstance(node, Proposition):
            return self.before.value(node) != self.after.value(node)
        # What is weighed on one side only, without having been edited, has lost its target.
        sided = (self.before.argument(node) is None) != (self.after.argument(node) is None)
        if sided and node[0] not in self.edited:
            return False
        return self.before.force(node) != self.after.force(node)

    def _is_told(self, name: Name) -> bool:
        change = self.after.force(name) - self.before.force(name)
        return abs(change) > TOLERANCE and bool(self.causes(name))

    def _amounts(self, goal: Proposition, names: Sequence[Name]) -> dict[Name, float]:
        """How much of the change of the goal's balance passes through each."""
        forces = {name: (self.before.force(name), self.after.force(name)) for name in names}
        fallen = {n: new / old for n, (old, new) in forces.items() if new < old}
        risen = {n: old / new for n, (old, new) in forces.items() if old < new}
        lost = _weakened(self.before.graph, goal, fallen)
        won = _weakened(self.after.graph, goal, risen)
        return {**lost, **{name: -amount for name, amount in won.items()}}

    def _moved(self, name: Name, amount: float) -> MovedArgument:
        before, after = self.before, self.after
        argument = after.argument(name) or before.argument(name)
        assert argument is not None
        return MovedArgument(
            argument=argument,
            before=before.force(name),
            after=after.force(name),
            amount=amount,
            premises=tuple(
                Shift(p, before.value(p), after.value(p))
                for p in argument.premises
                if abs(before.value(p) - after.value(p)) > TOLERANCE
            ),
            undercut_before=before.undercut(name),
            undercut_after=after.undercut(name),
            causes=self.causes(name),
        )


def _order(node: Node) -> tuple[bool, tuple[str, Iri], Iri]:
    """Arguments before propositions, each by name."""
    if isinstance(node, Proposition):
        return True, by_name(node.concept), node.country
    return False, by_name(node[0]), node[1]


def _weakened(
    graph: ImplicationGraph, goal: Proposition, factors: Mapping[Name, float]
) -> dict[Name, float]:
    """How the balance of a goal changes if one argument alone is weakened by its factor.

    All are weakened side by side, one column each and a last one without any.
    """
    if not factors:
        return {}
    weighed = network(graph, (goal,))
    columns = {name: column for column, name in enumerate(factors)}
    given = inputs(graph, weighed)

    def strength(argument: Argument) -> Number:
        name = name_of(argument)
        if name not in columns:
            return argument.strength
        row = np.full(len(columns) + 1, argument.strength)
        row[columns[name]] *= factors[name]
        return row

    strengths = [strength(argument) for argument in weighed.arguments]
    solution = solved(weighed, Inputs(given.bases, given.denials, strengths))
    number = weighed.index[goal]
    net = np.broadcast_to(
        solution.support(number) - solution.opposition(number), (len(columns) + 1,)
    )
    return {name: float(net[column] - net[-1]) for name, column in columns.items()}
