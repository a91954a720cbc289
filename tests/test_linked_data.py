"""The IRIs of the data answered as pages and as RDF, and the data to take away."""

from __future__ import annotations

import csv
import html
import io
import re
import sys
from pathlib import Path
from urllib.parse import quote, unquote

import networkx as nx
import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from ontology.iris import GRAPH, ID, ONTOLOGY, TERMS
from ontology.loading import load
from tests.conftest import explorer_of
from webapp import create_app
from webapp.config import Settings
from webapp.downloads import _WRITING, _safe
from webapp.explorer import Explorer

MODULE = sys.modules[_safe.__module__]  # its name in the package is that of its blueprint

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
FORMATS = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
}


# Things ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("VN", "/en/countries/VN"),
        ("pairing", "/en/measures/pairing"),
        ("spri-is-225", "/en/sources/spri-is-225"),
        ("young-workforce", "/en/graph?focus=young-workforce"),
        ("finding-vn-young-workforce", "/en/countries/VN#young-workforce"),
        ("is225", "/en/?analysis=is225"),
    ],
)
def test_browser_is_led_to_the_page_of_a_thing(
    client: FlaskClient, name: str, address: str
) -> None:
    answer = client.get(f"/id/{name}", headers=BROWSER)
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    assert "Accept" in answer.headers["Vary"]
    assert client.get(address).status_code == 200


def test_browser_is_led_to_its_language(client: FlaskClient) -> None:
    answer = client.get("/id/VN", headers=BROWSER | {"Accept-Language": "ko-KR,ko;q=0.9"})
    assert answer.headers["Location"] == "/ko/countries/VN"


def test_thing_without_a_page_is_shown_as_a_query(client: FlaskClient) -> None:
    name = next(
        quad.subject.value
        for quad in ox.parse(client.get("/data/is225-extended.ttl").data, format=FORMATS["ttl"][1])
        if quad.object == ox.NamedNode(TERMS + "Threshold")
    ).removeprefix(ID)
    answer = client.get(f"/id/{name}", headers=BROWSER)
    assert unquote(answer.headers["Location"]) == f"/en/sparql?query=DESCRIBE <{ID}{name}>"


@pytest.mark.parametrize("suffix", FORMATS)
def test_thing_is_described_in_every_format(mini_client: FlaskClient, suffix: str) -> None:
    media_type, form = FORMATS[suffix]
    answer = mini_client.get("/id/pairing", headers={"Accept": media_type})
    assert answer.status_code == 200
    assert answer.headers["Content-Location"] == f"/id/pairing.{suffix}"
    assert mini_client.get(f"/id/pairing.{suffix}").data == answer.data
    told = {(quad.subject.value, quad.predicate.value) for quad in ox.parse(answer.data, form)}
    assert (ID + "pairing", TERMS + "mitigates") in told


def test_description_follows_blank_nodes(client: FlaskClient) -> None:
    answer = client.get("/id/passage-is225-e10.nt")
    predicates = {q.predicate.value for q in ox.parse(answer.data, FORMATS["nt"][1])}
    assert "http://www.w3.org/ns/oa#start" in predicates


def test_thing_is_described_by_turtle_to_who_has_no_preference(mini_client: FlaskClient) -> None:
    assert mini_client.get("/id/VN").content_type == "text/turtle; charset=utf-8"


