"""How firmly the ranking of a country's measures stands when strengths move."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from flask import render_template, request
from markupsafe import Markup

from graph.model import Iri
from graph.robustness import Robustness, Stability, robustness
from webapp.interval_plot import SHARE_LEFT, SHARE_RIGHT, plot
from webapp.pages.base import pages
from webapp.pages.names import inside, label, place, short
from webapp.pages.scope import current_analysis, explorer, kept, study, url
from webapp.pages.words import enumerated, gettext, number, say
from webapp.routes import DRAWING

if TYPE_CHECKING:
    from webapp.explorer import Study

_BOUNDS: Final = {each.name: each for each in DRAWING}


@pages.get("/countries/<code>/robustness")
def robustness_page(code: str) -> str:
    """The ranks of a country's measures over many draws of all strengths."""
    country = explorer().catalogue.resolve(code, {"country"})
    settings = {name: each.read(request.args) for name, each in _BOUNDS.items()}
    known = current_analysis() is not None and country in study().analysis.countries
    about = _about(study(), country, settings) if known else {}
    return render_template(
        "robustness.html", country=country, bounds=_BOUNDS, settings=settings, **about
    )


def _about(found: Study, country: Iri, settings: dict[str, Any]) -> dict[str, Any]:
    result = robustness(found.graph, country, **settings)
    iso = explorer().catalogue.iso(country)
    return {
        "result": result,
        "answer": answer(result) if result.measures else None,
        "plot": plot(result.measures, short),
        "share_left": SHARE_LEFT,
        "share_right": SHARE_RIGHT,
        "share": share,
        "drawing": description(result),
        "json_address": url("api.robustness", country=iso, **settings),
        "command": command(iso, settings),
    }


def answer(found: Robustness) -> Markup:
    """What the draws say of the first place, and of the measures that change sides."""
    sentences = (_first(found), _ahead(found), _sides(found))
    return Markup(" ").join(sentence for sentence in sentences if sentence)


def _first(found: Robustness) -> Markup:
    first = found.measures[0]
    values = {
        "measure": inside(label(first.measure)),
        "country": place(found.country),
        "share": share(first.lead_share),
        "spread": share(found.spread),
    }
    if first.low == first.high:
        text = gettext(
            "With every strength off by up to %(spread)s, what ranks first for %(country)s keeps "
            "its place in %(share)s of the draws: <b>%(measure)s</b>."
        )
    else:
        text = gettext(
            "With every strength off by up to %(spread)s, what ranks first for %(country)s keeps "
            "its place in %(share)s of the draws: <b>%(measure)s</b>. In 90%% of the draws its "
            "rank lies between %(low)s and %(high)s."
        )
    return say(text, low=first.low, high=first.high, **values)


def _ahead(found: Robustness) -> Markup | None:
    """The other measure that leads most often."""
    others = [each for each in found.measures[1:] if each.lead_share > 0]
    if not others:
        return None
    next_best = max(others, key=lambda each: each.lead_share)
    text = (
        gettext("More often in front: %(measure)s (%(share)s).")
        if next_best.lead_share > found.measures[0].lead_share
        else gettext("Next most often in front: %(measure)s (%(share)s).")
    )
    return say(text, measure=inside(label(next_best.measure)), share=share(next_best.lead_share))


def _sides(found: Robustness) -> Markup | None:
    """The measures of which the draw decides whether they are outweighed."""
    moving = [each for each in found.measures if 0 < each.standing_share < 1]
    if not moving:
        return None
    names = enumerated(inside(label(each.measure)) for each in moving)
    text = gettext("Whether objections outweigh it depends on the draw for: %(names)s.")
    return say(text, names=names)


def description(found: Robustness) -> Markup:
    """The drawing as a text."""
    return Markup(" ").join(_told(each) for each in found.measures)


def _told(each: Stability) -> Markup:
    return say(
        gettext("%(measure)s: rank %(rank)s, from %(low)s to %(high)s, leads in %(share)s."),
        measure=label(each.measure),
        rank=each.rank,
        low=each.low,
        high=each.high,
        share=share(each.lead_share),
    )


def share(value: float) -> str:
    """A share in per cent that says 0 or 100 only of none or all.

    >>> share(0.483), share(0.0), share(1.0), share(0.0004), share(0.9996), share(0.004)
    ('48%', '0%', '100%', '< 0.1%', '> 99.9%', '0.4%')
    """
    percent = 100 * value
    if percent in (0, 100):
        return f"{percent:.0f}%"
    if percent < 0.1:
        return "< 0.1%"
    if percent > 99.9:
        return "> 99.9%"
    return f"{number(percent, 0 if 1 <= percent <= 99 else 1)}%"


def command(iso: str, settings: dict[str, Any]) -> str:
    """What repeats the page on the command line."""
    return shlex.join(["python", "-m", "graph", "robustness", iso, *_options(settings)])


def _options(settings: dict[str, Any]) -> Iterator[str]:
    for name, value in settings.items():
        yield from (f"--{name}", f"{value:g}" if isinstance(value, float) else str(value))
    for name, value in kept().items():
        yield f"--{name}"
        yield from ([value] if isinstance(value, str) else value)
