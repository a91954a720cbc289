"""Rankings under drawn strengths: closed forms, a draw-by-draw oracle, seeds and bounds."""

from __future__ import annotations

import time
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.balance import balances
from graph.errors import InvalidArgument
from graph.grounding import ImplicationGraph, implication_graph
from graph.model import Claim, Knowledge
from graph.recommendation import recommendations
from graph.robustness import robustness
from tests.small_worlds import AWAY, HOME, against, at, found, graph_of, rule, world, worlds


def test_without_spread_every_draw_is_the_ranking_itself() -> None:
    graph = graph_of(found("a"), rule("a > m", 0.5), rule("a > n", 0.4))
    result = robustness(graph, AWAY, draws=10, spread=0)
    assert [(s.measure, s.rank, s.low, s.high, s.lead_share) for s in result.measures] == [
        ("m", 1, 1, 1, 1.0),
        ("n", 2, 2, 2, 0.0),
    ]
    assert result.measures[0].net_low == result.measures[0].net_high == 0.5


def test_intervals_far_apart_never_swap() -> None:
    """0.9 (1 - 0.2) = 0.72 stays above 0.5 (1 + 0.2) = 0.6."""
    graph = graph_of(found("a"), rule("a > m", 0.9), rule("a > n", 0.5))
    first, second = robustness(graph, AWAY).measures
    assert (first.low, first.high, second.low, second.high) == (1, 1, 2, 2)


def test_equal_strengths_lead_half_of_the_time() -> None:
    graph = graph_of(found("a"), rule("a > m", 0.5), rule("a > n", 0.5))
    first, second = robustness(graph, AWAY, draws=4000).measures
    assert first.lead_share == pytest.approx(0.5, abs=0.03)
    assert first.lead_share + second.lead_share == 1
    assert (first.low, first.high) == (second.low, second.high) == (1, 2)


def test_net_interval_is_that_of_the_uniform_distribution() -> None:
    """The net is 0.5 u min(1, v) with u and v uniform on [0.8, 1.2]."""
    graph = graph_of(found("a", 0.5), rule("a > m"))
    (result,) = robustness(graph, AWAY, draws=20_000).measures
    u, v = np.random.default_rng(99).uniform(0.8, 1.2, size=(2, 200_000))
    low, high = np.quantile(0.5 * u * np.minimum(1, v), [0.05, 0.95])
    assert result.net_low == pytest.approx(low, abs=0.005)
    assert result.net_high == pytest.approx(high, abs=0.005)


def test_strengths_are_capped_at_one() -> None:
    """With every strength at 1 half of all draws are capped, so that 1 is reached."""
    graph = graph_of(found("a"), rule("a > m"))
    (result,) = robustness(graph, AWAY, draws=2000).measures
    assert result.net_high == 1


def test_shared_claims_move_as_one_and_ties_keep_their_order() -> None:
    """Both rest on one finding and on one step each that never leaves 1 once capped."""
    shared = rule("a > b", 0.5, name="shared")
    graph = graph_of(found("a", 0.5), shared, rule("b > m"), rule("b > n"))
    first, second = robustness(graph, AWAY, spread=0).measures
    assert (first.lead_share, second.lead_share) == (1.0, 0.0)
    assert (second.low, second.high) == (2, 2)


def test_one_claim_moves_as_one_in_all_countries() -> None:
    """Grounded twice for home's measure, the step is drawn once: 1 - (1 - s)^2 throughout."""
    step = rule("a > KR:m", 0.5, name="step")
    graph = graph_of(found("VN:a"), found("KR:a"), step)
    (result,) = robustness(graph, HOME, draws=1, spread=0.5, seed=3).measures
    strengths = np.random.default_rng(3).uniform(0.5, 1.5, size=3)  # KR:a, VN:a, step
    here, there = (min(1.0, strength) for strength in strengths[:2])
    force = 0.5 * strengths[2]
    expected = 1 - (1 - here * force) * (1 - there * force)
    assert result.net_low == pytest.approx(expected, abs=1e-12)


def test_standing_share_counts_draws_in_which_support_prevails() -> None:
    graph = graph_of(found("a"), rule("a > m", 0.5), against("a | m", 0.5))
    (result,) = robustness(graph, AWAY, draws=4000).measures
    assert result.standing_share == pytest.approx(0.5, abs=0.03)
    safe = graph_of(found("a"), rule("a > m", 0.9), against("a | m", 0.1))
    assert robustness(safe, AWAY).measures[0].standing_share == 1


