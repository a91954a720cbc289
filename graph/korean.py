"""Korean particles: which form follows a word, by the sound the word ends in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

# Each particle by either of its written orders: (after a consonant, after a vowel).
_FORMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        written: (consonant, vowel)
        for consonant, vowel in (
            ("은", "는"),
            ("이", "가"),
            ("을", "를"),
            ("과", "와"),
            ("으로", "로"),
            ("이나", "나"),
            ("이며", "며"),
            ("이고", "고"),
            ("이라는", "라는"),
            ("이라고", "라고"),
            ("이란", "란"),
            ("이어서", "여서"),
        )
        for written in (f"{consonant}/{vowel}", f"{vowel}/{consonant}")
    }
)
_DIGIT_ENDS = ("ㅇ", "ㄹ", "", "ㅁ", "", "", "ㄱ", "ㄹ", "ㄹ", "")
_LETTER_ENDS: Mapping[str, str] = MappingProxyType({"L": "ㄹ", "M": "ㅁ", "N": "ㄴ", "R": "ㄹ"})
_SYMBOL_ENDS: Mapping[str, str] = MappingProxyType({"%": "", "$": "", "℃": "", "°": "", "#": "ㅂ"})
# The commonest spellings of a closed last syllable in English words written in Hangul.
_CLOSED_ENGLISH = (
    (re.compile(r"(l|le)$"), "ㄹ"),
    (re.compile(r"(m|me)$"), "ㅁ"),
    (re.compile(r"(n|ne)$"), "ㄴ"),
    (re.compile(r"ng$"), "ㅇ"),
    (re.compile(r"(^|[^aeiou])[aeiou](ck|[ptkc])$"), "ㄱ"),
)
_BRACKETED = re.compile(r"\s*[(\[（［{【〈《][^()\[\]（）［］{}【】〈〉《》]*[)\]）］}】〉》]\s*$")
_FIRST_SYLLABLE, _LAST_SYLLABLE, _FINALS = 0xAC00, 0xD7A3, 28
_RIEUL = 8


def particle(word: str, pair: str) -> str:
    """The word followed by the right form of a particle.

    Parameters
    ----------
    word : str
        Hangul, Latin letters, digits or a mix; a closing bracket and what it encloses,
        quotation marks and full stops are passed over, as they are in reading.
    pair : str
        Both forms of the particle in either order, such as ``"은/는"`` or ``"와/과"``.

    Returns
    -------
    str
        Both forms, the second in brackets, where the sound cannot be told.

    Raises
    ------
    KeyError
        If the pair is no known particle.

    Examples
    --------
    >>> particle("베트남", "은/는"), particle("인도", "은/는")
    ('베트남은', '인도는')
    >>> particle("시차(측정)", "이/가"), particle("서울", "으로/로"), particle("R&D 10", "을/를")
    ('시차(측정)가', '서울로', 'R&D 10을')
    """
    after_consonant, after_vowel = _FORMS[pair]
    final = final_sound(word)
    if final is None:
        return f"{word}{after_consonant}({after_vowel})"
    if final == "" or (final == "ㄹ" and after_consonant == "으로"):
        return word + after_vowel
    return word + after_consonant


def final_sound(word: str) -> str | None:
    """The consonant a word ends in when read aloud in Korean.

    Returns
    -------
    str or None
        ``""`` after a vowel, ``"ㄹ"`` for the one consonant that particles single out,
        another consonant otherwise; ``None`` where the reading is unknown.

    Examples
    --------
    >>> final_sound("일본"), final_sound("인도"), final_sound("日本")
    ('ㄱ', '', None)
    """
    core = _spoken_end(word)
    if not core:
        return None
    last = core[-1]
    if _FIRST_SYLLABLE <= ord(last) <= _LAST_SYLLABLE:
        return _hangul_final(last)
    if last.isascii() and last.isdigit():
        return _number_final(core)
    if last.isascii() and last.isalpha():
        return _latin_final(core)
    return _SYMBOL_ENDS.get(last)


def _spoken_end(word: str) -> str:
    text = unicodedata.normalize("NFC", word)
    shorter = _BRACKETED.sub("", text)
    while shorter and shorter != text:
        text, shorter = shorter, _BRACKETED.sub("", shorter)
    return text.rstrip(" \t\n.,;:!?…\"'’”»」』)]）］}】〉》·")


def _hangul_final(syllable: str) -> str:
    index = (ord(syllable) - _FIRST_SYLLABLE) % _FINALS
    if index == 0:
        return ""
    return "ㄹ" if index == _RIEUL else "ㄱ"


def _number_final(text: str) -> str:
    """10 is read 십, 100 백, 10000 만; only 조 (12 zeros) ends in a vowel."""
    number = re.search(r"[\d.,]+$", text)
    digits = number.group().replace(",", "") if number else text[-1]
    zeros = len(digits) - len(digits.rstrip("0"))
    if zeros and "." not in digits and zeros < len(digits):
        return "" if zeros in range(12, 16) else "ㄱ"
    return _DIGIT_ENDS[int(digits[-1])]


def _latin_final(text: str) -> str:
    """Capitals are read letter by letter, other words roughly as they are spelt."""
    found = re.search(r"[A-Za-z]+$", text)
    letters = found.group() if found else text
    if letters.isupper():
        return _LETTER_ENDS.get(letters[-1], "")
    return next((final for end, final in _CLOSED_ENGLISH if end.search(letters.lower())), "")
