"""The pages for people: one module per kind of page, under ``/en`` and ``/ko``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, redirect, request
from flask_babel import Babel
from markupsafe import Markup
from werkzeug.wrappers import Response

from graph.korean import particle
from webapp.pages import words
from webapp.pages.base import LANGUAGES, language, pages
from webapp.pages.scope import (
    cleared,
    current_analysis,
    explorer,
    in_language,
    kept,
    listed,
    other_parameters,
    scope,
    study,
    study_sources,
    url,
)

__all__ = ["init_app", "language", "listed", "pages", "scope", "study", "url"]

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
    app.add_url_rule("/", "root", _root)
    app.register_blueprint(pages)


def _root() -> Response:
    query = request.query_string.decode("utf-8", "replace")
    answer = redirect(f"/{language()}/" + (f"?{query}" if query else ""))
    answer.headers["Vary"] = "Accept-Language"
    return answer


def _filters() -> dict[str, Callable[..., Any]]:
    return {
        "particle": particle,
        "number": words.number,
        "signed": words.signed,
        "strength_word": words.strength_word,
        "basis_word": words.basis_word,
        "basis_words": words.basis_words,
        "state_word": words.state_word,
        "kind_word": words.kind_word,
        "spelt": words.spelt,
        "capitalised": words.capitalised,
        "enumerated": words.enumerated,
        "term": term,
    }


def label(iri: str) -> str:
    """The name of a thing in the language of the page, else in another."""
    return explorer().catalogue.label(iri, language())


def term(iri: str) -> Markup:
    """The name of a thing, marked with its language where that is not the page's."""
    return in_its_language(explorer().catalogue.text(iri, language()))


def in_its_language(text: Any) -> Markup:
    """A text of the data, marked with its language where that is not the page's."""
    if not text.lang or text.lang == language():
        return Markup("") + text.value
    return Markup('<span lang="{}">{}</span>').format(text.lang, text.value)


def _context() -> dict[str, Any]:
    found = explorer()
    return {
        "lang": language(),
        "url": url,
        "cleared": cleared,
        "in_language": in_language,
        "other_parameters": other_parameters,
        "current_analysis": current_analysis,
        "study_sources": study_sources,
        "kept": kept,
        "scope": scope,
        "study": study,
        "label": label,
        "term": term,
        "local_name": found.catalogue.name,
        "iso": found.catalogue.iso,
        "catalogue": found.catalogue,
        "data_version": found.data_version,
        "analyses": found.analyses,
    }
