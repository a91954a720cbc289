"""The application: pages for people, answers for programs, both from one explorer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Flask, jsonify
from werkzeug.wrappers import Response

from webapp import compression, errors, headers, pages, rate_limit, short_way
from webapp.api import api
from webapp.current import explorer, queries
from webapp.downloads import downloads
from webapp.graph_store import graph_store
from webapp.linked_data import linked_data
from webapp.sparql import sparql
from webapp.void import Statistics, void

if TYPE_CHECKING:
    from webapp.config import Settings
    from webapp.explorer import Explorer
    from webapp.workers import QueryService

_STATIC_MAX_AGE_S = 3600

health = Blueprint("health", __name__)


def create_app(explorer: Explorer, settings: Settings, queries: QueryService | None) -> Flask:
    """The application over loaded data.

    Parameters
    ----------
    explorer : Explorer
        The data and what follows from them.
    settings : Settings
        How to serve them.
    queries : QueryService or None
        What answers SPARQL queries; without it they are refused, and all else works.
    """
    app = Flask(__name__)
    app.extensions.update(explorer=explorer, settings=settings, queries=queries)
    app.extensions["statistics"] = Statistics()
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _STATIC_MAX_AGE_S
    setattr(app.json, "sort_keys", False)  # noqa: B010  keys stand in the order of their meaning
    setattr(app.json, "ensure_ascii", False)  # noqa: B010
    compression.init_app(app)
    headers.init_app(app)
    rate_limit.init_app(app, settings)
    errors.init_app(app)
    pages.init_app(app)
    for blueprint in (health, sparql, graph_store, void, api, linked_data, downloads):
        app.register_blueprint(blueprint)
    short_way.init_app(app, explorer.data_version, settings, queries)
    return app


@health.get("/healthz")
def healthz() -> Response:
    """Whether data are loaded, and which."""
    service = queries()
    return jsonify(
        status="ok",
        data_version=explorer().data_version or None,
        analyses=list(explorer().analyses),
        queries="available" if service is not None and service.is_alive else "unavailable",
    )
