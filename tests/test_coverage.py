"""The smallest packages of measures, against enumeration."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.coverage import Coverage, coverage
from graph.errors import InvalidArgument
from graph.grounding import ImplicationGraph, implication_graph
from tests.small_worlds import AWAY, against, found, rule, world

CONSTRAINTS, MEASURES = "abcde", "pqrstu"


def graph_with(mitigations: dict[str, str], *claims: object, holding: str = "") -> ImplicationGraph:
    """Every measure follows from x; each mitigates the constraints given for it."""
    held = holding or "".join(sorted({c for own in mitigations.values() for c in own}))
    return implication_graph(
        world(
            found("x"),
            *(found(constraint) for constraint in held),
            *(rule(f"x > {measure}", 0.5) for measure in mitigations),
            *claims,
            measures=mitigations,
            constraints=CONSTRAINTS,
            mitigations=[(m, c) for m, own in mitigations.items() for c in own],
        )
    )


def packages(result: Coverage) -> list[str]:
    return ["".join(package) for package in result.overall.packages]


def test_all_smallest_packages_are_given() -> None:
    result = coverage(graph_with({"p": "ab", "q": "cd", "r": "bc", "s": "ad"}), AWAY)
    assert packages(result) == ["pq", "rs"]
    assert result.overall.size == 2
    assert result.overall.constraints == tuple("abcd")
    assert not result.overall.truncated


def test_greedy_choice_would_be_too_large() -> None:
    """p covers most at once, but q and r alone cover everything."""
    result = coverage(graph_with({"p": "bcd", "q": "abc", "r": "de"}), AWAY)
    assert packages(result) == ["qr"]


def test_constraints_that_nothing_mitigates_are_told_apart() -> None:
    result = coverage(graph_with({"p": "a"}, holding="abc"), AWAY)
    assert packages(result) == ["p"]
    assert result.unmitigated == ("b", "c")


def test_constraints_that_do_not_hold_need_nothing() -> None:
    result = coverage(graph_with({"p": "a", "q": "b"}, holding="a"), AWAY)
    assert packages(result) == ["p"]


def test_outweighed_measures_are_not_chosen() -> None:
    result = coverage(graph_with({"p": "ab", "q": "a"}, against("x | p", 0.9)), AWAY)
    assert packages(result) == ["q"]
    assert result.unmitigated == ("b",)


def test_nothing_to_mitigate_is_the_empty_package() -> None:
    result = coverage(graph_with({"p": ""}), AWAY)
    assert result.overall.packages == ((),)
    assert result.overall.size == 0


def test_actors_are_asked_apart() -> None:
    company = [("p", "company"), ("q", "company"), ("s", "company")]
    actors = [*company, ("r", "government"), ("s", "government")]
    result = coverage(graph_with({"p": "a", "q": "b", "r": "ab", "s": "c"}), AWAY, actors)
    assert packages(result) == ["rs"]
    assert {actor: cover.packages for actor, cover in result.by_actor.items()} == {
        "company": (("p", "q", "s"),),
        "government": (("r", "s"),),
    }


def test_limit_cuts_and_says_so() -> None:
    result = coverage(graph_with(dict.fromkeys("pqrst", "a")), AWAY, limit=3)
    assert len(result.overall.packages) == 3
    assert result.overall.truncated
    every = coverage(graph_with(dict.fromkeys("pqrst", "a")), AWAY, limit=5)
    assert packages(every) == list("pqrst")
    assert not every.overall.truncated


def test_limit_is_checked() -> None:
    with pytest.raises(InvalidArgument, match="limit is 0"):
        coverage(graph_with({"p": "a"}), AWAY, limit=0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.frozensets(st.sampled_from(CONSTRAINTS), max_size=3), min_size=1, max_size=6))
def test_packages_equal_enumeration(mitigated: list[frozenset[str]]) -> None:
    own = dict(zip(MEASURES, ("".join(sorted(covered)) for covered in mitigated), strict=False))
    result = coverage(graph_with(own), AWAY, limit=100)
    asked = {constraint for covered in own.values() for constraint in covered}
    for size in range(len(own) + 1):
        expected = [
            package
            for package in combinations(sorted(own), size)
            if asked <= {constraint for measure in package for constraint in own[measure]}
        ]
        if expected:
            break
    assert list(result.overall.packages) == expected
