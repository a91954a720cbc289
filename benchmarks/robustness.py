"""A thousand draws of all strengths: the shipped analysis, and generated ones."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from benchmarks.generator import COUNTRY, SHAPES, generated
from benchmarks.timing import seconds
from graph.build import knowledge
from graph.grounding import implication_graph
from graph.robustness import robustness
from ontology.loading import load


def table() -> Iterator[str]:
    """One line for the slowest country of the shipped analysis, one for each shape."""
    yield f"{'analysis':24} {'measures':>8} {'1,000 draws':>11}   (milliseconds)"
    shipped = implication_graph(knowledge(load(None)))
    times = {
        country: seconds(partial(robustness, shipped, country))
        for country in shipped.analysis.countries
    }
    slowest = max(times, key=times.__getitem__)
    count = len(robustness(shipped, slowest, draws=1).measures)
    yield f"{'shipped, slowest country':24} {count:8} {times[slowest] * 1e3:11.1f}"
    for shape in SHAPES:
        graph = implication_graph(generated(10_000, shape))
        count = len(robustness(graph, COUNTRY, draws=1).measures)
        time_s = seconds(partial(robustness, graph, COUNTRY), 1)
        yield f"{shape + ', 10000 implications':24} {count:8} {time_s * 1e3:11.0f}"
