"""Answers queries in processes of their own, so that no query can hurt anything else.

A query that runs too long is killed with its worker, one that crashes or takes too much memory
takes down its worker alone; another worker stands in at once. Long results travel in unlinked
temporary files: a worker is free again before the first byte is sent to a slow reader.

A query that takes long goes behind everything else that wants a core, so that pages and short
queries still answer. What a process has given up of its priority it cannot get back, so its
worker is replaced afterwards.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import socket
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Condition
from typing import Any, BinaryIO, Final

import pyoxigraph as ox

from webapp import failures
from webapp.answer import Answer
from webapp.answer_cache import AnswerCache
from webapp.evaluation import Reply
from webapp.exchange import Deadline, exchanged
from webapp.forkserver import ForkServer
from webapp.worker import OUT_OF_MEMORY

_LONG_S: Final = 1.0
_NICENESS: Final = 10
_FAILURES: Final = {
    kind.__name__: kind
    for kind in (failures.MalformedQuery, failures.UnknownGraph, failures.RefusedQuery)
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What queries may take.

    Attributes
    ----------
    workers : int
        How many run at once.
    timeout_s : float
        How long one may run.
    max_waiting, max_wait_s
        How many may wait for a worker, and how long.
    max_memory_mib, max_rows, max_bytes : int
        What one may take and answer.
    cache_bytes : int
        What answers kept for the next time may take together.
    """

    workers: int = 2
    timeout_s: float = 10.0
    max_waiting: int = 16
    max_wait_s: float = 5.0
    max_memory_mib: int = 1024
    max_rows: int = 100_000
    max_bytes: int = 64 << 20
    cache_bytes: int = 64 << 20


@dataclass(frozen=True, slots=True)
class Wish:
    """How an answer is wanted.

    Attributes
    ----------
    result_format, graph_format : str or None
        The format of solutions and truth values, and of triples; see `webapp.formats`.
    default_graphs, named_graphs : sequence of str, or None
        The data set; None leaves it to the query.
    timeout_s : float or None
        A shorter time than the service allows.
    max_rows : int or None
        Fewer rows than the service allows.
    """

    result_format: str | None = "json"
    graph_format: str | None = "turtle"
    default_graphs: Sequence[str] | None = None
    named_graphs: Sequence[str] | None = None
    timeout_s: float | None = None
    max_rows: int | None = None


@dataclass(slots=True)
class _Worker:
    """A worker, the file that it holds for a long answer, and whether it stands back."""

    pid: int
    channel: socket.socket
    file: BinaryIO | None = None
    stands_back: bool = False

    def stand_back(self, running_s: float) -> None:
        """Let everything else go first once the query has run for long."""
        if running_s >= _LONG_S and not self.stands_back:
            self.stands_back = True
            with contextlib.suppress(OSError):  # it may be gone
                os.setpriority(os.PRIO_PROCESS, self.pid, _NICENESS)

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


