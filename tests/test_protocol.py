"""The behaviours that the W3C asks of a SPARQL 1.1 Protocol service, each under its own name.

The list is that of the manifest ``sparql11/protocol`` of the W3C's RDF tests; its updates are
all refused here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from hypothesis import example, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.conftest import explorer_of, served
from webapp.config import Settings
from webapp.protocol import unquoted

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
ONE, TWO, THREE = (f"http://data.example/{n}" for n in (1, 2, 3))
UPDATES = (
    "CLEAR ALL",
    "DROP ALL",
    "DELETE WHERE { ?s ?p ?o }",
    "INSERT DATA { <a:s> <a:p> <a:o> }",
    f"WITH <{ONE}> DELETE {{ ?s ?p ?o }} INSERT {{ ?s ?p 1 }} WHERE {{ ?s ?p ?o }}",
    f"MOVE <{ONE}> TO <{TWO}>",
    "LOAD <http://127.0.0.1:9/>",
    "CREATE GRAPH <a:g>",
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of a service with three small graphs and an empty default graph."""
    path: Path = tmp_path_factory.mktemp("protocol") / "data.nq"
    path.write_text("".join(f"<{g}> <a:p> <a:o> <{g}> .\n" for g in (ONE, TWO, THREE)), "utf-8")
    apps = served(explorer_of(path), Settings(default_graph="as-is"))
    yield next(apps).test_client()
    next(apps, None)


def truth(answer: TestResponse) -> bool:
    assert answer.status_code == 200, answer.text
    return bool(answer.json["boolean"])


def ways(client: FlaskClient, query: str, parameters: str = "") -> Iterator[TestResponse]:
    """The answers to a query asked by GET, as a form, and directly."""
    yield client.get(f"/sparql?query={quote(query)}&{parameters}")
    yield client.post(f"/sparql?{parameters}", data=f"query={quote(query)}", content_type=FORM)
    yield client.post("/sparql", data=f"query={quote(query)}&{parameters}", content_type=FORM)
    yield client.post(f"/sparql?{parameters}", data=query, content_type=QUERY)


def everything(client: FlaskClient) -> set[tuple[str, ...]]:
    query = "SELECT * { GRAPH ?g { ?s ?p ?o } }"
    rows = client.post("/sparql", data=query, content_type=QUERY).json["results"]["bindings"]
    return {tuple(row[name]["value"] for name in "gspo") for row in rows}


def test_default_graphs_of_the_protocol_are_merged(client: FlaskClient) -> None:
    query = f"ASK {{ <{ONE}> ?p ?o . <{TWO}> ?q ?r FILTER NOT EXISTS {{ <{THREE}> ?t ?u }} }}"
    for answer in ways(client, query, f"default-graph-uri={ONE}&default-graph-uri={TWO}"):
        assert truth(answer)


def test_named_graphs_of_the_protocol_are_those_that_graph_sees(client: FlaskClient) -> None:
    query = f"ASK {{ GRAPH <{ONE}> {{ <{ONE}> ?p ?o }} GRAPH ?g {{ <{TWO}> ?q ?r }} }}"
    for answer in ways(client, query, f"named-graph-uri={ONE}&named-graph-uri={TWO}"):
        assert truth(answer)
    for answer in ways(client, query, f"named-graph-uri={ONE}"):
        assert not truth(answer)


def test_default_and_named_graphs_are_chosen_together(client: FlaskClient) -> None:
    query = f"ASK {{ <{THREE}> ?p ?o GRAPH ?g {{ <{ONE}> ?q ?r }} GRAPH ?h {{ <{TWO}> ?t ?u }} }}"
    graphs = f"default-graph-uri={THREE}&named-graph-uri={ONE}&named-graph-uri={TWO}"
    for answer in ways(client, query, graphs):
        assert truth(answer)


def test_data_set_of_the_protocol_overrides_that_of_the_query(client: FlaskClient) -> None:
    query = f"ASK FROM <{THREE}> FROM NAMED <{THREE}> {{ <{ONE}> ?p ?o }}"
    for answer in ways(client, query, f"default-graph-uri={ONE}"):
        assert truth(answer)
    for answer in ways(client, f"ASK FROM NAMED <{ONE}> {{ GRAPH ?g {{ <{ONE}> ?p ?o }} }}"):
        assert truth(answer)
    for answer in ways(
        client,
        f"ASK FROM NAMED <{ONE}> {{ GRAPH ?g {{ <{ONE}> ?p ?o }} }}",
        f"named-graph-uri={TWO}",
    ):
        assert not truth(answer)


