"""The answers that are sets of things, as JSON values: see `graph.answers`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.answers import Json, propositions, recommendation

if TYPE_CHECKING:  # numpy takes a while that not every question needs
    from graph.coverage import Cover, Coverage
    from graph.difference import Difference, Lack
    from graph.goals import GoalSearch, Mitigator


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
        "missing": [propositions(group) for group in each.missing.sets],
        "truncated": each.missing.truncated,
    }


def difference(found: Difference) -> Json:
    """What one country has that another lacks for a measure."""
    return {
        "measure": found.measure,
        "has": found.has,
        "lacks": found.lacks,
        "follows_for": [c for c, f in _verdicts(found) if f],
        "lacking": [[_lack(each) for each in group] for group in found.answer.sets],
        "truncated": found.answer.truncated,
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
