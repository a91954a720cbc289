"""The words by which a brief points at its own parts."""

from __future__ import annotations

from markupsafe import Markup

from graph.model import Proposition
from webapp.brief import Brief, Countered
from webapp.pages.names import term
from webapp.pages.words import gettext, say


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


def way_mark(place: int) -> str:
    """The mark of what a further way rests on."""
    return str(say(gettext("way %(number)s"), number=place))
