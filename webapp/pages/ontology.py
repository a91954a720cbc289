"""The vocabulary: classes and properties, each with an anchor of its own name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template

from graph.model import Iri
from webapp.pages.base import pages
from webapp.pages.cache import cached
from webapp.pages.query import rows


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property, and the terms it is defined by."""

    iri: Iri
    is_class: bool
    broader: tuple[Iri, ...]
    domains: tuple[Iri, ...]
    ranges: tuple[Iri, ...]

    @property
    def name(self) -> str:
        """Its local name, which is also its anchor."""
        return self.iri.rpartition("#")[2]


@pages.get("/ontology")
def ontology() -> str:
    """Every term with its definition in both languages."""
    terms = cached("terms", _terms)
    return render_template(
        "ontology.html",
        classes=[term for term in terms if term.is_class],
        properties=[term for term in terms if not term.is_class],
    )


def _terms() -> tuple[Term, ...]:
    found: defaultdict[Iri, list[Mapping[str, str]]] = defaultdict(list)
    for row in rows("terms"):
        found[row["term"]].append(row)
    terms = (_term(iri, described) for iri, described in found.items())
    return tuple(sorted(terms, key=lambda term: term.name.casefold()))


def _term(iri: Iri, described: list[Mapping[str, str]]) -> Term:
    return Term(
        iri=iri,
        is_class=any(row["type"].endswith("#Class") for row in described),
        broader=_values(described, "broader"),
        domains=_values(described, "domain"),
        ranges=_values(described, "range"),
    )


def _values(described: list[Mapping[str, str]], key: str) -> tuple[Iri, ...]:
    return tuple(sorted({row[key] for row in described if key in row}))
