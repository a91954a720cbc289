"""What speaks against each step of a derivation, and what speaks against that in turn.

A derivation tells why something follows; it is only half told without the objections that
undercut its steps and rebut its conclusions, on the way as well as at the goal. Each is listed
with what it has come to, how its premises stand, what answers it, and the objections to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from graph.errors import InvalidDerivation
from graph.grounding import ImplicationGraph
from graph.model import Attack, Derivation, Finding, Inference, Iri, Objection, Step
from graph.standing import Standing, Standings

if TYPE_CHECKING:  # numpy, which is not needed where nothing objects
    from graph.balance import Balances, Force
    from graph.recommendation import Answers

DEEPEST: Final = 12  # beyond that a chain of objections to objections is cut, and says so

Weigh: TypeAlias = Callable[[], "Balances"]


@dataclass(frozen=True, slots=True)
class Challenge:
    """An objection to a step or to a conclusion, or to another objection.

    Attributes
    ----------
    attack : Attack
        The grounded objection; its target tells what it undercuts or rebuts.
    force : Force
        What it amounts to: 0 where a premise does not hold.
    premises : tuple of Standing
        How each of its premises stands.
    answers : Answers
        What answers it, if anything does.
    objections : tuple of Challenge
        What undercuts it in turn, strongest first.
    is_cut : bool
        Whether there are objections to it that are not listed: because the same objection has
        been unfolded before, or because the chain of them is too deep.
    """

    attack: Attack
    force: Force
    premises: tuple[Standing, ...]
    answers: Answers
    objections: tuple[Challenge, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Objected:
    """A step of a derivation with all that is said against it.

    Attributes
    ----------
    step : Step
    undercuts : tuple of Challenge
        The objections to its implication, strongest first; none to a finding.
    rebuttals : tuple of Challenge
        The objections to what it concludes, strongest first.
    denials : tuple of Finding
        The findings that what it concludes does not hold.
    """

    step: Step
    undercuts: tuple[Challenge, ...]
    rebuttals: tuple[Challenge, ...]
    denials: tuple[Finding, ...]

    def __bool__(self) -> bool:
        return bool(self.undercuts or self.rebuttals or self.denials)


def objected(
    graph: ImplicationGraph, derivation: Derivation, weigh: Weigh | None = None
) -> tuple[Objected, ...]:
    """Each step of a derivation with what undercuts it and what rebuts its conclusion.

    Nothing is left out: what is listed with a step is checked against the objections as they
    were asserted. Objections that have no force are listed too. An objection that counts at
    several places is unfolded at the first, so that circles end.

    Parameters
    ----------
    graph : ImplicationGraph
    derivation : Derivation
    weigh : callable, optional
        Gives the balances of all that the derivation's goal depends on, at least; called only
        if anything is objected. They are computed if it is left out.

    Raises
    ------
    InvalidDerivation
        If an objection that was asserted is missing from a step: an error of the engine.

    Notes
    -----
    Linear in the number of steps and of the objections that bear on them.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.hyperpath import derivations
    >>> from graph.model import Analysis, Basis, Implication, Knowledge, Proposition
    >>> young, gap = Proposition("VN", "young"), Proposition("VN", "gap")
    >>> graph = implication_graph(Knowledge(
    ...     Analysis("a", "KR", ("VN",)),
    ...     (Finding("f", 0.8, Basis.STATED, young), Finding("g", 0.5, Basis.STATED, gap)),
    ...     (Implication("i", 0.5, Basis.STATED, frozenset({"young"}), conclusion="pair"),),
    ...     (Objection("o", 0.4, Basis.STATED, frozenset({"gap"}), target="i"),),
    ... ))
    >>> best, = derivations(graph, Proposition("VN", "pair"))
    >>> [(o.step.claim, [(u.attack.objection, u.force.force) for u in o.undercuts])
    ...  for o in objected(graph, best)]
    [('i', [('o', 0.2)]), ('f', [])]
    """

    def computed() -> Balances:
        from graph.balance import balances

        return balances(graph, [derivation.goal])

    gathering = _Gathering(graph, weigh or computed)
    return tuple(gathering.step(step) for step in derivation.steps)


class _Gathering:
    """Gathers the objections to one derivation, each unfolded once."""

    def __init__(self, graph: ImplicationGraph, weigh: Weigh) -> None:
        self._graph = graph
        self._weigh = weigh
        self._weighed: Balances | None = None
        self._standings = Standings(graph)
        self._unfolded: set[tuple[Iri, Iri]] = set()

    def step(self, step: Step) -> Objected:
        """A step with all that is said against it."""
        graph, proposition = self._graph, step.proposition
        against = graph.rebuttals.get(proposition, ())
        undercuts: tuple[Attack, ...] = ()
        if isinstance(step.justification, Inference):
            undercuts = graph.undercuts.get((step.claim, step.justification.country), ())
        _check_complete(graph, step, undercuts, against)
        return Objected(
            step,
            self._challenges(undercuts),
            self._challenges(against),
            graph.denials.get(proposition, ()),
        )

    def _challenges(self, attacks: Iterable[Attack], depth: int = 1) -> tuple[Challenge, ...]:
        known = [(-self._balances.force(attack), attack) for attack in attacks]
        known.sort(key=lambda pair: (pair[0], pair[1].objection, pair[1].country))
        return tuple(self._challenge(attack, depth) for _, attack in known)

    def _challenge(self, attack: Attack, depth: int) -> Challenge:
        from graph.recommendation import answers

        name = (attack.objection, attack.country)
        against = self._graph.undercuts.get(name, ())
        is_cut = bool(against) and (name in self._unfolded or depth >= DEEPEST)
        if not is_cut:
            self._unfolded.add(name)
        return Challenge(
            attack=attack,
            force=self._balances.weighing(attack),
            premises=tuple(map(self._standings.of, attack.premises)),
            answers=answers(self._graph, attack, self._balances),
            objections=() if is_cut else self._challenges(against, depth + 1),
            is_cut=is_cut,
        )

    @property
    def _balances(self) -> Balances:
        if self._weighed is None:
            self._weighed = self._weigh()
        return self._weighed


def _check_complete(
    graph: ImplicationGraph, step: Step, undercuts: Iterable[Attack], rebuttals: Iterable[Attack]
) -> None:
    """Refuse to show a step without an objection to it that was asserted."""
    told = {attack.objection for attack in (*undercuts, *rebuttals)}
    for objection in _due(graph, step):
        if objection.iri not in told:
            raise InvalidDerivation(
                f"{step.proposition.concept} of {step.proposition.country}: the objection "
                f"{objection.iri} to it is left out"
            )


def _due(graph: ImplicationGraph, step: Step) -> Iterator[Objection]:
    """The objections that were asserted against a step or what it concludes, there."""
    against, country = graph.objections, step.proposition.country
    concept = step.proposition.concept
    if concept not in graph.arguments:
        yield from (o for o in against.get(concept, ()) if _reaches(graph, o, country))
    if isinstance(step.justification, Inference):
        claim, places = graph.implications[step.claim], {step.justification.country}
        if claim.is_home_only:
            # Drawn once, at home, it is met by objections from everywhere that it is made for.
            places = set(claim.applies_to or graph.analysis.countries)
        for objection in against.get(step.claim, ()):
            if any(_reaches(graph, objection, place) for place in places):
                yield objection


def _reaches(graph: ImplicationGraph, objection: Objection, country: Iri) -> bool:
    """Whether an objection applies to a country that the analysis weighs."""
    scope = objection.applies_to
    return country in graph.analysis.countries and (not scope or country in scope)
