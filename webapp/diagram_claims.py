"""Claims as parts of a drawing: how each is named, noted and linked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from graph.balance import Balances
from graph.grounding import ImplicationGraph
from graph.model import Attack, Basis, Finding, Inference, Iri, Proposition
from webapp.diagram_model import Objection
from webapp.diagram_words import WORDS, figure, say

Labels: TypeAlias = Callable[[Iri], str]
Links: TypeAlias = Callable[[Iri], str | None]


class Weighed(Protocol):
    """What a drawing needs of a study."""

    @property
    def graph(self) -> ImplicationGraph:
        """Every claim, grounded."""

    @property
    def balances(self) -> Balances:
        """The weights of all of them."""


@dataclass(frozen=True)
class Scribe:
    """Writes the parts of one drawing, which is about one country.

    `keys` numbers what is drawn, so that every part has a short name of its own.
    """

    study: Weighed
    country: Iri
    labels: Labels
    links: Links
    lang: str
    is_brief: bool = False  # the numbers alone on the lines of objections
    keys: dict[object, str] = field(default_factory=dict)

    def key(self, thing: object) -> str:
        """A short name of a thing, unique in the drawing."""
        return self.keys.setdefault(thing, f"n{len(self.keys)}")

    def basis(self, basis: Basis) -> str:
        """The word for a basis."""
        return WORDS[self.lang][basis.value]

    def title(self, proposition: Proposition) -> str:
        """The name of a proposition, with its country where the drawing is of another."""
        label = self.labels(proposition.concept)
        if proposition.country == self.country:
            return label
        country = self.labels(proposition.country)
        return say("elsewhere", self.lang, country=country, label=label)

    def known(self, finding: Finding, key: str = "found") -> str:
        """How a finding is known, and its strength."""
        basis, number = self.basis(finding.basis), figure(finding.strength)
        return say(key, self.lang, basis=basis, number=number)

    def step(self, step: Inference) -> str:
        """The strength and the basis of a step."""
        basis, number = self.basis(step.basis), figure(step.strength)
        return say("step_note", self.lang, number=number, basis=basis)

    # Objections --------------------------------------------------------------------------

    def rebuttals(self, goal: Proposition) -> Iterator[Objection]:
        """What speaks against a proposition, each taking its part of what is left."""
        taken = 0.0
        is_measure = goal.concept in self.study.graph.knowledge.measures
        key = "despite" if is_measure else "despite_conclusion"
        key = "despite_brief" if self.is_brief else key
        for attack in self.in_force(self.study.graph.rebuttals.get(goal, ())):
            loss = self.study.balances.force(attack) * (1 - taken)
            taken += loss
            effect = say(key, self.lang, force=figure(loss))
            yield self.objection(attack, self.key(goal), effect, rebuts=True)

    def undercuts(self, step: Inference) -> list[Objection]:
        """What speaks against a step."""
        raw = self.study.balances.weighing(step).raw
        return list(
            self.weakening(
                (step.implication, step.country),
                self.key(step),
                raw,
                "unless_brief" if self.is_brief else "unless",
            )
        )

    def weakening(
        self, claim: tuple[Iri, Iri], key: str, force: float, effect: str
    ) -> Iterator[Objection]:
        """The objections that undercut a claim, each weakening what the last one left."""
        for attack in self.in_force(self.study.graph.undercuts.get(claim, ())):
            rest = force * (1 - self.study.balances.force(attack))
            words = say(effect, self.lang, before=figure(force), after=figure(rest))
            yield self.objection(attack, key, words, rebuts=False)
            force = rest

    def in_force(self, attacks: Sequence[Attack]) -> list[Attack]:
        """The attacks that take anything away, strongest first."""
        force = self.study.balances.force
        active = (attack for attack in attacks if force(attack) > 0)
        return sorted(active, key=lambda attack: (-force(attack), attack.objection))

    def objection(self, attack: Attack, target: str, effect: str, *, rebuts: bool) -> Objection:
        """The box of an objection, with those against it unless it stands among them."""
        is_new = (attack, target) not in self.keys
        key = self.key((attack, target))
        raw = self.study.balances.weighing(attack).raw
        claim = (attack.objection, attack.country)
        answers = self.weakening(claim, key, raw, "unless_objection") if is_new else iter(())
        note, border = self.objection_note(attack)
        return Objection(
            key=key,
            target=target,
            title=self.objection_title(attack),
            notes=(note,),
            effect=effect,
            basis=attack.basis,
            border=border,
            rebuts=rebuts,
            href=self.links(attack.objection),
            answers=tuple(answers),
        )

    def objection_title(self, attack: Attack) -> str:
        """A single premise says what the objection is; several need its own name."""
        if len(attack.premises) == 1:
            return self.title(attack.premises[0])
        return self.labels(attack.objection)

    def objection_note(self, attack: Attack) -> tuple[str, Basis | None]:
        """How its one premise is known, and the border that asks for; else its own strength."""
        if len(attack.premises) > 1:
            basis, number = self.basis(attack.basis), figure(attack.strength)
            return say("found", self.lang, basis=basis, number=number), None
        premise = attack.premises[0]
        findings = self.study.graph.findings.get(premise, ())
        if not findings:
            number = figure(self.study.balances.of(premise).acceptability)
            return say("derived_note", self.lang, number=number), None
        best = max(findings, key=lambda finding: (finding.strength, finding.iri))
        return self.known(best), best.basis
