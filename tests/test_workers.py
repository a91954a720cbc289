"""Queries in processes of their own: limits, crashes, crowds, and the end of the server."""

from __future__ import annotations

import contextlib
import io
import json
import os
import threading
import time
from collections.abc import Iterator

import psutil
import pyoxigraph as ox
import pytest

from tests.test_single_flight import until
from webapp import exchange, failures, pool, worker
from webapp.draft import MOST_IN_MEMORY
from webapp.formats import GRAPH_WRITERS, RESULT_WRITERS
from webapp.spool import RowCount, cut
from webapp.tables import boolean, table
from webapp.workers import Limits, QueryService, Wish

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SIZE = 1000


def things(count: int = SIZE) -> ox.Store:
    store = ox.Store()
    p, graph = ox.NamedNode("http://x/p"), ox.NamedNode("http://x/graph")
    nodes = [ox.NamedNode(f"http://x/{number}") for number in range(count)]
    store.bulk_extend(ox.Quad(node, p, ox.Literal(f'"}},{{ {node.value}\n')) for node in nodes)
    store.add(ox.Quad(nodes[0], p, nodes[1], graph))
    return store


@pytest.fixture(scope="module")
def service() -> Iterator[QueryService]:
    service = QueryService(things(), Limits(timeout_s=5, max_memory_mib=128))
    yield service
    service.close()


def limited(**limits: float) -> QueryService:
    """A service that keeps no place for short queries unless told so."""
    return QueryService(things(), Limits(**{"reserve": 0} | limits))  # type: ignore[arg-type]


def test_select_answers_as_oxigraph_writes_it(service: QueryService) -> None:
    query = "SELECT ?s WHERE { ?s <http://x/p> ?o } ORDER BY ?s LIMIT 3"
    for name, writer in RESULT_WRITERS.items():
        answer = service.answer(query, Wish(result_format=name))
        assert answer.read() == things().query(query).serialize(format=writer)
        assert (answer.kind, answer.format, answer.is_truncated) == ("bindings", name, False)


def test_ask_and_construct_tell_their_kind(service: QueryService) -> None:
    assert boolean(service.answer("ASK { <http://x/1> ?p ?o }"))
    answer = service.answer("CONSTRUCT { ?s <a:b> 1 } WHERE { BIND(<a:c> AS ?s) }")
    assert answer.kind == "graph"
    assert b"<a:c> <a:b> 1 ." in answer.read()


def test_table_keeps_terms_and_gaps(service: QueryService) -> None:
    found = table(service.answer('SELECT * { VALUES (?a ?b) { ("x"@ko UNDEF) (<a:b> 1) } }'))
    assert found.variables == ("a", "b")
    first, second = found.rows
    assert first[0] is not None and (first[0].value, first[0].lang) == ("x", "ko")
    assert first[1] is None
    assert second[1] is not None and second[1].datatype.endswith("integer")


def test_runaway_query_is_stopped_and_another_worker_stands_in(service: QueryService) -> None:
    start = time.monotonic()
    with pytest.raises(failures.OutOfTime, match=r"0\.2 s"):
        service.answer(ENDLESS, Wish(timeout_s=0.2))
    assert time.monotonic() - start < 8
    start = time.monotonic()
    assert boolean(service.answer("ASK {}"))
    assert time.monotonic() - start < 8


def test_nobody_gets_more_time_than_the_service_allows() -> None:
    service = limited(timeout_s=0.2)
    with pytest.raises(failures.OutOfTime):
        service.answer(ENDLESS, Wish(timeout_s=60))
    service.close()


def test_query_of_a_client_that_left_is_stopped(service: QueryService) -> None:
    start = time.monotonic()
    with pytest.raises(failures.OutOfTime):
        service.answer(ENDLESS, is_abandoned=lambda: True)
    assert time.monotonic() - start < 8


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ ?s ?p ?o FILTER{'(' * 5000}1{')' * 5000} }}",
        f"SELECT * {{ {'{' * 5000}{'}' * 5000} }}",
        f"SELECT * {{ ?s ?p ?o FILTER({'||'.join(['1'] * 10000)}) }}",
    ],
    ids=["parentheses", "groups", "or"],
)
def test_query_that_overflows_the_parser_fails_alone(service: QueryService, query: str) -> None:
    with pytest.raises(failures.TooComplex, match="nested"):
        service.answer(query)
    assert boolean(service.answer("ASK {}"))


