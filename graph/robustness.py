"""How firmly a ranking stands when no strength is taken at its word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

import numpy as np

from graph.aggregation import documents
from graph.balance import Balances, inputs
from graph.cycles import Cycles
from graph.equations import Inputs, Number, Solution, solved
from graph.errors import InvalidArgument
from graph.grounding import ImplicationGraph
from graph.model import Claim, Finding, Iri, Proposition
from graph.network import Network, claim_of, network
from graph.ranking import TOLERANCE
from graph.ranks import FloatArray, IntArray
from graph.recommendation import recommendations, recommended

_CELLS: Final = 4_000_000  # numbers held at once, so that memory stays within bounds
MOST_DRAWS: Final = 1_000_000  # intervals are long settled by then


@dataclass(frozen=True, slots=True)
class Stability:
    """How one measure fares over all draws.

    Attributes
    ----------
    measure : Iri
    rank : int
        Its rank by the strengths as they are, from 1.
    low, high : int
        The interval of ranks that holds it in 90 % of the draws.
    lead_share : float
        The share of the draws in which it ranks first.
    standing_share : float
        The share of the draws in which support outweighs opposition.
    net_low, net_high : float
        The interval of support minus opposition in 90 % of the draws.
    """

    measure: Iri
    rank: int
    low: int
    high: int
    lead_share: float
    standing_share: float
    net_low: float
    net_high: float


@dataclass(frozen=True, slots=True)
class Robustness:
    """How the recommendations of a country fare over all draws, in their own order.

    `unsettled` counts the draws in which balances did not settle.
    """

    country: Iri
    draws: int
    spread: float
    seed: int
    measures: tuple[Stability, ...]
    unsettled: int


def robustness(
    graph: ImplicationGraph, country: Iri, draws: int = 1000, spread: float = 0.2, seed: int = 0
) -> Robustness:
    """How the ranking of a country's recommendations moves when strengths do.

    In each draw the strength s of every claim is drawn anew, uniformly from
    ``s (1 - spread)`` to ``s (1 + spread)`` and capped at 1, once for all countries. What is
    recommended stays the same, since strengths decide nothing about that; ties keep the
    order of the recommendations.

    Parameters
    ----------
    graph : ImplicationGraph
    country : Iri
    draws : int
        How many draws, from 1 to 1,000,000.
    spread : float
        In [0, 1].
    seed : int
        The same seed gives the same draws, 0 or more.

    Raises
    ------
    InvalidArgument
        If a parameter is out of range.

    Notes
    -----
    Time and memory are linear in the draws and in the size of what the recommendations
    depend on; draws are solved side by side, a bounded number at once.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Implication, Knowledge
    >>> young = Finding("f", 0.5, Basis.STATED, Proposition("VN", "young"))
    >>> steps = tuple(
    ...     Implication(name, strength, Basis.STATED, frozenset({"young"}), conclusion=name)
    ...     for name, strength in (("pair", 0.9), ("hire", 0.5)))
    >>> known = Knowledge(Analysis("a", "KR", ("VN",)), (young,), steps,
    ...                   measures=frozenset({"pair", "hire"}))
    >>> for each in robustness(implication_graph(known), "VN").measures:
    ...     print(each.measure, each.rank, (each.low, each.high), each.lead_share)
    pair 1 (1, 1) 1.0
    hire 2 (2, 2) 0.0
    """
    _check(draws, spread, seed)
    weighed = network(graph, [Proposition(country, m) for m in recommended(graph, country)])
    cycles = Cycles(weighed)
    as_told = Balances(solved(weighed, inputs(graph, weighed), cycles))
    measures = [r.measure for r in recommendations(graph, country, as_told)]
    if not measures:
        return Robustness(country, draws, spread, seed, (), 0)
    goals = [Proposition(country, measure) for measure in measures]
    parts = [
        _solved(graph, weighed, cycles, strengths)
        for strengths in _drawn(graph, draws, spread, seed, max(1, _CELLS // weighed.size))
    ]
    sides = np.concatenate([_sides(weighed, goals, *part) for part in parts], axis=2)
    unsettled = sum(_unsettled(*part) for part in parts)
    return Robustness(country, draws, spread, seed, _stabilities(measures, *sides), unsettled)


def _check(draws: int, spread: float, seed: int) -> None:
    if draws < 1:
        raise InvalidArgument(f"draws is {draws}; at least 1 is needed")
    if draws > MOST_DRAWS:
        raise InvalidArgument(f"draws is {draws}; at most {MOST_DRAWS} are made")
    if not 0 <= spread <= 1:
        raise InvalidArgument(f"spread is {spread:.15g}; it lies between 0 and 1")
    if seed < 0:
        raise InvalidArgument(f"seed is {seed}; it is 0 or more")


def _drawn(
    graph: ImplicationGraph, draws: int, spread: float, seed: int, width: int
) -> Iterator[Mapping[Iri, FloatArray]]:
    """The strengths of all claims, some draws at a time: the same draws whatever the width."""
    knowledge = graph.knowledge
    claims: dict[Iri, Claim] = {
        claim.iri: claim
        for claim in (*knowledge.findings, *knowledge.implications, *knowledge.objections)
    }
    names = sorted(claims)
    means = np.array([claims[name].strength for name in names])
    random = np.random.default_rng(seed)
    for start in range(0, draws, width):
        count = min(width, draws - start)
        factors = random.uniform(1 - spread, 1 + spread, size=(count, len(names)))
        factors *= means
        strengths = np.ascontiguousarray(np.minimum(factors, 1, out=factors).T)
        yield dict(zip(names, strengths, strict=True))


def _solved(
    graph: ImplicationGraph, network: Network, cycles: Cycles, strengths: Mapping[Iri, FloatArray]
) -> tuple[Solution, int]:
    """The solution of some draws, and how many they are."""
    solution = solved(
        network,
        Inputs(
            bases=_weights(graph.findings, network, strengths),
            denials=_weights(graph.denials, network, strengths),
            strengths=[strengths[claim_of(argument)] for argument in network.arguments],
        ),
        cycles,
    )
    return solution, len(next(iter(strengths.values())))


def _weights(
    findings: Mapping[Proposition, tuple[Finding, ...]],
    network: Network,
    strengths: Mapping[Iri, FloatArray],
) -> dict[int, Number]:
    return {
        number: _weight(findings[proposition], strengths)
        for number, proposition in enumerate(network.propositions)
        if proposition in findings
    }


def _weight(findings: Sequence[Finding], strengths: Mapping[Iri, FloatArray]) -> FloatArray:
    """`graph.aggregation.weight`, for many draws at once."""
    strongest = (
        reduce(np.maximum, (strengths[finding.iri] for finding in group))
        for group in documents(findings)
    )
    return reduce(lambda total, force: total + (1 - total) * force, strongest)


def _sides(
    network: Network, goals: Sequence[Proposition], solution: Solution, count: int
) -> FloatArray:
    """Supports, then oppositions: a row for each goal and a column for each draw."""
    numbers = [network.index[goal] for goal in goals]
    return np.array(
        [
            [np.broadcast_to(side(number), (count,)) for number in numbers]
            for side in (solution.support, solution.opposition)
        ]
    )


def _unsettled(solution: Solution, count: int) -> int:
    return count - int(np.broadcast_to(solution.rounds.converged, (count,)).sum())


def _stabilities(
    measures: Sequence[Iri], supports: FloatArray, oppositions: FloatArray
) -> tuple[Stability, ...]:
    nets = supports - oppositions
    ranks = _ranks(nets)
    low, high = _interval(ranks)
    net_low, net_high = _interval(nets)
    # As in `graph.ranking.is_outweighed`, of many draws at once.
    outweighed = oppositions >= supports - np.where(oppositions > 0, TOLERANCE, 0)
    leads, stands = (ranks == 1).mean(axis=1), np.logical_not(outweighed).mean(axis=1)
    return tuple(
        Stability(
            measure=measure,
            rank=row + 1,
            low=int(low[row]),
            high=int(high[row]),
            lead_share=float(leads[row]),
            standing_share=float(stands[row]),
            net_low=float(net_low[row]),
            net_high=float(net_high[row]),
        )
        for row, measure in enumerate(measures)
    )


def _ranks(nets: FloatArray) -> IntArray:
    """The rank of each row in each column, from 1; ties keep the order of the rows.

    As in `graph.ranking.ranked`, numbers tie that a row of others within 1e-9 links.
    """
    falling = np.argsort(-nets, axis=0, kind="stable")
    gaps = -np.diff(np.take_along_axis(nets, falling, axis=0), axis=0, prepend=np.inf)
    groups = np.empty_like(falling)
    np.put_along_axis(groups, falling, np.cumsum(gaps > TOLERANCE, axis=0), axis=0)
    order = np.argsort(groups, axis=0, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, len(nets) + 1)[:, None], axis=0)
    return ranks


def _interval(values: FloatArray | IntArray) -> tuple[FloatArray, FloatArray]:
    """The narrowest bounds among the values that leave out 5 % of a row at each end at most."""
    low = np.quantile(values, 0.05, axis=1, method="lower")
    high = np.quantile(values, 0.95, axis=1, method="higher")
    return np.asarray(low), np.asarray(high)
