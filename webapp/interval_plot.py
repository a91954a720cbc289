"""Intervals of ranks, placed: one row a measure, in shares of the width of a drawing.

A server does not know how wide a drawing will be. Places along it are per cent, down it
pixels, so that one drawing fits a desk and a phone and text keeps its size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from graph.model import Iri
from graph.robustness import Stability
from webapp.diagram_text import wrapped

LEFT, RIGHT, SHARE_LEFT, SHARE_RIGHT = 3.0, 66.0, 76.0, 100.0
_TEXT, _LINE, _NARROWEST = 13.5, 18, 280
_HEAD, _BAR, _GAP = 44, 26, 16
_MOST_TICKS: Final = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: its name in lines, where it stands, and the shares it is told with.

    `top` is where the row begins and `axis` the height of its bar, in pixels; `low`, `rank`,
    `high` and `lead_end` lie along the drawing, in per cent of its width.
    """

    of: Stability
    lines: tuple[str, ...]
    top: int
    axis: int
    low: float
    rank: float
    high: float
    lead_end: float

    @property
    def baselines(self) -> tuple[tuple[int, str], ...]:
        """The lines of its name, each with the height it stands on."""
        return tuple((self.top + _LINE * (n + 1) - 4, line) for n, line in enumerate(self.lines))


@dataclass(frozen=True, slots=True)
class Plot:
    """All rows under one axis of ranks; `ticks` are the ranks that it names, with places."""

    rows: tuple[Row, ...]
    ticks: tuple[tuple[int, float], ...]
    height: int

    @property
    def bottom(self) -> int:
        """Where the lines down from the axis end."""
        return self.height - _GAP


def plot(measures: Iterable[Stability], name: Callable[[Iri], str]) -> Plot:
    """The drawing of the ranks of measures, in the order given.

    >>> one = Stability("m", 1, 1, 2, 0.75, 1.0, 0.1, 0.3)
    >>> two = Stability("n", 2, 1, 2, 0.25, 1.0, 0.1, 0.2)
    >>> drawn = plot([one, two], str.upper)
    >>> drawn.ticks, [(row.lines, row.low, row.rank, row.high) for row in drawn.rows]
    (((1, 3.0), (2, 66.0)), [(('M',), 3.0, 3.0, 66.0), (('N',), 3.0, 66.0, 66.0)])
    """
    known = tuple(measures)
    rows: list[Row] = []
    top = _HEAD
    for each in known:
        lines = tuple(wrapped(name(each.measure), _NARROWEST, _TEXT, bold=True))
        rows.append(_row(each, lines, top, len(known)))
        top += _LINE * len(lines) + _BAR + _GAP
    ticks = tuple((rank, _place(rank, len(known))) for rank in _ticks(len(known)))
    return Plot(tuple(rows), ticks, top)


def _row(each: Stability, lines: tuple[str, ...], top: int, count: int) -> Row:
    return Row(
        of=each,
        lines=lines,
        top=top,
        axis=top + _LINE * len(lines) + _BAR // 2,
        low=_place(each.low, count),
        rank=_place(each.rank, count),
        high=_place(each.high, count),
        lead_end=SHARE_LEFT + each.lead_share * (SHARE_RIGHT - SHARE_LEFT),
    )


def _place(rank: int, count: int) -> float:
    """Where a rank lies: the first at the left, the last at the right."""
    return LEFT + (RIGHT - LEFT) * (rank - 1) / max(count - 1, 1)


def _ticks(count: int) -> list[int]:
    """A few ranks for the axis, the first and the last among them.

    >>> _ticks(4), _ticks(20), _ticks(1), _ticks(0)
    ([1, 2, 3, 4], [1, 4, 7, 10, 13, 16, 20], [1], [])
    """
    step = max(1, -(-count // _MOST_TICKS))
    inner = [rank for rank in range(1, count, step) if count - rank >= step]
    return [*inner, count] if count else []
