"""`robustness`: how a ranking moves when every strength does."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Final

from graph import answers
from graph.commands.outcome import Outcome
from graph.commands.session import Session
from graph.commands.summary import disclaimer
from graph.commands.words import say, signed
from graph.robustness import Robustness, Stability, robustness

if TYPE_CHECKING:
    from graph.rendering import Page

_COLUMNS: Final = (
    *("measure", "rank", "rank-interval", "lead-share", "standing-share"),
    *("net-interval", ""),
)


def outcome(session: Session, options: Namespace) -> Outcome:
    """The rank of each measure over many draws; none is an answer, too."""
    country = session.country(options.country)
    found = robustness(session.graph, country, options.draws, options.spread, options.seed)

    def show(page: Page) -> None:
        if not found.measures:
            page.answer(say(session.lang, "recommendations-none", country=session.label(country)))
            return
        _show(session, page, found)

    return Outcome(answers.robustness(found), show)


def _show(session: Session, page: Page, found: Robustness) -> None:
    leader = max(found.measures, key=lambda each: each.lead_share)
    page.answer(
        say(
            session.lang,
            "robust",
            measure=session.label(leader.measure),
            country=session.label(found.country),
            share=_share(leader.lead_share),
            draws=found.draws,
            spread=_share(found.spread),
        )
    )
    if found.unsettled:
        page.line(say(session.lang, "unsettled"))
    page.line()
    header = [say(session.lang, column) if column else "" for column in _COLUMNS]
    page.table(header, [_row(session, each) for each in found.measures])
    disclaimer(session, page)


def _row(session: Session, each: Stability) -> list[str]:
    return [
        session.label(each.measure),
        str(each.rank),
        f"{each.low}–{each.high}",
        _share(each.lead_share),
        _share(each.standing_share),
        f"{signed(each.net_low)} … {signed(each.net_high)}",
        "",
    ]


def _share(value: float) -> str:
    return f"{value:.0%}"
