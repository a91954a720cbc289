"""The list of countries, and what holds of, and follows for, one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import render_template

from graph.model import Derivation, Finding, Iri, Proposition
from graph.recommendation import gaps
from webapp.pages.answers import country_answer
from webapp.pages.base import language, pages
from webapp.pages.cache import cached
from webapp.pages.coverage import Easing, easings, more_packages, packages
from webapp.pages.indicators import charts, others
from webapp.pages.matrix import Cell, advisable, matrix
from webapp.pages.names import label
from webapp.pages.scope import current_analysis, explorer, is_hidden, scope, study

if TYPE_CHECKING:
    from webapp.explorer import Study


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor that holds of a country, or was found not to: its findings and derivation.

    `uses` are the propositions that rest on it, `eased_by` the measures that mitigate it; it
    `is_gap` where it is a constraint that none of them eases which is recommended.
    """

    proposition: Proposition
    findings: tuple[Finding, ...]
    derivation: Derivation | None
    uses: tuple[Proposition, ...] = ()
    eased_by: tuple[Easing, ...] = ()
    is_gap: bool = False

    @property
    def holds(self) -> bool:
        """Whether it is found, or follows; a factor that was only denied does not."""
        return self.derivation is not None or any(f.holds for f in self.findings)

    @property
    def lines(self) -> int:
        """How many rows of a table it takes."""
        return len(self.findings) + (self.derivation is not None)

    @property
    def strongest(self) -> float:
        """The strength of its best justification; for the order of a table."""
        scores = [finding.strength for finding in self.findings]
        return max([*scores, self.derivation.score if self.derivation else 0.0])


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything a country's page shows of the reasoning."""

    country: Iri
    is_home: bool
    recommended: tuple[Cell, ...]
    considered: tuple[Cell, ...]
    traits: tuple[Factor, ...]
    constraints: tuple[Factor, ...]
    conditions: tuple[Factor, ...]
    unknown: tuple[Iri, ...]
    hidden: tuple[Iri, ...]

    @property
    def unmet(self) -> tuple[Factor, ...]:
        """The constraints that no recommended measure meets."""
        return tuple(factor for factor in self.constraints if factor.is_gap)

    @property
    def found_traits(self) -> int:
        """How many traits hold."""
        return sum(factor.holds for factor in self.traits)

    @property
    def found_constraints(self) -> int:
        """How many constraints hold."""
        return sum(factor.holds for factor in self.constraints)


@pages.get("/countries")
def countries() -> str:
    """All countries, with what follows for each."""
    current = current_analysis()
    listed = explorer().catalogue.countries()
    rows = (
        cached(("countries", scope(), language()), lambda: [_summary(c) for c in listed])
        if current
        else []
    )
    return render_template("countries.html", rows=rows, listed=listed)


def _summary(country: Iri) -> dict[str, Any]:
    found = study()
    analysis = found.knowledge.analysis
    if country not in analysis.countries:
        return {"country": country, "profile": None}
    return {"country": country, "profile": profile(found, country)}


@pages.get("/countries/<code>")
def country(code: str) -> str:
    """One country: what follows, what holds, what is missing, and the others beside it."""
    iri = explorer().catalogue.resolve(code, {"country"})
    known = current_analysis() is not None and iri in study().knowledge.analysis.countries
    shown = profile(study(), iri) if known else None
    return render_template(
        "country.html",
        country=iri,
        profile=shown,
        measures=study().knowledge.measures if known else frozenset(),
        answer=country_answer(shown) if shown else None,
        charts=charts(iri),
        others=others(iri),
        packages=packages(study(), iri) if known else None,
        more_packages=more_packages,
    )


def profile(found: Study, country: Iri) -> Profile:
    """What a country's page shows, kept for as long as the application lives."""
    return cached(("profile", scope(), country, language()), lambda: _profile(found, country))


def _profile(found: Study, country: Iri) -> Profile:
    analysis = found.knowledge.analysis
    table = matrix(found, (country,), _candidates(found, country))
    cells = [row.cells[0] for row in table.rows]
    factors = _factors(found, country)
    unknown = _unknown(found, country)
    return Profile(
        country=country,
        is_home=country == analysis.home,
        recommended=tuple(c for c in cells if c.recommendation),
        considered=tuple(_nearest_first(cells)),
        traits=_of_kind(factors, "trait"),
        constraints=_of_kind(factors, "constraint"),
        conditions=_of_kind(factors, "condition", "factor"),
        unknown=tuple(c for c in unknown if not is_hidden(Proposition(country, c))),
        hidden=tuple(c for c in unknown if is_hidden(Proposition(country, c))),
    )


def _candidates(found: Study, country: Iri) -> tuple[Iri, ...]:
    """What some step concludes for the country, or the source advises for it."""
    concluded = {p.concept for p in found.graph.inferences if p.country == country}
    advised = {
        a.proposition.concept for a in found.knowledge.advice if a.proposition.country == country
    }
    return tuple(m for m in advisable(found) if m in concluded | advised)


def _nearest_first(cells: list[Cell]) -> list[Cell]:
    missing = [c for c in cells if not c.recommendation]
    return sorted(missing, key=lambda c: c.needs or 99)


def _of_kind(factors: list[Factor], *kinds: str) -> tuple[Factor, ...]:
    kind = explorer().catalogue.kind
    return tuple(f for f in factors if kind(f.proposition.concept) in kinds)


def _factors(found: Study, country: Iri) -> list[Factor]:
    graph = found.graph
    known = found.derivable
    concepts = {p.concept for p in (*known, *graph.denials) if p.country == country}
    unmet = {gap.constraint for gap in gaps(graph, country)}
    shown = [
        _factor(found, Proposition(country, concept), known, concept in unmet)
        for concept in concepts - found.knowledge.measures
    ]
    return sorted(shown, key=lambda f: (not f.holds, -f.strongest, label(f.proposition.concept)))


def _factor(
    found: Study, proposition: Proposition, known: frozenset[Proposition], is_gap: bool
) -> Factor:
    graph = found.graph
    here = (*graph.findings.get(proposition, ()), *graph.denials.get(proposition, ()))
    ways = found.derivations(proposition) if proposition in known else ()
    return Factor(
        proposition=proposition,
        findings=tuple(sorted(here, key=lambda f: (not f.holds, -f.strength, f.iri))),
        derivation=next((way for way in ways if way.steps[0].premises), None),
        uses=_uses(found, proposition),
        eased_by=easings(found, proposition),
        is_gap=is_gap,
    )


def _uses(found: Study, proposition: Proposition) -> tuple[Proposition, ...]:
    """What rests on a proposition: the conclusions of steps all of whose premises hold."""
    arrays = found.graph.hypergraph
    number = arrays.index.get(proposition)
    steps = () if number is None else arrays.uses[number]
    concluded = dict.fromkeys(arrays.propositions[arrays.heads[step]] for step in steps)
    measures = found.knowledge.measures
    return tuple(sorted(concluded, key=lambda p: (p.concept not in measures, label(p.concept))))


def _unknown(found: Study, country: Iri) -> tuple[Iri, ...]:
    """The factors that steps for the country ask for and about which nothing is known."""
    graph = found.graph
    asked = {
        premise.concept
        for inferences in graph.inferences.values()
        for inference in inferences
        for premise in inference.premises
        if premise.country == country
    }
    settled = {p.concept for p in (*found.derivable, *graph.denials) if p.country == country}
    return tuple(sorted(asked - settled - found.knowledge.measures, key=label))
