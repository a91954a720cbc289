"""What is objected to a step of a derivation, as lines under it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graph.commands.session import Session
from graph.commands.words import figure, say
from graph.model import Attack, Finding
from graph.objections import Challenge, Objected
from graph.recommendation import Answers

_INDENT: Final = "  "


def objections(session: Session, against: Objected) -> Iterator[str]:
    """Every objection to a step and to what it concludes, with what answers it.

    One objection is told on several lines: what it says and comes to, its premises and how
    they stand, what answers it, and, further in, the objections to it.
    """
    for challenge in against.undercuts:
        yield from _challenge(session, challenge, "undercut")
    for challenge in against.rebuttals:
        yield from _challenge(session, challenge, "rebutted")
    for finding in against.denials:
        yield f"! {say(session.lang, 'denied', claim=_told(session, finding))}"


def _challenge(session: Session, challenge: Challenge, key: str) -> Iterator[str]:
    told = say(session.lang, key, claim=_told(session, challenge.attack))
    yield f"! {told} · {say(session.lang, 'amounts', force=figure(challenge.force.force))}"
    for standing in challenge.premises:
        assert standing.proposition is not None, "premises are propositions"
        state = say(session.lang, standing.state.value)
        premise = f"{session.name(standing.proposition)}: {state}"
        yield _INDENT + say(session.lang, "because", premise=premise)
    yield from (_INDENT + line for line in _answers(session, challenge.answers))
    for other in challenge.objections:
        yield from (_INDENT + line for line in _challenge(session, other, "undercut"))
    if challenge.is_cut:
        yield _INDENT + say(session.lang, "objections-cut")


def _answers(session: Session, answers: Answers) -> Iterator[str]:
    for premise in answers.outweighed:
        yield say(session.lang, "answered-outweighed", premise=session.name(premise))
    for premise, measure in answers.mitigated:
        yield say(
            session.lang,
            "answered-measure",
            premise=session.name(premise),
            measure=session.label(measure),
        )


def _told(session: Session, claim: Finding | Attack) -> str:
    """The label of a claim, how it is known and how strong it is."""
    iri = claim.iri if isinstance(claim, Finding) else claim.objection
    basis = say(session.lang, claim.basis.value)
    weight = say(session.lang, "weight", basis=basis, strength=figure(claim.strength))
    return f"{session.label(iri)} ({weight})"
