"""Through which steps a measure changes, as lines on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from graph.commands.session import Session
from graph.commands.words import figure, say, signed
from graph.counterfactual import Change, Edits, WhatIf
from graph.model import Finding, Inference, Iri
from graph.network import claim_of
from graph.through import AffectedStep, EditedClaim, Effect, MovedArgument, Through

if TYPE_CHECKING:
    from graph.rendering import Page

_MOST_SHOWN: Final = 8


def show_through(session: Session, page: Page, edits: Edits, found: WhatIf, change: Change) -> None:
    """One sentence on a change, its steps, and the edits that they come from."""
    lines = _Lines(session, edits, found.edited)
    page.heading(lines.sentence(change))
    for affected in change.through.steps[:_MOST_SHOWN]:
        page.line(f"- {lines.step(affected)}", indent=2)
    _more(session, page, change.through.step_count)
    # A derivation that comes or goes is told by its own steps, unless they have no force.
    used = {each.step.claim for each in change.through.steps}
    moved = [each for each in change.through.moved if claim_of(each.argument) not in used]
    for each in moved[:_MOST_SHOWN]:
        page.line(f"- {lines.moved(each)}", indent=2)
        for reason in lines.reasons(each):
            page.line(reason, indent=6)
    _more(session, page, len(moved))
    if change.through.causes:
        page.line(lines.causes(change.through), indent=2)


def _more(session: Session, page: Page, count: int) -> None:
    if count > _MOST_SHOWN:
        page.line(say(session.lang, "through-more", count=count - _MOST_SHOWN), indent=2)


def _fine(value: float) -> str:
    """A number with its sign, of three places where two would read 0."""
    return signed(value) if abs(value) >= 0.005 else f"{value:+.3f}".replace("-", "−")


def _apart(before: float, after: float) -> tuple[str, str]:
    """Two numbers with as many places as it takes to tell them apart, up to four."""
    pairs = ([f"{value:+.{n}f}".replace("-", "−") for value in (before, after)] for n in (2, 3, 4))
    first, *others = pairs
    old, new = next((pair for pair in (first, *others) if pair[0] != pair[1]), first)
    return old, new


class _Lines:
    """The words of one answer; edited claims go by what the edits do to them."""

    def __init__(self, session: Session, edits: Edits, edited: Iterable[EditedClaim]) -> None:
        self._session = session
        self._assumed = {assumption.iri: assumption for assumption in edits.assume}
        self._edited = {claim.iri: claim for claim in edited}

    def sentence(self, change: Change) -> str:
        """What happens to a measure."""
        values = {"measure": self._session.label(change.measure)}
        if change.before is None or change.after is None:
            key = "through-gained" if change.before is None else "through-lost"
        elif not change.through:
            key = "through-rank"
        else:
            key = "through-changed"
            values["before"], values["after"] = _apart(change.before.net, change.after.net)
        return say(self._session.lang, key, **values)

    def step(self, affected: AffectedStep) -> str:
        """A step of a derivation that comes or goes."""
        step, lang = affected.step, self._session.lang
        name = self.claim(step.claim)
        if affected.effect is Effect.EDITED:
            return self.edited(step.claim)
        kind = "finding" if isinstance(step.justification, Finding) else "implication"
        told = say(lang, kind, claim=name)
        return f"{told} ({say(lang, f'through-{affected.effect.value}')})"

    def moved(self, moved: MovedArgument) -> str:
        """An argument, its force before and after, and how much of the change is its own."""
        session = self._session
        kind = "implication" if isinstance(moved.argument, Inference) else "objection"
        return say(
            session.lang,
            "through-moved",
            claim=say(session.lang, kind, claim=self.claim(claim_of(moved.argument))),
            before=figure(moved.before),
            after=figure(moved.after),
            amount=_fine(moved.amount),
        )

    def reasons(self, moved: MovedArgument) -> Iterator[str]:
        """Why an argument moves, as far as it is told by what it directly rests on."""
        claim = claim_of(moved.argument)
        if claim in self._edited:
            yield self.edited(claim)
            if self._edited[claim].is_removed:
                return
        for shift in moved.premises:
            yield self._shift(
                "through-premise", self._session.name(shift.proposition), shift.before, shift.after
            )
        before, after = moved.undercut_before, moved.undercut_after
        if figure(before) != figure(after):
            yield self._shift("through-undercut", "", before, after)

    def _shift(self, key: str, name: str, before: float, after: float) -> str:
        return say(self._session.lang, key, name=name, before=figure(before), after=figure(after))

    def causes(self, through: Through) -> str:
        """The edits that all of it comes from."""
        told = list(map(self.edited, through.causes[:_MOST_SHOWN]))
        if (rest := len(through.causes) - _MOST_SHOWN) > 0:
            told.append(say(self._session.lang, "through-more", count=rest))
        return say(self._session.lang, "through-causes", causes="; ".join(told))

    def edited(self, iri: Iri) -> str:
        """What the edits do to a claim."""
        lang, claim = self._session.lang, self._edited[iri]
        if iri in self._assumed:
            key = "through-assumed" if self._assumed[iri].holds else "through-denied"
            return say(lang, key, claim=self.claim(iri), strength=figure(claim.after or 0.0))
        if claim.after is None:
            return say(lang, "through-removed", claim=self.claim(iri))
        values = {"before": figure(claim.before or 0.0), "after": figure(claim.after)}
        return say(lang, "through-strength", claim=self.claim(iri), **values)

    def claim(self, iri: Iri) -> str:
        """A claim by its label, an assumption by what it is about."""
        if iri in self._assumed:
            return self._session.name(self._assumed[iri].proposition)
        return self._session.label(iri)
