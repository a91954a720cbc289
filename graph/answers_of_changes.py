"""What a set of edits changes, and through which steps, as JSON values: see `graph.answers`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.answers import Json, number, proposition, propositions, recommendation
from graph.model import Inference
from graph.network import claim_of

if TYPE_CHECKING:  # numpy takes a while that not every question needs
    from graph.counterfactual import Change, Edits, WhatIf
    from graph.through import AffectedStep, EditedClaim, MovedArgument, Through


def what_if(edits: Edits, found: WhatIf) -> Json:
    """The recommendations of a country before and after some edits, and what comes of which.

    >>> from graph.counterfactual import Edits, what_if as asked
    >>> from graph.model import Analysis, Knowledge
    >>> found = asked(Knowledge(Analysis("a", "KR", ("VN",))), Edits(), "VN")
    >>> what_if(Edits(), found)["changes"]
    []
    """
    return {
        "country": found.country,
        "edits": _edits(edits),
        "baseline": [recommendation(each) for each in found.baseline],
        "result": [recommendation(each) for each in found.result],
        "changes": [_change(each) for each in found.changes],
        "edited": [_edited(each) for each in found.edited],
        "gaps_opened": list(found.gaps_opened),
        "gaps_closed": list(found.gaps_closed),
        "converged": found.converged,
    }


def _edits(edits: Edits) -> Json:
    return {
        "retract": sorted(edits.retract),
        "assume": [
            {
                **proposition(each.proposition),
                "holds": each.holds,
                "strength": number(each.strength),
                "claim": each.iri,
            }
            for each in edits.assume
        ],
        "strengths": {iri: number(strength) for iri, strength in edits.strength_pairs},
        "disable": sorted(edits.disable),
        "basis": None if edits.bases is None else sorted(edits.bases),
        "source": None if edits.sources is None else sorted(edits.sources),
    }


def _edited(claim: EditedClaim) -> Json:
    return {
        "claim": claim.iri,
        "strength_before": None if claim.before is None else number(claim.before),
        "strength_after": None if claim.after is None else number(claim.after),
    }


def _change(change: Change) -> Json:
    return {
        "measure": change.measure,
        "rank_before": change.rank_before,
        "rank_after": change.rank_after,
        "balance_change": number(change.net_change),
        "acceptability_change": number(change.acceptability_change),
        "gained": change.is_gained,
        "lost": change.is_lost,
        "through": _through(change.through),
    }


def _through(through: Through) -> Json:
    return {
        "steps": [_step(each) for each in through.steps],
        "step_count": through.step_count,
        "moved": [_moved(each) for each in through.moved],
        "moved_count": through.moved_count,
        "causes": list(through.causes),
    }


def _step(affected: AffectedStep) -> Json:
    step = affected.step
    return {
        "proposition": proposition(step.proposition),
        "justification": step.claim,
        "kind": "implication" if isinstance(step.justification, Inference) else "finding",
        "premises": propositions(step.premises),
        "effect": affected.effect.value,
        "causes": list(affected.causes),
    }


def _moved(moved: MovedArgument) -> Json:
    return {
        "claim": claim_of(moved.argument),
        "country": moved.argument.country,
        "kind": "implication" if isinstance(moved.argument, Inference) else "objection",
        "force_before": number(moved.before),
        "force_after": number(moved.after),
        "amount": number(moved.amount),
        "premises": [
            {**proposition(s.proposition), "before": number(s.before), "after": number(s.after)}
            for s in moved.premises
        ],
        "undercut_before": number(moved.undercut_before),
        "undercut_after": number(moved.undercut_after),
        "causes": list(moved.causes),
    }
