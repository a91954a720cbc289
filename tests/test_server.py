"""The server as users start and stop it: settings, refusals, headers, and processes."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import fields
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import psutil
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import ROOT, Server, explorer_of
from webapp import create_app
from webapp.__main__ import main
from webapp.config import Settings, option, settings_of, variable
from webapp.explorer import Explorer
from webapp.headers import CONTENT_SECURITY_POLICY, is_trusted

# Takes time alone: one that took memory would be ended for that, sooner or later.
ENDLESS = quote("SELECT (COUNT(*) AS ?all) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")


# Settings --------------------------------------------------------------------------------------


def test_defaults_hold_without_arguments() -> None:
    assert settings_of([], {}) == Settings()


def test_every_setting_is_an_option_with_help_and_a_variable(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit, match="0"):
        settings_of(["--help"], {})
    told = capsys.readouterr().out
    for each in fields(Settings):
        assert f"{option(each.name)} " in told
        assert each.metadata["help"]
    assert variable("timeout_s") == "POLICY_EXPLORER_TIMEOUT_S"


def test_option_wins_over_variable() -> None:
    environment = {
        "POLICY_EXPLORER_PORT": "9000",
        "POLICY_EXPLORER_CORS": "https://a.example https://b.example",
        "POLICY_EXPLORER_DATA": f"one.ttl{os.pathsep}two words.ttl",
        "POLICY_EXPLORER_TIMEOUT_S": "",
    }
    found = settings_of(["--port", "9001"], environment)
    assert found.port == 9001
    assert found.cors == ("https://a.example", "https://b.example")
    assert found.data == ("one.ttl", "two words.ttl")
    assert found.timeout_s == Settings().timeout_s


def test_limits_are_told_in_the_units_of_their_names() -> None:
    found = settings_of(["--max-result-mib", "2", "--max-body-kib", "3"], {})
    assert (found.max_result_bytes, found.max_body_bytes) == (2 * 1024 * 1024, 3 * 1024)


@pytest.mark.parametrize(
    ("arguments", "environment", "reason"),
    [
        (["--prot", "1"], {}, "unrecognized arguments: --prot"),
        (["--port", "http"], {}, "--port: invalid whole number value: 'http'"),
        (["--port", "65536"], {}, "65536 is not from 0 to 65535"),
        (["--timeout-s", "0"], {}, "0 is not above 0"),
        (["--timeout-s", "nan"], {}, "nan is not above 0"),
        (["--default-graph", "all"], {}, "invalid choice: 'all'"),
        (["--cors", "example.org"], {}, "no origin such as https://example.org"),
        (["--cors", "https://example.org/path"], {}, "no origin"),
        (["--workers", "0"], {}, "0 is not from 1"),
        (["--allow-service", "ftp://example.org/"], {}, "no address such as https"),
        (["--allow-service", "http://user@example.org/"], {}, "no address such as https"),
        ([], {"POLICY_EXPLORER_PORT": "many"}, "invalid whole number value: 'many'"),
    ],
)
def test_setting_that_cannot_be_is_one_line(
    arguments: list[str],
    environment: dict[str, str],
    reason: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit, match="2"):
        settings_of(arguments, environment)
    told = capsys.readouterr().err
    assert reason in told and told.count("\n") == 1


# Starting --------------------------------------------------------------------------------------


def told_on_refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line on standard error with which the server refuses to start."""
    with pytest.raises(SystemExit, match="2"):
        main(["--port", "0", *arguments])
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("policy-explorer: ") and told.err.count("\n") == 1
    return told.err


