"""What is told of single things: their texts and their kind, asked of the store when needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from ontology.iris import RDF_TYPE, local_name
from ontology.kinds import KINDS, MENTIONED_AS, THING, first_kind, with_narrower
from ontology.latest import Latest
from ontology.store import Row, Store, named_query
from ontology.terms import Term, iri_of, is_iri, str_of
from ontology.texts import Text, text_of

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_DCTERMS = "http://purl.org/dc/terms/"

LABELS: Final = (_SKOS + "prefLabel", _RDFS + "label", _DCTERMS + "title")
_SHORT: Final = (_SKOS + "altLabel",)
_DESCRIPTIONS: Final = (
    *(_SKOS + "definition", _DCTERMS + "description", _RDFS + "comment", _SKOS + "scopeNote"),
)
_ASKED: Final = (RDF_TYPE, *LABELS, *_SHORT, *_DESCRIPTIONS)
_KEPT: Final = 20_000  # things, of about a kilobyte each
_BATCH: Final = 500  # things asked about with one query: services limit its length


@dataclass(frozen=True, slots=True)
class Thing:
    """What is told of a thing.

    Attributes
    ----------
    kind : str
        Such as "country" or "trait"; "thing" if nothing tells it.
    labels, short, descriptions : tuple of Text
        One in each language: of the first property that has any.
    """

    kind: str = THING
    labels: tuple[Text, ...] = ()
    short: tuple[Text, ...] = ()
    descriptions: tuple[Text, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether it has a kind or a name."""
        return self.kind != THING or bool(self.labels)


_UNKNOWN: Final = Thing()


class Things:
    """The things of a store; safe to share between threads.

    Each is looked up when it is first asked for, and the latest are kept: start and memory do
    not grow with the data. Over a service a look-up is a query, so what will be asked for is
    better named beforehand, many at once.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: Latest[Thing] = Latest(_KEPT)

    def of(self, iri: str) -> Thing:
        """What is told of a thing."""
        return self.all_of((iri,))[iri]

    def all_of(self, iris: Collection[str]) -> dict[str, Thing]:
        """What is told of several things, looked up together unless it is kept."""
        found = self._kept.among(iris)
        if missing := [iri for iri in iris if iri not in found]:
            looked_up = dict.fromkeys(missing, _UNKNOWN) | self._looked_up(missing)
            self._kept.keep(looked_up)
            found |= looked_up
        return found

    def known(self, iris: Collection[str]) -> dict[str, Thing]:
        """Those of which anything is told; that nothing is told of the others is not kept."""
        found = self._kept.among(iris)
        looked_up = self._looked_up([iri for iri in iris if iri not in found])
        self._kept.keep(looked_up)
        return {iri: thing for iri, thing in (found | looked_up).items() if thing.is_known}

    # ---- One by one

    def _looked_up(self, iris: Iterable[str]) -> dict[str, Thing]:
        """What is told of the things of which anything is."""
        found: dict[str, Thing] = {}
        remaining = filter(is_iri, dict.fromkeys(iris))
        while batch := tuple(islice(remaining, _BATCH)):
            found |= self._looked_up_at_once(batch)
        return found

    def _looked_up_at_once(self, iris: Sequence[str]) -> dict[str, Thing]:
        told: defaultdict[str, defaultdict[str, list[Term]]]
        told = defaultdict(lambda: defaultdict(list))
        for iri, property_name, value in self._store.values(iris, _ASKED):
            told[iri][property_name].append(value)
        mentions = self._mentions([iri for iri in iris if RDF_TYPE not in told.get(iri, ())])
        return {
            iri: self._thing(told.get(iri, {}), mentions.get(iri, THING))
            for iri in told.keys() | mentions.keys()
        }

    def _thing(self, told: Mapping[str, list[Term]], mentioned_as: str) -> Thing:
        classes = [str_of(each) for each in told.get(RDF_TYPE, ())]
        kind = first_kind({self._kind_of_class[c] for c in classes if c in self._kind_of_class})
        return Thing(
            mentioned_as if kind == THING else kind,
            _texts(told, LABELS),
            _texts(told, _SHORT),
            _texts(told, _DESCRIPTIONS),
        )

    @cached_property
    def _kind_of_class(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for kind, classes in KINDS.items():
            for each in self._store.subclasses(*classes):
                found.setdefault(each, kind)
        return found

    def _mentions(self, untyped: Sequence[str]) -> dict[str, str]:
        if not untyped:
            return {}
        if "mentioned" in vars(self):  # all of them are known
            return {iri: self.mentioned[iri] for iri in untyped if iri in self.mentioned}
        return _by_mention(self._store.select(named_query("mentions"), thing=untyped))

    # ---- All of a kind

    def of_kinds(self, kinds: Collection[str], limit: int | None = None) -> dict[str, Thing]:
        """The things of these kinds or narrower ones, about as many as the limit at most."""
        wanted = with_narrower(kinds)
        classes = sorted(each for each, kind in self._kind_of_class.items() if kind in wanted)
        query = f"{named_query('of-classes')} LIMIT {limit}" if limit else named_query("of-classes")
        typed = (iri_of(row["thing"]) for row in self._store.select(query, type=classes))
        found = [iri for iri in typed if iri]
        found += [iri for iri, kind in self.mentioned.items() if kind in wanted]
        told = self.all_of(found)
        return {iri: thing for iri, thing in told.items() if thing.kind in wanted}

    @cached_property
    def mentioned(self) -> dict[str, str]:
        """What claims and analyses speak of although nothing says what it is, with its kind."""
        return _by_mention(self._store.select(named_query("mentioned")))

    def some(self, limit: int) -> dict[str, Thing]:
        """Whatever has a kind or a name, about as much as the limit at most."""
        query = f"{named_query('labelled')} LIMIT {limit}"
        labelled = (iri_of(row["thing"]) for row in self._store.select(query, property=LABELS))
        told = self.all_of([iri for iri in labelled if iri])
        return self.of_kinds(KINDS, limit) | {iri: t for iri, t in told.items() if t.is_known}


def _by_mention(rows: Iterable[Row]) -> dict[str, str]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        if iri := iri_of(row["thing"]):
            found[iri].add(MENTIONED_AS.get(local_name(str_of(row["property"])), "factor"))
    return {iri: first_kind(kinds) for iri, kinds in found.items()}


def _texts(told: Mapping[str, list[Term]], properties: Sequence[str]) -> tuple[Text, ...]:
    found: dict[str, Text] = {}
    for each in properties:
        texts = [text for value in told.get(each, ()) if (text := text_of(value)) is not None]
        first: dict[str, str] = {}
        for text in texts:
            first[text.lang] = min(first.get(text.lang, text.value), text.value)
        for lang, value in first.items():
            found.setdefault(lang, Text(value, lang))
    return tuple(found[lang] for lang in sorted(found))
