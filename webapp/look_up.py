"""Look-ups: queries of one pattern about something named, answered without a worker.

What such a query takes is known beforehand: Oxigraph walks along all that is said of one of its
terms, the one of which the least is said. To hand it to a worker and back takes longer than
that. So it is answered where it came in, as long as little is said of what it names and the
answer is short; everything else is a worker's.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import Final

import pyoxigraph as ox

from webapp.answer import Answer
from webapp.draft import Draft
from webapp.evaluation import Request, answered
from webapp.failures import QueryFailure

MOST_ROWS: Final = 200
_MOST_STEPS: Final = 3 * MOST_ROWS  # a statement stands in its graph and in the union
_MOST_BYTES: Final = 64 * 1024
_MOST_CHARACTERS: Final = 2000

_IRI: Final = r"<[A-Za-z][A-Za-z0-9+.\-]*:[^<>\"{}|^`\x00-\x20\x7f-\U0010ffff]*>"
_NAME: Final = r"(?:[A-Za-z][A-Za-z0-9_\-]*)?:"
_TERM: Final = rf"(?:{_IRI}|{_NAME}[A-Za-z0-9_][A-Za-z0-9_\-]*)"
_VARIABLE: Final = r"[?$][A-Za-z0-9_]+"
_LOOK_UP: Final = re.compile(
    rf"\s*(?P<prologue>(?:(?i:PREFIX)\s+{_NAME}\s*{_IRI}\s*)*)"
    rf"(?i:SELECT)\s*(?:\*\s*|(?:{_VARIABLE}\s*)+)(?:(?i:WHERE)\s*)?\{{\s*"
    rf"(?P<subject>{_TERM}|{_VARIABLE})\s+"
    rf"(?P<predicate>{_TERM}|{_VARIABLE}|a)\s+"
    rf"(?P<object>{_TERM}|{_VARIABLE})\s*"
    r"(?:\.\s*)?\}\s*(?:#[^\r\n]*)?\s*"
)
_DECLARED: Final = re.compile(rf"\s({_NAME[:-1]}):\s*<([^>]*)>")


def looked_up(store: ox.Store, request: Request) -> Answer | None:
    """The answer to a look-up.

    None if the query is not one, if it has a data set of its own, if much is said of all that it
    names, if the answer is longer than `MOST_ROWS` or than the request allows, and if there is
    anything wrong with it.
    """
    has_own_data = (request.default_graphs, request.named_graphs) != (None, None)
    if has_own_data or not any(_is_little(store, *each) for each in _named(request.query)):
        return None
    rows, size = min(MOST_ROWS, request.max_rows), min(_MOST_BYTES, request.max_bytes)
    draft = Draft(io.BytesIO())
    try:
        reply = answered(store, replace(request, max_rows=rows, max_bytes=size), draft)
    except QueryFailure:
        return None
    if reply.is_truncated:
        return None
    body = draft.content()
    return Answer(
        kind=reply.kind,
        format=reply.format,
        file=io.BytesIO(body),
        size=len(body),
        is_truncated=False,
        is_volatile=reply.is_volatile,
    )


def is_look_up(query: str) -> bool:
    r"""Whether a query selects from one pattern whose subject or object is named.

    Whatever could make it search for longer is left out: variables that occur twice, DISTINCT,
    expressions, paths; and so is a backslash, which can stand for any sign. What is written in
    an unusual way is none either.

    >>> is_look_up("SELECT ?p ?o { <http://x/1> ?p ?o }  # all that is said of it")
    True
    >>> is_look_up("SELECT * { ?s ?p ?o }"), is_look_up("SELECT * { <a:b> ?p ?p }")
    (False, False)
    >>> is_look_up("SELECT * { <a:b> ?p ?o # \\u000A } GROUP BY ?p #\n }")
    False
    """
    return _look_up(query) is not None


def _look_up(query: str) -> re.Match[str] | None:
    is_plain = len(query) <= _MOST_CHARACTERS and "\\" not in query
    found = _LOOK_UP.fullmatch(query) if is_plain else None
    if found is None:
        return None
    terms = found.group("subject", "predicate", "object")
    variables = [term[1:] for term in terms if _is_variable(term)]
    is_named = not (_is_variable(terms[0]) and _is_variable(terms[2]))
    return found if is_named and len(set(variables)) == len(variables) else None


def _is_variable(term: str) -> bool:
    return term[0] in "?$"


def _named(query: str) -> Iterator[tuple[ox.NamedNode | None, ox.NamedNode | None]]:
    """The subject and the object of a look-up, apart, as far as they are named."""
    found = _look_up(query)
    if found is None:
        return
    prefixes = dict(_DECLARED.findall(found["prologue"]))
    for name in ("subject", "object"):
        if not _is_variable(found[name]) and (iri := _iri(found[name], prefixes)):
            with suppress(ValueError):  # a worker tells what is wrong with it
                node = ox.NamedNode(iri)
                yield (node, None) if name == "subject" else (None, node)


def _iri(term: str, prefixes: Mapping[str, str]) -> str:
    """The IRI that a term stands for; empty if its prefix is not declared."""
    if term[0] == "<":
        return term[1:-1]
    prefix, _, local = term.partition(":")
    return prefixes[prefix] + local if prefix in prefixes else ""


def _is_little(store: ox.Store, subject: ox.NamedNode | None, value: ox.NamedNode | None) -> bool:
    """Whether little is said of a subject, or with an object, in all graphs together."""
    said = store.quads_for_pattern(subject, None, value, None)
    return sum(1 for _ in islice(said, _MOST_STEPS + 1)) <= _MOST_STEPS
