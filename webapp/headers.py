"""What every answer carries, and the names under which the server lets itself be addressed."""

from __future__ import annotations

import ipaddress
from typing import Final

from flask import Flask, request
from werkzeug.exceptions import BadRequest, Forbidden
from werkzeug.wrappers import Response

from webapp.config import Settings
from webapp.current import explorer, settings

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "img-src 'self' data:",
        "style-src 'self'",
        "script-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
SECURITY: Final = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
# Where programs of other origins may ask, if the settings let them.
_SHARED: Final = (
    "/api/",
    "/sparql",
    "/graph/",
    "/graphs",
    "/.well-known/",
    "/id/",
    "/ns",
    "/data/",
)
_EXPOSED: Final = "Data-Version, ETag, Link, Policy-Explorer-Truncated, Retry-After"
_UNDERSTOOD: Final = "Accept, Content-Type, If-None-Match, Timeout"
_OWN_NAMES: Final = ("localhost", "localhost.localdomain")


def init_app(app: Flask) -> None:
    """Check the host and the site of every request, and give every answer its headers."""
    app.before_request(_check_host)
    app.before_request(_check_site)
    app.after_request(_finished)


def _check_host() -> None:
    name = request.host
    if not is_trusted(name, settings()):
        raise BadRequest(
            f"This server does not answer to the name {name!r};"
            " start it with --allowed-hosts to add it."
        )


def _check_site() -> None:
    """Answer a page of a stranger only if somebody follows a link there.

    Browsers keep the answers from it, but not how long they take, which a query can make depend
    on what the data say. They tell where a request comes from in Sec-Fetch headers, others do not.
    """
    is_asked = request.path.startswith(_SHARED) or request.path.endswith("/sparql")
    if is_asked and request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        is_link = request.headers.get("Sec-Fetch-Dest") == "document"
        if not (is_link or _may_read(request.headers.get("Origin", ""))):
            raise Forbidden(
                "Pages of other origins get no answers from this server;"
                " start it with --cors to let one read them."
            )


def _may_read(origin: str) -> bool:
    """Whether the pages of an origin may read answers."""
    allowed = (f"{request.scheme}://{request.host}", *settings().cors)
    return "*" in allowed or origin in allowed


def is_trusted(host: str, given: Settings) -> bool:
    """Whether a request may address the server by this name.

    A page of a stranger can point a name of its own at this machine (DNS rebinding), but it
    cannot make the browser send an address in numbers, so those are fine.

    >>> is_trusted("127.0.0.1:8000", Settings()), is_trusted("evil.example", Settings())
    (True, False)
    """
    name = host.lower().removesuffix(".")
    if not name.endswith("]"):
        head, colon, port = name.rpartition(":")
        name = head if colon and port.isdecimal() else name
    named = {each.lower() for each in given.allowed_hosts}
    return name in (*_OWN_NAMES, given.host.lower()) or name in named or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def _finished(response: Response) -> Response:
    for name, value in SECURITY:
        response.headers.setdefault(name, value)
    if version := explorer().data_version:
        response.headers.setdefault("Data-Version", version)
    if request.path.startswith(_SHARED):
        _share(response)
    return _conditional(response)


def _conditional(response: Response) -> Response:
    """Send nothing where the client already has the very same answer."""
    is_whole = response.status_code == 200 and not response.is_streamed
    if request.method not in ("GET", "HEAD") or not is_whole or response.direct_passthrough:
        return response
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-cache"
        response.add_etag(weak=True)
    return response.make_conditional(request)


def _share(response: Response) -> None:
    """Let the pages of this origin, and of those in the settings, read the answer."""
    response.vary.add("Origin")
    origin = request.headers.get("Origin", "")
    if _may_read(origin):
        everybody = "*" in settings().cors
        response.headers["Access-Control-Allow-Origin"] = "*" if everybody else origin
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = _UNDERSTOOD
            response.headers["Access-Control-Max-Age"] = "86400"
