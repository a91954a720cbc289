"""What a claim rests on: places in documents, and observations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ontology.iris import local_name
from ontology.store import Row
from ontology.terms import str_of
from ontology.texts import NO_TEXT, Text, best, text_of


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage or an observation, with what a reader needs to find and to judge it.

    Texts are in the best language for the reader; those that are absent are empty, and
    everything else that is absent is None.

    Attributes
    ----------
    iri : str
    kind : str
        ``"passage"`` or ``"observation"``.
    document : str or None
        The IRI of the document it is from; `title`, `date` and `url` tell of the same, except
        that an observation may have an address of its own.
    locator, key_phrase, start, end
        Where in the document a passage is; the offsets count characters, the end excluded.
    indicator, country, period, value, unit
        What an observation says; `value` is as written, and `period` None if undated.
    note : Text
        A remark in our own words.
    """

    iri: str
    kind: str
    document: str | None = None
    title: Text = NO_TEXT
    date: str | None = None
    url: str | None = None
    locator: Text = NO_TEXT
    key_phrase: Text = NO_TEXT
    start: int | None = None
    end: int | None = None
    indicator: str | None = None
    country: str | None = None
    period: str | None = None
    value: str | None = None
    unit: Text = NO_TEXT
    note: Text = NO_TEXT
    is_derived: bool = False


def evidence_of(rows: Iterable[Row], lang: str) -> tuple[Evidence, ...]:
    """The evidence told by the rows of ``evidence.rq``, in the best language, by IRI."""
    parts: defaultdict[str, dict[str, _Part]] = defaultdict(dict)
    for row in rows:
        of_one = parts[str_of(row["evidence"])]
        part = of_one.setdefault(str_of(row["part"]), _Part(lang))
        part.add(row)
    return tuple(_evidence(iri, parts[iri]) for iri in sorted(parts))


class _Part:
    """What is said of an evidence, its document or its selector, by local name of property."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._values: defaultdict[str, set[str]] = defaultdict(set)
        self._texts: defaultdict[str, list[Text]] = defaultdict(list)

    def add(self, row: Row) -> None:
        name = local_name(str_of(row["property"]))
        self._values[name].add(str_of(row["value"]))
        text = text_of(row["value"])
        if text is not None:
            self._texts[name].append(text)

    def value(self, *names: str) -> str | None:
        """The first value of the first property that has one."""
        return next((min(self._values[name]) for name in names if self._values.get(name)), None)

    def number(self, name: str) -> int | None:
        value = self.value(name)
        return int(value) if value is not None and value.isdecimal() else None

    def text(self, *names: str) -> Text:
        """The best text of the first property that has one."""
        return next((best(self._texts[n], self._lang) for n in names if n in self._texts), NO_TEXT)


def _evidence(iri: str, parts: Mapping[str, _Part]) -> Evidence:
    own = parts.get(iri, _Part(""))
    document = own.value("source")
    told = parts.get(document or "", _Part(""))
    selector = next((part for part in parts.values() if part.value("start", "end")), _Part(""))
    return Evidence(
        iri=iri,
        kind="observation" if own.value("indicator", "valueText", "value") else "passage",
        document=document,
        title=told.text("title", "prefLabel", "label"),
        date=told.value("issued", "date", "created"),
        url=own.value("url", "page") or told.value("url", "page"),
        locator=own.text("locator"),
        key_phrase=own.text("keyPhrase"),
        start=selector.number("start"),
        end=selector.number("end"),
        indicator=own.value("indicator"),
        country=own.value("country"),
        period=own.value("period"),
        value=own.text("valueText").value or own.value("value"),
        unit=own.text("unit"),
        note=own.text("comment", "note"),
        is_derived=own.value("isDerived") in ("true", "1"),
    )
