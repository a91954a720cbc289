"""The engine against answers read straight off the claims, for every basis and every notion.

Circles, ties, home premises, several findings of one proposition and objections to objections
are in the worlds that are drawn; see `tests.naive`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.balance import balances
from graph.comparison import Comparison, Kind, comparison
from graph.counterfactual import Assumption, Edits, what_if
from graph.coverage import coverage
from graph.goals import measures_for
from graph.grounding import ImplicationGraph, implication_graph
from graph.hyperpath import derivable, derivations
from graph.model import Basis, Finding, Iri, Knowledge, Proposition
from graph.objections import Challenge, objected
from graph.recommendation import Recommendation, gaps, is_answered, recommendations
from graph.standing import State, standing
from tests.naive import NEAR, Naive, Named, is_close_call, only, studies
from tests.small_worlds import AWAY, FACTORS, HOME, MEASURES, OTHER

COUNTRIES = (HOME, AWAY, OTHER)
bases = st.frozensets(st.sampled_from(Basis), min_size=1)


def asked(known: Knowledge, kept: frozenset[Basis]) -> tuple[ImplicationGraph, Naive]:
    return implication_graph(known.restricted(kept)), Naive(only(known, kept))


@settings(max_examples=200, deadline=None)
@given(studies(), bases)
def test_what_follows_and_how_it_is_known(known: Knowledge, kept: frozenset[Basis]) -> None:
    graph, naive = asked(known, kept)
    assert derivable(graph) == naive.holding
    for country in COUNTRIES:
        for concept in (*FACTORS, *MEASURES):
            place = Proposition(country, concept)
            assert standing(graph, place).state is naive.state(place)


@settings(max_examples=150, deadline=None)
@given(studies(), bases)
def test_balance(known: Knowledge, kept: frozenset[Basis]) -> None:
    graph, naive = asked(known, kept)
    weighed = balances(graph)
    if not naive.converged:
        return
    assert weighed.converged
    for place in naive.base:
        balance = weighed.of(place)
        assert balance.base == pytest.approx(naive.base[place], abs=NEAR)
        assert balance.support == pytest.approx(naive.support[place], abs=NEAR)
        assert balance.opposition == pytest.approx(naive.opposition[place], abs=NEAR)
        assert balance.acceptability == pytest.approx(naive.acceptability[place], abs=NEAR)


def check_ranking(listed: Iterable[Recommendation], naive: Naive, country: Iri) -> None:
    measures = [r.measure for r in listed]
    assert set(measures) == naive.recommended(country) and len(measures) == len(set(measures))
    nets = [naive.net(Proposition(country, m)) for m in measures]
    assert all(high >= low - NEAR for high, low in pairwise(nets))
    for r in listed:
        assert r.support == pytest.approx(naive.support[r.proposition], abs=NEAR)
        assert r.opposition == pytest.approx(naive.opposition[r.proposition], abs=NEAR)
        assert r.acceptability == pytest.approx(naive.acceptability[r.proposition], abs=NEAR)


@settings(max_examples=200, deadline=None)
@given(studies(), bases)
def test_recommendations_gaps_and_coverage(known: Knowledge, kept: frozenset[Basis]) -> None:
    graph, naive = asked(known, kept)
    actors = [("m", "company"), ("n", "company"), ("n", "government")]
    for country in graph.analysis.countries:
        assert {gap.constraint for gap in gaps(graph, country)} == naive.gaps(country)
        if is_close_call(naive):
            continue
        check_ranking(recommendations(graph, country), naive, country)
        standing_ = {
            m for m in naive.recommended(country) if naive.net(Proposition(country, m)) > 0
        }
        answer = coverage(graph, country, actors)
        assert set(map(frozenset, answer.overall.packages)) == naive.packages(country, standing_)
        for actor, cover in answer.by_actor.items():
            own = {m for m, does in actors if does == actor and m in standing_}
            assert set(map(frozenset, cover.packages)) == naive.packages(country, own)
        able = {c for m in standing_ for own, c in known.mitigations if own == m}
        assert set(answer.unmitigated) == naive.constraints(country) - able


@settings(max_examples=500, deadline=None)
@given(studies(), bases)
def test_answered_objections(known: Knowledge, kept: frozenset[Basis]) -> None:
    graph, naive = asked(known, kept)
    if is_close_call(naive):
        return
    attacks = [
        a for of in (graph.rebuttals, graph.undercuts) for group in of.values() for a in group
    ]
    names: set[Named] = {(attack.objection, attack.country) for attack in attacks}
    assert names == {name for name in naive.grounded if reaches(naive, name)}
    for attack in attacks:
        assert attack.target == naive.aim((attack.objection, attack.country))
        assert is_answered(graph, attack) == naive.is_answered((attack.objection, attack.country))


def reaches(naive: Naive, name: Named) -> bool:
    """Whether a grounded claim is an objection to something that applies there."""
    aim = naive.aim(name)
    return isinstance(aim, Proposition) or aim in naive.grounded


@settings(max_examples=150, deadline=None)
@given(studies())
def test_answers_listed_with_a_derivation(known: Knowledge) -> None:
    graph, naive = implication_graph(known), Naive(known)
    if is_close_call(naive):
        return
    for goal in sorted(p for p in naive.holding if p.concept in MEASURES):
        (best,) = derivations(graph, goal, k=1)
        waiting: list[Challenge] = []
        for step in objected(graph, best):
            waiting += (*step.undercuts, *step.rebuttals)
        for challenge in waiting:  # grows as it is walked
            name = challenge.attack.objection, challenge.attack.country
            assert bool(challenge.answers) == naive.is_answered(name)
            waiting += challenge.objections


@settings(max_examples=150, deadline=None)
@given(studies(), st.sampled_from(COUNTRIES))
def test_goal_search(known: Knowledge, country: Iri) -> None:
    graph, naive = implication_graph(known), Naive(known)
    for constraint in sorted(known.constraints):
        place = Proposition(country, constraint)
        result = measures_for(graph, place, max_size=2, limit=10_000)
        assert result.constraint.state is naive.state(place)
        assert not result.is_truncated
        assert {each.measure for each in result.mitigators} == naive.mitigators(constraint)
        for each in result.mitigators:
            goal = Proposition(country, each.measure)
            assert (each.recommendation is not None) == (goal in naive.holding)
            assert each.is_at_home == (Proposition(HOME, each.measure) in naive.holding)
            expected = set() if goal in naive.holding else naive.missing(goal, FACTORS, 2)
            assert set(map(frozenset, each.missing.sets)) == expected
        recommended = [each.recommendation is not None for each in result.mitigators]
        assert recommended == sorted(recommended, reverse=True)


@settings(max_examples=200, deadline=None)
@given(studies(), st.data())
def test_what_if_with_every_kind_of_edit(known: Knowledge, data: st.DataObject) -> None:
    claims = sorted(claim.iri for claim in known.claims)
    some = data.draw(st.lists(st.sampled_from(claims), max_size=3, unique=True))
    gone, changed = some[:1], some[1:]
    strength = data.draw(st.sampled_from([0.05, 0.4, 0.9]))
    assumed = data.draw(st.lists(st.sampled_from(FACTORS), max_size=2, unique=True))
    holds = data.draw(st.booleans())
    kept = data.draw(bases)
    changed = [c for c in changed if next(x for x in known.claims if x.iri == c).basis in kept]
    edits = Edits(
        retract=gone,
        assume=[Assumption(Proposition(AWAY, f), holds, strength) for f in assumed],
        strengths=dict.fromkeys(changed, strength),
        bases=kept,
    )
    before, after = Naive(known), Naive(edited_by_hand(known, edits, kept))
    answer = what_if(known, edits, AWAY)
    assert set(answer.gaps_opened) == after.gaps(AWAY) - before.gaps(AWAY)
    assert set(answer.gaps_closed) == before.gaps(AWAY) - after.gaps(AWAY)
    assert {c.measure for c in answer.gained} == after.recommended(AWAY) - before.recommended(AWAY)
    assert {c.measure for c in answer.lost} == before.recommended(AWAY) - after.recommended(AWAY)
    if before.converged and after.converged:
        check_ranking(answer.baseline, before, AWAY)
        check_ranking(answer.result, after, AWAY)


def edited_by_hand(known: Knowledge, edits: Edits, kept: frozenset[Basis]) -> Knowledge:
    strengths = dict(edits.strength_pairs)

    def of(claims: Iterable) -> tuple:
        left = (claim for claim in claims if claim.iri not in edits.retract)
        return tuple(replace(c, strength=strengths.get(c.iri, c.strength)) for c in left)

    left = only(known, kept)
    assumed = tuple(
        Finding(f"assumed {n}", a.strength, Basis.INFERRED, a.proposition, a.holds)
        for n, a in enumerate(edits.assume)
    )
    return replace(
        left,
        findings=(*of(left.findings), *assumed),
        implications=of(left.implications),
        objections=of(left.objections),
    )


@settings(max_examples=200, deadline=None)
@given(studies(), bases, st.permutations(COUNTRIES), st.integers(1, 3))
def test_cells_of_a_comparison(
    known: Knowledge, kept: frozenset[Basis], countries: list[Iri], count: int
) -> None:
    known = replace(known, analysis=replace(known.analysis, considers=(AWAY, OTHER)))
    graph, naive = asked(known, kept)
    columns = tuple(countries[:count])
    for measure in MEASURES:
        result = comparison(graph, measure, columns)
        goals = {(r.concept, r.at_home): r for r in result.rows if r.kind is Kind.PREMISE}
        check_cells(result, naive)
        for (concept, _), row in goals.items():
            if any(cell.state in DERIVED for cell in row.cells):
                leading = {i.iri for i in naive.known.implications if i.conclusion == concept}
                told = {r.claim for r in result.rows if r.kind is Kind.IMPLICATION}
                away = {i.iri for i in naive.known.implications if i.concludes_home}
                assert leading - (set() if row.at_home or HOME in columns else away) <= told


DERIVED = (State.DERIVED, State.FOUND_AND_DERIVED)


def check_cells(result: Comparison, naive: Naive) -> None:
    """Each cell is what the claims say of the place that its row and column stand for."""
    above: dict[int, bool] = {}  # whether the premise last seen at a depth is asked of home
    for row in result.rows:
        is_premise = row.kind is Kind.PREMISE
        if is_premise:
            above[row.depth] = row.at_home
        claim = naive.claims[row.claim]
        # A premise stands one below its implication, which stands one below what it leads to.
        depth = row.depth - 1 if is_premise else row.depth
        goal_at_home = above.get(depth - 1, False)
        claim_at_home = row.claim in naive.once or (goal_at_home and not claim.concludes_home)
        for country, cell in zip(result.countries, row.cells, strict=True):
            name = row.claim, HOME if claim_at_home else country
            elsewhere = depth and claim.concludes_home and not goal_at_home and country != HOME
            if name not in naive.grounded or elsewhere:
                assert cell.state is State.NOT_APPLICABLE
            elif is_premise:
                place = Proposition(HOME if row.at_home else country, row.concept)
                assert cell.state is naive.state(place)
            else:
                states = [naive.state(p) for p in naive.grounded[name]]
                together = State.FAILS if State.FAILS in states else State.UNKNOWN
                held = all(state.holds for state in states)
                assert cell.state is (State.DERIVED if held else together)
        if not is_premise:
            told = [r for r in result.rows if r.claim == row.claim and r.kind is Kind.PREMISE]
            assert {r.concept for r in told} == claim.premises | claim.home_premises
