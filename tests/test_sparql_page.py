"""The query page, over the shipped data and a real query service."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from graph.derived import add_derived
from ontology.loading import load
from ontology.store import Store
from tests.test_country_page import SORTS
from webapp import create_app
from webapp.config import Settings
from webapp.explorer import Explorer
from webapp.failures import OutOfMemory, Overloaded, TooComplex
from webapp.pages.elsewhere import python_text, snippets
from webapp.pages.examples import example_named, example_of, examples
from webapp.pages.outcome import LINES_SHOWN, ROWS_SHOWN
from webapp.pages.result_chart import chart
from webapp.pages.result_graph import MOST_NODES
from webapp.pages.result_table import Cell, Column, Table, prefixed
from webapp.results import solutions, triples, truth
from webapp.workers import Limits, QueryService

ONTOLOGY = Path(__file__).parent.parent / "ontology"
MINI = Path(__file__).parent / "data" / "mini.ttl"
EXAMPLES = examples()
PREFIXES = (
    "PREFIX pol: <https://w3id.org/policy-explorer/ns#>\n"
    "PREFIX id: <https://w3id.org/policy-explorer/id/>\n"
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
)
SLOW = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c > ?f && ?f > ?i) } ORDER BY ?a"


@pytest.fixture(scope="module")
def store() -> Store:
    loaded = load()
    add_derived(loaded)
    return loaded


@pytest.fixture(scope="module")
def client(store: Store) -> Iterator[FlaskClient]:
    service = QueryService(store.oxigraph, Limits(timeout_s=4))
    app = create_app(Explorer(store), Settings(timeout_s=4), service)
    yield app.test_client()
    service.close()


class Failing:
    """A query service that answers nothing, for the reason it was given."""

    is_alive = True

    def __init__(self, failure: Exception) -> None:
        self.failure = failure

    def answer(self, *_: object) -> None:
        raise self.failure


def page(client: FlaskClient, lang: str = "en", status: int = 200, **parameters: str) -> str:
    response = client.get(f"/{lang}/sparql?{urlencode(parameters)}")
    assert response.status_code == status
    return response.get_data(as_text=True)


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def part(html: str, identifier: str) -> str:
    """The element of this identifier and what follows it up to the next section."""
    return html[html.index(f'id="{identifier}"') :].partition("</section>")[0]


def field(html: str) -> str:
    return unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.DOTALL)[1])


# The form and its examples ----------------------------------------------------------------------


def test_first_visit_shows_the_first_example_and_runs_nothing(client):
    html = page(client)
    assert field(html) == EXAMPLES[0].query("en")
    assert 'id="result"' not in html
    assert "/sparql</code>" in html
    assert "Stops after 4 s or 100,000 rows." in text_of(html)


def test_every_limit_of_a_query_is_told(store):
    settings = Settings(
        timeout_s=3, max_rows=4321, max_result_mib=17, max_memory_mib=1234, max_body_kib=765,
        workers=19, reserve=23, max_waiting=29, max_wait_s=31, rate_limit=37,
    )  # fmt: skip
    told = text_of(create_app(Explorer(store), settings, None).test_client().get("/en/sparql").text)
    limits = told.partition("Limits of a query")[2].partition("Prefixes and graphs")[0]
    for number in ("3 s", "4,321 rows", "17 MiB", "1,234 MiB", "765 KiB", "19 queries", "23 short"):
        assert number in limits
    for number in ("29 more may wait", "31 s at most", "37 requests a minute", "Timeout"):
        assert number in limits
    assert f"first {ROWS_SHOWN} rows and {MOST_NODES} things" in limits


def test_data_without_an_analysis_begin_with_a_query_that_any_data_answer(tmp_path):
    file = tmp_path / "plain.ttl"
    file.write_text('<urn:a> <urn:b> "c" .')
    loaded = load([file], default_graph="as-is")
    service = QueryService(loaded.oxigraph)
    try:
        plain = create_app(Explorer(loaded), Settings(default_graph="as-is"), service).test_client()
        query = field(page(plain))
        assert "exactly the triples that were loaded" in page(plain)
        assert "1 row in" in text_of(page(plain, query=query))
    finally:
        service.close()


def test_empty_query_is_a_first_visit(client):
    assert 'id="result"' not in page(client, query="  \n")


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_example_has_an_answer_in_either_language(store, example, lang):
    found = store.oxigraph.query(example.query(lang))
    assert found if isinstance(found, ox.QueryBoolean) else next(iter(found), None) is not None


def test_margin_links_every_example_and_marks_the_current_one(client):
    html = page(client, example="objections-to-pairing")
    linked = re.findall(r'<a href="/en/sparql\?example=([\w-]+)"( aria-current="true")?', html)
    assert [name for name, _ in linked] == [e.name for e in EXAMPLES]
    assert [name for name, mark in linked if mark] == ["objections-to-pairing"]
    assert len(re.findall(r'<details name="examples" open>', html)) == 1


def test_example_is_found_by_its_name_with_and_without_number():
    assert example_named("02-outweighed") == example_named("outweighed") is not None
    assert example_named("nothing-of-this-name") is None


def test_query_that_is_an_example_is_known_for_it_in_any_language(client):
    example = example_named("traits-india")
    assert example_of(example.query("ko") + "\n") == example
    assert example.question("ko") in page(client, "ko", query=example.query("ko"))


def test_korean_example_asks_for_korean_names(client):
    html = page(client, "ko", example="traits-india")
    assert '= "ko"' in field(html)
    assert '= "en"' not in field(html)
    assert re.search("[가-힣]", part(html, "result"))


def test_query_of_a_form_keeps_its_lines(client):
    html = page(client, query="ASK {\r\n  ?a ?b ?c\r\n}")
    assert field(html) == "ASK {\n  ?a ?b ?c\n}"


def test_form_keeps_the_analysis(client):
    html = page(client, analysis="is225")
    assert '<input type="hidden" name="analysis" value="is225">' in html


def test_filter_is_said_not_to_apply(client):
    assert "queries see every claim" in page(client, basis="stated")


def test_markup_in_a_query_stays_text(client):
    html = page(client, query='SELECT ("</textarea><script>alert(1)</script>" AS ?x) {}')
    assert "<script>alert" not in html
    assert "alert(1)" in text_of(part(html, "result"))


# Tables -----------------------------------------------------------------------------------------


def test_things_are_named_in_the_language_of_the_page_and_linked_to_their_pages(client):
    query = PREFIXES + "SELECT ?c ?m { VALUES (?c ?m) { (id:VN id:pairing) } }"
    english, korean = (page(client, lang, query=query) for lang in ("en", "ko"))
    assert re.search(r'<a href="/en/countries/VN" title="[^"]*/id/VN">Vietnam</a>', english)
    assert re.search(r'<a href="/ko/countries/VN"[^>]*>베트남</a>', korean)
    assert 'href="/en/measures/pairing"' in english


@pytest.mark.parametrize(
    ("term", "address"),
    [
        ("pol:Finding", "/en/ontology#Finding"),
        ("id:spri-is-225", "/en/sources/spri-is-225"),
        ("id:is225", "/en/?analysis=is225"),
        (
            "id:recommendation-is225-VN-pairing",
            "/en/countries/VN/measures/pairing?analysis=is225",
        ),
        ("id:scheme-carry-over", "/id/scheme-carry-over"),
        ("skos:Concept", "http://www.w3.org/2004/02/skos/core#Concept"),
    ],
)
def test_where_a_thing_leads(client, term, address):
    html = page(client, query=PREFIXES + f"SELECT ?x {{ VALUES ?x {{ {term} }} }}")
    assert f'<td data-label="?x"><a href="{address}"' in part(html, "result")


@pytest.mark.parametrize("iri", ["javascript:alert(1)", "urn:a", "mailto:a@b", "http://[x"])
def test_what_is_no_web_address_is_no_link(client, iri):
    html = page(client, query=f'SELECT (IRI("{iri}") AS ?x) ("{iri}"^^<urn:t> AS ?y) {{}}')
    assert "<a" not in part(html, "result").partition("<tbody>")[2].partition("</tbody>")[0]


def test_name_of_one_thing_alone_leads_to_it(client):
    html = page(client, query='SELECT ("Vietnam"@en AS ?x) ("Vietnam" AS ?y) {}')
    assert part(html, "result").count('href="/en/countries/VN"') == 1


def test_columns_of_everything_stand_as_in_the_query(client):
    html = page(client, query="SELECT * { ?z ?a ?m . ?z ?b ?c } LIMIT 3")
    names = re.findall(r'<th scope="col"[^>]*><a [^>]*>\?(\w+)', html)
    assert names == ["z", "a", "m", "b", "c"]


def test_identifiers_are_shown_on_demand(client):
    parameters = {"query": PREFIXES + "SELECT ?c { VALUES ?c { id:VN } }"}
    html = page(client, **parameters)
    assert "id:VN</span>" not in html
    link = unescape(re.search(r'href="([^"]*identifiers=1)#result"', html)[1])
    assert "id:VN</span>" in client.get(link).get_data(as_text=True)


def test_numbers_stand_in_line_and_keep_their_exact_value(client):
    html = page(client, query="SELECT ?n { VALUES ?n { 0.87654321 -0.5 2 } }")
    cells = re.findall(r'<td class="number" data-label="\?n">(.*?)</td>', html)
    assert [text_of(cell) for cell in cells] == ["0.877", "−0.500", "2.000"]
    assert '<data value="0.87654321" title="0.87654321">' in cells[0]
    assert "rounded to three decimals" in html


def test_whole_numbers_and_years_stay_as_they_are(client):
    html = page(client, query="SELECT ?n { VALUES ?n { 2025 7 } }")
    assert re.findall(r'data-label="\?n">(.*?)</td>', html) == ["2025", "7"]
    assert "rounded" not in html


@pytest.mark.parametrize(("number", "shown"), [("1.5e-9", "1.5e−09"), ("2.0e40", "2e+40")])
def test_extreme_numbers_are_not_rounded_away(client, number, shown):
    assert f">{shown}</data>" in page(client, query=f"SELECT ({number} AS ?n) {{}}")


def test_languages_and_datatypes_are_told(client):
    html = page(
        client,
        query='SELECT ?a ?b { VALUES (?a ?b) { ("x"@ko "2025-01-01"^^'
        '<http://www.w3.org/2001/XMLSchema#date>) ("y"@en true) } }',
    )
    assert re.search(r'<span lang="ko">x</span> <small class="tag" translate="no">ko<', html)
    assert ">xsd:date</small>" in html
    assert ">xsd:boolean</small>" in html


def test_what_all_values_share_is_told_once(client):
    html = page(client, query='SELECT ?a { VALUES ?a { "x"@ko "y"@ko } }')
    assert re.findall(r'<small class="tag">(.*?)</small>', html) == ["ko"]


def test_missing_value_and_blank_node(client):
    html = text_of(part(page(client, query="SELECT ?a ?b { BIND(BNODE() AS ?b) }"), "result"))
    assert "no value" in html
    assert "_:" in html


def test_empty_result_says_so(client):
    html = page(client, query="SELECT * { ?s <urn:nothing> ?o }")
    assert "No rows" in text_of(part(html, "result"))
    assert "<table" not in part(html, "result")
    assert "0 rows in" in text_of(html)


def test_long_result_is_announced(client):
    html = page(client, query="SELECT ?s { ?s ?p ?o } LIMIT 700")
    assert html.count('<td data-label="?s">') == ROWS_SHOWN
    assert f"Only the first {ROWS_SHOWN} rows are shown" in text_of(html)
    assert "700 rows in" in text_of(html)


def test_longest_results_are_counted_up_to_a_limit(client):
    assert "more than 5,000 rows" in text_of(page(client, query="SELECT ?s { ?s ?p ?o }"))


def test_long_text_is_shortened(client):
    html = page(
        client,
        query='SELECT ?x { VALUES ?y {"a"} BIND(REPLACE(?y, "a", "%s") AS ?x) }' % ("w" * 4000),
    )
    cells = html.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "w" * 2000 + "…" in cells
    assert "w" * 2001 not in cells


def test_solutions_of_quoted_triples():
    document = (
        b'{"head":{"vars":["t"]},"results":{"bindings":[{"t":{"type":"triple","value":{'
        b'"subject":{"type":"uri","value":"urn:s"},"predicate":{"type":"uri","value":"urn:p"},'
        b'"object":{"type":"literal","value":"o"}}}}]}}'
    )
    assert solutions(document).rows[0][0].value == '<<( <urn:s> <urn:p> "o" )>>'
    assert not truth(b'{"head":{},"boolean":false}')


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        ("https://w3id.org/policy-explorer/ns#Finding", "pol:Finding"),
        ("https://w3id.org/policy-explorer/id/a/b", "https://w3id.org/policy-explorer/id/a/b"),
        ("https://w3id.org/policy-explorer/ns#", "https://w3id.org/policy-explorer/ns#"),
    ],
)
def test_prefixed(iri, short):
    assert prefixed(iri) == short


# Sentences and triples --------------------------------------------------------------------------


@pytest.mark.parametrize(("pattern", "answer"), [("", "Yes."), ("?s <urn:nothing> ?o", "No.")])
def test_truth_is_a_sentence(client, pattern, answer):
    html = page(client, query=f"ASK {{ {pattern} }}")
    assert f"<b>{answer}</b>" in html
    assert links(html) == {"json", "xml"}


def raw(html: str) -> str:
    return unescape(re.search(r'<pre class="triples".*?>(.*?)</pre>', html, re.DOTALL)[1])


def test_triples_are_rows_and_turtle_without_idle_prefixes(client):
    html = page(client, query=PREFIXES + "CONSTRUCT { id:VN a pol:Country } {}")
    assert len(list(ox.parse(raw(html), format=ox.RdfFormat.TURTLE))) == 1
    assert set(re.findall(r"@prefix (\w+):", raw(html))) == {"id", "pol"}
    assert links(html) == {"turtle", "jsonld", "ntriples", "rdfxml", "trig", "nquads"}
    row = part(html, "result").partition("<tbody>")[2]
    assert text_of(row.partition("</tbody>")[0]) == "Vietnam rdf:type country"
    assert "1 triple in" in text_of(html)


def test_described_thing_is_shown_as_rows_and_as_triples(client):
    html = page(client, query=PREFIXES + "DESCRIBE id:VN")
    assert 'href="/en/ontology#Country"' in part(html, "result")
    assert "pol:Country" in raw(html)


def test_triples_come_in_a_fixed_order():
    lines = ["<urn:b> <urn:p> 2 .", "<urn:a> <urn:q> 'x'@en .", "<urn:a> <urn:p> 'x'@ko ."]
    one, other = (triples("\n".join(order).encode()) for order in (lines, lines[::-1]))
    assert one == other
    assert [row[0].value for row in one.rows] == ["urn:a", "urn:a", "urn:b"]


def test_triples_are_sorted_and_looked_through_as_rows_are(client):
    html = page(client, query=PREFIXES + "DESCRIBE id:VN", sort="-object", find="trait")
    objects = re.findall(r'data-label="\?object">(.*?)</td>', html)
    names = [text_of(each) for each in objects]
    assert names == sorted(names, key=str.casefold, reverse=True) and len(names) > 3


def test_many_triples_are_cut_and_no_triples_are_said(client):
    html = page(client, query="CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    assert raw(html).count("\n") == LINES_SHOWN - 1
    assert f"Only the first {LINES_SHOWN} lines are shown" in text_of(html)
    assert "more than 5,000 triples" in text_of(html)
    assert "No triples" in page(client, query="CONSTRUCT { ?s ?p ?o } { ?s <urn:n> ?o . ?s ?p ?o }")


def test_rows_are_shown_as_they_came_too(client):
    html = page(client, query='SELECT ?x { VALUES ?x { "<a>" 1 } }')
    told = json.loads(raw(html))
    assert [row["x"]["value"] for row in told["results"]["bindings"]] == ["<a>", "1"]
    assert json.loads(raw(page(client, query="ASK {}"))) == {"head": {}, "boolean": True}


# Graphs -----------------------------------------------------------------------------------------


def boxes(html: str) -> list[str]:
    graph = part(html, "graph")
    found = re.findall(r'<(?:a href="[^"]*"|g)><rect class="box".*?</(?:a|g)>', graph, re.DOTALL)
    return [text_of(each) for each in found]


def test_triples_are_a_picture_beside_the_table(client):
    html = page(client, query=PREFIXES + "DESCRIBE id:VN")
    drawn = boxes(html)
    assert drawn[0] == "Vietnam country"
    assert "Cost efficiency trait" in drawn
    assert 'class="words"' in part(html, "graph") and ">faces</text>" in part(html, "graph")
    assert "Texts and numbers stand in the table alone." in text_of(part(html, "graph"))
    assert "베트남 국가" in boxes(page(client, "ko", query=PREFIXES + "DESCRIBE id:VN"))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s ?p ?o { VALUES ?s { id:pairing } ?s ?p ?o }",
        "SELECT ?a ?b ?c ?d { VALUES ?a { id:pairing } ?a ?b ?c FILTER(ISIRI(?c)) BIND(1 AS ?d) }",
    ],
)
def test_rows_that_are_triples_are_a_picture_too(client, query):
    assert "Pair Korean planners/PMs with local developers measure" in boxes(
        page(client, query=PREFIXES + query)
    )


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?claim ?kind ?basis { ?claim a ?kind ; pol:basis ?basis } LIMIT 9",
        "SELECT ?s ?o { ?s pol:mitigates ?o } LIMIT 9",
        "SELECT ?s ?p ?o { VALUES (?s ?p ?o) { (id:VN skos:notation 'VN') } }",
        "SELECT ?s ?p ?o { ?s <urn:nothing> ?o . ?s ?p ?o }",
        "CONSTRUCT { id:VN a pol:Country } {}",
    ],
)
def test_what_relates_no_things_is_no_picture(client, query):
    assert 'id="graph"' not in page(client, query=PREFIXES + query)


def test_large_graphs_tell_what_they_leave_out(client):
    html = page(client, query="SELECT ?s ?p ?o { ?s ?p ?o FILTER(ISIRI(?o)) } LIMIT 3000")
    told = text_of(part(html, "graph"))
    assert len(boxes(html)) == MOST_NODES
    assert re.search(r"Not drawn: [\d,]+ further things and [\d,]+ links\.", told)
    assert "What each link means is told in the table." in told


def test_canvas_gets_the_places_of_the_drawing_and_no_physics(client, monkeypatch):
    monkeypatch.setattr("webapp.pages.sparql.bundle", lambda name: f"/static/vendor/{name}-x.js")
    html = page(client, query=PREFIXES + "DESCRIBE id:VN")
    data = json.loads(
        re.search(r"<script type=\"application/json\" data-graph-data>(.*?)</script>", html)[1]
    )
    assert len(data["nodes"]) == len(boxes(html))
    assert data["options"]["physics"]["enabled"] is False
    first = data["nodes"][0]
    assert first["page"] == "/en/countries/VN" and first["label"] == "Vietnam\ncountry"
    assert f'x="{first["x"] - 106:.1f}"' in part(html, "graph")
    assert 'data-module="/static/vendor/result-x.js"' in html


def links(html: str) -> set[str]:
    addresses = re.findall(r'<a href="(/sparql\?[^"]*)" download>', html)
    return {parse_qs(urlsplit(unescape(a)).query)["format"][0] for a in addresses}


def test_downloads_ask_the_same_query(client):
    html = page(client, query='SELECT ("a&b" AS ?x) {}')
    assert links(html) == {"csv", "tsv", "json", "xml"}
    address = unescape(re.search(r'<a href="(/sparql\?[^"]*)" download>', html)[1])
    assert parse_qs(urlsplit(address).query)["query"] == ['SELECT ("a&b" AS ?x) {}']


@pytest.mark.parametrize("query", ["SELECT * {}", "ASK {}", "CONSTRUCT { ?s ?p ?o } {}"])
def test_downloads_are_there(client, query):
    addresses = re.findall(r'<a href="(/sparql\?[^"]*)" download>', page(client, query=query))
    assert len(addresses) >= 2
    assert {client.get(unescape(address)).status_code for address in addresses} == {200}


# Charts -----------------------------------------------------------------------------------------


def drawn(html: str) -> list[tuple[str, str]]:
    found = re.findall(
        r'role="rowheader">(.*?)</div>\s*<div class="amount" role="cell">(.*?)</div>', html
    )
    return [(text_of(name), amount) for name, amount in found]


def test_recommendations_are_drawn_as_balances(client):
    html = page(client, example="recommendations-by-country")
    bars = drawn(html)
    assert len(bars) == html.count('<td data-label="?country">') > 20
    assert bars[0] == ("Republic of Korea Two-Track Strategy", "0.89")
    assert any(amount.startswith("−") for _, amount in bars)
    assert "Hatched" in html


def test_length_and_label_are_chosen_by_the_address(client):
    html = page(
        client, example="recommendations-by-country", length="acceptability", label="country"
    )
    assert '<option value="acceptability" selected>?acceptability</option>' in html
    assert '<option value="country" selected>' in html
    assert drawn(html)[0] == ("Republic of Korea", "0.889")
    assert "Hatched" not in html


def test_choice_that_is_none_is_passed_over(client):
    html = page(client, example="recommendations-by-country", length="x", label="y")
    assert '<option value="support-opposition" selected>' in html


def test_counts_have_a_scale_of_their_own(client):
    html = page(client, example="findings-used-most")
    first, middle, last = re.search(
        r'class="axis".*?<span>(.*?)</span><span>(.*?)</span><span>(.*?)</span>', html
    ).groups()
    most = int(drawn(html)[0][1])
    assert first == "0"
    assert most <= int(last) == 2 * int(middle)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?n { VALUES ?n { 1 2 } }",
        'SELECT ?a ?n { VALUES (?a ?n) { ("x" 1) } }',
        'SELECT ?a ?n { VALUES (?a ?n) { ("x" 1) ("y" -1) } }',
        'SELECT ?a ?n { VALUES (?a ?n) { ("x" 1) ("y" UNDEF) } }',
        'SELECT ?a ?n { VALUES (?a ?n) { ("x" 0) ("y" 0) } }',
        'SELECT ?a ?b { VALUES (?a ?b) { ("x" "1") ("y" "2") } }',
    ],
)
def test_nothing_is_drawn_where_nothing_fits(client, query):
    assert 'id="chart"' not in page(client, query=query)


def test_long_charts_tell_what_they_leave_out():
    columns = (Column("a", False, 0, ""), Column("n", True, 0, ""))
    rows = tuple((Cell(str(n), "text"), Cell(str(n), "number", number=float(n))) for n in range(50))
    found = chart(Table(columns, rows))
    assert len(found.bars) == 40
    assert found.left_out == 10
    assert found.ticks == ("0", "30", "60")


def test_bars_stay_inside_the_scale(client):
    for name in ("recommendations-by-country", "findings-used-most", "revised-values"):
        widths = re.findall(r'class="rest"[^>]* width="([\d.]+)%"', page(client, example=name))
        assert widths
        assert all(0 < float(width) <= 100 for width in widths)


def rows_of(*rows: tuple[object, ...], names: str) -> str:
    values = " ".join(f"({' '.join(map(str, row))})" for row in rows)
    variables = " ".join(f"?{name}" for name in names.split())
    return f"SELECT {variables} {{ VALUES ({variables}) {{ {values} }} }}"


TIMES = rows_of(
    ('"a"', '"2020"', 1), ('"a"', '"2022-07"', 4), ('"b"', '"2021"', 3), names="who period n"
)


def test_numbers_over_time_are_lines_on_one_scale(client):
    html = page(client, query=TIMES)
    chart = part(html, "chart")
    assert re.findall(r"<figcaption>(.*?)</figcaption>", chart) == ["a", "b"]
    assert re.findall(r"<title[^>]*>(.*?)</title>", chart) == ["a: 2020 1; 2022-07 4", "b: 2021 3"]
    places = re.findall(r'<circle class="dot" cx="([\d.]+)%" cy="([\d.]+)"', chart)
    assert places == [("6.00", "86.0"), ("94.00", "26.0"), ("41.20", "46.0")]
    assert chart.count('class="stroke"') == 1
    assert "?n over ?period. All on one scale, from 0 to 4." in text_of(chart)


def test_lines_can_be_bars_and_what_is_drawn_can_be_chosen(client):
    query = rows_of(("2020", 1, 10), ("2021", 2, 30), names="year one other")
    html = page(client, query=query, length="other")
    assert "year" not in re.findall(r'<option value="(\w+)"', part(html, "chart"))
    assert 'value="other" selected' in part(html, "chart")
    assert "from 0 to 30" in text_of(part(html, "chart"))
    assert 'class="bars"' in page(client, query=TIMES, chart="bars")


@pytest.mark.parametrize(
    "query",
    [
        rows_of(('"a"', '"2020"', 1), ('"b"', '"2020"', 2), names="who period n"),
        rows_of(("2020", 1), ("2021", 2), names="count n"),
        rows_of(('"2020"', '"x"'), ('"2021"', '"y"'), names="year name"),
    ],
)
def test_no_lines_where_time_does_not_pass(client, query):
    assert "line-chart" not in page(client, query=query)


def test_many_lines_tell_how_many_are_left_out(client):
    rows = [(f'"{name}"', f'"{year}"', year) for name in range(15) for year in (2020, 2021)]
    html = page(client, query=rows_of(*rows, names="who year n"))
    assert html.count("<figure>") == 12
    assert "3 further lines are not drawn" in html


# Failures ---------------------------------------------------------------------------------------


def test_fault_is_marked_in_its_line(client):
    html = page(client, status=400, query="SELECT * {\n  ?s ?p\n  ?o ?x <&>\n}")
    failure = part(html, "result")
    assert re.search(r"Line \d, column \d+:", text_of(failure))
    assert "<mark>" in failure
    assert "^" in failure
    assert 'aria-invalid="true"' in html
    assert field(html) == "SELECT * {\n  ?s ?p\n  ?o ?x <&>\n}"


def test_fault_at_the_end_and_in_a_long_line(client):
    assert "<mark>" in page(client, status=400, query="SELECT * {")
    html = page(client, status=400, query="ASK { " + "?s ?p ?o . " * 50 + "?s ?p }")
    fault = text_of(re.search(r'<pre class="fault".*?</pre>', html, re.DOTALL)[0])
    assert "…" in fault
    assert len(fault) < 400


def test_failure_in_korean_has_korean_sentences(client):
    failure = part(page(client, "ko", status=400, query="SELECT"), "result")
    assert "아직 올바른 SPARQL 질의가 아닙니다." in failure
    assert "1행 " in failure


def test_slow_query_is_stopped_and_told_what_to_do(client):
    html = page(client, status=504, query=SLOW)
    assert "took longer than 4 s" in html
    assert "LIMIT" in text_of(part(html, "result"))


@pytest.mark.parametrize(
    "query",
    ["SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", "DELETE WHERE { ?s ?p ?o }"],
)
def test_what_the_service_does_not_do_is_refused(client, query):
    html = page(client, status=403, query=query)
    assert "It only reads" in html


def test_graph_that_is_not_loaded(client):
    html = page(client, status=400, query="SELECT * FROM <urn:elsewhere> { ?s ?p ?o }")
    assert "urn:elsewhere" in text_of(part(html, "result"))
    assert "graph/is225-extended/derived&gt;" in html


@pytest.mark.parametrize(
    ("failure", "status", "words"),
    [
        (Overloaded(7), 503, "Run it again in 7 s"),
        (OutOfMemory(64), 400, "too much memory"),
        (TooComplex("nested"), 400, "nested or chained too deeply"),
    ],
)
def test_other_failures_tell_what_to_do(store, failure, status, words):
    app = create_app(Explorer(store), Settings(), Failing(failure))
    response = app.test_client().get("/en/sparql?query=ASK{}")
    assert response.status_code == status
    assert words in response.get_data(as_text=True)
    assert response.headers.get("Retry-After") == ("7" if status == 503 else None)
    assert response.headers["Cache-Control"] == "no-store"


def test_page_stands_without_a_query_service(store):
    client = create_app(Explorer(store), Settings(), None).test_client()
    assert client.get("/en/sparql").status_code == 200
    response = client.get("/en/sparql?query=ASK{}")
    assert response.status_code == 503
    assert "All other pages work." in response.get_data(as_text=True)


# The page itself --------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_page_needs_nothing_that_the_content_policy_forbids(client, lang):
    html = page(client, lang, example="recommendations-by-country")
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", html)
    assert not re.findall(r"<script(?![^>]* src=)", html)


def test_no_korean_text_is_missing(client):
    html = page(client, "ko", example="recommendations-by-country", identifiers="1")
    main = html.partition("<main")[2].partition(">")[2].partition("</main>")[0]
    main = re.sub(r"<(textarea|pre|code|option)\b.*?</\1>", "", main, flags=re.DOTALL)
    main = re.sub(r'<(\w+)[^>]* translate="no".*?</\1>', "", main)
    words = set(re.findall(r"(?<![\w?:-])[a-z]{3,}\b", text_of(main)))
    assert words == {"curl", "rdflib", "timeout"}  # what has this name everywhere


def test_editor_is_offered_where_it_was_built_and_may_bring_its_styles(client, monkeypatch):
    monkeypatch.setattr("webapp.pages.sparql.bundle", lambda name: f"/static/vendor/{name}-x.js")
    first, second = (client.get("/en/sparql") for _ in range(2))
    html = first.get_data(as_text=True)
    nonce = re.search(r'data-nonce="([\w-]{16,})"', html)[1]
    assert f"style-src 'self' 'nonce-{nonce}'" in first.headers["Content-Security-Policy"]
    assert nonce not in second.headers["Content-Security-Policy"]
    assert '<script type="module" src="/static/vendor/editor-x.js">' in html


def test_form_stands_without_the_editor(client, monkeypatch):
    monkeypatch.setattr("webapp.pages.sparql.bundle", lambda name: None)
    response = client.get("/en/sparql")
    assert "nonce" not in response.headers["Content-Security-Policy"]
    assert "nonce" not in response.get_data(as_text=True)
    assert "vendor" not in response.get_data(as_text=True)


def test_editor_is_told_names_in_the_language_of_the_page(client):
    offered = client.get("/ko/sparql/vocabulary.json").get_json()
    names = {each["label"]: each["detail"] for each in offered}
    assert names["id:VN"] == "베트남"
    assert {"pol:Finding", "pol:premise", "id:pairing"} <= names.keys()
    called = {each["label"]: each["names"] for each in offered}
    assert set(called["pol:premise"]) >= {"premise", "전제"}
    assert any("페어링" in name for name in called["id:pairing"])
    assert any(label.startswith("id:finding-") for label in called)


def test_of_too_many_things_completion_offers_the_vocabulary(client_of, monkeypatch):
    from webapp.pages import result_table

    passages = "".join(f'id:p-{n} a pol:Passage ; pol:locator "{n}" .\n' for n in range(9))
    for most, has_passages in ((5_000, True), (8, False)):
        monkeypatch.setattr(result_table, "_MOST_OFFERED", most)
        offered = client_of(SORTS + passages).get("/ko/sparql/vocabulary.json").get_json()
        labels = {each["label"] for each in offered}
        assert "pol:Finding" in labels
        assert any(label.startswith("id:p-") for label in labels) == has_passages


# Elsewhere --------------------------------------------------------------------------------------

AWKWARD = 'SELECT ("a\'b\\n" AS ?x) { # """ \')-"\nSPARQL\n}'


