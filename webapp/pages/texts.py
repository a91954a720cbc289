"""The longer texts of a thing: definition, notes, comments, each in the best language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from graph.model import Iri
from ontology.texts import Text
from webapp.pages.base import language
from webapp.pages.cache import cached
from webapp.pages.query import rows


def texts_of(thing: Iri) -> Mapping[str, tuple[Text, ...]]:
    """The texts of a thing by property name, in the page's language where there are any."""
    return {name: _preferred(found) for name, found in _table().get(thing, {}).items()}


def _preferred(found: tuple[Text, ...]) -> tuple[Text, ...]:
    lang = language()
    here = tuple(text for text in found if text.lang in (lang, ""))
    if here:
        return here
    other = min(text.lang for text in found)
    return tuple(text for text in found if text.lang == other)


def _table() -> Mapping[Iri, Mapping[str, tuple[Text, ...]]]:
    return cached("texts of things", _read)


def _read() -> Mapping[Iri, Mapping[str, tuple[Text, ...]]]:
    found: defaultdict[Iri, defaultdict[str, list[Text]]] = defaultdict(lambda: defaultdict(list))
    for row in rows("texts-of-things"):
        name = row["property"].replace("#", "/").rpartition("/")[2]
        found[row["thing"]][name].append(Text(row["text"], row.get("lang", "")))
    return {
        thing: {name: tuple(texts) for name, texts in names.items()}
        for thing, names in found.items()
    }


def text_of(thing: Iri, name: str) -> str:
    """The first text of a thing by one property, in the best language; "" if it has none."""
    found = texts_of(thing).get(name, ())
    return found[0].value if found else ""
