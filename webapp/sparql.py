"""``/sparql``: the SPARQL 1.1 Protocol for programs; browsers are led to the editor."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from webapp.current import explorer, settings
from webapp.evaluation import PREFIXES
from webapp.pages.base import language
from webapp.protocol import operation
from webapp.query_response import (
    answered,
    formats_of,
    graph_format,
    is_for_browser,
    triples_response,
    varied,
)
from webapp.service_description import service_description
from webapp.short_way import FAILURE

sparql = Blueprint("sparql", __name__)


@sparql.route("/sparql", methods=("GET", "POST"))
def query() -> AnyResponse:
    """Answer a query; without one, describe the service."""
    failure: Exception | None = request.environ.get(FAILURE)
    if failure is not None:
        raise failure
    accept = request.headers.get("Accept")
    if request.method != "POST" and is_for_browser(request.args.get("format"), accept):
        return _editor()
    if request.method != "POST" and not request.query_string:
        return _described()
    asked = operation(request)
    return answered(asked, formats_of(asked.format, accept))


def _editor() -> AnyResponse:
    asked = request.query_string.decode("utf-8", "replace")
    return varied(redirect(f"/{language()}/sparql" + (f"?{asked}" if asked else ""), 303))


def _described() -> AnyResponse:
    store = explorer().store
    there = store.derived_graphs()
    triples = service_description(
        request.base_url,
        store.graph_names,
        is_union=settings().default_graph == "union",
        is_federated=bool(settings().allow_service),
        derived={analysis: there.get(analysis) for analysis in explorer().analyses},
    )
    prefixes = {"sd": "http://www.w3.org/ns/sparql-service-description#"} | PREFIXES
    return varied(triples_response(triples, graph_format(None), prefixes))
