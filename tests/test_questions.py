"""Every competency question has the answer that stands beside it.

`ontology/questions/NN-NAME.rq` opens with its question in both languages; `NN-NAME.csv` holds
the answer over the shipped data and what follows from them, in order. Adding a pair needs no code.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.derived import add_derived
from ontology.loading import load

QUESTIONS = Path(__file__).parent.parent / "ontology" / "questions"
FILES = sorted(QUESTIONS.glob("*.rq"))
HEADER = re.compile(r"# en: \S.*[.?]\n# ko: \S.*[가-힣].*[.?]\n")


@cache
def shipped() -> ox.Store:
    store = load()
    add_derived(store)
    return store.oxigraph


def test_there_are_enough_questions_each_with_an_answer():
    assert len(FILES) >= 22
    assert [file.stem for file in FILES] == sorted(f.stem for f in QUESTIONS.glob("*.csv"))


def test_they_are_numbered_without_a_hole():
    assert [int(file.stem[:2]) for file in FILES] == list(range(1, len(FILES) + 1))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_question_is_asked_in_both_languages(file):
    assert HEADER.match(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_question_fixes_the_order_of_its_answer(file):
    assert "ORDER BY" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_answer(file):
    solutions = shipped().query(file.read_text(encoding="utf-8"))
    answer = solutions.serialize(format=ox.QueryResultsFormat.CSV).decode("utf-8")
    expected = file.with_suffix(".csv").read_text(encoding="utf-8")
    assert answer.replace("\r\n", "\n") == expected
    assert expected.count("\n") >= 2, "a question without an answer shows nothing"
