"""Why not: what would have to be found for a goal to become derivable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from itertools import chain
from operator import and_, or_

from graph.bounded import Answer, checked
from graph.cone import Cone, cone, members, settled
from graph.families import FREE, IMPOSSIBLE, Family, Members, Workshop
from graph.grounding import ImplicationGraph
from graph.minimal_sets import SetSearch
from graph.model import Proposition
from graph.standing import is_derivable


def missing(
    graph: ImplicationGraph,
    goal: Proposition,
    max_size: int = 2,
    limit: int = 100,
    is_allowed: Callable[[Proposition], bool] | None = None,
) -> Answer[Proposition]:
    """Why a goal does not follow: the minimal sets of findings that would make it follow.

    Parameters
    ----------
    graph : ImplicationGraph
    goal : Proposition
        Something not derivable; of what is derivable, nothing is missing.
    max_size : int
        How many findings a set may have.
    limit : int
        How many sets to give at most.
    is_allowed : callable, optional
        Which findings a set may be made of; without it, any.

    Returns
    -------
    Answer of Proposition
        The sets, the smallest first, and among those of one size the ones whose members are
        fewest steps away from the goal. The findings are of factors, never of measures or
        strategies, about the goal's country or about home. Some may have been found not to
        hold: `graph.standing` tells.

    Raises
    ------
    InvalidArgument
        If `max_size` or `limit` is less than 1.

    Notes
    -----
    Single findings are tried all at once, one per bit of an integer: time linear in the size
    of what leads to the goal, times a word per 64 findings. Larger sets are put together
    from the premises up, each premise keeping its own minimal sets; their number may grow
    exponentially with `max_size`, and then the answer is cut and says so.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Finding, Implication, Knowledge
    >>> def step(name, premises, conclusion):
    ...     return Implication(name, 1.0, Basis.STATED, frozenset(premises), conclusion=conclusion)
    >>> steps = step("i", ["a"], "pair"), step("j", ["b", "c"], "a"), step("k", ["d"], "b")
    >>> measures = frozenset({"pair"})
    >>> known = Knowledge(Analysis("x", "KR", ("VN",)), (), steps, measures=measures)
    >>> answer = missing(implication_graph(known), Proposition("VN", "pair"), max_size=2)
    >>> [[p.concept for p in group] for group in answer.sets]
    [['a'], ['b', 'c'], ['c', 'd']]
    """
    checked(max_size, limit)
    if is_derivable(graph, goal):
        return Answer(())
    return _Question(graph, cone(graph, goal), is_allowed).answer(max_size, limit)


class _Question(SetSearch[Proposition]):
    """What leads to one goal, with the findings that could be missing numbered.

    The nearer a finding is to the goal the lower its number, so that the order of sets, and
    where they are cut, follow what a reader would ask about first.
    """

    def __init__(
        self,
        graph: ImplicationGraph,
        cone: Cone,
        is_allowed: Callable[[Proposition], bool] | None,
    ) -> None:
        super().__init__(cone)
        self._known = [is_derivable(graph, p) for p in cone.propositions]
        distances = cone.distances
        places = {cone.propositions[cone.goal].country, graph.analysis.home}
        open_ = [
            number
            for number, proposition in enumerate(cone.propositions)
            if not self._known[number]
            and proposition.country in places
            and proposition.concept not in graph.knowledge.measures
            and (is_allowed is None or is_allowed(proposition))
        ]
        open_.sort(key=lambda number: (distances[number], cone.propositions[number]))
        self._open = open_
        self._bits = {number: place for place, number in enumerate(open_)}

    @property
    def size(self) -> int:
        """How many findings could be missing."""
        return len(self._open)

    def alone(self) -> list[int]:
        """The findings each of which would do on its own."""
        every = (1 << len(self._open)) - 1
        start = [every if known else self._bit(n) for n, known in enumerate(self._known)]

        def update(proposition: int, bits: Sequence[int]) -> int:
            ways = (self._cone.tails[step] for step in self._cone.options[proposition])
            enabling = (reduce(and_, (bits[p] for p in premises)) for premises in ways)
            return reduce(or_, enabling, start[proposition])

        return members(settled(self._cone, start, update)[self._cone.goal])

    def together(self, workshop: Workshop, without: Members) -> Family:
        """The minimal sets of findings that would do, leaving some findings out."""
        own = [FREE if known else self._own(n, without) for n, known in enumerate(self._known)]

        def update(proposition: int, families: Sequence[Family]) -> Family:
            if self._known[proposition] or not workshop.goes_on():
                return families[proposition]
            ways = (self._cone.tails[step] for step in self._cone.options[proposition])
            enabling = [workshop.both([families[p] for p in premises]) for premises in ways]
            return workshop.either([own[proposition], *enabling])

        return settled(self._cone, own, update)[self._cone.goal]

    def named(self, number: int) -> Proposition:
        """The proposition that a finding would be of."""
        return self._cone.propositions[self._open[number]]

    def _bit(self, number: int) -> int:
        return 1 << self._bits[number] if number in self._bits else 0

    def _own(self, number: int, without: Members) -> Family:
        place = self._bits.get(number)
        return IMPOSSIBLE if place is None or place in without else (frozenset({place}),)

    def settles(self, group: Members) -> bool:
        """Whether these findings would make the goal follow."""
        known = (number for number, known in enumerate(self._known) if known)
        return self._cone.derives(chain(known, (self._open[place] for place in group)))
