"""The graph page: what stands around a thing, as a drawing, a list and a canvas."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request
from werkzeug.exceptions import BadRequest

from webapp.assets import bundle
from webapp.diagram_claims import Scribe
from webapp.diagram_model import Diagram
from webapp.diagram_svg import standalone, svg
from webapp.diagram_wide import placed
from webapp.graph_diagram import METRICS, graph_diagram
from webapp.pages import graph_content as content
from webapp.pages.base import language, pages
from webapp.pages.cache import cached
from webapp.pages.evidence import cited
from webapp.pages.graph_start import groups, suggestions
from webapp.pages.graph_state import (
    DEPTHS,
    KINDS,
    LIMIT,
    View,
    address_of,
    address_of_claim,
    asked,
    changed,
    page_of,
    view_of,
)
from webapp.pages.names import short
from webapp.pages.scope import current_analysis, scope, study


@pages.get("/graph")
def graph() -> str:
    """The neighbourhood of a thing, or, without one, where to begin."""
    if current_analysis() is None:
        return render_template("graph.html", view=None, groups=())
    if not request.args.get("focus", "").strip():
        return render_template("graph.html", **_start())
    return render_template("graph.html", **_context())


@pages.get("/graph.svg")
def graph_svg() -> Response:
    """The drawing of the same address as a file of its own."""
    if not request.args.get("focus", "").strip():
        raise BadRequest("focus is missing: name what to draw")
    drawing = standalone(_diagram(view_of(asked())), METRICS)
    headers = {"Content-Disposition": 'attachment; filename="graph.svg"'}
    return Response(drawing, mimetype="image/svg+xml", headers=headers)


def _start() -> dict[str, Any]:
    found = study()
    tries = cached(("graph start", scope(), language()), lambda: suggestions(found))
    return {"view": None, "groups": groups(found), "tries": tries, **_choices()}


def _choices() -> dict[str, Any]:
    return {"depths": DEPTHS, "kinds": KINDS, "countries": study().analysis.countries}


def _diagram(view: View) -> Diagram:
    scribe = Scribe(
        view.study, view.country or "", short, address_of_claim, language(), is_brief=True
    )
    return graph_diagram(
        scribe,
        view.around,
        title=content.heading(view.focus),
        held=view.study.derivable,
        marks=view.focus.marks,
        link=address_of,
    )


def _context() -> dict[str, Any]:
    state = asked()
    # Only what was computed is kept: addresses depend on the whole request.
    view = cached(("graph", scope(), state), lambda: view_of(state))
    diagram = _diagram(view)
    there, script = placed(diagram, METRICS), bundle("graph")
    return {
        "view": view,
        "groups": groups(view.study),
        "heading": content.heading(view.focus),
        "counts": content.counts(view),
        "drawing": svg(there) if diagram.parts else None,
        "canvas": content.canvas_data(view, there) if diagram.parts and script else None,
        "bundle": script,
        "listing": list(content.listing(view)),
        "alone": content.alone(view),
        "legend": content.legend(diagram),
        "selected": content.selected(view),
        "claim": content.claim_of(view),
        "limit": LIMIT,
        "changed": changed,
        "address_of": address_of,
        "address_of_claim": address_of_claim,
        "page_of": page_of,
        "cited": cited,
        "short": short,
        **_choices(),
    }
