"""Why a measure follows for a country, or why it does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import render_template, request
from markupsafe import Markup
from werkzeug.exceptions import BadRequest

from graph.counterfactual import contributions, critical_findings, defeaters, missing
from graph.model import Claim, Derivation, Finding, Implication, Inference, Iri, Proposition
from graph.prose import Gap, Reason, listed, plain, runs, why_answer, why_not_answer
from graph.semiring import SEMIRINGS, Semiring
from webapp.diagram import svg, why_diagram
from webapp.explanation import Explanation, explanation, proof_lines
from webapp.pages.base import language, pages
from webapp.pages.cache import cached
from webapp.pages.evidence import cited
from webapp.pages.names import inside, label, place, short
from webapp.pages.records import attributes
from webapp.pages.scope import explorer, scope, study, url
from webapp.pages.texts import texts_of
from webapp.pages.words import basis_word, gettext, ngettext, number, say
from webapp.waterfall import waterfall

if TYPE_CHECKING:
    from webapp.explorer import Study

_STEPS = """PREFIX pol: <https://w3id.org/policy-explorer/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?step ?says ?strength ?basis ?premise
WHERE {{
  ?step a pol:Implication ; pol:strength ?strength ; pol:basis ?basis ;
    pol:premise|pol:homePremise ?premise ;
    pol:conclusion|pol:homeConclusion <{measure}> .
  OPTIONAL {{ ?step skos:prefLabel ?says FILTER(lang(?says) = "{lang}") }}
  FILTER(NOT EXISTS {{ ?step pol:appliesTo ?any }}
    || EXISTS {{ ?step pol:appliesTo <{country}> }})
}}
ORDER BY DESC(?strength) ?step"""

MAX_MISSING, MAX_DEFEAT, MOST_SETS = 3, 3, 12
MOST_INFLUENCES = 8


@dataclass(frozen=True, slots=True)
class Influence:
    """The balance if one claim alone were removed."""

    claim: Iri
    after: float
    is_objection: bool


@dataclass(frozen=True, slots=True)
class Premise:
    """A premise of a step that does not yet lead to its conclusion, and how it stands."""

    proposition: Proposition
    state: str
    claims: tuple[Iri, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One smallest set of missing facts and the premises of the step it would open."""

    facts: tuple[Proposition, ...]
    step: Iri | None
    premises: tuple[Premise, ...]


@pages.get("/countries/<code>/measures/<name>")
def why(code: str, name: str) -> str:
    """The explanation of one measure for one country."""
    catalogue = explorer().catalogue
    country = catalogue.resolve(code, {"country"})
    measure = catalogue.resolve(name, {"measure", "strategy", "track"})
    found, goal, semiring = study(), Proposition(country, measure), _semiring()
    key = ("why", scope(), goal, semiring.name)
    explained = cached(key, lambda: explanation(found, goal, semiring))
    about = _why(found, explained, semiring) if explained.ways else _why_not(found, goal)
    return render_template("why.html", **_frame(found, explained), **about)


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
        "kind_line": _kind_line(goal.concept),
        "advice": advice,
        "evidence": cited,
        "source_count": lambda claim: len({item.source for item in cited(claim)}),
        "runs": runs,
        "together": lambda premises: _together(premises, goal.country),
        "here_address": request.full_path.rstrip("?"),
        "json_address": url("api.why", **names),
        "sparql_address": url("sparql", query=_query(goal)),
        "svg_address": None,
    }


def _name(iri: Iri) -> str:
    return explorer().catalogue.name(iri)


def _kind_line(measure: Iri) -> str:
    actors = {_name(actor) for actor in attributes(measure, "actor")}
    if explorer().catalogue.kind(measure) == "strategy":
        return gettext("strategy")
    if actors == {"Government"}:
        return gettext("measure for the government")
    if actors == {"Company"}:
        return gettext("measure for companies")
    return gettext("measure")


# Why it follows -----------------------------------------------------------------------------


