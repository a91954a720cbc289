"""The answers of a page as one paragraph, the same as in its JSON."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from graph.answers import Json
from graph.memos import paragraph
from webapp.pages.base import language
from webapp.pages.cache import cached
from webapp.pages.scope import explorer, kept
from webapp.parameters import read
from webapp.routes import ROUTES


def memo(*paths: str, **given: Any) -> str:
    """What the routes of the programming interface answer, told in the language of the page.

    Parameters
    ----------
    *paths : str
        Such as ``"/why"``; told in this order.
    **given
        Parameters that all of them take; a value of None is left out.
    """
    asked = MultiDict(
        (name, str(one))
        for name, value in {**kept(), **given}.items()
        if value is not None
        for one in (value if isinstance(value, (list, tuple)) else (value,))
    )
    key = ("memo", paths, tuple(asked.items(multi=True)), language())
    return cached(key, lambda: _told(paths, asked))


def _told(paths: tuple[str, ...], asked: MultiDict[str, str]) -> str:
    catalogue, version = explorer().catalogue, explorer().data_version
    return paragraph([_answer(path, asked) for path in paths], catalogue, language(), version)


def _answer(path: str, asked: MultiDict[str, str]) -> tuple[str, Json]:
    route = next(route for route in ROUTES if route.path == path)
    return route.question, route.answer(read(route.parameters, asked, explorer().catalogue.is_name))
