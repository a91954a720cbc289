"""`validate`: whether data keep to the rules."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from graph.circles import Circle, circles
from graph.commands.outcome import ANSWER, NO, Outcome, UsageError
from graph.commands.session import Session, printable
from graph.commands.words import say
from graph.errors import EngineError
from graph.model import Iri
from ontology.errors import NoData, OntologyError
from ontology.validation import Report, Result, validate

if TYPE_CHECKING:
    from graph.rendering import Page


def outcome(session: Session, options: Namespace) -> Outcome:
    """What the shapes find, and circular support; the answer is no where a rule is broken."""
    if options.store:
        raise UsageError("validate reads files: give them by --data, not a --store")
    report = validate(session.paths, language=session.lang)
    report = report.including(_reasoned(session, report))

    def show(page: Page) -> None:
        page.answer(_verdict(session, report))
        for result in report.results:
            page.raw(_line(session, result) + "\n")  # unbroken, so that editors can jump there

    answer = {"conforms": report.conforms, "results": [asdict(each) for each in report.results]}
    return Outcome(answer, show, ANSWER if report.conforms else NO)


def _reasoned(session: Session, report: Report) -> Iterator[Result]:
    """What only reasoning finds; where data cannot even be read as claims, that they cannot."""
    try:
        for analysis in session.store.analyses():
            yield from _circular(session, analysis)
    except NoData:
        return
    except (EngineError, OntologyError) as error:
        if report.conforms:
            yield Result("violation", getattr(error, "iri", "[]"), None, str(error))


def _circular(session: Session, analysis: Iri) -> Iterator[Result]:
    from graph.build import knowledge
    from graph.grounding import implication_graph

    for circle in circles(implication_graph(knowledge(session.store, analysis))):
        yield _warning(session, circle)


def _warning(session: Session, circle: Circle) -> Result:
    focus = circle.implications[0]
    place = session.store.place(focus)
    message = say(
        session.lang,
        "circle",
        concepts=" ↔ ".join(map(session.label, circle.concepts)),
        country=", ".join(map(session.label, circle.countries)),
    )
    return Result(
        "warning",
        focus,
        None,
        message,
        None if place is None else str(place.path),
        None if place is None else place.line,
    )


def _verdict(session: Session, report: Report) -> str:
    count = sum(result.severity == "violation" for result in report.results)
    key = {0: "conforms", 1: "conforms-not-one"}.get(count, "conforms-not")
    return say(session.lang, key, count=count)


def _line(session: Session, result: Result) -> str:
    place = f"{result.file or '-'}:{result.line}" if result.line else result.file or "-"
    severity = say(session.lang, result.severity)
    return printable(f"{place}: {severity}: {result.message} <{result.focus}>")
