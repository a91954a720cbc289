"""What one country has that another lacks, and what would ease a constraint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, combinations

import pytest
from flask.testing import FlaskClient
from hypothesis import given

from graph.commands.main import main
from graph.difference import Lack, difference
from graph.errors import InvalidArgument
from graph.goals import measures_for
from graph.grounding import ImplicationGraph, implication_graph
from graph.missing import missing
from graph.model import Claim, Implication, Knowledge, Proposition
from graph.standing import State, is_derivable
from tests import small_worlds
from tests.small_worlds import AWAY, HOME, OTHER, at, found, rule, worlds


def graph_of(*claims: Claim) -> ImplicationGraph:
    return small_worlds.graph_of(*claims, considers=(AWAY, OTHER))


def names(group: tuple[Lack, ...]) -> list[str]:
    return sorted(
        each.implication or (each.standing.proposition.concept if each.standing.proposition else "")
        for each in group
    )


def lacking(graph: ImplicationGraph, size: int = 4) -> list[list[str]]:
    answer = difference(graph, "m", OTHER, AWAY, size, 10_000).answer
    assert not answer.truncated
    return sorted(map(names, answer.sets))


def test_what_the_one_has_is_what_the_other_lacks() -> None:
    graph = graph_of(found("US:a"), found("US:b"), found("VN:b"), rule("a & b > m"))
    assert lacking(graph) == [["a"]]


def test_a_step_made_for_the_one_alone_is_part_of_the_difference() -> None:
    graph = graph_of(found("US:a"), rule("a > m", name="i", applies="US"))
    assert lacking(graph) == [["a", "i"]]


def test_what_the_one_does_not_have_is_no_part_of_it() -> None:
    graph = graph_of(found("US:a"), rule("a > m", name="i"), rule("b > m"))
    assert lacking(graph) == [["a"]]


def test_found_not_to_hold_is_told_apart_from_unknown() -> None:
    graph = graph_of(found("US:a"), found("US:b"), found("VN:a", holds=False), rule("a & b > m"))
    (group,) = difference(graph, "m", OTHER, AWAY).answer.sets
    assert sorted(each.standing.state for each in group) == [State.FAILS, State.UNKNOWN]


@pytest.mark.parametrize(("has", "lacks"), [(OTHER, AWAY), (AWAY, OTHER)])
def test_there_is_nothing_to_explain_where_both_or_neither_follow(has: str, lacks: str) -> None:
    both = graph_of(found("US:a"), found("VN:a"), rule("a > m"))
    neither = graph_of(rule("a > m"))
    assert difference(both, "m", has, lacks).answer.sets == ()
    assert difference(neither, "m", has, lacks).answer.sets == ()


@pytest.mark.parametrize("pair", [(AWAY, AWAY), (AWAY, "XX"), ("XX", AWAY)])
def test_two_countries_of_the_analysis_are_needed(pair: tuple[str, str]) -> None:
    with pytest.raises(InvalidArgument, match=r"itself|no country"):
        difference(graph_of(found("US:a")), "m", *pair)


@pytest.mark.parametrize(("has", "lacks"), [(OTHER, AWAY), (AWAY, OTHER)])
@given(known=worlds())
def test_difference_equals_enumeration(has: str, lacks: str, known: Knowledge) -> None:
    known = replace(known, analysis=replace(known.analysis, considers=(AWAY, OTHER)))
    graph = implication_graph(known)
    result = difference(graph, "m", has, lacks, 2, 10_000)
    if result.is_here or not result.is_there:
        assert result.answer.sets == ()
        return
    assert sorted(map(names, result.answer.sets)) == sorted(enumerated(graph, has, lacks))


def enumerated(graph: ImplicationGraph, has: str, lacks: str) -> Iterator[list[str]]:
    """Every set of up to two things that would do, of which no part would."""
    known = graph.knowledge
    factors = {
        p.concept
        for p in chain(graph.findings, graph.inferences)
        if p.country == has
        and p.concept not in known.measures
        and is_derivable(graph, p)
        and not is_derivable(graph, Proposition(lacks, p.concept))
    }
    steps = {i.iri for i in known.implications if has in i.applies_to and lacks not in i.applies_to}
    enough: list[set[str]] = []
    for size in (1, 2):
        for group in combinations(sorted(factors | steps), size):
            is_new = not any(other <= set(group) for other in enough)
            if is_new and would_do(known, set(group), lacks):
                enough.append(set(group))
                yield sorted(group)


def would_do(known: Knowledge, granted: set[str], lacks: str) -> bool:
    def widened(implication: Implication) -> Implication:
        if implication.iri not in granted:
            return implication
        return replace(implication, applies_to=implication.applies_to | {lacks})

    findings = [found(f"{lacks}:{concept}", name=f"granted {concept}") for concept in granted]
    after = replace(
        known,
        findings=(*known.findings, *findings),
        implications=tuple(map(widened, known.implications)),
    )
    return is_derivable(implication_graph(after), Proposition(lacks, "m"))


def test_many_alternatives_are_cut_and_the_answer_says_so() -> None:
    rules = [rule(f"x{n} & y{n} > m") for n in range(60)]
    facts = [found(f"US:{side}{n}") for n in range(60) for side in "xy"]
    answer = difference(graph_of(*facts, *rules), "m", OTHER, AWAY, limit=5).answer
    assert len(answer.sets) == 5 and answer.truncated


# Goal search ------------------------------------------------------------------------------------


def goals(*claims: Claim, holding: str = "c") -> ImplicationGraph:
    known = graph_of(*claims).knowledge
    pairs = frozenset((measure, "c") for measure in known.measures)
    return implication_graph(replace(known, constraints=frozenset(holding), mitigations=pairs))


def test_what_is_recommended_stands_before_what_is_not() -> None:
    graph = goals(found("c"), found("a"), rule("a > n"), rule("b > m"))
    result = measures_for(graph, at("c"))
    assert [(each.measure, each.recommendation is not None) for each in result.mitigators] == [
        ("n", True),
        ("m", False),
    ]
    assert result.mitigators[1].missing == missing(graph, at("m"))
    assert result.mitigators[0].missing.sets == ()


def test_whether_the_constraint_holds_is_told() -> None:
    for claims, state in (
        ([found("c")], State.FOUND),
        ([found("a"), rule("a > c")], State.DERIVED),
        ([found("c", holds=False)], State.FAILS),
        ([], State.UNKNOWN),
    ):
        assert measures_for(goals(*claims), at("c")).constraint.state is state


def test_a_measure_that_follows_for_home_alone_is_marked() -> None:
    result = measures_for(goals(found("KR:a"), rule("a > m")), at("c"))
    by_measure = {each.measure: each for each in result.mitigators}
    assert by_measure["m"].is_at_home and by_measure["m"].recommendation is None


def test_what_is_no_constraint_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="a is no constraint"):
        measures_for(goals(found("a")), at("a"))


# Command line and interface -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "status", "told"),
    [
        ("difference elite-cells US VN", 0, "Small elite R&D cells” follows for United States"),
        ("difference pairing VN US", 1, "lacks nothing"),
        ("difference elite-cells VN US", 1, "lacks nothing"),
        ("difference elite-cells VN JP", 1, "does not follow for Vietnam either"),
        ("difference elite-cells US US", 2, "compared with itself"),
        ("difference elite-cell US VN", 2, "elite-cells"),
        ("measures-for time-difference --for US", 0, "(found) would be eased by: 1"),
        ("measures-for cost-efficiency --for US", 2, "no such constraint, but a trait"),
        ("measures-for nothing --for US", 2, "'nothing': no such constraint"),
        ("measures-for time-diference --for US", 2, "time-difference"),
        ("coverage US", 0, "ease 4."),
        ("coverage US --limit 1", 0, "a greater --limit gives"),
        ("coverage US --limit 0", 2, "whole number from 1 up"),
        ("why-not pairing --for JP --limit 1", 0, "The list stops at 1."),
    ],
)
def test_command(command: str, status: int, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(command.split()) == status
    output = capsys.readouterr()
    text = output.err if status == 2 else output.out
    assert told in " ".join(text.split())
    assert status == 2 or main([*command.split(), "--lang", "ko"]) == status


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("coverage?country=US", "together"),
        ("measures-for?country=US&constraint=time-difference", "measures"),
        ("difference?measure=elite-cells&has=US&lacks=VN", "lacking"),
    ],
)
def test_interface(client: FlaskClient, address: str, key: str) -> None:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200
    assert answer.json[key] and answer.json["truncated"] is False
    assert answer.json["analysis"].endswith("is225-extended")


def test_home_lacks_like_any_other(client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/difference?measure=pairing&has=VN&lacks={HOME}")
    assert answer.status_code == 200 and answer.json["has"].endswith("VN")
