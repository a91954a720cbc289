"""The ten best derivations of one measure, with the graph in memory.

For each shape and size: *ground*, from claims to the implication graph and its arrays; *all*,
the best derivation of everything, which the first question computes once; then the median and
the slowest of 20 questions, and the typical number of steps of the longest of the ten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from time import process_time

from benchmarks.generator import SHAPES, Shape, generated, goals
from graph.grounding import ImplicationGraph, implication_graph
from graph.hyperpath import derivations
from graph.model import Proposition
from graph.semiring import SEMIRINGS, Semiring

_QUESTIONS = 20


def table(sizes: Sequence[int]) -> Iterator[str]:
    """One line for each shape, size and semiring."""
    yield (
        f"{'shape':8} {'size':>7} {'semiring':13} {'ground':>7} {'all':>7} {'median':>8}"
        f" {'slowest':>8} {'steps':>6}   (milliseconds)"
    )
    for shape in SHAPES:
        for size in sizes:
            yield from _lines(shape, size)


def _lines(shape: Shape, size: int) -> Iterator[str]:
    knowledge = generated(size, shape)
    start = process_time()
    graph = implication_graph(knowledge)
    asked = goals(graph, _QUESTIONS)  # builds the arrays, too
    ground = process_time() - start
    for semiring in SEMIRINGS.values():
        start = process_time()
        graph.hypergraph.cheapest(semiring)
        everything = process_time() - start
        times, steps = _measured(graph, asked, semiring)
        yield (
            f"{shape:8} {size:7} {semiring.name:13} {ground * 1e3:7.0f} {everything * 1e3:7.0f} "
            f"{median(times) * 1e3:8.2f} {max(times) * 1e3:8.1f} {median(steps):6.0f}"
        )


def _measured(
    graph: ImplicationGraph, asked: Sequence[Proposition], semiring: Semiring
) -> tuple[list[float], list[int]]:
    times, steps = [], []
    for goal in asked:
        start = process_time()
        found = derivations(graph, goal, 10, semiring)
        times.append(process_time() - start)
        steps.append(max(len(each.steps) for each in found))
    return times, steps
