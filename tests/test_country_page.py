"""A country's page: what eases each constraint, what nothing eases, and the fewest measures."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest

from graph.coverage import coverage
from graph.recommendation import constraints, gaps
from ontology.iris import ID
from tests.test_pages import Page, text_of

CODES = ("US", "VN", "IN", "JP", "KR")

# One constraint of each sort: eased, eased only against the balance, eased by what does not
# follow, eased by what only a filter hides, eased by nothing, denied, and unknown.
SORTS = """
id:mini a pol:Analysis ; pol:home id:KR ; pol:considers id:VN .
id:KR a pol:Country ; skos:notation "KR" ; skos:prefLabel "Korea"@en .
id:VN a pol:Country ; skos:notation "VN" ; skos:prefLabel "Vietnam"@en .
id:need a pol:Condition ; skos:prefLabel "A need"@en .
id:rare a pol:Condition ; skos:prefLabel "A rare thing"@en .
id:doc a pol:Document . id:p a pol:Passage ; dcterms:source id:doc .
id:eased a pol:VisaConstraint ; skos:prefLabel "Eased thing"@en .
id:contested a pol:VisaConstraint ; skos:prefLabel "Contested thing"@en .
id:waiting a pol:VisaConstraint ; skos:prefLabel "Waiting thing"@en .
id:covert a pol:VisaConstraint ; skos:prefLabel "Covert thing"@en .
id:bare a pol:VisaConstraint ; skos:prefLabel "Bare thing"@en .
id:denied a pol:VisaConstraint ; skos:prefLabel "Denied thing"@en .
id:dark a pol:VisaConstraint ; skos:prefLabel "Dark thing"@en .
id:measured a pol:VisaConstraint ; skos:prefLabel "Measured thing"@en .
id:good a pol:Measure ; skos:prefLabel "Good measure"@en ; pol:mitigates id:eased , id:denied .
id:weak a pol:Measure ; skos:prefLabel "Weak measure"@en ; pol:mitigates id:contested .
id:late a pol:Measure ; skos:prefLabel "Late measure"@en ; pol:mitigates id:waiting .
id:veiled a pol:Measure ; skos:prefLabel "Veiled measure"@en ; pol:mitigates id:covert .
id:good pol:actor pol:Company .
"""


def _finding(factor: str, basis: str = "Stated", holds: bool = True) -> str:
    return (
        f"id:f-{factor} a pol:Finding ; pol:about id:VN ; pol:factor id:{factor} ; "
        f"pol:holds {str(holds).lower()} ; pol:strength 0.8 ; pol:basis pol:{basis} ; "
        "pol:evidence id:p .\n"
    )


def _step(premise: str, measure: str, basis: str = "Stated") -> str:
    return (
        f"id:i-{measure} a pol:Implication ; pol:premise id:{premise} ; "
        f"pol:conclusion id:{measure} ; pol:strength 0.5 ; pol:basis pol:{basis} ; "
        "pol:evidence id:p .\n"
    )


SORTS += (
    "".join(map(_finding, ("need", "eased", "contested", "waiting", "covert", "bare")))
    + _finding("denied", holds=False)
    + _finding("measured", "Measured")
    + _step("need", "good")
    + _step("need", "weak")
    + _step("rare", "late")
    + _step("need", "veiled", "Inferred")
    + "id:o a pol:Objection ; pol:premise id:need ; pol:target id:weak ; pol:strength 1.0 ; "
    "pol:basis pol:Stated ; pol:evidence id:p .\n"
)


class Cells(HTMLParser):
    """The "met by" cell of each factor by its anchor, the grid, and the links of the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.met: dict[str, str] = {}
        self.grid: list[list[str]] = []
        self.links: list[str] = []
        self.factor = ""
        self.table = ""
        self.is_last = self.is_cell = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        classes = (values.get("class") or "").split()
        if tag == "table":
            self.table = "grid" if "grid" in classes else "factors" if "factors" in classes else ""
        if tag == "tbody" and self.table == "factors":
            self.factor = values["id"]
        if tag == "tr" and self.table == "grid":
            self.grid.append([])
        if tag in ("td", "th"):
            self.is_cell = True
            self.is_last = self.table == "factors" and "last" in classes
            if self.table == "grid":
                self.grid[-1].append("")
            if self.is_last:
                self.met[self.factor] = ""
        if tag == "a":
            self.links.append(values["href"])

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.is_last = self.is_cell = False
        if tag == "table":
            self.table = ""

    def handle_data(self, data):
        if self.is_last:
            self.met[self.factor] = f"{self.met[self.factor]} {data}".strip()
        if self.table == "grid" and self.is_cell:
            self.grid[-1][-1] += data.strip()


