"""The ten best implication paths between two factors, beside igraph and networkx.

All three search the same links in one run; the scores of igraph's paths are compared with
ours. networkx has no parallel links between two nodes here: it gets the lightest of each.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial
from importlib import import_module
from itertools import islice
from statistics import median
from time import process_time
from typing import Any

import networkx as nx

from benchmarks.generator import Shape, generated, goals
from benchmarks.timing import PEER_TIME_S, seconds
from graph.grounding import ImplicationGraph, implication_graph
from graph.model import Proposition
from graph.paths import implication_paths

_PAIRS = 5
_Pair = tuple[Proposition, Proposition]


def table(sizes: Sequence[int]) -> Iterator[str]:
    """One line for each shape and size."""
    yield (
        f"{'shape':8} {'size':>7} {'ours':>8} {'igraph':>8} {'networkx':>9} {'igraph/ours':>11}"
        f" {'networkx/ours':>13}  same scores   (milliseconds)"
    )
    for shape in ("shallow", "cyclic"):
        for size in sizes:
            yield _line(shape, size)


def _line(shape: Shape, size: int) -> str:
    graph = implication_graph(generated(size, shape))
    pairs = _pairs(graph)
    links = _links(graph)
    peer = _igraph(graph, links)
    implication_paths(graph, [pairs[0][0]], [pairs[0][1]], 10)  # builds the links, once
    ours = [seconds(partial(_ours, graph, pair)) for pair in pairs]
    theirs = [seconds(partial(_theirs, graph, peer, pair), 1) for pair in pairs]
    same = all(_agree(_ours(graph, p), _theirs(graph, peer, p)) for p in pairs)
    third = _networkx(graph, links, pairs)
    own, other = median(ours) * 1e3, median(theirs) * 1e3
    return (
        f"{shape:8} {size:7} {own:8.2f} {other:8.1f} {_told(third, ''):>9} {other / own:11.1f}"
        f" {_told(third, '', own):>13}  {'yes' if same else 'NO'}"
    )


def _told(time_s: float | None, unit: str, divisor: float = 1) -> str:
    return f">{PEER_TIME_S} s" if time_s is None else f"{time_s * 1e3 / divisor:.1f}{unit}"


def _pairs(graph: ImplicationGraph) -> list[_Pair]:
    """Pairs of a finding's factor and a measure that a path leads to."""
    found = sorted(graph.findings)
    pairs = zip(found, goals(graph, 40), strict=False)
    return [pair for pair in pairs if _ours(graph, pair)][:_PAIRS]


def _ours(graph: ImplicationGraph, pair: _Pair) -> list[float]:
    return [path.score for path in implication_paths(graph, [pair[0]], [pair[1]], 10)]


def _links(graph: ImplicationGraph) -> list[tuple[int, int, float]]:
    arrays, weights = graph.hypergraph, graph.links.weights
    return [
        (premise, arrays.heads[move], weights[move])
        for premise, moves in enumerate(arrays.uses)
        for move in moves
    ]


def _igraph(graph: ImplicationGraph, links: Sequence[tuple[int, int, float]]) -> Any:
    ends = [(start, end) for start, end, _ in links]
    peer = import_module("igraph").Graph(len(graph.hypergraph.propositions), ends, directed=True)
    peer.es["weight"] = [weight for *_, weight in links]
    return peer


def _theirs(graph: ImplicationGraph, peer: Any, pair: _Pair) -> list[float]:
    start, end = (graph.hypergraph.index[p] for p in pair)
    found = peer.get_k_shortest_paths(start, end, k=10, weights="weight", output="epath")
    weights = peer.es["weight"]
    return [math.exp(-sum(weights[link] for link in path)) for path in found]


def _agree(ours: Sequence[float], theirs: Sequence[float]) -> bool:
    return len(ours) == len(theirs) and all(
        math.isclose(a, b, rel_tol=1e-9) for a, b in zip(ours, theirs, strict=True)
    )


def _networkx(
    graph: ImplicationGraph, links: Sequence[tuple[int, int, float]], pairs: Sequence[_Pair]
) -> float | None:
    """The median time; None once one pair takes longer than the cap (it is let finish a path)."""
    peer: nx.DiGraph[int] = nx.DiGraph()
    for start, end, weight in sorted(links, key=lambda link: -link[2]):
        peer.add_edge(start, end, weight=weight)  # the lightest comes last
    times = []
    for pair in pairs[:2]:
        start_s = process_time()
        start, end = (graph.hypergraph.index[p] for p in pair)
        for _ in islice(nx.shortest_simple_paths(peer, start, end, weight="weight"), 10):
            if process_time() - start_s > PEER_TIME_S:
                return None
        times.append(process_time() - start_s)
    return median(times)
