"""A neighbourhood of the implication graph as a drawing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from graph.layout import Spacing
from graph.model import Basis, Finding, Inference, Proposition
from graph.neighbourhood import Neighbourhood
from webapp.diagram import drawing_words, sentences
from webapp.diagram_claims import Scribe
from webapp.diagram_figures import Sizes
from webapp.diagram_model import Box, Diagram, Gate, Kind, Part, hung
from webapp.diagram_wide import Metrics
from webapp.diagram_words import say

# Smaller than the drawing of one derivation: names alone, what they rest on is in the list.
METRICS = Metrics(
    sizes=Sizes(fact=194, derived=176, goal=184, least_height=44, least_goal=62),
    spacing=Spacing(near=10, far=26, row=14, track=12, lead=20, least_gap=40, width=0),
    captions=False,
    narrows=False,
)

PropositionLink: TypeAlias = Callable[[Proposition], str | None]


def graph_diagram(
    scribe: Scribe,
    around: Neighbourhood,
    *,
    title: str,
    held: frozenset[Proposition],
    marks: frozenset[Proposition] = frozenset(),
    link: PropositionLink = lambda _proposition: None,
    shown: frozenset[Inference] = frozenset(),
    name: str = "graph",
) -> Diagram:
    """The drawing of a neighbourhood.

    Parameters
    ----------
    scribe : Scribe
        Names things; its country is left unsaid in boxes.
    around : Neighbourhood
        What to draw.
    title : str
        What the drawing is called.
    held : frozenset of Proposition
        What is found or follows; everything else is drawn as unknown.
    marks : frozenset of Proposition
        What the drawing is about.
    link : callable
        Where the box of a proposition leads.
    shown : frozenset of Inference
        Steps to draw bold.
    name : str
        Unique among the drawings of a page.
    """
    parts = hung(tuple(_Writer(scribe, around, held, marks, link, shown).parts()))
    return Diagram(
        name=name,
        title=title,
        sentence=sentences(parts, scribe.lang),
        parts=parts,
        words=drawing_words(scribe.lang),
    )


@dataclass(frozen=True)
class _Writer:
    """Writes the parts of the drawing, premises before what they feed."""

    scribe: Scribe
    around: Neighbourhood
    held: frozenset[Proposition]
    marks: frozenset[Proposition]
    link: PropositionLink
    shown: frozenset[Inference]

    @cached_property
    def concluding(self) -> Mapping[Proposition, tuple[Inference, ...]]:
        """The steps drawn to each proposition."""
        found: defaultdict[Proposition, list[Inference]] = defaultdict(list)
        for step in self.around.inferences:
            found[step.conclusion].append(step)
        return {proposition: tuple(steps) for proposition, steps in found.items()}

    def parts(self) -> Iterator[Part]:
        """Every part, what nothing follows from last; from cycles, where they are entered."""
        feeding = {premise for step in self.around.inferences for premise in step.premises}
        ends = [p for p in self.around.propositions if p not in feeding]
        ends.sort(key=lambda end: end not in self.concluding)  # what is joined to nothing: last
        written: set[Proposition] = set()
        for goal in (*ends, *self.around.propositions):
            yield from self.unfolded(goal, written)

    def unfolded(self, goal: Proposition, written: set[Proposition]) -> Iterator[Part]:
        """A proposition after all that leads to it; iterative, so a chain may be long.

        `written` is what was drawn before and grows. A premise that is still being unfolded
        when its step is drawn closes a circle and gets a second box.
        """
        opened: set[Proposition] = set()
        waiting: list[tuple[bool, Proposition | Inference]] = [(False, goal)]
        while waiting:
            is_done, item = waiting.pop()
            if isinstance(item, Inference):
                if not is_done:
                    waiting.append((True, item))
                    waiting += [(False, premise) for premise in reversed(item.premises)]
                    continue
                yield from self.again(item, written)
                yield self.gate(item, written)
                yield from self.scribe.undercuts(item)
            elif is_done:
                written.add(item)
                yield self.box(item)
                yield from self.scribe.rebuttals(item)
            elif item not in opened and item not in written:
                opened.add(item)
                waiting.append((True, item))
                waiting += [(False, step) for step in reversed(self.concluding.get(item, ()))]

    def again(self, step: Inference, written: set[Proposition]) -> Iterator[Box]:
        """A second box for each premise that stands further on."""
        for premise in step.premises:
            if premise not in written:
                yield Box(
                    key=self.scribe.key((premise, step)),
                    kind=Kind.AGAIN,
                    title=self.scribe.title(premise),
                    notes=(say("again", self.scribe.lang),),
                    href=self.link(premise),
                )

    def gate(self, step: Inference, written: set[Proposition]) -> Gate:
        """The gate of a step."""
        keys = (
            self.scribe.key(premise if premise in written else (premise, step))
            for premise in step.premises
        )
        return Gate(
            key=self.scribe.key(step),
            premises=tuple(keys),
            conclusion=self.scribe.key(step.conclusion),
            title=self.scribe.labels(step.implication),
            basis=step.basis,
            shown=step in self.shown,
            href=self.scribe.links(step.implication),
        )

    def box(self, proposition: Proposition) -> Box:
        """The box of a proposition."""
        kind = self.kind(proposition)
        hidden = self.around.beyond.get(proposition, 0)
        return Box(
            key=self.scribe.key(proposition),
            kind=kind,
            title=self.scribe.title(proposition),
            basis=self.border(proposition) if kind is Kind.FACT else None,
            href=self.link(proposition),
            mark=proposition in self.marks,
            badge=f"+{hidden}" if hidden else "",
        )

    def kind(self, proposition: Proposition) -> Kind:
        """What a box is drawn as."""
        graph = self.scribe.study.graph
        if proposition not in self.held:
            return Kind.DENIED if proposition in graph.denials else Kind.OPEN
        if proposition.concept in graph.knowledge.measures:
            return Kind.GOAL
        is_found = proposition in graph.findings and proposition not in self.concluding
        return Kind.FACT if is_found else Kind.DERIVED

    def border(self, proposition: Proposition) -> Basis | None:
        """The basis of its strongest finding."""
        findings = self.scribe.study.graph.findings.get(proposition, ())
        best: Finding | None = max(findings, key=lambda f: (f.strength, f.iri), default=None)
        return best.basis if best else None
