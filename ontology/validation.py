"""Whether data keep to the shapes, in sentences that a person who wrote them can act on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ontology.conversion import GENID, genid, quiet, to_graph
from ontology.embedded import EmbeddedStore
from ontology.iris import ID, ONTOLOGY, TERMS
from ontology.loading import SHIPPED, data_files, ontology_files, parsed
from ontology.places import Place, first_places

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

SHAPES = Path(__file__).parent / "shapes.ttl"
VOCABULARY_SHAPE = ONTOLOGY + "/shapes#VocabularyShape"
SEVERITIES = {"Violation": "violation", "Warning": "warning", "Info": "info"}
LONGEST_VALUE = 80
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

    def as_dict(self) -> dict[str, object]:
        """The report as JSON has it."""
        return {
            "conforms": self.conforms,
            "results": [asdict(result) for result in self.results],
        }

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


def validate(
    source: EmbeddedStore | Iterable[Path | str] | None = None, *, language: str = "en"
) -> Report:
    """Hold data against the shapes.

    Parameters
    ----------
    source : EmbeddedStore or iterable of Path, optional
        A loaded store, or files and folders of RDF; the shipped analyses if left out.
    language : str
        ``"en"`` or ``"ko"``, the language of the messages.

    Raises
    ------
    MissingFile, UnreadableFile, UnsupportedFormat, ParseError
        If a file cannot be opened or understood.

    Notes
    -----
    Nothing is fetched from anywhere. The time grows with the number of statements.
    """
    if isinstance(source, EmbeddedStore):
        return _checked(source.oxigraph, source.files, language)
    paths = [SHIPPED] if source is None else [Path(path) for path in source]
    files = tuple(file.path for file in data_files(paths))
    return _checked((quad for path in files for quad in parsed(path)), files, language)


def _checked(quads: Iterable[ox.Quad], files: Sequence[Path], language: str) -> Report:
    """Hold statements, in whatever graph they stand, against the shapes."""
    import pyshacl  # costs half a second that only validation should pay
    from rdflib import SH, BNode

    with quiet():
        ontology = (quad for path in ontology_files() for quad in parsed(path))
        data = to_graph(chain(ontology, quads), genid)
        shapes = to_graph(parsed(SHAPES), BNode)
        _target_strangers(shapes, data)
        _, found, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True, do_owl_imports=False)
    results = (
        _result(found, node, data, shapes, language) for node in found.objects(None, SH.result)
    )
    return _report(tuple(results), files)


def _target_strangers(shapes: Graph, data: Graph) -> None:
    """Point the closed vocabulary's shape at whatever uses a term of ours that nobody defined.

    The shape finds them by a SPARQL target, for other validators; rdflib would spend more
    time on that query than on all other rules together.
    """
    from rdflib import RDFS, SH, URIRef

    defined = {str(term) for term in data.subjects(RDFS.isDefinedBy)}
    for subject, *used in data:
        if any(_is_ours(term) and str(term) not in defined for term in used):
            shapes.add((URIRef(VOCABULARY_SHAPE), SH.targetNode, subject))


def _is_ours(term: Node) -> bool:
    from rdflib import URIRef

    return isinstance(term, URIRef) and term.startswith(TERMS)


def _report(results: Sequence[Result], files: Sequence[Path]) -> Report:
    places = first_places({result.focus for result in results} - {UNNAMED}, files)
    return Report().including(_placed(result, places.get(result.focus)) for result in results)


def _placed(result: Result, place: Place | None) -> Result:
    return result if place is None else replace(result, file=str(place.path), line=place.line)


def _result(found: Graph, node: Node, data: Graph, shapes: Graph, language: str) -> Result:
    from rdflib import SH

    severity = str(found.value(node, SH.resultSeverity)).rpartition("#")[2]
    focus = _owner(found.value(node, SH.focusNode), data)
    path = found.value(node, SH.resultPath)
    message = _message(shapes, found.value(node, SH.sourceShape), language)
    message = message.replace("{$this}", _text(focus))
    value = found.value(node, SH.value)
    if value is not None:
        message = message.replace("{?value}", _text(value))
    return Result(
        severity=SEVERITIES[severity],
        focus=_name(focus),
        path=None if path is None else _path(found, path),
        message=_abbreviated(message),
    )


def _owner(focus: Node | None, data: Graph) -> Node | None:
    """The named thing that an unnamed one belongs to, or that one itself."""
    seen: set[Node | None] = set()
    node = focus
    while node is not None and _name(node) == UNNAMED and node not in seen:
        seen.add(node)
        node = min(data.subjects(None, node), key=str, default=None)
    return focus if node is None or node in seen else node


def _name(node: Node | None) -> str:
    return UNNAMED if node is None or str(node).startswith(GENID) else str(node)


def _text(node: Node | None) -> str:
    """A literal in quotes, cut where it is long, or the name of a thing."""
    from rdflib import Literal

    if not isinstance(node, Literal):
        return _name(node)
    return f'"{node}"' if len(node) <= LONGEST_VALUE else f'"{node[:LONGEST_VALUE]}…"'


def _abbreviated(message: str) -> str:
    """The message with names as Turtle would write them with our prefixes."""
    for namespace, prefix in _PREFIXES.items():
        message = message.replace(namespace, prefix)
    return message


def _message(shapes: Graph, shape: Node | None, language: str) -> str:
    """What the shape says in the language, else in English.

    It is read from the shape, since pySHACL drops the language from some messages.
    """
    from rdflib import SH

    said = {
        getattr(text, "language", None): str(text) for text in shapes.objects(shape, SH.message)
    }
    return said.get(language) or said["en"]


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
