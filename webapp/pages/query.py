"""The stored queries of the pages, each answered once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from webapp.pages.cache import cached
from webapp.pages.scope import explorer

_QUERIES = Path(__file__).parent / "queries"


def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """The answer of a stored query, kept for as long as the application lives."""
    return cached(("rows", name), lambda: _rows(name))


def _rows(name: str) -> tuple[Mapping[str, str], ...]:
    query = (_QUERIES / f"{name}.rq").read_text("utf-8")
    return tuple(
        {key: _plain(term) for key, term in row.items() if term is not None}
        for row in explorer().store.select(query)
    )


def _plain(term: object) -> str:
    return str(getattr(term, "value", term))
