"""The answer to a query, as it comes from whoever evaluated it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a query.

    Attributes
    ----------
    kind : str
        ``"bindings"`` of SELECT, ``"boolean"`` of ASK, ``"graph"`` of CONSTRUCT and DESCRIBE.
    format : str or None
        The name of the format of `file`; None if no wanted one fits the kind.
    file : file
        What was written, from its beginning; whoever takes the answer closes it.
    size : int
        The bytes in it.
    is_truncated : bool
        Whether rows were left out because of the limits.
    is_volatile : bool
        Whether the query may answer differently when asked again.
    """

    kind: str
    format: str | None
    file: BinaryIO
    size: int
    is_truncated: bool
    is_volatile: bool

    def read(self) -> bytes:
        """The whole answer; closes the file."""
        with self.file as file:
            return file.read()
