"""How far an answer made of sets goes, as asked for and as told."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from graph.bounded import Answer
from graph.commands.session import Session
from graph.commands.words import say

if TYPE_CHECKING:
    from graph.rendering import Page

Member = TypeVar("Member")

MOST_SETS: Final = 100
_MOST_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Extent:
    """How large sets may be, how many are looked for, and how many of them the text shows."""

    max_size: int = 2
    limit: int = MOST_SETS
    shown: int = _MOST_SHOWN


def extent(options: Namespace) -> Extent:
    """What was asked for: with ``--limit``, the text shows that many, too."""
    if options.limit is None:
        return Extent(options.max_size)
    return Extent(options.max_size, options.limit, options.limit)


def show_end(session: Session, page: Page, found: Answer[Member], asked: Extent) -> None:
    """Where the answer ends, if that may not be its natural end, and what would take it on."""
    for key in _ends(found, asked):
        shown = min(asked.shown, len(found.sets))
        told = say(session.lang, key, shown=shown, count=len(found.sets), size=asked.max_size)
        page.line(told, indent=2)


def _ends(found: Answer[Member], asked: Extent) -> list[str]:
    is_cut = found.truncated and not found.exhausted
    keys = {
        "more-than-limit": is_cut,
        "more-than-shown": len(found.sets) > asked.shown and not is_cut,
        "work-limit": found.exhausted,
        "larger-sets": found.may_go_on,
    }
    return [key for key, is_so in keys.items() if is_so]
