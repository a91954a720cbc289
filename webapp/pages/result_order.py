"""Rows of a result in another order, or only those that hold some words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from webapp.results import Solutions, Term

Shown: TypeAlias = Callable[[Term], str]


@dataclass(frozen=True, slots=True)
class Order:
    """A variable by which rows are sorted; what is unbound stands last either way."""

    variable: str
    is_descending: bool

    @property
    def parameter(self) -> str:
        """The order as it stands in an address."""
        return f"-{self.variable}" if self.is_descending else self.variable


def order_of(parameter: str, found: Solutions) -> Order | None:
    """The order that ``?sort=name`` or ``?sort=-name`` asks for; None if nothing has the name.

    >>> order_of("-x", Solutions(("x",), ()))
    Order(variable='x', is_descending=True)
    """
    variable = parameter.removeprefix("-")
    return Order(variable, parameter != variable) if variable in found.variables else None


def ordered(found: Solutions, order: Order | None, shown: Shown) -> Solutions:
    """The rows in an order: numbers by size, before texts and names as they are shown."""
    if order is None:
        return found
    at = found.variables.index(order.variable)
    bound = [row for row in found.rows if row[at] is not None]
    unbound = tuple(row for row in found.rows if row[at] is None)
    bound.sort(key=lambda row: _key(row[at], shown), reverse=order.is_descending)
    return replace(found, rows=(*bound, *unbound))


def _key(term: Term | None, shown: Shown) -> tuple[bool, float, str]:
    if term is None:
        return (True, 0.0, "")
    if term.number is not None:
        return (False, term.number, "")
    return (True, 0.0, shown(term).casefold())


def holding(found: Solutions, words: str, shown: Shown) -> Solutions:
    """The rows in which every one of the words occurs, in whatever column."""
    wanted = words.casefold().split()
    if not wanted:
        return found
    return replace(found, rows=tuple(r for r in found.rows if _holds(r, wanted, shown)))


def _holds(row: tuple[Term | None, ...], wanted: list[str], shown: Shown) -> bool:
    text = "\n".join(f"{shown(term)} {term.value}" for term in row if term is not None).casefold()
    return all(word in text for word in wanted)
