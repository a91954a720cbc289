"""A scenario as people write it down: names and numbers, read into edits.

The command line, the programming interface and the pages all take the same few lists of
texts, so that what one of them understands, or refuses, the others do in the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from graph.edits import ASSUMED_STRENGTH, Assumption, Edits
from graph.errors import InvalidArgument
from graph.model import Basis, Iri, Proposition

Resolve: TypeAlias = Callable[[str, Collection[str]], Iri]

KINDS_OF_EDIT: Final = ("retract", "assume", "deny", "strength", "disable")
RESTRICTIONS: Final = ("only_basis", "only_source")
CLAIMS: Final = frozenset({"finding", "implication", "objection", "advice"})
CONCEPTS: Final = frozenset({"measure", "strategy", "factor"})


def edits_of(given: Mapping[str, Sequence[str]], country: Iri, resolve: Resolve) -> Edits:
    """The edits that some texts stand for.

    Parameters
    ----------
    given : mapping of str to sequence of str
        ``retract`` and ``disable`` name claims; ``assume`` and ``deny`` name factors, as
        ``NAME``, ``NAME=0.4`` or ``NAME@KR`` for another country than the one asked about;
        ``strength`` holds ``NAME=0.4``; ``only_basis`` and ``only_source`` restrict.
    country : Iri
        The country asked about.
    resolve : callable
        From a name and the kinds it may be of to the IRI; raises if there is no such thing.

    Raises
    ------
    InvalidArgument
        If a text is not of that form. Whether the edits make sense together is for
        `graph.edits.edited` to tell.

    Examples
    --------
    >>> texts = {"assume": ["young=0.8"], "strength": ["step=0.4"]}
    >>> edits = edits_of(texts, "VN", lambda name, _kinds: name)
    >>> edits.assume[0].strength, edits.strength_pairs
    (0.8, (('step', 0.4),))
    """
    return Edits(
        retract=[resolve(name, CLAIMS) for name in given.get("retract", ())],
        assume=[
            *_assumptions(given.get("assume", ()), country, resolve, holds=True),
            *_assumptions(given.get("deny", ()), country, resolve, holds=False),
        ],
        strengths=[_strength(text, resolve) for text in given.get("strength", ())],
        disable=[resolve(name, CLAIMS) for name in given.get("disable", ())],
        bases=list(map(_basis, given.get("only_basis", ()))) or None,
        sources=[resolve(name, {"document"}) for name in given.get("only_source", ())] or None,
    )


def _assumptions(
    texts: Sequence[str], country: Iri, resolve: Resolve, *, holds: bool
) -> Iterator[Assumption]:
    for text in texts:
        name, strength = valued(text) if "=" in text else (text, ASSUMED_STRENGTH)
        yield Assumption(_placed(name, country, resolve), holds, strength)


def _placed(text: str, country: Iri, resolve: Resolve) -> Proposition:
    """The proposition of ``NAME`` or ``NAME@KR``; an IRI may hold an at sign of its own."""
    name, at, code = text.rpartition("@")
    if not at or "/" in code:
        return Proposition(country, resolve(text, CONCEPTS))
    return Proposition(resolve(code, {"country"}), resolve(name, CONCEPTS))


def _strength(text: str, resolve: Resolve) -> tuple[Iri, float]:
    name, strength = valued(text)
    return resolve(name, CLAIMS), strength


def valued(text: str) -> tuple[str, float]:
    """The name and the number of ``NAME=0.4``; an IRI may hold other equals signs.

    >>> valued("step=0.4")
    ('step', 0.4)
    """
    name, _, value = text.rpartition("=")
    try:
        return name.strip(), float(value if name.strip() else "")
    except ValueError:
        raise InvalidArgument(
            f"{text!r}: write the name, = and a strength above 0 and up to 1, as in NAME=0.4"
        ) from None


def _basis(text: str) -> Basis:
    try:
        return Basis(text)
    except ValueError:
        raise InvalidArgument(f"{text!r}: no such basis; use {', '.join(Basis)}") from None
