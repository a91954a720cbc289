"""``python -m webapp``: load the data once, fork what answers queries, and serve."""

from __future__ import annotations

import gc
import signal
import socket
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any, NoReturn

from flask import Flask

from graph.derived import add_derived
from graph.errors import EngineError
from ontology.errors import OntologyError
from ontology.loading import load
from webapp import create_app
from webapp.config import Settings, refuse, settings_of
from webapp.explorer import Explorer
from webapp.workers import Limits, QueryService


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until told to stop."""
    settings = settings_of(arguments)
    if settings.store is not None:
        refuse("--store: a remote store is not available yet in this version; use --data")
    with _listener(settings) as listener:
        explorer = _explorer(settings)
        # Before any thread: a process with threads cannot be forked safely.
        queries = QueryService(explorer.store.oxigraph, limits_of(settings), settings.allow_service)
        try:
            _serve(create_app(explorer, settings, queries), listener, settings)
        finally:
            queries.close()


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
        cache_bytes=settings.cache_bytes,
    )


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
        store = load(
            settings.data or None,
            default_graph="as-is" if settings.default_graph == "as-is" else "union",
        )
        add_derived(store)
        explorer = Explorer(store)
        for analysis in explorer.analyses:
            _ = explorer.study(analysis).balances
        _ = explorer.data_version
    except (OntologyError, EngineError) as error:
        refuse(str(error))
    gc.collect()
    gc.freeze()  # what is loaded stays; no collection needs to look at it again
    return explorer


def _serve(app: Flask, listener: socket.socket, settings: Settings) -> None:
    from webapp.serving import server

    serving = server(app, listener, settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    _announce(settings, listener.getsockname()[1])
    serving.run()


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


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
