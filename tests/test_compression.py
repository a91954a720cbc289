"""Answers compressed for clients that take it, and the same answers for those that do not."""

from __future__ import annotations

import gzip
import urllib.request

import brotli
import pytest
from flask.testing import FlaskClient

ALL = "SELECT * { ?s ?p ?o }"
SHORT = {"query": "SELECT (1 AS ?x) {}"}


def read(body: bytes, coding: str | None) -> bytes:
    return {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding](body)


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0.5, gzip", "gzip"),
        ("gzip;q=0, br;q=0", None),
        ("identity, gzip;q=0.5", None),
        ("*", "br"),
        ("*;q=0", None),
        ("zstd", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("address", ["/en/", "/sparql", "/api/v1/openapi.json", "/graph/mini"])
def test_the_best_coding_that_both_know_is_used(
    mini_client: FlaskClient, address: str, accept: str, coding: str | None
) -> None:
    query = {"query": ALL} if address == "/sparql" else None
    plain = mini_client.get(address, query_string=query, buffered=True)
    answer = mini_client.get(
        address, query_string=query, headers={"Accept-Encoding": accept}, buffered=True
    )
    assert answer.headers.get("Content-Encoding") == coding
    assert read(answer.data, coding) == plain.data
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert coding is None or len(answer.data) < len(plain.data)


def test_short_answers_stay_as_they_are(mini_client: FlaskClient) -> None:
    answer = mini_client.get("/sparql", query_string=SHORT, headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("coding", ["br", "gzip", ""])
@pytest.mark.parametrize("address", ["/en/", "/graphs?default", "/data/all.ttl"])
def test_what_is_still_the_same_is_not_sent_again(
    mini_client: FlaskClient, address: str, coding: str
) -> None:
    first = mini_client.get(address, headers={"Accept-Encoding": coding}, buffered=True)
    headers = {"Accept-Encoding": coding, "If-None-Match": first.headers["ETag"]}
    again = mini_client.get(address, headers=headers)
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_a_long_answer_is_compressed_as_it_is_sent(live_server: str) -> None:
    asked = urllib.request.Request(
        f"{live_server}/graphs?default", headers={"Accept-Encoding": "gzip"}
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        body = gzip.decompress(answer.read())
    with urllib.request.urlopen(f"{live_server}/graphs?default", timeout=30) as answer:
        assert answer.read() == body
    assert len(body) > 100_000


def test_a_compressed_query_is_refused(mini_client: FlaskClient) -> None:
    answer = mini_client.post(
        "/sparql",
        data=gzip.compress(ALL.encode()),
        headers={"Content-Type": "application/sparql-query", "Content-Encoding": "gzip"},
    )
    assert answer.status_code == 415
    assert "gzip" in answer.text
