"""Clients that others made, against the real server: they ask as they do everywhere.

SPARQLWrapper, rdflib, curl and R are run with the very programs that the query page shows
(`tests/test_elsewhere.py`); here is what those do not reach.
"""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from rdflib import Graph
from rdflib.namespace import RDF
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.term import URIRef
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

from tests.clients import install

POL = "https://w3id.org/policy-explorer/ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
CODES = f"SELECT ?code {{ ?c a <{POL}Country> ; <{SKOS}notation> ?code }} ORDER BY ?code"


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("form", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_reads_every_format_of_solutions(
    live_server: str, method: str, form: str
) -> None:
    client = SPARQLWrapper(f"{live_server}/sparql", returnFormat=form)
    client.setMethod(method)
    client.setQuery(CODES)
    found = client.query().convert()
    text = found.toxml() if form == XML else json.dumps(found) if form == JSON else found.decode()
    assert all(code in text for code in ("KR", "US", "VN"))


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:Dataset.*deprecated:DeprecationWarning")
@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML, JSONLD])
def test_sparqlwrapper_reads_every_format_of_triples(live_server: str, form: str) -> None:
    client = SPARQLWrapper(f"{live_server}/sparql", returnFormat=form)
    client.setQuery(f"CONSTRUCT {{ ?c a <{POL}Country> }} WHERE {{ ?c a <{POL}Country> }}")
    found = client.query().convert()
    graph = found if isinstance(found, Graph) else Graph().parse(data=found, format=form)
    assert len(graph) > 3


@pytest.mark.parametrize("form", [JSON, XML])
def test_sparqlwrapper_reads_a_truth_value(live_server: str, form: str) -> None:
    client = SPARQLWrapper(f"{live_server}/sparql", returnFormat=form)
    client.setQuery(f"ASK {{ ?c a <{POL}Country> }}")
    found = client.query().convert()
    assert found["boolean"] is True if form == JSON else "true" in found.toxml()


def test_rdflib_uses_the_service_as_a_store(live_server: str) -> None:
    graph = Graph(SPARQLStore(f"{live_server}/sparql"))
    country = URIRef(POL + "Country")
    found = set(graph.subjects(RDF.type, country))
    assert len(found) > 3
    assert all((each, RDF.type, country) in graph for each in found)
    assert [str(row.code) for row in graph.query(CODES)][:1] == ["IN"]


@pytest.mark.slow
def test_comunica_joins_over_the_service(live_server: str) -> None:
    _, environment = install.npm_command()
    node = shutil.which("node", path=environment["PATH"])
    assert node and (install.HERE / "node_modules").exists(), "make test-all installs it"
    done = subprocess.run(
        [node, "comunica.mjs", f"{live_server}/sparql", CODES],
        cwd=install.HERE,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line)["code"] for line in done.stdout.splitlines()]
    assert rows == sorted(rows) and {"KR", "US", "VN"} <= set(rows)
