"""Why a measure follows for a country, or why it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Response, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response as BaseResponse

from graph.counterfactual import critical_findings, defeaters
from graph.model import Claim, Derivation, Implication, Inference, Iri, Proposition
from graph.prose import Reason, plain, reason, runs, why_answer
from graph.semiring import SEMIRINGS, Semiring
from webapp.diagram import Diagram, svg, why_diagram
from webapp.diagram_svg import standalone
from webapp.explanation import DERIVATIONS_SOUGHT, Explanation, explanation, proof_lines
from webapp.pages.base import language, pages
from webapp.pages.cache import cached
from webapp.pages.evidence import cited
from webapp.pages.names import inside, label, place, short
from webapp.pages.scope import explorer, scope, study, url
from webapp.pages.suppose import canonical, supposed, what_if_address, without_suppositions
from webapp.pages.texts import texts_of
from webapp.pages.why_not import why_not_context
from webapp.pages.why_words import (
    because,
    difference,
    kind_line,
    order_words,
    rank,
    rests_on,
    score_words,
    semiring_words,
    together,
    verdict,
    way_line,
    ways_title,
)
from webapp.pages.words import number
from webapp.waterfall import waterfall

if TYPE_CHECKING:
    from webapp.explorer import Study

MAX_DEFEAT, MOST_SETS = 3, 12
MOST_INFLUENCES = 8


@dataclass(frozen=True, slots=True)
class Influence:
    """The balance if one claim alone were removed."""

    claim: Iri
    after: float
    is_objection: bool


@pages.get("/countries/<code>/measures/<name>")
def why(code: str, name: str) -> str | BaseResponse:
    """The explanation of one measure for one country."""
    found, explained, semiring = asked(code, name)
    elsewhere = canonical(found, explained.goal)
    if elsewhere is not None:
        return elsewhere
    if explained.ways:
        about = _why(found, explained, semiring)
    else:
        about = why_not_context(found, explained.goal)
    return render_template("why.html", **_frame(found, explained), **about)


@pages.get("/countries/<code>/measures/<name>.svg")
def why_svg(code: str, name: str) -> Response:
    """The diagram of the same address as a file of its own."""
    found, explained, _ = asked(code, name)
    if not explained.ways:
        raise NotFound("There is nothing to draw: the measure is not derivable here")
    shown, derivation = _shown(explained)
    drawing = standalone(_diagram(found, explained, shown, derivation, "file"))
    headers = {"Content-Disposition": f'attachment; filename="{code}-{name}.svg"'}
    return Response(drawing, mimetype="image/svg+xml", headers=headers)


def asked(code: str, name: str) -> tuple[Study, Explanation, Semiring]:
    """What the address asks about: the study, the explanation in it and the order of ways."""
    catalogue = explorer().catalogue
    country = catalogue.resolve(code, {"country"})
    measure = catalogue.resolve(name, {"measure", "strategy", "track"})
    found, goal, semiring = study(), Proposition(country, measure), _semiring()
    key = ("why", scope(), goal, semiring.name)
    return found, cached(key, lambda: explanation(found, goal, semiring)), semiring


def _semiring() -> Semiring:
    asked = request.args.get("semiring", "product")
    if asked not in SEMIRINGS:
        raise BadRequest(f"semiring={asked}: unknown; use one of {', '.join(SEMIRINGS)}")
    return SEMIRINGS[asked]


def _frame(found: Study, explained: Explanation) -> dict[str, Any]:
    """What both kinds of page show."""
    goal = explained.goal
    names = {"measure": _name(goal.concept), "country": explorer().catalogue.iso(goal.country)}
    advice = [a.iri for a in found.knowledge.advice if a.proposition == goal]
    return {
        "goal": goal,
        "explained": explained,
        "balance": found.balances.of(goal),
        "converged": found.balances.of(goal).converged,
        "kind_line": kind_line(goal.concept),
        "advice": advice,
        "evidence": cited,
        "source_count": lambda claim: len({item.source for item in cited(claim)}),
        "runs": runs,
        "together": lambda premises: together(premises, goal.country),
        "here_address": request.full_path.rstrip("?"),
        "json_address": url("api.why", **names),
        "svg_address": _state(endpoint="why_svg") if explained.ways else None,
        "supposed": supposed(found, goal),
        "undone_address": without_suppositions(),
        "what_if_address": lambda edits: what_if_address(edits, goal.country),
        "what_if_json": lambda edits: what_if_address(edits, goal.country, "api.what_if"),
    }


def _name(iri: Iri) -> str:
    return explorer().catalogue.name(iri)


def _why(found: Study, explained: Explanation, semiring: Semiring) -> dict[str, Any]:
    shown, derivation = _shown(explained)
    chosen = _chosen(derivation)
    claims = claims_of_steps(found)
    goal = explained.goal
    defeat = defeaters(found.graph, goal, max_size=MAX_DEFEAT, limit=MOST_SETS)
    removed = cached(("influences", scope(), goal), lambda: without_each(found, goal))
    influences = removed.after
    return {
        "answer": answer_in_prose(found, explained),
        "verdict_word": verdict(found.balances.of(goal)),
        "rank_line": rank(found, goal),
        "shown_number": shown,
        "shown_variant": _number("variant", len(explained.ways[shown - 1].variants)),
        "way_line": way_line(shown, explained),
        "ways_title": ways_title(explained),
        "way_url": lambda way, variant=None: _state(way=way, variant=variant, step=None),
        "step_url": lambda claim: _state(step=_name(claim), _anchor="evidence"),
        "semiring_url": lambda name: _state(semiring=name, way=None, step=None),
        "semiring": semiring.name,
        "semirings": semiring_words(),
        "order_word": order_words()[semiring.name],
        "score_word": score_words()[semiring.name],
        "score": lambda x: str(round(x)) if semiring.lower_is_better else number(x, 3),
        "because_word": because,
        "proof": proof_lines(found, derivation),
        "rests_on": rests_on,
        "sought": DERIVATIONS_SOUGHT,
        "difference": difference,
        "chosen": chosen,
        "chosen_claim": claims[chosen],
        "chosen_comments": texts_of(chosen).get("comment", ()),
        "pictures": _pictures(found, explained, shown, derivation),
        "without": influences.get(chosen),
        "influences": influences,
        "removed": removed,
        "contributions": telling(influences, claims),
        "waterfall": waterfall(explained),
        "defeat": defeat,
        "critical": critical_findings(found.graph, goal),
        "max_defeat": MAX_DEFEAT,
    }


def _shown(explained: Explanation) -> tuple[int, Derivation]:
    """The number of the way on show, and its variant."""
    shown = _number("way", len(explained.ways))
    variants = explained.ways[shown - 1].variants
    return shown, variants[_number("variant", len(variants)) - 1].derivation


def _pictures(
    found: Study, explained: Explanation, shown: int, derivation: Derivation
) -> dict[str, Markup]:
    """The diagram for wide and for narrow screens; its boxes lead to the lines above."""
    return {
        orientation: svg(_diagram(found, explained, shown, derivation, orientation), orientation)
        for orientation in ("wide", "tall")
    }


def _diagram(
    found: Study, explained: Explanation, shown: int, derivation: Derivation, name: str
) -> Diagram:
    used = {step.claim for step in derivation.steps}
    ways = [way.best.derivation for way in explained.ways]
    ways[shown - 1] = derivation
    return why_diagram(
        found,
        explained.goal,
        ways,
        shown - 1,
        short,
        language(),
        links=lambda iri: f"#claim-{_name(iri)}" if iri in used else None,
        name=f"why-{name}",
    )


def _number(parameter: str, last: int) -> int:
    """A place in a list that the address names, counted from 1."""
    asked = request.args.get(parameter, "1")
    if not asked.isdecimal() or not 1 <= int(asked) <= last:
        raise BadRequest(f"{parameter}={asked}: there is no such one; choose from 1 to {last}")
    return int(asked)


def _chosen(derivation: Derivation) -> Iri:
    """The claim whose evidence is unfolded: the one asked for, else the last step's."""
    asked = request.args.get("step")
    used = [step.claim for step in derivation.steps]
    if not asked:
        return used[0]
    found = next((claim for claim in used if asked in (claim, _name(claim))), None)
    if found is None:
        raise BadRequest(f"step={asked}: this way uses no such claim; leave it out to see all")
    return found


