"""Families of small sets of numbers: kept minimal, and cut honestly where they explode.

A family lists the minimal ways in which something comes about; each way is a set of which
all members are needed. ``()`` means that there is no way, ``(frozenset(),)`` that nothing is
needed. The number of minimal sets can grow exponentially, so a `Workshop` keeps families to
a size, and to sets of a size, and remembers whether it ever cut one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, combinations, islice
from typing import Final, TypeAlias

Members: TypeAlias = frozenset[int]
Family: TypeAlias = tuple[Members, ...]

IMPOSSIBLE: Final[Family] = ()
FREE: Final[Family] = (frozenset(),)

_ENTRIES = 1_000_000
_UNIONS = 300_000
_SETS = 2_000_000
_LEAST, _MOST = 64, 5_000


class Workshop:
    """Builds families of sets of at most `max_size` numbers, for so many places at once.

    Attributes
    ----------
    max_size : int
    was_cut : bool
        Whether sets within `max_size` may have been lost.
    was_bounded : bool
        Whether sets larger than `max_size` were met.
    """

    def __init__(self, max_size: int, places: int) -> None:
        self.was_cut = False
        self.was_bounded = False
        self.max_size = max_size
        self._most = max(_LEAST, min(_MOST, _ENTRIES // max(places, 1)))
        self._unions = _UNIONS
        self._sets = _SETS
        self._updates = 1_000 + 5 * places

    def goes_on(self) -> bool:
        """Count one more update of a place; false once it was so much work that it must end.

        Families that are cut need not settle where they depend on each other in a cycle.
        """
        self._updates -= 1
        goes_on = self._updates >= 0 and self._sets >= 0
        self.was_cut = self.was_cut or not goes_on
        return goes_on

    def either(self, families: Iterable[Family]) -> Family:
        """The ways in which any of several things comes about."""
        return self._kept(chain.from_iterable(families))

    def both(self, families: Collection[Family]) -> Family:
        """The ways in which all of several things come about together."""
        ordered = sorted(dict.fromkeys(families), key=len)
        if not all(ordered) or self._needs_too_many(ordered):
            return IMPOSSIBLE
        result = FREE
        for family in ordered:
            result = self._kept(self._unions_of(result, family))
        return result

    def _needs_too_many(self, families: Sequence[Family]) -> bool:
        """Whether families without common members alone need more than `max_size`."""
        taken: set[int] = set()
        needed = 0
        for family in families:
            members = frozenset[int]().union(*family)
            if taken.isdisjoint(members):
                taken |= members
                needed += len(family[0])  # the smallest stands first
        self.was_bounded = self.was_bounded or needed > self.max_size
        return needed > self.max_size

    def _unions_of(self, one: Family, other: Family) -> Iterator[Members]:
        pairs = (a | b for a in one for b in other)
        allowed = max(self._unions, self._most)
        count = len(one) * len(other)
        self._unions -= min(count, allowed)
        self.was_cut = self.was_cut or count > allowed
        return filter(self._fits, islice(pairs, allowed))

    def _fits(self, ways: Members) -> bool:
        fits = len(ways) <= self.max_size
        self.was_bounded = self.was_bounded or not fits
        return fits

    def _kept(self, sets: Iterable[Members]) -> Family:
        given = list(sets)
        self._sets -= len(given)
        family = minimal(given)
        self.was_cut = self.was_cut or len(family) > self._most
        return tuple(family[: self._most])


def minimal(sets: Iterable[Members]) -> list[Members]:
    """The sets of which no other is a subset, smallest first and then by their members.

    Examples
    --------
    >>> [sorted(kept) for kept in minimal(map(frozenset, ([1, 2], [3], [2, 3], [1, 4])))]
    [[3], [1, 2], [1, 4]]
    """
    ordered = sorted(set(sets), key=lambda members: (len(members), sorted(members)))
    if not ordered or len(ordered[0]) == len(ordered[-1]):
        return ordered
    kept: dict[Members, None] = {}
    for members in ordered:
        if not _has_part(members, kept):
            kept[members] = None
    return list(kept)


def _has_part(members: Members, kept: Collection[Members]) -> bool:
    """Whether any of the kept sets is a part of these members."""
    if 2 ** len(members) > len(kept):
        return any(other <= members for other in kept)
    parts = (combinations(members, size) for size in range(len(members)))
    return any(frozenset(part) in kept for part in chain.from_iterable(parts))
