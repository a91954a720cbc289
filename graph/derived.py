"""What follows, as RDF: the recommendations of an analysis and plain shortcuts to query."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from graph.balance import Balance, balances
from graph.build import StoreClaims, knowledge
from graph.grounding import ImplicationGraph, implication_graph
from graph.hyperpath import derivable, derivations
from graph.model import Analysis, Iri, Proposition
from graph.recommendation import Recommendation, recommendations
from graph.usable import claims_of_derivations
from ontology.embedded import EmbeddedStore
from ontology.errors import UnsupportedFormat
from ontology.iris import DERIVED_SUFFIX, ID, RDF_TYPE, TERMS, local_name
from ontology.layout import graph_names
from ontology.loading import FORMATS
from ontology.store import Store

_DERIVED_FROM = ox.NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")
_TYPE = ox.NamedNode(RDF_TYPE)
_DECIMAL = ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
_TRUE = ox.Literal("true", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))
MOST_SUPPORTING = 500  # of each recommendation; a knot of reasoning may hold every claim there is
_PREFIXES = {"pol": TERMS, "id": ID, "prov": "http://www.w3.org/ns/prov#"}
_PLACES = Decimal("1e-9")  # values that move by less count as settled

_Triple = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]


def derived_quads(store: Store, analysis: Iri | None = None) -> Iterator[ox.Quad]:
    """What follows from an analysis, in the graph ``…/graph/ANALYSIS/derived``.

    Each recommendation has a name of its own that stays the same from run to run, its balance,
    the claims of its best derivation (``prov:wasDerivedFrom``) and those of all its derivations
    (``pol:supportedBy``, the nearest 500; ``pol:hasMoreSupport`` where there are more).
    Shortcuts tie a country to the traits, constraints and conditions that were found or derived
    for it, and to the measures whose acceptability is above 0 and that are not outweighed, not
    even but for rounding. A balance that did not settle is not written, and no shortcut rests
    on it. The graph names the version of the data it was derived from, by which a stale one can
    be told.

    Parameters
    ----------
    store : Store
    analysis : str, optional
        Its IRI or local name; without it, the one on which no other builds.

    Raises
    ------
    OntologyError, EngineError
        As `graph.build.knowledge` does.
    """
    known = implication_graph(knowledge(store, analysis))
    name = graph_names(store.analyses())[known.analysis.iri] + DERIVED_SUFFIX
    graph = ox.NamedNode(name)
    for triple in (*_recommended(known), *_shortcuts(store, known), *_version(store, graph)):
        yield ox.Quad(*triple, graph)


def add_derived(store: EmbeddedStore) -> None:
    """Put what follows from every analysis into the store, unless it is kept as it was given.

    What had been derived before, from these data or from earlier ones, makes way.
    """
    if store.default_graph == "union":
        derived = [quad for each in store.analyses() for quad in derived_quads(store, each)]
        for name in graph_names(store.analyses()).values():
            store.clear(name + DERIVED_SUFFIX)
        store.extend(derived)


def quads_of_graphs(store: Store) -> Iterator[ox.Quad]:
    """Everything in the named graphs of a store, graph by graph."""
    for name in store.graph_names:
        yield from store.in_graph(ox.NamedNode(name))


def serialized(quads: Iterable[ox.Quad], path: Path) -> bytes:
    """The quads in the format that the end of a file's name stands for.

    Formats without graphs of their own keep the triples alone.

    Raises
    ------
    UnsupportedFormat
        If the name ends in nothing known.
    """
    format_ = FORMATS.get(path.suffix.lower())
    if format_ is None:
        raise UnsupportedFormat(path)
    statements = quads if format_.supports_datasets else (quad.triple for quad in quads)
    written = ox.serialize(statements, format=format_, prefixes=_PREFIXES)
    assert written is not None, "it goes to no file"
    return written


def recommendation_iri(analysis: Iri, country: Iri, measure: Iri) -> Iri:
    """The name of a recommendation, the same wherever it is derived.

    >>> recommendation_iri(ID + "is225", ID + "VN", ID + "pairing").removeprefix(ID)
    'recommendation-is225-VN-pairing'
    """
    parts = (analysis, country, measure)
    name = "-".join(("recommendation", *map(local_name, parts)))
    if all(part == ID + local_name(part) for part in parts):
        return ID + name
    # Local names from other namespaces may meet; the whole names do not.
    return f"{ID}{name}-{hashlib.sha256(' '.join(parts).encode()).hexdigest()[:7]}"


def _recommended(graph: ImplicationGraph) -> Iterator[_Triple]:
    weighed = balances(graph)
    for country in graph.analysis.countries:
        for found in recommendations(graph, country, weighed):
            yield from _recommendation(graph, found, weighed.of(found.proposition))


def _recommendation(
    graph: ImplicationGraph, found: Recommendation, balance: Balance
) -> Iterator[_Triple]:
    country, measure = ox.NamedNode(found.country), ox.NamedNode(found.measure)
    analysis = graph.analysis.iri
    node = ox.NamedNode(recommendation_iri(analysis, found.country, found.measure))
    yield node, _TYPE, _term("Recommendation")
    yield node, _term("inAnalysis"), ox.NamedNode(analysis)
    yield node, _term("about"), country
    yield node, _term("measure"), measure
    yield node, _term("bestScore"), _decimal(found.best_score)
    if balance.converged:
        yield node, _term("support"), _decimal(balance.support)
        yield node, _term("opposition"), _decimal(balance.opposition)
        yield node, _term("acceptability"), _decimal(balance.acceptability)
        if balance.acceptability > 0 and not found.outweighed:
            yield country, _term("recommends"), measure
    for claim in _claims_of_best(graph, found.proposition):
        yield node, _DERIVED_FROM, ox.NamedNode(claim)
    supporting = list(islice(claims_of_derivations(graph, found.proposition), MOST_SUPPORTING + 1))
    for claim in sorted(supporting[:MOST_SUPPORTING]):
        yield node, _term("supportedBy"), ox.NamedNode(claim)
    if len(supporting) > MOST_SUPPORTING:
        yield node, _term("hasMoreSupport"), _TRUE


def _claims_of_best(graph: ImplicationGraph, goal: Proposition) -> list[Iri]:
    return sorted({step.claim for best in derivations(graph, goal, k=1) for step in best.steps})


def _version(store: Store, graph: ox.NamedNode) -> Iterator[_Triple]:
    if store.data_version:
        yield graph, _term("dataVersion"), ox.Literal(store.data_version)


def _shortcuts(store: Store, graph: ImplicationGraph) -> Iterator[_Triple]:
    holding = derivable(graph)
    concepts = sorted({proposition.concept for proposition in holding})
    source = StoreClaims(store, graph.analysis.iri)
    traits = source.instances([TERMS + "TalentTrait"], concepts)
    yield from _ties(graph.analysis, holding, "hasTrait", traits)
    conditions = source.instances([TERMS + "Condition"], concepts)
    yield from _ties(graph.analysis, holding, "faces", graph.knowledge.constraints)
    yield from _ties(graph.analysis, holding, "hasCondition", conditions)


def _ties(
    analysis: Analysis, holding: Iterable[Proposition], name: str, concepts: frozenset[Iri]
) -> Iterator[_Triple]:
    for proposition in sorted(holding):
        if proposition.concept in concepts and proposition.country in analysis.countries:
            yield (
                ox.NamedNode(proposition.country),
                _term(name),
                ox.NamedNode(proposition.concept),
            )


def _term(name: str) -> ox.NamedNode:
    return ox.NamedNode(TERMS + name)


def _decimal(number: float) -> ox.Literal:
    rounded = Decimal(number).quantize(_PLACES).normalize()
    return ox.Literal(f"{rounded:f}", datatype=_DECIMAL)
