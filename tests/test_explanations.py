"""Explanations that withstand checking: replay, objections and groups, on every way out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

import graph.hyperpath
import graph.objections
import graph.paths
from graph.answers_why import why
from graph.balance import balances
from graph.commands.main import main
from graph.derived import add_derived
from graph.errors import InvalidDerivation
from graph.grounding import ImplicationGraph, implication_graph
from graph.hyperpath import derivable, derivations
from graph.model import (
    Derivation,
    Finding,
    Inference,
    Knowledge,
    Objection,
    Proposition,
    Step,
)
from graph.objections import DEEPEST, Challenge, objected
from graph.openings import opening
from graph.paths import ImplicationPath, implication_paths
from graph.recommendation import answers
from graph.replay import replayed, replayed_path
from graph.semiring import PRODUCT, SEMIRINGS, Semiring
from graph.ways import rescored, turns, ways
from ontology.loading import load
from tests.conftest import MINI, explorer_of, served
from tests.small_worlds import AWAY, HOME, against, at, found, graph_of, rule, world, worlds
from webapp.config import Settings

each_semiring = pytest.mark.parametrize("semiring", SEMIRINGS.values(), ids=list(SEMIRINGS))


def explained(
    graph: ImplicationGraph, k: int = 6, semiring: Semiring = PRODUCT
) -> Iterator[Derivation]:
    """The best derivations of all that is derivable."""
    for goal in sorted(derivable(graph)):
        yield from derivations(graph, goal, k, semiring)


# --- nothing is left out of an explanation -------------------------------------------------


def asserted_premises(known: Knowledge, inference: Inference) -> set[Proposition]:
    """What the implication as asserted asks for, put to the country of an inference."""
    (claim,) = (i for i in known.implications if i.iri == inference.implication)
    here = {Proposition(inference.country, concept) for concept in claim.premises}
    return here | {Proposition(HOME, concept) for concept in claim.home_premises}


@each_semiring
@settings(max_examples=60, deadline=None)
@given(known=worlds())
def test_no_condition_is_ever_left_out(semiring: Semiring, known: Knowledge) -> None:
    graph = implication_graph(known)
    for derivation in explained(graph, semiring=semiring):
        for number, step in enumerate(derivation.steps):
            assert len(set(step.premises)) == len(step.premises)
            below = {later.proposition for later in derivation.steps[number + 1 :]}
            assert below.issuperset(step.premises)
            if isinstance(step.justification, Finding):
                assert step.justification.holds
                assert step.justification in known.findings
            else:
                assert set(step.premises) == asserted_premises(known, step.justification)


@settings(max_examples=100, deadline=None)
@given(known=worlds())
def test_no_premise_of_a_step_is_left_out_of_the_answer_for_programs(known: Knowledge) -> None:
    graph = implication_graph(known)
    for goal in sorted(derivable(graph)):
        answer = why(graph, goal, PRODUCT, derivations(graph, goal, 6))
        for derivation in answer["derivations"]:
            told = [(s["proposition"]["country"], s["proposition"]["concept"]) for s in
                    derivation["steps"]]  # fmt: skip
            for step in derivation["steps"]:
                asked = {(p["country"], p["concept"]) for p in step["premises"]}
                assert asked <= set(told)
                assert bool(asked) == (step["kind"] == "implication")


# --- what is tampered with is refused ------------------------------------------------------

KNOWN = world(
    found("a", 0.9),
    found("b", 0.8),
    found("c", 0.7, holds=False),
    rule("a > c", 0.9, name="i"),
    rule("c & b > m", 0.6, name="j"),
    rule("a > d", 0.5, name="k"),
    rule("d > a", 0.5, name="l"),
    rule("a > n", 0.4, name="n"),
    against("b | j", 0.5, name="u"),
    against("a | c", 0.5, name="r"),
)
GRAPH = implication_graph(KNOWN)
BEST = derivations(GRAPH, at("m"), 1)[0]


def step_of(claim: str) -> Step:
    (step,) = (s for s in BEST.steps if s.claim == claim)
    return step


def swapped(old: str, **changes: Any) -> Derivation:
    """The derivation with changes to the step of one claim."""
    steps = tuple(replace(s, **changes) if s.claim == old else s for s in BEST.steps)
    return replace(BEST, steps=steps)


def with_claim(old: str, **changes: Any) -> Derivation:
    return swapped(old, justification=replace(step_of(old).justification, **changes))


def inference(name: str, graph: ImplicationGraph = GRAPH, country: str = AWAY) -> Inference:
    every = (i for group in graph.inferences.values() for i in group)
    (it,) = (i for i in every if (i.implication, i.country) == (name, country))
    return it


TAMPERED: dict[str, tuple[Derivation, str]] = {
    "wrong score": (swapped("i", score=0.5), "its score is"),
    "wrong total": (replace(BEST, score=0.99), "the derivation scores 0.99"),
    "missing step": (
        replace(BEST, steps=tuple(s for s in BEST.steps if s.claim != "i")),
        "its premise c of VN has no step below",
    ),
    "missing premise": (with_claim("j", premises=(at("c"),)), "j as given"),
    "one premise more": (with_claim("i", premises=(at("a"), at("b"))), "i as given"),
    "foreign justification": (
        swapped("i", justification=inference("n")),
        "n as given is not among its justifications",
    ),
    "changed strength": (with_claim("j", strength=1.0), "j as given"),
    "changed strength of a finding": (with_claim("a", strength=1.0), "a as given"),
    "wrong country of a claim": (with_claim("i", country=HOME), "i as given"),
    "wrong country of a step": (
        swapped("i", proposition=Proposition(HOME, "c")),
        "has no step below",
    ),
    "cyclic": (
        Derivation(
            0.25,
            (
                Step(at("a"), inference("l"), 0.25),
                Step(at("d"), inference("k"), 0.5),
            ),
        ),
        "d of VN: its premise a of VN has no step below",
    ),
    "superfluous step": (
        replace(BEST, steps=(*BEST.steps, Step(at("d"), inference("k"), 0.45))),
        "d of VN: nothing above needs it",
    ),
    "duplicated proposition": (
        replace(BEST, steps=(*BEST.steps, BEST.steps[-1])),
        "it is justified twice",
    ),
    "negative finding": (
        swapped("i", justification=KNOWN.findings[2], score=0.7),
        "",
    ),
    "reversed": (replace(BEST, steps=BEST.steps[::-1]), ""),
    "no steps": (replace(BEST, steps=()), "without steps"),
}


@pytest.mark.parametrize("case", list(TAMPERED))
def test_a_tampered_derivation_is_refused(case: str) -> None:
    derivation, reason = TAMPERED[case]
    with pytest.raises(InvalidDerivation) as refused:
        replayed(GRAPH, derivation)
    assert reason in str(refused.value)
    assert replayed(GRAPH, BEST) is BEST


def test_a_derivation_of_something_else_is_refused() -> None:
    with pytest.raises(InvalidDerivation, match="m of VN: n of VN was to be derived"):
        replayed(GRAPH, BEST, goal=at("n"))


def test_another_semiring_is_refused() -> None:
    with pytest.raises(InvalidDerivation, match="its score is"):
        replayed(GRAPH, BEST, SEMIRINGS["fewest-steps"])


@pytest.mark.parametrize(
    "changes",
    [
        {"premises": (at("c"),)},
        {"strength": 1.0},
        {"country": HOME},
        {"implication": "unheard-of"},
        {"premises": (at("c"), at("b"), at("b"))},
    ],
    ids=str,
)
def test_the_claims_as_asserted_decide_and_not_the_index(changes: dict[str, Any]) -> None:
    """Were the grounding wrong, and the search with it, the claim would still be held to."""
    wrong = replace(inference("j"), **changes)
    graph = replace(GRAPH, inferences={**GRAPH.inferences, at("m"): (wrong,)})
    changed = replace(BEST.steps[0], justification=wrong)
    score = rescored(replace(BEST, steps=(changed, *BEST.steps[1:])), PRODUCT)
    steps = (Step(at("m"), wrong, score), *(s for s in BEST.steps[1:]))
    needed = set(wrong.premises) | {at("a")}
    kept = tuple(s for s in steps if s.proposition in needed | {at("m")})
    with pytest.raises(InvalidDerivation, match="as asserted does not justify it"):
        replayed(graph, Derivation(score, kept))


def test_a_finding_that_denies_justifies_nothing_even_if_the_index_says_so() -> None:
    denial = KNOWN.findings[2]
    graph = replace(GRAPH, findings={**GRAPH.findings, at("c"): (denial,)})
    with pytest.raises(InvalidDerivation, match="not c as asserted does not justify it"):
        replayed(graph, Derivation(0.7, (Step(at("c"), denial, 0.7),)))


@settings(max_examples=100, deadline=None)
@given(known=worlds(), data=st.data())
def test_no_single_change_survives_the_check(known: Knowledge, data: st.DataObject) -> None:
    graph = implication_graph(known)
    every = list(explained(graph))
    if not every:
        return
    derivation = data.draw(st.sampled_from(every))
    place = data.draw(st.integers(0, len(derivation.steps) - 1))
    step = derivation.steps[place]
    others = [s for d in every for s in d.steps if s.justification != step.justification]
    changes: list[Callable[[], tuple[Step, ...]]] = [
        lambda: (),
        lambda: (step, step),
        lambda: (replace(step, score=step.score * 0.5),),
        lambda: (replace(step, proposition=Proposition("XX", step.proposition.concept)),),
    ]
    if step.justification.strength != 0.3:
        weaker = replace(step.justification, strength=0.3)
        changes.append(lambda: (replace(step, justification=weaker),))
    if others:
        other = data.draw(st.sampled_from(others))
        changes.append(lambda: (step, other))
    new = data.draw(st.sampled_from(changes))()
    steps = (*derivation.steps[:place], *new, *derivation.steps[place + 1 :])
    assert replayed(graph, derivation, goal=derivation.goal) is derivation
    with pytest.raises(InvalidDerivation):
        replayed(graph, replace(derivation, steps=steps), goal=derivation.goal)


# --- paths ---------------------------------------------------------------------------------

PATH = implication_paths(GRAPH, [at("a")], [at("m")], 1)[0]
BROKEN_PATHS: dict[str, tuple[ImplicationPath, str]] = {
    "wrong score": (replace(PATH, score=0.9), "the path scores 0.54, not 0.9"),
    "cut off": (replace(PATH, nodes=PATH.nodes[:-1]), "by turns"),
    "elsewhere": (replace(PATH, nodes=PATH.nodes[:-2]), "was asked for"),
    "one way left out": (replace(PATH, nodes=(PATH.nodes[0], *PATH.nodes[3:])), "is no premise"),
    "nowhere": (replace(PATH, nodes=PATH.nodes[:1]), "by turns"),
    "round in a circle": (
        replace(PATH, nodes=(at("a"), inference("k"), at("d"), inference("l"), *PATH.nodes)),
        "twice",
    ),
    "another claim": (
        replace(PATH, nodes=(at("a"), inference("n"), *PATH.nodes[2:])),
        "n as given",
    ),
    "stronger": (
        replace(PATH, nodes=(at("a"), replace(inference("i"), strength=1.0), *PATH.nodes[2:])),
        "i as given",
    ),
}


@pytest.mark.parametrize("case", list(BROKEN_PATHS))
def test_a_tampered_path_is_refused(case: str) -> None:
    path, reason = BROKEN_PATHS[case]
    assert replayed_path(GRAPH, PATH, [at("a")], [at("m")]) is PATH
    with pytest.raises(InvalidDerivation, match=reason):
        replayed_path(GRAPH, path, [at("a")], [at("m")])


def test_a_path_over_a_premise_that_does_not_hold_is_refused() -> None:
    graph = graph_of(found("a"), rule("a & b > m", name="step"))
    path = ImplicationPath(1.0, (at("a"), inference("step", graph), at("m")))
    assert implication_paths(graph, [at("a")], [at("m")]) == []
    with pytest.raises(InvalidDerivation, match="m of VN: its premise b of VN does not hold"):
        replayed_path(graph, path, [at("a")], [at("m")])


# --- on every way out ----------------------------------------------------------------------

UNSOUND = "an explanation did not withstand its check and is not shown"


@pytest.fixture
def dishonest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that tells every derivation and every path to be certain."""
    sound, sound_path = graph.hyperpath._derivation, graph.paths._path

    def flattered(*arguments: Any) -> Derivation:
        derivation = sound(*arguments)
        steps = (replace(derivation.steps[0], score=0.999), *derivation.steps[1:])
        return Derivation(0.999, steps)

    def flattered_path(*arguments: Any) -> ImplicationPath:
        return replace(sound_path(*arguments), score=0.999)

    monkeypatch.setattr(graph.hyperpath, "_derivation", flattered)
    monkeypatch.setattr(graph.paths, "_path", flattered_path)


