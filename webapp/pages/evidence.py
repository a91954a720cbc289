"""The evidence of a claim as pages cite it: a short name, an address, and what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from graph.model import Iri
from webapp.pages.base import language
from webapp.pages.cache import cached
from webapp.pages.names import label, marked
from webapp.pages.scope import explorer, scope, url
from webapp.pages.words import gettext, web_address

if TYPE_CHECKING:
    from ontology.evidence import Evidence

_NUMBER = re.compile(r"-?[1-9]\d*(\.\d+)?")
# Written to the number without a space: the per cent sign and Korean counters.
_CLOSE_UNIT = re.compile(r"%|명|점|위|배|개|곳|건|원|달러|시간")


@dataclass(frozen=True, slots=True)
class Cited:
    """One passage or observation.

    `short` is a link text, `reading` an observation's value with its unit and period; `year` is
    the period of an observation, or the year in which a document came out;
    `address` is a page of ours, `url` one of the source's own. What is absent is empty.
    """

    iri: Iri
    source: Iri
    short: Markup
    address: str
    document: Markup
    date: str
    year: str
    url: str
    locator: Markup
    key_phrase: str
    key_phrase_lang: str
    country: Iri
    indicator: str
    reading: str
    note: Markup
    is_derived: bool


def cited(claim: Iri) -> tuple[Cited, ...]:
    """Everything that a claim rests on."""
    lang = language()
    key = ("cited", scope(), lang, claim)
    return cached(key, lambda: tuple(map(_cited, explorer().catalogue.evidence(claim, lang))))


def _cited(found: Evidence) -> Cited:
    source = found.document or ""
    document = marked(found.title) if found.title else Markup("") + label(source)
    reading = _reading(found)
    return Cited(
        iri=found.iri,
        source=source,
        short=marked(found.locator) if found.locator else Markup("") + (_brief(found) or document),
        address=_address(source, found.iri),
        document=document,
        date=found.date or "",
        year=found.period or (found.date or "")[:4],
        url=web_address(found.url) if found.url else "",
        locator=marked(found.locator),
        key_phrase=found.key_phrase.value,
        key_phrase_lang=found.key_phrase.lang,
        country=found.country or "",
        indicator=label(found.indicator) if found.indicator else "",
        reading=reading,
        note=marked(found.note),
        is_derived=found.is_derived,
    )


def _address(source: Iri, evidence: Iri) -> str:
    name = explorer().catalogue.name
    return url("source", name=name(source), _anchor=name(evidence)) if source else ""


def _brief(found: Evidence) -> str:
    return measured(grouped(found.value or ""), found.unit.value)


def measured(number: str, unit: str) -> str:
    """A number with its unit as the language of the unit writes it.

    >>> measured("45", "%"), measured("7", "시간/일"), measured("7", "hours a day")
    ('45%', '7시간/일', '7 hours a day')
    """
    space = "" if not number or not unit or _CLOSE_UNIT.match(unit) else " "
    return f"{number}{space}{unit}"


def grouped(text: str) -> str:
    """A number as written, its thousands set apart; any other text as it is.

    >>> grouped("45567"), grouped("-1.55"), grouped("0 (New York)"), grouped("2025")
    ('45,567', '−1.55', '0 (New York)', '2,025')
    """
    if not _NUMBER.fullmatch(text):
        return text
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}".replace("-", "\u2212")


def _reading(found: Evidence) -> str:
    if found.value is None:
        return ""
    return f"{_brief(found)} ({found.period or gettext('undated')})"
