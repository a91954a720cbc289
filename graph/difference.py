"""Difference explanation: what one country has that another lacks for a measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from graph.bounded import Answer, checked
from graph.errors import InvalidArgument
from graph.grounding import ImplicationGraph, implication_graph
from graph.missing import missing
from graph.model import Implication, Iri, Knowledge, Proposition
from graph.standing import Standing, State, is_derivable, standing


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that holds for one country and not for the other.

    Attributes
    ----------
    standing : Standing
        How it stands in the country that lacks it: found not to hold, or unknown; not
        applicable for an implication that is not made for it.
    implication : Iri or None
        The implication that applies to the one country and not to the other; None for a factor.
    """

    standing: Standing
    implication: Iri | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """Why a measure follows for one country and not for another.

    Attributes
    ----------
    measure, has, lacks : Iri
    is_there, is_here : bool
        Whether the measure follows for the country that has, and for the one that lacks.
    answer : Answer of Lack
        Minimal sets of what `has` has and `lacks` lacks, each of which would make the measure
        follow there, too. None where it does already, or does not for the other either.
    """

    measure: Iri
    has: Iri
    lacks: Iri
    is_there: bool
    is_here: bool
    answer: Answer[Lack]


def difference(
    graph: ImplicationGraph,
    measure: Iri,
    has: Iri,
    lacks: Iri,
    max_size: int = 3,
    limit: int = 100,
) -> Difference:
    """What one country has that another lacks for a measure, as minimal sets.

    A set is made of factors that are found or derivable for the one country and not for the
    other, and of implications that are made for the one and not for the other. Granted to the
    other country, they make the measure follow there, and no proper subset of them does.

    Parameters
    ----------
    graph : ImplicationGraph
    measure : Iri
    has, lacks : Iri
        Two countries of the analysis.
    max_size, limit : int
        How many members a set may have, and how many sets to give at most.

    Raises
    ------
    InvalidArgument
        If both countries are the same, or one is not in the analysis, or `max_size` or `limit`
        is less than 1.

    Notes
    -----
    Each implication made for the one country alone gets a companion for the other, with one
    premise more that stands for its being applicable; then it is a question of what is missing
    (see `graph.missing`, whose bounds hold here as well).

    Examples
    --------
    >>> from graph.model import Analysis, Basis, Finding
    >>> skilled = Finding("f", 0.9, Basis.STATED, Proposition("US", "skilled"))
    >>> cells = Implication("i", 0.5, Basis.STATED, frozenset({"skilled"}), conclusion="cells",
    ...                     applies_to=frozenset({"US"}))
    >>> known = Knowledge(Analysis("a", "KR", ("US", "VN")), (skilled,), (cells,),
    ...                   measures=frozenset({"cells"}))
    >>> found = difference(implication_graph(known), "cells", "US", "VN")
    >>> [[lack.implication or lack.standing.proposition.concept for lack in group]
    ...  for group in found.answer.sets]
    [['skilled', 'i']]
    """
    checked(max_size, limit)
    _check(graph, has, lacks)
    is_there, is_here = (is_derivable(graph, Proposition(c, measure)) for c in (has, lacks))
    answer: Answer[Lack] = Answer(())
    if is_there and not is_here:
        answer = _lacking(graph, measure, has, lacks, max_size, limit)
    return Difference(measure, has, lacks, is_there, is_here, answer)


def _check(graph: ImplicationGraph, has: Iri, lacks: Iri) -> None:
    if has == lacks:
        raise InvalidArgument(f"{has} is compared with itself; name two countries")
    for country in (has, lacks):
        if country not in graph.analysis.countries:
            raise InvalidArgument(f"{country} is no country of the analysis {graph.analysis.iri}")


def _lacking(
    graph: ImplicationGraph, measure: Iri, has: Iri, lacks: Iri, max_size: int, limit: int
) -> Answer[Lack]:
    scopes = {_scope(i): i for i in graph.knowledge.implications if _is_for(i, has, lacks)}
    widened = implication_graph(_widened(graph.knowledge, scopes, lacks))

    def is_allowed(proposition: Proposition) -> bool:
        there = Proposition(has, proposition.concept)
        is_factor = proposition.country == lacks and is_derivable(graph, there)
        return is_factor or proposition.concept in scopes

    def lack(proposition: Proposition) -> Lack:
        implication = scopes.get(proposition.concept)
        if implication is None:
            return Lack(standing(graph, proposition))
        return Lack(Standing(State.NOT_APPLICABLE), implication.iri)

    found = missing(widened, Proposition(lacks, measure), max_size, limit, is_allowed)
    sets = tuple(tuple(map(lack, group)) for group in found.sets)
    return Answer(sets, found.truncated, found.exhausted, found.may_go_on)


def _is_for(implication: Implication, has: Iri, lacks: Iri) -> bool:
    """Whether an implication is made for the one country and not for the other."""
    return has in implication.applies_to and lacks not in implication.applies_to


def _scope(implication: Implication) -> Iri:
    """What stands for an implication's being applicable."""
    return f"urn:applies:{quote(implication.iri, safe='')}"


def _widened(knowledge: Knowledge, scopes: Mapping[Iri, Implication], country: Iri) -> Knowledge:
    """The knowledge with every implication of `scopes` made for the country, on a condition."""

    def companions() -> Iterator[Implication]:
        for scope, implication in scopes.items():
            yield replace(
                implication,
                iri=scope,
                premises=implication.premises | {scope},
                applies_to=frozenset({country}),
            )

    return replace(knowledge, implications=(*knowledge.implications, *companions()))
