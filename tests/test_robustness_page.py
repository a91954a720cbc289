"""The page of robustness: the engine's numbers, its drawing, its settings, and how to repeat it."""

from __future__ import annotations

import re
import shlex
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.commands.main import main
from graph.robustness import Stability, robustness
from ontology.iris import ID
from tests.test_pages import MINI, Page, text_of
from webapp import create_app
from webapp.config import Settings
from webapp.interval_plot import LEFT, RIGHT, SHARE_LEFT, SHARE_RIGHT, plot
from webapp.pages.robustness import share
from webapp.pages.words import number

PATH = "/en/countries/VN/robustness"


class Table(HTMLParser):
    """The cells of the table of measures, row by row, and all links and fields of the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.links: list[str] = []
        self.fields: dict[str, str] = {}
        self.is_inside = self.is_cell = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "table":
            self.is_inside = "stability" in values.get("class", "")
        elif tag == "tr" and self.is_inside:
            self.rows.append([])
        elif tag in ("td", "th") and self.is_inside:
            self.is_cell = True
            self.rows[-1].append("")
        elif tag == "a":
            self.links.append(values["href"])
        elif tag == "input" and values.get("type") in ("number", "hidden"):
            self.fields[values["name"]] = values["value"]

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.is_cell = False
        self.is_inside = self.is_inside and tag != "table"

    def handle_data(self, data):
        if self.is_cell:
            self.rows[-1][-1] += data.strip()


def expected(explorer, country: str, lang: str = "en", **settings) -> list[list[str]]:
    found = robustness(explorer.study().graph, ID + country, **settings)
    return [_row(explorer, each, lang) for each in found.measures]


def _row(explorer, each: Stability, lang: str) -> list[str]:
    between = {"en": " to ", "ko": "~"}[lang]
    return [
        explorer.catalogue.label(each.measure, lang),
        str(each.rank),
        str(each.low) if each.low == each.high else f"{each.low}–{each.high}",
        share(each.lead_share),
        share(each.standing_share),
        f"{number(each.net_low)}{between}{number(each.net_high)}",
    ]


def main_of(text: str) -> str:
    found = re.search("<main.*</main>", text, re.DOTALL)
    assert found
    return found.group()


# The numbers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("code", ["US", "VN", "IN", "JP", "KR"])
def test_table_shows_what_the_engine_finds(client, explorer, code, lang):
    table = Table(text_of(client, f"/{lang}/countries/{code}/robustness"))
    rows = expected(explorer, code, lang)
    assert len(rows) >= 3
    assert table.rows[1:] == rows


def test_settings_are_those_of_the_address(client, explorer):
    settings = {"draws": 300, "spread": 0.5, "seed": 11}
    table = Table(text_of(client, f"{PATH}?draws=300&spread=0.5&seed=11"))
    assert table.rows[1:] == expected(explorer, "VN", **settings) != expected(explorer, "VN")
    assert {name: table.fields[name] for name in settings} == {
        "draws": "300",
        "spread": "0.5",
        "seed": "11",
    }


def test_json_link_gives_the_numbers_of_the_page(client, explorer):
    table = Table(text_of(client, f"{PATH}?draws=300&seed=4&basis=stated,inferred"))
    address = next(link for link in table.links if link.startswith("/api/v1/robustness"))
    asked = parse_qs(urlsplit(address).query)
    assert asked["draws"] == ["300"]
    assert asked["basis"] == ["stated,inferred"]
    told = client.get(address).get_json()
    assert (told["draws"], told["seed"]) == (300, 4)
    shown = [share(each["lead_share"]) for each in told["measures"]]
    assert [row[3] for row in table.rows[1:]] == shown


def test_command_on_the_page_repeats_it(client, capsys):
    address = f"{PATH}?draws=150&seed=3&basis=stated,inferred&analysis=is225-extended"
    text = text_of(client, address)
    line = re.search("<pre[^>]*><code>(.*?)</code>", text, re.DOTALL).group(1)
    python, dash, module, *arguments = shlex.split(line)
    assert (python, dash, module) == ("python", "-m", "graph")
    assert main([*arguments, "--json"]) == 0
    repeated = capsys.readouterr().out
    json_link = next(x for x in Table(text).links if x.startswith("/api/v1/robustness"))
    told = client.get(json_link).get_json()
    for each in told["measures"]:
        assert each["measure"] in repeated
        assert str(each["lead_share"]) in repeated


def test_page_names_seed_and_data_version(client, explorer):
    text = main_of(text_of(client, f"{PATH}?seed=12"))
    assert re.search(r"<dt>Seed</dt><dd>12</dd>", text)
    assert f"Data version {explorer.data_version[:7]}" in text


def test_balances_that_do_not_settle_are_counted(explorer_with):
    # What undoes the step that it follows from swings for ever.
    text = (
        MINI
        + """
