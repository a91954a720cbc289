"""Where a query goes wrong and what was expected there, in words; `^` marks the place."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from webapp.diagnosis import malformed_query
from webapp.grammar import departure

OURS = sorted((Path(__file__).parent.parent / "ontology").glob("*/*.rq"))
OBJECT = "a variable, an IRI, a literal, a blank node or '('"
WRONG = [
    ("SELECT * { ?s ?p ^}", f"found '}}', expected {OBJECT}"),
    ("SELECT * {\n  ?s ?p ^. ?a ?b ?c }", f"found '.', expected {OBJECT}"),
    ("SELECT * { ?s ^== ?o }", "found '=', expected a variable, an IRI,"),
    ("SELECT ?x FROM ^{ }", "found '{', expected an IRI or NAMED"),
    ("SELECT (COUNT(?x) ^?n) {}", "found '?n', expected AS or an operator"),
    ("SELECT ?s { ?s ?p ?o } ORDER ^?s", "found '?s', expected BY"),
    ("SELECT ?s { ?s ?p ?o } LIMIT ^x", "found 'x', expected a whole number"),
    ("SELECT ?s { { ?s ?p ?o } UNION ^}", "found '}', expected '{'"),
    ("SELECT ?s WHERE ^?s ?p ?o", "found '?s', expected '{'"),
    ("SELECT * { ?s ?p ?o } LIMIT 1 ^ORDER BY ?s", "found 'ORDER', expected OFFSET, VALUES or"),
    ("SELECT ^COUNT(?s) {}", "found 'COUNT', expected a variable, DISTINCT, REDUCED,"),
    ("SELECT * { FILTER NOT ^EXIST { ?s ?p ?o } }", "found 'EXIST', expected EXISTS"),
    ("SELECT * { BIND(?x ^?y) }", "found '?y', expected AS or an operator"),
    ("SELECT ?s { ?s ?p ?o } GROUP BY^", "found the end of the query, expected a variable"),
    ("^SELEC ?x {}", "expected SELECT, ASK, CONSTRUCT or DESCRIBE, found 'SELEC'"),
    ("SELECT * ^{ ?s ?p ?o", "'{' is never closed"),
]
RIGHT = [
    "SELECT * {}",
    "BASE <http://x/> PREFIX : <y#> ASK FROM :g FROM NAMED <z> { ?s a :C ; :p 1, -2.5e3, 'a'@en }",
    "CONSTRUCT WHERE { ?s ?p ?o . } LIMIT 3 OFFSET 2",
    "DESCRIBE ?x <a:b> { ?x <a:p>/^<a:q>*|!(<a:r>|^a) ?y }",
    "SELECT (SUM(DISTINCT ?x) AS ?n) ?y { ?y <a:p> ?x } GROUP BY ?y (?x AS ?z) HAVING (?n > 1)",
    "SELECT * { { SELECT ?s { ?s ?p ?o } } UNION { GRAPH ?g { ?s ?p [] } } MINUS { ?s ?p () } }",
    "SELECT * { VALUES (?a ?b) { (1 UNDEF) ('''x\ny''' true) } FILTER(?a IN (1, 2) && !?b) }",
    "SELECT * { ?s ?p ?o . FILTER(1+1 -1 = +1) BIND(IF(EXISTS { ?s ?p 1 }, 'a', \"b\") AS ?z) }",
    "SELECT (GROUP_CONCAT(?x; SEPARATOR=', ') AS ?all) { ?s ?p ?x } ORDER BY DESC(?all) ?x",
    'SELECT ?바나나 { ?바나나 <http://x/é> "\\"\\\\" # comment }\n }',
    "SELECT * { ?s ?p ?o } VALUES ?s { <a:b> }",
]


@pytest.mark.parametrize(("marked", "reason"), WRONG)
def test_the_place_of_a_mistake_and_what_was_expected(marked: str, reason: str) -> None:
    before, _, behind = marked.partition("^")
    query = before + behind
    with pytest.raises(SyntaxError) as refused:
        ox.Store().query(query)
    failure = malformed_query(query, str(refused.value.msg), {})
    line = before.count("\n") + 1
    assert (failure.line, failure.column) == (line, len(before.rpartition("\n")[2]) + 1)
    assert failure.reason.startswith(reason)


@pytest.mark.parametrize("query", [*RIGHT, *(file.read_text("utf-8") for file in OURS)])
def test_the_grammar_takes_what_oxigraph_takes(query: str) -> None:
    ox.Store().query(query)
    assert departure(query) is None


def test_there_are_enough_queries_of_ours() -> None:
    assert len(OURS) > 70


@pytest.mark.parametrize("opening", ["{", "(", "FILTER(", "{ SELECT * {", "?s !"])
def test_deep_nesting_is_no_trouble(opening: str) -> None:
    assert departure("SELECT * {" + opening * 20_000) is not None
