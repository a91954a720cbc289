"""`defeat`: which findings a measure cannot do without."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from graph import answers_of_sets as answers
from graph.commands.extent import Extent, extent, show_end
from graph.commands.outcome import ANSWER, NO, Outcome
from graph.commands.session import Session
from graph.commands.summary import verdict
from graph.commands.words import say
from graph.defeat import critical_findings, defeaters
from graph.model import Iri
from graph.standing import is_derivable

if TYPE_CHECKING:
    from graph.counterfactual import Answer
    from graph.rendering import Page


def outcome(session: Session, options: Namespace) -> Outcome:
    """The critical findings of a measure, and the minimal sets that defeat it."""
    goal = session.goal
    asked = extent(options)
    critical = critical_findings(session.graph, goal)
    found = defeaters(session.graph, goal, asked.max_size, asked.limit)
    is_safe = is_derivable(session.graph, goal)

    def show(page: Page) -> None:
        if is_safe:
            _show(session, page, critical, found, asked)
        else:
            page.answer(verdict(session, goal))

    told = answers.Asked(goal, is_safe, asked.max_size)
    return Outcome(answers.defeat(told, critical, found), show, ANSWER if is_safe else NO)


def _show(
    session: Session, page: Page, critical: tuple[Iri, ...], found: Answer[Iri], asked: Extent
) -> None:
    goal, lang = session.goal, session.lang
    names = {"measure": session.label(goal.concept), "country": session.label(goal.country)}
    key = {0: "rests-on-none", 1: "rests-on-one"}.get(len(critical), "rests")
    page.answer(say(lang, key, **names, count=len(critical)))
    for claim in critical:
        page.line(f"- {session.label(claim)}", indent=2)
    for claims in (claims for claims in found.sets[: asked.shown] if len(claims) > 1):
        page.heading(say(lang, "together"))
        for claim in claims:
            page.line(f"- {session.label(claim)}", indent=2)
    if not found.sets:
        page.line(say(lang, "defeaters-none", size=asked.max_size))
    page.line()
    show_end(session, page, found, asked)
