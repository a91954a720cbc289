"""Why a query got no answer, in words fit to be shown to whoever asked it."""

from __future__ import annotations

from typing import Final

from ontology.errors import ServiceBusy, ServiceError, ServiceRefusal, ServiceTooSlow

_SERVICE_RETRY_S: Final = 5


class QueryFailure(Exception):
    """Anything that keeps a query from being answered."""


class MalformedRequest(QueryFailure):
    """The request breaks the SPARQL 1.1 Protocol."""


class MalformedQuery(QueryFailure):
    """The query breaks the grammar of SPARQL 1.1; `line` and `column` count from 1."""

    def __init__(self, reason: str, line: int | None = None, column: int | None = None) -> None:
        self.reason = reason
        self.line = line
        self.column = column
        place = f"line {line}, column {column}: " if line is not None else ""
        super().__init__(f"syntax error at {place}{reason}" if place else f"syntax error: {reason}")


class UnknownGraph(QueryFailure):
    """The query asks for a graph that is not loaded, and nothing is fetched for it."""

    def __init__(self, graph: str) -> None:
        self.graph = graph
        super().__init__(f"the graph <{graph}> is not loaded, and nothing is fetched for a query")


class RefusedQuery(QueryFailure):
    """The query is well-formed but asks for what this service does not do."""


class UnfitFormat(QueryFailure):
    """The answer holds what its format cannot express."""


class OtherServiceFailed(QueryFailure):
    """Another service that a query asks gives no answer that is of use."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(f"the service <{address}> gives no answer: {reason}")


class TooComplex(QueryFailure):
    """The query could not be worked on: it is nested or chained too deeply."""


class OutOfTime(QueryFailure):
    """The query ran past its deadline and was stopped."""

    def __init__(self, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        super().__init__(f"the query was stopped after {timeout_s:g} s, the time it may take")


class OutOfMemory(QueryFailure):
    """The query needed more memory than it may take, and was stopped."""

    def __init__(self, limit_mib: int) -> None:
        self.limit_mib = limit_mib
        super().__init__(f"the query was stopped: it needed more than {limit_mib} MiB of memory")


class Overloaded(QueryFailure):
    """Too many queries are running and waiting already."""

    def __init__(self, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(
            f"too many queries are running and waiting; try again in {retry_after_s} s"
        )


class Unavailable(QueryFailure):
    """Queries cannot be answered at all; the rest of the server is not concerned."""


class ServiceQueryRefused(QueryFailure):
    """The service that holds the data refuses the query, for the reason that it gives."""


class ServiceFailure(QueryFailure):
    """The service that holds the data gives no answer that makes sense."""


def of_service(error: ServiceError) -> QueryFailure:
    """What it means for a query that the service which holds the data gives no answer."""
    if isinstance(error, ServiceRefusal):
        return ServiceQueryRefused(str(error))
    if isinstance(error, ServiceTooSlow):
        return OutOfTime(error.timeout_s)
    if isinstance(error, ServiceBusy):
        return Overloaded(_SERVICE_RETRY_S)
    return ServiceFailure(str(error))
