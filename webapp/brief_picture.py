"""The chain of a brief as a drawing that fits a sheet of paper, keyed to its lines and letters.

Objections have no boxes here: the brief lists them, and the drawing names their letters where
they strike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from graph.layout import Spacing
from graph.model import Finding, Iri, Proposition
from webapp.brief import Brief, Countered
from webapp.diagram import Diagram, why_diagram
from webapp.diagram_claims import Labels, Weighed
from webapp.diagram_figures import Sizes
from webapp.diagram_model import Box, Gate, Kind, Objection, Part
from webapp.diagram_text import text_width
from webapp.diagram_wide import Metrics, Placed, placed

# Drawn wider, the letters would be smaller on A4 than 8.5 pt; drawn higher, it fills the sheet.
_WIDEST: Final = 832.0
_HIGHEST: Final = 620.0
_SUM: Final = 14.0  # the size of the letters in which the sum is written
_ROOMY: Final = Spacing(near=7, far=16, row=10, least_gap=37, width=_WIDEST - 2)
_CLOSE: Final = replace(_ROOMY, least_gap=20, track=10, lead=12)
# The first that fits is taken.
_SIZES: Final = (
    (Sizes(fact=208, derived=166, goal=224, least_height=46, least_goal=72, lines=4), _ROOMY),
    (Sizes(fact=196, derived=152, goal=176, least_height=46, least_goal=72, lines=4), _ROOMY),
    (Sizes(fact=164, derived=144, goal=150, least_height=46, least_goal=72, lines=4), _ROOMY),
)
# For long chains; their names are best short.
_SMALL: Final = (
    (Sizes(fact=144, derived=140, goal=134, least_height=46, least_goal=72, lines=4), _CLOSE),
)


class Marked(Protocol):
    """How a language says which objections strike: ``unless C``, ``despite A, B``."""

    def __call__(self, marks: Sequence[str], *, is_step: bool) -> str: ...


@dataclass(frozen=True)
class _Keyed:
    """The numbers of lines by what the boxes of a drawing lead to."""

    told: Brief

    def line(self, href: Iri | None) -> int | None:
        """The line of a claim or concept; none where two lines share a concept."""
        found = self._lines().get(href or "", ())
        return found[0] if len(found) == 1 else None

    def _lines(self) -> dict[Iri, list[int]]:
        lines: defaultdict[Iri, list[int]] = defaultdict(list)
        for line in self.told.steps:
            is_finding = isinstance(line.step.justification, Finding)
            lines[line.step.claim].append(line.number)
            if not is_finding:
                lines[line.step.proposition.concept].append(line.number)
        return lines

    def marks(self, number: int, *, is_step: bool) -> list[str]:
        """The letters of what strikes a step, or its conclusion."""
        return [o.mark for o in self.struck(number) if _strikes_step(o) == is_step]

    def struck(self, number: int) -> Iterable[Countered]:
        """What is in force against a line; of the last one, against the measure too."""
        every = self.told.against(number)
        if number == len(self.told.steps):
            goal = self.told.explained.goal
            every += tuple(o for o in self.told.objections if o.attack.target == goal)
        return (o for o in every if o.against.in_force)


def _strikes_step(objection: Countered) -> bool:
    return not isinstance(objection.attack.target, Proposition)


def chain_picture(
    study: Weighed, told: Brief, labels: Labels, lang: str, marked: Marked
) -> Diagram:
    """The chain of a brief as a drawing; its boxes lead to the lines ``#line-1`` and so on.

    Only of a measure that follows.
    """
    assert told.derivation is not None
    goal = told.explained.goal
    drawn = why_diagram(
        study, goal, [told.derivation], 0, labels, lang, links=lambda iri: iri, name="brief"
    )
    keyed = _Keyed(told)
    parts = (part for part in drawn.parts if not isinstance(part, Objection))
    return replace(drawn, parts=tuple(_keyed(part, keyed, marked) for part in parts))


def _keyed(part: Box | Gate, keyed: _Keyed, marked: Marked) -> Box | Gate:
    number = keyed.line(part.href)
    href = f"#line-{number}" if number else None
    is_step = isinstance(part, Gate)
    marks = keyed.marks(number, is_step=is_step) if number else []
    words = [marked(marks, is_step=is_step)] if marks else []
    if isinstance(part, Gate):
        return replace(part, href=href, note=" · ".join((part.note, *words)))
    notes = tuple(part.notes)
    if number and part.kind is not Kind.GOAL:
        notes = (f"{number} · {notes[0]}", *notes[1:]) if notes else (str(number),)
    return replace(part, href=href, notes=(*notes, *words), answers=())


def on_paper(drawn: Diagram, *, is_close: bool = False) -> Placed | None:
    """The drawing laid out for a sheet of A4; none where it would be too large to read.

    `is_close` draws it in narrow boxes, for a chain that does not fit otherwise.
    """
    for sizes, spacing in _SMALL if is_close else _SIZES:
        there = placed(
            _joined(drawn, sizes.goal), Metrics(sizes, spacing, captions=False, narrows=False)
        )
        if there.layout.width <= _WIDEST and there.layout.height <= _HIGHEST:
            return there
    return None


def _joined(drawn: Diagram, width: float) -> Diagram:
    """The drawing with the notes of its conclusion on one line, if the box is wide enough."""
    return replace(drawn, parts=tuple(_on_one_line(part, width) for part in drawn.parts))


def _on_one_line(part: Part, width: float) -> Part:
    if not isinstance(part, Box) or part.kind is not Kind.GOAL:
        return part
    together = " · ".join(part.notes)
    fits = text_width(together, _SUM) <= width - 2 * _SUM
    return replace(part, notes=(together,)) if fits else part
