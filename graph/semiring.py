"""Three ways to score a derivation: product, weakest link, number of steps.

Each is a *superior* function in Knuth's sense: a conclusion never costs less than any of
its premises. That is all the search for the best derivations needs.

References
----------
Knuth, D. E. (1977). A generalization of Dijkstra's algorithm. Inf. Process. Lett. 6(1).
Green, Karvounarakis, Tannen (2007). Provenance semirings. PODS.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

Cost: TypeAlias = float  # or a whole number of any size, where costs add up

_UNITS_PER_NAT: Final = 2**60
_UNDERFLOW: Final = 746 * _UNITS_PER_NAT  # exp(-746) is below the least float


@dataclass(frozen=True, slots=True)
class Semiring:
    """How strengths combine into the score of a derivation, and how scores are ordered.

    Attributes
    ----------
    name : str
        As given on the command line.
    combined : callable
        Score of a step from the strength of its justification and the scores of its
        premises (none: the justification is a finding). This is what a score means; long
        derivations are scored from their cost instead, which does not underflow on the way.
    weight : callable
        What the justification of that strength, with that many premises, adds to the cost.
    cost : callable
        The cost of a step from its weight and the costs of its premises.
    extend : callable
        Joins two costs. Lower is better, and sums of logarithms do not underflow as long
        products do.
    score : callable
        The score that a cost stands for.
    exchanged : callable
        The cost of a whole in which a part used so many times changes from one cost to
        another: ``exchanged(whole, times, old, new)``, with ``new >= old``.
    lower_is_better : bool
        Whether the lower of two scores is the better one.
    only_worst_counts : bool
        Whether the cost of a whole is that of its dearest part, so that what is cheaper than
        that may change without changing the whole.
    """

    name: str
    combined: Callable[[float, Sequence[float]], float]
    weight: Callable[[float, int], Cost]
    cost: Callable[[Cost, Sequence[Cost]], Cost]
    extend: Callable[[Cost, Cost], Cost]
    score: Callable[[Cost], float]
    exchanged: Callable[[Cost, int, Cost, Cost], Cost]
    lower_is_better: bool = False
    only_worst_counts: bool = False


def surprisal(strength: float) -> int:
    """``-log(strength)`` as a whole number of 2^-60 nats.

    Whole numbers add up exactly, in any order and to any size: a ladder that doubles its
    cost at each of a thousand rungs is still put in the right order.

    Examples
    --------
    >>> surprisal(1.0), surprisal(0.5) == round(0.6931471805599453 * 2**60)
    (0, True)
    """
    return round(-math.log(strength) * _UNITS_PER_NAT)


def plausibility(cost: Cost) -> float:
    """The strength that has this surprisal, to the twelve digits that are surely right.

    Examples
    --------
    >>> plausibility(surprisal(0.9) + surprisal(0.8)), plausibility(2**2000)
    (0.72, 0.0)
    """
    if cost > _UNDERFLOW:
        return 0.0
    return float(f"{math.exp(-cost / _UNITS_PER_NAT):.12g}")


def _product(strength: float, premises: Sequence[float]) -> float:
    return strength * math.prod(premises)


def _weakest(strength: float, premises: Sequence[float]) -> float:
    return min(strength, *premises) if premises else strength


def _steps(_strength: float, premises: Sequence[float]) -> float:
    return 1 + sum(premises) if premises else 0


def _sum(weight: Cost, premises: Sequence[Cost]) -> Cost:
    return sum(premises, weight)


def _worst(weight: Cost, premises: Sequence[Cost]) -> Cost:
    return max(weight, *premises) if premises else weight


def _added(whole: Cost, times: int, old: Cost, new: Cost) -> Cost:
    return whole + times * (new - old)


def _dearest(whole: Cost, _times: int, _old: Cost, new: Cost) -> Cost:
    return max(whole, new)


PRODUCT: Final = Semiring(
    "product",
    combined=_product,
    weight=lambda strength, _premises: surprisal(strength),
    cost=_sum,
    extend=operator.add,
    score=plausibility,
    exchanged=_added,
)
WEAKEST_LINK: Final = Semiring(
    "weakest-link",
    combined=_weakest,
    weight=lambda strength, _premises: -strength,
    cost=_worst,
    extend=max,
    score=operator.neg,
    exchanged=_dearest,
    only_worst_counts=True,
)
FEWEST_STEPS: Final = Semiring(
    "fewest-steps",
    combined=_steps,
    weight=lambda _strength, premises: int(premises > 0),
    cost=_sum,
    extend=operator.add,
    score=lambda cost: cost,
    exchanged=_added,
    lower_is_better=True,
)

SEMIRINGS: Final[Mapping[str, Semiring]] = MappingProxyType(
    {semiring.name: semiring for semiring in (PRODUCT, WEAKEST_LINK, FEWEST_STEPS)}
)
