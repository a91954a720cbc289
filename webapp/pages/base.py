"""What every page shares: the blueprint under a language prefix, and the language."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

LANGUAGES = ("en", "ko")

pages = Blueprint("pages", __name__, url_prefix="/<any(en, ko):lang>")


def language() -> str:
    """The language of the request: of its path, else the one the browser prefers."""
    first = request.path.split("/", 2)[1]
    if first in LANGUAGES:
        return first
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


@pages.url_value_preprocessor
def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values is not None:
        values.pop("lang", None)


@pages.url_defaults
def _give_language(_endpoint: str, values: dict[str, Any]) -> None:
    values.setdefault("lang", language())
