"""Answers as sentences, in English and Korean, fit to be pasted into a memo.

Every sentence is one whole template per language; nothing is glued from fragments.
What a reader should see first stands between `OPEN` and `CLOSE`: `runs` splits it off
for a page, `plain` drops it for a memo. Korean particles are chosen by `graph.korean`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.korean import particle

# Private-use characters: they cannot occur in a label by accident.
OPEN, CLOSE = "\ue000", "\ue001"
# English words that keep their capital inside a sentence.
_PROPER = frozenset(
    (
        *("American", "Chinese", "English", "Indian", "Japanese", "Korean", "Vietnamese"),
        *("India", "Japan", "Korea", "Seoul", "Two-Track", "Vietnam"),
    )
)
_SPELT = (
    *("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve"),
)
# English names of countries that take an article inside a sentence begin so.
_WITH_ARTICLE = ("United ", "Republic ", "Czech Republic", "Netherlands", "Philippines")


@dataclass(frozen=True, slots=True)
class Reason:
    """The labels of premises that are needed together, and of those asked of another country.

    `home` names that other country where it is not the analysis' home.
    """

    premises: tuple[str, ...] = ()
    home_premises: tuple[str, ...] = ()
    home: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """One fact that is missing, the country it is missing for, and whether it was denied."""

    label: str
    country: str
    denied: bool = False


class Phrase(str):
    """A string whose format spec is a Korean particle: ``f"{phrase:이/가}"``."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        if not spec:
            return str(self)
        bare = plain(self)
        return str(self) + particle(bare, spec)[len(bare) :]


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a sentence and whether each is emphasised.

    >>> list(runs(f"Because {OPEN}costs are low{CLOSE}."))
    [('Because ', False), ('costs are low', True), ('.', False)]
    """
    for number, piece in enumerate(re.split(f"[{OPEN}{CLOSE}]", text)):
        if piece:
            yield piece, bool(number % 2)


def plain(text: str) -> str:
    """The sentence without its marks of emphasis."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def mid_sentence(label: str, lang: str) -> str:
    """A label as it stands inside a sentence: English ones lose their first capital.

    >>> mid_sentence("Cost efficiency", "en"), mid_sentence("AI talent leaves", "en")
    ('cost efficiency', 'AI talent leaves')
    """
    first = label.partition(" ")[0].rstrip(",.:")
    is_name = first in _PROPER or any(c.isupper() or c.isdigit() for c in first[1:])
    return label if lang != "en" or is_name or not label else label[0].lower() + label[1:]


def listed(words: Sequence[str], lang: str) -> str:
    """Words needed together: "A, B and C", with the right particle between in Korean."""
    if len(words) < 2:
        return "".join(words)
    if lang == "ko":
        return ", ".join((*words[:-2], f"{Phrase(words[-2]):와/과} {words[-1]}"))
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _strong(words: Sequence[str], lang: str) -> Phrase:
    return Phrase(listed([f"{OPEN}{mid_sentence(w, lang)}{CLOSE}" for w in words], lang))