class QueryService:
    """Answers queries over a store; safe to share between threads.

    Create it before any thread starts: it forks. Close it when the server ends.
    """

    def __init__(self, store: ox.Store, limits: Limits = Limits()) -> None:
        self.limits = limits
        self._cache = AnswerCache(limits.cache_bytes)
        self._forks = ForkServer(store, limits.max_memory_mib << 20)
        self._free = Condition()
        self._idle: list[_Worker] = []
        self._count = 0
        self._waiting = 0

    @property
    def is_alive(self) -> bool:
        """Whether queries can be answered at all."""
        return self._forks.is_alive

    def close(self) -> None:
        """Kill every worker; queries that run get no answer."""
        self._forks.close()
        with self._free:
            for idle in self._idle:
                idle.close()
            self._idle.clear()
            self._free.notify_all()

    def answer(
        self,
        query: str,
        wish: Wish = Wish(),
        is_abandoned: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Answer a query, within the limits.

        Parameters
        ----------
        query : str
            SPARQL 1.1; an update is refused.
        wish : Wish
            How the answer is wanted.
        is_abandoned : callable
            Asked now and then; the query is stopped once it says that nobody waits any more.

        Raises
        ------
        QueryFailure
            If there is no answer; which one tells why.
        """
        # The store stays as it is, so the request alone tells one answer from another.
        request = self._request(query, wish)
        return self._cache.get(request) or self._cache.put(
            request, self._evaluated(request, wish, is_abandoned)
        )

    def _request(self, query: str, wish: Wish) -> bytes:
        """The fields of a `webapp.evaluation.Request`."""
        lists = (wish.default_graphs, wish.named_graphs)
        default, named = (None if each is None else list(each) for each in lists)
        fields = {
            "query": query,
            "result_format": wish.result_format,
            "graph_format": wish.graph_format,
            "default_graphs": default,
            "named_graphs": named,
            "max_rows": min(wish.max_rows or self.limits.max_rows, self.limits.max_rows),
            "max_bytes": self.limits.max_bytes,
        }
        return json.dumps(fields).encode()

    def _evaluated(self, request: bytes, wish: Wish, is_abandoned: Callable[[], bool]) -> Answer:
        timeout_s = min(wish.timeout_s or self.limits.timeout_s, self.limits.timeout_s)
        told, file = self._asked(request, timeout_s, is_abandoned)
        try:
            reply = _reply(told)
            size = file.seek(0, 2)
            file.seek(0)
        except BaseException:
            file.close()
            raise
        return Answer(
            kind=reply.kind,
            format=reply.format,
            file=file,
            size=size,
            is_truncated=reply.is_truncated,
            is_volatile=reply.is_volatile,
        )

    def _asked(
        self, request: bytes, timeout_s: float, is_abandoned: Callable[[], bool]
    ) -> tuple[dict[str, Any], BinaryIO]:
        """What is told of an answer, and a file in which it stands."""
        taken = self._taken()
        deadline = Deadline(timeout_s, is_abandoned, taken.stand_back)
        try:
            told, body = self._exchanged(taken, request, deadline)
        except failures.OutOfTime:
            self._bury(taken, self._forks.killed)
            raise
        except (OSError, EOFError):
            raise self._crash(self._bury(taken, self._forks.ended)) from None
        except BaseException:
            self._bury(taken, self._forks.killed)
            raise
        file = taken.taken_file() if told.pop("is_filed") else io.BytesIO(body)
        if not taken.stands_back:
            self._give_back(taken)
            return told, file
        with contextlib.suppress(failures.Unavailable):  # this answer is there all the same
            self._bury(taken, self._forks.killed)
        return told, file

    @staticmethod
    def _exchanged(
        taken: _Worker, request: bytes, deadline: Deadline
    ) -> tuple[dict[str, Any], bytes]:
        brought: BinaryIO | None = None
        if taken.file is None:
            taken.file = brought = tempfile.TemporaryFile()  # noqa: SIM115  the worker's
        return exchanged(taken.channel, request, brought, deadline)

    def _taken(self) -> _Worker:
        """A worker that is free: an idle one, a new one, or the next that gets free."""
        with self._free:
            if not self._idle and self._count >= self.limits.workers:
                self._wait()
            if self._idle:
                return self._idle.pop()
            self._count += 1
        try:
            return self._started()
        except BaseException:
            with self._free:
                self._count -= 1
            raise

    def _wait(self) -> None:
        if self._waiting >= self.limits.max_waiting:
            raise failures.Overloaded(self._retry_after_s)
        self._waiting += 1
        try:
            is_free = self._free.wait_for(
                lambda: bool(self._idle) or self._count < self.limits.workers or not self.is_alive,
                self.limits.max_wait_s,
            )
        finally:
            self._waiting -= 1
        if not is_free:
            raise failures.Overloaded(self._retry_after_s)

    @property
    def _retry_after_s(self) -> int:
        return max(1, round(self.limits.timeout_s / 2))

    def _started(self) -> _Worker:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                return _Worker(self._forks.started(theirs), ours)
            except BaseException:
                ours.close()
                raise

    def _give_back(self, free: _Worker) -> None:
        with self._free:
            self._idle.append(free)
            self._free.notify()

    def _bury(self, lost: _Worker, how: Callable[[int], int]) -> int:
        """Let another worker stand in for one that is no more; returns its exit code."""
        lost.close()
        try:
            code = how(lost.pid)
            self._give_back(self._started())
        except failures.Unavailable:
            self._forget()
            raise
        return code

    def _crash(self, code: int) -> failures.QueryFailure:
        """Why a query got no answer whose worker ended with this code."""
        if code in (-signal.SIGABRT, OUT_OF_MEMORY):
            return failures.OutOfMemory(self.limits.max_memory_mib)
        if code == -signal.SIGKILL:
            return failures.Unavailable("the query was stopped from outside; try it again")
        return failures.TooComplex(
            "the query could not be worked on; it may be nested or chained too deeply"
        )

    def _forget(self) -> None:
        with self._free:
            self._count -= 1
            self._free.notify()


def _reply(told: dict[str, Any]) -> Reply:
    kind = _FAILURES.get(told.get("failure", ""))
    if kind is not None:
        raise kind(*told["of"])
    return Reply(**told)
