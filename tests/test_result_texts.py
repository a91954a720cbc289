"""Answers as readers of each format understand them, whatever stands in their terms."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from rdflib import Graph

from webapp import rdf
from webapp.draft import Draft
from webapp.evaluation import Reply, Request, answered
from webapp.failures import UnfitFormat
from webapp.formats import GRAPH_WRITERS

RESULT: str = "{http://www.w3.org/2005/sparql-results#}"
COMMAS = 'SELECT (IRI(CONCAT("http://x/", STR(?n), ",b")) AS ?a) ("q\\",\\n" AS ?b) ?c (1 AS ?d)'
NO_XML = ("\\u0000", "\\u0001", "\\u001F", "\\uFFFE", "\\uFFFF")


def written(query: str, form: str, **limits: int) -> tuple[Reply, bytes]:
    request = Request(query, form, form, None, None, max_rows=1000, max_bytes=1 << 20)
    draft = Draft(io.BytesIO())
    reply = answered(ox.Store(), replace(request, **limits), draft)
    return reply, draft.content()


def rows(text: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.decode(), newline="")))


def test_commas_in_iris_start_no_new_column() -> None:
    reply, text = written(f"{COMMAS} {{ VALUES ?n {{ 1 2 }} }}", "csv")
    assert not reply.is_truncated
    fields = ["", "1"]
    assert rows(text) == [
        ["a", "b", "c", "d"],
        ["http://x/1,b", 'q",\n', *fields],
        ["http://x/2,b", 'q",\n', *fields],
    ]
    assert text.count(b"\r\n") == 3


def test_rewritten_csv_says_blank_nodes_and_triples_as_ever() -> None:
    terms = "(BNODE() AS ?b) (TRIPLE(<x:s>, <x:p>, 1) AS ?t) ('text'@ko AS ?l)"
    usual = rows(written(f"SELECT {terms} {{}}", "csv")[1])[1]
    rewritten = rows(written(f"SELECT {terms} (<http://x/,> AS ?x) {{}}", "csv")[1])[1]
    assert usual[0].startswith("_:")
    assert rewritten[0].startswith("_:")
    assert rewritten[1:] == [*usual[1:], "http://x/,"]


@pytest.mark.parametrize(
    ("limits", "kept"), [({"max_rows": 3}, 3), ({"max_bytes": 40}, 2), ({"max_rows": 4}, 4)]
)
def test_rewritten_csv_is_cut_between_rows(limits: dict[str, int], kept: int) -> None:
    query = 'SELECT (IRI(CONCAT("http://x/,", STR(?n))) AS ?a) { VALUES ?n { 1 2 3 4 } }'
    reply, text = written(query, "csv", **limits)
    assert [row[0] for row in rows(text)[1:]] == [f"http://x/,{n}" for n in range(1, kept + 1)]
    assert reply.is_truncated == (kept < 4)


def test_carriage_return_comes_through_xml() -> None:
    root = ElementTree.fromstring(written('SELECT ("a\\r\\nb\\rc" AS ?x) {}', "xml")[1])
    assert [each.text for each in root.iter(f"{RESULT}literal")] == ["a\r\nb\rc"]
    _, text = written('CONSTRUCT { <a:s> <a:p> "a\\r\\nb" } {}', "rdfxml")
    ((_, _, value),) = Graph().parse(data=text, format="xml")
    assert str(value) == "a\r\nb"


@pytest.mark.parametrize("sign", NO_XML)
def test_what_xml_has_no_sign_for_is_refused_in_xml_alone(sign: str) -> None:
    for query, forms in (
        (f'SELECT ("{"x" * 9000}{sign}" AS ?x) {{}}', ("json", "csv", "tsv")),
        (f'CONSTRUCT {{ <a:s> <a:p> "{sign}" }} {{}}', ("turtle", "jsonld", "ntriples")),
    ):
        with pytest.raises(UnfitFormat, match="control character"):
            written(query, "xml" if query.startswith("SELECT") else "rdfxml")
        for form in forms:
            assert written(query, form)[1]


@pytest.mark.parametrize("sign", ["\\t", "\\n", "\\uFFFD", "é", "한", "\\U0001F600", "<&>"])
def test_other_signs_come_through_xml(sign: str) -> None:
    query = f'SELECT ("{sign * 3000}" AS ?x) {{}}'
    (row,) = ox.parse_query_results(written(query, "json")[1], format=ox.QueryResultsFormat.JSON)
    root = ElementTree.fromstring(written(query, "xml")[1])
    assert [each.text for each in root.iter(f"{RESULT}literal")] == [row["x"].value]


@pytest.mark.parametrize("iri", ["a:123", "http://x/", "http://x/p%20", "http://x/p#", "a:p/-1"])
def test_iri_without_a_name_at_its_end_is_no_element_in_rdf_xml(iri: str) -> None:
    for triple in (f"<a:s> <{iri}> 1", f"<a:s> a <{iri}>"):
        with pytest.raises(UnfitFormat, match="RDF/XML"):
            written(f"CONSTRUCT {{ {triple} }} {{}}", "rdfxml")
        assert written(f"CONSTRUCT {{ {triple} }} {{}}", "turtle")[1]


@pytest.mark.parametrize(
    "iri", ["a:p", "http://x/1a", "http://x/_1", "http://x/é", "http://x/한국", "http://x/p%20q"]
)
def test_iri_with_a_name_at_its_end_comes_through_rdf_xml(iri: str) -> None:
    query = f"CONSTRUCT {{ <a:s> <{iri}> <{iri}> , [] ; a <{iri}> }} {{}}"
    found = Graph().parse(data=written(query, "rdfxml")[1], format="xml")
    assert found.isomorphic(Graph().parse(data=written(query, "turtle")[1], format="turtle"))


@pytest.mark.parametrize("form", GRAPH_WRITERS)
@pytest.mark.parametrize("at", [0, 2])
def test_triple_beyond_the_limit_is_left_out_of_triples(form: str, at: int) -> None:
    """It takes more than a limit allows by itself, in the middle of an answer."""
    doubled = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(21))
    things = "VALUES (?s ?n) { (<a:s0> 0) (<a:s1> 1) (<a:s2> 2) (<a:s3> 3) }"
    where = f"{things} BIND('x' AS ?x0) {doubled} BIND(IF(?n = {at}, ?x21, ?n) AS ?o)"
    reply, text = written(f"CONSTRUCT {{ ?s <a:p> ?o }} {{ {where} }}", form, max_bytes=4096)
    assert reply.is_truncated
    found = {quad.subject.value for quad in ox.parse(text, format=GRAPH_WRITERS[form])}
    assert found == {f"a:s{n}" for n in range(at)}


def test_descriptions_in_rdf_xml_are_held_to_the_same() -> None:
    subject, value = ox.NamedNode("a:s"), ox.Literal("a\rb")
    text = rdf.serialized([ox.Triple(subject, ox.NamedNode("a:p"), value)], "rdfxml")
    assert b"a&#13;b" in text
    with pytest.raises(UnfitFormat):
        rdf.serialized([ox.Triple(subject, ox.NamedNode("a:1"), value)], "rdfxml")


def test_client_is_told_to_ask_for_another_format(client: FlaskClient) -> None:
    response = client.get(
        "/sparql", query_string={"query": 'SELECT ("\\u0001" AS ?x) {}', "format": "xml"}
    )
    assert response.status_code == 406
    assert "another format" in response.text
