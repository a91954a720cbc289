"""Edits of what an analysis asserts, checked before they are made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final, TypeVar
from urllib.parse import quote

from graph.errors import InvalidArgument
from graph.model import Basis, Claim, Finding, Iri, Knowledge, Proposition

ClaimType = TypeVar("ClaimType", bound=Claim)

ASSUMED_STRENGTH: Final = 1.0


@dataclass(frozen=True, slots=True)
class Assumption:
    """A finding added for the sake of argument: that a factor holds, or that it does not.

    Its strength is 1 unless told otherwise, "suppose it were certain"; it comes from no
    document, and counts as inferred.
    """

    proposition: Proposition
    holds: bool = True
    strength: float = ASSUMED_STRENGTH

    @property
    def iri(self) -> Iri:
        """The name of the finding: the same for the same assumption."""
        country, concept = (quote(iri, safe="") for iri in self._parts)
        return f"urn:assumed:{'' if self.holds else 'not:'}{country}:{concept}"

    @property
    def finding(self) -> Finding:
        """What it adds to an analysis."""
        return Finding(self.iri, self.strength, Basis.INFERRED, self.proposition, self.holds)

    @property
    def _parts(self) -> tuple[Iri, Iri]:
        return self.proposition.country, self.proposition.concept


@dataclass(frozen=True, slots=True)
class Edits:
    """A set of edits; without any, everything stays as it is.

    Attributes
    ----------
    retract : collection of Iri
        Claims to leave out, of any kind.
    assume : collection of Assumption
        Findings to add. They do not replace what was found.
    strengths : mapping of Iri to float
        New strengths of claims, in (0, 1]; pairs will do as well.
    disable : collection of Iri
        Implications and objections to leave out.
    bases, sources : collection, optional
        Keep only claims of these bases, and of these documents. Assumptions always stay.
    """

    retract: Collection[Iri] = ()
    assume: Collection[Assumption] = ()
    strengths: Mapping[Iri, float] | Iterable[tuple[Iri, float]] = ()
    disable: Collection[Iri] = ()
    bases: Collection[Basis] | None = None
    sources: Collection[Iri] | None = None

    def __post_init__(self) -> None:
        values = {
            "retract": frozenset(self.retract),
            "assume": tuple(dict.fromkeys(self.assume)),
            "strengths": tuple(dict.fromkeys(self.strength_pairs)),
            "disable": frozenset(self.disable),
            "bases": None if self.bases is None else frozenset(self.bases),
            "sources": None if self.sources is None else frozenset(self.sources),
        }
        for name, value in values.items():  # so that equal edits are equal, and hashable
            object.__setattr__(self, name, value)

    @property
    def strength_pairs(self) -> tuple[tuple[Iri, float], ...]:
        """The new strengths, in the order given."""
        given = self.strengths
        return tuple(given.items() if isinstance(given, Mapping) else given)

    def __bool__(self) -> bool:
        lists = (self.retract, self.assume, self.strengths, self.disable)
        return any(lists) or self.bases is not None or self.sources is not None


def edited(knowledge: Knowledge, edits: Edits) -> Knowledge:
    """The knowledge after the edits; the one given stays as it is.

    Raises
    ------
    InvalidArgument
        If an edit names no claim of the analysis, if a strength lies outside (0, 1], if
        something other than a factor of one of its countries is assumed, if a claim that is
        left out is given a strength, or if two edits contradict each other.

    Examples
    --------
    >>> from graph.model import Analysis
    >>> young, cheap = Proposition("VN", "young"), Proposition("VN", "cheap")
    >>> known = Knowledge(Analysis("a", "KR", ("VN",)), (Finding("f", 0.9, Basis.STATED, young),))
    >>> after = edited(known, Edits(strengths={"f": 0.4}, assume=[Assumption(cheap)]))
    >>> [(finding.proposition.concept, finding.strength) for finding in after.findings]
    [('young', 0.4), ('cheap', 1.0)]
    >>> edited(known, Edits(retract=["f"], strengths={"f": 0.4}))
    Traceback (most recent call last):
    graph.errors.InvalidArgument: f is left out and given the strength 0.4: choose one of the two
    """
    check(knowledge, edits)
    left_out = frozenset(edits.retract) | frozenset(edits.disable)
    strengths = dict(edits.strength_pairs)

    def changed(claims: Iterable[ClaimType]) -> Iterator[ClaimType]:
        for claim in claims:
            if claim.iri not in left_out:
                new = strengths.get(claim.iri, claim.strength)
                yield claim if new == claim.strength else replace(claim, strength=new)

    kept = knowledge.restricted(edits.bases, edits.sources)
    return replace(
        kept,
        findings=(*changed(kept.findings), *(a.finding for a in edits.assume)),
        implications=tuple(changed(kept.implications)),
        objections=tuple(changed(kept.objections)),
        advice=tuple(changed(kept.advice)),
    )


def check(knowledge: Knowledge, edits: Edits) -> None:
    """Refuse edits that make no sense for an analysis, before anything is computed.

    Raises
    ------
    InvalidArgument
        With the first thing that is wrong; see `edited`.

    Examples
    --------
    >>> from graph.model import Analysis
    >>> check(Knowledge(Analysis("a", "KR", ("VN",))), Edits(retract=["f"]))
    Traceback (most recent call last):
    graph.errors.InvalidArgument: f is not a claim of the analysis a
    """
    for problem in _problems(knowledge, edits):
        raise InvalidArgument(problem)


def _problems(knowledge: Knowledge, edits: Edits) -> Iterator[str]:
    """What is wrong with the edits, in plain words."""
    yield from _unknown(knowledge, edits)
    yield from _strengths(edits)
    yield from _restricted(knowledge, edits)
    yield from _assumptions(knowledge, edits.assume)


def _unknown(knowledge: Knowledge, edits: Edits) -> Iterator[str]:
    steps = {claim.iri for claim in chain(knowledge.implications, knowledge.objections)}
    claims = set(map(_iri, knowledge.claims))
    named = chain(sorted(edits.retract), sorted(edits.disable), dict(edits.strength_pairs))
    yield from (
        f"{iri} is not a claim of the analysis {knowledge.analysis.iri}"
        for iri in named
        if iri not in claims
    )
    yield from (
        f"{iri} is neither an implication nor an objection: retract it instead of disabling it"
        for iri in sorted(edits.disable)
        if iri not in steps
    )


def _strengths(edits: Edits) -> Iterator[str]:
    left_out = frozenset(edits.retract) | frozenset(edits.disable)
    given: dict[Iri, float] = {}
    for iri, strength in edits.strength_pairs:
        if not 0 < strength <= 1:
            yield f"{iri}: strength {strength:.15g} is outside (0, 1]"
        if iri in left_out:
            yield f"{iri} is left out and given the strength {strength:.15g}: choose one of the two"
        if given.setdefault(iri, strength) != strength:
            yield f"{iri} is given the strengths {given[iri]:.15g} and {strength:.15g}: choose one"


def _restricted(knowledge: Knowledge, edits: Edits) -> Iterator[str]:
    kept = frozenset(map(_iri, knowledge.restricted(edits.bases, edits.sources).claims))
    yield from (
        f"{iri} is outside the restriction and given the strength {strength:.15g}: choose one of"
        " the two"
        for iri, strength in edits.strength_pairs
        if iri not in kept
    )


def _iri(claim: Claim) -> Iri:
    return claim.iri


def _assumptions(knowledge: Knowledge, assumptions: Iterable[Assumption]) -> Iterator[str]:
    given: dict[Proposition, Assumption] = {}
    for assumption in assumptions:
        proposition = assumption.proposition
        country, concept = proposition.country, proposition.concept
        if not 0 < assumption.strength <= 1:
            yield f"{concept} for {country}: strength {assumption.strength:.15g} is outside (0, 1]"
        if country not in knowledge.analysis.countries:
            known = ", ".join(knowledge.analysis.countries)
            yield f"{country} is not a country of the analysis; its countries are {known}"
        if concept in knowledge.measures:
            yield f"{concept} is a measure or strategy: only factors can be assumed"
        first = given.setdefault(proposition, assumption)
        if first.holds != assumption.holds:
            yield f"{concept} is assumed both to hold and not to hold for {country}: choose one"
        elif first.strength != assumption.strength:
            yield (
                f"{concept} for {country} is assumed with the strengths {first.strength:.15g} "
                f"and {assumption.strength:.15g}: choose one"
            )
