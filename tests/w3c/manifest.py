"""The tests that the manifests of the W3C list, as values.

https://www.w3.org/2001/sw/DataAccess/tests/README
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox

from tests.w3c.fetch import SUITE

MF: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
EVALUATION: Final = ("QueryEvaluationTest", "CSVResultFormatTest")
POSITIVE: Final = ("PositiveSyntaxTest", "PositiveSyntaxTest11")
NEGATIVE: Final = ("NegativeSyntaxTest", "NegativeSyntaxTest11")
# Folders whose subject is not that of a service for queries.
OTHER_SUBJECTS: Final = ("entailment", "service-description", "protocol")


@dataclass(frozen=True, slots=True)
class Case:
    """A test: its name, its kind, the query, the data, and the file of the expected result."""

    name: str
    kind: str
    query: Path
    data: tuple[Path, ...] = ()
    graphs: tuple[Path, ...] = ()
    result: Path | None = None
    is_lax: bool = False

    def __str__(self) -> str:
        return self.name

    @property
    def text(self) -> str:
        """The query with its own address as the base, as a program that reads files has it."""
        return f"BASE <{self.query.as_uri()}>\n" + self.query.read_bytes().decode("utf-8")


def cases() -> list[Case]:
    """Every test of the evaluation and of the syntax of queries, by name."""
    manifests = sorted(SUITE.glob("data-*/*/manifest.ttl"))
    chosen = [each for each in manifests if each.parent.name not in OTHER_SUBJECTS]
    return [case for manifest in chosen for case in _cases(manifest)]


class _Manifest:
    def __init__(self, path: Path) -> None:
        quads = ox.parse(
            path=str(path), format=ox.RdfFormat.TURTLE, base_iri=path.as_uri(), lenient=True
        )
        self._values: dict[tuple[str, str], list[object]] = {}
        self.entries: list[object] = []
        for quad in quads:
            key = (str(quad.subject), quad.predicate.value)
            self._values.setdefault(key, []).append(quad.object)
            if quad.predicate.value == MF + "entries":
                self.entries.append(quad.object)

    def all(self, subject: object, name: str) -> list[object]:
        return self._values.get((str(subject), name), [])

    def one(self, subject: object, name: str) -> object | None:
        return next(iter(self.all(subject, name)), None)

    def items(self) -> Iterator[object]:
        for entries in self.entries:
            node: object | None = entries
            while node is not None and getattr(node, "value", "") != RDF + "nil":
                item = self.one(node, RDF + "first")
                if item is not None:
                    yield item
                node = self.one(node, RDF + "rest")

    def paths(self, subject: object, name: str) -> tuple[Path, ...]:
        return tuple(_path(each) for each in self.all(subject, name))


def _cases(path: Path) -> Iterator[Case]:
    manifest = _Manifest(path)
    for item in manifest.items():
        kind = getattr(manifest.one(item, RDF + "type"), "value", "").removeprefix(MF)
        action = manifest.one(item, MF + "action")
        if kind not in (*EVALUATION, *POSITIVE, *NEGATIVE):
            continue
        local = str(item).strip("<>").rpartition("#")[2]
        query = manifest.paths(action, QT + "query") or (_path(action),)
        if query[0].suffix == ".ru":
            continue  # an update
        yield Case(
            name=f"{path.parent.parent.name}/{path.parent.name}/{local}",
            kind=kind,
            query=query[0],
            data=manifest.paths(action, QT + "data"),
            graphs=manifest.paths(action, QT + "graphData"),
            result=next(iter(manifest.paths(item, MF + "result")), None),
            is_lax=bool(manifest.all(item, MF + "resultCardinality")),
        )


def _path(node: object) -> Path:
    return Path(unquote(urlsplit(str(getattr(node, "value", ""))).path))
