"""`what-if`: the recommendations of a country before and after a set of edits."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from graph import answers
from graph.answers import Json, number, proposition
from graph.commands.outcome import Outcome, UsageError
from graph.commands.session import Session
from graph.commands.summary import disclaimer
from graph.commands.words import say, signed
from graph.counterfactual import ASSUMED_STRENGTH, Assumption, Change, Edits, WhatIf, what_if
from graph.model import Iri, Proposition
from graph.recommendation import Recommendation

if TYPE_CHECKING:
    from graph.rendering import Page


def outcome(session: Session, options: Namespace) -> Outcome:
    """What a set of edits would change; nothing is an answer, too."""
    country = session.country(options.country)
    edits = _edits(session, options, country)
    found = what_if(session.asserted, edits, country)

    def show(page: Page) -> None:
        _show(session, page, found)

    return Outcome(_answer(edits, found), show)


def _edits(session: Session, options: Namespace, country: Iri) -> Edits:
    return Edits(
        retract=session.things(options.retract, "claim"),
        assume=[
            *_assumptions(session, options.assume, country, holds=True),
            *_assumptions(session, options.deny, country, holds=False),
        ],
        strengths=[
            (session.thing(name, "claim"), strength)
            for name, strength in map(_valued, options.strength)
        ],
        disable=session.things(options.disable, "implication", "objection"),
        bases=session.bases,
        sources=session.sources,
    )


def _assumptions(
    session: Session, given: list[str], country: Iri, *, holds: bool
) -> Iterator[Assumption]:
    for text in given:
        name, strength = _valued(text) if "=" in text else (text, ASSUMED_STRENGTH)
        place, concept = session.placed(name)
        yield Assumption(Proposition(place or country, concept), holds, strength)


def _valued(text: str) -> tuple[str, float]:
    """A name and a number from ``NAME=0.4``; an IRI may hold other equals signs."""
    name, equals, value = text.rpartition("=")
    try:
        return name, float(value) if equals else float("")
    except ValueError:
        raise UsageError(f"{text!r}: give a name and a strength, as in NAME=0.4") from None


def _answer(edits: Edits, found: WhatIf) -> Json:
    told = {
        "retract": sorted(edits.retract),
        "assume": [
            {
                **proposition(each.proposition),
                "holds": each.holds,
                "strength": number(each.strength),
            }
            for each in edits.assume
        ],
        "strengths": {iri: number(strength) for iri, strength in edits.strength_pairs},
        "disable": sorted(edits.disable),
        "basis": None if edits.bases is None else sorted(edits.bases),
        "source": None if edits.sources is None else sorted(edits.sources),
    }
    return {**answers.what_if(found), "edits": told}


def _show(session: Session, page: Page, found: WhatIf) -> None:
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
