"""What the SPARQL services are asked: from one thing's properties to everything counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from benchmarks.triples import COUNTRIES, claims_of

_JSON: Final = "application/sparql-results+json"
_PREFIXES: Final = (
    "PREFIX pol: <https://w3id.org/policy-explorer/ns#>"
    " PREFIX id: <https://w3id.org/policy-explorer/id/>"
    " PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
)
# Primes, so that queries asked one after the other look at places far from each other.
_STRIDE: Final = 7919


@dataclass(frozen=True, slots=True)
class Question:
    """A query to measure.

    Attributes
    ----------
    title : str
    accept : str
        The media type that is asked for.
    text : callable
        The query for a size of the data and a number that chooses what it is about.
    whole : callable or None
        The query whose answer is compared instead, where a LIMIT lets answers differ.
    """

    title: str
    accept: str
    text: Callable[[int, int], str]
    whole: Callable[[int, int], str] | None = None

    def check(self, size: int) -> str:
        """The query by which the services are compared."""
        return (self.whole or self.text)(size, 1)


def _look_up(size: int, number: int) -> str:
    return f"{_PREFIXES}SELECT ?p ?o {{ id:finding-{number * _STRIDE % claims_of(size)} ?p ?o }}"


_JOINED: Final = (
    "{ ?claim pol:basis pol:Stated ; pol:about ?country ; pol:factor ?factor ."
    " ?country skos:notation ?code . ?factor skos:prefLabel ?label }"
)


def _join(_: int, __: int) -> str:
    return f"{_PREFIXES}SELECT ?claim ?code ?label {_JOINED} LIMIT 1000"


def _join_whole(_: int, __: int) -> str:
    return f"{_PREFIXES}SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?claim) AS ?claims) {_JOINED}"


def _group(_: int, __: int) -> str:
    return (
        f"{_PREFIXES}SELECT ?country (COUNT(?claim) AS ?claims) (MAX(?strength) AS ?most)"
        " { ?claim pol:about ?country ; pol:strength ?strength } GROUP BY ?country"
    )


def _order(_: int, __: int) -> str:
    return (
        f"{_PREFIXES}SELECT ?claim ?strength {{ ?claim pol:strength ?strength }}"
        " ORDER BY DESC(?strength) ?claim LIMIT 100"
    )


def _construct(size: int, number: int) -> str:
    """About 24,000 triples, or all there are."""
    wanted = min(COUNTRIES, max(1, round(12_000 * COUNTRIES / claims_of(size))))
    countries = " ".join(f"id:country-{(number + n) % COUNTRIES}" for n in range(wanted))
    return (
        f"{_PREFIXES}CONSTRUCT {{ ?claim pol:about ?country ; pol:strength ?strength }}"
        f" {{ VALUES ?country {{ {countries} }}"
        " ?claim pol:about ?country ; pol:strength ?strength }"
    )


def _path(size: int, number: int) -> str:
    """All that is narrower than one of the broad factors, however indirectly."""
    return f"{_PREFIXES}SELECT ?narrower {{ ?narrower skos:broader+ id:factor-{number % 5 + 1} }}"


def _heavy(_: int, __: int) -> str:
    return (
        f"{_PREFIXES}SELECT ?code ?basis (COUNT(DISTINCT ?factor) AS ?factors)"
        " (COUNT(*) AS ?claims) { ?claim pol:about ?country ; pol:basis ?basis ;"
        " pol:factor ?factor . ?country skos:notation ?code } GROUP BY ?code ?basis"
    )


HEAVY: Final = Question("count over a join", _JSON, _heavy)
QUESTIONS: Final = (
    Question("look-up", _JSON, _look_up),
    Question("three joins, LIMIT 1000", _JSON, _join, _join_whole),
    Question("GROUP BY", _JSON, _group),
    Question("ORDER BY, LIMIT 100", _JSON, _order),
    Question("CONSTRUCT", "application/n-triples", _construct),
    Question("property path", _JSON, _path),
    HEAVY,
)
