"""Boxes and gates with their text: the sizes they need, and the shapes they become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from webapp import diagram_ink as ink
from webapp.diagram_model import Box, Gate, Kind, Objection
from webapp.diagram_text import text_width, wrapped

TITLE, NOTE, GOAL = 15.0, 13.5, 17.0
_TITLE_LINE, _NOTE_LINE, _GOAL_LINE, _SUM_LINE = 20.0, 18.0, 21.5, 20.0
_SIGN, _TEXT, _PADDING, _EDGE = 20.0, 33.0, 14.0, 5.0


@dataclass(frozen=True, slots=True)
class Sizes:
    """The widths of boxes and their least heights, in pixels."""

    fact: float = 286
    derived: float = 252
    goal: float = 240
    least_height: float = 58
    least_goal: float = 124

    def width(self, part: Box | Objection) -> float:
        """The width of a box."""
        kind = part.kind if isinstance(part, Box) else Kind.FACT
        return {Kind.GOAL: self.goal, Kind.DERIVED: self.derived}.get(kind, self.fact)


@dataclass(frozen=True, slots=True)
class Figure:
    """A box with its text broken into lines: what is drawn, apart from where."""

    part: Box | Objection
    title: tuple[str, ...]
    notes: tuple[str, ...]
    width: float
    height: float

    @property
    def rows(self) -> float:
        """The height of its text."""
        if _is_goal(self.part):
            return _GOAL_LINE * len(self.title) + _SUM_LINE * len(self.notes)
        return _TITLE_LINE * len(self.title) + _NOTE_LINE * len(self.notes)


def figure_of(
    part: Box | Objection, sizes: Sizes, *, folded: bool = False, extra: Sequence[str] = ()
) -> Figure:
    """A part with its text fitted into its width.

    Facts take two lines and conclusions three. `folded` puts several notes on one line,
    `extra` adds notes.
    """
    width = sizes.width(part)
    if _is_goal(part):
        title = tuple(wrapped(part.title, width - 2 * _PADDING, GOAL, bold=True, most=3))
        return _with_height(Figure(part, title, part.notes, width, 0), 34, sizes.least_goal)
    room = width - _text_at(part) - _EDGE
    title = tuple(wrapped(part.title, room, TITLE, bold=True))
    is_fact = isinstance(part, Box) and part.kind is not Kind.DERIVED
    known = _folded(part.notes, room) if folded or is_fact else part.notes
    notes = tuple(line for note in (*known, *extra) for line in wrapped(note, room, NOTE, most=3))
    return _with_height(Figure(part, title, notes, width, 0), 18, sizes.least_height)


def _with_height(figure: Figure, padding: float, least: float) -> Figure:
    height = max(least, padding + figure.rows)
    return Figure(figure.part, figure.title, figure.notes, figure.width, height)


def _is_goal(part: Box | Objection) -> bool:
    return isinstance(part, Box) and part.kind is Kind.GOAL


def _text_at(part: Box | Objection) -> float:
    return _TEXT + (8 if isinstance(part, Objection) else 0)


def _folded(notes: Sequence[str], room: float) -> tuple[str, ...]:
    """As many notes on a line as fit."""
    lines: list[str] = []
    for note in notes:
        longer = f"{lines[-1]}, {note}" if lines else note
        if lines and text_width(longer, NOTE) <= room:
            lines[-1] = longer
        else:
            lines.append(note)
    return tuple(lines)


ANSWER_INDENT, ANSWER_GAP = 28.0, 16.0


def family_figures(objection: Objection, sizes: Sizes, extra: Sequence[str] = ()) -> list[Figure]:
    """The figures of an objection and, each level narrower, of those against it."""
    found = [figure_of(objection, sizes, folded=True, extra=extra)]
    narrow = replace(sizes, fact=sizes.fact - ANSWER_INDENT)
    for answer in objection.answers:
        found += family_figures(answer, narrow, (answer.effect,))
    return found


def answer_lines(objection: Objection, boxes: Mapping[str, tuple[float, float, float]]) -> Markup:
    """The lines from those against an objection to it: one gutter at the left, one bar.

    `boxes` gives the left edge, top and bottom of each.
    """
    if not objection.answers:
        return Markup("")
    x, _, foot = boxes[objection.key]
    gutter, lines = x + ANSWER_INDENT / 2, []
    for number, answer in enumerate(objection.answers):
        left, top, bottom = boxes[answer.key]
        middle = (top + bottom) / 2
        points = [(left, middle), (gutter, middle), (gutter, foot)]
        drawn = ink.shortened(points, 4)
        lines.append(ink.line(drawn, answer.basis, False, class_="against") + ink.bar(points))
        if number < len(objection.answers) - 1:
            lines.append(ink.dot((gutter, middle)))
        lines.append(answer_lines(answer, boxes))
    return ink.joined(lines)


# Shapes ----------------------------------------------------------------------------------


def linked(shape: Markup, href: str | None, label: str) -> Markup:
    """The shape as a link, if it leads anywhere."""
    if href is None:
        return ink.tag("g", shape)
    return ink.tag("a", shape, href=href, aria_label=label)


def shape_of(figure: Figure, x: float, y: float) -> Markup:
    """The box of a figure and its text; `y` is its axis."""
    top = y - figure.height / 2
    part = figure.part
    if isinstance(part, Objection):
        shape = _objection(figure, part, x, top)
    elif part.kind is Kind.GOAL:
        shape = _goal(figure, x, top)
    else:
        shape = _box(figure, part, x, top)
    if isinstance(part, Box) and part.mark:
        shape = ink.frame(x - 5, top - 5, figure.width + 10, figure.height + 10, "mark") + shape
    return linked(shape, part.href, part.title)


def _box(figure: Figure, box: Box, x: float, top: float) -> Markup:
    shape = ink.frame(x, top, figure.width, figure.height, box.kind.value, box.basis)
    first = _first(figure, top)
    return shape + ink.sign(box.kind.value, x + _SIGN, first - 5.5) + _text(figure, x, first)


def _objection(figure: Figure, objection: Objection, x: float, top: float) -> Markup:
    shape = ink.frame(x, top, figure.width, figure.height, "objection", objection.border)
    shape += ink.band(x, top, figure.height)
    first = _first(figure, top)
    return shape + ink.sign("objection", x + _SIGN + 8, first - 5.5) + _text(figure, x, first)


def _goal(figure: Figure, x: float, top: float) -> Markup:
    first = top + (figure.height - figure.rows) / 2 + 17
    shape = ink.frame(x, top, figure.width, figure.height, "goal")
    titles = _column(figure.title, x + _PADDING + 1, first, _GOAL_LINE, "goal-title")
    under = first + _GOAL_LINE * (len(figure.title) - 1) + 21
    return shape + titles + _column(figure.notes, x + _PADDING + 1, under, _SUM_LINE, "sum")


def _first(figure: Figure, top: float) -> float:
    """The baseline of the first line."""
    return top + (figure.height - figure.rows) / 2 + 15.5


def _text(figure: Figure, x: float, first: float) -> Markup:
    x += _text_at(figure.part)
    under = first + _TITLE_LINE * (len(figure.title) - 1) + 19.5
    titles = _column(figure.title, x, first, _TITLE_LINE, "title")
    return titles + _column(figure.notes, x, under, _NOTE_LINE, "note")


def _column(lines: Sequence[str], x: float, first: float, step: float, class_: str) -> Markup:
    return ink.joined(
        ink.words(x, first + step * number, line, class_) for number, line in enumerate(lines)
    )


def gate_label(gate: Gate) -> str:
    """What a step is called where it is a link."""
    return ": ".join(filter(None, (gate.ways, gate.note)))
