"""The usual query, answered before Flask sees it.

Flask and what is hooked into it take several times as long as a short query itself. So a GET of
``/sparql`` by a program is answered here, in the very same words, if nothing else is asked of
the answer: no compression, no condition, no sharing with another origin, no limit of requests.
All else goes the long way through the application, and so does whatever goes wrong, to be told
there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from werkzeug.exceptions import HTTPException
from werkzeug.wsgi import wrap_file

from webapp.answer import Answer
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
    from webapp.prompt import Prompt
    from webapp.query_response import Chosen
    from webapp.workers import QueryService, Wish

FAILURE: Final = "policy_explorer.failure"
USUAL: Final = "policy_explorer.usual"
_CONDITIONS: Final = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


@dataclass(slots=True)
class Usual:
    """A usual query.

    Attributes
    ----------
    formats : pair of Chosen
    tag : str
        What names the answer; see `webapp.query_response.tag_of`.
    query : str
    wish : Wish
    prompt : Prompt or None
        The query on its way, if somebody has begun it without waiting.
    """

    formats: tuple[Chosen, Chosen]
    tag: str
    query: str
    wish: Wish
    prompt: Prompt | None = None


class ShortWay:
    """The application behind a door where the usual query is answered.

    Parameters
    ----------
    long_way : WSGI application
        What answers everything else.
    data_version : str
    settings : Settings
    queries : QueryService or None

    Attributes
    ----------
    headers : list of pairs of str
        What every answer given here carries, besides what is told of it.
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
        self.headers = [("Vary", vary), *SECURITY, *version]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        try:
            usual = environ.get(USUAL) or self.usual(environ)
            found = self._answered(usual, environ) if usual is not None else None
        except (QueryFailure, HTTPException) as failure:
            environ[FAILURE] = failure
            found = None
        if found is None:
            return self._long_way(environ, start_response)
        headers, body = found
        start_response("200 OK", headers)
        return body

    def usual(self, environ: Mapping[str, Any]) -> Usual | None:
        """The query of a request, if it is a usual one.

        Parameters
        ----------
        environ : mapping
            As WSGI has it; of the headers, those whose names begin with ``HTTP_`` matter.

        Raises
        ------
        QueryFailure, NotAcceptable
            If there can be no answer.
        """
        if environ["PATH_INFO"] != "/sparql" or not self._is_usual(environ):
            return None
        asked = operation_in(environ["QUERY_STRING"].encode("latin-1"), environ.get("HTTP_TIMEOUT"))
        accept = environ.get("HTTP_ACCEPT")
        if self._queries is None or is_for_browser(asked.format, accept):
            return None
        formats = formats_of(asked.format, accept)
        tag = tag_of(self._data_version, self._queries.limits, asked, formats)
        return Usual(formats, tag, asked.query, wish_of(asked, formats))

    def kept(self, usual: Usual, is_abandoned: Callable[[], bool]) -> Answer | None:
        """The answer, if it is a short one and there without waiting; else `usual.prompt` is set.

        Neither if the query has to be waited for.
        """
        assert self._queries is not None
        found = self._queries.prompt(usual.query, usual.wish, is_abandoned)
        if not isinstance(found, Answer):
            usual.prompt = found
            return None
        return found if found.size <= MOST_IN_MEMORY else None

    def when_idle(self, tell: Callable[[], object]) -> None:
        """Whom to tell that a worker is idle, after a query has found none."""
        if self._queries is not None:
            self._queries.when_idle(tell)

    def told(self, usual: Usual, answer: Answer) -> list[tuple[str, str]]:
        """What the headers say of an answer, besides `headers`.

        Raises
        ------
        NotAcceptable
            If the client takes no format of its kind.
        """
        assert self._queries is not None
        return headers_of(answer, usual.formats, usual.tag, self._queries.limits)

    def _is_usual(self, environ: Mapping[str, Any]) -> bool:
        return (
            environ["REQUEST_METHOD"] == "GET"
            and self._queries is not None
            and "HTTP_ORIGIN" not in environ
            and environ["QUERY_STRING"] != ""
            and environ.get("HTTP_ACCEPT_ENCODING", "identity") == "identity"
            and not any(name in environ for name in _CONDITIONS)
            and environ.get("HTTP_SEC_FETCH_SITE", "none") in ("none", "same-origin")
            and self._is_known(environ.get("HTTP_HOST", ""), environ.get("REMOTE_ADDR"))
        )

    def _is_trusted_and_free(self, host: str, client: str | None) -> bool:
        is_free = not self._settings.rate_limit or not client_of(client)
        return is_free and is_trusted(host, self._settings)

    def _answered(
        self, usual: Usual, environ: WSGIEnvironment
    ) -> tuple[list[tuple[str, str]], Iterable[bytes]]:
        answer = self._waited_for(usual, is_abandoned(environ))
        headers = [*self.told(usual, answer), *self.headers]
        if answer.size <= MOST_IN_MEMORY:
            return headers, [answer.read()]
        return headers, wrap_file(environ, answer.file)

    def _waited_for(self, usual: Usual, is_abandoned: Callable[[], bool]) -> Answer:
        assert self._queries is not None
        if usual.prompt is not None:
            return usual.prompt.answer()
        return self._queries.answer(usual.query, usual.wish, is_abandoned)


def init_app(app: Any, data_version: str, settings: Settings, queries: QueryService | None) -> None:
    """Put the short way before everything else that the application does."""
    app.wsgi_app = ShortWay(app.wsgi_app, data_version, settings, queries)
