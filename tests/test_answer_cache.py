"""Answers to queries kept for the next time: the same bytes, within a limit, none that vary."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from webapp.answer import Answer
from webapp.answer_cache import AnswerCache
from webapp.workers import Limits, QueryService, Wish


def answer(body: bytes, *, is_volatile: bool = False) -> Answer:
    return Answer("bindings", "json", io.BytesIO(body), len(body), False, is_volatile)


def test_an_answer_is_given_again_to_each_who_asks() -> None:
    cache = AnswerCache(1000)
    assert cache.put("a", answer(b"one")).read() == b"one"
    found = [cache.get("a"), cache.get("a")]
    assert [each.read() for each in found if each] == [b"one", b"one"]
    assert cache.get("b") is None


def test_what_was_used_least_recently_goes_first() -> None:
    cache = AnswerCache(40)
    for key in "abcd":
        cache.put(key, answer(key.encode() * 10))
    assert cache.get("a") is not None
    cache.put("e", answer(b"e" * 10))
    assert [key for key in "abcde" if cache.get(key)] == ["a", "c", "d", "e"]


def test_an_answer_put_twice_counts_once() -> None:
    cache = AnswerCache(40)
    for _ in range(10):
        cache.put("a", answer(b"a" * 10))
    for key in "bcd":
        cache.put(key, answer(b"b" * 10))
    assert all(cache.get(key) for key in "abcd")


@pytest.mark.parametrize("max_bytes", [0, 39])
def test_what_is_too_long_is_not_kept(max_bytes: int) -> None:
    cache = AnswerCache(max_bytes)
    assert cache.put("a", answer(b"a" * 10)).read() == b"a" * 10
    assert cache.get("a") is None


def test_what_varies_is_not_kept() -> None:
    cache = AnswerCache(1000)
    assert cache.put("a", answer(b"one", is_volatile=True)).read() == b"one"
    assert cache.get("a") is None


@pytest.fixture(scope="module")
def service() -> Iterator[QueryService]:
    store = ox.Store()
    store.extend(
        ox.Quad(ox.NamedNode(f"a:{n}"), ox.NamedNode("a:p"), ox.Literal(n), ox.NamedNode(f"g:{n}"))
        for n in range(5)
    )
    found = QueryService(store, Limits(workers=1))
    yield found
    found.close()


ANY = "SELECT ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?o"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Wish(), Wish(max_rows=2)),
        (Wish(), Wish(result_format="csv")),
        (Wish(), Wish(default_graphs=[], named_graphs=["g:1"])),
        (
            Wish(default_graphs=[], named_graphs=["g:2"]),
            Wish(default_graphs=[], named_graphs=["g:1"]),
        ),
    ],
)
def test_limits_formats_and_data_sets_are_told_apart(
    service: QueryService, one: Wish, other: Wish
) -> None:
    first, second = (service.answer(ANY, wish).read() for wish in (one, other))
    assert first != second
    assert [service.answer(ANY, wish).read() for wish in (one, other)] == [first, second]


@pytest.mark.parametrize(
    "call", ["RAND()", "UUID()", "STRUUID()", "BNODE()", "rand #()\n ( )", "1+3-RAND()"]
)
def test_functions_that_vary_still_do(service: QueryService, call: str) -> None:
    answers = [service.answer(f"SELECT ({call} AS ?x) {{}}") for _ in range(4)]
    assert all(each.is_volatile for each in answers)
    assert len({each.read() for each in answers}) == 4
