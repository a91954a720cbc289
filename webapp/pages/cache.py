"""Keeps what pages compute from a study for as long as the application lives."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

from flask import Flask, current_app

Value = TypeVar("Value")
_CAPACITY = 8192


class Cache:
    """The most recently used values; safe to share between the threads of a server."""

    def __init__(self) -> None:
        self._values: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The value of a key, computed unless it is kept."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return cast(Value, self._values[key])
        value = compute()  # outside the lock: two threads may both compute, none waits
        with self._lock:
            self._values[key] = value
            if len(self._values) > _CAPACITY:
                self._values.popitem(last=False)
        return value


def init_cache(app: Flask) -> None:
    """Give the application an empty cache."""
    app.extensions["pages_cache"] = Cache()


def cached(key: Hashable, compute: Callable[[], Value]) -> Value:
    """The value of a key in the cache of the application."""
    kept: Cache = current_app.extensions["pages_cache"]
    return kept.get(key, compute)
