"""The usual query gets the same answer the short way as the long one."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from webapp.short_way import ShortWay

GRAPH = "https://w3id.org/policy-explorer/graph/is225"
# Takes the long way, and is answered the same: no coding is better than none here.
LONG = {"Accept-Encoding": "identity;q=1"}


def asked(client: FlaskClient, headers: dict[str, str], **parameters: str) -> tuple[object, ...]:
    answer = client.get("/sparql", query_string=parameters, headers=headers)
    answer.headers.pop("Date", None)  # the server gives it to every answer that has none
    vary = sorted(name.strip() for name in answer.headers.pop("Vary", "").split(","))
    return answer.status, sorted(answer.headers), vary, answer.data


@pytest.mark.parametrize(
    ("headers", "parameters"),
    [
        ({}, {"query": "ASK {}"}),
        ({"Accept": "text/csv;q=0.5, */*;q=0.1"}, {"query": "SELECT (1 AS ?x) {}"}),
        ({"Accept": "text/csv"}, {"query": "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1"}),
        ({"Accept": "image/png"}, {"query": "ASK {}"}),
        ({"Accept": "text/html"}, {"query": "ASK {}"}),
        ({"Accept": "text/html"}, {"query": "ASK {}", "format": "json"}),
        ({}, {"query": "ASK {}", "format": "nonsense"}),
        ({}, {"query": "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 2000"}),
        ({}, {"query": "CONSTRUCT WHERE { ?s a ?o }", "format": "ttl"}),
        ({}, {"query": "SELECT * { ?s a ?o }", "default-graph-uri": GRAPH}),
        ({}, {"query": "ASK {}", "default-graph-uri": "http://x/none"}),
        ({}, {"query": "ASK { FILTER(NOW() = NOW()) }"}),
        ({}, {"query": "ASK {"}),
        ({}, {"query": "ASK { SERVICE <http://x/> {} }"}),
        ({}, {"query": "ASK {}", "timeout": "0"}),
        ({}, {"update": "CLEAR ALL"}),
        ({}, {"nothing": ""}),
        ({"Host": "evil.example"}, {"query": "ASK {}"}),
        ({"Sec-Fetch-Site": "same-origin"}, {"query": "ASK {}"}),
        ({"Sec-Fetch-Site": "cross-site"}, {"query": "ASK {}"}),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}, {"query": "ASK {}"}),
    ],
)
def test_both_ways_give_the_same_answer(
    client: FlaskClient, headers: dict[str, str], parameters: dict[str, str]
) -> None:
    short = asked(client, headers, **parameters)
    assert short == asked(client, headers | LONG, **parameters)


def test_usual_query_does_not_reach_the_application(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(app.wsgi_app, ShortWay)

    def refuse(*_: object) -> None:
        raise AssertionError("the long way was taken")

    monkeypatch.setattr(app.wsgi_app, "_long_way", refuse)
    assert client.get("/sparql", query_string={"query": "ASK {}"}).json["boolean"] is True
    for headers in ({"Accept-Encoding": "gzip"}, {"If-None-Match": "*"}, {"Host": "evil.example"}):
        with pytest.raises(AssertionError, match="long way"):
            client.get("/sparql", query_string={"query": "ASK {}"}, headers=headers)


def test_client_from_elsewhere_is_counted_the_long_way(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the long way was taken")

    monkeypatch.setattr(app.wsgi_app, "_long_way", refuse)
    with pytest.raises(AssertionError, match="long way"):
        client.get(
            "/sparql",
            query_string={"query": "ASK {}"},
            environ_overrides={"REMOTE_ADDR": "192.0.2.7"},
        )
