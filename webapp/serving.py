"""The HTTP server: waitress, set up so that no client can hold it up.

Requests are read and answers are sent by one loop that waits for nobody; threads only work.
The usual query is answered by the loop itself (`webapp.door`).
A thread is never kept waiting by a client that reads slowly, and a request that does not arrive
in time is given up.
"""

from __future__ import annotations

import contextlib
import logging
import resource
import socket
from typing import TYPE_CHECKING, Any, Final

from waitress.adjustments import Adjustments

from webapp.config import Settings
from webapp.door import Door
from webapp.draft import MOST_IN_MEMORY
from webapp.short_way import ShortWay

if TYPE_CHECKING:
    from flask import Flask

CONNECTIONS: Final = 1024
REQUEST_S: Final = 30  # for a request to arrive in, and for a connection to be idle
_LOOK_S: Final = 5  # how often it is looked for those that took longer
_HEAD_BYTES: Final = 1024
_FILES: Final = 4 * CONNECTIONS  # files and connections together


def server(app: Flask, listener: socket.socket, settings: Settings) -> Door:
    """A server of the application on a socket; its ``run`` serves until told to stop."""
    # A busy moment is no fault: the queue has its own limit and its own answer.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    _allow_files()
    made = Door(app, listener, _adjustments(settings), _short_way(app, settings))
    made.adj.send_bytes = _HEAD_BYTES  # the head of an answer waits for what follows it
    return made


def _short_way(app: Flask, settings: Settings) -> ShortWay | None:
    """What answers without waiting, where nobody in front has a say in who the client is."""
    is_direct = settings.trusted_proxy is None
    return app.wsgi_app if is_direct and isinstance(app.wsgi_app, ShortWay) else None


def _adjustments(settings: Settings) -> Adjustments:
    return Adjustments(
        # Those that wait for queries are not taken from those that answer pages.
        threads=settings.threads + _most_queries(settings),
        ident=None,
        backlog=CONNECTIONS,
        connection_limit=CONNECTIONS,
        channel_timeout=REQUEST_S,
        cleanup_interval=_LOOK_S,
        channel_request_lookahead=1,  # so that it is noticed when a client goes away
        # What is a little too long is read to its end, so that the client hears the answer.
        max_request_body_size=4 * settings.max_body_bytes,
        outbuf_overflow=2 * MOST_IN_MEMORY,  # what came in memory is sent from there
        # Above any answer, which is kept in a file until a slow client has read it.
        outbuf_high_watermark=4 * settings.max_result_bytes,
        expose_tracebacks=False,
        clear_untrusted_proxy_headers=True,
        **_proxy(settings),
    )


def _most_queries(settings: Settings) -> int:
    """How many requests may be busy with queries: running, waiting, or asking other services.

    As many as wait for a worker may wait for the answer to the same query of somebody else.
    """
    asking = settings.workers if settings.allow_service else 0
    return settings.workers + settings.reserve + 2 * settings.max_waiting + asking


def _allow_files() -> None:
    """Have the system let us open as many files as connections may need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft < most:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _proxy(settings: Settings) -> dict[str, Any]:
    """Whom to believe about the address of a client and the scheme of the request."""
    if settings.trusted_proxy is None:
        return {}
    headers = {"x-forwarded-for", "x-forwarded-proto"}
    return {"trusted_proxy": settings.trusted_proxy, "trusted_proxy_headers": headers}
