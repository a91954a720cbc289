"""What a worker does: it answers one query after the other.

A message is its length and its text; the first one comes with a file. A short answer goes back
at once behind what is told of it, a long one stands in the file, and the next message brings
another.

A worker is a fork of a process that has loaded the store, so it has all of the data and has
copied none of them. It may crash, hang or run out of memory: nobody depends on it.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryFile
from threading import Thread
from typing import Any, BinaryIO, Final, NoReturn, Protocol, TypeAlias

import pyoxigraph as ox

from webapp.draft import Draft
from webapp.evaluation import Graphs, Request, reply
from webapp.formats import GRAPH_WRITERS, RESULT_WRITERS

LENGTH: Final = struct.Struct(">I")
LENGTHS: Final = struct.Struct(">II")  # of what is told of an answer, and of the answer
OUT_OF_MEMORY: Final = 77  # the exit status of a worker that noticed it itself
TURN_S: Final = 0.5  # a thread that has worked for longer at one query makes room for a new one
_NICENESS: Final = os.getpriority(os.PRIO_PROCESS, 0)
_CHANNEL = 3
_MOST_FILES = 5  # the standard three, the channel, and the file for a long answer
_SPENT: Final = 0.5  # what part of its memory a worker may still hold when a thread has gone
_PIECE_BYTES = 64 * 1024
_PR_SET_PDEATHSIG = 1


class ToBeOpened(Protocol):
    """What every worker opens for itself.

    Attributes
    ----------
    files : int or None
        How many files it keeps open; None where that is not known.
    """

    files: int | None

    def opened(self) -> Graphs:
        """What queries are put to."""


Source: TypeAlias = ox.Store | ToBeOpened


def run(channel: socket.socket, store: Source, max_memory_bytes: int) -> NoReturn:
    """Answer queries from the channel until it is closed; never returns.

    It happens in threads of their own, one after the other. The C library keeps a heap for the
    first thread, in which loading the data has left holes all over, and another one for those
    that follow; there, what a query needs lies close together: a CONSTRUCT takes half the time.
    And Linux counts priority by thread, so that after a query that has stood back for others a
    new thread has what the old one gave up, which the process could not get back. What a thread
    leaves to the heap is only partly there for the next ones: a worker that holds much of it says
    that it is spent.
    """
    status = 1
    try:
        own = _alone(channel)
        _prepare_heap()
        graphs = store if isinstance(store, ox.Store) else store.opened()
        space = _AddressSpace()
        _confine(space, max_memory_bytes, 0 if isinstance(store, ox.Store) else store.files)
        status = _Worker(
            own, graphs, lambda: space.grown_bytes > max_memory_bytes * _SPENT
        ).status()
    finally:
        os._exit(status)


class _Worker:
    """Answers what is asked over a channel, and says with each answer whether it is spent."""

    def __init__(
        self, channel: socket.socket, graphs: Graphs, is_spent: Callable[[], bool]
    ) -> None:
        self._channel = channel
        self._graphs = graphs
        self._is_spent = is_spent
        self._file: BinaryIO | None = None
        self._status: int | None = None

    def status(self) -> int:
        """Answer until the channel is closed, or nothing can be answered any more; tells why."""
        while self._status is None:
            thread = Thread(target=self._answer)
            thread.start()
            thread.join()
        return self._status

    def _answer(self) -> None:
        """Answer until the thread has had its turn, one query after the other."""
        try:
            has_had_turn = False
            while not has_had_turn:
                asked = _asked(self._channel)
                if asked is None:
                    self._status = 0
                    return
                has_had_turn = self._answer_one(*asked)
        except MemoryError:
            self._status = OUT_OF_MEMORY
        except BaseException:
            self._status = 1
            raise

    def _answer_one(self, request: Request, files: list[int]) -> bool:
        """Answer a query; tells whether another thread is to answer the next."""
        if files:
            self._file = os.fdopen(files[0], "w+b", buffering=_PIECE_BYTES)
        assert self._file is not None, "the first request brings one"
        draft, start = Draft(self._file), time.monotonic()
        told = reply(self._graphs, request, draft) | {"is_filed": draft.is_filed}
        if draft.is_filed:
            self._file.close()
        has_had_turn = time.monotonic() - start > TURN_S or _is_put_back()
        told["is_spent"] = has_had_turn and self._is_spent()
        _send(self._channel, told, b"" if draft.is_filed else draft.content())
        return has_had_turn


def _is_put_back() -> bool:
    """Whether this thread, on Linux, or the process has less priority than it began with."""
    return os.getpriority(os.PRIO_PROCESS, 0) > _NICENESS


def warm_up() -> None:
    """Let Python import now what it imports on first use: a worker could open no module."""
    for query in ("SELECT * {} LIMIT 1", "CONSTRUCT WHERE { ?s ?p ?o }", "ASK {", "SERVICE"):
        for result_format, graph_format in zip(cycle(RESULT_WRITERS), GRAPH_WRITERS, strict=False):
            request = Request(query, result_format, graph_format, None, None, 1, 1)
            with TemporaryFile() as file:
                json.loads(json.dumps(reply(ox.Store(), request, Draft(file))))


def _alone(channel: socket.socket) -> socket.socket:
    """Give up everything but the channel, which is returned under its new number."""
    die_with_parent()
    _let_others_finish()
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    number = os.dup(channel.detach())  # it may itself stand where it is to go
    os.dup2(number, _CHANNEL, inheritable=False)
    os.closerange(_CHANNEL + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    return socket.socket(fileno=_CHANNEL)


class _AddressSpace:
    """How large the process is; 0 where that cannot be told.

    It is looked up in a file that stays open, since a worker may open none.

    Attributes
    ----------
    files : int
        How many files that takes.
    first_bytes : int
        How large it was at first.
    """

    def __init__(self) -> None:
        path = Path("/proc/self/statm")
        self._file = os.open(path, os.O_RDONLY) if path.exists() else -1
        self.files = int(path.exists())
        self.first_bytes = self._now_bytes()

    @property
    def grown_bytes(self) -> int:
        """By how much it has grown."""
        return self._now_bytes() - self.first_bytes

    def _now_bytes(self) -> int:
        if self._file < 0:
            return 0
        return int(os.pread(self._file, 100, 0).split()[0]) * resource.getpagesize()


def _confine(space: _AddressSpace, max_memory_bytes: int, files: int | None) -> None:
    """Limit the memory, and the files beyond the usual ones; None leaves these as they are."""
    if space.first_bytes:
        limit = space.first_bytes + max_memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if files is not None:
        # With no number left for another file, no socket can be opened either.
        most = _MOST_FILES + space.files + files
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def die_with_parent() -> None:
    """Be killed when the parent goes, however it goes; on Linux only."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _prepare_heap() -> None:
    """Have the C library reserve the heap of the threads that are to come.

    It takes 64 MiB of address space at once, with glibc, which no query is to do without.
    """
    first = Thread(target=bytes, args=(resource.getpagesize(),))
    first.start()
    first.join()


def _let_others_finish() -> None:
    """Take a core when one is free, from nobody: who asks has more to send; on Linux only.

    This changes no shares. It only keeps those who read requests from being put aside whenever
    a worker has something to do.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def _asked(channel: socket.socket) -> tuple[Request, list[int]] | None:
    """The next request and the file that comes with it; None if the channel was closed."""
    first, files, _, _ = socket.recv_fds(channel, _PIECE_BYTES, 1)
    if not first:
        return None
    if len(first) < LENGTH.size:
        first += received(channel, LENGTH.size - len(first))
    size = LENGTH.unpack(first[: LENGTH.size])[0]
    text = first[LENGTH.size :]
    text += received(channel, size - len(text))
    return Request(**json.loads(text)), files


def _send(channel: socket.socket, told: dict[str, Any], body: bytes) -> None:
    message = json.dumps(told).encode()
    channel.sendall(LENGTHS.pack(len(message), len(body)) + message + body)


def received(channel: socket.socket, size: int) -> bytes:
    """Exactly so many bytes from a channel.

    Raises
    ------
    EOFError
        If it is closed before.
    """
    parts = bytearray()
    while len(parts) < size:
        part = channel.recv(min(size - len(parts), 1 << 20))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)
