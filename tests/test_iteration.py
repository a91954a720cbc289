"""Iterated cycles: draws side by side, and what is not computed again, change no result."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.cycles import Cycles, Given
from graph.draws import Draws
from graph.grounding import implication_graph
from graph.iteration import MAX_ROUNDS, iterated
from graph.model import Knowledge
from graph.network import Network, network
from graph.ranks import Ranks, Room, Uses
from tests.small_worlds import against, at, found, graph_of, rule, worlds


def drawn(cycles: Cycles, draws: int, seed: int) -> Given:
    """Any numbers in [0, 1]; some bases and denials are 0, as most are."""
    random = np.random.default_rng(seed)
    places, steps = len(cycles.propositions), len(cycles.arguments)
    bases, denials = random.uniform(size=(2, places, draws)) * random.integers(
        2, size=(2, places, 1)
    )
    return Given(bases, denials, random.uniform(size=(steps, draws)))


def ring(length: int, *extra: object) -> Network:
    steps = [rule(f"s{i} > s{(i + 1) % length}", 0.9) for i in range(length)]
    return network(graph_of(found("s0", 0.9), *steps, *extra), [at("s0")])


@settings(max_examples=100, deadline=None)
@given(worlds(), st.integers(0, 99))
def test_draws_side_by_side_are_those_draws_alone(known: Knowledge, seed: int) -> None:
    weighed = network(implication_graph(known))
    assume(weighed.schedule.is_cyclic)
    cycles = Cycles(weighed)
    together = drawn(cycles, 7, seed)
    values, rounds = iterated(cycles, together)
    alone = [iterated(cycles, together.some(slice(i, i + 1))) for i in range(7)]
    assert rounds.count == max(each.count for _, each in alone)
    for draw, (one, its_rounds) in enumerate(alone):
        assert np.array_equal(values.acceptabilities[:, [draw]], one.acceptabilities)
        assert np.array_equal(values.forces[:, [draw]], one.forces)
        assert rounds.converged[draw] == its_rounds.converged[0]


def test_draws_are_cut_into_parts_without_a_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    cycles = Cycles(ring(9, rule("a & s3 > s7", 0.5), found("a", 0.4), against("s2 | s6", 0.3)))
    given_ = drawn(cycles, 50, 1)
    whole, rounds = iterated(cycles, given_)
    monkeypatch.setattr("graph.iteration._CELLS", 3 * cycles.size)
    parts, rounds_of_parts = iterated(cycles, given_)
    assert np.array_equal(whole.acceptabilities, parts.acceptabilities)
    assert np.array_equal(whole.forces, parts.forces)
    assert np.array_equal(rounds.converged, rounds_of_parts.converged)
    assert rounds.count == rounds_of_parts.count


@settings(max_examples=100, deadline=None)
@given(worlds(), st.integers(0, 99))
def test_what_cannot_have_changed_is_as_if_computed_again(known: Knowledge, seed: int) -> None:
    weighed = network(implication_graph(known))
    assume(weighed.schedule.is_cyclic)
    cycles = Cycles(weighed)
    given_ = drawn(cycles, 3, seed)
    some, all_ = Draws(cycles, given_), Draws(cycles, given_)
    for _ in range(30):
        all_.forget()
        moved, moved_in_all = some.update(), all_.update()
        assert np.array_equal(some.values.acceptabilities, all_.values.acceptabilities)
        assert np.array_equal(some.values.forces, all_.values.forces)
        farthest = moved.distances.max(initial=0), moved_in_all.distances.max(initial=0)
        assert farthest[0] == farthest[1]


def test_a_front_that_goes_round_touches_a_few_rows_a_round() -> None:
    """A ring of 500 steps dies away at 0.9 each before it is round: 0.9^197 < 1e-9."""
    cycles = Cycles(ring(500))
    bases = np.zeros((500, 1))
    bases[0] = 0.9
    given_ = Given(bases, np.zeros((500, 1)), np.full((500, 1), 0.9))
    _, rounds = iterated(cycles, given_)
    assert 150 < rounds.count < MAX_ROUNDS
    assert rounds.converged.all()
    assert rounds.updates < 20 * (rounds.count + 1000)  # and not 1,000 times the rounds


def test_ranks_compute_list_by_list() -> None:
    lists = [[0, 1, 2], [2], [], [1, 1]]
    values = np.array([[0.5], [0.25], [0.8]])
    ranks, room = Ranks.of(lists), Room.of(4, 1)
    result = np.empty((4, 1))
    ranks.product(np.array([[1.0], [0.5], [0.3], [1.0]]), values, result, room)
    assert result.ravel().tolist() == pytest.approx([0.1, 0.4, 0.3, 0.0625])
    ranks.total(values, result, room)
    assert result.ravel().tolist() == pytest.approx([0.925, 0.8, 0, 0.4375])
    some = ranks.among(np.array([1, 2, 3]))
    chosen = np.full((3, 1), 0.5)
    some.add(values, chosen, room)
    assert chosen.ravel().tolist() == pytest.approx([0.9, 0.5, 0.71875])


def test_uses_are_the_lists_that_a_number_stands_in() -> None:
    uses = Uses.of([[0, 2], [2], [], [0]], 3)
    assert uses.by(np.array([2])).tolist() == [0, 1]
    assert uses.by(np.array([0, 1])).tolist() == [0, 3]
    assert uses.by(np.arange(0)).tolist() == []


def test_cycles_lay_out_what_arguments_sway_before_what_they_do_not() -> None:
    cycles = Cycles(ring(3, rule("a & s1 > s2", 0.5), found("a", 0.4), against("s1 | s0", 0.2)))
    assert cycles.swayed.supports.count == 3
    assert cycles.size == 4 + 5
