"""Results as values that are equal exactly if the W3C's rules take them for the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

RS: Final = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
NUMBERS: Final = tuple(
    XSD + name for name in ("decimal", "double", "float", "integer", "int", "long", "short", "byte")
)
FORMATS: Final = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}
Row = Mapping[str, Any]


def expected(path: Path) -> Any:
    """What a file of the suite says the result is: a truth value, rows or triples."""
    if path.suffix in FORMATS:
        return read(path.read_bytes(), FORMATS[path.suffix])
    if path.suffix == ".csv":
        return table(path.read_text("utf-8"))
    form = ox.RdfFormat.RDF_XML if path.suffix == ".rdf" else ox.RdfFormat.TURTLE
    quads = list(ox.parse(path=str(path), format=form, base_iri=path.as_uri(), lenient=True))
    return (
        result_set(quads)
        if any(q.object == ox.NamedNode(RS + "ResultSet") for q in quads)
        else quads
    )


def read(document: bytes, form: ox.QueryResultsFormat) -> bool | list[Row]:
    """A truth value, or rows by variable."""
    found = ox.parse_query_results(document, format=form)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    names = [variable.value for variable in found.variables]
    return [{n: s[n] for n in names if s[n] is not None} for s in found]


def result_set(quads: Sequence[ox.Quad]) -> bool | list[Row]:
    """A result told in triples."""

    def all_of(subject: object, name: str) -> list[Any]:
        return [q.object for q in quads if q.subject == subject and q.predicate.value == RS + name]

    (whole,) = {q.subject for q in quads if q.object == ox.NamedNode(RS + "ResultSet")}
    if truth := all_of(whole, "boolean"):
        return bool(truth[0].value == "true")
    solutions = all_of(whole, "solution")
    return [
        {
            all_of(binding, "variable")[0].value: all_of(binding, "value")[0]
            for binding in all_of(solution, "binding")
        }
        for solution in solutions
    ]


def table(text: str) -> list[list[str]]:
    """The rows of a CSV file, the variables first; labels of blank nodes are dropped."""
    rows = csv.reader(io.StringIO(text))
    return [["_:" if cell.startswith("_:") else cell for cell in row] for row in rows]


def same_tables(found: list[list[str]], wanted: list[list[str]]) -> bool:
    """Whether two CSV tables hold the same rows, whatever the order of columns and rows."""

    def rows(given: list[list[str]]) -> list[list[tuple[str, str]]]:
        head, *body = given
        return sorted(sorted(zip(head, row, strict=True)) for row in body)

    return rows(found) == rows(wanted)


def same_rows(found: Sequence[Row], wanted: Sequence[Row], is_lax: bool) -> bool:
    """Whether two results hold the same rows, blank nodes by any name."""
    if is_lax:
        return _distinct(found) == _distinct(wanted)
    return _canonical(_told(found)) == _canonical(_told(wanted))


def same_triples(found: Iterable[ox.Quad], wanted: Iterable[ox.Quad]) -> bool:
    """Whether two graphs are isomorphic."""

    def plain(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
        return [ox.Quad(q.subject, q.predicate, _valued(q.object)) for q in quads]

    return _canonical(plain(found)) == _canonical(plain(wanted))


def _distinct(rows: Sequence[Row]) -> set[frozenset[tuple[str, str]]]:
    return {frozenset((name, str(_valued(term))) for name, term in row.items()) for row in rows}


def _told(rows: Sequence[Row]) -> list[ox.Quad]:
    quads = []
    for row in rows:
        node = ox.BlankNode()
        quads.append(ox.Quad(node, ox.NamedNode("row:a"), ox.Literal("row")))
        for name, term in row.items():
            quads.append(ox.Quad(node, ox.NamedNode(f"row:{name}"), _valued(term)))
    return quads


def _valued(term: Any) -> Any:
    """The term with a number written in one way; SPARQL tells numbers by their value."""
    if isinstance(term, ox.Literal) and term.datatype.value in NUMBERS:
        try:
            return ox.Literal(_number(term.value), datatype=term.datatype)
        except InvalidOperation:
            return term
    return term


def _number(text: str) -> str:
    number = Decimal(text)
    return str(number.normalize() if number else 0) if number.is_finite() else text


def _canonical(quads: Iterable[ox.Quad]) -> ox.Dataset:
    found = ox.Dataset(quads)
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return found
