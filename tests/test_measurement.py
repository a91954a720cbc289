"""What the figures show: the rules by themselves, and the committed findings against the data."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from ontology import measurement
from ontology.iris import ID
from ontology.measured import findings, names, shipped_data, turtle
from ontology.measurement import Observation, Threshold, distance, latest, measured, strength

EXTENDED = ID + "is225-extended"
COMMITTED = Path(__file__).parent.parent / "ontology/analyses/is225-extended/measured.ttl"


def figure(
    iri: str, country: str, low: float, high: float | None = None, year: int | None = 2025, **more
) -> Observation:
    top = low if high is None else high
    return Observation(iri, "pay", country, low, top, year, more.pop("document", "doc"), **more)


def rule(comparison: str = "AtLeast", limit: float = 10.0, **more) -> Threshold:
    return Threshold("rule", "pay", comparison, limit, "factor", **more)


def judged(*figures: Observation, by: Threshold | None = None):
    return measured(
        figures, [by or rule()], home="KR", considered=["US", "VN"], reference_year=2026
    )


@pytest.mark.parametrize(
    ("comparison", "limit", "value", "expected"),
    [
        ("AtLeast", 10.0, 10.0, 1.0),
        ("AtLeast", 10.0, 9.99, None),
        ("Above", 10.0, 10.0, None),
        ("Above", 10.0, 12.5, 1.25),
        ("AtMost", 10.0, 10.0, 1.0),
        ("AtMost", 10.0, 2.5, 4.0),
        ("Below", 10.0, 10.0, None),
        ("Below", 10.0, 5.0, 2.0),
        ("Below", -0.5, -1.5, 3.0),
        ("Below", -0.5, -0.4, None),
    ],
)
def test_distance_is_how_many_times_as_far_as_the_limit(comparison, limit, value, expected):
    assert distance(rule(comparison, limit), value) == expected


def test_nothing_at_all_is_endlessly_far_below_a_limit():
    assert distance(rule("AtMost", 3.0), 0.0) == float("inf")


@pytest.mark.parametrize(
    ("times", "expected"), [(1.0, 0.6), (1.2499, 0.6), (1.25, 0.75), (1.9999, 0.75), (2.0, 0.9)]
)
def test_strength_goes_by_distance(times, expected):
    assert strength(times) == expected


def test_only_the_latest_year_of_a_series_counts():
    figures = [figure("old", "US", 99, year=2023), figure("new", "US", 1, year=2025)]
    assert [o.iri for o in latest(figures)["pay", "US"]] == ["new"]
    assert judged(*figures) == ()


def test_undated_figures_count_only_where_none_is_dated():
    undated = figure("undated", "US", 30, year=None)
    assert [found.evidence for found in judged(undated)] == [(undated,)]
    assert judged(undated, figure("dated", "US", 5)) == ()


def test_two_documents_give_two_findings():
    found = judged(figure("a", "US", 12, document="one"), figure("b", "US", 30, document="two"))
    assert [(f.evidence[0].document, f.strength) for f in found] == [("one", 0.6), ("two", 0.9)]


def test_a_range_meets_a_rule_only_if_all_of_it_does():
    assert judged(figure("across", "US", 8, 40)) == ()
    (found,) = judged(figure("beyond", "US", 13, 40))
    assert (found.value, found.strength) == (13, 0.75)


def test_a_relative_rule_divides_by_home_and_shows_both_figures():
    relative = rule("AtMost", 0.5, is_relative=True)
    at_home = figure("home", "KR", 40)
    (found,) = judged(figure("there", "VN", 5), at_home, by=relative)
    assert found.value == 0.125
    assert [o.iri for o in found.evidence] == ["there", "home"]
    assert judged(figure("there", "VN", 5), by=relative) == ()


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, 0.9),
        ({"cap": 0.5}, 0.5),
        ({"is_derived": True}, 0.75),
        ({"year": 2022}, 0.75),
        ({"year": 2023}, 0.9),
        ({"cap": 0.5, "is_derived": True, "year": 2000}, 0.5),
    ],
)
def test_strength_is_capped_by_source_age_and_derivation(more, expected):
    (found,) = judged(figure("far", "US", 100, **more))
    assert found.strength == expected


def test_a_cap_of_homes_figure_counts_too():
    relative = rule("AtLeast", 1.5, is_relative=True)
    figures = [figure("there", "US", 100), figure("home", "KR", 10, cap=0.5)]
    assert [f.strength for f in judged(*figures, by=relative)] == [0.5]


def test_a_rule_judges_the_considered_countries_or_those_it_names():
    figures = [figure("us", "US", 20), figure("kr", "KR", 20)]
    assert [f.country for f in judged(*figures)] == ["US"]
    about_home = rule(countries=frozenset({"KR"}))
    assert [f.country for f in judged(*figures, by=about_home)] == ["KR"]


def test_the_numbers_are_those_of_the_coding_scale():
    scale = {
        row["rule"].value.removeprefix(ID + "coding-"): float(row["number"].value)
        for row in shipped_data().triples.query(
            "PREFIX pol: <https://w3id.org/policy-explorer/ns#>"
            "SELECT ?rule ?number { ?rule a pol:CodingRule ; pol:coversBasis pol:Measured ;"
            " pol:strength|pol:strengthCap ?number }"
        )
    }
    assert [worth for _, worth in measurement.STEPS] == [
        scale["measured-double"],
        scale["measured-quarter"],
        scale["measured-just"],
    ]
    assert scale["cap-old"] == measurement.OLD_CAP
    assert scale["cap-derived"] == measurement.DERIVED_CAP


def test_committed_findings_are_what_the_figures_show():
    assert COMMITTED.read_text(encoding="utf-8") == turtle(shipped_data(), EXTENDED), (
        "write them again: python -m ontology.measured > " + str(COMMITTED)
    )


def test_committed_findings_are_all_the_measured_ones():
    data = shipped_data()
    expected = {ID + name for name in names(findings(data, EXTENDED))}
    basis = ox.NamedNode("https://w3id.org/policy-explorer/ns#basis")
    by_measuring = ox.NamedNode("https://w3id.org/policy-explorer/ns#Measured")
    union = ox.DefaultGraph()
    quads = data.triples.quads_for_pattern(None, basis, by_measuring, union)
    assert {quad.subject.value for quad in quads} == expected
    assert len(expected) >= 50


@pytest.mark.parametrize(
    ("country", "threshold", "holds", "worth"),
    [
        ("US", "high-labor-cost-pay", True, 0.75),
        ("US", "no-cost-efficiency-pay", False, 0.75),
        ("VN", "cost-efficiency-pay", True, 0.75),
        ("IN", "cost-efficiency-account", True, 0.5),
        ("IN", "vast-talent-pool-github", True, 0.9),
        ("JP", "shortage-at-home-share", True, 0.75),
        ("IN", "english-below-korea-rank", True, 0.6),
        ("US", "tightened-visas-payment", True, 0.75),
    ],
)
def test_what_the_shipped_figures_show(country, threshold, holds, worth):
    (found,) = [
        f
        for f in findings(shipped_data(), EXTENDED)
        if f.country == ID + country and f.threshold.iri == f"{ID}threshold-{threshold}"
    ]
    assert (found.threshold.holds, found.strength) == (holds, worth)


@pytest.mark.parametrize(
    ("country", "threshold"),
    [
        ("JP", "cost-efficiency-pay"),
        ("JP", "high-labor-cost-pay"),
        ("VN", "english-below-korea-rank"),
        ("VN", "vast-talent-pool-github"),
        ("US", "fast-growing-pool-github"),
    ],
)
def test_what_they_do_not_show(country, threshold):
    assert not [
        f
        for f in findings(shipped_data(), EXTENDED)
        if f.country == ID + country and f.threshold.iri == f"{ID}threshold-{threshold}"
    ]
