"""Opening RDF files: formats, graphs, errors, and what makes no difference."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.errors import (
    InvalidData,
    MissingFile,
    NoData,
    OntologyError,
    ParseError,
    UnreadableFile,
    UnsupportedFormat,
)
from ontology.iris import RDF_TYPE, TERMS
from ontology.loading import FORMATS, SHIPPED, load
from ontology.store import Store
from ontology.terms import str_of
from tests.rdf import CLAIM, GRAPH, ID, MINI, STATEMENTS, turtle, written

SERIALIZED = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".n3": ox.RdfFormat.TURTLE,
}


def analysis(name: str) -> str:
    return f"id:{name} a pol:Analysis ; pol:home id:KR ."


def finding(name: str, extra: str = "") -> str:
    return f"id:{name} a pol:Finding ; pol:about id:VN ; pol:factor id:f ; {CLAIM} {extra}."


def graph_of(store: Store, name: str) -> str:
    (row,) = store.select("SELECT ?g { VALUES ?s { } GRAPH ?g { ?s a ?t } }", s=ID + name)
    return str_of(row["g"])


# ---- Formats


def test_every_supported_format_is_tried() -> None:
    assert SERIALIZED.keys() == FORMATS.keys()


@pytest.mark.parametrize("suffix", SERIALIZED)
def test_formats_all_say_the_same(tmp_path: Path, suffix: str) -> None:
    triples = [q.triple for q in ox.parse(MINI, format=ox.RdfFormat.TURTLE)]
    data = ox.serialize(triples, format=SERIALIZED[suffix])
    path = tmp_path / f"data{suffix}"
    path.write_bytes(data)
    store = load([path])
    assert store.data_version == load([written(tmp_path / "x" / "mini.ttl", MINI)]).data_version
    assert GRAPH + "mini" in store.graph_names


def test_suffix_may_be_in_capitals(tmp_path: Path) -> None:
    assert load([written(tmp_path / "DATA.TTL", MINI)]).analyses() == (ID + "mini",)


def test_byte_order_mark_is_no_statement(tmp_path: Path) -> None:
    path = tmp_path / "bom.ttl"
    path.write_bytes(b"\xef\xbb\xbf" + MINI.encode())
    assert load([path]).analyses() == (ID + "mini",)


def test_shipped_analyses_are_the_default() -> None:
    store = load()
    assert store.data_version == load([SHIPPED]).data_version
    assert len(store.files) == len(list(SHIPPED.rglob("*.ttl"))) >= 5


# ---- Graphs


def test_formats_with_graphs_keep_them(tmp_path: Path) -> None:
    text = "<a:s> <a:p> <a:outside> . <g:own> { <a:s> <a:p> <a:inside> }"
    store = load([written(tmp_path / "data.trig", text)])
    inside = list(store.oxigraph.quads_for_pattern(None, None, None, ox.NamedNode("g:own")))
    assert [quad.object.value for quad in inside] == ["a:inside"]
    assert GRAPH + "data" in store.graph_names


def test_each_analysis_has_a_graph_of_its_own(tmp_path: Path) -> None:
    for name in ("one", "two"):
        written(tmp_path / name / "analysis.ttl", turtle(analysis(name)))
        written(tmp_path / name / "claims.ttl", turtle(finding(f"f-{name}")))
    store = load([tmp_path])
    assert graph_of(store, "f-one") == GRAPH + "one"
    assert graph_of(store, "f-two") == GRAPH + "two"


def test_file_goes_to_the_nearest_analysis_above(tmp_path: Path) -> None:
    written(tmp_path / "a" / "analysis.ttl", turtle(analysis("one")))
    written(tmp_path / "a" / "deep" / "er" / "claims.ttl", turtle(finding("f")))
    written(tmp_path / "b" / "analysis.ttl", turtle(analysis("two")))
    assert graph_of(load([tmp_path]), "f") == GRAPH + "one"


def test_analysis_beside_is_nearer_than_one_below(tmp_path: Path) -> None:
    written(tmp_path / "a.ttl", turtle(analysis("one")))
    written(tmp_path / "sub" / "b.ttl", turtle(analysis("two")))
    written(tmp_path / "claims.ttl", turtle(finding("f")))
    assert graph_of(load([tmp_path]), "f") == GRAPH + "one"


def test_analysis_in_a_neighbouring_folder_is_nearer_than_one_farther_off(tmp_path: Path) -> None:
    written(tmp_path / "my" / "about" / "a.ttl", turtle(analysis("one")))
    written(tmp_path / "my" / "claims" / "c.ttl", turtle(finding("f")))
    written(tmp_path / "other" / "b.ttl", turtle(analysis("two")))
    assert graph_of(load([tmp_path]), "f") == GRAPH + "one"


def test_nothing_above_the_folder_asked_for_is_near(tmp_path: Path) -> None:
    paths = [
        written(tmp_path / "a.ttl", turtle(analysis("one"))),
        written(tmp_path / "far" / "b.ttl", turtle(analysis("two"))),
        written(tmp_path / "folder" / "c.ttl", turtle("id:x a pol:Measure .")).parent,
    ]
    assert graph_of(load(paths), "x") == GRAPH + "data"


def test_what_lies_between_analyses_belongs_to_neither(tmp_path: Path) -> None:
    written(tmp_path / "a" / "analysis.ttl", turtle(analysis("one")))
    written(tmp_path / "b" / "analysis.ttl", turtle(analysis("two")))
    written(tmp_path / "common.ttl", turtle("id:VN a pol:Country ."))
    assert graph_of(load([tmp_path]), "VN") == GRAPH + "data"


def test_files_named_one_by_one_join_the_only_analysis(tmp_path: Path) -> None:
    paths = [
        written(tmp_path / "a" / "analysis.ttl", turtle(analysis("one"))),
        written(tmp_path / "b" / "claims.ttl", turtle(finding("f"))),
    ]
    assert graph_of(load(paths), "f") == GRAPH + "one"


def test_analysis_keeps_the_graph_that_declares_it(tmp_path: Path) -> None:
    declared = turtle() + "<g:own> { id:one a pol:Analysis ; pol:home id:KR . }"
    written(tmp_path / "a.trig", declared)
    written(tmp_path / "b.ttl", turtle(finding("f")))
    assert graph_of(load([tmp_path]), "f") == "g:own"


def test_analyses_of_one_local_name_get_different_graphs(tmp_path: Path) -> None:
    for host in ("a", "b"):
        text = f"<https://{host}.example/study> a pol:Analysis ; pol:home id:KR ."
        written(tmp_path / host / "a.ttl", turtle(text, finding(f"f-{host}")))
    store = load([tmp_path])
    assert graph_of(store, "f-a") != graph_of(store, "f-b")


def test_data_without_an_analysis_are_served(tmp_path: Path) -> None:
    store = load([written(tmp_path / "x.ttl", "<a:s> <a:p> <a:o> .")])
    assert store.analyses() == ()
    assert GRAPH + "data" in store.graph_names


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    for name in ("a", "b"):
        written(tmp_path / f"{name}.nt", f'_:x <a:name> "{name}" .\n')
    rows = load([tmp_path]).select("SELECT ?x { ?x <a:name> ?n }")
    assert len({row["x"] for row in rows}) == 2


def test_file_given_twice_is_read_once(tmp_path: Path) -> None:
    path = written(tmp_path / "mini.ttl", MINI)
    assert load([path, tmp_path, path]).files == (path,)


def test_hidden_files_and_folders_are_left_out(tmp_path: Path) -> None:
    path = written(tmp_path / "mini.ttl", MINI)
    written(tmp_path / ".hidden.ttl", "nonsense")
    written(tmp_path / ".git" / "x.ttl", "nonsense")
    assert load([tmp_path]).files == (path,)


# ---- As is


def test_as_is_holds_exactly_the_given_triples(tmp_path: Path) -> None:
    path = written(tmp_path / "mini.ttl", MINI)
    given_quads = list(ox.parse(MINI, format=ox.RdfFormat.TURTLE))
    store = load([path], default_graph="as-is")
    assert len(store.oxigraph) == len(given_quads)
    assert store.graph_names == ()
    assert all(isinstance(q.graph_name, ox.DefaultGraph) for q in store.oxigraph)


def test_as_is_answers_and_is_versioned_like_the_union(tmp_path: Path) -> None:
    path = written(tmp_path / "mini.ttl", MINI)
    union, as_is = load([path]), load([path], default_graph="as-is")
    assert as_is.data_version == union.data_version
    assert as_is.analyses() == union.analyses()
    query = "SELECT ?f { ?f a <https://w3id.org/policy-explorer/ns#Finding> } ORDER BY ?f"
    assert as_is.select(query) == union.select(query)


# ---- Claims and their analysis


def test_claim_that_could_belong_to_two_analyses_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "x.ttl", turtle(analysis("one"), analysis("two"), finding("lost")))
    with pytest.raises(InvalidData) as caught:
        load([path])
    message = str(caught.value)
    assert ID + "lost" in message
    assert f"{path}:10" in message
    assert "pol:inAnalysis" in message and ID + "two" in message


def test_in_analysis_settles_it(tmp_path: Path) -> None:
    text = turtle(analysis("one"), analysis("two"), finding("f", "; pol:inAnalysis id:two "))
    assert set(load([written(tmp_path / "x.ttl", text)]).analyses()) == {ID + "one", ID + "two"}


@pytest.mark.parametrize("suffix", [".nt", ".nq"])
@pytest.mark.parametrize("word", ["Analysis", "\\u0041nalysis"])
def test_analysis_is_found_among_the_lines_of_a_file(
    tmp_path: Path, suffix: str, word: str
) -> None:
    lines = [
        f'<{ID}x> <{ID}says> "no <Analysis> \\" _:b" .',
        f"<{ID}a> <{RDF_TYPE}> <{TERMS}{word}> .",
    ]
    path = written(tmp_path / f"data{suffix}", "\n".join(lines))
    store = load([path])
    assert store.analyses() == (ID + "a",)
    assert GRAPH + "a" in store.graph_names


def test_analysis_without_a_name_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "x.ttl", turtle("[] a pol:Analysis ."))
    with pytest.raises(InvalidData, match=r"x\.ttl.*no IRI"):
        load([path])


# ---- Errors


def message_of(path: Path, error: type[OntologyError]) -> str:
    with pytest.raises(error) as caught:
        load([path])
    message = str(caught.value)
    assert "\n" not in message
    assert str(path) in message
    return message


def test_missing_file(tmp_path: Path) -> None:
    message_of(tmp_path / "none.ttl", MissingFile)


def test_unsupported_format_lists_the_supported(tmp_path: Path) -> None:
    message = message_of(written(tmp_path / "data.csv", "a,b"), UnsupportedFormat)
    assert all(suffix in message for suffix in FORMATS)


def test_folder_without_rdf(tmp_path: Path) -> None:
    message_of(tmp_path, UnreadableFile)


def test_file_without_a_statement(tmp_path: Path) -> None:
    message_of(written(tmp_path / "empty.ttl", "# nothing\n"), NoData)


def test_no_path_at_all() -> None:
    with pytest.raises(NoData):
        load([])


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00\x01", '<a:b> <a:c> "é" .'.encode("latin-1"), MINI.encode("utf-16")]
)
def test_what_is_not_utf8(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "data.ttl"
    path.write_bytes(data)
    assert "UTF-8" in message_of(path, UnreadableFile)


def test_circle_of_links(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").symlink_to(tmp_path / "x.ttl")
    with pytest.raises(OntologyError):
        load([tmp_path])


def test_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.ttl")
    message_of(tmp_path / "x.ttl", UnreadableFile)


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("x.ttl", "<a:a> <a:b> <a:c> .\n<a:a> <a:b>\n . .\n", 3),
        ("x.nt", "<a:a> <a:b> <a:c> .\n<a:a> oops\n", 2),
        ("x.jsonld", '{"@id": "a:b",\n"a:c": }', 2),
        ("x.rdf", '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n<a></b>', 2),
        ("x.ttl", "<relative> a <a:c> .", 1),
    ],
)
def test_syntax_error_tells_its_line(tmp_path: Path, name: str, text: str, line: int) -> None:
    path = written(tmp_path / name, text)
    assert f"{path}:{line}" in message_of(path, ParseError)


def test_remote_context_is_not_fetched(tmp_path: Path) -> None:
    text = '{"@context": "http://example.org/c", "@id": "a:b", "c": "d"}'
    assert "nothing is fetched" in message_of(written(tmp_path / "x.jsonld", text), ParseError)


def test_deep_nesting_is_an_error_and_no_crash(tmp_path: Path) -> None:
    message_of(written(tmp_path / "x.ttl", "( " * 50_000), ParseError)
    message_of(written(tmp_path / "y.jsonld", "[" * 100_000), UnreadableFile)


# ---- What makes no difference


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_splitting_and_order_of_files_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    from graph.build import knowledge

    folder = tmp_path_factory.mktemp("split")
    whole = load([written(folder / "whole" / "mini.ttl", MINI)])
    order = data.draw(st.permutations(STATEMENTS))
    places = data.draw(
        st.lists(
            st.sampled_from(("a.ttl", "b.ttl", "sub/c.ttl")),
            min_size=len(order),
            max_size=len(order),
        )
    )
    for place in set(places):
        mine = (line for line, at in zip(order, places, strict=True) if at == place)
        written(folder / "parts" / place, turtle(*mine))
    parts = load([folder / "parts"])
    assert parts.data_version == whole.data_version
    assert parts.graph_names == whole.graph_names
    assert knowledge(parts) == knowledge(whole)


JSON_NEST = '{"@id": "urn:x", "urn:p": ' * 300 + '{"@id": "urn:y"}' + "}" * 300
XML_HEAD = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:">'
XML_NEST = (
    XML_HEAD
    + "<rdf:Description><e:p>" * 150
    + "<rdf:Description/>"
    + "</e:p></rdf:Description>" * 150
    + "</rdf:RDF>"
)
XML_BOMB = (
    '<!DOCTYPE rdf:RDF [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    + XML_HEAD
    + "<rdf:Description><e:p>&b;</e:p></rdf:Description></rdf:RDF>"
)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("deep.jsonld", JSON_NEST, "nests deeper than 200 levels"),
        ("deep.rdf", XML_NEST, "nests deeper than 200 levels"),
        ("bomb.rdf", XML_BOMB, "XML entities by other entities"),
    ],
)
def test_file_made_to_harm_is_refused(tmp_path: Path, name: str, text: str, reason: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(UnreadableFile, match=reason):
        load([path])


def test_brackets_in_strings_and_comments_are_no_nesting(tmp_path: Path) -> None:
    (tmp_path / "a.jsonld").write_text(
        json.dumps({"@id": "urn:x", "urn:p": "[{" * 300 + '\\"'}), "utf-8"
    )
    (tmp_path / "b.rdf").write_text(
        XML_HEAD + "<!--" + "<a>" * 300 + "--><rdf:Description e:p='x'/></rdf:RDF>", "utf-8"
    )
    assert len(load([tmp_path], default_graph="as-is").oxigraph) == 2
