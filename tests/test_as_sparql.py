"""The query behind “this as SPARQL” yields what its page shows."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.model import Inference, Proposition
from graph.paths import implication_paths, places
from ontology.iris import ID
from ontology.loading import load
from webapp import create_app
from webapp.config import Settings
from webapp.explorer import Explorer, Study
from webapp.pages.as_sparql import EVERY_PAGE

Row = dict[str, str]
ANALYSES = ("is225-extended", "is225")


@pytest.fixture(params=ANALYSES)
def analysis(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def reasoned(explorer: Explorer, analysis: str) -> Study:
    return explorer.study(ID + analysis)


def offered(page: str) -> str:
    """The address behind “this as SPARQL” on a page."""
    found = re.findall(r'<a href="([^"]+)">This as SPARQL</a>', page)
    assert len(found) == 1
    return unescape(found[0])


def asked(client: FlaskClient, address: str) -> tuple[str, list[Row]]:
    """A page and the rows of its query; what is ours is named by the end of its IRI."""
    page = client.get(address)
    assert page.status_code == 200
    query = parse_qs(urlsplit(offered(page.text)).query)["query"][0]
    answer = client.get(f"/sparql?{urlencode({'query': query, 'format': 'csv'})}")
    assert answer.status_code == 200, answer.text
    rows = csv.DictReader(io.StringIO(answer.text, newline=""))
    ours = re.compile("^https://w3id.org/policy-explorer/(?:id/|ns#)")
    return page.text, [{key: ours.sub("", value) for key, value in row.items()} for row in rows]


def values(rows: list[Row], *names: str) -> set[tuple[str, ...]]:
    return {tuple(row[name] for name in names) for row in rows}


def column(rows: list[Row], name: str) -> set[str]:
    return {row[name] for row in rows if row[name]}


def local(iri: str) -> str:
    return iri.rpartition("/")[2]


def followed(study: Study) -> set[tuple[str, str, float]]:
    """Country, measure and balance of everything that follows."""
    return {
        (local(country), local(each.measure), round(each.net, 6))
        for country in study.analysis.countries
        for each in study.recommendations(country)
    }


def balances(rows: list[Row]) -> set[tuple[str, str, float]]:
    return {(r["country"], r["measure"], round(float(r["balance"]), 6)) for r in rows}


def ids(page: str) -> set[str]:
    return set(re.findall(r'\bid="([^"]+)"', page))


def test_every_page_has_one_but_the_query_page(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("pages.")]
    files = (".svg", ".json", "brief.html", "/sparql")
    shown = {
        rule.endpoint.removeprefix("pages.") for rule in rules if not rule.rule.endswith(files)
    }
    assert shown == EVERY_PAGE


def test_home(client: FlaskClient, reasoned: Study, analysis: str) -> None:
    page, rows = asked(client, f"/en/?analysis={analysis}")
    assert balances(rows) == followed(reasoned)
    home = local(reasoned.analysis.home)
    assert page.count('<span class="value">') == sum(row["country"] != home for row in rows) >= 5


def test_constraint(client: FlaskClient, reasoned: Study, analysis: str) -> None:
    address = f"/en/countries/US/constraints/time-difference?analysis={analysis}"
    page, rows = asked(client, address)
    easing = {row["measure"]: row["balance"] for row in rows if row["kind"] == "Measure"}
    ranked = {local(r.measure): r.net for r in reasoned.recommendations(ID + "US")}
    assert {m: float(b) for m, b in easing.items() if b} == {
        m: pytest.approx(ranked[m]) for m in easing if m in ranked
    }
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert set(re.findall(r"/measures/([\w-]+)", table)) == set(easing) != set()
    findings = {row["claim"] for row in rows if row["kind"] == "Finding"}
    here = Proposition(ID + "US", ID + "time-difference")
    known = (*reasoned.graph.findings.get(here, ()), *reasoned.graph.denials.get(here, ()))
    assert findings == {local(finding.iri) for finding in known}


def test_countries(client: FlaskClient, reasoned: Study, analysis: str) -> None:
    page, rows = asked(client, f"/en/countries?analysis={analysis}")
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    shown = {}
    for line in table.split("<tr>")[1:]:
        code = re.search(r"/countries/(\w+)", line)
        numbers = re.findall(r'<td class="number"[^>]*>(\d+)', line)
        if code and numbers:
            shown[code[1]] = tuple(numbers)
    names = ("measures", "traits", "constraints", "unmet")
    assert {r["country"]: tuple(r[name] for name in names) for r in rows} == shown
    assert set(shown) == {local(country) for country in reasoned.analysis.countries}


@pytest.mark.parametrize("code", ["VN", "KR", "JP"])
def test_country(client: FlaskClient, reasoned: Study, analysis: str, code: str) -> None:
    page, rows = asked(client, f"/en/countries/{code}?analysis={analysis}")
    measures = [{**row, "measure": row["thing"]} for row in rows if row["kind"] == "Recommendation"]
    assert balances(measures) == {each for each in followed(reasoned) if each[0] == code}
    things = column([row for row in rows if row["kind"] != "Recommendation"], "thing")
    assert things == set(re.findall(r'<tbody id="([^"]+)"', page))
    claims = {
        local(f.iri) for f in reasoned.knowledge.findings if f.proposition.country == ID + code
    }
    assert column(rows, "claim") == claims


def test_measures(client: FlaskClient, reasoned: Study, analysis: str) -> None:
    page, rows = asked(client, f"/en/measures?analysis={analysis}")
    main = page.partition("<main")[2]
    assert column(rows, "measure") == set(
        re.findall(r'<th scope="row"><a href="[^"]*/measures/([^"?]+)', main)
    )
    assert balances([row for row in rows if row["balance"]]) == followed(reasoned)


@pytest.mark.parametrize("name", ["pairing", "two-track-strategy", "remote-hiring"])
def test_measure(client: FlaskClient, explorer: Explorer, name: str) -> None:
    page, rows = asked(client, f"/en/measures/{name}")
    listed = set(re.findall(r'<tr id="([^"]+)"', page))
    assert column([r for r in rows if r["kind"] in ("Implication", "Objection")], "claim") == listed
    results = [{**r, "measure": name} for r in rows if r["kind"] == "Recommendation"]
    assert balances(results) == {e for e in followed(explorer.study()) if e[1] == name}
    advised = {
        (local(a.proposition.country), local(a.iri))
        for a in explorer.study().knowledge.advice
        if a.proposition.concept == ID + name
    }
    assert values([r for r in rows if r["kind"] == "Advice"], "country", "claim") == advised


def test_measure_of_one_analysis_sees_no_claims_of_others(
    client: FlaskClient, explorer: Explorer
) -> None:
    _, rows = asked(client, "/en/measures/pairing?analysis=is225")
    known = {local(claim.iri) for claim in explorer.study(ID + "is225").knowledge.claims}
    assert column(rows, "claim") and column(rows, "claim") <= known


@pytest.mark.parametrize("suffix", ["", "/brief"])
def test_why(client: FlaskClient, reasoned: Study, analysis: str, suffix: str) -> None:
    goal = Proposition(ID + "VN", ID + "pairing")
    address = f"/en/countries/VN/measures/pairing{suffix}?analysis={analysis}"
    page, rows = asked(client, address)
    (best,) = reasoned.derivations(goal, k=1)
    on_way = [row for row in rows if row["onBestWay"] == "true"]
    assert column(on_way, "claim") == {local(step.claim) for step in best.steps}
    if not suffix:
        proof = {each.removeprefix("claim-") for each in ids(page) if each.startswith("claim-")}
        assert proof == column(on_way, "claim")
    every = {local(s.claim) for each in reasoned.derivations(goal, k=50) for s in each.steps}
    supporting = [row for row in rows if row["kind"] != "Objection"]
    assert column(supporting, "claim") == every
    against = {a.objection for a in reasoned.graph.rebuttals.get(goal, ())}
    assert {local(iri) for iri in against} <= column(rows, "claim")


def test_why_not_and_one_measure_compared(client: FlaskClient, explorer: Explorer) -> None:
    study = explorer.study()
    for address in ("/en/countries/IN/measures/pairing", "/en/compare?c=US&c=IN&measure=pairing"):
        page, rows = asked(client, address)
        assert len(rows) >= 5
        for row in rows:
            proposition = Proposition(ID + row["place"], ID + row["premise"])
            state = (
                "holds"
                if proposition in study.derivable
                else "found not to hold"
                if proposition in study.graph.denials
                else "unknown"
            )
            assert row["standing"] == state, row
            assert explorer.catalogue.label(ID + row["premise"], "en") in unescape(page)
        steps = {
            local(i.implication)
            for code in column(rows, "country")
            for i in study.graph.inferences[Proposition(ID + code, ID + "pairing")]
        }
        assert column(rows, "step") == steps


def test_all_measures_compared(client: FlaskClient, explorer: Explorer) -> None:
    _, rows = asked(client, "/en/compare?c=US&c=VN")
    measures = [{**row, "measure": row["thing"]} for row in rows if row["kind"] == "Recommendation"]
    assert balances(measures) == {e for e in followed(explorer.study()) if e[0] in ("US", "VN")}


def test_graph(client: FlaskClient) -> None:
    page, rows = asked(client, "/en/graph?focus=cost-efficiency")
    listed = {
        unescape(each) for each in re.findall(r'<a class="plain" href="[^"]*focus=([\w-]+)', page)
    }
    assert listed and listed <= column(rows, "step")
    assert 'id="graph"' in client.get(offered(page)).text


def test_paths(client: FlaskClient, explorer: Explorer) -> None:
    _, rows = asked(client, "/en/paths?from=young-workforce&to=pairing&for=VN&k=3")
    graph = explorer.study().graph
    ends = (places(graph, ID + name, ID + "VN") for name in ("young-workforce", "pairing"))
    steps = {
        local(node.implication)
        for path in implication_paths(graph, *ends, 3)
        for node in path.nodes
        if isinstance(node, Inference)
    }
    assert column(rows, "step") == steps != set()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/en/what-if?for=VN&retract=finding-vn-young-workforce", "Changes cannot be queried"),
        ("/en/countries/VN/robustness?draws=20", "Draws cannot be queried"),
        ("/en/?basis=stated", "it sees every claim"),
        ("/en/graph?focus=pairing&depth=2", "It goes one step."),
        ("/en/paths?from=young-workforce&to=pairing", "Paths cannot be ranked"),
    ],
)
def test_what_no_query_yields_is_said(
    client: FlaskClient, explorer: Explorer, address: str, words: str
) -> None:
    page, rows = asked(client, address)
    assert words in page
    if "VN" in address:
        assert balances(rows) == {each for each in followed(explorer.study()) if each[0] == "VN"}


def test_source(client: FlaskClient, explorer: Explorer) -> None:
    page, rows = asked(client, "/en/sources/spri-is-225")
    shown = {each for each in ids(page) if each.startswith(("passage-", "observation-"))}
    assert column(rows, "evidence") == shown and len(shown) > 10
    claims = explorer.study().knowledge.claims
    resting = {local(c.iri) for c in claims if ID + "spri-is-225" in c.sources}
    assert column(rows, "claim") == resting


@pytest.mark.parametrize("address", ["/en/sources", "/en/data"])
def test_sources(client: FlaskClient, address: str) -> None:
    page, rows = asked(client, address)
    listed = set(re.findall(r'<th scope="row"><a href="/en/sources/([^"#?]+)"', page))
    assert column(rows, "document") == listed and len(listed) > 20


@pytest.mark.parametrize("words", ["visa", "visa route", "없는말"])
def test_search(client: FlaskClient, words: str) -> None:
    address = f"/en/search?{urlencode({'q': words})}"
    page, rows = asked(client, address)
    totals = [int(number) for number in re.findall(r'<span class="count">(\d+)', page)]
    hits = len(re.findall(r"<li", page.partition("<main")[2].partition("</main")[0]))
    assert len(column(rows, "thing")) == (sum(totals) if totals else hits)


def test_ontology(client: FlaskClient) -> None:
    page, rows = asked(client, "/en/ontology")
    assert column(rows, "term") == set(re.findall(r'<tr id="(\w+)"', page))


def test_about(client: FlaskClient, explorer: Explorer) -> None:
    page, rows = asked(client, "/en/about")
    scale = page.partition('id="scale"')[2].partition("</section>")[0]
    shown = re.findall(r'<th scope="row">.*?</th>', scale)
    names = {explorer.catalogue.label(ID + row["rule"], "en") for row in rows}
    assert len(names) == len(shown) > 5
    assert all(any(name in unescape(each) for each in shown) for name in names)


def test_data_kept_as_given_say_that_what_follows_cannot_be_queried(explorer: Explorer) -> None:
    kept = Explorer(load(list(explorer.store.files), default_graph="as-is"))
    client = create_app(kept, Settings(), None).test_client()
    page = client.get("/en/countries/VN").text
    assert "What follows cannot be queried here" in page
    assert "This as SPARQL" not in page


def test_pages_of_errors_have_none(client: FlaskClient) -> None:
    page = client.get("/en/countries/XX")
    assert page.status_code == 404
    assert "This as SPARQL" not in page.text


def test_names_are_asked_for_in_the_language_of_the_page(client: FlaskClient) -> None:
    page = client.get("/ko/measures/pairing").text
    found = re.search(r'<a href="([^"]+)">이 내용을 SPARQL로 보기</a>', page)
    assert found
    query = parse_qs(urlsplit(unescape(found[1])).query)["query"][0]
    assert 'LANG(?name) = "ko"' in query
    assert "VALUES ?measure { id:pairing }" in query