def test_refusal_ends_the_process_with_status_2() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "webapp", "--port", port]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"cannot listen on 127.0.0.1 port {port}" in done.stderr and "in use" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("missing.ttl", None, "no such file"),
        ("broken.ttl", b"<a:b> <a:b> .", "broken.ttl:1:"),
        ("binary.ttl", b"\xff\xfe\x00", "binary.ttl"),
        ("empty.ttl", b"", "not a single statement"),
        ("table.csv", b"a,b", "not a known RDF format"),
        ("wrong.ttl", b"<a:b> a <https://w3id.org/policy-explorer/ns#Analysis> .", "home"),
    ],
)
def test_bad_data_are_one_line(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    name: str,
    content: bytes | None,
    reason: str,
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert reason in told_on_refusal(capsys, "--data", str(path))


def test_unknown_host_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert "cannot listen on" in told_on_refusal(capsys, "--host", "192.0.2.1")


def test_store_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--store" in told_on_refusal(capsys, "--store", "http://127.0.0.1:1/query")


# Running ---------------------------------------------------------------------------------------


@pytest.fixture
def server(mini: Path) -> Iterator[Server]:
    """A server of its own for a test that ends it."""
    server = Server("--data", str(mini), "--timeout-s", "30")
    yield server
    server.stop()


def processes(server: Server) -> list[psutil.Process]:
    """Everything the server has started, directly or not."""
    with urllib.request.urlopen(f"{server.address}/sparql?query=ASK%7B%7D", timeout=5) as answer:
        assert answer.status == 200
    found = psutil.Process(server.process.pid).children(recursive=True)
    assert len(found) >= 2  # what forks, and a worker
    return found


def survivors(started: Iterable[psutil.Process], timeout_s: float = 10) -> set[psutil.Process]:
    """Those still at work after a while; one that has ended may wait to be collected."""
    deadline = time.monotonic() + timeout_s
    left = set(started)
    while left and time.monotonic() < deadline:
        left = {each for each in left if is_at_work(each)}
        time.sleep(0.02)
    return left


def is_at_work(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_server_ends_cleanly_when_told_to(server: Server, number: signal.Signals) -> None:
    started = processes(server)
    server.process.send_signal(number)
    _, told = server.process.communicate(timeout=10)
    assert server.process.returncode == 0 and told == ""
    assert survivors(started) == set()


# A server of one page that takes its time; `broken` if it cannot say that it is ready.
LATE = """
import socket, sys, time
import flask
from webapp import __main__ as program
from webapp.config import Settings
app = flask.Flask("late")
app.get("/")(lambda: time.sleep(1.5) or "late")
listener = socket.create_server(("127.0.0.1", 0))
if "broken" in sys.argv:
    sys.stdout.close()
program._serve(app, listener, Settings())
"""


def test_request_in_progress_is_answered_before_the_server_ends() -> None:
    command = [sys.executable, "-c", LATE]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"http://([\d.:]+)/", process.stdout.readline())
        assert found is not None
        with closing(HTTPConnection(found[1], timeout=10)) as connection:
            connection.request("GET", "/")
            time.sleep(0.5)
            process.send_signal(signal.SIGTERM)
            assert connection.getresponse().read() == b"late"
        assert process.wait(10) == 0


def test_server_that_cannot_say_that_it_is_ready_ends() -> None:
    command = [sys.executable, "-c", LATE, "broken"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert ended.returncode == 1
    assert "closed file" in ended.stderr


def test_killed_server_leaves_no_process_even_amid_a_query(server: Server) -> None:
    started = processes(server)
    host = server.address.removeprefix("http://")
    with closing(HTTPConnection(host, timeout=5)) as connection:
        connection.request("GET", f"/sparql?query={ENDLESS}")
        time.sleep(0.2)
        started = [*started, *psutil.Process(server.process.pid).children(recursive=True)]
        server.process.kill()
        assert survivors(started) == set()


def test_query_of_a_client_that_hangs_up_is_stopped(server: Server) -> None:
    processes(server)
    host = server.address.removeprefix("http://")
    with closing(HTTPConnection(host, timeout=5)) as connection:
        connection.request("GET", f"/sparql?query={ENDLESS}")
        time.sleep(0.3)
        busy = set(psutil.Process(server.process.pid).children(recursive=True))
    gone = busy - survivors(busy, timeout_s=1.5)
    assert len(gone) == 1  # the worker of that query; another has taken its place


def test_query_goes_on_while_another_client_waits_for_the_same(server: Server) -> None:
    processes(server)
    host = server.address.removeprefix("http://")
    first, second = (HTTPConnection(host, timeout=5) for _ in range(2))
    with closing(second):
        with closing(first):
            for each in (first, second):
                each.request("GET", f"/sparql?query={ENDLESS}")
                time.sleep(0.3)
            busy = set(psutil.Process(server.process.pid).children(recursive=True))
        assert survivors(busy, timeout_s=1.0) == busy
    assert len(busy - survivors(busy, timeout_s=1.5)) == 1


def test_pages_and_short_queries_answer_amid_runaway_queries(live_server: str) -> None:
    host = live_server.removeprefix("http://")
    runaways = [HTTPConnection(host, timeout=30) for _ in range(2)]
    for number, each in enumerate(runaways):
        each.request("GET", f"/sparql?query={ENDLESS}%20%23{number}")
    for number in range(5):
        for address in (f"/sparql?query=ASK%7BFILTER({number}=5)%7D", "/en/", "/healthz"):
            with urllib.request.urlopen(live_server + address, timeout=8) as answer:
                assert answer.status == 200
    for each in runaways:
        assert each.sock is not None and select.select([each.sock], [], [], 0)[0] == []
        each.close()


def test_long_answer_arrives_whole_over_http(live_server: str) -> None:
    query = "SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20LIMIT%202000"
    with urllib.request.urlopen(f"{live_server}/sparql?query={query}", timeout=10) as answer:
        body = answer.read()
        assert len(body) == int(answer.headers["Content-Length"]) > 100_000
    assert len(json.loads(body)["results"]["bindings"]) == 2000


def test_body_beyond_the_limit_is_413_over_http(live_server: str) -> None:
    request = urllib.request.Request(
        f"{live_server}/sparql",
        data=b"#" * (1024 * 1024 + 1),
        headers={"Content-Type": "application/sparql-query"},
    )
    with pytest.raises(urllib.error.HTTPError, match="413") as caught:
        urllib.request.urlopen(request, timeout=10)
    caught.value.close()


# Every answer ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["/en/", "/ko/nothing", "/healthz", "/api/v1", "/sparql", "/static/css/app.css"]
)
def test_every_answer_has_the_security_headers(client: FlaskClient, address: str) -> None:
    with client.get(address) as answer:
        headers = answer.headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Server" not in headers or "Python" not in headers["Server"]
    assert len(headers["Data-Version"]) == 64


def test_healthz_tells_what_is_loaded(client: FlaskClient) -> None:
    told = client.get("/healthz").json
    assert told["status"] == "ok" and told["queries"] == "available"
    assert [each.rpartition("/")[2] for each in told["analyses"]] == ["is225-extended", "is225"]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:8000", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("192.0.2.7", 200),
        ("LOCALHOST.", 200),
        ("evil.example", 400),
        ("localhost.evil.example", 400),
        ("127.0.0.1.evil.example:80", 400),
    ],
)
def test_only_own_names_are_answered(client: FlaskClient, host: str, status: int) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == status


