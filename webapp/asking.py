"""One query on its way: to a worker, its deadline watched, and what becomes of it."""

from __future__ import annotations

import io
import json
import signal
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeAlias

from webapp import failures
from webapp.answer import Answer
from webapp.evaluation import Reply
from webapp.exchange import Deadline, Exchange, Told
from webapp.pool import MadeRoom, Pool, Worker
from webapp.worker import OUT_OF_MEMORY

if TYPE_CHECKING:
    from webapp.workers import Limits

_FAILURES: Final = {
    kind.__name__: kind
    for kind in (
        failures.MalformedQuery,
        failures.UnknownGraph,
        failures.RefusedQuery,
        failures.UnfitFormat,
        failures.OutOfTime,
        failures.Overloaded,
        failures.ServiceQueryRefused,
        failures.ServiceFailure,
    )
}
_Failure: TypeAlias = tuple[Callable[..., failures.QueryFailure], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a query.

    Attributes
    ----------
    reply : Reply or failure
    is_filed : bool
        Whether the answer, or what there is of it, is in the file.
    is_spent : bool
        Whether its worker has too little memory left for the next one.
    """

    reply: Reply | _Failure
    is_filed: bool
    is_spent: bool


class Asking:
    """A query that is put to a worker and waited for; or begun and looked for without waiting.

    What has been begun is to be ended by `answer`, unless `look` gave the answer.

    Parameters
    ----------
    pool : Pool
    limits : Limits
    request : bytes
        The fields of a `webapp.evaluation.Request`.
    timeout_s : float
        How long a worker may be at it.
    is_abandoned : callable
        Asked now and then; the query is stopped once it says that nobody waits any more.
    """

    def __init__(
        self,
        pool: Pool,
        limits: Limits,
        request: bytes,
        timeout_s: float,
        is_abandoned: Callable[[], bool],
    ) -> None:
        self._pool = pool
        self._limits = limits
        self._request = request
        self._timeout_s = timeout_s
        self._is_abandoned = is_abandoned
        self._begun: tuple[Worker, Exchange] | None = None
        self._told: Told | None = None

    # Without waiting -----------------------------------------------------------------------

    @property
    def is_begun(self) -> bool:
        """Whether a worker is at it."""
        return self._begun is not None

    @property
    def is_next(self) -> bool:
        """Whether the next worker that gets idle is all that there is to hope for."""
        return self._pool.is_full

    def begin(self) -> int | None:
        """Put it to a worker that is idle, if there is one; the number of the channel.

        Raises
        ------
        Unavailable
            If there is no place for an answer.
        """
        worker = self._pool.idle()
        if worker is None:
            return None
        self._put_to(worker)
        return worker.channel.fileno()

    def look(self) -> Answer | None:
        """The answer, if it has come; if not, or if there is none, `answer` tells.

        To be asked when there is something on the channel, and again while it `is_coming`.
        """
        assert self._begun is not None, "it is begun before"
        worker, exchange = self._begun
        self._told = exchange.look()
        if self._told is None:
            return None
        outcome = _outcome(self._told[0])
        is_easy = isinstance(outcome.reply, Reply) and not outcome.is_filed
        return self._ended(worker, self._told) if is_easy else None

    @property
    def is_coming(self) -> bool:
        """Whether a part of the answer has come, and the rest may follow at once."""
        return self._begun is not None and self._begun[1].is_coming

    # Waiting -------------------------------------------------------------------------------

    def answer(self) -> Answer:
        """Wait for the answer, for a worker first unless it is begun.

        Raises
        ------
        QueryFailure
            If there is no answer; which one tells why.
        """
        is_long = False
        while True:
            if self._begun is None:
                self._put_to(self._pool.taken(is_long))
            try:
                return self._awaited()
            except MadeRoom:
                is_long = True

    def _put_to(self, worker: Worker) -> None:
        deadline = Deadline(
            self._timeout_s, self._is_abandoned, partial(self._pool.look_after, worker)
        )
        exchange = Exchange(worker.channel, self._request, self._brought_to(worker), deadline)
        exchange.send()
        self._begun = worker, exchange

    def _brought_to(self, worker: Worker) -> BinaryIO | None:
        """The file for a long answer, unless the worker has one."""
        if worker.file is not None:
            return None
        try:
            worker.file = tempfile.TemporaryFile()  # noqa: SIM115  the worker's
        except OSError as error:
            self._pool.give_back(worker)
            raise failures.Unavailable(f"there is no place for an answer: {error}") from error
        return worker.file

    def _awaited(self) -> Answer:
        assert self._begun is not None, "it is begun before"
        worker, exchange = self._begun
        try:
            told = self._told or exchange.wait()
        except failures.OutOfTime:
            self._kill(worker)
            raise
        except (OSError, EOFError):
            self._begun = None
            raise self._crash(self._pool.ended(worker)) from None
        except BaseException:
            self._kill(worker)
            raise
        return self._ended(worker, told)

    def _ended(self, worker: Worker, told: Told) -> Answer:
        outcome, body = _outcome(told[0]), told[1]
        file = worker.taken_file() if outcome.is_filed else io.BytesIO(body)
        self._begun = self._told = None
        self._pool.give_back(worker, outcome.is_spent)
        try:
            return _answer(outcome.reply, file, len(body))
        except BaseException:
            file.close()
            raise

    def _kill(self, worker: Worker) -> None:
        self._begun = self._told = None
        self._pool.kill(worker)

    def _crash(self, code: int) -> failures.QueryFailure:
        """Why a query got no answer whose worker ended with this code."""
        if code in (-signal.SIGABRT, OUT_OF_MEMORY):
            return failures.OutOfMemory(self._limits.max_memory_mib)
        if code == -signal.SIGKILL:
            return failures.Unavailable("the query was stopped from outside; try it again")
        return failures.TooComplex(
            "the query could not be worked on; it may be nested or chained too deeply"
        )


@lru_cache(maxsize=64)  # nearly all of them are told in the same words
def _outcome(told: bytes) -> _Outcome:
    fields = json.loads(told)
    state = fields.pop("is_filed"), fields.pop("is_spent")
    if "failure" not in fields:
        return _Outcome(Reply(**fields), *state)
    return _Outcome((_FAILURES[fields["failure"]], tuple(fields["of"])), *state)


def _answer(reply: Reply | _Failure, file: BinaryIO, size: int) -> Answer:
    if not isinstance(reply, Reply):
        kind, of = reply
        raise kind(*of)
    if not isinstance(file, io.BytesIO):
        size = file.seek(0, 2)
        file.seek(0)
    return Answer(
        kind=reply.kind,
        format=reply.format,
        file=file,
        size=size,
        is_truncated=reply.is_truncated,
        is_volatile=reply.is_volatile,
    )
