"""Lines that several commands begin or end with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.commands.session import Session
from graph.commands.words import figure, say, signed
from graph.model import Proposition
from graph.standing import is_derivable

if TYPE_CHECKING:
    from graph.balance import Balance
    from graph.rendering import Page


def numbers(session: Session, balance: Balance) -> str:
    """Support, opposition and their balance."""
    return say(
        session.lang,
        "numbers",
        support=figure(balance.support),
        opposition=figure(balance.opposition),
        net=signed(balance.net),
    )


def verdict(session: Session, goal: Proposition) -> str:
    """In one line, whether something is recommended, and how it stands."""
    names = {"measure": session.label(goal.concept), "country": session.label(goal.country)}
    if not is_derivable(session.graph, goal):
        return say(session.lang, "underivable", **names)
    if goal.concept not in session.graph.knowledge.measures:
        return say(session.lang, "holds", **names)
    balance = session.weighed((goal,)).of(goal)
    key = "outweighed" if balance.is_outweighed else "recommended"
    return say(session.lang, key, **names, numbers=numbers(session, balance))


def disclaimer(session: Session, page: Page) -> None:
    """What the numbers are not; and what else could have been asked."""
    page.line()
    page.note(say(session.lang, "disclaimer"))
    other_analyses(session, page)


def other_analyses(session: Session, page: Page) -> None:
    """Which analysis was asked, where nobody chose it and others were left out."""
    left_out = session.left_out
    if left_out:
        names = ", ".join(map(session.label, left_out))
        asked = session.label(session.asserted.analysis.iri)
        page.note(say(session.lang, "analysis-chosen", asked=asked, others=names))
