from __future__ import annotations

import math
from dataclasses import replace
from itertools import islice, pairwise, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph import hyperpath
from graph.errors import InvalidArgument, InvalidDerivation
from graph.grounding import ImplicationGraph, implication_graph
from graph.hyperpath import derivable, derivations, replayed
from graph.model import Derivation, Knowledge, Proposition
from graph.semiring import FEWEST_STEPS, PRODUCT, SEMIRINGS, WEAKEST_LINK, Semiring
from tests.brute_force import (
    AWAY,
    CONCEPTS,
    HOME,
    all_derivations,
    best_scores,
    finding,
    implication,
    knowledge,
    propositions,
    small_knowledge,
)

each_semiring = pytest.mark.parametrize("semiring", SEMIRINGS.values(), ids=list(SEMIRINGS))
goals = st.builds(Proposition, st.sampled_from([HOME, AWAY]), st.sampled_from(CONCEPTS))


def choices(found: list[Derivation]) -> list[frozenset[tuple[Proposition, object]]]:
    return [frozenset((s.proposition, s.justification) for s in d.steps) for d in found]


def graph_of(*claims: object) -> ImplicationGraph:
    return implication_graph(knowledge(*claims))


def at(concept: str) -> Proposition:
    return Proposition(AWAY, concept)


# --- against enumeration ------------------------------------------------------------------


@each_semiring
@settings(max_examples=200, deadline=None)
@given(known=small_knowledge(), k=st.integers(1, 12))
def test_the_k_best_are_those_of_brute_force(semiring: Semiring, known: Knowledge, k: int) -> None:
    graph = implication_graph(known)
    for goal in sorted(propositions(graph)):
        if len(list(islice(all_derivations(graph, goal), 501))) <= 500:
            expected = best_scores(graph, goal, semiring.name)
            found = [d.score for d in derivations(graph, goal, k, semiring)]
            assert found == pytest.approx(expected[:k], rel=1e-9)


@each_semiring
@settings(max_examples=200, deadline=None)
@given(known=small_knowledge(), goal=goals)
def test_asking_for_all_yields_each_choice_once(
    semiring: Semiring, known: Knowledge, goal: Proposition
) -> None:
    graph = implication_graph(known)
    every = islice(all_derivations(graph, goal), 501)
    expected = [frozenset(choice.items()) for choice in every]
    assume(len(expected) <= 500)
    found = choices(derivations(graph, goal, 1000, semiring))
    assert len(found) == len(set(found)) == len(set(expected))
    assert set(found) == set(expected)


@each_semiring
@settings(max_examples=150, deadline=None)
@given(known=small_knowledge(), goal=goals)
def test_every_derivation_replays(semiring: Semiring, known: Knowledge, goal: Proposition) -> None:
    graph = implication_graph(known)
    for derivation in derivations(graph, goal, 20, semiring):
        assert replayed(graph, derivation, semiring) is derivation


@pytest.mark.parametrize("region", [0, 2, 1000])
@settings(max_examples=100, deadline=None)
@given(known=small_knowledge(), goal=goals)
def test_shortening_long_derivations_keeps_the_scores(
    region: int, known: Knowledge, goal: Proposition
) -> None:
    """As `_LONG` is 0 here, every weakest-link derivation counts as long."""
    graph = implication_graph(known)
    every = list(islice(all_derivations(graph, goal), 201))
    assume(len(every) <= 200)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hyperpath, "_LONG", 0)
        patch.setattr(hyperpath, "_REGION", region)
        found = derivations(graph, goal, 300, WEAKEST_LINK)
    assert [d.score for d in found] == best_scores(graph, goal, "weakest-link")
    assert set(choices(found)) == {frozenset(choice.items()) for choice in every}


def test_the_weakest_link_is_not_bought_with_a_detour() -> None:
    """A premise may be derived in one weak step, or strongly in many: one is enough here."""
    chain = [implication(f"i{i:03}", [f"c{i}"], f"c{i + 1}", 0.9) for i in range(200)]
    graph = graph_of(
        finding("f", AWAY, "c0", 0.9),
        implication("weak", ["c0"], "c200", 0.6),
        implication("top", ["c200"], "goal", 0.5),
        *chain,
    )
    best, *others = derivations(graph, at("goal"), 5, WEAKEST_LINK)
    assert [step.claim for step in best.steps] == ["top", "weak", "f"]
    assert [step.score for step in best.steps] == [0.5, 0.6, 0.9]
    assert [len(d.steps) for d in others] == [202]


