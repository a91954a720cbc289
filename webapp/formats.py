"""The formats of answers to queries: media types, short names and who writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the name in ``?format=``, the media type sent, others understood, the suffix."""

    name: str
    media_type: str
    aliases: tuple[str, ...] = ()
    suffix: str = ""

    @property
    def media_types(self) -> tuple[str, ...]:
        """Every media type that asks for it."""
        return (self.media_type, *self.aliases)


# The first of each list is the one for those who have no preference.
RESULT_FORMATS: Final = (
    Format("json", "application/sparql-results+json", ("application/json",), "srj"),
    Format("xml", "application/sparql-results+xml", ("application/xml", "text/xml"), "srx"),
    Format("csv", "text/csv", (), "csv"),
    Format("tsv", "text/tab-separated-values", (), "tsv"),
)
GRAPH_FORMATS: Final = (
    Format("turtle", "text/turtle", ("application/x-turtle", "text/n3"), "ttl"),
    Format("jsonld", "application/ld+json", ("application/json",), "jsonld"),
    Format("ntriples", "application/n-triples", ("text/plain",), "nt"),
    Format("rdfxml", "application/rdf+xml", ("application/xml", "text/xml"), "rdf"),
    Format("trig", "application/trig", (), "trig"),
    Format("nquads", "application/n-quads", (), "nq"),
)
# Other names under which the formats are asked for in ``?format=``.
NICKNAMES: Final = {
    "ttl": "turtle",
    "nt": "ntriples",
    "n-triples": "ntriples",
    "nq": "nquads",
    "n-quads": "nquads",
    "json-ld": "jsonld",
    "rdf": "rdfxml",
    "rdf/xml": "rdfxml",
    "rdf+xml": "rdfxml",
    "n3": "turtle",
    "srj": "json",
    "srx": "xml",
}
RESULT_WRITERS: Final = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
GRAPH_WRITERS: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
}
FORMATS: Final = {each.name: each for each in (*RESULT_FORMATS, *GRAPH_FORMATS)}


def meant(wanted: str) -> frozenset[str]:
    """The formats that a value of ``?format=`` may mean; none if it means nothing.

    >>> sorted(meant("TTL")), sorted(meant("application/json")), sorted(meant("exe"))
    (['turtle'], ['json', 'jsonld'], [])
    """
    name = wanted.strip().lower()
    name = NICKNAMES.get(name, name)
    fitting = (each for each in FORMATS.values() if name in (each.name, *each.media_types))
    return frozenset(each.name for each in fitting)
