"""`measures-for`: what would ease a constraint of a country."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from graph import answers_of_sets as answers
from graph.commands.extent import Extent, extent
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
    goal = Proposition(session.country(options.country), session.constraint(options.constraint))
    asked = extent(options)
    found = measures_for(session.graph, goal, max_size=asked.max_size, limit=asked.limit)

    def show(page: Page) -> None:
        _show(session, page, goal, found, asked)

    return Outcome(answers.measures_for(found), show, ANSWER if found.mitigators else NO)


def _show(
    session: Session, page: Page, constraint: Proposition, found: GoalSearch, asked: Extent
) -> None:
    state = say(session.lang, found.constraint.state.value)
    names = {
        "constraint": session.label(constraint.concept),
        "country": session.label(constraint.country),
    }
    key = "eased-by" if found.mitigators else "eased-by-none"
    page.answer(say(session.lang, key, **names, state=state, count=len(found.mitigators)))
    for each in found.mitigators:
        _show_mitigator(session, page, Proposition(constraint.country, each.measure), each, asked)


def _show_mitigator(
    session: Session, page: Page, goal: Proposition, each: Mitigator, asked: Extent
) -> None:
    page.heading(verdict(session, goal))
    if each.recommendation is None:
        if each.is_at_home and goal.country != session.graph.analysis.home:
            page.line(say(session.lang, "at-home-only"), indent=2)
        show_missing(session, page, goal, each.missing, asked)
