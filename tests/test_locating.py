"""On which line a thing is first described, whatever else the text says of it."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.loading import SHIPPED, data_files
from ontology.locating import lines, subjects


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<http://e/a> <http://e/p> 1 .", [("http://e/a", 1)]),
        ("@prefix e: <http://e/> .\n\ne:a e:p e:b .", [("http://e/a", 3)]),
        ("PREFIX e: <http://e/>\ne:a e:p e:b .", [("http://e/a", 2)]),
        (
            "@prefix : <http://e/#> .\n:a :p :b ; :q :c , :d .\n:b :p 1.",
            [("http://e/#a", 2), ("http://e/#b", 3)],
        ),
        ("@base <http://e/x/> .\n<a> <p> <b> .", [("http://e/x/a", 2)]),
        (
            '@prefix e: <http://e/> .\ne:a e:p """\ne:no e:p "x" .\n""" .\ne:b e:p 2 .',
            [("http://e/a", 2), ("http://e/b", 5)],
        ),
        (
            "@prefix e: <http://e/> .\n# e:no e:p 1 .\ne:a e:p 'it # is' . # e:no e:p 1 .",
            [("http://e/a", 3)],
        ),
        (
            "@prefix e: <http://e/> .\ne:a e:p [ e:no e:p . ] .\n[] e:p 1 . _:b e:p 1 .",
            [("http://e/a", 2)],
        ),
        (
            "@prefix e: <http://e/> .\ne:a.b\\-c e:p 1.5 . e:d e:p e:x.",
            [("http://e/a.b-c", 2), ("http://e/d", 2)],
        ),
        (
            "@prefix e: <http://e/> .\ne:g { e:a e:p 1 }\nGRAPH e:h {\ne:b e:p 1 . }",
            [("http://e/a", 2), ("http://e/b", 4)],
        ),
        ("<http://e/\\u0061> <http://e/p> <http://e/b> <http://e/g> .", [("http://e/a", 1)]),
        ("@prefix e: <http://e/> .\ne:a\n  e:p\n  1 .", [("http://e/a", 2)]),
        ('no:prefix no:p 1 . "a string that never ends', []),
        ("", []),
    ],
)
def test_subjects_and_their_lines(text, expected):
    assert list(subjects(text)) == expected


def test_the_first_description_counts(tmp_path):
    path = tmp_path / "data.ttl"
    path.write_text("<http://e/a> <http://e/p> <http://e/b> .\n<http://e/a> <http://e/p> 1 .\n")
    assert lines(path, {"http://e/a", "http://e/b"}) == {"http://e/a": 1}


def test_formats_without_lines_have_none(tmp_path):
    path = tmp_path / "data.jsonld"
    path.write_text('{"@id": "http://e/a", "http://e/p": 1}')
    assert lines(path, {"http://e/a"}) == {}


def test_every_named_subject_of_the_shipped_files_is_found():
    files = [file.path for file in data_files([SHIPPED])]
    assert len(files) >= 10
    for path in files:
        named = {
            q.subject.value for q in ox.parse(path=path) if isinstance(q.subject, ox.NamedNode)
        }
        assert lines(path, named).keys() == named


@given(st.text(alphabet="e:ab <>.;,\"'[](){}#\\\n@prefix", max_size=80))
def test_any_text_is_scanned_to_its_end(text):
    for _, line in subjects(text):
        assert 1 <= line <= text.count("\n") + 1


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcdef"),
            st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])),
        ),
        max_size=8,
    )
)
def test_what_a_serialiser_writes_is_located(statements):
    triples = [
        ox.Triple(ox.NamedNode(f"http://e/{name}"), ox.NamedNode("http://e/p"), ox.Literal(text))
        for name, text in statements
    ]
    for format_ in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.TURTLE):
        written = ox.serialize(triples, format=format_)
        found = [name for name, _ in subjects(written.decode())]
        assert list(dict.fromkeys(found)) == list(
            dict.fromkeys(f"http://e/{n}" for n, _ in statements)
        )


def test_lines_agree_with_the_text():
    path = Path(__file__).parent / "shapes" / "world.ttl"
    text = path.read_text(encoding="utf-8").splitlines()
    iri = "https://w3id.org/policy-explorer/id/pairing"
    assert text[lines(path, {iri})[iri] - 1].startswith("id:pairing a pol:Measure")
