"""One evaluation for all who ask the same at the same time, and for those who ask it later.

Whoever asks first leads: the query is evaluated for them, and the others follow, which takes
a place to wait but no worker. Nobody follows a leader who would give up before them, so each
distinct deadline leads at most one evaluation. A leader whose client goes away evaluates on
while anybody follows. Followers share a failure as well, save that of a worker which something
outside killed: that they try once more. No failure is kept.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import partial
from threading import Event, Lock
from typing import BinaryIO, Final, TypeAlias

from webapp.answer import Answer
from webapp.answer_cache import AnswerCache
from webapp.failures import Overloaded, QueryFailure, Unavailable
from webapp.patience import Patience

Evaluated: TypeAlias = Callable[[Callable[[], bool]], Answer]

_POLL_S: Final = 0.25  # how often a follower looks whether their client is still there
_PIECE_BYTES: Final = 1 << 20
_ENDED: Final = "the query was not evaluated to its end; try it again"


@dataclass(slots=True, eq=False)
class _Flight:
    """A query that waits for a worker or has begun, how many follow, and what becomes of it."""

    timeout_s: float
    has_begun: bool = False
    followers: int = 0
    has_landed: Event | None = None  # made for the first follower: most queries have none
    outcome: Answer | QueryFailure | None = None


class SingleFlight:
    """Answers by whatever tells one from another; safe to share between threads.

    Parameters
    ----------
    cache : AnswerCache
        Where answers are kept for later.
    max_followers : int
        How many may follow at once, over all queries.
    retry_after_s : int
        What whoever comes beyond them is told.
    """

    def __init__(self, cache: AnswerCache, max_followers: int, retry_after_s: int) -> None:
        self._cache = cache
        self._left = max_followers
        self._retry_after_s = retry_after_s
        self._lock = Lock()
        self._flights: dict[Hashable, _Flight] = {}

    def answer(
        self,
        key: Hashable,
        timeout_s: float,
        is_abandoned: Callable[[], bool],
        evaluated: Evaluated,
    ) -> Answer:
        """The answer kept under a key, or that of who asks it just now, or a new one.

        Parameters
        ----------
        key : hashable
            What tells the answer from others, the time it may take aside.
        timeout_s : float
            How long it may take.
        is_abandoned : callable
            Tells whether nobody waits any more for this very answer.
        evaluated : callable
            Evaluates the query; it is given what tells whether to stop.

        Raises
        ------
        QueryFailure
            If there is no answer.
        """
        patience = Patience.of(timeout_s, is_abandoned)
        try:
            return self._answer(key, patience, evaluated)
        except _LeaderLost:
            return self._answer(key, patience, evaluated)

    def lead(
        self, key: Hashable, timeout_s: float, is_abandoned: Callable[[], bool]
    ) -> Lead | Answer | None:
        """What there is without waiting: the answer kept, or a lead; None if others lead.

        Parameters as in `answer`. A lead is to be ended.
        """
        patience = Patience.of(timeout_s, is_abandoned)
        with self._lock:
            if (kept := self._cache.get(key)) is not None:
                return kept
            flight = self._flights.get(key)
            if flight is not None and flight.timeout_s >= timeout_s:
                return None
            flight = self._flights[key] = _Flight(timeout_s)
        return Lead(self, key, flight, patience)

    def _answer(self, key: Hashable, patience: Patience, evaluated: Evaluated) -> Answer:
        with self._lock:
            # Looked up here and not before: an answer is kept before its flight is forgotten.
            if (kept := self._cache.get(key)) is not None:
                return kept
            flight = self._flights.get(key)
            if flight is None or flight.timeout_s < patience.timeout_s:
                leads = self._flights[key] = _Flight(patience.timeout_s)
            else:
                leads = None
                landed = self._followed(flight)
        if leads is not None:
            return self._led(key, leads, patience, evaluated)
        assert flight is not None
        return self._awaited(flight, landed, patience)

    # ---- Leading

    def _led(
        self, key: Hashable, flight: _Flight, patience: Patience, evaluated: Evaluated
    ) -> Answer:
        outcome: Answer | QueryFailure = Unavailable(_ENDED)
        try:
            is_deserted = partial(self._is_deserted, key, flight, patience)
            outcome = answer = self._cache.put(key, evaluated(is_deserted))
            return answer
        except QueryFailure as failure:
            outcome = failure
            raise
        finally:
            self._land(key, flight, outcome)

    def _is_deserted(self, key: Hashable, flight: _Flight, patience: Patience) -> bool:
        """Whether neither the leader's client nor any other waits; then nobody may follow.

        Asked for the first time soon after the evaluation has begun.
        """
        flight.has_begun = True
        if not patience.is_abandoned():
            return False
        with self._lock:
            if flight.followers:
                return False
            self._forget(key, flight)
            return True

    def _land(self, key: Hashable, flight: _Flight, outcome: Answer | QueryFailure) -> None:
        with self._lock:
            self._forget(key, flight)
            if flight.has_landed is not None and flight.followers:
                flight.outcome = outcome if isinstance(outcome, QueryFailure) else _apart(outcome)
            if flight.has_landed is not None:
                flight.has_landed.set()

    def _forget(self, key: Hashable, flight: _Flight) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]

    # ---- Following

    def _followed(self, flight: _Flight) -> Event:
        if self._left == 0:
            raise Overloaded(self._retry_after_s)
        self._left -= 1
        flight.followers += 1
        flight.has_landed = flight.has_landed or Event()
        return flight.has_landed

    def _awaited(self, flight: _Flight, landed: Event, patience: Patience) -> Answer:
        try:
            while not landed.wait(min(patience.left_s, _POLL_S)):
                if not flight.has_begun:  # the time in the queue does not count
                    patience = Patience.of(patience.timeout_s, patience.is_abandoned)
            outcome = flight.outcome
            if isinstance(outcome, Unavailable):
                raise _LeaderLost(str(outcome))
            if isinstance(outcome, QueryFailure):
                raise outcome.with_traceback(None)
            assert outcome is not None, "it is there for whoever follows"
            return _copied(outcome)
        finally:
            self._leave(flight)

    def _leave(self, flight: _Flight) -> None:
        with self._lock:
            self._left += 1
            flight.followers -= 1
            if flight.followers == 0 and isinstance(flight.outcome, Answer):
                flight.outcome.file.close()


class Lead:
    """The lead of those who ask a query, for whoever does not wait for the answer.

    To be ended once, by `answer`, `land` or `give_up`.
    """

    def __init__(
        self, shared: SingleFlight, key: Hashable, flight: _Flight, patience: Patience
    ) -> None:
        self._shared = shared
        self._key = key
        self._flight = flight
        self._patience = patience

    def is_deserted(self) -> bool:
        """Whether nobody waits for the answer any more."""
        return self._shared._is_deserted(self._key, self._flight, self._patience)

    def answer(self, evaluated: Callable[[], Answer]) -> Answer:
        """Wait for the answer after all, on behalf of everybody."""
        return self._shared._led(self._key, self._flight, self._patience, lambda _: evaluated())

    def land(self, answer: Answer) -> Answer:
        """Give everybody the answer that has come; returns one to send."""
        return self.answer(lambda: answer)

    def give_up(self) -> None:
        """Let somebody else lead."""
        self._shared._land(self._key, self._flight, Unavailable(_ENDED))


class _LeaderLost(Unavailable):
    """What evaluated the query was lost, whatever the query is like."""


def _apart(answer: Answer) -> Answer:
    """The answer with a file that stays open when the first one is closed."""
    return replace(answer, file=_opened_again(answer.file))


def _opened_again(file: BinaryIO) -> BinaryIO:
    if isinstance(file, io.BytesIO):
        return io.BytesIO(file.getvalue())
    return os.fdopen(os.dup(file.fileno()), "rb")


def _copied(answer: Answer) -> Answer:
    """The answer with a file of its own, of which nobody else moves the place in it."""
    if isinstance(answer.file, io.BytesIO):
        return _apart(answer)
    own, source, place = tempfile.TemporaryFile(), answer.file.fileno(), 0  # noqa: SIM115
    try:
        while piece := os.pread(source, _PIECE_BYTES, place):
            own.write(piece)
            place += len(piece)
        own.seek(0)
    except BaseException:
        own.close()
        raise
    return replace(answer, file=own)
