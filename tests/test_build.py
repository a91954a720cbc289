"""From RDF to the values of the engine: whole, backward, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.balance import balances
from graph.build import StoreClaims, knowledge, knowledge_for
from graph.errors import InvalidClaim
from graph.grounding import implication_graph
from graph.hyperpath import derivations
from graph.model import Basis, Finding, Implication, Iri, Knowledge, Objection, Proposition
from graph.recommendation import is_answered
from ontology.errors import InvalidData, NoData, UnknownName
from ontology.loading import load
from ontology.store import Store
from tests.rdf import CLAIM, ID, MINI, turtle, written

Loaded = Callable[..., Store]

ANALYSIS = "id:a a pol:Analysis ; pol:home id:KR ; pol:considers id:VN ."
FINDING = "id:f a pol:Finding ; pol:about id:VN ; pol:factor id:x"
IMPLICATION = "id:i a pol:Implication ; pol:premise id:x"


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    def of(*statements: str) -> Store:
        return load([written(tmp_path / "data.ttl", turtle(*statements))])

    return of


@pytest.fixture
def mini(tmp_path: Path) -> Store:
    return load([written(tmp_path / "mini.ttl", MINI)])


# ---- What is read


def test_analysis(mini: Store) -> None:
    found = knowledge(mini).analysis
    assert (found.iri, found.home) == (ID + "mini", ID + "KR")
    assert found.considers == (ID + "US", ID + "VN")


def test_findings(mini: Store) -> None:
    first, _, denial = knowledge(mini).findings
    assert first == Finding(
        ID + "f1",
        0.9,
        Basis.STATED,
        Proposition(ID + "VN", ID + "young"),
        sources=frozenset({ID + "doc"}),
    )
    assert not denial.holds
    assert denial.basis is Basis.MEASURED


def test_implications_and_objections(mini: Store) -> None:
    found = knowledge(mini)
    assert found.implications[1].premises == {ID + "cheap", ID + "gap"}
    assert found.implications[1].conclusion == ID + "pairing"
    assert [objection.target for objection in found.objections] == [ID + "pairing", ID + "i2"]


def test_concepts(mini: Store) -> None:
    found = knowledge(mini)
    assert found.measures == {ID + "pairing"}
    assert found.constraints == {ID + "gap"}
    assert found.mitigations == {(ID + "pairing", ID + "gap")}


def test_home_premises_home_conclusions_and_scope(loaded: Loaded) -> None:
    store = loaded(
        ANALYSIS,
        "id:i a pol:Implication ; pol:premise id:x ; pol:homePremise id:y ; "
        f"pol:homeConclusion id:z ; pol:appliesTo id:VN ; {CLAIM} .",
    )
    (found,) = knowledge(store).implications
    assert found.concludes_home
    assert (found.premises, found.home_premises) == ({ID + "x"}, {ID + "y"})
    assert (found.conclusion, found.applies_to) == (ID + "z", {ID + "VN"})


def test_advice(loaded: Loaded) -> None:
    store = loaded(ANALYSIS, f"id:v a pol:Advice ; pol:about id:VN ; pol:measure id:m ; {CLAIM} .")
    (found,) = knowledge(store).advice
    assert found.proposition == Proposition(ID + "VN", ID + "m")


def test_source_of_a_claim_comes_before_those_of_its_evidence(loaded: Loaded) -> None:
    store = loaded(
        ANALYSIS,
        "id:p dcterms:source id:doc .",
        f"{FINDING} ; {CLAIM} ; pol:evidence id:p ; dcterms:source id:own .",
        f"id:g a pol:Finding ; pol:about id:VN ; pol:factor id:x ; {CLAIM} ; pol:evidence id:p .",
    )
    own, through_evidence = knowledge(store).findings
    assert own.sources == {ID + "own"}
    assert through_evidence.sources == {ID + "doc"}


@pytest.mark.parametrize(
    ("literal", "number"),
    [
        ("0.5", 0.5),
        ("5e-1", 0.5),
        ('"0.5"^^xsd:float', 0.5),
        ("1", 1.0),
        ('"+.5"^^xsd:decimal', 0.5),
    ],
)
def test_strength_of_any_numeric_type(loaded: Loaded, literal: str, number: float) -> None:
    store = loaded(ANALYSIS, f"{FINDING} ; pol:strength {literal} ; pol:basis pol:Stated .")
    assert knowledge(store).findings[0].strength == number


def test_strength_told_twice_alike_is_one(loaded: Loaded) -> None:
    store = loaded(ANALYSIS, f"{FINDING} ; {CLAIM} ; pol:strength 0.50 .")
    assert knowledge(store).findings[0].strength == 0.5


def test_subclasses_of_the_data_count(loaded: Loaded) -> None:
    store = loaded(
        ANALYSIS,
        "id:Own rdfs:subClassOf pol:Constraint . id:Policy rdfs:subClassOf pol:Measure .",
        "id:Observed rdfs:subClassOf pol:Finding .",
        "id:x a id:Own . id:m a id:Policy .",
        f"{FINDING.replace('pol:Finding', 'id:Observed')} ; {CLAIM} .",
    )
    found = knowledge(store)
    assert found.constraints == {ID + "x"}
    assert found.measures == {ID + "m"}
    assert [finding.iri for finding in found.findings] == [ID + "f"]


def test_premise_without_a_type_is_reasoned_with(loaded: Loaded) -> None:
    store = loaded(
        ANALYSIS, f"{FINDING} ; {CLAIM} .", f"{IMPLICATION} ; pol:conclusion id:m ; {CLAIM} ."
    )
    goal = Proposition(ID + "VN", ID + "m")
    assert len(derivations(implication_graph(knowledge(store)), goal)) == 1


def test_as_is_is_reasoned_over_in_the_same_way(tmp_path: Path, mini: Store) -> None:
    assert knowledge(load(mini.files, default_graph="as-is")) == knowledge(mini)


# ---- Several analyses


def two(folder: Path, link: str = "") -> Store:
    for name in ("base", "more"):
        written(
            folder / name / "data.ttl",
            turtle(
                f"id:{name} a pol:Analysis ; pol:home id:KR ; pol:considers id:VN "
                f"{link if name == 'more' else ''} .",
                f"id:f-{name} a pol:Finding ; pol:about id:VN ; pol:factor id:x-{name} ; {CLAIM} .",
                f"id:m-{name} a pol:Measure ; pol:mitigates id:c-{name} .",
                f"id:c-{name} a pol:VisaConstraint .",
            ),
        )
    return load([folder])


def test_analysis_takes_in_what_it_builds_on(tmp_path: Path) -> None:
    store = two(tmp_path, "; pol:buildsOn id:base")
    assert knowledge(store).analysis.iri == ID + "more"
    assert [f.iri for f in knowledge(store).findings] == [ID + "f-base", ID + "f-more"]
    assert knowledge(store).measures == {ID + "m-base", ID + "m-more"}
    assert [f.iri for f in knowledge(store, ID + "base").findings] == [ID + "f-base"]


def test_analyses_keep_to_themselves(tmp_path: Path) -> None:
    found = knowledge(two(tmp_path), "base")
    assert [f.iri for f in found.findings] == [ID + "f-base"]
    assert found.measures == {ID + "m-base"}
    assert found.constraints == {ID + "c-base"}
    assert found.mitigations == {(ID + "m-base", ID + "c-base")}


def test_builds_on_reaches_through_several(loaded: Loaded) -> None:
    store = loaded(
        "id:a a pol:Analysis ; pol:home id:KR .",
        "id:b a pol:Analysis ; pol:home id:KR ; pol:buildsOn id:a .",
        "id:c a pol:Analysis ; pol:home id:KR ; pol:buildsOn id:b .",
        f"{FINDING} ; {CLAIM} ; pol:inAnalysis id:a .",
    )
    assert [f.iri for f in knowledge(store, "c").findings] == [ID + "f"]


def test_claim_of_an_analysis_that_is_not_loaded_is_left_out(loaded: Loaded) -> None:
    store = loaded(ANALYSIS, f"{FINDING} ; {CLAIM} ; pol:inAnalysis id:elsewhere .")
    assert knowledge(store).findings == ()


def test_no_analysis(loaded: Loaded) -> None:
    with pytest.raises(NoData, match="no pol:Analysis"):
        knowledge(loaded("id:x a pol:Measure ."))


def test_unknown_analysis(mini: Store) -> None:
    with pytest.raises(UnknownName, match="no such analysis; did you mean mini"):
        knowledge(mini, "minni")


@pytest.mark.parametrize("homes", ["", "; pol:home id:KR , id:US"])
def test_analysis_needs_exactly_one_home(loaded: Loaded, homes: str) -> None:
    with pytest.raises(InvalidData, match=r"id/a .*pol:home"):
        knowledge(loaded(f"id:a a pol:Analysis {homes} ."))


def test_nothing_is_reasoned_on_half_of_what_an_analysis_builds_on(loaded: Loaded) -> None:
    store = loaded(
        "id:a a pol:Analysis ; pol:home id:KR ; pol:buildsOn id:b .",
        "id:b a pol:Analysis ; pol:home id:KR ; pol:buildsOn id:gone .",
    )
    with pytest.raises(InvalidData, match=r"id/b \(.*builds on .*id/gone, which the data lack"):
        knowledge(store, "a")


@pytest.mark.parametrize("stated", ['pol:home "KR"', 'pol:home id:KR ; pol:considers "VN"'])
def test_countries_of_an_analysis_are_things_not_words(loaded: Loaded, stated: str) -> None:
    with pytest.raises(InvalidData, match="name a country by IRI"):
        knowledge(loaded(f"id:a a pol:Analysis ; {stated} ."))


# ---- What is refused


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (f"{FINDING} ; pol:basis pol:Stated .", "exactly one pol:strength"),
        (f"{FINDING} ; pol:strength 0 ; pol:basis pol:Stated .", "outside"),
        (f"{FINDING} ; pol:strength 1.01 ; pol:basis pol:Stated .", "outside"),
        (f"{FINDING} ; pol:strength -0.5 ; pol:basis pol:Stated .", "outside"),
        (f'{FINDING} ; pol:strength "NaN"^^xsd:double ; pol:basis pol:Stated .', "not a number"),
        (f'{FINDING} ; pol:strength "0.5" ; pol:basis pol:Stated .', "not a number"),
        (f'{FINDING} ; pol:strength "1_0"^^xsd:decimal ; pol:basis pol:Stated .', "not a number"),
        (f"{FINDING} ; pol:strength id:strong ; pol:basis pol:Stated .", "not a number"),
        (f"{FINDING} ; pol:strength 0.5 , 0.6 ; pol:basis pol:Stated .", "has 2"),
        (f"{FINDING} ; pol:strength 0.5 .", "exactly one pol:basis"),
        (f"{FINDING} ; pol:strength 0.5 ; pol:basis pol:Guessed .", "exactly one pol:basis"),
        (f"{FINDING} ; pol:strength 0.5 ; pol:basis pol:Stated , pol:Inferred .", "pol:basis"),
        (f"{FINDING} ; {CLAIM} ; pol:holds false , true .", "pol:holds"),
        (f'{FINDING} ; {CLAIM} ; pol:holds "no" .', "pol:holds"),
        (f"{FINDING} ; {CLAIM} ; pol:about id:US .", "exactly one pol:about"),
        (f"id:f a pol:Finding ; pol:about id:VN ; {CLAIM} .", "exactly one pol:factor"),
        (f'id:f a pol:Finding ; pol:about "VN" ; pol:factor id:x ; {CLAIM} .', "not an IRI"),
        (f"{FINDING} ; {CLAIM} ; a pol:Objection .", "at once"),
        (f"{IMPLICATION} ; {CLAIM} .", "exactly one pol:conclusion or pol:homeConclusion"),
        (f"{IMPLICATION} ; pol:conclusion id:y , id:z ; {CLAIM} .", "exactly one pol:conclusion"),
        (
            f"{IMPLICATION} ; pol:conclusion id:y ; pol:homeConclusion id:y ; {CLAIM} .",
            "exactly one pol:conclusion",
        ),
        (f"{IMPLICATION} ; pol:conclusion id:x ; {CLAIM} .", "its own premise"),
        (f"id:i a pol:Implication ; pol:conclusion id:x ; {CLAIM} .", "no premise"),
        (f"{IMPLICATION} ; pol:conclusion [] ; {CLAIM} .", "not an IRI"),
        (f"id:o a pol:Objection ; pol:premise id:x ; {CLAIM} .", "exactly one pol:target"),
        (f"id:o a pol:Objection ; pol:premise id:x ; pol:target id:none ; {CLAIM} .", "nothing"),
        (
            f"id:o a pol:Objection ; pol:premise id:x ; pol:target id:VN ; {CLAIM} ."
            " id:VN a pol:Country .",
            "nothing",
        ),
        (f"[] a pol:Finding ; pol:about id:VN ; pol:factor id:x ; {CLAIM} .", "no IRI"),
    ],
)
def test_broken_claim_is_named(loaded: Loaded, statement: str, reason: str) -> None:
    with pytest.raises(InvalidClaim) as caught:
        knowledge(loaded(ANALYSIS, statement))
    message = str(caught.value)
    assert reason in message
    assert "\n" not in message
    if not statement.startswith("["):
        assert ID + statement[3] in message
        assert "data.ttl:9" in message


def test_objection_to_a_finding_is_told_what_to_target(loaded: Loaded) -> None:
    store = loaded(
        ANALYSIS,
        f"{FINDING} ; {CLAIM} .",
        f"id:o a pol:Objection ; pol:premise id:y ; pol:target id:f ; {CLAIM} .",
    )
    with pytest.raises(InvalidClaim, match="target the factor"):
        knowledge(store)


def test_objection_across_analyses_is_refused(tmp_path: Path) -> None:
    two(tmp_path)
    extra = f"id:i a pol:Implication ; pol:premise id:x ; pol:conclusion id:y ; {CLAIM} ."
    written(tmp_path / "base" / "more.ttl", turtle(extra))
    against = f"id:o a pol:Objection ; pol:premise id:x ; pol:target id:i ; {CLAIM} ."
    written(tmp_path / "more" / "against.ttl", turtle(against))
    with pytest.raises(InvalidClaim, match="does not build on"):
        knowledge(load([tmp_path]), "more")


def test_objection_may_target_a_concept_that_only_has_a_type(loaded: Loaded) -> None:
    store = loaded(
        ANALYSIS,
        "id:m a pol:Measure .",
        f"id:o a pol:Objection ; pol:premise id:y ; pol:target id:m ; {CLAIM} .",
    )
    assert knowledge(store).objections[0].target == ID + "m"


# ---- Backward


def test_backward_fetches_only_what_the_goal_needs(loaded: Loaded) -> None:
    store = loaded(
        ANALYSIS,
        f"{IMPLICATION} ; pol:conclusion id:m ; {CLAIM} .",
        f"{FINDING} ; {CLAIM} .",
        f"id:o a pol:Objection ; pol:premise id:y ; pol:target id:i ; {CLAIM} .",
        f"id:fy a pol:Finding ; pol:about id:VN ; pol:factor id:y ; {CLAIM} .",
        f"id:other a pol:Implication ; pol:premise id:x ; pol:conclusion id:n ; {CLAIM} .",
        f"id:us a pol:Finding ; pol:about id:US ; pol:factor id:x ; {CLAIM} .",
    )
    found = knowledge_for(store, None, [Proposition(ID + "VN", ID + "m")])
    assert [claim.iri for claim in found.implications] == [ID + "i"]
    assert [claim.iri for claim in found.objections] == [ID + "o"]
    assert [claim.iri for claim in found.findings] == [ID + "f", ID + "fy"]


@pytest.mark.parametrize("between", [False, True], ids=["the step", "an objection to it"])
def test_backward_meets_what_other_countries_say_against_a_step_at_home(
    loaded: Loaded, between: bool
) -> None:
    """A step that asks only of home is drawn once, so any country may undercut it."""
    aim = "id:between" if between else "id:i"
    store = loaded(
        "id:a a pol:Analysis ; pol:home id:KR ; pol:considers id:VN , id:US .",
        "id:m a pol:Measure . id:x a pol:Factor . id:y a pol:Factor .",
        f"id:f a pol:Finding ; pol:about id:KR ; pol:factor id:x ; {CLAIM} .",
        f"id:us a pol:Finding ; pol:about id:US ; pol:factor id:y ; {CLAIM} .",
        f"id:i a pol:Implication ; pol:homePremise id:x ; pol:homeConclusion id:m ; {CLAIM} .",
        f"id:between a pol:Objection ; pol:homePremise id:x ; pol:target id:i ; {CLAIM} .",
        f"id:o a pol:Objection ; pol:premise id:y ; pol:target {aim} ; {CLAIM} .",
    )
    goal = Proposition(ID + "KR", ID + "m")
    part = knowledge_for(store, None, [goal])
    assert ID + "us" in {finding.iri for finding in part.findings}
    assert answers(part, goal) == answers(knowledge(store), goal)


def test_backward_for_no_goal_is_empty(mini: Store) -> None:
    found = knowledge_for(mini, None, [])
    assert (found.findings, found.implications, found.measures) == ((), (), frozenset())


def answers(known: Knowledge, goal: Proposition) -> object:
    graph = implication_graph(known)
    balance = balances(graph).of(goal)
    found = derivations(graph, goal, 50)
    return (
        [round(each.score, 9) for each in found],
        {tuple(step.claim for step in each.steps) for each in found} if len(found) < 50 else None,
        [round(x, 7) for x in (balance.base, balance.support, balance.opposition)],
        round(balance.acceptability, 7),
        {
            (attack.objection, is_answered(graph, attack))
            for step in (found[0].steps if found else ())
            for attack in graph.rebuttals.get(step.proposition, ())
        },
    )


@pytest.mark.parametrize("country", ["VN", "US", "IN", "JP", "KR"])
@pytest.mark.parametrize("analysis", ["is225", "is225-extended"])
def test_backward_answers_as_the_whole_does(country: str, analysis: str) -> None:
    store = load()
    whole = knowledge(store, analysis)
    assert len(whole.measures) >= 5
    for measure in sorted(whole.measures):
        goal = Proposition(ID + country, measure)
        assert answers(knowledge_for(store, analysis, [goal]), goal) == answers(whole, goal)


CONCEPTS = tuple(ID + f"c{number}" for number in range(6))
COUNTRIES = tuple(ID + code for code in ("VN", "US", "KR"))


def as_turtle(claims: list[Finding | Implication | Objection]) -> str:
    lines = ["id:a a pol:Analysis ; pol:home id:KR ; pol:considers id:VN , id:US ."]
    lines += [f"<{concept}> a pol:Condition ." for concept in CONCEPTS]
    lines += [_statement(claim) for claim in claims]
    return turtle(*lines)


def _statement(claim: Finding | Implication | Objection) -> str:
    parts = [f"a pol:{type(claim).__name__}", f"pol:strength {claim.strength}"]
    parts.append(f"pol:basis pol:{claim.basis.capitalize()}")
    if isinstance(claim, Finding):
        parts.append(f"pol:about <{claim.proposition.country}>")
        parts.append(f"pol:factor <{claim.proposition.concept}>")
        parts.append(f"pol:holds {str(claim.holds).lower()}")
    else:
        parts += [f"pol:premise <{each}>" for each in sorted(claim.premises)]
        parts += [f"pol:homePremise <{each}>" for each in sorted(claim.home_premises)]
        parts += [f"pol:appliesTo <{each}>" for each in sorted(claim.applies_to)]
    if isinstance(claim, Implication):
        kind = "homeConclusion" if claim.concludes_home else "conclusion"
        parts.append(f"pol:{kind} <{claim.conclusion}>")
    if isinstance(claim, Objection):
        parts.append(f"pol:target <{claim.target}>")
    return f"<{claim.iri}> {' ; '.join(parts)} ."


@st.composite
def analyses(draw: st.DrawFn) -> list[Finding | Implication | Objection]:
    """Random claims about few concepts, so that they meet; no proposition supports itself."""
    strengths = st.sampled_from((0.25, 0.5, 0.75, 1.0))
    bases = st.sampled_from(Basis)
    claims: list[Finding | Implication | Objection] = []
    for number in range(draw(st.integers(0, 8))):
        claims.append(
            Finding(
                ID + f"f{number}",
                draw(strengths),
                draw(bases),
                Proposition(draw(st.sampled_from(COUNTRIES)), draw(st.sampled_from(CONCEPTS))),
                draw(st.booleans()),
            )
        )
    targets: list[Iri] = list(CONCEPTS)
    for number in range(draw(st.integers(0, 7))):
        rank = draw(st.integers(1, len(CONCEPTS) - 1))
        lower = st.frozensets(st.sampled_from(CONCEPTS[:rank]), max_size=2)
        premises, home_premises = draw(lower), draw(lower)
        if premises or home_premises:
            claims.append(
                Implication(
                    ID + f"i{number}",
                    draw(strengths),
                    draw(bases),
                    premises,
                    home_premises,
                    CONCEPTS[rank],
                    draw(st.booleans()),
                    applies_to=draw(st.frozensets(st.sampled_from(COUNTRIES), max_size=2)),
                )
            )
            targets.append(claims[-1].iri)
    for number in range(draw(st.integers(0, 5))):
        # Objections look at the lowest concepts only, lest they object in a circle.
        claims.append(
            Objection(
                ID + f"o{number}",
                draw(strengths),
                draw(bases),
                frozenset({draw(st.sampled_from(CONCEPTS[:2]))}),
                draw(st.frozensets(st.sampled_from(CONCEPTS[:2]), max_size=1)),
                draw(st.sampled_from([t for t in targets if t not in CONCEPTS[:2]])),
            )
        )
        targets.append(claims[-1].iri)
    return claims


@settings(max_examples=60, deadline=None)
@given(claims=analyses())
def test_rdf_is_read_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, claims: list[Finding | Implication | Objection]
) -> None:
    path = written(tmp_path_factory.mktemp("rdf") / "data.ttl", as_turtle(claims))
    found = knowledge(load([path]))
    assert {*found.findings, *found.implications, *found.objections} == set(claims)


@settings(max_examples=60, deadline=None)
@given(claims=analyses(), country=st.sampled_from(COUNTRIES), concept=st.sampled_from(CONCEPTS))
def test_backward_is_as_good_as_the_whole(
    tmp_path_factory: pytest.TempPathFactory,
    claims: list[Finding | Implication | Objection],
    country: Iri,
    concept: Iri,
) -> None:
    store = load([written(tmp_path_factory.mktemp("rdf") / "data.ttl", as_turtle(claims))])
    goal = Proposition(country, concept)
    part = knowledge_for(store, None, [goal])
    assert answers(part, goal) == answers(knowledge(store), goal)
    assert len(part.findings) <= len(knowledge(store).findings)


def test_more_claims_than_fit_one_query(loaded: Loaded) -> None:
    many = [
        f"id:f{n} a pol:Finding ; pol:about id:VN ; pol:factor id:x{n} ; {CLAIM} ."
        for n in range(1200)
    ]
    source = StoreClaims(loaded(ANALYSIS, *many))
    assert len(source.claims()) == 1200
    factors = [ID + f"x{n}" for n in range(1200)]
    assert len(source.findings([ID + "VN"], factors)) == 1200
    assert len(source.findings([ID + "VN"])) == 1200
    assert source.findings([ID + "US"]) == ()
