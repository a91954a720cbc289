"""Countries side by side: all measures, or one measure premise by premise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from flask import render_template, request
from markupsafe import Markup

from graph import comparison as engine
from graph.comparison import Kind, Row
from graph.difference import Difference, difference
from graph.model import Conditional, Iri, Proposition
from graph.standing import Standing, Standings, State
from webapp.pages.base import language, pages
from webapp.pages.cache import cached
from webapp.pages.matrix import Cell, advisable, cell, comparable, matrix
from webapp.pages.names import inside, label, place
from webapp.pages.scope import current_analysis, explorer, listed, scope, study
from webapp.pages.words import capitalised, enumerated, gettext, ngettext, say, spelt

if TYPE_CHECKING:
    from webapp.explorer import Study

_COLUMNS_AT_FIRST = 6
_MOST_PAIRS, _MOST_LACKS, _MOST_SETS = 8, 3, 6
# Instead of the number of missing facts, and told after all of those.
_MANY, _NO_STEP, _HIDDEN = 97, 98, 99


@dataclass(frozen=True, slots=True)
class Line:
    """A factor and how it stands in each country; `depth` 1 for what leads to a premise."""

    concept: Iri
    at_home: bool
    depth: int
    cells: tuple[Standing, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Steps or objections that ask the same of the countries they are for.

    A step carried over from one country to others is a claim of its own; side by side the two
    are one reason, so each column shows the claim that applies to it.
    """

    claims: tuple[Conditional, ...]
    lines: tuple[Line, ...]

    @property
    def premises(self) -> int:
        """How many premises it has itself."""
        return sum(line.depth == 0 for line in self.lines)

    @property
    def holding(self) -> int:
        """In how many countries its weakest premise holds."""
        counts = (sum(s.state.holds for s in line.cells) for line in self.lines if not line.depth)
        return min(counts, default=0)


@pages.get("/compare")
def compare() -> str:
    """``?c=US&c=VN`` chooses countries, ``&measure=ID`` one measure, ``&rows=differences``."""
    if current_analysis() is None:
        return render_template("compare.html", measure=None, countries=())
    countries, measure = _countries(), _measure()
    key = ("compare", scope(), language(), countries, measure)
    shown = cached(key, lambda: _compared(countries, measure))
    return render_template(
        "compare.html",
        measure=measure,
        countries=countries,
        choices=study().analysis.countries,
        measures=advisable(study()),
        only_differences=request.args.get("rows") == "differences",
        **shown,
    )


def _countries() -> tuple[Iri, ...]:
    analysis = study().analysis
    asked = dict.fromkeys(explorer().catalogue.resolve(name, {"country"}) for name in listed("c"))
    return tuple(asked) or (analysis.considers or (analysis.home,))[:_COLUMNS_AT_FIRST]


def _measure() -> Iri | None:
    name = request.args.get("measure", "").strip()
    return explorer().catalogue.resolve(name, {"measure", "strategy"}) if name else None


def _compared(countries: tuple[Iri, ...], measure: Iri | None) -> dict[str, Any]:
    found = study()
    if measure is None:
        table = matrix(found, countries, comparable(found, countries))
        return {"table": table, "sections": _factors(found, countries)}
    results = [cell(found, country, measure) for country in countries]
    near = next((c for c in results if _is_near(c)), None)
    nearest = _single(found, near) if near else ()
    compared = engine.comparison(found.graph, measure, countries, found.balances)
    return {
        "results": results,
        "answer": answer(measure, results),
        "reasons": _groups(found, compared.rows),
        "objections": _groups(found, compared.objections),
        "differences": tuple(_differences(found, measure, results)),
        "nearest": nearest,
        "nearest_for": near.country if near else None,
    }


def _differences(found: Study, measure: Iri, results: Sequence[Cell]) -> Iterator[Difference]:
    """What each country has that each other lacks, where it follows for the one alone."""
    here = [c.country for c in results if c.recommendation]
    lacking = [c.country for c in results if not c.recommendation and not c.is_hidden]
    weighed = found.analysis.countries
    pairs = ((has, lacks) for lacks in lacking for has in here)
    for has, lacks in islice((p for p in pairs if set(p) <= set(weighed)), _MOST_PAIRS):
        yield difference(found.graph, measure, has, lacks, _MOST_LACKS, _MOST_SETS)


# One measure ------------------------------------------------------------------------------------


def _groups(found: Study, rows: Iterable[Row]) -> list[Group]:
    """The steps towards the measure, or the objections, those that hold most often first."""
    merged: dict[frozenset[Iri], Group] = {}
    for group in _separate(found, rows):
        key = frozenset(group.claims[0].premises or group.claims[0].home_premises)
        merged[key] = _merged(merged[key], group) if key in merged else group
    return sorted(
        merged.values(), key=lambda g: (-g.holding, -g.claims[0].strength, g.claims[0].iri)
    )


