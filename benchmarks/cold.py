"""A why on one measure, cold: from an embedded store, fetching only what it needs.

*Fetch* asks the store backward from the measure, *ground* and *ten best* follow. The median and
the slowest of several measures; *claims* is how many of them were fetched, typically. The
knot of a cyclic graph leaves nothing out: there a question needs the whole analysis.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from time import process_time

from benchmarks.generator import COUNTRY, SHAPES, Shape, generated
from benchmarks.rdf import iri, store_of
from graph.build import knowledge_for
from graph.grounding import implication_graph
from graph.hyperpath import derivations
from graph.model import Proposition
from ontology.store import Store

_QUESTIONS = 5


def table(sizes: Sequence[int]) -> Iterator[str]:
    """One line for each shape and size."""
    yield (
        f"{'shape':8} {'size':>7} {'claims':>7} {'fetch':>7} {'ground':>7} {'ten best':>8}"
        f" {'together':>8} {'slowest':>8}   (milliseconds)"
    )
    for shape in SHAPES:
        for size in sizes:
            yield _line(shape, size)


def _line(shape: Shape, size: int) -> str:
    knowledge = generated(size, shape)
    store = store_of(knowledge)
    measures = sorted(knowledge.measures)[: 2 if shape == "cyclic" else _QUESTIONS]
    del knowledge
    rows = [_measured(store, measure) for measure in measures]
    claims, *parts = (median(column) for column in zip(*rows, strict=True))
    totals = [sum(row[1:]) * 1e3 for row in rows]
    told = " ".join(
        f"{part * 1e3:{width}.0f}" for part, width in zip(parts, (7, 7, 8), strict=True)
    )
    return f"{shape:8} {size:7} {claims:7.0f} {told} {median(totals):8.0f} {max(totals):8.0f}"


def _measured(store: Store, measure: str) -> tuple[float, float, float, float]:
    goal = Proposition(iri(COUNTRY).value, iri(measure).value)
    start = process_time()
    known = knowledge_for(store, None, [goal])
    fetched = process_time()
    graph = implication_graph(known)
    _ = graph.hypergraph
    grounded = process_time()
    derivations(graph, goal, 10)
    answered = process_time()
    claims = len(known.findings) + len(known.implications)
    return claims, fetched - start, grounded - fetched, answered - grounded
