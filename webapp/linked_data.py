"""``/id/…`` and ``/ns``: the IRIs of the data, answered as a page or as RDF.

Until w3id.org redirects here, these addresses stand in for the IRIs themselves:
``https://w3id.org/policy-explorer/id/VN`` is ``/id/VN``. A browser is led to the page of a
thing; everyone else gets its description in the format they prefer. ``/id/VN.ttl`` is the
description itself, as a document.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlencode

import pyoxigraph as ox
from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from ontology.errors import UnknownName
from ontology.examples import triples
from ontology.iris import ID, ONTOLOGY_GRAPH
from webapp.current import explorer
from webapp.pages.addresses import address_of
from webapp.pages.base import language
from webapp.rdf import (
    SUFFIXES,
    TRIPLE_FORMATS,
    negotiated,
    ontology_triples,
    sent,
    serialized,
)

_EXAMPLE: Final = "example/"

linked_data = Blueprint("linked_data", __name__)


@linked_data.get("/id/<path:name>")
def thing(name: str) -> AnyResponse:
    """A thing of the data, by the name that its IRI ends in."""
    if told := _description(name):
        return _answered(told, name)
    stem, _, suffix = name.rpartition(".")
    if suffix in SUFFIXES and (told := _description(stem)):
        form = SUFFIXES[suffix]
        return sent(serialized(told, form.name), form.media_type)
    raise _unknown(name)


def _description(name: str) -> list[ox.Triple]:
    if name.startswith(_EXAMPLE):
        return [triple for triple in triples() if triple.subject == ox.NamedNode(ID + name)]
    try:
        return explorer().store.description(ID + name)
    except ValueError:  # no IRI, so nothing has it
        return []


def _answered(told: list[ox.Triple], name: str) -> AnyResponse:
    chosen = negotiated(TRIPLE_FORMATS)
    if chosen is None:
        return _varied(redirect(_page(name), 303))
    form, media_type = chosen
    response = sent(serialized(told, form.name), media_type)
    response.headers["Content-Location"] = f"/id/{quote(name)}.{form.suffix}"
    return _varied(response)


def _page(name: str) -> str:
    """The page of a thing; of what has none, its description as a query shows it."""
    if name.startswith(_EXAMPLE):
        return f"/{language()}/sparql?{urlencode({'example': name.removeprefix(_EXAMPLE)})}"
    address = address_of(ID + name)
    if address and not address.startswith("/id/"):
        return address
    return f"/{language()}/sparql?query={quote(f'DESCRIBE <{ID}{name}>')}"


def page_of_graph(graph: str) -> str:
    """The page that shows best what a graph holds."""
    if graph == ONTOLOGY_GRAPH:
        return f"/{language()}/ontology"
    declared = explorer().store.membership.declared.get(graph)
    if declared:
        return address_of(min(declared))
    query = f"SELECT * WHERE {{\n  GRAPH <{graph}> {{ ?subject ?predicate ?object }}\n}} LIMIT 100"
    return f"/{language()}/sparql?{urlencode({'query': query})}"


def _unknown(name: str) -> Exception:
    try:
        known = explorer().catalogue.resolve(name)
    except UnknownName as error:
        return error
    # It is known by another IRI, or by its code in another case.
    return UnknownName(name, "thing", (explorer().catalogue.name(known),))


@linked_data.get("/ns")
def ontology() -> AnyResponse:
    """The ontology."""
    chosen = negotiated(TRIPLE_FORMATS)
    if chosen is None:
        return _varied(redirect(f"/{language()}/ontology", 303))
    form, media_type = chosen
    response = sent(serialized(ontology_triples(), form.name), media_type)
    response.headers["Content-Location"] = f"/ns.{form.suffix}"
    return _varied(response)


@linked_data.get("/ns.<suffix>")
def ontology_document(suffix: str) -> Response:
    """The ontology in one format."""
    if suffix not in SUFFIXES:
        raise NotFound(f"ns.{suffix}: the ontology ends in {', '.join(SUFFIXES)}")
    form = SUFFIXES[suffix]
    return sent(serialized(ontology_triples(), form.name), form.media_type)


def _varied(response: AnyResponse) -> AnyResponse:
    response.vary.update(("Accept", "Accept-Language"))
    if response.status_code != 200 and request.method in ("GET", "HEAD"):
        response.headers["Cache-Control"] = "no-cache"  # where it leads depends on the client
    return response
