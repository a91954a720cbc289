"""Where the files describe a thing, for messages that send their reader there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from ontology.locating import SUFFIXES_WITH_LINES, lines


@dataclass(frozen=True, slots=True)
class Place:
    """A file and, where its format has lines, the line; `str` gives the usual file:line."""

    path: Path
    line: int | None = None

    def __str__(self) -> str:
        return str(self.path) if self.line is None else f"{self.path}:{self.line}"


def first_places(wanted: Collection[str], files: Iterable[Path]) -> dict[str, Place]:
    """Where each of the wanted things is first described, the files read in their order."""
    missing = set(wanted)
    places: dict[str, Place] = {}
    for path in files:
        if not missing:
            break
        described = _described(path, missing)
        places.update((thing, Place(path, line)) for thing, line in described.items())
        missing.difference_update(described)
    return places


def _described(path: Path, wanted: Collection[str]) -> Mapping[str, int | None]:
    if path.suffix.lower() in SUFFIXES_WITH_LINES:
        return dict(lines(path, wanted))
    subjects = {getattr(quad.subject, "value", "") for quad in ox.parse(path=path)}
    return dict.fromkeys(sorted(subjects.intersection(wanted)))
