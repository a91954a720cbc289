"""An answer while it is written: in memory as long as it is short, then in a file."""

from __future__ import annotations

import io
from typing import BinaryIO, Final

MOST_IN_MEMORY: Final = 1024 * 1024


class Draft:
    r"""Takes what is written; moves to the file that stands ready once it gets long.

    Most answers are short, and a file for each of them would take longer than to find them.

    Parameters
    ----------
    file : file
        Empty, and open for reading and writing.
    most_in_memory : int
        The bytes up to which nothing is written to the file.

    Attributes
    ----------
    is_filed : bool
        Whether the answer stands in the file.

    Examples
    --------
    >>> draft = Draft(io.BytesIO(), most_in_memory=4)
    >>> _ = draft.write(b"abc")
    >>> draft.is_filed, draft.content()
    (False, b'abc')
    >>> _ = draft.write(b"de")
    >>> draft.is_filed, draft.content()
    (True, b'abcde')
    """

    def __init__(self, file: BinaryIO, most_in_memory: int = MOST_IN_MEMORY) -> None:
        self._file = file
        self._place: BinaryIO = io.BytesIO()
        self._most_in_memory = most_in_memory
        self._size = 0
        self.is_filed = False

    def write(self, piece: bytes) -> int:
        """Write the next piece."""
        self._size += len(piece)
        if not self.is_filed and self._size > self._most_in_memory:
            self._file.write(self.content())
            self._place, self.is_filed = self._file, True
        return self._place.write(piece)

    def flush(self) -> None:
        """Hand on what is held back."""
        self._place.flush()

    def content(self) -> bytes:
        """All that was written."""
        self._place.seek(0)
        return self._place.read()

    def replace(self, content: bytes) -> None:
        """Have this as the content instead of what was written."""
        self._place.seek(0)
        self._place.truncate()
        self._place.write(content)
