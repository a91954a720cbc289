"""Answers by enumeration, for graphs small enough: what the engine is held against.

Nothing here is shared with the engine but its values, and nothing here is clever.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

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
CONCEPTS = tuple("abcde")

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


@st.composite
def small_knowledge(draw: st.DrawFn) -> Knowledge:
    """Up to 21 claims over two countries and five concepts: cycles, ties, repeated findings.

    Sizes are drawn, so that failures shrink; the rest is diced evenly from a seed, since
    drawn graphs cluster around the trivial ones.
    """
    dice = Random(draw(st.integers(0, 2**32)))
    findings = [_diced_finding(f"f{i}", dice) for i in range(draw(st.integers(3, 7)))]
    steps = [_diced_implication(f"i{i}", dice) for i in range(draw(st.integers(6, 14)))]
    return knowledge(*findings, *steps)


def _diced_strength(dice: Random) -> float:
    """Few different ones, so that ties are common; 1, so that a step may cost nothing."""
    return dice.choice([0.25, 0.5, 1.0, dice.uniform(0.01, 1)])


def _diced_finding(name: str, dice: Random) -> Finding:
    country, concept = dice.choice([HOME, AWAY, AWAY]), dice.choice(CONCEPTS)
    return finding(name, country, concept, _diced_strength(dice), holds=dice.random() < 0.9)


def _diced_implication(name: str, dice: Random) -> Implication:
    """One that may cross to home on either side, and that may close a cycle."""
    conclusion, *others = dice.sample(CONCEPTS, len(CONCEPTS))
    near = frozenset(others[: dice.choice([1, 1, 2, 2, 3])])
    at_home = frozenset(others[-1:]) if dice.random() < 0.2 else frozenset()
    return Implication(
        name,
        _diced_strength(dice),
        Basis.STATED,
        frozenset() if at_home and dice.random() < 0.5 else near,
        at_home,
        conclusion=conclusion,
        concludes_home=dice.random() < 0.2,
        applies_to=dice.choice([frozenset(), frozenset(), frozenset({AWAY})]),
    )
