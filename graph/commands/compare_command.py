"""`compare`: countries side by side, by what is recommended or reason by reason."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from typing import TYPE_CHECKING

from graph import answers
from graph.commands.outcome import Outcome
from graph.commands.session import Session
from graph.commands.summary import disclaimer
from graph.commands.words import say, signed
from graph.comparison import Kind, Matrix, Row, comparison, matrix
from graph.model import Iri
from graph.recommendation import Recommendation

if TYPE_CHECKING:
    from graph.rendering import Page


def outcome(session: Session, options: Namespace) -> Outcome:
    """All recommendations of some countries, or one measure for them premise by premise."""
    countries = [session.country(name) for name in options.countries]
    if options.measure is None:
        return _all(session, countries)
    return _one(session, session.concept(options.measure), countries)


def _all(session: Session, countries: list[Iri]) -> Outcome:
    found = matrix(session.graph, countries)

    def show(page: Page) -> None:
        if not found.rows:
            page.answer(say(session.lang, "compared-none"))
            return
        page.answer(say(session.lang, "compared"))
        page.line()
        page.table(_header(session, "measure", countries), list(_cells(session, found)))
        disclaimer(session, page)

    return Outcome(answers.matrix(found), show)


def _header(session: Session, first: str, countries: Iterable[Iri]) -> list[str]:
    return [say(session.lang, first), *map(session.label, countries), ""]


def _cells(session: Session, found: Matrix) -> Iterable[list[str]]:
    for row in found.rows:
        yield [session.label(row.measure), *(_cell(result) for result in row.results), ""]


def _cell(result: Recommendation | None) -> str:
    return "–" if result is None else signed(result.net)


def _one(session: Session, measure: Iri, countries: list[Iri]) -> Outcome:
    found = comparison(session.graph, measure, countries)

    def show(page: Page) -> None:
        page.answer(say(session.lang, "compared-one", measure=session.label(measure)))
        page.line()
        header = _header(session, "reason", countries)
        nets = [say(session.lang, "net"), *(_cell(result) for result in found.results), ""]
        rows = [_line(session, row) for row in found.rows]
        page.table(header, [nets, *rows], texts=len(header))
        if found.objections:
            page.heading(say(session.lang, "objections"))
            page.table(header, [_line(session, row) for row in found.objections], texts=len(header))
        disclaimer(session, page)

    return Outcome(answers.compare(found), show)


def _line(session: Session, row: Row) -> list[str]:
    name = session.label(row.concept if row.kind is Kind.PREMISE else row.claim)
    if row.kind is Kind.PREMISE and row.at_home:
        name = f"{name} · {session.label(session.graph.analysis.home)}"
    cells = [say(session.lang, cell.state.value) for cell in row.cells]
    return ["  " * row.depth + name, *cells, ""]
