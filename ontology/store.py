"""The loaded data: named graphs over Oxigraph, and the one way the project queries them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from typing import Literal as OneOf

import pyoxigraph as ox

from ontology.iris import DERIVED_SUFFIX, GRAPH, ONTOLOGY_GRAPH
from ontology.membership import Membership, membership
from ontology.places import Place, first_places
from ontology.versioning import data_version

if TYPE_CHECKING:
    from rdflib import Dataset

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Value: TypeAlias = Term | str
Row: TypeAlias = dict[str, Term | None]
DefaultGraphMode: TypeAlias = OneOf["union", "as-is"]

_QUERIES = Path(__file__).parent / "queries"
_PLACEHOLDER = re.compile(r"VALUES\s+\?(\w+)\s*\{\s*\}")


class Store:
    """What is known, as named graphs whose union stands in the default graph.

    The union is kept as triples of its own, since a query over the graphs together would
    answer twice for a triple that stands in two of them.

    Attributes
    ----------
    oxigraph : pyoxigraph.Store
        What SPARQL sees. With the default graph "as-is" it holds exactly the given triples.
    default_graph : {"union", "as-is"}
        How it was loaded. `select` and all that rests on it answer the same in both modes.
    files : tuple of Path
        Where the data came from, in a fixed order.
    """

    def __init__(
        self,
        oxigraph: ox.Store,
        *,
        files: Sequence[Path] = (),
        as_is: ox.Store | None = None,
    ) -> None:
        self._graphs = oxigraph
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

    def select(self, query: str, **bindings: Value | Iterable[Value] | None) -> list[Row]:
        """The solutions of a SELECT query over the union of all graphs.

        Parameters
        ----------
        query : str
            SPARQL 1.1. A clause ``VALUES ?x { }`` is the place where the values of `x` go.
        **bindings
            A term, the IRI of one as a string, or several of them; None takes the clause
            away, so that the variable is free.

        Returns
        -------
        list of dict
            Every projected variable is a key; the unbound ones are None.

        Raises
        ------
        ValueError
            If a binding has no place in the query, or a place no binding.
        """
        solutions = self._graphs.query(with_values(query, bindings))
        if not isinstance(solutions, ox.QuerySolutions):
            raise ValueError("only SELECT queries have solutions")
        names = [variable.value for variable in solutions.variables]
        return [dict(zip(names, solution, strict=True)) for solution in solutions]

    def values(
        self, things: Iterable[str], properties: Collection[str]
    ) -> Iterator[tuple[str, str, Term]]:
        """What is said of the things, in the union: thing, property and value.

        It answers what the query "values" would, straight from the index: four times faster.
        """
        asked, union = frozenset(properties), ox.DefaultGraph()
        for thing in things:
            for quad in self._graphs.quads_for_pattern(ox.NamedNode(thing), None, None, union):
                if (name := quad.predicate.value) in asked:
                    yield thing, name, quad.object

    @cached_property
    def graph_names(self) -> tuple[str, ...]:
        """The IRIs of the named graphs that SPARQL sees, sorted."""
        return tuple(sorted(name.value for name in self.oxigraph.named_graphs()))

    @cached_property
    def membership(self) -> Membership:
        """Which analyses there are, and what ties a claim to one of them."""
        return membership(
            (row["analysis"].value, iri_of(row["graph"]), iri_of(row["base"]))
            for row in self.select(named_query("analyses"))
            if isinstance(row["analysis"], ox.NamedNode)
        )

    def analyses(self) -> tuple[str, ...]:
        """The IRIs of all analyses, first the one shown by default: on it no other builds."""
        return self.membership.in_order()

    @cached_property
    def data_version(self) -> str:
        """The SHA-256 of the asserted data in canonical form; empty if that took too long.

        The ontology, which is the program's own, and what was derived do not count.
        """
        return data_version(
            quad
            for name in self._graphs.named_graphs()
            if not _is_ours(name.value)
            for quad in self._graphs.quads_for_pattern(None, None, None, name)
        )

    @cached_property
    def _children(self) -> Mapping[str, frozenset[str]]:
        children: defaultdict[str, set[str]] = defaultdict(set)
        for row in self.select(named_query("subclasses")):
            children[str_of(row["parent"])].add(str_of(row["class"]))
        return {parent: frozenset(found) for parent, found in children.items()}

    def subclasses(self, *classes: str) -> frozenset[str]:
        """The classes and all their subclasses, however indirect."""
        found: set[str] = set()
        pending = list(classes)
        while pending:
            current = pending.pop()
            if current not in found:
                found.add(current)
                pending.extend(self._children.get(current, ()))
        return frozenset(found)

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

    def place(self, thing: str) -> Place | None:
        """Where the files first describe a thing, if they do; they are read again for it."""
        return first_places({thing}, self.files).get(thing)


def iri_of(term: Term | None) -> str | None:
    """The IRI, if the term is one."""
    return term.value if isinstance(term, ox.NamedNode) else None


def str_of(term: Term | None) -> str:
    """The IRI of a term, the text of a literal, the name of a blank node; empty for none."""
    return "" if term is None else str(getattr(term, "value", term))


def _is_ours(graph: str) -> bool:
    return graph == ONTOLOGY_GRAPH or (graph.startswith(GRAPH) and graph.endswith(DERIVED_SUFFIX))


@lru_cache
def named_query(name: str) -> str:
    """The text of one of the query files of this package, by its name without ".rq"."""
    return (_QUERIES / f"{name}.rq").read_text("utf-8")


def with_values(query: str, bindings: Mapping[str, Value | Iterable[Value] | None]) -> str:
    """The query with every empty VALUES clause filled in, or taken away for None.

    >>> with_values("SELECT * { VALUES ?c { } ?c ?p ?o }", {"c": "https://example.org/a"})
    'SELECT * { VALUES ?c { <https://example.org/a> } ?c ?p ?o }'
    """
    places = set(_PLACEHOLDER.findall(query))
    if places != set(bindings):
        raise ValueError(f"the query has places for {sorted(places)}, not {sorted(bindings)}")

    def clause(match: re.Match[str]) -> str:
        values = bindings[match[1]]
        if values is None:
            return ""
        return f"VALUES ?{match[1]} {{ {' '.join(map(_to_sparql, _several(values)))} }}"

    return _PLACEHOLDER.sub(clause, query)


def _several(values: Value | Iterable[Value]) -> Collection[Value]:
    if isinstance(values, (str, ox.NamedNode, ox.BlankNode, ox.Literal, ox.Triple)):
        return (values,)
    return tuple(values)


def _to_sparql(value: Value) -> str:
    term = ox.NamedNode(value) if isinstance(value, str) else value
    if isinstance(term, ox.BlankNode):
        raise ValueError(f"{term}: a blank node cannot be asked for by name")
    return str(term)
