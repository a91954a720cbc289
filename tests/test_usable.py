"""The claims of all derivations of a proposition."""

from __future__ import annotations

from hypothesis import given, settings

from graph.grounding import ImplicationGraph, implication_graph
from graph.hyperpath import derivable
from graph.model import Finding, Knowledge, Proposition
from graph.usable import claims_of_derivations
from tests.brute_force import all_derivations
from tests.small_worlds import at, found, graph_of, rule, worlds


def used(graph: ImplicationGraph, goal: Proposition) -> set[str]:
    """The claims in every derivation there is, by enumeration."""
    return {
        justification.iri if isinstance(justification, Finding) else justification.implication
        for choice in all_derivations(graph, goal)
        for justification in choice.values()
    }


@given(worlds(acyclic=True))
@settings(deadline=None)
def test_are_those_that_some_derivation_uses(known: Knowledge) -> None:
    graph = implication_graph(known)
    for goal in sorted(derivable(graph)):
        found = list(claims_of_derivations(graph, goal))
        assert len(found) == len(set(found))
        assert set(found) == used(graph, goal)


@given(worlds())
@settings(deadline=None)
def test_none_is_missing_where_support_is_circular(known: Knowledge) -> None:
    graph = implication_graph(known)
    for goal in sorted(derivable(graph)):
        assert set(claims_of_derivations(graph, goal)) >= used(graph, goal)


def test_there_are_none_for_what_does_not_follow() -> None:
    graph = graph_of(found("a"), rule("b > m"))
    assert list(claims_of_derivations(graph, at("m"))) == []
    assert list(claims_of_derivations(graph, at("nowhere"))) == []


def test_the_nearest_come_first() -> None:
    graph = graph_of(found("a"), rule("a > b"), rule("b > m"), found("m", name="itself"))
    assert list(claims_of_derivations(graph, at("m"))) == ["itself", "b > m", "a > b", "a"]
