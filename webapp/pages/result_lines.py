"""Lines for a result that has times and numbers, drawn by the server: one small chart a series."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from webapp.pages.result_table import Cell, Table
from webapp.pages.words import number

MOST_SERIES: Final = 12
HEIGHT, TOP, BOTTOM = 132, 26, 26  # of a chart in pixels; places along it are per cent
_LEFT, _RIGHT = 6.0, 94.0
_MOST_PARTS: Final = 2
_TIME: Final = re.compile(r"([12]\d{3})(?:-(\d{2})(?:-(\d{2}).*)?)?")
_TIMES: Final = frozenset({"year", "period", "date", "time", "month", "issued"})


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a time: where it stands (per cent along, pixels down) and both as text."""

    x: float
    y: float
    time: str
    text: str


@dataclass(frozen=True, slots=True)
class Series:
    """The values of one thing in the order of their times; its name in parts."""

    parts: tuple[Cell, ...]
    points: tuple[Point, ...]

    @property
    def segments(self) -> Iterator[tuple[Point, Point]]:
        """What the line is made of."""
        return zip(self.points, self.points[1:], strict=False)

    @property
    def told(self) -> tuple[Point, ...]:
        """The points whose values are written: the first and the last."""
        return self.points if len(self.points) < 2 else (self.points[0], self.points[-1])


@dataclass(frozen=True, slots=True)
class Lines:
    """Series on one scale.

    Attributes
    ----------
    series : tuple of Series
    time, length, label : str
        The variables that tell when, how much and whose; the last may be empty.
    lengths : tuple of str
        What could be drawn.
    low, high : str
        The ends of the scale.
    left_out : int
        Series that are not drawn.
    """

    series: tuple[Series, ...]
    time: str
    length: str
    label: str
    lengths: tuple[str, ...]
    low: str
    high: str
    left_out: int


def lines(shown: Table, length: str = "") -> Lines | None:
    """The lines of a table; None where no column holds times or no series has two of them.

    Parameters
    ----------
    shown : Table
    length : str
        The variable whose numbers are drawn; what is no choice is passed over.
    """
    when = next((n for n, _ in enumerate(shown.columns) if _is_time(shown, n)), None)
    if when is None:
        return None
    fit = {c.name: n for n, c in enumerate(shown.columns) if n != when and _is_number(shown, n)}
    if not fit:
        return None
    length = length if length in fit else next(iter(fit))
    named = _named(shown, when)
    drawn = _grouped(shown, when, fit[length], named)
    if all(len({time for time, *_ in found}) < 2 for _, found in drawn):
        return None
    values = [value for _, found in drawn[:MOST_SERIES] for _, value, _, _ in found]
    ends = (min(0.0, *values), max(values))
    times = [time for _, found in drawn[:MOST_SERIES] for time, _, _, _ in found]
    span = (min(times), max(times))
    return Lines(
        series=tuple(_series(parts, found, span, ends) for parts, found in drawn[:MOST_SERIES]),
        time=shown.columns[when].name,
        length=length,
        label=",".join(shown.columns[n].name for n in named),
        lengths=tuple(fit),
        low=_end(ends[0]),
        high=_end(ends[1]),
        left_out=len(drawn[MOST_SERIES:]),
    )


_Value = tuple[float, float, str, str]  # time, number, both as text


def _end(value: float) -> str:
    return number(value, 0 if value == int(value) else 2)


def _is_time(shown: Table, at: int) -> bool:
    """Whether a column holds years or dates, by its values, or numbers called so."""
    cells = [row[at] for row in shown.rows]
    if not cells or not all(_TIME.fullmatch(cell.text) for cell in cells):
        return False
    is_named = shown.columns[at].name.lower() in _TIMES
    return is_named or all(cell.kind != "number" for cell in cells)


def _is_number(shown: Table, at: int) -> bool:
    return bool(shown.rows) and all(row[at].number is not None for row in shown.rows)


def _named(shown: Table, when: int) -> tuple[int, ...]:
    """The columns that tell the series apart: the first ones that hold names."""
    found = (
        n
        for n, column in enumerate(shown.columns)
        if n != when and not column.is_numeric and any(row[n].text for row in shown.rows)
    )
    return tuple(found)[:_MOST_PARTS]


def _grouped(
    shown: Table, when: int, much: int, named: Sequence[int]
) -> list[tuple[tuple[Cell, ...], list[_Value]]]:
    found: defaultdict[tuple[Cell, ...], list[_Value]] = defaultdict(list)
    for row in shown.rows:
        value, time = row[much], row[when].text
        parts = tuple(row[n] for n in named)
        found[parts].append((_moment(time), value.number or 0.0, time, value.text))
    return [(parts, sorted(values)) for parts, values in found.items()]


def _moment(text: str) -> float:
    """A year or a date as a number of years.

    >>> _moment("2024"), _moment("2024-07")
    (2024.0, 2024.5)
    """
    found = _TIME.fullmatch(text)
    if found is None:
        return 0.0
    year, month, day = found.groups()
    return int(year) + (int(month or 1) - 1) / 12 + (int(day or 1) - 1) / 365


def _series(
    parts: tuple[Cell, ...],
    found: Sequence[_Value],
    span: tuple[float, float],
    ends: tuple[float, float],
) -> Series:
    wide = (span[1] - span[0]) or 1.0
    high = (ends[1] - ends[0]) or 1.0
    room = HEIGHT - TOP - BOTTOM
    points = (
        Point(
            x=_LEFT + (time - span[0]) / wide * (_RIGHT - _LEFT),
            y=TOP + (ends[1] - value) / high * room,
            time=when,
            text=text,
        )
        for time, value, when, text in found
    )
    return Series(parts, tuple(points))
