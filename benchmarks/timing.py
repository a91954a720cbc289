"""How long something takes, and peers that must not run away with the machine."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Final

PEER_TIME_S: Final = 20
PEER_MEMORY_BYTES: Final = 4 << 30


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The median time of several runs."""
    return median(_once(work) for _ in range(times))


def _once(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def said_by(module: str, *arguments: object) -> str:
    """The last word that ``python -m MODULE`` prints; within the caps on time and memory.

    A peer that breaks a cap yields a word that says so.
    """
    command = [sys.executable, "-m", module, *map(str, arguments)]
    try:
        done = subprocess.run(  # noqa: S603
            command,
            capture_output=True,
            text=True,
            timeout=PEER_TIME_S + 10,  # what comes before the clock starts
            check=False,
            preexec_fn=_capped,
        )
    except subprocess.TimeoutExpired:
        return f">{PEER_TIME_S}s"
    if done.returncode or not done.stdout.split():
        return f">{PEER_MEMORY_BYTES >> 30}GiB" if "Memory" in done.stderr else "failed"
    return done.stdout.split()[-1]


def _capped() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (PEER_MEMORY_BYTES, PEER_MEMORY_BYTES))


def in_milliseconds(time_s: float) -> str:
    """For a column of milliseconds."""
    return f"{time_s * 1e3:.1f}"
