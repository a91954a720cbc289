"""The pages for people: one module per kind of page, under ``/en`` and ``/ko``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, redirect, request
from flask_babel import Babel
from jinja2 import pass_context
from jinja2.runtime import Context
from werkzeug.wrappers import Response

from graph.korean import particle
from webapp.pages import (
    about,
    brief,
    compare,
    constraints,
    countries,
    data,
    graph,
    home,
    measures,
    ontology,
    paths,
    robustness,
    scope,
    search,
    sources,
    sparql,
    what_if,
    why,
    words,
)
from webapp.pages.addresses import turtle_of
from webapp.pages.as_sparql import as_sparql
from webapp.pages.base import LANGUAGES, language, pages
from webapp.pages.cache import init_cache
from webapp.pages.evidence import cited
from webapp.pages.memo import memo
from webapp.pages.names import inside, label, marked, place, term, term_inside
from webapp.pages.records import attributes

# Importing a module registers its pages on the blueprint.
MODULES = (
    about,
    brief,
    compare,
    constraints,
    countries,
    data,
    graph,
    home,
    measures,
    ontology,
    paths,
    robustness,
    search,
    sources,
    sparql,
    what_if,
    why,
)

__all__ = ["init_app", "language", "pages"]

_TRANSLATIONS = Path(__file__).parent.parent / "translations"


def init_app(app: Flask) -> None:
    """Give the application its languages, template words and pages."""
    Babel(
        app,
        locale_selector=language,
        default_translation_directories=str(_TRANSLATIONS),
        default_locale=LANGUAGES[0],
    )
    # Plain functions instead of Babel's: they know Korean particles in templates.
    install: Callable[..., None] = getattr(app.jinja_env, "install_gettext_callables")  # noqa: B009
    install(words.gettext_of, words.ngettext_of, newstyle=False)
    app.jinja_env.filters.update(_filters())
    app.context_processor(_context)
    init_cache(app)
    app.add_url_rule("/", "root", _root)
    app.register_blueprint(pages)


def _root() -> Response:
    query = request.query_string.decode("utf-8", "replace")
    answer = redirect(f"/{language()}/" + (f"?{query}" if query else ""))
    answer.headers["Vary"] = "Accept-Language"
    return answer


def _filters() -> dict[str, Callable[..., Any]]:
    spoken: dict[str, Callable[..., Any]] = {
        "strength_word": words.strength_word,
        "basis_word": words.basis_word,
        "basis_words": words.basis_words,
        "state_word": words.state_word,
        "kind_word": words.kind_word,
        "spelt": words.spelt,
        "capitalised": words.capitalised,
        "enumerated": words.enumerated,
        "iso_of": lambda iri: scope.explorer().catalogue.iso(iri),
        "term": term,
        "term_inside": term_inside,
        "place": place,
    }
    silent: dict[str, Callable[..., Any]] = {
        "particle": particle,
        "number": words.number,
        "signed": words.signed,
        "web_address": words.web_address,
        "host": words.host,
    }
    return silent | {name: _each_time(word) for name, word in spoken.items()}


def _each_time(word: Callable[..., Any]) -> Callable[..., Any]:
    """A filter asked anew by each reader: of constants, Jinja else keeps the first answer."""

    @pass_context
    def said(_context: Context, *values: Any) -> Any:
        return word(*values)

    return said


def _context() -> dict[str, Any]:
    found = scope.explorer()
    return {
        "lang": language(),
        "url": scope.url,
        "cleared": scope.cleared,
        "in_language": scope.in_language,
        "other_parameters": scope.other_parameters,
        "current_analysis": scope.current_analysis,
        "study_sources": scope.study_sources,
        "hidden_by_filter": scope.is_hidden,
        "kept": scope.kept,
        "scope": scope.scope,
        "study": scope.study,
        "label": label,
        "inside": inside,
        "place": place,
        "term": term,
        "term_inside": term_inside,
        "marked": marked,
        "local_name": found.catalogue.name,
        "iso": found.catalogue.iso,
        "catalogue": found.catalogue,
        "data_version": found.data_version,
        "analyses": found.analyses,
        "attributes": attributes,
        "cited": cited,
        "memo": memo,
        "turtle_of": turtle_of,
        "as_sparql": as_sparql,
    }
