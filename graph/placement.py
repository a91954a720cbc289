"""The heights of rows whose order is settled: near to what they are joined to, never closer
to each other than they may be.

References
----------
Barlow, R. E., Brunk, H. D. (1972). The isotonic regression problem and its dual. JASA 67.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

_SWEEPS = 10
_SMALL_BEND = 12.0
_LINE_WEIGHT = 6.0  # lines are kept straight before boxes are kept in the middle


@dataclass(frozen=True, slots=True)
class Item:
    """Something that takes up height in a layer: a box, or a line that passes."""

    layer: int
    above: float
    below: float
    group: str = ""
    is_line: bool = False


def isotonic(
    wanted: Sequence[float], weights: Sequence[float], least: Sequence[float]
) -> list[float]:
    """Heights nearest to the wanted ones (least squares) with at least `least` between.

    Pool adjacent violators, in linear time.

    Parameters
    ----------
    wanted, weights : sequence of float
    least : sequence of float
        The least distance from each to the next; one fewer than `wanted`.

    Examples
    --------
    >>> isotonic([0, 0, 100], [1, 1, 1], [10, 10])
    [-5.0, 5.0, 100.0]
    """
    shifts = [0.0]
    for distance in least:
        shifts.append(shifts[-1] + distance)
    pools: list[tuple[float, float, int]] = []  # mean, weight, size
    for height, weight, shift in zip(wanted, weights, shifts, strict=False):
        mean, total, size = float(height - shift), float(weight), 1
        while pools and pools[-1][0] >= mean:
            other, mass, count = pools.pop()
            mean = (mean * total + other * mass) / (total + mass)
            total, size = total + mass, size + count
        pools.append((mean, total, size))
    means = [mean for mean, _, size in pools for _ in range(size)]
    return [mean + shift for mean, shift in zip(means, shifts, strict=False)]


def placed(
    items: Sequence[Item],
    order: Sequence[Sequence[int]],
    lines: Sequence[tuple[int, int, float]],
    near: float,
    far: float,
    row: float,
) -> list[float]:
    """The height of each item's axis; the topmost item touches 0.

    Parameters
    ----------
    items : sequence of Item
    order : sequence of sequences of int
        The items of each layer from top to bottom.
    lines : sequence of (int, int, float)
        From item, to item, and how far from the axis of the second it enters.
    near, far, row : float
        Gaps in the first layer within a group and between groups, and in other layers.

    Examples
    --------
    >>> placed([Item(0, 10, 10), Item(0, 10, 10), Item(1, 5, 5)], [[0, 1], [2]],
    ...        [(0, 2, -4), (1, 2, 4)], near=5, far=20, row=5)
    [10.0, 50.0, 30.0]
    """
    before: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    after: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    for a, b, offset in lines:
        before[b].append((a, -offset))
        after[a].append((b, offset))
    least = [_least(items, layer, near, far, row) for layer in order]
    heights = [0.0] * len(items)
    for layer, distances in zip(order, least, strict=True):
        _stack(heights, layer, distances)
    weights = [_LINE_WEIGHT if item.is_line else 1.0 for item in items]
    for sweep in range(_SWEEPS):
        for number in range(1, len(order)):
            _settle(heights, order[number], least[number], before, weights)
        if sweep == _SWEEPS - 1:
            break
        for number in range(len(order) - 2, -1, -1):
            _settle(heights, order[number], least[number], after, weights)
    for number in range(1, len(order)):
        _straightened(heights, order[number], least[number], before, items)
    _raised(heights, order, least, after, items)
    top = min((heights[n] - items[n].above for n in range(len(items))), default=0)
    return [height - top for height in heights]


def _straightened(
    heights: list[float],
    layer: Sequence[int],
    distances: Sequence[float],
    before: defaultdict[int, list[tuple[int, float]]],
    items: Sequence[Item],
) -> None:
    """Take small bends out of lines where the neighbours leave room for it."""
    for place, item in enumerate(layer):
        sources = before.get(item, [])
        if len(sources) != 1:
            continue
        wanted = heights[sources[0][0]] + sources[0][1]
        if not items[item].is_line and abs(wanted - heights[item]) > _SMALL_BEND:
            continue
        low = heights[layer[place - 1]] + distances[place - 1] if place else wanted
        high = heights[layer[place + 1]] - distances[place] if place + 1 < len(layer) else wanted
        if low <= wanted <= high:
            heights[item] = wanted


def _raised(
    heights: list[float],
    order: Sequence[Sequence[int]],
    least: Sequence[Sequence[float]],
    after: defaultdict[int, list[tuple[int, float]]],
    items: Sequence[Item],
) -> None:
    """Move what leads straight to a line's end as high as its neighbours let it, in one piece.

    Nothing else holds such a chain in its place: every part of it follows the others. Where
    it does not fit, what is below it makes room.
    """
    for first in order[0] if order else ():
        chain = _chain(first, after, items)
        if len(chain) == 1:
            continue
        low, high = _room(chain, heights, order, least, items)
        moved = list(heights)
        if low > high:
            for item in set(range(len(items))).difference(chain):
                moved[item] += low - high if heights[item] > heights[first] else 0
            low, high = _room(chain, moved, order, least, items)
        if -inf < low <= high + 1e-9:
            for item in chain:
                moved[item] = low
            heights[:] = moved


def _room(
    chain: Sequence[int],
    heights: Sequence[float],
    order: Sequence[Sequence[int]],
    least: Sequence[Sequence[float]],
    items: Sequence[Item],
) -> tuple[float, float]:
    """Between which heights a straight chain fits in every layer it passes."""
    low, high = -inf, inf
    for item in chain:
        layer, distances = order[items[item].layer], least[items[item].layer]
        place = layer.index(item)
        if place:
            low = max(low, heights[layer[place - 1]] + distances[place - 1])
        if place + 1 < len(layer):
            high = min(high, heights[layer[place + 1]] - distances[place])
    return low, high


def _chain(
    first: int, after: defaultdict[int, list[tuple[int, float]]], items: Sequence[Item]
) -> list[int]:
    """The item and the lines it leads to, if it leads to lines alone and to one end."""
    chain = [first]
    while len(following := after.get(chain[-1], [])) == 1:
        if not items[following[0][0]].is_line:
            return [first]
        chain.append(following[0][0])
    return [first] if after.get(chain[-1]) else chain


def _least(
    items: Sequence[Item], layer: Sequence[int], near: float, far: float, row: float
) -> list[float]:
    """The least distance between the axes of neighbours in a layer."""
    found = []
    for a, b in pairwise(layer):
        first, second = items[a], items[b]
        if first.layer or second.layer:
            gap = row if not (first.is_line or second.is_line) else 8.0
        else:
            gap = near if first.group and first.group == second.group else far
        found.append(first.below + gap + second.above)
    return found


def _stack(heights: list[float], layer: Sequence[int], distances: Sequence[float]) -> None:
    height = 0.0
    for number, item in enumerate(layer):
        height += distances[number - 1] if number else 0
        heights[item] = height


def _settle(
    heights: list[float],
    layer: Sequence[int],
    distances: Sequence[float],
    neighbours: defaultdict[int, list[tuple[int, float]]],
    weights: Sequence[float],
) -> None:
    """Move a layer towards what it is joined to; items joined to nothing stay if they can."""
    wanted, masses = [], []
    for item in layer:
        found = neighbours.get(item, ())
        targets = [heights[other] + offset for other, offset in found]
        wanted.append(sum(targets) / len(targets) if targets else heights[item])
        masses.append(weights[item] if targets else 0.01)
    for item, height in zip(layer, isotonic(wanted, masses, distances), strict=True):
        heights[item] = height
