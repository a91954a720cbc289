"""The W3C's tests of SPARQL 1.0 and 1.1 queries, put to the workers that answer queries.

`make test` fetches them (`tests/w3c/fetch.py`). What is expected to differ stands with its
reason in `tests/w3c/excluded.tsv`, and must go on differing.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.w3c.comparison import same_rows
from tests.w3c.fetch import SUITE
from tests.w3c.manifest import Case, cases
from tests.w3c.running import Failed, by_service, loaded
from webapp.workers import Limits, QueryService

CASES = {case.name: case for case in cases()}
COUNT = 732


def excluded() -> dict[str, str]:
    """Why a test is expected to fail, by its name."""
    with (Path(__file__).parent / "w3c" / "excluded.tsv").open(encoding="utf-8") as file:
        return {row["test"]: row["reason"] for row in csv.DictReader(file, delimiter="\t")}


EXCLUDED = excluded()


@pytest.fixture(scope="module")
def service() -> Iterator[QueryService]:
    """A service over all data of the suite, each file a graph."""
    service = QueryService(loaded(CASES.values()), Limits(workers=1, reserve=0, cache_bytes=0))
    yield service
    service.close()


def test_the_suite_is_whole() -> None:
    assert SUITE.exists(), "fetch the suite: .venv/bin/python tests/w3c/fetch.py"
    assert len(CASES) == COUNT
    assert set(EXCLUDED) <= set(CASES) and all(EXCLUDED.values())


@pytest.mark.parametrize("case", [c for c in CASES.values() if c.name not in EXCLUDED], ids=str)
def test_query_is_answered_as_the_w3c_expects(case: Case, service: QueryService) -> None:
    by_service(case, service)


@pytest.mark.parametrize("name", EXCLUDED)
def test_excluded_test_still_differs(name: str, service: QueryService) -> None:
    with pytest.raises(Failed):
        by_service(CASES[name], service)


def test_comparison_tells_results_apart() -> None:
    one, two = ox.Literal(1), ox.Literal(2)
    a, b = ox.BlankNode("a"), ox.BlankNode("b")
    assert same_rows([{"x": a, "y": a}], [{"x": b, "y": b}], is_lax=False)
    assert not same_rows([{"x": a, "y": a}], [{"x": a, "y": b}], is_lax=False)
    assert not same_rows([{"x": one}], [{"x": two}], is_lax=False)
    assert not same_rows([{"x": one}, {"x": one}], [{"x": one}], is_lax=False)
    assert same_rows([{"x": one}, {"x": one}], [{"x": one}], is_lax=True)
