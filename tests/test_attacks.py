"""What strangers may try: forgery, injection, floods and slow clients, all on this machine.

Every request loop is bounded in count and time.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import random
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote, urlencode

import psutil
import pytest
from flask.testing import FlaskClient

from tests.conftest import PREFIXES, Server, explorer_of, served
from webapp import serving
from webapp.config import Settings

Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    """Host and port of a server whose clients are many."""
    server = Server("--timeout-s", "5", "--max-wait-s", "2")
    yield server.address.removeprefix("http://")
    server.stop()


def got(
    host: str,
    method: str,
    target: str,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
    timeout_s: float = 30,
) -> Answer:
    connection = HTTPConnection(host, timeout=timeout_s)
    try:
        connection.request(method, target, body, headers or {})
        answer = connection.getresponse()
        content = answer.read()
        return answer.status, {n.lower(): v for n, v in answer.getheaders()}, content
    finally:
        connection.close()


def raw(host: str, request: bytes, hangs_up: bool = True) -> bytes:
    """All that the server sends back to some bytes, until either side hangs up."""
    name, port = host.split(":")
    found = b""
    with socket.create_connection((name, int(port)), 10) as connection:
        connection.sendall(request)
        if hangs_up:
            connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionResetError):
            while piece := connection.recv(1 << 16):
                found += piece
    return found


def is_well(host: str) -> bool:
    query = quote("SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/policy-explorer/ns#Country> }")
    status, _, body = got(host, "GET", f"/sparql?query={query}")
    return status == 200 and int(json.loads(body)["results"]["bindings"][0]["n"]["value"]) > 3


# Request forgery -------------------------------------------------------------------------------


class Canary:
    """A place on this machine where nobody should ever knock."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"

    @property
    def is_silent(self) -> bool:
        try:
            self._listener.accept()[0].close()
        except BlockingIOError:
            return True
        return False

    def close(self) -> None:
        self._listener.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    canary = Canary()
    yield canary
    canary.close()


