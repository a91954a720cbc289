"""The implication graph as a plain graph: from each premise to what an inference concludes."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from graph.hypergraph import Hypergraph

if TYPE_CHECKING:
    from scipy.sparse import csr_array


class Links:
    """Links from premises to conclusions, by the inferences that some derivation can use.

    Attributes
    ----------
    weights : list of float
        Minus the logarithm of the strength of each justification.
    """

    def __init__(self, graph: Hypergraph) -> None:
        self._graph = graph
        self.weights: list[float] = (-np.log([j.strength for j in graph.justifications])).tolist()

    @cached_property
    def _backward(self) -> csr_array:
        """Each conclusion with its premises; of parallel links the lightest."""
        from scipy.sparse import csr_array

        uses, size = self._graph.uses, len(self._graph.propositions)
        moves = np.fromiter(chain.from_iterable(uses), dtype=np.int64)
        ends = np.repeat(np.arange(size), [len(row) for row in uses])
        starts, weights = np.array(self._graph.heads)[moves], np.array(self.weights)[moves]
        order = np.lexsort((weights, ends, starts))
        starts, ends, weights = starts[order], ends[order], weights[order]
        first = np.ones(len(order), dtype=np.bool_)
        first[1:] = (starts[1:] != starts[:-1]) | (ends[1:] != ends[:-1])
        places = np.zeros(size + 1, dtype=np.int64)
        np.cumsum(np.bincount(starts[first], minlength=size), out=places[1:])
        return csr_array((weights[first], ends[first], places), shape=(size, size))

    def distances(self, targets: Collection[int]) -> list[float]:
        """The least weight from each proposition to a target; infinite where there is no way.

        O(size log size), in compiled code.
        """
        from scipy.sparse.csgraph import dijkstra

        if not targets:
            return [float("inf")] * len(self._graph.propositions)
        found = dijkstra(self._backward, indices=sorted(targets), min_only=True)
        distances: list[float] = found.tolist()
        return distances
