"""The words by which a brief points at its own parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from graph.model import Proposition
from webapp.brief import Brief, Countered
from webapp.explanation import Against
from webapp.pages.names import term
from webapp.pages.words import gettext, say
from webapp.waterfall import Bar, waterfall


def target_words(told: Brief, objection: Countered) -> Markup:
    """What an objection speaks against, by the number, way or letter it has in the brief."""
    target = objection.attack.target
    if target == told.explained.goal:
        return say(gettext("against the measure"))
    if isinstance(target, Proposition):
        if target in told.places:
            return say(gettext("against line %(number)s"), number=told.places[target])
        return say(gettext("against “%(name)s”"), name=term(target.concept))
    if target in told.marks:
        return say(gettext("against objection %(mark)s"), mark=told.marks[target])
    if target in told.places:
        return say(gettext("against the step to line %(number)s"), number=told.places[target])
    if target[0] in told.ways:
        return say(gettext("against the step of way %(number)s"), number=told.ways[target[0]])
    return say(gettext("against the step “%(name)s”"), name=term(target[0]))


def step_words(premises: tuple[int, ...]) -> Markup:
    """From which lines a line follows."""
    if len(premises) == 1:
        return say(gettext("from %(number)s"), number=premises[0])
    numbers = ", ".join(map(str, premises[:-1]))
    return say(
        gettext("from %(numbers)s and %(last)s together"), numbers=numbers, last=premises[-1]
    )


def marked_words(marks: Sequence[str], *, is_step: bool) -> str:
    """Which objections strike a step, or what a box stands for."""
    text = gettext("unless %(marks)s") if is_step else gettext("despite %(marks)s")
    return str(say(text, marks=", ".join(marks)))


@dataclass(frozen=True, slots=True)
class Addend:
    """A row of the sum, the way it stands for where that names it, and the letters it counts."""

    bar: Bar
    way: int | None
    marks: str


def adding(told: Brief) -> Iterator[Addend]:
    """The balance as a sum whose rows point at the ways and objections of the brief."""
    supports = list(told.explained.supports)
    number = {s.inference.premises: told.ways.get(s.inference.implication) for s in supports}
    letters = {s.inference.premises: _letters(told, s.undercuts) for s in supports}
    several = list(number.values())
    for bar in waterfall(told.explained):
        way = number.get(bar.premises) if bar.premises else None
        marks = letters.get(bar.premises, "") if bar.kind == "unless" else ""
        if bar.kind == "despite":
            marks = next((o.mark for o in told.objections if o.attack.objection == bar.claim), "")
        yield Addend(bar, way if several.count(way) == 1 else None, marks)


def _letters(told: Brief, undercuts: Iterable[Against]) -> str:
    names = ((a.attack.objection, a.attack.country) for a in undercuts if a.in_force)
    return ", ".join(told.marks[name] for name in names if name in told.marks)
