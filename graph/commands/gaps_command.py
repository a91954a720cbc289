"""`gaps`: the constraints that no recommended measure mitigates."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from graph import answers
from graph.commands.outcome import Outcome
from graph.commands.session import Session
from graph.commands.words import say
from graph.recommendation import Gap, gaps

if TYPE_CHECKING:
    from graph.rendering import Page


def outcome(session: Session, options: Namespace) -> Outcome:
    """The gaps of a country; none is an answer, too."""
    country = session.country(options.country)
    found = gaps(session.graph, country)

    def show(page: Page) -> None:
        key = "gaps" if found else "gaps-none"
        page.answer(say(session.lang, key, country=session.label(country), count=len(found)))
        for gap in found:
            _show_gap(session, page, gap)

    return Outcome(answers.gaps(country, found), show)


def _show_gap(session: Session, page: Page, gap: Gap) -> None:
    page.line(f"- {session.label(gap.constraint)}", indent=2)
    for measure in gap.mitigators:
        key = "mitigator-home" if measure in gap.at_home else "mitigator"
        page.line(say(session.lang, key, measure=session.label(measure)), indent=6)
    if not gap.mitigators:
        page.line(say(session.lang, "mitigators-none"), indent=6)
