"""The names everything else is built from, free of heavy imports.

`ontology.namespaces` offers them too, beside the closed vocabulary, which needs rdflib.
"""

from __future__ import annotations

ONTOLOGY = "https://w3id.org/policy-explorer/ns"
TERMS = ONTOLOGY + "#"
ID = "https://w3id.org/policy-explorer/id/"
GRAPH = "https://w3id.org/policy-explorer/graph/"
ONTOLOGY_GRAPH = GRAPH + "ontology"
DATA_GRAPH = GRAPH + "data"
DERIVED_SUFFIX = "/derived"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def local_name(iri: str) -> str:
    """What follows the last ``#`` or ``/`` of an IRI.

    >>> local_name(ID + "pairing"), local_name(ONTOLOGY + "#Finding")
    ('pairing', 'Finding')
    """
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]


def derived_graph(analysis: str) -> str:
    """The name of the graph that holds what was derived from an analysis.

    >>> derived_graph(ID + "is225")
    'https://w3id.org/policy-explorer/graph/is225/derived'
    """
    return GRAPH + local_name(analysis) + DERIVED_SUFFIX
