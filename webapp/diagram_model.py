"""What a drawing of reasoning shows, before it has a place, a size or a colour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeAlias

from graph.model import Basis


class Kind(StrEnum):
    """What a box stands for; each has its own shape."""

    FACT = "fact"
    DERIVED = "derived"
    GOAL = "goal"
    OPEN = "open"  # neither found nor derived
    DENIED = "denied"  # found not to hold
    AGAIN = "again"  # stands elsewhere in the same drawing


@dataclass(frozen=True, slots=True)
class Box:
    """A proposition: its name, and under it how it is known.

    `basis` draws the border, `shown` says that the way on show uses it, `href` where the
    box leads, `mark` sets the one the drawing is about apart, and `badge` says how much more
    there is behind it. `answers` are the objections that stand under it.
    """

    key: str
    kind: Kind
    title: str
    notes: tuple[str, ...] = ()
    basis: Basis | None = None
    shown: bool = False
    href: str | None = None
    mark: bool = False
    badge: str = ""
    answers: tuple[Objection, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """A step of reasoning: with two or more premises an AND gate, with one a plain arrow."""

    key: str
    premises: tuple[str, ...]
    conclusion: str
    title: str = ""
    note: str = ""
    ways: str = ""
    basis: Basis = Basis.STATED
    shown: bool = False
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Objection:
    """What speaks against a box (`rebuts`) or against a step, and what it takes away.

    `answers` are the objections against this objection.
    """

    key: str
    target: str
    title: str
    notes: tuple[str, ...] = ()
    effect: str = ""
    basis: Basis = Basis.STATED
    border: Basis | None = None
    rebuts: bool = False
    href: str | None = None
    answers: tuple[Objection, ...] = ()


Part: TypeAlias = Box | Gate | Objection
Boxed: TypeAlias = Box | Objection


def unfolded(part: Boxed, depth: int = 0) -> Iterator[tuple[Boxed, int]]:
    """A box and, each with its depth, all objections that stand with it."""
    yield part, depth
    for answer in part.answers:
        yield from unfolded(answer, depth + 1)


def objections_in(parts: Iterable[Part]) -> Iterator[Objection]:
    """Every objection, wherever it stands, in reading order."""
    for part in parts:
        if not isinstance(part, Gate):
            yield from (one for one, _ in unfolded(part) if isinstance(one, Objection))


def _with_answers(box: Box, answers: Iterable[Objection]) -> Box:
    return replace(box, answers=tuple(answers))


def hung(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts with objections against boxes that nothing leads to put under these boxes."""
    led = {part.conclusion for part in parts if isinstance(part, Gate)}
    loose = {part.key for part in parts if isinstance(part, Box) and part.key not in led}
    under: defaultdict[str, list[Objection]] = defaultdict(list)
    for part in parts:
        if isinstance(part, Objection) and part.target in loose:
            under[part.target].append(part)
    return tuple(
        _with_answers(part, under[part.key]) if isinstance(part, Box) else part
        for part in parts
        if not (isinstance(part, Objection) and part.target in loose)
    )


@dataclass(frozen=True, slots=True)
class Diagram:
    """A drawing of reasoning.

    Attributes
    ----------
    name : str
        Unique in its page; ids are made from it.
    title, sentence : str
        What it is, and the whole of it in words.
    parts : tuple of Part
        In reading order: premises before the step they feed, that before its conclusion.
    words : mapping of str to str
        The few words that the drawing itself needs.
    left_out : int
        How many ways were left out to keep it readable.
    """

    name: str
    title: str
    sentence: str
    parts: tuple[Part, ...]
    words: dict[str, str] = field(default_factory=dict)
    left_out: int = 0

    @property
    def boxes(self) -> dict[str, Box]:
        """The boxes by key."""
        return {part.key: part for part in self.parts if isinstance(part, Box)}

    @property
    def gates(self) -> tuple[Gate, ...]:
        """The steps of reasoning, in reading order."""
        return tuple(part for part in self.parts if isinstance(part, Gate))

    @property
    def objections(self) -> tuple[Objection, ...]:
        """All objections, those that stand with a box or another objection too."""
        return tuple(objections_in(self.parts))
