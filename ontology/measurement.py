"""What the figures show: which factors hold, or do not, by the threshold rules.

Pure: values in, values out. `ontology.measured` reads them from data and writes the result.
The numbers are those of the coding scale in policy.ttl, and a test keeps them so.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Iri: TypeAlias = str

STEPS = ((2.0, 0.9), (1.25, 0.75), (1.0, 0.6))
"""How many times as far as the limit, and the strength that gives; the first that fits."""

UNCAPPED = 1.0
OLD_CAP = 0.75
DERIVED_CAP = 0.75
OLD_AFTER_YEARS = 3

_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "AtLeast": lambda value, limit: value >= limit,
    "AtMost": lambda value, limit: value <= limit,
    "Above": lambda value, limit: value > limit,
    "Below": lambda value, limit: value < limit,
}
_UPWARD = frozenset({"AtLeast", "Above"})


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure; `low` and `high` differ where the source gives a range.

    Attributes
    ----------
    year : int or None
        The year its period ends in; None where the source gives no date.
    document : str
        Where it is from.
    cap : float
        The most that a finding from that document may be worth, in (0, 1].
    is_derived : bool
        Whether it was worked out from other figures rather than published.
    """

    iri: Iri
    indicator: Iri
    country: Iri
    low: float
    high: float
    year: int | None
    document: Iri
    cap: float = UNCAPPED
    is_derived: bool = False


@dataclass(frozen=True, slots=True)
class Threshold:
    """A rule: where the indicator stands so to the limit, the factor holds, or does not.

    Attributes
    ----------
    comparison : str
        "AtLeast", "AtMost", "Above" or "Below".
    is_relative : bool
        Whether values are divided by home's in the same series before they are compared.
    holds : bool
        Whether meeting the rule shows that the factor holds, or that it does not.
    countries : frozenset of str
        The countries it judges; empty for those that the analysis considers.
    """

    iri: Iri
    indicator: Iri
    comparison: str
    limit: float
    factor: Iri
    is_relative: bool = False
    holds: bool = True
    countries: frozenset[Iri] = frozenset()


@dataclass(frozen=True, slots=True)
class Measured:
    """That a country meets a rule, by the figure of one document.

    Attributes
    ----------
    value : float
        The end of the figure that lies nearer to the limit, over home's where relative.
    distance : float
        How many times as far as the limit that is, at least 1.
    strength : float
        What the distance is worth on the coding scale, at most `cap`.
    evidence : tuple of Observation
        The figure, and home's where the rule is relative.
    """

    threshold: Threshold
    country: Iri
    value: float
    distance: float
    cap: float
    strength: float
    evidence: tuple[Observation, ...]


def measured(
    observations: Iterable[Observation],
    thresholds: Iterable[Threshold],
    *,
    home: Iri,
    considered: Collection[Iri],
    reference_year: int,
) -> tuple[Measured, ...]:
    """All that the figures show, in the order of the rules, then of countries and documents.

    Of a series only the latest year counts, and figures without a date only where none has
    one. Two documents that give a figure for that year give two findings. A range meets a
    rule only if all of it does, and its nearer end sets the strength.

    Parameters
    ----------
    home : str
        The country whose values relative rules divide by.
    considered : collection of str
        The countries judged by the rules that name none.
    reference_year : int
        The year of the analysis, by which figures are called old.
    """
    series = latest(observations)
    return tuple(
        finding
        for rule in sorted(thresholds, key=lambda rule: rule.iri)
        for country in sorted(rule.countries or considered)
        for finding in _judged(rule, country, series, home, reference_year)
    )


def latest(
    observations: Iterable[Observation],
) -> dict[tuple[Iri, Iri], tuple[Observation, ...]]:
    """For each indicator and country, the figures of its latest year, by document.

    Undated figures are all that counts only where no figure has a date.
    """
    series: defaultdict[tuple[Iri, Iri], list[Observation]] = defaultdict(list)
    for observation in observations:
        series[observation.indicator, observation.country].append(observation)
    return {key: _of_last_year(found) for key, found in sorted(series.items())}


def _of_last_year(found: Sequence[Observation]) -> tuple[Observation, ...]:
    last = max((o.year for o in found if o.year is not None), default=None)
    return tuple(sorted((o for o in found if o.year == last), key=lambda o: (o.document, o.iri)))


def _judged(
    rule: Threshold,
    country: Iri,
    series: Mapping[tuple[Iri, Iri], tuple[Observation, ...]],
    home: Iri,
    reference_year: int,
) -> Iterable[Measured]:
    at_home = series.get((rule.indicator, home), ()) if rule.is_relative else ()
    if rule.is_relative and not at_home:
        return
    for observation in series.get((rule.indicator, country), ()):
        low, high = _relative(observation, at_home)
        nearer = low if rule.comparison in _UPWARD else high
        times = distance(rule, nearer)
        if times is not None:
            evidence = (observation, *at_home)
            cap = min(_cap(o, reference_year) for o in evidence)
            yield Measured(rule, country, nearer, times, cap, min(strength(times), cap), evidence)


def _relative(observation: Observation, at_home: Sequence[Observation]) -> tuple[float, float]:
    if not at_home:
        return observation.low, observation.high
    return (
        observation.low / max(o.high for o in at_home),
        observation.high / min(o.low for o in at_home),
    )


def distance(rule: Threshold, value: float) -> float | None:
    """How many times as far as the limit the value lies; None if it does not meet the rule.

    Examples
    --------
    >>> rule = Threshold("t", "pay", "AtMost", 0.5, "cheap")
    >>> distance(rule, 0.125), distance(rule, 0.6)
    (4.0, None)
    """
    if not _COMPARISONS[rule.comparison](value, rule.limit):
        return None
    # Below a negative limit is further out on the same side, as above a positive one.
    outward = (rule.comparison in _UPWARD) == (rule.limit > 0)
    far, near = (value, rule.limit) if outward else (rule.limit, value)
    return far / near if near else math.inf


def strength(times: float) -> float:
    """The strength that a distance of so many times the limit is worth.

    >>> strength(3), strength(1.3), strength(1)
    (0.9, 0.75, 0.6)
    """
    return next(worth for least, worth in STEPS if times >= least)


def _cap(observation: Observation, reference_year: int) -> float:
    year = observation.year
    is_old = year is not None and year + OLD_AFTER_YEARS < reference_year
    return min(
        observation.cap,
        OLD_CAP if is_old else UNCAPPED,
        DERIVED_CAP if observation.is_derived else UNCAPPED,
    )
