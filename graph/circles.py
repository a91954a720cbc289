"""Circular support: propositions that lead back to themselves, which inflates a balance."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from graph.grounding import ImplicationGraph
from graph.model import Inference, Iri, Proposition


@dataclass(frozen=True, slots=True)
class Circle:
    """Concepts that support one another in a circle, and the countries for which they do."""

    concepts: tuple[Iri, ...]
    implications: tuple[Iri, ...]
    countries: tuple[Iri, ...]


def circles(graph: ImplicationGraph) -> tuple[Circle, ...]:
    """The knots of circular support, by name; each once for all countries it occurs in.

    They are the strongly connected components of the implication graph: linear time.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Implication, Knowledge
    >>> def step(name, premise, conclusion):
    ...     return Implication(name, 0.5, Basis.STATED, frozenset({premise}), conclusion=conclusion)
    >>> steps = step("i", "a", "b"), step("j", "b", "a"), step("k", "b", "c")
    >>> known = Knowledge(Analysis("x", "KR", ("VN",)), implications=steps)
    >>> circles(implication_graph(known))
    (Circle(concepts=('a', 'b'), implications=('i', 'j'), countries=('KR', 'VN')),)
    """
    import networkx as nx  # takes a sixth of a second, which no other command needs

    knots: defaultdict[tuple[tuple[Iri, ...], tuple[Iri, ...]], set[Iri]] = defaultdict(set)
    for component in nx.strongly_connected_components(graph.digraph):
        if len(component) > 1:
            propositions = [node for node in component if isinstance(node, Proposition)]
            inferences = [node for node in component if isinstance(node, Inference)]
            concepts = tuple(sorted({proposition.concept for proposition in propositions}))
            implications = tuple(sorted({inference.implication for inference in inferences}))
            knots[concepts, implications].update(p.country for p in propositions)
    return tuple(
        Circle(concepts, implications, tuple(sorted(countries)))
        for (concepts, implications), countries in sorted(knots.items())
    )
