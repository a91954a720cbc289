"""Measures against countries: what follows where, how strongly, or what it lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.counterfactual import missing
from graph.model import Basis, Derivation, Iri, Proposition
from graph.recommendation import Recommendation
from webapp.pages.cache import cached
from webapp.pages.names import label
from webapp.pages.scope import explorer, is_hidden, scope

if TYPE_CHECKING:
    from webapp.explorer import Study

MOST_MISSING = 3
MOST_WAYS = 5  # as many as a study computes by itself
_AT_ONCE = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """One measure for one country: a recommendation, or what it lacks to become one.

    `missing` holds the smallest sets of absent facts, none if more than `MOST_MISSING` are
    needed; `bases` the kinds of basis that its best `ways` rest on. Where no step at all
    concludes the measure for the country, it `is_argued` not; where it follows but for the
    filter in force, it `is_hidden`.
    """

    country: Iri
    measure: Iri
    recommendation: Recommendation | None
    bases: tuple[Basis, ...] = ()
    ways: int = 0
    missing: tuple[frozenset[Proposition], ...] = ()
    is_argued: bool = True
    is_hidden: bool = False

    @property
    def balance(self) -> float:
        """Support minus opposition; minus infinity where nothing follows."""
        return self.recommendation.net if self.recommendation else float("-inf")

    @property
    def has_more_ways(self) -> bool:
        """Whether there may be more ways than were counted."""
        return self.ways >= MOST_WAYS

    @property
    def needs(self) -> int | None:
        """How many more facts the measure needs at least; ``None`` if more than looked for."""
        return len(self.missing[0]) if self.missing else None


@dataclass(frozen=True, slots=True)
class Row:
    """One measure and its cells, in the order of the countries."""

    measure: Iri
    cells: tuple[Cell, ...]

    @property
    def best(self) -> float:
        """The highest balance of the row; minus infinity where it follows nowhere."""
        return max((cell.balance for cell in self.cells), default=float("-inf"))

    @property
    def follows(self) -> bool:
        """Whether the measure follows for any of the countries."""
        return any(cell.recommendation for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The table: measures that follow somewhere first, strongest first."""

    countries: tuple[Iri, ...]
    rows: tuple[Row, ...]

    @property
    def shown(self) -> tuple[Row, ...]:
        """The rows to show at once: those that follow somewhere, and others if they are few."""
        if len(self.rows) <= _AT_ONCE:
            return self.rows
        return self.rows[: sum(row.follows for row in self.rows) or _AT_ONCE]

    @property
    def folded(self) -> tuple[Row, ...]:
        """The other rows."""
        return self.rows[len(self.shown) :]

    def cells(self) -> Iterator[Cell]:
        """All cells, row by row."""
        return (cell for row in self.rows for cell in row.cells)

    def recommended(self) -> list[Cell]:
        """The cells with a recommendation, strongest first."""
        found = (cell for cell in self.cells() if cell.recommendation)
        return sorted(found, key=lambda cell: (-cell.balance, cell.measure, cell.country))


def advisable(study: Study) -> tuple[Iri, ...]:
    """Everything that may be recommended, in label order."""
    return tuple(sorted(study.knowledge.measures, key=lambda iri: (label(iri), iri)))


def comparable(study: Study, countries: Iterable[Iri]) -> tuple[Iri, ...]:
    """What is worth a row of a table of these countries, in label order.

    That is what some step concludes for one of them, and measures that no step concludes at
    all; what is only ever concluded for others, such as a strategy of home, is not.
    """
    asked = set(countries)
    places: defaultdict[Iri, set[Iri]] = defaultdict(set)
    for goal in study.graph.inferences:
        places[goal.concept].add(goal.country)
    kind = explorer().catalogue.kind
    return tuple(
        measure
        for measure in advisable(study)
        if places[measure] & asked or (not places[measure] and kind(measure) == "measure")
    )


def matrix(study: Study, countries: Iterable[Iri], measures: Iterable[Iri]) -> Matrix:
    """The table of these measures (in label order) for these countries."""
    asked = tuple(countries)
    rows = [Row(m, tuple(cell(study, c, m) for c in asked)) for m in measures]
    return Matrix(asked, tuple(sorted(rows, key=lambda row: -row.best)))


def cell(study: Study, country: Iri, measure: Iri) -> Cell:
    """One cell of the table, kept for as long as the application lives."""
    return cached(("cell", scope(), country, measure), lambda: _cell(study, country, measure))


def _cell(study: Study, country: Iri, measure: Iri) -> Cell:
    goal = Proposition(country, measure)
    found = next((r for r in study.recommendations(country) if r.measure == measure), None)
    if found:
        ways = study.derivations(goal)
        return Cell(country, measure, found, _bases(ways), len(ways))
    answer = missing(study.graph, goal, max_size=MOST_MISSING)
    smallest = min(map(len, answer.sets), default=0)
    sets = (frozenset(s) for s in answer.sets if len(s) == smallest)
    return Cell(
        country,
        measure,
        None,
        missing=tuple(sets),
        is_argued=goal in study.graph.inferences,
        is_hidden=is_hidden(goal),
    )


def _bases(ways: Iterable[Derivation]) -> tuple[Basis, ...]:
    used = {step.justification.basis for way in ways for step in way.steps}
    return tuple(basis for basis in Basis if basis in used)
