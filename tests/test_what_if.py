"""What if: through which steps each recommendation changes, and what is refused everywhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.balance import balances
from graph.counterfactual import Assumption, Change, Edits, edited, what_if
from graph.errors import InvalidArgument
from graph.grounding import ImplicationGraph, implication_graph
from graph.hyperpath import derivable, derivations
from graph.model import Basis, Finding, Implication, Knowledge, Proposition
from graph.network import claim_of, name_of
from graph.scenario import edits_of
from graph.standing import Standings
from graph.supposition import Supposition, supposing
from graph.through import NOTHING, Effect, MovedArgument
from tests.small_worlds import (
    AWAY,
    FACTORS,
    OTHER,
    against,
    at,
    found,
    graph_of,
    rule,
    strengths,
    world,
    worlds,
)

# Worked by hand ------------------------------------------------------------------------------


def chain_world() -> Knowledge:
    """a, b -> c -> m; what is found of a is 0.8, of b 0.5."""
    return world(
        found("a", 0.8),
        found("b", 0.5),
        rule("a & b > c", 0.5, name="low"),
        rule("c > m", 0.5, name="high"),
        rule("b > n", 0.4, name="aside"),
    )


def changes_of(known: Knowledge, edits: Edits) -> dict[str, Change]:
    return {change.measure: change for change in what_if(known, edits, AWAY).changes}


def told(moved: MovedArgument) -> tuple[str, float, float, float]:
    numbers = (round(x, 9) for x in (moved.before, moved.after, moved.amount))
    return (claim_of(moved.argument), *numbers)


def test_lost_measure_shows_where_its_derivation_breaks() -> None:
    changes = changes_of(chain_world(), Edits(retract=["a"]))
    through = changes["m"].through
    assert [(s.step.claim, s.effect.value, s.causes) for s in through.steps] == [
        ("high", "dependent", ("a",)),
        ("low", "dependent", ("a",)),
        ("a", "edited", ("a",)),
        ("b", "untouched", ()),
    ]
    assert through.causes == ("a",)
    assert changes["n"].through == NOTHING


def test_gained_measure_shows_the_derivation_that_opens() -> None:
    known = replace(chain_world(), findings=(found("b", 0.5),))
    young = Assumption(at("a"), strength=0.8)
    through = changes_of(known, Edits(assume=[young]))["m"].through
    assert [(s.step.claim, s.effect.value) for s in through.steps] == [
        ("high", "dependent"),
        ("low", "dependent"),
        (young.iri, "edited"),
        ("b", "untouched"),
    ]
    assert {step.causes for step in through.steps} == {(young.iri,), ()}
    # low: 0.5 x 0.8 x 0.5 = 0.2; high: 0.5 x 0.2 = 0.1. Each carries the whole change.
    assert [told(m) for m in through.moved] == [("high", 0, 0.1, 0.1), ("low", 0, 0.2, 0.1)]


def test_changed_number_is_told_step_by_step_with_the_premise_that_moves() -> None:
    """a from 0.8 to 0.4: low 0.2 -> 0.1, high 0.1 -> 0.05."""
    change = changes_of(chain_world(), Edits(strengths={"a": 0.4}))["m"]
    assert change.net_change == pytest.approx(-0.05)
    assert change.through.steps == ()
    high, low = change.through.moved
    assert told(high) == ("high", 0.1, 0.05, -0.05)
    assert told(low) == ("low", 0.2, 0.1, -0.05)
    (shift,) = low.premises
    assert (shift.proposition, shift.before, shift.after) == (at("a"), 0.8, 0.4)
    assert (low.causes, high.causes, change.through.causes) == (("a",), ("a",), ("a",))


def test_objection_that_is_disabled_tells_what_it_undercut() -> None:
    """u takes 0.5 of r, so r rises from 0.4 to 0.8; s, 0.5, is not touched."""
    known = world(
        found("a"),
        rule("a > m", 0.8, name="r"),
        rule("a > m", 0.5, name="s"),
        against("a | r", 0.5, name="u"),
    )
    through = changes_of(known, Edits(disable=["u"]))["m"].through
    # m: 0.4 (+) 0.5 = 0.7 before, 0.8 (+) 0.5 = 0.9 after.
    assert [told(m) for m in through.moved] == [("r", 0.4, 0.8, 0.2), ("u", 0.5, 0, 0.2)]
    assert (through.moved[0].undercut_before, through.moved[0].undercut_after) == (0.5, 0)
    assert through.causes == ("u",)


def test_what_matters_most_comes_first() -> None:
    """Both reasons fall to 0: m from 0.6 (+) 0.1; without r alone 0.1, without s alone 0.6."""
    known = world(found("a"), rule("a > m", 0.1, name="s"), rule("a > m", 0.6, name="r"))
    known = replace(known, findings=(*known.findings, found("b")))
    known = replace(known, implications=(*known.implications, rule("b > m", 0.2, name="t")))
    moved = changes_of(known, Edits(retract=["a"]))["m"].through.moved
    assert [claim_of(m.argument) for m in moved] == ["r", "s"]
    assert moved[0].amount == pytest.approx(-0.6 * 0.9 * 0.8)


def test_measure_that_only_changes_places_has_no_steps() -> None:
    """n, 0.2, is second to m, 0.3, until m's only reason is weakened to 0.1."""
    known = world(found("a"), rule("a > m", 0.3, name="r"), rule("a > n", 0.2, name="s"))
    changes = changes_of(known, Edits(strengths={"r": 0.1}))
    assert changes["n"].rank_change == 1
    assert changes["n"].through == NOTHING
    assert [claim_of(m.argument) for m in changes["m"].through.moved] == ["r"]


