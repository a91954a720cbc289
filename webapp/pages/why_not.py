"""Why a measure does not follow: the smallest sets of facts it lacks, and how each stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.counterfactual import missing
from graph.model import Inference, Iri, Proposition
from graph.prose import Gap, why_not_answer
from webapp.pages.base import language
from webapp.pages.names import label, place

if TYPE_CHECKING:
    from webapp.explorer import Study

MAX_MISSING, MOST_SETS = 3, 12


@dataclass(frozen=True, slots=True)
class Premise:
    """A premise of a step that does not yet lead to its conclusion, and how it stands."""

    proposition: Proposition
    state: str
    claims: tuple[Iri, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One smallest set of missing facts and the premises of the step it would open."""

    facts: tuple[Proposition, ...]
    step: Iri | None
    premises: tuple[Premise, ...]


def why_not_context(found: Study, goal: Proposition) -> dict[str, Any]:
    """What the page shows of a measure that is not derivable."""
    answer = missing(found.graph, goal, max_size=MAX_MISSING, limit=MOST_SETS)
    first = sorted(answer.sets[0]) if answer.sets else []
    gaps = [Gap(label(p.concept), place(p.country), p in found.graph.denials) for p in first]
    return {
        "answer": why_not_answer(place(goal.country), gaps, MAX_MISSING, language()),
        "missing": answer,
        "max_missing": MAX_MISSING,
        "options": [_option(found, goal, sorted(facts)) for facts in answer.sets],
    }


def _option(found: Study, goal: Proposition, facts: Iterable[Proposition]) -> Option:
    needed = tuple(facts)
    step = _opened(found, goal, frozenset(needed))
    premises = step.premises if step else needed
    return Option(
        facts=needed,
        step=step.implication if step else None,
        premises=tuple(_premise(found, p) for p in dict.fromkeys((*premises, *needed))),
    )


def _opened(found: Study, goal: Proposition, facts: frozenset[Proposition]) -> Inference | None:
    """The strongest step to the goal that the facts would complete by themselves."""
    known = found.derivable | facts
    steps = [i for i in found.graph.inferences.get(goal, ()) if known.issuperset(i.premises)]
    return max(steps, key=lambda i: (i.strength, i.implication), default=None)


def _premise(found: Study, proposition: Proposition) -> Premise:
    findings = found.graph.findings.get(proposition, ())
    denials = found.graph.denials.get(proposition, ())
    if findings:
        return Premise(proposition, "found", tuple(f.iri for f in findings))
    if proposition in found.derivable:
        return Premise(proposition, "derived", ())
    if denials:
        return Premise(proposition, "fails", tuple(f.iri for f in denials))
    return Premise(proposition, "unknown", ())
