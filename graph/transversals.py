"""The small sets of findings that every derivation of a goal rests on: minimal transversals.

A set defeats a goal if it meets the findings of every derivation. Reiter's tree finds such sets
without listing the derivations: take one derivation, leave out each of its findings in turn,
take a derivation of what is left, and so on. What leaves none is a defeater, and every minimal
one is met on the way.

References
----------
Reiter, R. (1987). A theory of diagnosis from first principles. Artificial Intelligence 32(1).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from graph.families import Members, minimal
from graph.hypergraph import Hypergraph
from graph.repair import Limits, repaired
from graph.semiring import FEWEST_STEPS

_MOST_SEARCHES: Final = 2_000


@dataclass(frozen=True, slots=True)
class Transversals:
    """The minimal sets up to a size, of numbers that stand for findings.

    Attributes
    ----------
    sets : list of frozenset of int
        The smallest first.
    may_go_on : bool
        Whether there are larger ones.
    """

    sets: list[Members]
    may_go_on: bool


def transversals(
    graph: Hypergraph, goal: int, max_size: int, numbers: Mapping[int, int]
) -> Transversals | None:
    """All minimal sets of at most so many findings without which a derivable goal falls.

    Parameters
    ----------
    graph : Hypergraph
    goal : int
        The number of a derivable proposition.
    max_size : int
    numbers : mapping of int to int
        What stands for each finding among the justifications; the same for those that are left
        out together.

    Returns
    -------
    Transversals or None
        None where the tree would grow too large: where derivations rest on many findings, or
        `max_size` is great.

    Notes
    -----
    With n findings in a derivation, up to n^max_size searches of what the left-out findings
    touch, 2,000 at most.
    """
    tree, found = _Tree(graph, goal, numbers), list[Members]()
    level, searches, stands = {frozenset[int](): None}, 0, False
    for size in range(max_size + 1):
        searches += len(level)
        if searches > _MOST_SEARCHES:
            return None
        following: dict[Members, None] = {}
        for left_out in level:
            rests_on = tree.support(left_out)
            if rests_on is None:
                found.append(left_out)
            elif size < max_size:
                following |= dict.fromkeys(left_out | {finding} for finding in rests_on)
            else:
                stands = True
        level = {group: None for group in following if not _has_part(group, found)}
    return Transversals(minimal(found), stands)


def _has_part(group: Members, found: Collection[Members]) -> bool:
    return any(part <= group for part in found)


class _Tree:
    """Derivations of one goal that do without some findings."""

    def __init__(self, graph: Hypergraph, goal: int, numbers: Mapping[int, int]) -> None:
        self._graph = graph
        self._goal = goal
        self._numbers = numbers
        self._table = graph.cheapest(FEWEST_STEPS)
        self._justifications: defaultdict[int, list[int]] = defaultdict(list)
        for justification, number in numbers.items():
            self._justifications[number].append(justification)

    def support(self, left_out: Iterable[int]) -> list[int] | None:
        """The findings of a short derivation without some; None if there is none."""
        banned: defaultdict[int, set[int]] = defaultdict(set)
        for number in left_out:
            for justification in self._justifications[number]:
                banned[self._graph.heads[justification]].add(justification)
        limits = Limits({}, {p: frozenset(options) for p, options in banned.items()})
        found = repaired(self._graph, self._table, FEWEST_STEPS, self._goal, limits)
        return None if found is None else self._findings(found.choice)

    def _findings(self, repair: Mapping[int, int]) -> list[int]:
        """The findings that a derivation rests on, each once."""
        waiting, met = [self._goal], {self._goal}
        findings: dict[int, None] = {}
        for proposition in waiting:  # grows as it is walked
            justification = repair.get(proposition, self._table.choice[proposition])
            tail = self._graph.tails[justification]
            if not tail:
                findings[self._numbers[justification]] = None
            fresh = [premise for premise in tail if premise not in met]
            met.update(fresh)
            waiting += fresh
        return list(findings)
