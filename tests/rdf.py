"""Small data sets for the tests of what reads RDF."""

from __future__ import annotations

from pathlib import Path

ID = "https://w3id.org/policy-explorer/id/"
GRAPH = "https://w3id.org/policy-explorer/graph/"
PREFIXES = """\
@prefix pol: <https://w3id.org/policy-explorer/ns#> .
@prefix id: <https://w3id.org/policy-explorer/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
"""

STATEMENTS = (
    "id:mini a pol:Analysis ; pol:home id:KR ; pol:considers id:VN , id:US .",
    'id:KR a pol:Country ; skos:notation "KR" ; skos:prefLabel "Korea"@en , "한국"@ko .',
    'id:VN a pol:Country ; skos:notation "VN" ; skos:prefLabel "Vietnam"@en , "베트남"@ko .',
    'id:US a pol:Country ; skos:notation "US" ; skos:prefLabel "United States"@en .',
    'id:young a pol:TalentTrait ; skos:prefLabel "Young workforce"@en , "젊은 인력"@ko .',
    'id:cheap a pol:TalentTrait ; skos:prefLabel "Cost efficiency"@en ; skos:altLabel "Cost"@en .',
    'id:gap a pol:CapabilityConstraint ; skos:prefLabel "Quality gap"@en , "품질 격차"@ko .',
    'id:pairing a pol:Measure ; skos:prefLabel "Pairing"@en , "페어링"@ko ; pol:mitigates id:gap .',
    'id:doc a pol:Document ; dcterms:title "A document"@en ; '
    'dcterms:issued "2026-02-20"^^xsd:date ; pol:url "https://example.org/doc"^^xsd:anyURI .',
    'id:p1 a pol:Passage ; dcterms:source id:doc ; pol:locator "Section 1"@en , "1절"@ko ; '
    "oa:hasSelector [ a oa:TextPositionSelector ; oa:start 18 ; oa:end 42 ] .",
    "id:f1 a pol:Finding ; pol:about id:VN ; pol:factor id:young ; pol:strength 0.9 ; "
    "pol:basis pol:Stated ; pol:evidence id:p1 .",
    "id:f2 a pol:Finding ; pol:about id:VN ; pol:factor id:gap ; pol:strength 0.8 ; "
    "pol:basis pol:Stated ; pol:evidence id:p1 .",
    "id:f3 a pol:Finding ; pol:about id:US ; pol:factor id:cheap ; pol:holds false ; "
    "pol:strength 0.9 ; pol:basis pol:Measured ; pol:evidence id:p1 .",
    "id:i1 a pol:Implication ; pol:premise id:young ; pol:conclusion id:cheap ; "
    "pol:strength 0.9 ; pol:basis pol:Stated ; pol:evidence id:p1 .",
    "id:i2 a pol:Implication ; pol:premise id:cheap , id:gap ; pol:conclusion id:pairing ; "
    "pol:strength 0.6 ; pol:basis pol:Inferred ; pol:evidence id:p1 .",
    "id:o1 a pol:Objection ; pol:premise id:gap ; pol:target id:pairing ; "
    "pol:strength 0.4 ; pol:basis pol:Inferred ; pol:evidence id:p1 .",
    "id:o2 a pol:Objection ; pol:premise id:young ; pol:target id:i2 ; "
    "pol:strength 0.3 ; pol:basis pol:Inferred ; pol:evidence id:p1 .",
)

CLAIM = "pol:strength 0.5 ; pol:basis pol:Stated"


def turtle(*statements: str) -> str:
    """A Turtle document, a statement a line, after the prefixes."""
    return PREFIXES + "".join(f"{statement}\n" for statement in statements)


MINI = turtle(*STATEMENTS)


def written(path: Path, text: str) -> Path:
    """The path, with the text in it and its folders made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
