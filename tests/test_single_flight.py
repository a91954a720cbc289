"""The same query asked by several at once: evaluated once, and nobody is taken down by another."""

from __future__ import annotations

import io
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pyoxigraph as ox
import pytest

from webapp import exchange, failures, single_flight
from webapp.answer import Answer
from webapp.answer_cache import AnswerCache
from webapp.single_flight import SingleFlight
from webapp.tables import boolean
from webapp.workers import Limits, QueryService, Wish

PATIENCE_S = 30.0
MANY = 12


def answer(body: bytes = b"one") -> Answer:
    return Answer("bindings", "json", io.BytesIO(body), len(body), False, False)


class Asking:
    """Somebody who asks in a thread of their own, and what becomes of it."""

    def __init__(self, ask: Callable[[], Answer]) -> None:
        self.got: bytes | type | None = None
        self._ask = ask
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.got = self._ask().read()
        except failures.QueryFailure as failure:
            self.got = type(failure)

    @property
    def has_ended(self) -> bool:
        return not self._thread.is_alive()

    def end(self) -> bytes | type | None:
        self._thread.join(PATIENCE_S)
        assert self.has_ended
        return self.got


class Evaluation:
    """One that ends when it is told to, and counts how often it was begun."""

    def __init__(self, outcome: Answer | Exception | None = None) -> None:
        self.outcome = outcome or answer()
        self.count = 0
        self.may_end = threading.Event()
        self.was_stopped = False

    def __call__(self, is_deserted: Callable[[], bool]) -> Answer:
        self.count += 1
        while not self.may_end.wait(0.005):
            if is_deserted():
                self.was_stopped = True
                raise failures.OutOfTime(10)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return replace(self.outcome, file=_opened(self.outcome.file))


