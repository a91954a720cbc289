"""Our SPARQL service beside its peers: `python -m benchmarks.sparql [TRIPLES…]`.

Starts this project's server, `oxigraph serve` and rdflib-endpoint over the same generated data
(`benchmarks/triples.py`), checks that they give the same answers, and prints how long each takes.
Rounds alternate between ours and `oxigraph serve`, so that noise on the machine meets both
alike; a number is the median of the rounds' medians. Each query carries another comment, so that
no answer comes from our cache; what does come from there has lines of its own. rdflib-endpoint
is asked alone afterwards, one round, and no more once an answer takes too long, since it goes
on working on that.
"""

from __future__ import annotations

import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import count
from math import inf
from pathlib import Path
from statistics import median
from typing import Final, TypeAlias

from benchmarks.answers import digest
from benchmarks.clients import Client, seconds_taken
from benchmarks.questions import HEAVY, QUESTIONS, Question
from benchmarks.servers import OURS, OXIGRAPH, RDFLIB, DidNotStart, Kind, Running, started
from benchmarks.triples import written

SIZES: Final = (50_000, 500_000, 5_000_000)
CLIENTS: Final = (1, 8)
KINDS: Final = (OURS, OXIGRAPH, RDFLIB)
_ROUNDS = 5
_FEW_ROUNDS = 3  # where one takes long
_LONG_S = 1.0
_ROUND_S = 0.4  # how long the clients of one round ask
_TIMEOUT_S = 20.0
_START_S: Final = {OURS: 600.0, OXIGRAPH: 600.0, RDFLIB: 120.0}
_MOST_FOR_RDFLIB = 500_000
_marks = count()

Table: TypeAlias = defaultdict[str, dict[Kind, float]]


def main(sizes: Sequence[int]) -> None:
    """Measure and print a table for each size."""
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            file = written(size, Path(folder))
            table: Table = defaultdict(dict)
            answers = _measure((OURS, OXIGRAPH), size, file, table, {})
            if size <= _MOST_FOR_RDFLIB:
                _measure((RDFLIB,), size, file, table, answers)
            _print(size, table)


def _measure(
    kinds: Sequence[Kind], size: int, file: Path, table: Table, answers: Mapping[str, str]
) -> dict[str, str]:
    """Fill in what some services take; returns their answers, which must be those given."""
    with ExitStack() as stack:
        running: list[Running] = []
        for kind in kinds:
            try:
                running.append(started(kind, file, _START_S[kind]))
            except DidNotStart:
                return {}
            stack.callback(running[-1].stop)
            table["start, s"][kind] = running[-1].seconds_to_start
            table["memory at the start, MiB"][kind] = running[-1].memory_mib
        table["memory at the end, MiB"] = table.pop("memory at the end, MiB", {})
        try:
            found = _checked(running, size, answers)
            for title, seconds in _lines(running, size):
                table[title] |= {kind: taken * 1e3 for kind, taken in seconds.items()}
        except TimeoutError:
            return {}
        for each in running:
            table["memory at the end, MiB"][each.kind] = each.memory_mib
        return found


def _print(size: int, table: Table) -> None:
    print(
        f"\n{size:,} triples".ljust(46)
        + "".join(f"{kind.name:>17}" for kind in KINDS)
        + "    ratio"
    )
    for title, values in table.items():
        cells = [f"{values[kind]:.2f}" if kind in values else "did not finish" for kind in KINDS]
        ratio = values[OURS] / values[OXIGRAPH] if {OURS, OXIGRAPH} <= values.keys() else inf
        print(
            f"{title:45}" + "".join(f"{cell:>17}" for cell in cells) + f"{ratio:9.2f}", flush=True
        )


def _checked(running: Sequence[Running], size: int, answers: Mapping[str, str]) -> dict[str, str]:
    """What all answer, by question; leaves the program if they differ."""
    found = dict(answers)
    for question in QUESTIONS:
        for each in running:
            client = Client(each.address, _TIMEOUT_S)
            answer = client.asked(client.request(question.check(size), question.accept))
            client.close()
            told = f"status {answer.status}"
            if answer.status == 200:
                told = digest(answer.body, question.accept)
            if found.setdefault(question.title, told) != told or answer.status != 200:
                raise SystemExit(
                    f"{question.title}: {each.kind.name} answers {told},"
                    f" not {found[question.title]}"
                )
    return found


def _lines(running: Sequence[Running], size: int) -> Iterator[tuple[str, dict[Kind, float]]]:
    again = Question(f"{HEAVY.title}, asked again", HEAVY.accept, HEAVY.text)
    for question in (*QUESTIONS, again):
        for clients in CLIENTS:
            title = f"{question.title}, {clients} client{'s' * (clients > 1)}, ms"
            yield title, _medians(running, question, size, clients, is_varied=question is not again)


def _medians(
    running: Sequence[Running], question: Question, size: int, clients: int, *, is_varied: bool
) -> dict[Kind, float]:
    """The median seconds by service; without a comment of its own, a query can be kept."""
    rounds: dict[Kind, list[float]] = {}
    asks: dict[Kind, int] = {}
    count_of_rounds = _ROUNDS
    for each in running:
        took = median(_round(each, question, size, clients, 1, is_varied))
        rounds[each.kind] = [took] if each.kind is RDFLIB else []
        asks[each.kind] = max(1, min(2000, round(_ROUND_S / took)))
        if took > _LONG_S:
            count_of_rounds = _FEW_ROUNDS
    for _ in range(count_of_rounds):
        for each in running:
            if each.kind is not RDFLIB:
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
    taken = seconds_taken(running.address, queries, question.accept, _TIMEOUT_S)
    if inf in taken:
        raise TimeoutError
    return taken


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