def _why(found: Study, explained: Explanation, semiring: Semiring) -> dict[str, Any]:
    shown = _number("way", len(explained.ways))
    way = explained.ways[shown - 1]
    variant = _number("variant", len(way.variants))
    derivation = way.variants[variant - 1].derivation
    chosen = _chosen(derivation)
    claims = _claims(found)
    goal = explained.goal
    defeat = defeaters(found.graph, goal, max_size=MAX_DEFEAT, limit=MOST_SETS)
    influences = cached(("influences", scope(), goal), lambda: _influences(found, goal))
    return {
        "answer": _answer(found, explained),
        "verdict_word": _verdict(found.balances.of(goal).net),
        "rank_line": _rank(found, goal),
        "shown_number": shown,
        "shown_variant": variant,
        "way_line": _way_line(shown, explained),
        "ways_title": _ways_title(explained),
        "way_url": lambda way, variant=None: _state(way=way, variant=variant, step=None),
        "step_url": lambda claim: _state(step=_name(claim), _anchor="evidence"),
        "semiring_url": lambda name: _state(semiring=name, way=None, step=None),
        "semiring": semiring.name,
        "semirings": _semiring_words(),
        "order_word": _order_words()[semiring.name],
        "score_word": _score_words()[semiring.name],
        "score": lambda x: str(round(x)) if semiring.lower_is_better else number(x, 3),
        "because_word": _because,
        "proof": proof_lines(found, derivation),
        "rests_on": _rests_on,
        "difference": _difference,
        "chosen": chosen,
        "chosen_claim": claims[chosen],
        "chosen_comments": texts_of(chosen).get("comment", ()),
        "pictures": _pictures(found, explained, shown, derivation),
        "without": influences.get(chosen),
        "contributions": _telling(influences, claims),
        "waterfall": waterfall(explained),
        "defeat": defeat,
        "critical": critical_findings(found.graph, goal),
        "max_defeat": MAX_DEFEAT,
    }


def _pictures(
    found: Study, explained: Explanation, shown: int, derivation: Derivation
) -> dict[str, Markup]:
    """The diagram for wide and for narrow screens; its boxes lead to the lines above."""
    used = {step.claim for step in derivation.steps}
    ways = [way.best.derivation for way in explained.ways]
    ways[shown - 1] = derivation

    def drawn(orientation: str) -> Markup:
        return svg(
            why_diagram(
                found,
                explained.goal,
                ways,
                shown - 1,
                short,
                language(),
                links=lambda iri: f"#claim-{_name(iri)}" if iri in used else None,
                name=f"why-{orientation}",
            ),
            orientation,
        )

    return {orientation: drawn(orientation) for orientation in ("wide", "tall")}


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


def _claims(found: Study) -> dict[Iri, Claim]:
    knowledge = found.knowledge
    every: tuple[Claim, ...] = (*knowledge.findings, *knowledge.implications)
    return {claim.iri: claim for claim in every}


def _state(_anchor: str | None = None, **changes: Any) -> str:
    """The address of this page with some of its state changed."""
    values = {**request.view_args, **request.args.to_dict()} if request.view_args else {}
    values = {key: value for key, value in values.items() if key != "lang"}
    return url("why", _anchor=_anchor, **{**values, **changes})


def _answer(found: Study, explained: Explanation) -> str:
    goal, home = explained.goal, found.analysis.home
    reasons = [_reason(s.inference, goal.country, home) for s in explained.supports]
    against = [a for a in explained.rebuttals if a.in_force]
    return why_answer(
        place(goal.country),
        place(home),
        reasons or [Reason((label(goal.concept),))],
        [label(a.attack.objection) for a in against],
        found.balances.of(goal).net <= 0,
        language(),
    )


def _reason(inference: Inference, country: Iri, home: Iri) -> Reason:
    here = tuple(label(p.concept) for p in inference.premises if p.country == country)
    there = tuple(label(p.concept) for p in inference.premises if p.country != country)
    return Reason(here, there)


def _verdict(net: float) -> str:
    if net <= 0:
        return gettext("Outweighed")
    return {
        "strong": gettext("Strong support"),
        "moderate": gettext("Moderate support"),
        "weak": gettext("Weak support"),
    }[_word_key(net)]


def _word_key(net: float) -> str:
    return next(
        k for k, least in (("strong", 0.60), ("moderate", 0.30), ("weak", 0)) if net >= least
    )


def _rank(found: Study, goal: Proposition) -> str:
    ranked = [r.measure for r in found.recommendations(goal.country)]
    return str(
        say(
            gettext("Number %(rank)s of %(count)s that follow for %(country)s"),
            rank=ranked.index(goal.concept) + 1,
            count=len(ranked),
            country=place(goal.country),
        )
    )


def _way_line(shown: int, explained: Explanation) -> str:
    text = gettext("Way %(shown)s of %(count)s")
    return str(say(text, shown=shown, count=len(explained.ways)))


def _ways_title(explained: Explanation) -> str:
    count = len(explained.ways)
    return str(say(ngettext("The only way", "All %(count)s ways", count), count=count))


def _semiring_words() -> tuple[tuple[str, str], ...]:
    return (
        ("product", gettext("product")),
        ("weakest-link", gettext("weakest link")),
        ("fewest-steps", gettext("fewest steps")),
    )


def _order_words() -> dict[str, str]:
    return {
        "product": gettext("strongest first"),
        "weakest-link": gettext("strongest weakest link first"),
        "fewest-steps": gettext("shortest first"),
    }


