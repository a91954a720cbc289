"""Data kept on disk: loaded once by this program, then only read.

The folder is an Oxigraph store (RocksDB) laid out as `ontology.loading` does it, with what was
derived in it, and beside its files one that tells what it was loaded from.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from ontology.embedded import EmbeddedStore
from ontology.errors import InvalidData, UnreadableFile
from ontology.loading import SHIPPED, data_files, load, ontology_files

_TOLD: Final = "policy-explorer.json"
_PART: Final = ".part"


def is_loaded(folder: Path) -> bool:
    """Whether a folder holds data that were loaded completely."""
    return (folder / _TOLD).is_file()


def load_to(
    folder: Path, paths: Sequence[Path] | None, finish: Callable[[EmbeddedStore], None]
) -> bool:
    """Load files into a folder that is not there yet or empty; returns whether it was.

    The folder appears once everything is in it. A process that has loaded keeps threads, so it
    should not be forked.

    Parameters
    ----------
    folder : Path
    paths : sequence of Path or None
        As for `ontology.loading.load`.
    finish : callable
        What is done with the store before it is closed.

    Raises
    ------
    OntologyError
        If the files cannot be loaded, or the folder holds something else.
    """
    files = _fingerprint(paths)
    if is_loaded(folder):
        if _told(folder)["files"] != files:
            reason = "it holds other data; give the files it was loaded from, none, or a new folder"
            raise InvalidData(str(folder), None, reason)
        return False
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        reason = "it is no folder that this program loaded, and not empty; name a new one"
        raise UnreadableFile(folder, reason)
    part = folder.with_name(folder.name + _PART)
    shutil.rmtree(part, ignore_errors=True)
    try:
        _write(part, paths, files, finish)
        part.replace(folder)
    except OSError as error:
        raise UnreadableFile(folder, error.strerror or str(error)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return True


def _write(
    part: Path, paths: Sequence[Path] | None, files: str, finish: Callable[[EmbeddedStore], None]
) -> None:
    part.mkdir(parents=True)
    store = load(paths, location=part)
    finish(store)
    told = {"files": files, "data_version": store.data_version}
    store.oxigraph.optimize()
    store.oxigraph.flush()
    (part / _TOLD).write_text(json.dumps(told), "utf-8")


def open_from(folder: Path, version: str = "") -> EmbeddedStore:
    """The data in a folder, to be read only; any number of processes may open it.

    Parameters
    ----------
    folder : Path
    version : str
        What names the state of the data, instead of what was found when they were loaded.

    Raises
    ------
    UnreadableFile
        If nothing was loaded into it.
    """
    found = version_of(folder)
    try:
        oxigraph = ox.Store.read_only(str(folder))
    except OSError as error:
        raise UnreadableFile(folder, str(error)) from error
    return EmbeddedStore(oxigraph, version=version or found)


def version_of(folder: Path) -> str:
    """The version of the data in a folder, as found when they were loaded; the folder stays shut.

    Raises
    ------
    UnreadableFile
        If nothing was loaded into it.
    """
    if not is_loaded(folder):
        raise UnreadableFile(folder, "no data were loaded into it; python -m graph load does that")
    version: str = _told(folder)["data_version"]
    return version


def _told(folder: Path) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads((folder / _TOLD).read_text("utf-8"))
        return {"files": told["files"], "data_version": told["data_version"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableFile(folder / _TOLD, "it does not tell what was loaded") from error


def _fingerprint(paths: Sequence[Path] | None) -> str:
    """A hash of what the files hold, whatever they are called and in whatever order they come."""
    files = [file.path for file in data_files([SHIPPED] if paths is None else paths)]
    hashes = set()
    for path in (*files, *ontology_files()):
        with path.open("rb") as file:
            hashes.add(hashlib.file_digest(file, "sha256").hexdigest())
    return hashlib.sha256(" ".join(sorted(hashes)).encode()).hexdigest()
