"""Short derivations where only the weakest link counts.

A best derivation then gets long for nothing: each of its premises is derived as well as can
be, though anything no worse than the weakest link of the whole would do. Here the whole's
cost is the *level*: whatever costs no more is as good as free, and of all that is free each
proposition takes what needs the fewest rounds from the findings up.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.hypergraph import Cheapest, Hypergraph
from graph.repair import Limits
from graph.semiring import Cost

_LEVELS_KEPT: Final = 16

_Ints = npt.NDArray[np.int64]


class Levels:
    """The best derivations of everything at each level asked for; the latest ones are kept."""

    def __init__(self, graph: Hypergraph, cheapest: Cheapest) -> None:
        self._options = graph.options
        self.weights = np.array(cheapest.weights, dtype=np.float64)
        self._costs = np.array(cheapest.costs, dtype=np.float64)
        self._bounds = np.array(cheapest.bounds, dtype=np.float64)
        self._choice, self._ranks = np.array(cheapest.choice), np.array(cheapest.ranks)
        self.heads = np.array(graph.heads, dtype=np.int64)
        self.needed = np.fromiter(map(len, graph.tails), dtype=np.int64)
        self.starts, self.uses = _flat(graph.uses)
        self._usable = np.zeros(len(graph.heads), dtype=np.bool_)
        self._usable[list(chain.from_iterable(graph.options))] = True
        self._kept: OrderedDict[Cost, Cheapest] = OrderedDict()

    def at(self, level: Cost) -> Cheapest:
        """The table in which nothing costs less than the level.

        Takes time linear in the size of the graph for each level that is not kept.
        """
        if level not in self._kept:
            self._kept[level] = self._table(level)
        self._kept.move_to_end(level)
        while len(self._kept) > _LEVELS_KEPT:
            self._kept.popitem(last=False)
        return self._kept[level]

    def _table(self, level: Cost) -> Cheapest:
        search = _Search(self, self._usable, level)
        choice = self._choice.copy()
        ranks = self._ranks + len(choice)  # what costs more than the level may rest on the rest
        for rank, heads in enumerate(search.rounds()):
            choice[heads] = search.option[heads]
            ranks[heads] = rank
        # Views, since a question looks at few of the numbers, and lists of all take long to make.
        return Cheapest(
            np.maximum(self.weights, level).data,
            np.maximum(self._costs, level).data,
            choice.data,
            np.maximum(self._bounds, level).data,
            ranks.data,
            np.where(search.settled, search.least, 0).data,
        )

    def within(self, goal: int, limits: Limits, level: Cost) -> npt.NDArray[np.int64] | None:
        """The justifications of a best derivation within limits, by proposition.

        They are those of all propositions that cost no more; None if the limits leave the goal
        underivable. Takes time linear in the size of the graph.
        """
        allowed = self._usable.copy()
        for proposition, option in limits.forced.items():
            allowed[list(self._options[proposition])] = False
            allowed[option] = self._usable[option]
        allowed[list(chain.from_iterable(limits.banned.values()))] = False
        search = _Search(self, allowed, level)
        for _ in search.rounds(goal):
            if search.settled[goal]:
                return search.option
        return None


class _Search:
    """Which justification gives each proposition few steps, when some may be used.

    Knuth's algorithm, but a round settles all propositions that need about as few steps as
    the least of them: not quite the fewest, found by array operations.
    """

    def __init__(self, levels: Levels, allowed: npt.NDArray[np.bool_], level: Cost) -> None:
        self._levels = levels
        self._allowed = allowed
        self._level = level
        self._dearer = np.zeros(0, dtype=np.int64)
        self._missing = levels.needed.copy()
        self._steps = (levels.needed > 0).astype(np.float64)
        size = len(levels.starts) - 1
        self.settled = np.zeros(size, dtype=np.bool_)
        self.least = np.full(size, np.inf)
        self.option = np.full(size, -1, dtype=np.int64)

    def rounds(self, goal: int | None = None) -> Iterator[_Ints]:
        """The propositions settled in each round, premises before what rests on them.

        The level rises, as little as need be, while there is a goal that is not reached.
        """
        waiting = self._reached(np.flatnonzero(self._allowed & (self._missing == 0)))
        while True:
            while len(waiting):
                steps = self.least[waiting]
                least = steps.min()
                near = steps <= max(least + 2, least * 1.25)
                heads = waiting[near]
                self.settled[heads] = True
                yield heads
                waiting = np.union1d(waiting[~near], self._reached(self._completed(heads)))
            self._dearer = self._dearer[~self.settled[self._levels.heads[self._dearer]]]
            if goal is None or not len(self._dearer):
                return
            self._level = self._levels.weights[self._dearer].min()
            dearer, self._dearer = self._dearer, self._dearer[:0]
            waiting = self._reached(dearer)

    def _reached(self, options: _Ints) -> _Ints:
        """The propositions that these justifications give fewer steps; sorted."""
        options = options[self._allowed[options]]
        affordable = self._levels.weights[options] <= self._level
        self._dearer = np.concatenate([self._dearer, options[~affordable]])
        options = options[affordable]
        heads = self._levels.heads[options]
        open_ = ~self.settled[heads] & (
            (self._steps[options] < self.least[heads]) | (self.option[heads] < 0)
        )
        options, heads = options[open_], heads[open_]
        order = np.lexsort((options, self._steps[options], heads))  # of equals the first by name
        heads, first = np.unique(heads[order], return_index=True)
        self.option[heads] = options[order[first]]
        self.least[heads] = self._steps[self.option[heads]]
        return heads

    def _completed(self, heads: _Ints) -> _Ints:
        """The justifications whose last missing premise is among these."""
        levels = self._levels
        lengths = levels.starts[heads + 1] - levels.starts[heads]
        before = np.cumsum(lengths) - lengths
        offsets = np.arange(int(lengths.sum())) - np.repeat(before, lengths)
        uses = levels.uses[np.repeat(levels.starts[heads], lengths) + offsets]
        np.add.at(self._steps, uses, np.repeat(self.least[heads], lengths))
        np.subtract.at(self._missing, uses, 1)
        return np.unique(uses[self._missing[uses] == 0])


def _flat(lists: list[list[int]]) -> tuple[_Ints, _Ints]:
    """Lists one behind the other, and where each of them starts."""
    starts = np.zeros(len(lists) + 1, dtype=np.int64)
    np.cumsum(np.fromiter(map(len, lists), dtype=np.int64), out=starts[1:])
    return starts, np.fromiter(chain.from_iterable(lists), dtype=np.int64)
