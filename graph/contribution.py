"""What each claim contributes to a conclusion: how it would stand without the claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.aggregation import weight
from graph.equations import Inputs, Number, solved
from graph.grounding import ImplicationGraph
from graph.model import Finding, Iri, Proposition
from graph.network import Network, claim_of, network
from graph.ranking import by_name
from graph.ranks import FloatArray

_CELLS: Final = 4_000_000  # numbers held at once, so that memory stays within bounds


@dataclass(frozen=True, slots=True)
class Contribution:
    """What is lost without a claim; negative where the claim speaks against.

    Attributes
    ----------
    claim : Iri
        A finding, implication or objection, removed for all countries at once.
    amount : float
        Acceptability with the claim minus acceptability without it.
    net : float
        The same of support minus opposition, which tells claims apart even where
        acceptability stays at 0.
    converged : bool
        Whether both balances settled.
    """

    claim: Iri
    amount: float
    net: float
    converged: bool = True


def contributions(graph: ImplicationGraph, goal: Proposition) -> list[Contribution]:
    """The contribution of every claim that a proposition depends on, the largest first.

    Attribution methods disagree with each other. This one is removal: each claim is taken
    away on its own, so the contributions need not add up to anything.

    Takes time and memory linear in the size of what the goal depends on, for each claim;
    many claims are removed side by side.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Implication, Knowledge
    >>> young = Finding("f", 0.8, Basis.STATED, Proposition("VN", "young"))
    >>> steps = tuple(
    ...     Implication(name, 0.5, Basis.STATED, frozenset({"young"}), conclusion="pair")
    ...     for name in "ij")
    >>> known = Knowledge(Analysis("a", "KR", ("VN",)), (young,), steps)
    >>> found = contributions(implication_graph(known), Proposition("VN", "pair"))
    >>> [(each.claim, round(each.amount, 9)) for each in found]
    [('f', 0.64), ('i', 0.24), ('j', 0.24)]
    """
    weighed = network(graph, (goal,))
    claims = sorted(_claims(graph, weighed), key=by_name)
    width = max(1, _CELLS // weighed.size)
    found = [
        contribution
        for start in range(0, len(claims), width)
        for contribution in _removed(graph, weighed, goal, claims[start : start + width])
    ]
    return sorted(found, key=lambda c: (-abs(c.amount), -abs(c.net), by_name(c.claim)))


def _claims(graph: ImplicationGraph, network: Network) -> frozenset[Iri]:
    findings = (
        finding.iri
        for proposition in network.propositions
        for index in (graph.findings, graph.denials)
        for finding in index.get(proposition, ())
    )
    return frozenset(findings).union(map(claim_of, network.arguments))


def _removed(
    graph: ImplicationGraph, network: Network, goal: Proposition, claims: Sequence[Iri]
) -> Iterator[Contribution]:
    """The contributions of some claims: one column without each, the last one with all."""
    columns = {claim: column for column, claim in enumerate(claims)}
    solution = solved(
        network,
        Inputs(
            bases=_weights(graph.findings, network, columns),
            denials=_weights(graph.denials, network, columns),
            strengths=[_strength(a.strength, columns, claim_of(a)) for a in network.arguments],
        ),
    )
    number = network.index[goal]
    width = len(claims) + 1
    acceptability = np.broadcast_to(solution.acceptabilities[number], (width,))
    net = np.broadcast_to(solution.support(number) - solution.opposition(number), (width,))
    converged = np.broadcast_to(solution.rounds.converged, (width,))
    for claim, column in columns.items():
        yield Contribution(
            claim,
            amount=float(acceptability[-1] - acceptability[column]),
            net=float(net[-1] - net[column]),
            converged=bool(converged[-1] and converged[column]),
        )


def _strength(strength: float, columns: Mapping[Iri, int], claim: Iri) -> Number:
    """The strength in every column: 0 in the one without the claim."""
    if claim not in columns:
        return strength
    result: FloatArray = np.full(len(columns) + 1, strength)
    result[columns[claim]] = 0
    return result


def _weights(
    findings: Mapping[Proposition, tuple[Finding, ...]],
    network: Network,
    columns: Mapping[Iri, int],
) -> dict[int, Number]:
    return {
        number: _weight(findings[proposition], columns)
        for number, proposition in enumerate(network.propositions)
        if proposition in findings
    }


def _weight(findings: Sequence[Finding], columns: Mapping[Iri, int]) -> Number:
    """The weight in every column. A removed finding may also part two documents it linked."""
    names = {finding.iri for finding in findings if finding.iri in columns}
    if not names:
        return weight(findings)
    result: FloatArray = np.full(len(columns) + 1, weight(findings))
    for name in names:
        result[columns[name]] = weight(f for f in findings if f.iri != name)
    return result
