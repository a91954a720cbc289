"""What the one-page brief says of a measure, before any word or ink.

Everything that bears on the reasoning on show is gathered, so that nothing a reader would
hold against it is left out: its steps, each objection against the conclusion, a step, a
premise or another objection, and what is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from graph.model import Attack, Derivation, Finding, Inference, Iri, Proposition, Step
from graph.openings import obstacles
from graph.recommendation import answers, constraints, gaps
from graph.standing import Standing, Standings
from webapp.explanation import Against, Explanation

if TYPE_CHECKING:
    from webapp.explorer import Study

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# A proposition is named by itself, a step or an objection by its claim and country.
Name: TypeAlias = Proposition | tuple[Iri, Iri]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A step of the chain, the numbers of those it rests on, and how else it is known."""

    number: int
    step: Step
    premises: tuple[int, ...]
    others: tuple[Finding | Inference, ...]


@dataclass(frozen=True, slots=True)
class Countered:
    """An objection, what it speaks against, and how its premises stand."""

    mark: str
    against: Against
    premises: tuple[Standing, ...]

    @property
    def attack(self) -> Attack:
        """The grounded objection."""
        return self.against.attack

    @property
    def open(self) -> tuple[Standing, ...]:
        """The premises that do not hold: while one is left, the objection is not in force."""
        return tuple(premise for premise in self.premises if not premise.state.holds)


@dataclass(frozen=True, slots=True)
class Uneased:
    """A constraint that the measure does not ease, and whether any recommended one does."""

    constraint: Iri
    is_gap: bool


@dataclass(frozen=True)
class Brief:
    """One recommendation with all that bears on it.

    Attributes
    ----------
    explained : Explanation
    derivation : Derivation or None
        The best one; ``None`` where the measure does not follow.
    steps : tuple of Numbered
        From the facts to the measure, so that each rests on numbers before its own.
    objections : tuple of Countered
        Those against the measure, against the steps and premises of its ways, and against
        objections.
    denials : tuple of Finding
        What was found not to hold although some way rests on it or concludes it.
    closed : tuple of (Inference, tuple of Standing)
        The steps to the measure that lack premises, with the premises they lack.
    uneased : tuple of Uneased
        The constraints of the country that the measure does not ease.
    """

    explained: Explanation
    derivation: Derivation | None
    steps: tuple[Numbered, ...]
    objections: tuple[Countered, ...]
    denials: tuple[Finding, ...]
    closed: tuple[tuple[Inference, tuple[Standing, ...]], ...]
    uneased: tuple[Uneased, ...]

    @cached_property
    def places(self) -> dict[Name, int]:
        """The number of each proposition and of each step of reasoning in the chain."""
        found: dict[Name, int] = {}
        for each in self.steps:
            found[each.step.proposition] = each.number
            if isinstance(each.step.justification, Inference):
                found[_name(each.step.justification)] = each.number
        return found

    @cached_property
    def marks(self) -> dict[tuple[Iri, Iri], str]:
        """The letter of each objection."""
        return {(o.attack.objection, o.attack.country): o.mark for o in self.objections}

    @cached_property
    def ways(self) -> dict[Iri, int]:
        """The number of the way that ends in a step."""
        ends = (way.best.derivation.steps[0].claim for way in self.explained.ways)
        return {claim: number for number, claim in enumerate(ends, 1)}

    def against(self, number: int) -> tuple[Countered, ...]:
        """The objections against a line of the chain: its proposition or its step."""
        return tuple(
            o
            for o in self.objections
            if o.attack.target != self.explained.goal and self.places.get(o.attack.target) == number
        )


def brief(study: Study, explained: Explanation) -> Brief:
    """Everything that the brief of an explanation says.

    Takes time linear in what the chain and its objections consist of.
    """
    derivation = explained.ways[0].best.derivation if explained.ways else None
    goal, graph = explained.goal, study.graph
    standings = Standings(graph)
    chain = derivation.steps if derivation else ()
    lines = [step for way in explained.ways for step in way.best.derivation.steps]
    used = dict.fromkeys([goal, *(step.proposition for step in lines)])
    return Brief(
        explained=explained,
        derivation=derivation,
        steps=tuple(_numbered(study, chain)),
        objections=tuple(_countered(study, standings, _attacks(study, explained))),
        denials=tuple(f for proposition in used for f in graph.denials.get(proposition, ())),
        closed=tuple(_closed(study, goal)),
        uneased=_uneased(study, goal),
    )


