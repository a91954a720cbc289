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
    exhausted : bool
        Whether that is because the search reached its limit of work (see `graph.families`): a
        greater limit of sets gives no more then, a smaller size all of the small ones.
    may_go_on : bool
        Whether there may be sets larger than the size asked for.
    """

    sets: tuple[tuple[Member, ...], ...]
    truncated: bool = False
    exhausted: bool = False
    may_go_on: bool = False


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
