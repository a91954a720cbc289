"""`export`: the data in their graphs, with the terms and what follows, for a service to hold."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from graph.commands.outcome import Outcome, UsageError
from graph.commands.session import Session
from graph.commands.words import say
from graph.derived import add_derived, quads_of_graphs, serialized
from ontology.embedded import EmbeddedStore
from ontology.errors import UnsupportedFormat
from ontology.loading import FORMATS

if TYPE_CHECKING:
    from graph.rendering import Page


def outcome(session: Session, options: Namespace) -> Outcome:
    """Write everything that is loaded, each graph under its name."""
    if not options.output:
        raise UsageError("say where to by -o FILE")
    path = Path(options.output)
    format_ = FORMATS.get(path.suffix.lower())
    if format_ is None:
        raise UnsupportedFormat(path)
    if not format_.supports_datasets:
        raise UsageError(f"{path}: this format has no graphs; end the name in .nq or .trig")
    if isinstance(session.store, EmbeddedStore) and options.store is None:
        add_derived(session.store)
    quads = list(quads_of_graphs(session.store))
    path.write_bytes(serialized(quads, path))

    def show(page: Page) -> None:
        page.answer(say(session.lang, "written", count=len(quads), file=options.output))

    return Outcome({"statements": len(quads), "file": options.output}, show)
