"""A derivation as an outline: each step, its claim, and where the claim stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from graph.commands.against import objections
from graph.commands.session import Session, printable
from graph.commands.words import figure, say
from graph.model import Claim, Derivation, Finding, Inference, Iri, Proposition
from graph.network import Argument, claim_of
from graph.objections import Objected, objected
from graph.rendering import Node

if TYPE_CHECKING:
    from ontology.evidence import Evidence

_DEEPEST: Final = 8  # beyond that the branches of a tree would leave no room for words
_MOST_EVIDENCE: Final = 3


def outline(session: Session, derivation: Derivation) -> tuple[Node, ...]:
    """One tree, each proposition unfolded once; a numbered list where it is too deep for one.

    What is objected to a step stands under it.
    """
    weighed = session.weighed
    steps = {
        each.step.proposition: each
        for each in objected(session.graph, derivation, lambda: weighed((derivation.goal,)))
    }
    if _depth(derivation) > _DEEPEST:
        numbers = {step.proposition: n for n, step in enumerate(derivation.steps, 1)}
        return tuple(_numbered(session, each, numbers) for each in steps.values())
    return (_tree(session, derivation.goal, steps, set()),)


def _depth(derivation: Derivation) -> int:
    depths: dict[Proposition, int] = {}
    for step in reversed(derivation.steps):
        depths[step.proposition] = 1 + max((depths[p] for p in step.premises), default=0)
    return depths[derivation.goal]


def _tree(
    session: Session, goal: Proposition, steps: dict[Proposition, Objected], told: set[Proposition]
) -> Node:
    step = steps[goal].step
    if goal in told and (step.premises or steps[goal]):
        return Node(session.name(goal), figure(step.score), (say(session.lang, "above"),))
    told.add(goal)
    return Node(
        session.name(goal),
        figure(step.score),
        (*justified(session, step.justification), *objections(session, steps[goal])),
        tuple(_tree(session, premise, steps, told) for premise in step.premises),
    )


def _numbered(session: Session, each: Objected, numbers: dict[Proposition, int]) -> Node:
    step = each.step
    details = list(justified(session, step.justification))
    if step.premises:
        below = ", ".join(str(numbers[premise]) for premise in step.premises)
        details[0] += f" · {say(session.lang, 'from', numbers=below)}"
    heading = f"{numbers[step.proposition]}. {session.name(step.proposition)}"
    return Node(heading, figure(step.score), (*details, *objections(session, each)))


def justified(session: Session, claim: Finding | Argument) -> Iterator[str]:
    """What a claim says, how it is known and how strong it is; then its evidence."""
    iri = claim.iri if isinstance(claim, Finding) else claim_of(claim)
    if isinstance(claim, Finding):
        key = "finding"
    else:
        key = "implication" if isinstance(claim, Inference) else "objection"
    yield f"{say(session.lang, key, claim=session.label(iri))} ({weight(session, claim)})"
    yield from evidence(session, iri)


def weight(session: Session, claim: Claim | Argument) -> str:
    """Basis and strength of a claim."""
    basis = say(session.lang, claim.basis.value)
    return say(session.lang, "weight", basis=basis, strength=figure(claim.strength))


def evidence(session: Session, claim: Iri) -> Iterator[str]:
    """Where a claim stands: a document and the place in it, or an observation."""
    found = session.catalogue.evidence(claim, session.lang)
    for each in found[:_MOST_EVIDENCE]:
        yield say(session.lang, "evidence", source=_source(session, each))
    if len(found) > _MOST_EVIDENCE:
        yield f"(+{len(found) - _MOST_EVIDENCE})"


def _source(session: Session, item: Evidence) -> str:
    year = f" ({item.date[:4]})" if item.date else ""
    title = item.title.value or (session.label(item.document) if item.document else "")
    document = f"{title}{year}".strip()
    told = _observed(session, item) if item.kind == "observation" else item.locator.value
    return printable(": ".join(part for part in (document, told) if part) or item.iri)


def _observed(session: Session, item: Evidence) -> str:
    what = session.label(item.indicator) if item.indicator else ""
    where = session.label(item.country) if item.country else ""
    about = ", ".join(part for part in (what, where, item.period or "") if part)
    value = " ".join(part for part in (item.value or "", item.unit.value) if part)
    return " = ".join(part for part in (about, value) if part)
