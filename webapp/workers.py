"""Answers queries in processes of their own, so that no query can hurt anything else.

Look-ups take none; see `webapp.look_up`.

A query that runs too long is killed with its worker, one that crashes or takes too much memory
takes down its worker alone; another worker stands in at once. Long results travel in unlinked
temporary files: a worker is free again before the first byte is sent to a slow reader.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox

from webapp.answer import Answer
from webapp.answer_cache import AnswerCache
from webapp.asking import Asking
from webapp.evaluation import Request
from webapp.federation import Federation
from webapp.forkserver import ForkServer
from webapp.look_up import looked_up
from webapp.pool import Pool
from webapp.prompt import Prompt
from webapp.query_text import is_volatile
from webapp.single_flight import Lead, SingleFlight
from webapp.worker import Source


@dataclass(frozen=True, slots=True)
class Limits:
    """What queries may take.

    Attributes
    ----------
    workers : int
        How many may run for long at once.
    reserve : int
        How many more may run that have just begun.
    timeout_s : float
        How long one may run.
    max_waiting, max_wait_s
        How many may wait for a worker, and how long.
    max_memory_mib, max_rows, max_bytes : int
        What one may take and answer.
    cache_bytes : int
        What answers kept for the next time may take together; with 0, none is shared
        between those who ask at the same time either.
    """

    workers: int = 2
    reserve: int = 2
    timeout_s: float = 10.0
    max_waiting: int = 16
    max_wait_s: float = 5.0
    max_memory_mib: int = 1024
    max_rows: int = 100_000
    max_bytes: int = 64 << 20
    cache_bytes: int = 64 << 20

    @property
    def retry_after_s(self) -> int:
        """When it is worth trying again if too many are there."""
        return max(1, round(self.timeout_s / 2))


@dataclass(frozen=True, slots=True)
class Wish:
    """How an answer is wanted.

    Attributes
    ----------
    result_format, graph_format : str or None
        The format of solutions and truth values, and of triples; see `webapp.formats`.
    default_graphs, named_graphs : sequence of str, or None
        The data set; None leaves it to the query.
    timeout_s : float or None
        A shorter time than the service allows.
    max_rows : int or None
        Fewer rows than the service allows.
    """

    result_format: str | None = "json"
    graph_format: str | None = "turtle"
    default_graphs: Sequence[str] | None = None
    named_graphs: Sequence[str] | None = None
    timeout_s: float | None = None
    max_rows: int | None = None


class QueryService:
    """Answers queries over a store; safe to share between threads.

    Create it before any thread starts: it forks. Close it when the server ends.

    Parameters
    ----------
    store : Store
    limits : Limits
    services : sequence of str
        Addresses of other services that queries may ask.
    data_version : str
        What names the state of the data.
    """

    def __init__(
        self,
        store: Source,
        limits: Limits = Limits(),
        services: Sequence[str] = (),
        data_version: str = "",
    ) -> None:
        self.limits = limits
        self._held = store if isinstance(store, ox.Store) else None
        self._data_version = data_version
        self._federation = Federation(services, limits.workers)
        cache = AnswerCache(limits.cache_bytes)
        self._shared = SingleFlight(cache, limits.max_waiting, limits.retry_after_s)
        self._forks = ForkServer(store, limits.max_memory_mib << 20)
        self._pool = Pool(self._forks, limits)

    @property
    def is_alive(self) -> bool:
        """Whether queries can be answered at all."""
        return self._forks.is_alive

    def close(self) -> None:
        """Kill every worker; queries that run get no answer."""
        self._forks.close()
        self._pool.close()

    def answer(
        self,
        query: str,
        wish: Wish = Wish(),
        is_abandoned: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Answer a query, within the limits.

        Parameters
        ----------
        query : str
            SPARQL 1.1; an update is refused.
        wish : Wish
            How the answer is wanted.
        is_abandoned : callable
            Asked now and then; the query is stopped once it says that nobody waits any more.

        Raises
        ------
        QueryFailure
            If there is no answer; which one tells why.
        """
        if self._federation.concerns(query):
            return self._federated(query, wish, is_abandoned)
        request, timeout_s = self._request(query, wish), self._timeout_s(wish)
        if not self.limits.cache_bytes or is_volatile(query):
            return self._asking(request, timeout_s, is_abandoned).answer()
        return self._shared.answer(
            (self._data_version, request),
            timeout_s,
            is_abandoned,
            lambda is_deserted: self._asking(request, timeout_s, is_deserted).answer(),
        )

    def prompt(
        self, query: str, wish: Wish, is_abandoned: Callable[[], bool]
    ) -> Prompt | Answer | None:
        """The same without waiting: a query to be begun and looked for, or the answer to it.

        There is one if it was kept, or if the query is a look-up (see `webapp.look_up`). None if
        it has to be waited for, since it may ask other services, or somebody asks it already.
        Parameters as in `answer`.
        """
        if self._federation.concerns(query):
            return None
        request, timeout_s = self._request(query, wish), self._timeout_s(wish)
        if self._held is not None and (found := looked_up(self._held, request)) is not None:
            return found
        if not self.limits.cache_bytes or is_volatile(query):
            return Prompt(self._asking(request, timeout_s, is_abandoned))
        key = (self._data_version, request)
        lead = self._shared.lead(key, timeout_s, is_abandoned)
        if not isinstance(lead, Lead):
            return lead
        return Prompt(self._asking(request, timeout_s, lead.is_deserted), lead)

    def when_idle(self, tell: Callable[[], object]) -> None:
        """Whom to tell that a worker is idle, after a `prompt` has found none."""
        self._pool.when_idle(tell)

    def _timeout_s(self, wish: Wish) -> float:
        return min(wish.timeout_s or self.limits.timeout_s, self.limits.timeout_s)

    def _federated(self, query: str, wish: Wish, is_abandoned: Callable[[], bool]) -> Answer:
        """The answer to a query that may ask other services, which may answer otherwise again."""
        query, left_s = self._federation.resolved(query, self._timeout_s(wish), is_abandoned)
        answer = self._asking(self._request(query, wish), left_s, is_abandoned).answer()
        return replace(answer, is_volatile=True)

    def _request(self, query: str, wish: Wish) -> Request:
        lists = (wish.default_graphs, wish.named_graphs)
        default, named = (None if each is None else tuple(each) for each in lists)
        return Request(
            query=query,
            result_format=wish.result_format,
            graph_format=wish.graph_format,
            default_graphs=default,
            named_graphs=named,
            max_rows=min(wish.max_rows or self.limits.max_rows, self.limits.max_rows),
            max_bytes=self.limits.max_bytes,
        )

    def _asking(
        self, request: Request, timeout_s: float, is_abandoned: Callable[[], bool]
    ) -> Asking:
        message = json.dumps(request.fields()).encode()
        return Asking(self._pool, self.limits, message, timeout_s, is_abandoned)
