"""Checking a derivation against its graph, step by step, without trusting its maker."""

from __future__ import annotations

import math
from collections.abc import Mapping

from graph.errors import InvalidDerivation
from graph.grounding import ImplicationGraph
from graph.model import Derivation, Finding, Proposition, Step
from graph.semiring import PRODUCT, Semiring


def replayed(
    graph: ImplicationGraph, derivation: Derivation, semiring: Semiring = PRODUCT
) -> Derivation:
    """The derivation itself, once every step of it has been found to be in order.

    Each justification must stand in the graph and justify its proposition, each premise
    must have a step of its own further down, each step but the goal's must be needed, no
    proposition may have two, and every score must be what the semiring makes of the
    strength and of the premises' scores.

    Raises
    ------
    InvalidDerivation
        Naming the first step that is not in order.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from graph.grounding import implication_graph
    >>> from graph.hyperpath import derivations
    >>> from graph.model import Analysis, Basis, Finding, Knowledge, Proposition
    >>> young = Finding("f", 0.9, Basis.STATED, Proposition("VN", "young"))
    >>> graph = implication_graph(Knowledge(Analysis("a", "KR", ("VN",)), (young,)))
    >>> best, = derivations(graph, young.proposition)
    >>> replayed(graph, best) == best
    True
    >>> replayed(graph, replace(best, score=1.0))
    Traceback (most recent call last):
    graph.errors.InvalidDerivation: young of VN: the derivation scores 1, its first step 0.9
    """
    if not derivation.steps:
        raise InvalidDerivation("a derivation without steps derives nothing")
    needed = {derivation.goal}
    below = {step.proposition: step for step in derivation.steps}
    for step in derivation.steps:
        if below.pop(step.proposition, None) is not step:
            raise _invalid(step, "it is justified twice")
        if step.proposition not in needed:
            raise _invalid(step, "nothing above needs it")
        _check(graph, step, below, semiring)
        needed.update(step.premises)
    if derivation.score != derivation.steps[0].score:
        raise _invalid(
            derivation.steps[0],
            f"the derivation scores {derivation.score:g}, its first step "
            f"{derivation.steps[0].score:g}",
        )
    return derivation


def _check(
    graph: ImplicationGraph, step: Step, below: Mapping[Proposition, Step], semiring: Semiring
) -> None:
    """One step against the graph and the steps further down."""
    if not _stands(graph, step):
        raise _invalid(step, f"{step.claim} as given is not among its justifications")
    for premise in step.premises:
        if premise not in below:
            raise _invalid(step, f"its premise {_name(premise)} has no step below")
    score = semiring.combined(step.justification.strength, [below[p].score for p in step.premises])
    if step.score != score and not math.isclose(step.score, score, rel_tol=1e-9, abs_tol=1e-300):
        raise _invalid(step, f"its score is {score:g}, not {step.score:g}")


def _stands(graph: ImplicationGraph, step: Step) -> bool:
    if isinstance(step.justification, Finding):
        return step.justification in graph.findings.get(step.proposition, ())
    return step.justification in graph.inferences.get(step.proposition, ())


def _name(proposition: Proposition) -> str:
    return f"{proposition.concept} of {proposition.country}"


def _invalid(step: Step, reason: str) -> InvalidDerivation:
    return InvalidDerivation(f"{_name(step.proposition)}: {reason}")
