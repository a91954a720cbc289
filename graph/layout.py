"""Where the boxes and lines of a layered drawing go: positions only, no colour and no word.

Sugiyama's scheme with right-angled lines. A line that passes a layer reserves a *lane* in
it, so that lines never run through boxes; all lines of one source share their lanes, so
that they part as late as possible. Lines that come from below end in a *turn*, a lane that
stands right under its target.

References
----------
Sugiyama, K., Tagawa, S., Toda, M. (1981). Methods for visual understanding of hierarchical
system structures. IEEE Trans. Syst. Man Cybern. 11(2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from graph.placement import placed
from graph.routing import Net, tracks
from graph.rows import Edge, Node, Plan, levels, pairs, planned, segments_of

__all__ = ["Edge", "Layout", "Node", "Point", "Spacing", "layout", "levels"]

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spacing:
    """Distances of a drawing: between rows of a group, of others, and between tracks."""

    near: float = 12
    far: float = 50
    row: float = 16
    track: float = 15
    lead: float = 22
    least_gap: float = 48
    width: float = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """The drawing: the left end of each node's axis, the line of each edge, joins and columns."""

    width: float
    height: float
    places: Mapping[str, Point]
    routes: tuple[tuple[Point, ...], ...]
    joins: tuple[Point, ...]
    columns: tuple[tuple[float, float], ...]


def layout(nodes: Sequence[Node], edges: Sequence[Edge], spacing: Spacing = Spacing()) -> Layout:
    """A layered drawing of nodes whose columns are given.

    Parameters
    ----------
    nodes : sequence of Node
        In the reading order that is kept wherever it makes no line cross.
    edges : sequence of Edge
        Each from a column to a later one.

    Returns
    -------
    Layout
        Positions in pixels, downwards; the same for the same arguments.

    Raises
    ------
    ValueError
        If a line does not lead to a later column.

    Examples
    --------
    >>> drawing = layout([Node("a", 0, 100, 20, 20), Node("b", 1, 80, 20, 20)], [Edge("a", "b")])
    >>> drawing.places["b"], drawing.routes
    ((148.0, 20.0), (((100.0, 20.0), (148.0, 20.0)),))
    """
    plan = planned(nodes, edges)
    segments = segments_of(plan, nodes)
    heights = placed(plan.items, plan.order, segments, spacing.near, spacing.far, spacing.row)
    return _drawn(plan, nodes, edges, heights, spacing)


def _drawn(
    plan: Plan,
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    heights: Sequence[float],
    spacing: Spacing,
) -> Layout:
    entry = {(a, b): heights[b] + offset for a, b, offset in segments_of(plan, nodes)}
    nets = _nets(plan, heights, entry)
    track = {number: t for gap in nets for number, t in _tracked(gap).items()}
    columns, gaps = _columns(plan, nodes, nets, track, spacing)
    pen = _Pen(plan, nodes, heights, entry, columns, gaps, track, spacing)
    joins = [
        (pen.upright(source), y) for gap in nets for source, net in gap.items() for y in net.joins
    ]
    last, width = columns[-1] if columns else (0.0, 0.0)
    return Layout(
        width=last + width,
        height=max((heights[n] + item.below for n, item in enumerate(plan.items)), default=0),
        places={key: (columns[nodes[n].layer][0], heights[n]) for key, n in plan.numbers.items()},
        routes=tuple(pen.route(number) for number in range(len(edges))),
        joins=tuple(dict.fromkeys((*joins, *pen.foot_joins()))),
        columns=columns,
    )


def _nets(
    plan: Plan, heights: Sequence[float], entry: Mapping[tuple[int, int], float]
) -> list[dict[int, Net]]:
    """The nets of each gap between two columns, by the item they leave."""
    gaps: list[dict[int, Net]] = [{} for _ in plan.order]
    ends: defaultdict[int, list[float]] = defaultdict(list)
    for a, b in pairs(plan):
        ends[a].append(entry[a, b])
    for a in (item for layer in plan.order for item in layer if item in ends):
        gaps[plan.items[a].layer][a] = Net(heights[a], tuple(sorted(ends[a])))
    return gaps


def _tracked(gap: Mapping[int, Net]) -> dict[int, int]:
    """Tracks counted from the right, so that lines turn as late as they can."""
    found = tracks(tuple(gap.values()))
    last = max(found, default=0)
    slack = {source: last - track for source, track in zip(gap, found, strict=True)}
    bent = [slack[source] for source, net in gap.items() if not net.is_straight]
    least = min(bent, default=0)
    return {source: distance - least for source, distance in slack.items()}


