"""What stands between a measure and its derivation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graph.commands.proof import weight
from graph.commands.session import Session
from graph.commands.words import say
from graph.missing import missing
from graph.model import Proposition
from graph.openings import Obstacle, obstacles
from graph.standing import State

if TYPE_CHECKING:
    from graph.counterfactual import Answer
    from graph.rendering import Page

_MOST_SHOWN: Final = 12


def show_obstacles(
    session: Session, page: Page, goal: Proposition, max_size: int = 2, limit: int = 100
) -> None:
    """The implications that would conclude the goal, and the sets of facts that are missing."""
    found = obstacles(session.graph, goal)
    if found:
        page.heading(say(session.lang, "obstacles"))
    else:
        page.line(say(session.lang, "no-steps"))
    for obstacle in found[:_MOST_SHOWN]:
        _show_obstacle(session, page, obstacle)
    if found:
        show_missing(session, page, goal, missing(session.graph, goal, max_size, limit), max_size)


def show_missing(
    session: Session, page: Page, goal: Proposition, answer: Answer[Proposition], max_size: int
) -> None:
    """The sets of facts, each of which would do."""
    if not answer.sets:
        page.heading(say(session.lang, "missing-none", size=max_size))
        return
    page.heading(say(session.lang, "missing"))
    for facts in answer.sets[:_MOST_SHOWN]:
        page.line(f"- {' + '.join(_told(session, fact, goal) for fact in facts)}", indent=2)
    if answer.truncated or len(answer.sets) > _MOST_SHOWN:
        page.line(say(session.lang, "truncated"), indent=2)
    if any(fact not in session.graph.denials for facts in answer.sets for fact in facts):
        page.line()
        page.note(say(session.lang, "unknown-is-not-no"))


def _told(session: Session, fact: Proposition, goal: Proposition) -> str:
    """A missing fact; its country if it is another, and whether it was denied."""
    is_here = fact.country == goal.country
    name = session.label(fact.concept) if is_here else session.name(fact)
    is_denied = fact in session.graph.denials
    return f"{name} ({say(session.lang, 'fails')})" if is_denied else name


def _show_obstacle(session: Session, page: Page, obstacle: Obstacle) -> None:
    inference = obstacle.inference
    told = say(session.lang, "implication", claim=session.label(inference.implication))
    page.line(f"- {told} ({weight(session, inference)})", indent=2)
    for premise in obstacle.premises:
        mark = "+" if premise.state.holds else "x" if premise.state is State.FAILS else "?"
        proposition = premise.proposition
        assert proposition is not None, "premises are propositions"
        state = say(session.lang, premise.state.value)
        page.line(f"{mark} {session.name(proposition)}: {state}", indent=6)
