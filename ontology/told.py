"""What a store tells of the claims of some analyses, found by queries that any store answers.

`ontology.indexed` finds the same straight in the index of data that are held here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias, TypeVar

import pyoxigraph as ox

from ontology.iris import TERMS
from ontology.membership import Membership
from ontology.terms import Term, iri_of, str_of

if TYPE_CHECKING:
    from ontology.store import Row, Store

Item = TypeVar("Item")

_BATCH: Final = 500  # values in one query: services limit the length of a query
PROPERTIES: Final[Mapping[str, str]] = {
    TERMS + name: name
    for name in (
        *("strength", "basis", "about", "factor", "holds", "measure", "premise", "homePremise"),
        *("conclusion", "homeConclusion", "target", "appliesTo"),
    )
} | {"http://purl.org/dc/terms/source": "source"}


class Word(NamedTuple):
    """A value that is no IRI: the text of a literal and its datatype, or a blank node."""

    text: str
    datatype: str


Value: TypeAlias = str | Word  # an IRI is a plain string


class Told(NamedTuple):
    """What is said of a claim.

    Attributes
    ----------
    claim : Term
        An IRI, unless somebody forgot to name it.
    kinds : list of str
        What kinds of claim it is said to be, sorted.
    values : mapping of str to set of Value
        By the local name of their property; those of `source` are those of the evidence where
        the claim itself names none.
    """

    claim: Term
    kinds: list[str]
    values: Mapping[str, set[Value]]


@dataclass(frozen=True, slots=True)
class Ties:
    """Which claims count: those of these kinds that belong to the analyses in scope.

    Attributes
    ----------
    kinds : mapping of str to str
        The kind of claim that each class is.
    scope : frozenset of str
        The analyses.
    """

    kinds: Mapping[str, str]
    membership: Membership
    scope: frozenset[str]

    def kind(self, cls: str, analysis: str | None, graph: str | None) -> str | None:
        """The kind that a class is, where what ties the claim to an analysis is in scope."""
        kind = self.kinds.get(cls)
        if kind is None or self.membership.of(analysis, graph) not in self.scope:
            return None
        return kind


class ToldClaims:
    """The claims of some analyses, by queries over the union of all graphs."""

    def __init__(self, store: Store, ties: Ties) -> None:
        self._store = store
        self._ties = ties

    def every(self) -> Iterator[Told]:
        """All of them."""
        return self._told(self._rows("claims", type=self._ties.kinds))

    def about(self, concepts: Collection[str], claims: Collection[str]) -> Iterator[Told]:
        """Those that conclude in, advise or object to the concepts, or object to the claims."""
        targets = [*concepts, *claims]
        return self._told(
            row for batch in batches(targets) for row in self._rows("claims-about", target=batch)
        )

    def findings(
        self, countries: Collection[str], factors: Collection[str] | None
    ) -> Iterator[Told]:
        """The findings about the countries, of these factors or of all."""
        if factors is None:
            return self._told(self._rows("findings", factor=None, country=countries))
        asked = frozenset(countries)
        return self._told(
            row
            for batch in batches(factors)
            for row in self._rows("findings", factor=batch, country=None)
            if str_of(row["country"]) in asked
        )

    def of_class(self, classes: Collection[str], things: Collection[str]) -> set[str]:
        """Which of the things are of one of the classes."""
        return {
            str_of(row["thing"])
            for batch in batches(things)
            for row in self._rows("instances", thing=batch, type=None)
            if str_of(row["type"]) in classes
        }

    def _rows(self, name: str, **bindings: Iterable[str] | None) -> list[Row]:
        from ontology.store import named_query

        return self._store.select(named_query(name), **bindings)

    def _told(self, rows: Iterable[Row]) -> Iterator[Told]:
        kinds: defaultdict[Term, set[str]] = defaultdict(set)
        for row in rows:
            ties = (str_of(row["type"]), iri_of(row["analysis"]), iri_of(row["graph"]))
            claim, kind = row["claim"], self._ties.kind(*ties)
            if kind is not None and claim is not None:
                kinds[claim].add(kind)
        values = self._values([c.value for c in kinds if isinstance(c, ox.NamedNode)])
        for claim, found in kinds.items():
            yield Told(claim, sorted(found), values.get(str_of(claim), {}))

    def _values(self, claims: Collection[str]) -> Mapping[str, Mapping[str, set[Value]]]:
        values: dict[str, defaultdict[str, set[Value]]] = {c: defaultdict(set) for c in claims}
        for claim, name, value in self._store.values(claims, PROPERTIES):
            values[claim][PROPERTIES[name]].add(value_of(value))
        for batch in batches([claim for claim in claims if not values[claim]["source"]]):
            for row in self._rows("evidence-sources", claim=batch):
                if (source := row["source"]) is not None:
                    values[str_of(row["claim"])]["source"].add(value_of(source))
        return values


def value_of(term: Term) -> Value:
    """A term as a value of the engine."""
    if isinstance(term, ox.NamedNode):
        return term.value
    if isinstance(term, ox.Literal):
        return Word(term.value, term.datatype.value)
    return Word(str_of(term), "blank node")


def batches(items: Iterable[Item]) -> Iterator[tuple[Item, ...]]:
    """The items in groups that one query has room for."""
    remaining = iter(items)
    while batch := tuple(islice(remaining, _BATCH)):
        yield batch
