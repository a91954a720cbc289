"""The one error tree of the engine."""


class EngineError(Exception):
    """Anything the engine refuses, in words fit to be shown to its user."""


class InvalidClaim(EngineError):
    """A claim breaks a rule of the ontology, so nothing may be computed from it."""


class InvalidArgument(EngineError):
    """A question was put with an argument outside its range."""


class InvalidDerivation(EngineError):
    """A derivation does not follow from the graph it is said to come from."""
