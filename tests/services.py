"""SPARQL services of others, started on free ports over folders of their own, with our data."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

_START_S = 60.0
_MEMORY_BYTES = 4 << 30
_VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
MaxCheckpointRemap = 2000
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 20
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
MaxClientConnections = 20
DirsAllowed = .
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
MaxClientConnections = 20
[SPARQL]
ResultSetMaxRows = 10000
"""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def oxigraph(data: Path, folder: Path, *options: str) -> Iterator[str]:
    """The address of an Oxigraph server over the data in a file of N-Quads."""
    program = str(Path(sys.executable).parent / "oxigraph")
    load = [program, "load", "--location", str(folder / "db"), "--file", str(data)]
    subprocess.run(load, check=True, capture_output=True, timeout=_START_S)
    port = free_port()
    serve = [program, "serve-read-only", "--location", str(folder / "db")]
    with running([*serve, "--bind", f"127.0.0.1:{port}", *options], folder, port):
        yield f"http://127.0.0.1:{port}/query"


@contextmanager
def virtuoso(data: Path, folder: Path) -> Iterator[str]:
    """The address of a Virtuoso over the data in a file of N-Quads."""
    assert shutil.which("virtuoso-t"), "apt-get install virtuoso-opensource-7-bin"
    sql, http = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(_VIRTUOSO.format(sql=sql, http=http), "utf-8")
    shutil.copy(data, folder / "data.nq")
    command = ["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"]
    with running(command, folder, http):
        told = "DB.DBA.TTLP(file_open('data.nq'), '', 'urn:none', 512)"
        subprocess.run(
            ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={told}; checkpoint;"],
            check=True,
            capture_output=True,
            timeout=_START_S,
        )
        yield f"http://127.0.0.1:{http}/sparql"


@contextmanager
def running(
    command: list[str], folder: Path, port: int, variables: Mapping[str, str] | None = None
) -> Iterator[None]:
    """A program that serves on a port, started in a folder."""
    limited = ["prlimit", f"--as={_MEMORY_BYTES}", "--", *command]
    environment = {**os.environ, **(variables or {})}
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            limited, cwd=folder, env=environment, stdout=output, stderr=output
        )
        try:
            _wait(process, folder, port)
            yield
        finally:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], folder: Path, port: int) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        time.sleep(0.1)
    raise AssertionError((folder / "output").read_text("utf-8", "replace") or "it did not start")
