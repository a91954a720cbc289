"""Data that a SPARQL 1.1 service holds, read by queries alone."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final, cast

import pyoxigraph as ox

from ontology.errors import InvalidData, ServiceAway, ServiceRefusal
from ontology.iris import TERMS
from ontology.loading import ontology_store
from ontology.service import Body, Connection, Service
from ontology.store import DefaultGraphMode, Row, Store, rows_of
from ontology.terms import iri_of
from ontology.virtuoso import is_own_graph, is_truth_value

RESULTS: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
TRIPLES: Final = "application/n-triples, text/turtle;q=0.5, application/rdf+xml;q=0.1"
MAX_BYTES: Final = 256 << 20
_MOST_GRAPHS: Final = 200  # named with every query where that is needed
_PROLOGUE: Final = re.compile(r"(?:\s+|#[^\n]*(?:\n|$)|(?:PREFIX|BASE)\b[^>]*>)*", re.IGNORECASE)
_TRUTH: Final = {True: b'{"head":{},"boolean":true}', False: b'{"head":{},"boolean":false}'}

Dataset = tuple[Sequence[str], Sequence[str]]


class RemoteStore(Store):
    """Data of a service; safe to share between threads.

    The union of its named graphs stands in the default graph: by itself, or, where the service
    keeps the two apart or has graphs of its own, because every query says so. A service that
    does not hold the terms of the ontology is read as if it did.

    Parameters
    ----------
    service : Service
    default_graph : {"union", "as-is"}
        What queries from outside see: the union, or what the service has by itself.
    version : str
        What names the state of the data; it is not to be had from the service.

    Raises
    ------
    ServiceError
        If it gives no answer.
    InvalidData
        If the union would have to name too many graphs.
    """

    is_remote = True

    def __init__(
        self, service: Service, *, default_graph: DefaultGraphMode = "union", version: str = ""
    ) -> None:
        self.service = service
        self.default_graph = default_graph
        self._version = version
        self._lock = threading.Lock()
        self._idle: list[Connection] = []
        self._is_virtuoso = False
        self._dataset: Dataset = ((), ())
        try:
            names = self._graphs_there()
            self._dataset = self._united(names)
            self._terms = None if self._holds_terms() else ontology_store()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Hang up."""
        with self._lock:
            while self._idle:
                self._idle.pop().close()

    @property
    def data_version(self) -> str:
        """What names the state of the data, as it was configured; empty if it was not."""
        return self._version

    @property
    def graph_names(self) -> tuple[str, ...]:
        """The IRIs of the named graphs that SPARQL sees, sorted."""
        return self._names

    @property
    def dataset(self) -> Dataset:
        """The default and the named graphs to send with a query from outside."""
        return self._dataset if self.default_graph == "union" else ((), ())

    def solutions(self, query: str) -> list[Row]:
        """The solutions of a SELECT query that is complete."""
        found = self._solutions(query)
        if self._terms is not None:
            known = {tuple(row.values()) for row in found}
            more = rows_of(self._terms.query(query))
            found += [row for row in more if tuple(row.values()) not in known]
        return found

    def statements(self, subject: ox.NamedNode | ox.BlankNode) -> Iterator[ox.Triple]:
        """What SPARQL sees said of a thing; nothing of a blank node, which has no name here."""
        if isinstance(subject, ox.NamedNode):
            for row in self.solutions(f"SELECT DISTINCT ?p ?o {{ {subject} ?p ?o }}"):
                yield _triple(subject, row)

    def description(self, iri: str) -> list[ox.Triple]:
        """All that is said of a thing, with what is said of the blank nodes in it, three deep."""
        node = ox.NamedNode(iri)
        query = (
            f"SELECT ?p ?o ?p2 ?o2 ?p3 ?o3 {{ {node} ?p ?o OPTIONAL {{ ?o ?p2 ?o2"
            " FILTER(isBlank(?o)) OPTIONAL { ?o2 ?p3 ?o3 FILTER(isBlank(?o2)) } } }"
        )
        found: set[ox.Triple] = set()
        for row in self.solutions(query):
            subject: object = node
            for number in ("", "2", "3"):
                value = row["o" + number]
                if value is not None:
                    found.add(ox.Triple(subject, row["p" + number], value))  # type: ignore[arg-type]
                subject = value
        return sorted(found, key=str)

    def in_graph(self, graph: ox.NamedNode | ox.DefaultGraph) -> Iterator[ox.Quad]:
        """The statements of one graph."""
        pattern = "?s ?p ?o"
        if isinstance(graph, ox.NamedNode):
            pattern = f"GRAPH {graph} {{ {pattern} }}"
        for row in self._solutions(f"SELECT ?s ?p ?o {{ {pattern} }}"):
            triple = _triple(cast(ox.NamedNode, row["s"]), row)
            yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)

    # ---- Asking

    def _solutions(self, query: str) -> list[Row]:
        found, is_cut = self._page(query)
        size = len(found)
        names = list(found[0]) if found else []
        if is_cut:
            found = []
        while is_cut and size:
            # All is asked for again, by place in a fixed order: the first rows had none.
            more, _ = self._page(_paged(query, names, len(found), size))
            found += more
            is_cut = len(more) == size
        return found

    def _page(self, query: str) -> tuple[list[Row], bool]:
        with self._connection() as connection:
            body = connection.asked(query, RESULTS, self._dataset)
            self._is_virtuoso = body.is_virtuoso
            text = body.whole(MAX_BYTES)
            results = parsed_results(io.BytesIO(text), body.media_type)
            if isinstance(results, ox.QueryBoolean):
                raise ValueError("only SELECT queries have solutions")
            try:
                return rows_of(results), body.is_cut
            except (SyntaxError, ValueError) as error:
                raise ServiceAway(f"its answer cannot be read: {error}") from None

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        with self._lock:
            connection = self._idle.pop() if self._idle else self.service.connected()
        try:
            yield connection
        finally:
            with self._lock:
                self._idle.append(connection)

    # ---- What the service is like

    def _graphs_there(self) -> list[str]:
        """All named graphs; an empty pattern finds them at once where it finds them at all."""
        rows: list[Row] = []
        self._solutions("SELECT ?s { ?s ?p ?o } LIMIT 1")
        if not self._is_virtuoso:  # it answers that with one row of nothing
            with suppress(ServiceRefusal):
                rows = self._solutions("SELECT DISTINCT ?g { GRAPH ?g { } }")
        if not rows:
            # Virtuoso takes many times as long for the same with DISTINCT.
            counted = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
            rows = self._solutions(counted)
        names = sorted(filter(None, (iri_of(row["g"]) for row in rows)))
        if self._is_virtuoso:
            names = [name for name in names if not is_own_graph(name)]
        self._names = tuple(names)
        return names

    def _united(self, names: Sequence[str]) -> Dataset:
        if not names or not (self._is_virtuoso or self._keeps_apart()):
            return (), ()
        if len(names) > _MOST_GRAPHS:
            if self._is_virtuoso:
                return (), ()
            raise InvalidData(
                "the default graph",
                None,
                f"it is not the union of the {len(names)} graphs of the service; let the service"
                " make it so (oxigraph: --union-default-graph)",
            )
        return names, names

    def _keeps_apart(self) -> bool:
        """Whether something stands in a named graph that does not stand in the default graph."""
        for row in self._solutions("SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } LIMIT 20"):
            if isinstance(row["s"], ox.NamedNode) and not isinstance(row["o"], ox.BlankNode):
                pattern = f"{row['s']} {row['p']} {row['o']}"
                return not self._solutions(f"SELECT (1 AS ?x) {{ {pattern} }} LIMIT 1")
        return False

    def _holds_terms(self) -> bool:
        query = f"SELECT ?c {{ <{TERMS}Analysis> a ?c }} LIMIT 1"
        return bool(self._solutions(query))