FORGERIES = (
    "ASK { SERVICE <URL> { ?s ?p ?o } }",
    "ASK { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "ASK{sErViCe<URL>{?s ?p ?o}}",
    "ASK { ?s ?p ?o # '\n SERVICE # x\n <URL> # }\n { ?s ?p ?o } }",
    "ASK { ?s ?p '#' SERVICE <URL> { ?s ?p ?o } }",
    'ASK { ?s ?p """"#""" SERVICE <URL> { ?s ?p ?o } }',
    "ASK { BIND(<URL> AS ?x) SERVICE ?x { ?s ?p ?o } }",
    "ASK { VALUES ?x { <URL> } SERVICE SILENT ?x { ?s ?p ?o } }",
    "PREFIX u: <URL> ASK { SERVICE u: { ?s ?p ?o } }",
    "BASE <URL> ASK { SERVICE <x> { ?s ?p ?o } }",
    "ASK { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "ASK { SERVIC\\u0045 <URL> { ?s ?p ?o } }",
    "ASK { \\U00000053ERVICE <URL> { ?s ?p ?o } }",
    "ASK { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "ASK { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * FROM <URL> { ?s ?p ?o }",
    "SELECT*FROM<URL>{ ?s ?p ?o }",
    "SELECT * FROM # <a:b>\n <URL> { ?s ?p ?o }",
    "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * \\u0046ROM <URL> { ?s ?p ?o }",
    "DESCRIBE <a:b> FROM <URL>",
    "LOAD <URL>",
    "LOAD SILENT <URL> INTO GRAPH <a:b>",
    "\\u004COAD <URL>",
    "INSERT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "ASK {} ; LOAD <URL>",
)


@pytest.mark.parametrize("forgery", FORGERIES)
def test_query_reaches_no_other_address(host: str, canary: Canary, forgery: str) -> None:
    query = forgery.replace("URL", canary.address)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    direct = {"Content-Type": "application/sparql-query"}
    for answer in (
        got(host, "GET", f"/sparql?query={quote(query)}"),
        got(host, "POST", "/sparql", urlencode({"query": query}).encode(), form),
        got(host, "POST", "/sparql", query.encode(), direct),
        got(host, "GET", f"/en/sparql?query={quote(query)}"),
    ):
        assert answer[0] in (400, 403)
    assert canary.is_silent


def test_no_parameter_is_an_address_to_be_fetched(host: str, canary: Canary) -> None:
    url = quote(canary.address, safe="")
    for target in (
        f"/sparql?query=ASK%7B%7D&default-graph-uri={url}",
        f"/sparql?query=ASK%7B%7D&named-graph-uri={url}",
        f"/graphs?graph={url}",
        f"/sparql?update=LOAD%20%3C{url}%3E",
        f"/en/graph?focus={url}",
        f"/en/paths?from={url}&to={url}",
        f"/en/measures/{url}",
        f"/api/v1/why?measure={url}&country={url}",
        f"/id/{url}",
        f"/data/{url}.ttl",
    ):
        assert 400 <= got(host, "GET", target)[0] < 500, target
    assert got(host, "GET", "/", headers={"X-Forwarded-Host": "evil.example"})[0] < 400
    assert canary.is_silent


# Injection -------------------------------------------------------------------------------------

SCRIPT = "<script>alert(1)</script>"
BREAKOUT = "\"'><img src=x onerror=alert(1)>"
HOSTILE = f"""
<https://w3id.org/policy-explorer/graph/x> a pol:Analysis ; pol:home id:KR ; pol:considers id:XX ;
  skos:prefLabel "{SCRIPT}"@en , "{SCRIPT}"@ko ; dcterms:source id:doc .
id:KR a pol:Country ; skos:notation "KR" ; skos:prefLabel "{SCRIPT}"@en , "{SCRIPT}"@ko .
id:XX a pol:Country ; skos:notation "XX" ; skos:prefLabel "{SCRIPT}"@en , "</title>{SCRIPT}"@ko .
id:doc a pol:Document ; dcterms:title "{SCRIPT}"@en , "{SCRIPT}"@ko .
id:passage a pol:Passage ; dcterms:source id:doc ; pol:locator "{SCRIPT}" .
id:f a pol:TalentTrait ; skos:prefLabel "{SCRIPT}"@en , "=1+1{SCRIPT}"@ko ;
  skos:definition "{SCRIPT}"@en .
id:m a pol:Measure ; skos:prefLabel "{SCRIPT}"@en , "{SCRIPT}"@ko ; pol:actor pol:Company .
id:c a pol:Finding ; pol:inAnalysis <https://w3id.org/policy-explorer/graph/x> ; pol:about id:XX ;
  pol:factor id:f ; pol:strength 0.9 ; pol:basis pol:Stated ; pol:evidence id:passage ;
  skos:prefLabel "{SCRIPT}"@en .
id:i a pol:Implication ; pol:inAnalysis <https://w3id.org/policy-explorer/graph/x> ;
  pol:premise id:f ; pol:conclusion id:m ; pol:strength 0.8 ; pol:basis pol:Inferred ;
  pol:evidence id:passage ; skos:prefLabel "{SCRIPT}"@en .
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of an explorer over data whose every text is an attack."""
    path: Path = tmp_path_factory.mktemp("hostile") / "data.ttl"
    path.write_text(PREFIXES + HOSTILE.replace("\"'", "\\\"'"), "utf-8")
    apps = served(explorer_of(path), Settings())
    yield next(apps).test_client()
    next(apps, None)


PAGES = (
    *("/", "/countries", "/countries/XX", "/countries/XX/measures/m", "/measures", "/measures/m"),
    *(
        "/countries/XX/measures/m.svg",
        "/countries/XX/measures/m/brief",
        "/compare",
        "/what-if?for=XX",
    ),
    *("/countries/XX/measures/m/brief.html", "/graph", "/graph?focus=m", "/graph.svg?focus=m"),
    *("/paths?from=f&to=m", "/search?q=script", "/sources", "/sources/doc", "/ontology", "/data"),
    *("/about", "/countries/XX/robustness", "/sparql?query=SELECT*%7B%3Fs%20%3Fp%20%3Fo%7D"),
    "/sparql?query=CONSTRUCT%7B%3Fs%20%3Fp%20%3Fo%7DWHERE%7B%3Fs%20%3Fp%20%3Fo%7D",
)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_no_text_of_the_data_becomes_markup(hostile: FlaskClient, lang: str, page: str) -> None:
    with hostile.get(f"/{lang}{page}", follow_redirects=True) as answer:
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text and "onerror=alert(1)>" not in answer.text
        if "/brief.html" not in page and not page.startswith(("/about", "/ontology")):
            assert "alert(1)" in answer.text  # the text is there, as text


@pytest.mark.parametrize("text", [SCRIPT, BREAKOUT, "{{7*7}}", "%0d%0aX-Evil:%201"])
@pytest.mark.parametrize(
    "target",
    [
        "/en/search?q=TEXT",
        "/en/sparql?query=TEXT",
        "/en/sparql?query=ASK%7B%7D&sort=TEXT&find=TEXT&length=TEXT&label=TEXT",
        "/en/paths?from=TEXT&to=TEXT",
        "/en/graph?focus=TEXT&kind=TEXT",
        "/en/what-if?for=KR&strength=TEXT",
        "/en/countries/TEXT",
        "/en/measures/TEXT",
        "/en/sources/TEXT",
        "/en/?analysis=TEXT",
        "/en/compare?c=TEXT",
        "/TEXT",
        "/sparql?query=TEXT",
        "/sparql?query=ASK%7B%7D&format=TEXT",
        "/graphs?graph=TEXT",
        "/id/TEXT",
        "/api/v1/why?measure=TEXT&country=KR",
    ],
)
def test_no_parameter_becomes_markup_code_or_a_header(host: str, target: str, text: str) -> None:
    encoded = text if text.startswith("%") else quote(text, safe="")
    status, headers, body = got(
        host, "GET", target.replace("TEXT", encoded), headers={"Accept": "text/html"}
    )
    assert status < 500
    if headers["content-type"].startswith("text/html"):
        assert b"<script>alert" not in body and b"<img src=x" not in body
    assert headers["x-content-type-options"] == "nosniff"
    assert b"49" not in body or text != "{{7*7}}" or b"{{7*7}}" in body
    assert "x-evil" not in headers


def test_name_cannot_widen_a_query(host: str) -> None:
    for name in ("pairing> } UNION { ?s ?p ?o", 'pairing" } #', "pairing\\u003e"):
        for target in ("/api/v1/balance?country=VN&measure=", "/api/v1/claim?claim="):
            assert got(host, "GET", target + quote(name))[0] == 404
    assert got(host, "GET", "/graphs?graph=" + quote("a:b> { ?s ?p ?o } #"))[0] in (400, 404)


def test_csv_holds_texts_exactly_and_is_no_page(host: str) -> None:
    """CSV of SPARQL is the value itself, by its standard; that it is a formula changes nothing."""
    text = "=HYPERLINK(1)"
    query = quote(f'SELECT ("{text}" AS ?x) {{}}')
    status, headers, body = got(host, "GET", f"/sparql?query={query}&format=csv")
    assert (status, body) == (200, b"x\r\n=HYPERLINK(1)\r\n")
    assert headers["content-type"].startswith("text/csv")
    assert headers["x-content-type-options"] == "nosniff"


# Malformed and oversized requests --------------------------------------------------------------


def test_compressed_body_is_never_unpacked(host: str) -> None:
    bomb = gzip.compress(b"#" * (64 << 20))
    for coding in ("gzip", "br", "deflate", "zstd"):
        headers = {"Content-Type": "application/sparql-query", "Content-Encoding": coding}
        assert got(host, "POST", "/sparql", bomb, headers)[0] == 415


def test_body_beyond_the_limit_is_refused_however_it_comes(host: str) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    head += b"Content-Type: application/sparql-query\r\n"
    beyond = b"#" * (2 << 20)
    told = raw(host, head + b"Content-Length: %d\r\n\r\n" % len(beyond) + beyond, hangs_up=False)
    assert told.startswith(b"HTTP/1.1 413")
    pieces = b"".join(b"10000\r\n" + b"#" * 0x10000 + b"\r\n" for _ in range(32)) + b"0\r\n\r\n"
    assert raw(
        host, head + b"Transfer-Encoding: chunked\r\n\r\n" + pieces, hangs_up=False
    ).startswith(b"HTTP/1.1 413")
    claimed = raw(host, head + b"Content-Length: 99999999999\r\n\r\nASK {}", hangs_up=False)
    assert claimed.startswith(b"HTTP/1.1 413")
    assert is_well(host)


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET http://evil.example/healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n"
        b"Content-Length: 2\r\n\r\nab",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 300_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nA\x00B: c\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64,
        b"\r\n\r\n\r\n",
        b"GET",
    ],
)
def test_nonsense_gets_an_error_or_nothing(host: str, request_: bytes) -> None:
    told = raw(host, request_)
    assert told == b"" or told.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4"))
    assert is_well(host)


