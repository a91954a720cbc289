"""Look-ups: queries of one pattern about something named, answered without a worker.

What such a query takes is known beforehand: Oxigraph walks along all that is said of one of its
terms, the one of which the least is said. To hand it to a worker and back takes longer than
that. So it is answered where it came in, as long as little is said of what it names and the
answer is short; everything else is a worker's.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import Final

import pyoxigraph as ox

from webapp.answer import Answer
from webapp.draft import Draft
from webapp.evaluation import Request, answered
from webapp.failures import QueryFailure
from webapp.query_text import Token, full_iri, prologue, tokens

MOST_ROWS: Final = 200
_MOST_STEPS: Final = 3 * MOST_ROWS  # a statement stands in its graph and in the union
_MOST_BYTES: Final = 64 * 1024
_MOST_CHARACTERS: Final = 2000
_TERMS: Final = ("iri", "name")


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
        is_volatile=False,
    )


def is_look_up(query: str) -> bool:
    r"""Whether a query selects from one pattern whose subject or object is named.

    Whatever could make it search for longer is left out: variables that occur twice, DISTINCT,
    expressions, paths; and so is a backslash, which can stand for any sign.

    >>> is_look_up("SELECT ?p ?o { <http://x/1> ?p ?o }  # all that is said of it")
    True
    >>> is_look_up("SELECT * { ?s ?p ?o }"), is_look_up("SELECT * { <a:b> ?p ?p }")
    (False, False)
    >>> is_look_up("SELECT * { <a:b> ?p ?o # \\u000A } GROUP BY ?p #\n }")
    False
    """
    return _is_plain(query) and bool(_pattern(list(tokens(query))))


def _is_plain(query: str) -> bool:
    """Whether it is short, and every sign and every IRI in it is what it looks like."""
    is_literal = not any(sign in query for sign in ("\\", "/.", "<."))  # no escapes, no ../
    return is_literal and len(query) <= _MOST_CHARACTERS


def _pattern(found: Sequence[Token]) -> Sequence[Token]:
    """The pattern of a look-up, of which the tokens are given; empty if it is none."""
    start = prologue(found)[2]
    braces = [n for n, token in enumerate(found) if token.text in ("{", "}")]
    if len(braces) != 2 or braces[1] != len(found) - 1:
        return ()
    pattern = list(found[braces[0] + 1 : braces[1]])
    if pattern and pattern[-1].text == ".":
        pattern.pop()
    return pattern if _is_selection(found[start : braces[0]]) and _is_narrow(pattern) else ()


def _named(query: str) -> Iterator[tuple[ox.NamedNode | None, ox.NamedNode | None]]:
    """The subject and the object of a look-up, apart, as far as they are named."""
    found = list(tokens(query)) if _is_plain(query) else []
    prefixes, base, _ = prologue(found)
    for place, term in enumerate(_pattern(found)):
        if place != 1 and (iri := full_iri(term, prefixes, base)):
            with suppress(ValueError):  # a worker tells what is wrong with it
                node = ox.NamedNode(iri)
                yield (node, None) if place == 0 else (None, node)


def _is_little(store: ox.Store, subject: ox.NamedNode | None, value: ox.NamedNode | None) -> bool:
    """Whether little is said of a subject, or with an object, in all graphs together."""
    said = store.quads_for_pattern(subject, None, value, None)
    return sum(1 for _ in islice(said, _MOST_STEPS + 1)) <= _MOST_STEPS


def _is_selection(found: Sequence[Token]) -> bool:
    if not found or not found[0].is_word("SELECT"):
        return False
    chosen = found[1:-1] if found[-1].is_word("WHERE") else found[1:]
    return [t.text for t in chosen] == ["*"] or all(t.kind == "variable" for t in chosen)


def _is_narrow(pattern: Sequence[Token]) -> bool:
    """Whether it is one pattern that names its subject or its object."""
    if len(pattern) != 3:
        return False
    subject, predicate, value = pattern
    variables = [token.text[1:] for token in pattern if token.kind == "variable"]
    return (
        (subject.kind in _TERMS or value.kind in _TERMS)
        and all(each.kind in ("variable", *_TERMS) for each in (subject, value))
        and (predicate.kind in ("variable", *_TERMS) or predicate.text == "a")
        and len(set(variables)) == len(variables)
    )
