"""The usual query, answered before Flask sees it.

Flask and what is hooked into it take several times as long as a short query itself. So a GET of
``/sparql`` by a program is answered here, in the very same words, if nothing else is asked of
the answer: no compression, no condition, no sharing with another origin, no limit of requests.
All else goes the long way through the application, and so does whatever goes wrong, to be told
there.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from werkzeug.exceptions import HTTPException
from werkzeug.wsgi import wrap_file

from webapp.draft import MOST_IN_MEMORY
from webapp.failures import QueryFailure
from webapp.headers import SECURITY, is_trusted
from webapp.protocol import operation_in
from webapp.query_response import (
    VARYING,
    formats_of,
    headers_of,
    is_abandoned,
    is_for_browser,
    tag_of,
    wish_of,
)
from webapp.rate_limit import client_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from webapp.config import Settings
    from webapp.workers import QueryService

FAILURE: Final = "policy_explorer.failure"
_CONDITIONS: Final = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


class ShortWay:
    """The application behind a door where the usual query is answered.

    Parameters
    ----------
    long_way : WSGI application
        What answers everything else.
    data_version : str
    settings : Settings
    queries : QueryService or None
    """

    def __init__(
        self,
        long_way: WSGIApplication,
        data_version: str,
        settings: Settings,
        queries: QueryService | None,
    ) -> None:
        self._long_way = long_way
        self._data_version = data_version
        self._settings = settings
        self._queries = queries
        self._is_known = lru_cache(256)(self._is_trusted_and_free)
        version = [("Data-Version", data_version)] if data_version else []
        vary = ", ".join((*VARYING, "Accept-Encoding", "Origin"))
        self._headers = [("Vary", vary), *SECURITY, *version]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if environ["PATH_INFO"] != "/sparql" or not self._is_usual(environ):
            return self._long_way(environ, start_response)
        try:
            found = self._answered(environ)
        except (QueryFailure, HTTPException) as failure:
            environ[FAILURE] = failure
            found = None
        if found is None:
            return self._long_way(environ, start_response)
        headers, body = found
        start_response("200 OK", headers)
        return body

    def _is_usual(self, environ: WSGIEnvironment) -> bool:
        return (
            environ["REQUEST_METHOD"] == "GET"
            and self._queries is not None
            and "HTTP_ORIGIN" not in environ
            and environ["QUERY_STRING"] != ""
            and environ.get("HTTP_ACCEPT_ENCODING", "identity") == "identity"
            and not any(name in environ for name in _CONDITIONS)
            and self._is_known(environ.get("HTTP_HOST", ""), environ.get("REMOTE_ADDR"))
        )

    def _is_trusted_and_free(self, host: str, client: str | None) -> bool:
        is_free = not self._settings.rate_limit or not client_of(client)
        return is_free and is_trusted(host, self._settings)

    def _answered(
        self, environ: WSGIEnvironment
    ) -> tuple[list[tuple[str, str]], Iterable[bytes]] | None:
        asked = operation_in(environ["QUERY_STRING"].encode("latin-1"), environ.get("HTTP_TIMEOUT"))
        accept = environ.get("HTTP_ACCEPT")
        if self._queries is None or is_for_browser(asked.format, accept):
            return None
        formats = formats_of(asked.format, accept)
        limits = self._queries.limits
        tag = tag_of(self._data_version, limits, asked, formats)
        answer = self._queries.answer(asked.query, wish_of(asked, formats), is_abandoned(environ))
        headers = [*headers_of(answer, formats, tag, limits), *self._headers]
        if answer.size <= MOST_IN_MEMORY:
            return headers, [answer.read()]
        return headers, wrap_file(environ, answer.file)


def init_app(app: Any, data_version: str, settings: Settings, queries: QueryService | None) -> None:
    """Put the short way before everything else that the application does."""
    app.wsgi_app = ShortWay(app.wsgi_app, data_version, settings, queries)