def test_overridden_from_is_not_looked_for(client: FlaskClient) -> None:
    """The query names a graph that is not there, which no longer matters."""
    query = f"ASK FROM <http://127.0.0.1:9/> {{ <{ONE}> ?p ?o }}"
    for answer in ways(client, query, f"default-graph-uri={ONE}"):
        assert truth(answer)


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("SELECT (1 AS ?value) {}", {"application/sparql-results+json"}),
        ("ASK {}", {"application/sparql-results+json"}),
        ("DESCRIBE <http://example.org/>", {"text/turtle; charset=utf-8"}),
        ("CONSTRUCT { <s> <p> 1 } WHERE {}", {"text/turtle; charset=utf-8"}),
    ],
)
def test_each_form_has_a_format_for_who_has_no_preference(
    client: FlaskClient, query: str, kinds: set[str]
) -> None:
    assert {answer.content_type for answer in ways(client, query)} == kinds


def test_relative_iris_stand_for_names_of_ours_without_a_base(client: FlaskClient) -> None:
    answer = client.post("/sparql", data="CONSTRUCT { <s> <p> 1 } WHERE {}", content_type=QUERY)
    (quad,) = ox.parse(answer.data, format=ox.RdfFormat.TURTLE)
    assert str(quad.subject) == "<https://w3id.org/policy-explorer/id/s>"
    refused = client.post("/sparql", data="ASK FROM <secret> {}", content_type=QUERY)
    assert refused.status_code == 400 and "policy-explorer/id/secret> is not loaded" in refused.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "COPY"])
@pytest.mark.parametrize(
    "address", ["/sparql?query=ASK{}", "/graphs?default", f"/graphs?graph={ONE}"]
)
def test_other_methods_are_405_with_those_allowed(
    client: FlaskClient, method: str, address: str
) -> None:
    before = everything(client)
    body = {"data": "<a:b> <a:c> <a:d> .", "content_type": "text/turtle"}
    answer = client.open(address, method=method, **body)
    assert answer.status_code == 405
    assert {"GET", "HEAD", "OPTIONS"} <= set(answer.headers["Allow"].split(", "))
    assert everything(client) == before


@pytest.mark.parametrize(
    ("address", "body", "kind", "status"),
    [
        ("/sparql?query=ASK{}&query=SELECT*{}", None, None, 400),
        ("/sparql?query=ASK{}", "ASK {}", QUERY, 400),
        ("/sparql?query=ASK{}", "query=ASK{}", FORM, 400),
        ("/sparql", "query=ASK{}&query=ASK{}", FORM, 400),
        ("/sparql?query=", None, None, 400),
        ("/sparql", "", QUERY, 400),
        ("/sparql", "", FORM, 400),
        ("/sparql?query=ASK{", None, None, 400),
        ("/sparql", "ASK {}", "text/plain", 415),
        ("/sparql", "ASK {}", "application/json", 415),
        ("/sparql", "query=ASK{}", None, 415),
        ("/sparql", "ASK {}", None, 415),
        ("/sparql", "ASK {}".encode("utf-16"), f"{QUERY}; charset=UTF-16", 415),
        ("/sparql", "ASK {}".encode("utf-16"), QUERY, 400),
        ("/sparql", b'ASK { ?s ?p "\xff" }', QUERY, 400),
        ("/sparql", b"query=ASK{?s+?p+'%ff'}", FORM, 400),
    ],
)
def test_request_that_is_no_query_operation_is_refused(
    client: FlaskClient, address: str, body: str | bytes | None, kind: str | None, status: int
) -> None:
    if body is None:
        answer = client.get(address)
    else:
        answer = client.post(address, data=body, content_type=kind)
    assert answer.status_code == status
    assert answer.text.count("\n") == 1


