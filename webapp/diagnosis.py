"""What is wrong with a query, in words for whoever wrote it.

Oxigraph's parser tells how far it got, which is often behind the mistake. Some mistakes are best
told by name: a bracket left open, a prefix not declared, a text without an end. For all others
the grammar itself says where a query leaves it and what could have stood there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from webapp.failures import MalformedQuery
from webapp.grammar import departure
from webapp.query_text import FORMS, Token, prologue, tokens

_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_SENTENCE: Final = re.compile(r"[A-Z][a-z]?\w*(?: [\w']+){2,}")
_BAD_IRI: Final = re.compile(r"<[^<>\n]*[\s{}|\\^`\"][^<>\n]*>")
_CLOSING: Final[Mapping[str, str]] = {"{": "}", "(": ")", "[": "]"}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and at which character."""

    reason: str
    start: int


def malformed_query(query: str, message: str, known: Mapping[str, str]) -> MalformedQuery:
    """The failure of a query that the parser did not accept.

    Parameters
    ----------
    query : str
    message : str
        What the parser says.
    known : mapping of str to str
        Prefixes to suggest where they were not declared.
    """
    found = list(tokens(query))
    diagnoses: tuple[Callable[[], Fault | None], ...] = (
        lambda: _open_text(query),
        lambda: _form(query, found),
        lambda: _bracket(found),
        lambda: _prefix(found, known),
        lambda: _iri(query, message),
        lambda: _off_grammar(query, found),
    )
    faults = (diagnosis() for diagnosis in diagnoses)
    fault = next((each for each in faults if each is not None), None)
    fault = fault or _as_parsed(query, message, found)
    before = query[: fault.start]
    line = before.count("\n") + 1
    return MalformedQuery(fault.reason, line, fault.start - (before.rfind("\n") + 1) + 1)


def _open_text(query: str) -> Fault | None:
    end = sum(len(text) for text in _passed(query))
    if end == len(query):
        return None
    return Fault(f"the text that begins with {query[end : end + 20]!r} has no end", end)


def _passed(query: str) -> Iterator[str]:
    at = 0
    for token in tokens(query):
        yield query[at : token.start] + token.text
        at = token.start + len(token.text)
    rest = query[at:]
    # Spaces and comments may follow; what else is left is a text that never ends.
    yield re.match(r"(?:\s+|#[^\r\n]*)*", rest)[0]  # type: ignore[index]


def _form(query: str, found: list[Token]) -> Fault | None:
    _, _, at = prologue(found)
    forms = f"{', '.join(FORMS[:-1])} or {FORMS[-1]}"
    if at >= len(found):
        return Fault(f"the query holds no {forms}", len(query))
    if found[at].is_word(*FORMS) or found[at].is_word("PREFIX", "BASE", "VERSION"):
        return None
    return Fault(f"expected {forms}, found {found[at].text[:30]!r}", found[at].start)


def _bracket(found: list[Token]) -> Fault | None:
    opened: list[Token] = []
    for token in found:
        if token.text in _CLOSING:
            opened.append(token)
        elif token.text in _CLOSING.values():
            if not opened:
                return Fault(f"{token.text!r} closes nothing", token.start)
            last = opened.pop()
            if _CLOSING[last.text] != token.text:
                return Fault(f"{token.text!r} stands before {last.text!r} is closed", token.start)
    return Fault(f"{opened[-1].text!r} is never closed", opened[-1].start) if opened else None


def _prefix(found: list[Token], known: Mapping[str, str]) -> Fault | None:
    declared, _, at = prologue(found)
    for token in found[at:]:
        prefix = token.text.partition(":")[0]
        if token.kind == "name" and prefix not in declared:
            hint = f"; add PREFIX {prefix}: <{known[prefix]}>" if prefix in known else ""
            return Fault(f"the prefix {prefix}: is not declared{hint}", token.start)
    return None


def _iri(query: str, message: str) -> Fault | None:
    bad = _BAD_IRI.search(query) if "IRI" in message else None
    return Fault(f"{bad[0]} is not an IRI", bad.start()) if bad else None


def _off_grammar(query: str, found: list[Token]) -> Fault | None:
    left = departure(query)
    if left is None:
        return None
    there = _standing(found, left.start)
    if not left.expected:
        return Fault(f"{there}, which cannot stand here", left.start)
    *others, last = left.expected
    wanted = f"{', '.join(others)} or {last}" if others else last
    return Fault(f"{there}, expected {wanted}", left.start)


def _standing(found: list[Token], start: int) -> str:
    token = next((t for t in found if t.start <= start < t.start + len(t.text)), None)
    return f"found {token.text[:30]!r}" if token else "found the end of the query"


def _as_parsed(query: str, message: str, found: list[Token]) -> Fault:
    """What the parser says of a query that keeps to the grammar, shortened for a reader."""
    place = _PLACE.fullmatch(message)
    if place is None:
        return Fault(message, 0)
    lines = query.splitlines(keepends=True)
    start = sum(map(len, lines[: int(place[1]) - 1])) + int(place[2]) - 1
    if sentence := _SENTENCE.search(place[3]):
        return Fault(sentence[0], min(start, len(query)))
    return Fault(f"{_standing(found, start)}, which cannot stand here", min(start, len(query)))
