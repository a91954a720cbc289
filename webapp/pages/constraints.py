"""What would ease one constraint of a country, whether it follows, and what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from graph.goals import GoalSearch, measures_for
from graph.model import Proposition
from webapp.pages.base import pages
from webapp.pages.cache import cached
from webapp.pages.names import inside, label, place
from webapp.pages.scope import current_analysis, explorer, scope, study
from webapp.pages.words import capitalised, enumerated, gettext, ngettext, say, spelt

if TYPE_CHECKING:
    from webapp.explorer import Study

MAX_MISSING, MOST_SETS = 3, 6


@pages.get("/countries/<code>/constraints/<name>")
def constraint(code: str, name: str) -> str:
    """Every measure that would ease a constraint: those that follow first, best first."""
    catalogue = explorer().catalogue
    country = catalogue.resolve(code, {"country"})
    asked = Proposition(country, catalogue.resolve(name, {"constraint"}))
    if current_analysis() is None or country not in study().analysis.countries:
        raise NotFound(f"{code}: this analysis does not weigh it; choose one of its countries")
    found = study()
    answer = cached(("easing", scope(), asked), lambda: _searched(found, asked))
    return render_template(
        "constraint.html",
        asked=asked,
        found=answer,
        answer=sentence(answer),
        max_missing=MAX_MISSING,
        most_sets=MOST_SETS,
    )


def _searched(found: Study, asked: Proposition) -> GoalSearch:
    return measures_for(found.graph, asked, found.balances, MAX_MISSING, MOST_SETS)


def sentence(found: GoalSearch) -> Markup:
    """How many measures would ease it, and which of them follow and stand."""
    if not found.mitigators:
        return Markup(gettext("No measure in the data would ease it."))  # noqa: S704
    count = len(found.mitigators)
    text = ngettext("One measure would ease it.", "%(count)s measures would ease it.", count)
    following = [m for m in found.mitigators if m.recommendation]
    standing = [
        m.measure for m in following if m.recommendation and not m.recommendation.outweighed
    ]
    return Markup(" ").join(
        (capitalised(say(text, count=spelt(count))), _standing(found, standing, bool(following)))
    )


def _standing(found: GoalSearch, standing: list[str], follows: bool) -> Markup:
    asked = found.constraint.proposition
    assert asked is not None, "a constraint is a proposition"
    here = place(asked.country)
    if standing:
        names = enumerated(Markup("<b>{}</b>").format(inside(label(m))) for m in standing)
        return say(
            ngettext(
                "This one follows for %(country)s and stands: %(names)s.",
                "These follow for %(country)s and stand: %(names)s.",
                len(standing),
            ),
            country=here,
            names=names,
        )
    if follows:
        return say(
            gettext("What follows of it for %(country)s is outweighed by objections."), country=here
        )
    return say(gettext("None of it follows for %(country)s so far."), country=here)
