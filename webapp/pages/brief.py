"""The brief: one recommendation on a sheet of paper, or as a file that needs no network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask import Response, render_template, request
from markupsafe import Markup

from graph.counterfactual import critical_findings, defeaters
from graph.model import Finding, Iri, Proposition
from graph.prose import runs
from webapp.brief import Brief, brief, claim_of
from webapp.brief_picture import chain_picture, on_paper
from webapp.diagram import svg
from webapp.explanation import Explanation
from webapp.offline import Styles, file_name, styles
from webapp.pages.about import CodingRule, coding_scale
from webapp.pages.base import language, pages
from webapp.pages.brief_density import density
from webapp.pages.brief_uses import advice_on, uses
from webapp.pages.brief_words import adding, marked_words, step_words, target_words
from webapp.pages.cache import cached
from webapp.pages.names import inside, label, short
from webapp.pages.query import rows
from webapp.pages.references import References, claims_of
from webapp.pages.scope import current_analysis, explorer, scope, url
from webapp.pages.why import (
    MAX_DEFEAT,
    MOST_SETS,
    answer_in_prose,
    asked,
    claims_of_steps,
    telling,
    without_each,
)
from webapp.pages.why_not import why_not_context
from webapp.pages.why_words import (
    because,
    kind_line,
    rank,
    rests_on,
    semiring_words,
    together,
    verdict,
)
from webapp.pages.words import number

if TYPE_CHECKING:
    from webapp.explorer import Study

_SHEETS: Final = ("app", "diagram", "brief")
MOST_INFLUENCES: Final = 3


@pages.get("/countries/<code>/measures/<name>/brief")
def brief_page(code: str, name: str) -> str:
    """One measure for one country, with all that bears on it, to be printed."""
    return render_template("brief.html", **_context(code, name, lambda address: address))


@pages.get("/countries/<code>/measures/<name>/brief.html")
def brief_file(code: str, name: str) -> Response:
    """The same as one file that opens without a network."""
    sheet: Styles = styles(*_SHEETS)
    about = _context(code, name, _absolute)
    body = render_template("brief/file.html", sheet=sheet, **about)
    answer = Response(body, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = sheet.policy
    answer.headers.set("Content-Disposition", "attachment", filename=_name(about["goal"]))
    return answer


def _absolute(address: str) -> str:
    """An address that leads here from anywhere; anchors stay within the file."""
    return request.host_url.rstrip("/") + address if address.startswith("/") else address


def _name(goal: Proposition) -> str:
    catalogue = explorer().catalogue
    parts = ("brief", catalogue.iso(goal.country), catalogue.name(goal.concept), language())
    return file_name((*parts, explorer().data_version[:7]), "html")


def _context(code: str, name: str, link: Any) -> dict[str, Any]:
    found, explained, semiring = asked(code, name)
    told = cached(
        ("brief", scope(), explained.goal, semiring.name), lambda: brief(found, explained)
    )
    about = _recommended(found, told) if told.steps else why_not_context(found, explained.goal)
    goal, balance = explained.goal, found.balances.of(explained.goal)
    advice = advice_on(found, goal)
    names = _names(goal, semiring.name)
    references = References(uses(found, told, about.get("options", ())))
    return {
        "goal": goal,
        "told": told,
        "explained": explained,
        "balance": balance,
        "kind_line": kind_line(goal.concept),
        "advice": advice,
        "runs": runs,
        "link": link,
        "references": references,
        "target": lambda objection: target_words(told, objection),
        "step_words": step_words,
        "together": lambda premises: together(premises, goal.country),
        "claim_of": claim_of,
        "is_finding": lambda known: isinstance(known, Finding),
        "semiring": semiring.name,
        "score_word": dict(semiring_words())[semiring.name],
        "score": lambda x: str(round(x)) if semiring.lower_is_better else number(x, 3),
        "scale": _scale(),
        "hidden_claims": _hidden(found),
        "page_address": url("why", **names),
        "live_address": _absolute(url("brief_page", **names)),
        "file_address": url("brief_file", **names),
        "stated": _stated(),
        "density": density,
        **about,
    }


def _names(goal: Proposition, semiring: str) -> dict[str, str]:
    catalogue = explorer().catalogue
    names = {"code": catalogue.iso(goal.country), "name": catalogue.name(goal.concept)}
    return names if semiring == "product" else {**names, "semiring": semiring}


def _recommended(found: Study, told: Brief) -> dict[str, Any]:
    """What the brief of a measure that follows says."""
    explained, goal = told.explained, told.explained.goal
    sets = cached(
        ("overturning", scope(), goal),
        lambda: defeaters(found.graph, goal, max_size=MAX_DEFEAT, limit=MOST_SETS),
    )
    removed = cached(("influences", scope(), goal), lambda: without_each(found, goal))
    return {
        "answer": answer_in_prose(found, explained),
        "verdict_word": verdict(found.balances.of(goal)),
        "rank_line": rank(found, goal),
        "pictures": _pictures(found, told),
        "because_word": because,
        "rests_on": rests_on,
        "variants": _variants,
        "adding": adding(told),
        "influences": telling(removed.after, claims_of_steps(found))[:MOST_INFLUENCES],
        "removed": removed,
        "defeat": sets,
        "critical": critical_findings(found.graph, goal),
        "max_defeat": MAX_DEFEAT,
    }


def _variants(explained: Explanation, place: int) -> int:
    """How many further derivations end in the same step as the way at a place, from 0."""
    return len(explained.ways[place].variants) - 1


def _pictures(found: Study, told: Brief) -> dict[str, Markup]:
    """The best derivation drawn for paper and for narrow screens; none if it is too long."""
    drawn = chain_picture(found, told, short, language(), marked_words)
    close = chain_picture(found, told, _coded, language(), marked_words)
    there = on_paper(drawn) or on_paper(close, is_close=True)
    return {"wide": svg(there), "tall": svg(drawn, "tall")} if there else {}


def _coded(iri: Iri) -> str:
    """The shortest name of a thing; of a country, its code."""
    catalogue = explorer().catalogue
    return catalogue.iso(iri) if catalogue.kind(iri) == "country" else short(iri)


@dataclass(frozen=True, slots=True)
class End:
    """One end of the scale by which strengths are set, and the cases that get it."""

    strength: float
    cases: str


def _scale() -> tuple[End, ...]:
    """The strongest and the weakest that the scale gives; nothing without a scale."""
    rules = [rule for rule in coding_scale() if not rule.is_cap]
    ends = sorted({rule.strength for rule in rules}, reverse=True)
    return tuple(End(end, _cases(rules, end)) for end in (ends[:1] + ends[-1:]))


def _cases(rules: list[CodingRule], strength: float) -> str:
    return ", ".join(inside(label(rule.iri)) for rule in rules if rule.strength == strength)


@pages.app_template_filter("bare")
def _bare(address: str) -> str:
    """A web address as it is printed: without its scheme."""
    return re.sub(r"^https?://", "", address).removesuffix("/")


def _hidden(found: Study) -> int:
    """How many claims the filter hides."""
    if not scope().is_restricted:
        return 0
    whole = explorer().study(scope().analysis)
    return len(claims_of(whole)) - len(claims_of(found))


def _stated() -> dict[str, str]:
    """What the analysis on show states of itself."""
    current = current_analysis()
    table = cached("analyses", lambda: {row["analysis"]: dict(row) for row in rows("analyses")})
    return {"name": label(current) if current else "", **table.get(current or "", {})}
