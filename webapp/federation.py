"""SERVICE, for the services that the settings allow; none is allowed unless they say so.

A worker can open no connection. So each ``SERVICE <address> { … }`` is taken out of a query
before it is evaluated and put to that service as a query of its own, and the solutions take its
place as VALUES, which is what SPARQL 1.1 Federated Query defines it to mean. What is not exactly
of that form is left standing, and refused like every SERVICE.

https://www.w3.org/TR/sparql11-federated-query/#fedSemantics
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Final

import pyoxigraph as ox

from webapp.failures import OtherServiceFailed, Overloaded, QueryFailure, RefusedQuery
from webapp.outside import results
from webapp.patience import Patience
from webapp.query_text import BASE, FORMS, Token, full_iri, is_service, prologue, tokens

MAX_ROWS: Final = 10_000
_RETRY_S: Final = 5
_NOTHING_LEARNT: Final = "VALUES () { () }"  # what a SILENT service that fails stands for


@dataclass(frozen=True, slots=True)
class Clause:
    """A SERVICE clause: the service, whether it may fail, its pattern, and where it stands."""

    address: str
    is_silent: bool
    pattern: str
    start: int
    end: int


class Federation:
    """The other services that queries may ask.

    Parameters
    ----------
    allowed : sequence of str
        Their addresses; a query has to name one exactly.
    most_at_once : int
        How many queries may be asking at the same time.
    """

    def __init__(self, allowed: Sequence[str], most_at_once: int) -> None:
        self._allowed = tuple(allowed)
        self._places = BoundedSemaphore(most_at_once)

    def concerns(self, query: str) -> bool:
        """Whether a query may hold a clause to be answered here."""
        return bool(self._allowed) and "service" in query.casefold()

    def resolved(
        self, query: str, timeout_s: float, is_abandoned: Callable[[], bool]
    ) -> tuple[str, float]:
        """A query with the solutions in place of its SERVICE clauses, and the seconds left.

        Raises
        ------
        RefusedQuery
            If it asks a service that is not allowed.
        OtherServiceFailed, OutOfTime
            If a service gives no answer.
        Overloaded
            If too many queries are asking already.
        """
        patience = Patience.of(timeout_s, is_abandoned)
        found, before = _clauses(query, self._allowed)
        if not self._places.acquire(blocking=False):
            raise Overloaded(_RETRY_S)
        try:
            for clause in reversed(found):
                values = _values(clause, before, patience)
                query = f"{query[: clause.start]}{values}{query[clause.end :]}"
        finally:
            self._places.release()
        return query, patience.left_s


def _clauses(query: str, allowed: Sequence[str]) -> tuple[list[Clause], str]:
    """The clauses of a query, and its prologue as it stands."""
    found = list(tokens(query))
    prefixes, base, at = prologue(found)
    if at >= len(found) or not found[at].is_word(*FORMS):
        return [], ""
    clauses = []
    for number, token in enumerate(found):
        if number >= at and token.is_word("SERVICE"):
            behind = found[number + 1 :]
            is_silent = bool(behind) and behind[0].is_word("SILENT")
            name, *group = behind[is_silent:] or [token]
            address = full_iri(name, prefixes, base)
            line = query.count("\n", 0, token.start) + 1
            _check(address, allowed, line)
            end = _end(group)
            if not end:
                raise RefusedQuery(f"SERVICE (line {line}) needs a closed group without another")
            pattern = query[group[0].start : end]
            clauses.append(Clause(address, is_silent, pattern, token.start, end))
    return clauses, query[: found[at].start]


def _check(address: str, allowed: Sequence[str], line: int) -> None:
    if address not in allowed:
        which = f"<{address}>" if address else "a service that is no IRI"
        raise RefusedQuery(
            f"SERVICE (line {line}) asks {which}; only these may be asked: {', '.join(allowed)}"
        )


def _end(group: Sequence[Token]) -> int:
    """Where the group ends that begins here; 0 if none does, or if it asks others in turn."""
    depth = 0
    for before, token, following in zip((None, *group), group, (*group[1:], None), strict=False):
        if depth == 0 and token.text != "{":
            return 0
        if following is not None and is_service(before, token, following):
            return 0
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            return token.start + 1
    return 0


def _values(clause: Clause, before: str, patience: Patience) -> str:
    query = f"BASE <{BASE}>\n{before}\nSELECT * WHERE {clause.pattern}"
    try:
        return _as_values(clause.address, results(clause.address, query, patience))
    except QueryFailure:
        if clause.is_silent:
            _ = patience.left_s
            return _NOTHING_LEARNT
        raise


def _as_values(address: str, document: bytes) -> str:
    try:
        found = ox.parse_query_results(document, format=ox.QueryResultsFormat.JSON)
        if isinstance(found, ox.QueryBoolean):
            raise OtherServiceFailed(address, "it does not answer with solutions")
        rows: list[str] = []
        for solution in found:
            if len(rows) >= MAX_ROWS:
                raise OtherServiceFailed(address, f"it answers more than {MAX_ROWS} rows")
            rows.append(f"({' '.join(_written(address, term) for term in solution)})")
    except (SyntaxError, ValueError) as error:
        raise OtherServiceFailed(address, f"its answer cannot be read: {error}") from error
    names = " ".join(f"?{variable.value}" for variable in found.variables)
    return f"VALUES ({names}) {{ {' '.join(rows)} }}"


def _written(address: str, term: object) -> str:
    """A term as SPARQL writes it, made anew: what cannot be one is found out.

    Raises
    ------
    ValueError
        If it is no valid IRI or language tag.
    OtherServiceFailed
        If it is a blank node, which means nothing outside the answer it came in.
    """
    if term is None:
        return "UNDEF"
    if isinstance(term, ox.NamedNode):
        return str(ox.NamedNode(term.value))
    if isinstance(term, ox.Literal):
        if term.language is not None:
            return str(ox.Literal(term.value, language=term.language))
        return str(ox.Literal(term.value, datatype=ox.NamedNode(term.datatype.value)))
    raise OtherServiceFailed(address, "it answers with blank nodes, which cannot be handed on")