def claims_of_steps(found: Study) -> dict[Iri, Claim]:
    """The findings and implications of a study by name."""
    knowledge = found.knowledge
    every: tuple[Claim, ...] = (*knowledge.findings, *knowledge.implications)
    return {claim.iri: claim for claim in every}


def _state(endpoint: str = "why", _anchor: str | None = None, **changes: Any) -> str:
    """The address of this page, or of its drawing, with some of its state changed."""
    values = {**(request.view_args or {}), **request.args.to_dict(), **changes}
    values.pop("lang", None)
    return url(endpoint, _anchor=_anchor, **values)


def answer_in_prose(found: Study, explained: Explanation) -> str:
    """The answer to "why?" in a few sentences, its premises marked for emphasis."""
    goal, home = explained.goal, found.analysis.home
    reasons = [_reason(s.inference, goal.country) for s in explained.supports]
    against = [a for a in explained.rebuttals if a.in_force]
    return why_answer(
        place(goal.country),
        place(home),
        reasons or [Reason((label(goal.concept),))],
        [label(a.attack.objection) for a in against],
        found.balances.of(goal).is_outweighed,
        language(),
    )


def _reason(inference: Inference, country: Iri) -> Reason:
    asked = [(label(p.concept), place(p.country)) for p in inference.premises]
    return reason(asked, place(country), language())


@dataclass(frozen=True, slots=True)
class Removed:
    """The balance without each claim, the most influential first, and how many were removed."""

    after: dict[Iri, float]
    claims: int
    of: int


def without_each(found: Study, goal: Proposition) -> Removed:
    """The balance without each claim that moves it."""
    net, removed = found.balances.of(goal).net, found.contributions(goal)
    after = {each.claim: net - each.net for each in removed.claims if each.net}
    return Removed(after, len(removed.claims), removed.count)


def telling(influences: dict[Iri, float], claims: dict[Iri, Claim]) -> list[Influence]:
    """The most influential findings and objections; steps speak for themselves above."""
    told = [
        Influence(claim, after, claim not in claims)
        for claim, after in influences.items()
        if not isinstance(claims.get(claim), Implication)
    ]
    return told[:MOST_INFLUENCES]


@pages.app_template_filter("runs")
def _runs(text: str) -> list[tuple[str, bool]]:
    return list(runs(text))


@pages.app_template_filter("plain")
def _plain(text: str) -> str:
    return plain(text)


@pages.app_template_filter("name_of")
def _name_of(iri: Iri) -> str:
    return inside(label(iri))
