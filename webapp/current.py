"""What the application of the current request was created with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    from webapp.config import Settings
    from webapp.explorer import Explorer
    from webapp.workers import QueryService


def explorer() -> Explorer:
    """The loaded data and what follows from them."""
    found: Explorer = current_app.extensions["explorer"]
    return found


def settings() -> Settings:
    """The settings of the server."""
    found: Settings = current_app.extensions["settings"]
    return found


def queries() -> QueryService | None:
    """The service that answers SPARQL queries; None where the application has none."""
    found: QueryService | None = current_app.extensions["queries"]
    return found
