"""How a proposition stands: found, derived, both, found not to hold, or unknown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain

from graph.grounding import ImplicationGraph
from graph.hypergraph import Hypergraph
from graph.model import Finding, Proposition


class State(StrEnum):
    """Whether something holds of a country, and how that is known."""

    FOUND = "holds-found"
    DERIVED = "holds-derived"
    FOUND_AND_DERIVED = "holds-found-and-derived"
    FAILS = "fails"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"

    @property
    def holds(self) -> bool:
        """Whether it is found or derived."""
        return self in (State.FOUND, State.DERIVED, State.FOUND_AND_DERIVED)


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a proposition and the findings for and against it.

    A proposition that holds may have denials all the same: it is contested, not settled.
    """

    state: State
    proposition: Proposition | None = None
    findings: tuple[Finding, ...] = ()
    denials: tuple[Finding, ...] = ()

    @property
    def is_contested(self) -> bool:
        """Whether it holds although a finding says that it does not."""
        return self.state.holds and bool(self.denials)


def is_derivable(graph: ImplicationGraph, proposition: Proposition) -> bool:
    """Whether a proposition is found or follows from what is found."""
    number = graph.hypergraph.index.get(proposition)
    return number is not None and bool(graph.hypergraph.options[number])


class Standings:
    """How the propositions of one graph stand, for many questions in a row."""

    def __init__(self, graph: ImplicationGraph) -> None:
        self._graph = graph

    def of(self, proposition: Proposition) -> Standing:
        """How a proposition stands; see `standing`."""
        graph = self._graph
        findings = graph.findings.get(proposition, ())
        denials = graph.denials.get(proposition, ())
        state = _state(bool(findings), self.is_derived(proposition), bool(denials))
        return Standing(state, proposition, findings, denials)

    def is_derived(self, proposition: Proposition) -> bool:
        """Whether a proposition follows from findings of other propositions.

        What only follows from itself, by way of a cycle, does not.
        """
        if not is_derivable(self._graph, proposition):
            return False
        if proposition not in self._graph.findings:
            return True
        arrays = self._graph.hypergraph
        goal = arrays.index[proposition]
        if not any(arrays.tails[j] for j in arrays.options[goal]):
            return False
        return goal not in self._circling or _follows(arrays, goal)

    @cached_property
    def _circling(self) -> frozenset[int]:
        """The propositions that lead back to themselves."""
        import networkx as nx  # takes a sixth of a second, which most questions do not need

        arrays = self._graph.hypergraph
        links: nx.DiGraph[int] = nx.DiGraph()
        for premise, uses in enumerate(arrays.uses):
            links.add_edges_from((premise, arrays.heads[use]) for use in uses)
        components = nx.strongly_connected_components(links)
        return frozenset(chain.from_iterable(c for c in components if len(c) > 1))


def standing(graph: ImplicationGraph, proposition: Proposition) -> Standing:
    """How a proposition stands.

    What is neither found nor derivable fails if a finding says so, and is else unknown,
    never false. Takes time linear in the size of the graph at most; `Standings` answers many
    questions faster.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Knowledge
    >>> young, cheap = Proposition("VN", "young"), Proposition("VN", "cheap")
    >>> denied = Finding("d", 0.5, Basis.MEASURED, cheap, holds=False)
    >>> graph = implication_graph(Knowledge(Analysis("a", "KR"), (denied,)))
    >>> standing(graph, cheap).state, standing(graph, young).state
    (<State.FAILS: 'fails'>, <State.UNKNOWN: 'unknown'>)
    """
    return Standings(graph).of(proposition)


def _follows(arrays: Hypergraph, goal: int) -> bool:
    """Whether the goal follows without its own findings, by forward chaining."""
    missing = [len(tail) for tail in arrays.tails]
    fired = [j for j, tail in enumerate(arrays.tails) if not tail and arrays.heads[j] != goal]
    reached: set[int] = set()
    for justification in fired:  # grows as it is walked
        head = arrays.heads[justification]
        if head not in reached:
            reached.add(head)
            for use in arrays.uses[head]:
                missing[use] -= 1
                if not missing[use]:
                    fired.append(use)
    return goal in reached


def _state(found: bool, derived: bool, denied: bool) -> State:
    if found and derived:
        return State.FOUND_AND_DERIVED
    if found or derived:
        return State.FOUND if found else State.DERIVED
    return State.FAILS if denied else State.UNKNOWN
