"""Services that misbehave: each time one clear line, no secret in it, and nothing followed."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from flask.testing import FlaskClient

from graph.commands.main import main
from ontology.errors import (
    NoService,
    ServiceAway,
    ServiceBusy,
    ServiceError,
    ServiceRefusal,
    ServiceTooSlow,
)
from ontology.iris import ID
from ontology.remote import RESULTS, RemoteStore, parsed_results
from ontology.service import Service, service_at
from tests.services import free_port
from webapp import create_app
from webapp.__main__ import limits_of
from webapp.config import Settings
from webapp.explorer import Explorer
from webapp.failures import ServiceFailure
from webapp.sources import graphs_of
from webapp.workers import QueryService

EMPTY = b'{"head":{"vars":[]},"results":{"bindings":[]}}'
JSON = "application/sparql-results+json"


class _Double(BaseHTTPRequestHandler):
    """Stands in for a service; what it answers is set by each test."""

    protocol_version = "HTTP/1.1"
    seen: list[dict[str, str]]
    answer: Callable[[_Double], None]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        type(self).seen.append({**dict(self.headers), "body": body, "path": self.path})
        type(self).answer(self)

    def say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Type": JSON, **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def double(answer: Callable[[Any], None]) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """The address of a service that answers so, and the requests it has seen."""
    handler = type("Handler", (_Double,), {"answer": answer, "seen": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/query", handler.seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def says(status: int, body: bytes, **headers: str) -> Callable[[Any], None]:
    return lambda handler: handler.say(status, body, **headers)


def asked(address: str, timeout_s: float = 5, environment: dict[str, str] | None = None) -> bytes:
    connection = service_at(address, environment or {}).connected()
    try:
        return connection.asked("SELECT * { }", RESULTS, timeout_s=timeout_s).whole(1 << 20)
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("status", "body", "kind", "told"),
    [
        (400, b"no such function", ServiceRefusal, "no such function"),
        (500, b"Virtuoso 22012 Error SR084: Division by 0.", ServiceRefusal, "Division by 0"),
        (500, b"Virtuoso S1T00 Error SR171: timed out", ServiceAway, "status 500"),
        (500, b"secret stack trace", ServiceAway, "status 500"),
        (401, b"", ServiceAway, "credentials"),
        (404, b"", ServiceAway, "no queries are answered"),
        (429, b"", ServiceBusy, "too much to do"),
        (503, b"", ServiceBusy, "too much to do"),
        (504, b"", ServiceTooSlow, "did not answer"),
    ],
)
def test_each_status_tells_what_it_means(
    status: int, body: bytes, kind: type[Exception], told: str
) -> None:
    with double(says(status, body)) as (address, _), pytest.raises(kind, match=told) as caught:
        asked(address)
    assert "127.0.0.1" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_redirect_is_not_followed() -> None:
    with double(says(200, EMPTY)) as (other, seen):
        with double(says(307, b"", Location=other)) as (address, _), pytest.raises(ServiceAway):
            asked(address, environment={"POLICY_EXPLORER_STORE_USER": "me"})
        assert seen == []


def test_answer_that_takes_too_long_ends_at_the_deadline() -> None:
    def drip(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", JSON)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        for _ in range(20):
            handler.wfile.write(b" ")
            time.sleep(0.1)
        handler.close_connection = True

    with double(drip) as (address, _), pytest.raises(ServiceTooSlow, match=r"0\.3 s"):
        asked(address, timeout_s=0.3)


def test_answer_that_is_too_large_is_not_kept() -> None:
    body = b" " * (2 << 20)
    with double(says(200, body)) as (address, _), pytest.raises(ServiceAway, match="exceeds 1 MiB"):
        asked(address)


@pytest.mark.parametrize("body", [b"<html>", b"{", b'{"head":{"vars":["x"]},"results":{'])
def test_answer_that_makes_no_sense_is_told_as_that(body: bytes) -> None:
    with double(says(200, body)) as (address, _), pytest.raises(ServiceAway, match="cannot be"):
        RemoteStore(service_at(address, {}))


def test_answer_of_another_kind_is_told_as_that() -> None:
    page = says(200, b"<html>", Content_Type="text/html")
    with double(page) as (address, _), pytest.raises(ServiceAway, match="text/html"):
        RemoteStore(service_at(address, {}))


def test_connection_is_kept_and_opened_again_when_the_service_has_hung_up() -> None:
    ports = []

    def answer(handler: Any) -> None:
        ports.append(handler.client_address[1])
        handler.say(200, EMPTY)
        handler.close_connection = len(ports) == 2

    with double(answer) as (address, _):
        connection = service_at(address, {}).connected()
        for _ in range(4):
            assert connection.asked("SELECT * { }", RESULTS).whole(1000) == EMPTY
        connection.close()
    assert len(ports) == 4
    assert (ports[0], ports[2]) == (ports[1], ports[3])


def test_credentials_come_from_the_environment_and_are_told_to_nobody() -> None:
    environment = {"POLICY_EXPLORER_STORE_USER": "me", "POLICY_EXPLORER_STORE_PASSWORD": "s3cret"}
    with double(says(200, EMPTY)) as (address, seen):
        asked(address, environment=environment)
    expected = base64.b64encode(b"me:s3cret").decode()
    assert seen[0]["Authorization"] == f"Basic {expected}"
    assert expected not in repr(service_at(address, environment))
    header = {"POLICY_EXPLORER_STORE_AUTHORIZATION": "Bearer x"}
    assert service_at(address, header).authorization == "Bearer x"
    with pytest.raises(NoService):
        service_at(address, {"POLICY_EXPLORER_STORE_AUTHORIZATION": "a\r\nB: c"})


@pytest.mark.parametrize(
    "address", ["http://me:s3cret@127.0.0.1/", "http://", "https://h:x/", "http://h /", "http://ü/"]
)
def test_address_that_makes_no_sense_is_refused_without_repeating_it(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["list", "--store", address]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "s3cret" not in told


def test_service_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--store", f"http://127.0.0.1:{free_port()}/query"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("error: the service that holds the data cannot be used: ")
    assert told.count("\n") == 1


def test_truth_value_of_virtuoso_is_one() -> None:
    row = b'{"__ASK_RETVAL":{"type":"typed-literal","value":"%d"}}'
    head = b'{"head":{"vars":["__ASK_RETVAL"]},"results":{"bindings":['
    import io

    for value in (0, 1):
        results = parsed_results(io.BytesIO(head + row % value + b"]}}"), JSON)
        assert bool(results) is bool(value)


# The explorer -----------------------------------------------------------------------------------


@contextmanager
def client_of(address: str, **settings: Any) -> Iterator[FlaskClient]:
    """A client of the application over a service."""
    chosen = Settings(store=address, **settings)
    store = RemoteStore(Service(address))
    queries = QueryService(graphs_of(store), limits_of(chosen))
    try:
        app = create_app(Explorer(store), chosen, queries)
        yield app.test_client()
    finally:
        queries.close()
        store.close()


def test_what_may_not_be_asked_never_reaches_the_service() -> None:
    with double(says(200, EMPTY)) as (address, seen), client_of(address) as client:
        before = len(seen)
        for query, status in (
            ("INSERT DATA { <urn:a> <urn:a> <urn:a> }", 403),
            ("SELECT * { SERVICE <http://127.0.0.1/> { } }", 403),
            ("SELECT * FROM <urn:x> { }", 400),
            ("SELECT * {", 400),
            ("SELECT * { " + "(" * 20_000, 400),
        ):
            assert client.get("/sparql", query_string={"query": query}).status_code == status
        assert len(seen) == before
        assert client.get("/sparql", query_string={"query": "SELECT * { }"}).status_code == 200
        assert len(seen) == before + 1


def test_service_that_goes_away_is_502_until_it_is_back() -> None:
    is_away = threading.Event()

    def answer(handler: Any) -> None:
        handler.say(500 if is_away.is_set() else 200, EMPTY)

    with double(answer) as (address, _), client_of(address) as client:
        query = {"query": "SELECT * { ?s ?p ?o }"}
        assert client.get("/sparql", query_string=query).status_code == 200
        is_away.set()
        answered = client.get("/sparql", query_string=query)
        assert answered.status_code == 502
        assert "service that holds the data" in answered.text
        assert client.get("/id/VN", headers={"Accept": "text/turtle"}).status_code == 502
        assert client.get("/healthz").status_code == 200
        is_away.clear()
        assert client.get("/sparql", query_string=query).status_code == 200


@pytest.mark.parametrize(("status", "expected"), [(503, 503), (429, 503), (504, 504), (400, 400)])
def test_status_of_the_service_is_handed_on(status: int, expected: int) -> None:
    now = [200]
    with double(lambda h: h.say(now[0], EMPTY)) as (address, _), client_of(address) as client:
        now[0] = status
        answered = client.get("/sparql", query_string={"query": "SELECT * { ?s ?p ?o }"})
    assert answered.status_code == expected
    assert ("Retry-After" in answered.headers) == (expected == 503)


def test_slow_service_is_stopped_at_the_deadline() -> None:
    is_slow = threading.Event()

    def answer(handler: Any) -> None:
        if is_slow.is_set():
            time.sleep(2)
        handler.say(200, EMPTY)

    with double(answer) as (address, _), client_of(address, timeout_s=0.5) as client:
        is_slow.set()
        answered = client.get("/sparql", query_string={"query": "SELECT * { ?s ?p ?o }"})
        assert answered.status_code == 504


def test_limits_of_rows_hold_for_a_service() -> None:
    rows = b",".join(b'{"x":{"type":"literal","value":"%d"}}' % n for n in range(50))
    body = b'{"head":{"vars":["x"]},"results":{"bindings":[' + rows + b"]}}"
    now = [EMPTY]
    with (
        double(lambda h: h.say(200, now[0])) as (address, _),
        client_of(address, max_rows=10) as client,
    ):
        now[0] = body
        answered = client.get("/sparql", query_string={"query": "SELECT ?x { ?x ?y ?z }"})
    assert answered.status_code == 200
    assert len(answered.get_json(force=True)["results"]["bindings"]) == 10
    assert answered.headers["Policy-Explorer-Truncated"].startswith("true")


def test_answers_of_a_service_are_kept_only_for_a_version_that_somebody_named() -> None:
    for version, asked_times in (("", 2), ("2026-11", 1)):
        with (
            double(says(200, EMPTY)) as (address, seen),
            client_of(address, data_version=version) as client,
        ):
            before = len(seen)
            for _ in range(2):
                client.get("/sparql", query_string={"query": "SELECT * { ?s ?p ?o }"})
            assert len(seen) - before == asked_times


@pytest.mark.parametrize(
    ("query", "is_said"),
    [
        ("SELECT * { <VN> ?p ?o }", True),
        ('SELECT (IRI("VN") AS ?x) {}', True),
        ("PREFIX a: <b> SELECT * { ?s ?p ?o }", True),
        ("PREFIX a: <b> BASE <http://x/> SELECT * { <VN> ?p ?o }", True),
        ("BASE <x> SELECT * { ?s ?p ?o }", True),
        ("# BASE <http://x/>\nSELECT * { <VN> ?p ?o }", True),
        ("BASE <http://x/> SELECT * { <VN> ?p ?o }", False),
        ("PREFIX a: <http://y/> base <http://x/> SELECT * { <VN> ?p ?o }", False),
        ("SELECT * { <http://x/VN> ?p ?o }", False),
    ],
)
def test_base_is_said_once_and_only_where_something_needs_it(query: str, is_said: bool) -> None:
    with double(says(200, EMPTY)) as (address, seen), client_of(address) as client:
        assert client.get("/sparql", query_string={"query": query}).status_code == 200
    sent = parse_qs(seen[-1]["body"])["query"][0]
    assert sent == (f"BASE <{ID}> {query}" if is_said else query)


def test_answer_of_a_service_that_cannot_be_read_is_no_fault_of_the_query() -> None:
    body = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"VN"}}]}}'
    now = [EMPTY]
    with double(lambda h: h.say(200, now[0])) as (address, _), client_of(address) as client:
        now[0] = body
        query = {"query": "SELECT ?x { ?x ?y ?z }"}
        answered = client.get("/sparql", query_string=query)
    assert answered.status_code == 502
    assert "cannot be read" in answered.text


def test_failures_of_services_are_failures_of_queries() -> None:
    from webapp.failures import of_service

    assert isinstance(of_service(ServiceAway("gone")), ServiceFailure)
    assert isinstance(ServiceAway("gone"), ServiceError)
