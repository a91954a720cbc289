"""The one error tree of the ontology layer: the thing, the place and the way out, in a line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

SUFFIXES = (".ttl", ".nt", ".nq", ".trig", ".rdf", ".xml", ".owl", ".jsonld", ".n3")


class OntologyError(Exception):
    """Anything that keeps data from being opened or understood, fit to be shown as it is."""


class MissingFile(OntologyError):
    """No file or folder has this name."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path}: there is no such file or folder; check the path")


class UnreadableFile(OntologyError):
    """A file or folder is there, but nothing can be read from it."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: cannot be read: {reason}")


class UnsupportedFormat(OntologyError):
    """The name of a file ends in nothing that stands for an RDF format."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"{path}: not a known RDF format; the name must end in one of {', '.join(SUFFIXES)}"
        )


class ParseError(OntologyError):
    """A file breaks the syntax of its format; `line` and `column` count from 1."""

    def __init__(self, path: Path, line: int | None, column: int | None, reason: str) -> None:
        self.path = path
        self.line = line
        self.column = column
        self.reason = reason
        place = "".join(f":{number}" for number in (line, column) if number is not None)
        super().__init__(f"{path}{place}: syntax error: {reason}")


class NoData(OntologyError):
    """The files are fine but say nothing, or nothing that the question can be put to."""


class InvalidData(OntologyError):
    """The data contradict a rule that everything else rests on."""

    def __init__(self, iri: str, place: str | None, reason: str) -> None:
        self.iri = iri
        self.place = place
        self.reason = reason
        super().__init__(f"{iri}{f' ({place})' if place else ''}: {reason}")


class UnknownName(OntologyError):
    """Nothing of the asked kind has this name; something of the kind `found` may have."""

    def __init__(
        self, name: str, kind: str, suggestions: Sequence[str] = (), found: str = ""
    ) -> None:
        self.name = name
        self.kind = kind
        self.suggestions = tuple(suggestions)
        self.found = found
        other = f", but {'an' if found[0] in 'aeiou' else 'a'} {found}" if found else ""
        hint = f"; did you mean {' or '.join(self.suggestions)}?" if suggestions else ""
        super().__init__(f"{name!r}: no such {kind}{other}{hint}")


class AmbiguousName(OntologyError):
    """Several things share this name; only the IRI tells them apart."""

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        super().__init__(f"{name!r} could be any of {', '.join(candidates)}; give the IRI")


class ServiceError(OntologyError):
    """The service that holds the data gives no answer; messages never name its address.

    Attributes
    ----------
    reason : str
        What is wrong, whatever the service holds.
    """

    def __init__(self, reason: str, told: str) -> None:
        self.reason = reason
        super().__init__(f"the service that holds the data {told}")


class ServiceAway(ServiceError):
    """It cannot be reached, or what it says makes no sense."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, f"cannot be used: {reason}")


class ServiceBusy(ServiceError):
    """It has too much to do."""

    def __init__(self) -> None:
        super().__init__("it has too much to do", "has too much to do; try again later")


class ServiceTooSlow(ServiceError):
    """It did not answer in time."""

    def __init__(self, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        told = f"did not answer within {timeout_s:g} s"
        super().__init__(f"it {told}", told)


class ServiceRefusal(ServiceError):
    """It refuses a query, for the reason that it gives."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, f"refuses the query: {reason}")


class NoService(OntologyError):
    """What was given to reach a service by makes no sense."""
