"""What the engine asks of a store, and how it asks: backward from the question.

Nothing here knows what kind of store it is; `graph.build` has the one over RDF.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from graph.model import (
    Advice,
    Analysis,
    Claim,
    Conditional,
    Finding,
    Implication,
    Iri,
    Knowledge,
    Objection,
    Proposition,
)
from ontology.iris import TERMS


class ClaimSource(Protocol):
    """What the engine asks of a store; everything it tells belongs to one analysis."""

    @property
    def analysis(self) -> Analysis:
        """The analysis in question."""
        ...

    def claims(self) -> tuple[Claim, ...]:
        """Every claim of the analysis and of all it builds on."""
        ...

    def claims_about(
        self, concepts: Collection[Iri], claims: Collection[Iri] = ()
    ) -> tuple[Claim, ...]:
        """The implications that conclude, the advice for, and the objections to the concepts.

        And the objections to the claims.
        """
        ...

    def findings(
        self, countries: Collection[Iri], factors: Collection[Iri] | None = None
    ) -> tuple[Finding, ...]:
        """The findings about the countries, of these factors or of all."""
        ...

    def instances(
        self, classes: Collection[Iri], among: Collection[Iri] | None = None
    ) -> frozenset[Iri]:
        """The concepts of these classes or subclasses of them, of the given ones or of all."""
        ...

    def mitigations(self, measures: Collection[Iri]) -> frozenset[tuple[Iri, Iri]]:
        """The pairs of a measure and a constraint that it eases, for these measures."""
        ...

    def mitigators(self, constraints: Collection[Iri]) -> frozenset[Iri]:
        """The measures that ease any of these constraints."""
        ...


def backward(source: ClaimSource, goals: Sequence[Proposition]) -> Knowledge:
    """The part of the source's knowledge that bears on the goals; see `knowledge_for`."""
    reached = {goal.concept for goal in goals}
    claims: dict[Iri, Claim] = {}
    frontier, arguments = set(reached), list[Iri]()
    while frontier or arguments:
        told = source.claims_about(sorted(frontier), arguments)
        fresh = [claim for claim in told if claim.iri not in claims]
        claims.update((claim.iri, claim) for claim in fresh)
        conditionals = [claim for claim in fresh if isinstance(claim, Conditional)]
        arguments = [claim.iri for claim in conditionals]
        needed = {name for claim in conditionals for name in _premises(claim)}
        objected = {name for c in fresh if isinstance(c, Objection) for name in _premises(c)}
        if objected:  # a measure that eases what is objected answers the objection
            needed |= source.mitigators(sorted(objected))
        frontier = needed - reached
        reached |= needed
    countries = _countries(source.analysis, goals, claims.values())
    found = source.findings(countries, sorted(reached - claims.keys()))
    return assembled(source, (*claims.values(), *found), reached)


def _premises(claim: Conditional) -> frozenset[Iri]:
    return claim.premises | claim.home_premises if claim.home_premises else claim.premises


def _countries(
    analysis: Analysis, goals: Iterable[Proposition], claims: Collection[Claim]
) -> tuple[Iri, ...]:
    """The countries whose findings count; what bears on home may start at any."""
    if any(_starts_anywhere(claim) for claim in claims) or _is_undercut_from_anywhere(claims):
        return analysis.countries
    return tuple(sorted({goal.country for goal in goals} | {analysis.home}))


def _starts_anywhere(claim: Claim) -> bool:
    """Whether the premises are asked of every country for one conclusion about home."""
    return isinstance(claim, Implication) and claim.concludes_home and bool(claim.premises)


def _is_undercut_from_anywhere(claims: Iterable[Claim]) -> bool:
    """Whether an objection is grounded for every country against what is grounded once, at home.

    An objection that asks only of home may be such a target; that it is aimed at another one is
    not looked into, since findings too many change no answer.
    """
    conditionals = {claim.iri: claim for claim in claims if isinstance(claim, Conditional)}
    targets = (
        conditionals.get(claim.target)
        for claim in conditionals.values()
        if isinstance(claim, Objection) and claim.premises
    )
    return any(
        target.is_home_only if isinstance(target, Implication) else not target.premises
        for target in targets
        if target is not None
    )


def assembled(
    source: ClaimSource, claims: Iterable[Claim], reached: Collection[Iri] | None = None
) -> Knowledge:
    """The claims in order, and the concepts of what was reached, or of the whole analysis."""
    known = by_kind(source.analysis, claims)
    mentioned = frozenset(reached or ()).union(*map(concepts, known.claims))
    groups = (mentioned, None) if reached is None else (mentioned,)
    measures = _instances(source, ("Measure", "Strategy"), groups)
    return replace(
        known,
        measures=measures,
        constraints=_instances(source, ("Constraint",), groups),
        mitigations=source.mitigations(measures),
    )


def by_kind(analysis: Analysis, claims: Iterable[Claim]) -> Knowledge:
    """The claims in order; of the concepts in them, nothing is told."""
    ordered = sorted(claims, key=lambda claim: claim.iri)
    return Knowledge(
        analysis,
        findings=tuple(c for c in ordered if isinstance(c, Finding)),
        implications=tuple(c for c in ordered if isinstance(c, Implication)),
        objections=tuple(c for c in ordered if isinstance(c, Objection)),
        advice=tuple(c for c in ordered if isinstance(c, Advice)),
    )


def _instances(
    source: ClaimSource, classes: Iterable[str], groups: Iterable[Collection[Iri] | None]
) -> frozenset[Iri]:
    names = [TERMS + name for name in classes]
    return frozenset().union(*(source.instances(names, group) for group in groups))


def concepts(claim: Claim) -> frozenset[Iri]:
    """The concepts a claim speaks of; of an objection's target it cannot be told."""
    match claim:
        case Finding(proposition=proposition) | Advice(proposition=proposition):
            return frozenset({proposition.concept})
        case Implication():
            return claim.premises | claim.home_premises | {claim.conclusion}
        case Conditional():
            return claim.premises | claim.home_premises
    return frozenset()
