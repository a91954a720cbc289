"""One query put to another SPARQL service over HTTP, within a time and a size.

No redirect is followed, no proxy of the environment is used, and nothing is told but the query.
"""

from __future__ import annotations

import http.client
from typing import Final
from urllib.parse import SplitResult, urlencode, urlsplit

from webapp.failures import OtherServiceFailed, OutOfTime
from webapp.patience import Patience

MAX_BYTES: Final = 8 << 20
_PIECE_BYTES: Final = 64 * 1024
_HEADERS: Final = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Accept": "application/sparql-results+json",
    "User-Agent": "policy-explorer",
}


def results(address: str, query: str, patience: Patience) -> bytes:
    """The solutions of a query, in JSON, as another service gives them.

    Raises
    ------
    OtherServiceFailed
        If it gives none, or more bytes than may be.
    OutOfTime
        If it takes too long.
    """
    parts = urlsplit(address)
    connection = _connection(parts, patience.left_s)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, urlencode({"query": query}).encode(), _HEADERS)
        return _body(address, connection, patience)
    except TimeoutError:
        raise OutOfTime(patience.timeout_s) from None
    except (OSError, http.client.HTTPException) as error:
        raise OtherServiceFailed(address, str(error) or type(error).__name__) from error
    finally:
        connection.close()


def _connection(parts: SplitResult, timeout_s: float) -> http.client.HTTPConnection:
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return kind(parts.hostname or "", parts.port, timeout=timeout_s)


def _body(address: str, connection: http.client.HTTPConnection, patience: Patience) -> bytes:
    with connection.getresponse() as response:
        if 300 <= response.status < 400:
            raise OtherServiceFailed(address, "it leads elsewhere, which is not followed")
        if response.status != 200:
            raise OtherServiceFailed(address, f"it answers with status {response.status}")
        found = bytearray()
        while True:
            if connection.sock is not None:
                connection.sock.settimeout(patience.left_s)
            piece = response.read1(_PIECE_BYTES)
            if not piece:
                return bytes(found)
            _ = patience.left_s
            found += piece
            if len(found) > MAX_BYTES:
                raise OtherServiceFailed(address, f"it answers more than {MAX_BYTES >> 20} MiB")
