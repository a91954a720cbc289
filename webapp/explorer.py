"""One reasoned-over study for each analysis and filter that a reader asks for."""

from __future__ import annotations

from functools import cached_property, lru_cache

from graph.balance import Balances, balances
from graph.build import knowledge
from graph.contribution import Contributions, contributions
from graph.grounding import ImplicationGraph, implication_graph
from graph.hyperpath import derivable, derivations
from graph.model import Analysis, Basis, Derivation, Iri, Knowledge, Proposition
from graph.recommendation import Recommendation, recommendations
from graph.semiring import PRODUCT, Semiring
from ontology.catalogue import Catalogue
from ontology.store import Store

_STUDIES_KEPT = 32
_ANSWERS_KEPT = 4096
_LONG_ANSWERS_KEPT = 256


class Study:
    """An analysis under a filter and what follows from it, each answer computed once."""

    def __init__(self, known: Knowledge) -> None:
        self.knowledge = known
        self.graph: ImplicationGraph = implication_graph(known)
        self._recommendations = lru_cache(_ANSWERS_KEPT)(self._recommend)
        self._derivations = lru_cache(_ANSWERS_KEPT)(self._derive)
        self._contributions = lru_cache(_LONG_ANSWERS_KEPT)(self._contribute)

    @property
    def analysis(self) -> Analysis:
        """The analysis reasoned over."""
        return self.knowledge.analysis

    @cached_property
    def balances(self) -> Balances:
        """The balance of every proposition."""
        return balances(self.graph)

    @cached_property
    def derivable(self) -> frozenset[Proposition]:
        """What is found or follows."""
        return derivable(self.graph)

    def recommendations(self, country: Iri) -> tuple[Recommendation, ...]:
        """The recommendations for a country, best first."""
        return self._recommendations(country)

    def _recommend(self, country: Iri) -> tuple[Recommendation, ...]:
        return tuple(recommendations(self.graph, country, self.balances))

    def derivations(
        self, goal: Proposition, k: int = 5, semiring: Semiring = PRODUCT
    ) -> tuple[Derivation, ...]:
        """The k best derivations of a proposition."""
        return self._derivations(goal, k, semiring)

    def _derive(self, goal: Proposition, k: int, semiring: Semiring) -> tuple[Derivation, ...]:
        return tuple(derivations(self.graph, goal, k, semiring))

    def contributions(self, goal: Proposition, limit: int | None = None) -> Contributions:
        """What each claim contributes to a proposition, by removal."""
        return self._contributions(goal, limit)

    def _contribute(self, goal: Proposition, limit: int | None) -> Contributions:
        return contributions(self.graph, goal, limit)


class Explorer:
    """The loaded data and the studies made of them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.catalogue = Catalogue(store)
        self.analyses: tuple[Iri, ...] = store.analyses()
        self._studies = lru_cache(_STUDIES_KEPT)(self._study)

    @property
    def data_version(self) -> str:
        """The version of the asserted data; empty where it could not be computed."""
        return self.store.data_version

    def study(
        self,
        analysis: Iri | None = None,
        bases: frozenset[Basis] | None = None,
        sources: frozenset[Iri] | None = None,
    ) -> Study:
        """The study of an analysis (the first if not named), restricted to bases and sources."""
        return self._studies(analysis or next(iter(self.analyses), None), bases, sources)

    def _study(
        self,
        analysis: Iri | None,
        bases: frozenset[Basis] | None,
        sources: frozenset[Iri] | None,
    ) -> Study:
        known = knowledge(self.store, analysis)
        self.catalogue.foresee(known.names)
        return Study(known.restricted(bases, sources))
