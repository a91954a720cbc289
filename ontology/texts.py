"""Texts that exist in several languages, and the best of them for a reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox


@dataclass(frozen=True, slots=True)
class Text:
    """A text and the language it really is in; "" where that is not known."""

    value: str
    lang: str = ""

    def __str__(self) -> str:
        return self.value

    def __bool__(self) -> bool:
        return bool(self.value)


NO_TEXT = Text("")


def best(texts: Iterable[Text], lang: str) -> Text:
    """The text in the language; else one of no language, the English one, any; else "".

    >>> best([Text("Korea", "en"), Text("한국", "ko")], "ko")
    Text(value='한국', lang='ko')
    >>> best([Text("Korea", "en-GB")], "ko").lang
    'en-GB'
    """

    def rank(text: Text) -> tuple[int, str, str]:
        return (_distance(text.lang.lower(), lang.lower()), text.lang, text.value)

    return min(texts, key=rank, default=NO_TEXT)


def _distance(lang: str, wanted: str) -> int:
    primary = lang.partition("-")[0]
    if lang == wanted:
        return 0
    if primary == wanted.partition("-")[0]:
        return 1
    return {"": 2, "en": 3}.get(primary, 4)


def text_of(term: object) -> Text | None:
    """The text of a literal; None for any other term."""
    if isinstance(term, ox.Literal):
        return Text(term.value, term.language or "")
    return None
