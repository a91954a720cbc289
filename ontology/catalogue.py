"""What people see of a thing: its name, its kind, its description, and the evidence of a claim."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import islice

from ontology.bearers import Bearers
from ontology.errors import AmbiguousName, UnknownName
from ontology.evidence import Evidence, evidence_of
from ontology.iris import local_name
from ontology.kinds import THING, spoken, with_narrower
from ontology.short_names import codes_that_tell, told_apart, unmarked
from ontology.store import Store, named_query
from ontology.terms import str_of
from ontology.texts import Text, best
from ontology.things import Thing, Things

_NOTATION = "http://www.w3.org/2004/02/skos/core#notation"
_FEW_NAMES = 8
_MOST_COMPARED = 20_000  # by a search for similar names, which so takes a second at most
_ANSWERS_KEPT = 4096


class Catalogue:
    """Names and kinds of the things in a store, looked up when they are asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._things = Things(store)
        self._bearers = Bearers(store, self._things)
        self._evidence_of = lru_cache(_ANSWERS_KEPT)(self._evidence)

    def foresee(self, iris: Collection[str], *, in_addresses: bool = True) -> None:
        """Look up together what is going to be asked for, where each look-up is a query.

        Parameters
        ----------
        iris : collection of str
        in_addresses : bool
            Whether their names in addresses will be asked for, too.
        """
        if self._store.is_remote:
            self._things.all_of(iris)
            if in_addresses:
                self._bearers.of_all({local_name(iri) for iri in iris})

    # ---- Texts

    def text(self, iri: str, lang: str) -> Text:
        """The name of a thing and the language it is in; failing all, its local name."""
        return best(self._things.of(iri).labels, lang) or Text(local_name(iri) or iri)

    def label(self, iri: str, lang: str) -> str:
        """The name of a thing, in another language where it has none in this one."""
        return self.text(iri, lang).value

    def short(self, iri: str, lang: str) -> str:
        """The shortest name of a thing in the language."""
        name = self.text(iri, lang)
        others = [text.value for text in self._things.of(iri).short if text.lang == name.lang]
        return min([*others, name.value], key=lambda value: (len(value), value))

    def description(self, iri: str, lang: str) -> Text:
        """What a thing is, in the best language; empty, and false, if nothing tells it."""
        return best(self._things.of(iri).descriptions, lang)

    # ---- Kinds

    def kind(self, iri: str) -> str:
        """What sort of thing it is, such as "country" or "trait"; "thing" if nothing tells it."""
        return self._things.of(iri).kind

    def of_kinds(self, kinds: Collection[str], lang: str = "en") -> tuple[str, ...]:
        """Everything of these kinds or narrower ones, by label in the language and then by IRI."""
        found = self._things.of_kinds(kinds)
        return tuple(sorted(found, key=lambda iri: (_label(iri, found[iri], lang), iri)))

    def countries(self, lang: str = "en") -> tuple[str, ...]:
        """All countries, in the order of their labels."""
        return self.of_kinds({"country"}, lang)

    def factors(self, lang: str = "en") -> tuple[str, ...]:
        """All traits, constraints and conditions, in the order of their labels."""
        return self.of_kinds({"factor"}, lang)

    def measures(self, lang: str = "en") -> tuple[str, ...]:
        """All that may be advised, strategies included, in the order of the labels."""
        return self.of_kinds({"measure", "strategy"}, lang)

    def actors(self) -> frozenset[tuple[str, str]]:
        """The pairs of a measure and who would carry it out."""
        rows = self._store.select(named_query("actors"))
        return frozenset((str_of(row["measure"]), str_of(row["actor"])) for row in rows)

    # ---- Names

    def name(self, iri: str) -> str:
        """The short name of a thing in addresses: its local name, marked if others share it."""
        name = local_name(iri)
        return told_apart({name: self._bearers.of(name)}, self.kind).get(iri) or name

    def iso(self, country: str) -> str:
        """The code of a country, such as "US"; its name if it has none of its own."""
        return self._telling_codes.get(country) or self.name(country)

    def is_name(self, name: str) -> bool:
        """Whether a name stands for anything, as `resolve` understands it."""
        return any(True for bearers in self._bearers_of(name) for _ in bearers)

    def resolve(self, name: str, kinds: Collection[str] | None = None) -> str:
        """The thing of a name: its IRI, local name or short name, or a country's ISO code.

        Parameters
        ----------
        name : str
        kinds : collection of str, optional
            What it may be, narrower kinds included; anything if left out.

        Raises
        ------
        UnknownName
            If there is none, with the most similar names that there are.
        AmbiguousName
            If there are several.
        """
        wanted = None if kinds is None else with_narrower(kinds)
        for bearers in self._bearers_of(name):
            found = [iri for iri in bearers if self._is_of(iri, wanted)]
            if len(found) > 1:
                raise AmbiguousName(name, sorted(found))
            if found:
                return found[0]
        raise UnknownName(name, spoken(kinds), self._similar(name, wanted), self._other(name))

    def _bearers_of(self, name: str) -> Iterator[Iterable[str]]:
        """What a name may stand for, the surest first."""
        if self._things.of(name).is_known:
            yield (name,)
        yield self._bearers.of(name)
        yield self._by_code.get(name.upper(), ())
        if shared := unmarked(name):
            yield (iri for iri in self._bearers.of(shared) if self.name(iri) == name)

    def _other(self, name: str) -> str:
        """The kind of what has a name, although it is not of the kind that was asked for."""
        kinds = (self.kind(iri) for iri in (name, *self._bearers.of(name)))
        return next((kind for kind in kinds if kind != THING), "")

    def _is_of(self, iri: str, wanted: Collection[str] | None) -> bool:
        return wanted is None or self.kind(iri) in wanted

    @cached_property
    def _telling_codes(self) -> Mapping[str, str]:
        by_local_name = _grouped((local_name(iri), iri) for iri in self.countries())
        return codes_that_tell(self._by_code, by_local_name)

    @cached_property
    def _codes(self) -> Mapping[str, tuple[str, ...]]:
        told = self._store.values(self.countries(), (_NOTATION,))
        return _grouped((country, str_of(code)) for country, _, code in told)

    @cached_property
    def _by_code(self) -> Mapping[str, tuple[str, ...]]:
        return _grouped((c.upper(), iri) for iri, codes in self._codes.items() for c in codes)

    def _similar(self, name: str, wanted: Collection[str] | None) -> list[str]:
        """Names like this one, by how they are written or by the labels behind them.

        Where none is alike and there are few, all of them.
        """
        most = _MOST_COMPARED
        found = self._things.some(most) if wanted is None else self._things.of_kinds(wanted, most)
        good: dict[str, str] = {}
        for iri in islice(sorted(found), most):
            told = self.iso(iri) if found[iri].kind == "country" else self.name(iri)
            for key in (told, local_name(iri), *(text.value for text in found[iri].labels)):
                good.setdefault(key.casefold(), told)
        close = difflib.get_close_matches(name.casefold(), good, n=12)
        alike = list(dict.fromkeys(good[key] for key in close))[:3]
        every = sorted(set(good.values()))
        return alike or (every if len(every) <= _FEW_NAMES else [])

    # ---- Evidence

    def evidence(self, claim: str, lang: str = "en") -> tuple[Evidence, ...]:
        """What a claim rests on, by IRI."""
        return self._evidence_of(claim, lang)

    def _evidence(self, claim: str, lang: str) -> tuple[Evidence, ...]:
        return evidence_of(self._store.select(named_query("evidence"), claim=claim), lang)


def _label(iri: str, thing: Thing, lang: str) -> str:
    return best(thing.labels, lang).value or local_name(iri) or iri


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
