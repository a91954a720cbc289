"""The search for minimal sets of findings, whatever they are to bring about."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Generic, TypeVar

from graph.bounded import Answer
from graph.cone import Cone
from graph.families import Family, Members, Workshop, minimal

Member = TypeVar("Member")


class SetSearch(ABC, Generic[Member]):
    """Sets of numbered findings that settle one goal, the smallest first.

    A subclass says which findings settle it alone, which sets do together, and whether a
    set does; this class puts the answer together, and cuts it where it must.
    """

    def __init__(self, cone: Cone) -> None:
        self._cone = cone

    @property
    @abstractmethod
    def size(self) -> int:
        """How many findings there are to choose from."""

    @abstractmethod
    def alone(self) -> list[int]:
        """The findings each of which settles the goal on its own."""

    @abstractmethod
    def together(self, workshop: Workshop, without: Members) -> Family:
        """The minimal sets that settle the goal, leaving some findings out."""

    @abstractmethod
    def settles(self, group: Members) -> bool:
        """Whether a set settles the goal."""

    @abstractmethod
    def named(self, number: int) -> Member:
        """What a number stands for."""

    def answer(self, max_size: int, limit: int) -> Answer[Member]:
        """The minimal sets of up to `max_size` members, `limit` of them at most."""
        alone = self.alone()
        groups: list[Members] = [frozenset({number}) for number in alone]
        if max_size == 1 or len(groups) > limit:
            # What is settled without any of these is settled by larger sets as well.
            rest = frozenset(range(self.size)) - frozenset(alone)
            return self._answer(groups, limit, may_go_on=self.settles(rest))
        workshop = Workshop(max_size, len(self._cone.propositions) + len(self._cone.tails))
        family = self.together(workshop, frozenset(alone))
        groups += self._verified(family[: limit + 1]) if workshop.was_cut else family
        return self._answer(groups, limit, workshop.was_cut, workshop.was_bounded)

    def _answer(
        self, groups: list[Members], limit: int, was_cut: bool = False, may_go_on: bool = False
    ) -> Answer[Member]:
        sets = (tuple(map(self.named, sorted(group))) for group in groups[:limit])
        return Answer(tuple(sets), was_cut or len(groups) > limit, was_cut, may_go_on)

    def _verified(self, family: Iterable[Members]) -> list[Members]:
        """The sets that do settle the goal, reduced to minimal ones, each once.

        A cut may have lost smaller sets, or stopped before a set was complete.
        """
        return minimal(map(self._reduced, filter(self.settles, family)))

    def _reduced(self, group: Members) -> Members:
        for place in sorted(group, reverse=True):
            if self.settles(group - {place}):
                group -= {place}
        return group