def section_of(text: str, name: str) -> str:
    found = re.search(rf'<section[^>]*aria-labelledby="{name}".*?</section>', text, re.DOTALL)
    assert found, name
    return html.unescape(re.sub(r"\s+", " ", re.sub("<[^>]+>", "", found.group())))


# Gaps --------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_gaps_are_the_engines_and_easings_lead_on(client, explorer, code):
    cells = Cells(text_of(client, f"/en/countries/{code}"))
    graph = explorer.study().graph
    name = explorer.catalogue.name
    unmet = {name(gap.constraint) for gap in gaps(graph, ID + code)}
    held = {name(constraint) for constraint in constraints(graph, ID + code)}
    assert held
    assert {f for f in held if cells.met[f].startswith("gap")} == unmet
    follows = {r.measure for r in explorer.study().recommendations(ID + code)}
    for measure, constraint in graph.knowledge.mitigations:
        if name(constraint) in held - unmet and measure in follows:
            assert explorer.catalogue.label(measure, "en") in cells.met[name(constraint)]
            assert f"/en/countries/{code}/measures/{name(measure)}" in cells.links


def test_every_sort_of_constraint_is_told_apart(client_of):
    client = client_of(SORTS)
    met = Cells(text_of(client, "/en/countries/VN")).met
    assert met["eased"] == "Good measure"
    assert met["contested"] == "only against the balance Weak measure ( outweighed )".replace(
        "( outweighed )", "(outweighed)"
    )
    assert met["waiting"].startswith("gap : what would ease it does not follow here")
    assert "Late measure (needs 1 more fact)" in met["waiting"]
    assert met["covert"] == "Veiled measure"
    assert met["bare"] == "gap : no measure in the data mitigates it"
    assert met["denied"] == "–"
    assert "dark" not in met


def test_filter_hides_and_does_not_make_unknown(client_of):
    client = client_of(SORTS)
    text = text_of(client, "/en/countries/VN?basis=stated")
    cells = Cells(text)
    assert "Veiled measure (hidden by the filter)" in cells.met["covert"]
    assert "measured" not in cells.met
    told = section_of(text, "coverage")
    assert "since the filter hides whether they hold: measured thing." in told
    assert "Covert thing: the filter hides what leads to Veiled measure" in told
    assert "One more constraint is not counted: nobody has recorded" in told
    assert "Dark thing" in told
    assert all("basis=stated" in link for link in cells.links if "/measures/late" in link)


def test_constraint_that_home_eases_says_so(client_of):
    home = """
id:f-home a pol:Finding ; pol:about id:KR ; pol:factor id:rare ; pol:strength 0.8 ;
  pol:basis pol:Stated ; pol:evidence id:p .
"""
    met = Cells(text_of(client_of(SORTS + home), "/en/countries/VN")).met
    assert "recommended for Korea instead" in met["waiting"]


# Coverage ----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("code", CODES)
def test_packages_are_the_engines(client, explorer, lang, code):
    text = text_of(client, f"/{lang}/countries/{code}?limit=50")
    study = explorer.study()
    found = coverage(study.graph, ID + code, explorer.catalogue.actors(), limit=50)
    told = section_of(text, "coverage")
    label = explorer.catalogue.label
    covers = [found.overall, *found.by_actor.values()]
    assert not any(cover.truncated for cover in covers)
    used = {measure for cover in covers for package in cover.packages for measure in package}
    assert all(label(measure, lang) in told for measure in used)
    for cover in covers:
        of = len(constraints(study.graph, ID + code))
        count = f"{len(cover.constraints)} of {of}" if lang == "en" else f"{of}건 가운데"
        assert count in told
    assert all(label(constraint, lang) in told for constraint in found.unmitigated)
    assert "None" not in told


@pytest.mark.parametrize("code", CODES)
def test_grid_marks_what_each_measure_mitigates(client, explorer, code):
    grid = Cells(text_of(client, f"/en/countries/{code}")).grid
    study = explorer.study()
    catalogue = explorer.catalogue
    columns = {catalogue.short(m, "en"): m for m in study.knowledge.measures}
    rows = {catalogue.label(c, "en"): c for c in constraints(study.graph, ID + code)}
    head, *body = grid
    assert len(head) > 1
    assert [row[0].removesuffix("open") for row in body] == sorted(rows)
    for name, *cells in body:
        constraint = rows[name.removesuffix("open")]
        for column, cell in zip(head[1:], cells, strict=True):
            mitigates = (columns[column], constraint) in study.knowledge.mitigations
            assert ("mitigates it" in cell) == mitigates
            assert ("does not" in cell) != mitigates
        is_open = not any("mitigates it" in cell for cell in cells)
        assert name.endswith("open") == is_open


