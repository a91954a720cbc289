"""Links lead somewhere: where names are shared, and where things are only pointed at."""

from __future__ import annotations

from collections import deque
from urllib.parse import urldefrag

import pytest

from tests.test_country_page import SORTS, Cells

TWINS = (
    SORTS.replace("id:good", "<https://example.org/weak>").replace(
        "id:contested", "<https://example.org/eased>"
    )
    + """
<https://example.org/KR> a pol:Country ; skos:notation "VN" ; skos:prefLabel "Another"@en .
<https://example.org/doc> a pol:Document . id:p dcterms:source <https://example.org/doc> .
"""
)
POINTED_AT = SORTS + "id:good pol:partOf id:nowhere ; pol:leverages id:nothing .\n"
KINDS = ("/en/", "/id/", "/api/")
MOST = 100


def reached(client, start: str) -> dict[str, int]:
    """The status of every page of the explorer that links lead to, a bounded number of them."""
    statuses: dict[str, int] = {}
    waiting = deque([start])
    while waiting and len(statuses) < MOST:
        address = urldefrag(waiting.popleft())[0]
        if address in statuses:
            continue
        answer = client.get(address)
        statuses[address] = answer.status_code
        if answer.status_code == 200 and answer.mimetype == "text/html":
            links = Cells(answer.get_data(as_text=True)).links
            waiting.extend(a for a in links if a.startswith(KINDS) and "/sparql" not in a)
    return statuses


@pytest.mark.parametrize("turtle", [TWINS, POINTED_AT], ids=["shared names", "only pointed at"])
def test_no_link_leads_nowhere(client_of, turtle):
    statuses = reached(client_of(turtle), "/en/countries")
    assert len(statuses) > 40
    assert {address: status for address, status in statuses.items() if status >= 400} == {}


def test_each_of_two_things_of_one_name_has_its_page(client_of):
    statuses = reached(client_of(TWINS), "/en/measures")
    pages = [a for a in statuses if a.startswith("/en/measures/weak~") and "?" not in a]
    assert len(pages) == 2
