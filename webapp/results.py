"""SPARQL results in JSON, and triples in Turtle, read into values.

Reference: SPARQL 1.1 Query Results JSON Format, https://www.w3.org/TR/sparql11-results-json/.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import pyoxigraph as ox

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_WHOLE: Final = ("integer", "long", "int", "short", "byte")
_SIGNED: Final = ("nonPositiveInteger", "negativeInteger", "nonNegativeInteger", "positiveInteger")
_UNSIGNED: Final = ("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte")
NUMERIC: Final = frozenset(
    _XSD + name for name in ("decimal", "double", "float", *_WHOLE, *_SIGNED, *_UNSIGNED)
)
TRIPLE: Final = ("subject", "predicate", "object")
ANY_URI: Final = _XSD + "anyURI"


@dataclass(frozen=True, slots=True)
class Term:
    """An IRI, a literal, a blank node, or a triple written out.

    Attributes
    ----------
    kind : {"iri", "literal", "blank", "triple"}
    value : str
    lang : str
        The language of a literal, else empty.
    datatype : str
        The IRI of the datatype of a literal; empty for plain texts.
    """

    kind: Literal["iri", "literal", "blank", "triple"]
    value: str
    lang: str = ""
    datatype: str = ""

    @property
    def number(self) -> float | None:
        """The value of a finite number; None for all else.

        >>> Term("literal", "0.5", datatype=_XSD + "decimal").number, Term("literal", "5").number
        (0.5, None)
        """
        if self.datatype not in NUMERIC:
            return None
        try:
            value = float(self.value)
        except ValueError:  # an ill-typed literal is legal RDF
            return None
        return value if math.isfinite(value) else None


@dataclass(frozen=True, slots=True)
class Solutions:
    """The answer to a SELECT query: a term or None for each variable of each row."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    @property
    def iris(self) -> frozenset[str]:
        """The IRIs in it."""
        return frozenset(t.value for row in self.rows for t in row if t and t.kind == "iri")

    def first(self, count: int) -> Solutions:
        """The first rows alone."""
        return replace(self, rows=self.rows[:count])

    def in_order(self, variables: Sequence[str]) -> Solutions:
        """The same rows, the columns in the order of these variables and then as they were."""
        rank = {name: place for place, name in reversed(list(enumerate(variables)))}
        order = sorted(
            range(len(self.variables)), key=lambda n: rank.get(self.variables[n], len(rank) + n)
        )
        return Solutions(
            tuple(self.variables[n] for n in order),
            tuple(tuple(row[n] for n in order) for row in self.rows),
        )


def solutions(document: bytes) -> Solutions:
    """The solutions that a document tells of.

    >>> found = solutions(b'{"head": {"vars": ["x"]}, "results": {"bindings": [{}]}}')
    >>> found.variables, found.rows
    (('x',), ((None,),))
    """
    told = json.loads(document)
    variables = tuple(told["head"]["vars"])
    return Solutions(
        variables,
        tuple(
            tuple(_term(binding.get(name)) for name in variables)
            for binding in told["results"]["bindings"]
        ),
    )


def lines_of(document: bytes) -> list[str]:
    """A document in JSON as it came, but with a line for each solution.

    >>> lines_of(b'{"head": {"vars": ["x"]}, "results": {"bindings": [{}, {}]}}')
    ['{"head": {"vars": ["x"]}, "results": {"bindings": [', '{},', '{}', ']}}']
    """
    told = json.loads(document)
    if "results" not in told:
        return [json.dumps(told, ensure_ascii=False)]
    rows = [json.dumps(each, ensure_ascii=False) for each in told["results"]["bindings"]]
    head = json.dumps(told["head"], ensure_ascii=False)
    commas = [f"{row}," for row in rows[:-1]] + rows[-1:]
    return [f'{{"head": {head}, "results": {{"bindings": [', *commas, "]}}"]


def truth(document: bytes) -> bool:
    """The answer to an ASK query.

    >>> truth(b'{"head": {}, "boolean": true}')
    True
    """
    return bool(json.loads(document)["boolean"])


def triples(document: bytes) -> Solutions:
    """The triples of a Turtle document as solutions, as far as it goes where it was cut.

    They come in a fixed order, since a set of triples has none of its own.

    >>> triples(b"<urn:a> <urn:b> 1 . <urn:c> <urn").rows[0][1]
    Term(kind='iri', value='urn:b', lang='', datatype='')
    """
    rows: list[tuple[Term, ...]] = []
    with suppress(SyntaxError):
        for quad in ox.parse(document, format=ox.RdfFormat.TURTLE):
            rows.append(tuple(map(_of_rdf, (quad.subject, quad.predicate, quad.object))))
    rows.sort(key=lambda row: [(term.value, term.lang, term.datatype) for term in row])
    return Solutions(TRIPLE, tuple(rows))


def _of_rdf(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Term:
    if isinstance(term, ox.NamedNode):
        return Term("iri", term.value)
    if isinstance(term, ox.BlankNode):
        return Term("blank", f"_:{term.value}")
    if isinstance(term, ox.Triple):
        return Term("triple", f"<<( {term} )>>")
    plain = term.language or term.datatype.value == _XSD + "string"
    return Term("literal", term.value, term.language or "", "" if plain else term.datatype.value)


def _term(told: Mapping[str, Any] | None) -> Term | None:
    if told is None:
        return None
    value = told["value"]
    match told["type"]:
        case "uri":
            return Term("iri", value)
        case "bnode":
            return Term("blank", f"_:{value}")
        case "triple":
            parts = (_term(value[name]) for name in ("subject", "predicate", "object"))
            return Term("triple", f"<<( {' '.join(map(_written, parts))} )>>")
    return Term("literal", value, told.get("xml:lang", ""), told.get("datatype", ""))


def _written(term: Term | None) -> str:
    """A part of a triple, near enough to SPARQL to be read."""
    if term is None:
        return ""
    if term.kind == "iri":
        return f"<{term.value}>"
    return json.dumps(term.value, ensure_ascii=False) if term.kind == "literal" else term.value
