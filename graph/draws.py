"""Rounds of an iteration: some draws, all of whose equations are updated at once.

What cannot have changed is not computed again: where few rows still change, only those are
updated that depend on them. That changes no result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.cycles import Cycles, Given, Group, Values
from graph.ranks import BoolArray, FloatArray, IntArray, Room, is_any

_ASKED: Final = 16  # after so many rounds it is asked again which rows still change


@dataclass(frozen=True, slots=True)
class Moves:
    """What a round updated, and how far it moved each in each draw.

    `places` are rows of propositions, `circling` those of arguments that undercut each other
    in a circle; they have their distances in this order.
    """

    places: IntArray
    circling: IntArray
    distances: FloatArray


class Draws:
    """The values of some draws between two rounds.

    Attributes
    ----------
    values : Values
        The present ones.
    updates : int
        How many numbers were computed so far.
    """

    def __init__(self, cycles: Cycles, given: Given) -> None:
        self._cycles, self._given = cycles, given
        self._special = is_any(given.bases) | is_any(given.denials) | cycles.rebutted
        self._room = Room.of(max(len(given.bases), len(given.strengths)), given.columns)
        self._spare = np.empty_like(given.bases)
        self._circling = cycles.circle.numbers
        self._distances = np.empty((len(given.bases) + len(self._circling), given.columns))
        self._last: Moves | None = None  # those that changed, where that is known
        self._rounds = 0
        self.values = Values(given.bases.copy(), np.zeros_like(given.strengths))
        self.updates = 0
        circle = cycles.circle
        circle.raw(given, given.bases, self.values.forces[circle.rows], self._room)

    def some(self, columns: BoolArray) -> Draws:
        """Some of the draws, in memory of their own."""
        result = Draws(self._cycles, self._given.some(columns))
        result.values = self.values.some(columns)
        result._spare[...] = result.values.acceptabilities
        result._rounds, result.updates = self._rounds, self.updates
        return result

    def forget(self) -> None:
        """Have the next round update everything."""
        self._last = None

    def update(self) -> Moves:
        """Make one round."""
        dirty = self._dirty()
        if dirty is None or 2 * np.count_nonzero(dirty) > len(dirty):
            moves = self._update_all()
            is_asked = not self._rounds % _ASKED
        else:
            moves, is_asked = self._update_some(dirty), True
        self._last = moves if is_asked else None
        self._rounds += 1
        return moves

    def _dirty(self) -> BoolArray | None:
        """The arguments that depend on what the last round changed, unless they are most."""
        if self._last is None:
            return None
        dirty = np.zeros(len(self._cycles.arguments), dtype=np.bool_)
        changed = is_any(self._last.distances)
        if 2 * np.count_nonzero(changed) > len(self._cycles.propositions):
            return None  # nearly everything, which is faster found without asking further
        places, circling = self._last.places, self._last.circling
        dirty[self._cycles.premise_of.by(places[changed[: len(places)]])] = True
        dirty[self._cycles.undercutting.by(circling[changed[len(places) :]])] = True
        return dirty

    def _update_all(self) -> Moves:
        """Update everything; after the first round, what arguments sway."""
        cycles, given, values, room = self._cycles, self._given, self.values, self._room
        for group in cycles.groups:
            group.weigh(given, values, values.forces[group.rows], room)
        circling = self._reweighed(cycles.circle)
        places = cycles.places if not self._rounds else cycles.swayed
        count = places.supports.count
        distances = self._distances[: count + len(circling)]
        places.accept(given, self._special, values, self._spare[:count], room)
        np.subtract(values.acceptabilities[:count], self._spare[:count], out=distances[:count])
        distances[count:] = circling
        np.abs(distances, out=distances)
        values.acceptabilities, self._spare = self._spare, values.acceptabilities
        if not self._rounds:
            self._spare[...] = values.acceptabilities  # what nothing sways stays as it is
        self.updates += distances.size + values.forces.size
        return Moves(np.arange(count), self._circling, distances)

    def _update_some(self, dirty: BoolArray) -> Moves:
        """Update the dirty arguments, and what depends on those of them that change."""
        cycles, values = self._cycles, self.values
        touched = np.zeros(len(cycles.propositions), dtype=np.bool_)
        for group in (*cycles.groups, cycles.circle):
            some = group.among(dirty)
            moved = self._reweighed(some)
            changed = some.numbers[is_any(moved)]
            touched[cycles.concluding.by(changed)] = True
            if group is not cycles.circle:  # which goes by the forces of the round before
                dirty[cycles.undercutting.by(changed)] = True
        places = cycles.places.among(np.flatnonzero(touched))
        accepted = np.empty((places.supports.count, self._given.columns))
        places.accept(self._given, self._special, values, accepted, self._room)
        distances = np.concatenate([values.acceptabilities[places.rows] - accepted, moved])
        values.acceptabilities[places.rows] = accepted
        self.updates += accepted.size + int(np.count_nonzero(dirty)) * self._given.columns
        return Moves(places.numbers, some.numbers, np.abs(distances))

    def _reweighed(self, group: Group) -> FloatArray:
        """Update the forces of some arguments, all at once; how far they moved."""
        forces = np.empty((group.premises.count, self._given.columns))
        group.weigh(self._given, self.values, forces, self._room)
        moved: FloatArray = self.values.forces[group.rows] - forces
        self.values.forces[group.rows] = forces
        return moved