# Keyed by language, then by (premises asked of the country, premises asked of home).
_FOLLOWS: Mapping[str, Mapping[tuple[bool, bool], str]] = {
    "en": {
        (False, False): "{it} follows for {country} because of what holds there: {here}.",
        (True, False): "{it} follows for {country} because {here} hold together there.",
        (False, True): "{it} follows for {country} because of what holds there, {here}, "
        "and in {home}, {there}.",
        (True, True): "{it} follows for {country} because {here} hold together there "
        "and, in {home}, {there}.",
    },
    "ko": {
        (False, False): "{country}에서는 {here:이/가} 성립하므로 {it:이/가} 도출됩니다.",
        (True, False): "{country}에서는 {here:이/가} 함께 성립하므로 {it:이/가} 도출됩니다.",
        (False, True): "{home}의 {there:을/를} 바탕으로, {country}에서는 {here:이/가} "
        "성립하므로 {it:이/가} 도출됩니다.",
        (True, True): "{home}의 {there:을/를} 바탕으로, {country}에서는 {here:이/가} "
        "함께 성립하므로 {it:이/가} 도출됩니다.",
    },
}
_FOLLOWS_FROM_HOME: Mapping[str, str] = {
    "en": "{it} follows for {country} because of what holds in {home}: {there}.",
    "ko": "{home}에서 {there:이/가} 성립하므로 {country}에 {it:이/가} 도출됩니다.",
}
_ALSO: Mapping[str, Mapping[bool, str]] = {
    "en": {
        False: "It also follows, separately, because of {all}.",
        True: "It also follows, separately, because {all} hold together.",
    },
    "ko": {
        False: "이와 별개로, {all:이/가} 성립한다는 점에서도 도출됩니다.",
        True: "이와 별개로, {all:이/가} 함께 성립한다는 점에서도 도출됩니다.",
    },
}
# Home's premises apart: in one row, "A, Korea's B and C" would leave open whose C is.
_ALSO_WITH_HOME = (
    "이와 별개로, {here}에 더해 {home}의 {there:이/가} 함께 성립한다는 점에서도 도출됩니다."
)
_MORE: Mapping[str, Mapping[bool, str]] = {
    "en": {
        False: "One further reason stands by itself.",
        True: "{count} further reasons each stand by themselves.",
    },
    "ko": dict.fromkeys((False, True), "별개의 이유가 {count}가지 더 있습니다."),
}
_AGAINST: Mapping[str, Mapping[str, str]] = {
    "en": {
        "none": "No recorded objection speaks against it.",
        "weaker": "One objection, {objection}, speaks against it but does not outweigh it.",
        "weaker_many": "{count} objections speak against it, above all {objection}, "
        "but do not outweigh it.",
        "outweighs": "One objection, {objection}, speaks against it and outweighs it.",
        "outweighs_many": "{count} objections speak against it, above all {objection}, "
        "and outweigh it.",
        "denied": "The source material also records that it was found not to hold.",
    },
    "ko": {
        "none": "기록된 반론은 없습니다.",
        "weaker": "{objection:이라는/라는} 반론이 있으나 지지보다 약합니다.",
        "weaker_many": "{objection} 등 반론이 {count}건 있으나 지지보다 약합니다.",
        "outweighs": "{objection:이라는/라는} 반론이 있으며, 지지보다 강합니다.",
        "outweighs_many": "{objection} 등 반론이 {count}건 있으며, 지지보다 강합니다.",
        "denied": "성립하지 않는다는 기록도 있습니다.",
    },
}
_WHY_NOT: Mapping[str, Mapping[str, str]] = {
    "en": {
        "one": "{it} does not follow for {country} so far. It needs one more fact: {facts}.",
        "many": "{it} does not follow for {country} so far. It needs {count} more facts "
        "together: {facts}.",
        "none": "{it} does not follow for {country} so far, and no set of up to {size} "
        "missing facts would make it follow.",
        "unknown": "Nobody has recorded whether that holds, which is not the same as no.",
        "denied": "“{fact}” was looked for in {where} and found not to hold.",
    },
    "ko": {
        "one": "{country}에 대해서는 아직 {it:이/가} 도출되지 않습니다. "
        "사실이 하나 더 필요합니다: {facts}.",
        "many": "{country}에 대해서는 아직 {it:이/가} 도출되지 않습니다. "
        "다음 사실 {count}건이 함께 필요합니다: {facts}.",
        "none": "{country}에 대해서는 아직 {it:이/가} 도출되지 않으며, "
        "사실을 {size}건까지 더하여도 도출되지 않습니다.",
        "unknown": "이에 관한 기록이 없다는 뜻이며, 성립하지 않는다는 뜻은 아닙니다.",
        "denied": "“{fact}”에 대해서는 {where}에서 성립하지 않는다는 기록이 있습니다.",
    },
}
# How a page names the measure that its heading names already.
_IT: Mapping[str, str] = {"en": "This", "ko": "이 방안"}
REASONS_TOLD = 2


def reason(asked: Sequence[tuple[str, str]], country: str, lang: str) -> Reason:
    """The reason that premises make: each a label and the country that it is asked of.

    Parameters
    ----------
    asked : sequence of (str, str)
    country : str
        The country in question.

    Examples
    --------
    >>> reason([("Low cost", "Vietnam"), ("Two tracks", "Korea")], "Vietnam", "en")
    Reason(premises=('Low cost',), home_premises=('Two tracks',), home='Korea')
    """
    here = tuple(label for label, where in asked if where == country)
    others = [(label, where) for label, where in asked if where != country]
    places = tuple(dict.fromkeys(where for _, where in others))
    if len(places) == 1:
        return Reason(here, tuple(label for label, _ in others), places[0])
    return Reason((*here, *(elsewhere(label, where, lang) for label, where in others)))


def reason_sentence(reason: Reason, country: str, home: str, lang: str, it: str = "") -> str:
    """Why something follows, for the reason told first; `it` is what follows."""
    here, there = _strong(reason.premises, lang), _strong(reason.home_premises, lang)
    if not reason.premises:
        template = _FOLLOWS_FROM_HOME[lang]
    else:
        template = _FOLLOWS[lang][len(reason.premises) > 1, bool(reason.home_premises)]
    return template.format(
        it=Phrase(it or _IT[lang]),
        country=Phrase(country),
        home=reason.home or home,
        here=here,
        there=there,
    )


