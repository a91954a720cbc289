"""`balance`: what speaks for and against a measure, as a sum."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from graph import answers
from graph.balance import Balances
from graph.breakdown import Share, breakdown
from graph.commands.outcome import ANSWER, NO, Outcome
from graph.commands.session import Session
from graph.commands.summary import disclaimer, numbers, verdict
from graph.commands.words import figure, say, signed
from graph.contribution import Contributions, contributions
from graph.standing import is_derivable

if TYPE_CHECKING:
    from graph.rendering import Page

_MOST_SHOWN: Final = 10


def outcome(session: Session, options: Namespace) -> Outcome:
    """The balance of a measure; the answer is no where it is not derivable."""
    goal = session.goal
    balances = session.weighed((goal,))
    balance = balances.of(goal)
    follows = is_derivable(session.graph, goal)
    removals = contributions(session.graph, goal, options.limit)

    def show(page: Page) -> None:
        page.answer(verdict(session, goal))
        if not follows or goal.concept not in session.graph.knowledge.measures:
            page.line(numbers(session, balance))
        if not balance.converged:
            page.line(say(session.lang, "unsettled"))
        _show_sum(session, page, balances)
        _show_contributions(session, page, removals)
        disclaimer(session, page)

    told = answers.contributions(goal, balance, removals) | answers.balance(goal, balance, follows)
    return Outcome(told, show, ANSWER if follows else NO)


def _show_sum(session: Session, page: Page, balances: Balances) -> None:
    total = breakdown(session.graph, balances, session.goal)
    for key, whole, shares in (
        ("base", total.base, total.start),
        ("support", total.support, total.supports),
        ("opposition", total.opposition, total.oppositions),
    ):
        if any(share.amount for share in shares):
            page.heading(f"{say(session.lang, key)} {figure(whole)}")
            _show_shares(session, page, shares)
    page.heading(f"{say(session.lang, 'acceptability')} {figure(total.acceptability)}")


def _show_shares(session: Session, page: Page, shares: Sequence[Share]) -> None:
    for share in filter(lambda share: share.amount, shares):
        claim = _claim(session, share)
        page.line(f"- {claim}: {say(session.lang, 'adds')} {figure(share.amount)}", indent=2)
        for undercut in share.undercuts:
            told = say(session.lang, "undercut", claim=_claim(session, undercut))
            page.line(f"{told}: {signed(-undercut.amount)}", indent=6)


def _claim(session: Session, share: Share) -> str:
    """A claim, with the country it is drawn for where that is not the one asked about.

    What concludes something of home, or speaks against it, may be drawn for several countries.
    """
    label, argument = session.label(share.claims[0]), share.argument
    if argument is None or argument.country == session.goal.country:
        return label
    return f"{label} · {session.label(argument.country)}"


def _show_contributions(session: Session, page: Page, removals: Contributions) -> None:
    found = [each for each in removals.claims if each.amount]
    if found:
        page.heading(say(session.lang, "removal"))
    for each in found[:_MOST_SHOWN]:
        page.line(f"{signed(-each.amount)}  {session.label(each.claim)}", indent=2)
    if removals.truncated:
        told = say(session.lang, "removed-some", removed=len(removals.claims), count=removals.count)
        page.line(told, indent=2)
