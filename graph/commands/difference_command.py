"""`difference`: what one country has that another lacks for a measure."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from graph import answers_of_sets as answers
from graph.commands.extent import Extent, extent, show_end
from graph.commands.outcome import ANSWER, NO, Outcome
from graph.commands.session import Session
from graph.commands.words import say
from graph.difference import Difference, Lack, difference
from graph.model import Iri

if TYPE_CHECKING:
    from graph.rendering import Page


def outcome(session: Session, options: Namespace) -> Outcome:
    """The minimal sets; that there is no such difference to explain is a no."""
    asked = extent(options)
    found = difference(
        session.graph,
        session.thing(options.measure, "measure", "strategy"),
        session.country(options.has),
        session.country(options.lacks),
        asked.max_size,
        asked.limit,
    )

    def show(page: Page) -> None:
        _show(session, page, found, asked)

    is_one = found.is_there and not found.is_here
    return Outcome(answers.difference(found), show, ANSWER if is_one else NO)


def _show(session: Session, page: Page, found: Difference, asked: Extent) -> None:
    names = {
        "measure": session.label(found.measure),
        "has": session.label(found.has),
        "lacks": session.label(found.lacks),
    }
    if found.is_here or not found.is_there:
        key = "differs-not" if found.is_here else "differs-neither"
        page.answer(say(session.lang, key, **names))
        return
    key = "differs" if found.answer.sets else "differs-none"
    page.answer(say(session.lang, key, **names, size=asked.max_size))
    for group in found.answer.sets[: asked.shown]:
        page.line(f"- {' + '.join(_told(session, each, found.lacks) for each in group)}", indent=2)
    show_end(session, page, found.answer, asked)


def _told(session: Session, each: Lack, lacks: Iri) -> str:
    if each.implication is not None:
        names = {"claim": session.label(each.implication), "lacks": session.label(lacks)}
        return say(session.lang, "lacks-step", **names)
    assert each.standing.proposition is not None, "what is no implication is a proposition"
    state = say(session.lang, each.standing.state.value)
    return f"{session.label(each.standing.proposition.concept)} ({state})"
