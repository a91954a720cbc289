from __future__ import annotations

from collections.abc import Collection
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.generator import COUNTRY, Shape, generated
from graph import answers_why
from graph.balance import balances
from graph.build import StoreClaims, knowledge
from graph.errors import InvalidArgument
from graph.grounding import implication_graph
from graph.hyperpath import derivations
from graph.model import (
    Advice,
    Analysis,
    Basis,
    Claim,
    Finding,
    Implication,
    Iri,
    Knowledge,
    Objection,
    Proposition,
)
from graph.nearest import nearest
from graph.semiring import PRODUCT, SEMIRINGS, Semiring
from graph.source import backward
from ontology.iris import ID
from ontology.loading import load
from tests.brute_force import AWAY, CONCEPTS, HOME, small_knowledge
from tests.naive import studies
from tests.small_worlds import FACTORS, MEASURES, against, found, rule, world

each_semiring = pytest.mark.parametrize("semiring", SEMIRINGS.values(), ids=list(SEMIRINGS))


class Known:
    """What is known already, as a source that counts how often it is asked."""

    def __init__(self, known: Knowledge) -> None:
        self._known = known
        self.asked = 0

    @property
    def analysis(self) -> Analysis:
        return self._known.analysis

    def claims(self) -> tuple[Claim, ...]:
        return self._known.claims

    def claims_about(
        self, concepts: Collection[Iri], claims: Collection[Iri] = ()
    ) -> tuple[Claim, ...]:
        self.asked += 1
        asked, targets = set(concepts), {*concepts, *claims}
        return (
            *(c for c in self._known.implications if c.conclusion in asked),
            *(c for c in self._known.objections if c.target in targets),
            *(c for c in self._known.advice if c.proposition.concept in asked),
        )

    def findings(
        self, countries: Collection[Iri], factors: Collection[Iri] | None = None
    ) -> tuple[Finding, ...]:
        self.asked += 1
        return tuple(
            f
            for f in self._known.findings
            if f.proposition.country in countries
            and (factors is None or f.proposition.concept in factors)
        )

    def instances(
        self, classes: Collection[Iri], among: Collection[Iri] | None = None
    ) -> frozenset[Iri]:
        kind = self._known.constraints if "Constraint" in str(classes) else self._known.measures
        return kind if among is None else kind.intersection(among)

    def mitigations(self, measures: Collection[Iri]) -> frozenset[tuple[Iri, Iri]]:
        return frozenset(pair for pair in self._known.mitigations if pair[0] in measures)

    def mitigators(self, constraints: Collection[Iri]) -> frozenset[Iri]:
        return frozenset(m for m, c in self._known.mitigations if c in constraints)


def scores(known: Knowledge, goal: Proposition, k: int, semiring: Semiring) -> list[float]:
    return [d.score for d in derivations(implication_graph(known), goal, k, semiring)]


@each_semiring
@settings(max_examples=150, deadline=None)
@given(
    known=small_knowledge(),
    k=st.integers(1, 8),
    goal=st.builds(Proposition, st.sampled_from([HOME, AWAY]), st.sampled_from(CONCEPTS)),
)
def test_its_best_derivations_are_those_of_the_whole(
    semiring: Semiring, known: Knowledge, k: int, goal: Proposition
) -> None:
    part = nearest(Known(known), goal, k, semiring)
    assert set(part.claims) <= set(known.claims)
    assert scores(part, goal, k, semiring) == pytest.approx(scores(known, goal, k, semiring))


@each_semiring
@settings(max_examples=150, deadline=None)
@given(
    known=studies(),
    k=st.integers(1, 4),
    goal=st.builds(Proposition, st.sampled_from([HOME, AWAY]), st.sampled_from(FACTORS + MEASURES)),
    bases=st.sampled_from([None, {Basis.STATED}, {Basis.INFERRED, Basis.MEASURED}]),
)
def test_why_is_answered_from_it_as_from_all_that_bears_on_the_goal(
    semiring: Semiring,
    known: Knowledge,
    k: int,
    goal: Proposition,
    bases: set[Basis] | None,
) -> None:
    def answer(part: Knowledge) -> object:
        graph = implication_graph(part.restricted(bases))
        best = derivations(graph, goal, k, semiring)
        told = answers_why.why(graph, goal, semiring, best, lambda: balances(graph, [goal]))
        listed = [each["objections"] for each in told["derivations"]]
        counts = len(best) < k  # or else those of equal score may be others
        return told["outweighed"], [d.score for d in best], listed if counts else None

    def counts(claim: Claim) -> bool:
        return claim.passes(bases)

    source = Known(known)
    part = nearest(source, goal, k, semiring, counts)
    assert answer(part) == answer(backward(source, [goal]))


