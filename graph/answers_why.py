"""The answer to why as a JSON value: derivations, what is objected to each, and their groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.answers import Json, derivation, number, proposition, propositions
from graph.grounding import ImplicationGraph
from graph.model import Derivation, Finding, Iri, Proposition
from graph.objections import Challenge, Objected, Weigh, objected
from graph.semiring import Semiring
from graph.standing import Standing
from graph.ways import Way, ways


def why(
    graph: ImplicationGraph,
    goal: Proposition,
    semiring: Semiring,
    found: Sequence[Derivation],
    weigh: Weigh | None = None,
) -> Json:
    """The derivations of a measure, each with what is objected to its steps, and their groups.

    ``derivations`` is the flat list, best first. ``groups`` puts those together by their places
    in it that end in the same step, and tells what they know in different ways.

    Parameters
    ----------
    graph : ImplicationGraph
    goal : Proposition
    semiring : Semiring
    found : sequence of Derivation
        Of the goal, best first.
    weigh : callable, optional
        As for `graph.objections.objected`.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.hyperpath import derivations
    >>> from graph.model import Analysis, Basis, Knowledge
    >>> from graph.semiring import PRODUCT
    >>> young = Finding("f", 0.9, Basis.STATED, Proposition("VN", "young"))
    >>> denied = Finding("d", 0.4, Basis.STATED, young.proposition, holds=False)
    >>> graph = implication_graph(Knowledge(Analysis("a", "KR", ("VN",)), (young, denied)))
    >>> answer = why(graph, young.proposition, PRODUCT, derivations(graph, young.proposition))
    >>> [(o["step"], o["kind"], o["objection"]) for o in answer["derivations"][0]["objections"]]
    [(0, 'denial', 'd')]
    >>> answer["groups"]
    [{'claim': 'f', 'derivations': [0], 'differ_in': []}]
    """
    return {
        "measure": goal.concept,
        "country": goal.country,
        "semiring": semiring.name,
        "outweighed": _is_outweighed(graph, goal, weigh),
        "derivations": [
            {**derivation(each), "objections": objections(objected(graph, each, weigh))}
            for each in found
        ],
        "groups": [_group(way) for way in ways(found)],
    }


def _is_outweighed(graph: ImplicationGraph, goal: Proposition, weigh: Weigh | None) -> bool:
    """Whether opposition equals or exceeds support; weighed only where something opposes."""
    if goal not in graph.rebuttals and goal not in graph.denials:
        return False
    if weigh is None:
        from graph.balance import balances

        return balances(graph, (goal,)).of(goal).is_outweighed
    return weigh().of(goal).is_outweighed


def objections(steps: Sequence[Objected]) -> list[Json]:
    """All that is objected to a derivation, with the place of the step that it is said of."""
    return [{"step": place, **told} for place, step in enumerate(steps) for told in _against(step)]


def _against(step: Objected) -> Iterator[Json]:
    yield from (_challenge(each) for each in step.undercuts)
    yield from (_challenge(each) for each in step.rebuttals)
    yield from (_denial(each) for each in step.denials)


def _challenge(value: Challenge) -> Json:
    attack = value.attack
    is_rebuttal = isinstance(attack.target, Proposition)
    return {
        "kind": "rebuttal" if is_rebuttal else "undercut",
        "objection": attack.objection,
        "country": attack.country,
        "target": _target(attack.target),
        "strength": number(attack.strength),
        "basis": attack.basis.value,
        "force": number(value.force.force),
        "force_unopposed": number(value.force.raw),
        "premises": [_premise(each) for each in value.premises],
        "answered": bool(value.answers),
        "answered_by": [
            *({"premise": proposition(p), "outweighed": True} for p in value.answers.outweighed),
            *(
                {"premise": proposition(p), "measure": measure}
                for p, measure in value.answers.mitigated
            ),
        ],
        "objections": [_challenge(each) for each in value.objections],
        "truncated": value.is_cut,
    }


def _denial(finding: Finding) -> Json:
    return {
        "kind": "denial",
        "objection": finding.iri,
        "country": finding.proposition.country,
        "target": proposition(finding.proposition),
        "strength": number(finding.strength),
        "basis": finding.basis.value,
        "force": number(finding.strength),
        "force_unopposed": number(finding.strength),
        "premises": [],
        "answered": False,
        "answered_by": [],
        "objections": [],
        "truncated": False,
    }


def _target(target: Proposition | tuple[Iri, Iri]) -> Json:
    if isinstance(target, Proposition):
        return proposition(target)
    claim, country = target
    return {"country": country, "claim": claim}


def _premise(standing: Standing) -> Json:
    assert standing.proposition is not None, "premises are propositions"
    return {**proposition(standing.proposition), "state": standing.state.value}


def _group(way: Way) -> Json:
    return {
        "claim": way.best.derivation.steps[0].claim,
        "derivations": [variant.place for variant in way.variants],
        "differ_in": propositions(way.differing),
    }
