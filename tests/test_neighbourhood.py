"""The neighbourhood of a thing: near things first, whole steps, and never more than the limit."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.grounding import implication_graph
from graph.neighbourhood import neighbourhood
from tests.small_worlds import AWAY, HOME, against, at, found, graph_of, rule, worlds
from webapp.focus import focus_on

CHAIN = graph_of(*(rule(f"{a} > {b}") for a, b in ("ab", "bc", "cd", "de")))


def concepts(around) -> str:
    return "".join(sorted(p.concept for p in around.propositions))


def test_each_step_of_depth_reaches_one_implication_further():
    reached = [concepts(neighbourhood(CHAIN, [at("c")], depth)) for depth in range(3)]
    assert reached == ["c", "bcd", "abcde"]


def test_a_step_comes_with_all_its_premises():
    around = neighbourhood(graph_of(rule("a & b & c > m")), [at("a")], 1)
    assert concepts(around) == "abcm"


def test_what_a_step_needs_besides_is_followed_back_only():
    graph = graph_of(rule("a & hub > m"), rule("hub > x"), rule("b > hub"), rule("m > y"))
    around = neighbourhood(graph, [at("a")], 2)
    assert {p.concept for p in around.propositions} == {"a", "hub", "m", "b", "y"}
    assert around.beyond[at("hub")] == 1


def test_objections_come_with_what_they_speak_against_and_are_no_distance():
    graph = graph_of(
        rule("a > m", name="i"),
        against("b | m", name="rebuttal"),
        against("c | i", name="undercut"),
        against("d | rebuttal", name="answer"),
        against("d | x", name="far"),
        rule("m > x"),
        considers=(),
    )
    around = neighbourhood(graph, [at("KR:a")], 1)
    assert [a.objection for a in around.attacks] == ["rebuttal", "undercut", "answer"]


def test_what_does_not_fit_is_counted_and_what_is_near_is_kept():
    around = neighbourhood(CHAIN, [at("a")], 4, limit=5)
    assert concepts(around) == "abc"
    assert around.cut == 1
    assert around.size == 5


def test_steps_can_be_kept_out():
    around = neighbourhood(CHAIN, [at("c")], 2, allowed=lambda step: step.conclusion != at("c"))
    assert concepts(around) == "cde"


@given(worlds(), st.integers(0, 3), st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_it_is_whole_and_within_its_limit(known, depth, limit):
    graph = implication_graph(known)
    for seed in [*graph.findings, *graph.inferences]:
        around = neighbourhood(graph, [seed], depth, limit=limit)
        assert around.size <= limit
        inside = set(around.propositions)
        for step in around.inferences:
            assert {step.conclusion, *step.premises} <= inside


# What may be put in the middle -------------------------------------------------------------

WORLD = graph_of(
    found("a", sources="s"),
    found("KR:a", sources="t"),
    rule("a & b > m", name="i"),
    against("a | m", name="o"),
    against("b | i", name="u"),
    considers=(AWAY,),
)


def test_a_concept_stands_where_it_holds():
    held = frozenset({at("a"), at("KR:a")})
    assert focus_on(WORLD, "a", "trait", held=held).seeds == (at("a"), at("KR:a"))
    assert focus_on(WORLD, "a", "trait", AWAY, held=held).seeds == (at("a"),)


def test_a_concept_that_holds_nowhere_stands_wherever_it_is_spoken_of():
    assert focus_on(WORLD, "b", "trait").seeds == (at("b"), at("KR:b"))


def test_a_country_stands_for_what_was_found_there():
    assert focus_on(WORLD, HOME, "country").seeds == (at("KR:a"),)


def test_a_finding_stands_for_its_proposition_and_an_implication_for_its_steps():
    assert focus_on(WORLD, "a", "finding").marks == {at("a")}
    steps = focus_on(WORLD, "i", "implication", AWAY).steps
    assert [(step.implication, step.country) for step in steps] == [("i", AWAY)]


def test_an_objection_stands_with_what_it_speaks_against():
    assert focus_on(WORLD, "o", "objection", AWAY).seeds == (at("m"),)
    assert [s.implication for s in focus_on(WORLD, "u", "objection", AWAY).steps] == ["i"]


def test_a_document_stands_for_the_claims_that_rest_on_it():
    assert focus_on(WORLD, "s", "document").seeds == (at("a"),)
    assert focus_on(WORLD, "nothing", "document").is_empty
