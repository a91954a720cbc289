"""What a drawing of reasoning shows, before it has a place, a size or a colour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
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
    box leads, `mark` sets the one the drawing is about apart.
    """

    key: str
    kind: Kind
    title: str
    notes: tuple[str, ...] = ()
    basis: Basis | None = None
    shown: bool = False
    href: str | None = None
    mark: bool = False


@dataclass(frozen=True, slots=True)
class Gate:
    """A step of reasoning: with two or more premises an AND gate, with one a plain arrow."""

    key: str
    premises: tuple[str, ...]
    conclusion: str
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

    def unfolded(self, depth: int = 0) -> Iterator[tuple[Objection, int]]:
        """The objection and, each with its depth, all that speak against it."""
        yield self, depth
        for answer in self.answers:
            yield from answer.unfolded(depth + 1)

    def family(self) -> Iterator[Objection]:
        """The objection and all that speak against it."""
        return (one for one, _ in self.unfolded())


Part: TypeAlias = Box | Gate | Objection


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
        """The objections, in reading order."""
        return tuple(part for part in self.parts if isinstance(part, Objection))
