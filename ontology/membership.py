"""Which analysis a claim belongs to.

`pol:inAnalysis` decides. Without it, the one analysis that the claim's graph declares; and if
that graph declares none, the only analysis there is. Whatever remains is ambiguous.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Membership:
    """The analyses there are, the graphs that declare them, and what they build on."""

    analyses: frozenset[str]
    declared: Mapping[str, frozenset[str]]
    bases: Mapping[str, frozenset[str]]

    def of(self, stated: str | None, graph: str | None) -> str | None:
        """The analysis of a claim that states one (or not) and stands in a graph (or none)."""
        if stated is not None:
            return stated
        candidates = self.declared.get(graph or "") or self.analyses
        return next(iter(candidates)) if len(candidates) == 1 else None

    def scope(self, analysis: str) -> frozenset[str]:
        """The analysis and all that it builds on, however indirectly."""
        found: set[str] = set()
        pending = [analysis]
        while pending:
            current = pending.pop()
            if current not in found:
                found.add(current)
                pending.extend(self.bases.get(current, ()))
        return frozenset(found)

    def in_order(self) -> tuple[str, ...]:
        """The analyses, those that no other builds on first, then by IRI."""
        foundations = {
            base for analysis, bases in self.bases.items() for base in bases if base != analysis
        }
        return tuple(
            sorted(self.analyses, key=lambda analysis: (analysis in foundations, analysis))
        )


def membership(rows: Iterable[tuple[str, str | None, str | None]]) -> Membership:
    """The membership told by rows of an analysis, a graph that declares it, and a foundation."""
    analyses: set[str] = set()
    declared: defaultdict[str, set[str]] = defaultdict(set)
    bases: defaultdict[str, set[str]] = defaultdict(set)
    for analysis, graph, base in rows:
        analyses.add(analysis)
        if graph is not None:
            declared[graph].add(analysis)
        if base is not None:
            bases[analysis].add(base)
    return Membership(frozenset(analyses), _frozen(declared), _frozen(bases))


def _frozen(sets: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(values) for key, values in sets.items()}
