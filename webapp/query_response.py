"""The answer to a query as a response: its format by negotiation, its limits and its tag."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import pyoxigraph as ox
from flask import Response, request
from werkzeug.exceptions import NotAcceptable
from werkzeug.wrappers import Response as AnyResponse
from werkzeug.wsgi import wrap_file

from webapp.answer import Answer
from webapp.current import explorer, queries
from webapp.draft import MOST_IN_MEMORY
from webapp.failures import MalformedRequest, Unavailable
from webapp.formats import (
    FORMATS,
    GRAPH_FORMATS,
    GRAPH_WRITERS,
    NICKNAMES,
    RESULT_FORMATS,
    Format,
)
from webapp.negotiation import best
from webapp.protocol import Operation
from webapp.workers import Limits, QueryService, Wish

_OFFERED: Final = (*RESULT_FORMATS, *GRAPH_FORMATS)
_WITH_HTML: Final = (
    *(each.media_type for each in _OFFERED),
    *(alias for each in _OFFERED for alias in each.aliases),
    "text/html",
)
VARYING: Final = ("Accept", "Accept-Language")
# What a general name means where the answer is triples.
_OF_TRIPLES: Final = {"json": "jsonld", "xml": "rdfxml"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A format and the media type under which it is sent; neither if none is acceptable."""

    name: str | None
    media_type: str = ""


def answered(asked: Operation, formats: tuple[Chosen, Chosen]) -> AnyResponse:
    """The response to a query, in the format chosen for solutions or the one for triples.

    Raises
    ------
    QueryFailure
        If there is no answer.
    NotAcceptable
        If the client takes no format of its kind.
    """
    limits = service().limits
    is_tagged = request.method != "POST"
    tag = tag_of(explorer().data_version, limits, asked, formats) if is_tagged else ""
    if tag and request.if_none_match.contains_weak(tag):
        return varied(Response(status=304, headers=_tagged(tag)))
    answer = service().answer(asked.query, wish_of(asked, formats), is_abandoned(request.environ))
    headers = headers_of(answer, formats, tag, limits)
    return varied(_response(answer, headers))


def service() -> QueryService:
    """The service that answers queries.

    Raises
    ------
    Unavailable
        If the application was created without.
    """
    found = queries()
    if found is None:
        raise Unavailable("this server answers no queries")
    return found


def is_abandoned(environ: Mapping[str, Any]) -> Callable[[], bool]:
    """What tells whether the client of a request has gone."""
    tell: Callable[[], bool] | None = environ.get("waitress.client_disconnected")
    return tell or (lambda: False)


@lru_cache(maxsize=256)  # clients say the same over and over
def formats_of(wanted: str | None, accept: str | None) -> tuple[Chosen, Chosen]:
    """The formats for solutions and for triples that a request asks for.

    Parameters
    ----------
    wanted : str or None
        What ``?format=`` asks for; it outweighs the other.
    accept : str or None
        The Accept header.

    Raises
    ------
    MalformedRequest
        If there is no such format at all.
    NotAcceptable
        If none of them suits.
    """
    found = _chosen(wanted, accept, RESULT_FORMATS), _chosen(wanted, accept, GRAPH_FORMATS)
    if not any(each.name for each in found):
        raise not_acceptable(_OFFERED)
    return found


def is_for_browser(asked_format: str | None, accept: str | None) -> bool:
    """Whether a page would suit the client better than any format."""
    return asked_format is None and best(accept, _WITH_HTML) == "text/html"


def _chosen(wanted: str | None, accept: str | None, offered: Sequence[Format]) -> Chosen:
    if wanted:
        return _named(wanted, offered)
    types = {t: each.name for each in offered for t in reversed(each.media_types)}
    preferred = [each.media_type for each in offered]
    order = [*preferred, *(t for t in types if t not in preferred)]
    found = best(accept, order)
    return Chosen(types[found], found) if found else Chosen(None)


