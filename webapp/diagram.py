"""The reasoning for a conclusion as a drawing: what is found, what follows, what objects.

`why_diagram` gathers it from the engine, `svg` draws it, wide from left to right or tall
from top to bottom for narrow screens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from graph.layout import levels
from graph.model import Derivation, Finding, Inference, Justification, Proposition
from webapp.diagram_claims import Labels, Links, Scribe, Weighed
from webapp.diagram_model import Box, Diagram, Gate, Kind, Objection, Part, hung, objections_in
from webapp.diagram_svg import svg
from webapp.diagram_words import enumerated, figure, numbers, say, sum_note

__all__ = ["MOST_FACTS", "Box", "Diagram", "Gate", "Kind", "Objection", "svg", "why_diagram"]

MOST_FACTS = 12  # with more, only the way on show can be read


def why_diagram(
    study: Weighed,
    goal: Proposition,
    ways: Sequence[Derivation],
    shown: int,
    labels: Labels,
    lang: str,
    *,
    links: Links = lambda _iri: None,
    name: str = "why",
) -> Diagram:
    """The drawing of all ways to a conclusion and of what speaks against it.

    Parameters
    ----------
    study : Weighed
        Where the objections and their weights come from.
    goal : Proposition
        What follows.
    ways : sequence of Derivation
        All ways to draw, numbered from 1 in this order; at least one.
    shown : int
        The place in `ways`, from 0, of the way on show.
    labels : callable
        The name of a concept, country or claim.
    lang : {"en", "ko"}
    links : callable, optional
        Where the box of a claim (a finding, step or objection) or of a concept (anything
        derived) leads, if anywhere.
    name : str
        Unique among the drawings of a page.

    Returns
    -------
    Diagram
        With more than `MOST_FACTS` facts, of the way on show alone.
    """
    drawn = drawn_ways(ways, shown)
    writer = _Writer(Scribe(study, goal.country, labels, links, lang), goal, ways, drawn, shown)
    parts = hung(tuple(writer.parts()))
    left_out = len(ways) - len(drawn)
    sentence = sentences(parts, lang) + (" " + say("left_out", lang) if left_out else "")
    return Diagram(
        name=name,
        title=say("title", lang, goal=labels(goal.concept), country=labels(goal.country)),
        sentence=sentence,
        parts=parts,
        words=drawing_words(lang, is_measure=goal.concept in study.graph.knowledge.measures),
        left_out=left_out,
    )


def drawing_words(lang: str, *, is_measure: bool = True) -> dict[str, str]:
    """The words that every drawing needs."""
    plain = {key: say(key, lang) for key in ("and", "facts", "derived", "step")}
    return plain | {
        "goal": say("goal" if is_measure else "conclusion", lang),
        "both": say("both", lang, note="{note}"),
        "all": say("all", lang, count="{count}", note="{note}"),
    }


def drawn_ways(ways: Sequence[Derivation], shown: int) -> tuple[int, ...]:
    """The places of the ways that can be drawn together with the one on show.

    A union of ways may run in a circle although none of them does; a way that would close
    one is left out.
    """
    if len(_facts(ways)) > MOST_FACTS:
        return (shown,)
    taken = [shown]
    for number in range(len(ways)):
        if number != shown and not _is_cyclic([ways[n] for n in (*taken, number)]):
            taken.append(number)
    return tuple(sorted(taken))


def _facts(ways: Sequence[Derivation]) -> set[Proposition]:
    steps = (step for way in ways for step in way.steps)
    return {step.proposition for step in steps if isinstance(step.justification, Finding)}


def _is_cyclic(ways: Sequence[Derivation]) -> bool:
    """Whether some level never settles: what stands on a circle keeps one too low."""
    arrows: dict[str, list[str]] = {}
    for step in (step for way in ways for step in way.steps):
        for premise in step.premises:
            arrows.setdefault(str(premise), []).append(str(step.proposition))
    level = levels(arrows)
    return any(level[b] <= level[a] for a, targets in arrows.items() for b in targets)


@dataclass(frozen=True)
class _Writer:
    """Writes the drawing of some ways to a goal, premises before what they feed."""

    scribe: Scribe
    goal: Proposition
    ways: Sequence[Derivation]
    drawn: tuple[int, ...]
    shown: int

    @cached_property
    def known(self) -> Mapping[Proposition, tuple[Justification, ...]]:
        """How each proposition is justified, the way on show first, each once."""
        found: dict[Proposition, dict[Justification, None]] = {}
        for number in (self.shown, *self.drawn):
            for step in self.ways[number].steps:
                found.setdefault(step.proposition, {})[step.justification] = None
        return {proposition: tuple(options) for proposition, options in found.items()}

    @cached_property
    def on_show(self) -> Mapping[Proposition, Justification]:
        """The steps of the way on show."""
        return {step.proposition: step.justification for step in self.ways[self.shown].steps}

    def parts(self) -> Iterator[Part]:
        """Every part in reading order; iterative, so that a chain may be of any length."""
        waiting: list[Proposition | Inference | Part] = [self.goal]
        opened: set[Proposition | Inference] = set()
        while waiting:
            item = waiting.pop()
            if not isinstance(item, Proposition | Inference):
                yield item
            elif item not in opened:
                opened.add(item)
                waiting.extend(self.unfolded(item))
        yield from self.scribe.rebuttals(self.goal)

    def unfolded(self, item: Proposition | Inference) -> list[Proposition | Inference | Part]:
        """What a proposition or step consists of, as a stack: what is last is drawn first."""
        if isinstance(item, Inference):
            under = reversed(self.scribe.undercuts(item))
            premises = sorted(item.premises, key=self.is_derived, reverse=True)
            return [*under, self.gate(item), *reversed(premises)]
        steps = [j for j in self.known[item] if isinstance(j, Inference)]
        return [self.box(item), *sorted(steps, key=self.first_use, reverse=True)]

    def is_derived(self, proposition: Proposition) -> bool:
        """Whether a step in the drawing concludes it."""
        return any(isinstance(j, Inference) for j in self.known[proposition])

    def uses(self, step: Inference) -> list[int]:
        """The numbers, from 1, of the ways in which a step concludes the goal."""
        return [n + 1 for n in self.drawn if self.ways[n].steps[0].justification == step]

    def first_use(self, step: Inference) -> int:
        """The number of the first way in which it concludes the goal."""
        return min(self.uses(step), default=len(self.ways))

    def gate(self, step: Inference) -> Gate:
        """The gate of a step."""
        scribe = self.scribe
        uses = self.uses(step) if len(self.drawn) > 1 else []
        return Gate(
            key=scribe.key(step),
            premises=tuple(scribe.key(premise) for premise in step.premises),
            conclusion=scribe.key(step.conclusion),
            title=scribe.labels(step.implication),
            note=scribe.step(step),
            ways=numbers(uses, scribe.lang) if uses else "",
            basis=step.basis,
            shown=self.on_show.get(step.conclusion) == step,
            href=scribe.links(step.implication),
        )

    def box(self, proposition: Proposition) -> Box:
        """The box of a proposition."""
        scribe = self.scribe
        first = self.known[proposition][0]
        finding = first if isinstance(first, Finding) and not self.is_derived(proposition) else None
        return Box(
            key=scribe.key(proposition),
            kind=self.kind(proposition),
            title=scribe.title(proposition),
            notes=self.notes(proposition),
            basis=finding.basis if finding else None,
            shown=proposition in self.on_show,
            href=scribe.links(finding.iri if finding else proposition.concept),
        )

    def kind(self, proposition: Proposition) -> Kind:
        """What a box is drawn as."""
        if proposition == self.goal:
            return Kind.GOAL
        return Kind.DERIVED if self.is_derived(proposition) else Kind.FACT

    def notes(self, proposition: Proposition) -> tuple[str, ...]:
        """How it is known, each justification on a line of its own; of the goal, the sum."""
        if proposition == self.goal:
            balance = self.scribe.study.balances.of(self.goal)
            return (sum_note(balance.support, balance.opposition),)
        known = self.known[proposition]
        if not isinstance(self.on_show.get(proposition), Finding):
            known = tuple(sorted(known, key=lambda j: isinstance(j, Finding)))
        lines = (self.note(proposition, j, is_first=j == known[0]) for j in known)
        return tuple(dict.fromkeys(lines))

    def note(self, proposition: Proposition, known: Justification, *, is_first: bool) -> str:
        """One justification in words."""
        if isinstance(known, Finding):
            return self.scribe.known(known, "found" if is_first else "also")
        key = "derived_note" if is_first else "also_derived"
        return say(key, self.scribe.lang, number=figure(self.best_score(proposition)))

    def best_score(self, proposition: Proposition) -> float:
        """The best score at which the ways drawn derive a proposition by a step."""
        steps = chain.from_iterable(self.ways[number].steps for number in self.drawn)
        found = (s for s in steps if s.proposition == proposition)
        return max(step.score for step in found if isinstance(step.justification, Inference))


def sentences(parts: Sequence[Part], lang: str) -> str:
    """The whole drawing, read out."""
    titles = {part.key: part.title for part in parts if not isinstance(part, Gate)}
    gates = {part.key: part for part in parts if isinstance(part, Gate)}
    objections = list(objections_in(parts))
    titles |= {one.key: one.title for one in objections}
    said = [_said_step(gate, titles, lang) for gate in gates.values()]
    return " ".join(said + [_said_objection(one, titles, gates, lang) for one in objections])


def _said_step(gate: Gate, titles: Mapping[str, str], lang: str) -> str:
    premises = enumerated([titles[key] for key in gate.premises], lang)
    note = ", ".join(filter(None, (gate.ways, gate.note)))
    key = "said_steps" if len(gate.premises) > 1 else "said_step"
    return say(key, lang, premises=premises, conclusion=titles[gate.conclusion], note=note)


def _said_objection(
    objection: Objection, titles: Mapping[str, str], gates: Mapping[str, Gate], lang: str
) -> str:
    gate = gates.get(objection.target)
    target = titles[gate.conclusion if gate else objection.target]
    key = "said_undercut" if gate else "said_rebuttal"
    return say(key, lang, objection=objection.title, target=target, effect=objection.effect)
