"""SERVICE for services that the settings allow: what is asked, what comes back, what is refused."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from webapp import failures
from webapp.federation import MAX_ROWS
from webapp.tables import table
from webapp.workers import Limits, QueryService

SECRET = "http://127.0.0.1:9/secret"
EVIL = "http://x/> } } SERVICE <http://127.0.0.1:9/"


def told(variables: list[str], *rows: dict[str, dict[str, str]]) -> bytes:
    return json.dumps({"head": {"vars": variables}, "results": {"bindings": rows}}).encode()


def iri(value: str) -> dict[str, str]:
    return {"type": "uri", "value": value}


ANSWERS = {
    "/good": told(
        ["s", "n"],
        {"s": iri("http://x/1"), "n": {"type": "literal", "value": 'a"b\\\n', "xml:lang": "ko"}},
        {"s": iri("http://x/2")},
    ),
    "/empty": told(["s"]),
    "/ask": b'{"head": {}, "boolean": true}',
    "/broken": b'{"head": ',
    "/evil": told(["s"], {"s": iri(EVIL)}),
    "/evil-datatype": told(["s"], {"s": {"type": "literal", "value": "1", "datatype": EVIL}}),
    "/blank": told(["s"], {"s": {"type": "bnode", "value": "b"}}),
    "/many": told(["s"], *[{"s": iri(f"http://x/{n}")} for n in range(MAX_ROWS + 1)]),
    "/large": b" " * (9 << 20),
}


class Peer(BaseHTTPRequestHandler):
    """Another service, for better and for worse."""

    asked: ClassVar[list[tuple[str, str]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.asked.append((self.path, parse_qs(body)["query"][0]))
        if self.path == "/redirect":
            self.send_response(307)
            self.send_header("Location", "/good")
            self.end_headers()
        elif self.path == "/slow":
            self.trickle()
        else:
            self.send_response(200 if self.path in ANSWERS else 500)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.end_headers()
            self.wfile.write(ANSWERS.get(self.path, b""))

    def trickle(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(100):
                self.wfile.write(b" ")
                time.sleep(0.05)
        except OSError:
            pass

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def peer() -> Iterator[str]:
    """The address of a server with good and bad services."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Peer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def service(peer: str) -> Iterator[QueryService]:
    """A service over two triples that may ask the peer, but not for its secret."""
    store = ox.Store()
    for number in (1, 3):
        node = ox.NamedNode(f"http://x/{number}")
        store.add(ox.Quad(node, ox.NamedNode("http://x/p"), ox.Literal(number)))
    allowed = [f"{peer}{path}" for path in (*ANSWERS, "/redirect", "/slow", "/fails")]
    service = QueryService(store, Limits(timeout_s=5, cache_bytes=1 << 20), allowed)
    yield service
    service.close()


@pytest.fixture(autouse=True)
def asked() -> list[tuple[str, str]]:
    """What the peer is asked during a test."""
    Peer.asked.clear()
    return Peer.asked


def rows(service: QueryService, query: str) -> list[tuple[str | None, ...]]:
    found = table(service.answer(query)).rows
    return sorted((tuple(cell and cell.value for cell in row) for row in found), key=str)


def test_solutions_of_an_allowed_service_are_joined(service: QueryService, peer: str) -> None:
    query = f"SELECT ?s ?n ?o {{ ?s <http://x/p> ?o SERVICE <{peer}/good> {{ ?s ?p ?n }} }}"
    assert rows(service, query) == [("http://x/1", 'a"b\\\n', "1")]


def test_service_is_asked_its_pattern_with_prefixes_and_nothing_else(
    service: QueryService, peer: str, asked: list[tuple[str, str]]
) -> None:
    query = (
        f"PREFIX x: <http://x/> PREFIX peer: <{peer}/>\n"
        'SELECT ?s { { ?s x:p ?o } UNION { SERVICE peer:good { ?s x:q "}" # }\n } } }'
    )
    assert rows(service, query) == [
        ("http://x/1",),
        ("http://x/1",),
        ("http://x/2",),
        ("http://x/3",),
    ]
    ((path, put),) = asked
    assert path == "/good" and "x:p" not in put
    assert put.startswith("BASE <") and "PREFIX x: <http://x/>" in put
    assert put.endswith('SELECT * WHERE { ?s x:q "}" # }\n }')


