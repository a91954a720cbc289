"""The voice of a memo: names and numbers as they stand in sentences, and the sentences said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from graph.answers import Json
from graph.memos.texts import TEXTS
from graph.model import Iri
from graph.prose import Phrase, elsewhere, in_place, listed, mid_sentence, spelt

_MINUS = "\u2212"
# Values that count things; in English, small ones are spelt.
_COUNTS = frozenset(("count", "size", "all"))


class Names(Protocol):
    """What things are called."""

    def label(self, iri: str, lang: str) -> str:
        """The name of a thing."""

    def short(self, iri: str, lang: str) -> str:
        """Its shortest name."""


class Teller:
    """Collects the sentences of one memo.

    Parameters
    ----------
    names : Names
    lang : {"en", "ko"}
    """

    def __init__(self, names: Names, lang: str) -> None:
        self.lang = lang
        self._names = names
        self._sentences: list[str] = []

    @property
    def text(self) -> str:
        """What was said so far."""
        return " ".join(self._sentences)

    def say(self, key: str, **values: Any) -> None:
        """Add a sentence; numbers stand in it as they are read, text by particles."""
        self.add(self.sentence(key, **values))

    def sentence(self, key: str, **values: Any) -> str:
        """A sentence of `TEXTS` with its values; it begins with a capital."""
        words = {name: self._word(name, value) for name, value in values.items()}
        told = self.phrase(key, **words)
        return told[0].upper() + told[1:]

    def phrase(self, key: str, **values: Any) -> str:
        """Words that stand inside a sentence."""
        return TEXTS[key][self.lang == "ko"].format_map(values)

    def add(self, sentence: str) -> None:
        """Add a sentence that is whole already."""
        if sentence:
            self._sentences.append(sentence)

    def count(self, key: str, number: int, **values: Any) -> None:
        """Add the sentence for one, ``key-one``, or for several."""
        self.say(f"{key}-one" if number == 1 else key, count=number, **values)

    def _word(self, name: str, value: Any) -> Phrase:
        if isinstance(value, float):
            return Phrase(figure(value))
        return Phrase(spelt(value, self.lang) if name in _COUNTS else value)

    # ---- Names as they stand in sentences

    def place(self, country: Iri) -> Phrase:
        """A country."""
        return Phrase(in_place(self._names.short(country, self.lang), self.lang))

    def places(self, countries: Iterable[Iri]) -> Phrase:
        """Several countries."""
        return self.row(map(self.place, countries))

    def name(self, iri: Iri) -> Phrase:
        """The label of a thing, as it is."""
        return Phrase(self._names.label(iri, self.lang))

    def claim(self, iri: Iri) -> Phrase:
        """A claim, in its own words."""
        return Phrase(f"“{self._names.label(iri, self.lang)}”")

    def claims(self, iris: Iterable[Iri]) -> Phrase:
        """Several claims."""
        return self.row(map(self.claim, iris))

    def quoted(self, iri: Iri) -> Phrase:
        """A measure or a factor, set apart from the sentence about it."""
        name = self._names.label(iri, self.lang)
        return Phrase(f"‘{name}’" if self.lang == "ko" else f"“{name}”")

    def quotes(self, iris: Iterable[Iri]) -> Phrase:
        """Several measures or factors."""
        return self.row(map(self.quoted, iris))

    def factor(self, iri: Iri) -> Phrase:
        """A factor inside a sentence."""
        return Phrase(mid_sentence(self._names.label(iri, self.lang), self.lang))

    def factors(self, iris: Iterable[Iri]) -> Phrase:
        """Several factors."""
        return self.row(map(self.factor, iris))

    def proposition(self, told: Json, here: Iri) -> Phrase:
        """A factor, with its country where that is not the one in question."""
        factor = self.factor(told["concept"])
        if told["country"] == here:
            return factor
        return Phrase(elsewhere(factor, self._names.short(told["country"], self.lang), self.lang))

    def propositions(self, told: Iterable[Json], here: Iri) -> Phrase:
        """Several of them."""
        return self.row(self.proposition(each, here) for each in told)

    def row(self, words: Iterable[str]) -> Phrase:
        """Words in a row: "A, B and C"; more than two in Korean with commas alone.

        A particle between the last two of several noun phrases reads as part of one of them.
        """
        every = tuple(words)
        if self.lang == "ko" and len(every) > 2:
            return Phrase(", ".join(every))
        return Phrase(listed(every, self.lang))

    def balanced(self, result: Json) -> Phrase:
        """A measure and its balance: “Pair planners” (0.56)."""
        return self.beside(self.quoted(result["measure"]), figure(result["balance"]))

    def beside(self, name: str, remark: str) -> Phrase:
        """A name with a remark in brackets, set as the language sets them."""
        return Phrase(f"{name}({remark})" if self.lang == "ko" else f"{name} ({remark})")

    def all_balanced(self, results: Sequence[Json]) -> Phrase:
        """Several of them."""
        return self.row(map(self.balanced, results))


def figure(value: float) -> str:
    """A number of two places with a true minus, never a negative zero.

    >>> figure(-0.244), figure(-0.001), figure(1.0)
    ('−0.24', '0.00', '1.00')
    """
    text = f"{value:.2f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", _MINUS)


def percent(share: float) -> str:
    """A share of a whole; 0 and 100 are said of none and all alone.

    >>> percent(0.634), percent(1.0), percent(0.9996), percent(0.004)
    ('63%', '100%', '99.9%', '0.4%')
    """
    if share in (0, 1) or 0.01 <= share < 0.995:
        return f"{100 * share:.0f}%"
    return f"{min(max(100 * share, 0.1), 99.9):.1f}%"
