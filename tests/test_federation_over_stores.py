"""SERVICE that the settings allow, over data that a service or a folder holds."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from graph.stores import opened_store
from ontology.service import is_address
from tests.rdf import ID, MINI, written
from tests.services import oxigraph
from webapp import create_app
from webapp.__main__ import limits_of
from webapp.config import Settings
from webapp.explorer import Explorer
from webapp.federation import MAX_ROWS
from webapp.sources import DiskGraphs, graphs_of
from webapp.worker import Source
from webapp.workers import QueryService

STORES = ("service", "folder")
P = "https://example.org/p"
AWAY = "http://127.0.0.1:9/query"
NAME = ox.NamedNode("https://example.org/name")


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Another service, which is allowed: a name for Vietnam, and many things."""
    folder = tmp_path_factory.mktemp("peer")
    graph = ox.NamedNode("https://example.org/graph")
    quads = [
        ox.Quad(ox.NamedNode(ID + "VN"), NAME, ox.Literal('Việt "Nam"\\', language="vi"), graph)
    ]
    quads += [
        ox.Quad(ox.NamedNode(f"https://example.org/{n}"), ox.NamedNode(P), ox.Literal(n), graph)
        for n in range(MAX_ROWS + 1)
    ]
    ox.serialize(quads, str(folder / "peer.nq"), format=ox.RdfFormat.N_QUADS)
    with oxigraph(folder / "peer.nq", folder, "--union-default-graph") as address:
        yield address


@contextmanager
def over_service(data: Path, folder: Path) -> Iterator[Settings]:
    exported = folder / "all.nq"
    store = opened_store(None, [data])
    names = [ox.NamedNode(name) for name in store.graph_names]
    quads = [quad for name in names for quad in store.in_graph(name)]
    ox.serialize(quads, str(exported), format=ox.RdfFormat.N_QUADS)
    with oxigraph(exported, folder, "--union-default-graph") as address:
        yield Settings(store=address, data_version="one")


@contextmanager
def over_folder(data: Path, folder: Path) -> Iterator[Settings]:
    place = str(folder / "kept")
    # By a process of its own: one that has loaded keeps threads, and workers are forked from here.
    command = [sys.executable, "-m", "graph", "load", "--store", place, "--data", str(data)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    yield Settings(store=place)


@pytest.fixture(scope="module", params=STORES)
def client(request: Any, peer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A client of an explorer over a store, which may ask the peer."""
    folder = tmp_path_factory.mktemp(request.param)
    data = written(folder / "mini.ttl", MINI)
    opened = {"service": over_service, "folder": over_folder}[request.param]
    with opened(data, folder) as settings, served(settings, peer) as found:
        yield found


@contextmanager
def served(settings: Settings, peer: str) -> Iterator[Any]:
    def service(source: Source) -> QueryService:
        return QueryService(source, limits_of(settings), (peer, AWAY), settings.data_version)

    place = str(settings.store)
    # Before the folder is opened, which starts threads.
    queries = None if is_address(place) else service(DiskGraphs(Path(place)))
    store = opened_store(place, None, version=settings.data_version)
    queries = queries or service(graphs_of(store))
    try:
        yield create_app(Explorer(store), settings, queries).test_client()
    finally:
        queries.close()
        store.close()


def asked(client: Any, query: str) -> Any:
    return client.get("/sparql", query_string={"query": query, "format": "json"})


def rows(client: Any, query: str) -> list[tuple[str, ...]]:
    answer = asked(client, query)
    assert answer.status_code == 200, answer.text
    found = json.loads(answer.text)
    names = found["head"]["vars"]
    return [tuple(row[n]["value"] for n in names) for row in found["results"]["bindings"]]


def test_solutions_of_the_other_service_are_joined_with_the_data(client: Any, peer: str) -> None:
    query = (
        "PREFIX e: <https://example.org/>\n"
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
        f"SELECT ?label ?name {{ ?c skos:prefLabel ?label SERVICE <{peer}> {{ ?c e:name ?name }} }}"
        " ORDER BY ?label"
    )
    assert rows(client, query) == [("Vietnam", 'Việt "Nam"\\'), ("베트남", 'Việt "Nam"\\')]


def test_thousands_of_solutions_reach_the_store(client: Any, peer: str) -> None:
    inner = f"SELECT ?s ?n {{ ?s <{P}> ?n }} LIMIT {MAX_ROWS}"
    query = f"SELECT (COUNT(*) AS ?n) {{ SERVICE <{peer}> {{ {{ {inner} }} }} }}"
    assert rows(client, query) == [(str(MAX_ROWS),)]
    answer = asked(client, f"ASK {{ SERVICE <{peer}> {{ ?s <{P}> ?n }} }}")
    assert (answer.status_code, f"more than {MAX_ROWS} rows" in answer.text) == (502, True)


def test_answer_of_two_services_is_neither_tagged_nor_kept(client: Any, peer: str) -> None:
    answer = asked(client, f"ASK {{ SERVICE <{peer}> {{ ?s <{NAME.value}> ?n }} }}")
    assert json.loads(answer.text)["boolean"] is True
    assert "ETag" not in answer.headers
    assert "ETag" in asked(client, "ASK { ?s ?p ?o }").headers


@pytest.mark.parametrize(
    "clause",
    [
        "SERVICE <http://127.0.0.1:9/other> { ?s ?p ?o }",
        "SERVICE ?s { ?s ?p ?o }",
        "SERVICE <PEER> { ?s ?p ?o SERVICE <PEER> { ?s ?p ?o } }",
    ],
)
def test_no_other_service_is_asked(client: Any, peer: str, clause: str) -> None:
    answer = asked(client, f"SELECT * {{ ?s ?p ?o {clause.replace('PEER', peer)} }}")
    assert (answer.status_code, "SERVICE" in answer.text) == (403, True)


def test_other_service_that_is_away_is_told_unless_silent(client: Any) -> None:
    clause = f"<{AWAY}> {{ ?s ?p ?o }}"
    answer = asked(client, f"SELECT ?s {{ SERVICE {clause} }}")
    assert (answer.status_code, f"<{AWAY}> gives no answer" in answer.text) == (502, True)
    assert rows(client, f"SELECT ?o {{ <{ID}VN> a ?o SERVICE SILENT {clause} }}")


def test_construct_over_both_is_written_with_the_data(client: Any, peer: str) -> None:
    query = f"CONSTRUCT {{ ?c <{P}> ?n }} {{ ?c a ?t SERVICE <{peer}> {{ ?c <{NAME.value}> ?n }} }}"
    answer = client.get("/sparql", query_string={"query": query, "format": "ntriples"})
    assert answer.text.count("\n") == 1
    assert answer.text.startswith(f"<{ID}VN> <{P}> ")
