"""The first page: what follows for which country, and where to start reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import render_template
from markupsafe import Markup

from graph.balance import balances
from graph.counterfactual import Edits, edited
from graph.grounding import implication_graph
from graph.model import Derivation, Iri, Proposition, Step
from graph.standing import is_derivable
from webapp.pages.base import language, pages
from webapp.pages.cache import cached
from webapp.pages.matrix import Cell, Matrix, advisable, comparable, matrix
from webapp.pages.names import inside, label, place
from webapp.pages.scope import current_analysis, explorer, scope, study, url
from webapp.pages.words import enumerated, gettext, ngettext, number, say, spelt

if TYPE_CHECKING:
    from webapp.explorer import Study


@dataclass(frozen=True, slots=True)
class Question:
    """A worked example: a sentence and the page that answers it."""

    sentence: Markup
    invitation: str
    address: str


@pages.get("/")
def home() -> str:
    """Recommendations at a glance, worked examples, how to read it, sources."""
    if current_analysis() is None:
        return render_template("home.html", table=None)
    return render_template("home.html", **cached(("home", scope(), language()), _home))


def _home() -> dict[str, Any]:
    found = study()
    analysis = found.analysis
    countries = analysis.considers or (analysis.home,)
    table = matrix(found, countries, comparable(found, countries))
    return {
        "table": table,
        "analysis": analysis,
        "answer": answer(table, analysis.considers),
        "strategies": strategies(found),
        "questions": questions(found, table),
    }


def strategies(found: Study) -> list[Cell]:
    """What follows for home as a whole, strongest first."""
    home = found.knowledge.analysis.home
    if home in found.knowledge.analysis.considers:
        return []
    return matrix(found, (home,), advisable(found)).recommended()


def answer(table: Matrix, considered: tuple[Iri, ...]) -> Markup:
    """The table in two or three sentences."""
    leading = [cell for cell in table.recommended() if cell.balance > 0][:2]
    sentences = [_leading(leading), _outweighed(table), _empty(table, considered)]
    return Markup(" ").join(sentence for sentence in sentences if sentence)


def _named(cell: Cell) -> Markup:
    return say(
        gettext("<b>%(measure)s</b> (%(country)s, %(balance)s)"),
        measure=inside(label(cell.measure)),
        country=label(cell.country),
        balance=number(cell.balance),
    )


def _leading(leading: list[Cell]) -> Markup:
    if not leading:
        return say(
            gettext("No measure follows yet for any country with more support than opposition.")
        )
    return say(gettext("Strongest so far: %(names)s."), names=enumerated(map(_named, leading)))


def _outweighed(table: Matrix) -> Markup | None:
    beaten = [cell for cell in table.recommended() if cell.balance <= 0]
    if not beaten:
        return None
    first = min(beaten, key=lambda cell: not (cell.recommendation and cell.recommendation.advised))
    values = {"measure": inside(label(first.measure)), "country": label(first.country)}
    if len(beaten) > 1:
        return say(
            gettext("Objections outweigh %(number)s others, among them %(measure)s (%(country)s)."),
            number=spelt(len(beaten)),
            **values,
        )
    return say(gettext("Outweighed by objections: %(measure)s (%(country)s)."), **values)


def _empty(table: Matrix, considered: tuple[Iri, ...]) -> Markup | None:
    reached = {cell.country for cell in table.cells() if cell.recommendation}
    empty = [country for country in considered if country not in reached]
    if not empty or not reached:
        return None
    return say(
        gettext("Nothing follows yet for %(countries)s."), countries=enumerated(map(place, empty))
    )


def questions(found: Study, table: Matrix) -> list[Question]:
    """Worked examples, each chosen by what the data hold; fewer where they hold less."""
    recommended = table.recommended()
    leading = next((cell for cell in recommended if cell.balance > 0), None)
    asked = (
        leading and _why(found, leading),
        _objection(recommended),
        _why_not(found, table),
        leading and _what_if(found, leading),
    )
    return [question for question in asked if question]


def _why(found: Study, cell: Cell) -> Question | None:
    best = _best(found, cell)
    if best is None:
        return None
    premises = [inside(label(p.concept)) for p in best.steps[0].premises]
    if not premises:
        return None
    sentence = ngettext(
        "For <b>%(country)s</b>: %(measure)s, because of %(premises)s.",
        "For <b>%(country)s</b>: %(measure)s, because %(premises)s hold together.",
        len(premises),
    )
    return Question(
        _said(sentence, cell, premises=enumerated(premises)), gettext("Why"), _address(cell)
    )


def _best(found: Study, cell: Cell) -> Derivation | None:
    ways = found.derivations(Proposition(cell.country, cell.measure))
    return ways[0] if ways else None


def _objection(recommended: list[Cell]) -> Question | None:
    opposed = [c for c in recommended if c.recommendation and c.recommendation.opposition > 0]
    if not opposed:
        return None
    cell = min(opposed, key=lambda c: c.balance)
    advised = cell.recommendation is not None and cell.recommendation.advised
    if cell.balance > 0:
        text = gettext(
            "For <b>%(country)s</b>, much opposed, yet with a balance of %(balance)s: %(measure)s."
        )
    elif advised:
        text = gettext(
            "For <b>%(country)s</b>, advised by the source, yet outweighed by "
            "objections (%(balance)s): %(measure)s."
        )
    else:
        text = gettext(
            "For <b>%(country)s</b>, it follows, yet objections outweigh it "
            "(%(balance)s): %(measure)s."
        )
    sentence = _said(text, cell, balance=number(cell.balance))
    return Question(sentence, gettext("See the objection"), _address(cell))


def _why_not(found: Study, table: Matrix) -> Question | None:
    """The nearest measure that facts nobody has recorded, not facts that were denied, keep off."""
    unknown = {
        (c.measure, c.country): [m for m in c.missing if found.graph.denials.keys().isdisjoint(m)]
        for c in table.cells()
    }
    near = [c for c in table.cells() if unknown[c.measure, c.country] and not c.is_hidden]
    if not near:
        return None
    cell = min(near, key=lambda c: (c.needs or 0, len(c.missing), c.measure, c.country))
    missing = sorted(unknown[cell.measure, cell.country][0])
    facts = enumerated(inside(label(p.concept)) for p in missing)
    text = ngettext(
        "For <b>%(country)s</b>, not yet: %(measure)s. It needs one more fact, "
        "which nobody has recorded: %(facts)s.",
        "For <b>%(country)s</b>, not yet: %(measure)s. It needs %(num)s more facts, "
        "which nobody has recorded: %(facts)s.",
        cell.needs or 0,
    )
    return Question(
        _said(text, cell, facts=facts, num=cell.needs), gettext("Why not"), _address(cell)
    )


def _what_if(found: Study, cell: Cell) -> Question | None:
    """Retracts, of the findings in the best derivation, the one that matters most."""
    best = _best(found, cell)
    steps = [s for s in best.steps if not s.premises] if best else []
    if not steps:
        return None
    after = {step.claim: _without(found, cell, step) for step in steps}
    step = min(steps, key=lambda s: (after[s.claim], s.claim))
    values = {
        "fact": inside(label(step.proposition.concept)),
        "where": place(step.proposition.country),
        "before": number(cell.balance),
        "after": number(max(after[step.claim], 0)),
    }
    if after[step.claim] == float("-inf"):
        text = gettext(
            "Without <b>%(fact)s</b> in %(where)s, “%(measure)s” would no longer follow for "
            "%(country)s."
        )
    else:
        text = gettext(
            "Without <b>%(fact)s</b> in %(where)s, the balance of “%(measure)s” for %(country)s "
            "would move from %(before)s to %(after)s."
        )
    address = url(
        "what_if",
        **{
            "for": explorer().catalogue.iso(cell.country),
            "retract": explorer().catalogue.name(step.claim),
        },
    )
    return Question(_said(text, cell, **values), gettext("Try it"), address)


def _without(found: Study, cell: Cell, step: Step) -> float:
    """The balance that is left without a finding; -inf where nothing follows any more."""
    goal = Proposition(cell.country, cell.measure)
    graph = implication_graph(edited(found.knowledge, Edits(retract=(step.claim,))))
    return balances(graph, (goal,)).of(goal).net if is_derivable(graph, goal) else float("-inf")


def _said(text: str, cell: Cell, **values: object) -> Markup:
    return say(text, country=place(cell.country), measure=inside(label(cell.measure)), **values)


def _address(cell: Cell) -> str:
    catalogue = explorer().catalogue
    return url("why", code=catalogue.iso(cell.country), name=catalogue.name(cell.measure))
