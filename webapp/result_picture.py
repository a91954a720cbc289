"""Boxes in columns and the lines between them: places and paths for a graph of any kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from webapp.diagram_text import wrapped

WIDTH: Final = 212.0
_GAP, _ROW_GAP, INSET = 160.0, 16.0, 12.0
_PITCH: Final = 19.0  # between ports
_MOST_LEAD: Final = 120.0  # how far down a low column may begin beside a high one
_LINE, _CAPTION, _SIZE, _SMALL = 19.0, 17.0, 14.0, 12.5
_MOST_LINES: Final = 3
_OUT: Final = 44.0  # how far lines within a column go around its boxes


@dataclass(frozen=True, slots=True)
class Named:
    """A thing before it has a place: its key, its name in lines, its kind, where it leads."""

    key: str
    lines: tuple[str, ...]
    kind: str
    address: str

    @property
    def height(self) -> float:
        """The height of its box."""
        return 20 + _LINE * len(self.lines) + (_CAPTION if self.kind else 0)


@dataclass(frozen=True, slots=True)
class Box:
    """A thing and the middle of its box."""

    named: Named
    x: float
    y: float

    @property
    def left(self) -> float:
        """Its left side."""
        return self.x - WIDTH / 2

    @property
    def top(self) -> float:
        """Its upper side."""
        return self.y - self.named.height / 2

    @property
    def texts(self) -> Iterator[tuple[float, str, bool]]:
        """Each line with its baseline, and whether it is the kind."""
        start = self.top + 10
        for number, line in enumerate(self.named.lines):
            yield start + _LINE * number + _SIZE, line, False
        if self.named.kind:
            yield start + _LINE * len(self.named.lines) + _SMALL, self.named.kind, True


@dataclass(frozen=True, slots=True)
class Line:
    """What relates two things.

    Attributes
    ----------
    source, target : str
    words : str
        Empty where another line to the same port tells it.
    path : str
    x, y : float
        Where its words end, or begin.
    is_onward : bool
        Whether it enters at the left, so that its words end there.
    """

    source: str
    target: str
    words: str
    path: str
    x: float
    y: float
    is_onward: bool


def named(key: str, name: str, kind: str, address: str) -> Named:
    """A thing with its name broken so that its box holds it."""
    room = WIDTH - 24
    lines = wrapped(name, room, _SIZE, bold=True, most=_MOST_LINES)
    told = wrapped(kind, room, _SMALL, most=1)[0] if kind else ""
    return Named(key, tuple(lines), told, address)


def boxes(columns: Sequence[Sequence[Named]]) -> dict[str, Box]:
    """The boxes of things that stand in columns, low ones not far below the top of high ones."""
    tallest = max(map(_height, columns))
    found: dict[str, Box] = {}
    for number, column in enumerate(columns):
        x = INSET + WIDTH / 2 + number * (WIDTH + _GAP)
        y = INSET + min((tallest - _height(column)) / 2, _MOST_LEAD)
        for one in column:
            found[one.key] = Box(one, x, y + one.height / 2)
            y += one.height + _ROW_GAP
    return found


def _height(column: Sequence[Named]) -> float:
    return sum(one.height + _ROW_GAP for one in column) - _ROW_GAP


def lines(placed: Mapping[str, Box], related: Mapping[tuple[str, str], str]) -> list[Line]:
    """The lines between boxes: those that mean the same enter their target at one port.

    Parameters
    ----------
    placed : mapping of str to Box
    related : mapping of (source, target) to str
        What the one is to the other.
    """
    ports = _ports(placed, related)
    found, told = [], set()
    for (source, target), words in related.items():
        side = _side(placed[source], placed[target])
        port = (target, side, words)
        drawn = _line(placed[source], placed[target], side, ports[port], words)
        found.append(drawn if port not in told else replace(drawn, words=""))
        told.add(port)
    return found


_Port = tuple[str, int, str]


def _ports(placed: Mapping[str, Box], related: Mapping[tuple[str, str], str]) -> dict[_Port, float]:
    """Where on a side of its target each kind of line ends, in the order of their sources."""
    groups: defaultdict[tuple[str, int], defaultdict[str, list[float]]]
    groups = defaultdict(lambda: defaultdict(list))
    for (source, target), words in related.items():
        side = _side(placed[source], placed[target])
        groups[target, side][words].append(placed[source].y)
    found = {}
    for (target, side), kinds in groups.items():
        order = sorted(kinds, key=lambda words: (sum(kinds[words]) / len(kinds[words]), words))
        room = min(_PITCH, (placed[target].named.height - 12) / len(order))
        for number, words in enumerate(order):
            offset = (number - (len(order) - 1) / 2) * room
            found[target, side, words] = placed[target].y + offset
    return found


def _side(source: Box, target: Box) -> int:
    """On which side lines enter: -1 the left one, 1 the right one, from what is not before."""
    return -1 if source.x < target.x else 1


def _line(source: Box, target: Box, side: int, port: float, words: str) -> Line:
    end = target.x + side * (WIDTH / 2 + 2)
    place = (end + side * 14, port - 5)
    if source.x == target.x:
        start, out = source.x + WIDTH / 2, source.x + WIDTH / 2 + _OUT
        y = source.y - (8 if source is target else 0)
        points = ((start, y), (out, y), (out, port), (end, port))
    else:
        start = source.x - side * WIDTH / 2
        bend = (start + end) / 2
        points = ((start, source.y), (bend, source.y), (bend, port), (end, port))
    shown = wrapped(words, _GAP - 40, _SMALL, most=1)[0] if words else ""
    return Line(source.named.key, target.named.key, shown, _path(points), *place, side < 0)


def _path(points: Sequence[tuple[float, float]]) -> str:
    start, *others = (f"{x:.1f} {y:.1f}" for x, y in points)
    return f"M{start}C{' '.join(others)}"
