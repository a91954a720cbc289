"""What if on the page of a measure: premises that hold, fail or are unknown."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from graph.counterfactual import what_if
from graph.model import Proposition
from graph.supposition import Supposition, supposing
from ontology.iris import ID
from webapp.explorer import Study
from webapp.pages.suppose import merged

PAIRING = "/en/countries/VN/measures/pairing"


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def told(page: str) -> str:
    found = re.search(r'id="supposed-answer"[^>]*>(.*?)</p>', page, re.S)
    assert found
    return " ".join(found[1].split())


def chosen(page: str) -> dict[str, str]:
    """The value of each radio button that is set, by its name."""
    return dict(re.findall(r'<input type="radio" name="([^"]+)" value="(\w+)" checked', page))


def test_balance_as_supposed_is_that_of_the_engine(client: FlaskClient, study: Study) -> None:
    gap = Proposition(ID + "VN", ID + "quality-gap")
    edits = supposing(study.graph, gap, Supposition.FAILS)
    change = next(
        c
        for c in what_if(study.knowledge, edits, gap.country).changes
        if c.measure == ID + "pairing"
    )
    assert change.before is not None and change.after is not None
    expected = f"With one supposition: {change.before.net:.2f} → {change.after.net:.2f}"
    shown = told(text(client, f"{PAIRING}?suppose.quality-gap=fails")).replace("\u00a0", " ")
    assert shown == expected


def test_every_premise_starts_as_the_data_have_it(client: FlaskClient) -> None:
    page = text(client, PAIRING)
    states = chosen(page)
    assert states["suppose.quality-gap"] == "holds"
    assert states["suppose.time-difference"] == "fails"
    assert states["suppose.relocation-falls-short@KR"] == "holds"
    assert told(page) == "Nothing is supposed yet."
    assert 'value="holds" checked data-actual' in page


def test_unknown_premise_of_a_measure_that_does_not_follow_can_be_supposed(
    client: FlaskClient,
) -> None:
    address = "/en/countries/IN/measures/pairing"
    assert chosen(text(client, address))["suppose.cultural-differences"] == "unknown"
    page = text(client, f"{address}?suppose.cultural-differences=holds")
    assert told(page).startswith("With one supposition it follows: balance 0.")


def test_what_the_data_say_anyway_is_dropped_from_the_address(client: FlaskClient) -> None:
    answer = client.get(
        f"{PAIRING}?way=2&suppose.quality-gap=fails&suppose.cost-efficiency=holds&basis=stated"
    )
    assert answer.status_code == 302
    assert answer.location.endswith(
        f"{PAIRING}?basis=stated&way=2&suppose.quality-gap=fails#what-if"
    ) or set(answer.location.partition("?")[2].removesuffix("#what-if").split("&")) == {
        "basis=stated",
        "way=2",
        "suppose.quality-gap=fails",
    }


def test_links_lead_to_the_same_edits_and_back(client: FlaskClient) -> None:
    page = text(client, f"{PAIRING}?suppose.quality-gap=fails&suppose.cost-efficiency=unknown")
    whole = re.search(r'href="(/en/what-if\?[^"]+)">Everything that changes', page)
    assert whole
    assert text(client, whole[1]).count("current-row") > 0
    data = re.search(r'href="(/api/v1/what-if\?[^"]+)"', page)
    assert data
    edits = client.get(data[1]).json["edits"]  # type: ignore[index]
    assert [a["concept"] for a in edits["assume"]] == [ID + "quality-gap"]
    assert ID + "finding-vn-quality-gap" in edits["retract"]
    assert re.search(rf'href="{PAIRING}#what-if">Undo all changes', page)


@pytest.mark.parametrize(
    ("query", "status", "named"),
    [
        ("suppose.quality-gap=maybe", 400, "suppose.quality-gap=maybe"),
        ("suppose.qualty-gap=fails", 404, "quality-gap"),
        ("suppose.quality-gap@XX=fails", 404, "XX"),
        ("suppose.pairing=fails", 404, "pairing"),
    ],
)
def test_what_cannot_be_supposed_is_refused(
    client: FlaskClient, query: str, status: int, named: str
) -> None:
    answer = client.get(f"{PAIRING}?{query}")
    assert (answer.status_code, named in unescape(answer.text)) == (status, True)


def test_country_that_is_not_weighed_has_nothing_to_suppose(
    client_of: Callable[[str], FlaskClient],
) -> None:
    client = client_of("""
id:a a pol:Analysis ; skos:prefLabel "A"@en ; pol:home id:KR ; pol:considers id:VN .
id:KR a pol:Country ; skos:notation "KR" . id:VN a pol:Country ; skos:notation "VN" .
id:US a pol:Country ; skos:notation "US" . id:pairing a pol:Measure .
""")
    assert 'id="suppose"' in text(client, PAIRING)
    assert 'id="suppose"' not in text(client, "/en/countries/US/measures/pairing")


def test_edits_of_several_suppositions_are_made_together(study: Study) -> None:
    here = [Proposition(ID + "VN", ID + name) for name in ("quality-gap", "communication-gap")]
    each = [supposing(study.graph, p, Supposition.FAILS) for p in here]
    both = merged(each)
    assert set(both.retract) == set(each[0].retract) | set(each[1].retract)
    assert set(both.assume) == {*each[0].assume, *each[1].assume}


@pytest.mark.parametrize("path", [PAIRING, "/en/countries/IN/measures/pairing"])
def test_page_tells_the_answer_as_the_paragraph_of_its_json(client: FlaskClient, path: str) -> None:
    question = "why" if path == PAIRING else "why-not"
    country = path.split("/")[3]
    address = f"/api/v1/{question}?measure=pairing&country={country}"
    prose = client.get(address + ("&max_size=3" if question == "why-not" else "")).json["prose"]  # type: ignore[index]
    first = prose["en"].partition(" All numbers")[0]
    assert f'id="memo">{first}' in text(client, path)


def test_words_of_constants_follow_the_language_of_each_reader(client: FlaskClient) -> None:
    english, korean = (
        text(client, f"/{lang}/compare?measure=pairing&c=VN&c=IN") for lang in ("en", "ko")
    )
    assert "<b>not derived</b>" in english
    assert "<b>도출되지 않음</b>" in korean


def test_each_reason_and_objection_tells_the_balance_without_it(client: FlaskClient) -> None:
    page = text(client, PAIRING)
    found = re.findall(r"without this: (−?[\d.]+) to (−?[\d.]+)", page)
    assert len(found) >= 4
    assert {before for before, _ in found} == {"0.56"}
    answer = client.get("/api/v1/contributions?measure=pairing&country=VN").json
    moved = {f"{answer['balance'] - c['balance']:.2f}" for c in answer["contributions"]}  # type: ignore[index]
    assert {after for _, after in found} <= moved


def test_objections_to_objections_stand_beneath_them(client: FlaskClient) -> None:
    page = text(client, PAIRING)
    despite = page.partition("<span>Unless</span>")[2]
    assert "against this objection: seven of nine hours are shared" in despite.lower()
