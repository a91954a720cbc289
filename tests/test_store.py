"""Queries over the store, its version, and what it knows of analyses and classes."""

from __future__ import annotations

import hashlib
import logging
import random
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from ontology.iris import TERMS, derived_graph
from ontology.loading import load
from ontology.store import Store, named_query, with_values
from ontology.terms import str_of
from ontology.versioning import data_version
from tests.rdf import ID, MINI, turtle, written

QUERIES = Path(__file__).parent.parent / "ontology" / "queries"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return load([written(tmp_path / "mini.ttl", MINI)])


def loaded(folder: Path, *statements: str) -> Store:
    return load([written(folder / "data.ttl", turtle(*statements))])


# ---- Queries


def test_query_files_are_plain_sparql() -> None:
    files = sorted(QUERIES.glob("*.rq"))
    assert len(files) >= 10
    for file in files:
        # With its empty clauses a query is valid as it stands, and so on any other service.
        assert isinstance(ox.Store().query(file.read_text("utf-8")), ox.QuerySolutions)


def test_values_take_one_term_or_several(store: Store) -> None:
    query = "SELECT ?n { VALUES ?c { } ?c <http://www.w3.org/2004/02/skos/core#notation> ?n }"
    assert [str_of(row["n"]) for row in store.select(query, c=ID + "VN")] == ["VN"]
    both = store.select(query, c=[ID + "VN", ox.NamedNode(ID + "US")])
    assert sorted(str_of(row["n"]) for row in both) == ["US", "VN"]
    assert store.select(query, c=[]) == []
    assert len(store.select(query, c=None)) == 3


def test_unbound_variable_is_none(store: Store) -> None:
    (row,) = store.select("SELECT ?x ?y { BIND(1 AS ?x) OPTIONAL { ?y <a:b> <a:c> } }")
    assert row["y"] is None


@pytest.mark.parametrize("bindings", [{}, {"c": "a:b", "d": "a:b"}, {"d": "a:b"}])
def test_binding_without_its_place_is_an_error(bindings: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="places for"):
        with_values("SELECT * { VALUES ?c { } ?c ?p ?o }", bindings)


def test_text_in_a_binding_stays_text() -> None:
    evil = ox.Literal('" } } ; DROP ALL #\n')
    query = with_values("SELECT ?c { VALUES ?c { } }", {"c": evil})
    (row,) = ox.Store().query(query)
    assert row["c"] == evil


def test_iri_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="IRI"):
        with_values("SELECT ?c { VALUES ?c { } }", {"c": "a:b> } #"})


def test_only_select_queries_have_rows(store: Store) -> None:
    with pytest.raises(ValueError, match="SELECT"):
        store.select("ASK { ?s ?p ?o }")


def test_triple_in_two_graphs_is_found_once(tmp_path: Path) -> None:
    text = "<g:a> { <a:s> <a:p> <a:o> } <g:b> { <a:s> <a:p> <a:o> }"
    store = load([written(tmp_path / "x.trig", text)])
    assert len(store.select("SELECT * { ?s <a:p> ?o }")) == 1
    assert len(store.select("SELECT * { GRAPH ?g { ?s <a:p> ?o } }")) == 2


def test_added_quads_are_seen_in_their_graph_and_in_the_union(store: Store) -> None:
    names = [ox.NamedNode(f"a:{each}") for each in "spog"]
    assert "a:g" not in store.graph_names
    store.extend([ox.Quad(*names)])
    assert len(store.select("SELECT * { <a:s> <a:p> ?o }")) == 1
    assert "a:g" in store.graph_names


def test_dataset_is_the_same_data_for_rdflib(store: Store) -> None:
    found = store.dataset.default_graph.query(f"SELECT ?c {{ ?c a <{TERMS}Country> }}")
    assert {str(row[0]) for row in found} == {ID + "KR", ID + "VN", ID + "US"}


# ---- Analyses and classes


def test_first_analysis_is_the_one_no_other_builds_on(tmp_path: Path) -> None:
    store = loaded(
        tmp_path,
        "id:a a pol:Analysis .",
        "id:b a pol:Analysis ; pol:buildsOn id:a .",
        "id:c a pol:Analysis ; pol:buildsOn id:b .",
        "id:d a pol:Analysis .",
    )
    assert store.analyses() == (ID + "c", ID + "d", ID + "a", ID + "b")


def test_analyses_that_build_on_each_other_are_all_listed(tmp_path: Path) -> None:
    store = loaded(
        tmp_path,
        "id:a a pol:Analysis ; pol:buildsOn id:b , id:a .",
        "id:b a pol:Analysis ; pol:buildsOn id:a .",
    )
    assert store.analyses() == (ID + "a", ID + "b")
    assert store.membership.scope(ID + "a") == {ID + "a", ID + "b"}


def test_subclasses_are_those_of_the_ontology_and_of_the_data(tmp_path: Path) -> None:
    store = loaded(
        tmp_path, "id:Own rdfs:subClassOf pol:VisaConstraint .", "pol:Visa rdfs:subClassOf id:Own ."
    )
    found = store.subclasses(TERMS + "Constraint")
    assert {TERMS + "Constraint", TERMS + "VisaConstraint", ID + "Own", TERMS + "Visa"} <= found
    assert TERMS + "Measure" not in found