def test_denial_of_the_measure_itself_is_a_cause_without_steps() -> None:
    known = world(found("a"), rule("a > m", 0.5, name="r"), found("m", 0.2, name="d", holds=False))
    through = changes_of(known, Edits(retract=["d"]))["m"].through
    assert (through.moved, through.causes) == ((), ("d",))


def test_restriction_is_an_edit_of_what_it_leaves_out() -> None:
    answer = what_if(chain_world(), Edits(bases=[Basis.STATED]), AWAY)
    assert {c.measure for c in answer.lost} == {"m", "n"}
    assert {claim.iri for claim in answer.edited} >= {"high", "low", "aside"}
    assert all(claim.is_removed for claim in answer.edited)


def test_size_is_bounded_however_long_the_chain() -> None:
    length = 100
    steps = [rule(f"c{i} > c{i + 1}", 0.99, name=f"r{i}") for i in range(length)]
    known = world(found("c0"), *steps, rule(f"c{length} > m", 1.0, name="last"))
    lost = changes_of(known, Edits(retract=["c0"]))["m"].through
    assert (len(lost.steps), lost.step_count) == (40, length + 2)
    assert (len(lost.moved), lost.moved_count) == (12, 64)
    assert lost.causes == ("c0",)


# For every small analysis ---------------------------------------------------------------------


@st.composite
def scenarios(draw: st.DrawFn, known: Knowledge) -> Edits:
    """Edits that make sense: some claims left out, some weakened, some facts assumed."""
    claims = [c.iri for c in (*known.findings, *known.implications, *known.objections)]
    gone = draw(st.frozensets(st.sampled_from(claims), max_size=2))
    kept = [iri for iri in claims if iri not in gone]
    weaker = draw(st.dictionaries(st.sampled_from(kept), strengths, max_size=2)) if kept else {}
    places = st.builds(
        Proposition, st.sampled_from(known.analysis.countries), st.sampled_from(FACTORS)
    )
    assumed = draw(st.dictionaries(places, st.tuples(st.booleans(), strengths), max_size=2))
    return Edits(
        retract=gone,
        strengths=weaker,
        assume=[Assumption(p, holds, strength) for p, (holds, strength) in assumed.items()],
    )


@st.composite
def asked(draw: st.DrawFn, *, acyclic: bool = False) -> tuple[Knowledge, Edits]:
    known = draw(worlds(acyclic=acyclic))
    return known, draw(scenarios(known))


def graphs(known: Knowledge, edits: Edits) -> tuple[ImplicationGraph, ImplicationGraph]:
    return implication_graph(known), implication_graph(edited(known, edits))


def touched(known: Knowledge, edits: Edits) -> set[str]:
    gone = {*edits.retract, *edits.disable, *(iri for iri, _ in edits.strength_pairs)}
    return gone | {assumption.iri for assumption in edits.assume}


