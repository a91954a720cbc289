"""Through which steps a set of edits changes a recommendation.

Two readings of the same change, both traced back to the edited claims. Whether a measure
follows is told by a *derivation*: the best one that the edits open, or the best one that they
break, each step with how it is affected. How strongly it stands is told by *moved arguments*:
the grounded implications and objections whose force the edits change (`graph.moved`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Final

from graph.grounding import ImplicationGraph
from graph.hyperpath import derivations
from graph.model import Claim, Iri, Knowledge, Proposition, Step
from graph.network import Argument
from graph.ranking import by_name
from graph.standing import is_derivable

MOST_STEPS: Final = 40
MOST_CAUSES: Final = 12


@dataclass(frozen=True, slots=True)
class EditedClaim:
    """A claim that the edits touch: its strength before and after, none where it is absent."""

    iri: Iri
    before: float | None
    after: float | None

    @property
    def is_added(self) -> bool:
        """Whether it is there only after the edits: an assumption."""
        return self.before is None

    @property
    def is_removed(self) -> bool:
        """Whether it is there only before: retracted, disabled or outside a restriction."""
        return self.after is None


class Effect(StrEnum):
    """How a step of a derivation is affected by the edits.

    `EDITED`: its claim is itself added or removed. `DEPENDENT`: its claim stays, but one of
    its premises holds on one side only. `UNTOUCHED`: it could be made before and after.
    """

    EDITED = "edited"
    DEPENDENT = "dependent"
    UNTOUCHED = "untouched"


@dataclass(frozen=True, slots=True)
class AffectedStep:
    """A step of a derivation that only one side has, and how the edits affect it.

    `causes` are the edited claims because of which it can or cannot be made, by name; at
    most 12. An untouched step has none.
    """

    step: Step
    effect: Effect
    causes: tuple[Iri, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """The acceptability of a proposition before and after."""

    proposition: Proposition
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class MovedArgument:
    """A grounded implication or objection whose force the edits change.

    Attributes
    ----------
    argument : Inference or Attack
        As it stands after the edits, or before them if it is gone.
    before, after : float
        Its force in [0, 1]; 0 where it is absent.
    amount : float
        How much of the change of the balance passes through it: what the balance of the
        measure would lose if, on the side where the argument is stronger, it alone were
        brought down to its force on the other side; negative if that pulls the balance down.
        As with every attribution by removal, the amounts need not add up.
    premises : tuple of Shift
        Those of its premises whose acceptability changes.
    undercut_before, undercut_after : float
        The share of its force that other objections take away.
    causes : tuple of Iri
        The edited claims that change it, by name; at most 12.
    """

    argument: Argument
    before: float
    after: float
    amount: float
    premises: tuple[Shift, ...]
    undercut_before: float
    undercut_after: float
    causes: tuple[Iri, ...]

    @property
    def change(self) -> float:
        """What is added to its force."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Through:
    """Through which steps one measure changes.

    Attributes
    ----------
    steps : tuple of AffectedStep
        Of a gained measure, its best derivation after the edits; of a lost one, its best
        derivation before them; from the measure down, at most 40. Empty for any other.
    step_count : int
        How many steps that derivation has.
    moved : tuple of MovedArgument
        Those that matter most first, at most 12. Empty if only other measures change, so
        that this one has another rank.
    moved_count : int
        How many there are, among the 64 nearest to the measure.
    causes : tuple of Iri
        The edited claims that all of this comes from, by name; at most 12.
    """

    steps: tuple[AffectedStep, ...] = ()
    step_count: int = 0
    moved: tuple[MovedArgument, ...] = ()
    moved_count: int = 0
    causes: tuple[Iri, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.steps or self.moved or self.causes)

    @property
    def every_cause(self) -> frozenset[Iri]:
        """Every edited claim that is named in it."""
        steps, moved = ([each.causes for each in told] for told in (self.steps, self.moved))
        return frozenset(self.causes).union(*steps, *moved)


NOTHING: Final = Through()


def edited_claims(before: Knowledge, after: Knowledge) -> dict[Iri, EditedClaim]:
    """The claims that one side has and the other has not, or has with another strength.

    Takes time linear in the number of claims.
    """
    old, new = ({claim.iri: claim.strength for claim in _claims(k)} for k in (before, after))
    return {
        iri: EditedClaim(iri, old.get(iri), new.get(iri))
        for iri in sorted(old.keys() | new.keys(), key=by_name)
        if old.get(iri) != new.get(iri)
    }


def _claims(knowledge: Knowledge) -> Iterator[Claim]:
    return chain(knowledge.findings, knowledge.implications, knowledge.objections)


def affected(
    goal: Proposition,
    here: ImplicationGraph,
    there: ImplicationGraph,
    edited: Mapping[Iri, EditedClaim],
) -> tuple[AffectedStep, ...]:
    """The best derivation of a goal here, and how what differs there affects each of its steps.

    Every step is edited, or rests on one that is, or could be made there as well. Takes time
    linear in the number of its steps, after the first question put to each graph.
    """
    best = derivations(here, goal, k=1)
    steps = best[0].steps if best else ()
    causes: dict[Proposition, tuple[Iri, ...]] = {}
    effects: dict[Proposition, Effect] = {}
    for step in reversed(steps):  # premises before what they lead to
        lacking = [p for p in step.premises if not is_derivable(there, p)]
        own = {step.claim} if _is_one_sided(edited.get(step.claim)) else set()
        causes[step.proposition] = few(own.union(*(causes[p] for p in lacking)))
        effects[step.proposition] = _effect(bool(own), bool(lacking))
    return tuple(
        AffectedStep(step, effects[step.proposition], causes[step.proposition]) for step in steps
    )


def few(causes: Iterable[Iri]) -> tuple[Iri, ...]:
    """The first of some names, each once, as many as are told."""
    return tuple(sorted(set(causes), key=by_name)[:MOST_CAUSES])


def _is_one_sided(claim: EditedClaim | None) -> bool:
    return claim is not None and (claim.is_added or claim.is_removed)


def _effect(is_edited: bool, is_lacking: bool) -> Effect:
    if is_edited:
        return Effect.EDITED
    return Effect.DEPENDENT if is_lacking else Effect.UNTOUCHED
