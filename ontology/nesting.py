"""A look at a file before it is parsed: nothing in it may nest so deep that parsers fall over.

Oxigraph's parsers of JSON-LD and RDF/XML recurse, and expand XML entities, without a limit of
their own; a file made to harm would take the whole process down. Turtle and its relatives
are parsed without recursion and need no look.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType

from ontology.errors import UnreadableFile

DEEPEST = 200  # levels; RDF that people write has a dozen

_JSON = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)
_XML = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<!DOCTYPE|</[^>]*>|<[^>]*/>|<[^!?/][^>]*>",
    re.DOTALL,
)
_ENTITY = re.compile(rb"<!ENTITY\s+[^\"'>]*(?:\"([^\"]*)\"|'([^']*)')")


def check(path: Path) -> None:
    """Refuse a file whose nesting could harm.

    Takes time linear in the size of the file, and only for formats that need it.

    Raises
    ------
    UnreadableFile
        If it nests deeper than `DEEPEST` levels, or defines XML entities by other entities.
    OSError
        If it cannot be read.
    """
    steps = _STEPS.get(path.suffix.lower())
    if steps is None:
        return
    text = path.read_bytes()
    if any(b"&" in (double or single) for double, single in _ENTITY.findall(text)):
        raise UnreadableFile(path, "it defines XML entities by other entities; write them out")
    if max(accumulate(steps(text)), default=0) > DEEPEST:
        raise UnreadableFile(path, f"it nests deeper than {DEEPEST} levels; flatten it")


def _json_steps(text: bytes) -> Iterable[int]:
    for found in _JSON.finditer(text):
        mark = found.group()
        if mark in (b"{", b"["):
            yield 1
        elif mark in (b"}", b"]"):
            yield -1


def _xml_steps(text: bytes) -> Iterable[int]:
    for found in _XML.finditer(text):
        mark = found.group()
        if mark.startswith(b"</"):
            yield -1
        elif not mark.startswith((b"<!", b"<?")) and not mark.endswith(b"/>"):
            yield 1


_STEPS: Mapping[str, Callable[[bytes], Iterable[int]]] = MappingProxyType(
    {
        ".jsonld": _json_steps,
        **dict.fromkeys((".rdf", ".xml", ".owl"), _xml_steps),
    }
)
