"""How a proposition stands: found, derived, both, found not to hold, or unknown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from graph.grounding import ImplicationGraph
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


def is_derived(graph: ImplicationGraph, proposition: Proposition) -> bool:
    """Whether a proposition follows from findings of other propositions.

    What only follows from itself, by way of a cycle, does not. Takes constant time for most
    propositions, and time linear in what leads to it for one that is found as well.
    """
    if not is_derivable(graph, proposition):
        return False
    if proposition not in graph.findings:
        return True
    arrays = graph.hypergraph
    goal = arrays.index[proposition]
    return any(arrays.tails[j] for j in arrays.options[goal]) and _follows(graph, goal)


def _follows(graph: ImplicationGraph, goal: int) -> bool:
    """Whether the goal follows without its own findings, by forward chaining to it."""
    arrays = graph.hypergraph
    cone: dict[int, None] = {goal: None}
    waiting = [goal]
    for node in waiting:  # grows as it is walked
        new = {p for j in arrays.options[node] for p in arrays.tails[j]} - cone.keys()
        cone.update(dict.fromkeys(sorted(new)))
        waiting.extend(sorted(new))
    usable = [j for p in cone for j in arrays.options[p] if arrays.tails[j] or p != goal]
    missing = {j: len(arrays.tails[j]) for j in usable}
    fired = [j for j, count in missing.items() if not count]
    reached: set[int] = set()
    for justification in fired:  # grows as it is walked
        head = arrays.heads[justification]
        if head in reached:
            continue
        reached.add(head)
        for use in arrays.uses[head]:
            if use in missing:
                missing[use] -= 1
                if not missing[use]:
                    fired.append(use)
    return goal in reached


def standing(graph: ImplicationGraph, proposition: Proposition) -> Standing:
    """How a proposition stands.

    What is neither found nor derivable fails if a finding says so, and is else unknown,
    never false.

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
    findings = graph.findings.get(proposition, ())
    denials = graph.denials.get(proposition, ())
    return Standing(
        _state(bool(findings), is_derived(graph, proposition), bool(denials)),
        proposition,
        findings,
        denials,
    )


def _state(found: bool, derived: bool, denied: bool) -> State:
    if found and derived:
        return State.FOUND_AND_DERIVED
    if found or derived:
        return State.FOUND if found else State.DERIVED
    return State.FAILS if denied else State.UNKNOWN
