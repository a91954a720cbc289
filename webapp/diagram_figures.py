"""Boxes and gates with their text: the sizes they need, and the shapes they become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from webapp import diagram_ink as ink
from webapp.diagram_model import Box, Boxed, Gate, Kind, Objection
from webapp.diagram_text import text_width, wrapped

TITLE, NOTE, GOAL = 15.0, 13.5, 17.0
_TITLE_LINE, _NOTE_LINE, _GOAL_LINE, _SUM_LINE = 20.0, 18.0, 21.5, 20.0
_SIGN, _TEXT, _PADDING, _EDGE = 20.0, 33.0, 14.0, 5.0


@dataclass(frozen=True, slots=True)
class Sizes:
    """The widths of boxes and their least heights, in pixels, and how many lines a name takes."""

    fact: float = 286
    derived: float = 252
    goal: float = 240
    least_height: float = 58
    least_goal: float = 124
    lines: int = 2

    def width(self, part: Boxed) -> float:
        """The width of a box."""
        kind = part.kind if isinstance(part, Box) else Kind.FACT
        return {Kind.GOAL: self.goal, Kind.DERIVED: self.derived}.get(kind, self.fact)


@dataclass(frozen=True, slots=True)
class Figure:
    """A box with its text broken into lines: what is drawn, apart from where."""

    part: Boxed
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
    part: Boxed, sizes: Sizes, *, folded: bool = False, extra: Sequence[str] = ()
) -> Figure:
    """A part with its text fitted into its width.

    Facts take two lines and conclusions three. `folded` puts several notes on one line,
    `extra` adds notes.
    """
    width = sizes.width(part)
    if _is_goal(part):
        room = width - 2 * _PADDING - _badge_width(part)
        title = tuple(wrapped(part.title, room, GOAL, bold=True, most=3))
        return _with_height(Figure(part, title, part.notes, width, 0), 34, sizes.least_goal)
    room = width - _text_at(part) - _EDGE - _badge_width(part)
    title = tuple(wrapped(part.title, room, TITLE, bold=True, most=sizes.lines))
    is_fact = isinstance(part, Box) and part.kind is not Kind.DERIVED
    known = _folded(part.notes, room) if folded or is_fact else part.notes
    notes = tuple(line for note in (*known, *extra) for line in wrapped(note, room, NOTE, most=3))
    return _with_height(Figure(part, title, notes, width, 0), 18, sizes.least_height)


def _with_height(figure: Figure, padding: float, least: float) -> Figure:
    height = max(least, padding + figure.rows)
    return Figure(figure.part, figure.title, figure.notes, figure.width, height)


def _is_goal(part: Boxed) -> bool:
    return isinstance(part, Box) and part.kind is Kind.GOAL


def _badge_width(part: Boxed) -> float:
    badge = part.badge if isinstance(part, Box) else ""
    return text_width(badge, NOTE) + 22 if badge else 0


def _text_at(part: Boxed) -> float:
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


def family_figures(
    part: Boxed, sizes: Sizes, extra: Sequence[str] = (), *, folded: bool = False
) -> list[Figure]:
    """The figures of a box and, each level narrower, of the objections that stand with it."""
    is_folded = isinstance(part, Objection) or folded
    found = [figure_of(part, sizes, folded=is_folded, extra=extra)]
    narrow = replace(sizes, fact=sizes.fact - ANSWER_INDENT)
    for answer in part.answers:
        found += family_figures(answer, narrow, (answer.effect,))
    return found


def answer_lines(part: Boxed, boxes: Mapping[str, tuple[float, float, float]]) -> Markup:
    """The lines from the objections that stand with a box to it: one gutter at the left, one bar.

    `boxes` gives the left edge, top and bottom of each.
    """
    if not part.answers:
        return Markup("")
    x, _, foot = boxes[part.key]
    gutter, lines = x + ANSWER_INDENT / 2, []
    for number, answer in enumerate(part.answers):
        left, top, bottom = boxes[answer.key]
        middle = (top + bottom) / 2
        points = [(left, middle), (gutter, middle), (gutter, foot)]
        drawn = ink.shortened(points, 4)
        lines.append(ink.line(drawn, answer.basis, False, class_="against") + ink.bar(points))
        if number < len(part.answers) - 1:
            lines.append(ink.dot((gutter, middle)))
        lines.append(answer_lines(answer, boxes))
    return ink.joined(lines)


# Shapes ----------------------------------------------------------------------------------


def linked(shape: Markup, key: str, href: str | None, label: str) -> Markup:
    """The shape under its key, as a link if it leads anywhere."""
    if href is None:
        return ink.tag("g", shape, data_key=key)
    return ink.tag("a", shape, href=href, aria_label=label, data_key=key)


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
    if isinstance(part, Box) and part.badge:
        shape += _badge(part.badge, x + figure.width - _badge_width(part), y)
    if isinstance(part, Box) and part.mark:
        shape = ink.frame(x - 5, top - 5, figure.width + 10, figure.height + 10, "mark") + shape
    badge = part.badge if isinstance(part, Box) else ""
    name = ", ".join(filter(None, (part.title, *part.notes, badge)))
    return linked(shape, part.key, part.href, name)


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


def _badge(text: str, x: float, y: float) -> Markup:
    """A pill with a number in it, at the right end of a box."""
    width = text_width(text, NOTE) + 14
    pill = ink.tag("rect", x=x, y=y - 10, width=width, height=20.0, rx=10.0, class_="badge")
    return pill + ink.words(x + width / 2, y + 4.6, text, "note", "middle")


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


def gate_label(gate: Gate, word: str) -> str:
    """What a step is called where it is a link: what is seen of it, and its name."""
    seen = (word if len(gate.premises) > 1 else "", gate.note, gate.ways)
    return ": ".join(filter(None, (", ".join(filter(None, seen)), gate.title)))
