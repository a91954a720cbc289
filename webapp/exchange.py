"""One question to a worker and its reply, with a deadline."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable
from typing import BinaryIO, Final, TypeAlias

from webapp import failures
from webapp.worker import LENGTH, LENGTHS, received

_POLL_S: Final = 0.25  # how often it is looked whether the client is still there
_PIECE_BYTES: Final = 64 * 1024
_AT_ONCE: Final = socket.MSG_DONTWAIT
# What is told of an answer, as JSON, and the answer if it does not stand in the file.
Told: TypeAlias = tuple[bytes, bytes]


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


class Exchange:
    """A request to a worker and its reply: sent and looked for at once, or waited for.

    Parameters
    ----------
    channel : socket
        Of a worker that waits for a request.
    request : bytes
    file : file or None
        To go with it, if the worker has none.
    deadline : Deadline

    Attributes
    ----------
    is_coming : bool
        Whether the last look found a part of the reply, and the rest may follow at once.
    """

    def __init__(
        self, channel: socket.socket, request: bytes, file: BinaryIO | None, deadline: Deadline
    ) -> None:
        self._channel = channel
        self._unsent = LENGTH.pack(len(request)) + request
        self._file = file
        self._deadline = deadline
        self._come = b""
        self.is_coming = False

    def send(self) -> None:
        """Send as much as goes without waiting; if the worker is gone, that shows later."""
        with contextlib.suppress(OSError):
            self._send(_AT_ONCE)

    def look(self) -> Told | None:
        """The reply, if all of it has come; looks without waiting."""
        self.is_coming = False
        with contextlib.suppress(OSError):
            while missing := _missing(self._come):
                self.is_coming = bool(self._come)
                piece = self._channel.recv(max(missing, _PIECE_BYTES), _AT_ONCE)
                if not piece:
                    self.is_coming = False
                    break
                self._come += piece
            else:
                return _told(self._come)
        return None

    def wait(self) -> Told:
        """The reply, once it has come.

        Raises
        ------
        OutOfTime
            If the deadline passes before, or nobody waits any more.
        OSError, EOFError
            If the worker is gone.
        """
        self._send_in_time()
        come = self._come or self._deadline.first_piece(self._channel)
        if not come:
            raise EOFError
        self._channel.settimeout(None)  # the rest of a short answer comes in one go
        while missing := _missing(come):
            come += received(self._channel, missing)
        return _told(come)

    def _send_in_time(self) -> None:
        if not self._unsent:
            return
        self._channel.settimeout(self._deadline.timeout_s)
        try:
            while self._unsent:
                self._send()
        except TimeoutError:
            raise failures.OutOfTime(self._deadline.timeout_s) from None

    def _send(self, flags: int = 0) -> None:
        if self._file is not None:
            files = [self._file.fileno()]
            sent = socket.send_fds(self._channel, [self._unsent], files, flags)
            self._file = None
        else:
            sent = self._channel.send(self._unsent, flags)
        self._unsent = self._unsent[sent:]


def _missing(come: bytes) -> int:
    """How many bytes of a reply are known to be still to come."""
    if len(come) < LENGTHS.size:
        return LENGTHS.size - len(come)
    told, body = LENGTHS.unpack_from(come)
    return max(0, LENGTHS.size + int(told) + int(body) - len(come))


def _told(reply: bytes) -> Told:
    told, _ = LENGTHS.unpack_from(reply)
    end = LENGTHS.size + told
    return reply[LENGTHS.size : end], reply[end:]