@settings(max_examples=200, deadline=None)
@given(known=small_knowledge())
def test_derivable_is_what_has_a_derivation(known: Knowledge) -> None:
    graph = implication_graph(known)
    expected = {p for p in propositions(graph) if any(True for _ in all_derivations(graph, p))}
    assert derivable(graph) == expected


# --- what must not matter -----------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(known=small_knowledge(), goal=goals)
def test_an_implication_of_something_else_changes_nothing(
    known: Knowledge, goal: Proposition
) -> None:
    extra = implication("extra", "ab", "elsewhere", 0.9)
    more = replace(known, implications=(*known.implications, extra))
    before = derivations(implication_graph(known), goal)
    assert derivations(implication_graph(more), goal) == before


@settings(max_examples=100, deadline=None)
@given(known=small_knowledge(), goal=goals, random=st.randoms(use_true_random=False))
def test_the_order_of_the_claims_changes_nothing(
    known: Knowledge, goal: Proposition, random: object
) -> None:
    findings, implications = list(known.findings), list(known.implications)
    random.shuffle(findings)
    random.shuffle(implications)
    shuffled = replace(known, findings=tuple(findings), implications=tuple(implications))
    before = derivations(implication_graph(known), goal)
    assert derivations(implication_graph(shuffled), goal) == before


@settings(max_examples=100, deadline=None)
@given(known=small_knowledge(), goal=goals)
def test_renaming_the_claims_keeps_the_scores(known: Knowledge, goal: Proposition) -> None:
    renamed = replace(
        known,
        findings=tuple(replace(f, iri=f.iri[::-1] + "z") for f in known.findings),
        implications=tuple(replace(i, iri=f"a{9 - int(i.iri[1:])}") for i in known.implications),
    )
    before = [d.score for d in derivations(implication_graph(known), goal)]
    after = [d.score for d in derivations(implication_graph(renamed), goal)]
    assert after == pytest.approx(before, rel=1e-9)


@settings(max_examples=100, deadline=None)
@given(known=small_knowledge(), goal=goals)
def test_fewer_are_the_first_of_more(known: Knowledge, goal: Proposition) -> None:
    graph = implication_graph(known)
    few, many = derivations(graph, goal, 3), derivations(graph, goal, 8)
    assert [d.score for d in few] == pytest.approx([d.score for d in many[:3]], rel=1e-9)


# --- worked examples ----------------------------------------------------------------------

WORKED = graph_of(
    finding("f-young", AWAY, "a", 0.9),
    finding("f-gap", AWAY, "b", 0.8),
    finding("f-cheap", AWAY, "c", 0.7),
    implication("i-cheap", "a", "c", 0.9),
    implication("i-pairing", "bc", "d", 0.6),
)


@pytest.mark.parametrize(
    ("semiring", "expected"),
    [
        (PRODUCT, [0.6 * 0.8 * 0.9 * 0.9, 0.6 * 0.8 * 0.7]),
        (WEAKEST_LINK, [0.6, 0.6]),
        (FEWEST_STEPS, [1, 2]),
    ],
    ids=lambda x: getattr(x, "name", ""),
)
def test_a_factor_found_and_derived_has_both_justifications(
    semiring: Semiring, expected: list[float]
) -> None:
    assert [d.score for d in derivations(WORKED, at("d"), 5, semiring)] == pytest.approx(expected)


def test_steps_run_from_the_goal_down() -> None:
    best = derivations(WORKED, at("d"), 1)[0]
    assert [step.claim for step in best.steps] == ["i-pairing", "f-gap", "i-cheap", "f-young"]
    assert [step.score for step in best.steps] == pytest.approx([0.3888, 0.8, 0.81, 0.9])


def test_each_of_several_findings_is_a_justification() -> None:
    graph = graph_of(
        finding("f1", AWAY, "a", 0.5),
        finding("f2", AWAY, "a", 0.9),
        finding("no", AWAY, "a", 1.0, holds=False),
    )
    assert [d.steps[0].claim for d in derivations(graph, at("a"))] == ["f2", "f1"]


