"""The tall drawing for narrow screens: boxes in reading order, lines in rails beside them.

Premises run into a rail at the right, on which the gate of their step hangs with its flat
side up. Where another box stands between a step and its premises or its conclusion, the
line takes an outer rail. Objections stand below what they speak against.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from markupsafe import Markup

from graph.layout import Point
from webapp import diagram_ink as ink
from webapp.diagram_figures import (
    ANSWER_GAP,
    ANSWER_INDENT,
    Figure,
    Sizes,
    answer_lines,
    family_figures,
    gate_label,
    linked,
    shape_of,
)
from webapp.diagram_model import Box, Boxed, Diagram, Gate, Kind, Objection, Part, unfolded

_WIDTH = 358.0
_GATE_WIDTH, _GATE_HEIGHT = 48.0, 30.0
_SHOULDER = 22.0  # from the boxes to the inner rail
_RAIL = 14.0  # from one outer rail to the next
_GUTTER = 18.0  # at the left, where several objections speak against one thing
_NEAR, _FAR, _REBUTTAL = 10.0, 34.0, 40.0

# The lines of a step that need an outer rail: those that come in, or the one that leaves.
Net: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Row:
    """A part and the room it has."""

    part: Part
    x: float
    top: float
    height: float
    figure: Figure | None = None

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    @property
    def bottom(self) -> float:
        return self.top + self.height


def tall(diagram: Diagram) -> tuple[Markup, float, float]:
    """The elements of the tall drawing, its width and its height."""
    rails = outer_rails(diagram.parts)
    count = 1 + max(rails.values(), default=-1)
    boxes = _WIDTH - 1 - _SHOULDER - _GATE_WIDTH / 2 - (8 + _RAIL * count if count else 0)
    rows = {row.part.key: row for row in _stacked(diagram, boxes)}
    page = _Page(diagram, rows, rails, boxes)
    content = ink.joined((*page.lines(), *page.shapes()))
    return content, _WIDTH, max((row.bottom for row in rows.values()), default=0) + 2


# Rails -----------------------------------------------------------------------------------


def outer_rails(parts: Sequence[Part]) -> dict[Net, int]:
    """The outer rail, counted from the boxes, of every net that needs one.

    Shorter nets get inner rails, and a rail serves several that do not meet.
    """
    spans = dict(_spans(parts))
    rails: list[list[tuple[int, int]]] = []
    found = {}
    for net in sorted(spans, key=lambda net: (spans[net][1] - spans[net][0], spans[net], net)):
        low, high = spans[net]
        free = (n for n, rail in enumerate(rails) if all(high < a or b < low for a, b in rail))
        number = next(free, len(rails))
        if number == len(rails):
            rails.append([])
        rails[number].append((low, high))
        found[net] = number
    return found


def _spans(parts: Sequence[Part]) -> Iterator[tuple[Net, tuple[int, int]]]:
    """From which row to which every net runs that something stands in the way of."""
    place = {part.key: number for number, part in enumerate(parts)}
    for gate in (part for part in parts if isinstance(part, Gate)):
        here, goal = place[gate.key], place[gate.conclusion]
        far = [place[p] for p in gate.premises if not is_near(parts, place[p], here)]
        if far:
            yield ("in", gate.key), (min(far), here)
        if goal != here + 1:
            yield ("out", gate.key), (here, goal)


def is_near(parts: Sequence[Part], premise: int, gate: int) -> bool:
    """Whether only other premises stand between a premise and its gate."""
    step = parts[gate]
    premises = step.premises if isinstance(step, Gate) else ()
    return all(part.key in premises for part in parts[premise:gate])


# Rows ------------------------------------------------------------------------------------


def _stacked(diagram: Diagram, width: float) -> Iterator[_Row]:
    """The rows from top to bottom."""
    crowds = Counter(part.target for part in diagram.parts if isinstance(part, Objection))
    top, previous = 2.0, None
    for part in diagram.parts:
        if isinstance(part, Gate):
            rows = [_gate_row(part, top, previous)]
        elif isinstance(part, Objection):
            inset = _GUTTER if crowds[part.target] > 1 else 0
            rows = list(_family_rows(part, top + _gap(diagram, previous, part), inset, width))
        else:
            inset = 1 if part.kind is Kind.GOAL else 0
            rows = list(_family_rows(part, top + _gap(diagram, previous, part), inset, width))
        yield from rows
        top, previous = rows[-1].bottom, part


def _sizes(width: float) -> Sizes:
    return Sizes(fact=width, derived=width, goal=_WIDTH - 4, least_height=56, least_goal=96)


def _family_rows(part: Boxed, top: float, inset: float, width: float) -> Iterator[_Row]:
    effect = (part.effect,) if isinstance(part, Objection) else ()
    figures = family_figures(part, _sizes(width - inset), effect, folded=True)
    for (one, depth), figure in zip(unfolded(part), figures, strict=True):
        yield _Row(one, 1 + inset + ANSWER_INDENT * depth, top, figure.height, figure)
        top += figure.height + ANSWER_GAP


def _gate_row(gate: Gate, top: float, previous: Part | None) -> _Row:
    is_alone = isinstance(previous, Gate | Objection)
    height = _GATE_HEIGHT if len(gate.premises) > 1 else 20.0
    return _Row(gate, 0, top + (30 if is_alone else 16), height)


def _gap(diagram: Diagram, previous: Part | None, part: Part) -> float:
    if previous is None:
        return 0
    if isinstance(part, Objection):
        return _REBUTTAL if isinstance(previous, Box) else _NEAR + 6
    if isinstance(previous, Gate):
        return 26 if previous.conclusion == part.key else _FAR
    if isinstance(previous, Box) and _share_a_step(diagram, previous.key, part.key):
        return _NEAR
    return _FAR


def _share_a_step(diagram: Diagram, first: str, second: str) -> bool:
    return any(first in gate.premises and second in gate.premises for gate in diagram.gates)


# Ink -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Page:
    """Draws the parts in their rows."""

    diagram: Diagram
    rows: Mapping[str, _Row]
    rails: Mapping[Net, int]
    boxes: float

    @cached_property
    def axis(self) -> float:
        """The inner rail, on which the gates hang."""
        return 1 + self.boxes + _SHOULDER

    def rail(self, net: Net) -> float:
        """Where an outer rail runs."""
        return self.axis + _GATE_WIDTH / 2 + 8 + _RAIL * (self.rails[net] + 0.5)

    def lines(self) -> Iterator[Markup]:
        """Every line, the way on show on top."""
        for gate in sorted(self.diagram.gates, key=lambda gate: gate.shown):
            yield from self.premise_lines(gate)
            yield self.conclusion_line(gate)
        for part in self.diagram.parts:
            if isinstance(part, Objection):
                yield self.against(part)
            if not isinstance(part, Gate):
                boxes = {one.key: self.box(one.key) for one, _ in unfolded(part)}
                yield answer_lines(part, boxes)
        yield from map(ink.dot, sorted(self.forks))

    def box(self, key: str) -> tuple[float, float, float]:
        """The left edge, top and bottom of a row."""
        row = self.rows[key]
        return row.x, row.top, row.bottom

    @cached_property
    def turns(self) -> dict[str, dict[str, float]]:
        """For each box, where its line to each step leaves for the rail of that step."""
        place = {part.key: number for number, part in enumerate(self.diagram.parts)}
        found: dict[str, dict[str, float]] = {}
        for gate in self.diagram.gates:
            for key in gate.premises:
                near = is_near(self.diagram.parts, place[key], place[gate.key])
                x = self.axis if near else self.rail(("in", gate.key))
                found.setdefault(key, {})[gate.key] = x
        return found

    @cached_property
    def forks(self) -> frozenset[Point]:
        """Where the line of a box parts: at every turn but its last."""
        return frozenset(
            (x, self.rows[key].middle)
            for key, turns in self.turns.items()
            for x in sorted(set(turns.values()))[:-1]
        )

    def premise_lines(self, gate: Gate) -> Iterator[Markup]:
        """From each premise along its rail into the gate."""
        step = self.rows[gate.key]
        for premise in gate.premises:
            x, y = self.turns[premise][gate.key], self.rows[premise].middle
            points = [(1 + self.boxes, y), (x, y)]
            if x == self.axis:
                points.append((x, step.top))
            else:
                port, turn = self.axis + 8, step.top - 12
                points += [(x, turn), (port, turn), (port, step.top)]
            is_arrow = len(gate.premises) == 1 and len(self.turns[premise]) == 1
            yield ink.line(points, gate.basis if is_arrow else None, gate.shown, self.forks)

    def conclusion_line(self, gate: Gate) -> Markup:
        """From the gate to its conclusion: straight down, or along an outer rail."""
        step, goal = self.rows[gate.key], self.rows[gate.conclusion]
        start = (self.axis, step.top if len(gate.premises) == 1 else step.bottom)
        is_wide = goal.x + (goal.figure.width if goal.figure else 0) > self.axis
        net: Net = ("out", gate.key)
        if net in self.rails:
            x, turn = self.rail(net), step.bottom + 12
            points = [start, (self.axis, turn), (x, turn)]
            points += (
                [(x, goal.top)]
                if is_wide
                else [(x, goal.top + 14), (1 + self.boxes, goal.top + 14)]
            )
        elif is_wide:
            points = [start, (self.axis, goal.top)]
        else:
            x, turn = self.boxes - 60, step.bottom + 8
            points = [start, (self.axis, turn), (x, turn), (x, goal.top)]
        reached = ink.shortened(points, ink.ARROW - 1)
        return ink.line(reached, gate.basis, gate.shown) + ink.arrow(points)

    def against(self, objection: Objection) -> Markup:
        """From an objection up to the step or the box it speaks against."""
        row, target = self.rows[objection.key], self.rows[objection.target]
        is_crowded = row.x > 2
        start: list[Point] = [(row.x, row.middle), (9, row.middle)] if is_crowded else []
        if objection.rebuts:
            x = 24 if is_crowded else self.boxes / 2
            end = (
                [(9, target.bottom + 20), (x, target.bottom + 20)] if is_crowded else [(x, row.top)]
            )
            points = [*start, *end, (x, target.bottom)]
        else:
            x = 9 if is_crowded else row.x + 40
            y = target.middle if target.height > 20 else target.top + 4
            right = self.axis - (_GATE_WIDTH / 2 if target.height > 20 else 0)
            points = [*(start or [(x, row.top)]), (x, y), (right, y)]
        drawn = ink.line(ink.shortened(points, 4), objection.basis, False, class_="against")
        return drawn + ink.bar(points)

    def shapes(self) -> Iterator[Markup]:
        """Every box and gate, from top to bottom."""
        for row in self.rows.values():
            if row.figure is not None:
                yield shape_of(row.figure, row.x, row.middle)
            elif isinstance(row.part, Gate):
                yield self.gate(row.part, row)

    def gate(self, gate: Gate, row: _Row) -> Markup:
        """The gate of a step and what it is called; its note stands at its left."""
        shape = Markup("")
        is_attacked = any(one.target == gate.key for one in self.diagram.objections)
        if len(gate.premises) > 1:
            path = ink.hanging_gate_path(self.axis, row.top, _GATE_WIDTH, _GATE_HEIGHT)
            shape = ink.tag("path", d=path, class_="gate on-show" if gate.shown else "gate")
            word = self.diagram.words["and"]
            shape += ink.words(self.axis, row.middle + 3.5, word, "word", "middle")
        y = row.middle + (-9 if is_attacked else 5)
        note = self.note(gate)
        x = self.axis - _GATE_WIDTH / 2 - 10
        shape += ink.words(x, y, note, "ways" if gate.ways else "note", "end")
        return linked(shape, gate.key, gate.href, gate_label(gate, self.diagram.words["and"]))

    def note(self, gate: Gate) -> str:
        """How many premises a step needs, its strength and basis, and the ways it is in."""
        words = self.diagram.words
        count = len(gate.premises)
        key = "one" if count == 1 else "both" if count == 2 else "all"
        note = words.get(key, "{note}").format(note=gate.note, count=count)
        return f"{gate.ways}: {note}" if gate.ways else note
