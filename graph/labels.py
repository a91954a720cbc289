"""The labels of what an answer names, to stand beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from graph.model import Iri

if TYPE_CHECKING:
    from graph.answers import Json
    from ontology.catalogue import Catalogue


def labels_in(answer: Json, catalogue: Catalogue, lang: str) -> dict[Iri, str]:
    """The label of every IRI in an answer that the data describe, in one language, by IRI."""
    found = set(_iris(answer))
    catalogue.foresee(found, in_addresses=False)
    named = {iri for iri in found if catalogue.kind(iri) != "thing"}
    return {iri: catalogue.label(iri, lang) for iri in sorted(named)}


def _iris(value: Any) -> Iterator[Iri]:
    """The IRIs in an answer, wherever they are."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
        elif isinstance(part, str) and "://" in part and " " not in part:
            yield part