# ---- Places


def test_place_is_where_a_thing_is_first_described(tmp_path: Path) -> None:
    first = written(
        tmp_path / "a.ttl", turtle("id:x rdfs:seeAlso id:y .", "# id:y", "id:y a id:T .")
    )
    written(tmp_path / "b.ttl", turtle("id:y a id:T ."))
    place = load([tmp_path]).place(ID + "y")
    assert str(place) == f"{first}:10"


def test_place_in_a_format_without_lines_is_the_file(tmp_path: Path) -> None:
    path = written(tmp_path / "x.jsonld", '{"@id": "a:x", "a:p": "o"}')
    store = load([path])
    assert str(store.place("a:x")) == str(path)
    assert store.place("a:unknown") is None


# ---- The version


def test_version_is_the_hash_of_the_canonical_form(tmp_path: Path) -> None:
    store = load(
        [written(tmp_path / "x.nq", "<a:s> <a:p> _:b <a:g> .\n<a:s> <a:p> <a:o> <a:g> .\n")]
    )
    canonical = b"<a:s> <a:p> <a:o> <a:g> .\n<a:s> <a:p> _:c14n0 <a:g> .\n"
    assert store.data_version == hashlib.sha256(canonical).hexdigest()


def test_version_without_blank_nodes_is_the_same_hash() -> None:
    text = "".join(f'<a:s> <a:p> "{word}" .\n' for word in ("é", "z", "\\t\\u0001\\u007F", "\\n\\"))
    quads = list(ox.parse(text.replace("\\n\\", "n"), format=ox.RdfFormat.N_QUADS))
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert data_version(quads) == data_version(list(dataset)) == data_version(quads[::-1] * 2)
    assert data_version(quads) != data_version(quads[1:])


def test_version_is_that_of_all_statements_made_canonical_together() -> None:
    text = """<a:s> <a:p> _:x .\n_:x <a:p> _:y <a:g> .\n_:y <a:q> "_:z" <a:g> .
<a:s> <a:p> "_:x" .\n<a:s> <a:p> <a:o> <a:g> .\n<a:s> <a:p> <a:o> _:g .\n_:g <a:p> <a:o> .\n"""
    quads = list(ox.parse(text, format=ox.RdfFormat.N_QUADS))
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    canonical = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""
    lines = sorted(canonical.splitlines(keepends=True))
    assert len(lines) == 7
    assert data_version(quads) == hashlib.sha256(b"".join(lines)).hexdigest()


def test_text_that_looks_like_a_blank_node_is_none() -> None:
    plain = list(ox.parse('<a:s> <a:p> "_:b" .', format=ox.RdfFormat.N_QUADS))
    assert data_version(plain, deadline_s=0) == data_version(plain) != ""


def test_version_does_not_depend_on_names_of_blank_nodes() -> None:
    text = '_:a <a:knows> _:b .\n_:b <a:name> "b" .\n_:a <a:name> "a" .\n'
    versions = set()
    for seed in range(3):
        lines = text.splitlines()
        random.Random(seed).shuffle(lines)
        renamed = "\n".join(lines).replace("_:a", f"_:q{seed}").replace("_:b", f"_:p{seed}")
        quads = ox.parse(renamed, format=ox.RdfFormat.N_QUADS, rename_blank_nodes=True)
        versions.add(data_version(list(quads)))
    assert len(versions) == 1
    assert len(versions.pop()) == 64


def test_version_leaves_out_the_ontology_and_what_is_derived(store: Store) -> None:
    before = store.data_version
    again = load(store.files)
    a = ox.NamedNode("a:a")
    again.extend([ox.Quad(a, a, a, ox.NamedNode(derived_graph(ID + "mini")))])
    assert again.data_version == before
    again = load(store.files)
    again.extend([ox.Quad(a, a, a, ox.NamedNode("g:more"))])
    assert again.data_version != before


def test_dump_of_everything_has_the_version_of_the_data(store: Store, tmp_path: Path) -> None:
    named = (q for q in store.oxigraph if isinstance(q.graph_name, ox.NamedNode))
    path = tmp_path / "dump.nq"
    path.write_bytes(ox.serialize(named, format=ox.RdfFormat.N_QUADS))
    assert load([path]).data_version == store.data_version


def test_hostile_blank_nodes_leave_no_version_in_time(caplog: pytest.LogCaptureFixture) -> None:
    nodes = [ox.BlankNode() for _ in range(12)]
    p = ox.NamedNode("a:p")
    clique = [ox.Quad(x, p, y) for x in nodes for y in nodes if x != y]
    began = time.monotonic()
    with caplog.at_level(logging.WARNING):
        assert data_version(clique, deadline_s=0.5) == ""
    assert time.monotonic() - began < 20
    assert "blank nodes" in caplog.text


def test_named_query_is_the_text_of_its_file() -> None:
    assert named_query("claims") == (QUERIES / "claims.rq").read_text("utf-8")
