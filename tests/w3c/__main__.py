"""``python -m tests.w3c``: how many of the W3C's tests we pass, and how many Oxigraph does."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

from tests.w3c.manifest import Case, cases
from tests.w3c.running import Failed, by_oxigraph, by_service, loaded
from webapp.workers import Limits, QueryService


def failing(put: Callable[[Case], None]) -> list[str]:
    """The names of the tests that fail."""
    names = []
    for case in cases():
        try:
            put(case)
        except Failed:
            names.append(case.name)
    return names


def main() -> None:
    """Put every test to both."""
    service = QueryService(loaded(cases()), Limits(workers=1, reserve=0, cache_bytes=0))
    try:
        lost = {
            "our workers": failing(partial(by_service, service=service)),
            "Oxigraph itself": failing(by_oxigraph),
        }
    finally:
        service.close()
    for who, names in lost.items():
        sys.stdout.write(f"{who}: {len(cases()) - len(names)} of {len(cases())}\n")
    only_ours = sorted(set(lost["our workers"]) - set(lost["Oxigraph itself"]))
    sys.stdout.write(f"only ours fail: {', '.join(only_ours) or 'none'}\n")


if __name__ == "__main__":
    main()
