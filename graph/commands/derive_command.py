"""`derive`: what follows, as RDF to load into a service that is only read."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from graph.commands.outcome import Outcome, UsageError
from graph.commands.session import Session
from graph.commands.words import say
from graph.derived import derived_quads, serialized
from ontology.errors import NoData

if TYPE_CHECKING:
    from graph.rendering import Page


def outcome(session: Session, options: Namespace) -> Outcome:
    """Write what follows from one analysis, or from each of those in the data."""
    if options.json and not options.output:
        raise UsageError("--json tells what was written: say where to by -o FILE")
    named = options.analysis
    analyses = [session.thing(named, "analysis")] if named else list(session.store.analyses())
    if not analyses:
        raise NoData("the data hold no analysis, so nothing can be derived")
    quads = [quad for each in analyses for quad in derived_quads(session.store, each)]
    written = serialized(quads, Path(options.output or "out.nq"))
    if options.output:
        Path(options.output).write_bytes(written)

    def show(page: Page) -> None:
        if options.output:
            page.answer(say(session.lang, "written", count=len(quads), file=options.output))
        else:
            page.raw(written.decode())

    answer = {"analyses": analyses, "statements": len(quads), "file": options.output}
    return Outcome(answer, show)
