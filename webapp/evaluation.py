"""One query, evaluated over a store and its answer written within limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import IO, Any, Final, Protocol, cast

import pyoxigraph as ox

from ontology.errors import ServiceAway, ServiceError
from ontology.iris import GRAPH, ID, TERMS
from webapp import failures
from webapp.csv_text import is_even, lines
from webapp.diagnosis import malformed_query
from webapp.draft import Draft
from webapp.formats import GRAPH_WRITERS, RESULT_WRITERS
from webapp.query_text import BASE, QueryText, query_text
from webapp.spool import Full, RowCount, Spool, cut
from webapp.xml_text import XmlText, nameable

_MOST_OVERHEAD: Final = 1 << 20
_OF_LINES: Final = ("ntriples", "nquads")
_OF_XML: Final = ("xml", "rdfxml")
_WITH_PREFIXES: Final = ("turtle", "trig", "rdfxml")
PREFIXES: Final = {
    "pol": TERMS,
    "id": ID,
    "graph": GRAPH,
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "qb": "http://purl.org/linked-data/cube#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "owl": "http://www.w3.org/2002/07/owl#",
}


class Graphs(Protocol):
    """What queries are put to: a store that is loaded here, or a service."""

    @property
    def query(self) -> Callable[..., object]:
        """Solutions, a truth value or triples."""

    def contains_named_graph(self, name: ox.NamedNode, /) -> bool:
        """Whether there is a graph of this name."""


@dataclass(frozen=True, slots=True)
class Request:
    """A query and how its answer is wanted.

    Attributes
    ----------
    query : str
    result_format, graph_format : str or None
        The formats for solutions or a truth value, and for triples; None if no format for
        them suits the client, so that the answer is not even written.
    default_graphs, named_graphs : sequence of str, or None
        The data set that the protocol asks for; None where the query itself decides.
    max_rows, max_bytes : int
        The limits of the answer.
    """

    query: str
    result_format: str | None
    graph_format: str | None
    default_graphs: Sequence[str] | None
    named_graphs: Sequence[str] | None
    max_rows: int
    max_bytes: int

    def fields(self) -> dict[str, Any]:
        """What it says by name."""
        return _fields(self)


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a query.

    Attributes
    ----------
    kind : str
        ``"bindings"``, ``"boolean"`` or ``"graph"``.
    format : str or None
        The name of the format it is written in; None if none suited the client.
    is_truncated : bool
        Whether the limits cut the answer.
    is_volatile : bool
        Whether the query may answer differently when asked again.
    """

    kind: str
    format: str | None
    is_truncated: bool
    is_volatile: bool

    def fields(self) -> dict[str, Any]:
        """What it says by name."""
        return _fields(self)


def _fields(told: Request | Reply) -> dict[str, Any]:
    """As `dataclasses.asdict`, which takes a tenth of a short query."""
    return {name: getattr(told, name) for name in told.__slots__}


def reply(store: Graphs, request: Request, draft: Draft) -> dict[str, Any]:
    """The fields of a `Reply`, or the name and the arguments of a failure."""
    try:
        return answered(store, request, draft).fields()
    except failures.MalformedQuery as error:
        return {"failure": "MalformedQuery", "of": [error.reason, error.line, error.column]}
    except failures.UnknownGraph as error:
        return {"failure": "UnknownGraph", "of": [error.graph]}
    except failures.OutOfTime as error:
        return {"failure": "OutOfTime", "of": [error.timeout_s]}
    except failures.Overloaded as error:
        return {"failure": "Overloaded", "of": [error.retry_after_s]}
    except failures.QueryFailure as error:
        return {"failure": type(error).__name__, "of": [str(error)]}


def answered(store: Graphs, request: Request, draft: Draft) -> Reply:
    """Evaluate a query and write its answer.

    Raises
    ------
    MalformedQuery, RefusedQuery, UnknownGraph
        If it cannot, or may not, be evaluated.
    ServiceFailure, ServiceQueryRefused, OutOfTime
        If a service holds the data and gives no answer.
    """
    text = query_text(request.query)
    try:
        found = _answer(partial(_asked, store, request, text), request, text, draft)
    except SyntaxError as error:  # of the answer: only services give any that has to be read
        unreadable = ServiceAway(f"its answer cannot be read: {error.msg}")
        raise failures.of_service(unreadable) from error
    except ServiceError as error:
        raise failures.of_service(error) from error
    except (ValueError, OSError, RuntimeError) as error:
        raise failures.RefusedQuery(f"the query cannot be evaluated: {error}") from error
    # A store that is loaded here leaves nothing out.
    return replace(found, is_truncated=True) if getattr(store, "is_cut", False) else found


def _asked(store: Graphs, request: Request, text: QueryText) -> object:
    try:
        return store.query(request.query, base_iri=BASE, **_dataset(store, request, text))
    except SyntaxError as error:
        raise malformed_query(request.query, str(error.msg), PREFIXES) from error


