"""A process that has loaded the store and does nothing but fork workers from itself.

It is forked before the server starts a thread, and has none itself: only then is a fork safe.
It obeys one-letter commands on its channel. When the channel closes, because the server ended
in whatever way, it kills its workers and ends.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import signal
import socket
import struct
import threading
from typing import Final, NoReturn

from webapp import grammar, worker
from webapp.failures import Unavailable

_START: Final = b"S"
_KILL: Final = b"K"
_REAP: Final = b"R"
_NUMBER: Final = struct.Struct(">q")
_TOO_LONG_S = 30.0  # a fork takes milliseconds; one that takes this long never comes back


class ForkServer:
    """The server's side: asks for workers and for their end."""

    def __init__(self, store: worker.Source, max_memory_bytes: int) -> None:
        self._channel, theirs = socket.socketpair()
        self._lock = threading.Lock()
        grammar.prepare()
        gc.collect()
        gc.freeze()  # what is loaded stays as it is, so the pages of it stay shared
        self._pid = os.fork()
        if self._pid == 0:
            self._channel.detach()
            _serve(theirs, store, max_memory_bytes)
        gc.unfreeze()
        theirs.close()
        self._channel.settimeout(_TOO_LONG_S)
        self.is_alive = True

    def started(self, channel: socket.socket) -> int:
        """The process of a new worker, which serves the other end of the channel."""
        return self._asked(_START, channel)

    def killed(self, pid: int) -> int:
        """Kill a worker; returns its exit code, negative for a signal."""
        return self._asked(_KILL + _NUMBER.pack(pid), None)

    def ended(self, pid: int) -> int:
        """Wait for a worker that has closed its channel; returns its exit code."""
        return self._asked(_REAP + _NUMBER.pack(pid), None)

    def _asked(self, command: bytes, channel: socket.socket | None) -> int:
        with self._lock:
            if not self.is_alive:
                raise Unavailable("queries cannot be answered until the server is started again")
            try:
                files = [channel.fileno()] if channel is not None else []
                socket.send_fds(self._channel, [command.ljust(1 + _NUMBER.size, b"\0")], files)
                return int(_NUMBER.unpack(worker.received(self._channel, _NUMBER.size))[0])
            except (OSError, EOFError) as error:
                self.is_alive = False
                raise Unavailable("the process that starts workers has ended") from error

    def close(self) -> None:
        """End it, and every worker with it."""
        with self._lock:
            self.is_alive = False
            self._channel.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._pid, 0)


def _serve(channel: socket.socket, store: worker.Source, max_memory_bytes: int) -> NoReturn:
    children: set[int] = set()
    try:
        number = _stripped(channel)
        worker.warm_up()
        own = socket.socket(fileno=number)
        while True:
            command, files, _, _ = socket.recv_fds(own, 1 + _NUMBER.size, 1)
            if not command:
                break
            _obey(own, command, files, store, max_memory_bytes, children)
    finally:
        for pid in children:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        os._exit(0)


def _stripped(channel: socket.socket) -> int:
    """Keep no file but the standard ones and the channel; returns its number."""
    worker.die_with_parent()
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # The server decides when to end; a key pressed at the terminal reaches all of us.
        signal.signal(each, signal.SIG_IGN)
    os.environ["RUST_BACKTRACE"] = "0"  # a backtrace takes longer than the crash it tells of
    number = channel.detach()
    os.closerange(3, number)
    os.closerange(number + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    return number


def _obey(
    own: socket.socket,
    command: bytes,
    files: list[int],
    store: worker.Source,
    max_memory_bytes: int,
    children: set[int],
) -> None:
    if command[:1] == _START:
        pid = os.fork()
        if pid == 0:
            own.close()
            worker.run(socket.socket(fileno=files[0]), store, max_memory_bytes)
        os.close(files[0])
        children.add(pid)
        own.sendall(_NUMBER.pack(pid))
        return
    pid = _NUMBER.unpack(command[1:])[0]
    if command[:1] == _KILL:
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    children.discard(pid)
    own.sendall(_NUMBER.pack(os.waitstatus_to_exitcode(status)))
