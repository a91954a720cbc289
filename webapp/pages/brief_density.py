"""How closely a brief is set on paper, so that what it says stays on one sheet of A4."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from types import MappingProxyType

from markupsafe import Markup

# Each adds to the one before: type of 8 instead of 8.5 pt; of 7.6 pt; no drawing on paper,
# since the lines below it say the same.
LEVELS = ("dense", "denser", "densest")
# Characters up to which a brief fits a sheet as it is, and with each level but the last.
_FITS: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {"en": (5850, 6780, 7200), "ko": (3950, 4500, 4700)}
)


def density(body: str, lang: str) -> str:
    """The classes of a brief by how much it says.

    >>> density("<p>short</p>", "en")
    ''
    >>> density("x" * 6000, "en"), density("x" * 6000, "ko")
    ('dense', 'dense denser densest')
    """
    count = len(Markup(body).striptags())  # noqa: S704  only counted, never shown
    return " ".join(LEVELS[: bisect_left(_FITS[lang], count)])
