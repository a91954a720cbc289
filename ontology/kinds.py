"""What sorts of things there are, and by which classes and mentions they are told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from ontology.iris import RDF_TYPE, TERMS

_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_OWL = "http://www.w3.org/2002/07/owl#"

THING: Final = "thing"  # the kind of what nothing tells anything about
# The first kind whose class a thing belongs to is its kind, so the narrower ones stand first.
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    **{
        name: (TERMS + term,)
        for name, term in (
            ("country", "Country"),
            ("track", "Track"),
            ("strategy", "Strategy"),
            ("measure", "Measure"),
            ("trait", "TalentTrait"),
            ("constraint", "Constraint"),
            ("condition", "Condition"),
            ("factor", "Factor"),
            ("finding", "Finding"),
            ("implication", "Implication"),
            ("objection", "Objection"),
            ("advice", "Advice"),
            ("claim", "Claim"),
            ("analysis", "Analysis"),
            ("document", "Document"),
            ("passage", "Passage"),
            ("observation", "Observation"),
            ("evidence", "Evidence"),
            ("indicator", "Indicator"),
            ("threshold", "Threshold"),
            ("scheme", "Scheme"),
            ("actor", "Actor"),
            ("basis", "Basis"),
            ("coding-rule", "CodingRule"),
            ("recommendation", "Recommendation"),
        )
    },
    "ontology": (_OWL + "Ontology",),
    "class": (_OWL + "Class", _RDFS + "Class"),
    "property": (
        *(_OWL + name for name in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")),
        RDF_TYPE.replace("type", "Property"),
    ),
    "concept-scheme": (_SKOS + "ConceptScheme",),
    "concept": (_SKOS + "Concept",),
}
_NARROWER: Final[Mapping[str, frozenset[str]]] = {
    "strategy": frozenset({"track"}),
    "factor": frozenset({"trait", "constraint", "condition"}),
    "claim": frozenset({"finding", "implication", "objection", "advice"}),
    "evidence": frozenset({"passage", "observation"}),
}
# What claims and analyses speak of although nothing says what it is, by the property: all others
# lead to a factor.
MENTIONED_AS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("about", "home", "considers", "appliesTo"), "country"),
    "measure": "measure",
}
ORDER: Final = {kind: position for position, kind in enumerate(KINDS)}


def with_narrower(kinds: Collection[str]) -> frozenset[str]:
    """The kinds and those that belong to them.

    >>> sorted(with_narrower({"strategy", "country"}))
    ['country', 'strategy', 'track']
    """
    return frozenset(kinds).union(*(_NARROWER.get(kind, ()) for kind in kinds))


def first_kind(kinds: Collection[str]) -> str:
    """The kind of a thing that is of several.

    >>> first_kind({"concept", "measure"}), first_kind(())
    ('measure', 'thing')
    """
    return min(kinds, key=ORDER.__getitem__, default=THING)


def spoken(kinds: Collection[str] | None) -> str:
    """The kinds in words; any thing for None."""
    return " or ".join(sorted(kinds)) if kinds else THING
