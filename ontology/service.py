"""A SPARQL 1.1 service over HTTP, of which only queries are asked.

https://www.w3.org/TR/sparql11-protocol/

Nothing is followed anywhere: a redirect is an error, and proxies of the environment are not used.
Credentials come from the environment alone and appear in no message.
"""

from __future__ import annotations

import base64
import http.client
import os
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode, urlsplit

from ontology.errors import (
    NoService,
    ServiceAway,
    ServiceBusy,
    ServiceError,
    ServiceRefusal,
    ServiceTooSlow,
)
from ontology.virtuoso import MADE_BY_VIRTUOSO, mended, refusal

TIMEOUT_S: Final = 60.0
_USER: Final = "POLICY_EXPLORER_STORE_USER"
_PASSWORD: Final = "POLICY_EXPLORER_STORE_PASSWORD"  # noqa: S105  the name of a variable
_AUTHORIZATION: Final = "POLICY_EXPLORER_STORE_AUTHORIZATION"
_PIECE_BYTES: Final = 1 << 16
_REASON_BYTES: Final = 2000
_BUSY: Final = (429, 503)
_SLOW: Final = (408, 504)


@dataclass(frozen=True, slots=True)
class Service:
    """Where queries go.

    Attributes
    ----------
    address : str
        ``http`` or ``https``; what stands behind a ``?`` is sent with every query.
    authorization : str
        The value of the Authorization header; empty for none.
    timeout_s : float
        How long an answer may take.
    """

    address: str
    authorization: str = field(default="", repr=False)
    timeout_s: float = TIMEOUT_S

    def connected(self) -> Connection:
        """A connection to it, opened when it is first used."""
        return Connection(self)


def service_at(address: str, environment: Mapping[str, str] | None = None) -> Service:
    """The service at an address, with the credentials that the environment holds for it.

    Parameters
    ----------
    address : str
    environment : mapping of str to str, optional
        Variables to use instead of those of the process.

    Raises
    ------
    NoService
        If it is no such address, or holds credentials.
    """
    try:
        parts = urlsplit(address)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        is_address = False
    if not is_address or not address.isascii() or any(c.isspace() for c in address):
        raise NoService("not an address such as http://127.0.0.1:7878/query")
    if parts.username is not None or parts.password is not None:
        raise NoService(f"put credentials into {_USER} and {_PASSWORD}, not into the address")
    return Service(address, _authorization(os.environ if environment is None else environment))


def is_address(text: str) -> bool:
    """Whether a text names a service rather than a folder."""
    return text.lower().startswith(("http://", "https://"))


def _authorization(environment: Mapping[str, str]) -> str:
    told = environment.get(_AUTHORIZATION, "")
    if user := environment.get(_USER, ""):
        pair = f"{user}:{environment.get(_PASSWORD, '')}".encode()
        told = told or f"Basic {base64.b64encode(pair).decode()}"
    if not told.isprintable() or not told.isascii():
        raise NoService(f"{_AUTHORIZATION} is no value of a header")
    return told


