"""Clients that ask a SPARQL service over HTTP and take little time themselves.

Each is a process of its own with one kept connection and requests made ready beforehand; it
reads an answer to its end without looking at it. Threads of one process would wait for each
other and so measure themselves.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import perf_counter
from typing import Final
from urllib.parse import quote, urlsplit

_PIECE_BYTES: Final = 1 << 18
_LAST_CHUNK: Final = b"0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the body, and the seconds from asking to the last byte."""

    status: int
    body: bytes
    seconds: float


class Client:
    """One connection that is kept, or opened again if the service closed it.

    Parameters
    ----------
    address : str
        Of the service, such as ``http://127.0.0.1:7878/query``.
    timeout_s : float
        How long an answer may take.
    """

    def __init__(self, address: str, timeout_s: float) -> None:
        parts = urlsplit(address)
        self._place = (parts.hostname or "", parts.port or 80)
        self._path, self._host = parts.path, parts.netloc
        self._timeout_s = timeout_s
        self._socket: socket.socket | None = None

    def request(self, query: str, accept: str) -> bytes:
        """The bytes of a GET request; the same ones can be sent many times."""
        return (
            f"GET {self._path}?query={quote(query, safe='')} HTTP/1.1\r\n"
            f"Host: {self._host}\r\nAccept: {accept}\r\n\r\n"
        ).encode()

    def asked(self, request: bytes) -> Answer:
        """Send a request and read the whole answer.

        Raises
        ------
        TimeoutError
            If it takes too long.
        OSError
            If there is none.
        """
        channel = self._connected()
        begin = perf_counter()
        try:
            channel.sendall(request)
            head, body = _read(channel, begin + self._timeout_s)
        except OSError:
            self.close()
            raise
        seconds = perf_counter() - begin
        if b"connection: close" in head.lower():
            self.close()
        return Answer(int(head[9:12]), body, seconds)

    def close(self) -> None:
        """Give the connection up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _connected(self) -> socket.socket:
        if self._socket is None:
            self._socket = socket.create_connection(self._place, self._timeout_s)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket


def _read(channel: socket.socket, end: float) -> tuple[bytes, bytes]:
    """The head of an answer and its body, of known length or in chunks."""
    received = _piece(channel, end)
    while (at := received.find(b"\r\n\r\n")) < 0:
        received += _piece(channel, end)
    head, pieces = received[:at], [received[at + 4 :]]
    folded = head.lower()
    if (found := folded.find(b"\r\ncontent-length:")) >= 0:
        left = int(folded[found + 17 :].split(b"\r\n", 1)[0]) - len(pieces[0])
        while left > 0:
            pieces.append(_piece(channel, end))
            left -= len(pieces[-1])
        return head, b"".join(pieces)
    while not (pieces[-1].endswith(_LAST_CHUNK) or b"".join(pieces[-2:]).endswith(_LAST_CHUNK)):
        pieces.append(_piece(channel, end))
    return head, _joined(b"".join(pieces))


def _piece(channel: socket.socket, end: float) -> bytes:
    left = end - perf_counter()
    if left <= 0:
        raise TimeoutError
    channel.settimeout(left)
    piece = channel.recv(_PIECE_BYTES)
    if not piece:
        raise ConnectionResetError("the service closed the connection")
    return piece


def _joined(chunks: bytes) -> bytes:
    """The content of a body sent in chunks."""
    parts: list[bytes] = []
    at = 0
    while True:
        end = chunks.index(b"\r\n", at)
        size = int(chunks[at:end].split(b";")[0], 16)
        if not size:
            return b"".join(parts)
        parts.append(chunks[end + 2 : end + 2 + size])
        at = end + 2 + size + 2


def seconds_taken(
    address: str, queries: Sequence[Sequence[str]], accept: str, timeout_s: float
) -> list[float]:
    """How long each query took, of clients that all ask at once; infinite where none came.

    Parameters
    ----------
    queries : sequence of sequences of str
        One for each client: what it asks, one after the other.
    """
    context = get_context("fork")
    pairs = [context.Pipe() for _ in queries]
    clients = [
        context.Process(target=_asking, args=(theirs, address, mine, accept, timeout_s))
        for (_, theirs), mine in zip(pairs, queries, strict=True)
    ]
    for client in clients:
        client.start()
    for _, theirs in pairs:
        theirs.close()  # so that a client that dies is noticed
    for ours, _ in pairs:
        ours.recv()  # it is connected
    for ours, _ in pairs:
        ours.send(None)
    taken = [seconds for ours, _ in pairs for seconds in ours.recv()]
    for client in clients:
        client.join()
    return taken


def _asking(
    channel: Connection, address: str, queries: Sequence[str], accept: str, timeout_s: float
) -> None:
    client = Client(address, timeout_s)
    requests = [client.request(query, accept) for query in queries]
    client.asked(client.request("ASK {}", "application/sparql-results+json"))
    channel.send(None)
    channel.recv()
    channel.send(list(_times(client, requests)))


def _times(client: Client, requests: Sequence[bytes]) -> Iterator[float]:
    for request in requests:
        try:
            answer = client.asked(request)
        except OSError:
            yield float("inf")
        else:
            yield answer.seconds if answer.status == 200 else float("inf")
