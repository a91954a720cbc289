"""Paths: how one thing leads to another, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import render_template, request
from markupsafe import Markup
from werkzeug.exceptions import BadRequest

from graph.model import Inference, Iri, Proposition
from graph.neighbourhood import Neighbourhood
from graph.paths import ImplicationPath, implication_paths, places
from webapp.diagram_claims import Scribe
from webapp.diagram_svg import svg
from webapp.diagram_wide import placed
from webapp.graph_diagram import METRICS, graph_diagram
from webapp.pages.base import language, pages
from webapp.pages.cache import cached
from webapp.pages.evidence import cited
from webapp.pages.graph_start import Suggestion, groups
from webapp.pages.graph_state import page_of
from webapp.pages.names import inside, label, place, short
from webapp.pages.scope import current_analysis, explorer, scope, study, url
from webapp.pages.words import gettext, say

if TYPE_CHECKING:
    from webapp.explorer import Study

_CONCEPTS = frozenset({"factor", "measure", "strategy"})
_MOST_PATHS, _USUAL_PATHS = 20, 5
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """From where to where, for which country (all of them if none), and how many paths."""

    source: Iri
    target: Iri
    country: Iri | None
    k: int


@pages.get("/paths")
def paths() -> str:
    """The best paths from one thing to another, or, without them, where to begin."""
    if current_analysis() is None:
        return render_template("paths.html", asked=None, groups=())
    found = study()
    shared: dict[str, Any] = {
        "groups": groups(found, countries=False),
        "countries": found.analysis.countries,
        "numbers": (1, 3, 5, 10, 20),
        "chosen": {name: request.args.get(name, "").strip() for name in ("from", "to", "for")},
    }
    if not (shared["chosen"]["from"] and shared["chosen"]["to"]):
        tries = cached(("paths start", scope(), language()), lambda: _tries(found))
        return render_template("paths.html", asked=None, tries=tries, k=_USUAL_PATHS, **shared)
    asked = _asked()
    results = cached(("paths", scope(), asked), lambda: _results(found, asked))
    return render_template("paths.html", **shared, **_context(found, asked, results))


def steps_shown() -> tuple[Iri, ...]:
    """The implications on the paths that the address of this page asks for."""
    if not (request.args.get("from", "").strip() and request.args.get("to", "").strip()):
        return ()
    found, asked = study(), _asked()
    results = cached(("paths", scope(), asked), lambda: _results(found, asked))
    steps = (node for path in results for node in path.nodes if isinstance(node, Inference))
    return tuple(dict.fromkeys(step.implication for step in steps))


def _asked() -> Asked:
    resolve = explorer().catalogue.resolve
    country = request.args.get("for", "").strip()
    return Asked(
        source=resolve(request.args["from"].strip(), _CONCEPTS),
        target=resolve(request.args["to"].strip(), _CONCEPTS),
        country=resolve(country, {"country"}) if country else None,
        k=_number(),
    )


def _number() -> int:
    text = request.args.get("k") or str(_USUAL_PATHS)
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= _MOST_PATHS):
        raise BadRequest(f"k={text}: use a whole number from 1 to {_MOST_PATHS}")
    return int(text)


def _results(found: Study, asked: Asked) -> tuple[ImplicationPath, ...]:
    sources = places(found.graph, asked.source, asked.country)
    targets = places(found.graph, asked.target, asked.country)
    return tuple(implication_paths(found.graph, sources, targets, asked.k))


def _context(found: Study, asked: Asked, results: tuple[ImplicationPath, ...]) -> dict[str, Any]:
    return {
        "asked": asked,
        "k": asked.k,
        "results": results,
        "reasons": () if results else _reasons(found, asked),
        "drawing": _drawing(found, asked, results) if results else None,
        "is_step": lambda node: isinstance(node, Inference),
        "others": _others,
        "address_of": _address_of,
        "page_of": page_of,
        "cited": cited,
        "short": short,
    }


def _others(path: ImplicationPath, place_in_path: int) -> tuple[Proposition, ...]:
    """What a step of a path needs besides the proposition the path comes from."""
    step = path.nodes[place_in_path]
    came_from = path.nodes[place_in_path - 1]
    premises = step.premises if isinstance(step, Inference) else ()
    return tuple(premise for premise in premises if premise != came_from)


# Why there is none -------------------------------------------------------------------------


def _reasons(found: Study, asked: Asked) -> tuple[Markup, ...]:
    """Why no path was found, the nearest reason first."""
    values = {
        "source": inside(label(asked.source)),
        "target": inside(label(asked.target)),
        "country": place(asked.country) if asked.country else "",
    }
    if asked.source == asked.target:
        return (
            say(gettext("A path leads from one thing to another; these are the same."), **values),
        )
    held = found.derivable
    reasons = []
    for concept, name in ((asked.source, values["source"]), (asked.target, values["target"])):
        if held.isdisjoint(places(found.graph, concept, asked.country)):
            text = _absent(asked.country is not None)
            reasons.append(say(text, thing=name, country=values["country"]))
    if not reasons:
        text = gettext(
            "Both hold, but no chain of steps that hold leads from %(source)s to %(target)s."
        )
        reasons.append(say(text, **values))
    return tuple(reasons)


def _absent(for_country: bool) -> str:
    if for_country:
        return gettext("“%(thing)s” is neither found nor follows for %(country)s.")
    return gettext("“%(thing)s” is neither found nor follows for any country.")


# The picture -------------------------------------------------------------------------------


def _drawing(found: Study, asked: Asked, results: tuple[ImplicationPath, ...]) -> Markup:
    """All paths together, the best one bold."""
    by_path = [[n for n in path.nodes if isinstance(n, Inference)] for path in results]
    steps = tuple(dict.fromkeys(step for path in by_path for step in path))
    ends = (end for step in steps for end in (*step.premises, step.conclusion))
    around = Neighbourhood(tuple(dict.fromkeys(ends)), steps)
    scribe = Scribe(found, asked.country or "", short, _claim_link, language(), is_brief=True)
    text = gettext("Paths from “%(source)s” to “%(target)s”")
    title = say(text, source=label(asked.source), target=label(asked.target)).unescape()
    diagram = graph_diagram(
        scribe,
        around,
        title=title,
        held=found.derivable,
        marks=frozenset(
            p for path in results for p in (path.nodes[0],) if isinstance(p, Proposition)
        ),
        link=_address_of,
        shown=frozenset(by_path[0]),
        name="paths",
    )
    return svg(placed(diagram, METRICS))


def _address_of(proposition: Proposition) -> str:
    catalogue = explorer().catalogue
    country = catalogue.iso(proposition.country)
    return url("graph", focus=catalogue.name(proposition.concept), country=country)


def _claim_link(claim: Iri) -> str:
    return url("graph", focus=explorer().catalogue.name(claim))


# Where to begin ----------------------------------------------------------------------------


def _tries(found: Study) -> tuple[Suggestion, ...]:
    """For the strongest recommendations, the longest way there from a finding."""
    best = [
        (r.net, r.measure, r) for c in found.analysis.countries for r in found.recommendations(c)
    ]
    tries: dict[Iri, Suggestion] = {}
    for _, _, leading in sorted(best, reverse=True, key=lambda one: one[:2]):
        ways = found.derivations(leading.proposition, 8)
        far = max(ways, key=lambda way: len(way.steps), default=None)
        if far is None or leading.measure in tries or len(tries) == _TRIES:
            continue
        start = far.steps[-1].proposition
        tries[leading.measure] = _suggestion(start, leading.proposition)
    return tuple(tries.values())


def _suggestion(start: Proposition, end: Proposition) -> Suggestion:
    name = explorer().catalogue.name
    text = gettext("From <b>%(source)s</b> to <b>%(target)s</b> for %(country)s")
    sentence = say(
        text,
        source=inside(label(start.concept)),
        target=inside(label(end.concept)),
        country=place(end.country),
    )
    parameters = {
        "from": name(start.concept),
        "to": name(end.concept),
        "for": explorer().catalogue.iso(end.country),
    }
    return Suggestion(sentence, url("paths", **parameters))
