"""What the graph page was asked for, and the neighbourhood that answers it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from flask import request
from werkzeug.exceptions import BadRequest

from graph.model import Inference, Iri, Proposition
from graph.neighbourhood import Neighbourhood, neighbourhood
from webapp.focus import FOCUS_KINDS, Focus, focus_on
from webapp.pages.scope import chosen, explorer, study, url

if TYPE_CHECKING:
    from webapp.explorer import Study

DEPTHS = (1, 2, 3)
LIMIT = 300
KINDS = ("trait", "constraint", "condition", "measure", "strategy", "track")
_RESTING_ON = Path(__file__).parent / "queries" / "resting-on.rq"


@dataclass(frozen=True, slots=True)
class Asked:
    """The state of the page, all of it from the address; no kinds restrict nothing."""

    focus: Iri
    country: Iri | None
    depth: int
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """A focus and its neighbourhood."""

    asked: Asked
    focus: Focus
    around: Neighbourhood
    study: Study

    @property
    def country(self) -> Iri | None:
        """The one country that the page is about, if there is one."""
        return self.focus.iri if self.focus.kind == "country" else self.asked.country

    @cached_property
    def hidden_by_kind(self) -> int:
        """How many steps the filter of kinds keeps out of the same neighbourhood."""
        if not self.asked.kinds:
            return 0
        whole = _around(self.study, self.focus, self.asked.depth, ())
        return len(whole.inferences) - len(self.around.inferences)

    @cached_property
    def beyond(self) -> int:
        """How many steps are one further away."""
        deeper = _around(self.study, self.focus, self.asked.depth + 1, self.asked.kinds)
        return len(deeper.inferences) - len(self.around.inferences)


def asked() -> Asked:
    """The state that the address of the current request asks for.

    Raises
    ------
    UnknownName
        If the focus or the country is not in the data.
    BadRequest
        If the depth or a kind is none there is.
    """
    catalogue = explorer().catalogue
    country = request.args.get("country", "").strip()
    return Asked(
        focus=catalogue.resolve(request.args["focus"].strip(), FOCUS_KINDS),
        country=catalogue.resolve(country, {"country"}) if country else None,
        depth=_depth(),
        kinds=_kinds(),
    )


def _depth() -> int:
    text = request.args.get("depth") or "1"
    if text not in map(str, DEPTHS):
        raise BadRequest(f"depth={text}: use 1, 2 or 3")
    return int(text)


def _kinds() -> tuple[str, ...]:
    asked = set(chosen("kind"))
    unknown = sorted(asked.difference(KINDS))
    if unknown:
        raise BadRequest(f"kind={unknown[0]}: unknown; use {', '.join(KINDS)}")
    return () if asked == set(KINDS) else tuple(kind for kind in KINDS if kind in asked)


def view_of(state: Asked) -> View:
    """The neighbourhood that a state asks for."""
    found = study()
    kind = explorer().catalogue.kind(state.focus)
    claims = resting_on(state.focus) if kind in ("passage", "observation") else ()
    focus = focus_on(found.graph, state.focus, kind, state.country, claims, found.derivable)
    return View(state, focus, _around(found, focus, state.depth, state.kinds), found)


def resting_on(evidence: Iri) -> tuple[Iri, ...]:
    """The claims that rest on a passage or an observation."""
    query = _RESTING_ON.read_text("utf-8")
    rows = explorer().store.select(query, evidence=evidence)
    return tuple(str(getattr(row["claim"], "value", row["claim"])) for row in rows)


def _around(found: Study, focus: Focus, depth: int, kinds: tuple[str, ...]) -> Neighbourhood:
    kind_of = explorer().catalogue.kind

    def allowed(step: Inference) -> bool:
        ends = (step.conclusion, *step.premises)
        is_kind = not kinds or all(
            end in focus.seeds or kind_of(end.concept) in kinds for end in ends
        )
        return is_kind and _is_shown(found, focus, step)

    # A claim is shown even where it does not hold; then nothing around it does either.
    steps = tuple(filter(allowed, focus.steps)) or focus.steps
    away = depth - bool(steps)
    return neighbourhood(found.graph, focus.seeds, away, steps=steps, allowed=allowed, limit=LIMIT)


def _is_shown(found: Study, focus: Focus, step: Inference) -> bool:
    """Whether a step holds; those to a focus that nothing leads to show what is missing."""
    if step.conclusion in focus.marks and step.conclusion not in found.derivable:
        return True
    return all(premise in found.derivable for premise in step.premises)


# Addresses ---------------------------------------------------------------------------------


def address_of(proposition: Proposition) -> str:
    """The graph around a proposition, as deep and as restricted as this one."""
    catalogue = explorer().catalogue
    return url(
        "graph",
        focus=catalogue.name(proposition.concept),
        country=catalogue.iso(proposition.country),
        **_kept(),
    )


def address_of_claim(claim: Iri) -> str:
    """The graph around a claim, in the same countries."""
    country = request.args.get("country") or None
    return url("graph", focus=explorer().catalogue.name(claim), country=country, **_kept())


def _kept() -> dict[str, str | None]:
    return {name: request.args.get(name) or None for name in ("depth", "kind", "view")}


def changed(**values: object) -> str:
    """The page with some of its parameters changed; ``None`` leaves one out."""
    now = {name: request.args.get(name) or None for name in ("focus", "country")}
    return url("graph", **{**now, **_kept(), **values})


def page_of(proposition: Proposition) -> str | None:
    """The page that explains a proposition: there is one for whatever may be advised."""
    if proposition.concept not in study().knowledge.measures:
        return None
    catalogue = explorer().catalogue
    code, name = catalogue.iso(proposition.country), catalogue.name(proposition.concept)
    return url("why", code=code, name=name)
