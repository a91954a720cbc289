"""One question to a worker and its reply, with a deadline."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, Final

from webapp import failures
from webapp.worker import LENGTH, received

_POLL_S: Final = 0.25  # how often it is looked whether the client is still there


class Deadline:
    """When a query must have ended, and whether anybody still waits for it."""

    def __init__(self, timeout_s: float, is_abandoned: Callable[[], bool]) -> None:
        self.timeout_s = timeout_s
        self._is_abandoned = is_abandoned
        self._end = time.monotonic() + timeout_s

    def wait(self, channel: socket.socket) -> None:
        """Return when the channel can be read or has been closed.

        Raises
        ------
        OutOfTime
            If the deadline passes before, or nobody waits any more.
        """
        while (left := self._end - time.monotonic()) > 0:
            channel.settimeout(min(left, _POLL_S))
            with suppress(TimeoutError):
                channel.recv(1, socket.MSG_PEEK)
                return
            if self._is_abandoned():
                break
        raise failures.OutOfTime(self.timeout_s)


def exchanged(
    channel: socket.socket, request: bytes, file: BinaryIO, deadline: Deadline
) -> dict[str, Any]:
    """Send a request and the file for its answer, and wait for what becomes of it."""
    channel.settimeout(deadline.timeout_s)
    try:
        socket.send_fds(channel, [LENGTH.pack(len(request))], [file.fileno()])
        channel.sendall(request)
    except TimeoutError:
        raise failures.OutOfTime(deadline.timeout_s) from None
    deadline.wait(channel)
    channel.settimeout(None)  # a reply is short and comes in one go
    size = LENGTH.unpack(received(channel, LENGTH.size))[0]
    told: dict[str, Any] = json.loads(received(channel, size))
    return told
