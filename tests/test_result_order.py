"""Rows of a result sorted and looked through, as functions and on the page."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from webapp.pages.result_order import holding, order_of, ordered
from webapp.results import Solutions, Term

DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"
NAMES = {"a:vn": "Vietnam", "a:kr": "한국"}


def shown(term: Term) -> str:
    return NAMES.get(term.value, term.value)


def number(text: str) -> Term:
    return Term("literal", text, datatype=DECIMAL)


FOUND = Solutions(
    ("x", "n"),
    (
        (Term("iri", "a:vn"), number("10")),
        (None, number("-9.5")),
        (Term("iri", "a:kr"), None),
        (Term("literal", "apple"), number("9")),
    ),
)


def column(found: Solutions, at: int) -> list[str | None]:
    return [row[at] and shown(row[at]) for row in found.rows]


@pytest.mark.parametrize(
    ("sort", "at", "expected"),
    [
        ("x", 0, ["apple", "Vietnam", "한국", None]),
        ("-x", 0, ["한국", "Vietnam", "apple", None]),
        ("n", 1, ["-9.5", "9", "10", None]),
        ("-n", 1, ["10", "9", "-9.5", None]),
        ("nothing", 1, ["10", "-9.5", None, "9"]),
        ("", 1, ["10", "-9.5", None, "9"]),
    ],
)
def test_rows_are_sorted_as_they_are_read(sort: str, at: int, expected: list[str | None]) -> None:
    assert column(ordered(FOUND, order_of(sort, FOUND), shown), at) == expected


@pytest.mark.parametrize(
    ("words", "kept"), [("VIET", 1), ("한국", 1), ("vietnam 10", 1), ("a:", 2), ("no", 0), (" ", 4)]
)
def test_rows_that_hold_every_word_are_kept(words: str, kept: int) -> None:
    assert len(holding(FOUND, words, shown).rows) == kept


PAGE = "/en/sparql?example=recommendations-by-country"


def countries(page: str) -> list[str]:
    return re.findall(r'data-label="\?country"><a [^>]*>([^<]+)<', page)


def test_the_page_sorts_and_looks_through_the_rows(client: FlaskClient) -> None:
    page = client.get(f"{PAGE}&sort=-country&find=hiring").text
    found = countries(page)
    assert found == sorted(found, reverse=True) and len(set(found)) > 1
    assert 'aria-sort="descending"' in page
    assert re.search(rf"{len(found)} of \d\d rows", page)


def test_a_header_leads_to_the_other_direction(client: FlaskClient) -> None:
    page = client.get(f"{PAGE}&sort=country").text
    assert 'aria-sort="ascending"' in page
    assert "sort=-country#result" in page and "sort=measure#result" in page


def test_words_that_no_row_holds_leave_a_way_back(client: FlaskClient) -> None:
    page = client.get(f"{PAGE}&find=zzz").text
    assert "No row holds these words." in page and "All rows" in page


def test_sorting_in_korean_goes_by_korean_names(client: FlaskClient) -> None:
    found = countries(client.get(f"{PAGE.replace('en', 'ko', 1)}&sort=country").text)
    assert found == sorted(found) and "베트남" in found
