"""`defeat`: which findings a measure cannot do without."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Final

from graph import answers
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

_MOST_SHOWN: Final = 20


def outcome(session: Session, options: Namespace) -> Outcome:
    """The critical findings of a measure, and the minimal sets that defeat it."""
    goal = session.goal
    critical = critical_findings(session.graph, goal)
    found = defeaters(session.graph, goal, options.max_size, options.limit)
    is_safe = is_derivable(session.graph, goal)

    def show(page: Page) -> None:
        if is_safe:
            _show(session, page, critical, found, options.max_size)
        else:
            page.answer(verdict(session, goal))

    answer = answers.defeat(goal, critical, found.sets, truncated=found.truncated)
    return Outcome(answer, show, ANSWER if is_safe else NO)


def _show(
    session: Session, page: Page, critical: tuple[Iri, ...], found: Answer[Iri], max_size: int
) -> None:
    goal, lang = session.goal, session.lang
    names = {"measure": session.label(goal.concept), "country": session.label(goal.country)}
    key = {0: "rests-on-none", 1: "rests-on-one"}.get(len(critical), "rests")
    page.answer(say(lang, key, **names, count=len(critical)))
    for claim in critical:
        page.line(f"- {session.label(claim)}", indent=2)
    together = [claims for claims in found.sets if len(claims) > 1]
    for claims in together[:_MOST_SHOWN]:
        page.heading(say(lang, "together"))
        for claim in claims:
            page.line(f"- {session.label(claim)}", indent=2)
    if not found.sets:
        page.line(say(lang, "defeaters-none", size=max_size))
    if found.truncated or len(together) > _MOST_SHOWN:
        page.line()
        page.note(say(lang, "truncated"))