def _score_words() -> dict[str, str]:
    return {
        "product": gettext("product of strengths"),
        "weakest-link": gettext("weakest link"),
        "fewest-steps": gettext("number of steps"),
    }


def _influences(found: Study, goal: Proposition) -> dict[Iri, float]:
    """The balance without each claim, the most influential claim first."""
    net = found.balances.of(goal).net
    return {each.claim: net - each.net for each in contributions(found.graph, goal) if each.net}


def _telling(influences: dict[Iri, float], claims: dict[Iri, Claim]) -> list[Influence]:
    """The most influential findings and objections; steps speak for themselves above."""
    told = [
        Influence(claim, after, claim not in claims)
        for claim, after in influences.items()
        if not isinstance(claims.get(claim), Implication)
    ]
    return told[:MOST_INFLUENCES]


def _because(count: int) -> str:
    if count == 1:
        return gettext("because this holds")
    if count == 2:
        return gettext("because both hold")
    return str(say(gettext("because all %(count)s hold"), count=count))


def _rests_on(derivation: Derivation) -> Markup:
    """The premises of the last step, each with how it is justified in this way."""
    steps = {step.proposition: step for step in derivation.steps}
    top = derivation.steps[0]
    parts: list[str] = []
    for premise in top.premises:
        justification = steps[premise].justification
        is_found = isinstance(justification, Finding)
        how = basis_word(justification.basis) if is_found else gettext("derived")
        name = label(premise.concept)
        parts.append(f"{inside(name) if parts else name} ({how})")
    return Markup(" + ").join(parts) if parts else Markup("") + label(top.claim)


def _together(premises: Iterable[Proposition], country: Iri) -> Markup:
    """Premises that are needed together, those asked of another country with its name."""
    names = [_premise_name(p, country, number) for number, p in enumerate(premises)]
    if language() == "ko":
        return Markup("") + listed(names, "ko")
    return Markup(" <b>{}</b> ").format(gettext("and")).join(names)


def _premise_name(premise: Proposition, country: Iri, number: int) -> str:
    name = inside(label(premise.concept)) if number else label(premise.concept)
    return name if premise.country == country else f"{name} ({label(premise.country)})"


def _difference(derivation: Derivation, best: Derivation) -> str:
    """The claims a variant uses in place of some of the best one's."""
    used = {step.claim for step in best.steps}
    return "; ".join(label(step.claim) for step in derivation.steps if step.claim not in used)


# Why it does not follow ---------------------------------------------------------------------


def _why_not(found: Study, goal: Proposition) -> dict[str, Any]:
    answer = missing(found.graph, goal, max_size=MAX_MISSING, limit=MOST_SETS)
    first = sorted(answer.sets[0]) if answer.sets else []
    gaps = [Gap(label(p.concept), place(p.country), p in found.graph.denials) for p in first]
    return {
        "answer": why_not_answer(place(goal.country), gaps, MAX_MISSING, language()),
        "missing": answer,
        "max_missing": MAX_MISSING,
        "options": [_option(found, goal, sorted(facts)) for facts in answer.sets],
    }


def _option(found: Study, goal: Proposition, facts: Iterable[Proposition]) -> Option:
    needed = tuple(facts)
    step = _opened(found, goal, frozenset(needed))
    premises = step.premises if step else needed
    return Option(
        facts=needed,
        step=step.implication if step else None,
        premises=tuple(_premise(found, p) for p in dict.fromkeys((*premises, *needed))),
    )


def _opened(found: Study, goal: Proposition, facts: frozenset[Proposition]) -> Inference | None:
    """The strongest step to the goal that the facts would complete by themselves."""
    known = found.derivable | facts
    steps = [i for i in found.graph.inferences.get(goal, ()) if known.issuperset(i.premises)]
    return max(steps, key=lambda i: (i.strength, i.implication), default=None)


def _premise(found: Study, proposition: Proposition) -> Premise:
    findings = found.graph.findings.get(proposition, ())
    denials = found.graph.denials.get(proposition, ())
    if findings:
        return Premise(proposition, "found", tuple(f.iri for f in findings))
    if proposition in found.derivable:
        return Premise(proposition, "derived", ())
    if denials:
        return Premise(proposition, "fails", tuple(f.iri for f in denials))
    return Premise(proposition, "unknown", ())


def _query(goal: Proposition) -> str:
    """The query that yields the steps leading to the measure for the country."""
    return _STEPS.format(measure=goal.concept, country=goal.country, lang=language())


@pages.app_template_filter("runs")
def _runs(text: str) -> list[tuple[str, bool]]:
    return list(runs(text))


@pages.app_template_filter("plain")
def _plain(text: str) -> str:
    return plain(text)


@pages.app_template_filter("name_of")
def _name_of(iri: Iri) -> str:
    return inside(label(iri))
