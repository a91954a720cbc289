"""Why something did not work, in the language of the page.

Every layer words its own errors, in English. The pages know the sentences that their readers can
meet: each is a template here, so what stands in it is found again and put into its translation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from markupsafe import Markup

from ontology.errors import AmbiguousName, UnknownName
from ontology.iris import ID
from webapp.pages.base import language
from webapp.pages.words import gettext, kind_word, say


def N_(message: str) -> str:  # noqa: N802  the name by which texts to translate are found
    """A text that is translated where it is used."""
    return message


# The first sentence that fits is taken, so the narrower ones stand first.
_SENTENCES: Final = (
    # What an address asks for.
    N_("%(name)s: this analysis does not weigh it; choose one of its countries"),
    N_("focus is missing: name what to draw"),
    N_("depth=%(given)s: use 1, 2 or 3"),
    N_("%(name)s=%(given)s: use a whole number from 1 to %(most)s"),
    N_("%(name)s=%(given)s: a whole number from %(least)s to %(most)s is needed"),
    N_("%(name)s=%(given)s: a number from %(least)s to %(most)s is needed"),
    N_("%(name)s=%(given)s: unknown; use %(known)s, separated by commas"),
    N_("%(name)s=%(given)s: unknown; use one of %(known)s"),
    N_("%(name)s=%(given)s: unknown; use %(known)s"),
    N_("%(name)s=%(given)s: choose from %(known)s"),
    N_("%(name)s=%(given)s: there is no such one; choose from 1 to %(most)s"),
    N_("%(name)s is given %(times)s times; once is enough"),
    N_("step=%(given)s: this way uses no such claim; leave it out to see all"),
    N_("There is nothing to draw: the measure is not derivable here"),
    # What a reader supposes.
    N_("%(given)s: write the name, = and a strength above 0 and up to 1, as in NAME=0.4"),
    N_("%(given)s: no such basis; use %(known)s"),
    N_("%(name)s is not a claim of the analysis %(analysis)s"),
    N_("%(name)s is neither an implication nor an objection: retract it instead of disabling it"),
    N_("%(name)s for %(country)s: strength %(given)s is outside (0, 1]"),
    N_("%(name)s: strength %(given)s is outside (0, 1]"),
    N_("%(name)s is left out and given the strength %(given)s: choose one of the two"),
    N_("%(name)s is given the strengths %(given)s and %(other)s: choose one"),
    N_(
        "%(name)s is outside the restriction and given the strength %(given)s: choose one of the"
        " two"
    ),
    N_("%(name)s is not a country of the analysis; its countries are %(known)s"),
    N_("%(name)s is a measure or strategy: only factors can be assumed"),
    N_("%(name)s is assumed both to hold and not to hold for %(country)s: choose one"),
    N_(
        "%(name)s for %(country)s is assumed with the strengths %(given)s and %(other)s: choose one"
    ),
    N_("%(name)s is no constraint; ask for one that is"),
    N_("a comparison needs at least one country, and each only once"),
    # What the server cannot do.
    N_(
        "The requested URL was not found on the server. If you entered the URL manually please"
        " check your spelling and try again."
    ),
    N_("The method is not allowed for the requested URL."),
    N_("Something went wrong on the server; its log says what."),
    N_("the data declare no pol:Analysis, so there is nothing to reason over"),
    N_("the service that holds the data has too much to do; try again later"),
    N_("the service that holds the data did not answer within %(seconds)s s"),
    N_("the service that holds the data cannot be used: %(reason)s"),
    N_("More than %(number)s requests in a minute; try again later."),
    N_("A request may have at most %(number)s KiB here."),
    N_(
        "Pages of other origins get no answers from this server; start it with --cors to let one"
        " read them."
    ),
    # What is wrong with a query.
    N_("the text that begins with %(text)s has no end"),
    N_("the query holds no %(expected)s"),
    N_("expected %(expected)s, found %(text)s"),
    N_("found the end of the query, which cannot stand here"),
    N_("found the end of the query, expected %(expected)s"),
    N_("found %(text)s, which cannot stand here"),
    N_("found %(text)s, expected %(expected)s"),
    N_("%(text)s closes nothing"),
    N_("%(text)s stands before %(open)s is closed"),
    N_("%(text)s is never closed"),
    N_("the prefix %(text)s is not declared; add %(line)s"),
    N_("the prefix %(text)s is not declared"),
    N_("%(text)s is not an IRI"),
    N_("%(form)s would change the data; this service only answers queries"),
    N_(
        "SERVICE (line %(line)s) would ask another server; this service answers only from the data"
        " that are loaded"
    ),
    N_("SERVICE (line %(line)s) asks %(service)s; only these may be asked: %(known)s"),
    N_("SERVICE (line %(line)s) needs a closed group without another"),
    N_("the graph %(graph)s is not loaded, and nothing is fetched for a query"),
    N_("the query could not be worked on; it may be nested or chained too deeply"),
    N_("the query was stopped from outside; try it again"),
    N_("this server was started without a query service"),
    N_("the service %(service)s gives no answer: %(reason)s"),
)
# What a query could have held in a place, as the grammar names it.
_EXPECTED: Final = (
    N_("a pattern such as FILTER or OPTIONAL"),
    N_("a prefix such as 'ex:'"),
    N_("the end of the query"),
    N_("a path operator"),
    N_("an operator"),
    N_("a function"),
    N_("an aggregate"),
    N_("a language tag"),
    N_("a whole number"),
    N_("a blank node"),
    N_("a variable"),
    N_("a literal"),
    N_("a text"),
    N_("an IRI"),
)
_MOST_CHARACTERS: Final = 1000  # of a message: what is longer could take long to be matched
# What stands for a number holds no blank, or a long text could be cut in very many ways.
_NUMBERS: Final = ("least", "line", "most", "number", "seconds", "times")
_PLACEHOLDER: Final = re.compile(r"%\((\w+)\)s")


def reason(error: Exception, message: str) -> Markup | None:
    """What an error says, in the language of the page; None if it can only be told in English.

    Parameters
    ----------
    error : Exception
    message : str
        Its own words.
    """
    if isinstance(error, UnknownName):
        return _unknown(error)
    if isinstance(error, AmbiguousName):
        text = gettext("“%(name)s” could be any of %(candidates)s. Give the IRI.")
        return say(text, name=error.name, candidates=", ".join(error.candidates))
    return translated(message)


def translated(message: str) -> Markup | None:
    """A sentence of the program in the language of the page; None if it is not known here.

    Nor is one known that has very long values in it. Names under our own namespace are shortened.
    """
    if len(message) > _MOST_CHARACTERS:
        return None
    for sentence in _SENTENCES:
        if found := _form(sentence).fullmatch(message):
            values = {name: _spoken(name, value) for name, value in found.groupdict().items()}
            return say(gettext(sentence), **values)
    return None


def _unknown(error: UnknownName) -> Markup:
    either = " or " if language() == "en" else ", "
    kinds = either.join(map(kind_word, error.kind.split(" or ")))
    if not error.found:
        return say(
            gettext("“%(name)s” names no %(kind)s in the data."), name=error.name, kind=kinds
        )
    text = gettext("“%(name)s” names no %(kind)s in the data, but something else: %(found)s.")
    return say(text, name=error.name, kind=kinds, found=kind_word(error.found))


@cache
def _form(sentence: str) -> re.Pattern[str]:
    """What matches a sentence with any values in it."""
    parts = _PLACEHOLDER.split(sentence)
    texts, names = map(re.escape, parts[::2]), [*map(_value, parts[1::2]), ""]
    form = "".join(text + name for text, name in zip(texts, names, strict=True))
    return re.compile(form, re.DOTALL)


def _value(name: str) -> str:
    """What matches a value."""
    return rf"(?P<{name}>\S+?)" if name in _NUMBERS else rf"(?P<{name}>.+?)"


def _spoken(name: str, value: str) -> str:
    return _READINGS.get(name, _shortened)(value)


def _shortened(value: str) -> str:
    return value.replace(ID, "")


def _alternatives(text: str) -> str:
    """What could have stood in a place, one after the other.

    English keeps its "or"; Korean says in the sentence itself that any of them would do.
    """
    if language() == "en":
        return text
    for words in _EXPECTED:
        text = text.replace(words, gettext(words))
    return text.replace(" or ", ", ")


def _foreign(text: str) -> str:
    """What another program says, in its own language."""
    return text if language() == "en" else say('<span lang="en">%(text)s</span>', text=text)


_READINGS: Final[Mapping[str, Callable[[str], str]]] = {
    "expected": _alternatives,
    "reason": _foreign,
}
