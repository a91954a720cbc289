"""`why`: the best derivations of a measure for a country."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from graph import answers_why
from graph.commands.outcome import ANSWER, NO, Outcome
from graph.commands.session import Session
from graph.commands.summary import disclaimer, other_analyses, verdict
from graph.commands.words import figure, say
from graph.hyperpath import derivations
from graph.model import Derivation, Finding, Step
from graph.semiring import SEMIRINGS, Semiring
from graph.ways import Variant, Way, ways

if TYPE_CHECKING:
    from graph.rendering import Page


def outcome(session: Session, options: Namespace) -> Outcome:
    """Why a measure follows; what is missing if it does not."""
    goal, semiring = session.goal, SEMIRINGS[options.semiring]
    found = derivations(session.graph, goal, options.k, semiring)

    def show(page: Page) -> None:
        page.answer(verdict(session, goal))
        if found:
            _show(session, page, found, semiring)
        else:
            from graph.commands.obstacles import show_obstacles

            show_obstacles(session, page, goal)
            other_analyses(session, page)

    answer = answers_why.why(session.graph, goal, semiring, found, lambda: session.weighed((goal,)))
    return Outcome(answer, show, ANSWER if found else NO)


def _show(session: Session, page: Page, found: list[Derivation], semiring: Semiring) -> None:
    from graph.commands.proof import outline

    name = say(session.lang, semiring.name)
    page.line(say(session.lang, "ways", count=len(found), semiring=name))
    for way in ways(found):
        page.heading(_way(session, way.best))
        for node in outline(session, way.best.derivation):
            page.outline(node)
        _show_variants(session, page, way)
    disclaimer(session, page)


def _show_variants(session: Session, page: Page, way: Way) -> None:
    """The derivations that end in the same step, each by what it knows in another way."""
    count = len(way.variants) - 1
    if not count:
        return
    key = "variants-one" if count == 1 else "variants"
    differing = ", ".join(map(session.name, way.differing))
    page.line(f"{say(session.lang, key, count=count)}: {differing}")
    for variant in way.variants[1:]:
        turns = "; ".join(_turn(session, turn) for turn in way.turns(variant))
        page.line(f"{_way(session, variant)} · {turns}", indent=2)


def _turn(session: Session, step: Step) -> str:
    key = "finding" if isinstance(step.justification, Finding) else "implication"
    told = say(session.lang, key, claim=session.label(step.claim))
    return f"{session.label(step.proposition.concept)} {told}"


def _way(session: Session, variant: Variant) -> str:
    return say(
        session.lang,
        "way",
        rank=variant.place + 1,
        product=figure(variant.product),
        weakest=figure(variant.weakest_link),
        steps=figure(variant.steps),
    )
