"""Lists in addresses: values repeated or separated by commas, some of which belong to a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

IsName: TypeAlias = Callable[[str], bool]

# A decimal comma separates nothing: what is wrong with it is told of the whole value.
_COMMA: Final = re.compile(r",(?!(?<==\d,)\d+\s*(?:,|$))")
_MOST_COMMAS: Final = 8  # in one name, so that no address makes many look-ups


def nothing_is(_name: str) -> bool:
    """Whether something is a name where there are none, as in a list of numbers."""
    return False


def parts(texts: Iterable[str], is_name: IsName = nothing_is) -> Iterator[str]:
    """The values of a list, each text of which holds one or several separated by commas.

    A comma that belongs to a name separates nothing: a text that names something as it stands
    is one value, and what is no name of itself goes together with what follows, if that makes
    a name of at most eight commas. Names may carry a strength, as in ``NAME=0.4``, and the
    country they are meant for, as in ``NAME@KR``.

    Examples
    --------
    >>> list(parts(["a, b", "c"]))
    ['a', 'b', 'c']
    >>> names = {"Paris,_Texas", "b"}
    >>> list(parts(["b,Paris,_Texas=0.4,b@KR"], names.__contains__))
    ['b', 'Paris,_Texas=0.4', 'b@KR']
    >>> list(parts(["b=0,4,b"], names.__contains__))
    ['b=0,4', 'b']
    """
    for text in texts:
        yield from filter(None, map(str.strip, _parts(text, is_name)))


def _parts(text: str, is_name: IsName) -> Iterator[str]:
    pieces = _COMMA.split(text)
    if len(pieces) > 1 and len(pieces) <= _MOST_COMMAS + 1 and _names(text, is_name):
        pieces = [text]
    start = 0
    while start < len(pieces) and (end := _end(pieces, start, is_name)):
        yield ",".join(pieces[start:end])
        start = end
    yield from pieces[start:]


def _end(pieces: list[str], start: int, is_name: IsName) -> int | None:
    """Where the value ends that starts at a piece; None if it names nothing.

    What follows is then not looked up, since somebody is about to refuse it all.
    """
    if start + 1 == len(pieces):
        return start + 1
    ends = range(start + 1, min(len(pieces), start + _MOST_COMMAS + 1) + 1)
    return next((end for end in ends if _names(",".join(pieces[start:end]), is_name)), None)


def _names(value: str, is_name: IsName) -> bool:
    """Whether a value names something, alone or with its strength or country."""
    text = value.strip()
    bare, equals, strength = text.rpartition("=")
    names = [text, bare] if equals and not _COMMA.search(f"={strength}") else [text]
    placed = (concept for concept, _, country in map(_at, names) if "," not in country)
    return any(is_name(name) for name in (*names, *placed) if name)


def _at(name: str) -> tuple[str, str, str]:
    return name.rpartition("@")
