"""The wide drawing: facts at the left, what follows, steps, the conclusion at the right."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from markupsafe import Markup

from graph.layout import Edge, Layout, Node, Point, Spacing, layout, levels
from webapp import diagram_ink as ink
from webapp.diagram_figures import (
    ANSWER_GAP,
    ANSWER_INDENT,
    NOTE,
    Figure,
    Sizes,
    answer_lines,
    family_figures,
    gate_label,
    linked,
    shape_of,
)
from webapp.diagram_model import Boxed, Diagram, Gate, Kind, Objection, Part, unfolded
from webapp.diagram_text import text_width, wrapped

_FULL_COLUMNS = 4  # facts, steps, what follows, steps, conclusion: these fit at full width
_NARROW = Sizes(fact=212, derived=168, goal=184)
_NOTE_SHIFT = 10.0  # a note begins a little before its gate
_HEAD = 42.0  # the captions and their hairline
INSET = 1.0  # so that the outermost borders are whole


@dataclass(frozen=True, slots=True)
class Metrics:
    """The measures of a wide drawing, in pixels."""

    sizes: Sizes = field(default_factory=Sizes)
    spacing: Spacing = field(default_factory=lambda: Spacing(least_gap=42, width=1118))
    captions: bool = True
    narrows: bool = True  # boxes give way when there are many columns


@dataclass(frozen=True, slots=True)
class Placed:
    """A diagram with a place for each of its parts."""

    diagram: Diagram
    figures: Mapping[str, Figure]
    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]
    layout: Layout
    has_captions: bool
    near: frozenset[str]  # objections beside the step they attack, with little room for words


def placed(diagram: Diagram, metrics: Metrics | None = None) -> Placed:
    """The diagram laid out from left to right."""
    metrics = metrics or Metrics()
    columns = _columns(diagram)
    if metrics.narrows and max(columns.values(), default=0) > _FULL_COLUMNS:
        metrics = replace(metrics, sizes=_NARROW, spacing=replace(metrics.spacing, least_gap=37))
    figures = {
        figure.part.key: figure
        for part in diagram.parts
        for figure in _figures(part, metrics.sizes)
    }
    near = _near(diagram, columns, is_stretched=metrics.spacing.width > 0)
    nodes = [_node(part, columns, figures, diagram, near) for part in diagram.parts]
    edges = tuple(_edges(diagram))
    spacing = metrics.spacing
    if max((node.layer for node in nodes), default=0) == 0:
        spacing = replace(spacing, width=0)
    drawing = layout(nodes, edges, spacing)
    return Placed(
        diagram, figures, {node.key: node for node in nodes}, edges, drawing, metrics.captions, near
    )


def wide(there: Placed) -> tuple[Markup, float, float]:
    """The elements of the wide drawing, its width and its height."""
    page = _Page(there, _HEAD if there.has_captions else INSET)
    captions = page.captions() if there.has_captions else ()
    content = ink.joined((*captions, *page.lines(), *page.shapes()))
    drawing = page.placed.layout
    return content, drawing.width + 2 * INSET, drawing.height + page.top + INSET


def _figures(part: Part, sizes: Sizes) -> Sequence[Figure]:
    if isinstance(part, Gate):
        return ()
    return family_figures(part, sizes)


# From parts to nodes and edges -----------------------------------------------------------


def _columns(diagram: Diagram) -> dict[str, int]:
    """The column of every part: even ones hold boxes, odd ones the steps before them."""
    leads: dict[str, list[str]] = {key: [] for key in diagram.boxes}
    for gate in diagram.gates:
        for premise in gate.premises:
            leads[premise].append(gate.conclusion)
    level = levels(leads)
    last = max(level.values(), default=0)
    columns = {
        key: 2 * (last if box.kind is Kind.GOAL and level[key] and not leads[key] else level[key])
        for key, box in diagram.boxes.items()
    }
    columns |= {gate.key: columns[gate.conclusion] - 1 for gate in diagram.gates}
    return columns | {objection.key: 0 for objection in diagram.objections}


def _node(
    part: Part,
    columns: Mapping[str, int],
    figures: Mapping[str, Figure],
    diagram: Diagram,
    near: frozenset[str],
) -> Node:
    if isinstance(part, Gate):
        return _gate_node(part, columns[part.key])
    figure = figures[part.key]
    half = figure.height / 2
    below = half + sum(
        ANSWER_GAP + figures[one.key].height for one, depth in unfolded(part) if depth
    )
    node = Node(part.key, columns[part.key], figure.width, half, below, foot=half)
    if isinstance(part, Objection):
        return _objection_node(part, node, is_near=part.key in near)
    entries = sum(gate.conclusion == part.key for gate in diagram.gates)
    most = 52.0 if part.kind is Kind.GOAL else 26.0
    return replace(
        node,
        group=_group(part.key, diagram),
        pitch=min(most, (figure.height - 30) / max(entries - 1, 1)),
        foot_at=figure.width / 2,
        foot_pitch=30,
    )


def _group(box: str, diagram: Diagram) -> str:
    """Premises of one step stand together, and so does what no step joins."""
    feeds = (gate.key for gate in diagram.gates if box in gate.premises)
    is_alone = all(box != gate.conclusion for gate in diagram.gates)
    return next(feeds, "alone" if is_alone else "")


def _objection_node(part: Objection, node: Node, *, is_near: bool) -> Node:
    lines = _effect_lines(part.effect, is_near)
    words = max((text_width(line, NOTE) for line in lines), default=0)
    tail = words + 24 if is_near else 0
    return replace(node, group=part.target, tail=tail, lane=8 + 17.0 * len(lines))


def _gate_node(gate: Gate, column: int) -> Node:
    half = _half(gate)
    ways = text_width(gate.ways, NOTE, bold=True) + 12 if gate.ways else 0
    # The note over a gate must end before the next box.
    note = text_width(gate.note, NOTE) - ink.GATE_WIDTH - (_NOTE_SHIFT + 16)
    return Node(
        gate.key,
        column,
        ink.GATE_WIDTH,
        half + (22 if gate.note else 2),
        half if len(gate.premises) > 1 else 22,
        foot=half,
        foot_at=16,
        tail=max(ways, note, 0),
    )


def _half(gate: Gate) -> float:
    return 11.0 * len(gate.premises) if len(gate.premises) > 1 else 2.0


def _edges(diagram: Diagram) -> Iterator[Edge]:
    for part in diagram.parts:
        if isinstance(part, Gate):
            for premise in dict.fromkeys(part.premises):
                yield Edge(premise, part.key)
            yield Edge(part.key, part.conclusion)
        elif isinstance(part, Objection):
            yield Edge(part.key, part.target, from_below=True)


def _effect_lines(effect: str, is_near: bool) -> list[str]:
    """One line where the way is long, two where the step stands right beside the box."""
    if not effect:
        return []
    room = text_width(effect, NOTE) / 2
    while is_near and len(wrapped(effect, room, NOTE, most=9)) > 2:
        room += NOTE
    return wrapped(effect, room, NOTE) if is_near else [effect]


def _near(diagram: Diagram, columns: Mapping[str, int], *, is_stretched: bool) -> frozenset[str]:
    is_wide = is_stretched and max(columns.values(), default=0) <= 2
    objections = (part for part in diagram.parts if isinstance(part, Objection))
    return frozenset(o.key for o in objections if columns[o.target] == 1 and not is_wide)


# Ink -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Page:
    """Draws the parts where the layout put them."""

    placed: Placed
    top: float

    @cached_property
    def parts(self) -> dict[str, Part]:
        """The parts by key."""
        return {part.key: part for part in self.placed.diagram.parts}

    def moved(self, points: Sequence[Point]) -> list[Point]:
        """Points of the layout as points of the page."""
        return [(x + INSET, y + self.top) for x, y in points]

    def captions(self) -> Iterator[Markup]:
        """What each column holds, over a hairline."""
        words, columns = self.placed.diagram.words, self.placed.layout.columns
        last = len(columns) - 1
        named = {0: words["facts"], 2: words["derived"], last - 1: words["step"]}
        for column, text in (named | {last: words["goal"]}).items():
            if 0 <= column <= last and (last or column == 0):
                yield ink.words(columns[column][0] + INSET, 15, text, "caption")
        width = self.placed.layout.width + 2 * INSET
        yield ink.tag("line", x1=0, x2=width, y1=26, y2=26, class_="hairline")

    # Lines -------------------------------------------------------------------------------

    def lines(self) -> Iterator[Markup]:
        """Every line, the way on show on top, then the joins."""
        joins = self.moved(self.placed.layout.joins)
        routes = zip(self.placed.edges, self.placed.layout.routes, strict=True)
        for edge, route in sorted(routes, key=lambda pair: self.is_shown(pair[0])):
            drawn = self.line(edge, self.moved(route), joins)
            yield ink.tag("g", drawn, data_edge=f"{edge.source} {edge.target}")
        dots = ink.joined(ink.dot(point) for point in sorted(joins))
        yield ink.tag("g", dots, data_edge="")

    def is_shown(self, edge: Edge) -> bool:
        """Whether the way on show takes this line."""
        ends = (self.parts[edge.source], self.parts[edge.target])
        return any(isinstance(part, Gate) and part.shown for part in ends) and not isinstance(
            ends[0], Objection
        )

    def is_arrow(self, gate: Gate) -> bool:
        """Whether a step is one arrow from a premise that feeds nothing else."""
        uses = sum(edge.source == gate.premises[0] for edge in self.placed.edges)
        return len(gate.premises) == 1 and uses == 1

    def line(self, edge: Edge, points: Sequence[Point], sharp: Collection[Point]) -> Markup:
        """A line with what stands at its end, an arrow or a bar, and its words."""
        source, target = self.parts[edge.source], self.parts[edge.target]
        if isinstance(source, Objection):
            reached = ink.shortened(points, 4)
            drawn = ink.line(reached, source.basis, False, sharp, "against")
            return drawn + ink.bar(points) + self.effect(source, points[0])
        shown = self.is_shown(edge)
        if isinstance(source, Gate):
            reached = ink.shortened(points, ink.ARROW - 1)
            return ink.line(reached, source.basis, shown, sharp) + ink.arrow(points)
        basis = target.basis if isinstance(target, Gate) and self.is_arrow(target) else None
        return ink.line(points, basis, shown, sharp)

    def effect(self, objection: Objection, start: Point) -> Markup:
        """What an objection takes away, in words over its line."""
        lines = _effect_lines(objection.effect, objection.key in self.placed.near)
        x, y = start[0] + 15, start[1] - 9 - 17 * (len(lines) - 1)
        return ink.joined(
            ink.words(x, y + 17 * number, text, "effect") for number, text in enumerate(lines)
        )

    # Shapes ------------------------------------------------------------------------------

    def shapes(self) -> Iterator[Markup]:
        """Every box and gate, in reading order."""
        for key, part in self.parts.items():
            (x, y), *_ = self.moved([self.placed.layout.places[key]])
            if isinstance(part, Gate):
                yield _gate_shape(part, x, y, self.placed.diagram.words["and"])
            else:
                yield from self.family(part, x, y)

    def family(self, part: Boxed, x: float, y: float) -> Iterator[Markup]:
        """A box and, below it, the objections that stand with it."""
        figures = self.placed.figures
        top = y - figures[part.key].height / 2
        boxes = {}
        for one, depth in unfolded(part):
            figure = figures[one.key]
            left = x + ANSWER_INDENT * depth
            boxes[one.key] = (left, top, top + figure.height)
            yield shape_of(figure, left, top + figure.height / 2)
            top += figure.height + ANSWER_GAP
        yield ink.tag("g", answer_lines(part, boxes), data_edge=part.key)


def _gate_shape(gate: Gate, x: float, y: float, word: str) -> Markup:
    """The gate of a step, or the line of one with a single premise."""
    half = _half(gate)
    note = ink.words(x - _NOTE_SHIFT, y - half - 8, gate.note, "note")
    if len(gate.premises) > 1:
        style = "gate on-show" if gate.shown else "gate"
        shape = ink.tag("path", d=ink.gate_path(x, y, half), class_=style)
        shape += ink.words(x + ink.GATE_WIDTH / 2 - 1, y + 4.8, word, "word", "middle")
        ways = ink.words(x + ink.GATE_WIDTH + 7, y - 9, gate.ways, "ways")
    else:
        shape = ink.line([(x, y), (x + ink.GATE_WIDTH, y)], gate.basis, gate.shown)
        ways = ink.words(x, y + 19, gate.ways, "ways")
    return linked(shape + note, gate.key, gate.href, gate_label(gate, word)) + ways
