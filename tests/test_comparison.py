"""One measure across countries, premise by premise, and measures against countries."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from graph.comparison import Comparison, Kind, Row, State, comparison, matrix
from graph.errors import InvalidArgument
from graph.grounding import implication_graph
from graph.hyperpath import derivable
from graph.model import Implication, Knowledge, Proposition
from graph.recommendation import recommendations
from tests.small_worlds import (
    AWAY,
    HOME,
    MEASURES,
    OTHER,
    against,
    at,
    found,
    graph_of,
    rule,
    worlds,
)

BOTH = (AWAY, OTHER)


def compared(*claims: object, countries: tuple[str, ...] = BOTH, measure: str = "m") -> Comparison:
    return comparison(graph_of(*claims, considers=BOTH), measure, countries)


def lines(rows: tuple[Row, ...]) -> list[tuple[int, str, tuple[str, ...]]]:
    return [
        (
            row.depth,
            row.concept if row.kind is Kind.PREMISE else row.claim,
            tuple(cell.state.value.removeprefix("holds-") for cell in row.cells),
        )
        for row in rows
    ]


def test_rows_follow_implications_premises_and_what_leads_to_them() -> None:
    result = compared(
        found("VN:a"),
        found("VN:b"),
        found("US:c"),
        found("US:b", holds=False),
        rule("b & c > m", name="second"),
        rule("d > m", name="third"),
        rule("a > c", name="deeper"),
        rule("a > m", name="first"),
    )
    assert lines(result.rows) == [
        (0, "first", ("derived", "unknown")),
        (1, "a", ("found", "unknown")),
        (0, "second", ("derived", "fails")),
        (1, "b", ("found", "fails")),
        (1, "c", ("derived", "found")),
        (2, "deeper", ("derived", "unknown")),
        (3, "a", ("found", "unknown")),
        (0, "third", ("unknown", "unknown")),
        (1, "d", ("unknown", "unknown")),
    ]


def test_cells_carry_the_findings_on_both_sides() -> None:
    result = compared(found("VN:a"), found("VN:a", holds=False), rule("a > m"))
    cell = result.rows[1].cells[0]
    assert [f.iri for f in cell.findings] == ["VN:a"]
    assert [f.iri for f in cell.denials] == ["not VN:a"]
    assert cell.is_contested
    assert cell.proposition == at("VN:a")


def test_implication_that_does_not_apply_says_so_with_its_premises() -> None:
    result = compared(found("VN:a"), found("US:a"), rule("a > m", name="r", applies="VN"))
    assert lines(result.rows) == [
        (0, "r", ("derived", "not-applicable")),
        (1, "a", ("found", "not-applicable")),
    ]


def test_home_premises_are_asked_of_home_in_every_column() -> None:
    result = compared(
        found("VN:a"), found("KR:b"), rule("a & KR:b > m", name="r"), rule("c > b", name="s")
    )
    assert lines(result.rows) == [
        (0, "r", ("derived", "unknown")),
        (1, "a", ("found", "unknown")),
        (1, "b", ("found", "found")),
    ]
    assert [row.at_home for row in result.rows] == [False, False, True]


def test_reasons_of_a_home_premise_are_asked_of_home() -> None:
    result = compared(found("KR:c"), rule("KR:b > m", name="r"), rule("c > b", name="s"))
    assert lines(result.rows) == [
        (0, "r", ("derived", "derived")),
        (1, "b", ("derived", "derived")),
        (2, "s", ("derived", "derived")),
        (3, "c", ("found", "found")),
    ]


def test_implication_towards_home_is_shown_for_each_country() -> None:
    result = compared(found("VN:a"), rule("a > KR:m", name="r"))
    assert lines(result.rows) == [
        (0, "r", ("derived", "unknown")),
        (1, "a", ("found", "unknown")),
    ]


def test_deeper_implication_towards_home_counts_for_home_alone() -> None:
    claims = (found("KR:a"), rule("b > m", name="r"), rule("a > KR:b", name="s"))
    result = compared(*claims, countries=(AWAY, HOME))
    assert lines(result.rows)[2] == (2, "s", ("not-applicable", "derived"))


def test_what_leads_to_a_premise_is_unfolded_once() -> None:
    result = compared(
        found("VN:a"),
        rule("b > m", name="one"),
        rule("b & c > m", name="two"),
        rule("a > b", name="deeper"),
    )
    rows = [(row.concept, row.is_repeated) for row in result.rows if row.kind is Kind.PREMISE]
    assert rows == [("b", False), ("a", False), ("b", True), ("c", False)]


def test_circles_end() -> None:
    rules = (rule("a > b"), rule("b > a"), rule("b > m"), rule("m > b"))
    result = compared(found("VN:a"), found("VN:b"), *rules)
    assert sum(row.concept == "b" and row.is_repeated for row in result.rows) == 1
    assert [row.is_repeated for row in result.rows if row.concept == "m"] == [False, True]


def test_differences_ignore_how_something_is_known() -> None:
    result = compared(
        found("VN:a"),
        found("US:b"),
        rule("b > a", name="s"),
        rule("a & d > m", name="r"),
        found("VN:d"),
    )
    differing = [row.concept for row in result.rows if row.differs]
    assert differing == ["m", "a", "b", "d"]
    assert not next(row for row in result.rows if row.concept == "a" and row.depth == 1).differs


def test_objections_to_measure_premises_steps_and_objections() -> None:
    result = compared(
        found("VN:a"),
        found("US:c"),
        rule("a > m", name="step"),
        against("c | m", name="rebuttal"),
        against("a | step", name="undercut"),
        against("c | a", name="doubt"),
        against("b | rebuttal", name="counter"),
        against("c | n", name="elsewhere"),
    )
    assert lines(result.objections) == [
        (0, "rebuttal", ("unknown", "derived")),
        (1, "c", ("unknown", "found")),
        (0, "undercut", ("derived", "unknown")),
        (1, "a", ("found", "unknown")),
        (0, "doubt", ("unknown", "derived")),
        (1, "c", ("unknown", "found")),
        (0, "counter", ("unknown", "unknown")),
        (1, "b", ("unknown", "unknown")),
    ]
    assert [row.concept for row in result.objections if row.depth == 0] == [
        "m",
        "step",
        "a",
        "rebuttal",
    ]


def test_results_are_the_recommendations_of_each_country() -> None:
    graph = graph_of(found("VN:a", 0.5), rule("a > m"), considers=BOTH)
    result = comparison(graph, "m", BOTH)
    assert result.results == (recommendations(graph, AWAY)[0], None)


def test_measure_that_nothing_concludes_has_no_rows() -> None:
    result = compared(found("VN:a"), against("a | n", name="o"), measure="n")
    assert result.rows == ()
    assert lines(result.objections)[0] == (0, "o", ("derived", "unknown"))


@pytest.mark.parametrize("countries", [(), (AWAY, AWAY)])
def test_columns_are_checked(countries: tuple[str, ...]) -> None:
    graph = graph_of(found("a"))
    with pytest.raises(InvalidArgument, match="each only once"):
        comparison(graph, "m", countries)
    with pytest.raises(InvalidArgument, match="each only once"):
        matrix(graph, countries)


def test_chain_of_ten_thousand_steps_is_unfolded() -> None:
    steps = [rule(f"s{i} > s{i + 1}") for i in range(10_000)]
    result = compared(found("VN:s0"), *steps, rule("s10000 > m"), countries=(AWAY,))
    assert len(result.rows) == 2 * 10_001
    assert result.rows[-1].cells[0].state is State.FOUND


def test_matrix_puts_measures_against_countries() -> None:
    graph = graph_of(
        found("VN:a", 0.5),
        found("US:a", 0.4),
        rule("a > n", 0.5),
        rule("a > m", 0.9, applies="VN"),
        considers=BOTH,
    )
    result = matrix(graph, BOTH)
    assert result.countries == BOTH
    assert [row.measure for row in result.rows] == ["m", "n"]
    assert [[r and round(r.support, 9) for r in row.results] for row in result.rows] == [
        [0.45, None],
        [0.25, 0.2],
    ]


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_every_implication_towards_the_measure_has_its_rows(known: Knowledge) -> None:
    graph = implication_graph(known)
    holding = derivable(graph)
    columns = known.analysis.countries
    for measure in MEASURES:
        result = comparison(graph, measure, columns)
        heads = {row.claim for row in result.rows if row.depth == 0}
        assert heads == {i.iri for i in known.implications if i.conclusion == measure}
        for row in result.rows:
            assert len(row.cells) == len(columns)
            for cell in row.cells if row.kind is Kind.PREMISE else ():
                if cell.proposition:
                    assert cell.state.holds == (cell.proposition in holding)
        check_claim_rows(result, graph_claims(known), holding)


def graph_claims(known: Knowledge) -> dict[str, Implication]:
    return {claim.iri: claim for claim in known.implications}


def check_claim_rows(
    result: Comparison, claims: dict[str, Implication], holding: frozenset[Proposition]
) -> None:
    """A step holds in a column exactly where all its premises do."""
    for row in result.rows:
        if row.kind is not Kind.IMPLICATION:
            continue
        claim = claims[row.claim]
        for country, cell in zip(result.countries, row.cells, strict=True):
            if cell.state is State.NOT_APPLICABLE:
                continue
            place = HOME if row.at_home else country
            premises = {Proposition(place, p) for p in claim.premises}
            premises |= {Proposition(HOME, p) for p in claim.home_premises}
            assert cell.state.holds == (premises <= holding)
