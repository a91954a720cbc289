"""Answers read off the claims by the definitions, for worlds small enough.

`tests.brute_force` enumerates over the engine's graph; here not even the grounding is shared
with the engine, only the values that claims are made of. Nothing here is clever.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations, product
from math import prod
from random import Random
from typing import Any

from hypothesis import strategies as st

from graph.model import (
    Basis,
    Conditional,
    Finding,
    Implication,
    Iri,
    Knowledge,
    Objection,
    Proposition,
)
from graph.standing import State
from tests.small_worlds import AWAY, FACTORS, HOME, MEASURES, OTHER, world

Named = tuple[Iri, Iri]  # a claim and the country it is grounded for

ENDLESS = 1000
NEAR = 1e-6


class Naive:
    """All that follows from some claims, computed at once and without a thought for time."""

    def __init__(self, known: Knowledge) -> None:
        self.known, self.home = known, known.analysis.home
        self.countries = known.analysis.countries
        self.claims: dict[Iri, Conditional] = {
            claim.iri: claim for claim in (*known.implications, *known.objections)
        }
        self.once = self._once()
        self.grounded: dict[Named, frozenset[Proposition]] = {
            (claim.iri, country): self._premises(claim, country)
            for claim in self.claims.values()
            for country in self._scope(claim)
        }
        ends = ((premises, self.conclusion(n)) for n, premises in self.grounded.items())
        self.steps = [(premises, end) for premises, end in ends if end]
        self.holding = self.following()
        self._weigh()

    # --- grounding -----------------------------------------------------------------------

    def _once(self) -> set[Iri]:
        """What every country would ground alike counts once, for home."""
        once = {i.iri for i in self.known.implications if i.concludes_home and not i.premises}
        for _ in self.known.objections:
            once |= {o.iri for o in self.known.objections if not o.premises and o.target in once}
        return once

    def _made_for(self, claim: Conditional) -> list[Iri]:
        """The countries of a claim; what undercuts something grounded once shares its countries."""
        applies = [c for c in self.countries if not claim.applies_to or c in claim.applies_to]
        if isinstance(claim, Objection) and claim.target in self.once:
            target = self._made_for(self.claims[claim.target])
            return [country for country in applies if country in target]
        return applies

    def _scope(self, claim: Conditional) -> list[Iri]:
        applies = self._made_for(claim)
        return [self.home] if applies and claim.iri in self.once else applies

    def _premises(self, claim: Conditional, country: Iri) -> frozenset[Proposition]:
        here = {Proposition(country, concept) for concept in claim.premises}
        return frozenset(here | {Proposition(self.home, c) for c in claim.home_premises})

    def conclusion(self, name: Named) -> Proposition | None:
        claim = self.claims[name[0]]
        if not isinstance(claim, Implication):
            return None
        return Proposition(self.home if claim.concludes_home else name[1], claim.conclusion)

    def aim(self, name: Named) -> Proposition | Named | None:
        """What a grounded objection speaks against."""
        claim, country = self.claims[name[0]], name[1]
        if not isinstance(claim, Objection):
            return None
        if claim.target not in self.claims:
            return Proposition(country, claim.target)
        return claim.target, self.home if claim.target in self.once else country

    # --- what follows --------------------------------------------------------------------

    def following(
        self, assumed: Collection[Proposition] = (), without: Proposition | None = None
    ) -> set[Proposition]:
        """All that follows, with more assumed, or without the findings of one proposition."""
        found = {f.proposition for f in self.known.findings if f.holds} - {without}
        held: set[Proposition] = {*assumed, *(p for p in found if p is not None)}
        before = -1
        while before < len(held):
            before = len(held)
            held |= {end for premises, end in self.steps if premises <= held}
        return held

    @cache  # noqa: B019 (a world is asked many times, and soon gone)
    def state(self, place: Proposition) -> State:
        about = [f for f in self.known.findings if f.proposition == place]
        found = any(f.holds for f in about)
        derived = place in self.following(without=place)
        if found and derived:
            return State.FOUND_AND_DERIVED
        if found or derived:
            return State.FOUND if found else State.DERIVED
        return State.FAILS if about else State.UNKNOWN

    # --- the balance ---------------------------------------------------------------------

    def _weigh(self) -> None:
        """All numbers anew from all numbers, until they stay."""
        aims = {name: self.aim(name) for name in self.grounded}
        ends = {p for p in (*aims.values(), *map(self.conclusion, aims)) if p}
        places = {p for p in ends if isinstance(p, Proposition)}
        places |= {f.proposition for f in self.known.findings}
        places = places.union(*self.grounded.values())
        self.base = {p: self._documented(p, True) for p in places}
        denied = {p: self._documented(p, False) for p in places}
        self.acceptability = dict(self.base)
        self.support = dict.fromkeys(places, 0.0)
        self.opposition = dict.fromkeys(places, 0.0)
        force = dict.fromkeys(self.grounded, 0.0)
        for_ = {p: [n for n in force if self.conclusion(n) == p] for p in places}
        against = {aim: [n for n in force if aims[n] == aim] for aim in (*places, *force)}
        for _ in range(ENDLESS):
            new_force = {
                name: self.claims[name[0]].strength
                * prod(self.acceptability[p] for p in premises)
                * (1 - total(force[n] for n in against[name]))
                for name, premises in self.grounded.items()
            }
            new = dict(self.base)
            for p, t in self.base.items():
                vs = total(force[n] for n in for_[p])
                va = total([denied[p], *(force[n] for n in against[p])])
                self.support[p], self.opposition[p] = vs, va
                new[p] = t + (1 - t) * (vs - va) if vs >= va else t - t * (va - vs)
            moves = [abs(new[p] - self.acceptability[p]) for p in places]
            moves += [abs(new_force[n] - force[n]) for n in force]
            self.acceptability, force = new, new_force
            self.converged = max(moves, default=0) < 1e-10
            if self.converged:
                return

    def _documented(self, place: Proposition, holds: bool) -> float:
        """The strongest finding of each group that shares sources, aggregated."""
        groups: list[tuple[frozenset[Iri], float]] = []
        for f in self.known.findings:
            if f.proposition == place and f.holds == holds:
                linked = [g for g in groups if g[0] & f.sources]
                sources = f.sources.union(*(g[0] for g in linked))
                strongest = max([f.strength, *(g[1] for g in linked)])
                groups = [g for g in groups if g not in linked] + [(sources, strongest)]
        return total(strength for _, strength in groups)

    # --- what is asked -------------------------------------------------------------------

    def net(self, place: Proposition) -> float:
        return self.support.get(place, 0.0) - self.opposition.get(place, 0.0)

    def recommended(self, country: Iri) -> set[Iri]:
        return {m for m in self.known.measures if Proposition(country, m) in self.holding}

    def constraints(self, country: Iri) -> set[Iri]:
        return {c for c in self.known.constraints if Proposition(country, c) in self.holding}

    def mitigators(self, constraint: Iri) -> set[Iri]:
        return {m for m, c in self.known.mitigations if c == constraint}

    def gaps(self, country: Iri) -> set[Iri]:
        here = self.recommended(country)
        return {c for c in self.constraints(country) if not here & self.mitigators(c)}

    def packages(self, country: Iri, measures: Iterable[Iri]) -> set[frozenset[Iri]]:
        """The smallest sets of measures that mitigate all that these measures can."""
        able = sorted(measures)

        def covered(package: Iterable[Iri]) -> set[Iri]:
            return {
                c for c in self.constraints(country) if not self.mitigators(c).isdisjoint(package)
            }

        for size in range(len(able) + 1):
            enough = [p for p in combinations(able, size) if covered(p) == covered(able)]
            if enough:
                return set(map(frozenset, enough))
        raise AssertionError("all measures together cover what they cover")

    def missing(self, goal: Proposition, factors: Sequence[Iri], size: int) -> set[frozenset]:
        """The minimal sets of factors, up to a size, that would let the goal follow."""
        places = sorted({Proposition(c, f) for c in (goal.country, self.home) for f in factors})
        open_ = [p for p in places if p not in self.holding]
        found: list[frozenset[Proposition]] = []
        for count in range(size + 1):
            for group in map(frozenset, combinations(open_, count)):
                if not any(g <= group for g in found) and goal in self.following(group):
                    found.append(group)
        return set(found) - {frozenset()}

    def is_outweighed(self, place: Proposition) -> bool:
        """Whether as much speaks against something as its findings and support say for it."""
        against, base = self.opposition.get(place, 0.0), self.base.get(place, 0.0)
        return against > 0 and against >= base + (1 - base) * self.support[place]

    def is_answered(self, name: Named) -> bool:
        return any(
            self.is_outweighed(p)
            or any(
                Proposition(country, m) in self.holding
                for m in self.mitigators(p.concept)
                for country in (p.country, name[1])
            )
            for p in self.grounded[name]
        )


def total(forces: Iterable[float]) -> float:
    result = 0.0
    for force in forces:
        result = result + force - result * force
    return result


def is_close_call(naive: Naive) -> bool:
    """Whether rounding could decide which side outweighs, or nothing settles."""
    return not naive.converged or any(
        abs(naive.opposition[p] - level) < NEAR
        for p, t in naive.base.items()
        for level in (naive.support[p], t + (1 - t) * naive.support[p])
        if naive.opposition[p]
    )


@st.composite
def studies(draw: st.DrawFn) -> Knowledge:
    """Up to 20 claims of every kind and basis that meet often; every objection has an aim.

    Sizes are drawn, so that failures shrink; the rest is diced, since drawn worlds cluster
    around those in which nothing follows.
    """
    dice = Random(draw(st.integers(0, 2**32)))
    findings = [_finding(f"f{i}", dice) for i in range(draw(st.integers(2, 8)))]
    rules = [_rule(f"i{i}", dice) for i in range(draw(st.integers(2, 8)))]
    against = [f"o{i}" for i in range(draw(st.integers(0, 5)))]
    targets = [rule.iri for rule in rules] + against
    return world(
        *findings,
        *rules,
        *(_objection(name, targets, dice) for name in against),
        considers=dice.choice([(AWAY,), (AWAY, OTHER)]),
        constraints="cd",
        mitigations=[pair for pair in product(MEASURES, "cd") if dice.random() < 0.5],
    )


def _common(dice: Random) -> dict[str, Any]:
    strength = dice.choice([0.1, 0.25, 0.5, 0.8, 1.0, round(dice.uniform(0.01, 1), 3)])
    return {"strength": strength, "basis": dice.choice(list(Basis))}


def _finding(name: str, dice: Random) -> Finding:
    place = Proposition(dice.choice([HOME, AWAY, AWAY, OTHER]), dice.choice(FACTORS))
    sources = frozenset(dice.sample("xyz", dice.choice([0, 1, 1, 2])))
    holds = dice.random() < 0.8
    return Finding(name, **_common(dice), proposition=place, holds=holds, sources=sources)


def _conditions(concluded: Iri, dice: Random) -> dict[str, Any]:
    """Premises here, at home or both, and where the claim applies."""
    able = [concept for concept in (*FACTORS, "c", "d", "m") if concept != concluded]
    here = frozenset(dice.sample(able, dice.choice([1, 1, 2])))
    there = frozenset(dice.sample(able, 1)) if dice.random() < 0.3 else frozenset()
    return {
        "premises": frozenset() if there and dice.random() < 0.5 else here,
        "home_premises": there,
        "applies_to": frozenset(dice.choice(["", "", "", AWAY, HOME]).split()),
    }


def _rule(name: str, dice: Random) -> Implication:
    concluded = dice.choice((*FACTORS, *MEASURES, *MEASURES))
    return Implication(
        name,
        **_common(dice),
        **_conditions(concluded, dice),
        conclusion=concluded,
        concludes_home=dice.random() < 0.25,
    )


def _objection(name: str, claims: Sequence[Iri], dice: Random) -> Objection:
    target = dice.choice(dice.choice([[*FACTORS, *MEASURES], claims]))
    return Objection(name, **_common(dice), **_conditions(target, dice), target=target)


def only(known: Knowledge, bases: Collection[Basis]) -> Knowledge:
    """What is left of claims when only some bases count."""

    def of(claims: Iterable[Finding | Implication | Objection]) -> tuple:
        return tuple(claim for claim in claims if claim.basis in bases)

    return replace(
        known,
        findings=of(known.findings),
        implications=of(known.implications),
        objections=of(known.objections),
    )
