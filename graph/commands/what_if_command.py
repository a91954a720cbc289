"""`what-if`: the recommendations of a country before and after a set of edits."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.answers_of_changes import what_if as told
from graph.commands.outcome import Outcome
from graph.commands.session import Session
from graph.commands.summary import disclaimer
from graph.commands.through_lines import show_through
from graph.commands.words import say, signed
from graph.counterfactual import Change, Edits, WhatIf, what_if
from graph.model import Iri
from graph.recommendation import Recommendation
from graph.scenario import KINDS_OF_EDIT, edits_of

if TYPE_CHECKING:
    from graph.rendering import Page


def outcome(session: Session, options: Namespace) -> Outcome:
    """What a set of edits would change; nothing is an answer, too."""
    country = session.country(options.country)
    edits = _edits(session, options, country)
    found = what_if(session.asserted, edits, country)

    def show(page: Page) -> None:
        _show(session, page, edits, found)

    return Outcome(told(edits, found), show)


def _edits(session: Session, options: Namespace, country: Iri) -> Edits:
    given = {kind: getattr(options, kind) for kind in KINDS_OF_EDIT}
    edits = edits_of(given, country, lambda name, kinds: session.thing(name, *kinds))
    return replace(edits, bases=session.bases, sources=session.sources)


def _show(session: Session, page: Page, edits: Edits, found: WhatIf) -> None:
    lang, changed = session.lang, [change for change in found.changes if change.has_effect]
    key = {0: "unchanged", 1: "changed-one"}.get(len(changed), "changed")
    page.answer(say(lang, key, country=session.label(found.country), count=len(changed)))
    if not found.converged:
        page.line(say(lang, "unsettled"))
    if changed:
        page.line()
        header = [say(lang, column) for column in ("measure", "before", "after", "remark")]
        page.table(header, [_row(session, change) for change in changed])
    for key, constraints in (("gap-opened", found.gaps_opened), ("gap-closed", found.gaps_closed)):
        for constraint in constraints:
            page.line(say(lang, key, constraint=session.label(constraint)))
    for change in changed:
        show_through(session, page, edits, found, change)
    if changed:
        disclaimer(session, page)


def _row(session: Session, change: Change) -> list[str]:
    remark = "gained" if change.is_gained else "lost" if change.is_lost else ""
    return [
        session.label(change.measure),
        _stood(change.before, change.rank_before),
        _stood(change.after, change.rank_after),
        say(session.lang, remark) if remark else "",
    ]


def _stood(found: Recommendation | None, rank: int | None) -> str:
    return "–" if found is None else f"{rank}. {signed(found.net)}"
