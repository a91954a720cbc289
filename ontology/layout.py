"""Which named graph the triples of a file go to.

Formats with graphs of their own keep them. Of the others, and of what such files say outside
any graph, every file goes to one graph: that of the analysis it declares (of several, the first
by IRI); else that of the one analysis declared nearest to it; else that of the only analysis
loaded at all; else `…/graph/data`, which belongs to no analysis.

Nearest: the files of its own folder, then those below it, then the same for the folder above,
and so on up to the folder that was asked for. Where several analyses are equally near, the file
belongs to none of them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ontology.iris import DATA_GRAPH, GRAPH, ONTOLOGY_GRAPH, local_name


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file to load, and the folder that was asked for when it was found."""

    path: Path
    root: Path


def graphs_of_files(
    files: Sequence[DataFile],
    declared: Mapping[Path, frozenset[str]],
    graphs: Mapping[str, str],
) -> dict[Path, str]:
    """The graph of each file.

    Parameters
    ----------
    files : sequence of DataFile
    declared : mapping of Path to set of IRIs
        The analyses that each file declares, if it declares any.
    graphs : mapping of IRI to graph
        The graph of each analysis.
    """
    every = frozenset().union(*declared.values())
    return {file.path: graphs.get(_analysis(file, declared, every), DATA_GRAPH) for file in files}


def _analysis(
    file: DataFile, declared: Mapping[Path, frozenset[str]], every: frozenset[str]
) -> str:
    own = declared.get(file.path)
    if own:
        return min(own)
    near = _nearest(file, declared) or every
    return next(iter(near)) if len(near) == 1 else ""


def _nearest(file: DataFile, declared: Mapping[Path, frozenset[str]]) -> frozenset[str]:
    for folder in _folders(file):
        beside = {path for path in declared if path.parent == folder}
        below = {path for path in declared if folder in path.parents}
        for group in (beside, below):
            found = frozenset().union(*(declared[path] for path in group))
            if found:
                return found
    return frozenset()


def _folders(file: DataFile) -> Iterator[Path]:
    for folder in file.path.parents:
        yield folder
        if folder == file.root:
            return


def graph_names(analyses: Collection[str]) -> dict[str, str]:
    """A graph name for each analysis: its local name, made unique where that is not.

    >>> graph_names(["https://example.org/a/study"])
    {'https://example.org/a/study': 'https://w3id.org/policy-explorer/graph/study'}
    """
    plain = {analysis: GRAPH + local_name(analysis) for analysis in sorted(analyses)}
    uses = Counter(plain.values())
    uses.update((GRAPH, DATA_GRAPH, ONTOLOGY_GRAPH))
    return {
        analysis: name if uses[name] == 1 else f"{name}-{_short_hash(analysis)}"
        for analysis, name in plain.items()
    }


def _short_hash(iri: str) -> str:
    return hashlib.sha256(iri.encode()).hexdigest()[:7]
