"""``/sparql``: the SPARQL 1.1 Protocol for programs; browsers are led to the editor."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox
from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.exceptions import NotAcceptable
from werkzeug.wrappers import Response as AnyResponse
from werkzeug.wsgi import wrap_file

from webapp.current import explorer, queries
from webapp.evaluation import PREFIXES
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
from webapp.pages.base import language
from webapp.protocol import Operation, operation
from webapp.service_description import service_description
from webapp.workers import Answer, QueryService, Wish

_HTML: Final = "text/html"
_SHORT_BYTES: Final = 64 * 1024
# What a general name means where the answer is triples.
_OF_TRIPLES: Final = {"json": "jsonld", "xml": "rdfxml"}

sparql = Blueprint("sparql", __name__)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A format and the media type under which it is sent; neither if none is acceptable."""

    name: str | None
    media_type: str = ""


@sparql.route("/sparql", methods=("GET", "POST"))
def query() -> AnyResponse:
    """Answer a query; without one, describe the service."""
    if request.method != "POST" and _is_for_browser():
        return _editor()
    if request.method != "POST" and not request.query_string:
        return _described()
    asked = operation(request)
    chosen = _chosen(asked.format, RESULT_FORMATS), _chosen(asked.format, GRAPH_FORMATS)
    if not any(each.name for each in chosen):
        raise _not_acceptable((*RESULT_FORMATS, *GRAPH_FORMATS))
    tag = _tag(asked, chosen)
    if tag and request.if_none_match.contains(tag):
        return _varied(_tagged(Response(status=304), tag))
    answer = service().answer(asked.query, _wish(asked, chosen), is_abandoned())
    return _varied(_sent(answer, chosen, tag))


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


def _is_for_browser() -> bool:
    offered = [each.media_type for each in (*RESULT_FORMATS, *GRAPH_FORMATS)]
    wanted = best(request.headers.get("Accept"), (*offered, _HTML))
    return wanted == _HTML and "format" not in request.args


def _editor() -> AnyResponse:
    asked = request.query_string.decode("utf-8", "replace")
    return _varied(redirect(f"/{language()}/sparql" + (f"?{asked}" if asked else ""), 303))


def _described() -> AnyResponse:
    chosen = _chosen(None, GRAPH_FORMATS)
    if chosen.name is None:
        raise _not_acceptable(GRAPH_FORMATS)
    triples = service_description(request.base_url, explorer().store.graph_names)
    body = ox.serialize(
        triples,
        format=GRAPH_WRITERS[chosen.name],
        prefixes={"sd": "http://www.w3.org/ns/sparql-service-description#"} | PREFIXES,
    )
    response = make_response(body)
    response.content_type = content_type(chosen.media_type)
    return _varied(response)


def _chosen(wanted: str | None, offered: Sequence[Format]) -> Chosen:
    """The format that a request asks for, by ``?format=`` or else by its Accept header."""
    if wanted:
        return _named(wanted, offered)
    types = {t: each.name for each in offered for t in reversed(each.media_types)}
    preferred = [each.media_type for each in offered]
    order = [*preferred, *(t for t in types if t not in preferred)]
    found = best(request.headers.get("Accept"), order)
    return Chosen(types[found], found) if found else Chosen(None)


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


def _not_acceptable(offered: Sequence[Format]) -> NotAcceptable:
    types = ", ".join(dict.fromkeys(each.media_type for each in offered))
    return NotAcceptable(f"The answer can be had as {types}.")


def _wish(asked: Operation, chosen: tuple[Chosen, Chosen]) -> Wish:
    return Wish(
        result_format=chosen[0].name,
        graph_format=chosen[1].name,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        timeout_s=asked.timeout_s,
    )


def _tag(asked: Operation, chosen: tuple[Chosen, Chosen]) -> str:
    """What names this answer to this question over these data; empty if nothing can."""
    version = explorer().data_version
    if not version or request.method == "POST":
        return ""
    limits = service().limits
    parts = (version, limits.max_rows, limits.max_bytes, asked, chosen)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _sent(answer: Answer, chosen: tuple[Chosen, Chosen], tag: str) -> Response:
    own = chosen[1] if answer.kind == "graph" else chosen[0]
    if answer.format is None:
        answer.file.close()
        raise _not_acceptable(GRAPH_FORMATS if answer.kind == "graph" else RESULT_FORMATS)
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


def content_type(media_type: str) -> str:
    """The Content-Type header for a media type: text comes in UTF-8."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _tagged(response: Response, tag: str) -> Response:
    if tag:
        response.set_etag(tag)
    response.headers["Cache-Control"] = "no-cache" if tag else "no-store"
    return response


def _varied(response: AnyResponse) -> AnyResponse:
    response.vary.update(("Accept", "Accept-Language"))
    return response
