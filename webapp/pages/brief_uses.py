"""Which claims a brief mentions, and by which mark: the number, letter or way they go by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from graph.model import Advice, Iri, Proposition
from webapp.brief import Brief, claim_of
from webapp.pages.references import Use, claims_of
from webapp.pages.why_not import Option
from webapp.pages.words import gettext

if TYPE_CHECKING:
    from webapp.explorer import Study

_Mention: TypeAlias = tuple[str, Iri]


def uses(found: Study, told: Brief, options: Iterable[Option]) -> Iterator[Use]:
    """Every claim that a brief mentions, in reading order."""
    claims = claims_of(found)
    lines = chain(_of_lines(told), _of_options(options))
    rest = chain(_of_objections(told), _of_the_measure(found, told))
    groups = ((False, lines), (True, _of_ways(told)), (False, rest))
    for is_way, mentions in groups:
        for mark, claim in mentions:
            if claim in claims:
                yield Use(mark, claims[claim], is_way)


def advice_on(found: Study, goal: Proposition) -> tuple[Advice, ...]:
    """The advice of sources themselves on a measure for a country."""
    return tuple(a for a in found.knowledge.advice if a.proposition == goal)


def _of_lines(told: Brief) -> Iterator[_Mention]:
    for line in told.steps:
        known = (line.step.justification, *line.others)
        yield from ((str(line.number), claim_of(each)) for each in known)


def _of_options(options: Iterable[Option]) -> Iterator[_Mention]:
    for place, option in enumerate(options, 1):
        for step in option.steps:
            yield str(place), step.inference.implication
            claims = (claim for premise in step.premises for claim in premise.claims)
            yield from ((str(place), claim) for claim in claims)


def _of_ways(told: Brief) -> Iterator[_Mention]:
    for place, way in enumerate(told.explained.ways[1:], 2):
        yield from ((str(place), step.claim) for step in way.best.derivation.steps)


def _of_objections(told: Brief) -> Iterator[_Mention]:
    for objection in told.objections:
        yield objection.mark, objection.attack.objection
        for premise in objection.premises:
            findings = (*premise.findings, *premise.denials)
            yield from ((objection.mark, finding.iri) for finding in findings)


def _of_the_measure(found: Study, told: Brief) -> Iterator[_Mention]:
    for denial in told.denials:
        yield str(told.places.get(denial.proposition, gettext("denial"))), denial.iri
    yield from ((gettext("advice"), advice.iri) for advice in advice_on(found, told.explained.goal))
