"""What if, on the page of one measure: each premise holds, fails or is unknown.

The address holds what is supposed (``?suppose.cost-efficiency=fails``, ``…two-tracks@KR=holds``
of another country), so it can be kept and shared; what equals the data is dropped from it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask import redirect, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from graph.counterfactual import Change, Edits, WhatIf, what_if
from graph.model import Attack, Iri, Proposition
from graph.standing import Standing, Standings
from graph.supposition import Supposition, supposing
from webapp.pages.scope import explorer, url
from webapp.pages.what_if import is_seen

if TYPE_CHECKING:
    from webapp.explorer import Study

PREFIX: Final = "suppose."
_MOST_PREMISES, _MOST_OTHERS = 24, 6


@dataclass(frozen=True, slots=True)
class Control:
    """A premise, how it stands in the data, and what the reader supposes of it.

    `depth` is 0 for what a reason asks itself, 1 for what leads to that, and so on.
    """

    parameter: str
    standing: Standing
    depth: int
    supposed: Supposition

    @property
    def proposition(self) -> Proposition:
        """The premise."""
        assert self.standing.proposition is not None, "a premise is a proposition"
        return self.standing.proposition

    @property
    def actual(self) -> Supposition:
        """How it stands in the data."""
        return _actual(self.standing)

    @property
    def is_changed(self) -> bool:
        """Whether something else is supposed than the data say."""
        return self.supposed is not self.actual


@dataclass(frozen=True, slots=True)
class Supposed:
    """What the page shows of the suppositions and of what they do."""

    reasons: tuple[Control, ...]
    objections: tuple[Control, ...]
    is_cut: bool
    edits: Edits
    answer: WhatIf
    change: Change | None
    others: tuple[Change, ...]

    @property
    def changed(self) -> tuple[Control, ...]:
        """The premises that are supposed to stand otherwise."""
        return tuple(c for c in (*self.reasons, *self.objections) if c.is_changed)

    @property
    def other_count(self) -> int:
        """How many other measures change to be seen."""
        return len(self.others)

    @property
    def shown_others(self) -> tuple[Change, ...]:
        """As many of them as the page tells."""
        return self.others[:_MOST_OTHERS]


def supposed(found: Study, goal: Proposition) -> Supposed | None:
    """The premises of a measure and of its objections, and what comes of what is supposed.

    None for a country that the analysis does not weigh, of which nothing can be supposed.

    Raises
    ------
    BadRequest
        If the address supposes something other than the three of a premise.
    UnknownName, InvalidArgument
        If what it supposes it of is no factor, or of no country of the analysis.
    """
    if goal.country not in found.analysis.countries:
        return None
    asked = dict(_asked(goal.country))
    standings = Standings(found.graph)
    reasons = _premises_of_reasons(found, goal)
    against = _premises_of_objections(found, goal, reasons)
    listed = {**reasons, **against}
    others = {p: 0 for p in asked if p not in listed}
    controls = {
        p: _control(standings.of(p), depth, asked.get(p))
        for p, depth in (*_first(listed, asked), *others.items())
    }
    edits = merged(
        supposing(found.graph, c.proposition, c.supposed) for c in controls.values() if c.is_changed
    )
    answer = what_if(found.knowledge, edits, goal.country, found.graph)
    return Supposed(
        reasons=tuple(c for p, c in controls.items() if p not in against),
        objections=tuple(c for p, c in controls.items() if p in against),
        is_cut=len(controls) < len(listed),
        edits=edits,
        answer=answer,
        change=next((c for c in answer.changes if c.measure == goal.concept), None),
        others=tuple(c for c in answer.changes if c.measure != goal.concept and is_seen(c)),
    )


def canonical(found: Study, goal: Proposition) -> Response | None:
    """Where the address supposes what is so anyway: the address without that."""
    standings = Standings(found.graph)
    idle = {
        name_in_address(proposition, goal.country)
        for proposition, what in _asked(goal.country)
        if what is _actual(standings.of(proposition))
    }
    return redirect(_without(idle)) if idle else None


def without_suppositions() -> str:
    """The address of the page where nothing is supposed."""
    return _without({key for key in request.args if key.startswith(PREFIX)})


def _without(parameters: Collection[str]) -> str:
    kept: dict[str, Any] = {**(request.view_args or {})}
    kept |= {key: values for key, values in request.args.lists() if key not in parameters}
    kept.pop("lang", None)
    return url("why", _anchor="what-if", **kept)


# Which premises -------------------------------------------------------------------------------


def _premises_of_reasons(found: Study, goal: Proposition) -> dict[Proposition, int]:
    """The factors that the reasons ask for, and what leads to them, with how deep they lie."""
    depths: dict[Proposition, int] = {}
    waiting, seen = [(goal, -1)], {goal}
    for proposition, depth in waiting:  # grows as it is walked
        if proposition.concept not in found.knowledge.measures:
            depths[proposition] = max(depth, 0)
        for inference in found.graph.inferences.get(proposition, ()):
            for premise in inference.premises:
                if premise not in seen:
                    seen.add(premise)
                    waiting.append((premise, depth + 1))
    return depths


def _premises_of_objections(
    found: Study, goal: Proposition, reasons: Iterable[Proposition]
) -> dict[Proposition, int]:
    """The factors on which the objections to the measure and to its reasons rest."""
    known, measures = set(reasons), found.knowledge.measures
    asked = (p for attack in _attacks(found, goal) for p in attack.premises)
    return {p: 0 for p in asked if p not in known and p.concept not in measures}


def _attacks(found: Study, goal: Proposition) -> Iterator[Attack]:
    """The objections to the measure and to its reasons, and the objections to those."""
    graph = found.graph
    targets = [(i.implication, i.country) for i in graph.inferences.get(goal, ())]
    waiting = [*graph.rebuttals.get(goal, ())]
    waiting += (attack for target in targets for attack in graph.undercuts.get(target, ()))
    seen: set[tuple[Iri, Iri]] = set()
    for attack in waiting:  # grows as it is walked
        key = (attack.objection, attack.country)
        if key not in seen:
            seen.add(key)
            waiting += graph.undercuts.get(key, ())
            yield attack


def _first(
    listed: dict[Proposition, int], asked: dict[Proposition, Supposition]
) -> Iterator[tuple[Proposition, int]]:
    """As many premises as a page can hold, and all of which something is supposed."""
    for place, (proposition, depth) in enumerate(listed.items()):
        if place < _MOST_PREMISES or proposition in asked:
            yield proposition, depth


def _control(standing: Standing, depth: int, asked: Supposition | None) -> Control:
    assert standing.proposition is not None, "a premise is a proposition"
    return Control(
        parameter=name_in_address(standing.proposition, request_country()),
        standing=standing,
        depth=depth,
        supposed=asked or _actual(standing),
    )


def request_country() -> Iri:
    """The country that the address of the page names."""
    code = (request.view_args or {})["code"]
    return explorer().catalogue.resolve(code, {"country"})


def _actual(standing: Standing) -> Supposition:
    if standing.state.holds:
        return Supposition.HOLDS
    return Supposition.FAILS if standing.denials else Supposition.UNKNOWN


# The address ----------------------------------------------------------------------------------


def name_in_address(proposition: Proposition, here: Iri) -> str:
    """The parameter that supposes something of a premise."""
    catalogue = explorer().catalogue
    suffix = "" if proposition.country == here else f"@{catalogue.iso(proposition.country)}"
    return f"{PREFIX}{catalogue.name(proposition.concept)}{suffix}"


def _asked(here: Iri) -> Iterator[tuple[Proposition, Supposition]]:
    """What the address supposes, in its order."""
    for key, value in request.args.items():
        if key.startswith(PREFIX):
            yield _proposition(key.removeprefix(PREFIX), here), _supposition(key, value)


def _proposition(text: str, here: Iri) -> Proposition:
    name, at, code = text.rpartition("@")
    catalogue = explorer().catalogue
    if not at or "/" in code:  # part of an IRI
        return Proposition(here, catalogue.resolve(text, {"factor"}))
    return Proposition(catalogue.resolve(code, {"country"}), catalogue.resolve(name, {"factor"}))


def _supposition(key: str, value: str) -> Supposition:
    try:
        return Supposition(value)
    except ValueError:
        known = ", ".join(Supposition)
        raise BadRequest(f"{key}={value}: choose from {known}") from None


def merged(every: Iterable[Edits]) -> Edits:
    """Several edits as one."""
    told = list(every)
    return Edits(
        retract=[iri for edits in told for iri in edits.retract],
        assume=[a for edits in told for a in edits.assume],
        disable=[iri for edits in told for iri in edits.disable],
    )


def what_if_address(edits: Edits, country: Iri, endpoint: str = "what_if") -> str:
    """The address that tells all that the edits change, as a page or as JSON."""
    catalogue = explorer().catalogue

    def placed(proposition: Proposition) -> str:
        return name_in_address(proposition, country).removeprefix(PREFIX)

    return url(
        endpoint,
        **{
            "for": catalogue.iso(country),
            "retract": sorted(map(catalogue.name, edits.retract)),
            "disable": sorted(map(catalogue.name, edits.disable)),
            "assume": [placed(a.proposition) for a in edits.assume if a.holds],
            "deny": [placed(a.proposition) for a in edits.assume if not a.holds],
        },
    )
