"""What stands between a goal and its derivation, and what missing findings would open."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph.cone import cone
from graph.edits import Assumption, Edits, edited
from graph.grounding import ImplicationGraph, implication_graph
from graph.hyperpath import derivations
from graph.model import Derivation, Finding, Inference, Knowledge, Proposition, Step
from graph.standing import Standing, Standings

_MOST_PLACES: Final = 500_000


@dataclass(frozen=True, slots=True)
class Obstacle:
    """An inference on the way to a goal, and how each of its premises stands."""

    inference: Inference
    premises: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """What a set of findings would open.

    Attributes
    ----------
    findings : tuple of Proposition
    derivation : Derivation or None
        The best derivation that would follow, the findings assumed certain; None if none would.
    obstacles : tuple of Obstacle
        The inferences in it that do not follow as things stand, from the goal down, each with
        what holds of its premises already, what was found not to hold, and what is unknown.
    """

    findings: tuple[Proposition, ...]
    derivation: Derivation | None
    obstacles: tuple[Obstacle, ...]

    def is_assumed(self, step: Step) -> bool:
        """Whether a step of the derivation is one of the findings, not found as things stand."""
        return isinstance(step.justification, Finding) and step.proposition in self.findings


def obstacles(graph: ImplicationGraph, goal: Proposition) -> tuple[Obstacle, ...]:
    """The inferences that would conclude a goal, and how their premises stand.

    Examples
    --------
    >>> from graph.model import Analysis, Basis, Implication
    >>> pair = Implication("i", 0.5, Basis.STATED, frozenset({"young"}), conclusion="pair")
    >>> graph = implication_graph(Knowledge(Analysis("a", "KR", ("VN",)), (), (pair,)))
    >>> obstacle, = obstacles(graph, Proposition("VN", "pair"))
    >>> [standing.state.value for standing in obstacle.premises]
    ['unknown']
    """
    return _stood(Standings(graph), graph.inferences.get(goal, ()))


def opening(
    graph: ImplicationGraph, goal: Proposition, found: Iterable[Proposition]
) -> Derivation | None:
    """The best derivation of a goal that these findings would open, if they do.

    They are added as assumptions, certain and without a document; see `graph.edits`.

    Raises
    ------
    InvalidArgument
        If one of them is not a factor of a country of the analysis.
    """
    assumed = Edits(assume=tuple(Assumption(proposition) for proposition in found))
    after = implication_graph(edited(graph.knowledge, assumed))
    return next(iter(derivations(after, goal, 1)), None)


def openings(
    graph: ImplicationGraph, goal: Proposition, groups: Sequence[Collection[Proposition]]
) -> tuple[Opening, ...]:
    """What each of several sets of findings would open, in their order.

    Parameters
    ----------
    graph : ImplicationGraph
    goal : Proposition
    groups : sequence of collection of Proposition
        Such as `graph.missing` gives.

    Returns
    -------
    tuple of Opening
        One for each set, or for as many of the first ones, at least one, as the limit of work
        allows: what leads to the goal may be walked through until 500,000 propositions and
        inferences have been met.

    Raises
    ------
    InvalidArgument
        If something other than a factor of a country of the analysis is in one of the sets.

    Notes
    -----
    O(size log size) in what leads to the goal, for each set. A derivation holds every
    finding of a minimal set: without one of them it would not follow.

    Examples
    --------
    >>> from graph.missing import missing
    >>> from graph.model import Analysis, Basis, Implication
    >>> pair = Implication("i", 0.5, Basis.STATED, frozenset({"young"}), conclusion="pair")
    >>> graph = implication_graph(Knowledge(Analysis("a", "KR", ("VN",)), (), (pair,),
    ...                                     measures=frozenset({"pair"})))
    >>> goal = Proposition("VN", "pair")
    >>> opened, = openings(graph, goal, missing(graph, goal).sets)
    >>> opened.derivation.score, [opened.is_assumed(step) for step in opened.derivation.steps]
    (0.5, [False, True])
    """
    leading = cone(graph, goal)
    places = len(leading.propositions) + len(leading.tails)
    near = implication_graph(_within(graph, frozenset(leading.propositions)))
    standings = Standings(graph)
    return tuple(_opening(near, goal, found, standings) for found in groups[: _most(places)])


def _most(places: int) -> int:
    return max(1, _MOST_PLACES // max(places, 1))


def _opening(
    near: ImplicationGraph, goal: Proposition, found: Iterable[Proposition], standings: Standings
) -> Opening:
    findings = tuple(found)
    derivation = opening(near, goal, findings)
    steps = derivation.steps if derivation else ()
    taken = (step.justification for step in steps if isinstance(step.justification, Inference))
    closed = (
        o
        for o in _stood(standings, taken)
        if not all(premise.state.holds for premise in o.premises)
    )
    return Opening(findings, derivation, tuple(closed))


def _stood(standings: Standings, inferences: Iterable[Inference]) -> tuple[Obstacle, ...]:
    return tuple(Obstacle(i, tuple(map(standings.of, i.premises))) for i in inferences)


def _within(graph: ImplicationGraph, leading: frozenset[Proposition]) -> Knowledge:
    """The claims that lead to a goal, without the others."""
    used = {i.implication for p in leading for i in graph.inferences.get(p, ())}
    known = graph.knowledge
    return replace(
        known,
        findings=tuple(f for f in known.findings if f.proposition in leading),
        implications=tuple(i for i in known.implications if i.iri in used),
        objections=(),
        advice=(),
    )
