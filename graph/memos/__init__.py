"""Each answer as a paragraph of plain English or Korean, fit to be pasted into a memo.

A memo is told from the answer as JSON (`graph.answers`), so the command line, the programming
interface and the pages say the same of the same answer. Every sentence is one whole template
per language; see `graph.prose`, which chooses Korean particles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from graph.answers import Json
from graph.memos import changes, countries, reasons, sets
from graph.memos.teller import Names, Teller

LANGUAGES: Final = ("en", "ko")
_VERSION_SHOWN: Final = 7

# By the name of the question, as the command line has it.
TELLERS: Final[Mapping[str, Callable[[Teller, Json], None]]] = {
    "why": reasons.why,
    "balance": reasons.balance,
    "contributions": reasons.contributions,
    "why-not": sets.why_not,
    "defeat": sets.defeat,
    "coverage": sets.coverage,
    "measures-for": sets.measures_for,
    "difference": sets.difference,
    "recommend": countries.recommend,
    "compare": countries.compare,
    "gaps": countries.gaps,
    "robustness": changes.robustness,
    "what-if": changes.what_if,
    "paths": changes.paths,
}


def memo(question: str, answer: Json, names: Names, lang: str, data_version: str = "") -> str:
    """An answer as a paragraph.

    Parameters
    ----------
    question : str
        One of `TELLERS`.
    answer : Json
        As the engine gives it for scripts.
    names : Names
        Labels of the things in it; an `ontology.catalogue.Catalogue` is one.
    lang : {"en", "ko"}
    data_version : str, optional
        What the answer rests on; told together with its analysis, if it names one.

    Raises
    ------
    KeyError
        If it is no question that has sentences for an answer.

    Examples
    --------
    >>> class Told:
    ...     def label(self, iri, lang): return {"KR": "Korea"}.get(iri, iri)
    ...     short = label
    >>> print(memo("recommend", {"country": "KR", "recommendations": []}, Told(), "en"))
    No measure follows for Korea so far. All numbers are strengths of argument, not probabilities.
    """
    return paragraph([(question, answer)], names, lang, data_version)


def paragraph(
    told: Sequence[tuple[str, Json]], names: Names, lang: str, data_version: str = ""
) -> str:
    """Several answers as one paragraph; see `memo`. What they rest on is told once."""
    teller = Teller(names, lang)
    for question, answer in told:
        TELLERS[question](teller, answer)
    teller.say("numbers")
    if data_version and "analysis" in answer:
        analysis = teller.name(answer["analysis"])
        teller.say("rests-on", analysis=analysis, version=data_version[:_VERSION_SHOWN])
    return teller.text


def memos(question: str, answer: Json, names: Names, data_version: str = "") -> dict[str, str]:
    """The paragraph in every language; empty for a question that has none."""
    if question not in TELLERS:
        return {}
    return {lang: memo(question, answer, names, lang, data_version) for lang in LANGUAGES}
