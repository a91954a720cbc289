"""The one error tree of the engine."""

from typing import Final

UNSOUND: Final = "an explanation did not withstand its check and is not shown"


class EngineError(Exception):
    """Anything the engine refuses, in words fit to be shown to its user."""


class InvalidClaim(EngineError):
    """A claim breaks a rule of the ontology, so nothing may be computed from it."""


class InvalidArgument(EngineError):
    """A question was put with an argument outside its range."""


class InvalidDerivation(EngineError):
    """A derivation does not follow from the graph it is said to come from.

    Nothing that a user asks for leads to it: it is an error of the engine itself, and what
    raised it is not shown.
    """
