"""The part of an implication graph that leads to one goal, as integers.

What asks "what if these findings were there, or were not" does so many times over, so it
works on numbers; and it works on this part alone.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from graph.grounding import ImplicationGraph
from graph.model import Proposition

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Cone:
    """The propositions that lead to a goal, and the steps between them.

    Attributes
    ----------
    propositions : tuple of Proposition
        Their place is their number. Premises stand before what they lead to, except where
        they lie in a cycle; the goal comes last.
    heads : list of int
        What each step, an inference, concludes.
    tails : list of tuple of int
        The premises of each step.
    options : list of list of int
        The steps that conclude a proposition.
    uses : list of list of int
        The steps that have a proposition as premise.
    """

    propositions: tuple[Proposition, ...]
    heads: list[int]
    tails: list[tuple[int, ...]]
    options: list[list[int]]
    uses: list[list[int]]

    @property
    def goal(self) -> int:
        """The number of the goal."""
        return len(self.propositions) - 1

    def derives(self, found: Iterable[int]) -> bool:
        """Whether the goal is derivable where these propositions are found.

        Takes time linear in the size of the cone.
        """
        missing = [len(tail) for tail in self.tails]
        waiting = list(dict.fromkeys(found))
        reached = set(waiting)
        for proposition in waiting:  # grows as it is walked
            for step in self.uses[proposition]:
                missing[step] -= 1
                if not missing[step] and self.heads[step] not in reached:
                    reached.add(self.heads[step])
                    waiting.append(self.heads[step])
        return self.goal in reached

    @property
    def is_circular(self) -> bool:
        """Whether something in it leads to itself."""
        steps = zip(self.heads, self.tails, strict=True)
        return any(head <= max(tail) for head, tail in steps)

    @property
    def distances(self) -> list[int]:
        """How many steps away from the goal each proposition is."""
        distances = {self.goal: 0}
        waiting = [self.goal]
        for proposition in waiting:  # grows as it is walked
            premises = (p for step in self.options[proposition] for p in self.tails[step])
            for premise in premises:
                if premise not in distances:
                    distances[premise] = distances[proposition] + 1
                    waiting.append(premise)
        return [distances[proposition] for proposition in range(len(self.propositions))]


def cone(graph: ImplicationGraph, goal: Proposition) -> Cone:
    """The cone of a goal, in time linear in its size."""
    order = tuple(_premises_first(graph, goal))
    index = {proposition: number for number, proposition in enumerate(order)}
    steps = [i for proposition in order for i in graph.inferences.get(proposition, ())]
    heads = [index[step.conclusion] for step in steps]
    tails = [tuple(index[p] for p in step.premises) for step in steps]
    options: list[list[int]] = [[] for _ in order]
    uses: list[list[int]] = [[] for _ in order]
    for step, (head, tail) in enumerate(zip(heads, tails, strict=True)):
        options[head].append(step)
        for premise in tail:
            uses[premise].append(step)
    return Cone(order, heads, tails, options, uses)


def settled(
    cone: Cone, values: Sequence[Value], update: Callable[[int, Sequence[Value]], Value]
) -> list[Value]:
    """Update the values until none changes, premises before what they lead to.

    Without cycles every proposition is updated once. With them the caller sees to it that
    updates come to an end.
    """
    result = list(values)
    waiting = list(range(len(result)))  # sorted, and so a heap
    pending = bytearray(b"\1") * len(result)
    while waiting:
        proposition = heapq.heappop(waiting)
        pending[proposition] = 0
        value = update(proposition, result)
        if value == result[proposition]:
            continue
        result[proposition] = value
        for head in (cone.heads[step] for step in cone.uses[proposition]):
            if not pending[head]:
                pending[head] = 1
                heapq.heappush(waiting, head)
    return result


def members(bits: int) -> list[int]:
    """The places of the bits that are set, from the lowest.

    Examples
    --------
    >>> members(0b1010)
    [1, 3]
    """
    text = f"{bits:b}"[::-1]
    return [place for place, bit in enumerate(text) if bit == "1"]


def _premises_first(graph: ImplicationGraph, goal: Proposition) -> list[Proposition]:
    """What leads to the goal in postorder; iterative, for chains of any length."""
    finished: list[Proposition] = []
    met = {goal}
    stack = [(goal, iter(_premises(graph, goal)))]
    while stack:
        proposition, premises = stack[-1]
        premise = next((p for p in premises if p not in met), None)
        if premise is None:
            stack.pop()
            finished.append(proposition)
        else:
            met.add(premise)
            stack.append((premise, iter(_premises(graph, premise))))
    return finished


def _premises(graph: ImplicationGraph, proposition: Proposition) -> Iterable[Proposition]:
    for inference in graph.inferences.get(proposition, ()):
        yield from inference.premises
