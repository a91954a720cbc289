"""The shapes, proved by twins: valid data conform, the minimally broken sister does not.

Each folder below `tests/shapes` holds one `valid.ttl` and its broken sisters, whose first line
names the shape and the thing at fault: ``# expects: claim-strength-range id:claim``. Adding a
twin needs no code. All of them live in the small world of `world.ttl`.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from ontology.errors import ParseError
from ontology.iris import ID, RDF_TYPE, local_name
from ontology.loading import load
from ontology.namespaces import POL
from ontology.validation import SHAPES, UNNAMED, Report, Result, validate

FOLDER = Path(__file__).parent / "shapes"
WORLD = FOLDER / "world.ttl"
VALID = sorted(FOLDER.glob("*/valid.ttl"))
BROKEN = sorted(set(FOLDER.glob("*/*.ttl")) - set(VALID))
HEADER = re.compile(r"# expects: (\S+) (\S+)\n")
SH = "http://www.w3.org/ns/shacl#"


def name_of(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


def expectation(path: Path) -> tuple[str, str]:
    header = HEADER.match(path.read_text(encoding="utf-8"))
    assert header, f"{path} must begin with '# expects: SHAPE FOCUS'"
    shape, focus = header.groups()
    return shape, focus.replace("id:", ID)


@cache
def messages(language: str) -> dict[str, str]:
    """The message of every shape that has one, by the shape's name."""
    store = ox.Store()
    store.load(path=SHAPES)
    rows = store.query(
        f"SELECT ?shape ?message {{ ?shape <{SH}message> ?message "
        f'FILTER(lang(?message) = "{language}") }}'
    )
    return {row["shape"].value.rpartition("#")[2]: row["message"].value for row in rows}


def says(result: Result, shape: str, language: str = "en") -> bool:
    """Whether the message of the result is that of the shape."""
    literal = map(re.escape, re.split(r"\{\$this\}|\{\?value\}", messages(language)[shape]))
    return re.fullmatch(".+?".join(literal), result.message) is not None


@cache
def report(path: Path, language: str = "en") -> Report:
    return validate([WORLD, path], language=language)


@pytest.mark.parametrize("path", VALID, ids=name_of)
def test_valid_twin_gives_nothing_to_look_at(path):
    assert report(path).results == ()


@pytest.mark.parametrize("path", BROKEN, ids=name_of)
def test_broken_twin_is_told_what_is_wrong_and_where(path):
    shape, focus = expectation(path)
    found = [result for result in report(path).results if says(result, shape)]
    assert found, report(path).results
    assert {result.focus for result in found} == {focus}
    text = path.read_text(encoding="utf-8").splitlines()
    for result in found:
        if focus == UNNAMED:
            assert (result.file, result.line) == (None, None)
        else:
            assert result.file == str(path)
            assert text[result.line - 1].startswith(focus.replace(ID, "id:"))


@pytest.mark.parametrize("path", BROKEN, ids=name_of)
def test_broken_twin_conforms_only_where_it_is_merely_warned_of(path):
    severities = {result.severity for result in report(path).results}
    assert report(path).conforms is (severities == {"warning"})


def test_there_is_a_twin_for_every_rule():
    proved = {expectation(path)[0] for path in BROKEN}
    assert len(VALID) >= 15
    assert len(BROKEN) >= 100
    assert proved == set(messages("en"))
    assert all((path.parent / "valid.ttl") in VALID for path in BROKEN)


def test_every_rule_speaks_both_languages():
    assert messages("en").keys() == messages("ko").keys()
    for shape, message in messages("ko").items():
        assert re.search("[가-힣]", message), shape
        assert not re.search("[가-힣]", messages("en")[shape]), shape


def test_messages_come_in_the_language_asked_for():
    path = FOLDER / "finding" / "strength-above-one.ttl"
    (result,) = report(path, "ko").results
    assert says(result, "claim-strength-range", "ko")
    assert "id:claim" in result.message
    assert '"1.5"' in result.message


def test_the_shipped_analyses_conform():
    assert validate().results == ()


def test_a_loaded_store_is_judged_like_its_files():
    path = FOLDER / "finding" / "no-evidence.ttl"
    store = load([WORLD, path])
    assert validate(store) == report(path)


def test_formats_without_lines_still_name_the_file(tmp_path):
    broken = FOLDER / "finding" / "no-evidence.ttl"
    for suffix, format_ in ((".rdf", ox.RdfFormat.RDF_XML), (".jsonld", ox.RdfFormat.JSON_LD)):
        path = tmp_path / f"broken{suffix}"
        ox.serialize((quad.triple for quad in ox.parse(path=broken)), output=path, format=format_)
        (result,) = validate([WORLD, path]).results
        assert (result.file, result.line) == (str(path), None)


def test_a_syntax_error_is_an_error_and_no_result(tmp_path):
    path = tmp_path / "broken.ttl"
    path.write_text("<http://example.org/a> <http://example.org/b>")
    with pytest.raises(ParseError, match=r"broken\.ttl"):
        validate([path])


def test_results_of_other_checks_can_be_added():
    warning = Result("warning", ID + "pairing", None, "Its support is circular.")
    violation = Result("violation", ID + "pairing", None, "It is wrong.")
    both = Report((warning,)).including([violation, warning])
    assert both.results == (violation, warning)
    assert Report((warning,)).conforms
    assert both.as_dict()["conforms"] is False
    assert both.as_dict()["results"][1] == {
        "severity": "warning",
        "focus": ID + "pairing",
        "path": None,
        "message": "Its support is circular.",
        "file": None,
        "line": None,
    }
    assert not both.conforms


def test_a_long_value_is_cut_in_the_message(tmp_path):
    path = tmp_path / "long.ttl"
    valid = (FOLDER / "finding" / "valid.ttl").read_text(encoding="utf-8")
    path.write_text(valid.replace("0.9", f'"{"x" * 1000}"'), encoding="utf-8")
    (result,) = validate([WORLD, path]).results
    assert "x…" in result.message
    assert len(result.message) < 250


@pytest.mark.filterwarnings("error")
def test_odd_values_are_told_of_and_stop_nothing(tmp_path, caplog):
    oddities = (
        '"NaN"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        '"INF"^^<http://www.w3.org/2001/XMLSchema#double>',
        '"maybe"^^<http://www.w3.org/2001/XMLSchema#boolean>',
        '"2025-13-45"^^<http://www.w3.org/2001/XMLSchema#date>',
        '"{$this} {?value}"@en',
        "_:blank",
        "<http://example.org/odd>",
    )
    properties = sorted(
        str(term)
        for term in dir(POL)
        if str(term).startswith("http") and local_name(term)[0].islower()
    )
    kinds = sorted(
        str(term)
        for term in dir(POL)
        if str(term).startswith("http") and local_name(term)[0].isupper()
    )
    path = tmp_path / "odd.nt"
    path.write_text(
        "".join(
            f"<http://example.org/odd> <{RDF_TYPE}> <{kind}> .\n_:blank <{RDF_TYPE}> <{kind}> .\n"
            for kind in kinds
        )
        + "".join(
            f"<http://example.org/odd> <{name}> {odd} .\n_:blank <{name}> {odd} .\n"
            for name in [
                *properties,
                "http://www.w3.org/ns/oa#start",
                "http://www.w3.org/ns/oa#end",
            ]
            for odd in oddities
        )
    )
    results = validate([path]).results
    assert len(results) > 100
    assert not caplog.records
