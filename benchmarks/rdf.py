"""A generated analysis as RDF: what `graph.build` reads back as the same knowledge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from graph.model import Claim, Finding, Implication, Iri, Knowledge
from ontology.embedded import EmbeddedStore
from ontology.iris import ID, TERMS

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_DECIMAL = ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
_SOURCE = ox.NamedNode("http://purl.org/dc/terms/source")


def store_of(knowledge: Knowledge) -> EmbeddedStore:
    """A store in memory that holds the analysis, as `ontology.loading` would have filled it."""
    named = ox.Store()
    named.bulk_extend(_quads(knowledge))
    return EmbeddedStore(named)


def iri(name: Iri) -> ox.NamedNode:
    """The name of a generated thing as an IRI."""
    return ox.NamedNode(ID + name)


def _quads(knowledge: Knowledge) -> Iterator[ox.Quad]:
    graph = iri("generated-graph")
    for subject, predicate, value in _triples(knowledge):
        for place in (graph, ox.DefaultGraph()):
            yield ox.Quad(subject, predicate, value, place)


_Triple = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]


def _triples(knowledge: Knowledge) -> Iterator[_Triple]:
    analysis = knowledge.analysis
    subject = iri(analysis.iri)
    yield subject, _TYPE, _term("Analysis")
    yield subject, _term("home"), iri(analysis.home)
    for country in analysis.considers:
        yield subject, _term("considers"), iri(country)
    yield iri("passage"), _TYPE, _term("Passage")
    yield iri("passage"), _SOURCE, iri("document")
    for measure in sorted(knowledge.measures):
        yield iri(measure), _TYPE, _term("Measure")
    for finding in knowledge.findings:
        yield from _finding(finding)
    for implication in knowledge.implications:
        yield from _implication(implication)


def _claim(claim: Claim, kind: str) -> Iterator[_Triple]:
    subject = iri(claim.iri)
    yield subject, _TYPE, _term(kind)
    yield subject, _term("strength"), ox.Literal(str(claim.strength), datatype=_DECIMAL)
    yield subject, _term("basis"), _term(claim.basis.capitalize())
    yield subject, _term("evidence"), iri("passage")


def _finding(finding: Finding) -> Iterator[_Triple]:
    yield from _claim(finding, "Finding")
    yield iri(finding.iri), _term("about"), iri(finding.proposition.country)
    yield iri(finding.iri), _term("factor"), iri(finding.proposition.concept)


def _implication(implication: Implication) -> Iterator[_Triple]:
    subject = iri(implication.iri)
    yield from _claim(implication, "Implication")
    yield from _each(subject, "premise", implication.premises)
    yield from _each(subject, "homePremise", implication.home_premises)
    yield from _each(subject, "appliesTo", implication.applies_to)
    conclusion = "homeConclusion" if implication.concludes_home else "conclusion"
    yield subject, _term(conclusion), iri(implication.conclusion)


def _each(subject: ox.NamedNode, name: str, values: Iterable[Iri]) -> Iterator[_Triple]:
    return ((subject, _term(name), iri(value)) for value in sorted(values))


def _term(name: str) -> ox.NamedNode:
    return ox.NamedNode(TERMS + name)
