"""XML as Oxigraph writes it, kept well-formed: it writes characters and names that XML has not.

Reference: Extensible Markup Language 1.0, https://www.w3.org/TR/xml/#charsets and #NT-Name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, Protocol

import pyoxigraph as ox

from webapp.failures import UnfitFormat

_CONTROLS: Final = bytes(code for code in range(32) if code not in b"\t\n\r")
_NONCHARACTERS: Final = re.compile(rb"\xef\xbf[\xbe\xbf]")
_START: Final = (
    r"A-Z_a-z\xC0-\xD6\xD8-\xF6\xF8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_LOCAL_NAME: Final = re.compile(rf"[{_START}][{_START}.\-0-9\xB7\u0300-\u036F\u203F\u2040]*\Z")
_TYPE: Final = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


class Writable(Protocol):
    """What takes bytes."""

    def write(self, piece: bytes, /) -> int:
        """Write the next piece."""


class XmlText:
    r"""Hands XML on; carriage returns as references, since parsers take bare ones for line feeds.

    >>> import io
    >>> file = io.BytesIO()
    >>> _ = XmlText(file).write(b"a\rb\n")
    >>> file.getvalue()
    b'a&#13;b\n'
    """

    def __init__(self, file: Writable) -> None:
        self._file = file
        self._tail = b""  # perhaps part of a character

    def write(self, piece: bytes) -> int:
        """Write the next piece.

        Raises
        ------
        UnfitFormat
            If it holds a character that XML has not.
        """
        text = self._tail + piece
        if len(piece.translate(None, _CONTROLS)) < len(piece) or _NONCHARACTERS.search(text):
            raise UnfitFormat(
                "the answer holds a control character, which XML cannot; ask for another format"
            )
        self._tail = text[-2:]
        self._file.write(piece.replace(b"\r", b"&#13;"))
        return len(piece)

    def flush(self) -> None:
        """Hand on what is held back: nothing."""


def nameable(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """The triples as they come, as long as RDF/XML has names for their elements.

    Properties are elements there, and so is the class of a thing where it is the first that is
    said of it.

    Raises
    ------
    UnfitFormat
        If an IRI does not end in a name.
    """
    subject = None
    for each in triples:
        names = [each.predicate]
        if each.subject != subject and each.predicate == _TYPE:
            names += [each.object] if isinstance(each.object, ox.NamedNode) else []
        for name in names:
            if not _has_local_name(name.value):
                raise UnfitFormat(
                    f"<{name.value}> does not end in a name, which RDF/XML needs; ask for another"
                    " format"
                )
        subject = each.subject
        yield each


@lru_cache(maxsize=1024)
def _has_local_name(iri: str) -> bool:
    return _LOCAL_NAME.search(iri) is not None
