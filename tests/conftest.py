"""What several tests share: the explorer over shipped and small data, the app, a live server.

`client` and `mini_client` talk to the application in this process, `live_server` is the
address of the real server in a process of its own, for browsers and for what only it can show.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings

from graph.derived import add_derived
from graph.model import Proposition
from ontology.loading import load
from webapp import create_app
from webapp.__main__ import limits_of
from webapp.config import Settings
from webapp.explorer import Explorer, Study
from webapp.sources import graphs_of
from webapp.workers import QueryService

ROOT = Path(__file__).parent.parent
MINI = Path(__file__).parent / "data" / "mini.ttl"
START_S = 60.0
PREFIXES = """
@prefix pol: <https://w3id.org/policy-explorer/ns#> .
@prefix id: <https://w3id.org/policy-explorer/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
"""

# Whether a commit is good must not depend on luck: the same examples every time, however slow
# the machine. `--hypothesis-profile=search` tries others at each run, to find more.
_SLOW = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("fixed", derandomize=True, **_SLOW)
settings.register_profile("search", **_SLOW)
settings.load_profile("fixed")


def explorer_of(*paths: Path) -> Explorer:
    """The explorer over some files, with what is derived; over the shipped data without any."""
    store = load(paths or None)
    add_derived(store)
    return Explorer(store)


class Server:
    """The server as users start it, on a free port; `address` is where it serves."""

    def __init__(self, *arguments: str, **variables: str) -> None:
        command = [sys.executable, "-m", "webapp", "--port", "0", *arguments]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], START_S)
        line = self.process.stdout.readline() if ready else ""
        if "ready: " not in line:
            self.stop()
            raise AssertionError(f"the server did not start: {line!r}")
        self.address = line.partition("ready: ")[2].partition("/en/")[0]

    def stop(self) -> int:
        """End the server and give its exit status."""
        self.process.terminate()
        try:
            self.process.communicate(timeout=10)
        finally:
            self.process.kill()
        return self.process.returncode


@pytest.fixture(scope="session")
def explorer() -> Explorer:
    """The explorer over the shipped analyses."""
    return explorer_of()


@pytest.fixture(scope="session")
def mini() -> Path:
    """A file with one small analysis."""
    return MINI


@pytest.fixture(scope="session")
def mini_explorer(mini: Path) -> Explorer:
    """The explorer over the small analysis."""
    return explorer_of(mini)


@pytest.fixture(scope="session")
def app(explorer: Explorer) -> Iterator[Flask]:
    """The application over the shipped analyses."""
    yield from served(explorer, Settings())


@pytest.fixture(scope="session")
def mini_app(mini_explorer: Explorer) -> Iterator[Flask]:
    """The application over the small analysis."""
    yield from served(mini_explorer, Settings())


def served(explorer: Explorer, settings: Settings) -> Iterator[Flask]:
    """An application and its query workers, which end with it."""
    queries = QueryService(
        graphs_of(explorer.store),
        limits_of(settings),
        settings.allow_service,
        explorer.data_version,
    )
    app = create_app(explorer, settings, queries)
    app.testing = True
    yield app
    queries.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the application over the shipped analyses."""
    return app.test_client()


@pytest.fixture
def mini_client(mini_app: Flask) -> FlaskClient:
    """A client of the application over the small analysis."""
    return mini_app.test_client()


@pytest.fixture(scope="session")
def live_server() -> Iterator[str]:
    """The address of a real server over the shipped analyses, such as http://127.0.0.1:4711."""
    server = Server()
    yield server.address
    server.stop()


@pytest.fixture
def explorer_with(tmp_path: Path) -> Callable[[str], Explorer]:
    """Gives an explorer over data given as Turtle."""

    def make(turtle: str) -> Explorer:
        path = tmp_path / "data.ttl"
        path.write_text(PREFIXES + turtle, "utf-8")
        return explorer_of(path)

    return make


@pytest.fixture
def client_of(explorer_with: Callable[[str], Explorer]) -> Callable[[str], FlaskClient]:
    """Gives a client over data given as Turtle, without a query service."""
    return lambda turtle: create_app(explorer_with(turtle), Settings(), None).test_client()


@pytest.fixture(scope="session")
def study(explorer: Explorer) -> Study:
    """The study of the analysis that is shown first."""
    return explorer.study()


@pytest.fixture(scope="session")
def goals(study: Study) -> list[Proposition]:
    """Every recommendation of that study."""
    found = [
        Proposition(country, r.measure)
        for country in study.analysis.countries
        for r in study.recommendations(country)
    ]
    assert len(found) > 20
    return found