def graph_format(wanted: str | None) -> Chosen:
    """The format of triples that a request asks for; Turtle for what only takes a page.

    Raises
    ------
    NotAcceptable
        If none is acceptable.
    """
    found = _chosen(wanted, request.headers.get("Accept"), GRAPH_FORMATS)
    if found.name is not None:
        return found
    if "text/html" not in request.headers.get("Accept", ""):
        raise not_acceptable(GRAPH_FORMATS)
    return Chosen("turtle", "text/turtle")


def _named(wanted: str, offered: Sequence[Format]) -> Chosen:
    name = wanted.strip().lower()
    name = NICKNAMES.get(name, name)
    if name not in FORMATS and not any(name in each.media_types for each in FORMATS.values()):
        raise MalformedRequest(f"format={wanted}: unknown; use one of {', '.join(FORMATS)}")
    names = {name, _OF_TRIPLES.get(name, name)}
    for each in offered:
        if each.name in names or name in each.media_types:
            return Chosen(each.name, each.media_type)
    return Chosen(None)


def not_acceptable(offered: Sequence[Format]) -> NotAcceptable:
    """The error that tells which formats there are."""
    types = ", ".join(dict.fromkeys(each.media_type for each in offered))
    return NotAcceptable(f"The answer can be had as {types}.")


def wish_of(asked: Operation, formats: tuple[Chosen, Chosen]) -> Wish:
    """How the answer to a query is wanted."""
    return Wish(
        result_format=formats[0].name,
        graph_format=formats[1].name,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        timeout_s=asked.timeout_s,
    )


def tag_of(
    data_version: str, limits: Limits, asked: Operation, formats: tuple[Chosen, Chosen]
) -> str:
    """What names this answer to this question over these data; empty if nothing can."""
    if not data_version:
        return ""
    media_types = (formats[0].media_type, formats[1].media_type)
    data_set = (asked.default_graphs, asked.named_graphs)
    parts = (data_version, limits.max_rows, limits.max_bytes, media_types, asked.query, data_set)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def headers_of(
    answer: Answer, formats: tuple[Chosen, Chosen], tag: str, limits: Limits
) -> list[tuple[str, str]]:
    """What the headers say of an answer.

    Raises
    ------
    NotAcceptable
        If the client takes no format of its kind.
    """
    own = formats[1] if answer.kind == "graph" else formats[0]
    if answer.format is None:
        answer.file.close()
        raise not_acceptable(GRAPH_FORMATS if answer.kind == "graph" else RESULT_FORMATS)
    headers = [
        ("Content-Type", content_type(own.media_type)),
        ("Content-Length", str(answer.size)),
        *_tagged("" if answer.is_volatile else tag),
    ]
    if answer.is_truncated:
        told = f"true; max-rows={limits.max_rows}; max-bytes={limits.max_bytes}"
        headers.append(("Policy-Explorer-Truncated", told))
    return headers


def _response(answer: Answer, headers: list[tuple[str, str]]) -> Response:
    """The bytes of a short answer; of a long one the file, which the server sends on its own."""
    if answer.size <= MOST_IN_MEMORY:
        return Response(answer.read(), headers=headers)
    file = wrap_file(request.environ, answer.file)
    response = Response(file, headers=headers, direct_passthrough=True)
    response.call_on_close(answer.file.close)
    return response


def triples_response(
    triples: Iterable[ox.Triple], form: Chosen, prefixes: Mapping[str, str]
) -> Response:
    """Triples of the server's own in a format that was chosen."""
    writer = GRAPH_WRITERS[form.name or "turtle"]
    body = ox.serialize(triples, format=writer, prefixes=dict(prefixes)) or b""
    return Response(body, content_type=content_type(form.media_type))


def content_type(media_type: str) -> str:
    """The Content-Type header for a media type: text comes in UTF-8."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _tagged(tag: str) -> list[tuple[str, str]]:
    if not tag:
        return [("Cache-Control", "no-store")]
    return [("ETag", f'W/"{tag}"'), ("Cache-Control", "no-cache")]


def varied(response: AnyResponse) -> AnyResponse:
    """The response, marked as one that depends on what the client accepts."""
    response.vary.update(VARYING)
    return response