class Connection:
    """One connection, kept from query to query; not to be shared between threads."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._parts = urlsplit(service.address)
        # Made now: a process that may open no file could not read the certificates later.
        self._tls = ssl.create_default_context() if self._parts.scheme == "https" else None
        self._kept: http.client.HTTPConnection | None = None
        self._latest: Body | None = None
        self._is_virtuoso = False

    def close(self) -> None:
        """Hang up; what was not read of the latest answer is lost."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None
        self._close_unread()

    def asked(
        self,
        query: str,
        accept: str,
        dataset: tuple[Sequence[str], Sequence[str]] = ((), ()),
        timeout_s: float | None = None,
    ) -> Body:
        """What the service answers to a query; read it to its end, or close it.

        Parameters
        ----------
        query : str
        accept : str
            The formats that are understood.
        dataset : pair of sequences of str
            The graphs that make up the default graph, and the named ones; none for its own.
        timeout_s : float, optional
            How long it may take until the whole answer is read.

        Raises
        ------
        ServiceError
            If there is no answer.
        """
        end = _Deadline(self._service.timeout_s if timeout_s is None else timeout_s)
        self._close_unread()
        if self._is_virtuoso:
            self.close()  # it is slow to answer again on a connection that was kept
        try:
            found = self._sent(_form(query, dataset), accept, end)
            self._latest = body = Body(self, found, end)
            self._is_virtuoso = body.is_virtuoso
            _check(body)
        except TimeoutError:
            self.close()
            raise ServiceTooSlow(end.timeout_s) from None
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise ServiceAway(_why(error)) from None
        except ServiceError:
            self.close()
            raise
        return body

    def _close_unread(self) -> None:
        """Hang up if the latest answer was not read to its end."""
        latest, self._latest = self._latest, None
        if latest is not None:
            latest.close()

    def _sent(self, form: bytes, accept: str, end: _Deadline) -> http.client.HTTPResponse:
        if self._kept is not None:
            # The service may have hung up meanwhile, which shows only when something is sent.
            with suppress(http.client.RemoteDisconnected, ConnectionError):
                return self._exchanged(form, accept, end)
            self.close()
        return self._exchanged(form, accept, end)

    def _exchanged(self, form: bytes, accept: str, end: _Deadline) -> http.client.HTTPResponse:
        if self._kept is None:
            self._kept = self._opened()
        if self._kept.sock is None:
            self._kept.timeout = end.left_s
            self._kept.connect()
        end.watch(self._kept)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": accept,
            "User-Agent": "policy-explorer",
        }
        if self._service.authorization:
            headers["Authorization"] = self._service.authorization
        target = (self._parts.path or "/") + (f"?{self._parts.query}" if self._parts.query else "")
        self._kept.request("POST", target, form, headers)
        return self._kept.getresponse()

    def _opened(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._tls is not None:
            return http.client.HTTPSConnection(host, port, context=self._tls)
        return http.client.HTTPConnection(host, port)


class _Deadline:
    """When the whole answer must have come."""

    def __init__(self, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        self._end = time.monotonic() + timeout_s
        self._socket: socket.socket | None = None

    @property
    def left_s(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def watch(self, connection: http.client.HTTPConnection) -> None:
        self._socket = connection.sock
        self.check()

    def check(self) -> None:
        left_s = self.left_s
        if self._socket is not None and self._socket.fileno() >= 0:
            self._socket.settimeout(left_s)


class Body:
    """An answer while it is read: a file that can only be read.

    Attributes
    ----------
    status : int
    media_type : str
        Without parameters.
    is_cut : bool
        Whether the service says that it left something out.
    is_virtuoso : bool
        Whether Virtuoso wrote it, so that it was mended while it was read.
    """

    def __init__(
        self, connection: Connection, response: http.client.HTTPResponse, end: _Deadline
    ) -> None:
        self._connection = connection
        self._response = response
        self._deadline = end
        self._line = b""
        self.status = response.status
        self.media_type = response.headers.get_content_type()
        self.is_virtuoso = response.headers.get("Server", "").startswith(MADE_BY_VIRTUOSO)
        headers = response.headers
        self.is_cut = "X-SPARQL-MaxRows" in headers or "X-SQL-State" in headers

    @property
    def redirects(self) -> bool:
        """Whether it only points elsewhere."""
        return 300 <= self.status < 400

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most so many; all that are left for -1."""
        try:
            self._deadline.check()
            return self._next(size)
        except TimeoutError:
            self.close()
            raise ServiceTooSlow(self._deadline.timeout_s) from None
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise ServiceAway(_why(error)) from None

    def whole(self, max_bytes: int) -> bytes:
        """All that is left.

        Raises
        ------
        ServiceAway
            If it is more than so many bytes.
        """
        pieces = bytearray()
        while piece := self.read(_PIECE_BYTES):
            pieces += piece
            if len(pieces) > max_bytes:
                self.close()
                raise ServiceAway(f"its answer exceeds {max_bytes >> 20} MiB")
        return bytes(pieces)

    def _next(self, size: int) -> bytes:
        if not self.is_virtuoso:
            return self._response.read(None if size < 0 else size)
        if size < 0:
            return self._line + b"".join(mended(line) for line in self._response)
        # What has to be mended never runs over the end of a line.
        while not self._line:
            line = self._response.readline()
            if not line:
                return b""
            self._line = mended(line)
        piece, self._line = self._line[:size], self._line[size:]
        return piece

    def close(self) -> None:
        """Leave the rest unread; the connection is then of no more use."""
        if not self._response.isclosed():
            self._response.close()
            self._connection.close()


def _form(query: str, dataset: tuple[Sequence[str], Sequence[str]]) -> bytes:
    default, named = dataset
    fields = [("query", query)]
    fields += [("default-graph-uri", each) for each in default]
    fields += [("named-graph-uri", each) for each in named]
    return urlencode(fields).encode()


def _check(body: Body) -> None:
    """Raise what a status tells."""
    if 200 <= body.status < 300:
        return
    reason = " ".join(body.whole(_PIECE_BYTES)[:_REASON_BYTES].decode("utf-8", "replace").split())
    if body.status in _BUSY:
        raise ServiceBusy
    if body.status in _SLOW:
        raise ServiceTooSlow(body._deadline.timeout_s)
    if told := refusal(reason):
        raise ServiceRefusal(told)
    if body.status in (400, 413, 414, 422):
        raise ServiceRefusal(reason or f"status {body.status}")
    if body.status in (401, 403):
        raise ServiceAway(f"it wants other credentials (status {body.status})")
    if body.redirects:
        raise ServiceAway("it leads to another address, which is not followed; give that one")
    if body.status in (404, 405, 415):
        raise ServiceAway(
            f"no queries are answered at this address (status {body.status}); it often ends in"
            " /query or /sparql"
        )
    raise ServiceAway(f"it fails with status {body.status}")


def _why(error: Exception) -> str:
    if isinstance(error, http.client.HTTPException):
        return "what it answers is not HTTP as it should be"
    if isinstance(error, ssl.SSLError):
        return f"no secure connection: {error.reason or 'the certificate does not hold'}"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