def _columns(
    plan: Plan,
    nodes: Sequence[Node],
    nets: Sequence[Mapping[int, Net]],
    track: Mapping[int, int],
    spacing: Spacing,
) -> tuple[tuple[tuple[float, float], ...], list[float]]:
    """The left edge and width of each column, and where each gap ends."""
    widths = [
        max((nodes[n].width for n in layer if n < len(nodes)), default=0) for layer in plan.order
    ]
    spans = [_gap(plan, nodes, gap, track, spacing) for gap in nets[:-1]]
    missing = spacing.width - sum(widths) - sum(spans)
    if spans and missing > 0:
        spans[max(0, len(spans) - 2)] += missing
    columns, gaps, x = [], [], 0.0
    for width, span in zip(widths, [*spans, 0.0], strict=True):
        columns.append((x, width))
        x += width + span
        gaps.append(x)
    return tuple(columns), gaps


def _gap(
    plan: Plan,
    nodes: Sequence[Node],
    gap: Mapping[int, Net],
    track: Mapping[int, int],
    spacing: Spacing,
) -> float:
    bent = [track[source] for source, net in gap.items() if not net.is_straight]
    tail = max((nodes[n].tail for n in gap if n < len(nodes)), default=0)
    room = (1 + max(bent)) * spacing.track if bent else 0.0
    return max(spacing.least_gap, tail + room + spacing.lead)


@dataclass(frozen=True, slots=True)
class _Pen:
    """Draws the lines once everything has its place."""

    plan: Plan
    nodes: Sequence[Node]
    heights: Sequence[float]
    entry: Mapping[tuple[int, int], float]
    columns: Sequence[tuple[float, float]]
    gaps: Sequence[float]
    track: Mapping[int, int]
    spacing: Spacing

    def upright(self, source: int) -> float:
        """Where the line that leaves an item turns."""
        end = self.gaps[self.plan.items[source].layer]
        return end - self.spacing.lead - self.track[source] * self.spacing.track

    def route(self, edge: int) -> tuple[Point, ...]:
        """The corners of a line from its source to its end."""
        chain = self.plan.chains[edge]
        source = self.nodes[chain[0]]
        points = [(self.columns[source.layer][0] + source.width, self.heights[chain[0]])]
        for a, b in pairwise(chain):
            points += [(self.upright(a), self.heights[a]), (self.upright(a), self.entry[a, b])]
        end = chain[-1]
        if end in self.plan.turns:
            x = self.foot(end)
            points += [(x, self.heights[end]), (x, self._ground(end))]
        else:
            points.append((self.columns[self.plan.items[end].layer][0], points[-1][1]))
        return _corners(points)

    def foot(self, turn: int) -> float:
        """Where under its target a line from below arrives."""
        target = self.plan.turns[turn]
        node = self.nodes[target]
        number = self._siblings(target).index(turn)
        return self.columns[node.layer][0] + node.foot_at + number * node.foot_pitch

    def foot_joins(self) -> Iterator[Point]:
        """Where lines that end in the same foot meet."""
        for target in dict.fromkeys(self.plan.turns.values()):
            siblings = self._siblings(target)
            if not self.nodes[target].foot_pitch:
                yield from ((self.foot(turn), self.heights[turn]) for turn in siblings[:-1])

    def _ground(self, turn: int) -> float:
        target = self.plan.turns[turn]
        node = self.nodes[target]
        return self.heights[target] + (node.foot or node.below)

    def _siblings(self, target: int) -> list[int]:
        """The turns under a target, from top to bottom."""
        layer = self.plan.order[self.nodes[target].layer]
        return [item for item in layer if self.plan.turns.get(item) == target]


def _corners(points: Sequence[Point]) -> tuple[Point, ...]:
    """The points without repeats and without those on a straight line."""
    found: list[Point] = []
    for point in points:
        if found and abs(point[0] - found[-1][0]) + abs(point[1] - found[-1][1]) < 0.5:
            continue
        if len(found) > 1 and _straight(found[-2], found[-1], point):
            found.pop()
        found.append(point)
    return tuple(found)


def _straight(a: Point, b: Point, c: Point) -> bool:
    level = abs(a[1] - b[1]) < 0.5 and abs(b[1] - c[1]) < 0.5
    return level or (abs(a[0] - b[0]) < 0.5 and abs(b[0] - c[0]) < 0.5)
