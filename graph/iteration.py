"""The cycles of a network, iterated: all their equations at once, round by round.

Arrays are indexed by the number of a proposition or argument; where several draws are
solved together they have a second axis, one column for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from graph.network import Lists, Network

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.intp]
BoolArray: TypeAlias = npt.NDArray[np.bool_]

TOLERANCE: Final = 1e-9
MAX_ROUNDS: Final = 1000
_CELLS: Final = 500_000  # numbers iterated at once


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
    """

    count: int = 0
    converged: BoolArray = field(default_factory=lambda: np.array(True))
    moving: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Ranks:
    """Lists of numbers on their side: the first members of all lists, then the second."""

    ranks: Sequence[tuple[IntArray | slice, IntArray]]

    @classmethod
    def of(cls, lists: Lists) -> _Ranks:
        return cls(tuple(_ranks(lists)))

    def product(self, start: FloatArray, values: FloatArray) -> FloatArray:
        """The start of each list times the values of its members."""
        result = start.copy()
        for owners, members in self.ranks:
            result[owners] *= values[members]
        return result

    def total(self, start: FloatArray, values: FloatArray) -> FloatArray:
        """The start of each list and the values of its members, aggregated."""
        result = start.copy()
        for owners, members in self.ranks:
            more = values[members]
            more *= 1 - result[owners]
            result[owners] += more
        return result


def _ranks(lists: Lists) -> Iterator[tuple[IntArray | slice, IntArray]]:
    owners, rank = [owner for owner, members in enumerate(lists) if members], 0
    while owners:
        # A slice is a view, which saves copying back and forth.
        first = slice(len(owners)) if owners[-1] == len(owners) - 1 else np.array(owners)
        yield first, np.array([lists[owner][rank] for owner in owners])
        rank += 1
        owners = [owner for owner in owners if len(lists[owner]) > rank]


class _Group:
    """Arguments whose forces can be computed at once, none of them undercutting another."""

    def __init__(self, network: Network, numbers: Sequence[int]) -> None:
        numbers = _longest_first(numbers, network.premises)
        self.numbers = np.array(numbers, dtype=np.intp)
        self._premises = _Ranks.of([network.premises[n] for n in numbers])
        self._undercuts = _Ranks.of([network.undercuts[n] for n in numbers])

    def raw(self, strengths: FloatArray, acceptabilities: FloatArray) -> FloatArray:
        return self._premises.product(strengths[self.numbers], acceptabilities)

    def forces(
        self, strengths: FloatArray, acceptabilities: FloatArray, forces: FloatArray
    ) -> FloatArray:
        raw = self.raw(strengths, acceptabilities)
        if self._undercuts.ranks:
            raw *= 1 - self._undercuts.total(np.zeros_like(raw), forces)
        return raw


class _Propositions:
    """The iterated propositions."""

    def __init__(self, network: Network, numbers: Sequence[int]) -> None:
        numbers = _longest_first(numbers, network.supports)
        self.numbers = np.array(numbers, dtype=np.intp)
        self._supports = _Ranks.of([network.supports[n] for n in numbers])
        self._rebuttals = _Ranks.of([network.rebuttals[n] for n in numbers])

    def acceptabilities(
        self, bases: FloatArray, denials: FloatArray, forces: FloatArray
    ) -> FloatArray:
        base = bases[self.numbers]
        net = self._supports.total(np.zeros_like(base), forces)
        net -= self._rebuttals.total(denials[self.numbers], forces)
        return base + np.where(net >= 0, (1 - base) * net, base * net)


def _longest_first(numbers: Sequence[int], lists: Lists) -> list[int]:
    """The numbers, those of long lists before those of short ones; a stable order."""
    return sorted(numbers, key=lambda number: -len(lists[number]))


class _Cycles:
    """Which nodes are iterated, and what each of them depends on."""

    def __init__(self, network: Network) -> None:
        schedule = network.schedule
        self.groups = [_Group(network, level) for level in schedule.levels]
        self.circle = _Group(network, schedule.circling)
        self.places = _Propositions(network, schedule.propositions)
        first = len(network.propositions)
        self.nodes = np.concatenate([self.places.numbers, self.circle.numbers + first])


class _Iteration:
    """The values of all propositions and arguments between two rounds."""

    def __init__(
        self, cycles: _Cycles, bases: FloatArray, denials: FloatArray, strengths: FloatArray
    ) -> None:
        self._cycles = cycles
        self._bases, self._denials, self._strengths = bases, denials, strengths
        self.acceptabilities = bases.copy()
        self.forces = np.zeros_like(strengths)
        self.forces[cycles.circle.numbers] = cycles.circle.raw(strengths, bases)

    def moves(self) -> FloatArray:
        """Update all at once; how far each node that is iterated moved."""
        cycles = self._cycles
        circle, places = cycles.circle.numbers, cycles.places.numbers
        moved = np.concatenate([self.acceptabilities[places], self.forces[circle]])
        for group in (*cycles.groups, cycles.circle):
            forces = group.forces(self._strengths, self.acceptabilities, self.forces)
            self.forces[group.numbers] = forces
        accepted = cycles.places.acceptabilities(self._bases, self._denials, self.forces)
        self.acceptabilities[places] = accepted
        moved[: len(places)] -= accepted
        moved[len(places) :] -= self.forces[circle]
        distances: FloatArray = np.abs(moved)
        return distances


def iterated(
    network: Network, bases: FloatArray, denials: FloatArray, strengths: FloatArray
) -> tuple[FloatArray, FloatArray, Rounds]:
    """The acceptabilities and forces of what is iterated, and how the iteration went.

    It starts from the bases, and updates all acceptabilities at once from the forces that
    follow from those of the round before. Only arguments that undercut each other in a
    circle need forces to begin with: those they would have if nothing undercut them; after
    that they, too, go by the forces of the round before.

    A round takes time linear in the size of what is iterated, times the number of draws. Many
    draws are iterated some at a time, as many as fit the processor's cache.
    """
    arrays, cycles = (bases, denials, strengths), _Cycles(network)
    if bases.ndim == 1:
        return _iterated(cycles, *arrays)
    width = max(1, _CELLS // network.size)
    parts = [
        _iterated(cycles, *(np.ascontiguousarray(a[:, start : start + width]) for a in arrays))
        for start in range(0, bases.shape[1], width)
    ]
    values, forces, rounds = zip(*parts, strict=True)
    together = Rounds(
        max(each.count for each in rounds),
        np.concatenate([each.converged for each in rounds]),
        tuple(sorted({node for each in rounds for node in each.moving})),
    )
    return np.concatenate(values, axis=1), np.concatenate(forces, axis=1), together


def _iterated(
    cycles: _Cycles, bases: FloatArray, denials: FloatArray, strengths: FloatArray
) -> tuple[FloatArray, FloatArray, Rounds]:
    state, rounds = _Iteration(cycles, bases, denials, strengths), 0
    still = np.ones(1, dtype=np.bool_)
    while still.any() and rounds < MAX_ROUNDS:
        still = state.moves() >= TOLERANCE
        rounds += 1
    moving = cycles.nodes[still.reshape(len(cycles.nodes), -1).any(axis=1)]
    settled = np.logical_not(still.any(axis=0))
    return (
        state.acceptabilities,
        state.forces,
        Rounds(rounds, np.asarray(settled), tuple(sorted(moving.tolist()))),
    )
