"""What stands in the places of a statement, and how it is told as text."""

from __future__ import annotations

from typing import TypeAlias

import pyoxigraph as ox

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def iri_of(term: Term | None) -> str | None:
    """The IRI, if the term is one."""
    return term.value if isinstance(term, ox.NamedNode) else None


def is_iri(text: str) -> bool:
    """Whether a text is an IRI.

    >>> is_iri("urn:a"), is_iri("a"), is_iri("urn:a b")
    (True, False, False)
    """
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def str_of(term: Term | None) -> str:
    """The IRI of a term, the text of a literal, the name of a blank node; empty for none."""
    return "" if term is None else str(getattr(term, "value", term))
