"""Opening RDF files as one store, with a graph of its own for each analysis."""

from __future__ import annotations

import codecs
import io
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from ontology.embedded import EmbeddedStore
from ontology.errors import (
    InvalidData,
    MissingFile,
    NoData,
    ParseError,
    UnreadableFile,
    UnsupportedFormat,
)
from ontology.iris import ONTOLOGY_GRAPH, RDF_TYPE, TERMS
from ontology.layout import DataFile, graph_names, graphs_of_files
from ontology.nesting import check as check_nesting
from ontology.store import DefaultGraphMode, Store, named_query
from ontology.terms import iri_of, str_of

HERE = Path(__file__).parent
SHIPPED = HERE / "analyses"
FORMATS: Mapping[str, ox.RdfFormat] = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    # Our N3 is the part of it that is Turtle: formulas are not data.
    ".n3": ox.RdfFormat.TURTLE,
}
CLAIM_CLASSES = tuple(TERMS + kind for kind in ("Finding", "Implication", "Objection", "Advice"))

_HINTS = {
    "LoadDocumentCallback": "; nothing is fetched: put the @context itself into the file",
    "No scheme found": "; write the whole IRI, or declare a @base",
}

_OF_LINES = (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS)
# Each statement once more in the default graph, the union of all.
_UNITE = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"

_TYPE = ox.NamedNode(RDF_TYPE)
_ANALYSIS = ox.NamedNode(TERMS + "Analysis")


def load(
    paths: Sequence[Path | str] | None = None,
    *,
    default_graph: DefaultGraphMode = "union",
    location: Path | None = None,
) -> EmbeddedStore:
    """Open files and folders as one store.

    Folders are read with all below them, except what is hidden; files given twice are read
    once. See `ontology.layout` for the graphs that triples go to. How statements are spread
    over the files of a folder makes no difference.

    Parameters
    ----------
    paths : sequence of Path, optional
        RDF in any of `FORMATS`; the analyses that ship with the project if left out.
    default_graph : {"union", "as-is"}
        What SPARQL sees as the default graph: the union of all graphs, with the ontology
        among them; or exactly the triples that the files put there.
    location : Path, optional
        An empty folder to keep the data in; in memory if left out.

    Raises
    ------
    MissingFile, UnreadableFile, UnsupportedFormat, ParseError
        If a file cannot be opened or understood.
    NoData
        If the files hold no statement.
    InvalidData
        If it cannot be told which of several analyses a claim belongs to.
    """
    files = data_files([SHIPPED] if paths is None else [Path(path) for path in paths])
    if not files:
        raise NoData("no file and no folder was given; name at least one")
    store = EmbeddedStore(
        _united_store(files, ox.Store(location)),
        files=[file.path for file in files],
        as_is=_as_is(files) if default_graph == "as-is" else None,
    )
    _check_membership(store)
    return store


def ontology_files() -> tuple[Path, ...]:
    """The files that define the terms which data may use."""
    return (
        HERE / "policy.ttl",
        HERE / "talent.ttl",
        *sorted((HERE / "alignments").glob("*.ttl")),
    )


def ontology_store() -> ox.Store:
    """The terms that data may use, as `load` adds them to the data."""
    store = ox.Store()
    for path in ontology_files():
        _load(store, path, ONTOLOGY_GRAPH)
    store.update(_UNITE)
    return store


def data_files(paths: Iterable[Path]) -> tuple[DataFile, ...]:
    """The RDF files among and below the paths, each once, in a fixed order.

    Raises
    ------
    MissingFile, UnreadableFile, UnsupportedFormat
        If a path leads to nothing that can be read as RDF.
    """
    found: dict[str, DataFile] = {}
    for path in paths:
        for file in _files(path):
            if not file.path.is_file():
                raise UnreadableFile(file.path, "it is no regular file, or a link to nowhere")
            # Not Path.resolve, which raises on a circle of links.
            found.setdefault(os.path.realpath(file.path), file)
    return tuple(sorted(found.values(), key=lambda file: str(file.path)))


def _files(path: Path) -> Iterator[DataFile]:
    try:
        is_folder = path.is_dir()
        exists = is_folder or path.exists()
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the name
        raise UnreadableFile(path, str(error)) from error
    if not exists:
        raise MissingFile(path)
    if is_folder:
        yield from _files_below(path)
    elif path.suffix.lower() in FORMATS:
        yield DataFile(path, path.parent)
    else:
        raise UnsupportedFormat(path)


def _files_below(folder: Path) -> Iterator[DataFile]:
    def refuse(error: OSError) -> None:
        raise UnreadableFile(Path(error.filename), error.strerror or str(error)) from error

    is_empty = True
    for name, folders, names in os.walk(folder, onerror=refuse, followlinks=False):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for each in sorted(names):
            if not each.startswith(".") and Path(each).suffix.lower() in FORMATS:
                is_empty = False
                yield DataFile(Path(name, each), folder)
    if is_empty:
        raise UnreadableFile(folder, f"the folder holds no file ending in {', '.join(FORMATS)}")


def parsed(path: Path) -> Iterator[ox.Quad]:
    """The statements of a file; its blank nodes are apart from those of any other.

    Raises
    ------
    UnreadableFile
        If the file cannot be opened, is no text, or nests so deep that it could harm.
    ParseError
        If it breaks the syntax of its format.
    """
    with _opened(path) as file:
        yield from ox.parse(file, format=_format(path), rename_blank_nodes=True)


