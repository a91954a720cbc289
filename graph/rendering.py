"""Text for terminals: outlines, tables and lines that fit the width there is.

Plain characters when the output is no terminal, no colour where ``NO_COLOR`` asks for none.
Everything written is data or a finished sentence: nothing in it is read as markup.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

_PIPE_WIDTH: Final = 120
_NARROW_NAME: Final = 24
_NARROW_REMARK: Final = 12


@dataclass(frozen=True, slots=True)
class Node:
    """An entry of an outline: a heading, a number to its right, and smaller lines under it."""

    heading: str
    figure: str = ""
    details: tuple[str, ...] = ()
    children: tuple[Node, ...] = field(default=())


class Page:
    """Collects what a command shows, laid out for one output."""

    def __init__(self, file: TextIO) -> None:
        self._console = Console(file=file, highlight=False, markup=False, emoji=False)
        if not self._console.is_terminal and not os.environ.get("COLUMNS"):
            self._console.width = _PIPE_WIDTH
        self._parts: list[str] = []

    @property
    def text(self) -> str:
        """All that was written, without spaces at the ends of lines."""
        lines = "".join(self._parts).split("\n")
        return "\n".join(line.rstrip() for line in lines)

    def answer(self, text: str) -> None:
        """The first line, which says the answer."""
        self._write(Text(text, style="bold"))

    def line(self, text: str = "", indent: int = 0) -> None:
        """A line, or a paragraph, on its own."""
        self._write(Padding(Text(text), (0, 0, 0, indent)))

    def heading(self, text: str) -> None:
        """A line above a part, after an empty one."""
        self.line()
        self._write(Text(text, style="bold"))

    def note(self, text: str) -> None:
        """A quiet line."""
        self._write(Text(text, style="dim"))

    def raw(self, text: str) -> None:
        """Text that is already as it must be."""
        self._parts.append(text)

    def outline(self, root: Node) -> None:
        """A tree, which has to be shallow."""
        self._write(_tree(root))

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]], texts: int = 1) -> None:
        """A table; the first `texts` columns and the last one are words, the rest numbers.

        Where the columns do not fit, each row becomes a few lines of its own.
        """
        widths = [max(map(cell_len, column)) for column in zip(header, *rows, strict=True)]
        widths[:texts] = [min(width, _NARROW_NAME) for width in widths[:texts]]
        widths[-1] = min(widths[-1], _NARROW_REMARK)
        if sum(widths) + 2 * len(widths) > self._console.width:
            self._records(header, rows)
        else:
            self._table(header, rows, texts)

    def _table(self, header: Sequence[str], rows: Sequence[Sequence[str]], texts: int) -> None:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
        for number, name in enumerate(header):
            is_text = number < texts or number == len(header) - 1
            table.add_column(
                Text(name), justify="left" if is_text else "right", no_wrap=not is_text
            )
        for row in rows:
            table.add_row(*map(_cell, row))
        self._write(table)

    def _records(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        for first, *others in rows:
            self._write(Text(first, style="bold"))
            told = (f"{name} {cell}" for name, cell in zip(header[1:], others, strict=True) if cell)
            self.line(" · ".join(told), indent=2)

    def _write(self, thing: Text | Table | Tree | Padding) -> None:
        with self._console.capture() as capture:
            self._console.print(thing)
        self._parts.append(capture.get())


def _cell(text: str) -> Padding:
    """A cell whose spaces in front hold for all lines it is broken into."""
    words = text.lstrip(" ")
    return Padding(Text(words), (0, 0, 0, len(text) - len(words)))


def _entry(node: Node) -> Text:
    text = Text(node.heading, style="bold")
    if node.figure:
        text.append(f"  {node.figure}", style="cyan not bold")
    for detail in node.details:
        text.append(f"\n{detail}", style="not bold")
    return text


def _tree(root: Node) -> Tree:
    tree = Tree(_entry(root), guide_style="dim")
    for child in root.children:
        tree.children.append(_tree(child))
    return tree
