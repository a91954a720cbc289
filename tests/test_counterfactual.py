"""Why not, defeaters, critical findings, what if and contributions, against enumeration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.generator import Shape, generated, goals
from graph.balance import balance
from graph.cone import cone
from graph.counterfactual import (
    ASSUMED_STRENGTH,
    Answer,
    Assumption,
    Edits,
    contributions,
    critical_findings,
    defeaters,
    edited,
    missing,
    obstacles,
    opening,
    what_if,
)
from graph.errors import InvalidArgument
from graph.families import FREE, IMPOSSIBLE, Workshop, minimal
from graph.grounding import ImplicationGraph, implication_graph
from graph.hyperpath import derivable
from graph.model import Advice, Basis, Knowledge, Proposition
from graph.standing import State, is_derivable
from tests.small_worlds import (
    AWAY,
    FACTORS,
    HOME,
    MEASURES,
    against,
    at,
    found,
    graph_of,
    rule,
    world,
    worlds,
)

CHAIN = 10_000


def parts(items: Iterable[object], sizes: Iterable[int]) -> Iterator[tuple[object, ...]]:
    known = tuple(items)
    return (part for size in sizes for part in combinations(known, size))


def named(answer: Answer) -> list[list[str]]:
    """Sets of propositions by concept, with the country where it is not Vietnam."""
    return [
        [p.concept if p.country == AWAY else f"{p.country}:{p.concept}" for p in group]
        for group in answer.sets
    ]


# --- why not -------------------------------------------------------------------------------


def test_smallest_sets_first_and_then_the_nearest() -> None:
    graph = graph_of(rule("c > m"), rule("b > c"), rule("a & d > m"), found("d"))
    assert named(missing(graph, at("m"))) == [["a"], ["c"], ["b"]]


def test_sets_are_minimal() -> None:
    """b and d would do, but b alone leads to both."""
    graph = graph_of(rule("a & c > m"), rule("b > a"), rule("b & d > c"))
    assert named(missing(graph, at("m"), 3)) == [["a", "c"], ["c", "b"], ["b", "d"]]
    graph = graph_of(rule("a & c > m"), rule("b > a"), rule("b > c"))
    assert named(missing(graph, at("m"), 3)) == [["b"], ["a", "c"]]


def test_measures_are_never_missing() -> None:
    graph = graph_of(rule("n > m"), rule("a > n"))
    assert named(missing(graph, at("m"))) == [["a"]]


def test_home_is_asked_where_a_home_premise_asks() -> None:
    graph = graph_of(found("a"), rule("a & KR:b > m"), rule("c > b"))
    assert named(missing(graph, at("m"))) == [["KR:b"], ["KR:c"]]


def test_other_countries_are_not_asked() -> None:
    """Home's measure could follow from Vietnam's a, but the question is about home."""
    graph = graph_of(rule("a > KR:m"))
    assert named(missing(graph, at("KR:m"))) == [["KR:a"]]


def test_nothing_is_missing_of_what_follows() -> None:
    graph = graph_of(found("a"), rule("a > m"))
    assert missing(graph, at("m")) == Answer((), False)


def test_goal_that_nothing_leads_to_has_no_answer() -> None:
    assert missing(graph_of(found("a")), at("m")) == Answer((), False)


def test_denied_factors_may_be_missing() -> None:
    graph = graph_of(found("a", holds=False), rule("a > m"))
    assert named(missing(graph, at("m"))) == [["a"]]
    (obstacle,) = obstacles(graph, at("m"))
    assert [premise.state for premise in obstacle.premises] == [State.FAILS]


def test_obstacles_tell_which_premises_hold() -> None:
    graph = graph_of(found("a"), found("b", holds=False), rule("a & b & c > m"))
    (obstacle,) = obstacles(graph, at("m"))
    assert [premise.state.value for premise in obstacle.premises] == [
        "holds-found",
        "fails",
        "unknown",
    ]


def test_opening_is_the_derivation_that_findings_would_open() -> None:
    graph = graph_of(found("a"), rule("a & b > m", 0.5, name="step"))
    (group,) = missing(graph, at("m")).sets
    derivation = opening(graph, at("m"), group)
    assert derivation is not None
    assert derivation.steps[0].claim == "step"
    assert derivation.score == 0.5
    assert opening(graph, at("m"), ()) is None


@settings(max_examples=200, deadline=None)
@given(worlds(), st.sampled_from(MEASURES), st.sampled_from([HOME, AWAY]), st.integers(1, 3))
def test_missing_equals_enumeration(
    known: Knowledge, measure: str, country: str, max_size: int
) -> None:
    graph, goal = implication_graph(known), Proposition(country, measure)
    answer = missing(graph, goal, max_size, limit=10_000)
    assert not answer.truncated
    expected: list[frozenset[Proposition]] = []
    places = dict.fromkeys((country, HOME))
    open_ = [Proposition(c, f) for c in places for f in FACTORS]
    open_ = [p for p in open_ if p not in graph.findings]
    for group in parts(open_, range(max_size + 1)):
        assumed = Edits(assume=[Assumption(p) for p in group])
        opens = goal in derivable(implication_graph(edited(known, assumed)))
        if opens and not any(smaller <= set(group) for smaller in expected):
            expected.append(frozenset(group))
    if expected == [frozenset()]:
        expected = []
    assert {frozenset(group) for group in answer.sets} == set(expected)
    assert len(answer.sets) == len(expected)
    assert [len(group) for group in answer.sets] == sorted(map(len, answer.sets))


# --- defeaters and critical findings -------------------------------------------------------


def test_all_findings_of_a_proposition_must_go() -> None:
    graph = graph_of(found("a", name="f"), found("a", name="g"), rule("a > m"))
    assert defeaters(graph, at("m")).sets == (("f", "g"),)
    assert critical_findings(graph, at("m")) == ()


def test_found_and_derived_needs_both_gone() -> None:
    graph = graph_of(found("a"), found("b"), rule("a > b"), rule("b > m"))
    assert defeaters(graph, at("m")).sets == (("a", "b"),)


def test_denials_and_objections_defeat_nothing() -> None:
    graph = graph_of(found("a"), found("a", holds=False), rule("a > m"), against("a | m"))
    assert defeaters(graph, at("m")).sets == (("a",),)


def test_circles_hold_nothing_up() -> None:
    graph = graph_of(found("a"), rule("a > b"), rule("b > c"), rule("c > b"), rule("c > m"))
    assert defeaters(graph, at("m")).sets == (("a",),)
    assert critical_findings(graph, at("m")) == ("a",)


def test_one_finding_may_be_about_several_places() -> None:
    both = [found("VN:a", name="f"), found("KR:a", name="f")]
    graph = graph_of(*both, rule("a > m", name="r"), rule("KR:a > m", name="s"))
    assert critical_findings(graph, at("m")) == ("f",)


def test_one_finding_about_several_places_of_a_circle_falls_at_all_of_them() -> None:
    both = [found("VN:a", name="f"), found("KR:a", name="f"), found("b", name="g")]
    circle = [rule("c > d"), rule("d > c"), rule("d > m", name="s")]
    graph = graph_of(*both, rule("a > c"), rule("KR:a > c", name="r"), *circle, rule("b > d"))
    assert cone(graph, at("m")).is_circular
    assert defeaters(graph, at("m")).sets == (("f", "g"),)


def test_defeaters_of_a_knot_are_all_found() -> None:
    known = generated(150, "cyclic")
    graph = implication_graph(known)
    names = [finding.iri for finding in known.findings]
    asked = goals(graph, 4)
    assert len(asked) == 4
    for goal in asked:
        assert cone(graph, goal).is_circular
        expected: list[frozenset[str]] = []
        for group in parts(names, (1, 2, 3)):
            left = implication_graph(edited(known, Edits(retract=group)))
            if not is_derivable(left, goal) and not any(e <= set(group) for e in expected):
                expected.append(frozenset(group))
        answer = defeaters(graph, goal, max_size=3, limit=10_000)
        assert (set(map(frozenset, answer.sets)), answer.truncated) == (set(expected), False)


def test_small_defeaters_of_a_great_knot_are_told_for_certain() -> None:
    graph = implication_graph(generated(6_000, "cyclic"))
    goal = goals(graph, 1)[0]
    assert cone(graph, goal).is_circular
    answer = defeaters(graph, goal, max_size=2)
    assert (answer.truncated, answer.may_go_on) == (False, True)


def test_what_does_not_follow_has_neither() -> None:
    graph = graph_of(found("a"), rule("b > m"))
    assert critical_findings(graph, at("m")) == ()
    assert defeaters(graph, at("m")) == Answer((), False)


@settings(max_examples=200, deadline=None)
@given(worlds(), st.sampled_from(FACTORS + MEASURES), st.sampled_from([HOME, AWAY]))
def test_defeaters_equal_enumeration(known: Knowledge, concept: str, country: str) -> None:
    graph, goal = implication_graph(known), Proposition(country, concept)
    findings = sorted(f.iri for f in known.findings)
    expected: list[frozenset[str]] = []
    for group in parts(findings, range(len(findings) + 1)):
        left = implication_graph(edited(known, Edits(retract=group)))
        if goal not in derivable(left) and not any(part <= set(group) for part in expected):
            expected.append(frozenset(group))
    if expected == [frozenset()]:
        expected = []
    for max_size in (1, 2, len(findings)):
        answer = defeaters(graph, goal, max_size, limit=10_000)
        assert not answer.truncated
        within = sorted((len(part), sorted(part)) for part in expected if len(part) <= max_size)
        assert [list(group) for group in answer.sets] == [members for _, members in within]
    critical = critical_findings(graph, goal)
    assert list(critical) == sorted(next(iter(part)) for part in expected if len(part) == 1)


# --- worst cases ---------------------------------------------------------------------------


def alternatives(count: int, letters: str) -> list[object]:
    """For each letter a concept that any of `count` factors leads to."""
    return [rule(f"{x}{i} > o{x}") for i in range(count) for x in letters]


def test_eleven_independent_pairs_have_2048_defeaters() -> None:
    facts = [found(f"{x}{i}") for i in range(11) for x in "ab"]
    graph = graph_of(*facts, *(rule(f"a{i} & b{i} > m") for i in range(11)))
    every = defeaters(graph, at("m"), max_size=11, limit=3000)
    assert (len(every.sets), every.truncated) == (2048, False)
    some = defeaters(graph, at("m"), max_size=11)
    assert (len(some.sets), some.truncated) == (100, True)
    assert defeaters(graph, at("m"), max_size=10) == Answer((), may_go_on=True)


def test_thirty_independent_pairs_are_cut_to_true_defeaters() -> None:
    facts = [found(f"{x}{i}") for i in range(30) for x in "ab"]
    graph = graph_of(*facts, *(rule(f"a{i} & b{i} > m") for i in range(30)))
    answer = defeaters(graph, at("m"), max_size=30, limit=10)
    assert answer.truncated
    assert len(answer.sets) == 10
    for group in answer.sets:
        assert sorted(int(name[1:]) for name in group) == list(range(30))


def test_forty_premises_with_two_reasons_each() -> None:
    every = " & ".join(f"o{i}" for i in range(40))
    reasons = [rule(f"{x}{i} > o{i}") for i in range(40) for x in "ab"]
    facts = [found(f"{x}{i}") for i in range(40) for x in "ab"]
    graph = graph_of(*facts, *reasons, rule(f"{every} > m"))
    answer = defeaters(graph, at("m"))
    assert set(answer.sets) == {(f"a{i}", f"b{i}") for i in range(40)}
    assert not answer.truncated
    unfounded = graph_of(*reasons, rule(f"{every} > m"))
    assert missing(unfounded, at("m")) == Answer((), may_go_on=True)
    many = missing(unfounded, at("m"), max_size=40, limit=5)
    assert (len(many.sets), many.truncated) == (5, True)


def test_sixty_times_sixty_alternatives() -> None:
    graph = graph_of(*alternatives(60, "ab"), rule("oa & ob > m"))
    answer = missing(graph, at("m"))
    assert (len(answer.sets), answer.truncated) == (100, True)
    assert named(answer)[0] == ["oa", "ob"]
    every = missing(graph, at("m"), limit=10_000)
    assert (len(every.sets), every.truncated) == (61 * 61, False)


def test_cut_answers_are_minimal_all_the_same() -> None:
    graph = graph_of(*alternatives(60, "abcd"), rule("oa & ob & oc & od > m"))
    answer = missing(graph, at("m"), max_size=4, limit=20)
    assert answer.truncated
    for group in answer.sets:
        assert opening(graph, at("m"), group) is not None
        for left_out in group:
            rest = [p for p in group if p != left_out]
            assert opening(graph, at("m"), rest) is None


def test_long_chains_need_no_recursion() -> None:
    chain = [rule(f"s{i} & x{i} > s{i + 1}") for i in range(CHAIN)]
    sides = [found(f"x{i}") for i in range(CHAIN)]
    goal = at(f"s{CHAIN}")
    graph = graph_of(found("s0"), *sides, *chain)
    assert len(critical_findings(graph, goal)) == CHAIN + 1
    assert defeaters(graph, goal).truncated
    answer = missing(graph_of(*sides, *chain), goal)
    assert (len(answer.sets), answer.truncated) == (100, True)
    assert all(len(group) == 1 for group in answer.sets)


def test_two_long_chains_are_cut_to_true_answers() -> None:
    chains = [rule(f"{x}{i} > {x}{i + 1}") for x in "st" for i in range(2_000)]
    graph = graph_of(*chains, rule("s2000 & t2000 > m"))
    answer = missing(graph, at("m"))
    assert answer.truncated
    assert answer.sets
    for group in answer.sets:
        assert {p.concept[0] for p in group} == {"s", "t"}


def test_long_ring_settles() -> None:
    ring = [rule(f"s{i} > s{(i + 1) % 2_000}") for i in range(2_000)]
    graph = graph_of(found("s1000"), *ring, rule("s77 > m"))
    assert defeaters(graph, at("m")).sets == (("s1000",),)


@pytest.mark.parametrize("bounds", [{"max_size": 0}, {"limit": 0}])
def test_bounds_are_checked(bounds: dict[str, int]) -> None:
    graph = graph_of(found("a"), rule("a > m"))
    for question in (missing, defeaters):
        with pytest.raises(InvalidArgument, match="at least 1"):
            question(graph, at("m"), **bounds)


# --- families of sets ----------------------------------------------------------------------

members = st.frozensets(st.integers(0, 5), max_size=4)


@given(st.lists(members, max_size=12))
def test_minimal_keeps_just_what_has_no_part(sets: list[frozenset[int]]) -> None:
    kept = minimal(sets)
    assert set(kept) == {s for s in sets if not any(other < s for other in sets)}
    assert len(kept) == len(set(kept))


@given(st.lists(st.lists(members, max_size=4), max_size=3), st.integers(1, 5))
def test_both_and_either_are_conjunction_and_disjunction(
    lists: list[list[frozenset[int]]], max_size: int
) -> None:
    workshop = Workshop(max_size, places=1)
    families = [tuple(minimal(sets)) for sets in lists]
    either = {s for family in families for s in family}
    assert workshop.either(families) == tuple(minimal(either))
    unions = {frozenset()}
    for family in families:
        unions = {one | other for one in unions for other in family}
    within = [union for union in unions if len(union) <= max_size]
    assert workshop.both(families) == tuple(minimal(within))
    assert not workshop.was_cut


def test_nothing_needed_and_nothing_possible() -> None:
    workshop = Workshop(3, places=1)
    assert workshop.both([]) == FREE
    assert workshop.either([]) == IMPOSSIBLE
    assert workshop.both([FREE, IMPOSSIBLE]) == IMPOSSIBLE


# --- what if -------------------------------------------------------------------------------


def known_world() -> Knowledge:
    return world(
        found("a", 0.8, sources="x"),
        found("b", 0.5, sources="y"),
        rule("a > m", 0.5, name="first"),
        rule("b > n", 0.5, name="second"),
        against("b | m", 0.4, name="objection"),
        Advice("advice", 1.0, Basis.STATED, at("m")),
        constraints="b",
        mitigations=[("n", "b")],
    )


def test_no_edits_change_nothing() -> None:
    known = known_world()
    assert edited(known, Edits()) == known
    assert not Edits()
    answer = what_if(known, Edits(), AWAY)
    assert answer.baseline == answer.result
    assert not any(change.has_effect for change in answer.changes)
    assert (answer.gaps_opened, answer.gaps_closed) == ((), ())


def test_retracting_loses_a_recommendation_and_opens_a_gap() -> None:
    answer = what_if(known_world(), Edits(retract=["second"]), AWAY)
    (lost,) = answer.lost
    assert (lost.measure, lost.rank_before, lost.rank_after) == ("n", 1, None)
    assert lost.rank_change is None
    assert answer.gaps_opened == ("b",)
    assert lost.acceptability_change == pytest.approx(-0.25)


def test_assuming_gains_one() -> None:
    known = world(rule("c > n", 0.5))
    answer = what_if(known, Edits(assume=[Assumption(at("c"))]), AWAY)
    (gained,) = answer.gained
    assert gained.measure == "n"
    assert gained.after is not None
    assert gained.after.support == 0.5 * ASSUMED_STRENGTH


def test_assumed_not_to_hold_opposes() -> None:
    """a = 0.8 - 0.8 x 1 = 0, so the first step has no force left."""
    answer = what_if(known_world(), Edits(assume=[Assumption(at("a"), holds=False)]), AWAY)
    change = next(c for c in answer.changes if c.measure == "m")
    assert change.after is not None
    assert change.after.support == 0


def test_rank_change_counts_places_moved_up() -> None:
    """m: 0.4 - 0.2 = 0.2 against n: 0.25; without the objection m has 0.4."""
    answer = what_if(known_world(), Edits(disable=["objection"]), AWAY)
    assert [r.measure for r in answer.baseline] == ["n", "m"]
    assert [r.measure for r in answer.result] == ["m", "n"]
    moved = {change.measure: change.rank_change for change in answer.changes}
    assert moved == {"m": 1, "n": -1}
    up = next(change for change in answer.changes if change.measure == "m")
    assert up.net_change == pytest.approx(0.2)


def test_strengths_bases_and_sources() -> None:
    known = known_world()
    weaker = edited(known, Edits(strengths={"a": 0.1, "first": 0.2}))
    assert balance(implication_graph(weaker), at("m")).support == pytest.approx(0.02)
    stated = edited(known, Edits(bases=[Basis.STATED]))
    assert stated.implications == ()
    assert len(stated.findings) == 2
    one = edited(known, Edits(sources=["x"], assume=[Assumption(at("c"))]))
    assert [f.proposition.concept for f in one.findings] == ["a", "c"]
    assert edited(known, Edits(retract=["advice"])).advice == ()


def test_equal_edits_are_equal_and_hashable() -> None:
    one = Edits(retract=["a", "b"], strengths={"first": 0.2})
    two = Edits(retract={"b", "a"}, strengths=[("first", 0.2)])
    assert one == two
    assert hash(one) == hash(two)


def test_assumption_has_a_name_of_its_own() -> None:
    holds, fails = (Assumption(Proposition("c:/x", "y z"), holds) for holds in (True, False))
    assert holds.iri == "urn:assumed:c%3A%2Fx:y%20z"
    assert fails.iri == "urn:assumed:not:c%3A%2Fx:y%20z"


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        (Edits(retract=["a"], strengths={"a": 0.5}), "a is left out and given the strength 0.5"),
        (Edits(disable=["first"], strengths={"first": 1}), "first is left out and given"),
        (Edits(strengths=[("a", 0.5), ("a", 0.6)]), "a is given the strengths 0.5 and 0.6"),
        (Edits(strengths={"a": 0}), r"a: strength 0 is outside \(0, 1\]"),
        (Edits(strengths={"a": float("nan")}), "a: strength nan is outside"),
        (Edits(retract=["nothing"]), "nothing is not a claim of the analysis"),
        (Edits(strengths={"nothing": 0.5}), "nothing is not a claim of the analysis"),
        (Edits(disable=["a"]), "a is neither an implication nor an objection"),
        (Edits(assume=[Assumption(at("m"))]), "m is a measure or strategy"),
        (Edits(assume=[Assumption(at("XX:a"))]), "XX is not a country of the analysis"),
        (Edits(assume=[Assumption(at("c"), strength=1.5)]), "c for VN: strength 1.5 is outside"),
        (
            Edits(assume=[Assumption(at("c")), Assumption(at("c"), holds=False)]),
            "c is assumed both to hold and not to hold for VN",
        ),
        (
            Edits(assume=[Assumption(at("c")), Assumption(at("c"), strength=0.5)]),
            "c for VN is assumed with the strengths 1 and 0.5",
        ),
    ],
)
def test_contradictions_are_refused_in_plain_words(edits: Edits, message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        what_if(known_world(), edits, AWAY)


@settings(max_examples=100, deadline=None)
@given(worlds(), st.data())
def test_what_if_tells_the_difference_between_two_analyses(
    known: Knowledge, data: st.DataObject
) -> None:
    claims = [c.iri for c in (*known.findings, *known.implications, *known.objections)]
    gone = data.draw(st.frozensets(st.sampled_from(claims), max_size=3))
    answer = what_if(known, Edits(retract=gone), AWAY)
    before = {r.measure for r in answer.baseline}
    after = {r.measure for r in answer.result}
    assert {c.measure for c in answer.gained} == after - before
    assert {c.measure for c in answer.lost} == before - after
    assert {c.measure for c in answer.changes} == before | after
    assert not set(answer.gaps_opened) & set(answer.gaps_closed)


# --- contributions -------------------------------------------------------------------------


def test_contribution_is_what_is_lost_without_a_claim() -> None:
    """0.5 (+) 0.5 = 0.75, less 0.3: 0.45. Without one reason 0.2, without the objection 0.75."""
    graph = graph_of(
        found("a"),
        rule("a > m", 0.5, name="r"),
        rule("a > m", 0.5, name="s"),
        against("a | m", 0.3, name="o"),
    )
    listed = {c.claim: c for c in contributions(graph, at("m")).claims}
    assert {claim: round(c.amount, 9) for claim, c in listed.items()} == {
        "a": 0.45,
        "o": -0.3,
        "r": 0.25,
        "s": 0.25,
    }
    assert list(listed) == ["a", "o", "r", "s"]


def test_contributions_tell_apart_what_is_outweighed() -> None:
    graph = graph_of(found("a"), rule("a > m", 0.2, name="r"), against("a | m", 0.9, name="o"))
    listed = {
        c.claim: (round(c.amount, 9), round(c.net, 9)) for c in contributions(graph, at("m")).claims
    }
    assert listed == {"a": (0, -0.7), "o": (-0.2, -0.9), "r": (0, 0.2)}


def test_removed_finding_parts_the_documents_it_linked() -> None:
    """All three are one document: 0.6. Without the link they are two: 0.6 (+) 0.5 = 0.8."""
    graph = graph_of(
        found("a", 0.6, name="f", sources="x"),
        found("a", 0.1, name="link", sources="xy"),
        found("a", 0.5, name="g", sources="y"),
    )
    listed = {c.claim: round(c.amount, 9) for c in contributions(graph, at("a")).claims}
    assert listed == {"link": -0.2, "f": 0.1, "g": 0}


@settings(max_examples=60, deadline=None)
@given(worlds(), st.sampled_from(FACTORS + MEASURES))
def test_contributions_equal_removal_one_by_one(known: Knowledge, concept: str) -> None:
    graph, goal = implication_graph(known), at(concept)
    with_all = balance(graph, goal)
    listed = {c.claim: c for c in contributions(graph, goal).claims}
    claims = [*known.findings, *known.implications, *known.objections]
    for claim in claims:
        without = balance(implication_graph(edited(known, Edits(retract=[claim.iri]))), goal)
        if not (with_all.converged and without.converged):
            continue
        contribution = listed.get(claim.iri)
        amount = contribution.amount if contribution else 0
        net = contribution.net if contribution else 0
        assert amount == pytest.approx(with_all.acceptability - without.acceptability, abs=1e-6)
        assert net == pytest.approx(with_all.net - without.net, abs=1e-6)


def test_contributions_are_cut_into_columns_without_a_trace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graph: ImplicationGraph = graph_of(
        *(found(f"a{i}", 0.5) for i in range(9)), *(rule(f"a{i} > m", 0.1 * i) for i in range(1, 9))
    )
    whole = contributions(graph, at("m"))
    monkeypatch.setattr("graph.removal._CELLS", 1)
    assert contributions(graph, at("m")) == whole


@pytest.mark.parametrize("shape", ["shallow", "deep"])
def test_contributions_equal_removal_in_larger_graphs(shape: Shape) -> None:
    known = generated(240, shape)
    graph = implication_graph(known)
    goal = max(goals(graph, 100), key=lambda goal: (len(goal.concept), goal.concept))
    with_all = balance(graph, goal)
    found_ = contributions(graph, goal)
    assert not found_.truncated
    assert len(found_.claims) > 50
    for each in found_.claims:
        without = balance(implication_graph(edited(known, Edits(retract=[each.claim]))), goal)
        assert each.amount == pytest.approx(
            with_all.acceptability - without.acceptability, abs=1e-9
        )
        assert each.net == pytest.approx(with_all.net - without.net, abs=1e-9)


def chain_of(length: int) -> ImplicationGraph:
    steps = [rule(f"s{i} > s{i + 1}", 0.9, name=f"step{i}") for i in range(length - 1)]
    return graph_of(found("s0", name="start"), *steps, rule(f"s{length - 1} > m", name="last"))


def test_limit_keeps_to_the_nearest_claims() -> None:
    graph = chain_of(9)
    whole, some = contributions(graph, at("m")), contributions(graph, at("m"), limit=3)
    assert (whole.count, whole.truncated) == (10, False)
    assert (some.count, some.truncated) == (10, True)
    assert {each.claim for each in some.claims} == {"last", "step7", "step6"}
    assert set(some.claims) < set(whole.claims)
    assert contributions(graph, at("m"), limit=99) == whole
    with pytest.raises(InvalidArgument, match="limit is 0"):
        contributions(graph, at("m"), limit=0)


def test_work_is_bounded_and_the_answer_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = chain_of(9)
    monkeypatch.setattr("graph.removal._MOST_COLUMNS", 1)
    monkeypatch.setattr("graph.contribution.MOST_UPDATES", 10)
    cut = contributions(graph, at("m"))
    assert (len(cut.claims), cut.count, cut.truncated) == (3, 10, True)  # 2 + 4 + 6 nodes
    assert not contributions(graph, at("m"), limit=10).truncated


def test_unchanged_knowledge_is_left_alone() -> None:
    known = known_world()
    copy = replace(known)
    edited(known, Edits(strengths={"a": 0.1}))
    assert known == copy
