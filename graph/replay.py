"""Checking an explanation against the claims it is made of, without trusting its maker.

`graph.hyperpath.derivations` and `graph.paths.implication_paths` hand out nothing that has not
passed here, so that whoever shows an explanation, on whatever way out, shows a checked one. The
check reads the claims as they were asserted, not what the search made of them, and takes time
linear in the steps.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from graph.errors import InvalidDerivation
from graph.grounding import ImplicationGraph
from graph.model import Derivation, Finding, Inference, Proposition, Step
from graph.semiring import PRODUCT, Semiring
from graph.standing import is_derivable

if TYPE_CHECKING:
    from graph.paths import ImplicationPath


def replayed(
    graph: ImplicationGraph,
    derivation: Derivation,
    semiring: Semiring = PRODUCT,
    goal: Proposition | None = None,
) -> Derivation:
    """The derivation itself, once every step of it has been found to be in order.

    Each justification must be a claim of the graph's analysis that justifies its proposition:
    a finding that it holds, or an implication with exactly its own premises and strength, for
    a country it applies to. Each premise must have a step of its own further down, so that
    nothing rests on itself; each step but the goal's must be needed, no proposition may have
    two, and every score must be what the semiring makes of the strength and of the premises'
    scores.

    Parameters
    ----------
    graph : ImplicationGraph
        Where it is said to come from.
    derivation : Derivation
    semiring : Semiring
        How it is said to be scored.
    goal : Proposition, optional
        What it is said to derive.

    Raises
    ------
    InvalidDerivation
        Naming the first step that is not in order.

    Notes
    -----
    Linear in the number of steps and of their premises.

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
    return Replay(graph, semiring).checked(derivation, goal)


class Replay:
    """The check of several derivations of one graph, as `replayed` makes it of one.

    A step that several share, one and the same object, is compared with the claims once; that
    it stands above the very steps that it then rested on is looked at each time.
    """

    def __init__(self, graph: ImplicationGraph, semiring: Semiring) -> None:
        self._graph = graph
        self._semiring = semiring
        # The identities of each step and of those that it rests on.
        self._in_order: dict[int, frozenset[int]] = {}
        self._kept: list[Derivation] = []  # so that their identities stay their own

    def checked(self, derivation: Derivation, goal: Proposition | None = None) -> Derivation:
        """The derivation itself, once every step of it has been found to be in order."""
        if not derivation.steps:
            raise InvalidDerivation("a derivation without steps derives nothing")
        if goal is not None and derivation.goal != goal:
            raise _invalid(derivation.goal, f"{_name(goal)} was to be derived")
        self._check_steps(derivation)
        if derivation.score != derivation.steps[0].score:
            raise _invalid(
                derivation.goal,
                f"the derivation scores {derivation.score:g}, its first step "
                f"{derivation.steps[0].score:g}",
            )
        return derivation

    def _check_steps(self, derivation: Derivation) -> None:
        steps, identities = derivation.steps, list(map(id, derivation.steps))
        of = {step.proposition: step for step in steps}
        if len(of) < len(steps):
            raise _invalid(_first_repeated(steps), "it is justified twice")
        self._kept.append(derivation)
        needed, below = {identities[0]}, set(identities)
        for step, identity in zip(steps, identities, strict=True):
            below.remove(identity)
            if identity not in needed:
                raise _invalid(step.proposition, "nothing above needs it")
            rests_on = self._in_order.get(identity)
            if rests_on is None or not rests_on <= below:
                rests_on = self._checked_step(step, of, below)
                self._in_order[identity] = rests_on
            needed |= rests_on

    def _checked_step(
        self, step: Step, of: Mapping[Proposition, Step], below: Collection[int]
    ) -> frozenset[int]:
        """What the step rests on, once it was compared with the claims and the steps below."""
        fault = _fault(self._graph, step.proposition, step.justification)
        if fault:
            raise _invalid(step.proposition, fault)
        rests_on, scores = [], []
        for premise in step.premises:
            under = of.get(premise)
            if under is None or id(under) not in below:
                raise _invalid(step.proposition, f"its premise {_name(premise)} has no step below")
            rests_on.append(id(under))
            scores.append(under.score)
        score = self._semiring.combined(step.justification.strength, scores)
        if step.score != score and not _agree(step.score, score):
            raise _invalid(step.proposition, f"its score is {score:g}, not {step.score:g}")
        return frozenset(rests_on)


def _first_repeated(steps: Sequence[Step]) -> Proposition:
    """The first proposition that has a second step."""
    times = Counter(step.proposition for step in steps)
    return next(proposition for proposition, number in times.items() if number > 1)


