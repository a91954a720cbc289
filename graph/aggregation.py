"""How forces add up, and how findings that repeat one another do not."""

from __future__ import annotations

from collections.abc import Iterable

from graph.model import Finding, Iri


def aggregated(forces: Iterable[float]) -> float:
    """The probabilistic sum of forces in [0, 1]: ``a (+) b = a + b - ab``.

    Each force takes its share of what the ones before it left, so the sum never leaves
    [0, 1] and does not depend on the order (beyond rounding).

    Examples
    --------
    >>> aggregated([0.5, 0.5]), aggregated([])
    (0.75, 0.0)
    """
    total = 0.0
    for force in forces:
        total += (1 - total) * force
    return total


def documents(findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], ...]:
    """Findings grouped by the document they come from, in order of name within each group.

    Two findings that share any source belong together, and so do those that they link. A
    finding without a source is a document of its own.

    Examples
    --------
    >>> from graph.model import Basis, Proposition
    >>> def found(name, *sources):
    ...     place = Proposition("VN", "young")
    ...     return Finding(name, 0.5, Basis.STATED, place, sources=frozenset(sources))
    >>> groups = documents([found("a", "x"), found("b", "y"), found("c", "x", "z"), found("d")])
    >>> [[finding.iri for finding in group] for group in groups]
    [['a', 'c'], ['b'], ['d']]
    """
    groups: list[tuple[set[Iri], list[Finding]]] = []
    for finding in sorted(findings, key=lambda finding: finding.iri):
        linked = [group for group in groups if not group[0].isdisjoint(finding.sources)]
        groups = [group for group in groups if group[0].isdisjoint(finding.sources)]
        sources = set(finding.sources).union(*(names for names, _ in linked))
        groups.append((sources, [f for _, members in linked for f in members] + [finding]))
    named = (sorted(members, key=lambda f: f.iri) for _, members in groups)
    return tuple(sorted(map(tuple, named), key=lambda group: group[0].iri))


def weight(findings: Iterable[Finding]) -> float:
    """What several findings of one thing weigh together, in [0, 1].

    Within one document only the strongest counts, since a report that repeats itself adds
    nothing; the documents then aggregate.

    Examples
    --------
    >>> from graph.model import Basis, Proposition
    >>> def found(name, strength, source):
    ...     place = Proposition("VN", "young")
    ...     return Finding(name, strength, Basis.STATED, place, sources=frozenset({source}))
    >>> weight([found("a", 0.5, "x"), found("b", 0.4, "x"), found("c", 0.5, "y")])
    0.75
    """
    known = tuple(findings)
    if len(known) == 1:  # nearly all propositions, and worth the shortcut
        return known[0].strength
    return aggregated(max(finding.strength for finding in group) for group in documents(known))
