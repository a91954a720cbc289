"""What a worker does: one query after the other, each answered into a file that it is handed.

A worker is a fork of a process that has loaded the store, so it has all of the data and has
copied none of them. It may crash, hang or run out of memory: nobody depends on it.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import json
import os
import resource
import signal
import socket
import struct
import sys
from itertools import cycle
from pathlib import Path
from typing import Final, NoReturn

import pyoxigraph as ox

from webapp.evaluation import Request, reply
from webapp.formats import GRAPH_WRITERS, RESULT_WRITERS

LENGTH: Final = struct.Struct(">I")
OUT_OF_MEMORY: Final = 77  # the exit status of a worker that noticed it itself
_CHANNEL = 3
_MOST_FILES = 5  # the standard three, the channel, and the file of the current answer
_NICENESS = 10  # pages come first where cores are scarce
_BUFFER_BYTES = 64 * 1024
_PR_SET_PDEATHSIG = 1


def run(channel: socket.socket, store: ox.Store, max_memory_bytes: int) -> NoReturn:
    """Answer queries from the channel until it is closed; never returns."""
    status = 1
    try:
        own = _confined(channel, max_memory_bytes)
        while _answer_one(own, store):
            pass
        status = 0
    except MemoryError:
        status = OUT_OF_MEMORY
    finally:
        os._exit(status)


def warm_up() -> None:
    """Let Python import now what it imports on first use: a worker could open no module."""
    for query in ("SELECT * {} LIMIT 1", "CONSTRUCT WHERE { ?s ?p ?o }", "ASK {", "SERVICE"):
        for result_format, graph_format in zip(cycle(RESULT_WRITERS), GRAPH_WRITERS, strict=False):
            request = Request(query, result_format, graph_format, None, None, 1, 1)
            json.loads(json.dumps(reply(ox.Store(), request, io.BytesIO())))


def _confined(channel: socket.socket, max_memory_bytes: int) -> socket.socket:
    """Give up everything but the channel, which is returned under its new number."""
    die_with_parent()
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    number = os.dup(channel.detach())  # it may itself stand where it is to go
    os.dup2(number, _CHANNEL, inheritable=False)
    os.closerange(_CHANNEL + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    if size := _address_space():
        limit = size + max_memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # With no number left for another file, no socket can be opened either.
    resource.setrlimit(resource.RLIMIT_NOFILE, (_MOST_FILES, _MOST_FILES))
    with contextlib.suppress(OSError):
        os.nice(_NICENESS)
    return socket.socket(fileno=_CHANNEL)


def die_with_parent() -> None:
    """Be killed when the parent goes, however it goes; on Linux only."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _address_space() -> int:
    """The present size of the process in bytes, 0 where that cannot be told."""
    if sys.platform != "linux":
        return 0
    return int(Path("/proc/self/statm").read_bytes().split()[0]) * resource.getpagesize()


def _answer_one(channel: socket.socket, store: ox.Store) -> bool:
    """Read a request and answer it; false if the channel was closed instead."""
    head, files, _, _ = socket.recv_fds(channel, LENGTH.size, 1)
    if not head:
        return False
    with os.fdopen(files[0], "w+b", buffering=_BUFFER_BYTES) as file:
        size = LENGTH.unpack(head)[0]
        answer = reply(store, Request(**json.loads(received(channel, size))), file)
    message = json.dumps(answer).encode()
    channel.sendall(LENGTH.pack(len(message)) + message)
    return True


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
