"""Content negotiation by RFC 9110, section 12.5.1: qualities, exclusions and specificity."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_QUALITY: Final = re.compile(r"\s*[qQ]\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*")
_QUOTED: Final = r'"(?:[^"\\]|\\.)*"?'
_PARTS: Final = re.compile(rf'(?:{_QUOTED}|[^,"])+')
_PARAMETERS: Final = re.compile(rf'(?:{_QUOTED}|[^;"])+')
_MAX_HEADER = 4096


@dataclass(frozen=True, slots=True)
class Range:
    """A media range of an Accept header: its type, its quality and its place in the header."""

    media_type: str
    quality: float
    place: int

    @property
    def specificity(self) -> int:
        """2 for a media type, 1 for ``text/*``, 0 for ``*/*``."""
        return 0 if self.media_type == "*/*" else 1 if self.media_type.endswith("/*") else 2

    def matches(self, media_type: str) -> bool:
        """Whether a media type is in the range."""
        return self.media_type in ("*/*", media_type) or (
            self.media_type.endswith("/*") and media_type.startswith(self.media_type[:-1])
        )


def ranges(accept: str) -> Iterator[Range]:
    """The media ranges of an Accept header; what is not well-formed is passed over.

    >>> [(r.media_type, r.quality) for r in ranges("text/csv;q=0.5, */*, nonsense")]
    [('text/csv', 0.5), ('*/*', 1.0)]
    """
    for place, part in enumerate(_PARTS.findall(accept[:_MAX_HEADER])):
        media_type, *parameters = _PARAMETERS.findall(part) or [""]
        name = media_type.strip().lower()
        quality = _quality(parameters)
        if quality is not None and re.fullmatch(r"\*/\*|[\w.+-]+/(?:\*|[\w.+-]+)", name):
            yield Range(name, quality, place)


def _quality(parameters: Sequence[str]) -> float | None:
    for parameter in parameters:
        if parameter.strip().lower().startswith("q="):
            match = _QUALITY.fullmatch(parameter)
            return float(match[1]) if match else None
    return 1.0


def best(accept: str | None, offered: Sequence[str]) -> str | None:
    """The media type that suits the client best, or None if none does.

    Of each type the most specific range that covers it decides. Among equals the more
    specifically asked for wins, then the one named first, then the one offered first.

    Parameters
    ----------
    accept : str or None
        The value of the Accept header; no header and an empty one accept everything.
    offered : sequence of str
        Media types, the preferred ones first.

    Examples
    --------
    >>> best("text/csv;q=0.5, */*;q=0.1", ["application/json", "text/csv"])
    'text/csv'
    >>> best("application/json;q=0, */*", ["application/json", "text/csv"])
    'text/csv'
    >>> best("image/png", ["application/json"]) is None
    True
    """
    return _best(accept, tuple(offered))


@lru_cache(maxsize=256)  # clients say the same over and over
def _best(accept: str | None, offered: tuple[str, ...]) -> str | None:
    if accept is None or not accept.strip():
        return offered[0] if offered else None
    asked = list(ranges(accept))
    ranked: Mapping[str, Range] = {
        media_type: covering
        for media_type in offered
        if (covering := _covering(media_type, asked)) is not None and covering.quality > 0
    }
    return max(  # of equals, the first
        ranked,
        key=lambda t: (ranked[t].quality, ranked[t].specificity, -ranked[t].place),
        default=None,
    )


def _covering(media_type: str, asked: Sequence[Range]) -> Range | None:
    covering = [each for each in asked if each.matches(media_type)]
    return max(covering, key=lambda each: (each.specificity, each.quality), default=None)
