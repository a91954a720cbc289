"""The loaded data: named graphs over an Oxigraph of our own."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ontology.indexed import IndexedClaims
from ontology.iris import DERIVED_SUFFIX, GRAPH, ONTOLOGY_GRAPH
from ontology.store import DefaultGraphMode, Row, Store, rows_of
from ontology.terms import Term
from ontology.told import Ties
from ontology.versioning import UNVERSIONED, data_version

if TYPE_CHECKING:
    from rdflib import Dataset


_MOST_HASHED = 2_000_000  # statements, of which each takes half a kilobyte meanwhile


class EmbeddedStore(Store):
    """Data loaded here.

    The union is kept as triples of its own, since a query over the graphs together would
    answer twice for a triple that stands in two of them.

    Attributes
    ----------
    oxigraph : pyoxigraph.Store
        What SPARQL sees. With the default graph "as-is" it holds exactly the given triples.
    """

    def __init__(
        self,
        oxigraph: ox.Store,
        *,
        files: Sequence[Path] = (),
        as_is: ox.Store | None = None,
        version: str | None = None,
    ) -> None:
        self._graphs = oxigraph
        self._version = version
        self.oxigraph = oxigraph if as_is is None else as_is
        self.default_graph: DefaultGraphMode = "union" if as_is is None else "as-is"
        self.files = tuple(files)

    @cached_property
    def dataset(self) -> Dataset:
        """The same data as an rdflib Dataset; the union of all is its ``default_graph``."""
        # rdflib takes a fifth of a second to import, which only its users should pay.
        from oxrdflib import OxigraphStore
        from rdflib import Dataset

        return Dataset(store=OxigraphStore(store=self.oxigraph), default_union=False)

    def solutions(self, query: str) -> list[Row]:
        """The solutions of a SELECT query that is complete."""
        return rows_of(self._graphs.query(query))

    def values(
        self, things: Iterable[str], properties: Collection[str]
    ) -> Iterator[tuple[str, str, Term]]:
        """What is said of the things, in the union: thing, property and value.

        Straight from the index: four times faster than a query.
        """
        asked, union = frozenset(properties), ox.DefaultGraph()
        for thing in things:
            for quad in self._graphs.quads_for_pattern(ox.NamedNode(thing), None, None, union):
                if (name := quad.predicate.value) in asked:
                    yield thing, name, quad.object

    def claims(self, ties: Ties) -> IndexedClaims:
        """What it tells of the claims that count."""
        return IndexedClaims(self._graphs, ties)

    def statements(self, subject: ox.NamedNode | ox.BlankNode) -> Iterator[ox.Triple]:
        """What SPARQL sees said of a thing."""
        for quad in self.oxigraph.quads_for_pattern(subject, None, None, None):
            yield quad.triple

    def in_graph(self, graph: ox.NamedNode | ox.DefaultGraph) -> Iterator[ox.Quad]:
        """The statements of one graph."""
        return self.oxigraph.quads_for_pattern(None, None, None, graph)

    @cached_property
    def graph_names(self) -> tuple[str, ...]:
        """The IRIs of the named graphs that SPARQL sees, sorted."""
        return tuple(
            sorted(n.value for n in self.oxigraph.named_graphs() if isinstance(n, ox.NamedNode))
        )

    @cached_property
    def data_version(self) -> str:
        """The SHA-256 of the asserted data in canonical form; empty if that took too long.

        The ontology, which is the program's own, and what was derived do not count.
        """
        if self._version is not None:
            return self._version
        if len(self._graphs) > 2 * _MOST_HASHED:
            told = "the data get no version: more than %s statements; name one by --data-version"
            logging.getLogger(__name__).warning(told, f"{_MOST_HASHED:,}")
            return UNVERSIONED
        return data_version(
            quad
            for name in self._graphs.named_graphs()
            if not is_ours(name.value)
            for quad in self._graphs.quads_for_pattern(None, None, None, name)
        )

    def extend(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads to their graphs and to the union of all."""
        for quad in quads:
            self._graphs.add(quad)
            self._graphs.add(ox.Quad(quad.subject, quad.predicate, quad.object))
        self._forget()

    def clear(self, graph: str) -> None:
        """Take a graph away, and what it alone said from the union of all."""
        name = ox.NamedNode(graph)
        said = [quad.triple for quad in self._graphs.quads_for_pattern(None, None, None, name)]
        self._graphs.remove_graph(name)
        for triple in said:
            left = self._graphs.quads_for_pattern(triple.subject, triple.predicate, triple.object)
            if all(isinstance(quad.graph_name, ox.DefaultGraph) for quad in left):
                self._graphs.remove(ox.Quad(triple.subject, triple.predicate, triple.object))
        self._forget()

    def _forget(self) -> None:
        for name in ("graph_names", "membership", "_children"):
            self.__dict__.pop(name, None)


def is_ours(graph: str) -> bool:
    """Whether a graph holds the ontology or what was derived, not what somebody asserts."""
    return graph == ONTOLOGY_GRAPH or (graph.startswith(GRAPH) and graph.endswith(DERIVED_SUFFIX))
