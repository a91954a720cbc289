"""Derivations put together that end in the same step and differ in what lies below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.model import Derivation, Justification, Proposition, Step
from graph.semiring import FEWEST_STEPS, PRODUCT, WEAKEST_LINK, Semiring


@dataclass(frozen=True, slots=True)
class Variant:
    """One derivation, its place among all, and the three numbers by which it can be judged."""

    derivation: Derivation
    place: int
    product: float
    weakest_link: float
    steps: int


@dataclass(frozen=True, slots=True)
class Way:
    """The derivations that end in the same step, best first.

    They differ only in how the premises of that step are known: from which finding, or
    derived from what.
    """

    variants: tuple[Variant, ...]

    @property
    def best(self) -> Variant:
        """The variant shown unless another is asked for."""
        return self.variants[0]

    @property
    def differing(self) -> tuple[Proposition, ...]:
        """What the variants know in different ways, each once, from the goal down."""
        turns = (turn for variant in self.variants[1:] for turn in self.turns(variant))
        return tuple(dict.fromkeys(turn.proposition for turn in turns))

    def turns(self, variant: Variant) -> tuple[Step, ...]:
        """The steps at which a variant parts from the best one."""
        return tuple(turns(self.best.derivation, variant.derivation))


def ways(found: Iterable[Derivation]) -> tuple[Way, ...]:
    """The derivations by the step they end in, in the order of the best of each.

    Takes time linear in the steps.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.hyperpath import derivations
    >>> from graph.model import Analysis, Basis, Finding, Implication, Knowledge
    >>> def found(name, concept, strength):
    ...     return Finding(name, strength, Basis.STATED, Proposition("VN", concept))
    >>> def step(name, premise, conclusion):
    ...     return Implication(name, 0.9, Basis.STATED, frozenset({premise}), conclusion=conclusion)
    >>> graph = implication_graph(Knowledge(
    ...     Analysis("a", "KR", ("VN",)),
    ...     (found("f", "young", 0.9), found("g", "cheap", 0.8)),
    ...     (step("i", "young", "cheap"), step("j", "cheap", "pair")),
    ... ))
    >>> way, = ways(derivations(graph, Proposition("VN", "pair")))
    >>> [[step.claim for step in variant.derivation.steps] for variant in way.variants]
    [['j', 'i', 'f'], ['j', 'g']]
    >>> way.differing
    (Proposition(country='VN', concept='cheap'),)
    """
    groups: dict[Justification, list[Variant]] = {}
    for place, derivation in enumerate(found):
        last = derivation.steps[0].justification
        groups.setdefault(last, []).append(_variant(derivation, place))
    return tuple(Way(tuple(variants)) for variants in groups.values())


def turns(first: Derivation, other: Derivation) -> Iterator[Step]:
    """The steps at which another derivation of the same goal parts from the first.

    Each is the step of a proposition that both use for the same reasons from the goal down,
    and justify differently; what follows from that further down is not told again.
    """
    usual = {step.proposition: step.justification for step in first.steps}
    shared = {first.goal}
    for step in other.steps:  # from the goal down
        if step.proposition in shared:
            if step.justification == usual[step.proposition]:
                shared.update(step.premises)
            else:
                yield step


def rescored(derivation: Derivation, semiring: Semiring) -> float:
    """The score of a derivation under any semiring.

    Examples
    --------
    >>> from graph.model import Basis, Finding
    >>> young = Finding("f", 0.9, Basis.STATED, Proposition("VN", "young"))
    >>> rescored(Derivation(0.9, (Step(young.proposition, young, 0.9),)), FEWEST_STEPS)
    0
    """
    scores: dict[Proposition, float] = {}
    for step in reversed(derivation.steps):
        premises = [scores[premise] for premise in step.premises]
        scores[step.proposition] = semiring.combined(step.justification.strength, premises)
    return scores[derivation.goal]


def _variant(derivation: Derivation, place: int) -> Variant:
    return Variant(
        derivation,
        place,
        product=rescored(derivation, PRODUCT),
        weakest_link=rescored(derivation, WEAKEST_LINK),
        steps=int(rescored(derivation, FEWEST_STEPS)),
    )
