"""What people see of a thing: its name, its kind, its description, and the evidence of a claim."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property, lru_cache
from itertools import islice

from ontology.errors import AmbiguousName, UnknownName
from ontology.evidence import Evidence, evidence_of
from ontology.iris import RDF_TYPE, TERMS, local_name
from ontology.short_names import codes_that_tell, told_apart
from ontology.store import Store, iri_of, named_query, str_of
from ontology.texts import Text, best, text_of

_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_DCTERMS = "http://purl.org/dc/terms/"
_OWL = "http://www.w3.org/2002/07/owl#"

_LABELS = (_SKOS + "prefLabel", _RDFS + "label", _DCTERMS + "title")
_SHORT = (_SKOS + "altLabel",)
_DESCRIPTIONS = (
    *(_SKOS + "definition", _DCTERMS + "description", _RDFS + "comment", _SKOS + "scopeNote"),
)
_CODES = (_SKOS + "notation",)

# The first kind whose class a thing belongs to is its kind, so the narrower ones stand first.
_KINDS: Mapping[str, tuple[str, ...]] = {
    **{
        name: (TERMS + term,)
        for name, term in (
            ("country", "Country"),
            ("track", "Track"),
            ("strategy", "Strategy"),
            ("measure", "Measure"),
            ("trait", "TalentTrait"),
            ("constraint", "Constraint"),
            ("condition", "Condition"),
            ("factor", "Factor"),
            ("finding", "Finding"),
            ("implication", "Implication"),
            ("objection", "Objection"),
            ("advice", "Advice"),
            ("claim", "Claim"),
            ("analysis", "Analysis"),
            ("document", "Document"),
            ("passage", "Passage"),
            ("observation", "Observation"),
            ("evidence", "Evidence"),
            ("indicator", "Indicator"),
            ("threshold", "Threshold"),
            ("scheme", "Scheme"),
            ("actor", "Actor"),
            ("basis", "Basis"),
            ("coding-rule", "CodingRule"),
            ("recommendation", "Recommendation"),
        )
    },
    "ontology": (_OWL + "Ontology",),
    "class": (_OWL + "Class", _RDFS + "Class"),
    "property": (
        *(_OWL + name for name in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")),
        RDF_TYPE.replace("type", "Property"),
    ),
    "concept-scheme": (_SKOS + "ConceptScheme",),
    "concept": (_SKOS + "Concept",),
}
_NARROWER: Mapping[str, frozenset[str]] = {
    "strategy": frozenset({"track"}),
    "factor": frozenset({"trait", "constraint", "condition"}),
    "claim": frozenset({"finding", "implication", "objection", "advice"}),
    "evidence": frozenset({"passage", "observation"}),
}
_MENTIONED_AS = {
    **dict.fromkeys(("about", "home", "considers", "appliesTo"), "country"),
    "measure": "measure",
}
_FEW_NAMES = 8
_MOST_COMPARED = 20_000  # by a search for similar names, which so takes a second at most
_ANSWERS_KEPT = 4096


class Catalogue:
    """Names and kinds of everything in a store.

    They are read once, with two queries, and kept: about a microsecond and a few hundred bytes
    for each label. A store with many millions of labelled things would want them looked up one
    by one instead.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._labels = self._texts(_LABELS)
        self._kinds = self._kinds_of_things()
        self._evidence_of = lru_cache(_ANSWERS_KEPT)(self._evidence)

    # ---- Texts

    def text(self, iri: str, lang: str) -> Text:
        """The name of a thing and the language it is in; failing all, its local name."""
        return best(self._labels.get(iri, ()), lang) or Text(local_name(iri) or iri)

    def label(self, iri: str, lang: str) -> str:
        """The name of a thing, in another language where it has none in this one."""
        return self.text(iri, lang).value

    def short(self, iri: str, lang: str) -> str:
        """The shortest name of a thing in the language."""
        name = self.text(iri, lang)
        others = [text.value for text in self._short.get(iri, ()) if text.lang == name.lang]
        return min([*others, name.value], key=lambda value: (len(value), value))

    def description(self, iri: str, lang: str) -> Text:
        """What a thing is, in the best language; empty, and false, if nothing tells it."""
        return best(self._descriptions.get(iri, ()), lang)

    @cached_property
    def _short(self) -> Mapping[str, tuple[Text, ...]]:
        return self._texts(_SHORT)

    @cached_property
    def _descriptions(self) -> Mapping[str, tuple[Text, ...]]:
        return self._texts(_DESCRIPTIONS)

    def _texts(self, properties: tuple[str, ...]) -> dict[str, tuple[Text, ...]]:
        """The texts of all things; in one language, those of the first property that has any."""
        rank = {each: position for position, each in enumerate(properties)}
        found: defaultdict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
        for row in self._store.select(named_query("texts"), property=properties):
            text = text_of(row["text"])
            if text is not None:
                thing = found[str_of(row["thing"])]
                candidate = (rank[str_of(row["property"])], text.value)
                thing[text.lang] = min(thing.get(text.lang, candidate), candidate)
        return {
            thing: tuple(Text(value, lang) for lang, (_, value) in sorted(texts.items()))
            for thing, texts in found.items()
        }

    # ---- Kinds

    def kind(self, iri: str) -> str:
        """What sort of thing it is, such as "country" or "trait"; "thing" if nothing tells it."""
        return self._kinds.get(iri, "thing")

    def of_kinds(self, kinds: Collection[str], lang: str = "en") -> tuple[str, ...]:
        """Everything of these kinds or narrower ones, by label in the language and then by IRI."""
        wanted = _with_narrower(kinds)
        found = [iri for iri, kind in self._kinds.items() if kind in wanted]
        return tuple(sorted(found, key=lambda iri: (self.label(iri, lang), iri)))

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

    def _kinds_of_things(self) -> dict[str, str]:
        order = {kind: position for position, kind in enumerate(_KINDS)}
        kind_of_class: dict[str, str] = {}
        for kind, classes in _KINDS.items():
            for each in self._store.subclasses(*classes):
                kind_of_class.setdefault(each, kind)
        kinds: dict[str, str] = {}
        for row in self._store.select(named_query("mentioned")):
            mentioned, property_name = iri_of(row["thing"]), local_name(str_of(row["property"]))
            if mentioned:
                named = _MENTIONED_AS.get(property_name, "factor")
                kinds[mentioned] = min(named, kinds.get(mentioned, named), key=order.__getitem__)
        for row in self._store.select(named_query("types")):
            typed, found = iri_of(row["thing"]), kind_of_class.get(str_of(row["type"]))
            if typed and found:
                kinds[typed] = min(found, kinds.get(typed, found), key=order.__getitem__)
        return kinds

    # ---- Names

    def name(self, iri: str) -> str:
        """The short name of a thing in addresses: its local name, marked if others share it."""
        return self._told_apart.get(iri) or local_name(iri)

    def iso(self, country: str) -> str:
        """The code of a country, such as "US"; its name if it has none of its own."""
        return self._telling_codes.get(country) or self.name(country)

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
        wanted = None if kinds is None else _with_narrower(kinds)
        for bearers in (
            self._by_iri.get(name, ()),
            self._by_local_name.get(name, ()),
            self._by_code.get(name.upper(), ()),
            self._by_mark.get(name, ()),
        ):
            found = [iri for iri in bearers if self._is_of(iri, wanted)]
            if len(found) > 1:
                raise AmbiguousName(name, sorted(found))
            if found:
                return found[0]
        raise UnknownName(name, _spoken(kinds), self._similar(name, wanted), self._other(name))

    def _other(self, name: str) -> str:
        """The kind of what has a name, although it is not of the kind that was asked for."""
        bearers = (*self._by_iri.get(name, ()), *self._by_local_name.get(name, ()))
        kinds = (self.kind(iri) for iri in bearers)
        return next((kind for kind in kinds if kind != "thing"), "")

    def _is_of(self, iri: str, wanted: Collection[str] | None) -> bool:
        return wanted is None or self.kind(iri) in wanted

    @cached_property
    def _by_iri(self) -> Mapping[str, tuple[str, ...]]:
        return {iri: (iri,) for iri in self._kinds.keys() | self._labels.keys()}

    @cached_property
    def _by_local_name(self) -> Mapping[str, tuple[str, ...]]:
        return _grouped((local_name(iri), iri) for iri in self._by_iri)

    @cached_property
    def _told_apart(self) -> Mapping[str, str]:
        return told_apart(self._by_local_name, self.kind)

    @cached_property
    def _by_mark(self) -> Mapping[str, tuple[str, ...]]:
        return _grouped((name, iri) for iri, name in self._told_apart.items())

    @cached_property
    def _telling_codes(self) -> Mapping[str, str]:
        countries = (iri for iri in self._by_iri if self.kind(iri) == "country")
        by_local_name = _grouped((local_name(iri), iri) for iri in countries)
        return codes_that_tell(self._by_code, by_local_name)

    @cached_property
    def _codes(self) -> Mapping[str, tuple[str, ...]]:
        rows = self._store.select(named_query("texts"), property=_CODES)
        codes = ((str_of(row["thing"]), str_of(row["text"])) for row in rows)
        return _grouped((thing, code) for thing, code in codes if self.kind(thing) == "country")

    @cached_property
    def _by_code(self) -> Mapping[str, tuple[str, ...]]:
        return _grouped((c.upper(), iri) for iri, codes in self._codes.items() for c in codes)

    def _similar(self, name: str, wanted: Collection[str] | None) -> list[str]:
        """Names like this one, by how they are written or by the labels behind them.

        Where none is alike and there are few, all of them.
        """
        things = (iri for iri in sorted(self._by_iri) if self._is_of(iri, wanted))
        good: dict[str, str] = {}
        for iri in islice(things, _MOST_COMPARED):
            told = self.iso(iri) if self.kind(iri) == "country" else self.name(iri)
            for key in (told, local_name(iri), *(t.value for t in self._labels.get(iri, ()))):
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


def _with_narrower(kinds: Collection[str]) -> frozenset[str]:
    return frozenset(kinds).union(*(_NARROWER.get(kind, ()) for kind in kinds))


def _spoken(kinds: Collection[str] | None) -> str:
    return " or ".join(sorted(kinds)) if kinds else "thing"


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
