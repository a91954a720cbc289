from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.errors import InvalidArgument
from graph.grounding import ImplicationGraph, implication_graph
from graph.model import Inference, Knowledge, Proposition
from graph.paths import ImplicationPath, implication_paths
from tests.brute_force import (
    AWAY,
    CONCEPTS,
    HOME,
    finding,
    implication,
    knowledge,
    simple_paths,
    small_knowledge,
)

places = st.builds(Proposition, st.sampled_from([HOME, AWAY]), st.sampled_from(CONCEPTS))
several = st.sets(places, min_size=1, max_size=3)


def graph_of(*claims: object) -> ImplicationGraph:
    return implication_graph(knowledge(*claims))


def at(concept: str) -> Proposition:
    return Proposition(AWAY, concept)


def names(path: ImplicationPath) -> str:
    return " ".join(
        node.implication if isinstance(node, Inference) else node.concept for node in path.nodes
    )


MOST = 500


def all_paths(
    graph: ImplicationGraph, sources: set[Proposition], targets: set[Proposition]
) -> list[tuple[float, tuple[Proposition | Inference, ...]]]:
    """All paths; the few graphs with too many to enumerate are passed over."""
    found = list(islice(simple_paths(graph, sources, targets), MOST + 1))
    assume(len(found) <= MOST)
    return found


@settings(max_examples=200, deadline=None)
@given(known=small_knowledge(), sources=several, targets=several, k=st.integers(1, 12))
def test_the_k_best_are_those_of_brute_force(
    known: Knowledge, sources: set[Proposition], targets: set[Proposition], k: int
) -> None:
    graph = implication_graph(known)
    every = all_paths(graph, sources, targets)
    expected = sorted((score for score, _ in every), reverse=True)
    found = implication_paths(graph, sources, targets, k)
    assert [path.score for path in found] == pytest.approx(expected[:k], rel=1e-9)


@settings(max_examples=200, deadline=None)
@given(known=small_knowledge(), sources=several, targets=several)
def test_asking_for_all_yields_each_path_once(
    known: Knowledge, sources: set[Proposition], targets: set[Proposition]
) -> None:
    graph = implication_graph(known)
    expected = {nodes for _, nodes in all_paths(graph, sources, targets)}
    found = [path.nodes for path in implication_paths(graph, sources, targets, MOST + 1)]
    assert len(found) == len(set(found))
    assert set(found) == expected


FORK = (
    finding("f", AWAY, "a", 0.9),
    implication("i-short", "a", "d", 0.3),
    implication("i-one", "a", "b", 0.9),
    implication("i-two", "b", "d", 0.8),
)


def test_a_long_strong_path_comes_before_a_short_weak_one() -> None:
    found = implication_paths(graph_of(*FORK), [at("a")], [at("d")])
    assert [names(path) for path in found] == ["a i-one b i-two d", "a i-short d"]
    assert [path.score for path in found] == [0.72, 0.3]


def test_an_inference_counts_only_if_all_its_premises_hold() -> None:
    both = implication("i-both", "ac", "e", 0.9)
    assert implication_paths(graph_of(*FORK, both), [at("a")], [at("e")]) == []
    graph = graph_of(*FORK, both, finding("g", AWAY, "c", 0.1))
    assert [path.score for path in implication_paths(graph, [at("a")], [at("e")])] == [0.9]


def test_staying_put_is_no_path() -> None:
    back = implication("i-back", "d", "a", 0.9)
    assert implication_paths(graph_of(*FORK, back), [at("a")], [at("a")]) == []


def test_a_path_may_pass_a_target_and_go_on() -> None:
    found = implication_paths(graph_of(*FORK), [at("a")], [at("b"), at("d")])
    assert [names(path) for path in found] == ["a i-one b", "a i-one b i-two d", "a i-short d"]


def test_a_path_may_cross_to_home() -> None:
    across = implication("i-across", "a", "e", 0.5, concludes_home=True)
    graph = graph_of(*FORK, across)
    (path,) = implication_paths(graph, [at("a")], [Proposition(HOME, "e")])
    assert names(path) == "a i-across e"


def test_parallel_implications_are_different_paths() -> None:
    graph = graph_of(
        finding("f", AWAY, "a", 1), *(implication(f"i{n}", "a", "b", 0.5) for n in range(3))
    )
    found = implication_paths(graph, [at("a")], [at("b")])
    assert [names(path) for path in found] == ["a i0 b", "a i1 b", "a i2 b"]


def test_a_path_of_three_thousand_steps() -> None:
    n = 3_000
    steps = [implication(f"i{i:04}", [f"c{i}"], f"c{i + 1}", 0.9) for i in range(n)]
    graph = graph_of(finding("f", AWAY, "c0", 1.0), implication("cut", ["c0"], "c2", 0.5), *steps)
    found = implication_paths(graph, [at("c0")], [at(f"c{n}")], 3)
    assert [len(path.nodes) for path in found] == [2 * n + 1, 2 * n - 1]


def test_unknown_ends_have_no_path() -> None:
    assert implication_paths(graph_of(*FORK), [at("x")], [at("d")]) == []
    assert implication_paths(graph_of(*FORK), [at("a")], [at("x")]) == []
    assert implication_paths(graph_of(*FORK), [], []) == []


def test_k_must_be_positive() -> None:
    with pytest.raises(InvalidArgument, match="k is 0"):
        implication_paths(graph_of(*FORK), [at("a")], [at("d")], 0)
