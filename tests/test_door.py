"""The loop answers the usual query itself, and whatever it answers is what a thread would."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import quote

import pytest
from flask import Flask

from webapp import door, serving
from webapp.asking import Asking
from webapp.config import Settings
from webapp.door import Door
from webapp.draft import MOST_IN_MEMORY

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
MANY = "SELECT * { ?s ?p ?o . ?t ?q ?r } LIMIT"
Told = tuple[int, list[tuple[str, str]], bytes]


@pytest.fixture
def opened(mini_app: Flask) -> Iterator[Callable[[], Door]]:
    """Opens a door of the application over the small analysis."""
    running: list[tuple[Door, threading.Thread, socket.socket]] = []

    def made() -> Door:
        listener = socket.create_server(("127.0.0.1", 0))
        server = serving.server(mini_app, listener, Settings())
        thread = threading.Thread(target=server.run)
        thread.start()
        running.append((server, thread, listener))
        return server

    yield made
    for server, thread, listener in running:
        server.task_dispatcher.shutdown()
        server.close()
        thread.join(10)
        listener.close()
        assert not thread.is_alive()


def without_threads(server: Door) -> Door:
    """The same server, which can hand nothing to a thread any more."""

    def refuse(_: object) -> None:
        raise AssertionError("a thread was asked for")

    server.task_dispatcher.add_task = refuse
    return server


def connected(server: Door) -> HTTPConnection:
    return HTTPConnection("127.0.0.1", server.socket.getsockname()[1], timeout=20)


def told(connection: HTTPConnection, query: str, **headers: str) -> Told:
    target = f"/sparql?query={quote(query)}"
    connection.request("GET", target, headers={"Accept-Encoding": "identity"} | headers)
    answer = connection.getresponse()
    names = sorted((n.lower(), v) for n, v in answer.getheaders() if n not in ("Date", "Vary"))
    return answer.status, names, answer.read()


def test_usual_queries_need_no_thread(opened: Callable[[], Door]) -> None:
    server = opened()
    with closing(connected(server)) as connection:
        told(connection, "ASK {}")  # now there is a worker
        without_threads(server)
        for number in range(20):
            status, _, body = told(connection, f"SELECT ({number} * 3 AS ?n) {{}}")
            found = json.loads(body)["results"]["bindings"][0]["n"]["value"]
            assert (status, found) == (200, str(number * 3))
        assert told(connection, "ASK {}")[2] == told(connection, "ASK {}")[2]


def test_answers_of_some_length_need_no_thread_either(
    opened: Callable[[], Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "PATIENCE_S", 20.0)
    server = opened()
    with closing(connected(server)) as connection:
        expected = told(connection, f"{MANY} 800")[2]
        assert 150_000 < len(expected) < MOST_IN_MEMORY
        without_threads(server)
        for number in range(10):
            assert told(connection, f"{MANY} 800 # {number}")[2] == expected


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 20", {}),
        ("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o", {"Accept": "text/csv"}),
        ("CONSTRUCT WHERE { ?s a ?o }", {"Accept": "application/n-triples"}),
        ("ASK { FILTER(NOW() = NOW()) }", {}),
        ("ASK {", {}),
        ("ASK { SERVICE <http://x/> {} }", {}),
        ("CLEAR ALL", {}),
        ("ASK {}", {"Accept": "image/png"}),
        ("CONSTRUCT WHERE { ?s a ?o }", {"Accept": "text/csv"}),
        ("ASK {}", {"Timeout": "0"}),
        ("ASK {}", {"Host": "evil.example"}),
        ("ASK {} # " + "x" * 20_000, {}),
        (f"{MANY} 9000", {}),
    ],
)
def test_loop_and_threads_tell_the_same(
    opened: Callable[[], Door], query: str, headers: dict[str, str]
) -> None:
    server = opened()
    with closing(connected(server)) as connection:
        told(connection, "ASK { FILTER(1 = 1) }")
        by_loop = told(connection, query, **headers)
        server._short_way = None
        assert told(connection, query, **headers) == by_loop


def test_what_takes_longer_is_waited_for_by_a_thread(
    opened: Callable[[], Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "PATIENCE_S", 0.0)
    server = opened()
    with closing(connected(server)) as connection:
        for number in range(10):
            status, _, body = told(connection, f"SELECT ({number} AS ?n) {{ ?s ?p ?o }} LIMIT 1")
            assert status == 200 and f'"{number}"'.encode() in body
        assert told(connection, ENDLESS, Timeout="0.3")[0] == 504
        assert told(connection, "ASK { FILTER(2 = 2) }")[0] == 200


def test_answers_come_in_the_order_of_the_requests(opened: Callable[[], Door]) -> None:
    server = opened()
    asked = [f"/sparql?query=ASK%20%7B%7D%20%23{number}" for number in range(3)]
    targets = [asked[0], "/healthz", asked[0], asked[1], "/nothing", asked[2], asked[2]]
    requests = [f"GET {each} HTTP/1.1\r\nHost: localhost\r\n\r\n" for each in targets]
    requests.append("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    with socket.create_connection(server.socket.getsockname(), 20) as connection:
        connection.sendall("".join(requests).encode())
        found = b""
        while piece := connection.recv(1 << 16):
            found += piece
    kinds = [part.split(b"\r\n")[0] for part in found.split(b"HTTP/1.1 ")[1:]]
    assert kinds == [b"200 OK"] * 4 + [b"404 NOT FOUND"] + [b"200 OK"] * 3
    bodies = [part.split(b"\r\n\r\n")[1] for part in found.split(b"HTTP/1.1 ")[1:]]
    assert [b"boolean" in body for body in bodies] == [
        *(True, False, True, True, False, True, True, False)
    ]


@pytest.mark.parametrize(
    ("line", "headers", "status", "has_body"),
    [
        ("GET /sparql?query=ASK%7B%7D HTTP/1.0", "Host: localhost\r\n", b"HTTP/1.0 200", True),
        ("GET /sparql?query=ASK%7B%7D HTTP/1.1", "Host: localhost\r\n", b"HTTP/1.1 200", True),
        ("HEAD /sparql?query=ASK%7B%7D HTTP/1.1", "Host: localhost\r\n", b"HTTP/1.1 200", False),
        ("GET /sparql?query=ASK%7B%7D HTTP/1.1", "", b"HTTP/1.1 400", True),
        ("GET //sparql?query=ASK%7B%7D HTTP/1.1", "Host: localhost\r\n", b"HTTP/1.1 200", True),
    ],
)
def test_connection_is_kept_or_closed_as_the_client_asks(
    opened: Callable[[], Door], line: str, headers: str, status: bytes, has_body: bool
) -> None:
    close = "" if line.endswith("1.0") else "Connection: close\r\n"
    with socket.create_connection(opened().socket.getsockname(), 20) as connection:
        connection.sendall(f"{line}\r\n{headers}{close}\r\n".encode())
        found = b""
        while piece := connection.recv(1 << 16):
            found += piece
    assert found.startswith(status)
    assert b"connection: close" in found.lower()
    assert bool(found.partition(b"\r\n\r\n")[2]) == has_body


def test_more_clients_than_workers_get_their_own_answers(opened: Callable[[], Door]) -> None:
    server = opened()

    def right(client: int) -> bool:
        with closing(connected(server)) as connection:
            for number in range(20):
                value = client * 100 + number
                status, _, body = told(connection, f"SELECT ({value} AS ?n) {{ ?s a ?o }} LIMIT 1")
                if status != 200 or f'"{value}"'.encode() not in body:
                    return False
        return True

    with ThreadPoolExecutor(12) as crowd:
        assert all(crowd.map(right, range(12)))


def test_slow_reader_gets_the_whole_answer_and_holds_up_nobody(opened: Callable[[], Door]) -> None:
    server = opened()
    query = f"{MANY} 2000"
    target = f"/sparql?query={quote(query)}"
    with closing(connected(server)) as quick, socket.socket() as slow:
        told(quick, query)  # from now on it is kept, and answered by the loop
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.settimeout(20)
        slow.connect(server.socket.getsockname())
        slow.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert told(quick, "ASK { FILTER(3 = 3) }")[0] == 200
        expected = told(quick, query)[2]
        assert 100_000 < len(expected) < MOST_IN_MEMORY
        found = b""
        while not found.endswith(expected[-100:]):
            time.sleep(0.001)
            found += slow.recv(1 << 16)
    assert found.endswith(b"\r\n\r\n" + expected)


def test_client_that_hangs_up_leaves_its_worker_to_others(opened: Callable[[], Door]) -> None:
    server = opened()
    workers = 10  # more than there are
    for number in range(workers):
        with closing(connected(server)) as connection:
            connection.request("GET", f"/sparql?query={quote(ENDLESS)}%23{number}")
            time.sleep(0.1)
    with closing(connected(server)) as connection:
        assert told(connection, "ASK { FILTER(4 = 4) }")[0] == 200


def test_same_query_is_evaluated_once_though_who_asked_first_hangs_up(
    opened: Callable[[], Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = opened()
    begun = []
    put_to = Asking._put_to
    monkeypatch.setattr(
        Asking, "_put_to", lambda self, worker: (begun.append(self), put_to(self, worker))
    )

    def status(_: int) -> int:
        with closing(connected(server)) as connection:
            return told(connection, f"{ENDLESS} # shared", Timeout="1.5")[0]

    with closing(connected(server)) as first, ThreadPoolExecutor(5) as crowd:
        target = f"/sparql?query={quote(f'{ENDLESS} # shared')}"
        first.request("GET", target, headers={"Timeout": "1.5"})
        time.sleep(0.1)
        others = crowd.map(status, range(5))
        time.sleep(0.2)
        first.close()
        assert list(others) == [504] * 5
    assert len(begun) == 1


def test_proxy_in_front_is_heard_before_anything_is_answered(mini_app: Flask) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    server = serving.server(mini_app, listener, Settings(trusted_proxy="127.0.0.1"))
    try:
        assert server._short_way is None
    finally:
        server.task_dispatcher.shutdown()
        server.close()
        listener.close()