def test_what_is_used_twice_counts_twice() -> None:
    graph = graph_of(
        finding("f", AWAY, "a", 0.5),
        implication("i1", "a", "b", 1.0),
        implication("i2", "a", "c", 1.0),
        implication("i3", "bc", "d", 1.0),
    )
    best = derivations(graph, at("d"), 1)[0]
    assert (best.score, len(best.steps)) == (0.25, 4)


def test_what_is_used_twice_is_justified_once() -> None:
    graph = graph_of(
        finding("f1", AWAY, "a", 0.5),
        finding("f2", AWAY, "a", 0.4),
        implication("i1", "a", "b", 1.0),
        implication("i2", "a", "c", 1.0),
        implication("i3", "bc", "d", 1.0),
    )
    assert [d.score for d in derivations(graph, at("d"))] == pytest.approx([0.25, 0.16])


def test_a_circle_supports_nothing() -> None:
    graph = graph_of(implication("i1", "a", "b", 1.0), implication("i2", "b", "a", 1.0))
    assert derivations(graph, at("a")) == []
    assert derivable(graph) == frozenset()


@each_semiring
def test_a_circle_with_one_finding_is_not_gone_round(semiring: Semiring) -> None:
    graph = graph_of(
        finding("f", AWAY, "a", 0.5),
        implication("i1", "a", "b", 1.0),
        implication("i2", "b", "a", 1.0),
    )
    assert [d.steps[0].claim for d in derivations(graph, at("a"), 9, semiring)] == ["f"]
    assert len(derivations(graph, at("b"), 9, semiring)) == 1


def test_home_premises_and_home_conclusions_cross_the_border() -> None:
    need = implication("i-need", "", "d", 0.5, home_premises=frozenset("c"))
    shown = implication("i-shown", "a", "c", 0.5, concludes_home=True)
    graph = graph_of(finding("f", AWAY, "a", 0.8), need, shown)
    best, *others = derivations(graph, at("d"))
    assert [(s.proposition.country, s.claim) for s in best.steps] == [
        (AWAY, "i-need"),
        (HOME, "i-shown"),
        (AWAY, "f"),
    ]
    assert not others


def test_an_unknown_goal_has_no_derivation() -> None:
    assert derivations(WORKED, at("nothing")) == []


def test_k_must_be_positive() -> None:
    with pytest.raises(InvalidArgument, match="k is 0"):
        derivations(WORKED, at("d"), 0)


# --- size ---------------------------------------------------------------------------------


@each_semiring
def test_a_chain_of_ten_thousand_steps(semiring: Semiring) -> None:
    n = 10_000
    claims = [implication(f"i{i:05}", [f"c{i}"], f"c{i + 1}", 0.9) for i in range(n)]
    detour = implication("short-cut", ["c0"], "c2", 0.5)
    graph = graph_of(finding("f", AWAY, "c0", 0.9), detour, *claims)
    found = derivations(graph, at(f"c{n}"), 3, semiring)
    assert [len(d.steps) for d in found] in ([n + 1, n], [n, n + 1])
    assert sum(step.claim == "short-cut" for d in found for step in d.steps) == 1
    if semiring is PRODUCT:
        assert [d.score for d in found] == [0.0, 0.0]
        assert len(found[0].steps) == n + 1  # 0.9 x 0.9 beats 0.5 below any float
    if semiring is FEWEST_STEPS:
        assert [d.score for d in found] == [n - 1, n]


def ladder(rungs: int) -> ImplicationGraph:
    """Each rung rests on the one below twice, so that the tree doubles in size."""
    claims = [finding("strong", AWAY, "c0", 0.9), finding("weak", AWAY, "c0", 0.8)]
    for i in range(rungs):
        claims += [
            implication(f"left-{i:04}", [f"c{i}"], f"l{i}", 0.9),
            implication(f"right-{i:04}", [f"c{i}"], f"r{i}", 0.9),
            implication(f"other-{i:04}", [f"c{i}"], f"r{i}", 0.89),
            implication(f"rung-{i:04}", [f"l{i}", f"r{i}"], f"c{i + 1}", 1.0),
        ]
    return graph_of(*claims)


