"""The example queries: stored as SHACL describes queries, in both languages, group by group."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.build import knowledge
from graph.derived import add_derived
from graph.grounding import implication_graph
from graph.recommendation import gaps
from ontology.examples import EXAMPLE, Example, groups, triples
from ontology.iris import RDF_TYPE
from ontology.loading import load
from ontology.terms import str_of

ONTOLOGY = Path(__file__).parent.parent / "ontology"
SH = "http://www.w3.org/ns/shacl#"
EXAMPLES = [example for group in groups() for example in group.examples]
QUESTIONS = sorted((ONTOLOGY / "questions").glob("*.rq"))
HANGUL = re.compile("[가-힣]")


def stored() -> list[ox.Quad]:
    return list(ox.parse(path=ONTOLOGY / "examples.ttl"))


def test_every_example_and_every_question_is_offered_once() -> None:
    names = [example.name for example in EXAMPLES]
    assert len(names) == len(set(names)) >= 45
    assert {re.sub(r"^\d+-", "", file.stem) for file in QUESTIONS} < set(names)


def test_each_stands_in_a_group_of_its_own_matter() -> None:
    """A question that the file does not name would stand in the last group, without a title."""
    assert [group.name for group in groups()] == [
        *("follows", "against", "countries", "measures", "steps", "evidence")
    ]
    assert all(set(group.titles) == {"en", "ko"} for group in groups())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_titles_and_questions_are_in_both_languages(example: Example) -> None:
    assert set(example.titles) == set(example.questions) == {"en", "ko"}
    assert HANGUL.search(example.titles["ko"]) and HANGUL.search(example.questions["ko"])
    assert len(example.titles["en"]) <= 36 and example.questions["ko"].endswith(("?", "."))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_answers_come_in_a_fixed_order(example: Example) -> None:
    assert example.form != "select" or "ORDER BY" in example.text


def test_all_are_stored_as_queries_in_the_sense_of_shacl() -> None:
    executable = ox.NamedNode(SH + "SPARQLExecutable")
    kinds = [q for q in stored() if q.predicate.value == RDF_TYPE and q.object == executable]
    assert {q.subject.value for q in kinds} == {EXAMPLE + each.name for each in EXAMPLES}


def test_the_whole_document_holds_every_query_as_it_runs() -> None:
    texts = {
        triple.subject.value.removeprefix(EXAMPLE): triple.object.value
        for triple in triples()
        if triple.predicate.value in {SH + form for form in ("select", "ask", "construct")}
    }
    assert texts == {example.name: example.text for example in EXAMPLES}


def test_constraints_no_recommended_measure_meets_are_the_gaps_of_the_engine() -> None:
    store = load()
    add_derived(store)
    graph = implication_graph(knowledge(store))
    (example,) = (e for e in EXAMPLES if e.name == "constraints-no-recommended-measure-meets")
    rows = store.select(example.text)
    found = {(str_of(row["country"]), str_of(row["constraint"])) for row in rows}
    countries = graph.analysis.countries
    assert found == {(gap.country, gap.constraint) for c in countries for gap in gaps(graph, c)}
    assert found