def test_query_that_takes_too_much_memory_is_stopped(service: QueryService) -> None:
    doubled = " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(30))
    with pytest.raises(failures.OutOfMemory, match="128 MiB"):
        service.answer(f'SELECT ?v30 {{ BIND("0123456789" AS ?v0) {doubled} }}')
    assert boolean(service.answer("ASK {}"))


@pytest.mark.parametrize("name", RESULT_WRITERS)
def test_rows_beyond_the_limit_are_cut_between_rows(service: QueryService, name: str) -> None:
    answer = service.answer("SELECT * { ?s ?p ?o }", Wish(result_format=name, max_rows=7))
    assert answer.is_truncated
    if name == "csv":
        assert answer.read().count(b"http://x/p") == 7
    else:
        results = ox.parse_query_results(answer.read(), format=RESULT_WRITERS[name])
        assert len(list(results)) == 7


def test_answer_exactly_as_long_as_the_limit_is_whole(service: QueryService) -> None:
    query = f"SELECT * {{ ?s ?p ?o }} LIMIT {SIZE // 2}"
    for max_rows, is_cut in ((SIZE // 2, False), (SIZE // 2 - 1, True)):
        for name in RESULT_WRITERS:
            answer = service.answer(query, Wish(result_format=name, max_rows=max_rows))
            answer.file.close()
            assert answer.is_truncated == is_cut


@pytest.mark.parametrize("name", GRAPH_WRITERS)
def test_triples_beyond_the_limit_leave_a_well_formed_document(
    service: QueryService, name: str
) -> None:
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    for max_rows, is_cut in ((7, True), (SIZE - 1, True), (SIZE, False)):
        answer = service.answer(query, Wish(graph_format=name, max_rows=max_rows))
        assert answer.is_truncated == is_cut
        assert len(list(ox.parse(answer.read(), format=GRAPH_WRITERS[name]))) == max_rows


def test_answer_beyond_the_byte_limit_is_cut() -> None:
    service = limited(max_bytes=2000)
    answer = service.answer("SELECT * { ?s ?p ?o }")
    assert answer.is_truncated and answer.size <= 2000 + 100
    assert json.loads(answer.read())["results"]["bindings"]
    graph = service.answer("CONSTRUCT WHERE { ?s ?p ?o }", Wish(graph_format="ntriples"))
    assert graph.is_truncated
    assert 1 < len(list(ox.parse(graph.read(), format=ox.RdfFormat.N_TRIPLES))) < SIZE
    service.close()


@pytest.mark.parametrize("name", RESULT_WRITERS)
@pytest.mark.parametrize("piece", [1, 2, 3, 7])
def test_rows_are_counted_however_they_arrive(name: str, piece: int) -> None:
    texts = ['a"b', "}},{", "\\", '\\"', "</result>", "line\nbreak", "\r\n,", "", "한국"]
    values = " ".join(f"({ox.Literal(text)} UNDEF)" for text in texts)
    results = things(2).query(f"SELECT ?x ?y {{ VALUES (?x ?y) {{ {values} (UNDEF UNDEF) }} }}")
    assert isinstance(results, ox.QuerySolutions)
    written = results.serialize(format=RESULT_WRITERS[name]) or b""
    count = RowCount(name)
    stream = io.BytesIO(written)
    while part := stream.read(piece):
        count.add(part)
    assert count.rows == len(texts) + 1
    if name != "csv":
        kept = list(ox.parse_query_results(cut(written, name, 4), format=RESULT_WRITERS[name]))
        assert [row["x"] and row["x"].value for row in kept] == texts[:4]


def test_no_more_queries_wait_than_may() -> None:
    service = limited(workers=1, max_waiting=1, max_wait_s=0.3, timeout_s=1)
    seen: list[type] = []

    def ask() -> None:
        try:
            service.answer(f"{ENDLESS} # {threading.get_ident()}")
        except failures.QueryFailure as error:
            seen.append(type(error))

    crowd = [threading.Thread(target=ask) for _ in range(3)]
    for each in crowd:
        each.start()
        time.sleep(0.05)
    for each in crowd:
        each.join()
    # The third finds the queue full, the second waits in vain, the first runs out of time.
    assert seen == [failures.Overloaded, failures.Overloaded, failures.OutOfTime]
    assert boolean(service.answer("ASK {}"))
    service.close()


def test_waiting_query_gets_the_next_free_worker() -> None:
    service = limited(workers=1, timeout_s=0.4)
    late = threading.Thread(target=_run_out_of_time, args=(service,))
    late.start()
    time.sleep(0.1)
    assert boolean(service.answer("ASK {}"))
    late.join()
    service.close()


def _run_out_of_time(service: QueryService) -> None:
    with pytest.raises(failures.OutOfTime):
        service.answer(ENDLESS)


def test_worker_can_open_no_socket_and_no_file(service: QueryService) -> None:
    assert boolean(service.answer("ASK {}"))
    workers = psutil.Process().children(recursive=True)
    limits = [child.rlimit(psutil.RLIMIT_NOFILE) for child in workers]
    # The standard three, the channel, what tells how large it is, and the file for an answer.
    assert (6, 6) in limits


def test_worker_killed_from_outside_is_replaced() -> None:
    service = limited(workers=1)
    assert boolean(service.answer("ASK {}"))
    (forks,) = [p for p in _our_children() if p.pid == service._forks._pid]
    (worker,) = forks.children()
    worker.kill()
    psutil.wait_procs([worker], timeout=0.2)
    with pytest.raises(failures.Unavailable, match="try it again"):
        service.answer("ASK { }")
    assert boolean(service.answer("ASK {}"))
    service.close()


def _our_children() -> list[psutil.Process]:
    return psutil.Process(os.getpid()).children()


def test_service_says_so_when_it_can_start_no_workers() -> None:
    service = limited()
    for forks in _our_children():
        if forks.pid == service._forks._pid:
            forks.kill()
    with pytest.raises(failures.Unavailable):
        service.answer("ASK {}")
    assert not service.is_alive
    service.close()


def test_closed_service_leaves_no_process() -> None:
    before = set(_our_children())
    service = limited()
    assert boolean(service.answer("ASK {}"))
    own = [child for each in set(_our_children()) - before for child in (each, *each.children())]
    assert len(own) >= 2
    service.close()
    _, alive = psutil.wait_procs(own, timeout=20)
    assert alive == []


def test_who_does_not_wait_is_told_once_when_a_worker_is_idle() -> None:
    service = limited(workers=1)
    workers, told = service._pool, []
    workers.when_idle(lambda: told.append("idle"))
    worker = workers.taken()
    assert workers.is_full and workers.idle() is None
    workers.give_back(worker)
    assert told == ["idle"]
    assert workers.idle() is worker
    workers.give_back(worker)
    assert told == ["idle"]
    service.close()


def test_who_waits_for_a_worker_comes_before_who_does_not() -> None:
    service = limited(workers=1)
    workers = service._pool
    told = threading.Event()
    workers.when_idle(told.set)
    worker = workers.taken()
    waiting = threading.Thread(target=lambda: workers.give_back(workers.taken()))
    waiting.start()
    while not workers._waiting:
        time.sleep(0.001)
    assert workers.idle() is None
    workers.give_back(worker)
    waiting.join(10)
    assert told.wait(10)
    assert workers.idle() is worker
    workers.give_back(worker)
    service.close()


def test_short_and_long_answers_follow_each_other_through_one_worker() -> None:
    service = limited(workers=1)
    numbers = " ".join(map(str, range(20)))
    every = f"SELECT ?o {{ VALUES ?n {{ {numbers} }} ?s <http://x/p> ?o }}"
    sizes = []
    for query in ("ASK {}", every, every + "#", "ASK { }", every + "##"):
        written = things().query(query).serialize(format=RESULT_WRITERS["json"])
        answer = service.answer(query)
        sizes.append(answer.size)
        assert answer.read() == written
    assert [size > MOST_IN_MEMORY for size in sizes] == [False, True, True, False, True]
    service.close()


def priorities() -> Iterator[frozenset[int]]:
    """Those of the threads of each process that answers queries."""
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):
            threads = [each.id for each in process.threads()]
            yield frozenset(os.getpriority(os.PRIO_PROCESS, each) for each in threads)


def test_query_that_takes_long_goes_behind_everything_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pool, "LONG_S", 0.0)
    service = limited(workers=1, timeout_s=3)
    late = threading.Thread(target=_run_out_of_time, args=(service,))
    late.start()
    seen = set()
    while late.is_alive():
        seen |= set(priorities())
        time.sleep(0.05)
    own = os.getpriority(os.PRIO_PROCESS, 0)
    # One thread of each only starts others.
    assert {frozenset({own}), frozenset({own, own + 10})} <= seen
    assert boolean(service.answer("ASK {}"))
    assert {p.nice() for p in psutil.Process().children(recursive=True)} == {own}
    service.close()


