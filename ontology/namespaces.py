"""The names of the project's vocabulary, its instances and its graphs.

The vocabulary is a closed list: a misspelt term raises when it is first asked for.
"""

from __future__ import annotations

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace

from ontology.iris import (
    DERIVED_SUFFIX,
    GRAPH,
    ID,
    ONTOLOGY,
    ONTOLOGY_GRAPH,
    derived_graph,
    local_name,
)

__all__ = [
    "DERIVED_SUFFIX",
    "GRAPH",
    "ID",
    "ONTOLOGY",
    "ONTOLOGY_GRAPH",
    "POL",
    "derived_graph",
    "local_name",
]


class POL(DefinedNamespace):
    """The terms of policy.ttl and talent.ttl, and no others.

    >>> str(POL.Finding)
    'https://w3id.org/policy-explorer/ns#Finding'
    >>> POL.Findign
    Traceback (most recent call last):
    AttributeError: term 'Findign' not in namespace 'https://w3id.org/policy-explorer/ns#'
    """

    _fail = True
    _NS = Namespace(ONTOLOGY + "#")

    # Classes
    Actor: URIRef
    Advice: URIRef
    Analysis: URIRef
    Basis: URIRef
    CapabilityConstraint: URIRef
    Claim: URIRef
    CodingRule: URIRef
    CommunicationConstraint: URIRef
    Comparison: URIRef
    CompetitionConstraint: URIRef
    Condition: URIRef
    Constraint: URIRef
    CostConstraint: URIRef
    CostTrait: URIRef
    Country: URIRef
    CultureConstraint: URIRef
    Document: URIRef
    Evidence: URIRef
    Factor: URIRef
    Finding: URIRef
    Implication: URIRef
    Indicator: URIRef
    InnovationTrait: URIRef
    LanguageConstraint: URIRef
    LanguageTrait: URIRef
    LegalConstraint: URIRef
    Measure: URIRef
    Objection: URIRef
    Observation: URIRef
    Passage: URIRef
    PolicyConstraint: URIRef
    PolicyTrait: URIRef
    ProximityTrait: URIRef
    Recommendation: URIRef
    Reference: URIRef
    RetentionConstraint: URIRef
    Scheme: URIRef
    SkillTrait: URIRef
    Strategy: URIRef
    SupplyConstraint: URIRef
    SupplyTrait: URIRef
    TalentTrait: URIRef
    Threshold: URIRef
    TimeZoneConstraint: URIRef
    Track: URIRef
    VisaConstraint: URIRef

    # Properties
    about: URIRef
    acceptability: URIRef
    actor: URIRef
    appliesTo: URIRef
    basis: URIRef
    bestScore: URIRef
    buildsOn: URIRef
    cappedBy: URIRef
    comparison: URIRef
    conclusion: URIRef
    considers: URIRef
    country: URIRef
    coversBasis: URIRef
    coversKind: URIRef
    criticalQuestion: URIRef
    dataVersion: URIRef
    denies: URIRef
    evidence: URIRef
    faces: URIRef
    factor: URIRef
    hasCondition: URIRef
    hasMoreSupport: URIRef
    hasTrait: URIRef
    holds: URIRef
    home: URIRef
    homeConclusion: URIRef
    homePremise: URIRef
    inAnalysis: URIRef
    indicator: URIRef
    isDerived: URIRef
    keyPhrase: URIRef
    leverages: URIRef
    limit: URIRef
    locator: URIRef
    maxValue: URIRef
    measure: URIRef
    minValue: URIRef
    mitigates: URIRef
    opposition: URIRef
    partOf: URIRef
    period: URIRef
    premise: URIRef
    recommends: URIRef
    relativeTo: URIRef
    scheme: URIRef
    strength: URIRef
    strengthCap: URIRef
    support: URIRef
    supportedBy: URIRef
    target: URIRef
    threshold: URIRef
    undated: URIRef
    unit: URIRef
    url: URIRef
    value: URIRef
    valueText: URIRef

    # Individuals
    Above: URIRef
    AtLeast: URIRef
    AtMost: URIRef
    Below: URIRef
    Company: URIRef
    Government: URIRef
    HomeValue: URIRef
    Inferred: URIRef
    Measured: URIRef
    Stated: URIRef
