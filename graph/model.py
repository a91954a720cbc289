"""The values of the engine: claims as asserted, and propositions as grounded.

A *claim* speaks of concepts ("for any country, A and B imply C"); *grounding* it for
one country yields propositions and inferences (`graph.grounding`). IRIs are plain
strings here: the engine never needs to know more about a thing than its name.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from graph.errors import InvalidClaim

Iri: TypeAlias = str


class Basis(StrEnum):
    """How a claim is known."""

    STATED = "stated"
    INFERRED = "inferred"
    MEASURED = "measured"


class Proposition(NamedTuple):
    """The concept (a factor, measure or strategy) taken to hold of the country.

    A named tuple, since everything is looked up by it: its hash costs a quarter of that of a
    dataclass.
    """

    country: Iri
    concept: Iri


@dataclass(frozen=True, slots=True)
class Claim:
    """What every claim carries: a name, a strength in (0, 1], a basis and its documents.

    Raises
    ------
    InvalidClaim
        If the strength lies outside (0, 1].
    """

    iri: Iri
    strength: float
    basis: Basis
    sources: frozenset[Iri] = field(default=frozenset(), kw_only=True)

    def passes(
        self, bases: Collection[Basis] | None = None, sources: Collection[Iri] | None = None
    ) -> bool:
        """Whether it is of one of the bases and from one of the documents.

        ``None`` restricts nothing. A claim without a document passes no source filter.
        """
        return (bases is None or self.basis in bases) and (
            sources is None or not self.sources.isdisjoint(sources)
        )

    def __post_init__(self) -> None:
        if not 0 < self.strength <= 1:
            raise InvalidClaim(f"{self.iri}: strength {self.strength:.15g} is outside (0, 1]")


@dataclass(frozen=True, slots=True)
class Finding(Claim):
    """A factor was found to hold of a country or, with ``holds=False``, not to hold."""

    proposition: Proposition
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Advice(Claim):
    """The source itself advises a measure for a country; it justifies nothing."""

    proposition: Proposition


@dataclass(frozen=True, slots=True)
class Conditional(Claim):
    """A claim with premises, all of them needed: an implication or an objection.

    `premises` are asked of the country it is grounded for, `home_premises` of the
    analysis' home. `applies_to` empty means every considered country and home.
    """

    premises: frozenset[Iri] = frozenset()
    home_premises: frozenset[Iri] = frozenset()
    applies_to: frozenset[Iri] = field(default=frozenset(), kw_only=True)

    def __post_init__(self) -> None:
        # A slotted dataclass is a new class, so zero-argument super() is not available.
        Claim.__post_init__(self)
        if not self.premises and not self.home_premises:
            raise InvalidClaim(f"{self.iri}: it has no premise; at least one is needed")


@dataclass(frozen=True, slots=True)
class Implication(Conditional):
    """Premises that together lead to a conclusion, of the same country or of home.

    Raises
    ------
    InvalidClaim
        If it has no premise, or concludes one of its own premises.
    """

    conclusion: Iri = ""
    concludes_home: bool = False

    def __post_init__(self) -> None:
        Conditional.__post_init__(self)
        if not self.conclusion:
            raise InvalidClaim(f"{self.iri}: it has no conclusion; exactly one is needed")
        if self.conclusion in (self.home_premises if self.concludes_home else self.premises):
            raise InvalidClaim(f"{self.iri}: it concludes its own premise {self.conclusion}")

    @property
    def is_home_only(self) -> bool:
        """Whether grounding it for any country yields one and the same inference."""
        return self.concludes_home and not self.premises


@dataclass(frozen=True, slots=True)
class Objection(Conditional):
    """Premises that together speak against a target.

    The target is a concept (a rebuttal) or an implication or objection (an undercut).
    """

    target: Iri = ""

    def __post_init__(self) -> None:
        Conditional.__post_init__(self)
        if not self.target:
            raise InvalidClaim(f"{self.iri}: it has no target; exactly one is needed")


@dataclass(frozen=True, slots=True)
class Analysis:
    """One study: its demand-side home and the countries it weighs, in a fixed order."""

    iri: Iri
    home: Iri
    considers: tuple[Iri, ...] = ()

    @property
    def countries(self) -> tuple[Iri, ...]:
        """The considered countries and then home, each once."""
        return tuple(dict.fromkeys((*self.considers, self.home)))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything one analysis asserts, before any reasoning.

    `measures` are the concepts that may be recommended (measures and strategies),
    `constraints` those a measure may mitigate, `mitigations` the pairs
    (measure, constraint).
    """

    analysis: Analysis
    findings: tuple[Finding, ...] = ()
    implications: tuple[Implication, ...] = ()
    objections: tuple[Objection, ...] = ()
    advice: tuple[Advice, ...] = ()
    measures: frozenset[Iri] = frozenset()
    constraints: frozenset[Iri] = frozenset()
    mitigations: frozenset[tuple[Iri, Iri]] = frozenset()

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim: findings, implications, objections and advice."""
        return (*self.findings, *self.implications, *self.objections, *self.advice)

    @property
    def names(self) -> frozenset[Iri]:
        """Everything that the analysis and its claims name, themselves included."""
        found = {self.analysis.iri, *self.analysis.countries, *self.measures, *self.constraints}
        for claim in self.claims:
            found |= {claim.iri, *claim.sources}
        for finding in self.findings:
            found.update(finding.proposition)
        for advice in self.advice:
            found.update(advice.proposition)
        for conditional in (*self.implications, *self.objections):
            found |= conditional.premises | conditional.home_premises | conditional.applies_to
        found |= {implication.conclusion for implication in self.implications}
        return frozenset(found | {objection.target for objection in self.objections})

    def restricted(
        self, bases: Collection[Basis] | None = None, sources: Collection[Iri] | None = None
    ) -> Knowledge:
        """The same analysis with only the claims of these bases and these documents.

        As `Claim.passes` tells.
        """

        def kept(claim: Claim) -> bool:
            return claim.passes(bases, sources)

        return replace(
            self,
            findings=tuple(filter(kept, self.findings)),
            implications=tuple(filter(kept, self.implications)),
            objections=tuple(filter(kept, self.objections)),
            advice=tuple(filter(kept, self.advice)),
        )


@dataclass(frozen=True, slots=True)
class Inference:
    """An implication grounded for a country: premises of which all must hold."""

    implication: Iri
    country: Iri
    premises: tuple[Proposition, ...]
    conclusion: Proposition
    strength: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class Attack:
    """An objection grounded for a country.

    `target` is a proposition (rebuttal), or the pair (claim, country) of the grounded
    implication or objection it undercuts.
    """

    objection: Iri
    country: Iri
    premises: tuple[Proposition, ...]
    target: Proposition | tuple[Iri, Iri]
    strength: float
    basis: Basis


Justification: TypeAlias = Finding | Inference


@dataclass(frozen=True, slots=True)
class Step:
    """One proposition of a derivation, what justifies it, and the score up to there."""

    proposition: Proposition
    justification: Justification
    score: float

    @property
    def premises(self) -> tuple[Proposition, ...]:
        """What the step rests on; empty for a finding."""
        return () if isinstance(self.justification, Finding) else self.justification.premises

    @property
    def claim(self) -> Iri:
        """The finding or implication that justifies the step."""
        j = self.justification
        return j.iri if isinstance(j, Finding) else j.implication


@dataclass(frozen=True, slots=True)
class Derivation:
    """An acyclic choice of one justification for each proposition used (a hyperpath).

    `steps` run from the goal down: every step stands before the steps of its premises.
    """

    score: float
    steps: tuple[Step, ...]

    @property
    def goal(self) -> Proposition:
        """The proposition that is derived."""
        return self.steps[0].proposition
