"""What bears a local name.

No store can be asked for the things of a local name but by reading them all. The namespaces they
stand in are few, though, so these are read once, and a name is looked for in each of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Final

from ontology.iris import local_name
from ontology.latest import Latest
from ontology.store import Store, named_query
from ontology.terms import iri_of, str_of
from ontology.things import LABELS, Things

_MOST_NAMESPACES: Final = 200
_KEPT: Final = 20_000  # names


class Bearers:
    """The things of each local name, of those that have a kind or a label."""

    def __init__(self, store: Store, things: Things) -> None:
        self._store = store
        self._things = things
        self._kept: Latest[tuple[str, ...]] = Latest(_KEPT)

    def of(self, name: str) -> tuple[str, ...]:
        """The things of a local name, by IRI."""
        return self.of_all((name,))[name]

    def of_all(self, names: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The things of several local names, looked up together unless they are kept."""
        found = self._kept.among(names)
        if missing := [name for name in names if name not in found]:
            looked_up = self._looked_up(missing)
            self._kept.keep(looked_up)
            found |= looked_up
        return found

    def _looked_up(self, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
        candidates = {name: self._candidates(name) for name in names}
        known = self._things.known([iri for each in candidates.values() for iri in each])
        return {
            name: tuple(sorted(iri for iri in each if iri in known))
            for name, each in candidates.items()
        }

    def _candidates(self, name: str) -> list[str]:
        if not name or set(name) & set("/#"):
            return []
        if len(self._namespaces) > _MOST_NAMESPACES:
            return self._index.get(name, [])
        return [before + name + behind for before, behind in self._namespaces]

    @cached_property
    def _namespaces(self) -> tuple[tuple[str, str], ...]:
        rows = self._store.select(named_query("namespaces"), property=LABELS)
        # Blank nodes have no text, and leave it unbound.
        pairs = (str_of(row["around"]).partition(" ") for row in rows if row["around"])
        # A service that does not know what "$1" stands for leaves it as it is.
        found = {(before, behind.strip("$1")) for before, _, behind in pairs}
        return tuple(sorted(found | {_around(iri) for iri in self._things.mentioned}))

    @cached_property
    def _index(self) -> dict[str, list[str]]:
        """All things by local name, for data in which nearly each has a namespace of its own."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        typed = (iri_of(row["thing"]) for row in self._store.select(named_query("types")))
        rows = self._store.select(named_query("labelled"), property=LABELS)
        labelled = (iri_of(row["thing"]) for row in rows)
        for iri in {*typed, *labelled, *self._things.mentioned} - {None}:
            found[local_name(str(iri))].append(str(iri))
        return dict(found)


def _around(iri: str) -> tuple[str, str]:
    """What stands before and behind the local name of a thing.

    >>> _around("http://x/a#b"), _around("http://x/a/")
    (('http://x/a#', ''), ('http://x/', '/'))
    """
    bare = iri.rstrip("/#")
    return bare[: len(bare) - len(local_name(iri))], iri[len(bare) :]
