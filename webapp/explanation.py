"""What the why page says about one recommendation, before any word or colour.

Everything is read off the engine: this module only gathers it in reading order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.aggregation import aggregated, documents
from graph.breakdown import breakdown
from graph.model import Attack, Derivation, Finding, Inference, Iri, Proposition, Step
from graph.recommendation import Answers, answers
from graph.semiring import PRODUCT, Semiring
from graph.ways import Way, ways
from webapp.explorer import Study

DEEPEST = 3  # objections to objections told on a page; the JSON answer goes on further
DERIVATIONS_SOUGHT = 200  # beyond that a reader is helped by no list


@dataclass(frozen=True, slots=True)
class Against:
    """An objection in force or at rest, what it does, and the objections to it in turn."""

    attack: Attack
    force: float
    answers: Answers
    counters: tuple[Against, ...] = ()

    @property
    def in_force(self) -> bool:
        """Whether every premise holds to some degree, so that it takes something away."""
        return self.force > 0

    @property
    def measures(self) -> tuple[Iri, ...]:
        """The recommended measures that answer it, each once."""
        return tuple(dict.fromkeys(measure for _, measure in self.answers.mitigated))


@dataclass(frozen=True, slots=True)
class Support:
    """One inference that concludes the goal: an independent reason.

    `raw` is its force before what undercuts it, `force` after; `added` is what it adds to
    the reasons before it, since reasons never add up to more than 1.
    """

    inference: Inference
    raw: float
    force: float
    added: float
    undercuts: tuple[Against, ...]


@dataclass(frozen=True, slots=True)
class ProofLine:
    """A line of the nested proof.

    `opens` says that it starts a list, `is_parent` that the next line is one level deeper,
    `closes` how many levels end after it. A proposition that was already unfolded higher up
    is `repeated` and not unfolded again.
    """

    step: Step
    depth: int
    opens: bool
    is_parent: bool
    closes: int
    repeated: bool
    undercuts: tuple[Against, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a proposition follows, what speaks against it and how the numbers come about."""

    goal: Proposition
    supports: tuple[Support, ...]
    rebuttals: tuple[Against, ...]
    denials: tuple[Finding, ...]
    ways: tuple[Way, ...]
    is_cut: bool

    @property
    def undercuts(self) -> tuple[tuple[Support, Against], ...]:
        """Every objection against a step that concludes the goal, with that step."""
        return tuple((s, against) for s in self.supports for against in s.undercuts)

    @property
    def denial_weights(self) -> tuple[tuple[Finding, float], ...]:
        """The denials that count, with their strengths: of one document only the strongest."""
        groups = (max(group, key=lambda f: f.strength) for group in documents(self.denials))
        return tuple((finding, finding.strength) for finding in groups)

    @property
    def lost_to_undercuts(self) -> float:
        """How much more support there would be if nothing undercut the steps."""
        unopposed = aggregated(s.raw for s in self.supports)
        return unopposed - aggregated(s.force for s in self.supports)


def explanation(study: Study, goal: Proposition, semiring: Semiring = PRODUCT) -> Explanation:
    """The explanation of a proposition; without ways where it is not derivable."""
    found = study.derivations(goal, k=DERIVATIONS_SOUGHT + 1, semiring=semiring)
    return Explanation(
        goal=goal,
        supports=_supports(study, goal),
        rebuttals=_by_force(_against(study, a) for a in study.graph.rebuttals.get(goal, ())),
        denials=study.graph.denials.get(goal, ()),
        ways=ways(found[:DERIVATIONS_SOUGHT]),
        is_cut=len(found) > DERIVATIONS_SOUGHT,
    )


def _by_force(objections: Iterable[Against]) -> tuple[Against, ...]:
    return tuple(sorted(objections, key=lambda a: (-a.force, a.attack.objection)))


def _against(study: Study, attack: Attack, depth: int = 0) -> Against:
    force = study.balances.force(attack)
    counters = () if depth == DEEPEST else _counters(study, attack, depth + 1)
    return Against(attack, force, answers(study.graph, attack, study.balances), counters)


def _counters(study: Study, attack: Attack, depth: int) -> tuple[Against, ...]:
    attacks = study.graph.undercuts.get((attack.objection, attack.country), ())
    return _by_force(_against(study, each, depth) for each in attacks)


def undercuts(study: Study, inference: Inference) -> tuple[Against, ...]:
    """The objections against a step, strongest first."""
    attacks = study.graph.undercuts.get((inference.implication, inference.country), ())
    return _by_force(_against(study, attack) for attack in attacks)


def _supports(study: Study, goal: Proposition) -> tuple[Support, ...]:
    total = breakdown(study.graph, study.balances, goal)
    return tuple(
        Support(
            share.argument, share.raw, share.force, share.amount, undercuts(study, share.argument)
        )
        for share in total.supports
        if isinstance(share.argument, Inference) and share.raw > 0
    )


def proof_lines(study: Study, derivation: Derivation) -> tuple[ProofLine, ...]:
    """The derivation as an indented proof, each sub-proof unfolded once.

    Iterative, so that a chain of any length can be shown.
    """
    steps = {step.proposition: step for step in derivation.steps}
    ordered = list(_preorder(steps, derivation.goal))
    depths = [depth for _, depth, _ in ordered] + [0]
    return tuple(
        ProofLine(
            step=steps[proposition],
            depth=depth,
            opens=number == 0 or depth > depths[number - 1],
            is_parent=depths[number + 1] > depth,
            closes=max(0, depth - depths[number + 1]),
            repeated=repeated,
            undercuts=_step_undercuts(study, steps[proposition]),
        )
        for number, (proposition, depth, repeated) in enumerate(ordered)
    )


def _preorder(
    steps: dict[Proposition, Step], goal: Proposition
) -> Iterator[tuple[Proposition, int, bool]]:
    waiting, unfolded = [(goal, 0)], set()
    while waiting:
        proposition, depth = waiting.pop()
        premises = steps[proposition].premises
        repeated = proposition in unfolded and bool(premises)
        yield proposition, depth, repeated
        unfolded.add(proposition)
        if not repeated:
            waiting.extend((premise, depth + 1) for premise in reversed(premises))


def _step_undercuts(study: Study, step: Step) -> tuple[Against, ...]:
    justification = step.justification
    if isinstance(justification, Finding):
        return ()
    return tuple(against for against in undercuts(study, justification) if against.in_force)
