"""The cycles of a network, iterated: all their equations at once, round by round.

Each draw goes on until it settles, whatever the others do that are iterated beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from graph.cycles import Cycles, Given, Values
from graph.draws import Draws, Moves
from graph.ranks import BoolArray, is_any

TOLERANCE: Final = 1e-9
MAX_ROUNDS: Final = 1000
_CELLS: Final = 350_000  # numbers iterated at once, for the cache of the processor
_MOST_CELLS: Final = 4_000_000  # the same where few of them are touched in each round


@dataclass(frozen=True, slots=True)
class Rounds:
    """How an iteration went.

    Attributes
    ----------
    count : int
        The number of rounds made.
    converged : array of bool
        Whether the last round moved no value by the tolerance, for each draw.
    moving : tuple of int
        The nodes that it did move by more.
    updates : int
        How many numbers were computed in all.
    """

    count: int = 0
    converged: BoolArray = field(default_factory=lambda: np.array(True))
    moving: tuple[int, ...] = ()
    updates: int = 0


def iterated(cycles: Cycles, given: Given) -> tuple[Values, Rounds]:
    """The values of what is iterated, and how the iteration went.

    It starts from the bases, and updates all acceptabilities at once from the forces that
    follow from those of the round before. Only arguments that undercut each other in a
    circle need forces to begin with: those they would have if nothing undercut them; after
    that they, too, go by the forces of the round before.

    A round takes time linear in the size of what it may change, times the number of draws.
    Many draws are iterated some at a time.
    """
    parts = list(_parts(cycles, given))
    if len(parts) == 1:
        return parts[0]
    values, rounds = zip(*parts, strict=True)
    together = Rounds(
        max(each.count for each in rounds),
        np.concatenate([each.converged for each in rounds]),
        tuple(sorted({node for each in rounds for node in each.moving})),
        sum(each.updates for each in rounds),
    )
    return Values.joined(values), together


def _parts(cycles: Cycles, given: Given) -> Iterator[tuple[Values, Rounds]]:
    """A few draws, and then the others: the less of them a round touches, the more at once."""
    start, width = 0, max(1, _CELLS // cycles.size)
    while start < given.columns:
        part = given.some(slice(start, start + width))
        values, rounds = _Iteration(cycles, part).end()
        yield values, rounds
        start += width
        touched = max(1, rounds.updates // (rounds.count * part.columns))
        width = max(1, min(_CELLS // touched, _MOST_CELLS // cycles.size))


class _Iteration:
    """Some draws until all of them have settled."""

    def __init__(self, cycles: Cycles, given: Given) -> None:
        self._cycles = cycles
        self._draws = Draws(cycles, given)
        self._columns = np.arange(given.columns)  # the draws that are still iterated,
        self._open = np.ones(given.columns, dtype=np.bool_)  # and which of them have to be
        self._converged = np.zeros_like(self._open)
        self._values = Values(np.empty_like(given.bases), np.empty_like(given.strengths))

    def end(self) -> tuple[Values, Rounds]:
        """Make rounds until every draw has settled, or there were enough of them."""
        count, moving = 0, frozenset[int]()
        while self._open.any() and count < MAX_ROUNDS:
            moves = self._draws.update()
            count += 1
            farthest = moves.distances.max(axis=0, initial=0)
            self._keep(self._open & (farthest < TOLERANCE), converged=True)
            if count == MAX_ROUNDS:
                moving = self._nodes(moves, is_any(moves.distances[:, self._open] >= TOLERANCE))
                self._keep(self._open.copy(), converged=False)
            self._drop()
        rounds = Rounds(count, self._converged, tuple(sorted(moving)), self._draws.updates)
        return self._values, rounds

    def _keep(self, chosen: BoolArray, *, converged: bool) -> None:
        """Take down the values of some draws, which are then done."""
        if chosen.any():
            columns = self._columns[chosen]
            self._converged[columns] = converged
            self._values.put(columns, self._draws.values.some(chosen))
            self._open &= ~chosen

    def _drop(self) -> None:
        """Leave alone what has settled, once it is half: copying the rest takes time, too."""
        if 0 < 2 * np.count_nonzero(self._open) <= len(self._open):
            self._draws = self._draws.some(self._open)
            self._columns = self._columns[self._open]
            self._open = np.ones_like(self._columns, dtype=np.bool_)

    def _nodes(self, moves: Moves, moving: BoolArray) -> frozenset[int]:
        """The nodes of the network that moved."""
        cycles, count = self._cycles, len(moves.places)
        places = moves.places[moving[:count]].tolist()
        circling = moves.circling[moving[count:]].tolist()
        return frozenset(
            (*(cycles.propositions[row] for row in places), *map(cycles.node_of, circling))
        )
