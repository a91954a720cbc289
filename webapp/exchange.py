"""One question to a worker and its reply, with a deadline."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from typing import Any, BinaryIO, Final

from webapp import failures
from webapp.worker import LENGTH, LENGTHS, received

_POLL_S: Final = 0.25  # how often it is looked whether the client is still there
_PIECE_BYTES: Final = 64 * 1024


class Deadline:
    """When a query must have ended, and whether anybody still waits for it.

    Parameters
    ----------
    timeout_s : float
        How long the query may run from now on.
    is_abandoned : callable
        Tells whether nobody waits any more.
    on_wait : callable
        Told now and then for how many seconds the query has been running.
    """

    def __init__(
        self,
        timeout_s: float,
        is_abandoned: Callable[[], bool],
        on_wait: Callable[[float], None] = lambda _: None,
    ) -> None:
        self.timeout_s = timeout_s
        self._is_abandoned = is_abandoned
        self._on_wait = on_wait
        self._end = time.monotonic() + timeout_s

    def first_piece(self, channel: socket.socket) -> bytes:
        """What the channel holds once there is something; empty if it was closed.

        Raises
        ------
        OutOfTime
            If the deadline passes before, or nobody waits any more.
        """
        while (left := self._end - time.monotonic()) > 0:
            channel.settimeout(min(left, _POLL_S))
            try:
                return channel.recv(_PIECE_BYTES)
            except TimeoutError:
                self._on_wait(self.timeout_s - left + _POLL_S)
            if self._is_abandoned():
                break
        raise failures.OutOfTime(self.timeout_s)


def exchanged(
    channel: socket.socket, request: bytes, file: BinaryIO | None, deadline: Deadline
) -> tuple[dict[str, Any], bytes]:
    """Send a request, and a file if the worker has none; wait for what becomes of it.

    Returns
    -------
    told : dict
        What is told of the answer; its ``is_filed`` says whether it stands in the file.
    body : bytes
        The answer, if it does not.
    """
    channel.settimeout(deadline.timeout_s)
    message = LENGTH.pack(len(request)) + request
    try:
        sent = socket.send_fds(channel, [message], [file.fileno()]) if file is not None else 0
        channel.sendall(message[sent:])
    except TimeoutError:
        raise failures.OutOfTime(deadline.timeout_s) from None
    first = deadline.first_piece(channel)
    channel.settimeout(None)  # the rest of a short answer comes in one go
    return _reply(channel, first)


def _reply(channel: socket.socket, first: bytes) -> tuple[dict[str, Any], bytes]:
    if not first:
        raise EOFError
    if len(first) < LENGTHS.size:
        first += received(channel, LENGTHS.size - len(first))
    told, body = LENGTHS.unpack(first[: LENGTHS.size])
    end = LENGTHS.size + told
    if (missing := end + body - len(first)) > 0:
        first += received(channel, missing)
    return json.loads(first[LENGTHS.size : end]), first[end:]