def replayed_path(
    graph: ImplicationGraph,
    path: ImplicationPath,
    sources: Collection[Proposition],
    targets: Collection[Proposition],
) -> ImplicationPath:
    """The path itself, once every inference on it has been found to be in order.

    It must lead from a source to a target without passing any proposition twice. Each
    inference on it must be an implication of the analysis as asserted, have what stands before
    it among its premises and conclude what stands after it, and all its premises must hold. The
    score must be the product of the strengths.

    Raises
    ------
    InvalidDerivation
        Naming the first place that is not in order.

    Notes
    -----
    Linear in the number of inferences and of their premises.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Finding, Implication, Knowledge, Proposition
    >>> from graph.paths import implication_paths
    >>> young, cheap = [Proposition("VN", "young")], [Proposition("VN", "cheap")]
    >>> found = Finding("f", 0.9, Basis.STATED, *young)
    >>> leads = Implication("i", 0.5, Basis.STATED, frozenset({"young"}), conclusion="cheap")
    >>> graph = implication_graph(Knowledge(Analysis("a", "KR", ("VN",)), (found,), (leads,)))
    >>> path, = implication_paths(graph, young, cheap)
    >>> replayed_path(graph, path, young, cheap) == path
    True
    >>> replayed_path(graph, replace(path, score=0.45), young, cheap)
    Traceback (most recent call last):
    graph.errors.InvalidDerivation: cheap of VN: the path scores 0.5, not 0.45
    """
    passed = [node for node in path.nodes[::2] if isinstance(node, Proposition)]
    taken = [node for node in path.nodes[1::2] if isinstance(node, Inference)]
    if not taken or len(passed) != len(taken) + 1 or len(path.nodes) != 2 * len(taken) + 1:
        raise InvalidDerivation("a path has propositions and implications by turns")
    if len(set(passed)) < len(passed):
        raise _invalid(passed[-1], "the path to it passes a proposition twice")
    if passed[0] not in sources or passed[-1] not in targets:
        raise _invalid(passed[-1], f"no path from {_name(passed[0])} to it was asked for")
    for before, inference, after in zip(passed, taken, passed[1:], strict=False):
        _check_move(graph, before, inference, after)
    score = math.prod(inference.strength for inference in taken)
    if not _agree(path.score, score):
        raise _invalid(passed[-1], f"the path scores {score:g}, not {path.score:g}")
    return path


def _check_move(
    graph: ImplicationGraph, before: Proposition, inference: Inference, after: Proposition
) -> None:
    """One inference of a path, from what stands before it to what stands after it."""
    fault = _fault(graph, after, inference)
    if fault:
        raise _invalid(after, fault)
    if before not in inference.premises:
        raise _invalid(after, f"{_name(before)} is no premise of {inference.implication}")
    for premise in inference.premises:
        if not is_derivable(graph, premise):
            raise _invalid(after, f"its premise {_name(premise)} does not hold")


def _fault(
    graph: ImplicationGraph, proposition: Proposition, justification: Finding | Inference
) -> str:
    """Why a justification does not justify a proposition; empty if it does."""
    if isinstance(justification, Finding):
        claim, concluded = justification.iri, justification.proposition
    else:
        claim, concluded = justification.implication, justification.conclusion
    # What was found to be in order, if only for another derivation, still is.
    if graph.sound.get(id(justification)) is justification and concluded == proposition:
        return ""
    if not _is_known(graph, proposition, justification):
        return f"{claim} as given is not among its justifications"
    if concluded != proposition or not _is_sound(graph, justification):
        return f"{claim} as asserted does not justify it"
    graph.sound[id(justification)] = justification  # kept, so that its identity stays its own
    return ""


def _is_known(
    graph: ImplicationGraph, proposition: Proposition, justification: Finding | Inference
) -> bool:
    """Whether it stands in the graph as a justification of the proposition."""
    known: Sequence[Finding | Inference] = graph.inferences.get(proposition, ())
    if isinstance(justification, Finding):
        known = graph.findings.get(proposition, ())
    # Identity first: comparing by value takes longer, and is seldom needed.
    return any(each is justification for each in known) or justification in known


def _is_sound(graph: ImplicationGraph, justification: Finding | Inference) -> bool:
    """Whether it says what was asserted."""
    if isinstance(justification, Finding):
        return justification.holds
    return _is_grounded(graph, justification)


def _is_grounded(graph: ImplicationGraph, inference: Inference) -> bool:
    """Whether it is one of the asserted implications, put to a country, with nothing left out."""
    asserted = graph.implications.get(inference.implication)
    if asserted is None:
        return False
    country, home = inference.country, graph.analysis.home
    # Plain tuples are the propositions that they equal, and made in a fraction of the time.
    premises = {(country, concept) for concept in asserted.premises}
    premises |= {(home, concept) for concept in asserted.home_premises}
    concludes = (home if asserted.concludes_home else country, asserted.conclusion)
    return (
        set(inference.premises) == premises
        and len(inference.premises) == len(premises)
        and inference.conclusion == concludes
        and inference.strength == asserted.strength
        and inference.basis == asserted.basis
        and (
            country in (asserted.applies_to or graph.analysis.countries)
            or (asserted.is_home_only and country == home)
        )
    )


def _agree(told: float, due: float) -> bool:
    """Whether two scores are one and the same but for rounding; tiny ones may have underflown."""
    return told == due or math.isclose(told, due, rel_tol=1e-9, abs_tol=1e-300)


def _name(proposition: Proposition) -> str:
    return f"{proposition.concept} of {proposition.country}"


def _invalid(proposition: Proposition, reason: str) -> InvalidDerivation:
    return InvalidDerivation(f"{_name(proposition)}: {reason}")