id:seed a pol:Condition . id:x a pol:Condition . id:y a pol:Condition .
id:fs a pol:Finding ; pol:about id:VN ; pol:factor id:seed ; pol:strength 1.0 ;
  pol:basis pol:Stated ; pol:evidence id:p1 .
id:ix a pol:Implication ; pol:premise id:seed ; pol:conclusion id:x ; pol:strength 1.0 ;
  pol:basis pol:Stated ; pol:evidence id:p1 .
id:iy a pol:Implication ; pol:premise id:x ; pol:conclusion id:pairing ; pol:strength 1.0 ;
  pol:basis pol:Stated ; pol:evidence id:p1 .
id:ox a pol:Objection ; pol:premise id:x ; pol:target id:ix ; pol:strength 1.0 ;
  pol:basis pol:Stated ; pol:evidence id:p1 .
"""
    )
    explorer = explorer_with(text)
    found = robustness(explorer.study().graph, ID + "VN", draws=50, spread=0.0)
    assert found.unsettled == 50
    client = create_app(explorer, Settings(), None).test_client()
    shown = main_of(text_of(client, f"{PATH}?draws=50&spread=0"))
    assert "<dt>Draws not settled</dt><dd>50</dd>" in shown
    assert "In 50 of 50 draws the balance did not settle" in shown


# What is asked and what is not there -----------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("draws=0", "draws=0: a whole number from 1 to 5000 is needed"),
        ("draws=5001", "draws=5001: a whole number from 1 to 5000 is needed"),
        ("draws=many", "draws=many: a whole number from 1 to 5000 is needed"),
        ("draws=1&draws=2", "draws is given 2 times; once is enough"),
        ("spread=1.1", "spread=1.1: a number from 0 to 1 is needed"),
        ("spread=nan", "spread=nan: a number from 0 to 1 is needed"),
        ("spread=-0.1", "spread=-0.1: a number from 0 to 1 is needed"),
        ("seed=-1", "seed=-1: a whole number from 0 to 2147483647 is needed"),
        ("seed=1.5", "seed=1.5: a whole number"),
        ("basis=wished", "basis=wished: unknown"),
    ],
)
def test_bad_setting_is_named_with_the_way_out(client, asked, told):
    assert told in text_of(client, f"/en/countries/VN/robustness?{asked}", 400)
    korean = text_of(client, f"/ko/countries/VN/robustness?{asked}", 400)
    assert told not in korean
    assert f"<p>{asked.partition('=')[0]} 값" in korean


def test_unknown_country_is_not_found(client):
    assert "XX" in text_of(client, "/en/countries/XX/robustness", 404)


@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", "No measure follows for the United States so far."), ("ko", "순위가 없습니다")],
)
def test_country_without_recommendations_gets_a_sentence(mini_client, lang, told):
    text = main_of(text_of(mini_client, f"/{lang}/countries/US/robustness"))
    assert told in text
    assert '<svg class="chart' not in text


def test_country_that_the_analysis_does_not_weigh_gets_a_sentence(client_of):
    client = client_of(MINI + 'id:JP a pol:Country ; skos:notation "JP" .')
    assert "does not weigh" in text_of(client, "/en/countries/JP/robustness")


def test_data_without_an_analysis_get_a_sentence(client_of):
    client = client_of('id:JP a pol:Country ; skos:notation "JP" .')
    assert "hold no analysis" in text_of(client, "/en/countries/JP/robustness")


def test_another_analysis_is_drawn_too(mini_client, mini_explorer):
    table = Table(text_of(mini_client, PATH))
    assert table.rows[1:] == expected(mini_explorer, "VN")
    assert len(table.rows) == 2


# The filter --------------------------------------------------------------------------------


def test_filter_holds_for_numbers_and_links(client, explorer):
    address = f"{PATH}?analysis=is225&basis=stated"
    table = Table(text_of(client, address))
    study = explorer.study(ID + "is225", frozenset({"stated"}))
    found = robustness(study.graph, ID + "VN")
    assert [row[1] for row in table.rows[1:]] == [str(each.rank) for each in found.measures]
    assert table.fields["analysis"] == "is225"
    assert table.fields["basis"] == "stated"
    measures = [link for link in table.links if "/measures/" in link]
    assert measures
    assert all("analysis=is225" in link and "basis=stated" in link for link in measures)
    assert "Hidden by the filter" in text_of(client, address)


@pytest.mark.parametrize("address", ["/en/countries/VN", "/en/countries/VN/measures/pairing"])
def test_pages_with_numbers_lead_to_it(client, address):
    links = Table(text_of(client, f"{address}?basis=stated,inferred")).links
    found = [link for link in links if urlsplit(link).path == PATH]
    assert found
    assert all("basis=stated" in link for link in found)


# The drawing -------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_drawing_says_in_words_what_it_shows(client, explorer, lang):
    text = text_of(client, f"/{lang}/countries/VN/robustness")
    page = Page(text)
    assert page.styled == []
    assert len(page.ids) == len(set(page.ids))
    drawing = re.search(r'<svg class="chart.*?</svg>', text, re.DOTALL).group()
    assert 'role="img"' in drawing
    assert re.search(r'<title id="plot-title">.+</title>', drawing)
    told = re.search(r'<desc id="plot-desc">(.+)</desc>', drawing).group(1)
    for row in expected(explorer, "VN", lang):
        assert row[0] in told
        assert row[3].replace("<", "&lt;").replace(">", "&gt;") in told


@st.composite
def stabilities(draw) -> list[Stability]:
    count = draw(st.integers(1, 40))
    ranks = st.integers(1, count)
    found = []
    for rank in range(1, count + 1):
        low, high = sorted((draw(ranks), draw(ranks)))
        leads = draw(st.floats(0, 1))
        found.append(Stability(f"m{rank}", rank, low, high, leads, 1.0, 0.0, 0.5))
    return found


@given(stabilities())
def test_places_in_the_drawing_keep_the_order_of_ranks(known):
    drawn = plot(known, lambda iri: f"A measure by the name of {iri}")
    count = len(known)
    assert [row.of for row in drawn.rows] == known
    for row in drawn.rows:
        assert LEFT <= row.low <= row.high <= RIGHT
        assert row.low == pytest.approx(
            LEFT + (RIGHT - LEFT) * (row.of.low - 1) / max(count - 1, 1)
        )
        assert SHARE_LEFT <= row.lead_end <= SHARE_RIGHT
        assert row.top < row.baselines[0][0] < row.axis < drawn.height
    heights = [row.axis for row in drawn.rows]
    assert heights == sorted(heights)
    ticks = [rank for rank, _ in drawn.ticks]
    assert ticks == sorted(set(ticks))
    assert {ticks[0], ticks[-1]} == {1, count}
    assert len(ticks) <= 9


@given(st.integers(1, 5000), st.data())
def test_shares_never_round_to_none_or_all(draws, data):
    leads = data.draw(st.integers(0, draws))
    text = share(leads / draws)
    assert (text == "0%") == (leads == 0)
    assert (text == "100%") == (leads == draws)
