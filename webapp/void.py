"""``/.well-known/void``: what the data are, how much of what they hold, and how to get them.

https://www.w3.org/TR/void/
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from threading import Lock
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox
from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from ontology.iris import ID, RDF_TYPE, local_name
from webapp.current import explorer, queries
from webapp.failures import QueryFailure
from webapp.query_response import graph_format, triples_response, varied
from webapp.workers import QueryService, Wish

_VOID: Final = "http://rdfs.org/ns/void#"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_FOAF: Final = "http://xmlns.com/foaf/0.1/"
_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_PREFIXES: Final = {"void": _VOID, "dcterms": _DCTERMS, "foaf": _FOAF, "sd": _SD}
_LICENSES: Final = """
SELECT DISTINCT ?license
{ VALUES ?analysis { } ?analysis <http://purl.org/dc/terms/license> ?license } ORDER BY ?license"""
_BY_CLASS: Final = "SELECT ?x (COUNT(DISTINCT ?s) AS ?n) { ?s a ?x } GROUP BY ?x"
_BY_PROPERTY: Final = "SELECT ?x (COUNT(*) AS ?n) { ?s ?x ?o } GROUP BY ?x"
_BY_GRAPH: Final = "SELECT ?x (COUNT(*) AS ?n) { GRAPH ?x { ?s ?p ?o } } GROUP BY ?x"
_WHOLE: Final = """
SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?distinctSubjects)
       (COUNT(DISTINCT ?p) AS ?properties) (COUNT(DISTINCT ?o) AS ?distinctObjects)
{ ?s ?p ?o }"""

void = Blueprint("void", __name__)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is: in all, and for each class, property and graph.

    What could not be counted in the time that a query may take is left out.
    """

    whole: Mapping[str, int]
    classes: Mapping[str, int]
    properties: Mapping[str, int]
    graphs: Mapping[str, int]


class Statistics:
    """The counts of the loaded data, made when they are first asked for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counts | None = None

    def counts(self, service: QueryService | None) -> Counts:
        """The counts; the first call takes four queries over all data."""
        with self._lock:
            if self._counts is None:
                self._counts = _counted(service)
            return self._counts


def _counted(service: QueryService | None) -> Counts:
    return Counts(
        whole={name: int(text) for row in _rows(service, _WHOLE) for name, text in row.items()},
        classes=_by_name(service, _BY_CLASS),
        properties=_by_name(service, _BY_PROPERTY),
        graphs=_by_name(service, _BY_GRAPH),
    )


def _by_name(service: QueryService | None, query: str) -> dict[str, int]:
    rows = _rows(service, query)
    return dict(sorted((r["x"], int(r["n"])) for r in rows if "x" in r))


def _rows(service: QueryService | None, query: str) -> list[dict[str, str]]:
    if service is None:
        return []
    try:
        answer = service.answer(query, Wish(result_format="json"))
    except QueryFailure:
        return []
    found = json.loads(answer.read())["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


@void.get("/.well-known/void")
def description() -> AnyResponse:
    """The description of the data as one data set and its graphs as parts of it."""
    form = graph_format(request.args.get("format"))
    statistics: Statistics = current_app.extensions["statistics"]
    triples = _described(request.host_url, statistics.counts(queries()))
    return varied(triples_response(triples, form, _PREFIXES))


def _described(host: str, counts: Counts) -> Iterator[ox.Triple]:
    document, whole = _iri(f"{host}.well-known/void"), _iri(f"{host}.well-known/void#data")
    yield ox.Triple(document, _iri(RDF_TYPE), _iri(_VOID + "DatasetDescription"))
    yield ox.Triple(document, _iri(_FOAF + "primaryTopic"), whole)
    yield from _about(host, whole)
    yield from _amounts(whole, counts.whole)
    if counts.classes:
        yield _number(whole, "classes", len(counts.classes))
    for vocabulary in sorted({_namespace(name) for name in (*counts.classes, *counts.properties)}):
        yield ox.Triple(whole, _iri(_VOID + "vocabulary"), _iri(vocabulary))
    yield from _partitions(whole, "class", "entities", counts.classes)
    yield from _partitions(whole, "property", "triples", counts.properties)
    for graph, triples in counts.graphs.items():
        yield from _part(host, whole, graph, triples)


def _about(host: str, whole: ox.NamedNode) -> Iterator[ox.Triple]:
    catalogue = explorer().catalogue
    yield ox.Triple(whole, _iri(RDF_TYPE), _iri(_VOID + "Dataset"))
    yield ox.Triple(whole, _iri(_FOAF + "homepage"), _iri(f"{host}en/data"))
    yield from _titles(whole, explorer().analyses[:1])
    for analysis in explorer().analyses:
        yield ox.Triple(whole, _iri(_VOID + "rootResource"), _iri(analysis))
    for row in explorer().store.select(_LICENSES, analysis=explorer().analyses):
        if isinstance(row["license"], ox.NamedNode):
            yield ox.Triple(whole, _iri(_DCTERMS + "license"), row["license"])
    if version := explorer().data_version:
        yield ox.Triple(whole, _iri(_DCTERMS + "identifier"), ox.Literal(version))
    yield ox.Triple(whole, _iri(_VOID + "uriSpace"), ox.Literal(ID))
    yield ox.Triple(whole, _iri(_VOID + "sparqlEndpoint"), _iri(f"{host}sparql"))
    yield ox.Triple(whole, _iri(_VOID + "dataDump"), _iri(f"{host}data/all.trig"))
    for format_ in ("Turtle", "TriG", "N-Triples", "N-Quads", "JSON-LD", "RDF_XML"):
        name = _iri(f"http://www.w3.org/ns/formats/{format_}")
        yield ox.Triple(whole, _iri(_VOID + "feature"), name)
    for example in (*catalogue.countries()[:1], *catalogue.measures()[:1]):
        yield ox.Triple(whole, _iri(_VOID + "exampleResource"), _iri(example))


def _namespace(name: str) -> str:
    """Where a term is defined: its IRI up to the last ``#`` or ``/``."""
    return name[: max(name.rfind("#"), name.rfind("/")) + 1] or name


def _titles(what: ox.NamedNode, analyses: Iterable[str]) -> Iterator[ox.Triple]:
    for analysis, lang in product(analyses, ("en", "ko")):
        title = ox.Literal(explorer().catalogue.label(analysis, lang), language=lang)
        yield ox.Triple(what, _iri(_DCTERMS + "title"), title)


def _amounts(whole: ox.NamedNode, counts: Mapping[str, int]) -> Iterator[ox.Triple]:
    for name, count in counts.items():
        yield _number(whole, name, count)


def _partitions(
    whole: ox.NamedNode, kind: str, amount: str, counts: Mapping[str, int]
) -> Iterator[ox.Triple]:
    for place, (name, count) in enumerate(counts.items()):
        part = ox.BlankNode(f"{kind}{place}")
        yield ox.Triple(whole, _iri(f"{_VOID}{kind}Partition"), part)
        yield ox.Triple(part, _iri(_VOID + kind), _iri(name))
        yield _number(part, amount, count)


def _part(host: str, whole: ox.NamedNode, graph: str, triples: int) -> Iterator[ox.Triple]:
    part = _iri(graph)
    yield ox.Triple(whole, _iri(_VOID + "subset"), part)
    yield ox.Triple(part, _iri(RDF_TYPE), _iri(_VOID + "Dataset"))
    declared = explorer().store.membership.declared.get(graph, ())
    yield from _titles(part, sorted(declared))
    if not declared:
        yield ox.Triple(part, _iri(_DCTERMS + "title"), ox.Literal(local_name(graph)))
    dump = f"{host}graphs?graph={quote(graph, safe='')}"
    yield ox.Triple(part, _iri(_VOID + "dataDump"), _iri(dump))
    yield _number(part, "triples", triples)


def _number(subject: ox.NamedNode | ox.BlankNode, name: str, count: int) -> ox.Triple:
    return ox.Triple(subject, _iri(_VOID + name), ox.Literal(count))


def _iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(name)
