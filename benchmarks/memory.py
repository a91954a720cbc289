"""How much memory a process takes at most that grounds an analysis and answers questions.

``python -m benchmarks.memory SHAPE SIZE`` is that process: it prints its peak in MiB after the
ten best derivations of 20 measures under all three semirings.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks.generator import SHAPES, Shape, generated, goals
from benchmarks.timing import said_by
from graph.grounding import implication_graph
from graph.hyperpath import derivations
from graph.semiring import SEMIRINGS

_STATUS: Final = Path("/proc/self/status")


def table(sizes: Sequence[int]) -> Iterator[str]:
    """One line for each shape and size; each in a process of its own."""
    yield f"{'shape':8} {'size':>7} {'peak':>6}   (MiB)"
    for shape in SHAPES:
        for size in sizes:
            yield f"{shape:8} {size:7} {said_by('benchmarks.memory', shape, size, time_s=120):>6}"


def peak_mib(shape: Shape, size: int) -> int:
    """The peak of this process, once it has answered."""
    graph = implication_graph(generated(size, shape))
    for semiring in SEMIRINGS.values():
        for goal in goals(graph, 20):
            derivations(graph, goal, 10, semiring)
    # Not ru_maxrss, which a process takes over from the one that started it.
    (line,) = (line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    named = next(shape for shape in SHAPES if shape == sys.argv[1])
    print(peak_mib(named, int(sys.argv[2])))
