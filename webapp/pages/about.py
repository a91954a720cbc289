"""What the numbers mean, what could not be read, and what this is not."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup

from graph.model import Iri
from webapp.pages.base import language, pages
from webapp.pages.cache import cached
from webapp.pages.names import marked
from webapp.pages.query import rows
from webapp.pages.scope import explorer
from webapp.pages.texts import texts_of


@dataclass(frozen=True, slots=True)
class CodingRule:
    """One line of the scale by which strengths are set."""

    iri: Iri
    strength: float
    is_cap: bool


@dataclass(frozen=True, slots=True)
class Remarks:
    """What an analysis says of itself: its aim, what could be read, and its notes."""

    analysis: Iri
    description: Markup | None
    scope: tuple[Markup, ...]
    notes: tuple[Markup, ...]


@pages.get("/about")
def about() -> str:
    """The semantics in plain words, and the limits."""
    return render_template("about.html", scale=coding_scale(), remarks=remarks())


def coding_scale() -> list[CodingRule]:
    """The scale, from strong to weak, caps last."""
    found = [
        CodingRule(row["rule"], float(row.get("strength") or row["cap"]), "strength" not in row)
        for row in rows("coding-scale")
        if "strength" in row or "cap" in row
    ]
    return sorted(
        found, key=lambda rule: (rule.is_cap, rule.iri.rpartition("-")[0], -rule.strength)
    )


def remarks() -> tuple[Remarks, ...]:
    """What each loaded analysis says of itself, in the language of the page."""
    return cached(("remarks", language()), lambda: tuple(map(_remarks, explorer().analyses)))


def _remarks(analysis: Iri) -> Remarks:
    said = texts_of(analysis)
    definition = said.get("definition", ())
    return Remarks(
        analysis=analysis,
        description=marked(definition[0]) if definition else None,
        scope=tuple(map(marked, said.get("scopeNote", ()))),
        notes=tuple(map(marked, said.get("note", ()))),
    )