def test_further_names_can_be_allowed() -> None:
    given = Settings(host="explorer.internal", allowed_hosts=("Policy.example",))
    assert is_trusted("explorer.internal:80", given) and is_trusted("policy.example", given)
    assert not is_trusted("example", given)


def test_page_is_not_sent_again_while_it_stays_the_same(client: FlaskClient) -> None:
    first = client.get("/en/countries/VN")
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get("/en/countries/VN", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


# Errors ----------------------------------------------------------------------------------------


def test_error_is_a_page_for_people_in_their_language(client: FlaskClient) -> None:
    for address, lang in (("/ko/nothing", "ko"), ("/en/measures/pairin", "en")):
        answer = client.get(address)
        assert answer.status_code == 404
        assert f'<html lang="{lang}">' in answer.text
    assert "pairing" in client.get("/en/measures/pairin").text


def test_error_is_json_or_text_for_programs(client: FlaskClient) -> None:
    assert client.get("/nothing", headers={"Accept": "application/json"}).json["error"]
    assert client.get("/nothing").content_type == "text/plain; charset=utf-8"
    assert client.get("/nothing", headers={"Accept": "text/html"}).content_type.startswith("text/h")


def test_wrong_scope_is_told_on_a_page_that_itself_works(client: FlaskClient) -> None:
    for scope in ("basis=heard", "source=nobody", "analysis=none"):
        answer = client.get(f"/en/?{scope}")
        assert answer.status_code in (400, 404) and "<h1>" in answer.text


def test_unexpected_failure_tells_nothing_of_the_inside(mini_explorer: Explorer) -> None:
    app = create_app(mini_explorer, Settings(), None)

    @app.get("/api/fails")
    def fails() -> str:
        raise RuntimeError("secret")

    app.logger.disabled = True
    answer = app.test_client().get("/api/fails")
    assert answer.status_code == 500 and "secret" not in answer.text
    assert (
        answer.json["error"]["message"] == "Something went wrong on the server; its log says what."
    )


def test_data_without_an_analysis_are_served_for_queries(tmp_path: Path) -> None:
    path = tmp_path / "plain.ttl"
    path.write_text("<http://x/a> <http://x/b> <http://x/c> .", "utf-8")
    app: Flask = create_app(explorer_of(path), Settings(), None)
    client = app.test_client()
    assert client.get("/healthz").json["analyses"] == []
    assert client.get("/en/").status_code == 200
    assert client.get("/api/v1/countries").json["countries"] == []
    refused = client.get("/api/v1/compare")
    assert refused.status_code == 404 and "pol:Analysis" in refused.json["error"]["message"]
