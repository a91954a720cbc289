"""Numbers and recurring words as readers see them, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import flask_babel
from babel.lists import format_list
from markupsafe import Markup, escape

from graph.korean import particle
from graph.model import Basis

_STRONG, _MODERATE = 0.60, 0.30
_MINUS = "\u2212"


def gettext(message: str) -> str:
    """The translation of a message; sentences with values go through `say`."""
    return str(flask_babel.gettext(message))


def ngettext(singular: str, plural: str, number: int) -> str:
    """The translation of a message in the form that a number asks for."""
    # Not flask_babel.ngettext, which would fill in the number and refuse all other values.
    return str(flask_babel.get_translations().ngettext(singular, plural, number))


class _Phrases(dict[str, Any]):
    """Values of a sentence template.

    ``%(name)s`` is the value, ``%(name:은/는)s`` the value and its Korean particle, and
    ``%(name:+은/는)s`` the particle alone, for use after closing markup.
    """

    def __missing__(self, key: str) -> Markup:
        name, colon, pair = key.partition(":")
        if not colon:
            raise KeyError(key)
        value = escape(self[name])
        bare = value.striptags()
        ending = particle(bare, pair.lstrip("+"))[len(bare) :]
        return Markup("") + ending if pair.startswith("+") else value + ending


def say(message: str, /, **values: Any) -> Markup:
    """A translated sentence template with its values, escaped, put in.

    The template itself may hold markup: it comes from the program or its translation.
    """
    escaped = _Phrases({name: escape(value) for name, value in values.items()})
    return Markup(message % escaped)  # noqa: S704  every value is escaped above


def gettext_of(message: str, /, **values: Any) -> Markup:
    """What ``_()`` does in templates."""
    return say(gettext(message), **values)


def ngettext_of(singular: str, plural: str, number: int, /, **values: Any) -> Markup:
    """What ``ngettext()`` does in templates; ``%(num)s`` is the number."""
    return say(ngettext(singular, plural, number), **{"num": number, **values})


def number(value: float, places: int = 2) -> str:
    """A number with a true minus, never a negative zero.

    >>> number(-0.04), number(-0.001), number(0.5, 3)
    ('−0.04', '0.00', '0.500')
    """
    text = f"{value:.{places}f}"
    is_zero = float(text) == 0
    return text.lstrip("-") if is_zero else text.replace("-", _MINUS)


def signed(value: float, places: int = 2) -> str:
    """A number that is added or taken away, its sign set apart.

    >>> signed(0.74), signed(-0.24), signed(0.0)
    ('+ 0.74', '− 0.24', '0.00')
    """
    text = number(abs(value), places)
    if float(text) == 0:
        return text
    return f"{'+' if value > 0 else _MINUS} {text}"


def strength_word(balance: float) -> str:
    """The word for a balance; always shown beside the number."""
    if balance <= 0:
        return gettext("outweighed")
    if balance >= _STRONG:
        return gettext("strong")
    return gettext("moderate") if balance >= _MODERATE else gettext("weak")


def basis_word(basis: Basis | str) -> str:
    """The word for one kind of basis."""
    return {
        Basis.STATED: gettext("stated"),
        Basis.INFERRED: gettext("inferred"),
        Basis.MEASURED: gettext("measured"),
    }[Basis(basis)]


def basis_words(bases: Iterable[Basis]) -> str:
    """Several kinds of basis in their fixed order, separated by commas."""
    found = set(bases)
    return ", ".join(basis_word(basis) for basis in Basis if basis in found)


def state_word(state: str) -> str:
    """The word that stands beside a sign."""
    return {
        "found": gettext("holds"),
        "derived": gettext("derived"),
        "fails": gettext("fails"),
        "unknown": gettext("unknown"),
        "assumed": gettext("assumed"),
        "objection": gettext("objection"),
        "gap": gettext("gap"),
        "underived": gettext("not derived"),
        "hidden": gettext("hidden by the filter"),
    }[state]


def kind_word(kind: str) -> str:
    """The word for what a thing is."""
    return {
        "country": gettext("country"),
        "trait": gettext("trait"),
        "constraint": gettext("constraint"),
        "condition": gettext("condition"),
        "factor": gettext("factor"),
        "measure": gettext("measure"),
        "strategy": gettext("strategy"),
        "track": gettext("track"),
        "concept": gettext("concept"),
        "finding": gettext("finding"),
        "implication": gettext("step of reasoning"),
        "objection": gettext("objection"),
        "advice": gettext("advice of the source"),
        "analysis": gettext("analysis"),
        "document": gettext("source"),
        "passage": gettext("passage"),
        "observation": gettext("observation"),
        "indicator": gettext("indicator"),
        "thing": gettext("thing"),
        "claim": gettext("claim"),
        "evidence": gettext("evidence"),
        "threshold": gettext("threshold"),
        "scheme": gettext("argument scheme"),
        "actor": gettext("actor"),
        "basis": gettext("kind of basis"),
        "coding-rule": gettext("coding rule"),
        "recommendation": gettext("recommendation"),
        "ontology": gettext("ontology"),
        "class": gettext("class"),
        "property": gettext("property"),
        "concept-scheme": gettext("concept scheme"),
    }.get(kind, kind)


def spelt(count: int) -> str:
    """A small count as a word in English sentences; digits otherwise and in Korean."""
    words = (
        gettext("no"),
        gettext("one"),
        gettext("two"),
        gettext("three"),
        gettext("four"),
        gettext("five"),
        gettext("six"),
        gettext("seven"),
        gettext("eight"),
        gettext("nine"),
    )
    return words[count] if 0 <= count < len(words) else str(count)


def web_address(address: str) -> str:
    """An address from the data if it is one of the web's, else a harmless one."""
    return address if urlsplit(address).scheme in ("http", "https") else "#"


def host(address: str) -> str:
    """The host of a web address, as a short name for it."""
    return (urlsplit(address).hostname or address).removeprefix("www.")


def capitalised(text: str) -> Markup:
    """The text, escaped unless it is markup already, with its first letter raised."""
    safe = escape(text)
    return Markup("") + safe[:1].upper() + safe[1:]


def enumerated(items: Iterable[str]) -> Markup:
    """Names in a row, the last joined by "and"."""
    escaped = [escape(item) for item in items]
    locale = str(flask_babel.get_locale() or "en").replace("en", "en_GB")  # no comma before "and"
    if locale == "ko" and len(escaped) > 1:
        *others, before, last = escaped
        # As the sentences of graph.prose do, where the locale data would put a bookish word.
        return Markup(", ").join((*others, say("%(a:와/과)s %(b)s", a=before, b=last)))
    return Markup(format_list(list(map(str, escaped)), locale=locale))  # noqa: S704  escaped above