def _numbered(study: Study, chain: Sequence[Step]) -> Iterator[Numbered]:
    numbers: dict[Proposition, int] = {}
    for number, step in enumerate(_upwards(chain), 1):
        numbers[step.proposition] = number
        premises = tuple(sorted(numbers[premise] for premise in step.premises))
        others = () if step is chain[0] else tuple(_others(study, step))
        yield Numbered(number, step, premises, others)


def _upwards(chain: Sequence[Step]) -> Iterator[Step]:
    """The steps from the facts up, each right after what it rests on; any chain is fine."""
    steps = {step.proposition: step for step in chain}
    waiting = [(chain[0], False)] if chain else []
    opened: set[Proposition] = set()
    while waiting:
        step, is_ready = waiting.pop()
        if is_ready:
            yield step
        elif step.proposition not in opened:
            opened.add(step.proposition)
            waiting.append((step, True))
            waiting.extend((steps[premise], False) for premise in reversed(step.premises))


def _others(study: Study, step: Step) -> Iterator[Finding | Inference]:
    """What else justifies the proposition of a step, strongest first."""
    graph, known = study.graph, study.derivable
    steps = (
        inference
        for inference in graph.inferences.get(step.proposition, ())
        if known.issuperset(inference.premises)
    )
    every: tuple[Finding | Inference, ...] = (*graph.findings.get(step.proposition, ()), *steps)
    rest = (each for each in every if each != step.justification)
    yield from sorted(rest, key=lambda each: (-each.strength, claim_of(each)))


def claim_of(known: Finding | Inference) -> Iri:
    """The claim that justifies: a finding itself, or the implication behind an inference."""
    return known.iri if isinstance(known, Finding) else known.implication


def _name(step: Inference) -> tuple[Iri, Iri]:
    return step.implication, step.country


def _attacks(study: Study, explained: Explanation) -> Iterator[Attack]:
    """Each objection once: against the goal, the ways to it, and against objections."""
    graph = study.graph
    lines = [step for way in explained.ways for step in way.best.derivation.steps]
    ends = [support.inference for support in explained.supports]
    steps = [line.justification for line in lines if isinstance(line.justification, Inference)]
    groups: list[Iterable[Attack]] = [
        graph.rebuttals.get(explained.goal, ()),
        *(graph.undercuts.get(_name(step), ()) for step in dict.fromkeys((*steps, *ends))),
        *(graph.rebuttals.get(line.proposition, ()) for line in lines),
    ]
    waiting = [attack for group in groups for attack in _by_force(study, group)][::-1]
    seen: set[tuple[Iri, Iri]] = set()
    while waiting:
        attack = waiting.pop()
        name = (attack.objection, attack.country)
        if name not in seen:
            seen.add(name)
            yield attack
            waiting += _by_force(study, graph.undercuts.get(name, ()))[::-1]


def _by_force(study: Study, attacks: Iterable[Attack]) -> list[Attack]:
    return sorted(attacks, key=lambda a: (-study.balances.force(a), a.objection))


def _countered(
    study: Study, standings: Standings, attacks: Iterable[Attack]
) -> Iterator[Countered]:
    for number, attack in enumerate(attacks):
        answered = answers(study.graph, attack, study.balances)
        against = Against(attack, study.balances.force(attack), answered)
        yield Countered(letter(number), against, tuple(map(standings.of, attack.premises)))


def letter(number: int) -> str:
    """The mark of an objection, counted from 0.

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'A2')
    """
    more, place = divmod(number, len(_LETTERS))
    return _LETTERS[place] + (str(more + 1) if more else "")


def _closed(study: Study, goal: Proposition) -> Iterator[tuple[Inference, tuple[Standing, ...]]]:
    """The steps that would conclude the goal if what they lack were found."""
    for obstacle in obstacles(study.graph, goal):
        lacking = tuple(premise for premise in obstacle.premises if not premise.state.holds)
        if lacking:
            yield obstacle.inference, lacking


def _uneased(study: Study, goal: Proposition) -> tuple[Uneased, ...]:
    graph, country = study.graph, goal.country
    eased = {c for measure, c in graph.knowledge.mitigations if measure == goal.concept}
    open_ = {gap.constraint for gap in gaps(graph, country)}
    held = constraints(graph, country)
    return tuple(
        Uneased(constraint, constraint in open_) for constraint in held if constraint not in eased
    )