def _load(store: ox.Store, path: Path, home: str | None = None) -> None:
    """Add a file to a store; what it says outside any graph goes to `home`, if that is given."""
    graph = ox.DefaultGraph() if home is None else ox.NamedNode(home)
    with _opened(path) as file:
        store.bulk_load(file, _format(path), to_graph=graph)


def _format(path: Path) -> ox.RdfFormat:
    return FORMATS[path.suffix.lower()]


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """A file to be parsed, behind its byte-order mark; its errors are told as ours."""
    try:
        check_nesting(path)
        with path.open("rb") as file:
            if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
                file.seek(0)
            yield file
    except SyntaxError as error:
        raise _syntax_error(path, _format(path), error) from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(path, "it is not UTF-8 text") from error
    except OSError as error:
        raise UnreadableFile(path, error.strerror or str(error)) from error


def _syntax_error(
    path: Path, format_: ox.RdfFormat, error: SyntaxError
) -> ParseError | UnreadableFile:
    reason = error.msg or str(error)
    if "UTF-8" in reason:
        return UnreadableFile(path, f"it is not UTF-8 text (line {error.lineno})")
    # "Parser error at line 3 column 14: reason (line 3)": the place is told apart from it.
    reason = re.sub(r"^Parser error at [^:]*: | \(line \d+\)$", "", reason)
    hint = next((told for part, told in _HINTS.items() if part in reason), "")
    line = error.lineno if error.lineno is not None else _failing_line(path, format_)
    return ParseError(path, line, error.offset, reason + hint)


class _Lines(io.BytesIO):
    """A file that hands out no more than one line at a time."""

    def read(self, size: int | None = -1, /) -> bytes:
        return self.readline(-1 if size is None else size)


def _failing_line(path: Path, format_: ox.RdfFormat) -> int | None:
    """The line up to which a parser that tells none gets."""
    lines = _Lines(path.read_bytes())
    try:
        for _ in ox.parse(lines, format=format_):
            pass
    except SyntaxError:
        return len(lines.getvalue()[: lines.tell()].splitlines())
    return None


def _declarations(path: Path) -> dict[str, set[str]]:
    """The analyses that a file declares, each with the named graphs in which it does."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for quad in _that_may_declare(path):
        if quad.object == _ANALYSIS and quad.predicate == _TYPE:
            if not isinstance(quad.subject, ox.NamedNode):
                reason = "it has no IRI, so that nothing can belong to it; give it one"
                raise InvalidData("an analysis", str(path), reason)
            graph = quad.graph_name
            found[quad.subject.value] |= {graph.value} if isinstance(graph, ox.NamedNode) else set()
    return dict(found)


def _that_may_declare(path: Path) -> Iterator[ox.Quad]:
    """The statements of a file; of one with a statement a line, only those in question."""
    format_ = _format(path)
    if format_ not in _OF_LINES:
        yield from parsed(path)
        return
    with _opened(path) as file:
        # A letter may also be written as an escape.
        lines = (line for line in file if b"Analysis" in line or b"\\" in line)
        for line in lines:
            with suppress(SyntaxError):  # told when the file is loaded, with its place
                yield from ox.parse(line, format=format_)


def _homes(files: Sequence[DataFile]) -> dict[Path, str]:
    """The graph of each file, for what it says outside any graph."""
    declared = {file.path: found for file in files if (found := _declarations(file.path))}
    named: defaultdict[str, set[str]] = defaultdict(set)
    for found in declared.values():
        for analysis, graphs_of_it in found.items():
            named[analysis] |= graphs_of_it
    # An analysis that already stands in a graph keeps it.
    graphs = graph_names(named) | {a: min(found) for a, found in named.items() if found}
    return graphs_of_files(files, {p: frozenset(found) for p, found in declared.items()}, graphs)


def _united_store(files: Sequence[DataFile], store: ox.Store) -> ox.Store:
    homes = _homes(files)
    for path, home in homes.items():
        _load(store, path, home)
    if not len(store):
        names = ", ".join(str(file.path) for file in files)
        raise NoData(f"{names}: not a single statement; give files that hold some")
    for path in ontology_files():
        _load(store, path, ONTOLOGY_GRAPH)
    store.update(_UNITE)
    return store


def _as_is(files: Sequence[DataFile]) -> ox.Store:
    store = ox.Store()
    for file in files:
        _load(store, file.path)
    return store


def _check_membership(store: Store) -> None:
    """Refuse a claim of which it cannot be told to which of several analyses it belongs."""
    if len(store.membership.analyses) < 2:
        return
    settled: dict[str, bool] = {}
    for row in store.select(named_query("claims"), type=store.subclasses(*CLAIM_CLASSES)):
        claim = str_of(row["claim"])
        analysis = store.membership.of(iri_of(row["analysis"]), iri_of(row["graph"]))
        settled[claim] = settled.get(claim, False) or analysis is not None
    lost = min((claim for claim, is_settled in settled.items() if not is_settled), default=None)
    if lost is not None:
        choice = " or ".join(f"<{analysis}>" for analysis in store.analyses())
        raise InvalidData(
            lost,
            str(store.place(lost) or ""),
            f"it belongs to no one analysis; add pol:inAnalysis {choice}",
        )
