"""The SPARQL services that are compared: how each is started over a file, and what it takes.

All listen on this machine alone, may take so much memory and so long to start, and are asked
until they answer from the data before anything is measured.
"""

from __future__ import annotations

import os
import resource
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from benchmarks.clients import Client

ROOT: Final = Path(__file__).parent.parent
MOST_MEMORY_BYTES: Final = 14 << 30
READY: Final = "ASK { ?s ?p ?o }"
RESULTS: Final = "application/sparql-results+json"
_NO_LIMIT: Final = "100000000"


class DidNotStart(Exception):
    """The service did not answer in the time it had."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A service: its name, the path of its queries, and the commands that start it and load it.

    `load` is given the address and the file once the service listens; None where the command
    names the file itself.
    """

    name: str
    path: str
    command: Callable[[int, Path], Sequence[str]]
    load: Callable[[str, Path], None] | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """A service that answers: its address, how long that took, and its process."""

    kind: Kind
    address: str
    seconds_to_start: float
    process: subprocess.Popen[bytes]

    @property
    def memory_mib(self) -> float:
        """What its processes take together, pages that they share counted once."""
        first = psutil.Process(self.process.pid)
        every = [first, *first.children(recursive=True)]
        return float(sum(each.memory_full_info().pss for each in every)) / 2**20

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _ours(port: int, file: Path) -> list[str]:
    limits = ["--max-rows", _NO_LIMIT, "--max-result-mib", "1024"]
    limits += ["--timeout-s", "60", "--max-wait-s", "60"]
    place = ["--port", str(port), "--data", str(file), "--default-graph", "as-is"]
    return [sys.executable, "-m", "webapp", *place, *limits]


def _oxigraph(port: int, _: Path) -> list[str]:
    return [_tool("oxigraph"), "serve", "--bind", f"127.0.0.1:{port}"]


def _load_oxigraph(address: str, file: Path) -> None:
    place = address.removesuffix("/query") + "/store?default&no_transaction"
    with file.open("rb") as body:
        request = urllib.request.Request(  # noqa: S310
            place,
            data=body,
            method="POST",
            headers={
                "Content-Type": "application/n-triples",
                "Content-Length": str(file.stat().st_size),
            },
        )
        urllib.request.urlopen(request, timeout=600).close()  # noqa: S310


def _rdflib(port: int, file: Path) -> list[str]:
    return [
        _tool("rdflib-endpoint"),
        "serve",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        str(file),
    ]


def _tool(name: str) -> str:
    folder = ROOT / ".venv-bench" / "bin"
    found = shutil.which(name, path=f"{folder}{os.pathsep}{Path(sys.executable).parent}")
    if found is None:
        raise SystemExit(f"{name} is missing: make bench-sparql installs it")
    return found


OURS: Final = Kind("ours", "/sparql", _ours)
OXIGRAPH: Final = Kind("oxigraph serve", "/query", _oxigraph, _load_oxigraph)
RDFLIB: Final = Kind("rdflib-endpoint", "/", _rdflib)


def started(kind: Kind, file: Path, timeout_s: float) -> Running:
    """The service once it answers from the file.

    Raises
    ------
    DidNotStart
        If that takes too long.
    """
    port = _free_port()
    begin = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603
        kind.command(port, file),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=_limit,
    )
    address = f"http://127.0.0.1:{port}{kind.path}"
    running = Running(kind, address, 0.0, process)
    try:
        if kind.load is not None:
            _wait(running, "ASK {}", begin + timeout_s)
            kind.load(address, file)
        _wait(running, READY, begin + timeout_s)
    except BaseException:
        running.stop()
        raise
    return Running(kind, address, time.perf_counter() - begin, process)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _wait(running: Running, query: str, end: float) -> None:
    client = Client(running.address, 10)
    while time.perf_counter() < end and running.process.poll() is None:
        try:
            if client.asked(client.request(query, RESULTS)).status == 200:
                client.close()
                return
        except OSError:
            time.sleep(0.05)
    client.close()
    raise DidNotStart(running.kind.name)
