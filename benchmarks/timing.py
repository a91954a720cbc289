"""How long something takes, and peers that must not run away with the machine.

Times are those of the processor: on a machine that does nothing else they are those of the
clock, and other work disturbs them less.
"""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from statistics import median
from time import process_time
from typing import Final

PEER_TIME_S: Final = 10
PEER_MEMORY_BYTES: Final = 4 << 30
_BEFORE_S: Final = 50  # what may be needed until the clock starts, to generate what is asked about


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The median time of several runs."""
    return median(_once(work) for _ in range(times))


def cap_from_now(times: int, time_s: float = PEER_TIME_S) -> None:
    """Have the process stopped after so many runs that take as long as a peer may."""
    end = int(_spent_s() + times * time_s) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (end, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _once(work: Callable[[], object]) -> float:
    start = _spent_s()
    work()
    return _spent_s() - start


def _spent_s() -> float:
    """The time of this process and of those that it has waited for: some peers start others."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + children.ru_utime + children.ru_stime


def said_by(module: str, *arguments: object, time_s: float = PEER_TIME_S) -> str:
    """The last word that ``python -m MODULE`` prints; within the caps on time and memory.

    A peer that breaks a cap yields a word that says so.
    """
    command = [sys.executable, "-m", module, *map(str, arguments)]
    try:
        done = subprocess.run(  # noqa: S603
            command,
            capture_output=True,
            text=True,
            timeout=6 * (time_s + _BEFORE_S),  # however busy the machine is
            check=False,
            preexec_fn=partial(_cap, time_s),
        )
    except subprocess.TimeoutExpired:
        return f">{time_s:g}s"
    if done.returncode == -signal.SIGXCPU or signal.SIGXCPU.name in done.stderr:
        return f">{time_s:g}s"
    if done.returncode or not done.stdout.split():
        return f">{PEER_MEMORY_BYTES >> 30}GiB" if "Memory" in done.stderr else "failed"
    return done.stdout.split()[-1]


def _cap(time_s: float) -> None:
    end = int(time_s) + _BEFORE_S
    resource.setrlimit(resource.RLIMIT_CPU, (end, end + 1))
    resource.setrlimit(resource.RLIMIT_AS, (PEER_MEMORY_BYTES, PEER_MEMORY_BYTES))
