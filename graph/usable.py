"""The claims that the derivations of a proposition rest on, all of them together."""

from __future__ import annotations

from collections.abc import Iterator

from graph.grounding import ImplicationGraph
from graph.hypergraph import Hypergraph
from graph.model import Finding, Iri, Justification, Proposition


def claims_of_derivations(graph: ImplicationGraph, goal: Proposition) -> Iterator[Iri]:
    """The findings and implications that some derivation of a proposition uses, nearest first.

    Without circular support this is exact: whatever leads to the goal from what holds stands in
    one of its derivations. Within a circle it may name a claim that every derivation leaves
    out, since telling for certain would take time exponential in the circle. Nothing that a
    derivation uses is ever missing.

    Takes time linear in what is taken of it; there may be as many as claims at all.

    Yields
    ------
    str
        Each claim once; none where the goal is not derivable.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Finding, Implication, Knowledge, Proposition
    >>> young = Finding("f", 0.9, Basis.STATED, Proposition("VN", "young"))
    >>> found = Finding("g", 0.4, Basis.MEASURED, Proposition("VN", "cheap"))
    >>> cheap = Implication("i", 0.5, Basis.STATED, frozenset({"young"}), conclusion="cheap")
    >>> idle = Implication("j", 0.5, Basis.STATED, frozenset({"unknown"}), conclusion="cheap")
    >>> known = Knowledge(Analysis("a", "KR", ("VN",)), (young, found), (cheap, idle))
    >>> sorted(claims_of_derivations(implication_graph(known), Proposition("VN", "cheap")))
    ['f', 'g', 'i']
    """
    arrays = graph.hypergraph
    start = arrays.index.get(goal)
    named: set[Iri] = set()
    for justification in () if start is None else _usable(arrays, start):
        name = _name(justification)
        if name not in named:  # one implication may stand there for several countries
            named.add(name)
            yield name


def _usable(arrays: Hypergraph, start: int) -> Iterator[Justification]:
    waiting = [start]
    met = {start}
    for proposition in waiting:  # grows as it is walked
        for number in arrays.options[proposition]:
            yield arrays.justifications[number]
            fresh = [p for p in arrays.tails[number] if p not in met]
            met.update(fresh)
            waiting += fresh


def _name(justification: Justification) -> Iri:
    return justification.iri if isinstance(justification, Finding) else justification.implication
