"""What is known, wherever it is held, and the one way the project queries it."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from typing import Literal as OneOf

import pyoxigraph as ox

from ontology.iris import DERIVED_SUFFIX, TERMS
from ontology.layout import graph_names
from ontology.membership import Membership, membership
from ontology.places import Place, first_places
from ontology.terms import Term, iri_of, str_of
from ontology.told import Ties, ToldClaims, batches

if TYPE_CHECKING:
    from ontology.indexed import IndexedClaims

Value: TypeAlias = Term | str
Row: TypeAlias = dict[str, Term | None]
DefaultGraphMode: TypeAlias = OneOf["union", "as-is"]

_QUERIES = Path(__file__).parent / "queries"
_MOST_DESCRIBED = 100_000
_PLACEHOLDER = re.compile(r"VALUES\s+\?(\w+)\s*\{\s*\}")


class Store(ABC):
    """What is known, as named graphs whose union stands in the default graph.

    One interface for data that are loaded here and for data that a service holds. Everything
    else reads through `select`, `statements` and `in_graph`.

    Attributes
    ----------
    files : tuple of Path
        Where the data came from, in a fixed order.
    default_graph : {"union", "as-is"}
        What queries from outside see. `select` and all that rests on it answer the same in
        both modes.
    is_remote : bool
        Whether the data are held by a service, which can only be read.
    """

    is_remote = False
    default_graph: DefaultGraphMode
    files: tuple[Path, ...] = ()

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
        ServiceError
            If the data are held by a service that gives no answer.
        """
        return self.solutions(with_values(query, bindings))

    def values(
        self, things: Iterable[str], properties: Collection[str]
    ) -> Iterator[tuple[str, str, Term]]:
        """What is said of the things, in the union: thing, property and value."""
        asked = " ".join(f", {ox.NamedNode(name)}" for name in sorted(properties))[2:]
        query = (
            "SELECT DISTINCT ?thing ?property ?value { VALUES ?thing { } ?thing ?property ?value"
            f" FILTER (?property IN ({asked})) }}"
        )
        for batch in batches(things):
            for row in self.select(query, thing=batch):
                if (value := row["value"]) is not None:
                    yield str_of(row["thing"]), str_of(row["property"]), value

    def claims(self, ties: Ties) -> ToldClaims | IndexedClaims:
        """What it tells of the claims that count."""
        return ToldClaims(self, ties)

    @abstractmethod
    def solutions(self, query: str) -> list[Row]:
        """The solutions of a SELECT query that is complete."""

    @abstractmethod
    def statements(self, subject: ox.NamedNode | ox.BlankNode) -> Iterator[ox.Triple]:
        """What SPARQL sees said of a thing."""

    def description(self, iri: str) -> list[ox.Triple]:
        """All that is said of a thing, with what is said of the blank nodes in it.

        https://www.w3.org/submissions/CBD/
        """
        found: dict[ox.Triple, None] = {}
        pending: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(iri)]
        seen = set(pending)
        while pending and len(found) < _MOST_DESCRIBED:
            for triple in self.statements(pending.pop()):
                found[triple] = None
                if isinstance(triple.object, ox.BlankNode) and triple.object not in seen:
                    seen.add(triple.object)
                    pending.append(triple.object)
        return sorted(found, key=str)

    def uses_property(self, iri: str) -> bool:
        """Whether any statement has this property."""
        return bool(self.solutions(f"SELECT ?s {{ ?s {ox.NamedNode(iri)} ?o }} LIMIT 1"))

    @abstractmethod
    def in_graph(self, graph: ox.NamedNode | ox.DefaultGraph) -> Iterator[ox.Quad]:
        """The statements of one graph."""

    @property
    @abstractmethod
    def graph_names(self) -> tuple[str, ...]:
        """The IRIs of the named graphs that SPARQL sees, sorted."""

    @property
    @abstractmethod
    def data_version(self) -> str:
        """What names the state of the asserted data; empty if nothing does."""

    def close(self) -> None:
        """Let go of what is held open; nothing can be asked afterwards."""
        return

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

    def place(self, thing: str) -> Place | None:
        """Where the files first describe a thing, if they do; they are read again for it."""
        return first_places({thing}, self.files).get(thing)

    def derived_graphs(self) -> dict[str, str]:
        """The graph with what follows from each analysis, where there is one."""
        names = graph_names(self.analyses())
        homes = ((analysis, (names[analysis], *self._declaring(analysis))) for analysis in names)
        found = ((analysis, home + DERIVED_SUFFIX) for analysis, all_ in homes for home in all_)
        return {analysis: graph for analysis, graph in found if graph in self.graph_names}

    def outdated_graphs(self) -> dict[str, str]:
        """The derived graphs that name another state of the data than the present one, and that.

        None where the present one has no name, or they name none.
        """
        derived = self.derived_graphs().values()
        told = self.values(derived, [TERMS + "dataVersion"]) if self.data_version else ()
        versions = {graph: str_of(version) for graph, _, version in told}
        return {graph: of for graph, of in versions.items() if of != self.data_version}

    def _declaring(self, analysis: str) -> list[str]:
        return [graph for graph, found in self.membership.declared.items() if analysis in found]


def rows_of(results: object) -> list[Row]:
    """The solutions of a SELECT query as rows.

    Raises
    ------
    ValueError
        If it was another query.
    """
    if not isinstance(results, ox.QuerySolutions):
        raise ValueError("only SELECT queries have solutions")
    names = [variable.value for variable in results.variables]
    return [dict(zip(names, solution, strict=True)) for solution in results]


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
