"""The claims that the derivations of a proposition rest on, all of them together."""

from __future__ import annotations

from collections.abc import Iterator

from graph.grounding import ImplicationGraph
from graph.hypergraph import Hypergraph
from graph.model import Finding, Iri, Justification, Proposition


def claims_of_derivations(graph: ImplicationGraph, goal: Proposition) -> frozenset[Iri]:
    """The findings and implications that some derivation of a proposition uses.

    Without circular support this is exact: whatever leads to the goal from what holds stands in
    one of its derivations. Within a circle it may name a claim that every derivation leaves
    out, since telling for certain would take time exponential in the circle. Nothing that a
    derivation uses is ever missing.

    Takes time linear in what leads to the goal.

    Returns
    -------
    frozenset of str
        Empty where the goal is not derivable.

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
    return frozenset() if start is None else frozenset(map(_name, _usable(arrays, start)))


def _usable(arrays: Hypergraph, start: int) -> Iterator[Justification]:
    met, waiting = {start}, [start]
    while waiting:
        for number in arrays.options[waiting.pop()]:
            yield arrays.justifications[number]
            fresh = [p for p in arrays.tails[number] if p not in met]
            met.update(fresh)
            waiting += fresh


def _name(justification: Justification) -> Iri:
    return justification.iri if isinstance(justification, Finding) else justification.implication
