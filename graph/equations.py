"""The equations of DF-QuAD over a network, solved once or round by round.

A number in them may as well be an array with one number for each of many draws.

References
----------
Rago, A., Toni, F., Aurisicchio, M., Baroni, P. (2016). Discontinuity-free decision support
with quantitative argumentation debates. KR 2016.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeAlias

import numpy as np

from graph.cycles import Cycles, Given
from graph.iteration import Rounds, iterated
from graph.network import Network
from graph.ranks import FloatArray

Number: TypeAlias = float | FloatArray


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the equations start from.

    Attributes
    ----------
    bases, denials : mapping of int to Number
        The weight of the findings for and against a proposition, where there are any.
    strengths : sequence of Number
        The strength of each argument.
    """

    bases: Mapping[int, Number]
    denials: Mapping[int, Number]
    strengths: Sequence[Number]


@dataclass(slots=True)
class Solution:
    """The acceptability of each proposition and the force of each argument.

    `solved` fills the two lists in place and hands the solution out when it is done.
    """

    network: Network
    inputs: Inputs
    acceptabilities: list[Number]
    forces: list[Number]
    rounds: Rounds = field(default_factory=Rounds)

    def raw(self, argument: int) -> Number:
        """The force of an argument before anything undercuts it."""
        value = self.inputs.strengths[argument]
        for premise in self.network.premises[argument]:
            value = value * self.acceptabilities[premise]
        return value

    def undercut(self, argument: int) -> Number:
        """The share of its force that an argument loses to what undercuts it."""
        return self._total(0.0, self.network.undercuts[argument])

    def support(self, proposition: int) -> Number:
        """The aggregated force of the arguments for a proposition."""
        return self._total(0.0, self.network.supports[proposition])

    def opposition(self, proposition: int) -> Number:
        """The aggregated force of the denials of and arguments against a proposition."""
        denied = self.inputs.denials.get(proposition, 0.0)
        return self._total(denied, self.network.rebuttals[proposition])

    def force(self, argument: int) -> Number:
        """The force of an argument, from the present values of what it depends on."""
        if not self.network.undercuts[argument]:
            return self.raw(argument)
        return self.raw(argument) * (1 - self.undercut(argument))

    def acceptability(self, proposition: int) -> Number:
        """The acceptability of a proposition, from the present forces."""
        base = self.inputs.bases.get(proposition, 0.0)
        support = self.support(proposition)
        if not self.network.rebuttals[proposition] and proposition not in self.inputs.denials:
            return base + (1 - base) * support if proposition in self.inputs.bases else support
        net = support - self.opposition(proposition)
        # Of these two one is zero: t + (1-t)(vs-va) or t - t(va-vs) without a branch, so
        # that it holds for arrays, too.
        size = _magnitude(net)
        raised, lowered = (size + net) / 2, (size - net) / 2
        return base + (1 - base) * raised - base * lowered

    def update(self, node: int) -> None:
        """Fill in the value of a node, from the present values of what it depends on."""
        first = len(self.network.propositions)
        if node < first:
            self.acceptabilities[node] = self.acceptability(node)
        else:
            self.forces[node - first] = self.force(node - first)

    def iterate(self, cycles: Cycles) -> None:
        """Fill in the values of the cycles."""
        inputs, propositions = self.inputs, cycles.propositions
        bases = [inputs.bases.get(number, 0.0) for number in propositions]
        denials = [inputs.denials.get(number, 0.0) for number in propositions]
        strengths = [inputs.strengths[number] for number in cycles.arguments]
        rows = chain(bases, denials, strengths)
        shape = next((np.shape(row) for row in rows if isinstance(row, np.ndarray)), ())
        width = shape[0] if shape else 1
        given = Given(*(_stacked(rows, width) for rows in (bases, denials, strengths)))
        values, self.rounds = iterated(cycles, given)
        for number, accepted in zip(propositions, values.acceptabilities, strict=True):
            self.acceptabilities[number] = accepted if shape else float(accepted[0])
        for number, force in zip(cycles.arguments, values.forces, strict=True):
            self.forces[number] = force if shape else float(force[0])

    def _total(self, total: Number, arguments: Iterable[int]) -> Number:
        for argument in arguments:
            force = self.forces[argument]
            is_first = isinstance(total, float) and not total  # and so the total is the force
            total = force if is_first else total + (1 - total) * force
        return total


def solved(network: Network, inputs: Inputs, cycles: Cycles | None = None) -> Solution:
    """The solution of the equations.

    What depends on no cycle is solved exactly, behind what it depends on; cycles are
    `graph.iteration.iterated` first. Takes time linear in the size of the network, times the
    number of rounds for its cycles. Who solves a network several times may hand in its
    cycles.
    """
    bases = [inputs.bases.get(number, 0.0) for number in range(len(network.propositions))]
    solution = Solution(network, inputs, bases, list(inputs.strengths))
    if network.schedule.is_cyclic:
        solution.iterate(cycles or Cycles(network))
    for node in (*network.schedule.before, *network.schedule.after):
        solution.update(node)
    return solution


def _stacked(rows: Sequence[Number], width: int) -> FloatArray:
    result = np.empty((len(rows), width))
    for number, row in enumerate(rows):
        result[number] = row
    return result


def _magnitude(value: Number) -> Number:
    return value.__abs__()  # type checkers lose the type of a union in abs()
