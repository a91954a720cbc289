"""``python -m webapp``: load the data once, fork what answers queries, and serve."""

from __future__ import annotations

import gc
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from flask import Flask

from graph.derived import add_derived
from graph.errors import EngineError
from graph.stores import opened_store
from ontology.embedded import EmbeddedStore
from ontology.errors import NoService, OntologyError, ServiceError
from ontology.on_disk import version_of
from ontology.service import is_address
from webapp import create_app
from webapp.config import Settings, refuse, settings_of
from webapp.explorer import Explorer
from webapp.sources import DiskGraphs, graphs_of
from webapp.worker import Source
from webapp.workers import Limits, QueryService


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until told to stop."""
    settings = settings_of(arguments)
    _check(settings)
    with _listener(settings) as listener:
        folder = _folder(settings)
        # Before any thread, and before the folder is opened, which starts some: a process with
        # threads cannot be forked safely.
        queries = _queries_on_disk(folder, settings) if folder else None
        try:
            explorer = _explorer(settings)
            if queries is None:
                queries = _queries(graphs_of(explorer.store), settings, explorer.data_version)
            _serve(create_app(explorer, settings, queries), listener, settings)
        finally:
            if queries is not None:
                queries.close()


def _check(settings: Settings) -> None:
    """Refuse what does not go together."""
    if settings.store is None:
        if settings.data_version:
            refuse("--data-version: files tell their version themselves; it is for a --store")
    elif is_address(settings.store):
        if settings.data:
            refuse("--data and --store: a service is only read here; load it with its own tools")
    elif settings.default_graph == "as-is":
        refuse("--default-graph as-is: a folder holds the union of all graphs; leave it out")


def _folder(settings: Settings) -> Path | None:
    """The folder that holds the data, filled if need be, by a process of its own."""
    if settings.store is None or is_address(settings.store):
        return None
    if settings.data:
        data = [word for path in settings.data for word in ("--data", path)]
        command = [sys.executable, "-m", "graph", "load", "--store", settings.store, *data]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)  # noqa: S603
        if done.returncode:
            sys.exit(done.returncode)
    return Path(settings.store)


def _queries_on_disk(folder: Path, settings: Settings) -> QueryService:
    try:
        version = settings.data_version or version_of(folder)
    except OntologyError as error:
        refuse(str(error))
    return _queries(DiskGraphs(folder), settings, version)


def _queries(source: Source, settings: Settings, data_version: str) -> QueryService:
    return QueryService(source, limits_of(settings), settings.allow_service, data_version)


def limits_of(settings: Settings) -> Limits:
    """What queries may take by the settings."""
    return Limits(
        workers=settings.workers,
        reserve=settings.reserve,
        timeout_s=settings.timeout_s,
        max_waiting=settings.max_waiting,
        max_wait_s=settings.max_wait_s,
        max_memory_mib=settings.max_memory_mib,
        max_rows=settings.max_rows,
        max_bytes=settings.max_result_bytes,
        # What a service holds may change unnoticed, unless somebody answers for its version.
        cache_bytes=settings.cache_bytes if _is_steady(settings) else 0,
    )


def _is_steady(settings: Settings) -> bool:
    return settings.store is None or not is_address(settings.store) or bool(settings.data_version)


def _listener(settings: Settings) -> socket.socket:
    """The socket to serve on, taken before the data are loaded: it may be in use."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return _bound(socket.socket(family, kind, protocol), address)
    except OSError as error:
        reason = error.strerror or str(error)
        refuse(f"cannot listen on {settings.host} port {settings.port}: {reason}")


def _bound(listener: socket.socket, address: Any) -> socket.socket:
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    return listener


def _explorer(settings: Settings) -> Explorer:
    """The data, with what follows from them worked out as far as every page needs it."""
    try:
        store = opened_store(
            settings.store,
            [Path(path) for path in settings.data] or None,
            default_graph="as-is" if settings.default_graph == "as-is" else "union",
            version=settings.data_version,
        )
        if isinstance(store, EmbeddedStore) and settings.store is None:
            add_derived(store)
        explorer = Explorer(store)
        for analysis in explorer.analyses:
            _ = explorer.study(analysis).balances
        _ = explorer.data_version
    except (ServiceError, NoService) as error:
        refuse(f"--store: {error}")
    except (OntologyError, EngineError) as error:
        refuse(str(error))
    gc.collect()
    gc.freeze()  # what is loaded stays; no collection needs to look at it again
    return explorer


def _serve(app: Flask, listener: socket.socket, settings: Settings) -> None:
    from webapp.serving import server

    serving = server(app, listener, settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: serving.end())
    # In a thread, since the C library then gives it a heap of its own: in the one that has loaded
    # the data, what a request needs would lie scattered over pages shared with the workers.
    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(serving.run)
        try:
            _announce(settings, listener.getsockname()[1])
            running.result()
        finally:
            serving.end()


def _announce(settings: Settings, port: int) -> None:
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    origin = f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
    sys.stdout.write(
        f"Policy Explorer is ready: {origin}/en/ in English, {origin}/ko/ in Korean."
        " Ctrl-C stops it.\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:  # while it was still starting
        sys.exit(130)
