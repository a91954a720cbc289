"""What a worker has in place of a store where a service holds the data: one connection to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import IO, Final, cast

import pyoxigraph as ox

from ontology.errors import ServiceAway
from ontology.remote import RESULTS, TRIPLES, RemoteStore, parsed_results
from ontology.service import Body
from webapp.query_text import query_text, tokens

_RELATIVE: Final = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*:)[^<>\s\"{}|^`\\]*>")
_MADE: Final = re.compile("[iu]ri", re.IGNORECASE)  # the functions, which may be given such a one
_FILES: Final = 16  # for a connection, and for what looks up the name of the service


class RemoteGraphs:
    """Hands queries on that were found to be fine, and reads what comes back.

    A query is first parsed, and evaluated over nothing, by an Oxigraph of its own: what is no
    SPARQL 1.1 query gets the same answer as everywhere, and never reaches the service. What
    reads or changes anything else has been refused before.

    Attributes
    ----------
    is_cut : bool
        Whether the service left something out of its latest answer.
    files : int
        How many more files than other workers a worker with it may have open.
    """

    files: int | None = _FILES

    def __init__(self, store: RemoteStore) -> None:
        self._connection = store.service.connected()
        self._names = frozenset(store.graph_names)
        self._dataset = store.dataset
        self._nothing = ox.Store()
        self.is_cut = False

    def opened(self) -> RemoteGraphs:
        """Itself: the connection is made when it is first needed."""
        return self

    def contains_named_graph(self, name: ox.NamedNode) -> bool:
        """Whether the service has a graph of this name."""
        return name.value in self._names

    def query(
        self,
        query: str,
        *,
        base_iri: str | None = None,
        default_graph: Sequence[ox.NamedNode] | None = None,
        named_graphs: Sequence[ox.NamedNode] | None = None,
    ) -> ox.QuerySolutions | ox.QueryBoolean | Iterator[ox.Triple]:
        """The answer of the service.

        Raises
        ------
        SyntaxError
            If it is no query of SPARQL 1.1.
        ServiceError
            If the service gives no answer.
        """
        of_triples = isinstance(self._nothing.query(query, base_iri=base_iri), ox.QueryTriples)
        dataset = self._dataset
        if default_graph is not None or named_graphs is not None:
            default, named = (
                [node.value for node in nodes or ()] for nodes in (default_graph, named_graphs)
            )
            dataset = (default, named)
        elif query_text(query).graphs:  # its own clauses decide
            dataset = ((), ())
        if base_iri and _needs_base(query):
            query = f"BASE <{base_iri}> {query}"
        body = self._connection.asked(query, TRIPLES if of_triples else RESULTS, dataset)
        self.is_cut = body.is_cut
        return triples(body) if of_triples else parsed_results(body, body.media_type)


def _needs_base(query: str) -> bool:
    """Whether an IRI may be relative to what is not said: Virtuoso takes no more than one BASE.

    >>> _needs_base("SELECT * { <a> ?p ?o }"), _needs_base("BASE <a:b> SELECT * { <a> ?p ?o }")
    (True, False)
    """
    if not (_RELATIVE.search(query) or _MADE.search(query)):
        return False
    before = None
    for token in tokens(query):
        if token.kind == "iri":
            if _RELATIVE.match(token.text):
                return True
            if before is not None and before.is_word("BASE"):
                return False
        elif not (token.kind == "name" or token.is_word("PREFIX", "BASE")):
            break
        before = token
    return True


def triples(body: Body) -> Iterator[ox.Triple]:
    """The triples in an answer.

    Raises
    ------
    ServiceAway
        If they cannot be understood.
    """
    form = ox.RdfFormat.from_media_type(body.media_type)
    if body.media_type == "text/plain":
        form = ox.RdfFormat.N_TRIPLES
    if form is None:
        raise ServiceAway(f"it answers with {body.media_type}, which is no format of triples")
    try:
        for quad in ox.parse(cast(IO[bytes], body), format=form):
            yield quad.triple
    except (SyntaxError, ValueError) as error:
        raise ServiceAway(f"its answer cannot be read: {error}") from None
