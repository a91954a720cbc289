"""Queries to begin with, as SHACL describes queries: the file ``examples.ttl``.

A competency question stands there with its title and its group; its text and its question are
those of ``questions/NN-NAME.rq``. One that the file does not name stands in the last group.

Reference: SHACL Advanced Features, https://www.w3.org/TR/shacl-af/#SPARQLExecutable.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from ontology.iris import ID, RDF_TYPE

EXAMPLE: Final = ID + "example/"
_GROUP: Final = ID + "example-group/"
_LAST: Final = _GROUP + "other"
_HERE: Final = Path(__file__).parent
_SH: Final = "http://www.w3.org/ns/shacl#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_SUBJECT: Final = "http://purl.org/dc/terms/subject"
_PREF_LABEL: Final = "http://www.w3.org/2004/02/skos/core#prefLabel"
_FORMS: Final = ("select", "ask", "construct", "describe")
_HEADER: Final = re.compile(r"(?:#[^\n]*\n)*")
_QUESTION: Final = re.compile(r"# (en|ko): (.+)")
_FORM: Final = re.compile(rf"^\s*({'|'.join(_FORMS)})\b", re.IGNORECASE | re.MULTILINE)
_FAR: Final = 1 << 20  # the place of what has none

_Said = Mapping[str, list[ox.NamedNode | ox.Literal]]


@dataclass(frozen=True, slots=True)
class Example:
    """A query, and by language its short title and the question that it answers."""

    name: str
    titles: Mapping[str, str]
    questions: Mapping[str, str]
    text: str

    def title(self, lang: str) -> str:
        """What it is called in a language; its question where it has no title."""
        return self.titles.get(lang) or self.question(lang)

    def question(self, lang: str) -> str:
        """The question in a language."""
        return self.questions.get(lang) or self.name.replace("-", " ")

    def query(self, lang: str) -> str:
        """The query, asking for names in a language."""
        return self.text.replace('"en"', f'"{lang}"')

    @property
    def form(self) -> str:
        """``select``, ``ask``, ``construct`` or ``describe``."""
        found = _FORM.search(self.text)
        return found[1].lower() if found else "select"


@dataclass(frozen=True, slots=True)
class Group:
    """Examples about one matter, in their order, and its heading by language."""

    name: str
    titles: Mapping[str, str]
    examples: tuple[Example, ...]

    def title(self, lang: str) -> str:
        """The heading in a language."""
        return self.titles.get(lang, self.name)


@cache
def groups() -> tuple[Group, ...]:
    """The examples group by group, in the order of the file, without empty groups."""
    said, asked = _said(), _questions()
    members: defaultdict[str, list[tuple[int, Example]]] = defaultdict(list)
    for iri, about in said.items():
        if iri.startswith(EXAMPLE):
            group = next((term.value for term in about.get(_SUBJECT, ())), _LAST)
            name = iri.removeprefix(EXAMPLE)
            members[group].append((_place(about), _example(name, about, asked.pop(name, ""))))
    members[_LAST] += [(_FAR, _example(name, {}, text)) for name, text in asked.items()]
    ordered = sorted((_place(about), iri) for iri, about in said.items() if iri in members)
    return tuple(
        Group(
            iri.removeprefix(_GROUP),
            _by_language(said[iri], _PREF_LABEL),
            tuple(example for _, example in sorted(members[iri], key=lambda one: one[0])),
        )
        for _, iri in ordered
        if members[iri]
    )


def triples() -> list[ox.Triple]:
    """The file with the text and the question of every competency question filled in."""
    whole = [quad.triple for quad in _parsed()]
    told = {iri for iri, about in _said().items() if _RDFS + "comment" in about}
    for example in (each for group in groups() for each in group.examples):
        if EXAMPLE + example.name not in told:
            whole += _told(example)
    return list(dict.fromkeys(whole))


def _told(example: Example) -> Iterator[ox.Triple]:
    node = ox.NamedNode(EXAMPLE + example.name)
    for kind in ("SPARQLExecutable", f"SPARQL{example.form.title()}Executable"):
        yield ox.Triple(node, ox.NamedNode(RDF_TYPE), ox.NamedNode(_SH + kind))
    yield ox.Triple(node, ox.NamedNode(_SH + example.form), ox.Literal(example.text))
    for lang, question in example.questions.items():
        yield ox.Triple(node, ox.NamedNode(_RDFS + "comment"), ox.Literal(question, language=lang))


def _example(name: str, about: _Said, text: str) -> Example:
    header = _HEADER.match(text)
    end = header.end() if header else 0
    own = next((t.value for form in _FORMS for t in about.get(_SH + form, ())), "")
    return Example(
        name,
        _by_language(about, _RDFS + "label"),
        _by_language(about, _RDFS + "comment") or dict(_QUESTION.findall(text[:end])),
        own or text[end:].strip(),
    )


def _place(about: _Said) -> int:
    return int(next((term.value for term in about.get(_SH + "order", ())), _FAR))


def _by_language(about: _Said, predicate: str) -> dict[str, str]:
    return {
        term.language or "": term.value
        for term in about.get(predicate, ())
        if isinstance(term, ox.Literal)
    }


def _questions() -> dict[str, str]:
    """The texts of the competency questions by their names without numbers."""
    files = sorted((_HERE / "questions").glob("*.rq"))
    return {re.sub(r"^\d+-", "", file.stem): file.read_text("utf-8") for file in files}


def _said() -> dict[str, _Said]:
    found: defaultdict[str, defaultdict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for quad in _parsed():
        if isinstance(quad.subject, ox.NamedNode) and not isinstance(
            quad.object, ox.BlankNode | ox.Triple
        ):
            found[quad.subject.value][quad.predicate.value].append(quad.object)
    return dict(found)


def _parsed() -> list[ox.Quad]:
    return list(ox.parse(path=_HERE / "examples.ttl", format=ox.RdfFormat.TURTLE))
