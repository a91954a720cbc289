"""Columns and rows for the nodes of any directed graph, circles and all.

For graphs of which nothing is known beforehand, such as the answer to a query. Every link that
closes no circle leads to a later column; in their columns nodes stand near what they are linked
to (Sugiyama's scheme with the barycentre heuristic), and columns too high go on beside
themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from graph.rows import levels

Link: TypeAlias = tuple[str, str]
_SWEEPS = 4


def mesh(nodes: Sequence[str], links: Sequence[Link], most_rows: int = 40) -> list[list[str]]:
    """The nodes column by column, from the left; in each from the top.

    Parameters
    ----------
    nodes : sequence of str
        Each once; their order breaks ties, so that the same graph always looks the same.
    links : sequence of (source, target)
        Between these nodes. One that leads from a node to itself changes nothing.
    most_rows : int
        The most nodes in a column, at least 1.

    Examples
    --------
    >>> mesh(["a", "b", "c", "d"], [("a", "b"), ("b", "c"), ("c", "a"), ("a", "d")])
    [['a'], ['b', 'd'], ['c']]
    """
    kept = _without_circles(nodes, links)
    into: dict[str, list[str]] = {node: [] for node in nodes}
    out: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in kept:
        out[source].append(target)
        into[target].append(source)
    level = levels(out)
    columns: list[list[str]] = [[] for _ in range(1 + max(level.values(), default=-1))]
    for node in nodes:
        columns[level[node]].append(node)
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        for column in columns if forward else reversed(columns):
            _sort(column, into if forward else out, columns)
    return [
        column[start : start + most_rows]
        for column in columns
        for start in range(0, len(column), most_rows)
    ]


def _without_circles(nodes: Sequence[str], links: Iterable[Link]) -> list[Link]:
    """The links but those that lead back to where a walk in depth has come from."""
    out: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for source, target in links:
        if source != target:
            out[source][target] = None
    kept: list[Link] = []
    finished: set[str] = set()
    for start in nodes:
        stack, open_ = [(start, iter(out[start]))], {start}
        if start in finished:
            continue
        while stack:
            node, targets = stack[-1]
            onward = next((each for each in targets if each not in open_), None)
            if onward is None:
                stack.pop()
                open_.discard(node)
                finished.add(node)
                continue
            kept.append((node, onward))
            if onward not in finished:
                open_.add(onward)
                stack.append((onward, iter(out[onward])))
    return kept


def _sort(column: list[str], beside: Mapping[str, list[str]], columns: list[list[str]]) -> None:
    """Sort a column by the mean place of what its nodes are linked to, in shares of a column."""
    place = {node: (row + 0.5) / len(other) for other in columns for row, node in enumerate(other)}

    def mean(node: str) -> float:
        near = beside[node]
        return sum(place[each] for each in near) / len(near) if near else place[node]

    column.sort(key=mean)
