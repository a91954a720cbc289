"""A query for whoever does not wait: to be begun and looked for, or left to a thread."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from webapp.answer import Answer
from webapp.failures import QueryFailure

if TYPE_CHECKING:
    from webapp.asking import Asking
    from webapp.single_flight import Lead


class Prompt:
    """A query on its way, on behalf of all who ask it at the same time.

    To be ended: by `look` when it gives the answer, by `answer`, or by `leave`.

    Parameters
    ----------
    asking : Asking
    lead : Lead or None
        Of those who ask it; None where everybody gets an answer of their own.
    """

    def __init__(self, asking: Asking, lead: Lead | None = None) -> None:
        self._asking = asking
        self._lead = lead
        self._is_open = True

    @property
    def is_next(self) -> bool:
        """Whether the next worker that gets idle is all that there is to hope for."""
        return self._asking.is_next

    def begin(self) -> int | None:
        """Put it to a worker that is idle, if there is one; see `webapp.asking.Asking.begin`."""
        return self._asking.begin()

    def look(self) -> Answer | None:
        """The answer, if it has come; see `webapp.asking.Asking.look`."""
        answer = self._asking.look()
        if answer is None:
            return None
        self._is_open = False
        return answer if self._lead is None else self._lead.land(answer)

    @property
    def is_coming(self) -> bool:
        """Whether a part of the answer has come, and the rest may follow at once."""
        return self._asking.is_coming

    def answer(self) -> Answer:
        """Wait for the answer.

        Raises
        ------
        QueryFailure
            If there is none; which one tells why.
        """
        self._is_open = False
        return (
            self._asking.answer() if self._lead is None else self._lead.answer(self._asking.answer)
        )

    def leave(self) -> None:
        """The client has gone; see to it that nobody else who asks the same is let down."""
        if not self._is_open:
            return
        if self._asking.is_begun:
            with contextlib.suppress(QueryFailure):  # it is stopped if nobody waits
                self.answer().file.close()
        elif self._lead is not None:
            self._is_open = False
            self._lead.give_up()
