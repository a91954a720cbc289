"""``/sparql``: the SPARQL 1.1 Protocol for programs; browsers are led to the editor."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from webapp.current import explorer
from webapp.evaluation import PREFIXES
from webapp.formats import GRAPH_FORMATS, RESULT_FORMATS
from webapp.negotiation import best
from webapp.pages.base import language
from webapp.protocol import operation
from webapp.query_response import (
    answered,
    chosen,
    graph_format,
    not_acceptable,
    triples_response,
    varied,
)
from webapp.service_description import service_description

_HTML: Final = "text/html"

sparql = Blueprint("sparql", __name__)


@sparql.route("/sparql", methods=("GET", "POST"))
def query() -> AnyResponse:
    """Answer a query; without one, describe the service."""
    if request.method != "POST" and _is_for_browser():
        return _editor()
    if request.method != "POST" and not request.query_string:
        return _described()
    asked = operation(request)
    formats = chosen(asked.format, RESULT_FORMATS), chosen(asked.format, GRAPH_FORMATS)
    if not any(each.name for each in formats):
        raise not_acceptable((*RESULT_FORMATS, *GRAPH_FORMATS))
    return answered(asked, formats)


def _is_for_browser() -> bool:
    offered = [each.media_type for each in (*RESULT_FORMATS, *GRAPH_FORMATS)]
    wanted = best(request.headers.get("Accept"), (*offered, _HTML))
    return wanted == _HTML and "format" not in request.args


def _editor() -> AnyResponse:
    asked = request.query_string.decode("utf-8", "replace")
    return varied(redirect(f"/{language()}/sparql" + (f"?{asked}" if asked else ""), 303))


def _described() -> AnyResponse:
    triples = service_description(request.base_url, explorer().store.graph_names)
    prefixes = {"sd": "http://www.w3.org/ns/sparql-service-description#"} | PREFIXES
    return varied(triples_response(triples, graph_format(None), prefixes))
