"""The answers that are sets of things, as JSON values: see `graph.answers`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from graph.answers import Json, proposition, propositions, recommendation
from graph.answers import derivation as as_derivation
from graph.bounded import Answer
from graph.model import Derivation, Iri, Proposition

if TYPE_CHECKING:  # numpy takes a while that not every question needs
    from graph.coverage import Cover, Coverage
    from graph.difference import Difference, Lack
    from graph.goals import GoalSearch, Mitigator
    from graph.openings import Obstacle, Opening
    from graph.standing import Standing

Member = TypeVar("Member")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of a measure: whether it follows, and how large sets may be."""

    goal: Proposition
    is_derivable: bool
    max_size: int


def why_not(asked: Asked, found: Answer[Proposition], opened: Iterable[Opening] = ()) -> Json:
    """The sets of findings, each of which would make a measure follow, and what each opens.

    >>> asked = Asked(Proposition("VN", "m"), is_derivable=False, max_size=2)
    >>> told = why_not(asked, Answer(((Proposition("VN", "a"),),)))
    >>> told["missing"], told["truncated"], told["openings"]
    ([[{'country': 'VN', 'concept': 'a'}]], False, [])
    """
    return {
        **_asked(asked),
        "missing": [propositions(sorted(group)) for group in found.sets],
        **_extent(found),
        "openings": [_opening(each) for each in opened],
    }


def defeat(asked: Asked, critical: Iterable[Iri], found: Answer[Iri]) -> Json:
    """The findings that every derivation needs, and the sets without which there is none.

    >>> asked = Asked(Proposition("VN", "m"), is_derivable=True, max_size=3)
    >>> defeat(asked, ["f"], Answer((("f",),), may_go_on=True))["may_go_on"]
    True
    """
    return {
        **_asked(asked),
        "critical": sorted(critical),
        "defeaters": [sorted(group) for group in found.sets],
        **_extent(found),
    }


def _asked(asked: Asked) -> Json:
    return {
        "measure": asked.goal.concept,
        "country": asked.goal.country,
        "derivable": asked.is_derivable,
        "max_size": asked.max_size,
    }


def _extent(found: Answer[Member]) -> Json:
    """Where an answer ends, and why."""
    return {
        "truncated": found.truncated,
        "work_limit_reached": found.exhausted,
        "may_go_on": found.may_go_on,
    }


def _opening(each: Opening) -> Json:
    return {
        "missing": propositions(sorted(each.findings)),
        "derivation": _opened(each, each.derivation) if each.derivation else None,
        "obstacles": [_obstacle(obstacle) for obstacle in each.obstacles],
    }


def _opened(each: Opening, derivation: Derivation) -> Json:
    """A derivation as in `why`, in which what is assumed is marked."""
    told = as_derivation(derivation)
    for step, shown in zip(derivation.steps, told["steps"], strict=True):
        shown["assumed"] = each.is_assumed(step)
    return told


def _obstacle(each: Obstacle) -> Json:
    return {
        "implication": each.inference.implication,
        "country": each.inference.country,
        "conclusion": proposition(each.inference.conclusion),
        "premises": [_standing(premise) for premise in each.premises],
    }


def _standing(value: Standing) -> Json:
    assert value.proposition is not None, "premises are propositions"
    return {
        **proposition(value.proposition),
        "state": value.state.value,
        "findings": [finding.iri for finding in value.findings],
        "denials": [finding.iri for finding in value.denials],
    }


def coverage(found: Coverage) -> Json:
    """The smallest packages of measures that mitigate all that can be mitigated.

    >>> from graph.coverage import Cover, Coverage
    >>> coverage(Coverage("VN", Cover((), ((),), False), {}, ("visa",)))["unmitigated"]
    ['visa']
    """
    covers = (found.overall, *found.by_actor.values())
    return {
        "country": found.country,
        "together": _cover(found.overall),
        "by_actor": {actor: _cover(cover) for actor, cover in found.by_actor.items()},
        "unmitigated": list(found.unmitigated),
        "truncated": any(cover.truncated for cover in covers),
    }


def _cover(cover: Cover) -> Json:
    return {
        "constraints": list(cover.constraints),
        "packages": [list(package) for package in cover.packages],
        "truncated": cover.truncated,
    }


def measures_for(found: GoalSearch) -> Json:
    """What would mitigate a constraint, and what is missing where it does not follow."""
    constraint = found.constraint.proposition
    assert constraint is not None, "a constraint is a proposition"
    return {
        "constraint": constraint.concept,
        "country": constraint.country,
        "state": found.constraint.state.value,
        "measures": [_mitigator(each) for each in found.mitigators],
        "truncated": found.is_truncated,
    }


def _mitigator(each: Mitigator) -> Json:
    return {
        "measure": each.measure,
        "derivable": each.recommendation is not None,
        "at_home": each.is_at_home,
        "recommendation": each.recommendation and recommendation(each.recommendation),
        "missing": [propositions(sorted(group)) for group in each.missing.sets],
        **_extent(each.missing),
    }


def difference(found: Difference) -> Json:
    """What one country has that another lacks for a measure."""
    return {
        "measure": found.measure,
        "has": found.has,
        "lacks": found.lacks,
        "follows_for": [c for c, f in _verdicts(found) if f],
        "lacking": [[_lack(each) for each in group] for group in found.answer.sets],
        **_extent(found.answer),
    }


def _verdicts(found: Difference) -> tuple[tuple[str, bool], ...]:
    return (found.has, found.is_there), (found.lacks, found.is_here)


def _lack(each: Lack) -> Json:
    proposition = each.standing.proposition
    return {
        "concept": proposition.concept if proposition else None,
        "implication": each.implication,
        "state": each.standing.state.value,
    }
