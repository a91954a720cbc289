"""The why page: what it says adds up, is complete, and answers wrong addresses plainly."""

from __future__ import annotations

from html.parser import HTMLParser
from itertools import pairwise

import pytest
from flask.testing import FlaskClient

from graph.model import Proposition
from webapp.explanation import explanation, proof_lines
from webapp.explorer import Study
from webapp.waterfall import waterfall

ID = "https://w3id.org/policy-explorer/id/"
PAGE = "/en/countries/VN/measures/pairing"


def test_sum_adds_up_as_it_is_shown(study: Study, goals: list[Proposition]) -> None:
    for goal in goals:
        bars = waterfall(explanation(study, goal))
        total = next(bar for bar in bars if bar.kind == "support")
        reasons = [bar.amount for bar in bars if bar.kind in ("reason", "unless")]
        against = [bar.amount for bar in bars if bar.kind in ("despite", "denied")]
        balance = study.balances.of(goal)
        assert sum(reasons) == pytest.approx(total.after, abs=1e-9)
        assert total.after == pytest.approx(balance.support, abs=0.0005 + 1e-9)
        assert bars[-1].after == pytest.approx(total.after + sum(against), abs=1e-9)
        assert bars[-1].after == pytest.approx(balance.net, abs=0.0005 + 1e-9)


def test_reasons_add_up_to_the_support(study: Study, goals: list[Proposition]) -> None:
    for goal in goals:
        added = sum(support.added for support in explanation(study, goal).supports)
        assert added == pytest.approx(study.balances.of(goal).support)


def test_a_way_ends_in_one_step_and_its_variants_stand_best_first(
    study: Study, goals: list[Proposition]
) -> None:
    for goal in goals:
        ways = explanation(study, goal).ways
        assert len({way.best.derivation.steps[0].justification for way in ways}) == len(ways)
        for way in ways:
            assert len({v.derivation.steps[0].claim for v in way.variants}) == 1
            assert all(a.product >= b.product - 1e-9 for a, b in pairwise(way.variants))


def test_proof_unfolds_every_step_once(study: Study, goals: list[Proposition]) -> None:
    for goal in goals:
        derivation = explanation(study, goal).ways[0].best.derivation
        lines = proof_lines(study, derivation)
        unfolded = [line.step.proposition for line in lines if not line.repeated]
        assert set(unfolded) == {step.proposition for step in derivation.steps}
        inner = [line.step for line in lines if not line.repeated and line.step.premises]
        assert len(inner) == sum(bool(step.premises) for step in derivation.steps)


class Nesting(HTMLParser):
    """Follows the lists of a page: every one that opens must close in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.deepest = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("ul", "li"):
            self.open.append(tag)
            self.deepest = max(self.deepest, self.open.count("ul"))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "li"):
            assert self.open.pop() == tag


def test_proof_is_a_nested_list(client: FlaskClient) -> None:
    page = client.get(f"{PAGE}?way=2").text
    nesting = Nesting()
    nesting.feed(page[page.index('<div class="proof">') : page.index('<aside class="panel"')])
    assert nesting.open == []
    assert nesting.deepest >= 3


def test_page_answers_first_and_hides_no_objection(client: FlaskClient) -> None:
    page = client.get(PAGE).text
    places = [page.index(word) for word in ('id="answer"', "Because", "Despite", "Unless")]
    assert places == sorted(places)
    assert "speaks against it but does not outweigh it" in page
    assert "Answered by a recommended measure:" in page
    assert "Executive Summary, sentence 11" in page


def test_outweighed_measure_says_so(client: FlaskClient) -> None:
    page = client.get("/en/countries/IN/measures/hybrid-sourcing").text
    assert "and outweighs it" in page
    assert '<p class="word">Outweighed</p>' in page


def test_measure_that_does_not_follow_lists_what_it_lacks(client: FlaskClient) -> None:
    page = client.get("/en/countries/JP/measures/pairing").text
    assert "does not follow for Japan so far. It needs one more fact" in page
    assert "which is not the same as no" in page
    assert 'id="missing"' in page


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("way=99", "way=99: there is no such one; choose from 1 to 3"),
        ("way=x", "way=x"),
        ("variant=0", "variant=0"),
        ("semiring=sum", "semiring=sum: unknown; use one of product, weakest-link, fewest-steps"),
        ("step=nothing", "step=nothing: this way uses no such claim"),
        ("basis=guessed", "basis=guessed"),
    ],
)
def test_wrong_state_is_told_in_one_line(client: FlaskClient, query: str, message: str) -> None:
    answer = client.get(f"{PAGE}?{query}")
    assert answer.status_code == 400
    assert message in answer.text


def test_filter_changes_the_answer_and_says_what_it_hides(client: FlaskClient) -> None:
    page = client.get(f"{PAGE}?basis=stated").text
    assert "Hidden by the filter" in page
    assert "cultural differences" not in page[page.index('id="answer"') : page.index("Because")]


def test_drawing_is_a_file_of_its_own(client: FlaskClient) -> None:
    drawing = client.get(f"{PAGE}.svg?way=2")
    assert drawing.mimetype == "image/svg+xml"
    assert drawing.text.startswith("<svg")
    assert "Cultural differences" in drawing.text
    assert client.get("/en/countries/JP/measures/pairing.svg").status_code == 404


def test_korean_page_joins_premises_with_particles(client: FlaskClient) -> None:
    page = client.get(PAGE.replace("/en/", "/ko/")).text
    assert "소통 격차와 품질 격차" in page


def test_what_if_shows_before_and_after(client: FlaskClient) -> None:
    page = client.get("/en/what-if?for=JP&assume=cultural-differences").text
    assert "now follows" in page
    untouched = client.get("/en/what-if?for=JP").text
    assert "Nothing is changed yet" in untouched
    assert "now follows" not in untouched


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("for=VN&assume=cultural-differences&deny=cultural-differences", 400),
        ("for=VN&strength=finding-vn-young-workforce=1.5", 400),
        ("for=VN&strength=finding-vn-young-workforce", 400),
        ("for=VN&retract=no-such-claim", 404),
        ("for=VN&assume=pairing", 400),
        ("for=XX", 404),
    ],
)
def test_what_if_refuses_what_makes_no_sense(client: FlaskClient, query: str, status: int) -> None:
    answer = client.get(f"/en/what-if?{query}")
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_what_if_form_keeps_changes_it_has_no_switch_for(client: FlaskClient) -> None:
    page = client.get("/en/what-if?for=VN&strength=finding-vn-young-workforce=0.4").text
    assert 'name="strength" value="finding-vn-young-workforce=0.4"' in page
