"""What a command answers: a status, the answer for scripts, and how to show it to people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.answers import Json
from graph.errors import EngineError

if TYPE_CHECKING:
    from graph.rendering import Page

ANSWER: Final = 0
NO: Final = 1
BAD_INPUT: Final = 2
INTERNAL_ERROR: Final = 3


class UsageError(EngineError):
    """The command line itself makes no sense."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer of a command.

    Attributes
    ----------
    answer : Json
        What ``--json`` prints.
    show : callable
        Writes the same for people.
    status : int
        0 an answer, 1 the answer is no.
    """

    answer: Json
    show: Callable[[Page], None]
    status: int = ANSWER
