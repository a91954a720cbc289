"""Whole graphs over HTTP, and the description of the data in VoID."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from ontology.iris import ID
from webapp.explorer import Explorer

GRAPH = "https://w3id.org/policy-explorer/graph/mini"
VOID = "http://rdfs.org/ns/void#"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def triples(body: bytes, form: ox.RdfFormat = ox.RdfFormat.TURTLE) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(body, format=form)}


def held(explorer: Explorer, graph: str | None = None) -> int:
    node = ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
    return sum(1 for _ in explorer.store.oxigraph.quads_for_pattern(None, None, None, node))


@pytest.mark.parametrize("address", [f"/graphs?graph={GRAPH}", "/graph/mini"])
def test_a_named_graph_is_sent_whole(
    mini_client: FlaskClient, mini_explorer: Explorer, address: str
) -> None:
    answer = mini_client.get(address)
    assert answer.status_code == 200
    assert answer.content_type == "text/turtle; charset=utf-8"
    assert len(triples(answer.data)) == held(mini_explorer, GRAPH) > 10


def test_the_default_graph_is_sent_whole(mini_client: FlaskClient, mini_explorer: Explorer) -> None:
    answer = mini_client.get(
        "/graphs?default", headers={"Accept": "application/n-triples"}, buffered=True
    )
    assert len(triples(answer.data, ox.RdfFormat.N_TRIPLES)) == held(mini_explorer) > 10


def test_head_tells_the_length_and_a_tag_spares_the_body(mini_client: FlaskClient) -> None:
    get, head = mini_client.get("/graph/mini"), mini_client.head("/graph/mini")
    assert head.status_code == 200 and head.data == b""
    assert head.headers["Content-Length"] == get.headers["Content-Length"]
    again = mini_client.get("/graph/mini", headers={"If-None-Match": get.headers["ETag"]})
    assert again.status_code == 304 and again.data == b""


def test_a_browser_is_led_to_a_page_and_gets_rdf_from_the_store(mini_client: FlaskClient) -> None:
    answer = mini_client.get("/graph/mini", headers={"Accept": BROWSER})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/?analysis=mini")
    assert mini_client.get("/graph/mini?format=turtle", headers={"Accept": BROWSER}).data
    stored = mini_client.get(f"/graphs?graph={GRAPH}", headers={"Accept": "text/html"})
    assert stored.content_type == "text/turtle; charset=utf-8"


def test_no_format_that_fits_is_406(mini_client: FlaskClient) -> None:
    assert mini_client.get("/graph/mini", headers={"Accept": "image/png"}).status_code == 406


def test_an_unknown_graph_is_404_and_names_those_there_are(mini_client: FlaskClient) -> None:
    answer = mini_client.get("/graphs?graph=https://example.org/none")
    assert answer.status_code == 404
    assert "https://example.org/none" in answer.text and GRAPH in answer.text


@pytest.mark.parametrize(
    "address", ["/graphs", "/graphs?default&graph=x", "/graphs?graph=a:b&graph=a:c"]
)
def test_exactly_one_graph_is_asked_for(mini_client: FlaskClient, address: str) -> None:
    answer = mini_client.get(address)
    assert answer.status_code == 400
    assert "/graphs?graph=IRI" in answer.text


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("address", ["/graphs?default", "/graph/mini"])
def test_nothing_can_be_written(
    mini_client: FlaskClient, mini_explorer: Explorer, method: str, address: str
) -> None:
    before = held(mini_explorer)
    answer = mini_client.open(address, method=method, data="<a:a> <a:b> <a:c> .")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert held(mini_explorer) == before


# VoID -----------------------------------------------------------------------------------------


def void(client: FlaskClient) -> set[ox.Triple]:
    answer = client.get("/.well-known/void", buffered=True)
    assert answer.status_code == 200, answer.text
    return triples(answer.data)


def objects(found: set[ox.Triple], name: str) -> list[str]:
    return sorted(str(t.object.value) for t in found if t.predicate.value == VOID + name)


def test_void_counts_what_is_loaded(mini_client: FlaskClient, mini_explorer: Explorer) -> None:
    found = void(mini_client)
    total = max(int(n) for n in objects(found, "triples"))
    assert total == held(mini_explorer)
    partitions = [t for t in found if t.predicate.value == VOID + "propertyPartition"]
    assert len(partitions) == int(objects(found, "properties")[0]) > 5
    assert GRAPH in objects(found, "subset")


def test_void_leads_to_data_and_queries(mini_client: FlaskClient) -> None:
    found = void(mini_client)
    assert objects(found, "sparqlEndpoint") == ["http://localhost/sparql"]
    for dump in objects(found, "dataDump"):
        assert mini_client.get(dump.removeprefix("http://localhost")).status_code == 200
    for example in objects(found, "exampleResource"):
        assert mini_client.get(f"/id/{example.removeprefix(ID)}").status_code == 200


def test_void_tells_the_licence_that_the_data_state_and_no_other(
    client: FlaskClient, mini_client: FlaskClient
) -> None:
    licence = ox.NamedNode("http://purl.org/dc/terms/license")
    assert [t.object.value for t in void(client) if t.predicate == licence] == [
        "https://spdx.org/licenses/MIT"
    ]
    assert not [t for t in void(mini_client) if t.predicate == licence]


def test_void_comes_as_json_ld_too(mini_client: FlaskClient) -> None:
    answer = mini_client.get("/.well-known/void", headers={"Accept": "application/ld+json"})
    assert answer.content_type == "application/ld+json"
    assert b"sparqlEndpoint" in answer.data
