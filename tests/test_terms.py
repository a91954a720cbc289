"""The vocabulary: every term is defined once, in both languages, and none is used undefined."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from ontology.iris import ID, ONTOLOGY, TERMS
from ontology.loading import ontology_files
from ontology.namespaces import POL

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "ontology"
ALIGNMENTS = sorted((FOLDER / "alignments").glob("*.ttl"))
OURS = re.compile(r"(?<![\w@])pol:(\w+)")
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
QB = "http://purl.org/linked-data/cube#"
DCTERMS = "http://purl.org/dc/terms/"
BUILT_IN = (RDF, RDFS, OWL, "http://www.w3.org/2001/XMLSchema#", "https://spdx.org/")


def opened(*files: Path) -> ox.Store:
    store = ox.Store()
    for path in files:
        store.load(path=path)
    return store


def objects(store: ox.Store, subject: str, predicate: str) -> list[ox.NamedNode | ox.Literal]:
    found = store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None)
    return [quad.object for quad in found]


def subjects(store: ox.Store, predicate: str, value: str) -> set[str]:
    found = store.quads_for_pattern(None, ox.NamedNode(predicate), ox.NamedNode(value))
    return {quad.subject.value for quad in found}


def languages(store: ox.Store, subject: str, predicate: str) -> list[str]:
    return sorted(text.language for text in objects(store, subject, predicate))


VOCABULARY = opened(FOLDER / "policy.ttl", FOLDER / "talent.ttl")
EVERYTHING = opened(*ontology_files())
DEFINED = sorted(subjects(VOCABULARY, RDFS + "isDefinedBy", ONTOLOGY))
SCHEMES = sorted(subjects(VOCABULARY, RDF + "type", TERMS + "Scheme"))
RULES = sorted(subjects(VOCABULARY, RDF + "type", TERMS + "CodingRule"))


def local(iri: str) -> str:
    return re.split("[#/]", iri)[-1]


@pytest.mark.parametrize("term", DEFINED, ids=local)
def test_term_is_told_in_both_languages(term):
    assert languages(VOCABULARY, term, RDFS + "label") == ["en", "ko"]
    assert languages(VOCABULARY, term, SKOS + "definition") == ["en", "ko"]
    assert term.startswith(TERMS)
    for predicate in (RDFS + "label", SKOS + "definition"):
        for text in objects(VOCABULARY, term, predicate):
            is_korean = bool(re.search("[가-힣]", text.value))
            assert is_korean is (text.language == "ko"), text


def test_the_closed_list_is_what_the_files_define():
    assert len(DEFINED) >= 100
    assert {str(term) for term in dir(POL) if str(term).startswith(TERMS)} == set(DEFINED)


def test_nothing_is_described_in_our_namespace_without_being_defined():
    described = {
        quad.subject.value
        for quad in EVERYTHING
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(TERMS)
    }
    assert described == set(DEFINED)


@pytest.mark.parametrize(
    "path",
    [
        *ontology_files(),
        FOLDER / "shapes.ttl",
        *sorted(FOLDER.glob("hygiene/*.rq")),
        *sorted(FOLDER.glob("queries/*.rq")),
        *sorted(FOLDER.glob("questions/*.rq")),
    ],
    ids=lambda path: path.stem,
)
def test_no_file_uses_a_term_that_is_not_defined(path):
    text = re.sub(r'"[^"\n]*"', '""', path.read_text(encoding="utf-8"))
    used = {TERMS + name for name in OURS.findall(text)}
    assert used <= set(DEFINED)


@pytest.mark.parametrize("name", ["policy.ttl", "talent.ttl", "shapes.ttl"])
def test_file_has_a_header(name):
    store = opened(FOLDER / name)
    (header,) = subjects(store, RDF + "type", OWL + "Ontology")
    assert languages(store, header, DCTERMS + "title") == ["en", "ko"]
    assert objects(store, header, DCTERMS + "license")


def test_the_vocabulary_has_a_version():
    (version,) = objects(VOCABULARY, ONTOLOGY, OWL + "versionInfo")
    (version_iri,) = objects(VOCABULARY, ONTOLOGY, OWL + "versionIRI")
    assert version_iri.value == f"{ONTOLOGY}/{version.value}"


@pytest.mark.parametrize("path", ALIGNMENTS, ids=lambda path: path.stem)
def test_alignment_declares_every_outside_term_it_uses(path):
    store = opened(path)
    (header,) = subjects(store, RDF + "type", OWL + "Ontology")
    declared = {quad.subject.value for quad in store if quad.predicate.value == RDF + "type"}
    inside = (ONTOLOGY, ID, *BUILT_IN)
    for quad in store:
        if quad.subject == ox.NamedNode(header) or quad.predicate.value == RDFS + "isDefinedBy":
            continue
        for term in (quad.predicate, quad.object):
            if isinstance(term, ox.NamedNode) and not term.value.startswith(inside):
                is_label = path.stem != "skos" and term.value == SKOS + "prefLabel"
                assert is_label or term.value in declared, term


def test_every_alignment_is_there():
    assert [path.stem for path in ALIGNMENTS] == ["aif", "oa", "prov", "qb", "schema", "skos"]


@pytest.mark.parametrize(
    ("term", "above"),
    [
        ("Finding", "http://www.arg.dundee.ac.uk/aif#I-node"),
        ("Recommendation", "http://www.arg.dundee.ac.uk/aif#I-node"),
        ("Implication", "http://www.arg.dundee.ac.uk/aif#RA-node"),
        ("Objection", "http://www.arg.dundee.ac.uk/aif#CA-node"),
        ("Observation", QB + "Observation"),
        ("Factor", SKOS + "Concept"),
        ("Measure", SKOS + "Concept"),
        ("Strategy", SKOS + "Concept"),
    ],
)
def test_class_stands_under_the_outside_one(term, above):
    assert ox.NamedNode(above) in objects(EVERYTHING, TERMS + term, RDFS + "subClassOf")


def test_the_cube_has_its_dimensions_measure_and_attributes():
    structure = ID + "indicator-structure"
    parts: dict[str, set[str]] = {}
    for component in objects(EVERYTHING, structure, QB + "component"):
        for quad in EVERYTHING.quads_for_pattern(component, None, None):
            if isinstance(quad.object, ox.NamedNode):
                parts.setdefault(local(quad.predicate.value), set()).add(local(quad.object.value))
    assert parts["dimension"] == {"indicator", "country", "period", "source"}
    assert parts["measure"] == {"value"}
    assert "unit" in parts["attribute"]


@pytest.mark.parametrize("scheme", SCHEMES, ids=local)
def test_scheme_asks_three_to_five_questions_in_each_language(scheme):
    asked = languages(VOCABULARY, scheme, TERMS + "criticalQuestion")
    assert 3 <= asked.count("en") <= 5
    assert asked.count("en") == asked.count("ko") == len(asked) / 2
    assert languages(VOCABULARY, scheme, SKOS + "prefLabel") == ["en", "ko"]


def test_the_schemes_are_all_there():
    assert {local(scheme).removeprefix("scheme-") for scheme in SCHEMES} >= {
        "leverage-strength",
        "work-around-constraint",
        "close-gap",
        "follow-precedent",
        "carry-over",
        "combine",
    }


@pytest.mark.parametrize(
    ("kind", "basis", "strengths"),
    [
        ("Finding", "Stated", [0.5, 0.75, 0.9]),
        ("Advice", "Stated", [0.5, 0.75, 0.9]),
        ("Finding", "Inferred", [0.4]),
        ("Implication", "Stated", [0.8, 0.9]),
        ("Implication", "Inferred", [0.4, 0.5, 0.6]),
        ("Objection", "Inferred", [0.4, 0.5, 0.6]),
        ("Finding", "Measured", [0.6, 0.75, 0.9]),
    ],
)
def test_the_coding_scale_sets_strengths(kind, basis, strengths):
    rows = VOCABULARY.query(
        f"PREFIX pol: <{TERMS}> SELECT DISTINCT ?strength {{ ?rule a pol:CodingRule ; "
        f"pol:coversKind pol:{kind} ; pol:coversBasis pol:{basis} ; pol:strength ?strength }}"
    )
    assert sorted(float(row["strength"].value) for row in rows) == strengths


def test_the_coding_scale_caps_by_the_quality_of_the_source():
    caps = [objects(VOCABULARY, rule, TERMS + "strengthCap") for rule in RULES]
    assert sorted(float(cap.value) for (cap,) in filter(None, caps)) == [0.5, 0.75, 0.75, 0.75]
