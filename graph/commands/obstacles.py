"""What stands between a measure and its derivation."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from graph.commands.extent import Extent, show_end
from graph.commands.proof import weight
from graph.commands.session import Session
from graph.commands.words import say
from graph.missing import missing
from graph.model import Proposition
from graph.openings import Obstacle, Opening, obstacles, openings
from graph.standing import State

if TYPE_CHECKING:
    from graph.bounded import Answer
    from graph.rendering import Page

_MOST_OBSTACLES: Final = 12
_AS_USUAL: Final = Extent()


def show_obstacles(
    session: Session, page: Page, goal: Proposition, asked: Extent = _AS_USUAL
) -> None:
    """The implications that would conclude the goal, and the sets of facts that are missing."""
    found = obstacles(session.graph, goal)
    if found:
        page.heading(say(session.lang, "obstacles"))
    else:
        page.line(say(session.lang, "no-steps"))
    for obstacle in found[:_MOST_OBSTACLES]:
        _show_obstacle(session, page, obstacle)
    if found:
        lacking = missing(session.graph, goal, asked.max_size, asked.limit)
        show_missing(session, page, goal, lacking, asked)


def show_missing(
    session: Session, page: Page, goal: Proposition, answer: Answer[Proposition], asked: Extent
) -> None:
    """The sets of facts, each of which would do, and the step each would open."""
    if answer.sets:
        page.heading(say(session.lang, "missing"))
    else:
        page.heading(say(session.lang, "missing-none", size=asked.max_size))
    shown = answer.sets[: asked.shown]
    opened = openings(session.graph, goal, shown)
    for facts, each in zip_longest(shown, opened):
        page.line(f"- {' + '.join(_told(session, fact, goal) for fact in facts)}", indent=2)
        if each is not None:
            _show_steps(session, page, each)
    show_end(session, page, answer, asked)
    if any(fact not in session.graph.denials for facts in shown for fact in facts):
        page.line()
        page.note(say(session.lang, "unknown-is-not-no"))


def _show_steps(session: Session, page: Page, opened: Opening) -> None:
    """The steps that facts would open, where it takes more than the step to the goal."""
    if len(opened.obstacles) > 1:
        for obstacle in opened.obstacles[:_MOST_OBSTACLES]:
            claim = session.label(obstacle.inference.implication)
            page.line(say(session.lang, "would-open", claim=claim), indent=6)


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
