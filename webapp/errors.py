"""The one place where an exception becomes a status and an answer: a page, JSON or plain text."""

from __future__ import annotations

import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from flask import Flask, current_app, g, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response

from graph.errors import UNSOUND, EngineError, InvalidArgument, InvalidDerivation
from ontology.errors import (
    AmbiguousName,
    NoData,
    OntologyError,
    ServiceBusy,
    ServiceError,
    ServiceTooSlow,
    UnknownName,
)
from webapp import failures
from webapp.current import settings
from webapp.pages import scope
from webapp.pages.base import LANGUAGES
from webapp.pages.reasons import reason

# The first class that an exception belongs to decides.
STATUSES: Final[Mapping[type[Exception], int]] = {
    UnknownName: 404,
    AmbiguousName: 400,
    NoData: 404,
    InvalidArgument: 400,
    failures.RefusedQuery: 403,
    failures.UnfitFormat: 406,
    failures.OutOfTime: 504,
    failures.OtherServiceFailed: 502,
    failures.Overloaded: 503,
    failures.Unavailable: 503,
    failures.ServiceFailure: 502,
    failures.QueryFailure: 400,
    ServiceBusy: 503,
    ServiceTooSlow: 504,
    ServiceError: 502,
    # What is wrong with the data themselves is found at the start; this is the last resort.
    OntologyError: 500,
    EngineError: 500,
}
_JSON: Final = ("application/json", "application/sparql-results+json", "application/ld+json")
_UNEXPECTED: Final = "Something went wrong on the server; its log says what."


def init_app(app: Flask) -> None:
    """Let every exception be answered here."""
    app.register_error_handler(Exception, _answer)


def _answer(error: Exception) -> Response:
    if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
        return error.get_response()
    status = status_of(error)
    if status >= 500 and not isinstance(error, (failures.QueryFailure, ServiceError)):
        current_app.logger.error("%s %s", request.method, request.path, exc_info=error)
    response = _rendered(error, told(error, status))
    response.status_code = status
    response.headers.extend(_headers(error))
    response.headers["Cache-Control"] = "no-store"
    return response


def status_of(error: Exception) -> int:
    """The status that tells of an exception.

    >>> status_of(failures.OutOfTime(10)), status_of(ValueError())
    (504, 500)
    """
    if isinstance(error, HTTPException):
        return error.code or 500
    return next((status for kind, status in STATUSES.items() if isinstance(error, kind)), 500)


def told(error: Exception, status: int) -> dict[str, Any]:
    """What the answer says of an exception: status and message, and more where it is known."""
    facts: dict[str, Any] = {"status": status, "message": _message(error)}
    if isinstance(error, UnknownName) and error.suggestions:
        facts["hint"] = f"Did you mean {' or '.join(error.suggestions)}?"
        facts["suggestions"] = list(error.suggestions)
    elif isinstance(error, AmbiguousName):
        facts["suggestions"] = list(error.candidates)
    elif isinstance(error, failures.MalformedQuery) and error.line is not None:
        facts |= {"line": error.line, "column": error.column}
    return facts


def _message(error: Exception) -> str:
    if isinstance(error, RequestEntityTooLarge):
        return f"A request may have at most {settings().max_body_kib} KiB here."
    if isinstance(error, HTTPException):
        return str(error.description or error.name)
    if isinstance(error, InvalidDerivation):
        return f"{UNSOUND}: {error}"
    if isinstance(error, (OntologyError, EngineError, failures.QueryFailure)):
        return str(error)
    return _UNEXPECTED


def _headers(error: Exception) -> list[tuple[str, str]]:
    if isinstance(error, HTTPException):
        kept = ("allow", "accept", "www-authenticate", "retry-after")
        return [(name, value) for name, value in error.get_headers() if name.lower() in kept]
    if isinstance(error, failures.Overloaded):
        return [("Retry-After", str(math.ceil(error.retry_after_s)))]
    return []


def _rendered(error: Exception, facts: Mapping[str, Any]) -> Response:
    if _is_for_people():
        return make_response(_page(error, facts))
    if _is_for_json():
        return jsonify({"error": facts})
    text = make_response(f"{facts['message']}\n")
    text.content_type = "text/plain; charset=utf-8"
    return text


def _is_for_people() -> bool:
    first = request.path.split("/", 2)[1]
    if first in LANGUAGES:
        return True
    accepted = request.accept_mimetypes
    wants_html = any(kind == "text/html" and quality > 0 for kind, quality in accepted)
    return wants_html and first not in ("api", "healthz")


def _is_for_json() -> bool:
    if request.path.startswith(("/api", "/healthz")):
        return True
    asked = {kind for kind, quality in request.accept_mimetypes if quality > 0}
    return not asked.isdisjoint(_JSON)


def _page(error: Exception, facts: Mapping[str, Any]) -> str:
    # What is wrong may be the scope in the address itself, which every page reads.
    g.scope = scope.Scope()
    status = int(facts["status"])
    return render_template(
        "error.html",
        error=facts,
        reason=reason(error, facts["message"]),
        title=HTTPStatus(status).phrase,
        section="error",
    )
