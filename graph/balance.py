"""The balance of support and opposition: gradual bipolar semantics, DF-QuAD.

An argument is a grounded implication or objection. Its force is its strength times the
acceptabilities of its premises, less the share that objections to it undercut. What speaks
for a proposition aggregates to its support, what speaks against it (objections, and findings
that it does not hold) to its opposition, and the two move its base, the weight of its
findings, up or down to its acceptability.

These are strengths of argument, not probabilities.

References
----------
Rago, A., Toni, F., Aurisicchio, M., Baroni, P. (2016). Discontinuity-free decision support
with quantitative argumentation debates. KR 2016.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from graph.aggregation import weight
from graph.equations import Inputs, Solution, solved
from graph.errors import InvalidArgument
from graph.grounding import ImplicationGraph
from graph.model import Finding, Proposition
from graph.network import Argument, Network, claim_of, dependents, links, name_of, network
from graph.ranking import is_outweighed, net


@dataclass(frozen=True, slots=True)
class Balance:
    """How a proposition stands; all numbers lie in [0, 1].

    Attributes
    ----------
    base : float
        The weight of the findings that it holds.
    support, opposition : float
        The aggregated forces for and against it.
    acceptability : float
        ``t + (1 - t)(vs - va)`` if support vs is at least opposition va, else
        ``t - t(va - vs)``, where t is the base.
    converged : bool
        Whether all it depends on settled; always true without cycles.
    """

    base: float = 0.0
    support: float = 0.0
    opposition: float = 0.0
    acceptability: float = 0.0
    converged: bool = True

    @property
    def net(self) -> float:
        """Support minus opposition, in [-1, 1], 0 if they are equal up to rounding."""
        return net(self.support, self.opposition)

    @property
    def is_outweighed(self) -> bool:
        """Whether opposition is at least as strong as support, up to rounding."""
        return is_outweighed(self.support, self.opposition)


@dataclass(frozen=True, slots=True)
class Force:
    """The force of an argument: what it would be, the share undercut, and what is left."""

    raw: float
    undercut: float
    force: float


@dataclass(frozen=True)
class Balances:
    """The balances of many propositions and the forces of the arguments between them."""

    solution: Solution

    @property
    def network(self) -> Network:
        """The propositions and arguments that were weighed."""
        return self.solution.network

    @property
    def is_cyclic(self) -> bool:
        """Whether any proposition depends on itself, so that values had to be iterated."""
        return self.network.schedule.is_cyclic

    @property
    def rounds(self) -> int:
        """How many rounds the iteration took; 0 without cycles, which need none."""
        return self.solution.rounds.count

    @property
    def converged(self) -> bool:
        """Whether every value settled."""
        return not self.solution.rounds.moving

    @cached_property
    def unsettled(self) -> frozenset[Proposition]:
        """The propositions that still moved in the last round, or depend on what did."""
        propositions = self.network.propositions
        nodes = dependents(links(self.network)[1], self.solution.rounds.moving)
        return frozenset(propositions[node] for node in nodes if node < len(propositions))

    def of(self, proposition: Proposition) -> Balance:
        """The balance of a proposition; all zero where nothing is known of it."""
        number = self.network.index.get(proposition)
        if number is None:
            return Balance()
        solution = self.solution
        return Balance(
            base=float(solution.inputs.bases.get(number, 0.0)),
            support=float(solution.support(number)),
            opposition=float(solution.opposition(number)),
            acceptability=float(solution.acceptabilities[number]),
            converged=self.converged or proposition not in self.unsettled,
        )

    def force(self, argument: Argument) -> float:
        """The force of a grounded implication or objection, in [0, 1].

        Raises
        ------
        InvalidArgument
            If it is not among those that were weighed.
        """
        return float(self.solution.forces[self._number(argument)])

    def weighing(self, argument: Argument) -> Force:
        """How the force of a grounded implication or objection comes about.

        Raises
        ------
        InvalidArgument
            If it is not among those that were weighed.
        """
        number = self._number(argument)
        solution = self.solution
        return Force(
            raw=float(solution.raw(number)),
            undercut=float(solution.undercut(number)),
            force=float(solution.forces[number]),
        )

    def _number(self, argument: Argument) -> int:
        try:
            return self.network.names[name_of(argument)]
        except KeyError:
            raise InvalidArgument(
                f"{claim_of(argument)} for {argument.country} is not part of what was weighed"
            ) from None


def balances(graph: ImplicationGraph, goals: Iterable[Proposition] | None = None) -> Balances:
    """The balances of the goals and of all they depend on; of everything if not given.

    Parameters
    ----------
    graph : ImplicationGraph
        What to weigh.
    goals : iterable of Proposition, optional
        Weigh only these and what they depend on, by way of premises and objections.

    Notes
    -----
    A graph without cycles is solved exactly, in time linear in its size and to any depth. In
    cycles, values start from the bases and are updated all at once until none moves by 1e-9,
    in 1,000 rounds at most; `Balances.converged` tells whether that was enough. Objections
    that undercut each other in a circle start from the forces they would have unopposed.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Implication, Knowledge, Objection
    >>> def about(concept, strength):
    ...     return Finding(concept, strength, Basis.STATED, Proposition("VN", concept))
    >>> graph = implication_graph(Knowledge(
    ...     Analysis("a", "KR", ("VN",)),
    ...     (about("young", 0.8), about("gap", 0.5)),
    ...     (Implication("i", 0.5, Basis.STATED, frozenset({"young"}), conclusion="pair"),),
    ...     (Objection("o", 0.2, Basis.STATED, frozenset({"gap"}), target="pair"),
    ...      Objection("u", 0.5, Basis.STATED, frozenset({"gap"}), target="i")),
    ... ))
    >>> weighed = balances(graph)
    >>> weighed.weighing(graph.inferences[Proposition("VN", "pair")][0])
    Force(raw=0.4, undercut=0.25, force=0.30000000000000004)
    >>> pair = weighed.of(Proposition("VN", "pair"))
    >>> round(pair.support, 9), round(pair.opposition, 9), round(pair.acceptability, 9)
    (0.3, 0.1, 0.2)
    """
    weighed = network(graph, goals)
    return Balances(solved(weighed, inputs(graph, weighed)))


def balance(graph: ImplicationGraph, proposition: Proposition) -> Balance:
    """The balance of one proposition, weighing only what it depends on.

    See `balances` for what is computed and how.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Knowledge
    >>> young = Proposition("VN", "young")
    >>> found = Finding("f", 0.8, Basis.STATED, young)
    >>> denied = Finding("d", 0.5, Basis.MEASURED, young, holds=False)
    >>> balance(implication_graph(Knowledge(Analysis("a", "KR"), (found, denied))), young)
    Balance(base=0.8, support=0.0, opposition=0.5, acceptability=0.4, converged=True)
    """
    return balances(graph, (proposition,)).of(proposition)


def inputs(graph: ImplicationGraph, network: Network) -> Inputs:
    """What the equations of a network start from: what the claims themselves say."""
    return Inputs(
        bases=_weights(graph.findings, network),
        denials=_weights(graph.denials, network),
        strengths=[argument.strength for argument in network.arguments],
    )


def _weights(
    findings: Mapping[Proposition, tuple[Finding, ...]], network: Network
) -> dict[int, float]:
    return {
        number: weight(findings[proposition])
        for number, proposition in enumerate(network.propositions)
        if proposition in findings
    }
