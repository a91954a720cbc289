"""What was asked for latest, kept up to a number."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Latest(Generic[Value]):
    """Values by key; the least recently used go first. Safe to share between threads.

    Parameters
    ----------
    most : int
        How many are kept.

    Examples
    --------
    >>> kept = Latest[int](2)
    >>> kept.keep({"a": 1, "b": 2})
    >>> kept.among(["a"])
    {'a': 1}
    >>> kept.keep({"c": 3})
    >>> kept.among(["a", "b", "c"])
    {'a': 1, 'c': 3}
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[str, Value] = OrderedDict()

    def among(self, keys: Iterable[str]) -> dict[str, Value]:
        """Those of the keys that are kept, with their values."""
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        return found

    def keep(self, values: Mapping[str, Value]) -> None:
        """Keep these, too."""
        with self._lock:
            self._kept.update(values)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
