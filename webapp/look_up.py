"""Look-ups: queries of one pattern about something named, answered without a worker.

What such a query takes is known beforehand: Oxigraph walks along one place of the index and
writes a row for each step. To hand it to a worker and back takes longer than that. So it is
answered where it came in, as long as the answer is short; everything else is a worker's.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pyoxigraph as ox

from webapp.answer import Answer
from webapp.draft import Draft
from webapp.evaluation import Request, answered
from webapp.failures import QueryFailure
from webapp.query_text import Token, prologue, tokens

MOST_ROWS: Final = 200
_MOST_BYTES: Final = 64 * 1024
_MOST_CHARACTERS: Final = 2000
_TERMS: Final = ("iri", "name")


def looked_up(store: ox.Store, request: Request) -> Answer | None:
    """The answer to a look-up.

    None if the query is not one, if it has a data set of its own, if the answer is longer than
    `MOST_ROWS` or than the request allows, and if there is anything wrong with it.
    """
    has_own_data = (request.default_graphs, request.named_graphs) != (None, None)
    if has_own_data or not is_look_up(request.query):
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

    Whatever could make it search without writing is left out: variables that occur twice,
    DISTINCT, expressions, paths; and so is a backslash, which can stand for any sign.

    >>> is_look_up("SELECT ?p ?o { <http://x/1> ?p ?o }  # all that is said of it")
    True
    >>> is_look_up("SELECT * { ?s ?p ?o }"), is_look_up("SELECT * { <a:b> ?p ?p }")
    (False, False)
    >>> is_look_up("SELECT * { <a:b> ?p ?o # \\u000A } GROUP BY ?p #\n }")
    False
    """
    if len(query) > _MOST_CHARACTERS or "\\" in query:
        return False
    found = list(tokens(query))
    start = prologue(found)[2]
    braces = [n for n, token in enumerate(found) if token.text in ("{", "}")]
    if len(braces) != 2 or braces[1] != len(found) - 1:
        return False
    pattern = found[braces[0] + 1 : braces[1]]
    if pattern and pattern[-1].text == ".":
        pattern.pop()
    return _is_selection(found[start : braces[0]]) and _is_narrow(pattern)


def _is_selection(found: Sequence[Token]) -> bool:
    if not found or not found[0].is_word("SELECT"):
        return False
    chosen = found[1:-1] if found[-1].is_word("WHERE") else found[1:]
    return [t.text for t in chosen] == ["*"] or all(t.kind == "variable" for t in chosen)


def _is_narrow(pattern: Sequence[Token]) -> bool:
    """Whether it is one pattern of which the index holds the answers side by side."""
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
