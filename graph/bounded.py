"""An answer that may have had to be cut, and the checks of what is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from graph.errors import InvalidArgument

Member = TypeVar("Member")


@dataclass(frozen=True, slots=True)
class Answer(Generic[Member]):
    """Minimal sets, the smallest first.

    Attributes
    ----------
    sets : tuple of tuple
    truncated : bool
        Whether there are, or may be, more sets of the size asked for than are given. Each
        set that is given is minimal all the same.
    """

    sets: tuple[tuple[Member, ...], ...]
    truncated: bool = False


def checked(max_size: int, limit: int) -> None:
    """Refuse bounds that leave nothing to answer.

    Raises
    ------
    InvalidArgument
        If either is less than 1.
    """
    for name, value in (("max_size", max_size), ("limit", limit)):
        if value < 1:
            raise InvalidArgument(f"{name} is {value}; at least 1 is needed")