def processes() -> set[int]:
    """Those that answer queries, and those that fork them."""
    return {process.pid for process in psutil.Process().children(recursive=True)}


@pytest.mark.parametrize("long_s", [0.0, 100.0], ids=["stood back", "had its turn"])
def test_worker_goes_on_with_a_thread_of_full_priority(
    monkeypatch: pytest.MonkeyPatch, long_s: float
) -> None:
    monkeypatch.setattr(pool, "LONG_S", long_s)
    monkeypatch.setattr(exchange, "_POLL_S", 0.001)
    monkeypatch.setattr(worker, "TURN_S", 100.0 if long_s == 0 else 0.0)
    service = limited(workers=1)
    assert boolean(service.answer("ASK {}"))
    before = processes()
    for number in range(3):
        query = f"SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f }} # {number}"
        (row,) = table(service.answer(query)).rows
        assert [cell and cell.value for cell in row] == [str((SIZE) ** 2)]
    own = os.getpriority(os.PRIO_PROCESS, 0)
    until(lambda: set(priorities()) == {frozenset({own})})
    assert processes() == before
    service.close()


@pytest.mark.parametrize(
    ("rows", "share", "is_spent"),
    [(150_000, 0.9, False), (150_000, 0.1, True), (1_000, 0.1, False)],
    ids=["enough is left", "too little is left", "little was taken"],
)
def test_greedy_query_fares_alike_however_often_it_is_asked(
    monkeypatch: pytest.MonkeyPatch, rows: int, share: float, is_spent: bool
) -> None:
    """What a thread leaves is there for the next one; a worker without that is replaced."""
    monkeypatch.setattr(worker, "TURN_S", 0.0)
    monkeypatch.setattr(worker, "_SPENT", share)
    service = limited(workers=1, timeout_s=30, max_memory_mib=128, max_rows=1)
    assert boolean(service.answer("ASK {}"))
    before = processes()
    for number in range(4):
        greedy = f"SELECT ?a {{ {{ SELECT * {{ ?a ?b ?c . ?d ?e ?f }} LIMIT {rows} }} }}"
        with service.answer(f"{greedy} ORDER BY ?c ?f # {number}").file as file:
            assert len(json.load(file)["results"]["bindings"]) == 1
    assert (processes() != before) == is_spent
    service.close()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Queries count as long, and are looked after, much sooner than usual."""
    monkeypatch.setattr(pool, "LONG_S", 0.1)
    monkeypatch.setattr(exchange, "_POLL_S", 0.02)


def outcomes(
    service: QueryService, query: str, count: int, timeout_s: float | None = None
) -> tuple[list[threading.Thread], list]:
    """Threads that ask a query apart, already at it, and what becomes of each."""
    seen: list[object] = []

    def ask() -> None:
        own = f"{query} # {threading.get_ident()}"
        try:
            with service.answer(own, Wish(timeout_s=timeout_s)).file as file:
                seen.append(file.read())
        except failures.QueryFailure as error:
            seen.append(type(error))

    crowd = [threading.Thread(target=ask) for _ in range(count)]
    for each in crowd:
        each.start()
        time.sleep(0.05)
    return crowd, seen


@pytest.mark.usefixtures("hasty")
def test_short_queries_are_answered_while_long_ones_fill_every_place() -> None:
    service = limited(workers=1, reserve=1, timeout_s=8, max_wait_s=4)
    crowd, seen = outcomes(service, ENDLESS, 4)
    time.sleep(0.3)
    for number in range(5):
        assert boolean(service.answer(f"ASK {{ FILTER({number} = {number}) }}"))
    assert all(each.is_alive() for each in crowd)
    service.close()
    for each in crowd:
        each.join()
    assert len(seen) == 4


@pytest.mark.usefixtures("hasty")
def test_long_query_that_made_room_is_begun_anew_and_answered() -> None:
    service = limited(workers=1, reserve=1, timeout_s=90, max_wait_s=60, cache_bytes=0)
    first, _ = outcomes(service, ENDLESS, 1, timeout_s=6)
    long_one = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . VALUES ?x { 1 2 3 4 5 6 7 8 } }"
    second, answers = outcomes(service, long_one, 1)
    time.sleep(0.2)
    assert boolean(service.answer("ASK {}"))  # the second has to make room for it
    assert first[0].is_alive() and second[0].is_alive()
    for each in (*first, *second):
        each.join()
    (answer,) = answers
    service.close()
    assert json.loads(answer)["results"]["bindings"][0]["n"]["value"] == str(8 * SIZE**2)