@settings(max_examples=100, deadline=None)
@given(asked())
def test_what_comes_or_goes_is_traced_to_an_edit(case: tuple[Knowledge, Edits]) -> None:
    known, edits = case
    before, after = graphs(known, edits)
    answer = what_if(known, edits, AWAY)
    for change in answer.changes:
        if not (change.is_gained or change.is_lost):
            assert change.through.steps == ()
            continue
        here, there = (after, before) if change.is_gained else (before, after)
        steps = change.through.steps
        best = derivations(here, Proposition(AWAY, change.measure), k=1)[0]
        assert tuple(affected.step for affected in steps) == best.steps
        one_sided = {a.iri for a in edits.assume} if change.is_gained else set(edits.retract)
        assert any(affected.step.claim in one_sided for affected in steps)
        assert steps[0].effect is not Effect.UNTOUCHED
        assert set(change.through.causes) <= touched(known, edits)
        effects = {affected.step.proposition: affected for affected in steps}
        for affected in steps:
            lacking = [p for p in affected.step.premises if p not in derivable(there)]
            is_own = affected.step.claim in one_sided
            expected = {affected.step.claim} if is_own else set()
            expected.update(*(effects[p].causes for p in lacking))
            assert set(affected.causes) == expected
            assert (affected.effect is Effect.EDITED) == is_own
            assert bool(affected.causes) == (affected.effect is not Effect.UNTOUCHED)


@settings(max_examples=100, deadline=None)
@given(asked())
def test_forces_are_those_of_both_balances(case: tuple[Knowledge, Edits]) -> None:
    known, edits = case
    before, after = graphs(known, edits)
    answer = what_if(known, edits, AWAY)
    if not answer.converged:
        return
    sides = [(graph, balances(graph)) for graph in (before, after)]
    for moved in (m for change in answer.changes for m in change.through.moved):
        forces = []
        for _, weighed in sides:
            is_there = name_of(moved.argument) in weighed.network.names
            forces.append(weighed.force(moved.argument) if is_there else 0.0)
        assert (moved.before, moved.after) == pytest.approx(tuple(forces), abs=1e-7)
        assert abs(moved.change) > 1e-9
        assert moved.causes
        assert set(moved.causes) <= touched(known, edits)
        for shift in moved.premises:
            values = tuple(weighed.of(shift.proposition).acceptability for _, weighed in sides)
            assert (shift.before, shift.after) == pytest.approx(values, abs=1e-7)


@settings(max_examples=80, deadline=None)
@given(asked(acyclic=True))
def test_measure_moves_exactly_if_something_is_told(case: tuple[Knowledge, Edits]) -> None:
    answer = what_if(*case, AWAY)
    for change in answer.changes:
        moves = abs(change.net_change) > 1e-9
        if moves or change.is_gained or change.is_lost:
            assert change.through.causes
        if change.before == change.after:
            assert change.through == NOTHING
    assert {c.iri for c in answer.edited} == {
        iri for change in answer.changes for iri in change.through.every_cause
    }


@settings(max_examples=60, deadline=None)
@given(asked(acyclic=True))
def test_amount_is_that_of_the_one_argument_brought_down(case: tuple[Knowledge, Edits]) -> None:
    """Only arguments whose claim is grounded once can be weakened alone by an edit."""
    known, edits = case
    before, after = graphs(known, edits)
    answer = what_if(known, edits, AWAY)
    for change in answer.changes:
        goal = Proposition(AWAY, change.measure)
        for moved in change.through.moved:
            high = before if moved.before > moved.after else after
            low, top = sorted((moved.before, moved.after))
            claim = claim_of(moved.argument)
            if _groundings(high, claim) != 1 or not low:
                continue
            strength = next(
                a.strength for a in balances(high).network.arguments if claim_of(a) == claim
            )
            whole = balances(high).of(goal).net
            one = edited(high.knowledge, Edits(strengths={claim: low / top * strength}))
            assert moved.amount == pytest.approx(
                (balances(implication_graph(one)).of(goal).net - whole)
                * (1 if high is before else -1),
                abs=1e-9,
            )


def _groundings(graph: ImplicationGraph, claim: str) -> int:
    return sum(claim_of(a) == claim for a in balances(graph).network.arguments)


@settings(max_examples=50, deadline=None)
@given(asked())
def test_same_question_has_the_same_answer(case: tuple[Knowledge, Edits]) -> None:
    known, edits = case
    shuffled = replace(
        edits, retract=sorted(edits.retract)[::-1], strengths=edits.strength_pairs[::-1]
    )
    assert what_if(known, edits, AWAY).changes == what_if(known, shuffled, AWAY).changes