@pytest.mark.parametrize("update", UPDATES)
def test_update_is_403_on_every_way_and_changes_nothing(client: FlaskClient, update: str) -> None:
    before = everything(client)
    answers = [
        *ways(client, update),
        client.get(f"/sparql?update={quote(update)}"),
        client.post(f"/sparql?update={quote(update)}", data="", content_type=FORM),
        client.post("/sparql", data={"update": update}),
        client.post("/sparql", data={"update": update, "query": "ASK {}"}),
        client.post("/sparql", data=f"update={update}&update={update}", content_type=FORM),
        client.post("/sparql", data=update, content_type=UPDATE),
        client.post("/sparql", data=update, content_type=f"{UPDATE}; charset=utf-8"),
        client.post(f"/sparql?using-graph-uri={ONE}", data=update, content_type=UPDATE),
        client.post("/sparql?query=ASK{}", data=update, content_type=UPDATE),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert all("only answers queries" in answer.text for answer in answers)
    assert everything(client) == before


def test_update_in_another_charset_or_type_is_refused_too(client: FlaskClient) -> None:
    before = everything(client)
    body = "CLEAR ALL".encode("utf-16")
    for kind in (f"{UPDATE}; charset=UTF-16", "text/plain", None):
        assert client.post("/sparql", data=body, content_type=kind).status_code in (403, 415)
    assert everything(client) == before


@pytest.mark.parametrize("accept", ["text/html;q=0.1, application/json", "text/html;q=0, */*"])
def test_client_that_prefers_a_format_is_not_led_to_the_page(
    client: FlaskClient, accept: str
) -> None:
    answer = client.get("/sparql?query=ASK{}", headers={"Accept": accept})
    assert (answer.status_code, answer.json) == (200, {"head": {}, "boolean": True})


def test_ask_is_the_bare_word_in_csv_and_tsv(client: FlaskClient) -> None:
    for name in ("csv", "tsv"):
        assert client.get(f"/sparql?query=ASK{{}}&format={name}").text == "true"
        assert client.get(f"/sparql?query=ASK{{?s+<a:x>+?o}}&format={name}").text == "false"


def test_format_may_be_named_in_several_ways_at_once(client: FlaskClient) -> None:
    ways = "format=tsv&format=text/tab-separated-values&format=something/else"
    assert client.get(f"/sparql?query=ASK{{}}&{ways}").content_type.startswith("text/tab-sep")
    assert client.get("/sparql?query=ASK{}&format=tsv&format=csv").status_code == 400


def test_n3_is_answered_in_turtle(client: FlaskClient) -> None:
    query = {"query": "CONSTRUCT { <a:s> <a:p> 1 } WHERE {}"}
    answer = client.get("/sparql", query_string=query, headers={"Accept": "text/n3"})
    assert answer.content_type == "text/n3; charset=utf-8" and "<a:s> <a:p> 1" in answer.text


def test_parameter_and_header_shorten_the_deadline(client: FlaskClient) -> None:
    triples = " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(40))
    endless = f"SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ {triples} }} }}"
    wide = (
        "SELECT (COUNT(*) AS ?n) {"
        + "".join(f"{{ VALUES ?v{n} {{ {' '.join(map(str, range(99)))} }} }}" for n in range(6))
        + "}"
    )
    for query, header, parameter in ((wide, "0.2", ""), (wide, "9", "&timeout=0.2")):
        address = f"/sparql?query={quote(query)}{parameter}"
        answer = client.get(address, headers={"Timeout": header})
        assert answer.status_code == 504 and "after 0.2 s" in answer.text
    assert (
        client.get(f"/sparql?query={quote(endless)}", headers={"Timeout": "x"}).status_code == 400
    )


def test_pages_of_this_origin_may_read_and_no_others(client: FlaskClient) -> None:
    allowed = "Access-Control-Allow-Origin"
    for address in ("/sparql?query=ASK{}", f"/graphs?graph={ONE}", "/api/v1"):
        for method in ("GET", "OPTIONS"):
            own = client.open(address, method=method, headers={"Origin": "http://localhost"})
            assert own.headers[allowed] == "http://localhost"
            for origin in (
                "http://evil.example",
                "null",
                "https://localhost",
                "http://localhost:1",
            ):
                answer = client.open(address, method=method, headers={"Origin": origin})
                assert allowed not in answer.headers and "Origin" in answer.headers["Vary"]
    assert allowed not in client.get("/sparql?query=ASK{}").headers


ESCAPES = ("%", "%4", "%41", "%3d", "%C3%A9", "%FF", "%0D", "%0A", "%00", "%%", "=", "=\n", "=41")


def said(text: str, read: Callable[[str], str]) -> str | None:
    try:
        return read(text)
    except UnicodeDecodeError:
        return None


@settings(deadline=None)
@given(st.lists(st.sampled_from((*ESCAPES, "+", " ", "_", "a", "한", "\n", "\r\n", "\t"))))
@example(["=", "\n"])
@example(["a", " ", "\n"])
def test_escapes_are_read_as_the_standard_library_does(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert said(text, unquoted) == said(
        text, lambda text: unquote(text.replace("+", " "), errors="strict")
    )
