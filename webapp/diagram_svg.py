"""Drawings of reasoning as SVG, wide from left to right or tall from top to bottom."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

from markupsafe import Markup

from webapp.diagram_ink import tag
from webapp.diagram_model import Diagram, Gate, Objection, Part
from webapp.diagram_tall import tall
from webapp.diagram_wide import Metrics, Placed, placed, wide

_CSS = Path(__file__).parent / "static" / "css"
_TOKENS = re.compile(r":root \{[^}]*\}")


def svg(diagram: Diagram | Placed, orientation: str = "wide") -> Markup:
    """The drawing as an ``<svg>`` element of shapes and classes, for inside a page.

    Parameters
    ----------
    diagram : Diagram or Placed
        One that was laid out already is not laid out again.
    orientation : {"wide", "tall"}
        Left to right, or top to bottom for narrow screens.
    """
    there = diagram if isinstance(diagram, Placed) else None
    diagram = diagram.diagram if isinstance(diagram, Placed) else diagram
    drawn = tall(diagram) if orientation == "tall" else wide(there or placed(diagram))
    content, width, height = drawn
    name = f"{diagram.name}-{orientation}"
    title = tag("title", diagram.title, id=f"{name}-title")
    described = tag("desc", diagram.sentence, id=f"{name}-desc")
    return tag(
        "svg",
        title + described + content,
        # An image hides from assistive technology what is inside it, links included.
        role="group" if any(part.href for part in diagram.parts) else "img",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
        class_=f"drawing {orientation}",
        width=float(width),
        height=float(height),
        viewBox=f"0 0 {width:g} {height:g}",
        xmlns="http://www.w3.org/2000/svg",
    )


def standalone(diagram: Diagram, metrics: Metrics | None = None) -> Markup:
    """The wide drawing as a file of its own: light, with its styles and its hatch inside.

    Its links are left out: they lead on within the page the drawing comes from.
    """
    plain = replace(diagram, parts=tuple(map(_unlinked, diagram.parts)))
    head, _, rest = str(svg(placed(plain, metrics))).partition(">")
    return Markup(f"{head}>{_styles()}{rest}")  # noqa: S704  escaped where they were made


def _unlinked(part: Part) -> Part:
    if isinstance(part, Gate):
        return replace(part, href=None)
    return replace(part, href=None, answers=tuple(map(_unlinked_answer, part.answers)))


def _unlinked_answer(objection: Objection) -> Objection:
    answers = tuple(map(_unlinked_answer, objection.answers))
    return replace(objection, href=None, answers=answers)


@cache
def _styles() -> str:
    """The tokens of the light theme, the styles of drawings, and the hatch they refer to."""
    tokens = _TOKENS.search((_CSS / "app.css").read_text("utf-8"))
    rules = (_CSS / "diagram.css").read_text("utf-8")
    family = 'text { font-family: "Segoe UI", "Noto Sans", "Noto Sans KR", sans-serif; }'
    hatch = (
        '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><line class="hatch-line" x1="0" y1="0" x2="0" y2="5"/>'
        "</pattern></defs>"
    )
    line = ".hatch-line { stroke: var(--ink); stroke-width: 1.6; }"
    ground = "svg { background: var(--paper); }"
    style = "\n".join((tokens.group() if tokens else "", family, line, ground, rules))
    return f"<style>{style.replace('<', '')}</style>{hatch}"