def parsed_results(body: Body | io.BytesIO, media_type: str) -> ox.QuerySolutions | ox.QueryBoolean:
    """The solutions or the truth value in an answer.

    Raises
    ------
    ServiceAway
        If it cannot be understood.
    """
    form = ox.QueryResultsFormat.from_media_type(media_type)
    if media_type == "application/json":
        form = ox.QueryResultsFormat.JSON
    if form is None:
        raise ServiceAway(f"it answers with {media_type}, which is no result of a query")
    try:
        results = ox.parse_query_results(body, format=form)  # type: ignore[arg-type]
    except (SyntaxError, ValueError) as error:
        raise ServiceAway(f"its answer cannot be read: {error}") from None
    if isinstance(results, ox.QuerySolutions) and is_truth_value(
        variable.value for variable in results.variables
    ):
        return _truth_value(any(_is_true(row[0]) for row in results))
    return results


def _truth_value(value: bool) -> ox.QueryBoolean:
    found = ox.parse_query_results(_TRUTH[value], format=ox.QueryResultsFormat.JSON)
    return cast(ox.QueryBoolean, found)


def _is_true(term: object) -> bool:
    return isinstance(term, ox.Literal) and term.value in ("1", "true")


def _paged(query: str, names: Sequence[str], start: int, size: int) -> str:
    """The rest of what a query finds, from a place on in the order of all it tells."""
    prologue = _PROLOGUE.match(query)
    head = prologue[0] if prologue else ""
    order = " ".join(f"?{name}" for name in names)
    inner = f"SELECT * {{ {{\n{query[len(head) :]}\n}} }} ORDER BY {order}"
    return f"{head}SELECT * {{ {{ {inner} }} }} LIMIT {size} OFFSET {start}"


def _triple(subject: ox.NamedNode | ox.BlankNode, row: Row) -> ox.Triple:
    return ox.Triple(subject, cast(ox.NamedNode, row["p"]), cast(ox.NamedNode, row["o"]))
