"""The link “this as SPARQL”: for every page the query that yields what it shows.

The queries are the files ``shown/NAME.rq``; a clause ``VALUES ?x { }`` is the place of values,
and a line ``# of the analysis: ?claim`` the place of what ties a claim to the analysis, which is
needed only where claims of others are loaded too. Where a page shows more than a query can yield
(changes, draws, the order of paths), it says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from flask import request

from graph.model import Iri, Proposition
from ontology.iris import DERIVED_SUFFIX, ID
from ontology.layout import graph_names
from ontology.store import Value, with_values
from webapp.pages.base import language
from webapp.pages.paths import steps_shown
from webapp.pages.scope import current_analysis, explorer, listed, scope, study, url
from webapp.pages.words import gettext

_QUERIES: Final = Path(__file__).parent / "shown"
_PLACEHOLDER: Final = re.compile(r"VALUES \?(\w+) \{ \}")
_TIED: Final = re.compile(r"^( *)# of the analysis: \?(\w+)\n", re.MULTILINE)
_NAME: Final = re.compile(rf"<{re.escape(ID)}([A-Za-z](?:[\w-]*\w)?)>")
_TIE: Final = """\
VALUES ?study {{ {studies} }}
{{ ?{claim} pol:inAnalysis ?study }}
UNION
{{
  GRAPH ?graph {{ ?study a pol:Analysis . ?{claim} pol:strength ?tied }}
  FILTER NOT EXISTS {{ ?{claim} pol:inAnalysis ?other }}
}}
"""

_Values = Mapping[str, Value | Iterable[Value]]


@dataclass(frozen=True, slots=True)
class Offer:
    """The address of the query, empty where there is none, and what it leaves out."""

    address: str
    note: str = ""


def as_sparql() -> Offer | None:
    """The query that yields what the page of this request shows; None on pages of texts alone."""
    endpoint = (request.endpoint or "").removeprefix("pages.")
    asks = _PAGES.get(endpoint)
    if asks is None or (current_analysis() is None and endpoint not in _WITHOUT_ANALYSIS):
        return None
    if explorer().store.default_graph == "as-is" and endpoint in _DERIVED:
        return Offer(
            "", gettext("What follows cannot be queried here: the data are kept as given.")
        )
    query = asks()
    return Offer(url("sparql", query=query), _note(endpoint)) if query else None


def query_for(name: str, **values: Value | Iterable[Value]) -> str:
    """The query of a name, asking for names in the language of the page.

    `analysis`, its `country` list and its `derived` graph are filled in unless given.
    """
    text = _text(name)
    every = {**_usual(), **values}
    wanted = {place: every[place] for place in set(_PLACEHOLDER.findall(text))}
    filled = _TIED.sub(_tie, with_values(text, wanted))
    return _NAME.sub(r"id:\1", filled).replace('"en"', f'"{language()}"').rstrip()


@cache
def _text(name: str) -> str:
    return (_QUERIES / f"{name}.rq").read_text("utf-8")


def _usual() -> dict[str, Value | Iterable[Value]]:
    analysis = current_analysis()
    if analysis is None:
        return {}
    graph = graph_names(explorer().store.analyses())[analysis]
    return {
        "analysis": analysis,
        "country": study().analysis.countries,
        "derived": graph + DERIVED_SUFFIX,
    }


def _tie(found: re.Match[str]) -> str:
    """What ties a claim to the analysis on show; nothing where it takes in all that are loaded."""
    membership, current = explorer().store.membership, current_analysis()
    if current is None or membership.scope(current) >= membership.analyses:
        return ""
    studies = " ".join(f"<{iri}>" for iri in sorted(membership.scope(current)))
    lines = _TIE.format(studies=studies, claim=found[2]).splitlines()
    return "".join(f"{found[1]}{line}\n" for line in lines)


def _note(endpoint: str) -> str:
    if endpoint == "what_if":
        return gettext("Changes cannot be queried: it gives what follows without them.")
    if endpoint == "robustness_page":
        return gettext("Draws cannot be queried: it gives the ranking that they start from.")
    if endpoint == "paths" and request.args.get("from"):
        return gettext("Paths cannot be ranked by a query: it gives the steps on those shown.")
    if endpoint == "graph" and request.args.get("depth", "1") != "1":
        return gettext("It goes one step.")
    if scope().is_restricted and endpoint not in _WITHOUT_ANALYSIS:
        return gettext("The filter of this page does not reach it: it sees every claim.")
    return ""


# What each page shows -----------------------------------------------------------------------


def _argument(name: str, kinds: set[str]) -> Iri:
    return explorer().catalogue.resolve((request.view_args or {})[name], kinds)


def _country() -> str:
    country = _argument("code", {"country"})
    return query_for("country", country=country)


def _constraint() -> str:
    constraint = _argument("name", {"constraint"})
    return query_for("constraint", country=_argument("code", {"country"}), constraint=constraint)


def _measures() -> str:
    return query_for("measures", measure=sorted(study().knowledge.measures))


def _measure() -> str:
    return query_for("measure", measure=_argument("name", {"measure", "strategy", "track"}))


def _why() -> str:
    country, measure = _argument("code", {"country"}), _argument("name", {"measure", "strategy"})
    follows = Proposition(country, measure) in study().derivable
    return query_for("why" if follows else "premises", country=country, measure=measure)


def _compare() -> str:
    resolve, analysis = explorer().catalogue.resolve, study().analysis
    countries = [resolve(name, {"country"}) for name in listed("c")]
    chosen = countries or list(analysis.considers or (analysis.home,))
    name = request.args.get("measure", "").strip()
    if not name:
        return query_for("country", country=chosen)
    measure = resolve(name, {"measure", "strategy"})
    return query_for("premises", country=chosen, measure=measure)


def _graph() -> str:
    name = request.args.get("focus", "").strip()
    if not name:
        return query_for("reasoning")
    catalogue = explorer().catalogue
    focus = catalogue.resolve(name)
    kind = catalogue.kind(focus)
    if kind == "country":
        return query_for("country", country=focus)
    if kind == "document":
        return query_for("source", document=focus)
    return query_for("around", focus=focus)


def _paths() -> str:
    steps = steps_shown()
    return query_for("steps", step=steps) if steps else query_for("reasoning")


def _what_if() -> str:
    asked = request.args.get("for") or request.args.get("c")
    resolve = explorer().catalogue.resolve
    country = resolve(asked, {"country"}) if asked else study().analysis.countries[0]
    return query_for("recommendations", country=country)


def _robustness() -> str:
    return query_for("recommendations", country=_argument("code", {"country"}))


def _source() -> str:
    return query_for("source", document=_argument("name", {"document"}))


def _search() -> str:
    words = dict.fromkeys(
        "".join(word.lower().split()) for word in request.args.get("q", "")[:200].split()
    )
    return query_for("search", word=[ox.Literal(word) for word in words]) if words else ""


_PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "home": lambda: query_for("recommendations"),
    "countries": lambda: query_for("countries"),
    "country": _country,
    "constraint": _constraint,
    "measures": _measures,
    "measure": _measure,
    "why": _why,
    "brief_page": _why,
    "compare": _compare,
    "graph": _graph,
    "paths": _paths,
    "what_if": _what_if,
    "robustness_page": _robustness,
    "source": _source,
    "sources": lambda: query_for("sources"),
    "data": lambda: query_for("sources"),
    "search": _search,
    "ontology": lambda: query_for("ontology"),
    "about": lambda: query_for("scale"),
}
_WITHOUT_ANALYSIS: Final = frozenset({"source", "sources", "data", "search", "ontology", "about"})
_DERIVED: Final = frozenset(_PAGES) - _WITHOUT_ANALYSIS - {"graph", "paths"}
EVERY_PAGE: Final[frozenset[str]] = frozenset(_PAGES)
