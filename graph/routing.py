"""Right-angled lines through the gap between two layers, one upright track per net.

A *net* is everything that leaves one source through one gap: it runs to its track, along
it, and off to each of its ends. Nets that would lie on top of each other get different
tracks, in the order in which they cross least.

References
----------
Sander, G. (2004). Layout of directed hypergraphs with orthogonal hyperedges. GD 2003.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

_CLEARANCE = 10.0  # closer than this, two parallel lines read as one
_OVERLAP = 1_000  # lines on top of each other are worse than any crossing
_ROUNDS = 6


@dataclass(frozen=True)
class Net:
    """One source and where its lines go, as heights (downwards)."""

    source: float
    ends: tuple[float, ...]

    @cached_property
    def span(self) -> tuple[float, float]:
        """The heights between which its upright part runs."""
        heights = (self.source, *self.ends)
        return min(heights), max(heights)

    @property
    def is_straight(self) -> bool:
        """Whether it needs no upright part."""
        low, high = self.span
        return high - low < 0.5

    @property
    def joins(self) -> tuple[float, ...]:
        """The heights at which three or more of its lines meet."""
        low, high = self.span
        inner = {y for y in (self.source, *self.ends) if low + 0.5 < y < high - 0.5}
        through = {self.source} & set(self.ends) if not self.is_straight else set()
        return tuple(sorted(inner | through)) if len(self.ends) > 1 else ()


def tracks(nets: Sequence[Net]) -> list[int]:
    """The track of each net, counted from the left; straight nets need none and get 0.

    Takes time quadratic in the number of nets that are not straight.

    Examples
    --------
    >>> tracks([Net(0, (30,)), Net(40, (70,))]), tracks([Net(0, (40,)), Net(20, (60,))])
    ([0, 0], [1, 0])
    """
    bent = [number for number, net in enumerate(nets) if not net.is_straight]
    bent.sort(key=lambda number: (nets[number].span, number))
    _settled(bent, nets)
    found = [0] * len(nets)
    for place, number in enumerate(bent):
        before = (found[other] + 1 for other in bent[:place] if _apart(nets[other], nets[number]))
        found[number] = max(before, default=0)
    return found


def _settled(order: list[int], nets: Sequence[Net]) -> None:
    """Move each net, in place, to where it costs least, for as long as that helps."""
    for _ in range(_ROUNDS):
        changed = False
        for number in list(order):
            changed |= _moved(order, number, nets)
        if not changed:
            return


def _moved(order: list[int], number: int, nets: Sequence[Net]) -> bool:
    place = order.index(number)
    others = order[:place] + order[place + 1 :]
    cost = sum(_cost(nets[number], nets[other]) for other in others)
    costs = [cost]
    for other in others:  # one step further to the right each time
        cost += _cost(nets[other], nets[number]) - _cost(nets[number], nets[other])
        costs.append(cost)
    best = min(range(len(costs)), key=costs.__getitem__)
    if costs[best] >= costs[place]:
        return False
    order[:] = [*others[:best], number, *others[best:]]
    return True


def _cost(left: Net, right: Net) -> int:
    """Crossings and overlaps of two nets when the first has the track further left."""
    crossed = sum(_within(y, right) for y in left.ends) + _within(right.source, left)
    overlaid = sum(abs(y - right.source) < _CLEARANCE / 2 for y in left.ends)
    return crossed + _OVERLAP * overlaid


def _within(height: float, net: Net) -> bool:
    low, high = net.span
    return low < height < high


def _apart(first: Net, second: Net) -> bool:
    """Whether two nets must not share a track."""
    (low, high), (bottom, top) = first.span, second.span
    near = low < top + _CLEARANCE and bottom < high + _CLEARANCE
    return near or _cost(first, second) != _cost(second, first)
