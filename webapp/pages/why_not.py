"""Why a measure does not follow: the smallest sets of facts it lacks, and what each would open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.counterfactual import missing
from graph.model import Inference, Iri, Proposition
from graph.openings import Opening, openings
from graph.prose import Gap, why_not_answer
from graph.standing import Standing, State
from webapp.pages.base import language
from webapp.pages.names import label, place
from webapp.pages.scope import explorer, url
from webapp.pages.suppose import name_in_address

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
class Step:
    """A step of the derivation that a set of facts would open, and how its premises stand."""

    inference: Inference
    premises: tuple[Premise, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One smallest set of missing facts, the steps it would open, from the measure down.

    `score` is the product of the derivation that would then follow; `address` supposes it.
    """

    facts: tuple[Proposition, ...]
    steps: tuple[Step, ...]
    score: float | None
    address: str


def why_not_context(found: Study, goal: Proposition) -> dict[str, Any]:
    """What the page shows of a measure that is not derivable."""
    answer = missing(found.graph, goal, max_size=MAX_MISSING, limit=MOST_SETS)
    first = sorted(answer.sets[0]) if answer.sets else []
    gaps = [Gap(label(p.concept), place(p.country), p in found.graph.denials) for p in first]
    return {
        "answer": why_not_answer(place(goal.country), gaps, MAX_MISSING, language()),
        "missing": answer,
        "max_missing": MAX_MISSING,
        "options": [_option(goal, opened) for opened in openings(found.graph, goal, answer.sets)],
    }


def _option(goal: Proposition, opened: Opening) -> Option:
    facts = tuple(sorted(opened.findings))
    supposed = {name_in_address(fact, goal.country): "holds" for fact in facts}
    catalogue = explorer().catalogue
    here = {"code": catalogue.iso(goal.country), "name": catalogue.name(goal.concept)}
    return Option(
        facts=facts,
        steps=tuple(
            Step(each.inference, tuple(map(_premise, each.premises))) for each in opened.obstacles
        ),
        score=opened.derivation.score if opened.derivation else None,
        address=url("why", _anchor="what-if", **here, **supposed),
    )


def _premise(standing: Standing) -> Premise:
    assert standing.proposition is not None, "premises are propositions"
    state = {State.FAILS: "fails", State.UNKNOWN: "unknown", State.DERIVED: "derived"}.get(
        standing.state, "found"
    )
    claims = standing.denials if state == "fails" else standing.findings
    return Premise(standing.proposition, state, tuple(finding.iri for finding in claims))
