"""The graph page and the paths page: state in the address, the same said in three ways."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from webapp import assets
from webapp.pages import graph_state

VN = "/graph?focus=cheap&country=VN"


def text_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return unescape(answer.get_data(as_text=True))


def said(page):
    """The words of a page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def built(monkeypatch):
    """As if the browser bundles had been built."""
    monkeypatch.setattr(assets, "_manifest", lambda _modified: {"graph": "graph-1234.js"})


def data_in(page):
    found = re.search(r'<script type="application/json" id="graph-data">(.*?)</script>', page)
    assert found, "the page holds no data for the canvas"
    return json.loads(found.group(1))


def test_without_a_focus_it_draws_nothing_and_suggests_where_to_begin(mini_client):
    page = text_of(mini_client, "/en/graph")
    assert "Places to begin" in page
    assert 'class="drawing' not in page
    links = re.findall(r'href="(/en/graph\?focus=[^"]+)"', page)
    assert links
    for link in links:
        assert 'class="drawing' in text_of(mini_client, link)


def test_it_shows_what_a_thing_rests_on_and_leads_to(mini_client):
    words = said(text_of(mini_client, f"/en{VN}"))
    for name in ("Young workforce", "Cost efficiency", "Quality gap", "Pairing"):
        assert name in words
    assert "derived · 0.81 from 1 fact" in words


@pytest.mark.usefixtures("built")
def test_drawing_list_and_canvas_say_the_same(mini_client):
    page = text_of(mini_client, f"/en{VN}")
    data = data_in(page)
    drawn = set(re.findall(r'data-key="(\w+)"', page))
    assert {node["id"] for node in data["nodes"]} == drawn
    table = page[page.index('<table class="rows steps"') : page.index("</table>")]
    steps = [node for node in data["nodes"] if node["group"] in ("gate", "objection")]
    assert table.count("<tr>") - 1 == len(steps) == 4
    assert table.count("against") == 2