@pytest.mark.parametrize("rungs", [3, 20, 60, 1200])
def test_a_doubling_ladder_keeps_its_order(rungs: int) -> None:
    graph = ladder(rungs)
    found = derivations(graph, at(f"c{rungs}"), 4)
    assert len(found) == 4

    def rank(derivation: Derivation) -> tuple[int, ...]:
        """The rungs, from the top, where the weaker side was taken: the lower the worse."""
        weak = [s.claim for s in derivation.steps if s.claim.startswith("other")]
        return tuple(sorted(int(claim[-4:]) for claim in weak))

    # A weaker side costs twice as much on each rung further down.
    assert [rank(d) for d in found] == [(), (rungs - 1,), (rungs - 2,), (rungs - 2, rungs - 1)]
    assert all(d.steps[-1].claim == "strong" for d in found)


def test_a_doubling_ladder_counts_its_tree() -> None:
    best = derivations(ladder(20), at("c20"), 1, FEWEST_STEPS)[0]
    assert best.score == 3 * (2**20 - 1)
    product_cost = (2 * (2**20 - 1)) * -math.log(0.9) + 2**20 * -math.log(0.9)
    assert derivations(ladder(20), at("c20"), 1)[0].score == math.exp(-product_cost) == 0.0


# --- replay -------------------------------------------------------------------------------


def tampered(best: Derivation) -> dict[str, Derivation]:
    first, *rest = best.steps
    last = rest[-1]
    stronger = replace(last.justification, strength=1.0)
    return {
        "d of VN: its score is": replace(best, steps=(replace(first, score=0.99), *rest)),
        "d of VN: the derivation scores": replace(best, score=0.99),
        "c of VN: nothing above needs it": replace(best, steps=(*rest, first)),
        "its premise a of VN has no step": replace(best, steps=(first, *rest[:-1])),
        "it is justified twice": replace(best, steps=(*best.steps, last)),
        "f-young as given is not among": replace(
            best, steps=(first, *rest[:-1], replace(last, justification=stronger))
        ),
        "a of VN: i-cheap as given": replace(
            best, steps=(first, *rest[:-1], replace(last, justification=rest[-2].justification))
        ),
        "without steps": replace(best, steps=()),
    }


BEST = derivations(WORKED, at("d"), 1)[0]


@pytest.mark.parametrize("message", list(tampered(BEST)))
def test_a_tampered_derivation_is_refused(message: str) -> None:
    with pytest.raises(InvalidDerivation) as refused:
        replayed(WORKED, tampered(BEST)[message])
    assert message in str(refused.value)


def test_a_derivation_of_another_graph_is_refused() -> None:
    with pytest.raises(InvalidDerivation, match="i-pairing"):
        replayed(graph_of(finding("f", AWAY, "a", 0.9)), BEST)


def test_a_step_that_nothing_needs_is_refused() -> None:
    graph = graph_of(finding("f", AWAY, "a", 0.9), finding("g", AWAY, "b", 0.9))
    both = derivations(graph, at("a"))[0].steps + derivations(graph, at("b"))[0].steps
    with pytest.raises(InvalidDerivation, match="b of VN: nothing above needs it"):
        replayed(graph, Derivation(both[0].score, both))


def test_the_semirings_differ_in_what_they_prefer() -> None:
    """A long chain of certainties, or one bold step."""
    chain = [implication(f"i{i}", "abcde"[i], "abcde"[i + 1], 0.9) for i in range(4)]
    bold = implication("bold", "a", "e", 0.7)
    graph = graph_of(finding("f", AWAY, "a", 1.0), bold, *chain)
    firsts = {
        s.name: derivations(graph, at("e"), 1, s)[0].steps[0].claim for s in SEMIRINGS.values()
    }
    assert firsts == {"product": "bold", "weakest-link": "i3", "fewest-steps": "bold"}


def test_scores_never_rise() -> None:
    layers = [("a", "b"), ("c", "d"), ("e", "f")]
    found = [finding(f"f{i}", AWAY, c, 0.9 - i / 10) for i, c in enumerate("aabb")]
    steps = [
        implication(f"i-{below}{above}-{n}", below, above, 0.5 + n / 10)
        for (lower, upper) in pairwise(layers)
        for below, above, n in product(lower, upper, range(3))
    ]
    scores = [d.score for d in derivations(graph_of(*found, *steps), at("e"), 60)]
    assert len(scores) == 60
    assert scores == sorted(scores, reverse=True)
