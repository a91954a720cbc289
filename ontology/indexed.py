"""What the data that are held here tell of the claims of some analyses.

The same as `ontology.told` finds by queries, read straight from the index: all that is said of a
claim is read once, and nothing is parsed or joined on the way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, islice
from sys import intern
from typing import Final

import pyoxigraph as ox

from ontology.iris import RDF_TYPE, TERMS
from ontology.terms import str_of
from ontology.told import PROPERTIES, Ties, Told, Value, value_of

_SOURCE: Final = ox.NamedNode("http://purl.org/dc/terms/source")
_TYPE: Final = ox.NamedNode(RDF_TYPE)
_UNION: Final = ox.DefaultGraph()
_NAMES: Final = {
    **PROPERTIES,
    RDF_TYPE: "type",
    TERMS + "inAnalysis": "analysis",
    TERMS + "evidence": "evidence",
}

_Subject = ox.NamedNode | ox.BlankNode


class IndexedClaims:
    """The claims of some analyses, from the index of an Oxigraph of our own.

    Each takes three or four look-ups, whatever the size of the store.
    """

    def __init__(self, graphs: ox.Store, ties: Ties) -> None:
        self._graphs = graphs
        self._ties = ties
        # What claims are that state no analysis, where they can only be of one.
        kinds = {each: ties.kind(each, None, None) for each in ties.kinds}
        self._usual: dict[Value, str] = {c: kind for c, kind in kinds.items() if kind}
        self._graphs_matter = len(ties.membership.analyses) > 1
        self._sources: dict[Value, set[Value]] = {}

    def every(self) -> Iterator[Told]:
        """All of them."""
        return self._told(self._subjects(("type",), self._ties.kinds))

    def about(self, concepts: Collection[str], claims: Collection[str]) -> Iterator[Told]:
        """Those that conclude in, advise or object to the concepts, or object to the claims."""
        names = ("conclusion", "homeConclusion", "target", "measure")
        concerned = self._subjects(names, concepts)
        return self._told(chain(concerned, self._subjects(("target",), claims)))

    def findings(
        self, countries: Collection[str], factors: Collection[str] | None
    ) -> Iterator[Told]:
        """The findings about the countries, of these factors or of all."""
        if factors is None:
            told = self._told(self._subjects(("about",), countries))
            return (each for each in told if "factor" in each.values)
        told, asked = self._told(self._subjects(("factor",), factors)), frozenset(countries)
        return (each for each in told if not asked.isdisjoint(each.values.get("about", ())))

    def of_class(self, classes: Collection[str], things: Collection[str]) -> set[str]:
        """Which of the things are of one of the classes."""
        members = self._subjects(("type",), classes)
        few = list(islice(members, len(things)))  # reading more would take longer than the rest
        if len(few) < len(things):
            return {member.value for member in few}.intersection(things)
        return {thing for thing in things if not self._classes(thing).isdisjoint(classes)}

    def _classes(self, thing: str) -> set[str]:
        found = self._graphs.quads_for_pattern(ox.NamedNode(thing), _TYPE, None, _UNION)
        return {str_of(quad.object) for quad in found}

    def _subjects(self, names: Collection[str], values: Iterable[str]) -> Iterator[_Subject]:
        """What has a property of one of these names with one of these values."""
        find = self._graphs.quads_for_pattern
        properties = [ox.NamedNode(iri) for iri, name in _NAMES.items() if name in names]
        # Most analyses say most things in one way, so there is no need to look for the others.
        used = [p for p in properties if next(find(None, p, None, _UNION), None) is not None]
        for value in values:
            node = ox.NamedNode(value)
            for each in used:
                for quad in find(None, each, node, _UNION):
                    if not isinstance(quad.subject, ox.Triple):
                        yield quad.subject

    def _told(self, claims: Iterable[_Subject]) -> Iterator[Told]:
        """What is said of those that count, each once."""
        for claim in dict.fromkeys(claims):
            values = self._values(claim)
            if kinds := self._kinds(claim, values):
                if "source" not in values and "evidence" in values:
                    values["source"] = self._sources_of_all(values["evidence"])
                yield Told(claim, kinds, values)

    def _values(self, claim: _Subject) -> dict[str, set[Value]]:
        values: dict[str, set[Value]] = {}
        for quad in self._graphs.quads_for_pattern(claim, None, None, _UNION):
            name = _NAMES.get(quad.predicate.value)
            if name is not None:
                term = quad.object
                # The same few names come again and again: one string for each saves both
                # memory and time.
                value = intern(term.value) if isinstance(term, ox.NamedNode) else value_of(term)
                if name in values:
                    values[name].add(value)
                else:
                    values[name] = {value}
        return values

    def _kinds(self, claim: _Subject, values: dict[str, set[Value]]) -> list[str]:
        types = values.get("type", ())
        if self._graphs_matter or "analysis" in values:
            return sorted(set(self._kinds_by_ties(claim, values)))
        usual = self._usual
        if len(types) == 1:  # as nearly always
            return [usual[each] for each in types if each in usual]
        return sorted({usual[each] for each in types if each in usual})

    def _kinds_by_ties(self, claim: _Subject, values: dict[str, set[Value]]) -> Iterator[str]:
        for each in values.get("type", ()):
            if isinstance(each, str) and each in self._ties.kinds:
                for stated in values.get("analysis", (None,)):
                    analysis = stated if isinstance(stated, str) else None
                    for graph in self._homes(claim, each, analysis):
                        if kind := self._ties.kind(each, analysis, graph):
                            yield kind

    def _homes(self, claim: _Subject, cls: str, analysis: str | None) -> Sequence[str | None]:
        """The graphs in which the claim is of the class, where they matter."""
        if analysis is not None:
            return (None,)
        found = self._graphs.quads_for_pattern(claim, _TYPE, ox.NamedNode(cls), None)
        names = [quad.graph_name for quad in found]
        return [name.value for name in names if isinstance(name, ox.NamedNode)] or [None]

    def _sources_of_all(self, evidence: set[Value]) -> set[Value]:
        sources = [self._sources_of(each) for each in evidence]
        return sources[0] if len(sources) == 1 else set().union(*sources)

    def _sources_of(self, evidence: Value) -> set[Value]:
        """The documents behind a piece of evidence."""
        if evidence not in self._sources:
            self._sources[evidence] = set(self._looked_up(evidence))
        return self._sources[evidence]

    def _looked_up(self, evidence: Value) -> Iterator[Value]:
        if isinstance(evidence, str):
            node: _Subject = ox.NamedNode(evidence)
        elif evidence.datatype == "blank node":
            node = ox.BlankNode(evidence.text)
        else:
            return
        for quad in self._graphs.quads_for_pattern(node, _SOURCE, None, _UNION):
            yield value_of(quad.object)
