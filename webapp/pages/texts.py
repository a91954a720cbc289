"""The longer texts of a thing: definition, notes, comments, each in the best language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Final

from graph.model import Iri
from ontology.iris import local_name
from ontology.terms import is_iri, str_of
from ontology.texts import Text
from webapp.pages.base import language
from webapp.pages.cache import cached
from webapp.pages.query import asked

_BATCH: Final = 500  # things asked about with one query: services limit its length


def texts_of(thing: Iri) -> Mapping[str, tuple[Text, ...]]:
    """The texts of a thing by property name, in the page's language where there are any."""
    told = cached(("texts", thing), lambda: _read((thing,)).get(thing, {}))
    return {name: _preferred(found) for name, found in told.items()}


def foresee_texts(things: Collection[Iri]) -> None:
    """Look up the texts of many things together; as many are kept as the cache holds."""
    remaining = iter(dict.fromkeys(things))
    while batch := tuple(islice(remaining, _BATCH)):
        found = _read(batch)
        for thing in batch:
            cached(("texts", thing), partial(found.get, thing, {}))


def _preferred(found: tuple[Text, ...]) -> tuple[Text, ...]:
    lang = language()
    here = tuple(text for text in found if text.lang in (lang, ""))
    if here:
        return here
    other = min(text.lang for text in found)
    return tuple(text for text in found if text.lang == other)


def _read(things: Sequence[Iri]) -> Mapping[Iri, Mapping[str, tuple[Text, ...]]]:
    found: defaultdict[Iri, defaultdict[str, list[Text]]] = defaultdict(lambda: defaultdict(list))
    for row in asked("texts-of-things", thing=[each for each in things if is_iri(each)]):
        name = local_name(str_of(row["property"]))
        found[str_of(row["thing"])][name].append(Text(str_of(row["text"]), str_of(row["lang"])))
    return {
        thing: {name: tuple(texts) for name, texts in names.items()}
        for thing, names in found.items()
    }


def text_of(thing: Iri, name: str) -> str:
    """The first text of a thing by one property, in the best language; "" if it has none."""
    found = texts_of(thing).get(name, ())
    return found[0].value if found else ""