@pytest.mark.parametrize(("shape", "most"), [("shallow", 0.5), ("cyclic", 0.75), ("deep", 1)])
def test_of_many_claims_fewer_are_fetched_in_few_rounds(shape: Shape, most: float) -> None:
    known = generated(6000, shape)
    goal = Proposition(COUNTRY, max(known.measures))
    source, everything = Known(known), Known(known)
    part, whole = nearest(source, goal, 10, PRODUCT), backward(everything, [goal])
    assert len(scores(whole, goal, 10, PRODUCT)) == 10
    assert scores(part, goal, 10, PRODUCT) == scores(whole, goal, 10, PRODUCT)
    # Where all chains are of one length, the best derivations leave nothing out for certain.
    assert len(part.claims) <= most * len(whole.claims)
    assert source.asked <= 3 * 50


def test_nothing_is_fetched_that_only_a_worse_derivation_needs() -> None:
    known = world(
        found("VN:a", 0.9),
        found("VN:b", 0.9),
        rule("a > m", 0.9),
        rule("b > c", 0.5),
        rule("c > m", 0.5),
    )
    part = nearest(Known(known), Proposition(AWAY, "m"), 1, PRODUCT)
    assert {claim.iri for claim in known.claims} - {claim.iri for claim in part.claims} == {"VN:b"}


@pytest.mark.parametrize("claim", [against("b | m", 0.3), against("b | i", 0.3)])
def test_where_something_is_objected_all_that_weighs_is_fetched(claim: Objection) -> None:
    known = world(found("VN:a", 0.9), found("VN:b", 0.9), rule("a > m", 0.9, name="i"), claim)
    part = nearest(Known(known), Proposition(AWAY, "m"), 1, PRODUCT)
    assert {c.iri for c in part.claims} == {c.iri for c in known.claims}


def test_a_denial_of_a_step_counts_as_an_objection() -> None:
    known = world(
        found("VN:a", 0.9),
        found("VN:a", 0.4, name="denied", holds=False),
        found("VN:b", 0.1),
        rule("a > m", 0.9),
        rule("b > a", 0.1),
    )
    part = nearest(Known(known), Proposition(AWAY, "m"), 1, PRODUCT)
    assert len(part.claims) == len(known.claims)


def test_costs_beyond_the_floats_are_compared() -> None:
    rungs = 1200  # each uses the one below twice: 2^1200 times the finding
    steps = [
        Implication(
            f"i{n}-{side}", 0.5, Basis.STATED, frozenset({f"r{n}"}), conclusion=f"r{n}{side}"
        )
        for n in range(rungs)
        for side in "xy"
    ]
    joins = [
        Implication(
            f"j{n}",
            0.5,
            Basis.STATED,
            frozenset({f"r{n}x", f"r{n}y"}),
            conclusion=f"r{n + 1}",
        )
        for n in range(rungs)
    ]
    start = Finding("f", 0.5, Basis.STATED, Proposition(AWAY, "r0"))
    known = world(start, *steps, *joins)
    goal = Proposition(AWAY, f"r{rungs}")
    part = nearest(Known(known), goal, 2, PRODUCT)
    assert scores(part, goal, 2, PRODUCT) == [0.0]
    assert len(part.claims) == len(known.claims)


def test_advice_for_the_goal_is_told_along() -> None:
    advice = Advice("d", 0.8, Basis.STATED, Proposition(AWAY, "m"))
    known = world(found("VN:a", 0.9), rule("a > m", 0.9), advice)
    assert nearest(Known(known), Proposition(AWAY, "m"), 1, PRODUCT).advice == (advice,)


def test_fewer_than_one_derivation_cannot_be_asked_for() -> None:
    known = world(found("VN:a", 0.9), rule("a > m", 0.9))
    with pytest.raises(InvalidArgument, match="k is 0"):
        nearest(Known(known), Proposition(AWAY, "m"), 0, PRODUCT)


@each_semiring
def test_shipped_measures_have_the_derivations_of_the_whole(semiring: Semiring) -> None:
    store = load()
    claims, whole = StoreClaims(store), knowledge(store)
    goals = [Proposition(ID + code, m) for code in ("VN", "US", "KR") for m in whole.measures]
    assert len(goals) >= 30
    best = partial(scores, k=5, semiring=semiring)
    for goal in sorted(goals):
        assert best(nearest(claims, goal, 5, semiring), goal) == best(whole, goal)
