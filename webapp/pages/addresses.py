"""Where a thing of the data is shown: its page here, its description, or its place in the web."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlsplit

import pyoxigraph as ox
from flask import url_for

from graph.model import Iri
from ontology.iris import GRAPH, ID, ONTOLOGY, TERMS
from webapp.pages.cache import cached
from webapp.pages.query import rows
from webapp.pages.records import documents, observations
from webapp.pages.scope import explorer, url
from webapp.pages.search import Entry
from webapp.pages.search import address as page_of


def address_of(iri: Iri) -> str:
    """The address that shows a thing best; empty if none is fit to be followed."""
    if iri.startswith(ID):
        return _own(iri) or _described(iri)
    if iri.startswith(GRAPH):
        known = iri in explorer().store.graph_names
        return url_for("graph_store.direct", name=iri.removeprefix(GRAPH)) if known else ""
    return _own(iri) or (iri if _is_of_the_web(iri) else "")


def turtle_of(iri: Iri) -> str:
    """The address of the description of a thing as a Turtle document.

    A thing whose IRI lies elsewhere, or of which nothing is said, has no document of its own
    here; a query describes it.
    """
    if iri.startswith(ID) and _is_described(iri):
        return url_for("linked_data.thing", name=f"{iri.removeprefix(ID)}.ttl")
    return url_for("sparql.query", query=f"DESCRIBE <{iri}>", format="turtle")


def _own(iri: Iri) -> str:
    """The page of the explorer that shows a thing."""
    catalogue = explorer().catalogue
    kind = catalogue.kind(iri)
    if iri.startswith(TERMS) or iri == ONTOLOGY:
        return url("ontology", _anchor=iri.removeprefix(ONTOLOGY).lstrip("#") or None)
    if kind == "analysis":
        return url("home", analysis=catalogue.name(iri))
    if kind == "recommendation":
        return _recommended(iri)
    if kind == "observation":
        return _observed(iri)
    if kind == "thing":
        return ""
    return page_of(Entry(iri, kind, (), ())) or ""


def _recommended(iri: Iri) -> str:
    row = cached("recommendations", _recommendations).get(iri)
    if row is None:
        return ""
    catalogue = explorer().catalogue
    return url(
        "why",
        code=catalogue.iso(row["country"]),
        name=catalogue.name(row["measure"]),
        analysis=catalogue.name(row["analysis"]),
    )


def _recommendations() -> Mapping[Iri, Mapping[str, str]]:
    return {row["recommendation"]: row for row in rows("recommendations")}


def _observed(iri: Iri) -> str:
    sources = cached("sources of observations", lambda: {o.iri: o.source for o in observations()})
    source = sources.get(iri, "")
    if source not in documents():
        return ""
    name = explorer().catalogue.name
    return url("source", name=name(source), _anchor=name(iri))


def _described(iri: Iri) -> str:
    """The description of a thing of our own, which the server holds under its own address."""
    return f"/id/{quote(iri.removeprefix(ID))}" if iri != ID and _is_described(iri) else ""


def _is_described(iri: Iri) -> bool:
    """Whether anything is said of it; what is only pointed at has no page to lead to."""
    statements = explorer().store.statements(ox.NamedNode(iri))
    return next(statements, None) is not None


def _is_of_the_web(iri: Iri) -> bool:
    try:
        return urlsplit(iri).scheme in ("http", "https")
    except ValueError:  # an IRI need not be an address
        return False
