"""From Oxigraph's terms to rdflib's, for the one tool that knows only those: pySHACL."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

GENID = "https://w3id.org/.well-known/genid/"


@contextmanager
def quiet() -> Iterator[None]:
    """Keep rdflib from telling the console of each ill-formed literal: the shapes do."""
    logger = logging.getLogger("rdflib.term")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            yield
    finally:
        logger.setLevel(before)


def genid(label: str) -> Node:
    """A stand-in for a blank node of the data.

    pySHACL writes each blank node of a result out with all that hangs on it, without end
    where they hang together in many ways. The shapes know that such a name is none.
    """
    from rdflib import URIRef

    return URIRef(GENID + label)


def to_graph(quads: Iterable[ox.Quad], blank: Callable[[str], Node]) -> Graph:
    """The statements for rdflib, which knows none about statements: no shape asks for any."""
    from rdflib import Graph

    graph = Graph(bind_namespaces="none")
    for quad in quads:
        subject, value = quad.subject, quad.object
        if not isinstance(subject, ox.Triple) and not isinstance(value, ox.Triple):
            graph.add(
                (
                    _to_rdflib(subject, blank),
                    _to_rdflib(quad.predicate, blank),
                    _to_rdflib(value, blank),
                )
            )
    return graph


def _to_rdflib(
    term: ox.NamedNode | ox.BlankNode | ox.Literal, blank: Callable[[str], Node]
) -> Node:
    from rdflib import Literal, URIRef

    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return blank(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    if term.value.strip().lower().lstrip("+-") in ("nan", "snan"):
        return Literal(term.value)  # as a number it cannot even be compared
    return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
