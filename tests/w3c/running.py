"""A test of the W3C put to whoever answers queries, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox

from tests.w3c.comparison import expected, read, same_rows, same_tables, same_triples, table
from tests.w3c.manifest import NEGATIVE, POSITIVE, Case
from webapp.failures import MalformedQuery, QueryFailure
from webapp.query_text import query_text
from webapp.workers import QueryService, Wish

Ask = Callable[[str, str], tuple[str, bytes]]
RESULTS: Final = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}


class Failed(AssertionError):
    """The answer is not what the W3C expects."""


def store_of(case: Case) -> ox.Store:
    """The data of a test; graphs of its FROM clauses are loaded, since none is ever fetched."""
    store = ox.Store()
    for path in case.data:
        _load(store, path, None)
    for path in {*case.graphs, *_from(case)}:
        _load(store, path, ox.NamedNode(path.as_uri()))
    return store


def _load(store: ox.Store, path: Path, graph: ox.NamedNode | None) -> None:
    form = ox.RdfFormat.from_extension(path.suffix[1:])
    store.load(path=str(path), format=form, base_iri=path.as_uri(), to_graph=graph, lenient=True)
    if graph is not None:
        store.add_graph(graph)


def _from(case: Case) -> list[Path]:
    if "from" not in case.text.casefold():
        return []
    paths = [Path(unquote(urlsplit(iri).path)) for iri in query_text(case.text).graphs]
    return [path for path in paths if path.is_file()]


def check(case: Case, ask: Ask) -> None:
    """Ask what a test asks.

    Parameters
    ----------
    ask : callable
        Takes a query and the format of solutions, returns the kind of answer and the answer;
        triples come as N-Triples.

    Raises
    ------
    Failed
        If the answer is not as it should be.
    """
    if case.kind in (*POSITIVE, *NEGATIVE):
        _check_syntax(case, ask)
        return
    assert case.result is not None
    name = {".csv": "csv", ".tsv": "tsv", ".srj": "json"}.get(case.result.suffix, "xml")
    try:
        kind, document = ask(case.text, name)
    except (QueryFailure, SyntaxError, ValueError, OSError, RuntimeError) as error:
        raise Failed(f"no answer: {error}") from error
    if not _is_same(case, kind, name, document):
        raise Failed(f"another answer than {case.result.name}: {document[:300]!r}")


def _check_syntax(case: Case, ask: Ask) -> None:
    is_read, reason = True, ""
    try:
        ask(case.text, "xml")
    except (MalformedQuery, SyntaxError) as error:
        is_read, reason = False, str(error)
    except (QueryFailure, ValueError, OSError, RuntimeError):
        pass  # it was read, and refused for what it asks
    if is_read != (case.kind in POSITIVE):
        raise Failed(f"read: {is_read}; {reason}")


def _is_same(case: Case, kind: str, name: str, document: bytes) -> bool:
    assert case.result is not None
    wanted = expected(case.result)
    if kind == "graph":
        return same_triples(ox.parse(document, format=ox.RdfFormat.N_TRIPLES), wanted)
    if name == "csv":
        return same_tables(table(document.decode()), wanted)
    found = read(document, RESULTS[name])
    if isinstance(found, bool) or isinstance(wanted, bool):
        return found == wanted
    return same_rows(found, wanted, case.is_lax)


def loaded(every: Iterable[Case]) -> ox.Store:
    """One store with every graph that the tests name."""
    store = ox.Store()
    for path in sorted({p for case in every for p in (*case.data, *case.graphs, *_from(case))}):
        _load(store, path, ox.NamedNode(path.as_uri()))
    return store


def by_service(case: Case, service: QueryService) -> None:
    """Put a test to our workers; the data set is chosen as by the protocol."""
    default, named = ([path.as_uri() for path in paths] for paths in (case.data, case.graphs))
    by_query = not default and not named and bool(_from(case))
    data_set = {} if by_query else {"default_graphs": default, "named_graphs": named}

    def ask(query: str, name: str) -> tuple[str, bytes]:
        wish = Wish(result_format=name, graph_format="ntriples", **data_set)  # type: ignore[arg-type]
        answer = service.answer(query, wish)
        return answer.kind, answer.read()

    check(case, ask)


def by_oxigraph(case: Case) -> None:
    """Put a test to Oxigraph itself, which takes no notice of graphs to be loaded."""
    store = store_of(case)

    def ask(query: str, name: str) -> tuple[str, bytes]:
        found = store.query(query)
        if isinstance(found, ox.QueryTriples):
            return "graph", ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b""
        kind = "boolean" if isinstance(found, ox.QueryBoolean) else "bindings"
        return kind, found.serialize(format=RESULTS[name]) or b""

    check(case, ask)
