"""`recommend`: what is recommended for a country."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from graph import answers
from graph.commands.outcome import Outcome
from graph.commands.session import Session
from graph.commands.summary import disclaimer
from graph.commands.words import figure, say, signed
from graph.hyperpath import derivations
from graph.recommendation import Recommendation, recommendations
from graph.semiring import FEWEST_STEPS, WEAKEST_LINK

if TYPE_CHECKING:
    from graph.rendering import Page

_COLUMNS = (
    *("measure", "net", "support", "opposition", "acceptability"),
    *("best", "weakest", "steps", "remark"),
)


def outcome(session: Session, options: Namespace) -> Outcome:
    """The recommendations for a country, best first; none is an answer, too."""
    country = session.country(options.country)
    found = recommendations(session.graph, country)

    def show(page: Page) -> None:
        name = session.label(country)
        if not found:
            page.answer(say(session.lang, "recommendations-none", country=name))
            return
        page.answer(say(session.lang, "recommendations", country=name, count=len(found)))
        page.line()
        header = [say(session.lang, column) for column in _COLUMNS]
        page.table(header, [_row(session, each) for each in found])
        disclaimer(session, page)

    return Outcome(answers.recommend(country, found), show)


def _row(session: Session, found: Recommendation) -> list[str]:
    weakest, fewest = (
        derivations(session.graph, found.proposition, 1, semiring)[0].score
        for semiring in (WEAKEST_LINK, FEWEST_STEPS)
    )
    remarks = [
        say(session.lang, remark)
        for remark, applies in (("advised", found.advised), ("is-outweighed", found.outweighed))
        if applies
    ]
    return [
        session.label(found.measure),
        signed(found.net),
        figure(found.support),
        figure(found.opposition),
        figure(found.acceptability),
        figure(found.best_score),
        figure(weakest),
        figure(fewest),
        ", ".join(remarks),
    ]