def test_objections_are_always_drawn(mini_client):
    page = text_of(mini_client, "/en/graph?focus=pairing&country=VN&depth=1")
    assert page.count('class="band"') == 2


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("focus=VN", "What is found for Vietnam, and what follows"),
        ("focus=young&country=VN", "Around “Young workforce” for Vietnam"),
        ("focus=f1", "Says so"),
        ("focus=i2", "Says so"),
        ("focus=o1", "Says so"),
        ("focus=o2", "Says so"),
        ("focus=doc", "What rests on “A document”"),
        ("focus=p1", "What rests on"),
        ("focus=pairing", "Around “Pairing”"),
        ("focus=https://w3id.org/policy-explorer/id/pairing", "Around “Pairing”"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_anything_can_be_put_in_the_middle(mini_client, address, words, lang):
    page = text_of(mini_client, f"/{lang}/graph?{address}")
    assert 'class="drawing' in page
    if lang == "en":
        assert words in said(page)


def test_what_does_not_follow_shows_what_it_lacks(mini_client):
    words = said(text_of(mini_client, "/en/graph?focus=pairing&country=US"))
    assert "unknown" in words
    assert "why not" in words
    assert "fails" in words


@pytest.mark.parametrize(
    ("address", "status", "hint"),
    [
        ("focus=pairin", 404, "pairing"),
        ("focus=young&country=Vietnan", 404, "VN"),
        ("focus=young&depth=4", 400, "use 1, 2 or 3"),
        ("focus=young&depth=%EF%BC%92", 400, "use 1, 2 or 3"),
        ("focus=young&kind=colour", 400, "trait"),
    ],
)
def test_a_wrong_address_is_answered_with_the_way_out(mini_client, address, status, hint):
    assert hint in text_of(mini_client, f"/en/graph?{address}", status)


def test_links_of_the_drawing_keep_the_state(mini_client):
    address = f"/en{VN}&depth=2&kind=trait,measure,constraint&basis=stated,inferred"
    page = text_of(mini_client, address)
    links = re.findall(r'<a href="([^"]+)"[^>]*data-key', page)
    assert links
    for link in links:
        state = parse_qs(urlsplit(link).query)
        assert state["depth"] == ["2"]
        assert state["kind"] == ["trait,measure,constraint"]
        assert state["basis"] == ["stated,inferred"]


def test_a_filter_of_kinds_says_what_it_hides(mini_client):
    words = said(text_of(mini_client, f"/en{VN}&kind=trait"))
    assert "The filter of kinds hides one step." in words
    assert "Pairing" not in words[words.index("The same as a list") : words.index("Restrict")]


def test_filters_that_hide_a_claim_still_show_the_thing(mini_client):
    page = text_of(mini_client, f"/en{VN}&basis=measured")
    assert "Nothing in this analysis speaks of it" in page or "unknown" in said(page)


def test_more_than_fits_is_cut_and_said(mini_client, monkeypatch):
    monkeypatch.setattr(graph_state, "LIMIT", 3)
    words = said(text_of(mini_client, "/en/graph?focus=young&country=VN&depth=3&source=doc"))
    assert "left out" in words
    assert "bring them in" in words


def test_the_drawing_is_a_file_too(mini_client):
    answer = mini_client.get("/en/graph.svg?focus=pairing&country=VN")
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "Pairing" in answer.get_data(as_text=True)
    assert mini_client.get("/en/graph.svg").status_code == 400


def test_names_from_the_data_cannot_break_out(tmp_path, built):
    from tests.conftest import MINI, explorer_of
    from webapp import create_app
    from webapp.config import Settings

    evil = "</script><script>alert(1)</script>"
    path = tmp_path / "data.ttl"
    path.write_text(MINI.read_text("utf-8").replace('"Pairing"', f'"{evil}"'), "utf-8")
    client = create_app(explorer_of(path), Settings(), None).test_client()
    page = client.get("/en/graph?focus=pairing&country=VN").get_data(as_text=True)
    assert "<script>alert" not in page
    found = re.search(r'id="graph-data">(.*?)</script>', page)
    assert found
    assert evil in {node["label"] for node in json.loads(found.group(1))["nodes"]}


def test_without_bundles_the_page_still_shows_everything(mini_client, monkeypatch):
    monkeypatch.setattr(assets, "_manifest", lambda _modified: {})
    page = text_of(mini_client, f"/en{VN}")
    assert 'class="drawing' in page
    assert "graph-data" not in page


def test_data_without_an_analysis_are_no_error(tmp_path):
    from tests.conftest import explorer_of
    from webapp import create_app
    from webapp.config import Settings

    path = tmp_path / "data.ttl"
    path.write_text("<http://example.org/a> <http://example.org/b> 1 .", "utf-8")
    client = create_app(explorer_of(path), Settings(), None).test_client()
    for address in ("/en/graph", "/en/paths", "/ko/graph?focus=x"):
        assert client.get(address).status_code == 200, address


# Paths -------------------------------------------------------------------------------------


def test_a_path_names_every_step_with_its_basis_and_what_else_it_needs(mini_client):
    words = said(text_of(mini_client, "/en/paths?from=young&to=pairing&for=VN"))
    assert "One path." in words
    assert "product 0.54" in words
    assert "stated · 0.90" in words
    assert "inferred · 0.60" in words
    assert "together with Quality gap" in words


def test_the_picture_of_the_paths_draws_the_best_one_bold(mini_client):
    page = text_of(mini_client, "/en/paths?from=young&to=pairing&for=VN")
    assert 'class="drawing' in page
    assert "on-show" in page


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("from=pairing&to=young&for=VN", "no chain of steps"),
        ("from=young&to=young", "these are the same"),
        ("from=young&to=pairing&for=US", "neither found nor follows for the United States"),
    ],
)
def test_no_path_says_why(mini_client, address, reason):
    words = said(text_of(mini_client, f"/en/paths?{address}"))
    assert "No path, because:" in words
    assert reason in words


def test_without_ends_it_suggests_some(mini_client):
    page = text_of(mini_client, "/en/paths")
    links = re.findall(r'href="(/en/paths\?from=[^"]+)"', page)
    assert links
    for link in links:
        assert "Step by step" in text_of(mini_client, link)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("from=young&to=nothing", 404),
        ("from=young&to=VN", 404),
        ("from=young&to=pairing&for=XX", 404),
        ("from=young&to=pairing&k=0", 400),
        ("from=young&to=pairing&k=many", 400),
    ],
)
def test_wrong_ends_are_answered_as_such(mini_client, address, status):
    text_of(mini_client, f"/en/paths?{address}", status)


@pytest.mark.parametrize("address", ["/graph?focus=VN&depth=3", "/paths?from=young&to=pairing"])
def test_korean_pages_hold_no_english_sentence(mini_client, address):
    page = text_of(mini_client, f"/ko{address}")
    body = page[page.index("<main") : page.index("</main>")]
    assert not re.search(r"\b(the|and|from|steps?|holds?)\b", said(body))
