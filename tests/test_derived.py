"""What follows, written as RDF."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.build import knowledge
from graph.derived import add_derived, derived_quads, recommendation_iri
from graph.grounding import implication_graph
from graph.recommendation import constraints, recommendations
from ontology.iris import TERMS
from ontology.loading import load
from ontology.namespaces import POL
from ontology.store import Store
from ontology.terms import str_of
from tests.rdf import CLAIM, GRAPH, ID, MINI, STATEMENTS, turtle, written

PAIRING = ID + "recommendation-mini-VN-pairing"


@pytest.fixture
def mini(tmp_path: Path) -> Store:
    return load([written(tmp_path / "mini.ttl", MINI)])


def values(quads: list[ox.Quad], subject: str, name: str) -> list[str]:
    found = (q for q in quads if str_of(q.subject) == subject and q.predicate.value.endswith(name))
    return sorted(str_of(quad.object) for quad in found)


def test_recommendation(mini: Store) -> None:
    quads = list(derived_quads(mini))
    assert {quad.graph_name.value for quad in quads} == {GRAPH + "mini/derived"}
    assert values(quads, PAIRING, "type") == [TERMS + "Recommendation"]
    assert values(quads, PAIRING, "#about") == [ID + "VN"]
    assert values(quads, PAIRING, "#measure") == [ID + "pairing"]
    assert values(quads, PAIRING, "#inAnalysis") == [ID + "mini"]
    assert values(quads, PAIRING, "#wasDerivedFrom") == [
        ID + each for each in ("f1", "f2", "i1", "i2")
    ]


def test_claims_of_all_derivations_stand_beside_those_of_the_best(tmp_path: Path) -> None:
    text = turtle(
        *STATEMENTS,
        f"id:f9 a pol:Finding ; pol:about id:VN ; pol:factor id:gap ; {CLAIM} .",
        "id:i8 a pol:Implication ; pol:premise id:gap ; pol:conclusion id:pairing ;"
        f" {CLAIM.replace('0.8', '0.1')} .",
        f"id:i9 a pol:Implication ; pol:premise id:unknown ; pol:conclusion id:pairing ; {CLAIM} .",
    )
    store = load([written(tmp_path / "more" / "mini.ttl", text)])
    quads = list(derived_quads(store))
    best = values(quads, PAIRING, "#wasDerivedFrom")
    every = values(quads, PAIRING, "#supportedBy")
    assert set(best) < set(every)
    assert {ID + "f2", ID + "f9", ID + "i8"} <= set(every)
    assert ID + "i9" not in every  # its premise does not hold


def test_claims_beyond_the_limit_are_not_silently_missing(
    mini: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = list(derived_quads(mini))
    assert values(whole, PAIRING, "#hasMoreSupport") == []
    count = len(values(whole, PAIRING, "#supportedBy"))
    monkeypatch.setattr("graph.derived.MOST_SUPPORTING", count)
    assert values(list(derived_quads(mini)), PAIRING, "#hasMoreSupport") == []
    monkeypatch.setattr("graph.derived.MOST_SUPPORTING", count - 1)
    quads = list(derived_quads(mini))
    assert len(values(quads, PAIRING, "#supportedBy")) == count - 1
    assert values(quads, PAIRING, "#hasMoreSupport") == ["true"]
    assert ID + "i2" in values(quads, PAIRING, "#supportedBy")  # the step that concludes it


def test_derived_graph_names_the_version_of_the_data_it_follows_from(mini: Store) -> None:
    quads = list(derived_quads(mini))
    assert values(quads, GRAPH + "mini/derived", "#dataVersion") == [mini.data_version]
    assert len(mini.data_version) == 64


def test_what_was_derived_from_earlier_data_makes_way(tmp_path: Path, mini: Store) -> None:
    """As happens where a file holds both the data and what once followed from them."""
    path = tmp_path / "both" / "mini.trig"
    add_derived(mini)
    own = (GRAPH + "mini", GRAPH + "mini/derived")
    given = [quad for quad in mini.oxigraph if str_of(quad.graph_name) in own]
    kept = [quad for quad in given if "f2" not in str_of(quad.subject)]  # nothing follows then
    assert len(kept) < len(given)
    path.parent.mkdir()
    path.write_bytes(ox.serialize(kept, format=ox.RdfFormat.TRIG) or b"")
    store = load([path])
    asked = f"SELECT ?r {{ ?r a <{TERMS}Recommendation> }}"
    assert store.select(asked)
    add_derived(store)
    assert store.select(asked) == []
    left = store.oxigraph.quads_for_pattern(None, None, None, ox.NamedNode(GRAPH + "mini/derived"))
    told = {quad.predicate.value.removeprefix(TERMS) for quad in left}
    assert told == {"hasTrait", "dataVersion"}


def test_numbers_are_those_of_the_balance(mini: Store) -> None:
    quads = list(derived_quads(mini))
    # cheap 0.9 * 0.9, the step 0.6 * 0.81 * 0.8, less what undercuts it: 0.3 * 0.9
    assert values(quads, PAIRING, "#bestScore") == ["0.3888"]
    assert values(quads, PAIRING, "#support") == ["0.283824"]
    assert values(quads, PAIRING, "#opposition") == ["0.32"]
    assert values(quads, PAIRING, "#acceptability") == ["0"]
    (score,) = (q.object for q in quads if q.predicate.value == TERMS + "bestScore")
    assert score.datatype.value.endswith("#decimal")


def test_shortcuts_tell_what_was_found_or_derived(tmp_path: Path, mini: Store) -> None:
    quads = list(derived_quads(mini))
    assert values(quads, ID + "VN", "#hasTrait") == [ID + "cheap", ID + "young"]
    assert values(quads, ID + "VN", "#faces") == [ID + "gap"]
    assert values(quads, ID + "US", "#hasTrait") == []
    text = turtle(
        *STATEMENTS,
        "id:need a pol:Condition . id:sought a pol:Condition . id:idle a pol:Condition .",
        f"id:f8 a pol:Finding ; pol:about id:KR ; pol:factor id:need ; {CLAIM} .",
        f"id:i7 a pol:Implication ; pol:premise id:young ; pol:conclusion id:sought ; {CLAIM} .",
    )
    quads = list(derived_quads(load([written(tmp_path / "conditions.ttl", text)])))
    assert values(quads, ID + "KR", "#hasCondition") == [ID + "need"]
    assert values(quads, ID + "VN", "#hasCondition") == [ID + "sought"]


def test_recommends_needs_an_acceptability_above_zero(tmp_path: Path, mini: Store) -> None:
    assert values(list(derived_quads(mini)), ID + "VN", "#recommends") == []
    without = [line for line in STATEMENTS if not line.startswith("id:o1")]
    store = load([written(tmp_path / "x" / "mini.ttl", turtle(*without))])
    assert values(list(derived_quads(store)), ID + "VN", "#recommends") == [ID + "pairing"]


def test_balance_that_does_not_settle_is_not_written(
    mini: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph.balance import Balance, Balances

    monkeypatch.setattr(Balances, "of", lambda *_: Balance(0, 0.5, 0.1, 0.4, converged=False))
    quads = list(derived_quads(mini))
    assert values(quads, PAIRING, "#bestScore") == ["0.3888"]
    for name in ("#support", "#opposition", "#acceptability"):
        assert values(quads, PAIRING, name) == []
    assert values(quads, ID + "VN", "#recommends") == []


def test_names_from_other_namespaces_do_not_meet() -> None:
    names = {
        recommendation_iri(ID + "a", ID + "VN", measure)
        for measure in (ID + "m", "https://one.example/m", "https://two.example/m")
    }
    assert len(names) == 3


def test_derived_quads_join_their_graph_and_the_union(mini: Store) -> None:
    version, before = mini.data_version, len(mini.oxigraph)
    add_derived(mini)
    added = len(mini.oxigraph) - before
    assert added == 2 * len(list(derived_quads(mini)))
    assert GRAPH + "mini/derived" in mini.graph_names
    rows = mini.select(f"SELECT ?r {{ ?r a <{TERMS}Recommendation> }}")
    assert [str_of(row["r"]) for row in rows] == [PAIRING]
    add_derived(mini)
    assert len(mini.oxigraph) == before + added
    assert mini.data_version == version


def test_what_was_derived_is_not_reasoned_from(mini: Store) -> None:
    before = knowledge(mini)
    add_derived(mini)
    assert knowledge(mini) == before


def test_as_is_stays_as_it_is(mini: Store) -> None:
    store = load(mini.files, default_graph="as-is")
    before = len(store.oxigraph)
    add_derived(store)
    assert len(store.oxigraph) == before


def test_shipped_analyses_derive_what_the_engine_says() -> None:
    store = load()
    assert len(store.analyses()) == 2
    for analysis in store.analyses():
        quads = list(derived_quads(store, analysis))
        graph = implication_graph(knowledge(store, analysis))
        expected = {
            (country, found.measure)
            for country in graph.analysis.countries
            for found in recommendations(graph, country)
        }
        about = {q.subject: q.object.value for q in quads if q.predicate.value == str(POL.about)}
        measure = {
            q.subject: q.object.value for q in quads if q.predicate.value == str(POL.measure)
        }
        assert expected
        assert {(about[node], measure[node]) for node in about} == expected
        for country in graph.analysis.countries:
            assert values(quads, country, "#faces") == sorted(constraints(graph, country))


def test_two_analyses_have_a_derived_graph_each(tmp_path: Path) -> None:
    for name in ("one", "two"):
        text = turtle(
            f"id:{name} a pol:Analysis ; pol:home id:KR ; pol:considers id:VN .",
            f"id:f-{name} a pol:Finding ; pol:about id:VN ; pol:factor id:x ; {CLAIM} .",
            "id:x a pol:TalentTrait .",
        )
        written(tmp_path / name / "data.ttl", text)
    store = load([tmp_path])
    add_derived(store)
    derived = [name for name in store.graph_names if name.endswith("/derived")]
    assert derived == [GRAPH + "one/derived", GRAPH + "two/derived"]
    assert len(store.select("SELECT * { VALUES ?c { } ?c ?p ?x }", c=ID + "VN")) == 1


def test_every_term_written_is_of_the_vocabulary(mini: Store) -> None:
    used = {q.predicate.value for q in derived_quads(mini)}
    ours = sorted(each.removeprefix(TERMS) for each in used if each.startswith(TERMS))
    assert len(ours) >= 8
    for name in ours:
        assert getattr(POL, name)
