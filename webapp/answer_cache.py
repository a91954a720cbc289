"""Answers that were given before, kept up to a limit of bytes, the least recently used go first."""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, replace
from threading import Lock

from webapp.answer import Answer


@dataclass(frozen=True, slots=True)
class _Kept:
    answer: Answer  # whose file is the one of whoever was first
    body: bytes


class AnswerCache:
    """Answers by whatever tells one from another; safe to share between threads.

    Parameters
    ----------
    max_bytes : int
        What all bodies together may take. One that takes more than a quarter of it is not
        kept. 0 keeps nothing.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._size = 0

    def get(self, key: Hashable) -> Answer | None:
        """The answer kept under the key, with a file of its own; None if there is none."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
        return replace(found.answer, file=io.BytesIO(found.body))

    def put(self, key: Hashable, answer: Answer) -> Answer:
        """Keep an answer if it will stay the same and is not too long; returns one to send."""
        if answer.is_volatile or 4 * answer.size > self._max_bytes:
            return answer
        if isinstance(answer.file, io.BytesIO):
            body = answer.file.getvalue()
        else:
            body = answer.read()
            answer = replace(answer, file=io.BytesIO(body))
        with self._lock:
            self._drop(key)
            self._kept[key] = _Kept(answer, body)
            self._size += len(body)
            while self._size > self._max_bytes:
                self._drop(next(iter(self._kept)))
        return answer

    def _drop(self, key: Hashable) -> None:
        if key in self._kept:
            self._size -= len(self._kept.pop(key).body)
