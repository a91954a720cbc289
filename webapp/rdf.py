"""RDF as an answer: descriptions of single things, whole graphs, and how they are sent."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import lru_cache
from typing import IO, cast

import pyoxigraph as ox
from flask import Response, make_response, request
from werkzeug.exceptions import NotAcceptable

from ontology.loading import ontology_files, parsed
from webapp.evaluation import PREFIXES
from webapp.formats import GRAPH_FORMATS, GRAPH_WRITERS, Format
from webapp.negotiation import best
from webapp.query_response import content_type
from webapp.xml_text import Writable, XmlText, nameable

SUFFIXES = {each.suffix: each for each in GRAPH_FORMATS}
_WITH_GRAPHS = ("trig", "nquads")
TRIPLE_FORMATS = tuple(each for each in GRAPH_FORMATS if each.name not in _WITH_GRAPHS)


@lru_cache(maxsize=1)
def ontology_triples() -> tuple[ox.Triple, ...]:
    """The terms that the project defines, with their alignments."""
    quads = (quad for path in ontology_files() for quad in parsed(path))
    return tuple(dict.fromkeys(quad.triple for quad in quads))


def serialized(statements: Iterable[ox.Triple] | Iterable[ox.Quad], format_name: str) -> bytes:
    """Statements in one of the formats for triples and quads.

    Raises
    ------
    UnfitFormat
        If they hold what the format cannot express.
    """
    file = io.BytesIO()
    serialize(statements, format_name, file)
    return file.getvalue()


def serialize(
    statements: Iterable[ox.Triple] | Iterable[ox.Quad], format_name: str, file: Writable
) -> None:
    """Write statements as `serialized` has them."""
    is_xml = format_name == "rdfxml"
    ox.serialize(
        nameable(cast(Iterable[ox.Triple], statements)) if is_xml else statements,
        cast(IO[bytes], XmlText(file) if is_xml else file),
        format=GRAPH_WRITERS[format_name],
        prefixes=PREFIXES,
    )


def negotiated(offered: tuple[Format, ...]) -> tuple[Format, str] | None:
    """The format that suits the client best and its media type; None for HTML.

    Raises
    ------
    NotAcceptable
        If the client takes none of them, nor HTML.
    """
    types = {t: each for each in offered for t in reversed(each.media_types)}
    order = [each.media_type for each in offered]
    order += [t for t in types if t not in order]
    chosen = best(request.headers.get("Accept"), [*order, "text/html"])
    if chosen is None:
        told = ", ".join(each.media_type for each in offered)
        raise NotAcceptable(f"The description can be had as text/html, {told}.")
    return None if chosen == "text/html" else (types[chosen], chosen)


def sent(body: bytes, media_type: str, filename: str = "") -> Response:
    """An answer of RDF or another format, to be kept under a file name if there is one."""
    response = make_response(body)
    response.content_type = content_type(media_type)
    if filename:
        response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
