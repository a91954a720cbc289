"""Where in a Turtle-like file a thing is first described: the line of its first statement.

Parsers keep no lines, so the text is scanned once more: its tokens, not its meaning. Only
a token that opens a statement counts, never one inside a string, a comment, a bracket or
the name of a graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urljoin

SUFFIXES_WITH_LINES = (".ttl", ".nt", ".nq", ".trig", ".n3")

_WORD = r"[^\s<>\"'(){}\[\];,#.\\]"
_TOKEN = re.compile(
    rf"""
      (?P<skip>\s+|\#[^\n]*)
    | (?P<string>\"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*\"\"\"
        |'''(?:[^'\\]|\\.|'(?!''))*'''
        |\"(?:[^"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')
    | (?P<open><<|[\[(])
    | (?P<close>>>|[\])])
    | <(?P<iri>[^<>"{{}}|^`\s]*)>
    | (?P<brace>[{{}}])
    | (?P<word>(?:{_WORD}|\\.|\.+(?={_WORD}|\\))+)
    | (?P<dot>\.)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_UNICODE_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_NAME_ESCAPE = re.compile(r"\\(.)")
_DIRECTIVES = ("@prefix", "prefix", "@base", "base", "@version", "version")


def subjects(text: str) -> Iterator[tuple[str, int]]:
    r"""The IRI and the line of the subject of every statement, in the order of the text.

    Linear in the length of the text.

    >>> list(subjects('@prefix e: <http://e/> .\n# e:no a e:B .\ne:a e:says "e:b ." .'))
    [('http://e/a', 3)]
    """
    return _Scan().subjects(text)


class _Scan:
    """What has to be remembered while the tokens of one text go by."""

    def __init__(self) -> None:
        self.base = ""
        self.prefixes: dict[str, str] = {}
        self.depth = 0
        self.statement: list[tuple[str, str]] = []  # its first tokens, three at most
        self.line = 1

    def subjects(self, text: str) -> Iterator[tuple[str, int]]:
        line = 1
        for match in _TOKEN.finditer(text):
            kind = match.lastgroup or "other"
            value = match[kind]
            if kind != "skip":
                if not self.statement:
                    self.line = line
                # A subject is one as soon as the token after it shows it names no graph.
                before = len(self.statement)
                self._take(kind, value)
                if before == 1 and len(self.statement) == 2:
                    subject = self._subject()
                    if subject is not None:
                        yield subject, self.line
            line += match[0].count("\n")

    def _take(self, kind: str, value: str) -> None:
        """Move on by one token: into and out of brackets, statements and graphs."""
        if kind == "brace" or (kind == "dot" and not self.depth):
            if kind == "dot":
                self._declare()
            self.statement = []
            self.depth = 0
            return
        self.depth += (kind == "open") - (kind == "close")
        if len(self.statement) < 3:
            self.statement.append((kind, value))
        if len(self.statement) == self._sparql_directive_length():
            self._declare()
            self.statement = []

    def _sparql_directive_length(self) -> int | None:
        """How many tokens close a directive that ends without a dot."""
        kind, value = self.statement[0]
        if kind != "word":
            return None
        return {"prefix": 3, "base": 2, "version": 2}.get(value.lower())

    def _declare(self) -> None:
        """Remember the prefix or the base, if the statement declares one."""
        match self.statement:
            case [("word", keyword), ("word", prefix), ("iri", iri)] if _is(keyword, "prefix"):
                self.prefixes[prefix.removesuffix(":")] = self._absolute(iri)
            case [("word", keyword), ("iri", iri)] if _is(keyword, "base"):
                self.base = self._absolute(iri)

    def _subject(self) -> str | None:
        """The name that opens the statement; None for a blank node, a list or a directive."""
        kind, value = self.statement[0]
        if kind == "iri":
            return self._absolute(value)
        if kind != "word" or value.lower() in _DIRECTIVES:
            return None
        prefix, colon, local = value.partition(":")
        if not colon or prefix not in self.prefixes:
            return None
        return self.prefixes[prefix] + _NAME_ESCAPE.sub(r"\1", local)

    def _absolute(self, iri: str) -> str:
        plain = _UNICODE_ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)), iri)
        return urljoin(self.base, plain) if self.base else plain


def _is(keyword: str, directive: str) -> bool:
    return keyword.lower().removeprefix("@") == directive


def lines(path: Path, wanted: Iterable[str]) -> dict[str, int]:
    """The line on which the file first describes each of the wanted things it describes.

    Empty for formats without lines, and for files that are not UTF-8.
    """
    missing = set(wanted)
    found: dict[str, int] = {}
    if not missing or path.suffix.lower() not in SUFFIXES_WITH_LINES:
        return found
    text = path.read_text(encoding="utf-8", errors="replace")
    for iri, line in subjects(text):
        if iri in missing:
            found[iri] = line
            missing.discard(iri)
            if not missing:
                break
    return found
