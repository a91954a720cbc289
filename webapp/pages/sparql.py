"""The query page: a form, examples, and the answer as a table, a chart, a sentence or triples."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from flask import jsonify, make_response, render_template, request
from werkzeug.wrappers import Response

from ontology.examples import Example, groups
from webapp import errors
from webapp.assets import bundle
from webapp.current import settings
from webapp.evaluation import PREFIXES
from webapp.failures import MalformedQuery, Overloaded, QueryFailure
from webapp.headers import CONTENT_SECURITY_POLICY
from webapp.pages.base import language, pages
from webapp.pages.cache import cached
from webapp.pages.elsewhere import snippets
from webapp.pages.examples import example_named, example_of, examples
from webapp.pages.outcome import ROWS_SHOWN, Outcome, answered
from webapp.pages.query_words import told, variables
from webapp.pages.result_graph import MOST_NODES
from webapp.pages.result_order import Order
from webapp.pages.result_table import names_to_offer
from webapp.pages.scope import cleared, explorer
from webapp.pages.words import gettext

# The examples ask about analyses; data that hold none begin with what any data answer.
_ANYTHING: Final = (
    "SELECT ?subject ?predicate ?object WHERE {\n  ?subject ?predicate ?object .\n}\nLIMIT 25"
)
_LINES: Final = (8, 24)
_BESIDE: Final = 60  # characters shown on either side of a fault
_DOWNLOADS: Final = {
    "bindings": (("csv", "CSV"), ("tsv", "TSV"), ("json", "JSON"), ("xml", "XML")),
    "boolean": (("json", "JSON"), ("xml", "XML")),
    "graph": (
        *(("turtle", "Turtle"), ("jsonld", "JSON-LD")),
        *(("ntriples", "N-Triples"), ("rdfxml", "RDF/XML")),
        *(("trig", "TriG"), ("nquads", "N-Quads")),
    ),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form holds, whether it is to be run, and the example that it is."""

    query: str
    is_run: bool
    example: Example | None

    @property
    def lines(self) -> int:
        """The height of the form field."""
        least, most = _LINES
        return min(max(self.query.count("\n") + 2, least), most)


@dataclass(frozen=True, slots=True)
class Fault:
    """The place of a syntax error: the lines before, the line up to it, and the rest of it."""

    number: int
    column: int
    context: tuple[tuple[int, str], ...]
    before: str
    after: str


@pages.get("/sparql")
def sparql() -> Response:
    """``?query=…`` or ``?example=NAME`` runs.

    ``&sort=`` and ``&find=`` arrange the rows, ``&length=`` and ``&label=`` choose the chart.
    """
    asked = _asked()
    outcome: Outcome | None = None
    failure: QueryFailure | None = None
    try:
        outcome = answered(asked.query) if asked.is_run else None
    except QueryFailure as error:
        failure = error
    editor, nonce = bundle("editor"), secrets.token_urlsafe(16)
    response = make_response(_page(asked, outcome, failure, editor, nonce))
    if editor is not None:
        # The editor brings its styles in an element of its own, which the nonce alone allows.
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
            "style-src 'self'", f"style-src 'self' 'nonce-{nonce}'"
        )
    if failure is not None:
        response.status_code = errors.status_of(failure)
        response.headers["Cache-Control"] = "no-store"
    if isinstance(failure, Overloaded):
        response.headers["Retry-After"] = str(failure.retry_after_s)
    return response


@pages.get("/sparql/vocabulary.json")
def sparql_vocabulary() -> Response:
    """The names that the editor offers, with what they stand for."""
    return jsonify(cached(("vocabulary", language()), lambda: list(names_to_offer())))


def _asked() -> Asked:
    # Browsers send the lines of a form field with CR LF.
    query = request.args.get("query", "").replace("\r\n", "\n").strip()
    if query:
        return Asked(query, True, example_of(query))
    asked_for = example_named(request.args.get("example", ""))
    example = asked_for or (examples()[0] if explorer().analyses else None)
    return Asked(
        example.query(language()) if example else _ANYTHING, asked_for is not None, example
    )


def _page(
    asked: Asked,
    outcome: Outcome | None,
    failure: QueryFailure | None,
    editor: str | None,
    nonce: str,
) -> str:
    endpoint = f"{request.host_url}sparql"
    return render_template(
        "sparql.html",
        asked=asked,
        editor=editor,
        nonce=nonce,
        outcome=outcome,
        failure=failure,
        told=told(failure) if failure else None,
        fault=_fault(asked.query, failure),
        groups=groups(),
        identified="identifiers" in request.args,
        sorted_by=_sorted_by,
        with_identifiers=f"{cleared('identifiers')}&identifiers=1",
        variables=variables,
        canvas_module=bundle("result"),
        canvas=_canvas(outcome),
        endpoint=endpoint,
        limits=settings(),
        most={"rows": ROWS_SHOWN, "things": MOST_NODES},
        prefixes=PREFIXES,
        graph_names=explorer().store.graph_names,
        derived=_derived(),
        outdated=explorer().store.outdated_graphs(),
        downloads=_downloads(asked.query, outcome),
        snippets=tuple(snippets(asked.query, endpoint, outcome.kind)) if outcome else (),
    )


def _derived() -> list[tuple[str, str | None]]:
    """The label of each analysis and the graph of what follows from it, if there is one."""
    store, catalogue = explorer().store, explorer().catalogue
    graphs = store.derived_graphs()
    return [(catalogue.label(a, language()), graphs.get(a)) for a in explorer().analyses]


def _sorted_by(variable: str, order: Order | None) -> str:
    """The address of the page sorted by a variable; the other way round if it already is."""
    is_upward = order is not None and order == Order(variable, is_descending=False)
    sort = f"-{variable}" if is_upward else variable
    address = cleared("sort")
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'sort': sort})}#result"


def _canvas(outcome: Outcome | None) -> dict[str, Any] | None:
    """What the canvas of a graph needs; None where there is no graph, or no canvas was built."""
    if outcome is None or outcome.picture is None or bundle("result") is None:
        return None
    words = {
        "canvas": gettext("The result as a graph on a canvas"),
        "page": gettext("Open its page"),
    }
    return {**outcome.picture.network, "words": words}


def _downloads(query: str, outcome: Outcome | None) -> list[tuple[str, str]]:
    formats = _DOWNLOADS[outcome.kind] if outcome else ()
    return [
        (f"/sparql?{urlencode({'query': query, 'format': name})}", word) for name, word in formats
    ]


def _fault(query: str, failure: QueryFailure | None) -> Fault | None:
    """The lines of a query around the place of a syntax error."""
    if not isinstance(failure, MalformedQuery) or failure.line is None:
        return None
    lines = [line.rstrip("\r") for line in query.split("\n")]
    at = min(failure.line, len(lines)) - 1
    column = failure.column or 1
    start = max(0, column - 1 - _BESIDE)
    return Fault(
        number=at + 1,
        column=column,
        context=tuple((n + 1, lines[n][: 2 * _BESIDE]) for n in range(max(0, at - 2), at)),
        before=("…" if start else "") + lines[at][start : column - 1],
        after=lines[at][column - 1 : column - 1 + _BESIDE],
    )
