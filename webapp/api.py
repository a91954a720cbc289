"""``/api/v1``: the answers of the engine as JSON, the same as on the command line.

Every route is declared in `webapp.routes`, and so is its description in OpenAPI.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, jsonify, request

from graph import answers
from graph.labels import labels_in
from graph.memos import memos
from webapp.current import explorer
from webapp.openapi import document
from webapp.parameters import read
from webapp.routes import PREFIX, ROUTES, Route

api = Blueprint("api", __name__, url_prefix=PREFIX)


def _view(route: Route) -> Callable[[], Response]:
    def view() -> Response:
        catalogue, version = explorer().catalogue, explorer().data_version
        asked = read(route.parameters, request.args, catalogue.is_name)
        answer = route.answer(asked)
        prose = memos(route.question, answer, catalogue, version)
        told = {**answer, "labels": labels_in(answer, catalogue, asked["lang"])}
        return jsonify(answers.versioned(told | {"prose": prose} if prose else told, version))

    return view


for _route in ROUTES:
    api.add_url_rule(_route.path, _route.name, _view(_route))


@api.get("/openapi.json")
def openapi() -> Response:
    """The description of the interface."""
    return jsonify(document(request.url_root.rstrip("/")))