def test_answer_that_rests_on_another_service_is_asked_anew(
    service: QueryService, peer: str, asked: list[tuple[str, str]]
) -> None:
    for _ in range(2):
        answer = service.answer(f"ASK {{ SERVICE <{peer}/good> {{ ?s ?p ?o }} }}")
        answer.file.close()
        assert answer.is_volatile
    assert len(asked) == 2


def test_service_that_knows_nothing_joins_with_nothing(service: QueryService, peer: str) -> None:
    query = f"SELECT * {{ ?s ?p ?o SERVICE <{peer}/empty> {{ ?s ?q ?r }} }}"
    assert rows(service, query) == []


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/redirect", "leads to another address, which is not followed"),
        ("/fails", "status 500"),
        ("/ask", "does not answer with solutions"),
        ("/broken", "cannot be read"),
        ("/evil", "cannot be read"),
        ("/evil-datatype", "cannot be read"),
        ("/blank", "blank nodes"),
        ("/many", f"more than {MAX_ROWS} rows"),
        ("/large", "more than 8 MiB"),
    ],
)
def test_service_that_fails_fails_the_query_unless_silent(
    service: QueryService, peer: str, asked: list[tuple[str, str]], path: str, reason: str
) -> None:
    clause = f"<{peer}{path}> {{ ?s ?q ?r }}"
    with pytest.raises(failures.OtherServiceFailed, match=reason):
        service.answer(f"SELECT * {{ SERVICE {clause} }}")
    found = rows(service, f"SELECT ?s {{ ?s <http://x/p> ?o SERVICE SILENT {clause} }}")
    assert found == [("http://x/1",), ("http://x/3",)]
    assert [each for each, _ in asked] == [path, path]


def test_service_that_trickles_is_given_up_in_time(service: QueryService, peer: str) -> None:
    from webapp.workers import Wish

    with pytest.raises(failures.OutOfTime, match=r"0\.3 s"):
        service.answer(f"ASK {{ SERVICE <{peer}/slow> {{ ?s ?p ?o }} }}", Wish(timeout_s=0.3))
    with pytest.raises(failures.OutOfTime):
        service.answer(f"ASK {{ SERVICE SILENT <{peer}/slow> {{}} }}", is_abandoned=lambda: True)


@pytest.mark.parametrize(
    "clause",
    [
        f"SERVICE <{SECRET}> {{ ?s ?p ?o }}",
        "SERVICE ?service { ?s ?p ?o }",
        "SERVICE SILENT ?service { ?s ?p ?o }",
        "BIND(<PEER/good> AS ?x) SERVICE ?x { ?s ?p ?o }",
        "SERVICE <PEER/good/> { ?s ?p ?o }",
        "SERVICE <PEER/good?x> { ?s ?p ?o }",
        "SERVICE <PEER/../good> { ?s ?p ?o }",
        "SERVICE <PEER/good> { SERVICE <PEER/empty> { ?s ?p ?o } }",
        f"SERVICE <PEER/good> {{ ?s ?p ?o }} SERVICE <{SECRET}> {{ ?s ?p ?o }}",
        "FILTER(trueSERVICE <PEER/good> { ?s ?p ?o }",
    ],
)
def test_anything_but_a_plain_allowed_service_is_never_asked(
    service: QueryService, peer: str, asked: list[tuple[str, str]], clause: str
) -> None:
    with pytest.raises(failures.RefusedQuery, match="SERVICE"):
        service.answer(f"SELECT * {{ {clause.replace('PEER', peer)} }}")
    assert asked == []


def test_update_asks_no_service(
    service: QueryService, peer: str, asked: list[tuple[str, str]]
) -> None:
    with pytest.raises(failures.RefusedQuery):
        service.answer(f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{peer}/good> {{ ?s ?p ?o }} }}")
    assert asked == []
