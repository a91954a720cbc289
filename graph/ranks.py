"""Lists of numbers on their side, so that numpy can walk all of them at once.

The first members of all lists make one rank, the second members the next. What is computed
along the lists is computed rank by rank, in the order of each list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.intp]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
Lists: TypeAlias = Sequence[Sequence[int]]
Rows: TypeAlias = slice | IntArray


@dataclass(frozen=True, slots=True)
class Room:
    """Memory for what is needed only for a moment; asking the system for it takes longer."""

    first: FloatArray
    second: FloatArray

    @classmethod
    def of(cls, rows: int, columns: int) -> Room:
        """Room for so many rows."""
        return cls(np.empty((rows, columns)), np.empty((rows, columns)))


@dataclass(frozen=True, slots=True)
class Ranks:
    """Lists of row numbers, one list for each row of a result.

    Attributes
    ----------
    count : int
        The number of lists.
    ranks : tuple of (Rows, array of int)
        For each rank, the lists that are that long, and the members they have there. A slice
        stands for lists that come first; it is a view, which saves copying back and forth.
    """

    count: int
    ranks: tuple[tuple[Rows, IntArray], ...]

    @classmethod
    def of(cls, lists: Lists) -> Ranks:
        """The ranks of some lists; best if the longest lists come first."""
        return cls(len(lists), tuple(_ranks(lists)))

    def __bool__(self) -> bool:
        return bool(self.ranks)

    def among(self, chosen: IntArray) -> Ranks:
        """The ranks of some of the lists, given by their numbers in rising order."""
        return Ranks(len(chosen), tuple(_chosen(self.ranks, chosen)))

    def product(
        self, start: FloatArray, values: FloatArray, result: FloatArray, room: Room
    ) -> None:
        """Make the result the start of each list times the values of its members."""
        rest = self._filled(values, result)
        if rest is self.ranks:
            result[...] = start
        else:
            result *= start
        for owners, members in rest:
            result[owners] *= _taken(values, members, room.first)

    def total(self, values: FloatArray, result: FloatArray, room: Room) -> None:
        """Make the result the aggregated values of the members of each list."""
        rest = self._filled(values, result)
        if rest is self.ranks:
            result[...] = 0
        self._aggregate(rest, values, result, room)

    def add(self, values: FloatArray, result: FloatArray, room: Room) -> None:
        """Aggregate the values of the members of each list with what the result holds."""
        self._aggregate(self.ranks, values, result, room)

    def _filled(self, values: FloatArray, result: FloatArray) -> tuple[tuple[Rows, IntArray], ...]:
        """Put the first members where they go, if every list begins there; what is left."""
        if not self.ranks or not isinstance(self.ranks[0][0], slice):
            return self.ranks
        members = self.ranks[0][1]
        if len(members) < self.count:
            return self.ranks
        np.take(values, members, axis=0, out=result, mode="clip")
        return self.ranks[1:]

    @staticmethod
    def _aggregate(
        ranks: Sequence[tuple[Rows, IntArray]], values: FloatArray, result: FloatArray, room: Room
    ) -> None:
        for owners, members in ranks:
            more = _taken(values, members, room.first)
            left = np.subtract(1, result[owners], out=room.second[: len(members)])
            more *= left
            result[owners] += more


@dataclass(frozen=True, slots=True)
class Uses:
    """In which lists each number stands."""

    starts: IntArray
    owners: IntArray

    @classmethod
    def of(cls, lists: Lists, count: int) -> Uses:
        """The uses of the numbers below a count."""
        members = np.array([m for each in lists for m in each], dtype=np.intp)
        owners = np.repeat(np.arange(len(lists)), [len(each) for each in lists])
        starts = np.concatenate([[0], np.cumsum(np.bincount(members, minlength=count))])
        return cls(starts, owners[np.argsort(members, kind="stable")])

    def by(self, numbers: IntArray) -> IntArray:
        """The lists in which any of these numbers stands; one may come more than once."""
        counts = self.starts[numbers + 1] - self.starts[numbers]
        ends = np.cumsum(counts)
        shifts = np.repeat(self.starts[numbers] - (ends - counts), counts)
        return self.owners[shifts + np.arange(len(shifts))]


def is_any(values: FloatArray | BoolArray) -> BoolArray:
    """Whether any number of each row is other than 0."""
    return np.asarray(values.any(axis=1))


def numbers_of(rows: Rows) -> IntArray:
    """The numbers of some rows; a slice has both its ends."""
    return np.arange(rows.start or 0, rows.stop) if isinstance(rows, slice) else rows


def _ranks(lists: Lists) -> Iterator[tuple[Rows, IntArray]]:
    owners, rank = [owner for owner, members in enumerate(lists) if members], 0
    while owners:
        first = slice(len(owners)) if owners[-1] == len(owners) - 1 else np.array(owners)
        yield first, np.array([lists[owner][rank] for owner in owners])
        rank += 1
        owners = [owner for owner in owners if len(lists[owner]) > rank]


def _chosen(
    ranks: Sequence[tuple[Rows, IntArray]], chosen: IntArray
) -> Iterator[tuple[Rows, IntArray]]:
    for owners, members in ranks:
        if isinstance(owners, slice):
            count = int(np.searchsorted(chosen, len(members)))
            rows: Rows = slice(count)
            places = chosen[:count]
        else:
            nearest = np.minimum(np.searchsorted(owners, chosen), len(owners) - 1)
            rows = np.flatnonzero(owners[nearest] == chosen)
            places = nearest[rows]
        if not len(places):
            return
        yield rows, members[places]


def _taken(values: FloatArray, members: IntArray, room: FloatArray) -> FloatArray:
    return np.take(values, members, axis=0, out=room[: len(members)], mode="clip")
