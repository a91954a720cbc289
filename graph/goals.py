"""Goal search: what would mitigate a constraint of a country, and what each way would take."""

from __future__ import annotations

from dataclasses import dataclass

from graph.balance import Balances
from graph.bounded import Answer, checked
from graph.errors import InvalidArgument
from graph.grounding import ImplicationGraph
from graph.missing import missing
from graph.model import Iri, Proposition
from graph.recommendation import Recommendation, mitigators_of, recommendations
from graph.standing import Standing, is_derivable, standing


@dataclass(frozen=True, slots=True)
class Mitigator:
    """A measure that would mitigate the constraint.

    Attributes
    ----------
    measure : Iri
    recommendation : Recommendation or None
        How it stands in the country; None where it is not derivable there.
    is_at_home : bool
        Whether it is derivable for home, which mitigates nothing abroad.
    missing : Answer of Proposition
        Where it is not derivable, the minimal sets of findings that would make it so.
    """

    measure: Iri
    recommendation: Recommendation | None
    is_at_home: bool
    missing: Answer[Proposition]


@dataclass(frozen=True, slots=True)
class GoalSearch:
    """What would mitigate a constraint: what is recommended already, best first, then the rest."""

    constraint: Standing
    mitigators: tuple[Mitigator, ...]

    @property
    def is_truncated(self) -> bool:
        """Whether sets of missing findings may have been left out for some measure."""
        return any(mitigator.missing.truncated for mitigator in self.mitigators)


def measures_for(
    graph: ImplicationGraph,
    constraint: Proposition,
    weighed: Balances | None = None,
    max_size: int = 2,
    limit: int = 100,
) -> GoalSearch:
    """What would mitigate a constraint in a country, whether it follows, and what is missing.

    Parameters
    ----------
    graph : ImplicationGraph
    constraint : Proposition
        The constraint and the country; it need not hold there, and the answer says if it does.
    weighed : Balances, optional
        The balances of the graph, if they are at hand.
    max_size, limit : int
        As for `graph.missing.missing`, for each measure that is not derivable.

    Raises
    ------
    InvalidArgument
        If it is no constraint, or `max_size` or `limit` is less than 1.

    Notes
    -----
    One search for missing findings (see `graph.missing`) for each measure that mitigates the
    constraint and is not derivable.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Finding, Implication, Knowledge
    >>> reform = Implication("i", 0.5, Basis.STATED, frozenset({"need"}), conclusion="reform")
    >>> known = Knowledge(
    ...     Analysis("a", "KR", ("VN",)), (), (reform,), measures=frozenset({"reform"}),
    ...     constraints=frozenset({"visa"}), mitigations=frozenset({("reform", "visa")}))
    >>> found = measures_for(implication_graph(known), Proposition("VN", "visa"))
    >>> found.constraint.state.value, [m.missing.sets for m in found.mitigators]
    ('unknown', [((Proposition(country='VN', concept='need'),),)])
    """
    checked(max_size, limit)
    if constraint.concept not in graph.knowledge.constraints:
        raise InvalidArgument(f"{constraint.concept} is no constraint; ask for one that is")
    country = constraint.country
    ranked = {r.measure: r for r in recommendations(graph, country, weighed)}
    measures = mitigators_of(graph, constraint.concept)
    order = (*(m for m in ranked if m in measures), *(m for m in measures if m not in ranked))
    return GoalSearch(
        constraint=standing(graph, constraint),
        mitigators=tuple(
            Mitigator(
                measure=measure,
                recommendation=ranked.get(measure),
                is_at_home=is_derivable(graph, Proposition(graph.analysis.home, measure)),
                missing=missing(graph, Proposition(country, measure), max_size, limit),
            )
            for measure in order
        ),
    )
