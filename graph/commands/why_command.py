"""`why`: the best derivations of a measure for a country."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from graph import answers
from graph.commands.outcome import ANSWER, NO, Outcome
from graph.commands.session import Session
from graph.commands.summary import disclaimer, verdict
from graph.commands.words import figure, say
from graph.hyperpath import derivations
from graph.model import Derivation, Proposition
from graph.semiring import FEWEST_STEPS, PRODUCT, SEMIRINGS, WEAKEST_LINK, Semiring

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

    answer = answers.why(goal, semiring, found)
    return Outcome(answer, show, ANSWER if found else NO)


def _show(session: Session, page: Page, found: list[Derivation], semiring: Semiring) -> None:
    from graph.commands.proof import outline

    name = say(session.lang, semiring.name)
    page.line(say(session.lang, "ways", count=len(found), semiring=name))
    for rank, derivation in enumerate(found, 1):
        page.heading(_way(session, rank, derivation))
        for node in outline(session, derivation):
            page.outline(node)
    disclaimer(session, page)


def _way(session: Session, rank: int, derivation: Derivation) -> str:
    return say(
        session.lang,
        "way",
        rank=rank,
        product=figure(rescored(derivation, PRODUCT)),
        weakest=figure(rescored(derivation, WEAKEST_LINK)),
        steps=figure(rescored(derivation, FEWEST_STEPS)),
    )


def rescored(derivation: Derivation, semiring: Semiring) -> float:
    """The score of a derivation under any semiring."""
    scores: dict[Proposition, float] = {}
    for step in reversed(derivation.steps):
        premises = [scores[premise] for premise in step.premises]
        scores[step.proposition] = semiring.combined(step.justification.strength, premises)
    return scores[derivation.goal]
