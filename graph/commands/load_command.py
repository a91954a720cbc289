"""`load`: data from files into a folder, to be opened from there without loading them again."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from graph.commands.outcome import Outcome, UsageError
from graph.commands.session import Session
from graph.commands.words import say
from graph.stores import loaded_to_disk
from ontology.service import is_address

if TYPE_CHECKING:
    from graph.rendering import Page


def outcome(session: Session, options: Namespace) -> Outcome:
    """Load what is not there yet."""
    if not options.store:
        raise UsageError("say where to by --store FOLDER")
    if is_address(options.store):
        raise UsageError("--store: a service is only read here; load it with its own tools")
    is_new = loaded_to_disk(Path(options.store), session.paths)

    def show(page: Page) -> None:
        page.answer(say(session.lang, "loaded" if is_new else "there-already", file=options.store))

    return Outcome({"folder": options.store, "is_new": is_new}, show)
