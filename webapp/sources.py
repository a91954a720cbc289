"""What a worker puts queries to, by what holds the data."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from ontology.embedded import EmbeddedStore
from ontology.remote import RemoteStore
from ontology.store import Store
from webapp.remote import RemoteGraphs
from webapp.worker import Source


class DiskGraphs:
    """Data on disk, which every worker opens for itself, to be read only.

    RocksDB opens files when it needs them, so the number of files is not limited here.
    """

    files: int | None = None

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def opened(self) -> ox.Store:
        """The store in the folder."""
        return ox.Store.read_only(str(self._folder))


def graphs_of(store: Store) -> Source:
    """What holds the data of a store that needs no folder.

    Raises
    ------
    TypeError
        If it is of no kind that is known here.
    """
    if isinstance(store, EmbeddedStore):
        return store.oxigraph
    if isinstance(store, RemoteStore):
        return RemoteGraphs(store)
    raise TypeError(f"{type(store).__name__}: no worker knows what to do with it")
