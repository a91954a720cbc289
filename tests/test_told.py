"""What is told of claims is the same by queries and by the index, whatever the data are like."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.build import StoreClaims
from ontology.embedded import EmbeddedStore
from ontology.indexed import IndexedClaims
from ontology.iris import ID, RDF_TYPE, TERMS
from ontology.loading import load
from ontology.store import Store
from ontology.told import Ties, Told, ToldClaims

KINDS = {TERMS + name: name for name in ("Finding", "Implication", "Objection", "Advice")}
THINGS = [ID + name for name in ("a", "b", "c", "d", "VN", "KR", "study", "other")]
CONCEPT = TERMS + "Measure"

iris = st.sampled_from(THINGS).map(ox.NamedNode)
blanks = st.sampled_from(["x", "y"]).map(ox.BlankNode)
words = st.builds(ox.Literal, st.sampled_from(["0.5", "VN", THINGS[4]]))
names = [TERMS + n for n in ("conclusion", "homeConclusion", "target", "measure", "factor")]
names += [TERMS + n for n in ("about", "premise", "strength", "evidence", "inAnalysis", "label")]
properties = st.sampled_from([*names, "http://purl.org/dc/terms/source"]).map(ox.NamedNode)
classes = st.sampled_from([*KINDS, CONCEPT, TERMS + "Analysis"]).map(ox.NamedNode)
graphs = st.sampled_from([ox.NamedNode(ID + "g"), ox.NamedNode(ID + "h"), ox.DefaultGraph()])
quads = st.one_of(
    st.builds(ox.Quad, iris | blanks, properties, iris | blanks | words, graphs),
    st.builds(ox.Quad, iris | blanks, st.just(ox.NamedNode(RDF_TYPE)), classes, graphs),
)


class Queried(EmbeddedStore):
    """Data loaded here that answer queries alone, as a service does."""

    values = Store.values


def studies(number: int) -> list[ox.Quad]:
    """Declarations of one analysis or of two, each in a graph of its own."""
    return [
        ox.Quad(
            ox.NamedNode(ID + study),
            ox.NamedNode(RDF_TYPE),
            ox.NamedNode(TERMS + "Analysis"),
            ox.NamedNode(ID + graph),
        )
        for study, graph in [("study", "g"), ("other", "h")][:number]
    ]


def both(store: Queried, scope: Iterable[str]) -> tuple[ToldClaims, IndexedClaims]:
    ties = Ties(KINDS, store.membership, frozenset(scope))
    indexed = store.claims(ties)
    assert isinstance(indexed, IndexedClaims)
    return ToldClaims(store, ties), indexed


def sayings(told: Iterable[Told]) -> dict[str, object]:
    """Told in an order of its own; properties without values say nothing.

    Of a claim without a name only that it is there counts, since it is refused.
    """
    return {
        str(each.claim): isinstance(each.claim, ox.NamedNode)
        and (each.kinds, {name: values for name, values in each.values.items() if values})
        for each in told
    }


def known(sayings: dict[str, object]) -> dict[str, object]:
    """Without what only decides which claims count, and which documents they have."""
    ours = {"type", "analysis", "evidence"}
    return {
        claim: said and (said[0], {n: v for n, v in said[1].items() if n not in ours})  # type: ignore[index]
        for claim, said in sayings.items()
    }


@settings(max_examples=300, deadline=None)
@given(given=st.lists(quads, max_size=30), number=st.integers(1, 2), data=st.data())
def test_queries_and_the_index_tell_the_same(
    given: list[ox.Quad], number: int, data: st.DataObject
) -> None:
    store = Queried(ox.Store())
    store.extend([*studies(number), *given])
    some = st.lists(st.sampled_from(THINGS), unique=True)
    asked, besides = data.draw(some), data.draw(some)
    queries, index = both(store, [ID + "study"])
    assert sayings(queries.every()) == known(sayings(index.every()))
    assert sayings(queries.about(asked, ())) == known(sayings(index.about(asked, ())))
    for factors in (None, asked):
        told = sayings(queries.findings(besides, factors))
        assert told == known(sayings(index.findings(besides, factors)))
    for each in ([CONCEPT], list(KINDS)):
        assert queries.of_class(each, asked) == index.of_class(each, asked)


@settings(max_examples=100, deadline=None)
@given(given=st.lists(quads, max_size=30), data=st.data())
def test_of_claims_only_what_objects_is_looked_for(
    given: list[ox.Quad], data: st.DataObject
) -> None:
    store = Queried(ox.Store())
    store.extend([*studies(1), *given])
    asked = data.draw(st.lists(st.sampled_from(THINGS), unique=True))
    queries, index = both(store, [ID + "study"])
    objecting = {
        claim: said
        for claim, said in sayings(queries.about((), asked)).items()
        if not said or not {"target"}.isdisjoint(said[1])  # type: ignore[index]
    }
    told = known(sayings(index.about((), asked)))
    assert told.items() <= objecting.items()


def test_of_the_shipped_analyses_both_tell_the_same() -> None:
    store = Queried(load().oxigraph)
    iri = store.analyses()[0]
    claims = StoreClaims(store, iri).claims()
    queries, index = both(store, store.membership.scope(iri))
    told = sayings(queries.every())
    assert set(told) == {f"<{claim.iri}>" for claim in claims}
    assert told == known(sayings(index.every()))


def test_a_claim_in_the_graphs_of_two_analyses_is_of_both() -> None:
    claim = [
        (RDF_TYPE, ox.NamedNode(TERMS + "Finding")),
        (TERMS + "about", ox.NamedNode(ID + "VN")),
        (TERMS + "factor", ox.NamedNode(ID + "a")),
    ]
    store = Queried(ox.Store())
    store.extend(studies(2))
    store.extend(
        ox.Quad(ox.NamedNode(ID + "f"), ox.NamedNode(name), value, ox.NamedNode(ID + graph))
        for name, value in claim
        for graph in ("g", "h")
    )
    for study in ("study", "other"):
        queries, index = both(store, [ID + study])
        assert set(sayings(queries.every())) == set(sayings(index.every())) == {f"<{ID}f>"}
