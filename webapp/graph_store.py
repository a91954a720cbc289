"""``/graphs``: whole graphs by the SPARQL 1.1 Graph Store HTTP Protocol, to be read only.

https://www.w3.org/TR/sparql11-http-rdf-update/#http-get
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urljoin

from flask import Blueprint, redirect, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from ontology.iris import GRAPH
from webapp.current import explorer
from webapp.failures import MalformedRequest
from webapp.formats import GRAPH_FORMATS
from webapp.linked_data import page_of_graph
from webapp.negotiation import best
from webapp.protocol import Operation
from webapp.query_response import Chosen, answered, graph_format, varied

_EVERYTHING: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"

graph_store = Blueprint("graph_store", __name__)


@graph_store.get("/graphs")
def indirect() -> AnyResponse:
    """``?default`` is the default graph, ``?graph=IRI`` a named one."""
    names = request.args.getlist("graph")
    if len(names) + ("default" in request.args) != 1:
        raise MalformedRequest("ask for one graph: /graphs?default or /graphs?graph=IRI")
    return _sent(urljoin(request.base_url, names[0]) if names else None)


@graph_store.get("/graph/<path:name>")
def direct(name: str) -> AnyResponse:
    """A graph whose own name this is, as long as w3id.org does not lead here."""
    graph = GRAPH + name
    if graph in explorer().store.graph_names and _is_for_browser():
        return varied(redirect(page_of_graph(graph), 303))
    return _sent(graph)


def _is_for_browser() -> bool:
    """Whether a page is wanted first, and not merely accepted."""
    offered = [each.media_type for each in GRAPH_FORMATS]
    wanted = best(request.headers.get("Accept"), (*offered, "text/html"))
    return wanted == "text/html" and "format" not in request.args


def _sent(graph: str | None) -> AnyResponse:
    """A graph in the format that suits the client, within the limits of every answer."""
    known = explorer().store.graph_names
    if graph is not None and graph not in known:
        raise NotFound(f"The graph <{graph}> is not loaded; there are: {', '.join(known)}.")
    form = graph_format(request.args.get("format"))
    default, named = ((graph,), ()) if graph is not None else (None, None)
    asked = Operation(_EVERYTHING, default, named, format=form.name, timeout_s=None)
    return answered(asked, (Chosen(None), form))
