"""The words inside drawings, in English and Korean: whole templates, never fragments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.korean import particle
from graph.model import Basis
from graph.prose import listed

_MINUS = "\u2212"
_MOST_NUMBERS = 4

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "and": "and",
        "facts": "What was found",
        "derived": "What follows",
        "step": "Step",
        "goal": "Measure",
        "conclusion": "Conclusion",
        "stated": "stated",
        "inferred": "inferred",
        "measured": "measured",
        "found": "{basis} · {number}",
        "also": "also {basis} · {number}",
        "derived_note": "derived · {number}",
        "also_derived": "also derived · {number}",
        "open": "unknown",
        "denied": "found not to hold · {number}",
        "again": "also drawn elsewhere",
        "step_note": "{number} {basis}",
        "way": "Way {numbers}",
        "ways": "Ways {numbers}",
        "both": "both · {note}",
        "all": "all {count} · {note}",
        "one": "{note}",
        "named_way": "{way}: {note}",
        "despite": "despite: takes {force} from the measure",
        "despite_conclusion": "despite: takes {force} from the conclusion",
        "despite_brief": "despite: − {force}",
        "unless_brief": "unless: {before} to {after}",
        "unless": "unless: step weakened, {before} to {after}",
        "unless_objection": "unless: objection weakened, {before} to {after}",
        "title": "How {goal} follows for {country}",
        "elsewhere": "{country}: {label}",
        "said_step": "{premises} leads to {conclusion} ({note}).",
        "said_steps": "{premises} together lead to {conclusion} ({note}).",
        "said_rebuttal": "Objection: {objection} speaks against {target} ({effect}).",
        "said_undercut": "Objection: {objection} speaks against a step to {target} ({effect}).",
        "left_out": "Only the way on show is drawn.",
    },
    "ko": {
        "and": "함께",
        "facts": "확인된 사실",
        "derived": "도출",
        "step": "추론 단계",
        "goal": "방안",
        "conclusion": "결론",
        "stated": "명시",
        "inferred": "추론",
        "measured": "측정",
        "found": "{basis} · {number}",
        "also": "{basis} · {number}",
        "derived_note": "도출 · {number}",
        "also_derived": "도출 · {number}",
        "open": "미확인",
        "denied": "성립하지 않음 · {number}",
        "again": "다른 자리에도 있음",
        "step_note": "{number} {basis}",
        "way": "경로 {numbers}",
        "ways": "경로 {numbers}",
        "both": "둘 다 · {note}",
        "all": "{count}개 모두 · {note}",
        "one": "{note}",
        "named_way": "{way}: {note}",
        "despite": "그럼에도: 방안의 지지에서 {force} 뺌",
        "despite_conclusion": "그럼에도: 결론의 지지에서 {force} 뺌",
        "despite_brief": "그럼에도: − {force}",
        "unless_brief": "다만: {before} → {after}",
        "unless": "다만: 단계의 강도 {before} → {after}",
        "unless_objection": "다만: 반론의 강도 {before} → {after}",
        "title": "{country}: {goal} 도출 그림",
        "elsewhere": "{country}: {label}",
        "said_step": "{premises:이/가} 성립하여 {conclusion:이/가} 도출됩니다({note}).",
        "said_steps": "{premises:이/가} 함께 성립하여 {conclusion:이/가} 도출됩니다({note}).",
        "said_rebuttal": "{objection}: {target}에 대한 반론입니다({effect}).",
        "said_undercut": "{objection}: {target:으로/로} 이어지는 단계에 대한 반론입니다({effect}).",
        "left_out": "선택한 경로만 그렸습니다.",
    },
}


def say(key: str, lang: str, **values: object) -> str:
    """A word or sentence of the drawing."""
    return WORDS[lang][key].format(**{name: _Value(value) for name, value in values.items()})


class _Value(str):
    """A value whose format spec is a Korean particle: ``{name:이/가}``."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return particle(self, spec) if spec else str(self)


def figure(value: float, places: int = 2) -> str:
    """A number with a true minus."""
    text = f"{value:.{places}f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", _MINUS)


def sum_note(support: float, opposition: float) -> str:
    """``0.74 − 0.24 = 0.50``, with as many places as it takes for the sum to be right.

    >>> sum_note(0.734, 0.246), sum_note(0.5, 0)
    ('0.734 − 0.246 = 0.488', '0.50 − 0.00 = 0.50')
    """
    for places in (2, 3, 4):
        parts = (round(support, places), round(opposition, places))
        total = round(support - opposition, places)
        if abs(parts[0] - parts[1] - total) < 10**-places / 2:
            break
    a, b, c = (figure(value, places) for value in (*parts, total))
    return f"{a} {_MINUS} {b} = {c}"


def numbers(found: Sequence[int], lang: str) -> str:
    """Way numbers: "Way 1", "Ways 2, 3, 4", "Ways 2–9"."""
    text = _ranges(found, lang)
    return say("way" if len(found) == 1 else "ways", lang, numbers=text)


def _ranges(found: Sequence[int], lang: str) -> str:
    if len(found) > 3 and found[-1] - found[0] == len(found) - 1:
        return f"{found[0]}–{found[-1]}"
    text = ("·" if lang == "ko" else ", ").join(map(str, found[:_MOST_NUMBERS]))
    return f"{text} …" if len(found) > _MOST_NUMBERS else text


def enumerated(names: Sequence[str], lang: str) -> str:
    """Premises that are needed together, joined as the language does."""
    return listed(list(names), lang)


def basis_word(basis: Basis, lang: str) -> str:
    """The word for a basis."""
    return WORDS[lang][basis.value]
