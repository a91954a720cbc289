"""Drawings of reasoning as SVG, wide from left to right or tall from top to bottom."""

from __future__ import annotations

from markupsafe import Markup

from webapp.diagram_ink import tag
from webapp.diagram_model import Diagram
from webapp.diagram_tall import tall
from webapp.diagram_wide import Metrics, wide


def svg(diagram: Diagram, orientation: str = "wide", metrics: Metrics | None = None) -> Markup:
    """The drawing as an ``<svg>`` element of shapes and classes, for inside a page.

    Parameters
    ----------
    diagram : Diagram
    orientation : {"wide", "tall"}
        Left to right, or top to bottom for narrow screens.
    metrics : Metrics, optional
        The measures of the wide drawing.
    """
    drawn = tall(diagram) if orientation == "tall" else wide(diagram, metrics)
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
