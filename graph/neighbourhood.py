"""The part of an implication graph around what is asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from graph.grounding import ImplicationGraph
from graph.model import Attack, Inference, Proposition


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Propositions and the steps between them, nearest first.

    Attributes
    ----------
    propositions : tuple of Proposition
    inferences : tuple of Inference
        Every one with all its premises and its conclusion among the propositions.
    attacks : tuple of Attack
        The objections against any of them, and against those objections.
    beyond : mapping of Proposition to int
        How many steps lead to or from a proposition that are not in it.
    cut : int
        How many steps were near enough but one too many.
    """

    propositions: tuple[Proposition, ...] = ()
    inferences: tuple[Inference, ...] = ()
    attacks: tuple[Attack, ...] = ()
    beyond: Mapping[Proposition, int] = field(default_factory=dict)
    cut: int = 0

    @property
    def size(self) -> int:
        """How many things it holds."""
        return len(self.propositions) + len(self.inferences) + len(self.attacks)


def neighbourhood(
    graph: ImplicationGraph,
    seeds: Iterable[Proposition],
    depth: int = 1,
    *,
    steps: Iterable[Inference] = (),
    allowed: Callable[[Inference], bool] = lambda _step: True,
    limit: int = 300,
) -> Neighbourhood:
    """What lies within some steps of the seeds, along implications in either direction.

    Seeds, and what they lead to, are followed both back and onwards; what a step needs
    besides is only followed back. Else one premise that half of all steps share would bring
    in all of these.

    Parameters
    ----------
    graph : ImplicationGraph
    seeds : iterable of Proposition
        Where to start.
    depth : int
        How many implications away from them.
    steps : iterable of Inference
        Implications that belong to it from the start.
    allowed : callable
        Implications to keep out give false.
    limit : int
        The most propositions, implications and objections together.

    Notes
    -----
    Breadth first, so what is cut at the limit is furthest away. Objections are no distance:
    whatever is in it brings its own. Takes time linear in the steps it touches.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Implication, Knowledge
    >>> steps = tuple(Implication(a + b, 0.5, Basis.STATED, frozenset({a}), conclusion=b)
    ...               for a, b in ("ab", "bc", "cd"))
    >>> graph = implication_graph(Knowledge(Analysis("s", "KR"), implications=steps))
    >>> around = neighbourhood(graph, [Proposition("KR", "b")], depth=1)
    >>> [p.concept for p in around.propositions], around.beyond
    (['b', 'a', 'c'], {Proposition(country='KR', concept='c'): 1})
    """
    search = _Search(graph, _touching(graph, allowed), limit)
    search.seed(seeds, steps)
    for _ in range(depth):
        search.widen()
    return search.found()


def _touching(
    graph: ImplicationGraph, allowed: Callable[[Inference], bool]
) -> Mapping[Proposition, list[Inference]]:
    """The implications that lead to or from each proposition."""
    found: defaultdict[Proposition, list[Inference]] = defaultdict(list)
    for inferences in graph.inferences.values():
        for inference in filter(allowed, inferences):
            for end in (inference.conclusion, *inference.premises):
                found[end].append(inference)
    return found


class _Search:
    """A breadth-first search that stops taking in more at a limit."""

    def __init__(
        self,
        graph: ImplicationGraph,
        touching: Mapping[Proposition, Collection[Inference]],
        limit: int,
    ) -> None:
        self.graph = graph
        self.touching = touching
        self.room = limit
        self.propositions: dict[Proposition, None] = {}
        self.inferences: dict[Inference, None] = {}
        self.attacks: dict[Attack, None] = {}
        self.refused: dict[Inference, None] = {}
        self.edge: list[Proposition] = []
        self.wide: set[Proposition] = set()  # what is followed onwards too, not only back

    def seed(self, seeds: Iterable[Proposition], steps: Iterable[Inference]) -> None:
        for proposition in seeds:
            self.wide.add(proposition)
            self.take([proposition], [])
        for step in steps:
            self.wide.update((step.conclusion, *step.premises))
            self.take([step.conclusion, *step.premises], [step])

    def widen(self) -> None:
        """Take in every implication that touches the edge."""
        edge, self.edge = self.edge, []
        for proposition in edge:
            is_wide = proposition in self.wide
            for step in self.touching.get(proposition, ()):
                if is_wide or step.conclusion == proposition:
                    self.follow(step, proposition)

    def follow(self, step: Inference, start: Proposition) -> None:
        """Take in an implication; what it concludes is followed onwards in its turn."""
        if step in self.inferences:
            return
        if step.conclusion != start:
            self.wide.add(step.conclusion)
        if not self.take([step.conclusion, *step.premises], [step]):
            self.refused[step] = None

    def take(self, propositions: list[Proposition], steps: list[Inference]) -> bool:
        """Take things in together with the objections against them, if there is room."""
        new = [p for p in dict.fromkeys(propositions) if p not in self.propositions]
        steps = [step for step in steps if step not in self.inferences]
        attacks = [a for a in self.against(new, steps) if a not in self.attacks]
        if len(new) + len(steps) + len(attacks) > self.room:
            return False
        self.room -= len(new) + len(steps) + len(attacks)
        self.propositions.update(dict.fromkeys(new))
        self.inferences.update(dict.fromkeys(steps))
        self.attacks.update(dict.fromkeys(attacks))
        self.edge += new
        return True

    def against(
        self, propositions: Iterable[Proposition], steps: Iterable[Inference]
    ) -> Iterator[Attack]:
        """The objections against things, and those against them in turn."""
        waiting = [a for p in propositions for a in self.graph.rebuttals.get(p, ())]
        for step in steps:
            waiting += self.graph.undercuts.get((step.implication, step.country), ())
        seen: set[Attack] = set()
        while waiting:
            attack = waiting.pop(0)
            if attack not in seen:
                seen.add(attack)
                yield attack
                waiting += self.graph.undercuts.get((attack.objection, attack.country), ())

    def found(self) -> Neighbourhood:
        beyond = {
            proposition: hidden
            for proposition in self.propositions
            if (hidden := self.hidden(proposition))
        }
        return Neighbourhood(
            tuple(self.propositions),
            tuple(self.inferences),
            tuple(self.attacks),
            beyond,
            sum(step not in self.inferences for step in self.refused),
        )

    def hidden(self, proposition: Proposition) -> int:
        return sum(step not in self.inferences for step in self.touching.get(proposition, ()))
