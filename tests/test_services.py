"""Data behind services and on disk: every answer is the one over the files themselves."""

from __future__ import annotations

import json
import math
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from graph.build import knowledge
from graph.commands.main import main
from graph.stores import loaded_to_disk, opened_store
from ontology.catalogue import Catalogue
from ontology.errors import InvalidData, UnreadableFile
from ontology.iris import ID
from ontology.loading import load
from ontology.remote import RemoteStore
from ontology.service import service_at
from tests.conftest import MINI, Server
from tests.services import oxigraph, virtuoso

STORES = ("oxigraph", "oxigraph-union", "virtuoso", "disk")
COMMANDS = (
    "why pairing --for VN",
    "recommend VN",
    "balance pairing --for VN",
    "why-not nomad-income-rule --for VN",
    "defeat pairing --for VN",
    "what-if --for VN --retract finding-vn-leading-supplier",
    "compare VN US",
    "robustness VN --draws 50",
    "gaps VN",
    "coverage VN",
    "measures-for top-ai-scarcity --for VN",
    "difference pairing VN US",
    "paths young-workforce pairing",
    "list",
    "list claims",
    "list sources",
    "why pairing --for VN --analysis is225",
)
PAGES = (
    "/en/",
    "/ko/countries/VN",
    "/en/measures/pairing",
    "/en/countries/VN/measures/pairing",
    "/en/compare?c=US&c=VN",
    "/en/graph?focus=pairing",
    "/en/what-if?country=VN",
    "/en/ontology",
    "/en/data",
    "/api/v1/countries/VN/measures/pairing",
    "/data/claims.csv",
    "/data/observations.csv",
    "/id/nope",
)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Where the shipped data are held, by the kind of store."""
    folder = tmp_path_factory.mktemp("services")
    data = folder / "all.nq"
    assert main(["export", "-o", str(data)]) == 0
    for name in STORES:
        (folder / name).mkdir()
    loaded_to_disk(folder / "disk", None)
    with ExitStack() as running:
        yield {
            "oxigraph": running.enter_context(oxigraph(data, folder / "oxigraph")),
            "oxigraph-union": running.enter_context(
                oxigraph(data, folder / "oxigraph-union", "--union-default-graph")
            ),
            "virtuoso": running.enter_context(virtuoso(data, folder / "virtuoso")),
            "disk": str(folder / "disk"),
        }


@pytest.fixture(scope="module")
def servers(places: dict[str, str]) -> Iterator[dict[str, Server]]:
    """An explorer over each store, and one over the files."""
    # A busy machine may take its time over what Virtuoso cuts at ten thousand rows.
    slow = ("--timeout-s", "60")
    started = {name: Server("--store", place, *slow) for name, place in places.items()}
    started["files"] = Server()
    yield started
    assert {server.stop() for server in started.values()} == {0}


def got(address: str, accept: str = "*/*") -> tuple[int, str, Any]:
    """The status, the text and the headers of an answer."""
    request = urllib.request.Request(address, headers={"Accept": accept})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), error.headers


def asked(server: Server, query: str, accept: str = "text/csv") -> tuple[int, str, Any]:
    return got(f"{server.address}/sparql?query={quote(query)}", accept)


def is_same(left: Any, right: Any) -> bool:
    """Whether two answers say the same, numbers to 1e-9."""
    if isinstance(left, float) and isinstance(right, (int, float)):
        return math.isclose(left, right, rel_tol=0, abs_tol=1e-9)
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(is_same(left[k], right[k]) for k in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(is_same, left, right))
    return bool(left == right)


# The engine -------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_answers_the_same_wherever_the_data_are(
    command: str, places: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    def answer(*options: str) -> tuple[int, Any]:
        status = main([*command.split(), "--json", *options])
        printed = capsys.readouterr()
        assert not printed.err
        told = json.loads(printed.out)
        told.pop("data_version", None)
        told.pop("prose", None)  # it ends with the version of the data, which a service has not
        return status, told

    status, expected = answer()
    for name in STORES:
        found = answer("--store", places[name])
        assert found[0] == status, name
        assert is_same(found[1], expected), name


@pytest.mark.parametrize("name", STORES)
def test_claims_and_names_are_the_same_wherever_the_data_are(
    name: str, places: dict[str, str]
) -> None:
    here, there = load(), opened_store(places[name])
    for analysis in here.analyses():
        assert knowledge(there, analysis) == knowledge(here, analysis)
    names, others = Catalogue(here), Catalogue(there)
    for iri in names.of_kinds({"factor", "measure", "country", "claim", "document"}):
        assert others.kind(iri) == names.kind(iri)
        assert others.text(iri, "ko") == names.text(iri, "ko")
    if isinstance(there, RemoteStore):
        there.close()


def test_answer_that_virtuoso_cuts_is_asked_for_to_its_end(places: dict[str, str]) -> None:
    store = RemoteStore(service_at(places["virtuoso"]))
    query = "PREFIX x: <urn:x:>\nSELECT DISTINCT ?s ?p ?o { ?s ?p ?o FILTER(!isBlank(?s)) }"
    rows = store.solutions(query)
    store.close()
    here = load()
    assert len(rows) > 10_000
    named = {
        (row["s"], row["p"])
        for row in here.solutions(query)
        if not isinstance(row["o"], ox.BlankNode)
    }
    assert named <= {(row["s"], row["p"]) for row in rows}


def test_service_without_the_terms_is_read_as_if_it_had_them(tmp_path: Path) -> None:
    (tmp_path / "mini").mkdir()
    data = tmp_path / "mini.nq"
    here = load([MINI])
    own = [name for name in here.graph_names if name.endswith("/mini")]
    assert own
    quads = [quad for name in own for quad in here.in_graph(ox.NamedNode(name))]
    ox.serialize(quads, str(data), format=ox.RdfFormat.N_QUADS)
    with oxigraph(data, tmp_path / "mini") as address:
        there = RemoteStore(service_at(address))
        assert there.graph_names == tuple(own)
        assert knowledge(there) == knowledge(here)
        assert Catalogue(there).label(ID + "VN", "ko") == Catalogue(here).label(ID + "VN", "ko")
        assert not there.derived_graphs()
        there.close()


# The explorer -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_the_same_wherever_the_data_are(
    path: str, servers: dict[str, Server]
) -> None:
    def answer(name: str) -> tuple[int, set[str]]:
        server = servers[name]
        status, text, headers = got(server.address + path, "text/html, application/json;q=0.5")
        plain = text.replace(server.address, "")
        if headers["Data-Version"]:
            plain = plain.replace(headers["Data-Version"], "")
        return status, {line.strip() for line in plain.splitlines() if "ersion" not in line}

    status, lines = answer("files")
    for name in STORES:
        found = answer(name)
        assert found[0] == status, name
        few = len(lines) // 20 + 3  # what tells of the version and of what it is good for
        assert len(lines ^ found[1]) <= few, (name, sorted(lines ^ found[1])[:10])


@pytest.mark.parametrize("name", STORES)
def test_thing_is_described_with_its_blank_nodes(name: str, servers: dict[str, Server]) -> None:
    path = "/id/VN.nt"
    here = sorted(got(servers["files"].address + path)[1].splitlines())
    assert sorted(got(servers[name].address + path)[1].splitlines()) == here
    assert here


@pytest.mark.parametrize("name", STORES)
@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        ("ASK { ?s a ?o }", "application/sparql-results+json", '{"head":{},"boolean":true}'),
        ("ASK { ?s a <urn:nothing> }", "text/csv", "false"),
        (
            "PREFIX pol: <https://w3id.org/policy-explorer/ns#>"
            "SELECT ?h { <https://w3id.org/policy-explorer/id/is225> pol:home ?h }",
            "text/tab-separated-values",
            "?h\n<https://w3id.org/policy-explorer/id/KR>\n",
        ),
        (
            "PREFIX pol: <https://w3id.org/policy-explorer/ns#>"
            "SELECT DISTINCT ?o { ?s pol:holds ?o }",
            "text/csv",
            "o\r\nfalse\r\n",
        ),
        (
            "CONSTRUCT { <urn:a> <urn:b> ?h } { ?a a <https://w3id.org/policy-explorer/ns#Analysis>"
            "; <https://w3id.org/policy-explorer/ns#home> ?h }",
            "application/n-triples",
            "<urn:a> <urn:b> <https://w3id.org/policy-explorer/id/KR> .\n",
        ),
        ("SELECT ?x { VALUES ?x { } }", "text/csv", "x\r\n"),
    ],
)
def test_queries_have_one_form_of_answer(
    name: str, query: str, accept: str, expected: str, servers: dict[str, Server]
) -> None:
    status, text, _ = asked(servers[name], query, accept)
    assert (status, "".join(dict.fromkeys(text.splitlines(keepends=True)))) == (200, expected)


@pytest.mark.parametrize("name", STORES)
@pytest.mark.parametrize(
    ("query", "status", "reason"),
    [
        ("SELECT * {", 400, "line 1"),
        ("DELETE WHERE { ?s ?p ?o }", 403, "would change"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403, "another server"),
        ("SELECT * FROM <urn:nowhere> { ?s ?p ?o }", 400, "not loaded"),
    ],
)
def test_what_may_not_be_asked_is_refused_wherever_the_data_are(
    name: str, query: str, status: int, reason: str, servers: dict[str, Server]
) -> None:
    found, text, _ = asked(servers[name], query)
    assert found == status
    assert reason in text


def test_only_graphs_of_the_data_are_seen(servers: dict[str, Server]) -> None:
    query = "SELECT ?g { GRAPH ?g { ?s a ?o } } GROUP BY ?g ORDER BY ?g"
    expected = asked(servers["files"], query)[1]
    assert expected.count("\n") == 6
    for name in STORES:
        assert asked(servers[name], query)[1] == expected, name


def test_cut_of_the_service_is_announced(servers: dict[str, Server]) -> None:
    status, text, headers = asked(servers["virtuoso"], "SELECT * { ?s ?p ?o }")
    assert status == 200
    assert text.count("\r\n") == 10_001
    assert headers["Policy-Explorer-Truncated"].startswith("true")
    assert (
        asked(servers["virtuoso"], "SELECT * { ?s a ?o }")[2]["Policy-Explorer-Truncated"] is None
    )


def test_reason_of_the_service_is_handed_on(servers: dict[str, Server]) -> None:
    status, text, _ = asked(servers["virtuoso"], "SELECT (1/0 AS ?x) { }")
    assert status == 400
    assert "Division by 0" in text


def test_long_query_reaches_the_service(servers: dict[str, Server]) -> None:
    filler = "# " + "x" * 5000 + "\n"
    for name in STORES:
        assert asked(servers[name], filler + "ASK { ?s a ?o }")[:2] == (200, "true"), name


@pytest.mark.parametrize("name", STORES)
def test_whether_the_derived_graph_is_there_is_told(name: str, servers: dict[str, Server]) -> None:
    graph = "https://w3id.org/policy-explorer/graph/is225/derived"
    assert graph in got(f"{servers[name].address}/en/sparql", "text/html")[1]
    assert graph in got(f"{servers[name].address}/sparql", "text/turtle")[1]


# On disk ----------------------------------------------------------------------------------------


def test_data_on_disk_keep_their_version_and_are_loaded_once(places: dict[str, str]) -> None:
    folder = Path(places["disk"])
    assert not loaded_to_disk(folder, None)
    assert opened_store(places["disk"]).data_version == load().data_version


def test_folder_with_other_data_is_left_alone(places: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(InvalidData, match="other data"):
        loaded_to_disk(Path(places["disk"]), [MINI])
    (tmp_path / "letter.txt").write_text("mine", "utf-8")
    with pytest.raises(UnreadableFile, match="not empty"):
        loaded_to_disk(tmp_path, [MINI])
    assert [each.name for each in tmp_path.iterdir()] == ["letter.txt"]


def test_loading_that_fails_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text("<urn:a> <urn:b> ", "utf-8")
    assert main(["load", "--data", str(tmp_path / "bad.ttl"), "--store", str(tmp_path / "db")]) == 2
    assert [each.name for each in tmp_path.iterdir()] == ["bad.ttl"]


def test_server_loads_a_new_folder_and_opens_it_again(tmp_path: Path) -> None:
    place = str(tmp_path / "db")
    for _ in range(2):
        server = Server("--data", str(MINI), "--store", place)
        status, text, headers = asked(server, "ASK { GRAPH ?g { ?s ?p ?o } }")
        assert server.stop() == 0
        assert (status, text) == (200, "true")
        assert headers["Data-Version"] == load([MINI]).data_version
