"""What is recommended for a country, which objections are answered, and what is left open.

A recommendation is a derivable proposition of a measure or strategy. Where opposition
outweighs or equals support it is *outweighed*: still derivable and still shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.balance import Balances, balances
from graph.grounding import ImplicationGraph
from graph.model import Attack, Iri, Proposition
from graph.ranking import by_name, is_outweighed, net, ranked
from graph.semiring import PRODUCT
from graph.standing import is_derivable


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A measure or strategy that is derivable for a country, and how it stands.

    Attributes
    ----------
    measure, country : Iri
    best_score : float
        The product score of its best derivation.
    support, opposition, acceptability : float
        Its balance.
    advised : bool
        Whether a source itself advises it for the country.
    outweighed : bool
        Whether opposition is at least as strong as support; within 1e-9 they tie.
    """

    measure: Iri
    country: Iri
    best_score: float
    support: float
    opposition: float
    acceptability: float
    advised: bool
    outweighed: bool

    @property
    def net(self) -> float:
        """Support minus opposition, by which recommendations are ranked."""
        return net(self.support, self.opposition)

    @property
    def proposition(self) -> Proposition:
        """What is recommended, as a proposition."""
        return Proposition(self.country, self.measure)


@dataclass(frozen=True, slots=True)
class Gap:
    """A constraint of a country that nothing recommended for it mitigates.

    `mitigators` are the measures that would mitigate it but are not recommended there, and
    `at_home` those of them that are recommended for home instead.
    """

    country: Iri
    constraint: Iri
    mitigators: tuple[Iri, ...]
    at_home: tuple[Iri, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What answers an objection: premises outweighed, and premises mitigated by a measure."""

    outweighed: tuple[Proposition, ...]
    mitigated: tuple[tuple[Proposition, Iri], ...]

    def __bool__(self) -> bool:
        return bool(self.outweighed or self.mitigated)


def recommendations(
    graph: ImplicationGraph, country: Iri, weighed: Balances | None = None
) -> list[Recommendation]:
    """What is recommended for a country, best first.

    Ranked by support minus opposition, then by the product score of the best derivation,
    then by name; numbers within 1e-9 of each other tie.

    Parameters
    ----------
    graph : ImplicationGraph
        Where to look.
    country : Iri
        The country asked about; home has its own recommendations.
    weighed : Balances, optional
        The balances of the graph, if they are at hand; computed for what is asked if not.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Finding, Implication, Knowledge
    >>> young = Finding("f", 0.9, Basis.STATED, Proposition("VN", "young"))
    >>> pair = Implication("i", 0.5, Basis.STATED, frozenset({"young"}), conclusion="pair")
    >>> known = Knowledge(Analysis("a", "KR", ("VN",)), (young,), (pair,),
    ...                   measures=frozenset({"pair"}))
    >>> found, = recommendations(implication_graph(known), "VN")
    >>> found.measure, found.best_score, found.support, found.outweighed
    ('pair', 0.45, 0.45, False)
    """
    goals = [Proposition(country, measure) for measure in recommended(graph, country)]
    weighed = weighed or balances(graph, goals)
    advised = {advice.proposition for advice in graph.knowledge.advice}
    found = (
        _recommendation(goal, weighed, _best_score(graph, goal), goal in advised) for goal in goals
    )
    return ranked(found, [lambda r: r.net, lambda r: r.best_score], lambda r: r.measure)


def recommended(graph: ImplicationGraph, country: Iri) -> tuple[Iri, ...]:
    """The measures and strategies that are derivable for a country, by name."""
    measures = sorted(graph.knowledge.measures, key=by_name)
    return tuple(m for m in measures if is_derivable(graph, Proposition(country, m)))


def gaps(graph: ImplicationGraph, country: Iri) -> tuple[Gap, ...]:
    """The constraints of a country that no recommended measure mitigates, by name.

    A constraint counts where it holds, found or derivable. A measure counts where it is
    recommended for that very country, outweighed or not: that is what a recommendation is.
    One that is recommended for home alone closes no gap abroad, but is named.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Finding, Knowledge
    >>> visa = Finding("f", 0.9, Basis.STATED, Proposition("VN", "visa"))
    >>> known = Knowledge(
    ...     Analysis("a", "KR", ("VN",)), (visa,), measures=frozenset({"reform"}),
    ...     constraints=frozenset({"visa"}), mitigations=frozenset({("reform", "visa")}))
    >>> gaps(implication_graph(known), "VN")
    (Gap(country='VN', constraint='visa', mitigators=('reform',), at_home=()),)
    """
    here = set(recommended(graph, country))
    at_home = set(recommended(graph, graph.analysis.home))
    return tuple(
        Gap(country, constraint, mitigators, tuple(m for m in mitigators if m in at_home))
        for constraint in constraints(graph, country)
        if here.isdisjoint(mitigators := mitigators_of(graph, constraint))
    )


def constraints(graph: ImplicationGraph, country: Iri) -> tuple[Iri, ...]:
    """The constraints that hold of a country, found or derivable, by name."""
    known = sorted(graph.knowledge.constraints, key=by_name)
    return tuple(c for c in known if is_derivable(graph, Proposition(country, c)))


def answers(graph: ImplicationGraph, attack: Attack, weighed: Balances | None = None) -> Answers:
    """What answers an objection, if anything does.

    A premise answers it that is itself outweighed: something speaks against the premise, at
    least as strongly as its findings and support together speak for it. So does a
    constraint among its premises that a measure mitigates which is recommended for the
    country of that premise or of the objection.
    """
    weighed = weighed or balances(graph, attack.premises)
    return Answers(
        outweighed=tuple(p for p in attack.premises if _is_outweighed(weighed, p)),
        mitigated=tuple(
            (premise, measure)
            for premise in attack.premises
            for measure in mitigators_of(graph, premise.concept)
            if any(
                is_derivable(graph, Proposition(country, measure))
                for country in (premise.country, attack.country)
            )
        ),
    )


def is_answered(graph: ImplicationGraph, attack: Attack, weighed: Balances | None = None) -> bool:
    """Whether anything answers an objection; see `answers`."""
    return bool(answers(graph, attack, weighed))


def _recommendation(
    goal: Proposition, weighed: Balances, best_score: float, advised: bool
) -> Recommendation:
    balance = weighed.of(goal)
    return Recommendation(
        measure=goal.concept,
        country=goal.country,
        best_score=best_score,
        support=balance.support,
        opposition=balance.opposition,
        acceptability=balance.acceptability,
        advised=advised,
        outweighed=balance.is_outweighed,
    )


def mitigators_of(graph: ImplicationGraph, constraint: Iri) -> tuple[Iri, ...]:
    """The measures and strategies that mitigate a constraint, by name, recommended or not."""
    pairs = graph.knowledge.mitigations
    return tuple(sorted((m for m, mitigated in pairs if mitigated == constraint), key=by_name))


def _is_outweighed(weighed: Balances, proposition: Proposition) -> bool:
    balance = weighed.of(proposition)
    # A finding speaks for its factor as support does for a measure, which has no findings.
    for_it = balance.base + (1 - balance.base) * balance.support
    return balance.opposition > 0 and is_outweighed(for_it, balance.opposition)


def _best_score(graph: ImplicationGraph, goal: Proposition) -> float:
    """The product score of the best derivation of something derivable."""
    arrays = graph.hypergraph
    return PRODUCT.score(arrays.cheapest(PRODUCT).costs[arrays.index[goal]])
