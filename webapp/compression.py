"""Answers compressed for clients that take that, as Brotli or gzip.

ETags are weak all over the application, so that one of them names every coding of an answer.
https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
"""

from __future__ import annotations

from typing import Final

from flask import Flask, request
from flask_compress import Compress

from webapp.formats import FORMATS

_CODINGS: Final = ("br", "gzip")
_TEXTS: Final = (
    *("text/html", "text/css", "text/javascript", "text/plain", "image/svg+xml"),
    *("application/json", "application/xml", "application/graphml+xml", "application/javascript"),
)


def init_app(app: Flask) -> None:
    """Compress answers; to be called before whatever else works on them afterwards.

    What is registered first works last, on the answer as it is sent.
    """
    app.config.update(
        COMPRESS_MIMETYPES=sorted({*_TEXTS, *(t for f in FORMATS.values() for t in f.media_types)}),
        COMPRESS_ALGORITHM=list(_CODINGS),
        COMPRESS_ALGORITHM_STREAMING=list(_CODINGS),
        COMPRESS_BR_LEVEL=4,
        COMPRESS_LEVEL=5,
    )
    Compress(app)
    app.before_request(_choose)


def _choose() -> None:
    """Leave in the request the one coding that is best, since Compress ignores exclusions."""
    accepted = request.accept_encodings
    qualities = {coding: accepted.quality(coding) for coding in _CODINGS}
    best = max(_CODINGS, key=lambda coding: qualities[coding])  # of equals, the first
    is_wanted = qualities[best] > 0 and qualities[best] >= accepted.quality("identity")
    request.environ["HTTP_ACCEPT_ENCODING"] = best if is_wanted else "identity"
