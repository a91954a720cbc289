"""Results of queries, written up to a limit and cut between two rows.

Oxigraph writes SPARQL results on its own and in one go, so the limits are watched from
outside, in the bytes that it writes. `RowCount` counts rows as they pass; once there are too
many, `cut` finds where the last complete row ends and the result is closed properly there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from webapp.draft import Draft


class Full(Exception):
    """The limit of rows or bytes was passed."""


@dataclass(frozen=True, slots=True)
class Syntax:
    """How rows stand in a format.

    Attributes
    ----------
    mark : bytes
        What stands once for each row, outside anything quoted: behind it, or between two.
    keep : int
        How many bytes of the mark belong to the row before it.
    opening : bytes
        What stands before the first row, if that is not a row of its own.
    closing : bytes
        What must follow the last row.
    headers : int
        Rows that tell the names of the variables.
    between : int
        1 where marks stand between rows, so that there is one less of them.
    quoted : bytes
        A pattern of what may hide a mark.
    """

    mark: bytes
    keep: int
    opening: bytes = b""
    closing: bytes = b""
    headers: int = 0
    between: int = 0
    quoted: bytes = b""

    @property
    def pattern(self) -> re.Pattern[bytes]:
        """Anything quoted, to be passed over, or a mark."""
        mark = re.escape(self.mark)
        return re.compile(self.quoted + b"|" + mark if self.quoted else mark, re.DOTALL)


SYNTAXES: Final = {
    "json": Syntax(
        mark=b"},{",
        keep=1,
        opening=b'"bindings":[',
        closing=b"]}}",
        between=1,
        quoted=rb'"(?:[^"\\]|\\.)*(?:"|\\?\Z)',
    ),
    "xml": Syntax(mark=b"</result>", keep=9, opening=b"<results>", closing=b"</results></sparql>"),
    "csv": Syntax(mark=b"\n", keep=1, headers=1, quoted=rb'"[^"]*(?:"|\Z)'),
    "tsv": Syntax(mark=b"\n", keep=1, headers=1),
    "ntriples": Syntax(mark=b"\n", keep=1),
    "nquads": Syntax(mark=b"\n", keep=1),
}


class RowCount:
    r"""Counts the rows of a result while it passes in pieces.

    To tell text that is quoted from the rows takes about as long as to find them. Without that
    the count is quick, and at least as high as the right one.

    >>> count = RowCount("csv")
    >>> count.add(b'x\r\n"a')
    >>> count.add(b'\nb"\r\nc\r\n')
    >>> count.rows
    2
    """

    def __init__(self, format_name: str, *, is_exact: bool = True) -> None:
        self._format_name = format_name
        self._syntax = SYNTAXES[format_name]
        self.is_exact = is_exact or not self._syntax.quoted
        self._has_escapes = format_name == "json"
        self._marks = 0
        self._is_quoted = False
        self._held = b""  # half an escape
        self._tail = b""  # perhaps half a mark

    @property
    def rows(self) -> int:
        """How many rows there are so far, if there is any."""
        return self._marks - self._syntax.headers + self._syntax.between

    def least_bytes(self, rows: int) -> int:
        """What so many rows take at least, whatever is in them."""
        return rows * len(self._syntax.mark)

    def add(self, piece: bytes) -> None:
        """Count the rows that end in the next piece."""
        is_plain = not (self.is_exact and self._syntax.quoted)
        text = self._tail + (piece if is_plain else self._unquoted(piece))
        self._marks += text.count(self._syntax.mark)
        # One byte less than a mark, so that no mark is counted twice.
        self._tail = text[1 - len(self._syntax.mark) :] if len(self._syntax.mark) > 1 else b""

    def recounted(self, result: bytes) -> RowCount:
        """The exact count of the same result, whose bytes so far are given."""
        if self.is_exact:
            return self
        exact = RowCount(self._format_name)
        exact.add(result)
        return exact

    def _unquoted(self, piece: bytes) -> bytes:
        """The piece with every quoted text shortened to its quotation marks."""
        if self._has_escapes:
            piece = self._unescaped(piece)
        parts = piece.split(b'"')
        outside = parts[1::2] if self._is_quoted else parts[::2]
        text = (b'"' if self._is_quoted else b"") + b'""'.join(outside)
        self._is_quoted ^= len(parts) % 2 == 0
        return text

    def _unescaped(self, piece: bytes) -> bytes:
        piece = self._held + piece
        backslashes = len(piece) - len(piece.rstrip(b"\\"))
        self._held = b"\\" if backslashes % 2 else b""
        return re.sub(rb"\\.", b"", piece.removesuffix(self._held), flags=re.DOTALL)


class Spool:
    """What one result is written to, which takes no more than it may.

    Attributes
    ----------
    size : int
        The bytes written so far.
    """

    def __init__(
        self, draft: Draft, max_bytes: int, rows: RowCount | None = None, max_rows: int = 0
    ) -> None:
        self._draft = draft
        self._max_bytes = max_bytes
        self._rows = rows
        self._max_rows = max_rows
        self._uncounted = rows.least_bytes(max_rows) if rows is not None else 0
        self._is_counted = False
        self.size = 0

    def write(self, piece: bytes) -> int:
        """Write the next piece.

        Raises
        ------
        Full
            If the result now is larger than it may be.
        """
        self.size += len(piece)
        self._draft.write(piece)
        if self.size > self._max_bytes:
            raise Full
        if self._rows is not None and self.size > self._uncounted:
            self._check(self._rows, piece)
        return len(piece)

    def flush(self) -> None:
        """Hand on what is held back."""
        self._draft.flush()

    def _check(self, rows: RowCount, piece: bytes) -> None:
        """Count from where there can be too many: up to there it would take time for nothing."""
        rows.add(piece if self._is_counted else self._draft.content())
        self._is_counted = True
        if rows.rows > self._max_rows:
            self._rows = rows.recounted(self._draft.content())
            if self._rows.rows > self._max_rows:
                raise Full


def cut(result: bytes, format_name: str, max_rows: int) -> bytes:
    r"""As many complete rows of a result that broke off as there are, up to a limit.

    >>> cut(b'x\r\na\r\n"b\nb"\r\n"c', "csv", 10)
    b'x\r\na\r\n"b\nb"\r\n'
    >>> cut(b'{"head":{"vars":["x"]},"results":{"bindings":[{},{},{},{"x"', "json", 2)
    b'{"head":{"vars":["x"]},"results":{"bindings":[{},{}]}}'
    """
    syntax = SYNTAXES[format_name]
    start = result.find(syntax.opening) + len(syntax.opening)
    end = start if syntax.opening else 0
    for number, end_of_row in enumerate(_ends_of_rows(result, syntax, start), 1):
        end = end_of_row
        if number >= max_rows + syntax.headers:
            break
    return result[:end] + syntax.closing


def _ends_of_rows(result: bytes, syntax: Syntax, start: int) -> Iterator[int]:
    for match in syntax.pattern.finditer(result, start):
        if match[0] == syntax.mark:
            yield match.start() + syntax.keep
