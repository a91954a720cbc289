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
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Matrix: TypeAlias = npt.NDArray[Any]

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

    Takes time quadratic in the number of nets that are not straight, most of it in numpy.

    Examples
    --------
    >>> tracks([Net(0, (30,)), Net(40, (70,))]), tracks([Net(0, (40,)), Net(20, (60,))])
    ([0, 0], [1, 0])
    """
    bent = [number for number, net in enumerate(nets) if not net.is_straight]
    bent.sort(key=lambda number: (nets[number].span, number))
    drawn = [nets[number] for number in bent]
    costs = _costs(drawn)
    order = _settled(costs)
    apart = _apart(drawn, costs)
    found = np.zeros(len(drawn), dtype=int)
    for place, net in enumerate(order[1:], 1):
        before = order[:place]
        found[net] = max(found[before][apart[before, net]] + 1, default=0)
    chosen = [0] * len(nets)
    for number, track in zip(bent, found, strict=True):
        chosen[number] = int(track)
    return chosen


def _settled(costs: Matrix) -> list[int]:
    """The nets from left to right, each moved to where it costs least for as long as that helps."""
    order = list(range(len(costs)))
    for _ in range(_ROUNDS):
        before = list(order)
        for net in before:
            _move(order, net, costs)
        if order == before:
            break
    return order


def _move(order: list[int], net: int, costs: Matrix) -> None:
    """Put a net, in place, where it costs least; ties leave it where it is."""
    place = order.index(net)
    others = order[:place] + order[place + 1 :]
    # What it adds to step over each of the others, from the far left to the far right.
    steps = np.cumsum(costs[others, net] - costs[net, others])
    sums = np.concatenate(([0], steps))
    best = int(sums.argmin())
    if sums[best] < sums[place]:
        order[:] = [*others[:best], net, *others[best:]]


def _costs(nets: Sequence[Net]) -> Matrix:
    """Crossings and overlaps of each pair when the first has the track further left."""
    source = np.array([net.source for net in nets])
    low, high = _spans(nets)
    costs = ((low[:, None] < source) & (source < high[:, None])).astype(int)
    for number, net in enumerate(nets):
        for y in net.ends:
            costs[number] += (low < y) & (y < high)
            costs[number] += _OVERLAP * (np.abs(y - source) < _CLEARANCE / 2)
    return costs


def _apart(nets: Sequence[Net], costs: Matrix) -> Matrix:
    """Which pairs must not share a track: near each other, or with an order that matters."""
    low, high = _spans(nets)
    near = (low[:, None] < high + _CLEARANCE) & (low < high[:, None] + _CLEARANCE)
    return np.asarray(near | (costs != costs.T))


def _spans(nets: Sequence[Net]) -> tuple[Matrix, Matrix]:
    spans = np.array([net.span for net in nets]).reshape(len(nets), 2)
    return spans[:, 0], spans[:, 1]
