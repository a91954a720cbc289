"""`coverage`: the smallest sets of measures that ease all that can be eased."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Final

from graph import answers_of_sets as answers
from graph.commands.outcome import Outcome
from graph.commands.session import Session
from graph.commands.words import say
from graph.coverage import Cover, Coverage, coverage
from graph.recommendation import constraints

if TYPE_CHECKING:
    from graph.rendering import Page

_MOST_PACKAGES: Final = 20


def outcome(session: Session, options: Namespace) -> Outcome:
    """The packages of a country, with all measures and with those of each actor alone."""
    country = session.country(options.country)
    actors = session.catalogue.actors()
    found = coverage(session.graph, country, actors, limit=options.limit or _MOST_PACKAGES)

    def show(page: Page) -> None:
        _show(session, page, found)

    return Outcome(answers.coverage(found), show)


def _show(session: Session, page: Page, found: Coverage) -> None:
    lang, country = session.lang, session.label(found.country)
    count, held = len(found.overall.constraints), len(constraints(session.graph, found.country))
    page.answer(say(lang, "coverage", country=country, count=count, all=held))
    _show_cover(session, page, say(lang, "coverage-all"), found.overall)
    for actor, cover in found.by_actor.items():
        heading = say(lang, "coverage-of", actor=session.label(actor))
        _show_cover(session, page, heading, cover)
    if found.unmitigated:
        page.heading(say(lang, "coverage-open"))
        for constraint in found.unmitigated:
            page.line(f"- {session.label(constraint)}", indent=2)


def _show_cover(session: Session, page: Page, heading: str, cover: Cover) -> None:
    page.heading(heading)
    if not cover.constraints:
        page.line(say(session.lang, "coverage-none"), indent=2)
        return
    eased = ", ".join(map(session.label, cover.constraints))
    page.line(say(session.lang, "coverage-eased", constraints=eased), indent=2)
    for package in cover.packages:
        page.line(f"- {' + '.join(map(session.label, package))}", indent=2)
    if cover.truncated:
        shown = len(cover.packages)
        page.line(say(session.lang, "more-than-limit", shown=shown), indent=2)
