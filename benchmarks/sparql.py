"""Our SPARQL service beside its peers: `python -m benchmarks.sparql [TRIPLES…]`.

Starts this project's server, `oxigraph serve` and rdflib-endpoint over the same generated data
(`benchmarks/triples.py`), checks that they give the same answers, and prints how long each takes.
Rounds alternate between the services, so that noise on the machine meets all alike; a number
is the median of the rounds' medians. Each query that ours is asked carries another comment, so
that no answer comes from its cache; what does come from there has lines of its own.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from math import inf
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.answers import digest
from benchmarks.clients import Client, seconds_taken
from benchmarks.questions import HEAVY, QUESTIONS, Question
from benchmarks.servers import OURS, OXIGRAPH, RDFLIB, DidNotStart, Kind, Running, started
from benchmarks.triples import written

SIZES: Final = (50_000, 500_000, 5_000_000)
CLIENTS: Final = (1, 8)
_ROUNDS = 5
_ROUND_S = 0.4  # how long the clients of one round ask
_LONG_S = 1.5  # if rdflib-endpoint takes so long for two queries, it is not asked again
_TIMEOUT_S = 20.0
_START_S: Final = {OURS: 600.0, OXIGRAPH: 600.0, RDFLIB: 150.0}
_MOST_FOR_RDFLIB = 500_000
_marks = count()


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: what was asked, of how many clients, and the seconds by service."""

    title: str
    clients: int
    seconds: Mapping[Kind, float]


def main(sizes: Sequence[int]) -> None:
    """Measure and print a table for each size."""
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            _print_size(size, written(size, Path(folder)))


def _print_size(size: int, file: Path) -> None:
    with ExitStack() as stack:
        running: list[Running] = []
        for kind in (OURS, OXIGRAPH, RDFLIB):
            if kind is RDFLIB and size > _MOST_FOR_RDFLIB:
                continue
            try:
                running.append(started(kind, file, _START_S[kind]))
                stack.callback(running[-1].stop)
            except DidNotStart:
                continue
        print(f"\n{size:,} triples", flush=True)
        print(f"{'':44}" + "".join(f"{kind.name:>17}" for kind in (OURS, OXIGRAPH, RDFLIB)))
        _print_row("start, s", {r.kind: r.seconds_to_start for r in running}, 1.0)
        _print_row("memory, MiB", {r.kind: r.memory_mib for r in running}, 1.0)
        _check(running, size)
        for line in _lines(running, size):
            _print_row(
                f"{line.title}, {line.clients} client{'s' * (line.clients > 1)}, ms",
                line.seconds,
                1e3,
            )
        _print_row("memory afterwards, MiB", {r.kind: r.memory_mib for r in running}, 1.0)


def _print_row(title: str, values: Mapping[Kind, float], scale: float) -> None:
    cells = [_cell(values.get(kind), scale) for kind in (OURS, OXIGRAPH, RDFLIB)]
    ratio = values.get(OURS, inf) / values.get(OXIGRAPH, inf)
    print(f"{title:44}" + "".join(f"{cell:>17}" for cell in cells) + f"{ratio:9.2f}", flush=True)


def _cell(value: float | None, scale: float) -> str:
    if value is None:
        return "did not finish"
    return f"over {_TIMEOUT_S:g} s" if value == inf else f"{value * scale:.2f}"


def _check(running: Sequence[Running], size: int) -> None:
    """See that all give the same answers; what takes one too long is passed over."""
    for question in QUESTIONS:
        found: dict[str, str] = {}
        for each in running:
            client = Client(each.address, _TIMEOUT_S)
            try:
                answer = client.asked(client.request(question.check(size), question.accept))
            except TimeoutError:
                continue
            finally:
                client.close()
            if answer.status != 200:
                raise SystemExit(f"{each.kind.name}: {question.title}: status {answer.status}")
            found[each.kind.name] = digest(answer.body, question.accept)
        if len(set(found.values())) > 1:
            raise SystemExit(f"{question.title}: the answers differ: {found}")


def _lines(running: Sequence[Running], size: int) -> Iterator[Line]:
    for question in QUESTIONS:
        for clients in CLIENTS:
            yield Line(question.title, clients, _medians(running, question, size, clients))
    repeated = Question(f"{HEAVY.title}, asked again", HEAVY.accept, HEAVY.text)
    for clients in CLIENTS:
        yield Line(
            repeated.title, clients, _medians(running, repeated, size, clients, is_varied=False)
        )


def _medians(
    running: Sequence[Running],
    question: Question,
    size: int,
    clients: int,
    *,
    is_varied: bool = True,
) -> dict[Kind, float]:
    """The median seconds by service; without a comment of its own, a query can be kept."""
    rounds: dict[Kind, list[float]] = {}
    asks: dict[Kind, int] = {}
    slow: set[Kind] = set()
    for each in running:
        begin = time.perf_counter()
        first = median(_round(each, question, size, clients, 2, is_varied))
        took = time.perf_counter() - begin
        rounds[each.kind] = []
        if took > _LONG_S and each.kind is RDFLIB:
            rounds[each.kind].append(first)
            slow.add(each.kind)
        asks[each.kind] = max(1, min(2000, round(2 * _ROUND_S / took)))
    for _ in range(_ROUNDS):
        for each in running:
            if each.kind not in slow:
                found = _round(each, question, size, clients, asks[each.kind], is_varied)
                rounds[each.kind].append(median(found))
    return {kind: median(found) for kind, found in rounds.items()}


def _round(
    running: Running, question: Question, size: int, clients: int, asks: int, is_varied: bool
) -> list[float]:
    queries = [
        [
            question.text(size, number) + (f" # {next(_marks)}" if is_varied else "")
            for number in range(client * asks, (client + 1) * asks)
        ]
        for client in range(clients)
    ]
    return seconds_taken(running.address, queries, question.accept, _TIMEOUT_S)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
