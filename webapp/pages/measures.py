"""What may be advised: the list, and one measure with its arguments and results."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from flask import render_template

from graph.model import Implication, Iri, Objection
from webapp.pages.base import language, pages
from webapp.pages.cache import cached
from webapp.pages.matrix import Row, advisable, matrix
from webapp.pages.names import label
from webapp.pages.query import rows
from webapp.pages.records import attributes
from webapp.pages.scope import current_analysis, explorer, scope, study


@dataclass(frozen=True, slots=True)
class Group:
    """Measures that are part of the same strategy or track; the last group has none."""

    whole: Iri | None
    rows: tuple[Row, ...]


@pages.get("/measures")
def measures() -> str:
    """Every measure and strategy, with where it follows."""
    if current_analysis() is None:
        return render_template("measures.html", groups=[], analysis=None)
    groups = cached(("measures", scope(), language()), _groups)
    return render_template("measures.html", groups=groups, analysis=study().knowledge.analysis)


def _groups() -> list[Group]:
    found = study()
    table = matrix(found, found.knowledge.analysis.countries, advisable(found))
    members: defaultdict[Iri | None, list[Row]] = defaultdict(list)
    for row in table.rows:
        whole = attributes(row.measure, "partOf")
        members[whole[0] if whole else None].append(row)
    order = sorted(members, key=lambda whole: (whole is None, whole and label(whole)))
    return [Group(whole, tuple(members[whole])) for whole in order]


@pages.get("/measures/<name>")
def measure(name: str) -> str:
    """One measure: what it is, where it follows, which arguments lead to it."""
    iri = explorer().catalogue.resolve(name, {"measure", "strategy", "track"})
    known = current_analysis() is not None and iri in study().knowledge.measures
    return render_template(
        "measure.html",
        measure=iri,
        kind=explorer().catalogue.kind(iri),
        parts=[row["measure"] for row in rows("measures") if _is_part(row, iri)],
        row=_row(iri) if known else None,
        **(_arguments(iri) if known else {}),
    )


def _is_part(row: Any, whole: Iri) -> bool:
    return bool(row["property"].endswith("#partOf") and row["value"] == whole)


def _row(iri: Iri) -> Row:
    found = study()
    return matrix(found, found.knowledge.analysis.countries, (iri,)).rows[0]


def _arguments(iri: Iri) -> dict[str, Any]:
    known = study().knowledge
    leading = [i for i in known.implications if i.conclusion == iri]
    return {
        "home": known.analysis.home,
        "implications": sorted(leading, key=_strongest_first),
        "objections": sorted(_against(iri, leading), key=_strongest_first),
        "advice": [a for a in known.advice if a.proposition.concept == iri],
    }


def _against(iri: Iri, leading: list[Implication]) -> list[Objection]:
    """Objections to the measure itself, and to steps that lead to it."""
    targets = {iri, *(implication.iri for implication in leading)}
    return [o for o in study().knowledge.objections if o.target in targets]


def _strongest_first(claim: Implication | Objection) -> tuple[float, str]:
    return -claim.strength, claim.iri
