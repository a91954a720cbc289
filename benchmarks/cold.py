"""A why on one measure, cold: from an embedded store, fetching only what it needs.

*Fetch* asks the store backward from the measure for what its ten best derivations may rest on
(`graph.nearest`), *ground* and *ten best* follow. The median and the slowest of several
measures; *claims* is how many of them were fetched, typically. Beside it the same from *all*
that bears on the measure, as a question about its balance needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from statistics import median
from time import process_time

from benchmarks.generator import COUNTRY, SHAPES, Shape, generated
from benchmarks.rdf import iri, store_of
from graph.build import StoreClaims, knowledge_for
from graph.grounding import implication_graph
from graph.hyperpath import derivations
from graph.model import Knowledge, Proposition
from graph.nearest import nearest
from graph.semiring import PRODUCT
from ontology.store import Store

_QUESTIONS = 5
_WANTED = 10


def table(sizes: Sequence[int]) -> Iterator[str]:
    """One line for each shape and size."""
    yield (
        f"{'shape':8} {'size':>7} {'claims':>7} {'fetch':>7} {'ground':>7} {'ten best':>8}"
        f" {'together':>8} {'slowest':>8} {'all':>7} {'together':>8}   (milliseconds)"
    )
    for shape in SHAPES:
        for size in sizes:
            yield _line(shape, size)


def _line(shape: Shape, size: int) -> str:
    knowledge = generated(size, shape)
    store = store_of(knowledge)
    measures = sorted(knowledge.measures)[: 3 if shape == "cyclic" else _QUESTIONS]
    del knowledge
    goals = [Proposition(iri(COUNTRY).value, iri(measure).value) for measure in measures]
    claims, *parts, together, slowest = _summary([_measured(store, g, _of_best) for g in goals])
    all_claims, *_, all_together, _ = _summary([_measured(store, g, _of_all) for g in goals[:2]])
    told = " ".join(f"{part:{width}.0f}" for part, width in zip(parts, (7, 7, 8), strict=True))
    return (
        f"{shape:8} {size:7} {claims:7.0f} {told} {together:8.0f} {slowest:8.0f}"
        f" {all_claims:7.0f} {all_together:8.0f}"
    )


_Row = tuple[float, float, float, float]


def _summary(rows: Sequence[_Row]) -> list[float]:
    """Typical claims; milliseconds of each part and of all, typically; those of the slowest."""
    claims, *parts = (median(column) for column in zip(*rows, strict=True))
    totals = [sum(row[1:]) * 1e3 for row in rows]
    return [claims, *[part * 1e3 for part in parts], median(totals), max(totals)]


def _of_best(store: Store, goal: Proposition) -> Knowledge:
    return nearest(StoreClaims(store), goal, _WANTED, PRODUCT)


def _of_all(store: Store, goal: Proposition) -> Knowledge:
    return knowledge_for(store, None, [goal])


def _measured(
    store: Store, goal: Proposition, fetched_by: Callable[[Store, Proposition], Knowledge]
) -> _Row:
    start = process_time()
    known = fetched_by(store, goal)
    fetched = process_time()
    graph = implication_graph(known)
    _ = graph.hypergraph
    grounded = process_time()
    derivations(graph, goal, _WANTED)
    answered = process_time()
    return len(known.claims), fetched - start, grounded - fetched, answered - grounded
