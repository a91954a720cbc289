"""Whether data keep to the shapes, in sentences that a person who wrote them can act on."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ontology.iris import ID, TERMS
from ontology.locating import SUFFIXES_WITH_LINES, lines

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

HERE = Path(__file__).parent
SHAPES = HERE / "shapes.ttl"
SEVERITIES = {"Violation": "violation", "Warning": "warning", "Info": "info"}
UNNAMED = "[]"  # how Turtle writes a thing without a name
_PREFIXES = {ID: "id:", TERMS: "pol:"}


@dataclass(frozen=True, slots=True)
class Result:
    """One thing to look at.

    Attributes
    ----------
    severity : str
        ``"violation"``, ``"warning"`` or ``"info"``.
    focus : str
        The IRI of the thing at fault; of the thing it belongs to if it has none of its
        own, else ``"[]"``.
    path : str or None
        The property at fault, several joined by ``|`` or ``/`` as in SPARQL; None where
        the thing as a whole is.
    message : str
        What is wrong, where, and what to do.
    file : str or None
        The file that first describes the focus.
    line : int or None
        The line on which it does, counted from 1; None where the format has no lines.
    """

    severity: str
    focus: str
    path: str | None
    message: str
    file: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found, violations first; only violations keep data from conforming."""

    results: tuple[Result, ...] = ()

    @property
    def conforms(self) -> bool:
        """Whether there is no violation."""
        return all(result.severity != "violation" for result in self.results)

    def including(self, results: Iterable[Result]) -> Report:
        """The same report with more results, such as those of checks that need reasoning."""
        return Report(tuple(sorted({*self.results, *results}, key=_order)))


def _order(result: Result) -> tuple[int, str, int, str, str, str]:
    return (
        tuple(SEVERITIES.values()).index(result.severity),
        result.file or "",
        result.line or 0,
        result.focus,
        result.path or "",
        result.message,
    )


def ontology_files() -> tuple[Path, ...]:
    """The files that define the terms which data may use."""
    return (
        HERE / "policy.ttl",
        HERE / "talent.ttl",
        *sorted((HERE / "alignments").glob("*.ttl")),
    )


def checked(
    triples: Iterable[ox.Triple | ox.Quad], files: Sequence[Path] = (), *, language: str = "en"
) -> Report:
    """Hold statements, in whatever graph they stand, against the shapes.

    Parameters
    ----------
    triples : iterable of Triple or Quad
        The data; the ontology is added to them.
    files : sequence of Path
        The files they were read from, for the places in the report.
    language : str
        ``"en"`` or ``"ko"``, the language of the messages.

    Notes
    -----
    Nothing is fetched from anywhere. The time grows with the number of statements, most of
    it spent in pySHACL: about a second for a thousand.
    """
    import pyshacl  # costs half a second that only validation should pay

    data = _graph(triples)
    for path in ontology_files():
        _add(data, ox.parse(path=path))
    shapes = _graph(ox.parse(path=SHAPES))
    with _quiet():
        _, found, _ = pyshacl.validate(
            data, shacl_graph=shapes, advanced=True, inplace=True, do_owl_imports=False
        )
    return _report(found, data, files, language)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from logging a traceback for each literal that is no number."""
    logger = logging.getLogger("rdflib.term")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _graph(triples: Iterable[ox.Triple | ox.Quad]) -> Graph:
    from rdflib import Graph

    graph = Graph(bind_namespaces="none")
    _add(graph, triples)
    return graph


def _add(graph: Graph, triples: Iterable[ox.Triple | ox.Quad]) -> None:
    """Add statements; rdflib knows none about statements, and no shape asks for any."""
    for triple in triples:
        subject, value = triple.subject, triple.object
        if not isinstance(subject, ox.Triple) and not isinstance(value, ox.Triple):
            graph.add((_to_rdflib(subject), _to_rdflib(triple.predicate), _to_rdflib(value)))


def _to_rdflib(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> Node:
    from rdflib import BNode, Literal, URIRef

    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)


def _report(found: Graph, data: Graph, files: Sequence[Path], language: str) -> Report:
    from rdflib import SH

    results = [_result(found, data, node, language) for node in found.objects(None, SH.result)]
    places = _places((result.focus for result in results), files)
    return Report().including(
        Result(r.severity, r.focus, r.path, r.message, *places.get(r.focus, (None, None)))
        for r in results
    )


def _result(found: Graph, data: Graph, node: Node, language: str) -> Result:
    from rdflib import SH

    severity = str(found.value(node, SH.resultSeverity)).rpartition("#")[2]
    focus = _owner(found.value(node, SH.focusNode), data)
    path = found.value(node, SH.resultPath)
    message = _message(found, node, language).replace("{$this}", _short(focus))
    value = found.value(node, SH.value)
    if value is not None:
        message = message.replace("{?value}", _short(value))
    return Result(
        severity=SEVERITIES[severity],
        focus=_name(focus),
        path=None if path is None else _path(found, path),
        message=message,
    )


def _owner(focus: Node | None, data: Graph) -> Node | None:
    """The named thing that a blank node belongs to, or the node itself."""
    from rdflib import BNode

    seen: set[Node | None] = set()
    node = focus
    while isinstance(node, BNode) and node not in seen:
        seen.add(node)
        node = min(data.subjects(None, node), key=str, default=None)
    return node if node is not None and node not in seen else focus


def _name(node: Node | None) -> str:
    from rdflib import URIRef

    return str(node) if isinstance(node, URIRef) else UNNAMED


def _short(node: Node | None) -> str:
    """A name as Turtle would write it with our prefixes, or the plain text of a literal."""
    from rdflib import Literal

    if isinstance(node, Literal):
        return f'"{node}"'
    name = _name(node)
    for namespace, prefix in _PREFIXES.items():
        if name.startswith(namespace):
            return prefix + name.removeprefix(namespace)
    return name


def _message(found: Graph, node: Node, language: str) -> str:
    """The message in the language, else in English, else whatever there is."""
    from rdflib import SH

    messages = {getattr(m, "language", None): str(m) for m in found.objects(node, SH.resultMessage)}
    return messages.get(language) or messages.get("en") or next(iter(messages.values()), "")


def _path(found: Graph, path: Node) -> str:
    from rdflib import RDF, SH, URIRef

    if isinstance(path, URIRef):
        return str(path)
    alternatives = found.value(path, SH.alternativePath)
    if alternatives is not None:
        return "|".join(_path(found, part) for part in found.items(alternatives))
    if found.value(path, RDF.first) is not None:
        return "/".join(_path(found, part) for part in found.items(path))
    return UNNAMED


def _places(focuses: Iterable[str], files: Sequence[Path]) -> dict[str, tuple[str, int | None]]:
    """Where each focus is first described, the files being read in their order."""
    missing = {focus for focus in focuses if focus != UNNAMED}
    places: dict[str, tuple[str, int | None]] = {}
    for path in files:
        if not missing:
            break
        for focus, line in _described(path, missing).items():
            places[focus] = (str(path), line)
        missing.difference_update(places)
    return places


def _described(path: Path, wanted: set[str]) -> dict[str, int | None]:
    """The wanted things that a file describes, with the line where the format has lines."""
    if path.suffix.lower() in SUFFIXES_WITH_LINES:
        return dict(lines(path, wanted))
    described = {getattr(triple.subject, "value", "") for triple in ox.parse(path=path)}
    return dict.fromkeys(sorted(wanted & described))