@given(worlds())
def test_nothing_changed_has_no_steps(known: Knowledge) -> None:
    answer = what_if(known, Edits(), AWAY)
    assert all(change.through == NOTHING for change in answer.changes)
    assert answer.edited == ()


# Supposing ------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(worlds(), st.data())
def test_supposing_makes_it_so_whatever_else_is_supposed(
    known: Knowledge, data: st.DataObject
) -> None:
    graph = implication_graph(known)
    places = st.builds(
        Proposition, st.sampled_from(known.analysis.countries), st.sampled_from(FACTORS)
    )
    asked_for = data.draw(st.dictionaries(places, st.sampled_from(Supposition), max_size=3))
    parts = [supposing(graph, place, target) for place, target in asked_for.items()]
    edits = Edits(
        retract=frozenset().union(*(part.retract for part in parts)),
        assume=[assumption for part in parts for assumption in part.assume],
        disable=frozenset().union(*(part.disable for part in parts)),
    )
    after = Standings(implication_graph(edited(known, edits)))
    for place, target in asked_for.items():
        standing = after.of(place)
        if target is Supposition.HOLDS:
            assert standing.state.holds
            assert not standing.is_contested
        else:
            assert standing.state == target.value


@pytest.mark.parametrize(
    ("claims", "target", "expected"),
    [
        ([found("a")], "holds", Edits()),
        ([found("a")], "fails", Edits(retract=["a"], assume=[Assumption(at("a"), holds=False)])),
        ([found("a")], "unknown", Edits(retract=["a"])),
        ([], "holds", Edits(assume=[Assumption(at("a"))])),
        ([], "fails", Edits(assume=[Assumption(at("a"), holds=False)])),
        ([], "unknown", Edits()),
        (
            [found("a", holds=False)],
            "holds",
            Edits(retract=["not a"], assume=[Assumption(at("a"))]),
        ),
        ([found("a", holds=False)], "fails", Edits()),
        ([found("a", holds=False)], "unknown", Edits(retract=["not a"])),
        ([found("b"), rule("b > a", name="r")], "holds", Edits(assume=[Assumption(at("a"))])),
        (
            [found("b"), rule("b > a", name="r")],
            "fails",
            Edits(disable=["r"], assume=[Assumption(at("a"), holds=False)]),
        ),
        ([found("b"), rule("b > a", name="r")], "unknown", Edits(disable=["r"])),
        (
            [found("a"), found("a", holds=False)],
            "unknown",
            Edits(retract=["a", "not a"]),
        ),
    ],
)
def test_supposing_edits_no_more_than_it_takes(
    claims: list[Finding | Implication], target: str, expected: Edits
) -> None:
    assert supposing(graph_of(*claims), at("a"), Supposition(target)) == expected


# What is refused ------------------------------------------------------------------------------


def test_country_of_another_analysis_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="US is not a country of the analysis"):
        what_if(chain_world(), Edits(), OTHER)


def test_strength_outside_a_restriction_is_refused() -> None:
    edits = Edits(bases=[Basis.STATED], strengths={"high": 0.4})
    with pytest.raises(InvalidArgument, match="high is outside the restriction and given"):
        what_if(chain_world(), edits, AWAY)


@pytest.mark.parametrize("text", ["step", "step=", "=0.4", "step=much", "step=0,4"])
def test_strength_that_cannot_be_read_is_told(text: str) -> None:
    with pytest.raises(InvalidArgument, match=r"as in NAME=0\.4"):
        edits_of({"strength": [text]}, AWAY, lambda name, _kinds: name)


def test_scenario_reads_places_and_restrictions() -> None:
    texts = {
        "assume": ["a", "b@KR=0.5", "http://x/#y@z/w"],
        "deny": ["c"],
        "only_basis": ["stated"],
        "only_source": ["doc"],
    }
    edits = edits_of(texts, AWAY, lambda name, _kinds: name)
    assert [(a.proposition, a.holds, a.strength) for a in edits.assume] == [
        (at("a"), True, 1.0),
        (at("KR:b"), True, 0.5),
        (Proposition(AWAY, "http://x/#y@z/w"), True, 1.0),
        (at("c"), False, 1.0),
    ]
    assert (edits.bases, edits.sources) == (frozenset([Basis.STATED]), frozenset(["doc"]))
    with pytest.raises(InvalidArgument, match="'guessed': no such basis"):
        edits_of({"only_basis": ["guessed"]}, AWAY, lambda name, _kinds: name)