def test_nothing_acceptable_is_406(mini_client: FlaskClient) -> None:
    assert mini_client.get("/id/VN", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("name", ["pairin", "vn", "pairing.exe", "a b", "x/../pairing", "%7B"])
def test_unknown_thing_is_404(mini_client: FlaskClient, name: str) -> None:
    assert mini_client.get(f"/id/{name}").status_code == 404


def test_unknown_thing_is_answered_with_near_names(mini_client: FlaskClient) -> None:
    assert "did you mean pairing" in mini_client.get("/id/pairin").text
    assert "did you mean VN" in mini_client.get("/id/vn").text
    page = mini_client.get("/id/pairin", headers=BROWSER)
    assert page.status_code == 404 and ">pairing</a>" in page.text


def test_head_tells_what_get_would(mini_client: FlaskClient) -> None:
    for path in ("/id/pairing", "/id/pairing.jsonld", "/ns"):
        head, get = mini_client.head(path), mini_client.get(path)
        assert head.status_code == 200 and head.data == b""
        assert head.headers["Content-Type"] == get.headers["Content-Type"]
        assert head.headers["Content-Length"] == str(len(get.data))
    assert mini_client.head("/id/nothing").status_code == 404
    assert mini_client.head("/id/VN", headers=BROWSER).status_code == 303


def test_every_thing_of_the_data_leads_to_a_place_that_shows_it(
    client: FlaskClient, explorer: Explorer
) -> None:
    """Countries, factors, measures, claims, passages, figures, documents, recommendations …"""
    store = explorer.store.oxigraph
    subjects = {q.subject.value for q in store if isinstance(q.subject, ox.NamedNode)}
    things = sorted(iri for iri in subjects if iri.startswith(ID))
    assert {"finding", "passage", "observation", "document", "recommendation", "country"} <= {
        explorer.catalogue.kind(iri) for iri in things
    }
    anchors: dict[str, set[str]] = {}
    for iri in things:
        answer = client.get("/id/" + quote(iri.removeprefix(ID)), headers=BROWSER)
        assert answer.status_code == 303, iri
        page, _, anchor = unquote(answer.headers["Location"]).partition("#")
        if page.startswith("/en/sparql"):
            continue
        if page not in anchors:
            shown = client.get(page)
            assert shown.status_code == 200, (iri, page)
            anchors[page] = set(re.findall(r'\bid="([^"]+)"', shown.text))
        assert not anchor or anchor in anchors[page], (iri, page, anchor)
    assert len(things) > 400 and len(anchors) > 50


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("is225-extended", "/en/?analysis=is225-extended"),
        ("ontology", "/en/ontology"),
        ("is225-extended/derived", "/en/sparql?query=SELECT"),
    ],
)
def test_graph_is_answered_under_its_name(client: FlaskClient, name: str, page: str) -> None:
    led = client.get(f"/graph/{name}", headers=BROWSER)
    assert led.status_code == 303 and "Accept" in led.headers["Vary"]
    assert unquote(led.headers["Location"]).startswith(page)
    assert client.get(led.headers["Location"]).status_code == 200
    for suffix in ("ttl", "jsonld"):
        media_type, form = FORMATS[suffix]
        answer = client.get(f"/graph/{name}", headers={"Accept": media_type})
        assert answer.content_type.startswith(media_type)
        assert len(list(ox.parse(answer.data, form))) > 20


def test_unknown_graph_is_404_and_names_those_there_are(client: FlaskClient) -> None:
    answer = client.get("/graph/is226", headers=BROWSER)
    assert answer.status_code == 404
    assert "/graph/is225" in answer.text


def test_example_query_is_linked_data_too(client: FlaskClient) -> None:
    led = client.get("/id/example/outweighed", headers=BROWSER)
    assert (led.status_code, led.headers["Location"]) == (303, "/en/sparql?example=outweighed")
    told = client.get("/id/example/outweighed", headers={"Accept": "application/ld+json"})
    predicates = {q.predicate.value for q in ox.parse(told.data, FORMATS["jsonld"][1])}
    assert "http://www.w3.org/ns/shacl#select" in predicates
    whole = client.get("/data/examples.ttl")
    assert len(list(ox.parse(whole.data, FORMATS["ttl"][1]))) > 300
    assert client.get("/data/examples.exe").status_code == 404
    assert client.get("/id/example/none").status_code == 404


# Ontology --------------------------------------------------------------------------------------


def test_ontology_is_answered_as_page_and_as_rdf(mini_client: FlaskClient) -> None:
    page = mini_client.get("/ns", headers=BROWSER)
    assert (page.status_code, page.headers["Location"]) == (303, "/en/ontology")
    answer = mini_client.get("/ns", headers={"Accept": "text/turtle"})
    told = {quad.subject.value for quad in ox.parse(answer.data, FORMATS["ttl"][1])}
    assert {ONTOLOGY, TERMS + "Finding", TERMS + "VisaConstraint"} <= told
    assert mini_client.get("/ns.ttl").data == answer.data
    assert mini_client.get("/ns.exe").status_code == 404


# Downloads -------------------------------------------------------------------------------------


def test_analysis_is_taken_away_whole(mini_client: FlaskClient, mini_explorer: Explorer) -> None:
    own = {
        quad.triple
        for quad in mini_explorer.store.oxigraph
        if quad.graph_name == ox.NamedNode(GRAPH + "mini")
    }
    assert len(own) > 50
    for suffix, (media_type, form) in FORMATS.items():
        answer = mini_client.get(f"/data/mini.{suffix}")
        assert answer.content_type.startswith(media_type)
        assert f'filename="mini.{suffix}"' in answer.headers["Content-Disposition"]
        assert answer.headers["Data-Version"] == mini_explorer.data_version
        assert {quad.triple for quad in ox.parse(answer.data, form)} == own


