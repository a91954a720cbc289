"""What the graph page says in words: its heading, the list, the legend, the selection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.model import Basis, Conditional, Derivation, Finding, Inference, Iri, Proposition
from webapp.diagram_model import Box, Diagram, Gate, Kind, Objection, Part
from webapp.diagram_wide import Placed
from webapp.focus import Focus
from webapp.pages.graph_state import View, address_of, page_of
from webapp.pages.names import label, place
from webapp.pages.scope import explorer
from webapp.pages.words import basis_word, gettext, kind_word, number, say
from webapp.views import network_data


@dataclass(frozen=True, slots=True)
class Row:
    """One step or objection of the list. An objection without `conclusion` is against a claim."""

    claim: Iri
    premises: tuple[Proposition, ...]
    basis: Basis
    strength: float
    conclusion: Proposition | None
    is_against: bool = False
    target: Iri | None = None


@dataclass(frozen=True, slots=True)
class Selected:
    """The proposition in the middle: how it is held, and what it leads to."""

    proposition: Proposition
    findings: tuple[Finding, ...]
    denials: tuple[Finding, ...]
    derived: Derivation | None
    leads_to: tuple[tuple[Proposition, int], ...]
    elsewhere: tuple[Proposition, ...]

    @property
    def facts(self) -> int:
        """How many findings its best derivation rests on."""
        steps = self.derived.steps if self.derived else ()
        return sum(isinstance(step.justification, Finding) for step in steps)


def heading(focus: Focus) -> str:
    """The title of the page."""
    name = label(focus.iri)
    if focus.kind == "country":
        text = gettext("What is found for %(country)s, and what follows")
        return str(say(text, country=place(focus.iri)).unescape())
    if focus.kind in ("document", "passage", "observation"):
        return str(say(gettext("What rests on “%(name)s”"), name=name).unescape())
    if focus.country:
        text = gettext("Around “%(name)s” for %(country)s")
        return str(say(text, name=name, country=place(focus.country)).unescape())
    return str(say(gettext("Around “%(name)s”"), name=name).unescape())


# The list ----------------------------------------------------------------------------------


def listing(view: View) -> Iterator[Row]:
    """Everything drawn, in reading order: each step, then the objections in force."""
    for step in view.around.inferences:
        yield Row(step.implication, step.premises, step.basis, step.strength, step.conclusion)
    force = view.study.balances.force
    for attack in view.around.attacks:
        if force(attack) > 0:
            rebutted = attack.target if isinstance(attack.target, Proposition) else None
            yield Row(
                attack.objection,
                attack.premises,
                attack.basis,
                attack.strength,
                rebutted,
                is_against=True,
                target=None if isinstance(attack.target, Proposition) else attack.target[0],
            )


def alone(view: View) -> tuple[Proposition, ...]:
    """What is on screen and joined to nothing there."""
    joined = {end for step in view.around.inferences for end in (step.conclusion, *step.premises)}
    return tuple(p for p in view.around.propositions if p not in joined)


def counts(view: View) -> Mapping[str, int]:
    """How much is on screen."""
    return {
        "things": len(view.around.propositions),
        "steps": len(view.around.inferences),
        "objections": sum(row.is_against for row in listing(view)),
    }


# The legend --------------------------------------------------------------------------------


def legend(diagram: Diagram) -> tuple[str, ...]:
    """The signs and lines that are on screen, in a fixed order."""
    kinds = {box.kind for box in diagram.boxes.values()}
    families = diagram.objections
    bases = {gate.basis for gate in diagram.gates} | {one.basis for one in families}
    bases |= {box.basis for box in diagram.boxes.values() if box.basis}
    bases |= {one.border for one in families if one.border}
    present = {
        "found": Kind.FACT in kinds,
        "derived": Kind.DERIVED in kinds,
        "fails": Kind.DENIED in kinds,
        "unknown": Kind.OPEN in kinds,
        "objection": bool(families),
        "gate": any(len(gate.premises) > 1 for gate in diagram.gates),
        "again": Kind.AGAIN in kinds,
        "badge": any(box.badge for box in diagram.boxes.values()),
        **{basis.value: basis in bases for basis in Basis},
    }
    return tuple(key for key, is_on_screen in present.items() if is_on_screen)


# The selection -----------------------------------------------------------------------------


def selected(view: View) -> tuple[Selected, ...]:
    """What is in the middle, one by one."""
    return tuple(_selected(view, mark) for mark in view.focus.seeds if mark in view.focus.marks)


def _selected(view: View, mark: Proposition) -> Selected:
    graph, held = view.study.graph, view.study.derivable
    steps = [step for step in _steps_from(view, mark) if held.issuperset(step.premises)]
    ways = view.study.derivations(mark, 8)
    derived = next((w for w in ways if isinstance(w.steps[0].justification, Inference)), None)
    return Selected(
        proposition=mark,
        findings=graph.findings.get(mark, ()),
        denials=graph.denials.get(mark, ()),
        derived=derived,
        leads_to=tuple(Counter(step.conclusion for step in steps).items()),
        elsewhere=tuple(
            other
            for country in graph.analysis.countries
            if (other := Proposition(country, mark.concept)) in held and other != mark
        ),
    )


def _steps_from(view: View, proposition: Proposition) -> Sequence[Inference]:
    everything = view.study.graph.inferences.values()
    return [step for steps in everything for step in steps if proposition in step.premises]


def claim_of(view: View) -> Any:
    """The claim in the middle, where it is one."""
    claims = view.study.knowledge.claims
    return next((claim for claim in claims if claim.iri == view.focus.iri), None)


def premises_of(claim: Any) -> tuple[Iri, ...]:
    """The concepts a claim rests on."""
    if not isinstance(claim, Conditional):
        return ()
    return tuple(sorted(claim.premises | claim.home_premises))


# The canvas --------------------------------------------------------------------------------


def canvas_data(view: View, there: Placed) -> dict[str, Any]:
    """What the script draws from: places, addresses and words."""
    by_address = {address_of(p): p for p in view.around.propositions}

    def more(part: Part) -> Mapping[str, Any]:
        proposition = by_address.get(part.href or "") if isinstance(part, Box) else None
        page = page_of(proposition) if proposition else None
        told = {"title": _told(view, part, proposition), "focus": part.href, "page": page}
        return {key: value for key, value in told.items() if value}

    words = {
        "canvas": gettext("The graph, to be moved and zoomed"),
        "focus": gettext("Put in the middle"),
        "page": gettext("Why or why not"),
    }
    marks = [key for key, box in there.diagram.boxes.items() if box.mark]
    return {**network_data(there, more), "marks": marks, "words": words}


def _told(view: View, part: Part, proposition: Proposition | None) -> str:
    if isinstance(part, Gate):
        return gettext("step of reasoning")
    if isinstance(part, Objection):
        return ", ".join((*part.notes, part.effect))
    if proposition is None:
        return ""
    findings = view.study.graph.findings.get(proposition, ())
    known = [f"{basis_word(f.basis)} {number(f.strength)}" for f in findings]
    return ", ".join((kind_word(explorer().catalogue.kind(proposition.concept)), *known))
