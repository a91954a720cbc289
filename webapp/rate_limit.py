"""How often one client may ask what costs something; programs on this machine, as they like."""

from __future__ import annotations

import ipaddress
import math
import time
from typing import Final

from flask import Flask, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from werkzeug.exceptions import TooManyRequests

from webapp.config import Settings

# The query service, whole graphs, and the interface for programs; pages are cheap.
_COSTLY: Final = ("/sparql", "/graphs", "/graph/", "/api/")
_QUERY_PAGES: Final = ("/en/sparql", "/ko/sparql")
_IPV6_NETWORK_BITS: Final = 64  # what one customer of a network is given


def init_app(app: Flask, settings: Settings) -> None:
    """Refuse with 429 and Retry-After what a client asks beyond the limit of the settings."""
    if not settings.rate_limit:
        return
    limit = RateLimitItemPerMinute(settings.rate_limit)
    limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def check() -> None:
        client = client_of(request.remote_addr)
        if client and _is_costly() and not limiter.hit(limit, client):
            wait_s = limiter.get_window_stats(limit, client).reset_time - time.time()
            raise TooManyRequests(
                f"More than {settings.rate_limit} requests in a minute; try again later.",
                retry_after=max(1, math.ceil(wait_s)),
            )

    app.before_request(check)


def client_of(address: str | None) -> str:
    """What stands for the client of an address; empty on this machine.

    >>> client_of("192.0.2.7"), client_of("2001:db8:1:2:3::4"), client_of("::ffff:127.0.0.1")
    ('192.0.2.7', '2001:db8:1:2::/64', '')
    """
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return address or "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is None:
            network = ipaddress.ip_network((found, _IPV6_NETWORK_BITS), strict=False)
            return "" if found.is_loopback else str(network)
        found = found.ipv4_mapped
    return "" if found.is_loopback else str(found)


def _is_costly() -> bool:
    asks = request.path.startswith(_COSTLY)
    return asks or (request.path in _QUERY_PAGES and "query" in request.args)