def test_formats_with_graphs_carry_what_was_derived(mini_client: FlaskClient) -> None:
    for suffix, form in (("nq", ox.RdfFormat.N_QUADS), ("trig", ox.RdfFormat.TRIG)):
        quads = list(ox.parse(mini_client.get(f"/data/mini.{suffix}").data, form))
        graphs = {str(quad.graph_name) for quad in quads}
        assert graphs == {f"<{GRAPH}mini>", f"<{GRAPH}mini/derived>"}
    every = ox.parse(mini_client.get("/data/all.nq").data, ox.RdfFormat.N_QUADS)
    assert f"<{GRAPH}ontology>" in {str(quad.graph_name) for quad in every}


def test_download_is_the_same_every_time(client: FlaskClient) -> None:
    for name in ("is225.ttl", "is225-extended.nq", "claims.csv", "implications.graphml"):
        assert client.get(f"/data/{name}").data == client.get(f"/data/{name}").data


def test_data_kept_as_they_are_have_pages_descriptions_and_downloads(mini: Path) -> None:
    explorer = Explorer(load([mini], default_graph="as-is"))
    given = {quad.triple for quad in ox.parse(path=mini)}
    assert {quad.triple for quad in explorer.store.oxigraph} == given
    client = create_app(explorer, Settings(), None).test_client()
    for name in ("mini.nt", "all.nt"):
        told = ox.parse(client.get(f"/data/{name}").data, FORMATS["nt"][1])
        assert {quad.triple for quad in told} == given
    assert "Pairing" in client.get("/id/pairing").text
    assert client.get("/en/countries/VN/measures/pairing").status_code == 200


def test_everything_is_taken_away_from_data_kept_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "data.trig"
    path.write_text("<a:s> <a:p> 1, 2 . GRAPH <a:g> { <a:s> <a:p> 2, 3 }", "utf-8")
    explorer = Explorer(load([path], default_graph="as-is"))
    client = create_app(explorer, Settings(), None).test_client()
    quads = list(ox.parse(client.get("/data/all.nq").data, ox.RdfFormat.N_QUADS))
    assert sorted(map(str, quads)) == sorted(map(str, ox.parse(path=path)))
    triples = list(ox.parse(client.get("/data/all.nt").data, ox.RdfFormat.N_TRIPLES))
    assert sorted(str(quad.object.value) for quad in triples) == ["1", "2", "3"]


def test_everything_as_triples_is_the_union(client: FlaskClient, explorer: Explorer) -> None:
    triples = list(ox.parse(client.get("/data/all.nt").data, ox.RdfFormat.N_TRIPLES))
    every = {quad.triple for quad in explorer.store.oxigraph}
    assert len(triples) == len(every)
    assert {quad.triple for quad in triples} == every


def test_long_download_does_not_stand_in_memory(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = client.get("/data/is225.nq")
    monkeypatch.setattr(MODULE, "MOST_IN_MEMORY_BYTES", 1000)
    with client.get("/data/is225.nq") as filed:
        assert filed.data == whole.data
        assert filed.content_length == whole.content_length
        assert filed.headers["Content-Disposition"] == whole.headers["Content-Disposition"]
        tag = {"If-None-Match": filed.headers["ETag"]}
    with client.get("/data/is225.nq", headers=tag) as again:
        assert (again.status_code, again.data) == (304, b"")


def test_only_one_download_is_written_at_a_time(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MODULE, "_MOST_WAIT_S", 0.01)
    with _WRITING:
        busy = client.get("/data/is225.nq")
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "10")
    assert client.get("/data/is225.nq").status_code == 200


@pytest.mark.parametrize("name", ["other.ttl", "mini.exe", "mini", "VN.ttl"])
def test_unknown_download_is_404(mini_client: FlaskClient, name: str) -> None:
    assert mini_client.get(f"/data/{name}").status_code == 404


