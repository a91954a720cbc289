"""Which findings a derivable goal cannot do without, one by one and together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_

from graph.bounded import Answer, checked
from graph.cone import Cone, cone, members, settled
from graph.families import FREE, IMPOSSIBLE, Family, Members, Workshop
from graph.grounding import ImplicationGraph
from graph.minimal_sets import SetSearch
from graph.model import Finding, Iri, Proposition
from graph.ranking import by_name
from graph.standing import is_derivable
from graph.transversals import Transversals, transversals


def critical_findings(graph: ImplicationGraph, goal: Proposition) -> tuple[Iri, ...]:
    """The findings that are part of every derivation of a goal, by name.

    Without any one of them the goal is not derivable. None, if it is not derivable anyway.
    Takes time linear in the size of what leads to the goal, times a word per 64 findings.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Finding, Implication, Knowledge
    >>> def found(concept):
    ...     return Finding(f"f-{concept}", 1.0, Basis.STATED, Proposition("VN", concept))
    >>> def step(name, premises, conclusion):
    ...     return Implication(name, 1.0, Basis.STATED, frozenset(premises), conclusion=conclusion)
    >>> known = Knowledge(
    ...     Analysis("x", "KR", ("VN",)), (found("a"), found("b"), found("c")),
    ...     (step("i", ["a", "b"], "pair"), step("j", ["a", "c"], "pair")))
    >>> graph = implication_graph(known)
    >>> critical_findings(graph, Proposition("VN", "pair"))
    ('f-a',)
    >>> defeaters(graph, Proposition("VN", "pair")).sets
    (('f-a',), ('f-b', 'f-c'))
    """
    if not is_derivable(graph, goal):
        return ()
    question = _Question(graph, cone(graph, goal))
    return tuple(map(question.named, question.alone()))


def defeaters(
    graph: ImplicationGraph, goal: Proposition, max_size: int = 3, limit: int = 100
) -> Answer[Iri]:
    """The minimal sets of findings whose retraction leaves a goal underivable.

    Parameters
    ----------
    graph : ImplicationGraph
    goal : Proposition
        Something derivable; what is not needs no defeat, and has none.
    max_size : int
        How many findings a set may have.
    limit : int
        How many sets to give at most.

    Returns
    -------
    Answer of Iri
        The sets, the smallest first and then by the names of the findings. Those of one
        finding are the critical findings.

    Raises
    ------
    InvalidArgument
        If `max_size` or `limit` is less than 1.

    Notes
    -----
    Critical findings come from one pass (see `critical_findings`). Larger sets are put
    together from the findings up: a proposition falls with all of its justifications, an
    inference with any of its premises. Where something leads to itself, they are looked for
    from the goal down first (`graph.transversals`). Their number may grow exponentially with
    `max_size`, and then the answer is cut and says so. See `critical_findings` for an example.
    """
    checked(max_size, limit)
    if not is_derivable(graph, goal):
        return Answer(())
    return _Question(graph, cone(graph, goal)).answer(max_size, limit)


class _Question(SetSearch[Iri]):
    """What leads to one goal, with the findings in it numbered by name."""

    def __init__(self, graph: ImplicationGraph, cone: Cone) -> None:
        super().__init__(cone)
        self._graph = graph.hypergraph
        found = [graph.findings.get(proposition, ()) for proposition in cone.propositions]
        names = {finding.iri for findings in found for finding in findings}
        self._names = sorted(names, key=by_name)
        self._places = {name: place for place, name in enumerate(self._names)}
        self._own = [sorted({self._places[f.iri] for f in findings}) for findings in found]

    @property
    def size(self) -> int:
        """How many findings there are."""
        return len(self._names)

    def alone(self) -> list[int]:
        """The findings without any one of which the goal is not derivable."""
        every = (1 << len(self._names)) - 1

        def update(proposition: int, bits: Sequence[int]) -> int:
            """The findings without which the proposition is not derivable."""
            ways = (self._cone.tails[step] for step in self._cone.options[proposition])
            disabling = (reduce(or_, (bits[p] for p in premises)) for premises in ways)
            own = (1 << place for place in self._own[proposition])
            return reduce(and_, disabling, reduce(and_, own, every))

        start = [every] * len(self._cone.propositions)
        return members(settled(self._cone, start, update)[self._cone.goal])

    def together(self, workshop: Workshop, without: Members) -> Family:
        """The minimal sets of findings that defeat the goal, leaving some findings out."""
        # Families that depend on each other in a circle hardly ever settle within the limits.
        found = self._transversals(workshop.max_size) if self._cone.is_circular else None
        if found is not None:
            workshop.was_bounded = found.may_go_on
            return tuple(group for group in found.sets if group.isdisjoint(without))
        return self._families(workshop, without)

    def _transversals(self, max_size: int) -> Transversals | None:
        graph, goal = self._graph, self._cone.propositions[self._cone.goal]
        numbers = {
            number: self._places[justification.iri]
            for number, justification in enumerate(graph.justifications)
            if isinstance(justification, Finding) and justification.iri in self._places
        }
        return transversals(graph, graph.index[goal], max_size, numbers)

    def _families(self, workshop: Workshop, without: Members) -> Family:
        kept = [IMPOSSIBLE if any(place in without for place in own) else None for own in self._own]

        def update(proposition: int, families: Sequence[Family]) -> Family:
            """The sets that leave the proposition without any justification."""
            if kept[proposition] is not None or not workshop.goes_on():
                return families[proposition]
            ways = (self._cone.tails[step] for step in self._cone.options[proposition])
            disabling = [workshop.either([families[p] for p in premises]) for premises in ways]
            own = [(frozenset({place}),) for place in self._own[proposition]]
            return workshop.both([*own, *disabling])

        # At first nothing is known to be derivable, so nothing need be retracted.
        start = [FREE if family is None else family for family in kept]
        return settled(self._cone, start, update)[self._cone.goal]

    def named(self, number: int) -> Iri:
        """The name of a finding."""
        return self._names[number]

    def settles(self, group: Members) -> bool:
        """Whether the goal falls without these findings."""
        left = (number for number, own in enumerate(self._own) if not group.issuperset(own))
        return not self._cone.derives(left)