def _also(reason: Reason, home: str, lang: str) -> str:
    home = reason.home or home
    if lang == "ko" and reason.premises and reason.home_premises:
        here, there = _strong(reason.premises, lang), _strong(reason.home_premises, lang)
        return _ALSO_WITH_HOME.format(home=home, here=here, there=there)
    at_home = [elsewhere(word, home, lang) for word in reason.home_premises]
    words = [*reason.premises, *at_home]
    return _ALSO[lang][len(words) > 1].format(all=_strong(words, lang))


def against_sentence(objections: Sequence[str], is_outweighed: bool, lang: str) -> str:
    """What speaks against a recommendation; the strongest objection stands first."""
    texts = _AGAINST[lang]
    if not objections:
        return texts["denied" if is_outweighed else "none"]
    key = ("outweighs" if is_outweighed else "weaker") + ("_many" if len(objections) > 1 else "")
    count = spelt(len(objections), lang)
    return _begun(texts[key].format(objection=Phrase(f"“{objections[0]}”"), count=count))


def why_answer(
    country: str,
    home: str,
    reasons: Sequence[Reason],
    objections: Sequence[str],
    is_outweighed: bool,
    lang: str,
    it: str = "",
    most: int = REASONS_TOLD,
) -> str:
    """The answer to "why?" in a few sentences.

    Parameters
    ----------
    country, home : str
        Labels of the country in question and of the analysis' home.
    reasons : sequence of Reason
        Independent reasons, strongest first; at least one.
    objections : sequence of str
        Statements of the objections against the conclusion itself, strongest first.
    is_outweighed : bool
        Whether opposition equals or exceeds support.
    lang : {"en", "ko"}
    it : str, optional
        What follows, as a sentence begins with it; "This" if left out.
    most : int
        How many reasons are told; the rest are counted.

    Returns
    -------
    str
        With premises marked for emphasis (see `runs` and `plain`).

    Examples
    --------
    >>> print(plain(why_answer("Vietnam", "Korea", [Reason(("Low cost", "Quality gap"))],
    ...                        ["Teams lack a shared language"], False, "en")))
    This follows for Vietnam because low cost and quality gap hold together there. \
One objection, “Teams lack a shared language”, speaks against it but does not outweigh it.
    """
    first, *others = reasons
    sentences = [reason_sentence(first, country, home, lang, it)]
    sentences += [_also(reason, home, lang) for reason in others[: most - 1]]
    if len(reasons) > most:
        more = len(reasons) - most
        sentences.append(_begun(_MORE[lang][more > 1].format(count=spelt(more, lang))))
    sentences.append(against_sentence(objections, is_outweighed, lang))
    return " ".join(sentences)


def why_not_answer(
    country: str, missing: Sequence[Gap], max_size: int, lang: str, it: str = ""
) -> str:
    """The answer to "why not?": the smallest set of facts it would need.

    Parameters
    ----------
    missing : sequence of Gap
        One smallest set; empty when none of up to `max_size` facts exists.
    it : str, optional
        What does not follow, as for `why_answer`.
    """
    texts, named = _WHY_NOT[lang], Phrase(it or _IT[lang])
    if not missing:
        return texts["none"].format(it=named, country=country, size=max_size)
    names = [
        gap.label if gap.country == country else elsewhere(gap.label, gap.country, lang)
        for gap in missing
    ]
    key = "one" if len(missing) == 1 else "many"
    facts = _strong(names, lang)
    count = spelt(len(missing), lang)
    sentences = [texts[key].format(it=named, country=country, count=count, facts=facts)]
    denied = [gap for gap in missing if gap.denied]
    sentences += [texts["denied"].format(fact=gap.label, where=gap.country) for gap in denied]
    if len(denied) < len(missing):
        sentences.append(texts["unknown"])
    return " ".join(sentences)


def spelt(count: int, lang: str) -> str:
    """A count as it stands in a sentence: small ones in words in English.

    >>> spelt(2, "en"), spelt(20, "en"), spelt(2, "ko")
    ('two', '20', '2')
    """
    return _SPELT[count] if lang == "en" and count < len(_SPELT) else str(count)


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def in_place(name: str, lang: str) -> str:
    """The name of a country as it stands inside a sentence.

    >>> in_place("United States", "en"), in_place("Vietnam", "en")
    ('the United States', 'Vietnam')
    """
    return f"the {name}" if lang == "en" and name.startswith(_WITH_ARTICLE) else name


def elsewhere(label: str, country: str, lang: str) -> str:
    """A label and the country it is said of, where that is not the one in question.

    >>> elsewhere("Quality gap", "Korea", "en")
    'Quality gap (Korea)'
    """
    return f"{country}의 {label}" if lang == "ko" else f"{label} ({country})"
