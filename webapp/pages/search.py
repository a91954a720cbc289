"""One search over names in both languages, whatever the language of the page."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, request
from markupsafe import Markup

from graph.model import Iri
from webapp.pages.base import pages
from webapp.pages.cache import cached
from webapp.pages.names import label, marked, term
from webapp.pages.query import rows
from webapp.pages.records import documents, observations
from webapp.pages.scope import current_analysis, explorer, study, url
from webapp.pages.texts import texts_of

SHOWN = 20
_LONGEST_QUERY = 200
_SECTIONS = (
    "country",
    "measure",
    "strategy",
    "track",
    "trait",
    "constraint",
    "condition",
    "document",
    "indicator",
    "finding",
    "implication",
    "objection",
    "advice",
    "passage",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing and the texts it can be found by; `keys` is those texts made comparable."""

    iri: Iri
    kind: str
    texts: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found: where it leads, and the text that matched if not its name."""

    iri: Iri
    name: Markup
    address: str | None
    matched: str | None


@dataclass(frozen=True, slots=True)
class Section:
    """The hits of one kind; `total` counts those beyond the shown ones too."""

    kind: str
    hits: tuple[Hit, ...]
    total: int


@pages.get("/search")
def search() -> str:
    """What has the words of ``?q=`` in its name or description, by kind."""
    query = request.args.get("q", "").strip()[:_LONGEST_QUERY]
    return render_template("search.html", query=query, sections=sections(query) if query else [])


def comparable(text: str) -> str:
    """A text without case, accents of width, and spaces: Korean spacing varies by writer.

    >>> comparable("Ｖisa  policy"), comparable("비동기 협업")
    ('visapolicy', '비동기협업')
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(folded.split())


def sections(query: str) -> list[Section]:
    """The hits of a query, section by section; names that begin with it come first."""
    found: defaultdict[str, list[tuple[tuple[int, str], Entry, str]]] = defaultdict(list)
    words = [comparable(word) for word in query.split()]
    for entry in _index():
        matched = _match(entry, words)
        if matched is not None:
            rank = _rank(entry, comparable(query))
            found[entry.kind].append(((rank, label(entry.iri)), entry, matched))
    return [_section(kind, found[kind]) for kind in _SECTIONS if kind in found]


def _match(entry: Entry, words: list[str]) -> str | None:
    """The first text that holds a word, if every word is in some text."""
    if not all(any(word in key for key in entry.keys) for word in words):
        return None
    return next(
        t for t, k in zip(entry.texts, entry.keys, strict=True) if any(w in k for w in words)
    )


def _rank(entry: Entry, key: str) -> int:
    if key in entry.keys:
        return 0
    return 1 if any(k.startswith(key) for k in entry.keys) else 2


def _section(kind: str, found: list[tuple[tuple[int, str], Entry, str]]) -> Section:
    ordered = sorted(found, key=lambda item: (item[0], item[1].iri))
    hits = (_hit(entry, matched) for _, entry, matched in ordered[:SHOWN])
    return Section(kind, tuple(hits), len(found))


def _hit(entry: Entry, matched: str) -> Hit:
    name = _name(entry)
    return Hit(entry.iri, name, address(entry), None if matched in name.striptags() else matched)


def _name(entry: Entry) -> Markup:
    """The name of a thing; a passage has none, so its document and place stand for it."""
    if entry.kind != "passage":
        return term(entry.iri)
    document, place = _passages().get(entry.iri, ""), texts_of(entry.iri).get("locator", ())
    return Markup(": ").join((term(document), *map(marked, place[:1])))


def _index() -> tuple[Entry, ...]:
    return cached("search", _indexed)


def _indexed() -> tuple[Entry, ...]:
    kind = explorer().catalogue.kind
    texts: defaultdict[Iri, list[str]] = defaultdict(list)
    for row in rows("texts"):
        texts[row["thing"]].append(row["text"])
    entries = ((iri, kind(iri), tuple(found)) for iri, found in texts.items())
    return tuple(
        Entry(iri, what, found, tuple(map(comparable, found)))
        for iri, what, found in entries
        if what in _SECTIONS
    )


def address(entry: Entry) -> str | None:
    """The page that shows a thing best; ``None`` for what no page shows."""
    catalogue = explorer().catalogue
    name = catalogue.name(entry.iri)
    if entry.kind == "country":
        return url("country", code=catalogue.iso(entry.iri))
    if entry.kind in ("measure", "strategy", "track"):
        return url("measure", name=name)
    if entry.kind == "document":
        return url("source", name=name)
    if entry.kind == "passage":
        document = _passages().get(entry.iri)
        return document and url("source", name=catalogue.name(document), _anchor=name)
    if entry.kind == "indicator":
        return _of_indicator(entry.iri)
    if entry.kind in ("trait", "constraint", "condition"):
        return url("graph", focus=name)
    return _of_claim(entry.iri)


def _passages() -> Mapping[Iri, Iri]:
    return cached("passages", lambda: {r["passage"]: r["document"] for r in rows("passages")})


def _of_indicator(indicator: Iri) -> str | None:
    source = next((o.source for o in observations() if o.indicator == indicator), "")
    if source not in documents():
        return None
    return url("source", name=explorer().catalogue.name(source))


def _of_claim(claim: Iri) -> str | None:
    """A claim is shown where it acts.

    A finding stands on the page of its country, an advice beside what is derived of its measure,
    all others on a graph.
    """
    catalogue = explorer().catalogue
    concluded = _claims().get(claim)
    if concluded is None:
        return None
    country, concept = concluded
    if country and catalogue.kind(claim) == "advice":
        return url("why", code=catalogue.iso(country), name=catalogue.name(concept))
    if country:
        return url("country", code=catalogue.iso(country), _anchor=catalogue.name(concept))
    return url("graph", focus=catalogue.name(concept))


def _claims() -> Mapping[Iri, tuple[Iri, Iri]]:
    """What each claim of the analysis on show speaks of: a country (if one) and a concept."""
    if current_analysis() is None:
        return {}
    known = study().knowledge
    found = {f.iri: (f.proposition.country, f.proposition.concept) for f in known.findings}
    found |= {a.iri: (a.proposition.country, a.proposition.concept) for a in known.advice}
    found |= {i.iri: ("", i.conclusion) for i in known.implications}
    return found | {o.iri: ("", o.target) for o in known.objections}
