"""``/api/v1``: the answers of the engine as JSON, the same as on the command line.

Every route is declared in `webapp.routes`, and so is its description in OpenAPI.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, jsonify, request

from graph import answers
from graph.memos import memos
from webapp.current import explorer
from webapp.openapi import document
from webapp.parameters import read
from webapp.routes import PREFIX, ROUTES, Route

api = Blueprint("api", __name__, url_prefix=PREFIX)


def _view(route: Route) -> Callable[[], Response]:
    def view() -> Response:
        answer = route.answer(read(route.parameters, request.args, explorer().catalogue.is_name))
        prose = memos(route.question, answer, explorer().catalogue, explorer().data_version)
        told = {**answer, "prose": prose} if prose else answer
        return jsonify(answers.versioned(told, explorer().data_version))

    return view


for _route in ROUTES:
    api.add_url_rule(_route.path, _route.name, _view(_route))


@api.get("/openapi.json")
def openapi() -> Response:
    """The description of the interface."""
    return jsonify(document(request.url_root.rstrip("/")))
