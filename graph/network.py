"""What the balance of each proposition depends on, numbered, and in which order to solve it.

Propositions are numbered from 0, arguments (grounded implications and objections) from 0 of
their own. Where both stand in one list of *nodes*, arguments count on from the propositions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from graph.grounding import ImplicationGraph
from graph.model import Attack, Inference, Iri, Proposition

Argument: TypeAlias = Inference | Attack
Lists: TypeAlias = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Schedule:
    """The order in which to solve the nodes.

    Attributes
    ----------
    before, after : list of int
        The nodes no cycle leads to, and those cycles lead to without being led back to,
        each behind what it depends on.
    propositions : list of int
        The propositions in cycles, and those that cycles depend on.
    levels : list of list of int
        The arguments of the same kind: first those that nothing undercuts, then those that
        only the first undercut, and so on.
    circling : list of int
        Those that have no level, since they undercut each other in a circle.
    """

    before: list[int]
    after: list[int]
    propositions: list[int]
    levels: list[list[int]]
    circling: list[int]

    @property
    def is_cyclic(self) -> bool:
        """Whether anything depends on itself."""
        return bool(self.propositions or self.circling)


@dataclass(frozen=True, slots=True)
class Network:
    """Propositions and arguments, and the numbers of those that each depends on.

    Attributes
    ----------
    propositions, arguments : tuple
        Their place is their number.
    index : mapping of Proposition to int
        The number of each proposition.
    names : mapping of (claim, country) to int
        The number of each argument.
    supports, rebuttals : sequence of sequence of int
        The arguments for and against each proposition.
    premises, undercuts : sequence of sequence of int
        The propositions each argument rests on, and the arguments against it.
    schedule : Schedule
        In which order to solve them.
    """

    propositions: tuple[Proposition, ...]
    arguments: tuple[Argument, ...]
    index: Mapping[Proposition, int]
    names: Mapping[tuple[Iri, Iri], int]
    supports: Lists
    rebuttals: Lists
    premises: Lists
    undercuts: Lists
    schedule: Schedule

    @property
    def size(self) -> int:
        """The number of nodes."""
        return len(self.propositions) + len(self.arguments)


def claim_of(argument: Argument) -> Iri:
    """The implication or objection that was grounded."""
    return argument.implication if isinstance(argument, Inference) else argument.objection


def name_of(argument: Argument) -> tuple[Iri, Iri]:
    """What tells an argument from all others: its claim and its country."""
    return claim_of(argument), argument.country


def network(graph: ImplicationGraph, goals: Iterable[Proposition] | None = None) -> Network:
    """The goals and all that their balance depends on; everything if no goals are given.

    Takes time linear in the size of the result.
    """
    index, named = _reached(graph, _everything(graph) if goals is None else goals)
    names = {name: number for number, name in enumerate(named)}
    arguments = tuple(named.values())

    def numbers(found: Iterable[Argument]) -> tuple[int, ...]:
        return tuple(names[name_of(argument)] for argument in found)

    supports = [numbers(graph.inferences.get(p, ())) for p in index]
    rebuttals = [numbers(graph.rebuttals.get(p, ())) for p in index]
    premises = [tuple(index[p] for p in argument.premises) for argument in arguments]
    undercuts = [numbers(graph.undercuts.get(name, ())) for name in names]
    needs = _needs(supports, rebuttals, premises, undercuts)
    return Network(
        propositions=tuple(index),
        arguments=arguments,
        index=index,
        names=names,
        supports=supports,
        rebuttals=rebuttals,
        premises=premises,
        undercuts=undercuts,
        schedule=_schedule(needs, undercuts, len(index)),
    )


def links(network: Network) -> tuple[Lists, Lists]:
    """The nodes that each node depends on, and those that depend on it."""
    needs = _needs(network.supports, network.rebuttals, network.premises, network.undercuts)
    return needs, _inverse(needs)


def dependents(uses: Lists, nodes: Iterable[int]) -> frozenset[int]:
    """The nodes and all nodes that depend on them."""
    return frozenset(_closed(uses, nodes))


def _everything(graph: ImplicationGraph) -> Iterator[Proposition | Argument]:
    yield from chain(graph.findings, graph.denials, graph.inferences, graph.rebuttals)
    # Objections that only undercut each other in a circle touch no proposition.
    yield from chain.from_iterable(graph.undercuts.values())


def _reached(
    graph: ImplicationGraph, goals: Iterable[Proposition | Argument]
) -> tuple[dict[Proposition, int], dict[tuple[Iri, Iri], Argument]]:
    index: dict[Proposition, int] = {}
    named: dict[tuple[Iri, Iri], Argument] = {}
    waiting: list[Proposition | Argument] = list(goals)
    while waiting:
        item = waiting.pop()
        if isinstance(item, Proposition):
            if item not in index:
                index[item] = len(index)
                waiting += graph.inferences.get(item, ())
                waiting += graph.rebuttals.get(item, ())
        elif (name := name_of(item)) not in named:
            named[name] = item
            waiting += item.premises
            waiting += graph.undercuts.get(name, ())
    return index, named


def _needs(supports: Lists, rebuttals: Lists, premises: Lists, undercuts: Lists) -> Lists:
    """The nodes that each node depends on."""
    first = len(supports)
    return [
        *([first + a for a in (*s, *r)] for s, r in zip(supports, rebuttals, strict=True)),
        *([*p, *(first + a for a in u)] for p, u in zip(premises, undercuts, strict=True)),
    ]


def _inverse(needs: Lists) -> Lists:
    uses: list[list[int]] = [[] for _ in needs]
    for node, needed in enumerate(needs):
        for other in needed:
            uses[other].append(node)
    return uses


def _schedule(needs: Lists, undercuts: Lists, first: int) -> Schedule:
    """The schedule; `first` is the node of the first argument."""
    uses = _inverse(needs)
    before = _flat(_peeled(needs, uses, range(len(needs))))
    if len(before) == len(needs):
        return Schedule(before, [], [], [], [])
    rest = _without(range(len(needs)), before)
    after = _flat(_peeled(uses, needs, rest))[::-1]
    iterated = sorted(_closed(needs, _without(rest, after)))
    arguments = [node - first for node in iterated if node >= first]
    levels = list(_peeled(undercuts, _inverse(undercuts), arguments))
    return Schedule(
        before=before,
        after=after,
        propositions=[node for node in iterated if node < first],
        levels=levels,
        circling=_without(arguments, _flat(levels)),
    )


def _peeled(needs: Lists, uses: Lists, nodes: Sequence[int]) -> Iterator[list[int]]:
    """Those nodes that can be put behind all they need of them, level by level (Kahn)."""
    inside = bytearray(len(needs))
    for node in nodes:
        inside[node] = 1
    waiting = {node: sum(inside[other] for other in needs[node]) for node in nodes}
    ready = [node for node, count in waiting.items() if not count]
    while ready:
        yield ready
        following = []
        for use in (use for node in ready for use in uses[node] if inside[use]):
            waiting[use] -= 1
            if not waiting[use]:
                following.append(use)
        ready = following


def _flat(levels: Iterable[list[int]]) -> list[int]:
    return list(chain.from_iterable(levels))


def _without(nodes: Iterable[int], others: Iterable[int]) -> list[int]:
    dropped = set(others)
    return [node for node in nodes if node not in dropped]


def _closed(links: Lists, nodes: Iterable[int]) -> set[int]:
    """The nodes and all that the links lead to from them."""
    reached: set[int] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if node not in reached:
            reached.add(node)
            waiting += links[node]
    return reached
