"""The stored queries of the pages, each answered once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path

from ontology.store import Row, Value
from ontology.terms import iri_of
from webapp.pages.cache import cached
from webapp.pages.scope import explorer

_MOST_FORESEEN = 1000  # that a page over a service will tell the names of
_QUERIES = Path(__file__).parent / "queries"


def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """The answer of a stored query, kept for as long as the application lives."""
    return cached(("rows", name), lambda: _rows(name))


def asked(name: str, **bindings: Value | Iterable[Value] | None) -> list[Row]:
    """The answer of a stored query that has places for values."""
    query = (_QUERIES / f"{name}.rq").read_text("utf-8")
    return explorer().store.select(query, **bindings)


def _rows(name: str) -> tuple[Mapping[str, str], ...]:
    found = asked(name)
    named = dict.fromkeys(iri for row in found for term in row.values() if (iri := iri_of(term)))
    explorer().catalogue.foresee(list(islice(named, _MOST_FORESEEN)))
    return tuple(
        {key: _plain(term) for key, term in row.items() if term is not None} for row in found
    )


def _plain(term: object) -> str:
    return str(getattr(term, "value", term))