# Crowds and slow clients -----------------------------------------------------------------------


def test_request_that_trickles_in_is_given_up(
    hostile: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "REQUEST_S", 1)
    monkeypatch.setattr(serving, "_LOOK_S", 0)
    listener = socket.create_server(("127.0.0.1", 0))
    server = serving.server(hostile.application, listener, Settings(threads=2))
    thread = threading.Thread(target=server.run)
    thread.start()
    slow = [socket.create_connection(listener.getsockname()[:2], 10) for _ in range(20)]
    try:
        deadline = time.monotonic() + 15
        while slow and time.monotonic() < deadline:
            slow = [each for each in slow if still_open(each)]
            time.sleep(0.2)
        assert slow == []
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        assert got(host, "GET", "/healthz")[0] == 200
    finally:
        for each in slow:
            each.close()
        server.close()
        thread.join(10)
        listener.close()


def still_open(connection: socket.socket) -> bool:
    """Send one more byte of a request that never ends; false once the server has hung up."""
    try:
        connection.send(b"GET / HTTP/1.1\r\nX: "[:1])
        connection.setblocking(False)
        closed = connection.recv(1) == b""
    except BlockingIOError:
        closed = False
    except OSError:
        closed = True
    if closed:
        connection.close()
    return not closed


def test_slow_readers_hold_up_nobody(host: str) -> None:
    query = quote("SELECT * { ?s ?p ?o . ?s ?q ?r } LIMIT 60000")
    name, port = host.split(":")
    readers = []
    for number in range(20):
        reader = socket.create_connection((name, int(port)), 10)
        reader.sendall(
            f"GET /sparql?query={query}%20%23{number} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        )
        readers.append(reader)
    try:
        for _ in range(5):
            assert got(host, "GET", "/en/")[0] == 200
    finally:
        for each in readers:
            each.close()
    assert eventually(lambda: is_well(host))


def eventually(holds, timeout_s: float = 20) -> bool:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, HTTPException):
            if holds():
                return True
        time.sleep(0.1)
    return False