def _answer(ask: Callable[[], object], request: Request, text: QueryText, draft: Draft) -> Reply:
    results = ask()
    if isinstance(results, ox.QuerySolutions):
        found = _bindings(results, request, text, draft)
        if found.format == "csv" and not is_even(draft.content(), len(results.variables)):
            again = cast(ox.QuerySolutions, ask())
            return replace(found, is_truncated=_lines_written(lines(again), request, draft))
        return found
    if isinstance(results, ox.QueryBoolean):
        return _boolean(results, request, text, draft)
    try:
        return _graph(cast(Iterable[ox.Triple], results), request, text, draft)
    except _TooLarge as error:
        draft.replace(b"")
        fewer = replace(request, max_rows=error.before)
        return replace(_answer(ask, fewer, text, draft), is_truncated=True)


def _dataset(store: Graphs, request: Request, text: QueryText) -> dict[str, Any]:
    """The data set as the protocol asks for it; without, the query's own clauses decide."""
    by_protocol = (request.default_graphs, request.named_graphs)
    if by_protocol == (None, None):
        _check_graphs(store, text.graphs)
        return {}
    default, named = (_check_graphs(store, graphs or ()) for graphs in by_protocol)
    return {"default_graph": default, "named_graphs": named}


def _check_graphs(store: Graphs, graphs: Iterable[str]) -> list[ox.NamedNode]:
    nodes = []
    for graph in graphs:
        try:
            node = ox.NamedNode(graph)
        except ValueError as error:
            raise failures.UnknownGraph(graph) from error
        if not store.contains_named_graph(node):
            raise failures.UnknownGraph(graph)
        nodes.append(node)
    return nodes


def _bindings(results: ox.QuerySolutions, request: Request, text: QueryText, draft: Draft) -> Reply:
    name = request.result_format
    is_cut = False
    if name is not None:
        is_cut = _written(results, name, RESULT_WRITERS[name], request, draft)
    return Reply("bindings", name, is_cut, text.is_volatile)


def _written(results: Any, name: str, writer: Any, request: Request, draft: Draft) -> bool:
    """Let Oxigraph write rows; returns whether the limits cut them."""
    spool = Spool(draft, request.max_bytes, RowCount(name, is_exact=False), request.max_rows)
    try:
        results.serialize(cast(IO[bytes], _output(spool, name)), format=writer)
    except Full:
        draft.replace(cut(draft.content()[: request.max_bytes], name, request.max_rows))
        return True
    return False


def _output(spool: Spool, name: str) -> Spool | XmlText:
    return XmlText(spool) if name in _OF_XML else spool


def _lines_written(rows: Iterator[bytes], request: Request, draft: Draft) -> bool:
    """Have the header and the rows up to the limits instead; tells whether there were more."""
    draft.replace(b"")
    size = 0
    for number, row in enumerate(rows):
        size += len(row)
        if number > request.max_rows or size > request.max_bytes:
            return True
        draft.write(row)
    return False


def _boolean(results: ox.QueryBoolean, request: Request, text: QueryText, draft: Draft) -> Reply:
    name = request.result_format
    if name is not None:
        results.serialize(cast(IO[bytes], draft), format=RESULT_WRITERS[name])
    return Reply("boolean", name, is_truncated=False, is_volatile=text.is_volatile)


def _graph(results: Iterable[ox.Triple], request: Request, text: QueryText, draft: Draft) -> Reply:
    name = request.graph_format
    is_cut = False
    if name in _OF_LINES and isinstance(results, ox.QueryTriples):
        is_cut = _written(results, name, GRAPH_WRITERS[name], request, draft)
    elif name is not None:
        # Room for what a format writes at its end; no triple is begun beyond the limit.
        spool = Spool(draft, request.max_bytes + _MOST_OVERHEAD)
        triples = _Limited(results, spool, request)
        try:
            ox.serialize(
                nameable(triples) if name == "rdfxml" else triples,
                cast(IO[bytes], _output(spool, name)),
                format=GRAPH_WRITERS[name],
                prefixes=_prefixes(text) if name in _WITH_PREFIXES else None,
            )
        except Full as error:
            raise _TooLarge(triples.begun - 1) from error
        is_cut = triples.is_cut
    return Reply("graph", name, is_cut, text.is_volatile)


class _TooLarge(Exception):
    """A triple alone goes far beyond the limit; what was written breaks off in the middle of it.

    Attributes
    ----------
    before : int
        How many triples there are before it.
    """

    def __init__(self, before: int) -> None:
        self.before = before
        super().__init__(before)


class _Limited:
    """The triples up to the limits; tells how many were begun and whether there were more."""

    def __init__(self, triples: Iterable[ox.Triple], spool: Spool, request: Request) -> None:
        self._triples = triples
        self._spool = spool
        self._request = request
        self.begun = 0
        self.is_cut = False

    def __iter__(self) -> Iterator[ox.Triple]:
        for triple in self._triples:
            is_full = self._spool.size >= self._request.max_bytes
            if is_full or self.begun >= self._request.max_rows:
                self.is_cut = True
                return
            self.begun += 1
            yield triple


def _prefixes(text: QueryText) -> dict[str, str]:
    own = {name: iri for name, iri in text.prefixes.items() if ":" in iri}
    taken = set(own.values())
    return {name: iri for name, iri in PREFIXES.items() if iri not in taken} | own
