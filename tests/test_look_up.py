"""Look-ups: which queries are, and that they are answered as workers would."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from webapp.answer import Answer
from webapp.evaluation import Request
from webapp.formats import RESULT_WRITERS
from webapp.look_up import MOST_ROWS, is_look_up, looked_up
from webapp.prompt import Prompt
from webapp.workers import Limits, QueryService, Wish

LOOK_UPS = (
    "SELECT ?p ?o { <http://x/1> ?p ?o }",
    "SELECT * WHERE { <http://x/1> ?p ?o . } # all",
    "prefix x: <http://x/> select ?s where { ?s x:p x:shared }",
    "PREFIX x: <http://x/> SELECT ?kind { x:1 a ?kind }",
    "PREFIX : <http://x/> SELECT $o { :1 :p $o }",
    "PREFIX x: <http://y/> PREFIX x: <http://x/>SELECT?o{x:1\tx:p\n?o}",
    "SELECT ?nothing { <http://x/1> ?p <http://x/shared> }",
    "SELECT*{<http://x/absent> ?p ?o}",
    "SELECT * { <http://x/y/../1> ?p ?o }",
    "SELECT ?p { <http://x/1> ?p <http://x/shared>. }",
)
OTHERS = (
    "",
    "SELECT",
    "SELECT * {",
    "SELECT * {}",
    "SELECT * }",
    "} SELECT * {",
    "SELECT * { ?s ?p ?o }",
    "SELECT * { ?s <http://x/p> ?o }",
    "SELECT * { <http://x/1> ?p ?p }",
    "SELECT * { ?x ?p <http://x/1> . ?x ?p ?o }",
    "SELECT * { <http://x/1> ?p ?o ; ?q ?r }",
    "SELECT * { <http://x/1> ?p ?o, ?r }",
    "SELECT * { <http://x/1> <http://x/p>* ?o }",
    "SELECT * { <http://x/1> <http://x/p>/<http://x/p> ?o }",
    "SELECT * { <http://x/1> ^<http://x/p> ?o }",
    "SELECT * { <http://x/1> ?p ?o FILTER(?o > 1) }",
    "SELECT * { { <http://x/1> ?p ?o } }",
    "SELECT * { GRAPH ?g { <http://x/1> ?p ?o } }",
    "SELECT * { SERVICE <http://x/1> { <http://x/1> ?p ?o } }",
    "SELECT * FROM <http://x/graph> { <http://x/1> ?p ?o }",
    "SELECT * FROM NAMED <http://x/graph> WHERE { <http://x/1> ?p ?o }",
    "SELECT DISTINCT ?p { <http://x/1> ?p ?o }",
    "SELECT REDUCED ?p { <http://x/1> ?p ?o }",
    "SELECT (RAND() AS ?r) { <http://x/1> ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { <http://x/1> ?p ?o }",
    "SELECT ?p { <http://x/1> ?p ?o } GROUP BY ?p",
    "SELECT ?p { <http://x/1> ?p ?o } ORDER BY ?p",
    "SELECT ?p { <http://x/1> ?p ?o } LIMIT 1",
    "SELECT ?p { <http://x/1> ?p ?o } VALUES ?p { <http://x/p> }",
    "SELECT * { << <http://x/1> ?p ?o >> ?q ?r }",
    "SELECT * { _:b ?p <http://x/1> }",
    "SELECT * { [] ?p <http://x/1> }",
    r"SELECT * { <http://x/1> ?p ?o # \u000A } GROUP BY ?p #" "\n}",
    r"PREFIX x: <http://x/> SELECT * { x:a\u002Db ?p ?o }",
    "BASE <http://x/> SELECT * { <./1> ?p ?o }",
    "BASE <http://x/> SELECT * { <1> ?p ?o }",
    "SELECT * { <1> ?p ?o }",
    "PREFIX x: <x> SELECT * { x:1 ?p ?o }",
    "PREFIX x: <http://x/> SELECT * { x:1.. ?p ?o }",
    "SELECT * { <http://x/1>?p?o }",
    "ASK { <http://x/1> ?p ?o }",
    "CONSTRUCT WHERE { <http://x/1> ?p ?o }",
    "DESCRIBE <http://x/1>",
    "INSERT DATA { <http://x/1> <http://x/p> <http://x/o> }",
    "DELETE WHERE { <http://x/1> ?p ?o }",
    f"SELECT * {{ <http://x/1> ?p ?o }} # {'x' * 2000}",
)


def store() -> ox.Store:
    """A hundred things with two properties, and one that has very many values."""
    made = ox.Store()
    p, shared, many = (ox.NamedNode(f"http://x/{name}") for name in ("p", "shared", "many"))
    made.bulk_extend(ox.Quad(ox.NamedNode(f"http://x/{n}"), p, shared) for n in range(100))
    made.bulk_extend(ox.Quad(many, p, ox.Literal(f'"{n}\n')) for n in range(MOST_ROWS + 1))
    # Much is said of both, but never one of the other.
    q, other = ox.NamedNode("http://x/q"), ox.NamedNode("http://x/other")
    things = [ox.NamedNode(f"http://x/thing/{n}") for n in range(1000)]
    made.bulk_extend(ox.Quad(each, p, other) for each in things)
    made.bulk_extend(ox.Quad(other, q, each) for each in things)
    made.add(ox.Quad(ox.NamedNode("http://x/1"), p, ox.Literal('}},{ "', language="ko")))
    made.add(ox.Quad(ox.NamedNode("http://x/large"), p, ox.Literal("x" * 100_000)))
    return made


def request(query: str, form: str | None = "json", rows: int = 1000) -> Request:
    return Request(query, form, "turtle", None, None, rows, 1 << 20)


@pytest.fixture(scope="module")
def service() -> Iterator[QueryService]:
    service = QueryService(store(), Limits(workers=1, reserve=0))
    yield service
    service.close()


@pytest.mark.parametrize("query", LOOK_UPS)
def test_look_up_is_answered_as_a_worker_would(service: QueryService, query: str) -> None:
    assert is_look_up(query)
    for form in RESULT_WRITERS:
        at_once = service.prompt(query, Wish(result_format=form), lambda: False)
        answer = service.answer(query, Wish(result_format=form))
        assert isinstance(at_once, Answer)
        told = [(each.kind, each.format, each.size, each.read()) for each in (at_once, answer)]
        assert told[0] == told[1]
        assert not (at_once.is_truncated or at_once.is_volatile)


@pytest.mark.parametrize("query", OTHERS)
def test_whatever_else_is_a_workers(query: str) -> None:
    assert not is_look_up(query)
    assert looked_up(store(), request(query)) is None


@pytest.mark.parametrize(
    "asked",
    [
        request("SELECT ?o { <http://x/many> ?p ?o }"),
        request("SELECT ?o { <http://x/large> ?p ?o }"),
        request("SELECT ?s { ?s <http://x/p> <http://x/shared> }", rows=99),
        request("SELECT ?o { undeclared:1 ?p ?o }"),
        request("SELECT ?o { <http://[> ?p ?o }"),
        request("SELECT ?s { ?s <http://x/q> <http://x/other> }"),
        request("SELECT ?o { <http://x/other> <http://x/p> ?o }"),
        request("SELECT ?p { <http://x/other> ?p <http://x/other> }"),
        Request("SELECT * { <http://x/1> ?p ?o }", "json", None, (), None, 1000, 1 << 20),
    ],
    ids=[
        "many rows",
        "many bytes",
        "more than is allowed",
        "prefix that is not declared",
        "no IRI",
        "many others have the value",
        "much else is said of it",
        "much is said of both",
        "data set of its own",
    ],
)
def test_what_is_long_or_wrong_is_a_workers(asked: Request) -> None:
    assert is_look_up(asked.query)
    assert looked_up(store(), asked) is None


def test_look_up_needs_no_worker(service: QueryService) -> None:
    worker = service._pool.taken()
    assert service._pool.is_full
    found = service.prompt("SELECT ?o { <http://x/2> ?p ?o }", Wish(), lambda: False)
    assert isinstance(found, Answer)
    other = service.prompt("ASK { <http://x/2> ?p ?o }", Wish(), lambda: False)
    assert isinstance(other, Prompt)
    other.leave()
    service._pool.give_back(worker)


def test_format_that_suits_nobody_is_told_as_ever() -> None:
    answer = looked_up(store(), request(LOOK_UPS[0], form=None))
    assert answer is not None
    assert (answer.kind, answer.format) == ("bindings", None)
