"""Comparisons in which numbers that differ by no more than rounding are equal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, TypeVar

from graph.model import Iri

Item = TypeVar("Item")

TOLERANCE: Final = 1e-9


def ranked(
    items: Iterable[Item], scores: Sequence[Callable[[Item], float]], name: Callable[[Item], Iri]
) -> list[Item]:
    """The items by score, highest first; ties go to the next score, and then to the name.

    Scores within 1e-9 of each other tie, and so do those that a row of ties links. Names go
    by what follows the last ``#`` or ``/``, then by the whole.

    Examples
    --------
    >>> pairs = [("y", 0.3), ("x", 0.1 + 0.2), ("z", 0.5)]
    >>> [item for item, _ in ranked(pairs, [lambda pair: pair[1]], lambda pair: pair[0])]
    ['z', 'x', 'y']
    """
    if not scores:
        return sorted(items, key=lambda item: by_name(name(item)))
    ties = _ties(sorted(items, key=scores[0], reverse=True), scores[0])
    return list(chain.from_iterable(ranked(tie, scores[1:], name) for tie in ties))


def is_outweighed(support: float, opposition: float) -> bool:
    """Whether opposition is at least as strong as support.

    Numbers within 1e-9 of each other are equally strong, so that rounding decides nothing.
    Where nothing opposes, any support is enough, however weak.

    Examples
    --------
    >>> is_outweighed(0.1 + 0.2, 0.3), is_outweighed(0.31, 0.3), is_outweighed(1e-12, 0)
    (True, False, False)
    """
    return net(support, opposition) <= 0


def net(support: float, opposition: float) -> float:
    """Support minus opposition; 0 where rounding alone may tell them apart.

    Examples
    --------
    >>> net(0.1 + 0.2, 0.3), net(0.5, 0.25), net(1e-12, 0)
    (0.0, 0.25, 1e-12)
    """
    difference = support - opposition
    return 0.0 if opposition and abs(difference) <= TOLERANCE else difference


def by_name(iri: Iri) -> tuple[str, Iri]:
    """What to sort IRIs by where people read them."""
    return iri.replace("#", "/").rpartition("/")[2], iri


def _ties(items: Iterable[Item], score: Callable[[Item], float]) -> Iterator[list[Item]]:
    tie: list[Item] = []
    for item in items:
        if tie and score(tie[-1]) - score(item) > TOLERANCE:
            yield tie
            tie = []
        tie.append(item)
    if tie:
        yield tie