@pytest.mark.parametrize("kind", ["bindings", "boolean", "graph"])
@pytest.mark.parametrize("query", ["ASK {}", AWKWARD])
def test_python_snippets_are_python_and_hold_the_query(query, kind):
    found = [s for s in snippets(query, "http://localhost/sparql", kind) if "Python" in s.name]
    assert len(found) == 2
    for snippet in found:
        compile(snippet.text, snippet.name, "exec")


@pytest.mark.parametrize("text", ["ASK {}", AWKWARD, 'ends with "'])
def test_python_text_is_the_text(text):
    assert eval(python_text(text)).strip() == text


def test_shell_snippet_sends_the_query_as_it_is():
    snippet = next(snippets(AWKWARD, "http://localhost/sparql", "bindings"))
    script = "curl() { cat; }\n" + snippet.text
    told = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout == AWKWARD + "\n"


def test_r_snippet_fences_the_query():
    snippet = list(snippets(AWKWARD, "http://localhost/sparql", "bindings"))[-1]
    dashes, held = re.search(r'r"(-+)\((.*)\)\1"\n', snippet.text, re.DOTALL).groups()
    assert held == AWKWARD
    assert f'){dashes}"' not in AWKWARD


def test_snippets_stand_on_the_page_with_the_address_of_the_endpoint(client):
    html = page(client, query="ASK {}")
    assert part(html, "elsewhere").count('<details class="snippet">') == 4
    assert html.count("http://localhost/sparql") >= 5


def test_page_tells_from_which_state_of_the_data_a_graph_was_derived(tmp_path: Path) -> None:
    data, derived = tmp_path / "data.ttl", tmp_path / "derived.nq"
    data.write_text(MINI.read_text("utf-8"), "utf-8")
    before = load([data])
    add_derived(before)
    (graph,) = before.derived_graphs().values()
    ox.serialize(before.in_graph(ox.NamedNode(graph)), str(derived), format=ox.RdfFormat.N_QUADS)
    with data.open("a", encoding="utf-8") as file:
        file.write('<https://example.org/a> <https://example.org/b> "changed" .\n')
    for files, are_apart in (([MINI, derived], False), ([data, derived], True)):
        there = load(files)
        page = (
            create_app(Explorer(there), Settings(), None)
            .test_client()
            .get("/en/sparql")
            .get_data(as_text=True)
        )
        told = f"derived from the data version {before.data_version}; the present one is"
        assert (told in page) is are_apart
        assert ("writes it anew" in page) is are_apart
