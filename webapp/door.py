"""The door: the usual query is answered by the loop that reads requests, without a thread.

To hand a request to a thread and its answer back takes longer than a short query itself. So the
loop puts it to an idle worker, and sends the answer when it comes. It never waits: what has not
come soon, is long, or went wrong is handed to a thread, which goes on from there and does
whatever else has to be done: watch the deadline, stop a query that nobody waits for, tell what
was wrong. Everything but the usual query goes to a thread at once.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from waitress import wasyncore
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher
from waitress.utilities import build_http_date
from werkzeug.exceptions import HTTPException

from webapp.connection import Connection
from webapp.failures import QueryFailure

if TYPE_CHECKING:
    import socket

    from waitress.adjustments import Adjustments

    from webapp.answer import Answer
    from webapp.prompt import Prompt
    from webapp.short_way import ShortWay, Usual

PATIENCE_S: Final = 0.05  # for how long the loop looks after a query
_IDLE_S: Final = 1.0
_END_S: Final = 5.0  # for requests in progress, when the server is told to stop


class Run:
    """A query that the loop looks after; one of the things that it reads from.

    Attributes
    ----------
    channel : Connection
        Of the client.
    usual : Usual
    prompt : Prompt
        Its query on its way.
    since : float
        When it came, by `time.monotonic`.
    number : int
        Of the worker's channel, once there is one.
    """

    accepting = False

    def __init__(self, door: Door, channel: Connection, usual: Usual, prompt: Prompt) -> None:
        self._door = door
        self.channel = channel
        self.usual = usual
        self.prompt = prompt
        self.since = time.monotonic()
        self.number = -1

    def readable(self) -> bool:
        """Always."""
        return True

    def writable(self) -> bool:
        """Never: what is not sent at once is sent by a thread."""
        return False

    def handle_read_event(self) -> None:
        """The worker has answered, or is gone."""
        self._door.look(self)

    def handle_close(self) -> None:
        """The worker is gone."""
        self._door.hand_over(self)

    def handle_error(self) -> None:
        """Something is wrong here; the connection is not to hang."""
        self._door.logger.exception("the answer to a query could not be sent")
        self.channel.will_close = True
        self._door.hand_over(self)


class Door(TcpWSGIServer):  # type: ignore[misc]
    """A server whose loop answers the usual query.

    Parameters
    ----------
    app : WSGI application
    listener : socket
    adjustments : waitress.adjustments.Adjustments
    short_way : ShortWay or None
        What answers without waiting; None if nothing is to be.
    """

    channel_class = Connection

    def __init__(
        self,
        app: Any,
        listener: socket.socket,
        adjustments: Adjustments,
        short_way: ShortWay | None,
    ) -> None:
        self._short_way = short_way
        self._common = _lines(short_way.headers) if short_way is not None else ""
        self._come: deque[Connection] = deque()
        self._waiting: deque[Run] = deque()  # for a worker
        self._running: dict[Run, None] = {}  # in the order in which they began
        self._date = (0, "")
        self._thread = 0
        self._is_ended = False
        self._latest_end = 0.0
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(adjustments.threads)
        super().__init__(
            app,
            map={},
            _sock=listener,
            dispatcher=dispatcher,
            adj=adjustments,
            sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
            bind_socket=False,
        )

    def run(self) -> None:
        """Serve until `end`, and then for as long as requests are in progress, within a bound."""
        self._thread = threading.get_ident()
        if self._short_way is not None:
            self._short_way.when_idle(self.pull_trigger)
        try:
            while self._map and not self._is_done():
                is_busy = self._running or self._waiting or self._is_ended
                # poll, since select knows no more than 1024 files
                wasyncore.poll2(PATIENCE_S if is_busy else _IDLE_S, self._map)
                self._turn()
        finally:
            self.task_dispatcher.shutdown(timeout=_IDLE_S)

    def end(self) -> None:
        """Have `run` end; from another thread."""
        if not self._is_ended:
            self._latest_end = time.monotonic() + _END_S
            self._is_ended = True
        super().pull_trigger()

    def _is_done(self) -> bool:
        if not self._is_ended:
            return False
        channels = list(self.active_channels.values())
        is_busy = any(each.requests or each.total_outbufs_len for each in channels)
        return not is_busy or time.monotonic() > self._latest_end

    def close(self) -> None:
        """Take no more connections."""
        if self._short_way is not None:
            self._short_way.when_idle(bool)
        super().close()

    def add_task(self, channel: Connection) -> None:
        """See to a request once everything that has come is read; from any thread."""
        self._come.append(channel)

    def pull_trigger(self) -> None:
        """Have the loop look again, unless it is the one who says so."""
        if threading.get_ident() != self._thread:
            super().pull_trigger()

    def look(self, run: Run) -> None:
        """Send the answer to a query, if it has come."""
        answer = run.prompt.look()
        if answer is not None:
            self._forget(run)
            self._send(run.channel, run.usual, answer)
        elif not run.prompt.is_coming:
            self.hand_over(run)

    def hand_over(self, run: Run) -> None:
        """Let a thread see to a query from here on."""
        if run in self._running:
            self._forget(run)
            self.task_dispatcher.add_task(run.channel)

    def _forget(self, run: Run) -> None:
        del self._running[run]
        del self._map[run.number]

    def _turn(self) -> None:
        while self._come:
            channel = self._come.popleft()
            try:
                self._receive(channel)
            except Exception:
                self.logger.exception("a request could not be seen to")
                channel.will_close = True
        while self._waiting and self._is_begun(self._waiting[0]):
            self._waiting.popleft()
        soon = time.monotonic() - PATIENCE_S
        while self._waiting and self._waiting[0].since < soon:
            self.task_dispatcher.add_task(self._waiting.popleft().channel)
        while self._running and (first := next(iter(self._running))).since < soon:
            self.hand_over(first)

    def _receive(self, channel: Connection) -> None:
        usual = self._usual(channel)
        if self._short_way is None or usual is None:
            self.task_dispatcher.add_task(channel)
            return
        answer = self._short_way.kept(usual, channel.check_client_disconnected)
        if answer is not None:
            self._send(channel, usual, answer)
        elif usual.prompt is not None:
            channel.requests[0].usual = usual
            self._waiting.append(Run(self, channel, usual, usual.prompt))
        else:
            self.task_dispatcher.add_task(channel)

    def _usual(self, channel: Connection) -> Usual | None:
        if self._short_way is None or not channel.is_plain:
            return None
        try:
            return self._short_way.usual(channel.environ())
        except (QueryFailure, HTTPException):
            return None  # the application tells

    def _is_begun(self, run: Run) -> bool:
        """Whether a worker or a thread is at it now; false if it is to wait here."""
        number = None
        with contextlib.suppress(QueryFailure):  # the application tells
            number = run.prompt.begin()
        if number is not None:
            run.number = number
            self._map[number] = run
            self._running[run] = None
            return True
        if run.prompt.is_next:
            return False
        self.task_dispatcher.add_task(run.channel)
        return True

    def _send(self, channel: Connection, usual: Usual, answer: Answer) -> None:
        assert self._short_way is not None
        try:
            told = self._short_way.told(usual, answer)
        except HTTPException:
            channel.requests[0].usual = None  # the application tells
            self.task_dispatcher.add_task(channel)
            return
        head = f"HTTP/1.1 200 OK\r\n{_lines(told)}{self._common}Date: {self._now()}\r\n\r\n"
        channel.requests[0].answer = head.encode("latin-1") + answer.read()
        channel.service()

    def _now(self) -> str:
        second = int(time.time())
        if second != self._date[0]:
            self._date = second, build_http_date(second)
        return self._date[1]


def _lines(headers: list[tuple[str, str]]) -> str:
    return "".join(f"{name}: {value}\r\n" for name, value in headers)