def table(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_claims_are_a_table(mini_client: FlaskClient, mini_explorer: Explorer) -> None:
    rows = {row["claim"].removeprefix(ID): row for row in table(mini_client, "/data/claims.csv")}
    assert set(rows) == {"f1", "f2", "f3", "i1", "i2", "o1", "o2"}
    assert rows["f3"]["holds"] == "false" and rows["f3"]["basis"] == "measured"
    assert rows["i2"]["premises"].split() == [ID + "cheap", ID + "gap"]
    assert rows["o2"]["concept"] == ID + "i2"
    stated = table(mini_client, "/data/claims.csv?basis=stated")
    assert {row["basis"] for row in stated} == {"stated"}


def test_observations_are_a_table(client: FlaskClient) -> None:
    rows = table(client, "/data/observations.csv")
    assert len(rows) > 100
    assert all(row["indicator_ko"] and row["country"] and row["source_title"] for row in rows)
    assert any(float(row["low"]) > 0 for row in rows if row["low"])


def test_cells_never_run_as_formulas() -> None:
    assert _safe("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert _safe("@cmd") == "'@cmd"
    for harmless in (-0.5, "-0.5", "+12.5 %", "plain = text"):
        assert _safe(harmless) == harmless


def test_implication_graph_is_graphml(mini_client: FlaskClient) -> None:
    answer = mini_client.get("/data/implications.graphml")
    drawn = nx.read_graphml(io.BytesIO(answer.data))
    pairing = drawn.nodes[f"{ID}pairing {ID}VN"]
    assert pairing["label_ko"] == "페어링" and pairing["holds"] is True
    assert drawn.edges[f"{ID}cheap {ID}VN", f"{ID}i2 {ID}VN"]["kind"] == "premise"
    assert drawn.edges[f"{ID}i2 {ID}VN", f"{ID}pairing {ID}VN"]["kind"] == "conclusion"
    assert drawn.edges[f"{ID}o1 {ID}VN", f"{ID}pairing {ID}VN"]["kind"] == "objection"
    assert drawn.edges[f"{ID}o2 {ID}VN", f"{ID}i2 {ID}VN"]["kind"] == "objection"
    assert all("kind" in told for _, told in drawn.nodes(data=True))


def test_every_download_on_the_data_page_is_there(client: FlaskClient) -> None:
    page = client.get("/en/data").text
    addresses = {part.partition('"')[0] for part in page.split('href="')[1:]}
    files = sorted(a for a in addresses if a.startswith(("/data/", "/ns.")))
    assert len(files) >= 10
    for address in files:
        assert client.get(address).status_code == 200, address


def test_pages_link_to_turtle_that_there_is(tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.ttl"
    path.write_text(
        "@prefix pol: <https://w3id.org/policy-explorer/ns#> ."
        "@prefix id: <https://w3id.org/policy-explorer/id/> ."
        "@prefix ex: <https://example.org/x#> ."
        "ex:a a pol:Analysis ; pol:home id:KR ; pol:considers ex:VN ,"
        " <https://w3id.org/policy-explorer/id/group/US> ."
        "ex:VN a pol:Country . <https://w3id.org/policy-explorer/id/group/US> a pol:Country ."
        "ex:doc a pol:Document .",
        "utf-8",
    )
    client = create_app(explorer_of(path), Settings(), None).test_client()

    def turtle_of(page: str) -> str:
        told = client.get(page).get_data(as_text=True)
        (found,) = re.findall(r'<a href="([^"]+)">Turtle</a>', told)
        return unquote(html.unescape(found))

    own = turtle_of("/en/countries/US")
    assert own == "/id/group/US.ttl"
    assert client.get(own).mimetype == "text/turtle"
    for page, iri in (
        ("/en/countries/VN", "https://example.org/x#VN"),
        ("/en/sources/doc", "https://example.org/x#doc"),
        ("/en/countries/KR", ID + "KR"),  # of which the data say nothing
    ):
        assert turtle_of(page) == f"/sparql?query=DESCRIBE+<{iri}>&format=turtle"


@pytest.mark.parametrize("address", ["/id/VN", "/id/VN.ttl", "/ns", "/ns.ttl"])
def test_description_that_has_not_changed_is_not_sent_twice(
    client: FlaskClient, address: str
) -> None:
    turtle = {"Accept": "text/turtle"}
    first = client.get(address, headers=turtle)
    assert (first.status_code, first.headers["Cache-Control"]) == (200, "no-cache")
    tag = {"If-None-Match": first.headers["ETag"]}
    again = client.get(address, headers=turtle | tag)
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Vary"] == first.headers["Vary"]
    if "." not in address:
        other = client.get(address, headers={"Accept": "application/ld+json"} | tag)
        assert other.status_code == 200
