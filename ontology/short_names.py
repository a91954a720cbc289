"""Names for things whose local names do not tell them apart."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from typing import Final

_VOCABULARY: Final = frozenset({"class", "property", "ontology", "concept-scheme"})
_MARK: Final = "~"
_DIGITS: Final = 8  # of a hash: a thousand things of one name share them once in ten thousand


def told_apart(
    bearers: Mapping[str, Collection[str]], kind: Callable[[str], str]
) -> dict[str, str]:
    """Names for the things that share their local name with another, by IRI.

    The local name and the beginning of a hash of the IRI: short, fit for addresses, and the same
    wherever and beside whatever the thing is loaded. Terms of vocabularies keep theirs, since
    they are never asked for by name.

    Parameters
    ----------
    bearers : mapping of str to collection of str
        The IRIs of each local name.
    kind : callable
        The kind of a thing.

    Examples
    --------
    >>> found = told_apart({"x": ("http://a/x", "http://b/x"), "y": ("http://a/y",)}, lambda _: "")
    >>> sorted(found.items())
    [('http://a/x', 'x~c1d78952'), ('http://b/x', 'x~d460b1fd')]
    """
    return {
        iri: f"{name}{_MARK}{hashlib.sha256(iri.encode()).hexdigest()[:_DIGITS]}"
        for name, iris in bearers.items()
        if len(iris) > 1
        for iri in iris
        if kind(iri) not in _VOCABULARY
    }


def unmarked(name: str) -> str:
    """The local name in a name that was made to tell things apart; empty if it was not.

    >>> unmarked("x~c1d78952"), unmarked("x")
    ('x', '')
    """
    return name.rpartition(_MARK)[0]


def codes_that_tell(
    codes: Mapping[str, Collection[str]], bearers: Mapping[str, Collection[str]]
) -> dict[str, str]:
    """The code of each country that leads to it and to nothing else, by IRI.

    Parameters
    ----------
    codes : mapping of str to collection of str
        The countries of each code.
    bearers : mapping of str to collection of str
        The countries of each local name, which goes before a code.

    Examples
    --------
    >>> codes_that_tell({"VN": ("a/VN",), "XX": ("a/X", "b/X")}, {"VN": ("a/VN",)})
    {'a/VN': 'VN'}
    """
    told: dict[str, str] = {}
    for code in sorted(codes):
        countries = set(codes[code])
        if len(countries | set(bearers.get(code, ()))) == 1:
            told.setdefault(countries.pop(), code)
    return told
