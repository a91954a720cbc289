"""The data: sources, coverage, disagreements, downloads and how to cite them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

from flask import render_template

from graph.model import Finding, Iri, Proposition
from webapp.pages.base import language, pages
from webapp.pages.cache import cached
from webapp.pages.names import label
from webapp.pages.records import Observation, observations
from webapp.pages.scope import current_analysis, explorer, study
from webapp.pages.sources import listed

_FORMATS = (("ttl", "Turtle"), ("trig", "TriG"), ("nq", "N-Quads"), ("jsonld", "JSON-LD"))


@dataclass(frozen=True, slots=True)
class Coverage:
    """One indicator: of each country the latest observation, or none."""

    indicator: Iri
    cells: tuple[Observation | None, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A proposition found to hold by some and not to hold by others."""

    proposition: Proposition
    holding: tuple[Finding, ...]
    denying: tuple[Finding, ...]


@pages.get("/data")
def data() -> str:
    """What the explorer rests on."""
    return render_template(
        "data.html",
        formats=_FORMATS,
        documents=listed(),
        countries=explorer().catalogue.countries(),
        coverage=cached(("coverage", language()), _coverage),
        disagreements=cached(("disagreements", language()), disagreements),
        disputes=disputes(),
    )


def _coverage() -> list[Coverage]:
    countries = explorer().catalogue.countries()
    latest: defaultdict[Iri, dict[Iri, Observation]] = defaultdict(dict)
    for o in observations():
        known = latest[o.indicator].get(o.country)
        if known is None or o.period >= known.period:
            latest[o.indicator][o.country] = o
    rows = (Coverage(i, tuple(map(found.get, countries))) for i, found in latest.items())
    return sorted(rows, key=lambda row: label(row.indicator))


def disagreements() -> list[tuple[Observation, ...]]:
    """Values of one indicator, country and period on which two sources differ."""
    alike = groupby(sorted(observations(), key=_subject), key=_subject)
    groups = (tuple(found) for _, found in alike)
    return [g for g in groups if len({o.source for o in g}) > 1 and len({_value(o) for o in g}) > 1]


def _subject(o: Observation) -> tuple[Iri, Iri, str]:
    return o.indicator, o.country, o.period


def _value(o: Observation) -> tuple[float | None, float | None, str]:
    return o.low, o.high, o.text if o.low is None else ""


def disputes() -> list[Dispute]:
    """What some findings of the analysis on show affirm and others deny."""
    if current_analysis() is None:
        return []
    graph = study().graph
    both = sorted(graph.findings.keys() & graph.denials.keys())
    return [Dispute(p, graph.findings[p], graph.denials[p]) for p in both]