QUESTIONS = {
    "why": ("why", "hire-remotely", "--for", "VN"),
    "why --json": ("why", "hire-remotely", "--for", "VN", "--json"),
    "recommend": ("recommend", "VN"),
    "paths": ("paths", "shortage", "look-abroad"),
    "paths --json": ("paths", "shortage", "look-abroad", "--json"),
    "derive": ("derive",),
}
HOME_STUDY = Path(__file__).parent / "golden/home/data.ttl"


@pytest.mark.parametrize("question", list(QUESTIONS))
@pytest.mark.usefixtures("dishonest")
def test_the_command_line_shows_nothing_unchecked(
    question: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main([*QUESTIONS[question], "--data", str(HOME_STUDY)])
    told = capsys.readouterr()
    assert (status, told.out) == (3, "")
    assert told.err.startswith(f"internal error: {UNSOUND}: ")
    assert told.err.count("\n") == 1
    assert "0.999" in told.err


@pytest.fixture
def fresh_client() -> Iterator[FlaskClient]:
    """A client of an application that has not computed anything yet."""
    for app in served(explorer_of(HOME_STUDY), Settings()):
        yield app.test_client()


ADDRESSES = (
    "/api/v1/why?measure=hire-remotely&country=VN",
    "/api/v1/paths?from=shortage&to=look-abroad",
    "/en/countries/VN/measures/hire-remotely",
    "/ko/countries/VN/measures/hire-remotely",
    "/en/countries/VN/measures/hire-remotely.svg",
    "/en/countries/VN/measures/hire-remotely/brief",
    "/en/countries/VN/measures/hire-remotely/brief.html",
    "/en/paths?from=shortage&to=look-abroad",
    "/en/countries/VN",
)


def test_the_addresses_answer_where_the_search_is_honest(fresh_client: FlaskClient) -> None:
    told = {address: fresh_client.get(address).status_code for address in ADDRESSES}
    assert told == dict.fromkeys(ADDRESSES, 200)


def test_the_server_shows_nothing_unchecked(
    fresh_client: FlaskClient, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("dishonest")
    for address in ADDRESSES:
        response = fresh_client.get(address)
        assert response.status_code == 500, address
        assert UNSOUND in response.get_data(as_text=True), address


@pytest.mark.usefixtures("dishonest")
def test_openings_and_the_derived_graph_are_checked_too() -> None:
    lacking = graph_of(found("a"), rule("a & b > m", 0.5))
    with pytest.raises(InvalidDerivation):
        opening(lacking, at("m"), [at("b")])
    with pytest.raises(InvalidDerivation):
        add_derived(load([MINI]))


@pytest.mark.parametrize(
    ("value", "maker"),
    [("Derivation", "graph/hyperpath.py"), ("ImplicationPath", "graph/paths.py")],
)
def test_explanations_are_made_in_one_place_which_checks_them(value: str, maker: str) -> None:
    root = Path(__file__).parent.parent
    files = [p for part in ("graph", "webapp", "ontology") for p in root.glob(f"{part}/**/*.py")]
    assert len(files) > 100
    made = re.compile(rf"(?<![\w])(?<!class ){value}\(")
    code = {p: re.sub(r'(?s)""".*?"""', "", p.read_text("utf-8")) for p in files}
    makers = {p.relative_to(root).as_posix() for p, text in code.items() if made.search(text)}
    assert makers == {maker}


# --- objections ----------------------------------------------------------------------------


def bearing(known: Knowledge, step: Step) -> set[str]:
    """The objections that bear on a step by what they say: on its implication or conclusion."""

    def reaches(objection: Objection, country: str) -> bool:
        scope = objection.applies_to or set(known.analysis.countries)
        return country in scope and country in known.analysis.countries

    place = step.proposition
    names = {o.iri for o in known.objections
             if o.target == place.concept and reaches(o, place.country)}  # fmt: skip
    if isinstance(step.justification, Inference):
        (claim,) = (i for i in known.implications if i.iri == step.claim)
        countries = {step.justification.country}
        if claim.is_home_only:
            countries = claim.applies_to or set(known.analysis.countries)
        names |= {o.iri for o in known.objections
                  if o.target == step.claim and any(reaches(o, c) for c in countries)}  # fmt: skip
    return names


@settings(max_examples=100, deadline=None)
@given(known=worlds())
def test_every_objection_to_every_step_is_listed(known: Knowledge) -> None:
    graph = implication_graph(known)
    weighed = balances(graph)
    for derivation in explained(graph, 3):
        told = objected(graph, derivation, lambda: weighed)
        assert [each.step for each in told] == list(derivation.steps)
        for each in told:
            listed = (*each.undercuts, *each.rebuttals)
            assert {c.attack.objection for c in listed} == bearing(known, each.step)
            assert list(each.denials) == [
                f for f in known.findings
                if not f.holds and f.proposition == each.step.proposition
            ]  # fmt: skip
            for challenge in unfolded(listed):
                assert challenge.force == weighed.weighing(challenge.attack)
                assert challenge.answers == answers(graph, challenge.attack, weighed)
                assert [p.proposition for p in challenge.premises] == list(
                    challenge.attack.premises
                )


def unfolded(challenges: tuple[Challenge, ...]) -> Iterator[Challenge]:
    for challenge in challenges:
        yield challenge
        yield from unfolded(challenge.objections)


@settings(max_examples=100, deadline=None)
@given(known=worlds())
def test_every_objection_to_an_objection_is_listed_once(known: Knowledge) -> None:
    graph = implication_graph(known)
    for derivation in explained(graph, 2):
        told = objected(graph, derivation)
        every = list(unfolded(tuple(c for o in told for c in (*o.undercuts, *o.rebuttals))))
        names = [(c.attack.objection, c.attack.country) for c in every]
        for challenge in every:
            name = (challenge.attack.objection, challenge.attack.country)
            due = graph.undercuts.get(name, ())
            if challenge.is_cut:
                assert due
                assert names.count(name) > 1
            else:
                assert {c.attack for c in challenge.objections} == set(due)


def test_objections_come_strongest_first_with_what_they_rest_on() -> None:
    graph = graph_of(
        found("a"),
        found("b", 0.5),
        found("c", 0.9),
        rule("a > m", name="step"),
        against("b | step", 0.4, name="weak"),
        against("c | step", 0.5, name="strong"),
        against("c & d | step", 1.0, name="idle"),
    )
    (best,) = derivations(graph, at("m"))
    first, last = objected(graph, best)
    told = [(c.attack.objection, round(c.force.force, 9)) for c in first.undercuts]
    assert told == [("strong", 0.45), ("weak", 0.2), ("idle", 0.0)]
    assert [s.state.value for s in first.undercuts[2].premises] == ["holds-found", "unknown"]
    assert not last


def test_conclusions_on_the_way_are_objected_to_as_well() -> None:
    graph = graph_of(
        found("a"),
        found("a", 0.3, holds=False, name="denial"),
        found("d", 0.5),
        rule("a > b", name="first"),
        rule("b > m", name="second"),
        against("d | b", 0.4, name="rebuttal"),
        against("d | first", 0.4, name="undercut"),
    )
    (best,) = derivations(graph, at("m"))
    (answer,) = why(graph, at("m"), PRODUCT, [best])["derivations"]
    told = [(o["step"], o["kind"], o["objection"]) for o in answer["objections"]]
    assert told == [
        (1, "undercut", "undercut"),
        (1, "rebuttal", "rebuttal"),
        (2, "denial", "denial"),
    ]
    assert answer["objections"][0]["target"] == {"country": AWAY, "claim": "first"}
    assert answer["objections"][1]["target"] == {"country": AWAY, "concept": "b"}


def test_what_answers_an_objection_is_named() -> None:
    """m is recommended and mitigates c; a is outweighed by its denial."""
    graph = implication_graph(
        world(
            found("a", 0.5),
            found("a", 0.9, holds=False, name="denial"),
            found("c"),
            found("b"),
            rule("b > m", name="step"),
            against("a & c | step", 0.5, name="answered"),
            against("b | step", 0.5, name="unanswered"),
            constraints="c",
            mitigations=[("m", "c")],
        )
    )
    (derivation,) = why(graph, at("m"), PRODUCT, derivations(graph, at("m")))["derivations"]
    by_name = {o["objection"]: o for o in derivation["objections"]}
    assert by_name["answered"]["answered_by"] == [
        {"premise": {"country": AWAY, "concept": "a"}, "outweighed": True},
        {"premise": {"country": AWAY, "concept": "c"}, "measure": "m"},
    ]
    assert (by_name["unanswered"]["answered"], by_name["unanswered"]["answered_by"]) == (False, [])


def test_objections_that_undercut_each_other_are_listed_without_end_or_loss() -> None:
    graph = graph_of(
        found("a"),
        rule("a > m", name="step"),
        against("a | step", 0.5, name="o"),
        against("a | p", 0.5, name="o2"),
        against("a | o", 0.5, name="p"),
        against("a | o", 0.5, name="q"),
        against("a | q", 0.5, name="q2"),
        against("a | self", 0.5, name="self"),
        against("a | m", 0.5, name="rebuttal"),
        against("a | rebuttal", 0.5, name="o3"),
        against("a | o3", 0.5, name="o4"),
    )
    (best,) = derivations(graph, at("m"))
    listed = list(
        unfolded((*objected(graph, best)[0].undercuts, *objected(graph, best)[0].rebuttals))
    )
    assert {c.attack.objection for c in listed} == {
        "o", "o2", "p", "q", "q2", "rebuttal", "o3", "o4",
    }  # fmt: skip


def test_an_objection_that_undercuts_itself_is_listed_and_cut() -> None:
    step = rule("a > m", name="step")
    graph = graph_of(found("a"), step, against("a | step", 0.5, name="o"),
                     against("a | o", 0.8, name="x"), against("a | x", 0.8, name="y"),
                     against("a | y", 0.8, name="z"))  # fmt: skip
    (best,) = derivations(graph, at("m"))
    (o,) = objected(graph, best)[0].undercuts
    assert [c.attack.objection for c in unfolded((o,))] == ["o", "x", "y", "z"]
    circle = graph_of(
        found("a"), step, against("a | y", 0.5, name="x"), against("a | x", 0.5, name="y"),
        against("a | step", 0.5, name="o"), against("a | o", 0.5, name="o"),
    )  # fmt: skip
    for derivation in derivations(circle, at("m")):
        for challenge in unfolded(objected(circle, derivation)[0].undercuts):
            assert isinstance(challenge.is_cut, bool)


def test_a_long_chain_of_objections_is_cut_and_says_so() -> None:
    chain = [against(f"a | o{n}", 0.5, name=f"o{n + 1}") for n in range(5000)]
    graph = graph_of(
        found("a"), rule("a > m", name="step"), against("a | step", 0.5, name="o0"), *chain
    )
    (best,) = derivations(graph, at("m"))
    told = list(unfolded(objected(graph, best)[0].undercuts))
    assert len(told) == DEEPEST
    assert [c.is_cut for c in told] == [False] * (DEEPEST - 1) + [True]
    json.dumps(why(graph, at("m"), PRODUCT, [best]))


def test_an_undercut_that_is_left_out_is_refused() -> None:
    told = {a.objection for group in GRAPH.undercuts.values() for a in group}
    assert told == {"u"}
    silenced = replace(GRAPH, undercuts={})
    with pytest.raises(InvalidDerivation, match="m of VN: the objection u to it is left out"):
        objected(silenced, BEST)
    with pytest.raises(InvalidDerivation, match="c of VN: the objection r to it is left out"):
        objected(replace(GRAPH, rebuttals={}), BEST)


def test_where_nothing_objects_nothing_is_weighed() -> None:
    def never() -> Any:
        raise AssertionError("nothing is to be weighed")

    graph = graph_of(found("a"), rule("a > m"))
    assert not any(objected(graph, derivations(graph, at("m"))[0], never))


# --- groups --------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(known=worlds())
def test_groups_hold_every_derivation_once_by_its_last_step(known: Knowledge) -> None:
    graph = implication_graph(known)
    for goal in sorted(derivable(graph)):
        best = derivations(graph, goal, 8)
        answer = why(graph, goal, PRODUCT, best)
        groups = answer["groups"]
        assert sorted(n for g in groups for n in g["derivations"]) == list(range(len(best)))
        firsts = [g["derivations"][0] for g in groups]
        assert firsts == sorted(firsts)
        assert all(g["derivations"] == sorted(g["derivations"]) for g in groups)
        for group in groups:
            last = {best[n].steps[0].justification for n in group["derivations"]}
            assert len(last) == 1
            assert bool(group["differ_in"]) == (len(group["derivations"]) > 1)
        assert len({best[g["derivations"][0]].steps[0].justification for g in groups}) == len(
            groups
        )


@settings(max_examples=100, deadline=None)
@given(known=worlds())
def test_where_derivations_part_tells_them_apart(known: Knowledge) -> None:
    """Different derivations of a goal part somewhere, and a derivation never from itself."""
    graph = implication_graph(known)
    for goal in sorted(derivable(graph)):
        every = derivations(graph, goal, 6)
        for first in every:
            for other in every:
                parting = list(turns(first, other))
                assert bool(parting) == (first is not other)
                assert {s.proposition for s in parting} == {
                    s.proposition for s in turns(other, first)
                }


def test_a_premise_found_or_derived_is_one_way_in_two_variants() -> None:
    graph = graph_of(
        found("a", 0.9), found("b", 0.8), rule("a > b", 0.9), rule("b > m", 0.5), rule("a > m", 0.1)
    )
    first, second = ways(derivations(graph, at("m")))
    assert [v.place for v in first.variants] == [0, 1]
    assert first.differing == (at("b"),)
    assert [step.claim for step in first.turns(first.variants[1])] == ["b"]
    assert (second.best.place, second.differing) == (2, ())
    assert [round(v.product, 9) for v in first.variants] == [0.405, 0.4]
    assert [v.steps for v in first.variants] == [2, 1]


def test_the_same_step_for_two_countries_is_two_ways() -> None:
    """What two countries each show about home differs in more than how it is known."""
    graph = implication_graph(
        world(found("VN:a", 0.9), found("US:a", 0.8), rule("a > KR:m"), considers=("VN", "US"))
    )
    told = ways(derivations(graph, Proposition(HOME, "m")))
    assert [len(way.variants) for way in told] == [1, 1]


def test_variants_are_folded_in_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "pairing", "--for", "VN", "-k", "5"]) == 0
    text = capsys.readouterr().out
    assert "Derivations, best first by product of strengths: 5" in text
    assert "1 variant: it differs only in how this is known: " in text
    ranks = [
        line.split(". product")[0].strip() for line in text.splitlines() if ". product" in line
    ]
    assert sorted(ranks) == ["1", "2", "3", "4", "5"]


def test_objections_stand_with_the_step_in_the_text(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")  # so that no line is broken
    assert main(["why", "pairing", "--for", "VN", "-k", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    step = next(n for n, line in enumerate(lines) if line.startswith("by: "))
    below = next(n for n, line in enumerate(lines) if line.startswith("├"))
    told = [line for line in lines[step:below] if line.lstrip().startswith("! ")]
    assert len(told) == 4
    assert told[0].startswith("! undercut by: ")
    assert told[1].startswith("  ! undercut by: ")  # an objection to the objection
    assert all("force " in line for line in told)
    assert any(line.strip().startswith("answered: “") for line in lines[step:below])


def test_programs_are_told_the_same_on_the_command_line_and_over_http(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["why", "pairing", "--for", "VN", "-k", "4", "--json"])
    told = json.loads(capsys.readouterr().out)
    answer = client.get("/api/v1/why?measure=pairing&country=VN&k=4").get_json()
    assert answer["derivations"] == told["derivations"]
    assert answer["groups"] == told["groups"]
    assert any(each["objections"] for each in told["derivations"])
