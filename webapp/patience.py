"""How long somebody waits for an answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from webapp.failures import OutOfTime


@dataclass(frozen=True, slots=True)
class Patience:
    """Until when an answer is waited for, and by whom.

    Attributes
    ----------
    timeout_s : float
        For how long in all.
    end : float
        Until when, by `time.monotonic`.
    is_abandoned : callable
        Tells whether whoever waited has gone.
    """

    timeout_s: float
    end: float
    is_abandoned: Callable[[], bool]

    @classmethod
    def of(cls, timeout_s: float, is_abandoned: Callable[[], bool]) -> Patience:
        """From now on, for so many seconds."""
        return cls(timeout_s, time.monotonic() + timeout_s, is_abandoned)

    @property
    def left_s(self) -> float:
        """What is left of the time.

        Raises
        ------
        OutOfTime
            If nothing is, or nobody waits any more.
        """
        left = self.end - time.monotonic()
        if left <= 0 or self.is_abandoned():
            raise OutOfTime(self.timeout_s)
        return left
