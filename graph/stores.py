"""Which store a question is put to: files, a folder of loaded data, or a service.

What opens one kind is imported where it is used: a question put to files starts without the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ontology.loading import load
from ontology.store import DefaultGraphMode, Store


def opened_store(
    place: str | None,
    paths: Sequence[Path] | None = None,
    *,
    default_graph: DefaultGraphMode = "union",
    version: str = "",
) -> Store:
    """The data at a place.

    Parameters
    ----------
    place : str or None
        The address of a SPARQL service, or a folder that `loaded_to_disk` filled; None for
        files.
    paths : sequence of Path, optional
        The files, where it is they that are asked for; the shipped analyses if left out.
    default_graph : {"union", "as-is"}
        What queries from outside see; a folder holds the union.
    version : str
        What names the state of data that do not tell it themselves.

    Raises
    ------
    OntologyError
        If they cannot be opened.

    Examples
    --------
    >>> opened_store(None).is_remote
    False
    """
    if place is None:
        return load(paths, default_graph=default_graph)
    from ontology.on_disk import open_from
    from ontology.remote import RemoteStore
    from ontology.service import is_address, service_at

    if is_address(place):
        return RemoteStore(service_at(place), default_graph=default_graph, version=version)
    return open_from(Path(place), version)


def loaded_to_disk(folder: Path, paths: Sequence[Path] | None) -> bool:
    """Load files, and what follows from them, into a folder; false if they were there already.

    Raises
    ------
    OntologyError, EngineError
        If they cannot be loaded, or the folder holds something else.
    """
    from graph.derived import add_derived
    from ontology.on_disk import load_to

    return load_to(folder, paths, add_derived)
