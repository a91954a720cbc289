"""The pages for people: whole in both languages, honest about gaps, safe with any data."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from ontology.embedded import EmbeddedStore
from ontology.store import Row
from tests.conftest import PREFIXES, explorer_of, served
from webapp.config import Settings

WEBAPP = Path(__file__).parent.parent / "webapp"
PATHS = (
    "/",
    "/countries",
    "/countries/US",
    "/countries/VN",
    "/countries/KR",
    "/measures",
    "/measures/pairing",
    "/measures/two-track-strategy",
    "/compare",
    "/compare?c=US&c=VN",
    "/compare?measure=pairing",
    "/compare?c=VN&c=IN&measure=pairing&rows=differences",
    "/search",
    "/search?q=visa",
    "/search?q=비자",
    "/about",
    "/data",
    "/ontology",
    "/sources",
    "/sources/spri-is-225",
)
MINI = """
id:mini a pol:Analysis ; pol:home id:KR ; pol:considers id:VN , id:US ; dcterms:source id:doc .
id:KR a pol:Country ; skos:notation "KR" ; skos:prefLabel "Korea"@en , "한국"@ko .
id:VN a pol:Country ; skos:notation "VN" ; skos:prefLabel "Vietnam"@en , "베트남"@ko .
id:US a pol:Country ; skos:notation "US" ; skos:prefLabel "United States"@en .
id:young a pol:TalentTrait ; skos:prefLabel "Young workforce"@en , "젊은 인력"@ko .
id:cheap a pol:TalentTrait ; skos:prefLabel "Cost efficiency"@en , "비용 효율성"@ko .
id:gap a pol:CapabilityConstraint ; skos:prefLabel "Quality gap"@en , "품질 격차"@ko .
id:pairing a pol:Measure ; skos:prefLabel "Pairing"@en , "페어링"@ko ; pol:mitigates id:gap .
id:doc a pol:Document ; dcterms:title "A document"@en ; pol:url "javascript:alert(1)" .
id:p1 a pol:Passage ; dcterms:source id:doc ; pol:locator "Section 1"@en , "1절"@ko .
id:f1 a pol:Finding ; pol:about id:VN ; pol:factor id:young ; pol:strength 0.9 ;
  pol:basis pol:Stated ; pol:evidence id:p1 ; dcterms:source id:doc .
id:f2 a pol:Finding ; pol:about id:VN ; pol:factor id:gap ; pol:strength 0.8 ;
  pol:basis pol:Measured ; pol:evidence id:p1 ; dcterms:source id:doc .
id:f3 a pol:Finding ; pol:about id:US ; pol:factor id:cheap ; pol:holds false ;
  pol:strength 0.9 ; pol:basis pol:Measured ; pol:evidence id:p1 ; dcterms:source id:doc .
id:f4 a pol:Finding ; pol:about id:US ; pol:factor id:gap ; pol:strength 0.8 ;
  pol:basis pol:Stated ; pol:evidence id:p1 ; dcterms:source id:doc .
id:i1 a pol:Implication ; pol:premise id:young ; pol:conclusion id:cheap ; pol:strength 0.9 ;
  pol:basis pol:Stated ; pol:evidence id:p1 ; dcterms:source id:doc .
id:i2 a pol:Implication ; pol:premise id:cheap , id:gap ; pol:conclusion id:pairing ;
  pol:strength 0.6 ; pol:basis pol:Inferred ; pol:evidence id:p1 ; dcterms:source id:doc .
