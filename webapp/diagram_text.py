"""Text in drawings: estimated widths, and lines broken at spaces so that boxes hold them.

A server has no font to measure with. The estimates are a little generous, so that text
stays inside its box with any of the fonts that the style sheet names.
"""

from __future__ import annotations

import unicodedata

_WIDE, _CAPITAL, _USUAL, _BOLD = 0.92, 0.62, 0.57, 1.06
# Letters far from the mean of 0.5, so that a word of many m or many i is not misjudged.
_BY_LETTER = {
    **dict.fromkeys("iljI.,:;'|!· ", 0.29),
    **dict.fromkeys("tfr()-/", 0.41),
    **dict.fromkeys("mwMW@%—–→", 0.92),
}
ELLIPSIS = "…"


def text_width(text: str, size: float, bold: bool = False) -> float:
    """The estimated width of a text, in the unit of `size`.

    >>> round(text_width("Way 1", 10), 1), round(text_width("문화", 10, bold=True), 1)
    (29.7, 19.5)
    """
    return sum(map(_advance, text)) * size * (_BOLD if bold else 1)


def _advance(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return _WIDE
    usual = _CAPITAL if character.isupper() or character.isdigit() else _USUAL
    return _BY_LETTER.get(character, usual)


def wrapped(text: str, width: float, size: float, bold: bool = False, most: int = 2) -> list[str]:
    """The text in at most so many lines; what does not fit gives way to an ellipsis.

    >>> wrapped("Quality and communication gaps", 120, 15)
    ['Quality and', 'communication…']
    """
    lines = [""]
    for word in _pieces(text, width, size, bold):
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, size, bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _cut(lines[most - 1], width, size, bold)]


def _pieces(text: str, width: float, size: float, bold: bool) -> list[str]:
    """The words; one too long for any line is broken where it must be."""
    pieces = []
    for word in text.split():
        rest = word
        while text_width(rest, size, bold) > width and len(rest) > 1:
            fits = 1
            while text_width(rest[: fits + 1], size, bold) <= width:
                fits += 1
            pieces.append(rest[:fits])
            rest = rest[fits:]
        pieces.append(rest)
    return pieces


def _cut(line: str, width: float, size: float, bold: bool) -> str:
    while line and text_width(line + ELLIPSIS, size, bold) > width:
        line = line[:-1]
    return line.rstrip(" ,·") + ELLIPSIS
