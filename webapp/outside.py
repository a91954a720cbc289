"""One query put to another SPARQL service, within a time and a size.

Nothing is told but the query: no credentials go there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Final

from ontology.errors import ServiceError, ServiceTooSlow
from ontology.service import Body, Service
from webapp.failures import OtherServiceFailed, OutOfTime
from webapp.patience import Patience

MAX_BYTES: Final = 8 << 20
_PIECE_BYTES: Final = 64 * 1024
_FORMAT: Final = "application/sparql-results+json"


def results(address: str, query: str, patience: Patience) -> bytes:
    """The solutions of a query, in JSON, as another service gives them.

    Raises
    ------
    OtherServiceFailed
        If it gives none, or more bytes than may be.
    OutOfTime
        If it takes too long.
    """
    found = bytearray()
    try:
        with closing(Service(address).connected()) as connection:
            for piece in _pieces(connection.asked(query, _FORMAT, timeout_s=patience.left_s)):
                _ = patience.left_s  # nobody may be waiting any more
                found += piece
                if len(found) > MAX_BYTES:
                    raise OtherServiceFailed(address, f"it answers more than {MAX_BYTES >> 20} MiB")
    except ServiceTooSlow:
        raise OutOfTime(patience.timeout_s) from None
    except ServiceError as error:
        raise OtherServiceFailed(address, error.reason) from error
    return bytes(found)


def _pieces(body: Body) -> Iterator[bytes]:
    while piece := body.read(_PIECE_BYTES):
        yield piece
