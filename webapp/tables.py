"""The answer to a SELECT query as a table to be shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webapp.answer import Answer


@dataclass(frozen=True, slots=True)
class Cell:
    """A term: ``"uri"``, ``"literal"``, ``"bnode"`` or ``"triple"``, and what it is."""

    kind: str
    value: str
    lang: str = ""
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The solutions of a SELECT query; an unbound variable leaves a cell empty, None."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    is_truncated: bool


def table(answer: Answer) -> Table:
    """The table that an answer of kind "bindings" and format "json" holds; reads the answer."""
    told = json.loads(answer.read())
    variables = tuple(told["head"]["vars"])
    return Table(
        variables=variables,
        rows=tuple(
            tuple(_cell(row[name]) if name in row else None for name in variables)
            for row in told["results"]["bindings"]
        ),
        is_truncated=answer.is_truncated,
    )


def boolean(answer: Answer) -> bool:
    """The truth value that an answer of kind "boolean" and format "json" holds."""
    return bool(json.loads(answer.read())["boolean"])


def _cell(term: Mapping[str, Any]) -> Cell:
    if term["type"] == "triple":
        parts = (_cell(term["value"][each]).value for each in ("subject", "predicate", "object"))
        return Cell("triple", " ".join(parts))
    return Cell(
        kind=term["type"],
        value=term["value"],
        lang=term.get("xml:lang", ""),
        datatype=term.get("datatype", ""),
    )
