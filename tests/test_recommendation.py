"""What is recommended, in which order, what is left open and what is answered."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings

from graph.aggregation import aggregated
from graph.balance import balances
from graph.breakdown import Share, breakdown
from graph.grounding import implication_graph
from graph.hyperpath import derivable, derivations
from graph.model import Advice, Basis, Knowledge, Proposition
from graph.ranking import by_name, ranked
from graph.recommendation import (
    answers,
    constraints,
    gaps,
    is_answered,
    recommendations,
    recommended,
)
from graph.robustness import robustness
from graph.standing import Standings, State, standing
from tests.small_worlds import AWAY, HOME, against, at, found, graph_of, rule, world, worlds

# --- recommendations -----------------------------------------------------------------------


def test_recommended_is_what_is_derivable_among_measures() -> None:
    graph = graph_of(found("a"), rule("a > m"), rule("b > n"), rule("a > c"))
    assert recommended(graph, AWAY) == ("m",)
    assert recommended(graph, HOME) == ()


def test_ranked_by_support_minus_opposition() -> None:
    """m: 0.9 - 0.8 = 0.1; n: 0.5."""
    graph = graph_of(found("a"), rule("a > m", 0.9), rule("a > n", 0.5), against("a | m", 0.8))
    assert [r.measure for r in recommendations(graph, AWAY)] == ["n", "m"]
    assert [r.net for r in recommendations(graph, AWAY)] == pytest.approx([0.5, 0.1])


def test_outweighed_is_shown_below_what_stands() -> None:
    """Opposition equal to support outweighs; acceptability alone would tie at 0."""
    graph = graph_of(
        found("a"),
        rule("a > m", 0.5),
        rule("a > n", 0.5),
        against("a | m", 0.5),
        against("a | n", 0.9),
    )
    first, second = recommendations(graph, AWAY)
    assert (first.measure, second.measure) == ("m", "n")
    assert first.outweighed
    assert second.outweighed
    assert first.acceptability == second.acceptability == 0


def test_ties_go_to_the_best_score() -> None:
    """m: 0.5 (+) 0.5 = 0.75 by two reasons of score 0.5; n: 0.75 by one."""
    rules = [rule("a > m", 0.5, name="x"), rule("a > m", 0.5, name="y"), rule("a > n", 0.75)]
    graph = graph_of(found("a"), *rules)
    assert [(r.measure, r.best_score) for r in recommendations(graph, AWAY)] == [
        ("n", 0.75),
        ("m", 0.5),
    ]


def test_remaining_ties_go_to_the_name() -> None:
    graph = graph_of(found("a"), rule("a > n", 0.3), rule("a > m", 0.1 + 0.2))
    assert [r.measure for r in recommendations(graph, AWAY)] == ["m", "n"]


def test_names_are_compared_by_their_local_part() -> None:
    names = ["https://b.example/x#a", "https://a.example/z", "https://a.example/b"]
    assert sorted(names, key=by_name) == [names[0], names[2], names[1]]


def test_a_row_of_ties_is_one_tie() -> None:
    scores = {"c": 1e-9, "b": 0.5e-9, "a": 0.0, "z": 1.0}
    assert ranked(scores, [scores.__getitem__], str) == ["z", "a", "b", "c"]


def test_advice_is_told_and_justifies_nothing() -> None:
    advice = [Advice(f"advice-{m}", 1.0, Basis.STATED, at(m)) for m in "mn"]
    graph = implication_graph(world(found("a"), rule("a > m", 0.5), *advice))
    (only,) = recommendations(graph, AWAY)
    assert only.measure == "m"
    assert only.advised
    assert only.support == 0.5


def test_home_has_its_own_recommendations() -> None:
    graph = graph_of(found("a"), rule("a > KR:m"))
    assert recommendations(graph, AWAY) == []
    (only,) = recommendations(graph, HOME)
    assert only.proposition == at("KR:m")


def test_balances_at_hand_give_the_same() -> None:
    graph = graph_of(found("a"), rule("a > m", 0.5), against("a | m", 0.1))
    assert recommendations(graph, AWAY, balances(graph)) == recommendations(graph, AWAY)


@settings(max_examples=100, deadline=None)
@given(worlds())
def test_recommendations_are_the_derivable_measures_with_their_best_scores(
    known: Knowledge,
) -> None:
    graph = implication_graph(known)
    for country in known.analysis.countries:
        listed = recommendations(graph, country)
        expected = {p for p in derivable(graph) if p.country == country}
        assert {r.measure for r in listed} == {p.concept for p in expected} & known.measures
        for r in listed:
            (best,) = derivations(graph, r.proposition, k=1)
            assert r.best_score == pytest.approx(best.score, abs=1e-9)
            assert r.outweighed == (r.opposition >= r.support - (1e-9 if r.opposition else 0))
        for higher, lower in pairwise(listed):
            assert higher.net >= lower.net - 1e-9


# --- gaps ----------------------------------------------------------------------------------


def gap_world(*claims: object) -> Knowledge:
    return world(*claims, constraints="cd", mitigations=[("m", "c"), ("n", "c"), ("n", "d")])


def test_constraint_that_nothing_recommended_mitigates_is_a_gap() -> None:
    graph = implication_graph(gap_world(found("c"), found("d"), rule("c > m")))
    assert constraints(graph, AWAY) == ("c", "d")
    (gap,) = gaps(graph, AWAY)
    assert (gap.constraint, gap.mitigators, gap.at_home) == ("d", ("n",), ())


def test_derived_constraints_count_and_denied_ones_do_not() -> None:
    graph = implication_graph(gap_world(found("a"), rule("a > c"), found("d", holds=False)))
    assert [gap.constraint for gap in gaps(graph, AWAY)] == ["c"]


TIE = (0.1, 0.2, 0.3, 0.15, 0.7)


@pytest.mark.parametrize("turn", range(len(TIE)))
def test_exact_tie_is_outweighed_in_whatever_order_it_is_summed(turn: int) -> None:
    """The same forces for and against: without a tolerance, rounding would decide."""
    supports = [rule("a > m", s, name=f"for{i}") for i, s in enumerate(TIE)]
    forces = [*TIE[turn:], *TIE[:turn]]
    attacks = [against("a | m", s, name=f"against{i}") for i, s in enumerate(forces)]
    graph = graph_of(found("a"), *supports, *attacks)
    (tied,) = recommendations(graph, AWAY)
    assert tied.outweighed
    assert tied.net == 0
    assert balances(graph).of(at("m")).is_outweighed
    (drawn,) = robustness(graph, AWAY, draws=3, spread=0).measures
    assert drawn.standing_share == 0


def test_rounding_would_tell_some_orders_of_a_tie_apart() -> None:
    """So that the test of ties can fail."""
    sums = {aggregated([*TIE[turn:], *TIE[:turn]]) for turn in range(len(TIE))}
    assert len(sums) > 1


def test_ties_are_ranked_by_name_in_whatever_order_they_are_summed() -> None:
    steps = [
        rule(f"a > {measure}", strength, name=f"{measure}{i}")
        for measure, strengths in (("m", TIE), ("n", TIE[::-1]))
        for i, strength in enumerate(strengths)
    ]
    ranking = recommendations(graph_of(found("a"), *steps), AWAY)
    assert [r.measure for r in ranking] == ["m", "n"]


def test_what_nothing_opposes_stands_however_weak() -> None:
    """The support of 1e-20 is far below the tolerance of ties."""
    (weak,) = recommendations(graph_of(found("a", 1e-10), rule("a > m", 1e-10)), AWAY)
    assert not weak.outweighed
    assert weak.net > 0


def test_outweighed_recommendation_still_closes_a_gap() -> None:
    graph = implication_graph(gap_world(found("c"), rule("c > m", 0.1), against("c | m")))
    assert recommendations(graph, AWAY)[0].outweighed
    assert gaps(graph, AWAY) == ()


def test_measure_at_home_closes_no_gap_abroad_but_is_named() -> None:
    graph = implication_graph(gap_world(found("c"), rule("c > KR:m")))
    (gap,) = gaps(graph, AWAY)
    assert gap.at_home == ("m",)


# --- answered objections -------------------------------------------------------------------


def only_rebuttal(known: Knowledge) -> tuple[object, object]:
    graph = implication_graph(known)
    ((attack,),) = (attacks for p, attacks in graph.rebuttals.items() if p == at("m"))
    return graph, attack


def test_objection_is_answered_by_a_measure_that_mitigates_its_premise() -> None:
    graph, attack = only_rebuttal(gap_world(found("c"), rule("c > n"), against("c | m")))
    assert answers(graph, attack).mitigated == ((at("c"), "n"),)
    assert is_answered(graph, attack)


def test_objection_stands_while_its_mitigator_is_not_recommended() -> None:
    graph, attack = only_rebuttal(gap_world(found("c"), rule("a > n"), against("c | m")))
    assert not is_answered(graph, attack)


def test_objection_is_answered_when_a_premise_is_outweighed() -> None:
    """Found at 0.6 but denied at 0.7; at 0.5 it would stand."""
    for denial, answered in ((0.7, True), (0.6, True), (0.5, False)):
        claims = (found("a", 0.6), found("a", denial, holds=False), against("a | m"))
        graph, attack = only_rebuttal(gap_world(*claims))
        assert is_answered(graph, attack) is answered


def test_unknown_premise_is_no_answer() -> None:
    graph, attack = only_rebuttal(gap_world(against("a | m")))
    assert not is_answered(graph, attack)


# --- standing ------------------------------------------------------------------------------


def test_states_of_a_proposition() -> None:
    graph = graph_of(found("a"), found("b"), rule("a > b"), rule("a > c"), found("d", holds=False))
    states = {concept: standing(graph, at(concept)).state for concept in "abcdm"}
    assert states == {
        "a": State.FOUND,
        "b": State.FOUND_AND_DERIVED,
        "c": State.DERIVED,
        "d": State.FAILS,
        "m": State.UNKNOWN,
    }


def test_held_and_denied_is_contested() -> None:
    graph = graph_of(found("a"), found("a", holds=False))
    result = standing(graph, at("a"))
    assert result.state is State.FOUND
    assert result.is_contested
    assert len(result.findings) == len(result.denials) == 1


def test_what_follows_only_from_itself_is_found_not_derived() -> None:
    graph = graph_of(found("a"), rule("a > b"), rule("b > a"))
    assert standing(graph, at("a")).state is State.FOUND
    assert standing(graph, at("b")).state is State.DERIVED


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_derived_means_derivable_without_its_own_findings(known: Knowledge) -> None:
    graph = implication_graph(known)
    for proposition in derivable(graph):
        others = [f for f in known.findings if f.proposition != proposition]
        without = implication_graph(replace(known, findings=tuple(others)))
        assert Standings(graph).is_derived(proposition) == (proposition in derivable(without))


# --- breakdown -----------------------------------------------------------------------------


def test_breakdown_of_a_contested_factor() -> None:
    """Base 0.5. Supports 0.8 and half of what is left, 0.1: 0.9. Against: 0.4.

    0.5 + 0.5 x (0.9 - 0.4) = 0.75.
    """
    graph = graph_of(
        found("a"),
        found("b", 0.5),
        rule("a > b", 0.5, name="weak"),
        rule("a > b", 0.8, name="strong"),
        against("a | b", 0.4, name="no"),
    )
    result = breakdown(graph, balances(graph), at("b"))
    assert [(s.claims, round(s.amount, 12)) for s in result.supports] == [
        (("strong",), 0.8),
        (("weak",), 0.1),
    ]
    assert result.room == 0.5
    assert result.acceptability == pytest.approx(0.75)
    assert result.net == pytest.approx(0.5)


def test_breakdown_shows_what_undercuts_take() -> None:
    """0.8 loses half to the stronger undercut, then a quarter of the rest: 0.8, 0.4, 0.3."""
    graph = graph_of(
        found("a"),
        rule("a > m", 0.8, name="step"),
        against("a | step", 0.25, name="u"),
        against("a | step", 0.5, name="v"),
    )
    (support,) = breakdown(graph, balances(graph), at("m")).supports
    assert support.raw == 0.8
    assert [(s.claims, round(s.amount, 12)) for s in support.undercuts] == [
        (("v",), 0.4),
        (("u",), 0.1),
    ]
    assert support.force == pytest.approx(0.3)


def test_breakdown_counts_a_document_once() -> None:
    graph = graph_of(
        found("a", 0.4, name="f", sources="x"),
        found("a", 0.6, name="g", sources="x"),
        found("a", 0.5, name="h", sources="y"),
    )
    shares = breakdown(graph, balances(graph), at("a")).start
    assert [(s.claims, round(s.amount, 12)) for s in shares] == [(("g", "f"), 0.6), (("h",), 0.2)]


def total(shares: tuple[Share, ...]) -> float:
    return sum(share.amount for share in shares)


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_breakdown_adds_up(known: Knowledge) -> None:
    graph = implication_graph(known)
    weighed = balances(graph)
    propositions: tuple[Proposition, ...] = weighed.network.propositions
    for proposition in propositions:
        result = breakdown(graph, weighed, proposition)
        assert total(result.start) == pytest.approx(result.base, abs=1e-12)
        assert total(result.supports) == pytest.approx(result.support, abs=1e-12)
        assert total(result.oppositions) == pytest.approx(result.opposition, abs=1e-12)
        value = result.base + result.room * result.net
        assert value == pytest.approx(result.acceptability, abs=1e-12)
        for share in (*result.supports, *result.oppositions) if weighed.converged else ():
            left = share.raw - total(share.undercuts)
            assert left == pytest.approx(share.force, abs=1e-6)
