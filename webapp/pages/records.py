"""What pages read from the data as it stands, beyond names and reasoning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.model import Iri
from ontology.told import batches
from webapp.pages.base import language
from webapp.pages.cache import cached
from webapp.pages.query import rows
from webapp.pages.texts import foresee_texts, text_of


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of an indicator for a country, as its source gives it.

    `low` and `high` are equal for a plain number; both are ``None`` where the value is not
    a number, and `text` says it as written.
    """

    iri: Iri
    indicator: Iri
    country: Iri
    source: Iri
    text: str
    unit: str
    period: str
    low: float | None
    high: float | None
    url: str
    is_derived: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A source and how to find it."""

    iri: Iri
    issued: str
    url: str
    licence: str
    creators: str
    publishers: str


def observations() -> tuple[Observation, ...]:
    """Every observation, by indicator, country and period."""
    key = ("observations", language())
    return cached(key, _observations)


def _observations() -> tuple[Observation, ...]:
    # Group by group, so that the texts looked up together are still kept when they are read.
    return tuple(o for group in batches(rows("observations")) for o in _together(group))


def _together(group: Sequence[Mapping[str, str]]) -> Iterator[Observation]:
    foresee_texts([row["observation"] for row in group])
    return map(_observation, group)


def _observation(row: Mapping[str, str]) -> Observation:
    value = row.get("value")
    low, high = row.get("low", value), row.get("high", value)
    return Observation(
        iri=row["observation"],
        indicator=row["indicator"],
        country=row["country"],
        source=row.get("source", ""),
        text=text_of(row["observation"], "valueText") or value or "",
        unit=text_of(row["observation"], "unit"),
        period=row.get("period", ""),
        low=None if low is None else float(low),
        high=None if high is None else float(high),
        url=row.get("url", ""),
        is_derived=row.get("derived") == "true",
    )


def documents() -> Mapping[Iri, Document]:
    """Every document by its name."""
    return cached(
        "documents", lambda: {row["document"]: _document(row) for row in rows("documents")}
    )


def _document(row: Mapping[str, str]) -> Document:
    return Document(
        iri=row["document"],
        issued=row.get("issued", ""),
        url=row.get("url", ""),
        licence=row.get("licence", ""),
        creators=row.get("creators", ""),
        publishers=row.get("publishers", ""),
    )


def attributes(measure: Iri, name: str) -> tuple[Iri, ...]:
    """The values of one property of a measure: actor, partOf, mitigates or leverages."""
    table = cached("attributes", _attributes)
    return table.get((measure, name), ())


def _attributes() -> Mapping[tuple[Iri, str], tuple[Iri, ...]]:
    found: defaultdict[tuple[Iri, str], list[Iri]] = defaultdict(list)
    for row in rows("measures"):
        found[row["measure"], row["property"].rpartition("#")[2]].append(row["value"])
    return {key: tuple(values) for key, values in found.items()}
