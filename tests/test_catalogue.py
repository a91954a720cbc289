"""Names, kinds and evidence of things."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ontology.catalogue import Catalogue
from ontology.errors import AmbiguousName, UnknownName
from ontology.iris import TERMS
from ontology.loading import load
from ontology.texts import Text, best
from tests.rdf import CLAIM, ID, MINI, STATEMENTS, turtle, written


@pytest.fixture
def mini(tmp_path: Path) -> Catalogue:
    return Catalogue(load([written(tmp_path / "mini.ttl", MINI)]))


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return Catalogue(load())


def catalogue(folder: Path, *statements: str) -> Catalogue:
    return Catalogue(load([written(folder / "data.ttl", turtle(*statements))]))


# ---- Texts


def test_label_is_in_the_language(mini: Catalogue) -> None:
    assert mini.label(ID + "VN", "en") == "Vietnam"
    assert mini.label(ID + "VN", "ko") == "베트남"


def test_label_in_another_language_tells_which(mini: Catalogue) -> None:
    assert mini.text(ID + "US", "ko") == Text("United States", "en")


def test_label_of_the_unlabelled_is_its_local_name(mini: Catalogue) -> None:
    assert mini.text(ID + "f1", "en") == Text("f1", "")
    assert mini.label("urn:example:x", "ko") == "urn:example:x"


def test_label_prefers_the_language_to_the_property(tmp_path: Path) -> None:
    found = catalogue(tmp_path, 'id:x skos:prefLabel "X"@en ; rdfs:label "라벨"@ko , "label"@en .')
    assert found.label(ID + "x", "ko") == "라벨"
    assert found.label(ID + "x", "en") == "X"


def test_label_of_a_document_is_its_title(mini: Catalogue) -> None:
    assert mini.label(ID + "doc", "en") == "A document"


def test_terms_of_the_ontology_have_labels(mini: Catalogue) -> None:
    assert mini.label(TERMS + "Finding", "ko") == "확인된 사실"
    assert mini.kind(TERMS + "Finding") == "class"
    assert mini.kind(TERMS + "strength") == "property"
    assert mini.kind(TERMS + "Stated") == "basis"


def test_short_label_is_the_shortest_in_the_language(mini: Catalogue) -> None:
    assert mini.short(ID + "cheap", "en") == "Cost"
    assert mini.short(ID + "young", "ko") == "젊은 인력"


def test_description_is_false_where_nothing_is_told(shipped: Catalogue, mini: Catalogue) -> None:
    assert shipped.description(ID + "pairing", "ko").lang == "ko"
    assert not mini.description(ID + "pairing", "ko")


@pytest.mark.parametrize(
    ("texts", "lang", "expected"),
    [
        ((("a", "en"), ("b", "ko")), "ko", "b"),
        ((("a", "en-GB"), ("b", "fr")), "en", "a"),
        ((("a", ""), ("b", "en")), "ko", "a"),
        ((("a", "fr"), ("b", "en")), "ko", "b"),
        ((("b", "fr"), ("a", "de")), "ko", "a"),
        ((("b", "en"), ("a", "en")), "en", "a"),
        ((), "en", ""),
    ],
)
def test_best_text(texts: tuple[tuple[str, str], ...], lang: str, expected: str) -> None:
    assert best((Text(*each) for each in texts), lang).value == expected


# ---- Kinds


def test_kinds(mini: Catalogue) -> None:
    names = ("VN", "young", "gap", "pairing", "f1", "i1", "o1", "mini", "doc", "p1", "nothing")
    assert [mini.kind(ID + name) for name in names] == [
        *("country", "trait", "constraint", "measure", "finding", "implication", "objection"),
        *("analysis", "document", "passage", "thing"),
    ]


def test_narrowest_kind_wins(tmp_path: Path) -> None:
    found = catalogue(
        tmp_path,
        "id:t a pol:Strategy , pol:Track .",
        "id:Own rdfs:subClassOf pol:CostConstraint .",
        "id:c a skos:Concept , id:Own .",
    )
    assert found.kind(ID + "t") == "track"
    assert found.kind(ID + "c") == "constraint"
    assert found.measures() == (ID + "t",)


def test_what_is_only_mentioned_has_a_kind_all_the_same(tmp_path: Path) -> None:
    found = catalogue(
        tmp_path,
        "id:a a pol:Analysis ; pol:home id:XX .",
        f"id:i a pol:Implication ; pol:premise id:p ; pol:conclusion id:q ; {CLAIM} .",
        f"id:v a pol:Advice ; pol:about id:XX ; pol:measure id:m ; {CLAIM} .",
    )
    assert found.countries() == (ID + "XX",)
    assert found.factors() == (ID + "p", ID + "q")
    assert found.measures() == (ID + "m",)


def test_lists_are_in_the_order_of_the_labels(mini: Catalogue) -> None:
    assert mini.countries() == (ID + "KR", ID + "US", ID + "VN")
    assert mini.factors("en") == (ID + "cheap", ID + "gap", ID + "young")
    assert mini.factors("ko") == (ID + "cheap", ID + "young", ID + "gap")


def test_everything_shipped_has_names_in_both_languages(shipped: Catalogue) -> None:
    things = (*shipped.countries(), *shipped.factors(), *shipped.measures())
    assert len(things) >= 50
    for lang in ("en", "ko"):
        assert [iri for iri in things if shipped.text(iri, lang).lang != lang] == []


# ---- Names


@pytest.mark.parametrize("name", [ID + "VN", "VN", "vn"])
def test_country_is_found_by_any_of_its_names(mini: Catalogue, name: str) -> None:
    assert mini.resolve(name, {"country"}) == ID + "VN"
    assert mini.resolve(name) == ID + "VN"


def test_code_comes_from_the_data(tmp_path: Path) -> None:
    found = catalogue(tmp_path, 'id:viet-nam a pol:Country ; skos:notation "VN" .', "id:x a id:C .")
    assert found.resolve("vn") == ID + "viet-nam"
    assert found.iso(ID + "viet-nam") == "VN"
    assert found.iso(ID + "without") == "without"


def test_name_of_another_kind_is_unknown(mini: Catalogue) -> None:
    with pytest.raises(UnknownName, match="no such country"):
        mini.resolve("pairing", {"country"})


def test_kinds_include_narrower_ones(shipped: Catalogue) -> None:
    tracks = shipped.of_kinds({"track"})
    assert tracks
    assert all(shipped.resolve(shipped.name(t), {"strategy"}) == t for t in tracks)
    assert shipped.resolve("cost-efficiency", {"factor"}) == ID + "cost-efficiency"


@pytest.mark.parametrize(
    ("name", "kinds", "suggestion"),
    [
        ("parring", {"measure"}, "pairing"),
        ("Vietnam", {"country"}, "VN"),
        ("베트남", {"country"}, "VN"),
        ("Quality gaps", None, "gap"),
    ],
)
def test_unknown_name_suggests_good_ones(
    mini: Catalogue, name: str, kinds: set[str] | None, suggestion: str
) -> None:
    with pytest.raises(UnknownName) as caught:
        mini.resolve(name, kinds)
    assert suggestion in caught.value.suggestions
    assert len(caught.value.suggestions) <= 3
    assert f"did you mean {caught.value.suggestions[0]}" in str(caught.value)


def test_name_like_no_other_is_told_all_names_where_there_are_few(mini: Catalogue) -> None:
    with pytest.raises(UnknownName) as caught:
        mini.resolve("zzzzzz", {"country"})
    assert caught.value.suggestions == ("KR", "US", "VN")


def test_name_like_no_other_has_no_suggestion_among_many(tmp_path: Path) -> None:
    found = catalogue(tmp_path, *(f"id:measure-{n} a pol:Measure ." for n in range(20)))
    with pytest.raises(UnknownName) as caught:
        found.resolve("zzzzzz", {"measure"})
    assert caught.value.suggestions == ()


def test_name_of_two_things_is_ambiguous(tmp_path: Path) -> None:
    found = catalogue(
        tmp_path, "id:x a pol:Measure .", "<https://example.org/x> a pol:Measure , pol:Factor ."
    )
    with pytest.raises(AmbiguousName) as caught:
        found.resolve("x")
    assert caught.value.candidates == ("https://example.org/x", ID + "x")
    assert found.resolve(ID + "x") == ID + "x"


def test_things_that_share_a_name_get_names_that_lead_back(tmp_path: Path) -> None:
    twins = (ID + "x", "https://example.org/x", "https://example.org/other#x")
    found = catalogue(tmp_path, *(f"<{iri}> a pol:Measure ." for iri in twins))
    names = [found.name(iri) for iri in twins]
    assert len(set(names)) == 3
    assert all(re.fullmatch("x~[0-9a-f]{8}", name) for name in names)
    assert [found.resolve(name, {"measure"}) for name in names] == list(twins)
    alone = catalogue(tmp_path, f"<{twins[1]}> a pol:Measure .")
    assert alone.name(twins[1]) == "x"
    assert found.name(ID + "undescribed") == "undescribed"


def test_shared_code_is_no_name_of_a_country(tmp_path: Path) -> None:
    found = catalogue(
        tmp_path,
        'id:ONE a pol:Country ; skos:notation "XX" .',
        'id:two a pol:Country ; skos:notation "XX" .',
        'id:three a pol:Country ; skos:notation "ONE" , "TH" .',
    )
    assert [found.iso(ID + name) for name in ("ONE", "two", "three")] == ["ONE", "two", "TH"]
    for country in found.countries():
        assert found.resolve(found.iso(country), {"country"}) == country


def test_thing_of_another_kind_takes_no_code_away(tmp_path: Path) -> None:
    found = catalogue(
        tmp_path,
        'id:VN a pol:Country ; skos:notation "VN" .',
        "<https://example.org/VN> a pol:Document .",
    )
    assert found.iso(ID + "VN") == "VN"
    assert found.resolve("VN", {"country"}) == ID + "VN"


def test_every_shipped_name_leads_back(shipped: Catalogue) -> None:
    kinds = ("country", "factor", "measure", "strategy", "claim", "document", "passage", "analysis")
    things = [(iri, kind) for kind in kinds for iri in shipped.of_kinds({kind})]
    assert len(things) > 200
    assert [i for i, kind in things if shipped.resolve(shipped.name(i), {kind}) != i] == []


# ---- Evidence


def test_passage(mini: Catalogue) -> None:
    (found,) = mini.evidence(ID + "f1", "ko")
    assert (found.iri, found.kind, found.document) == (ID + "p1", "passage", ID + "doc")
    assert found.title == Text("A document", "en")
    assert found.date == "2026-02-20"
    assert found.url == "https://example.org/doc"
    assert found.locator == Text("1절", "ko")
    assert (found.start, found.end) == (18, 42)
    assert found.value is None


def test_observation(tmp_path: Path) -> None:
    found = catalogue(
        tmp_path,
        *STATEMENTS,
        "id:ob a pol:Observation ; pol:indicator id:wage ; pol:country id:VN ; "
        'pol:period "2025Q3" ; pol:value 0.25 ; pol:valueText "0.25" ; '
        'pol:unit "ratio"@en , "배"@ko ; '
        'pol:url "https://example.org/table" ; dcterms:source id:doc ; rdfs:comment "A note."@en .',
        f"id:f9 a pol:Finding ; pol:about id:VN ; pol:factor id:cheap ; {CLAIM} ; "
        "pol:evidence id:ob , id:p1 .",
    )
    observation, passage = found.evidence(ID + "f9", "ko")
    assert passage.kind == "passage"
    assert (observation.kind, observation.indicator, observation.country) == (
        *("observation", ID + "wage", ID + "VN"),
    )
    assert (observation.period, observation.value) == ("2025Q3", "0.25")
    assert observation.unit == Text("배", "ko")
    assert observation.url == "https://example.org/table"
    assert observation.title.value == "A document"
    assert observation.note == Text("A note.", "en")
    assert not observation.is_derived


def test_claim_without_evidence_has_none(mini: Catalogue) -> None:
    assert mini.evidence(ID + "unknown") == ()


def test_every_shipped_claim_has_evidence_from_a_titled_document(shipped: Catalogue) -> None:
    claims = shipped.of_kinds({"claim"})
    assert len(claims) > 100
    for claim in claims:
        found = shipped.evidence(claim, "en")
        assert found, claim
        assert all(each.title for each in found), claim
