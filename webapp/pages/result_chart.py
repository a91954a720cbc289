"""Bars for a result that has names and numbers, drawn by the server."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from webapp.pages.result_table import Cell, Table
from webapp.pages.words import number

SHOWN: Final = 40
BALANCE: Final = ("support", "opposition")
_MOST_PARTS: Final = 3
_STEPS: Final = (1, 2, 4, 6, 8, 10)


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its name in parts, its amount and what is taken away, as shares of the scale."""

    parts: tuple[Cell, ...]
    amount: float
    taken: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars on one scale from 0, and what else could be drawn.

    Attributes
    ----------
    bars : tuple of Bar
    ticks : tuple of str
        The numbers at the beginning, the middle and the end of the scale.
    length, label : str
        What is drawn, in the form of the parameters of the same names.
    lengths, labels : tuple of str
        The choices.
    left_out : int
        Rows that are not drawn.
    """

    bars: tuple[Bar, ...]
    ticks: tuple[str, str, str]
    length: str
    label: str
    lengths: tuple[str, ...]
    labels: tuple[str, ...]
    left_out: int

    @property
    def is_balance(self) -> bool:
        """Whether the bars show opposition taken from support."""
        return self.length == "-".join(BALANCE)


def chart(shown: Table, length: str = "", label: str = "") -> Chart | None:
    """The chart of a table, or None where nothing can be drawn.

    Parameters
    ----------
    shown : Table
    length : str
        The variable whose numbers are drawn, or ``"support-opposition"``.
    label : str
        The variables that name the bars, separated by commas. What is no choice is passed over.
    """
    lengths, labels = tuple(_lengths(shown)), _labels(shown)
    if len(shown.rows) < 2 or not lengths or not labels:
        return None
    length = length if length in lengths else lengths[0]
    label = label if label in labels else labels[0]
    scale = _scale(shown, length)
    drawn = shown.rows[:SHOWN]
    return Chart(
        bars=tuple(_bar(shown, row, length, label, scale) for row in drawn),
        ticks=(number(0, 0), _tick(scale / 2), _tick(scale)),
        length=length,
        label=label,
        lengths=lengths,
        labels=labels,
        left_out=len(shown.rows) - len(drawn),
    )


def _lengths(shown: Table) -> Iterator[str]:
    fit = [column.name for column in shown.columns if _is_length(shown, column.name)]
    if set(BALANCE) <= set(fit):
        yield "-".join(BALANCE)
    yield from fit


def _is_length(shown: Table, name: str) -> bool:
    values = _values(shown, name)
    return all(value is not None and value >= 0 for value in values) and any(values)


def _values(shown: Table, name: str) -> list[float | None]:
    return [cell.number for cell in _cells(shown, name)]


def _cells(shown: Table, name: str) -> list[Cell]:
    at = [column.name for column in shown.columns].index(name)
    return [row[at] for row in shown.rows]


def _labels(shown: Table) -> tuple[str, ...]:
    """The fewest first columns that tell the rows apart, then each column alone."""
    names = [column.name for column in shown.columns if not column.is_numeric]
    names = [name for name in names if any(cell.text for cell in _cells(shown, name))]
    heads = [names[:count] for count in range(1, min(len(names), _MOST_PARTS) + 1)]
    telling = [head for head in heads if _tells_apart(shown, head)] or heads[-1:]
    choices = [",".join(head) for head in telling[:1]] + names
    return tuple(dict.fromkeys(choices))


def _tells_apart(shown: Table, names: Sequence[str]) -> bool:
    rows = list(zip(*(_cells(shown, name) for name in names), strict=True))
    return len(set(rows)) == len(rows)


def _scale(shown: Table, length: str) -> float:
    """The end of the scale: 1 where nothing is more, else a number with a round half."""
    names = BALANCE if length == "-".join(BALANCE) else (length,)
    most = max(value or 0 for name in names for value in _values(shown, name))
    if most <= 1:
        return 1
    power = 10.0 ** math.floor(math.log10(most))
    return next(step * power for step in _STEPS if step * power >= most and step * power > 1)


def _tick(value: float) -> str:
    return number(value, 0 if value == int(value) else 1)


def _bar(shown: Table, row: Sequence[Cell], length: str, label: str, scale: float) -> Bar:
    cells = dict(zip((column.name for column in shown.columns), row, strict=True))
    parts = tuple(cells[name] for name in label.split(",") if cells[name].text)
    if length != "-".join(BALANCE):
        drawn = cells[length]
        return Bar(parts, (drawn.number or 0) / scale, 0, drawn.text)
    support, opposition = (cells[name].number or 0 for name in BALANCE)
    return Bar(parts, support / scale, opposition / scale, number(support - opposition))
