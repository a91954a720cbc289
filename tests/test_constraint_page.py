"""What would ease a constraint, as a page; and what makes the difference between countries."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from graph.difference import difference
from graph.goals import measures_for
from graph.model import Proposition
from ontology.iris import ID
from webapp.explorer import Study


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def rows(page: str) -> dict[str, str]:
    """The row of each measure, by its name in the address."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    found = (row for row in body.split("<tr>") if "/measures/" in row)
    return {re.findall(r"/measures/([\w-]+)", row)[0]: row for row in found}


@pytest.mark.parametrize("country", ["KR", "US", "VN", "IN", "JP"])
def test_every_measure_that_would_ease_it_is_listed_with_how_it_stands(
    client: FlaskClient, study: Study, country: str
) -> None:
    told = 0
    for concept in sorted(study.knowledge.constraints):
        found = measures_for(study.graph, Proposition(ID + country, concept), max_size=3, limit=6)
        page = text(client, f"/en/countries/{country}/constraints/{concept.rpartition('/')[2]}")
        shown = rows(page)
        assert list(shown) == [m.measure.rpartition("/")[2] for m in found.mitigators]
        for each, row in zip(found.mitigators, shown.values(), strict=True):
            if each.recommendation:
                net = f"{abs(each.recommendation.net):.2f}"
                assert net in row
            else:
                assert "not derived" in row
                assert row.count("it lacks:") == len(each.missing.sets)
            told += 1
    assert told > 20


def test_unknown_constraint_is_not_told_as_absent(client: FlaskClient) -> None:
    page = text(client, "/en/countries/IN/constraints/language-barrier")
    assert "Nobody has recorded whether this constraint holds here" in page


def test_one_measure_is_told_as_one(client: FlaskClient) -> None:
    page = text(client, "/en/countries/IN/constraints/language-barrier")
    assert "One measure would ease it. This one follows for India and stands:" in page


def test_country_page_leads_to_it(client: FlaskClient) -> None:
    page = text(client, "/en/countries/VN")
    assert 'href="/en/countries/VN/constraints/language-barrier"' in page


@pytest.mark.parametrize(
    "path", ["/en/countries/VN/constraints/no-such", "/en/countries/VN/constraints/cost-efficiency"]
)
def test_what_is_no_constraint_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_comparison_tells_what_one_country_has_that_another_lacks(
    client: FlaskClient, study: Study
) -> None:
    found = difference(study.graph, ID + "pairing", ID + "VN", ID + "IN", 3, 6)
    page = text(client, "/en/compare?measure=pairing&c=VN&c=IN")
    part = page.partition("What Vietnam has and India lacks")[2].partition("</ul>")[0]
    assert part.count("<li>") == len(found.answer.sets) == 3
    assert "communication gap" in part and "quality gap" in part


def test_comparison_of_countries_it_follows_for_has_no_difference(client: FlaskClient) -> None:
    assert 'id="differences"' not in text(client, "/en/compare?measure=pairing&c=VN&c=US")
