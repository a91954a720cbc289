"""Requests of the SPARQL 1.1 Protocol, read strictly.

https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

import re
from binascii import a2b_qp
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from flask import Request as HttpRequest
from werkzeug.exceptions import UnsupportedMediaType

from webapp.failures import MalformedRequest, RefusedQuery
from webapp.formats import meant

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
TIMEOUT: Final = "Timeout"  # as Apache Jena Fuseki reads it, in seconds
_MOST_PARAMETERS = 1000
_NO_ESCAPE: Final = re.compile("%(?![0-9A-Fa-f]{2})")
_UPDATE_REFUSED = "this service only answers queries; it takes no updates"


@dataclass(frozen=True, slots=True)
class Operation:
    """A query operation.

    Attributes
    ----------
    query : str
    default_graphs, named_graphs : tuple of str, or None
        The data set of the protocol; None, both, where the request names no graph.
    format : str or None
        What ``?format=`` asks for.
    timeout_s : float or None
        The shortest that ``?timeout=`` and the header ``Timeout`` ask for.
    """

    query: str
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    format: str | None
    timeout_s: float | None


def operation(request: HttpRequest) -> Operation:
    """The query operation that a request asks for.

    Raises
    ------
    MalformedRequest
        If it asks for none, or for several.
    RefusedQuery
        If it asks for an update.
    UnsupportedMediaType
        If the body is of another type than the protocol knows.
    """
    found = _parameters(_text(request.query_string, "the address"))
    if request.method == "POST":
        _add_body(request, found)
    return _operation(found, request.headers.get(TIMEOUT))


def operation_in(address: bytes, timeout: str | None) -> Operation:
    """The query operation that the part of an address behind its ``?`` asks for.

    Parameters
    ----------
    address : bytes
    timeout : str or None
        The header ``Timeout``.

    Raises
    ------
    MalformedRequest, RefusedQuery
        As `operation` does.
    """
    return _operation(_parameters(_text(address, "the address")), timeout)


def _operation(found: Mapping[str, Sequence[str]], timeout: str | None) -> Operation:
    if "update" in found:
        raise RefusedQuery(_UPDATE_REFUSED)
    graphs = [tuple(found.get(f"{kind}-graph-uri", ())) for kind in ("default", "named")]
    has_graphs = any(graphs)
    return Operation(
        query=_query(found),
        default_graphs=graphs[0] if has_graphs else None,
        named_graphs=graphs[1] if has_graphs else None,
        format=_format(found.get("format", ())),
        timeout_s=_shortest(_only(found, "timeout"), timeout),
    )


def _add_body(request: HttpRequest, found: dict[str, list[str]]) -> None:
    _check_coding(request)
    body = request.get_data()
    _check_charset(request)
    if request.mimetype == FORM:
        for name, values in _parameters(_text(body, "the body")).items():
            found[name] += values
    elif request.mimetype == QUERY:
        found["query"].append(_text(body, "the body"))
    elif request.mimetype == UPDATE:
        raise RefusedQuery(_UPDATE_REFUSED)
    else:
        raise UnsupportedMediaType(f"A query comes as {QUERY} or {FORM}.")


def _check_coding(request: HttpRequest) -> None:
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("", "identity"):
        raise UnsupportedMediaType(f"A query comes uncompressed, not in {coding}.")


def _check_charset(request: HttpRequest) -> None:
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMediaType(f"A query comes in UTF-8, not in {charset}.")


def _text(data: bytes, where: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedRequest(f"{where} is not UTF-8 text at byte {error.start}") from error


def _parameters(text: str) -> defaultdict[str, list[str]]:
    pairs = text.split("&")
    if len(pairs) > _MOST_PARAMETERS:
        raise MalformedRequest(f"more than {_MOST_PARAMETERS} parameters")
    found: defaultdict[str, list[str]] = defaultdict(list)
    try:
        for pair in filter(None, pairs):
            name, _, value = pair.partition("=")
            found[unquoted(name)].append(unquoted(value))
    except UnicodeDecodeError as error:
        raise MalformedRequest("a parameter is not UTF-8 text") from error
    return found


def unquoted(text: str) -> str:
    """What a part of a form says, without its escapes.

    Escapes are written like those of quoted-printable text, with another sign, and Python reads
    those ten times as quickly; but not what only looks like an escape.

    >>> unquoted("a+b%3D%ED%95%9C"), unquoted("100%")
    ('a b=한', '100%')

    Raises
    ------
    UnicodeDecodeError
        If it is no text.
    """
    text = text.replace("+", " ")
    if "%" not in text:
        return text
    if _NO_ESCAPE.search(text):
        return unquote(text, errors="strict")
    return a2b_qp(text.encode().replace(b"=", b"=3D").replace(b"%", b"=")).decode()


def _query(found: Mapping[str, Sequence[str]]) -> str:
    queries = found.get("query", ())
    if len(queries) != 1:
        count = "none" if not queries else str(len(queries))
        raise MalformedRequest(f"exactly one query is needed, not {count}")
    if "\0" in queries[0]:
        raise MalformedRequest("the query holds a null character")
    return queries[0]


def _only(found: Mapping[str, Sequence[str]], name: str) -> str | None:
    values = found.get(name, ())
    if len(values) > 1:
        raise MalformedRequest(f"{name} is given {len(values)} times; once is enough")
    return values[0] if values else None


def _format(values: Sequence[str]) -> str | None:
    """What is asked for; some clients say the same in several ways, one of which is understood."""
    known = [each for each in values if meant(each)] or list(values[:1])
    if len(known) > 1 and not frozenset.intersection(*map(meant, known)):
        raise MalformedRequest(f"format is given {len(values)} times, and not to the same effect")
    return known[0] if known else None


def _shortest(*texts: str | None) -> float | None:
    return min((_seconds(text) for text in texts if text is not None), default=None)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise MalformedRequest(f"timeout={text} is no number of seconds above 0")
    return seconds
