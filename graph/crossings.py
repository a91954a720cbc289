"""The order of rows in a layered drawing that lets few lines cross.

Sweeps of the barycentre heuristic, then swaps of neighbours for as long as they help. An
order that is already free of crossings is left alone, so a caller's reading order survives.

References
----------
Sugiyama, K., Tagawa, S., Toda, M. (1981). Methods for visual understanding of hierarchical
system structures. IEEE Trans. Syst. Man Cybern. 11(2).
Barth, W., Jünger, M., Mutzel, P. (2002). Simple and efficient bilayer cross counting. GD.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Order: TypeAlias = list[list[int]]
# A line between neighbouring layers: where it starts, where it ends, and its rank among the
# entries of its end; lines of equal rank there can always be sorted so that none crosses.
Segment: TypeAlias = tuple[int, int, int]

_SWEEPS = 12
_SWAP_ROUNDS = 8


def crossings(upper: Sequence[int], lower: Sequence[int], segments: Sequence[Segment]) -> int:
    """How many pairs of lines between two layers cross.

    Takes time O(E log E) in practice for E lines.

    Examples
    --------
    >>> crossings([0, 1], [2, 3], [(0, 3, 0), (1, 2, 0)])
    1
    """
    start = {item: place for place, item in enumerate(upper)}
    end = {item: place for place, item in enumerate(lower)}
    ends = sorted((start[a], end[b], rank) for a, b, rank in segments)
    passed: list[tuple[int, int]] = []
    waiting: list[tuple[int, int]] = []
    previous, count = -1, 0
    for place, *target in ends:
        if place != previous:  # lines from one place fan out and do not cross
            for one in waiting:
                insort(passed, one)
            waiting, previous = [], place
        key = (target[0], target[1])
        count += len(passed) - bisect_right(passed, key)
        waiting.append(key)
    return count


def ordered(layers: Sequence[Sequence[int]], segments: Sequence[Sequence[Segment]]) -> Order:
    """The layers, each rearranged so that lines between them cross as little as possible.

    Parameters
    ----------
    layers : sequence of sequences of int
        The items of each layer in the order preferred where crossings allow.
    segments : sequence of sequences of Segment
        For each layer but the last, its lines to the next.

    Examples
    --------
    >>> ordered([[0, 1], [2, 3]], [[(0, 3, 0), (1, 2, 0)]])
    [[0, 1], [3, 2]]
    """
    best = [list(layer) for layer in layers]
    fewest = _total(best, segments)
    current = [list(layer) for layer in best]
    for sweep in range(_SWEEPS):
        if fewest == 0:
            return best
        _swept(current, segments, downwards=sweep % 2 == 0)
        if (total := _total(current, segments)) < fewest:
            best, fewest = [list(layer) for layer in current], total
    return _swapped(best, segments)


def _total(order: Order, segments: Sequence[Sequence[Segment]]) -> int:
    pairs = zip(order, order[1:], segments, strict=False)
    return sum(crossings(upper, lower, lines) for upper, lower, lines in pairs)


def _swept(order: Order, segments: Sequence[Sequence[Segment]], *, downwards: bool) -> None:
    """Sort each layer in place by the mean position of its neighbours in the layer before."""
    steps = range(1, len(order)) if downwards else range(len(order) - 2, -1, -1)
    for layer in steps:
        fixed = layer - 1 if downwards else layer + 1
        lines = segments[min(layer, fixed)]
        neighbours: defaultdict[int, list[float]] = defaultdict(list)
        place = {item: float(number) for number, item in enumerate(order[fixed])}
        for a, b, rank in lines:
            if downwards:
                neighbours[b].append(place[a])
            else:
                neighbours[a].append(place[b] + rank / 4)
        order[layer] = _by_mean(order[layer], neighbours)


def _by_mean(layer: list[int], neighbours: Mapping[int, Sequence[float]]) -> list[int]:
    """Items without neighbours keep their place among the others."""
    means = {item: sum(found) / len(found) for item, found in neighbours.items()}
    moved = iter(sorted((item for item in layer if item in means), key=means.__getitem__))
    return [next(moved) if item in means else item for item in layer]


def _swapped(order: Order, segments: Sequence[Sequence[Segment]]) -> Order:
    """Swap neighbours of a layer for as long as that removes crossings."""
    for _ in range(_SWAP_ROUNDS):
        improved = False
        for layer in range(len(order)):
            improved |= _swapped_in(order, segments, layer)
        if not improved:
            break
    return order


def _swapped_in(order: Order, segments: Sequence[Sequence[Segment]], layer: int) -> bool:
    before = _ends(order, segments, layer, into=True)
    after = _ends(order, segments, layer, into=False)
    row, improved = order[layer], False
    for place in range(len(row) - 1):
        a, b = row[place], row[place + 1]
        kept = _between(before[a], before[b]) + _between(after[a], after[b])
        turned = _between(before[b], before[a]) + _between(after[b], after[a])
        if turned < kept:
            row[place], row[place + 1] = b, a
            improved = True
    return improved


def _ends(
    order: Order, segments: Sequence[Sequence[Segment]], layer: int, *, into: bool
) -> defaultdict[int, list[tuple[int, int]]]:
    """Where the lines of each item of a layer lead in the layer before or after it."""
    found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    other = layer - 1 if into else layer + 1
    if not 0 <= other < len(order):
        return found
    place = {item: number for number, item in enumerate(order[other])}
    for a, b, rank in segments[min(layer, other)]:
        if into:
            found[b].append((place[a], 0))
        else:
            found[a].append((place[b], rank))
    for ends in found.values():
        ends.sort()
    return found


def _between(first: Sequence[tuple[int, int]], second: Sequence[tuple[int, int]]) -> int:
    """Crossings of the lines of two neighbours, the first standing before the second."""
    return sum(len(first) - bisect_right(first, end) for end in second)