def test_every_sort_is_told_apart_in_coverage(client_of):
    told = section_of(text_of(client_of(SORTS), "/en/countries/VN"), "coverage")
    # Eased and covert are mitigated; contested, waiting, bare and measured stay.
    assert "Two measures together mitigate 2 of 6 constraints." in told
    assert "Four constraints cannot be mitigated by anything that stands here:" in told
    assert "Contested thing: objections outweigh Weak measure" in told
    assert "Waiting thing: not derived here: Late measure" in told
    assert "Bare thing: no measure in the data mitigates it" in told
    assert "Company alone One measure mitigates 1 of 6 constraints." in told
    assert "Government alone" not in told


def test_alternatives_are_told_apart_from_what_all_packages_share(client, explorer):
    told = section_of(text_of(client, "/en/countries/VN"), "coverage")
    found = coverage(explorer.study().graph, ID + "VN").overall
    shared = set.intersection(*map(set, found.packages))
    assert len(found.packages) == 2
    first = told.partition("Always among them:")[2].partition("and one of these two:")[0]
    label = explorer.catalogue.label
    assert all(label(measure, "en") in first for measure in shared)
    others = {m for package in found.packages for m in package} - shared
    assert not any(label(measure, "en") in first for measure in others)


MANY = SORTS + "".join(
    f'id:m{n} a pol:Measure ; skos:prefLabel "Spare {n}"@en ; pol:mitigates id:eased .\n'
    + _step("need", f"m{n}")
    for n in range(8)
)


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_cut_list_says_so_and_leads_to_more(client_of, lang):
    client = client_of(MANY)
    address = f"/{lang}/countries/VN?limit=2&basis=stated,inferred"
    text = text_of(client, address)
    more = [link for link in Cells(text).links if link.endswith("#coverage")]
    assert more
    split = urlsplit(more[0])
    assert parse_qs(split.query) == {"limit": ["8"], "basis": ["stated,inferred"]}
    again = text_of(client, f"{split.path}?{split.query.replace('limit=8', 'limit=9')}")
    assert not [link for link in Cells(again).links if link.endswith("#coverage")]
    spare = len(set(re.findall(r"Spare \d", section_of(again, "coverage"))))
    assert spare == 8


def test_largest_limit_still_says_that_there_is_more(client_of):
    more = "".join(
        f'id:n{n} a pol:Measure ; skos:prefLabel "Extra {n}"@en ; pol:mitigates id:bare .\n'
        + _step("need", f"n{n}")
        for n in range(14)
    )
    told = section_of(text_of(client_of(MANY + more), "/en/countries/VN?limit=100"), "coverage")
    assert "The list was cut after 100 packages of measures; there are more." in told
    assert "This page shows no more than 100." in told


@pytest.mark.parametrize("asked", ["limit=0", "limit=101", "limit=all", "limit=1.5"])
def test_bad_limit_is_named_with_the_way_out(client, asked):
    told = text_of(client, f"/en/countries/VN?{asked}", 400)
    assert f"{asked}: a whole number from 1 to 100 is needed" in told


def test_country_without_constraints_has_no_coverage(mini_client):
    text = text_of(mini_client, "/en/countries/US")
    assert 'aria-labelledby="coverage"' not in text
    assert "No constraint is recorded" in text


def test_another_analysis_has_its_own_coverage(mini_client, mini_explorer):
    told = section_of(text_of(mini_client, "/en/countries/VN"), "coverage")
    found = coverage(mini_explorer.study().graph, ID + "VN")
    # Its one measure is outweighed, so there is no package, and it still closes the gap.
    assert found.overall.constraints == ()
    assert "No measure that stands here mitigates any of the constraints." in told
    assert "Quality gap: objections outweigh Pairing" in told


def test_page_without_measures_that_stand_says_so(client_of):
    bare = SORTS.replace("pol:mitigates", "pol:leverages")
    text = text_of(client_of(bare), "/en/countries/VN")
    assert "No measure that stands here mitigates any of the constraints." in text
    page = Page(text)
    assert len(page.ids) == len(set(page.ids))
    assert page.styled == []