def _separate(found: Study, rows: Iterable[Row]) -> list[Group]:
    claims = {c.iri: c for c in (*found.knowledge.implications, *found.knowledge.objections)}
    groups: list[Group] = []
    for row in rows:
        if row.kind is not Kind.PREMISE and row.depth == 0:
            groups.append(Group((claims[row.claim],), ()))
        elif row.kind is Kind.PREMISE and not (row.depth > 1 and row.at_home):
            # What leads to a premise asked of home is the same for all; home's page tells it.
            line = Line(row.concept, row.at_home, row.depth - 1, row.cells, row.differs)
            groups[-1] = replace(groups[-1], lines=(*groups[-1].lines, line))
    return groups


def _merged(one: Group, other: Group) -> Group:
    """Both groups in one: of each cell, the one that applies."""
    claims = sorted((*one.claims, *other.claims), key=lambda c: (-c.strength, c.iri))
    longer, shorter = sorted((one, other), key=lambda group: -len(group.lines))
    lines = {(line.concept, line.at_home, line.depth): line for line in longer.lines}
    for line in shorter.lines:
        key = (line.concept, line.at_home, line.depth)
        lines[key] = _both(lines[key], line) if key in lines else line
    ordered = sorted(lines.values(), key=lambda line: line.at_home)
    return Group(tuple(claims), tuple(ordered))


def _both(one: Line, other: Line) -> Line:
    cells = tuple(
        b if a.state is State.NOT_APPLICABLE else a
        for a, b in zip(one.cells, other.cells, strict=True)
    )
    return replace(one, cells=cells, differs=_differ(cells))


def _is_near(cell: Cell) -> bool:
    return cell.recommendation is None and cell.needs == 1 and not cell.is_hidden


def _single(found: Study, near: Cell) -> tuple[Proposition, ...]:
    """The single facts that would each make a measure follow that nearly does.

    Facts that were found not to hold are left out, unless there are no others.
    """
    single = sorted(p for facts in near.missing for p in facts)
    return tuple(p for p in single if p not in found.graph.denials) or tuple(single)


def answer(measure: Iri, results: Sequence[Cell]) -> Markup:
    """Where the measure follows, where it is outweighed, and what it lacks elsewhere."""
    sentences = (_follows(measure, results), _outweighed(results), *_lacking(results))
    return Markup(" ").join(sentence for sentence in sentences if sentence)


def _places(cells: Iterable[Cell]) -> Markup:
    bold = (Markup("<b>{}</b>").format(place(c.country)) for c in cells)
    return enumerated(bold)


def _follows(measure: Iri, results: Sequence[Cell]) -> Markup:
    following = [c for c in results if c.recommendation and c.balance > 0]
    name = inside(label(measure))
    if not following:
        text = gettext("With more support than opposition, it follows for none of these countries.")
        return say(text, measure=name)
    text = (
        gettext("It follows for all of them: %(countries)s.")
        if len(following) == len(results) and len(results) > 1
        else gettext("It follows for %(countries)s.")
    )
    return say(text, measure=name, countries=_places(following))


def _outweighed(results: Sequence[Cell]) -> Markup | None:
    beaten = [c for c in results if c.recommendation and c.balance <= 0]
    text = gettext("Objections outweigh it for %(countries)s.")
    return say(text, countries=_places(beaten)) if beaten else None


def _lacking(results: Sequence[Cell]) -> list[Markup]:
    lacking: defaultdict[int, list[Cell]] = defaultdict(list)
    for result in results:
        if result.recommendation is None:
            lacking[_lack(result)].append(result)
    return [_needs(count, lacking[count]) for count in sorted(lacking)]


def _lack(result: Cell) -> int:
    if result.is_hidden:
        return _HIDDEN
    return (result.needs or _MANY) if result.is_argued else _NO_STEP


def _needs(count: int, cells: list[Cell]) -> Markup:
    if count == _HIDDEN:
        text = gettext("The filter hides what leads to it for %(countries)s.")
        return say(text, countries=_places(cells))
    if count == _NO_STEP:
        return say(gettext("No step leads to it for %(countries)s."), countries=_places(cells))
    if count == _MANY:
        text = gettext("More than three facts are missing for %(countries)s.")
        return say(text, countries=_places(cells))
    text = ngettext(
        "One more fact is needed for %(countries)s.",
        "%(count)s more facts are needed for %(countries)s.",
        count,
    )
    return capitalised(say(text, countries=_places(cells), count=spelt(count)))


# All measures -----------------------------------------------------------------------------------


def _factors(found: Study, countries: tuple[Iri, ...]) -> list[tuple[str, list[Line]]]:
    """Every factor that is known of one of the countries, by kind."""
    settled = (*found.derivable, *found.graph.denials)
    concepts = {p.concept for p in settled if p.country in countries} - found.knowledge.measures
    kind = explorer().catalogue.kind
    standings = Standings(found.graph)
    lines: defaultdict[str, list[Line]] = defaultdict(list)
    for concept in sorted(concepts, key=label):
        cells = tuple(standings.of(Proposition(country, concept)) for country in countries)
        lines[kind(concept)].append(Line(concept, False, 0, cells, _differ(cells)))
    return [(k, lines[k]) for k in ("trait", "constraint", "condition") if k in lines]


def _differ(cells: Iterable[Standing]) -> bool:
    return len({standing.state.holds or standing.state for standing in cells}) > 1
