"""Queries to begin with: the competency questions and some about what was derived.

They are the files ``ontology/examples/NN-NAME.rq`` and ``ontology/questions/NN-NAME.rq``, each
opening with its question in both languages. A file that no group names stands in the last one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import ontology

_FOLDERS: Final = tuple(Path(ontology.__file__).parent / name for name in ("examples", "questions"))
_HEADER: Final = re.compile(r"(?:#[^\n]*\n)*")
_QUESTION: Final = re.compile(r"# (en|ko): (.+)")
_OTHER: Final = "other"
# The names of the files without their numbers, group by group; the order is that of the page.
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "follows": (
        "recommendations-by-country",
        "why-pairing-vietnam",
        "claims-behind-pairing",
        "findings-used-most",
        "steps-only-inferred",
        "derived-but-not-advised",
        "what-further-data-change",
        "one-measure-for-two-countries",
        "reasoning-as-triples",
    ),
    "against": (
        "outweighed",
        "objections-to-pairing",
        "objections-with-an-answer",
        "questions-a-critic-would-ask",
        "india-english-contested",
        "found-not-to-hold",
    ),
    "countries": (
        "constraints-united-states",
        "traits-india",
        "vietnam-culture-tension",
        "nothing-said-of-japan",
        "shared-office-hours",
        "missing-english-ranks",
    ),
    "measures": (
        "constraints-no-recommended-measure-meets",
        "constraints-nothing-mitigates",
        "what-mitigates-what",
        "government-measures",
        "advice-of-the-report",
        "measures-of-each-track",
        "same-measure-by-country",
        "precedents",
    ),
    "steps": ("inferred-steps", "carried-over-steps", "claims-by-basis", "definitions"),
    "evidence": (
        "passages-behind-claims",
        "claims-per-passage",
        "findings-of-a-single-source",
        "stated-and-measured",
        "rules-and-who-meets-them",
        "conflicting-values",
        "revised-values",
        "undated-figures",
        "worked-out-figures",
        "weak-sources",
        "documents-on-japan",
    ),
}


@dataclass(frozen=True, slots=True)
class Example:
    """A query and the question it answers, by language."""

    name: str
    questions: Mapping[str, str]
    text: str

    def question(self, lang: str) -> str:
        """The question in a language."""
        return self.questions.get(lang) or self.name.replace("-", " ")

    def query(self, lang: str) -> str:
        """The query, asking for names in a language."""
        return self.text.replace('"en"', f'"{lang}"')


@cache
def examples() -> tuple[Example, ...]:
    """Every example, in the order of the groups; the first is the one to begin with."""
    return tuple(example for _, found in groups() for example in found)


@cache
def groups() -> tuple[tuple[str, tuple[Example, ...]], ...]:
    """The examples group by group, without empty groups."""
    found = {example.name: example for example in _read()}
    grouped = {
        group: tuple(found.pop(name) for name in names if name in found)
        for group, names in GROUPS.items()
    }
    grouped[_OTHER] = tuple(found.values())
    return tuple((group, some) for group, some in grouped.items() if some)


def example_named(name: str) -> Example | None:
    """The example of a name, with the number of its file or without."""
    plain = _unnumbered(name)
    return next((example for example in examples() if example.name == plain), None)


def example_of(query: str) -> Example | None:
    """The example that a query is, whatever the language and the spaces around it."""
    bare = _bare(query)
    return next((each for each in examples() if _bare(each.text) == bare), None)


def _bare(query: str) -> str:
    return " ".join(re.sub(r'"(?:en|ko)"', '""', query).split())


def _read() -> Iterator[Example]:
    for folder in _FOLDERS:
        yield from map(_example, _files(folder))


def _files(folder: Path) -> Iterable[Path]:
    return sorted(folder.glob("*.rq"))


def _example(file: Path) -> Example:
    text = file.read_text("utf-8")
    header = _HEADER.match(text)
    end = header.end() if header else 0
    return Example(
        name=_unnumbered(file.stem),
        questions=dict(_QUESTION.findall(text[:end])),
        text=text[end:].strip(),
    )


def _unnumbered(name: str) -> str:
    return re.sub(r"^\d+-", "", name)
