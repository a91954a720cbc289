"""A page says in its own language why something did not work."""

from __future__ import annotations

import re
import time
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException, default_exceptions

from ontology.errors import AmbiguousName, ServiceBusy, ServiceTooSlow, UnknownName
from webapp.pages.reasons import reason, translated

WHY = "/countries/VN/measures/pairing"
ADDRESSES = (
    "/nowhere",
    "/countries/XX",
    "/measures/none",
    "/measures/pairng",
    "/measures/quality-gap",
    "/sources/none",
    "/?source=none",
    "/?analysis=none",
    "/?basis=guessed",
    "/countries/KR/constraints/young-workforce",
    "/countries/VN/robustness?draws=abc",
    "/countries/VN/robustness?spread=7",
    "/countries/VN/robustness?draws=1&draws=2",
    f"{WHY}?way=99",
    f"{WHY}?step=nothing",
    f"{WHY}?semiring=sum",
    f"{WHY}?suppose.quality-gap=perhaps",
    "/countries/JP/measures/pairing.svg",
    "/graph?focus=pairing&depth=9",
    "/graph?focus=pairing&kind=dream",
    "/graph.svg",
    "/paths?from=young-workforce&to=pairing&k=0",
    "/what-if?for=VN&retract=none",
    "/what-if?for=VN&assume=pairing",
    "/what-if?for=VN&assume=quality-gap=2",
    "/what-if?for=VN&assume=quality-gap=much",
    "/what-if?for=VN&assume=quality-gap&deny=quality-gap",
    "/what-if?for=VN&disable=finding-vn-young-workforce",
    "/what-if?for=VN&strength=finding-vn-young-workforce=0",
)
QUERIES = (
    'SELECT * { ?s ?p "open }',
    "# nothing",
    "HELLO { ?s ?p ?o }",
    "SELECT * { ?s ?p }",
    "SELECT * { ?s ?p ?o",
    "SELECT * { ?s ?p ?o )",
    "SELECT * { ?s ?p ?o } }",
    "SELECT * { ?s foaf:name ?o }",
    "SELECT * { ?s nowhere:name ?o }",
    "SELECT * { ?s <a b> ?o }",
    "SELECT *",
    "SELECT ?s WHERE { ?s ?p ?o } LIMIT",
    "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",
    "SELECT * FROM <urn:none> { ?s ?p ?o }",
)


def told_on(page: str, part: str) -> str:
    found = re.search(part, page, re.DOTALL)
    assert found, page
    return found[1]


@pytest.mark.parametrize("path", ADDRESSES)
def test_error_page_gives_its_reason_in_korean(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/ko{path}")
    assert answer.status_code in (400, 404)
    told = told_on(answer.text, r'<h2 id="what">.*?<p(.*?)</p>')
    assert 'lang="en"' not in told
    assert re.search("[가-힣]+(다|오)[.]", told), told


@pytest.mark.parametrize("path", ADDRESSES)
def test_error_page_gives_its_reason_in_english(client: FlaskClient, path: str) -> None:
    told = told_on(client.get(f"/en{path}").text, r'<h2 id="what">.*?<p>(.*?)</p>')
    assert not re.search("[가-힣]", told)


@pytest.mark.parametrize("query", QUERIES)
def test_query_page_gives_its_reason_in_korean(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/ko/sparql?query={quote(query)}")
    assert answer.status_code in (400, 403)
    told = told_on(answer.text, r'<div class="failure" id="result">(.*?)</div>')
    assert 'lang="en"' not in told
    assert not re.search(r"\b(found|expected|which|is|the)\b", told), told


def test_programs_still_read_english(client: FlaskClient) -> None:
    answer = client.get("/api/v1/why?measure=none&country=VN", headers={"Accept-Language": "ko"})
    assert answer.json is not None
    assert "no such" in answer.json["error"]["message"]
    query = client.get("/sparql?query=SELECT", headers={"Accept-Language": "ko"})
    assert "expected" in query.text


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            UnknownName("x", "factor or measure", found="document"),
            "데이터에 “x” 이름의 요인, 방안이 없습니다. 이 이름은 다른 항목(자료)의 이름입니다.",
        ),
        (
            AmbiguousName("x", ["urn:a", "urn:b"]),
            "“x”에 해당하는 항목이 여럿입니다: urn:a, urn:b. IRI로 지정해 주십시오.",
        ),
        (
            ServiceBusy(),
            "데이터를 보관하는 서비스에 요청이 몰려 있습니다. 잠시 뒤 다시 시도해 주십시오.",
        ),
        (
            ServiceTooSlow(2.5),
            "데이터를 보관하는 서비스가 2.5초 안에 답하지 않았습니다.",
        ),
    ],
)
def test_reasons_in_korean(app: Flask, error: Exception, told: str) -> None:
    with app.test_request_context("/ko/"):
        assert reason(error, str(error)) == told


def test_what_could_have_stood_there_is_named_in_korean(app: Flask) -> None:
    message = "found '}', expected a variable, an IRI, a literal, a blank node or '('"
    with app.test_request_context("/ko/"):
        assert str(translated(message)).replace("&#39;", "'") == (
            "이 자리에 '}'이(가) 있습니다. 올 수 있는 것: 변수, IRI, 리터럴, 빈 노드, '('"
        )
    with app.test_request_context("/en/"):
        assert str(translated(message)).replace("&#39;", "'") == message


def test_a_sentence_that_nobody_knows_stays_as_it_is(app: Flask) -> None:
    with app.test_request_context("/ko/"):
        assert translated("Whatever the parser says") is None


@pytest.mark.parametrize("kind", [404, 405])
def test_words_of_the_framework_are_known(app: Flask, kind: int) -> None:
    error: HTTPException = default_exceptions[kind]()
    with app.test_request_context("/ko/"):
        assert translated(str(error.description)) is not None


def test_values_are_escaped(client: FlaskClient) -> None:
    text = client.get("/ko/?basis=<script>alert(1)</script>").text
    assert "<script>alert" not in text


@pytest.mark.parametrize(
    "words",
    [
        "a is given the strengths " + " and " * 50_000,
        "=" * 200 + ": a number from " * 20 + " to " * 119,
        "=" * 300 + ": unknown; use " * 45,
    ],
    ids=["too long", "numbers", "names"],
)
def test_words_of_others_are_not_searched_through_for_long(app: Flask, words: str) -> None:
    with app.test_request_context("/ko"):
        start = time.process_time()
        translated(words)
        assert time.process_time() - start < 0.4


def test_words_of_other_programs_say_their_language(app: Flask) -> None:
    with app.test_request_context("/ko"):
        told = translated("the service that holds the data cannot be used: <no>")
    assert told is not None
    assert told.endswith('<span lang="en">&lt;no&gt;</span>')
