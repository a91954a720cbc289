"""The shipped data are clean by every hygiene query, and every query can tell when they are not.

`ontology/hygiene/NAME.rq` returns no row when healthy. `tests/hygiene/NAME.ttl` is a small file
that makes it speak; its first line names what the error must be about.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from ontology.iris import ID
from ontology.loading import SHIPPED, data_files, ontology_files

ROOT = Path(__file__).parent.parent
QUERIES = sorted((ROOT / "ontology" / "hygiene").glob("*.rq"))
UNHEALTHY = Path(__file__).parent / "hygiene"
HEADER = re.compile(r"# expects: id:(\S+)\n")


def errors(query: Path, *files: Path) -> list[str]:
    store = opened(files)
    return sorted(row["error"].value for row in store.query(query.read_text(encoding="utf-8")))


@cache
def opened(files: tuple[Path, ...]) -> ox.Store:
    store = ox.Store()
    for path in (*ontology_files(), *files):
        store.load(path=path)
    return store


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_shipped_data_are_healthy(query):
    shipped = tuple(file.path for file in data_files([SHIPPED]))
    assert len(shipped) >= 10
    assert errors(query, *shipped) == []


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_query_speaks_of_what_is_wrong(query):
    unhealthy = UNHEALTHY / f"{query.stem}.ttl"
    header = HEADER.match(unhealthy.read_text(encoding="utf-8"))
    assert header, f"{unhealthy} must begin with '# expects: id:NAME'"
    found = errors(query, unhealthy)
    assert found
    assert all(ID + header[1] in error for error in found), found


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_query_opens_with_its_rule(query):
    assert re.match(r"# banner [A-Z].*\.\n", query.read_text(encoding="utf-8"))


def test_every_query_has_its_unhealthy_file():
    assert len(QUERIES) >= 30
    assert {path.stem for path in QUERIES} == {path.stem for path in UNHEALTHY.glob("*.ttl")}
