"""The cycles of a network as rows of arrays, and their equations over whole arrays.

Propositions and arguments have rows of their own, numbered from 0; columns are draws that are
solved side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

import numpy as np

from graph.network import Network
from graph.ranks import BoolArray, FloatArray, IntArray, Lists, Ranks, Room, Rows, Uses, numbers_of


@dataclass(frozen=True, slots=True)
class Given:
    """What the equations start from.

    Attributes
    ----------
    bases, denials : array of float
        The weights of the findings for and against each proposition.
    strengths : array of float
        The strength of each argument.
    """

    bases: FloatArray
    denials: FloatArray
    strengths: FloatArray

    @property
    def columns(self) -> int:
        """How many draws there are."""
        return int(self.bases.shape[1])

    def some(self, columns: slice | BoolArray) -> Given:
        """Some of the draws, in memory of their own."""
        arrays = (self.bases, self.denials, self.strengths)
        return Given(*(np.ascontiguousarray(array[:, columns]) for array in arrays))


@dataclass(slots=True)
class Values:
    """The present acceptabilities of all propositions and forces of all arguments."""

    acceptabilities: FloatArray
    forces: FloatArray

    def some(self, columns: BoolArray) -> Values:
        """Those of some of the draws, in memory of their own."""
        arrays = (self.acceptabilities, self.forces)
        return Values(*(np.ascontiguousarray(array[:, columns]) for array in arrays))

    def put(self, columns: IntArray, values: Values) -> None:
        """Put the values of some draws where they go."""
        self.acceptabilities[:, columns] = values.acceptabilities
        self.forces[:, columns] = values.forces

    @classmethod
    def joined(cls, parts: Iterable[Values]) -> Values:
        """Those of all draws, part by part."""
        arrays = zip(*((part.acceptabilities, part.forces) for part in parts), strict=True)
        return cls(*(np.concatenate(each, axis=1) for each in arrays))


@dataclass(frozen=True, slots=True)
class Group:
    """Arguments whose forces can be computed at once, none of them undercutting another."""

    rows: Rows
    premises: Ranks
    undercuts: Ranks

    @classmethod
    def of(cls, start: int, premises: Lists, undercuts: Lists) -> Group:
        """Arguments whose rows follow each other, and what each of them depends on."""
        rows = slice(start, start + len(premises))
        return cls(rows, Ranks.of(premises), Ranks.of(undercuts))

    @property
    def numbers(self) -> IntArray:
        """Their rows, one by one."""
        return numbers_of(self.rows)

    def among(self, dirty: BoolArray) -> Group:
        """The dirty ones of arguments whose rows follow each other."""
        assert isinstance(self.rows, slice)
        chosen = np.flatnonzero(dirty[self.rows])
        rows = chosen + self.rows.start
        return Group(rows, self.premises.among(chosen), self.undercuts.among(chosen))

    def raw(
        self, given: Given, acceptabilities: FloatArray, result: FloatArray, room: Room
    ) -> None:
        """Fill in the forces that they would have if nothing undercut them."""
        self.premises.product(given.strengths[self.rows], acceptabilities, result, room)

    def weigh(self, given: Given, values: Values, result: FloatArray, room: Room) -> None:
        """Fill in their forces."""
        self.raw(given, values.acceptabilities, result, room)
        if self.undercuts:
            undercut = np.empty_like(result)
            self.undercuts.total(values.forces, undercut, room)
            result *= np.subtract(1, undercut, out=undercut)


@dataclass(frozen=True, slots=True)
class Places:
    """Propositions, whose acceptabilities can always be computed at once."""

    rows: Rows
    supports: Ranks
    rebuttals: Ranks

    @classmethod
    def of(cls, supports: Lists, rebuttals: Lists) -> Places:
        """Propositions whose rows are the first, and what each of them depends on."""
        return cls(slice(len(supports)), Ranks.of(supports), Ranks.of(rebuttals))

    @property
    def numbers(self) -> IntArray:
        """Their rows, one by one."""
        return numbers_of(self.rows)

    def among(self, rows: IntArray) -> Places:
        """Some of them, in rising order."""
        return Places(rows, self.supports.among(rows), self.rebuttals.among(rows))

    def accept(
        self, given: Given, special: BoolArray, values: Values, result: FloatArray, room: Room
    ) -> None:
        """Fill in their acceptabilities.

        What is not special has neither base nor opposition, and so is as acceptable as it is
        supported.
        """
        self.supports.total(values.forces, result, room)
        chosen = np.flatnonzero(special[self.rows])
        base = given.bases[self.rows][chosen]
        opposition = given.denials[self.rows][chosen]
        self.rebuttals.among(chosen).add(values.forces, opposition, room)
        net = result[chosen]
        net -= opposition
        result[chosen] = base + np.where(net >= 0, (1 - base) * net, base * net)


class Cycles:
    """Which nodes of a network are iterated, and what each of them depends on.

    Attributes
    ----------
    propositions, arguments : list of int
        The number that each row has in the network.
    groups : list of Group
        The arguments: those that nothing undercuts, those that only these undercut, and so on.
    circle : Group
        Those that undercut each other in a circle; they have the last rows.
    places, swayed : Places
        All propositions, and those that arguments sway; they have the first rows.
    rebutted : array of bool
        Whether there are arguments against a proposition.
    premise_of, undercutting, concluding : Uses
        Which arguments rest on a proposition; which arguments, and which propositions, an
        argument bears on.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        schedule = network.schedule
        levels = [_longest_first(level, network.premises) for level in schedule.levels]
        circle = _longest_first(schedule.circling, network.premises)
        self.propositions = self._swayed_first()
        self.arguments = [*chain(*levels), *circle]
        self._lay_out([len(level) for level in levels])

    def _swayed_first(self) -> list[int]:
        network = self._network
        numbers = network.schedule.propositions
        still = {n for n in numbers if not (network.supports[n] or network.rebuttals[n])}
        ordered = _longest_first(numbers, network.supports)
        return sorted(ordered, key=still.__contains__)

    def _lay_out(self, lengths: Sequence[int]) -> None:
        network = self._network
        places = {number: row for row, number in enumerate(self.propositions)}
        rows = {number: row for row, number in enumerate(self.arguments)}
        premises = _rows(self.arguments, network.premises, places)
        undercuts = _rows(self.arguments, network.undercuts, rows)
        supports = _rows(self.propositions, network.supports, rows)
        rebuttals = _rows(self.propositions, network.rebuttals, rows)
        starts = [0, *accumulate(lengths)]
        *self.groups, self.circle = (
            Group.of(start, premises[start:end], undercuts[start:end])
            for start, end in zip(starts, [*starts[1:], len(rows)], strict=True)
        )
        bearing = [[*s, *r] for s, r in zip(supports, rebuttals, strict=True)]
        swayed = sum(map(bool, bearing))
        self.places = Places.of(supports, rebuttals)
        self.swayed = Places.of(supports[:swayed], rebuttals[:swayed])
        self.rebutted = np.array([bool(each) for each in rebuttals], dtype=np.bool_)
        self.premise_of = Uses.of(premises, len(places))
        self.undercutting = Uses.of(undercuts, len(rows))
        self.concluding = Uses.of(bearing, len(rows))

    def node_of(self, row: int) -> int:
        """The node that an argument is in the network."""
        return len(self._network.propositions) + self.arguments[row]

    @property
    def size(self) -> int:
        """The number of rows."""
        return len(self.propositions) + len(self.arguments)


def _longest_first(numbers: Sequence[int], lists: Lists) -> list[int]:
    """The numbers, those of long lists before those of short ones; a stable order."""
    return sorted(numbers, key=lambda number: -len(lists[number]))


def _rows(numbers: Sequence[int], lists: Lists, rows: Mapping[int, int]) -> list[list[int]]:
    return [[rows[member] for member in lists[number]] for number in numbers]
