"""From claims about concepts to the implication graph of one analysis."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypedDict, TypeVar

from graph.hypergraph import Hypergraph, hypergraph
from graph.model import (
    Analysis,
    Attack,
    Conditional,
    Finding,
    Implication,
    Inference,
    Iri,
    Justification,
    Knowledge,
    Objection,
    Proposition,
)
from graph.pauses import collection_paused

if TYPE_CHECKING:
    import networkx as nx

    from graph.links import Links

Key = TypeVar("Key")
Value = TypeVar("Value")


class _AttackIndex(TypedDict):
    rebuttals: dict[Proposition, tuple[Attack, ...]]
    undercuts: dict[tuple[Iri, Iri], tuple[Attack, ...]]


@dataclass(frozen=True)
class ImplicationGraph:
    """The directed hypergraph of one analysis, indexed the ways the engine asks for it.

    Attributes
    ----------
    knowledge : Knowledge
        What it was grounded from.
    findings, denials : mapping of Proposition to tuple of Finding
        The findings that a proposition holds, and those that it does not.
    inferences : mapping of Proposition to tuple of Inference
        The inferences that conclude a proposition.
    rebuttals : mapping of Proposition to tuple of Attack
        The objections against a proposition.
    undercuts : mapping of (claim, country) to tuple of Attack
        The objections against a grounded implication or objection.
    """

    knowledge: Knowledge
    findings: Mapping[Proposition, tuple[Finding, ...]]
    denials: Mapping[Proposition, tuple[Finding, ...]]
    inferences: Mapping[Proposition, tuple[Inference, ...]]
    rebuttals: Mapping[Proposition, tuple[Attack, ...]]
    undercuts: Mapping[tuple[Iri, Iri], tuple[Attack, ...]]

    @property
    def analysis(self) -> Analysis:
        """The analysis the graph belongs to."""
        return self.knowledge.analysis

    @cached_property
    def implications(self) -> Mapping[Iri, Implication]:
        """The implications as asserted, by name."""
        return {implication.iri: implication for implication in self.knowledge.implications}

    @cached_property
    def objections(self) -> Mapping[Iri, tuple[Objection, ...]]:
        """The objections as asserted, by the concept or claim that they are aimed at."""
        return _grouped((objection.target, objection) for objection in self.knowledge.objections)

    @cached_property
    def arguments(self) -> frozenset[Iri]:
        """The names of the implications and objections: what an objection undercuts."""
        return frozenset(self.implications).union(o.iri for o in self.knowledge.objections)

    @cached_property
    def sound(self) -> dict[int, Justification]:
        """The justifications that `graph.replay` found to be in order, by their identity."""
        return {}

    @cached_property
    def hypergraph(self) -> Hypergraph:
        """The same as integer arrays, which keep the best derivation of everything."""
        return hypergraph(self.findings, self.inferences)

    @cached_property
    def links(self) -> Links:
        """The same as a plain graph, for the search of paths."""
        from graph.links import Links  # numpy takes a tenth of a second to import

        return Links(self.hypergraph)

    @cached_property
    def digraph(self) -> nx.DiGraph[Proposition | Inference]:
        """The same as a bipartite graph: premise -> inference -> conclusion."""
        import networkx as nx  # takes a sixth of a second, which most questions do not need

        graph: nx.DiGraph[Proposition | Inference] = nx.DiGraph()
        graph.add_nodes_from(self.findings)
        for inferences in self.inferences.values():
            for inference in inferences:
                graph.add_edges_from((premise, inference) for premise in inference.premises)
                graph.add_edge(inference, inference.conclusion)
        return graph


@collection_paused()
def implication_graph(knowledge: Knowledge) -> ImplicationGraph:
    """The implication graph of an analysis: every claim grounded for every country it covers.

    The time and the size are linear in the number of grounded claims.
    """
    analysis = knowledge.analysis
    implications = {implication.iri: implication for implication in knowledge.implications}
    return ImplicationGraph(
        knowledge=knowledge,
        findings=_grouped((f.proposition, f) for f in knowledge.findings if f.holds),
        denials=_grouped((f.proposition, f) for f in knowledge.findings if not f.holds),
        inferences=_concluded(
            inference
            for implication in implications.values()
            for inference in _inferences(implication, analysis)
        ),
        **_attacks(knowledge, implications),
    )


def _grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, tuple[Value, ...]]:
    lists: defaultdict[Key, dict[Value, None]] = defaultdict(dict)
    for key, value in pairs:
        lists[key][value] = None  # a dict keeps the order and drops repeats
    return {key: tuple(values) for key, values in lists.items()}


def _concluded(inferences: Iterable[Inference]) -> dict[Proposition, tuple[Inference, ...]]:
    """The inferences by what they conclude; no two of them are alike."""
    lists: defaultdict[Proposition, list[Inference]] = defaultdict(list)
    for inference in inferences:
        lists[inference.conclusion].append(inference)
    return {conclusion: tuple(found) for conclusion, found in lists.items()}


def _scope(claim: Conditional, analysis: Analysis) -> tuple[Iri, ...]:
    """The countries a claim is grounded for, in the order of the analysis."""
    if not claim.applies_to:
        return analysis.countries
    return tuple(c for c in analysis.countries if c in claim.applies_to)


def _premises(claim: Conditional, country: Iri, home: Iri) -> tuple[Proposition, ...]:
    here = [Proposition(country, concept) for concept in sorted(claim.premises)]
    if not claim.home_premises:
        return tuple(here)
    there = [Proposition(home, concept) for concept in sorted(claim.home_premises)]
    return tuple(dict.fromkeys((*here, *there)))


def _inferences(implication: Implication, analysis: Analysis) -> Iterator[Inference]:
    home, scope = analysis.home, _scope(implication, analysis)
    if implication.is_home_only:  # every country would ground it alike
        scope = (home,) if scope else ()
    for country in scope:
        yield Inference(
            implication=implication.iri,
            country=country,
            premises=_premises(implication, country, home),
            conclusion=Proposition(
                home if implication.concludes_home else country, implication.conclusion
            ),
            strength=implication.strength,
            basis=implication.basis,
        )


def _attacks(knowledge: Knowledge, implications: Mapping[Iri, Implication]) -> _AttackIndex:
    claims: dict[Iri, Conditional] = {**implications, **{o.iri: o for o in knowledge.objections}}
    once = _grounded_once(knowledge)
    rebuttals: list[tuple[Proposition, Attack]] = []
    undercuts: list[tuple[tuple[Iri, Iri], Attack]] = []
    for objection in knowledge.objections:
        for country, target in _aims(objection, claims, once, knowledge.analysis):
            attack = Attack(
                objection=objection.iri,
                country=country,
                premises=_premises(objection, country, knowledge.analysis.home),
                target=target,
                strength=objection.strength,
                basis=objection.basis,
            )
            if isinstance(target, Proposition):
                rebuttals.append((target, attack))
            else:
                undercuts.append((target, attack))
    return {"rebuttals": _grouped(rebuttals), "undercuts": _grouped(undercuts)}


def _grounded_once(knowledge: Knowledge) -> dict[Iri, tuple[Iri, ...]]:
    """The claims that ask only of home, so that every country grounds them alike.

    They are grounded a single time, for home: repeating them would count them repeatedly. An
    objection is one of them if, besides, the claim that it undercuts is. Each comes with the
    countries it is made for; those of an objection are its target's, too.
    """
    analysis = knowledge.analysis
    once = {i.iri: _scope(i, analysis) for i in knowledge.implications if i.is_home_only}
    waiting = [o for o in knowledge.objections if not o.premises]
    while found := [o for o in waiting if o.target in once and o.iri not in once]:
        once |= {o.iri: _shared(_scope(o, analysis), once[o.target]) for o in found}
    return once


def _shared(countries: Iterable[Iri], others: Collection[Iri]) -> tuple[Iri, ...]:
    return tuple(country for country in countries if country in others)


def _aims(
    objection: Objection,
    claims: Mapping[Iri, Conditional],
    once: Mapping[Iri, tuple[Iri, ...]],
    analysis: Analysis,
) -> Iterator[tuple[Iri, Proposition | tuple[Iri, Iri]]]:
    """For which countries an objection is grounded, and what it is then aimed at.

    It undercuts a claim for the countries that both are made for.
    """
    undercut, countries = claims.get(objection.target), _scope(objection, analysis)
    if undercut is None:
        for country in countries:
            yield country, Proposition(country, objection.target)
        return
    countries = _shared(countries, once.get(undercut.iri, _scope(undercut, analysis)))
    if objection.iri in once:
        countries = (analysis.home,) if countries else ()
    for country in countries:
        yield country, (undercut.iri, analysis.home if undercut.iri in once else country)
