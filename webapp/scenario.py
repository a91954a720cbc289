"""A reader's scenario: the edits that an address holds, fitted to what the reader looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from graph.counterfactual import Edits, WhatIf, check, what_if
from graph.model import Iri
from graph.scenario import edits_of
from webapp.current import explorer
from webapp.explorer import Study


def scenario(found: Study, given: Mapping[str, Sequence[str]], country: Iri) -> Edits:
    """The edits of an address, as they concern a study.

    What a filter hides can still be named: leaving it out once more changes nothing.

    Raises
    ------
    UnknownName, AmbiguousName, InvalidArgument
        If a name is none, or the edits make no sense; see `graph.edits.check`.
    """
    edits = edits_of(given, country, explorer().catalogue.resolve)
    check(explorer().study(found.analysis.iri).knowledge, edits)
    shown = frozenset(claim.iri for claim in found.knowledge.claims)
    return replace(
        edits,
        retract=[iri for iri in edits.retract if iri in shown],
        strengths=[(iri, strength) for iri, strength in edits.strength_pairs if iri in shown],
        disable=[iri for iri in edits.disable if iri in shown],
    )


def answered(found: Study, edits: Edits, country: Iri) -> WhatIf:
    """What a scenario changes."""
    return what_if(found.knowledge, edits, country, found.graph)
