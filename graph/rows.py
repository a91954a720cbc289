"""What takes up room in a layered drawing, and in which order it stands.

A line that passes a layer reserves a *lane* in it, so that lines never run through boxes;
all lines of one source share their lanes, so that they part as late as possible. A line
that comes from below ends in a *turn*, a lane that stands right under its target.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.crossings import Segment, ordered
from graph.placement import Item


@dataclass(frozen=True, slots=True)
class Node:
    """A box. Its line leaves at the right, level with its axis; lines enter at the left.

    Attributes
    ----------
    key : str
    layer : int
        Column, from 0; every line leads to a later one.
    width : float
    above, below : float
        How far it reaches over and under its axis.
    group : str
        Neighbours in a column stand close together when they share it.
    pitch : float
        Distance between the entries on its left side.
    tail : float
        Room kept free at its right before any line turns, for words on the line.
    lane : float
        Room kept free above its line where that passes a column.
    foot : float
        How far below its axis the lines from below end; 0 means at `below`.
    foot_at, foot_pitch : float
        Where along its width these lines end, and how far apart; 0 apart lets them join.
    """

    key: str
    layer: int
    width: float
    above: float
    below: float
    group: str = ""
    pitch: float = 22
    tail: float = 0
    lane: float = 6
    foot: float = 0
    foot_at: float = 0
    foot_pitch: float = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two nodes; it may enter its target from below."""

    source: str
    target: str
    from_below: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The nodes, lanes and turns of a drawing as numbered items, before they have places."""

    items: tuple[Item, ...]
    numbers: Mapping[str, int]
    chains: tuple[tuple[int, ...], ...]  # of each edge: source, lanes, target or turn
    turns: Mapping[int, int]  # turn -> its target
    order: tuple[tuple[int, ...], ...] = ()


def levels(edges: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The length of the longest chain that leads to each key.

    Parameters
    ----------
    edges : mapping of str to sequence of str
        The keys each key leads to; without cycles.

    Examples
    --------
    >>> levels({"a": ["b", "c"], "b": ["c"], "c": []})
    {'a': 0, 'b': 1, 'c': 2}
    """
    waiting: dict[str, int] = dict.fromkeys(edges, 0)
    for targets in edges.values():
        for target in targets:
            waiting[target] = waiting.get(target, 0) + 1
    found = dict.fromkeys(waiting, 0)
    ready = [key for key, count in waiting.items() if not count]
    while ready:
        key = ready.pop()
        for target in edges.get(key, ()):
            found[target] = max(found[target], found[key] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    return found


def planned(nodes: Sequence[Node], edges: Sequence[Edge]) -> Plan:
    """The items of a drawing in the order of their rows.

    Raises
    ------
    ValueError
        If a line does not lead to a later column.

    Examples
    --------
    >>> nodes = [Node("a", 0, 9, 5, 5), Node("b", 1, 9, 5, 5), Node("c", 2, 9, 5, 5)]
    >>> plan = planned(nodes, [Edge("a", "b"), Edge("a", "c")])
    >>> plan.order, plan.chains
    (((0,), (3, 1), (2,)), ((0, 1), (0, 3, 2)))
    """
    return in_order(_items(nodes, edges), nodes)


def _items(nodes: Sequence[Node], edges: Sequence[Edge]) -> Plan:
    by_key = {node.key: node for node in nodes}
    numbers = {node.key: number for number, node in enumerate(nodes)}
    items = [Item(n.layer, n.above, n.below, n.group) for n in nodes]
    lanes: dict[tuple[str, int], int] = {}
    turns: dict[int, int] = {}
    chains = []
    for edge in edges:
        source, target = by_key[edge.source], by_key[edge.target]
        if source.layer >= target.layer:
            raise ValueError(f"{edge.source} -> {edge.target}: it leads to no later column")
        chain = [numbers[edge.source]]
        for layer in range(source.layer + 1, target.layer):
            lane = lanes.setdefault((edge.source, layer), len(items))
            if lane == len(items):
                items.append(Item(layer, source.lane, 6, "", is_line=True))
            chain.append(lane)
        if edge.from_below:
            turns[len(items)] = numbers[edge.target]
            chain.append(len(items))
            items.append(Item(target.layer, max(source.lane, 14), 6, "", is_line=True))
        else:
            chain.append(numbers[edge.target])
        chains.append(tuple(chain))
    return Plan(tuple(items), numbers, tuple(chains), turns)


def pairs(plan: Plan) -> Iterator[tuple[int, int]]:
    """The pieces of all lines between neighbouring layers, each once."""
    yield from dict.fromkeys(pair for chain in plan.chains for pair in pairwise(chain))


def in_order(plan: Plan, nodes: Sequence[Node]) -> Plan:
    """The plan with rows in order: crossings first, then turns put under their targets."""
    count = 1 + max((node.layer for node in nodes), default=0)
    layers: list[list[int]] = [[] for _ in range(count)]
    rank = _reading_order(plan, len(nodes))
    for number in sorted((n for n in range(len(plan.items)) if n not in plan.turns), key=rank.get):  # type: ignore[arg-type]
        layers[plan.items[number].layer].append(number)
    segments: list[list[Segment]] = [[] for _ in range(count - 1)]
    for a, b in pairs(plan):
        segments[plan.items[a].layer].append((a, plan.turns.get(b, b), int(b in plan.turns)))
    below: defaultdict[int, list[int]] = defaultdict(list)
    best = ordered(layers, segments)
    place = {item: number for layer in best for number, item in enumerate(layer)}
    start = {b: place[a] for a, b in pairs(plan)}
    for turn, target in sorted(plan.turns.items(), key=lambda pair: start[pair[0]]):
        below[target].append(turn)
    order = tuple(tuple(i for n in layer for i in (n, *below[n])) for layer in best)
    return Plan(plan.items, plan.numbers, plan.chains, plan.turns, order)


def _reading_order(plan: Plan, nodes: int) -> dict[int, tuple[int, int]]:
    """Lanes stand where their source does in the order given."""
    rank = {number: (number, 0) for number in range(nodes)}
    for chain in plan.chains:
        for lane in chain[1:-1]:
            rank.setdefault(lane, (chain[0], 1))
    return rank


def segments_of(plan: Plan, nodes: Sequence[Node]) -> list[tuple[int, int, float]]:
    """Pieces of lines and how far from its end's axis each one enters."""
    place = {item: number for layer in plan.order for number, item in enumerate(layer)}
    entries: defaultdict[int, list[int]] = defaultdict(list)
    for a, b in pairs(plan):
        entries[b].append(a)
    found = []
    for b, sources in entries.items():
        sources.sort(key=place.__getitem__)
        pitch = nodes[b].pitch if b < len(nodes) else 0
        for number, a in enumerate(sources):
            found.append((a, b, (number - (len(sources) - 1) / 2) * pitch))
    return found
