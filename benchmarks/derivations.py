"""How long the ten best derivations take: `python -m benchmarks.derivations [SIZE…]`.

Prints, for each shape and size of generated analysis, the time to ground it, the time of
the first question (which computes the best derivation of everything, once), and the median
and the slowest of the questions after it: ten best derivations of one measure each.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from statistics import median
from time import perf_counter

from benchmarks.generator import COUNTRY, SHAPES, Shape, generated
from graph.grounding import ImplicationGraph, implication_graph
from graph.hyperpath import derivable, derivations
from graph.model import Proposition
from graph.semiring import PRODUCT, SEMIRINGS, Semiring

_GOALS = 20


def main(sizes: list[int]) -> None:
    """Measure and print one line per shape, size and semiring."""
    print(
        f"{'shape':8} {'size':>7} {'semiring':13} {'ground':>8} {'first':>8} {'median':>9}"
        f" {'slowest':>9} {'steps':>6}   (milliseconds)"
    )
    for shape in SHAPES:
        for size in sizes:
            print(*_lines(shape, size), sep="\n", flush=True)


def _lines(shape: Shape, size: int) -> Iterator[str]:
    knowledge = generated(size, shape)
    start = perf_counter()
    graph = implication_graph(knowledge)
    ground = perf_counter() - start
    holding = derivable(graph)
    goals = [
        p for p in (Proposition(COUNTRY, m) for m in sorted(knowledge.measures)) if p in holding
    ]
    for semiring in SEMIRINGS.values():
        first, times, steps = _measured(graph, goals[:_GOALS], semiring)
        yield (
            f"{shape:8} {size:7} {semiring.name:13} {ground * 1e3:8.1f} {first * 1e3:8.1f} "
            f"{median(times) * 1e3:9.3f} {max(times) * 1e3:9.3f} {median(steps):6.0f}"
        )


def _measured(
    graph: ImplicationGraph, goals: list[Proposition], semiring: Semiring = PRODUCT
) -> tuple[float, list[float], list[int]]:
    start = perf_counter()
    derivations(graph, goals[0], 1, semiring)
    first = perf_counter() - start
    times, steps = [], []
    for goal in goals:
        start = perf_counter()
        found = derivations(graph, goal, 10, semiring)
        times.append(perf_counter() - start)
        steps.append(max(len(d.steps) for d in found))
    return first, times, steps


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1_000, 10_000, 100_000])
