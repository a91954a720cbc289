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

    ranks: Sequence[tuple[IntArray, IntArray]]

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
            result[owners] += (1 - result[owners]) * values[members]
        return result


def _ranks(lists: Lists) -> Iterator[tuple[IntArray, IntArray]]:
    owners, rank = [owner for owner, members in enumerate(lists) if members], 0
    while owners:
        yield np.array(owners), np.array([lists[owner][rank] for owner in owners])
        rank += 1
        owners = [owner for owner in owners if len(lists[owner]) > rank]


class _Group:
    """Arguments whose forces can be computed at once, none of them undercutting another."""

    def __init__(self, network: Network, numbers: Sequence[int], strengths: FloatArray) -> None:
        self.numbers = np.array(numbers, dtype=np.intp)
        self._strengths = strengths[self.numbers]
        self._premises = _Ranks.of([network.premises[n] for n in numbers])
        self._undercuts = _Ranks.of([network.undercuts[n] for n in numbers])

    def raw(self, acceptabilities: FloatArray) -> FloatArray:
        return self._premises.product(self._strengths, acceptabilities)

    def forces(self, acceptabilities: FloatArray, forces: FloatArray) -> FloatArray:
        undercut = self._undercuts.total(np.zeros_like(self._strengths), forces)
        return self.raw(acceptabilities) * (1 - undercut)


class _Propositions:
    """The iterated propositions."""

    def __init__(
        self, network: Network, numbers: Sequence[int], bases: FloatArray, denials: FloatArray
    ) -> None:
        self.numbers = np.array(numbers, dtype=np.intp)
        self._bases, self._denials = bases[self.numbers], denials[self.numbers]
        self._supports = _Ranks.of([network.supports[n] for n in numbers])
        self._rebuttals = _Ranks.of([network.rebuttals[n] for n in numbers])

    def acceptabilities(self, forces: FloatArray) -> FloatArray:
        support = self._supports.total(np.zeros_like(self._bases), forces)
        net = support - self._rebuttals.total(self._denials, forces)
        base = self._bases
        return base + np.where(net >= 0, (1 - base) * net, base * net)


class _Iteration:
    """The values of all propositions and arguments between two rounds."""

    def __init__(
        self, network: Network, bases: FloatArray, denials: FloatArray, strengths: FloatArray
    ) -> None:
        schedule = network.schedule
        self._groups = [_Group(network, level, strengths) for level in schedule.levels]
        self._circle = _Group(network, schedule.circling, strengths)
        self._places = _Propositions(network, schedule.propositions, bases, denials)
        self.acceptabilities = bases.copy()
        self.forces = np.zeros_like(strengths)
        self.forces[self._circle.numbers] = self._circle.raw(bases)

    def moves(self) -> FloatArray:
        """Update all at once; how far each proposition and each circling argument moved."""
        before = self._state()
        for group in (*self._groups, self._circle):
            self.forces[group.numbers] = group.forces(self.acceptabilities, self.forces)
        self.acceptabilities[self._places.numbers] = self._places.acceptabilities(self.forces)
        return np.abs(self._state() - before)

    def _state(self) -> FloatArray:
        values = (self.acceptabilities[self._places.numbers], self.forces[self._circle.numbers])
        return np.concatenate(values)


def iterated(
    network: Network, bases: FloatArray, denials: FloatArray, strengths: FloatArray
) -> tuple[FloatArray, FloatArray, Rounds]:
    """The acceptabilities and forces of what is iterated, and how the iteration went.

    It starts from the bases, and updates all acceptabilities at once from the forces that
    follow from those of the round before. Only arguments that undercut each other in a
    circle need forces to begin with: those they would have if nothing undercut them; after
    that they, too, go by the forces of the round before.

    A round takes time linear in the size of what is iterated, times the number of draws.
    """
    state, rounds = _Iteration(network, bases, denials, strengths), 0
    still = np.ones(1, dtype=np.bool_)
    while still.any() and rounds < MAX_ROUNDS:
        still = state.moves() >= TOLERANCE
        rounds += 1
    schedule, first = network.schedule, len(network.propositions)
    nodes = (*schedule.propositions, *(first + number for number in schedule.circling))
    moving = tuple(n for n, moved in zip(nodes, still, strict=True) if np.any(moved))
    settled = np.logical_not(still.any(axis=0))
    return state.acceptabilities, state.forces, Rounds(rounds, np.asarray(settled), moving)
