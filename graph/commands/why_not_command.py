"""`why-not`: which findings a measure lacks."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from graph import answers_of_sets as answers
from graph.commands.extent import extent
from graph.commands.obstacles import show_obstacles
from graph.commands.outcome import ANSWER, NO, Outcome
from graph.commands.session import Session
from graph.commands.summary import verdict
from graph.commands.words import say
from graph.missing import missing
from graph.openings import openings
from graph.standing import is_derivable

if TYPE_CHECKING:
    from graph.rendering import Page


def outcome(session: Session, options: Namespace) -> Outcome:
    """What would have to be found for a measure to follow, and what that would open."""
    goal, asked = session.goal, extent(options)
    found = missing(session.graph, goal, asked.max_size, asked.limit)
    is_missing = not is_derivable(session.graph, goal)

    def show(page: Page) -> None:
        if is_missing:
            page.answer(verdict(session, goal))
            show_obstacles(session, page, goal, asked)
        else:
            names = {"measure": session.label(goal.concept), "country": session.label(goal.country)}
            page.answer(say(session.lang, "derivable", **names))

    is_told_in_full = options.json or options.prose
    opened = openings(session.graph, goal, found.sets) if is_told_in_full else ()
    told = answers.Asked(goal, not is_missing, asked.max_size)
    return Outcome(answers.why_not(told, found, opened), show, ANSWER if is_missing else NO)
