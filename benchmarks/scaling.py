"""How long data of a size take to load and to open, and how much memory then: three ways.

``python -m benchmarks.scaling 50000 500000 5000000`` writes files with so many triples of generated
observations, beside the analyses that ship, and starts the explorer over them: loaded in memory,
from a folder on disk, and over ``oxigraph serve-read-only``. Each process may take 12 GiB.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, run
from typing import Final
from urllib.parse import quote
from urllib.request import urlopen

import psutil
import pyoxigraph as ox

from ontology.iris import GRAPH, ID, RDF_TYPE, TERMS
from ontology.loading import SHIPPED
from tests.services import free_port

_LIMIT: Final = ("prlimit", f"--as={12 << 30}", "--")
_GRAPH: Final = ox.NamedNode(GRAPH + "generated")
_COUNTRIES: Final = ("VN", "IN", "JP", "US")
_LOOK_UP: Final = "SELECT * {{ <{thing}> ?p ?o }}"
_PATIENCE_S: Final = 1800.0
_LOOK_UPS: Final = 50


def generated() -> Iterator[ox.Quad]:
    """Observations without end: seven statements each."""
    number = 0
    while True:
        subject = ox.NamedNode(f"{ID}generated-{number}")
        country = ox.NamedNode(ID + _COUNTRIES[number % len(_COUNTRIES)])
        indicator = ox.NamedNode(f"{ID}generated-indicator-{number % 997}")
        for name, value in (
            (RDF_TYPE, ox.NamedNode("http://purl.org/linked-data/cube#Observation")),
            (TERMS + "country", country),
            (TERMS + "indicator", indicator),
            (TERMS + "period", ox.Literal(str(1990 + number % 35))),
            (TERMS + "value", ox.Literal(number % 100_003)),
            (TERMS + "unit", ox.Literal("persons")),
            (TERMS + "note", ox.Literal(f"figure {number}")),
        ):
            yield ox.Quad(subject, ox.NamedNode(name), value, _GRAPH)
        number += 1


def written(triples: int, folder: Path) -> Path:
    """A file with so many of them."""
    path = folder / f"generated-{triples}.nq"
    ox.serialize(islice(generated(), triples), str(path), format=ox.RdfFormat.N_QUADS)
    return path


def memory_mib(pid: int) -> float:
    """What a process and those it started take, what they share counted once."""
    top = psutil.Process(pid)
    each = (top, *top.children(recursive=True))
    return float(sum(p.memory_full_info().pss for p in each)) / (1 << 20)


@contextmanager
def explorer(*arguments: str) -> Iterator[tuple[str, float, int]]:
    """The address of an explorer, the seconds until it served, and its process."""
    command = [*_LIMIT, sys.executable, "-m", "webapp", "--port", "0", *arguments]
    start = time.perf_counter()
    with Popen(command, stdout=PIPE, text=True) as process:  # noqa: S603
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            taken_s = time.perf_counter() - start
            if "ready: " not in line:
                raise RuntimeError("the explorer did not start")
            yield line.partition("ready: ")[2].partition("/en/")[0], taken_s, process.pid
        finally:
            process.terminate()


def look_up_ms(address: str, triples: int) -> float:
    """The median time of queries for single things."""
    taken = []
    for place in range(_LOOK_UPS):
        thing = f"{ID}generated-{place * (triples // 7) // _LOOK_UPS}"
        start = time.perf_counter()
        with urlopen(f"{address}/sparql?query={quote(_LOOK_UP.format(thing=thing))}") as answer:  # noqa: S310
            answer.read()
        taken.append(time.perf_counter() - start)
    return sorted(taken)[_LOOK_UPS // 2] * 1000


def timed(*command: str) -> float:
    """The seconds that a command takes."""
    start = time.perf_counter()
    run([*_LIMIT, *command], check=True, stdout=DEVNULL, stderr=DEVNULL, timeout=_PATIENCE_S)  # noqa: S603
    return time.perf_counter() - start


def reported(way: str, triples: int, load_s: float, arguments: Sequence[str], other: int) -> None:
    """Start an explorer and print a line about it; `other` is a service it needs, or 0."""
    with explorer(*arguments) as (address, open_s, pid):
        look_up = look_up_ms(address, triples)
        served_mib = memory_mib(other) if other else 0.0
        print(
            f"{triples:>9,} {way:<8} {load_s:>8.1f} {open_s:>8.1f} {memory_mib(pid):>9.0f}"
            f" {served_mib:>9.0f} {look_up:>9.2f}",
            flush=True,
        )


def measured(triples: int, folder: Path) -> None:
    """Print a line for each of the three ways."""
    data = written(triples, folder)
    _service(triples, folder, data)
    kept = folder / f"kept-{triples}"
    load = (sys.executable, "-m", "graph", "load", "--store", str(kept))
    load_s = timed(*load, "--data", str(SHIPPED), "--data", str(data))
    reported("disk", triples, load_s, ("--store", str(kept)), 0)
    reported("memory", triples, 0.0, ("--data", str(SHIPPED), str(data)), 0)


def _service(triples: int, folder: Path, data: Path) -> None:
    program = str(Path(sys.executable).parent / "oxigraph")
    exported, place = folder / "shipped.nq", str(folder / f"served-{triples}")
    timed(sys.executable, "-m", "graph", "export", "-o", str(exported))
    load_s = timed(program, "load", "-l", place, "-f", str(data), str(exported))
    port = free_port()
    serve = [*_LIMIT, program, "serve-read-only", "-l", place, "--union-default-graph"]
    with Popen([*serve, "-b", f"127.0.0.1:{port}"], stdout=DEVNULL, stderr=DEVNULL) as service:  # noqa: S603
        try:
            time.sleep(2)
            url = f"http://127.0.0.1:{port}/query"
            reported("service", triples, load_s, ("--store", url), service.pid)
        finally:
            service.kill()


def main() -> None:
    """Measure each size that is named."""
    print("  triples way        load s   open s   MiB here MiB there look-up ms")
    with tempfile.TemporaryDirectory() as folder:
        for size in sys.argv[1:] or ("50000",):
            measured(int(size), Path(folder))


if __name__ == "__main__":
    main()