def asked(host: str, number: int) -> str:
    """Ask something that only this number answers; what became of it."""
    some = "?s a <https://w3id.org/policy-explorer/ns#Country>"
    query = f"SELECT ?n {{ BIND({number} * 3 AS ?n) {some} }} LIMIT 1"
    status, _, body = got(host, "GET", f"/sparql?query={quote(query)}", timeout_s=60)
    if status == 200:
        value = json.loads(body)["results"]["bindings"][0]["n"]["value"]
        return "right" if int(value) == number * 3 else "wrong"
    return "told to come again" if status == 503 else f"status {status}"


def test_two_hundred_clients_at_once_get_no_wrong_answer(host: str) -> None:
    with ThreadPoolExecutor(200) as crowd:
        seen = list(crowd.map(lambda number: asked(host, number), range(600)))
    assert set(seen) <= {"right", "told to come again"}
    assert seen.count("right") > 0
    assert eventually(lambda: is_well(host))


def test_busy_service_tells_when_to_come_again(host: str) -> None:
    # It takes time and no memory, which on a quick machine would run out first.
    endless = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")

    def status(number: int) -> Answer:
        return got(host, "GET", f"/sparql?timeout=2&query={endless}%20%23{number}")

    with ThreadPoolExecutor(40) as crowd:
        answers = list(crowd.map(status, range(40)))
    assert {code for code, _, _ in answers} == {503, 504}
    assert all(int(headers["retry-after"]) > 0 for code, headers, _ in answers if code == 503)
    assert eventually(lambda: is_well(host))


def test_killed_workers_give_no_wrong_answer_and_no_lost_server() -> None:
    server = Server()
    host = server.address.removeprefix("http://")
    assert is_well(host)
    (forks,) = psutil.Process(server.process.pid).children()
    stop = threading.Event()

    def kill() -> None:
        choice = random.Random(0)
        while not stop.wait(0.02):
            with contextlib.suppress(psutil.Error, ProcessLookupError, IndexError):
                os.kill(choice.choice(forks.children()).pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        with ThreadPoolExecutor(8) as crowd:
            seen = list(crowd.map(lambda number: asked(host, number), range(400)))
    finally:
        stop.set()
        killer.join()
    assert set(seen) <= {"right", "told to come again"}
    assert seen.count("right") > 100
    assert eventually(lambda: is_well(host))
    assert server.stop() == 0
