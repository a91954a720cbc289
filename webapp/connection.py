"""A connection to a client, which can hold nobody up, and the requests that come over it."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any, Final

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import WSGITask

from webapp.short_way import USUAL

if TYPE_CHECKING:
    from webapp.short_way import Usual

_PIECE_BYTES: Final = 256 * 1024  # that are handed to the system at once
# So that no request takes the door long.
_MOST_OF_QUERY: Final = 16 * 1024
_MOST_OF_ACCEPT: Final = 512


class Request(HTTPRequestParser):  # type: ignore[misc]
    """A request.

    Attributes
    ----------
    usual : Usual or None
        Its query, if the door has begun it.
    answer : bytes or None
        The whole answer, if the door gives it.
    """

    usual: Usual | None = None
    answer: bytes | None = None


class Task(WSGITask):  # type: ignore[misc]
    """Sends the answer of the door, or has the application answer."""

    def service(self) -> None:
        """Answer the request."""
        if self.request.answer is None:
            super().service()
        else:
            self.channel.send_at_once(self.request.answer)

    def get_environment(self) -> dict[str, Any]:
        """What the application is told."""
        environ: dict[str, Any] = super().get_environment()
        environ[USUAL] = self.request.usual
        return environ


class Connection(HTTPChannel):  # type: ignore[misc]
    """A connection on which a request has to arrive within a time, however it trickles in.

    It leaves no query behind that nobody waits for.
    """

    parser_class = Request
    task_class = Task
    last_activity: float

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # What is not sent at once is read again, so no more is read than the system takes.
        self.sendbuf_len: int = min(self.sendbuf_len, _PIECE_BYTES)

    def handle_read(self) -> None:
        """Read what has come; more of the same request does not lengthen its time."""
        begun: float = self.last_activity if self.request is not None else time.time()
        super().handle_read()
        self.last_activity = begun

    def service(self) -> None:
        """Answer the first of the requests that have come."""
        usual = self.requests[0].usual
        try:
            super().service()
        finally:
            if usual is not None and usual.prompt is not None:
                usual.prompt.leave()

    def send_at_once(self, answer: bytes) -> None:
        """Send as much of an answer as the system takes, and the rest later.

        What is sent at once is not copied into a buffer before.
        """
        sent = 0
        with self.outbuf_lock, contextlib.suppress(OSError):
            if self.connected and not self.total_outbufs_len:
                sent = self.send(answer, do_close=False)
                self.last_activity = time.time()
        if sent < len(answer):
            self.write_soon(answer[sent:])

    @property
    def is_plain(self) -> bool:
        """Whether the first request is one that may be answered here at all."""
        request = self.requests[0]
        return (
            request.error is None
            and request.version == "1.1"
            and request.body_rcv is None
            and not request.proxy_netloc
            and "EXPECT" not in request.headers
            and request.headers.get("CONNECTION", "keep-alive").lower() == "keep-alive"
            and len(request.query) <= _MOST_OF_QUERY
            and len(request.headers.get("ACCEPT", "")) <= _MOST_OF_ACCEPT
            and not self.total_outbufs_len
        )

    def environ(self) -> dict[str, Any]:
        """What WSGI would say of the first request, as far as it matters to a usual query."""
        request = self.requests[0]
        found = {f"HTTP_{name}": value for name, value in request.headers.items()}
        found["REQUEST_METHOD"] = request.command
        found["PATH_INFO"] = request.path
        found["QUERY_STRING"] = request.query
        found["REMOTE_ADDR"] = self.addr[0]
        return found
