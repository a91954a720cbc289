"""`list`: the names that can be asked about."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Final

from graph.answers import Json
from graph.commands.outcome import Outcome
from graph.commands.session import Session
from graph.commands.words import say
from graph.model import Iri

if TYPE_CHECKING:
    from graph.rendering import Page

_KINDS: Final = {
    "countries": {"country"},
    "factors": {"factor"},
    "measures": {"measure", "strategy"},
    "analyses": {"analysis"},
    "claims": {"claim"},
    "sources": {"document"},
}
_UNASKED: Final = ("countries", "factors", "measures", "analyses")


def outcome(session: Session, options: Namespace) -> Outcome:
    """The things of one kind, or of the kinds that most questions are about."""
    kinds = [options.kind] if options.kind else list(_UNASKED)
    found = {kind: _things(session, kind) for kind in kinds}

    def show(page: Page) -> None:
        for number, (kind, things) in enumerate(found.items()):
            if number:
                page.line()
            page.answer(f"{say(session.lang, kind)}: {len(things)}")
            if things:
                header = [say(session.lang, column) for column in ("name", "kind", "label")]
                page.table(header, [_row(session, thing) for thing in things], texts=2)

    return Outcome({kind: [_thing(session, t) for t in ts] for kind, ts in found.items()}, show)


def _things(session: Session, kind: str) -> tuple[Iri, ...]:
    if kind == "analyses":
        return session.store.analyses()
    return session.catalogue.of_kinds(_KINDS[kind], session.lang)


def _name(session: Session, thing: Iri) -> str:
    if session.catalogue.kind(thing) == "country":
        return session.catalogue.iso(thing)
    return session.catalogue.name(thing)


def _thing(session: Session, thing: Iri) -> Json:
    return {
        "iri": thing,
        "name": _name(session, thing),
        "label": session.catalogue.label(thing, session.lang),
        "kind": session.catalogue.kind(thing),
    }


def _row(session: Session, thing: Iri) -> list[str]:
    kind = say(session.lang, f"kind-{session.catalogue.kind(thing)}")
    return [_name(session, thing), kind, session.label(thing)]
