"""The smallest packages of measures that together mitigate what can be mitigated."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graph.balance import Balances
from graph.bounded import checked
from graph.grounding import ImplicationGraph
from graph.model import Iri
from graph.ranking import by_name
from graph.recommendation import constraints, recommendations


@dataclass(frozen=True, slots=True)
class Cover:
    """The smallest packages that mitigate these constraints.

    Attributes
    ----------
    constraints : tuple of Iri
        What the measures to choose from mitigate between them, by name.
    packages : tuple of tuple of Iri
        All packages of the smallest size, by name; the empty package if there is nothing to
        mitigate.
    truncated : bool
        Whether there are more packages of that size than are given.
    """

    constraints: tuple[Iri, ...]
    packages: tuple[tuple[Iri, ...], ...]
    truncated: bool

    @property
    def size(self) -> int:
        """The number of measures in each package."""
        return len(self.packages[0])


@dataclass(frozen=True, slots=True)
class Coverage:
    """What recommended measures can mitigate of a country's constraints.

    Attributes
    ----------
    country : Iri
    overall : Cover
        With all measures that stand.
    by_actor : mapping of Iri to Cover
        With the measures of one actor alone, for each actor that has any.
    unmitigated : tuple of Iri
        Constraints that no measure that stands mitigates.
    """

    country: Iri
    overall: Cover
    by_actor: Mapping[Iri, Cover]
    unmitigated: tuple[Iri, ...]


def coverage(
    graph: ImplicationGraph,
    country: Iri,
    actors: Collection[tuple[Iri, Iri]] = (),
    weighed: Balances | None = None,
    limit: int = 20,
) -> Coverage:
    """The smallest packages of measures that mitigate all that can be mitigated.

    Only measures that stand are chosen from: recommended for the country, and not
    outweighed. (`graph.recommendation.gaps` counts outweighed ones, too: it asks whether
    there is an argument for a measure at all, this asks what to do.)

    Parameters
    ----------
    graph : ImplicationGraph
    country : Iri
    actors : collection of (measure, actor), optional
        Who may carry out each measure, one or several. The packages of what an actor can do
        alone are given apart.
    weighed : Balances, optional
        The balances of the graph, if they are at hand.
    limit : int
        How many packages of the smallest size to give at most.

    Raises
    ------
    InvalidArgument
        If `limit` is less than 1.

    Notes
    -----
    Minimum set cover, solved exactly as an integer program, and again with the packages
    found so far excluded until none of that size is left. The problem is NP-hard; with the
    measures of one country it is small.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Finding, Implication, Knowledge, Proposition
    >>> def found(concept):
    ...     return Finding(f"f-{concept}", 1.0, Basis.STATED, Proposition("VN", concept))
    >>> def step(conclusion):
    ...     return Implication(f"i-{conclusion}", 0.5, Basis.STATED, frozenset({"visa"}),
    ...                        conclusion=conclusion)
    >>> known = Knowledge(
    ...     Analysis("a", "KR", ("VN",)), (found("visa"), found("cost")),
    ...     (step("reform"), step("subsidy"), step("fund")),
    ...     measures=frozenset({"reform", "subsidy", "fund"}),
    ...     constraints=frozenset({"visa", "cost"}),
    ...     mitigations=frozenset({("reform", "visa"), ("subsidy", "cost"),
    ...                            ("fund", "visa"), ("fund", "cost")}))
    >>> coverage(implication_graph(known), "VN").overall.packages
    (('fund',),)
    """
    checked(1, limit)
    standing = [r.measure for r in recommendations(graph, country, weighed) if not r.outweighed]
    holding = constraints(graph, country)
    pairs = graph.knowledge.mitigations
    mitigated = {m: {c for c in holding if (m, c) in pairs} for m in sorted(standing, key=by_name)}
    overall = _cover(mitigated, limit)
    return Coverage(
        country=country,
        overall=overall,
        by_actor={
            actor: _cover({m: mitigated[m] for m in own}, limit)
            for actor, own in _by_actor(mitigated, actors).items()
        },
        unmitigated=tuple(c for c in holding if c not in overall.constraints),
    )


def _by_actor(
    measures: Collection[Iri], actors: Collection[tuple[Iri, Iri]]
) -> dict[Iri, list[Iri]]:
    """The measures of each actor, both by name."""
    known = sorted({actor for measure, actor in actors if measure in measures}, key=by_name)
    return {actor: [m for m in measures if (m, actor) in actors] for actor in known}


def _cover(mitigated: Mapping[Iri, Collection[Iri]], limit: int) -> Cover:
    useful = [measure for measure, covered in mitigated.items() if covered]
    asked = sorted({c for covered in mitigated.values() for c in covered}, key=by_name)
    if not asked:
        return Cover((), ((),), truncated=False)
    matrix = np.array([[c in mitigated[m] for m in useful] for c in asked], dtype=float)
    packages: list[tuple[Iri, ...]] = []
    for chosen in _smallest(matrix):
        if len(packages) == limit:
            return Cover(tuple(asked), _ordered(packages), truncated=True)
        packages.append(tuple(useful[column] for column in chosen))
    return Cover(tuple(asked), _ordered(packages), truncated=False)


def _ordered(packages: Sequence[tuple[Iri, ...]]) -> tuple[tuple[Iri, ...], ...]:
    return tuple(sorted(packages, key=lambda package: [by_name(measure) for measure in package]))


def _smallest(matrix: npt.NDArray[np.float64]) -> Iterator[list[int]]:
    """All smallest choices of columns of which each row has at least one."""
    # Slow to import, and few questions need it.
    from scipy.optimize import Bounds, LinearConstraint, milp

    count = matrix.shape[1]
    conditions = [LinearConstraint(matrix, lb=1)]
    size = None
    while True:
        result = milp(
            np.ones(count), integrality=np.ones(count), bounds=Bounds(0, 1), constraints=conditions
        )
        if result.x is None:
            return
        chosen = result.x.round().astype(int)
        size = size or int(chosen.sum())
        if chosen.sum() > size:
            return
        yield [int(column) for column in np.flatnonzero(chosen)]
        conditions.append(LinearConstraint(chosen.astype(float), ub=size - 1))
