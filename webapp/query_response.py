"""The answer to a query as a response: its format by negotiation, its limits and its tag."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox
from flask import Response, request
from werkzeug.exceptions import NotAcceptable
from werkzeug.wrappers import Response as AnyResponse
from werkzeug.wsgi import wrap_file

from webapp.answer import Answer
from webapp.current import explorer, queries
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
from webapp.workers import QueryService, Wish

_SHORT_BYTES: Final = 64 * 1024
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
    tag = _tag(asked, formats)
    if tag and request.if_none_match.contains_weak(tag):
        return varied(_tagged(Response(status=304), tag))
    answer = service().answer(asked.query, _wish(asked, formats), is_abandoned())
    return varied(_sent(answer, formats, tag))


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


def is_abandoned() -> Callable[[], bool]:
    """What tells whether the client of the current request has gone."""
    tell: Callable[[], bool] | None = request.environ.get("waitress.client_disconnected")
    return tell or (lambda: False)


def chosen(wanted: str | None, offered: Sequence[Format]) -> Chosen:
    """The format that a request asks for, by ``?format=`` or else by its Accept header."""
    if wanted:
        return _named(wanted, offered)
    types = {t: each.name for each in offered for t in reversed(each.media_types)}
    preferred = [each.media_type for each in offered]
    order = [*preferred, *(t for t in types if t not in preferred)]
    found = best(request.headers.get("Accept"), order)
    return Chosen(types[found], found) if found else Chosen(None)


def graph_format(wanted: str | None) -> Chosen:
    """The format of triples that a request asks for; Turtle for what only takes a page.

    Raises
    ------
    NotAcceptable
        If none is acceptable.
    """
    found = chosen(wanted, GRAPH_FORMATS)
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


def _wish(asked: Operation, formats: tuple[Chosen, Chosen]) -> Wish:
    return Wish(
        result_format=formats[0].name,
        graph_format=formats[1].name,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        timeout_s=asked.timeout_s,
    )


def _tag(asked: Operation, formats: tuple[Chosen, Chosen]) -> str:
    """What names this answer to this question over these data; empty if nothing can."""
    version = explorer().data_version
    if not version or request.method == "POST":
        return ""
    limits = service().limits
    parts = (version, limits.max_rows, limits.max_bytes, asked, formats)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _sent(answer: Answer, formats: tuple[Chosen, Chosen], tag: str) -> Response:
    own = formats[1] if answer.kind == "graph" else formats[0]
    if answer.format is None:
        answer.file.close()
        raise not_acceptable(GRAPH_FORMATS if answer.kind == "graph" else RESULT_FORMATS)
    response = _response(answer)
    response.content_type = content_type(own.media_type)
    if answer.is_truncated:
        limits = service().limits
        response.headers["Policy-Explorer-Truncated"] = (
            f"true; max-rows={limits.max_rows}; max-bytes={limits.max_bytes}"
        )
    return _tagged(response, "" if answer.is_volatile else tag)


def _response(answer: Answer) -> Response:
    """The bytes of a short answer; of a long one the file, which the server sends on its own."""
    if answer.size <= _SHORT_BYTES:
        return Response(answer.read())
    response = Response(wrap_file(request.environ, answer.file), direct_passthrough=True)
    response.call_on_close(answer.file.close)
    response.content_length = answer.size
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


def _tagged(response: Response, tag: str) -> Response:
    if tag:
        response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache" if tag else "no-store"
    return response


def varied(response: AnyResponse) -> AnyResponse:
    """The response, marked as one that depends on what the client accepts."""
    response.vary.update(("Accept", "Accept-Language"))
    return response
