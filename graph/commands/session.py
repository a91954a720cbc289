"""What every command works with: the data, the names in them, and the graph reasoned over."""

from __future__ import annotations

import unicodedata
from argparse import Namespace
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from graph.answers import Json, versioned
from graph.commands.outcome import UsageError
from graph.labels import labels_in
from graph.model import Basis, Claim, Iri, Knowledge, Proposition
from graph.semiring import SEMIRINGS
from ontology.errors import OntologyError
from ontology.iris import ID

if TYPE_CHECKING:
    from graph.balance import Balances
    from graph.grounding import ImplicationGraph
    from ontology.catalogue import Catalogue
    from ontology.store import Store

_ABOUT_ONE_MEASURE = frozenset({"why", "why-not", "defeat", "balance"})
CONCEPTS = frozenset({"measure", "strategy", "factor"})


class Session:
    """One run of a command; everything is computed when it is first needed."""

    def __init__(self, options: Namespace) -> None:
        self._options = options
        self.lang: str = options.lang
        self.question: str = options.command

    def close(self) -> None:
        """Let go of the data."""
        if "store" in vars(self):
            self.store.close()

    # ---- What is known

    @cached_property
    def paths(self) -> list[Path] | None:
        """The files and folders named; None for the shipped analyses."""
        named = [*getattr(self._options, "paths", ()), *(self._options.data or ())]
        return [Path(name) for name in named] or None

    @cached_property
    def store(self) -> Store:
        """The data."""
        from graph.stores import opened_store

        if self._options.store and self.paths and self._options.command != "load":
            raise UsageError("--data and --store: give one of them")
        return opened_store(self._options.store, self.paths)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The names in the data."""
        from ontology.catalogue import Catalogue

        return Catalogue(self.store)

    @cached_property
    def asserted(self) -> Knowledge:
        """What the analysis asserts; of that, what bears on the one measure that is asked about."""
        known = self._fetched(getattr(self._options, "analysis", None))
        self.catalogue.foresee(known.names)
        return known

    def _fetched(self, analysis: Iri | None) -> Knowledge:
        from graph.build import StoreClaims, knowledge, knowledge_for

        options = self._options
        if options.command not in _ABOUT_ONE_MEASURE:
            return knowledge(self.store, analysis)
        if options.command == "why" and (options.json or options.prose):
            # On the terminal the measure's balance stands above, which all takes part in.
            from graph.nearest import nearest

            def counts(claim: Claim) -> bool:
                return claim.passes(self.bases, self.sources)

            claims, semiring = StoreClaims(self.store, analysis), SEMIRINGS[options.semiring]
            return nearest(claims, self.goal, options.k, semiring, counts)
        return knowledge_for(self.store, analysis, [self.goal])

    @cached_property
    def left_out(self) -> tuple[Iri, ...]:
        """The analyses that were not asked although nobody chose which one to ask."""
        if getattr(self._options, "analysis", None):
            return ()
        asked = self.store.membership.scope(self.asserted.analysis.iri)
        return tuple(each for each in self.store.analyses() if each not in asked)

    @cached_property
    def bases(self) -> frozenset[Basis] | None:
        """The bases to which the question is restricted."""
        named = getattr(self._options, "basis", None)
        return None if named is None else frozenset(Basis(name) for name in named)

    @cached_property
    def sources(self) -> frozenset[Iri] | None:
        """The documents to which the question is restricted."""
        named = getattr(self._options, "source", None)
        return None if named is None else frozenset(self.things(named, "document"))

    @cached_property
    def graph(self) -> ImplicationGraph:
        """What is reasoned over: the analysis within its restrictions."""
        from graph.grounding import implication_graph

        return implication_graph(self.asserted.restricted(self.bases, self.sources))

    def weighed(self, goals: Iterable[Proposition]) -> Balances:
        """The balances of the goals and of all they depend on."""
        from graph.balance import balances

        return balances(self.graph, goals)

    # ---- Names given

    def thing(self, name: str, *kinds: str) -> Iri:
        """The thing of some kind that a name stands for.

        Raises
        ------
        UnknownName, AmbiguousName
            If it is not exactly one.
        """
        full = ID + name.removeprefix("id:") if name.startswith("id:") else name
        return self.catalogue.resolve(full, frozenset(kinds))

    def things(self, names: Iterable[str], *kinds: str) -> list[Iri]:
        """The things of some kind that names stand for."""
        return [self.thing(name, *kinds) for name in names]

    def country(self, name: str) -> Iri:
        """A country by its name."""
        return self.thing(name, "country")

    def constraint(self, name: str) -> Iri:
        """A constraint by its name."""
        return self.thing(name, "constraint")

    def concept(self, name: str) -> Iri:
        """A factor, measure or strategy by its name."""
        return self.thing(name, *CONCEPTS)

    def placed(self, name: str) -> tuple[Iri | None, Iri]:
        """The country, if ``NAME@COUNTRY`` gives one, and the concept of a name."""
        concept, at, country = name.rpartition("@")
        if not at or "/" in country:  # part of an IRI
            return None, self.concept(name)
        return self.country(country), self.concept(concept)

    @cached_property
    def goal(self) -> Proposition:
        """The measure for the country that the command asks about."""
        country = self.country(self._options.country)
        return Proposition(country, self.concept(self._options.measure))

    # ---- Names shown

    def label(self, iri: Iri) -> str:
        """The name of a thing for people, without what would move the cursor."""
        return printable(self.catalogue.label(iri, self.lang))

    def name(self, proposition: Proposition) -> str:
        """A proposition for people."""
        return f"{self.label(proposition.concept)} · {self.label(proposition.country)}"

    def prose(self, answer: Json) -> str:
        """The answer as a paragraph for people, in their language."""
        from graph.memos import memo

        told = {**answer, "analysis": self.asserted.analysis.iri}
        version = self.store.data_version
        return printable(memo(self.question, told, self.catalogue, self.lang, version))

    def described(self, answer: Json) -> Json:
        """The answer for scripts, with labels, as prose, and with what it rests on."""
        try:
            catalogue = self.catalogue
        except OntologyError:  # `validate` has an answer even for data that cannot be loaded
            return versioned(answer, "")
        labels = labels_in(answer, catalogue, self.lang)
        analysis = {"analysis": self.asserted.analysis.iri} if "asserted" in vars(self) else {}
        prose = self._prose({**answer, **analysis})
        told = {**answer, **analysis, "labels": labels, **prose}
        return versioned(told, self.store.data_version)

    def _prose(self, answer: Json) -> Json:
        from graph.memos import memos

        prose = memos(self.question, answer, self.catalogue, self.store.data_version)
        return {"prose": prose} if prose else {}


def printable(text: str) -> str:
    """The text with control characters replaced: data may not steer a terminal.

    >>> printable("a" + chr(27) + "[2Jb")
    'a�[2Jb'
    """
    return "".join("�" if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
