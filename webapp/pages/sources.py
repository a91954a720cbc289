"""The sources, and for each what was taken from it and what rests on it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from flask import render_template

from graph.model import Claim, Iri
from ontology.texts import Text
from webapp.pages.addresses import address_of
from webapp.pages.base import language, pages
from webapp.pages.cache import cached
from webapp.pages.names import label
from webapp.pages.query import rows
from webapp.pages.records import Document, documents, observations
from webapp.pages.scope import current_analysis, explorer, study
from webapp.pages.texts import foresee_texts, texts_of


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in a document and the claims that rest on it."""

    iri: Iri
    claims: tuple[Iri, ...]

    @property
    def locator(self) -> Text | None:
        """Where in the document it is."""
        return _first(self.iri, "locator")

    @property
    def key_phrase(self) -> Text | None:
        """At most five words of it."""
        return _first(self.iri, "keyPhrase")

    @property
    def note(self) -> Text | None:
        """A remark on it."""
        return _first(self.iri, "comment")


def _first(passage: Iri, name: str) -> Text | None:
    return next(iter(texts_of(passage).get(name, ())), None)


@pages.get("/sources")
def sources() -> str:
    """Every source with what it gave."""
    return render_template("sources.html", documents=listed())


@pages.get("/sources/<name>")
def source(name: str) -> str:
    """One source: its passages, its observations, and the claims that rest on it."""
    iri = explorer().catalogue.resolve(name, {"document"})
    resting = passages().get(iri, ())
    foresee_texts([passage.iri for passage in resting])
    return render_template(
        "source.html",
        document=documents().get(iri) or Document(iri, "", "", "", "", ""),
        passages=resting,
        observations=[o for o in observations() if o.source == iri],
        claims=claims_of(iri),
        address_of=address_of,
    )


def listed() -> list[Document]:
    """All documents in the order of their names."""
    return cached(("documents", language()), lambda: sorted(documents().values(), key=_name))


def _name(document: Document) -> tuple[str, Iri]:
    return label(document.iri), document.iri


def passages() -> dict[Iri, tuple[Passage, ...]]:
    """The passages of each document, in the order of their names."""
    return cached("passages of documents", _passages)


def _passages() -> dict[Iri, tuple[Passage, ...]]:
    claims: defaultdict[tuple[Iri, Iri], list[Iri]] = defaultdict(list)
    for row in rows("passages"):
        resting = claims[row["document"], row["passage"]]
        resting += [row["claim"]] if "claim" in row else []
    found: defaultdict[Iri, list[Passage]] = defaultdict(list)
    for (document, passage), resting in claims.items():
        found[document].append(Passage(passage, tuple(resting)))
    return {document: tuple(sorted(p, key=_by_number)) for document, p in found.items()}


def _by_number(passage: Passage) -> tuple[str, int, str]:
    """Sentence 10 after sentence 9."""
    stem = passage.iri.rstrip("0123456789")
    number = passage.iri[len(stem) :]
    return stem, int(number or 0), passage.iri


def claims_of(document: Iri) -> list[Claim]:
    """The claims of the analysis on show that rest on a document, by kind and name."""
    if current_analysis() is None:
        return []
    known = study().knowledge
    groups: tuple[tuple[Claim, ...], ...] = (
        known.findings,
        known.implications,
        known.objections,
        known.advice,
    )
    return [
        claim
        for group in groups
        for claim in sorted(group, key=lambda c: label(c.iri))
        if document in claim.sources
    ]
