"""`measures-for`: what would ease a constraint of a country."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from graph import answers_of_sets as answers
from graph.commands.obstacles import show_missing
from graph.commands.outcome import ANSWER, NO, Outcome
from graph.commands.session import Session
from graph.commands.summary import verdict
from graph.commands.words import say
from graph.goals import GoalSearch, Mitigator, measures_for
from graph.model import Proposition

if TYPE_CHECKING:
    from graph.rendering import Page


def outcome(session: Session, options: Namespace) -> Outcome:
    """The measures that would mitigate a constraint; that none is known is a no."""
    constraint = session.thing(options.constraint, "factor")
    asked = Proposition(session.country(options.country), constraint)
    found = measures_for(session.graph, asked, max_size=options.max_size, limit=options.limit)

    def show(page: Page) -> None:
        _show(session, page, asked, found, options.max_size)

    return Outcome(answers.measures_for(found), show, ANSWER if found.mitigators else NO)


def _show(
    session: Session, page: Page, asked: Proposition, found: GoalSearch, max_size: int
) -> None:
    state = say(session.lang, found.constraint.state.value)
    names = {"constraint": session.label(asked.concept), "country": session.label(asked.country)}
    key = "eased-by" if found.mitigators else "eased-by-none"
    page.answer(say(session.lang, key, **names, state=state, count=len(found.mitigators)))
    for each in found.mitigators:
        _show_mitigator(session, page, asked, each, max_size)


def _show_mitigator(
    session: Session, page: Page, asked: Proposition, each: Mitigator, max_size: int
) -> None:
    goal = Proposition(asked.country, each.measure)
    page.heading(verdict(session, goal))
    if each.recommendation is None:
        if each.is_at_home and asked.country != session.graph.analysis.home:
            page.line(say(session.lang, "at-home-only"), indent=2)
        show_missing(session, page, goal, each.missing, max_size)
