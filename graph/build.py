"""From the store to the values of the engine, all at once or backward from a question.

`StoreClaims` answers what the engine asks of a `graph.source.ClaimSource`, with plain SPARQL 1.1
SELECT queries over the default graph, so that it serves any store whose default graph is the
union of all.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

import pyoxigraph as ox

from graph.claims import Record, claim_of
from graph.errors import InvalidClaim
from graph.model import (
    Analysis,
    Claim,
    Conditional,
    Finding,
    Iri,
    Knowledge,
    Objection,
    Proposition,
)
from graph.pauses import collection_paused
from graph.source import assembled, backward, concepts
from ontology.errors import InvalidData, NoData, UnknownName
from ontology.iris import TERMS, local_name
from ontology.store import Row, Store, named_query
from ontology.terms import Term, iri_of, str_of
from ontology.told import Ties, Told, batches

_KINDS = ("Finding", "Implication", "Objection", "Advice")
_CONCEPTS = ("Factor", "Measure", "Strategy")


@collection_paused()
def knowledge(store: Store, analysis: Iri | None = None) -> Knowledge:
    """Everything an analysis asserts, with the claims of all that it builds on.

    Parameters
    ----------
    store : Store
    analysis : str, optional
        Its IRI or local name; without it, the one on which no other builds.

    Raises
    ------
    NoData
        If the data declare no analysis.
    UnknownName
        If they do not declare this one.
    InvalidData
        If the analysis has not exactly one home.
    InvalidClaim
        If a claim breaks a rule of the ontology.
    """
    source = StoreClaims(store, analysis)
    claims = source.claims()
    source.check_targets(claims)
    return assembled(source, claims)


@collection_paused()
def knowledge_for(store: Store, analysis: Iri | None, goals: Iterable[Proposition]) -> Knowledge:
    """As much of an analysis as bears on the goals: their derivations and balances stay the same.

    It is fetched backward, layer by layer: the claims that conclude in or object to what the
    last layer needs, until nothing new is needed; then the findings on all of that. The number
    of queries grows with the depth of the reasoning, not with the size of the store. The measures
    that might answer an objection are goals, too; other measures are not followed: to ask what
    gaps they leave, name them.

    Parameters
    ----------
    store : Store
    analysis : str or None
        As for `knowledge`.
    goals : iterable of Proposition

    Raises
    ------
    NoData, UnknownName, InvalidData, InvalidClaim
        As `knowledge` does, but only for the claims that it meets.
    """
    source = StoreClaims(store, analysis)
    return backward(source, tuple(goals))


class StoreClaims:
    """The claims of one analysis in a store.

    Raises
    ------
    NoData, UnknownName, InvalidData
        If there is no such analysis, or it has not exactly one home.
    """

    def __init__(self, store: Store, analysis: Iri | None = None) -> None:
        iri = _chosen(store.analyses(), analysis)
        self._store = store
        self._scope = store.membership.scope(iri)
        self._check_foundations()
        self._kinds = {
            subclass: kind for kind in _KINDS for subclass in store.subclasses(TERMS + kind)
        }
        self._told = store.claims(Ties(self._kinds, store.membership, self._scope))
        self.analysis = self._analysis(iri)

    def claims(self) -> tuple[Claim, ...]:
        """Every claim of the analysis and of all it builds on."""
        return self._read(self._told.every())

    def claims_about(
        self, concepts: Collection[Iri], claims: Collection[Iri] = ()
    ) -> tuple[Claim, ...]:
        """The implications that conclude, the advice for, and the objections to the concepts.

        And the objections to the claims.
        """
        read = self._read(self._told.about(concepts, claims))
        return tuple(claim for claim in read if not isinstance(claim, Finding))

    def findings(
        self, countries: Collection[Iri], factors: Collection[Iri] | None = None
    ) -> tuple[Finding, ...]:
        """The findings about the countries, of these factors or of all."""
        read = self._read(self._told.findings(countries, factors))
        return tuple(claim for claim in read if isinstance(claim, Finding))

    def instances(
        self, classes: Collection[Iri], among: Collection[Iri] | None = None
    ) -> frozenset[Iri]:
        """The concepts of these classes or subclasses of them.

        They are looked for among the given things; or without any, among all that the analysis,
        what it builds on, and graphs of no analysis describe.
        """
        types = self._store.subclasses(*classes)
        if among is not None:
            return frozenset(self._told.of_class(types, among))
        rows = self._store.select(named_query("instances"), thing=None, type=types)
        return frozenset(str_of(row["thing"]) for row in rows if self._is_own(row))

    def mitigations(self, measures: Collection[Iri]) -> frozenset[tuple[Iri, Iri]]:
        """The pairs of a measure and a constraint that it eases, for these measures.

        Raises
        ------
        InvalidData
            If what is eased is a text, which names nothing.
        """
        query = named_query("mitigations")
        return frozenset(
            self._mitigation(row)
            for batch in batches(measures)
            for row in self._store.select(query, measure=batch, constraint=None)
            if self._is_own(row)
        )

    def _mitigation(self, row: Row) -> tuple[Iri, Iri]:
        measure, constraint = str_of(row["measure"]), row["constraint"]
        if isinstance(constraint, ox.Literal):
            told = f"the measure has pol:mitigates '{constraint.value}'; name a constraint by IRI"
            raise InvalidData(measure, str(self._store.place(measure) or ""), told)
        return measure, str_of(constraint)

    def mitigators(self, constraints: Collection[Iri]) -> frozenset[Iri]:
        """The measures that ease any of these constraints."""
        query = named_query("mitigations")
        return frozenset(
            str_of(row["measure"])
            for batch in batches(constraints)
            for row in self._store.select(query, measure=None, constraint=batch)
            if self._is_own(row)
        )

    def check_targets(self, claims: Iterable[Claim]) -> None:
        """Refuse objections to what can neither hold nor be drawn.

        Raises
        ------
        InvalidClaim
            If a target is neither a concept nor an implication or objection among the claims.
        """
        everything = tuple(claims)
        fine = {c.iri for c in everything if isinstance(c, Conditional)}.union(
            *map(concepts, everything)
        )
        doubtful = [c for c in everything if isinstance(c, Objection) and c.target not in fine]
        kinds = self._kinds_of({objection.target for objection in doubtful})
        for objection in doubtful:
            kind = kinds.get(objection.target)
            if kind != "concept":
                raise self._placed(objection.iri, _target_error(objection, kind))

    def _kinds_of(self, things: Collection[Iri]) -> dict[Iri, str]:
        """Which of the things are claims, of what kind, and which are concepts."""
        query = named_query("instances")
        names = self._store.subclasses(*(TERMS + each for each in _CONCEPTS))
        known = dict.fromkeys(names, "concept") | self._kinds
        kinds: dict[Iri, str] = {}
        for batch in batches(things):
            for row in self._store.select(query, thing=batch, type=None):
                thing, kind = str_of(row["thing"]), known.get(str_of(row["type"]))
                if kind is not None and kinds.get(thing, "concept") == "concept":
                    kinds[thing] = kind
        return kinds

    def _check_foundations(self) -> None:
        """Refuse to reason over a part: what an analysis builds on must be among the data."""
        membership = self._store.membership
        for iri in sorted(self._scope & membership.analyses):
            for base in sorted(membership.bases.get(iri, frozenset()) - membership.analyses):
                raise self._invalid(iri, f"builds on {base}, which the data lack; load that, too")

    def _invalid(self, iri: Iri, told: str) -> InvalidData:
        return InvalidData(iri, str(self._store.place(iri) or ""), f"the analysis {told}")

    def _analysis(self, iri: Iri) -> Analysis:
        values: defaultdict[str, set[Iri]] = defaultdict(set)
        for row in self._store.select(named_query("values"), thing=iri):
            name, value = local_name(str_of(row["property"])), row["value"]
            if name in ("home", "considers") and isinstance(value, ox.Literal):
                raise self._invalid(iri, f"has pol:{name} '{value.value}'; name a country by IRI")
            values[name].add(str_of(value))
        homes = values["home"]
        if len(homes) != 1:
            raise self._invalid(iri, f"has {len(homes)} pol:home; give it exactly one")
        return Analysis(iri, min(homes), tuple(sorted(values["considers"])))

    def _is_own(self, row: Row) -> bool:
        declared = self._store.membership.declared.get(str_of(row["graph"]))
        return not declared or not declared.isdisjoint(self._scope)

    def _read(self, told: Iterable[Told]) -> tuple[Claim, ...]:
        """The claims, by IRI; of several that break a rule, the first is told of.

        Each is read as it comes, so that what is said of it need not be kept.
        """
        claims: dict[Iri, Claim] = {}
        wrong: dict[Iri, InvalidClaim] = {}
        for each in told:
            iri = self._named(each.claim)
            try:
                claims[iri] = claim_of(_record(iri, each))
            except InvalidClaim as error:
                wrong[iri] = error
        if wrong:
            iri = min(wrong)
            raise self._placed(iri, wrong[iri]) from wrong[iri]
        return tuple([claims[iri] for iri in sorted(claims)])

    def _named(self, claim: Term) -> Iri:
        iri = iri_of(claim)
        if iri is None:
            raise InvalidClaim("a claim has no IRI, so nothing can point to it; give it one")
        return iri

    def _placed(self, iri: Iri, error: InvalidClaim) -> InvalidClaim:
        place = self._store.place(iri)
        return error if place is None else InvalidClaim(f"{error} ({place})")


def _record(iri: Iri, told: Told) -> Record:
    if len(told.kinds) > 1:
        reason = f"it is {' and '.join(told.kinds)} at once; make it one of them"
        raise InvalidClaim(f"{iri}: {reason}")
    return Record(iri, told.kinds[0], told.values)


def _chosen(analyses: Sequence[Iri], name: Iri | None) -> Iri:
    if not analyses:
        raise NoData("the data declare no pol:Analysis, so there is nothing to reason over")
    if name is None:
        return analyses[0]
    found = [iri for iri in analyses if name in (iri, local_name(iri))]
    if len(found) != 1:
        names = [local_name(iri) for iri in analyses]
        raise UnknownName(name, "analysis", difflib.get_close_matches(name, names) or names[:3])
    return found[0]


def _target_error(objection: Objection, kind: str | None) -> InvalidClaim:
    if kind is None:
        reason = "is an objection to nothing: its target is no concept and no claim"
    elif kind in ("Finding", "Advice"):
        reason = f"objects to a claim of kind {kind}; let it target the factor or measure instead"
    else:
        reason = "objects to a claim of an analysis that this one does not build on"
    return InvalidClaim(f"{objection.iri}: it {reason} ({objection.target})")
