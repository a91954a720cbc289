"""One claim, read from what is said of it; whatever breaks a rule is told with its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from graph.errors import InvalidClaim
from graph.model import Advice, Basis, Claim, Finding, Implication, Iri, Objection, Proposition
from ontology.told import Value, Word

XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMERIC = {
    XSD + name
    for name in (
        *("decimal", "double", "float", "integer", "int", "long", "short", "byte"),
        *("nonNegativeInteger", "positiveInteger", "unsignedInt", "unsignedShort", "unsignedByte"),
        "unsignedLong",
    )
}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_NONE: frozenset[Iri] = frozenset()
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Record:
    """What is said of one claim: its kind, and values by the local name of their property."""

    iri: Iri
    kind: str
    values: Mapping[str, Collection[Value]]

    def names(self, property_name: str) -> frozenset[Iri]:
        """The IRIs of a property.

        Raises
        ------
        InvalidClaim
            If one of its values is no IRI.
        """
        found = self.values.get(property_name)
        if not found:
            return _NONE
        if Word in map(type, found):
            word = min(value for value in found if isinstance(value, Word))
            prefix = "dcterms" if property_name == "source" else "pol"
            told = f"{prefix}:{property_name} {word.text!r} is not an IRI; name a thing"
            raise self.error(told)
        return frozenset(cast("Collection[Iri]", found))

    def name(self, *property_names: str) -> Iri:
        """The one IRI of a property, or of the first of several that stand for each other.

        Raises
        ------
        InvalidClaim
            If there is none, or more than one.
        """
        # The same concept as both kinds of conclusion would be two conclusions.
        found = [iri for each in property_names for iri in self.names(each)]
        if len(found) != 1:
            wanted = " or ".join(f"pol:{each}" for each in property_names)
            names = ", ".join(sorted(set(found)))
            told = f"{len(found)} of them ({names})" if found else "none"
            raise self.error(f"it needs exactly one {wanted} and has {told}")
        return found[0]

    @property
    def strength(self) -> float:
        """The strength as a number; the claim itself checks the range.

        Raises
        ------
        InvalidClaim
            If it is missing, not a number, or told in several ways.
        """
        numbers = set(map(self._number, self.values.get("strength", ())))
        if len(numbers) != 1:
            raise self.error(
                f"it needs exactly one pol:strength, above 0 and at most 1, and has {len(numbers)}"
            )
        return numbers.pop()

    def _number(self, value: Value) -> float:
        if isinstance(value, str) or value.datatype not in _NUMERIC:
            raise self.error(
                f"strength {_text(value)!r} is not a number; write it as a decimal without quotes"
            )
        number = _number_of(value.text)
        if number is None:
            raise self.error(f"strength {value.text!r} is not a number above 0 and at most 1")
        return number

    @property
    def basis(self) -> Basis:
        """How the claim is known.

        Raises
        ------
        InvalidClaim
            If it is missing, told in several ways, or none of the three.
        """
        bases = {_basis_of(iri) for iri in self.names("basis")}
        basis = bases.pop() if len(bases) == 1 else None
        if basis is None:
            raise self.error(
                "it needs exactly one pol:basis, which is pol:Stated, pol:Inferred or pol:Measured"
            )
        return basis

    @property
    def holds(self) -> bool:
        """Whether a finding affirms; true where it does not say.

        Raises
        ------
        InvalidClaim
            If it says both, or something that is neither true nor false.
        """
        told = {_text(value) for value in self.values.get("holds", ())} or {"true"}
        truths = {_TRUTH.get(each) for each in told}
        if len(truths) != 1 or None in truths:
            raise self.error(
                f"pol:holds {' and '.join(sorted(told))} is neither just true nor just false"
            )
        return True in truths

    def error(self, reason: str) -> InvalidClaim:
        """The error that tells what is wrong with this claim."""
        return InvalidClaim(f"{self.iri}: {reason}")


def _text(value: Value) -> str:
    return value if isinstance(value, str) else value.text


@lru_cache(1024)  # few strengths and bases differ, and every claim has one of each
def _number_of(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text.strip()) else None


@lru_cache(1024)
def _basis_of(iri: Iri) -> Basis | None:
    name = iri.rpartition("#")[2].lower()
    return Basis(name) if name in set(Basis) else None


def claim_of(record: Record) -> Claim:
    """The claim that a record tells of.

    Raises
    ------
    InvalidClaim
        If it breaks a rule of the ontology.
    """
    return _READERS[record.kind](record)


def _finding(record: Record) -> Finding:
    return Finding(
        record.iri,
        record.strength,
        record.basis,
        Proposition(record.name("about"), record.name("factor")),
        record.holds,
        sources=record.names("source"),
    )


def _advice(record: Record) -> Advice:
    return Advice(
        record.iri,
        record.strength,
        record.basis,
        Proposition(record.name("about"), record.name("measure")),
        sources=record.names("source"),
    )


def _implication(record: Record) -> Implication:
    return Implication(
        record.iri,
        record.strength,
        record.basis,
        record.names("premise"),
        record.names("homePremise"),
        record.name("conclusion", "homeConclusion"),
        "homeConclusion" in record.values,
        applies_to=record.names("appliesTo"),
        sources=record.names("source"),
    )


def _objection(record: Record) -> Objection:
    return Objection(
        record.iri,
        record.strength,
        record.basis,
        record.names("premise"),
        record.names("homePremise"),
        record.name("target"),
        applies_to=record.names("appliesTo"),
        sources=record.names("source"),
    )


_READERS: Mapping[str, Callable[[Record], Claim]] = {
    "Finding": _finding,
    "Implication": _implication,
    "Objection": _objection,
    "Advice": _advice,
}