def _opened(file: io.BytesIO | object) -> io.BytesIO:
    assert isinstance(file, io.BytesIO)
    return io.BytesIO(file.getvalue())


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients that went away are noticed sooner than usual."""
    monkeypatch.setattr(single_flight, "_POLL_S", 0.01)
    monkeypatch.setattr(exchange, "_POLL_S", 0.01)


def shared(max_bytes: int = 1000, max_followers: int = MANY) -> SingleFlight:
    return SingleFlight(AnswerCache(max_bytes), max_followers, 5)


def asking(
    flights: SingleFlight,
    evaluation: Evaluation,
    timeout_s: float = PATIENCE_S,
    is_abandoned: Callable[[], bool] = lambda: False,
    key: str = "key",
) -> Asking:
    return Asking(lambda: flights.answer(key, timeout_s, is_abandoned, evaluation))


def until(test: Callable[[], bool]) -> None:
    """Wait for something that is about to happen."""
    end = time.monotonic() + PATIENCE_S
    while not test():
        assert time.monotonic() < end
        time.sleep(0.002)


def followers(flights: SingleFlight, count: int, key: str = "key") -> Callable[[], bool]:
    return lambda: flights._flights[key].followers == count


def led(flights: SingleFlight, evaluation: Evaluation, **asked: object) -> Asking:
    """Somebody whose evaluation has begun."""
    leader = asking(flights, evaluation, **asked)  # type: ignore[arg-type]
    until(lambda: evaluation.count == 1)
    return leader


def test_many_who_ask_at_once_get_the_answer_of_one_evaluation() -> None:
    flights, evaluation = shared(), Evaluation()
    leader = led(flights, evaluation)
    others = [asking(flights, evaluation) for _ in range(MANY)]
    until(followers(flights, MANY))
    evaluation.may_end.set()
    assert [each.end() for each in (leader, *others)] == [b"one"] * (MANY + 1)
    assert asking(flights, evaluation).end() == b"one"
    assert evaluation.count == 1
    assert flights._flights == {}


def test_nobody_evaluates_again_between_an_answer_and_its_being_kept() -> None:
    flights, evaluation = shared(), Evaluation()
    evaluation.may_end.set()
    everybody = [asking(flights, evaluation) for _ in range(8 * MANY)]
    assert {each.end() for each in everybody} <= {b"one", failures.Overloaded}
    assert evaluation.count == 1


def test_other_questions_are_evaluated_apart() -> None:
    flights, one, two = shared(), Evaluation(answer(b"1")), Evaluation(answer(b"2"))
    first, second = led(flights, one, key="1"), led(flights, two, key="2")
    two.may_end.set()
    assert second.end() == b"2"
    assert not first.has_ended
    one.may_end.set()
    assert first.end() == b"1"


@pytest.mark.parametrize("in_memory", [True, False])
def test_an_answer_too_long_to_keep_is_given_to_each_who_asked(in_memory: bool) -> None:
    body = os.urandom(3 << 20)

    def evaluated(is_deserted: Callable[[], bool]) -> Answer:
        until(lambda: flights._flights["key"].followers == 3)
        if in_memory:
            return answer(body)
        file = tempfile.TemporaryFile()  # noqa: SIM115
        file.write(body)
        file.seek(0)
        return replace(answer(), file=file, size=len(body))

    flights = shared()
    everybody = [
        Asking(lambda: flights.answer("key", PATIENCE_S, lambda: False, evaluated))
        for _ in range(4)
    ]
    assert [each.end() == body for each in everybody] == [True] * 4
    assert flights._cache.get("key") is None


def test_follower_with_a_shorter_deadline_gets_a_time_out_of_their_own() -> None:
    flights, evaluation = shared(), Evaluation()
    leader = led(flights, evaluation)
    until(lambda: flights._flights["key"].has_begun)
    assert asking(flights, evaluation, timeout_s=0.05).end() is failures.OutOfTime
    assert not leader.has_ended
    evaluation.may_end.set()
    assert leader.end() == b"one"
    assert evaluation.count == 1


def test_time_in_the_queue_does_not_count_for_a_follower() -> None:
    flights = shared()
    begins = threading.Event()

    def evaluated(is_deserted: Callable[[], bool]) -> Answer:
        assert begins.wait(PATIENCE_S)
        return answer()

    def ask() -> Answer:
        return flights.answer("key", 0.05, lambda: False, evaluated)

    leader = Asking(ask)
    until(lambda: "key" in flights._flights)
    follower = Asking(ask)
    until(followers(flights, 1))
    time.sleep(0.2)
    begins.set()
    assert leader.end() == follower.end() == b"one"


def test_nobody_follows_who_would_give_up_before_them() -> None:
    flights, hasty, patient = shared(), Evaluation(failures.OutOfTime(1)), Evaluation()
    leader = led(flights, hasty, timeout_s=1.0)
    other = led(flights, patient, timeout_s=20.0)
    third = asking(flights, patient, timeout_s=10.0)
    until(followers(flights, 1))
    hasty.may_end.set()
    assert leader.end() is failures.OutOfTime
    assert not other.has_ended and not third.has_ended
    patient.may_end.set()
    assert other.end() == third.end() == b"one"
    assert (hasty.count, patient.count) == (1, 1)


def test_evaluation_goes_on_for_the_followers_of_a_leader_whose_client_went_away() -> None:
    flights, evaluation, has_left = shared(), Evaluation(), threading.Event()
    led(flights, evaluation, is_abandoned=has_left.is_set)
    others = [asking(flights, evaluation) for _ in range(3)]
    until(followers(flights, 3))
    has_left.set()
    time.sleep(0.05)
    evaluation.may_end.set()
    assert [each.end() for each in others] == [b"one"] * 3
    assert (evaluation.count, evaluation.was_stopped) == (1, False)


def test_evaluation_is_stopped_once_everybody_has_gone() -> None:
    flights, evaluation, has_left = shared(), Evaluation(), threading.Event()
    everybody = [led(flights, evaluation, is_abandoned=has_left.is_set)]
    everybody += [asking(flights, evaluation, is_abandoned=has_left.is_set) for _ in range(3)]
    until(followers(flights, 3))
    has_left.set()
    assert [each.end() for each in everybody] == [failures.OutOfTime] * 4
    assert evaluation.was_stopped
    again = Evaluation()
    again.may_end.set()
    assert asking(flights, again).end() == b"one"


@pytest.mark.parametrize(
    "failure",
    [
        failures.OutOfTime(10),
        failures.OutOfMemory(128),
        failures.Overloaded(5),
        failures.MalformedQuery("no", 1, 2),
    ],
)
def test_failures_are_shared_but_never_kept(failure: failures.QueryFailure) -> None:
    flights, evaluation = shared(), Evaluation(failure)
    leader = led(flights, evaluation)
    other = asking(flights, evaluation)
    until(followers(flights, 1))
    evaluation.may_end.set()
    assert leader.end() is other.end() is type(failure)
    assert evaluation.count == 1
    evaluation.outcome = answer()
    assert asking(flights, evaluation).end() == b"one"
    assert evaluation.count == 2


@pytest.mark.parametrize("error", [failures.Unavailable("killed"), ZeroDivisionError()])
def test_followers_of_a_lost_leader_try_once_more_together(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)  # the leader's own error
    flights, lost, again = shared(), Evaluation(error), Evaluation()
    led(flights, lost)
    others = [asking(flights, again) for _ in range(5)]
    until(followers(flights, 5))
    lost.may_end.set()
    until(lambda: again.count == 1)
    until(followers(flights, 4))
    again.may_end.set()
    assert [each.end() for each in others] == [b"one"] * 5
    assert again.count == 1


def test_nobody_tries_a_third_time() -> None:
    flights, lost = shared(), Evaluation(failures.Unavailable("killed"))
    leader = led(flights, lost)
    others = [asking(flights, lost) for _ in range(5)]
    until(followers(flights, 5))
    lost.may_end.set()
    for each in (leader, *others):
        got = each.end()
        assert isinstance(got, type) and issubclass(got, failures.Unavailable)
    assert 2 <= lost.count <= 6


def test_no_more_may_follow_than_there_are_places_for() -> None:
    flights, evaluation = shared(max_followers=2), Evaluation()
    leader = led(flights, evaluation)
    others = [asking(flights, evaluation) for _ in range(2)]
    until(followers(flights, 2))
    assert asking(flights, evaluation).end() is failures.Overloaded
    evaluation.may_end.set()
    assert [each.end() for each in (leader, *others)] == [b"one"] * 3
    assert flights._left == 2


# ---- With workers -------------------------------------------------------------------------------


class Counted:
    """A store of nothing, slow to answer, that marks each evaluation in a file."""

    files: int | None = 1

    def __init__(self, path: Path) -> None:
        self._path = path

    def opened(self) -> Counted:
        self._file = self._path.open("ab", buffering=0)
        return self

    def contains_named_graph(self, name: ox.NamedNode) -> bool:
        return False

    def query(self, query: str, **_: object) -> object:
        self._file.write(b".")
        time.sleep(0.5)
        return ox.Store().query(query)

    @property
    def count(self) -> int:
        return self._path.stat().st_size


@contextmanager
def counted(folder: Path, **limits: float) -> Iterator[tuple[QueryService, Counted]]:
    """A service that evaluates slowly, and what counts its evaluations."""
    path = folder / "evaluations"
    path.touch()
    store = Counted(path)
    service = QueryService(store, Limits(**({"workers": 4, "reserve": 4} | limits)))  # type: ignore[arg-type]
    try:
        yield service, store
    finally:
        service.close()


def test_a_query_asked_by_many_takes_one_worker(tmp_path: Path) -> None:
    with counted(tmp_path) as (service, store):
        crowd = [Asking(lambda: service.answer("ASK {}")) for _ in range(MANY)]
        assert len({each.end() for each in crowd}) == 1
        assert store.count == 1
        assert boolean(service.answer("ASK {}"))
        assert store.count == 1
        for wish in (Wish(result_format="xml"), Wish(max_rows=3), Wish(named_graphs=[])):
            assert service.answer("ASK {}", wish).read()
        assert store.count == 4


@pytest.mark.parametrize(
    ("query", "limits"),
    [("ASK { FILTER(NOW() > 0 || true) }", {}), ("ASK {}", {"cache_bytes": 0})],
)
def test_what_varies_and_what_must_not_be_kept_is_evaluated_for_each(
    tmp_path: Path, query: str, limits: dict[str, float]
) -> None:
    with counted(tmp_path, **limits) as (service, store):
        crowd = [Asking(lambda: service.answer(query)) for _ in range(4)]
        assert all(isinstance(each.end(), bytes) for each in crowd)
        assert store.count == 4


def test_followers_of_a_killed_worker_are_answered_by_another(tmp_path: Path) -> None:
    with counted(tmp_path) as (service, store):
        crowd = [Asking(lambda: service.answer("ASK {}")) for _ in range(4)]
        until(lambda: store.count == 1)
        (flight,) = service._shared._flights.values()
        until(lambda: flight.followers == 3)
        (forks,) = [p for p in psutil.Process().children() if p.pid == service._forks._pid]
        for worker in forks.children():
            worker.kill()
        got = [each.end() for each in crowd]
        assert got.count(failures.Unavailable) == 1
        assert len({each for each in got if isinstance(each, bytes)}) == 1
        assert store.count == 2


def test_data_of_another_version_are_asked_anew(tmp_path: Path) -> None:
    with counted(tmp_path) as (service, store):
        for version in ("1", "2", "1"):
            service._data_version = version
            assert boolean(service.answer("ASK {}"))
        assert store.count == 2
