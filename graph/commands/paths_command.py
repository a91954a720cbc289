"""`paths`: the strongest chains of implications between two things."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from graph import answers
from graph.commands.outcome import ANSWER, NO, Outcome
from graph.commands.session import Session
from graph.commands.summary import disclaimer
from graph.commands.words import figure, say
from graph.model import Inference
from graph.paths import ImplicationPath, implication_paths, places

if TYPE_CHECKING:
    from graph.rendering import Page


def outcome(session: Session, options: Namespace) -> Outcome:
    """The best paths from one thing to another; the answer is no if there is none."""
    country = None if options.country is None else session.country(options.country)
    (start_at, start), (end_at, end) = session.placed(options.start), session.placed(options.end)
    found = implication_paths(
        session.graph,
        places(session.graph, start, start_at or country),
        places(session.graph, end, end_at or country),
        options.k,
    )

    def show(page: Page) -> None:
        ends = {"start": session.label(start), "end": session.label(end)}
        key = "paths" if found else "paths-none"
        page.answer(say(session.lang, key, **ends, count=len(found)))
        for rank, path in enumerate(found, 1):
            _show_path(session, page, rank, path)
        if found:
            disclaimer(session, page)

    answer = answers.paths(start, end, ((path.score, path.nodes) for path in found))
    return Outcome(answer, show, ANSWER if found else NO)


def _show_path(session: Session, page: Page, rank: int, path: ImplicationPath) -> None:
    page.heading(f"{rank}. {figure(path.score)}")
    for node in path.nodes:
        if isinstance(node, Inference):
            told = say(session.lang, "implication", claim=session.label(node.implication))
            page.line(f"↓ {told} ({figure(node.strength)})", indent=4)
        else:
            page.line(session.name(node), indent=2)
