"""Indicators of a country beside those of the others: one small chart each."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import flask_babel
from babel.numbers import format_compact_decimal, format_decimal

from graph.model import Iri
from webapp.pages.base import language
from webapp.pages.cache import cached
from webapp.pages.names import label
from webapp.pages.query import rows
from webapp.pages.records import Observation, observations
from webapp.pages.scope import explorer

_ENOUGH_CHARTS, _MOST_CHARTS = 6, 9
_MILLION = 1_000_000
# Words in a unit or indicator that mean "a place on a scale", where length would mislead.
_PLACES = frozenset({"rank", "index", "score", "distance", "ratio", "points"})


@dataclass(frozen=True, slots=True)
class Point:
    """A country's place in a chart: `start` and `end` in per cent of the drawing's width."""

    country: Iri
    observation: Observation | None
    text: str
    start: float = 0.0
    end: float = 0.0

    @property
    def is_range(self) -> bool:
        """Whether the source gives a range instead of one value."""
        found = self.observation
        return found is not None and found.low != found.high


@dataclass(frozen=True, slots=True)
class Chart:
    """One indicator from one source, sorted, for all countries."""

    indicator: Iri
    source: Iri
    unit: str
    periods: tuple[str, ...]
    points: tuple[Point, ...]
    has_bars: bool
    zero: float
    is_derived: bool
    is_weighed: bool


def charts(country: Iri) -> tuple[Chart, ...]:
    """The charts in which a country appears; those that findings depend on come first."""
    drawn = [c for c in _all_charts() if _has(c, country)]
    weighed = sum(c.is_weighed for c in drawn)
    return tuple(drawn[: min(max(weighed, _ENOUGH_CHARTS), _MOST_CHARTS)])


def others(country: Iri) -> tuple[Observation, ...]:
    """The latest observations of a country that no chart shows."""
    drawn = {(c.indicator, c.source) for c in charts(country)}
    latest = _latest(o for o in observations() if o.country == country)
    rest = (o for o in latest if (o.indicator, o.source) not in drawn)
    return tuple(sorted(rest, key=lambda o: (label(o.indicator), o.period, o.iri)))


def _has(chart: Chart, country: Iri) -> bool:
    return any(p.country == country and p.observation for p in chart.points)


def _all_charts() -> tuple[Chart, ...]:
    return cached(("charts", language()), _drawn)


def _drawn() -> tuple[Chart, ...]:
    weighed = {row["indicator"] for row in rows("weighed-indicators")}
    series: defaultdict[tuple[Iri, Iri], list[Observation]] = defaultdict(list)
    for observation in observations():
        if observation.low is not None:
            series[observation.indicator, observation.source].append(observation)
    best: dict[Iri, list[Observation]] = {}
    for (indicator, _), found in series.items():
        latest = _latest(found)
        if len(latest) > len(best.get(indicator, ())):
            best[indicator] = latest
    drawn = [_chart(f, f[0].indicator in weighed) for f in best.values() if len(f) > 1]
    order = {chart.indicator: -len(best[chart.indicator]) for chart in drawn}
    return tuple(
        sorted(
            drawn,
            key=lambda c: (not c.is_weighed, order[c.indicator], label(c.indicator)),
        )
    )


def _latest(found: Iterable[Observation]) -> list[Observation]:
    """Of each country, indicator and source, the observation of the latest period."""
    newest: dict[tuple[Iri, Iri, Iri], Observation] = {}
    for o in found:
        key = (o.country, o.indicator, o.source)
        if key not in newest or (o.period, o.iri) > (newest[key].period, newest[key].iri):
            newest[key] = o
    return list(newest.values())


def _chart(found: list[Observation], is_weighed: bool) -> Chart:
    first = found[0]
    low = min(0.0, min(o.low or 0.0 for o in found))
    high = max(0.0, max(o.high or 0.0 for o in found))
    span = (high - low) or 1.0
    points = [_point(o, low, span) for o in sorted(found, key=lambda o: (o.high or 0.0, o.country))]
    missing = [c for c in explorer().catalogue.countries() if c not in {o.country for o in found}]
    periods = Counter(o.period for o in found if o.period)
    return Chart(
        indicator=first.indicator,
        source=first.source,
        unit=Counter(o.unit for o in found).most_common(1)[0][0],
        periods=tuple(sorted(periods)),
        points=(*points, *(Point(c, None, "") for c in missing)),
        has_bars=not _is_place(first),
        zero=100 * -low / span,
        is_derived=any(o.is_derived for o in found),
        is_weighed=is_weighed,
    )


def _is_place(observation: Observation) -> bool:
    english = explorer().catalogue.label(observation.indicator, "en")
    words = re.findall("[a-z]+", f"{observation.unit} {english}".lower())
    return not _PLACES.isdisjoint(words)


def _point(o: Observation, low: float, span: float) -> Point:
    start, end = o.low or 0.0, o.high or 0.0
    text = amount(end) if start == end else f"{amount(start)}–{amount(end)}"
    return Point(o.country, o, text, 100 * (start - low) / span, 100 * (end - low) / span)


def amount(value: float) -> str:
    """A number as the page's language writes it; millions are abbreviated."""
    locale = flask_babel.get_locale() or "en"
    if abs(value) >= _MILLION:
        return format_compact_decimal(value, locale=locale, fraction_digits=1)
    return format_decimal(round(value, 2), locale=locale).replace("-", "\u2212")
