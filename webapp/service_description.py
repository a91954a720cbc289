"""What the query service can do, told in the vocabulary made for that.

https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from webapp.formats import GRAPH_FORMATS, RESULT_FORMATS

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_TYPE: Final = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_COMMENT: Final = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#comment")
_FORMAT_NAMES: Final = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "jsonld": "JSON-LD",
    "ntriples": "N-Triples",
    "rdfxml": "RDF_XML",
    "trig": "TriG",
    "nquads": "N-Quads",
}


def service_description(
    endpoint: str,
    graphs: Sequence[str],
    *,
    is_union: bool,
    is_federated: bool,
    derived: Mapping[str, str | None],
) -> Iterator[ox.Triple]:
    """The description of the service at an address.

    Parameters
    ----------
    endpoint : str
    graphs : sequence of str
        The named graphs.
    is_union : bool
        Whether the default graph is the union of all.
    is_federated : bool
        Whether some other services may be asked.
    derived : mapping of str to str or None
        The graph of what follows from each analysis; None where it is missing.
    """
    service = ox.NamedNode(endpoint)
    dataset, default = ox.BlankNode("dataset"), ox.BlankNode("default")
    yield ox.Triple(service, _TYPE, _sd("Service"))
    yield ox.Triple(service, _sd("endpoint"), service)
    yield ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    if is_union:
        yield ox.Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    if is_federated:
        yield ox.Triple(service, _sd("feature"), _sd("BasicFederatedQuery"))
    for each in (*RESULT_FORMATS, *GRAPH_FORMATS):
        name = ox.NamedNode(_FORMATS + _FORMAT_NAMES[each.name])
        yield ox.Triple(service, _sd("resultFormat"), name)
    for analysis, graph in derived.items():
        told = (
            f"What follows from <{analysis}> is in <{graph}>."
            if graph
            else (
                f"What follows from <{analysis}> is not in the store;"
                " python -m graph derive -o FILE writes it, to be loaded there."
            )
        )
        yield ox.Triple(service, _COMMENT, ox.Literal(told, language="en"))
    yield ox.Triple(service, _sd("defaultDataset"), dataset)
    yield ox.Triple(dataset, _TYPE, _sd("Dataset"))
    yield ox.Triple(dataset, _sd("defaultGraph"), default)
    yield ox.Triple(default, _TYPE, _sd("Graph"))
    for number, graph in enumerate(graphs):
        node = ox.BlankNode(f"graph{number}")
        yield ox.Triple(dataset, _sd("namedGraph"), node)
        yield ox.Triple(node, _TYPE, _sd("NamedGraph"))
        yield ox.Triple(node, _sd("name"), ox.NamedNode(graph))


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)
