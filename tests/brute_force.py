"""Answers by enumeration, for graphs small enough: what the engine is held against.

Nothing here is shared with the engine but its values, and nothing here is clever.
"""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st

from graph.grounding import ImplicationGraph
from graph.model import (
    Analysis,
    Basis,
    Finding,
    Implication,
    Inference,
    Justification,
    Knowledge,
    Proposition,
)

HOME, AWAY = "KR", "VN"
CONCEPTS = tuple("abcdef")

Choice = dict[Proposition, Justification]


def premises(justification: Justification) -> tuple[Proposition, ...]:
    return () if isinstance(justification, Finding) else justification.premises


def all_derivations(graph: ImplicationGraph, goal: Proposition) -> Iterator[Choice]:
    """Every acyclic choice of one justification for each proposition that the goal uses."""

    def extended(choice: Choice, open_: tuple[Proposition, ...]) -> Iterator[Choice]:
        if not open_:
            if is_acyclic(choice, goal):
                yield choice
            return
        first, rest = open_[0], open_[1:]
        if first in choice:
            yield from extended(choice, rest)
            return
        options = (*graph.findings.get(first, ()), *graph.inferences.get(first, ()))
        for justification in options:
            yield from extended({**choice, first: justification}, (*premises(justification), *rest))

    yield from extended({}, (goal,))


def is_acyclic(choice: Choice, goal: Proposition) -> bool:
    def visit(proposition: Proposition, above: tuple[Proposition, ...]) -> bool:
        return proposition not in above and all(
            visit(premise, (*above, proposition)) for premise in premises(choice[proposition])
        )

    return visit(goal, ())


def score(choice: Choice, goal: Proposition, semiring: str) -> float:
    """Section by section what the three semirings are said to mean, over the tree."""
    justification = choice[goal]
    below = [score(choice, premise, semiring) for premise in premises(justification)]
    if semiring == "fewest-steps":
        return 0 if isinstance(justification, Finding) else 1 + sum(below)
    if semiring == "weakest-link":
        return min([justification.strength, *below])
    result = justification.strength
    for value in below:
        result *= value
    return result


def best_scores(graph: ImplicationGraph, goal: Proposition, semiring: str) -> list[float]:
    """The scores of all derivations, best first."""
    scores = [score(choice, goal, semiring) for choice in all_derivations(graph, goal)]
    return sorted(scores, reverse=semiring != "fewest-steps")


def simple_paths(
    graph: ImplicationGraph, sources: set[Proposition], targets: set[Proposition]
) -> Iterator[tuple[float, tuple[Proposition | Inference, ...]]]:
    """Every simple path from a source to a target, over inferences whose premises hold."""
    holding = {p for p in propositions(graph) if any(True for _ in all_derivations(graph, p))}

    def extended(
        nodes: tuple[Proposition | Inference, ...], strength: float
    ) -> Iterator[tuple[float, tuple[Proposition | Inference, ...]]]:
        if len(nodes) > 1 and nodes[-1] in targets:
            yield strength, nodes
        for inferences in graph.inferences.values():
            for inference in inferences:
                usable = holding.issuperset(inference.premises)
                if usable and nodes[-1] in inference.premises and inference.conclusion not in nodes:
                    yield from extended(
                        (*nodes, inference, inference.conclusion), strength * inference.strength
                    )

    for source in sorted(sources):
        yield from extended((source,), 1.0)


def propositions(graph: ImplicationGraph) -> set[Proposition]:
    found = {*graph.findings, *graph.inferences}
    for inferences in graph.inferences.values():
        for inference in inferences:
            found.update(inference.premises)
    return found


def finding(name: str, country: str, concept: str, strength: float, **more: object) -> Finding:
    return Finding(name, strength, Basis.STATED, Proposition(country, concept), **more)


def implication(
    name: str, premises: str, conclusion: str, strength: float, **more: object
) -> Implication:
    """An implication from concepts named by single letters."""
    return Implication(
        name, strength, Basis.STATED, frozenset(premises), conclusion=conclusion, **more
    )


def knowledge(*claims: Finding | Implication, considers: tuple[str, ...] = (AWAY,)) -> Knowledge:
    return Knowledge(
        Analysis("analysis", HOME, considers),
        findings=tuple(c for c in claims if isinstance(c, Finding)),
        implications=tuple(c for c in claims if isinstance(c, Implication)),
    )


# Few different strengths, so that ties are common; 1.0, so that steps may cost nothing.
strengths = st.one_of(
    st.sampled_from([0.25, 0.5, 1.0]), st.floats(0.01, 1, exclude_min=True).map(lambda x: x)
)


@st.composite
def implications(draw: st.DrawFn, name: str) -> Implication:
    """One that may cross to home on either side, and that may close a cycle."""
    concludes_home = draw(st.booleans())
    conclusion = draw(st.sampled_from(CONCEPTS))
    others = st.sampled_from([c for c in CONCEPTS if c != conclusion])
    near = draw(st.frozensets(others, min_size=1, max_size=3))
    at_home = draw(st.frozensets(others, max_size=1)) if draw(st.booleans()) else frozenset()
    return Implication(
        name,
        draw(strengths),
        Basis.STATED,
        frozenset() if at_home and draw(st.booleans()) else near,
        at_home,
        conclusion=conclusion,
        concludes_home=concludes_home,
        applies_to=draw(st.sampled_from([frozenset(), frozenset({AWAY}), frozenset({HOME})])),
    )


@st.composite
def small_knowledge(draw: st.DrawFn) -> Knowledge:
    """A dozen claims over two countries and six concepts: cycles, ties, repeated findings."""
    places = st.tuples(st.sampled_from([HOME, AWAY]), st.sampled_from(CONCEPTS))
    found = draw(st.lists(st.tuples(places, strengths, st.booleans()), min_size=1, max_size=7))
    count = draw(st.integers(1, 7))
    findings = [
        finding(f"f{i}", country, concept, strength, holds=holds or i < 3)
        for i, ((country, concept), strength, holds) in enumerate(found)
    ]
    return knowledge(*findings, *(draw(implications(f"i{i}")) for i in range(count)))