def test_same_seed_same_draws() -> None:
    graph = graph_of(found("a"), rule("a > m", 0.5), rule("a > n", 0.5))
    assert robustness(graph, AWAY, seed=7) == robustness(graph, AWAY, seed=7)
    assert robustness(graph, AWAY, seed=7) != replace(robustness(graph, AWAY, seed=8), seed=7)


def test_how_many_draws_are_solved_at_once_does_not_matter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graph = graph_of(found("a", 0.6), rule("a > m", 0.5), rule("a > n", 0.5))
    whole = robustness(graph, AWAY, draws=100)
    monkeypatch.setattr("graph.robustness._CELLS", 50)
    assert robustness(graph, AWAY, draws=100) == whole


def test_unsettled_draws_are_counted() -> None:
    claims = (found("a"), found("b"), against("a | b"), against("b | a"), rule("a > m"))
    result = robustness(graph_of(*claims), AWAY, draws=5, spread=0)
    assert result.unsettled == 5
    settled = graph_of(found("a"), rule("a > m"))
    assert robustness(settled, AWAY, draws=5).unsettled == 0


def test_country_without_recommendations_has_an_empty_answer() -> None:
    assert robustness(graph_of(found("a")), AWAY).measures == ()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"draws": 0}, "draws is 0"),
        ({"draws": 10**12}, "at most 1000000"),
        ({"spread": -0.1}, "spread is -0.1"),
        ({"spread": 1.5}, "spread is 1.5"),
        ({"spread": float("nan")}, "spread is nan"),
        ({"seed": -1}, "seed is -1"),
    ],
)
def test_parameters_are_checked(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        robustness(graph_of(found("a"), rule("a > m")), AWAY, **arguments)


def redrawn(known: Knowledge, spread: float, seed: int) -> Knowledge:
    """The analysis with the strengths of the first draw, claim by claim in order of name."""
    claims = sorted((*known.findings, *known.implications, *known.objections), key=lambda c: c.iri)
    factors = np.random.default_rng(seed).uniform(1 - spread, 1 + spread, size=len(claims))
    drawn: dict[str, float] = {
        claim.iri: min(1.0, claim.strength * factor)
        for claim, factor in zip(claims, factors, strict=True)
    }

    def changed(group: tuple[Claim, ...]) -> tuple[Claim, ...]:
        return tuple(replace(claim, strength=drawn[claim.iri]) for claim in group)

    return replace(
        known,
        findings=changed(known.findings),
        implications=changed(known.implications),
        objections=changed(known.objections),
    )


@settings(max_examples=100, deadline=None)
@given(worlds(), st.sampled_from([0.1, 0.5]), st.integers(0, 5))
def test_a_draw_is_a_balance_with_other_strengths(
    known: Knowledge, spread: float, seed: int
) -> None:
    graph = implication_graph(known)
    result = robustness(graph, AWAY, draws=1, spread=spread, seed=seed)
    weighed = balances(implication_graph(redrawn(known, spread, seed)))
    for stability in result.measures:
        if weighed.converged and not result.unsettled:
            expected = weighed.of(at(stability.measure)).net
            assert stability.net_low == pytest.approx(expected, abs=1e-6)
            assert stability.net_low == stability.net_high
    assert [s.measure for s in result.measures] == [r.measure for r in recommendations(graph, AWAY)]
    assert sorted(s.low for s in result.measures) == [s.rank for s in result.measures]
    assert sum(s.lead_share for s in result.measures) == (1 if result.measures else 0)


def layered(size: int) -> ImplicationGraph:
    """Implications in five layers, from six hundred findings to forty measures."""
    measures = [f"m{i}" for i in range(40)]
    claims: list[Claim] = [found(f"l0c{i}", 0.5 + i / 2000) for i in range(600)]
    random = Random(0)
    for i in range(size):
        layer = i % 5
        one, two = random.sample(range(600), 2)
        goal = random.choice(measures) if layer == 4 else f"l{layer + 1}c{random.randrange(600)}"
        left = f"l{layer}c{one} & l{layer}c{two}"
        claims.append(rule(f"{left} > {goal}", random.uniform(0.3, 0.9), name=f"r{i}"))
    return implication_graph(world(*claims, measures=measures))


def test_ten_thousand_implications_take_seconds() -> None:
    graph = layered(10_000)
    started = time.process_time()
    result = robustness(graph, AWAY)
    assert time.process_time() - started < 5
    assert len(result.measures) == 40