"""


class Page(HTMLParser):
    """What a page consists of, for checks that look at structure instead of wording."""

    VOID = frozenset({"meta", "link", "input", "br", "img", "hr"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.fragments: list[str] = []
        self.scripts: list[dict[str, str | None]] = []
        self.styled: list[str] = []
        self.open: list[str] = []
        self.text = text
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "id" in values:
            self.ids.append(values["id"])
        if values.get("href", "").startswith("#"):
            self.fragments.append(values["href"][1:])
        if tag == "script":
            self.scripts.append(values)
        if "style" in values or tag == "style" or any(name.startswith("on") for name in values):
            self.styled.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


def text_of(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_whole(client, lang, path):
    page = Page(text_of(client, f"/{lang}{path}"))
    assert f'<html lang="{lang}">' in page.text
    assert not page.open
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    steps = zip(page.headings, page.headings[1:], strict=False)
    assert all(after <= before + 1 for before, after in steps)
    assert len(page.ids) == len(set(page.ids))
    assert set(page.fragments) <= {*page.ids, ""}
    assert 'href="/static/css/app.css"' in page.text


@pytest.mark.parametrize("path", PATHS)
def test_no_page_needs_what_the_content_policy_forbids(client, path):
    page = Page(text_of(client, f"/en{path}"))
    assert not page.styled
    assert all(script.get("src") for script in page.scripts)


@pytest.mark.parametrize("path", PATHS)
def test_the_other_language_is_the_same_state(client, path):
    english, korean = (text_of(client, f"/{lang}{path}") for lang in ("en", "ko"))
    there = re.search(r'hreflang="ko" href="([^"]+)"', english)
    back = re.search(r'hreflang="en" href="([^"]+)"', korean)
    assert there and back
    assert there[1].replace("/ko/", "/en/", 1) == back[1]
    assert client.get(there[1].replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize("path", ["/", "/countries/VN", "/compare", "/measures/pairing"])
def test_pages_with_numbers_say_what_they_mean(client, path):
    main = text_of(client, f"/en{path}").partition("<main")[2].partition("</main>")[0]
    assert "/en/about#numbers" in main
    assert 'id="numbers"' in text_of(client, "/en/about")


def test_links_between_pages_lead_somewhere(client):
    elsewhere = ("/sparql", "/graph", "/paths", "/what-if", "/ns", "/api")
    found = set()
    for path in PATHS:
        text = text_of(client, f"/en{path}")
        found |= {a.replace("&amp;", "&") for a in re.findall(r'href="(/[^"#]*)', text)}
    pages = [a for a in found if a.startswith("/en/") and "/measures/" not in a[4:].lstrip("m")]
    checked = [a for a in sorted(pages) if not any(part in a for part in elsewhere)]
    assert len(checked) > 60
    assert [a for a in checked if client.get(a).status_code != 200] == []


def test_the_root_goes_to_the_language_the_browser_prefers(client):
    answer = client.get("/", headers={"Accept-Language": "ko-KR,ko;q=0.9"})
    assert answer.headers["Location"].endswith("/ko/")
    assert "Accept-Language" in answer.headers["Vary"]
    assert client.get("/", headers={"Accept-Language": "fr"}).headers["Location"] == "/en/"


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize(
    "path", ["/countries/XX", "/measures/none", "/sources/none", "/nowhere", "/?source=none"]
)
def test_what_is_not_there_is_a_404_with_ways_out(client, lang, path):
    text = text_of(client, f"/{lang}{path}", 404)
    assert f'href="/{lang}/search"' in text
    assert f'<html lang="{lang}">' in text


def test_a_misspelt_name_is_told_the_nearest(client):
    assert "pairing" in text_of(client, "/en/measures/pairng", 404)


def test_an_unknown_basis_is_a_bad_request(client):
    assert "guessed" in text_of(client, "/en/?basis=guessed", 400)


def test_a_filter_says_what_it_hides_and_how_to_clear_it(client):
    text = text_of(client, "/en/countries/VN?basis=stated")
    assert "Hidden by the filter" in text
    assert "inferred and measured" in text
    assert 'href="/en/countries/VN"' in text
    assert "Hidden by the filter" not in text_of(client, "/en/countries/VN")


def test_a_filter_travels_along_every_link(client):
    text = text_of(client, "/en/countries/VN?basis=stated")
    nav = text.partition("<header")[2].partition("</header>")[0]
    addresses = re.findall(r'href="(/en/[^"]*)"', nav)
    assert addresses
    assert all("basis=stated" in address for address in addresses)


def test_a_filter_hides_claims(client):
    everything = text_of(client, "/en/countries/VN")
    stated = text_of(client, "/en/countries/VN?basis=stated")
    assert "USD/year" in everything.partition('id="constraints"')[2].partition('id="beside"')[0]
    assert "USD/year" not in stated.partition('id="constraints"')[2].partition('id="beside"')[0]


def test_one_analysis_can_be_chosen(client):
    text = text_of(client, "/en/?analysis=is225")
    assert "<li>is225</li>" in text
    assert "analysis=is225" in text.partition("<nav")[2].partition("</nav>")[0]


def test_a_hostile_label_stays_text(client_of):
    hostile = '<script>alert(1)</script>" onload="x'
    literal = hostile.replace('"', '\\"')
    client = client_of(
        MINI.replace('"Pairing"@en', f'"{literal}"@en').replace("A document", literal)
    )
    for path in ("/", "/countries/VN", "/measures", "/measures/pairing", "/data", "/sources/doc"):
        text = text_of(client, f"/en{path}")
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text
        assert not Page(text).styled
    assert "<script>alert" not in text_of(client, "/en/compare?measure=pairing")
    assert "<script>alert" not in text_of(client, "/en/search?q=<script>alert(1)</script>")


def test_only_web_addresses_become_links(client_of):
    assert "javascript:" not in text_of(client_of(MINI), "/en/sources/doc")


def test_a_name_in_another_language_says_so(client_of):
    assert '<span lang="en">United States</span>' in text_of(client_of(MINI), "/ko/")


def test_holds_fails_unknown_and_not_derived_differ(client_of):
    client = client_of(MINI)
    states = text_of(client, "/en/compare?measure=pairing")
    for sign in ("found", "derived", "fails"):
        assert f'class="sign sign-{sign}"' in states.partition("<table")[2]
    vietnam = text_of(client, "/en/countries/VN")
    america = text_of(client, "/en/countries/US")
    assert "found not to hold" in america
    assert "found not to hold" not in vietnam
    assert 'class="hang state-unknown"' in america
    assert "needs 1 more fact" in text_of(client, "/en/")


def test_korean_sentences_choose_their_particles(client_of):
    text = re.sub("<[^>]+>", "", text_of(client_of(MINI), "/ko/"))
    assert "페어링이" in text or "페어링은" in text
    assert "은(는)" not in text
    assert "%(" not in text


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize(
    "turtle",
    [
        "",
        "id:a id:b id:c .",
        "id:x a pol:Analysis ; pol:home id:KR .",
        "id:x a pol:Analysis ; pol:home id:KR ; pol:considers id:VN . id:VN a pol:Country .",
        "id:x a pol:Analysis ; pol:home id:KR ; pol:considers id:VN . id:m a pol:Measure .",
    ],
    ids=["nothing", "no analysis", "home alone", "no measures", "nothing leads to the measure"],
)
def test_sparse_data_are_said_to_be_sparse(client_of, lang, turtle):
    client = client_of(turtle or "id:a id:b 1 .")
    for path in ("/", "/countries", "/measures", "/compare", "/about", "/data", "/search?q=x"):
        Page(text_of(client, f"/{lang}{path}"))
    if "Analysis" not in turtle:
        told = {"en": "hold no analysis", "ko": "분석이 없어"}[lang]
        assert told in text_of(client, f"/{lang}/")


def test_many_countries_and_measures_fit_one_page(client_of):
    countries = [f"id:c{n}" for n in range(10)]
    lines = [f"id:x a pol:Analysis ; pol:home id:c0 ; pol:considers {' , '.join(countries)} ."]
    lines += [f'{c} a pol:Country ; skos:notation "C{n}" .' for n, c in enumerate(countries)]
    for n in range(40):
        lines.append(f"id:m{n} a pol:Measure . id:t{n} a pol:TalentTrait .")
        lines.append(
            f"id:i{n} a pol:Implication ; pol:premise id:t{n} ; pol:conclusion id:m{n} ; "
            "pol:strength 0.5 ; pol:basis pol:Stated ."
        )
    lines.append(
        "id:f a pol:Finding ; pol:about id:c3 ; pol:factor id:t7 ; pol:strength 0.5 ; "
        "pol:basis pol:Stated ."
    )
    text = text_of(client_of("\n".join(lines)), "/en/")
    assert text.count('scope="row"') == 40
    assert "39 more measures" in text
    assert 'role="region" tabindex="0"' in text


def test_search_finds_either_language_and_parts_of_words(client):
    for query in ("비동기", "asynchron", "ASYNCHRON", "효과적인비동기"):
        assert "/measures/async-collaboration" in text_of(client, f"/en/search?q={query}")
    assert "Ways on" in text_of(client, "/en/search?q=zzzz")


def test_differences_only_leaves_rows_out(client):
    everything = text_of(client, "/en/compare?measure=pairing")
    differing = text_of(client, "/en/compare?measure=pairing&rows=differences")
    assert differing.count('scope="row"') < everything.count('scope="row"')


def test_every_message_has_a_korean_translation():
    with (WEBAPP / "translations/ko/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file, locale="ko")
    methods = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
    extracted = {message for _, _, message, *_ in extract_from_dir(WEBAPP, methods)}
    assert len(extracted) > 300
    ids = {message[0] if isinstance(message, tuple) else message for message in extracted}
    missing = [i for i in sorted(ids) if i not in catalogue or not any(catalogue[i].string)]
    assert missing == []
    assert [m.id for m in catalogue if m.id and m.fuzzy] == []


def test_translations_keep_the_values_of_their_messages():
    with (WEBAPP / "translations/ko/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file, locale="ko")
    named = re.compile(r"%\((\w+)(?::\+?[^)]+)?\)s")
    checked = 0
    for message in catalogue:
        if not message.id or not message.string:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        known = {name for text in ids for name in named.findall(text)} | {"num"}
        said = "".join(message.string if isinstance(message.string, tuple) else [message.string])
        assert set(named.findall(said)) <= known, ids
        checked += 1
    assert checked > 300


def test_what_a_filter_hides_does_not_look_unknown(client_of):
    client = client_of(MINI)
    for path in ("/", "/countries/VN", "/compare", "/compare?measure=pairing"):
        joint = "&" if "?" in path else "?"
        filtered = text_of(client, f"/en{path}{joint}basis=stated,inferred")
        table = filtered.partition("</h1>")[2].lower()
        assert "hidden by the filter" in table, path
        assert "hidden by the filter" not in text_of(client, f"/en{path}").lower(), path


@pytest.mark.parametrize("address", ["/en/", "/en/sparql?example=recommendations-by-country"])
def test_no_identifier_stands_twice_in_a_page(client, address):
    found = re.findall(r'\sid="([^"]+)"', client.get(address).text)
    assert len(found) == len(set(found)) > 5


def test_every_finding_compared_tells_its_basis_and_its_year(client):
    page = text_of(client, "/en/compare?c=US&c=VN&measure=pairing")
    rows = " ".join(re.sub("<[^>]+>", " ", page).split())
    known = re.findall(r"\b(?:holds|fails) (0\.\d\d) · (\w+) · (\S+)", rows)
    assert len(known) > 8
    assert {basis for _, basis, _ in known} == {"stated", "measured"}
    assert all(re.match(r"\d{4}|undated", year) for *_, year in known)
    assert len(re.findall(r"\b(?:holds|fails) 0\.\d\d", rows)) == len(known)


def test_more_observations_than_the_cache_holds_are_read_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.pages.cache._CAPACITY", 600)
    observations = [
        f"id:o{n} a qb:Observation ; pol:indicator id:in{n % 3} ; pol:country id:VN ;"
        f' pol:period "{1000 + n}" ; pol:value {n} ; pol:unit "persons"@en .'
        for n in range(1300)
    ]
    prefix = "@prefix qb: <http://purl.org/linked-data/cube#> ."
    path = tmp_path / "many.ttl"
    path.write_text("\n".join([PREFIXES, prefix, MINI, *observations]), "utf-8")
    asked: list[str] = []
    answered = EmbeddedStore.solutions

    def counted(store: EmbeddedStore, query: str) -> list[Row]:
        asked.append(query)
        return answered(store, query)

    for app in served(explorer_of(path), Settings()):
        monkeypatch.setattr(EmbeddedStore, "solutions", counted)
        page = app.test_client().get("/en/data")
        assert page.status_code == 200
        assert "2299" in page.text
    assert 1 <= len(asked) < 100


def test_what_if_lists_its_changes_also_those_without_a_switch(client):
    address = (
        "/what-if?for=VN&retract=finding-vn-young-workforce&assume=language-barrier@IN"
        "&deny=tightened-visas=0.5&strength=finding-vn-cost-efficiency=0.4"
    )
    told = text_of(client, f"/en{address}").partition('<ul class="made">')[2].partition("</ul>")[0]
    assert re.findall("<li>(.*?)</li>", told) == [
        "Left out: Vietnam&#39;s workforce is young and abundant",
        "Assumed, with strength 1: No shared working language (India)",
        "Assumed not to hold, with strength 0.5: Tightened visa policy",
        "Strength set to 0.4: Vietnam is cost-efficient",
    ]
    assert "제외한 주장: 베트남의 인력은 젊고 풍부함" in text_of(client, f"/ko{address}")
    assert '<ul class="made">' not in text_of(client, "/en/what-if?for=VN")


@pytest.mark.parametrize("country", ["VN", "US", "IN"])
def test_effect_of_a_what_if_is_the_difference_of_the_numbers_beside_it(client, study, country):
    finding = min(
        f.iri
        for f in study.knowledge.findings
        if f.holds and f.proposition.country.endswith(f"/{country}")
    )
    page = text_of(client, f"/en/what-if?for={country}&retract={finding}")
    rows = re.findall(
        r'data-label="Balance before">(−?[\d.]+)</td>\s*'
        r'<td class="number" data-label="Balance after">(−?[\d.]+)</td>\s*<td>(.*?)</td>',
        page,
    )
    assert rows
    for before, after, effect in rows:
        told = re.search(r"([+−]) ([\d.]+)", effect)
        moved = float(f"{told[1]}{told[2]}".replace("−", "-")) if told else 0
        difference = float(after.replace("−", "-")) - float(before.replace("−", "-"))
        assert moved == pytest.approx(difference), (before, after, effect)
