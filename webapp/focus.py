"""What a reader may put in the middle of the graph, and where in the graph that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from graph.grounding import ImplicationGraph
from graph.model import (
    Advice,
    Attack,
    Finding,
    Inference,
    Iri,
    Objection,
    Proposition,
)


@dataclass(frozen=True, slots=True)
class Focus:
    """A thing and the places where it stands in an implication graph.

    `marks` are the boxes of what the thing itself is or says; `seeds` and `steps` are what its
    neighbourhood grows from.
    """

    iri: Iri
    kind: str
    country: Iri | None
    seeds: tuple[Proposition, ...] = ()
    steps: tuple[Inference, ...] = ()
    marks: frozenset[Proposition] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether it stands nowhere in the graph."""
        return not self.seeds and not self.steps


FOCUS_KINDS = frozenset(
    {"country", "measure", "strategy", "factor", "claim", "document", "evidence"}
)


def focus_on(
    graph: ImplicationGraph,
    iri: Iri,
    kind: str,
    country: Iri | None = None,
    claims: Iterable[Iri] = (),
    held: frozenset[Proposition] = frozenset(),
) -> Focus:
    """Where a thing stands in the graph.

    Parameters
    ----------
    graph : ImplicationGraph
    iri, kind : str
        The thing, and its kind as the catalogue tells it.
    country : str, optional
        Only what is about this country; for all of them if left out.
    claims : iterable of str
        For a passage or an observation: the claims that rest on it.
    held : frozenset of Proposition
        What is found or follows. Without a country, a concept is looked at where it holds,
        and everywhere if it holds nowhere.
    """
    if kind == "country":
        return Focus(iri, kind, iri, seeds=_found_in(graph, iri))
    if kind in ("finding", "advice", "implication", "objection"):
        return _of_claims(graph, {iri}, iri, kind, country)
    if kind == "document":
        claims = (claim.iri for claim in graph.knowledge.claims if iri in claim.sources)
    if kind in ("document", "passage", "observation"):
        return _of_claims(graph, set(claims), iri, kind, country)
    return _of_concept(graph, iri, kind, country, held)


def _found_in(graph: ImplicationGraph, country: Iri) -> tuple[Proposition, ...]:
    return tuple(sorted(p for p in (*graph.findings, *graph.denials) if p.country == country))


def _of_concept(
    graph: ImplicationGraph,
    concept: Iri,
    kind: str,
    country: Iri | None,
    held: frozenset[Proposition],
) -> Focus:
    countries = graph.analysis.countries if country is None else (country,)
    everywhere = [Proposition(each, concept) for each in countries]
    known = [p for p in everywhere if _is_spoken_of(graph, p)]
    holding = [p for p in known if p in held]
    seeds = tuple(holding if country is None and holding else known)
    return Focus(concept, kind, country, seeds=seeds, marks=frozenset(seeds))


def _is_spoken_of(graph: ImplicationGraph, proposition: Proposition) -> bool:
    tables = (graph.findings, graph.denials, graph.inferences, graph.rebuttals)
    return any(proposition in table for table in tables) or any(
        proposition in inference.premises
        for inferences in graph.inferences.values()
        for inference in inferences
    )


def _of_claims(
    graph: ImplicationGraph, claims: set[Iri], iri: Iri, kind: str, country: Iri | None
) -> Focus:
    """A claim stands where it is grounded; an objection where what it speaks against is."""
    stated = [
        claim.proposition
        for claim in graph.knowledge.claims
        if isinstance(claim, Finding | Advice) and claim.iri in claims
    ]
    wanted = claims | _undercut(graph, claims)
    steps = [s for s in chain.from_iterable(graph.inferences.values()) if s.implication in wanted]
    rebutted = [
        attack.target
        for attack in chain.from_iterable(graph.rebuttals.values())
        if attack.objection in wanted and isinstance(attack.target, Proposition)
    ]
    seeds = [p for p in dict.fromkeys((*stated, *rebutted)) if country in (None, p.country)]
    is_claim = kind in ("finding", "advice")
    return Focus(
        iri,
        kind,
        country,
        seeds=tuple(seeds),
        steps=tuple(step for step in steps if country in (None, step.country)),
        marks=frozenset(seeds) if is_claim else frozenset(),
    )


def _undercut(graph: ImplicationGraph, claims: set[Iri]) -> set[Iri]:
    """What the objections among some claims speak against, however indirectly."""
    targets = {o.iri: o.target for o in graph.knowledge.objections if isinstance(o, Objection)}
    found: set[Iri] = set()
    waiting = [targets[claim] for claim in claims if claim in targets]
    while waiting:
        target = waiting.pop()
        if target not in found:
            found.add(target)
            waiting += [targets[target]] if target in targets else []
    return found


def attack_holds(attack: Attack, held: frozenset[Proposition]) -> bool:
    """Whether an objection applies: all of its premises are found or follow."""
    return all(premise in held for premise in attack.premises)
