"""The tables of docs/performance.md about the engine: ``python -m benchmarks [TABLE…]``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from benchmarks import cold, derivations, memory, paths, peers, robustness

_SIZES: Final = (1_000, 10_000, 100_000)
TABLES: Final[Mapping[str, Callable[[], Iterator[str]]]] = {
    "derivations": lambda: derivations.table(_SIZES),
    "cold": lambda: cold.table(_SIZES),
    "paths": lambda: paths.table(_SIZES[1:]),
    "robustness": robustness.table,
    "memory": lambda: memory.table(_SIZES[1:]),
    "peers": lambda: peers.table(_SIZES),
}


def main(names: list[str]) -> None:
    """Print the tables of these names, or all."""
    unknown = [name for name in names if name not in TABLES]
    if unknown:
        raise SystemExit(f"no table {unknown[0]!r}; there are {', '.join(TABLES)}")
    for name in names or TABLES:
        print(f"{name}")
        for line in TABLES[name]():
            print(line, flush=True)
        print()


if __name__ == "__main__":
    main(sys.argv[1:])
