"""Small analyses for properties: everything that may happen, in a size that can be enumerated."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import strategies as st

from graph.grounding import ImplicationGraph, implication_graph
from graph.model import (
    Advice,
    Analysis,
    Basis,
    Claim,
    Finding,
    Implication,
    Knowledge,
    Objection,
    Proposition,
)

HOME, AWAY, OTHER = "KR", "VN", "US"
FACTORS = ("a", "b", "c", "d")
MEASURES = ("m", "n")


def at(place: str) -> Proposition:
    """``VN:a`` is the proposition (VN, a); ``a`` alone is about Vietnam."""
    country, _, concept = place.rpartition(":")
    return Proposition(country or AWAY, concept)


def found(
    place: str, strength: float = 1.0, *, name: str = "", sources: str = "", holds: bool = True
) -> Finding:
    """A finding named as its place unless told otherwise; sources are single letters."""
    return Finding(
        name or ("" if holds else "not ") + place,
        strength,
        Basis.STATED,
        at(place),
        holds=holds,
        sources=frozenset(sources),
    )


def rule(text: str, strength: float = 1.0, *, name: str = "", applies: str = "") -> Implication:
    """``a & KR:b > c`` and ``a > KR:c``: premises and conclusion, at home where KR is said."""
    left, right = text.split(" > ")
    here, there = _sides(left)
    return Implication(
        name or text,
        strength,
        Basis.INFERRED,
        here,
        there,
        conclusion=right.removeprefix(f"{HOME}:"),
        concludes_home=right.startswith(f"{HOME}:"),
        applies_to=frozenset(applies.split()),
    )


def against(text: str, strength: float = 1.0, *, name: str = "", applies: str = "") -> Objection:
    """``a & KR:b | target``: the target is a concept or the name of a claim."""
    left, target = text.split(" | ")
    here, there = _sides(left)
    return Objection(
        name or text,
        strength,
        Basis.INFERRED,
        here,
        there,
        target=target,
        applies_to=frozenset(applies.split()),
    )


def _sides(text: str) -> tuple[frozenset[str], frozenset[str]]:
    premises = text.split(" & ")
    home = {p.removeprefix(f"{HOME}:") for p in premises if p.startswith(f"{HOME}:")}
    return frozenset(p for p in premises if ":" not in p), frozenset(home)


def world(
    *claims: Claim,
    considers: tuple[str, ...] = (AWAY,),
    constraints: Iterable[str] = (),
    mitigations: Iterable[tuple[str, str]] = (),
    measures: Iterable[str] = MEASURES,
) -> Knowledge:
    """An analysis of these claims, at home in KR."""
    return Knowledge(
        Analysis("analysis", HOME, considers),
        findings=tuple(c for c in claims if isinstance(c, Finding)),
        implications=tuple(c for c in claims if isinstance(c, Implication)),
        objections=tuple(c for c in claims if isinstance(c, Objection)),
        advice=tuple(c for c in claims if isinstance(c, Advice)),
        measures=frozenset(measures),
        constraints=frozenset(constraints),
        mitigations=frozenset(mitigations),
    )


def graph_of(*claims: Claim, considers: tuple[str, ...] = (AWAY,)) -> ImplicationGraph:
    return implication_graph(world(*claims, considers=considers))


strengths = st.sampled_from([0.1, 0.25, 0.5, 0.8, 1.0])
_concepts = st.sampled_from(FACTORS + MEASURES)


@st.composite
def worlds(draw: st.DrawFn, *, acyclic: bool = False) -> Knowledge:
    """Findings for and against, implications from and to home, rebuttals and undercuts.

    Acyclic ones conclude concepts only from those before them in the alphabet, and undercut
    only claims made before.
    """
    findings = [draw(_findings(f"f{i}")) for i in range(draw(st.integers(1, 6)))]
    rules = [draw(_rules(f"i{i}", acyclic)) for i in range(draw(st.integers(1, 5)))]
    objections: list[Objection] = []
    for i in range(draw(st.integers(0, 4))):
        names = [claim.iri for claim in (*rules, *objections)]
        if not acyclic:
            names.append(f"o{draw(st.integers(0, 3))}")
        objections.append(draw(_objections(f"o{i}", names, acyclic)))
    return world(
        *findings,
        *rules,
        *objections,
        considers=draw(st.sampled_from([(AWAY,), (AWAY, OTHER)])),
        constraints="cd",
        mitigations=[("m", "c"), ("n", "c"), ("n", "d")],
    )


@st.composite
def _findings(draw: st.DrawFn, name: str) -> Finding:
    return found(
        f"{draw(st.sampled_from([HOME, AWAY, OTHER]))}:{draw(st.sampled_from(FACTORS))}",
        draw(strengths),
        name=name,
        sources=draw(st.sampled_from(["", "x", "y", "xy", "z"])),
        holds=draw(st.sampled_from([True, True, True, False])),
    )


@st.composite
def _rules(draw: st.DrawFn, name: str, acyclic: bool) -> Implication:
    conclusion = draw(_concepts.filter(lambda c: not acyclic or c != "a"))
    return Implication(
        name,
        draw(strengths),
        Basis.STATED,
        *draw(_premises(conclusion, acyclic)),
        conclusion=conclusion,
        concludes_home=draw(st.sampled_from([False, False, True])),
        applies_to=draw(st.sampled_from([frozenset(), frozenset(), frozenset({AWAY})])),
    )


@st.composite
def _objections(draw: st.DrawFn, name: str, names: list[str], acyclic: bool) -> Objection:
    target = draw(st.one_of(_concepts.filter(lambda c: c != "a"), st.sampled_from(names)))
    # Under an acyclic undercut, any premise could still rest on what is undercut.
    asked = ("b" if target not in FACTORS + MEASURES else target) if acyclic else target
    return Objection(
        name,
        draw(strengths),
        Basis.STATED,
        *draw(_premises(asked, acyclic)),
        target=target,
        applies_to=draw(st.sampled_from([frozenset(), frozenset(), frozenset({AWAY})])),
    )


@st.composite
def _premises(
    draw: st.DrawFn, conclusion: str, acyclic: bool
) -> tuple[frozenset[str], frozenset[str]]:
    order = FACTORS + MEASURES
    allowed = [c for c in order if (c < conclusion if acyclic else c != conclusion)]
    here = draw(st.frozensets(st.sampled_from(allowed), min_size=1, max_size=2))
    there = draw(st.frozensets(st.sampled_from(allowed), max_size=1))
    return (frozenset(), here) if draw(st.integers(0, 5)) == 0 else (here, there)
