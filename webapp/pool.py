"""The workers: who runs, who waits, and who makes room.

A query that takes long goes behind everything else that wants a core, so that pages and short
queries still answer. What it has given up of its priority it cannot get back. On Linux that is
the thread's alone, and the worker goes on with another one (`webapp.worker`); elsewhere it is
replaced.

Long queries may fill `Limits.workers` places and no more for good: once others wait, the latest
of those beyond them is stopped, waits for such a place, and is begun anew. So some places always
come free for short queries, however many long ones are asked.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from typing import TYPE_CHECKING, BinaryIO, Final

from webapp import failures
from webapp.draft import MOST_IN_MEMORY
from webapp.forkserver import ForkServer

if TYPE_CHECKING:
    from webapp.workers import Limits

LONG_S: Final = 1.0
_MOST_NICENESS = 19
# Of what stands back: behind the server, with whatever priority that was started.
_NICENESS: Final = min(os.getpriority(os.PRIO_PROCESS, 0) + 10, _MOST_NICENESS)
_IS_BY_THREAD: Final = sys.platform == "linux"  # whether priority is


class MadeRoom(Exception):
    """A long query was stopped for shorter ones; it may be begun anew."""


@dataclass(slots=True, eq=False)
class Worker:
    """A worker, the file that it holds for a long answer, and whether it stands back."""

    pid: int
    channel: socket.socket
    file: BinaryIO | None = None
    stands_back: bool = False

    def stand_back(self) -> None:
        """Let everything else go first; as soon as there is a thread to do so."""
        if not self.stands_back:
            threads = _threads(self.pid)
            self.stands_back = bool(threads)
            with contextlib.suppress(OSError):  # it may be gone
                for thread in threads:
                    os.setpriority(os.PRIO_PROCESS, thread, _NICENESS)

    def taken_file(self) -> BinaryIO:
        """The file with a long answer, from its beginning."""
        assert self.file is not None, "it was sent with the request"
        file, self.file = self.file, None
        file.seek(0)
        return file

    def close(self) -> None:
        """Let go of what is held for it."""
        self.channel.close()
        if self.file is not None:
            self.file.close()


def _threads(pid: int) -> list[int]:
    """What stands back with a query: all threads of a process but the first.

    That one only starts the others, which begin with its priority. Where priority is not counted
    by thread, it is the process.
    """
    folder = Path(f"/proc/{pid}/task")
    if not _IS_BY_THREAD or not folder.exists():
        return [pid]
    return [int(each.name) for each in folder.iterdir() if int(each.name) != pid]


class Pool:
    """The workers of a service; safe to share between threads."""

    def __init__(self, forks: ForkServer, limits: Limits) -> None:
        self._forks = forks
        self._limits = limits
        self._most = limits.workers + limits.reserve
        self._free = Condition()
        self._idle: list[Worker] = []
        self._count = 0  # of workers, at work or idle
        self._long: list[Worker] = []  # whose queries run for long, the first of them in front
        self._waiting = 0
        self._waiting_for_long = 0
        self._is_missed = False  # whether somebody who does not wait has found none idle
        self._on_idle: Callable[[], object] = bool

    def close(self) -> None:
        """Let go of the idle workers and of whoever waits for one."""
        with self._free:
            for idle in self._idle:
                idle.close()
            self._idle.clear()
            self._free.notify_all()

    def idle(self) -> Worker | None:
        """A worker that is idle, without waiting; None if there is none or others wait for it."""
        with self._free:
            self._is_missed = not self._idle or self._waiting > 0
            return None if self._is_missed else self._idle.pop()

    def when_idle(self, tell: Callable[[], object]) -> None:
        """Whom to tell that `idle`, which gave none before, would give one now."""
        self._on_idle = tell

    @property
    def is_full(self) -> bool:
        """Whether no other worker may be started."""
        return self._count >= self._most

    def taken(self, is_long: bool = False) -> Worker:
        """A worker that is free: an idle one, a new one, or the next that gets free.

        Parameters
        ----------
        is_long : bool
            Whether the query is known to take long.

        Raises
        ------
        Overloaded
            If too many wait already, or none gets free in time.
        """
        with self._free:
            if not self._has_room(is_long):
                self._wait(is_long)
            worker = self._idle.pop() if self._idle else None
            self._count += worker is None
            self._tell_missed()
        worker = worker or self._counted()
        if is_long:
            self._stand_back(worker)
        return worker

    def _has_room(self, is_long: bool) -> bool:
        is_free = bool(self._idle) or self._count < self._most or not self._forks.is_alive
        return is_free and not (is_long and len(self._long) >= self._limits.workers)

    def _wait(self, is_long: bool) -> None:
        # One that has made room waits besides those that may.
        if not is_long and self._waiting >= self._limits.max_waiting:
            raise failures.Overloaded(self._limits.retry_after_s)
        self._waiting += not is_long
        self._waiting_for_long += is_long
        try:
            has_room = self._free.wait_for(lambda: self._has_room(is_long), self._limits.max_wait_s)
        finally:
            self._waiting -= not is_long
            self._waiting_for_long -= is_long
        if not has_room:
            raise failures.Overloaded(self._limits.retry_after_s)

    def _counted(self) -> Worker:
        try:
            return self._started()
        except BaseException:
            self._forget()
            raise

    def _started(self) -> Worker:
        ours, theirs = socket.socketpair()
        with theirs:
            # So that a worker need not wait until a short answer is taken.
            theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST_IN_MEMORY)
            try:
                return Worker(self._forks.started(theirs), ours)
            except BaseException:
                ours.close()
                raise

    def look_after(self, worker: Worker, running_s: float) -> None:
        """To be told now and then for how long the query of a worker has been running.

        Raises
        ------
        MadeRoom
            If it is to be stopped, because others wait and enough queries run for long.
        """
        if running_s < LONG_S:
            return
        self._stand_back(worker)
        with self._free:
            is_beyond = worker in self._long[self._limits.workers :]
            if is_beyond and self._waiting and not self._idle and worker is self._long[-1]:
                raise MadeRoom

    def _stand_back(self, worker: Worker) -> None:
        worker.stand_back()
        with self._free:
            if worker not in self._long:
                self._long.append(worker)

    def give_back(self, worker: Worker, is_spent: bool = False) -> None:
        """Have the worker ready for the next query, or another one in place of a spent one."""
        if is_spent or (worker.stands_back and not _IS_BY_THREAD):
            with contextlib.suppress(failures.Unavailable):  # its answer is there all the same
                self.kill(worker)
            return
        worker.stands_back = False
        self._add(worker, worker)

    def kill(self, worker: Worker) -> None:
        """End a worker and let another one stand in for it."""
        self._bury(worker, self._forks.killed)

    def ended(self, lost: Worker) -> int:
        """Let another worker stand in for one that is no more; returns its exit code."""
        return self._bury(lost, self._forks.ended)

    def _bury(self, lost: Worker, how: Callable[[int], int]) -> int:
        lost.close()
        try:
            code = how(lost.pid)
            self._add(self._started(), lost)
        except failures.Unavailable:
            self._forget(lost)
            raise
        return code

    def _add(self, idle: Worker, instead_of: Worker | None = None) -> None:
        with self._free:
            self._drop(instead_of)
            self._idle.append(idle)
            self._tell()

    def _forget(self, lost: Worker | None = None) -> None:
        with self._free:
            self._drop(lost)
            self._count -= 1
            self._tell()

    def _tell(self) -> None:
        """Wake who waits: one alone, unless some need more than a free worker."""
        if self._waiting_for_long:
            self._free.notify_all()
        else:
            self._free.notify()
        self._tell_missed()

    def _tell_missed(self) -> None:
        if self._is_missed and self._idle and not self._waiting:
            self._is_missed = False
            self._on_idle()

    def _drop(self, lost: Worker | None) -> None:
        if lost in self._long:
            self._long.remove(lost)
