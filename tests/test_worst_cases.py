"""What may blow up, put to every notion: long chains, deep circles, doubling ladders.

Each answer is checked for what must be true of it; that it comes at all, without an error of
recursion and within the stated limits, is the other half of the promise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

from graph.balance import balance, balances
from graph.breakdown import breakdown
from graph.circles import circles
from graph.commands.main import main
from graph.comparison import comparison, matrix
from graph.contribution import contributions
from graph.counterfactual import (
    Edits,
    critical_findings,
    defeaters,
    edited,
    missing,
    opening,
    what_if,
)
from graph.coverage import coverage
from graph.difference import difference
from graph.goals import measures_for
from graph.grounding import ImplicationGraph, implication_graph
from graph.hyperpath import derivations
from graph.neighbourhood import neighbourhood
from graph.objections import objected
from graph.paths import implication_paths
from graph.recommendation import gaps, recommendations
from graph.replay import replayed
from graph.robustness import robustness
from graph.semiring import SEMIRINGS
from graph.ways import ways
from tests.small_worlds import AWAY, HOME, against, at, found, rule, world

CHAIN, RING, RUNGS = 10_000, 2_000, 20
TYPED = 2_000  # twice as deep as recursion goes, in a file for the command line


def _chain() -> list[object]:
    steps = [rule(f"s{i} > s{i + 1}", 0.999) for i in range(CHAIN)]
    return [*steps, rule(f"s{CHAIN} > m", 0.9)]


def _ring() -> list[object]:
    """Every step leads to the next, and the last to the first; the finding enters it once."""
    ring = [rule(f"s{i} > s{(i + 1) % RING}", 0.99) for i in range(RING)]
    return [*ring, rule("s0 > n", 0.8), rule(f"s{RING - 1} > m", 0.9)]


def _ladder() -> list[object]:
    """Each rung rests on the one below twice, so that trees double with each of them."""
    return [
        *(rule(f"s{i} > {side}{i}", 0.95) for i in range(RUNGS) for side in "lr"),
        *(rule(f"s{i} > r{i}", 0.9, name=f"other{i}") for i in range(RUNGS)),
        *(rule(f"l{i} & r{i} > s{i + 1}") for i in range(RUNGS)),
        rule(f"s{RUNGS} > m", 0.9),
    ]


SHAPES: Mapping[str, Callable[[], list[object]]] = {
    "chain": _chain,
    "ring": _ring,
    "ladder": _ladder,
}


@cache
def graph_of_shape(shape: str, *, is_found: bool = True) -> ImplicationGraph:
    facts = [found("s0", 0.9, name="start"), found("c")] if is_found else [found("c")]
    return implication_graph(
        world(
            *facts,
            *SHAPES[shape](),
            against("c | m", 0.2, name="doubt"),
            constraints="c",
            mitigations=[("m", "c")],
        )
    )


def _derives(graph: ImplicationGraph) -> bool:
    found_ = {name: derivations(graph, at("m"), 5, s) for name, s in SEMIRINGS.items()}
    return all(each and each[0].steps[-1].claim == "start" for each in found_.values())


def _leads(graph: ImplicationGraph) -> bool:
    paths = implication_paths(graph, [at("s0")], [at("m")], 5)
    return bool(paths) and all(path.nodes[0] == at("s0") for path in paths)


def _weighs(graph: ImplicationGraph) -> bool:
    weighed = balance(graph, at("m"))
    total = breakdown(graph, balances(graph, [at("m")]), at("m"))
    return total.net == pytest.approx(weighed.support - weighed.opposition, abs=1e-9)


def _differs(graph: ImplicationGraph) -> bool:
    answer = difference(graph, "m", AWAY, HOME).answer
    return [[lack.standing.proposition for lack in group] for group in answer.sets] != []


def _contribute(graph: ImplicationGraph) -> bool:
    """All claims are removed, with the effect that the last step has if it is disabled."""
    removed = contributions(graph, at("m"))
    (last,) = (c for c in removed.claims if c.claim.endswith("> m"))
    without = implication_graph(edited(graph.knowledge, Edits(disable=[last.claim])))
    lost = balance(graph, at("m")).net - balance(without, at("m")).net
    return not removed.truncated and last.net == pytest.approx(lost, abs=1e-9)


def _withstands_replay(graph: ImplicationGraph) -> bool:
    derivation = derivations(graph, at("m"), 1)[0]
    return replayed(graph, derivation) == derivation


def _loses(graph: ImplicationGraph) -> bool:
    result = what_if(graph.knowledge, Edits(retract=["start"]), AWAY, graph)
    return "m" in {change.measure for change in result.lost}


QUESTIONS: Mapping[str, Callable[[ImplicationGraph], object]] = {
    "best derivations": _derives,
    "what undercuts them": lambda g: any(objected(g, derivations(g, at("m"), 1)[0])),
    "ways": lambda g: ways(derivations(g, at("m"), 5)),
    "paths": _leads,
    "balance": _weighs,
    "recommendations": lambda g: "m" in {r.measure for r in recommendations(g, AWAY)},
    "comparison": lambda g: comparison(g, "m", [AWAY, HOME]).rows,
    "matrix": lambda g: matrix(g, [AWAY, HOME]).rows,
    "critical findings": lambda g: critical_findings(g, at("m")) == ("start",),
    "defeaters": lambda g: defeaters(g, at("m")).sets == (("start",),),
    "contributions": _contribute,
    "what if": _loses,
    "replay": _withstands_replay,
    "robustness": lambda g: robustness(g, AWAY, draws=3).measures,
    "coverage": lambda g: (
        "c" in (*coverage(g, AWAY).unmitigated, *coverage(g, AWAY).overall.constraints)
    ),
    "gaps": lambda g: isinstance(gaps(g, AWAY), tuple),
    "goal search": lambda g: measures_for(g, at("c")).mitigators,
    "difference": _differs,
    "neighbourhood": lambda g: neighbourhood(g, [at("m")], depth=50).size,
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_notion_withstands(question: str, shape: str) -> None:
    assert QUESTIONS[question](graph_of_shape(shape))


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_missing_far_down_is_found(shape: str) -> None:
    graph = graph_of_shape(shape, is_found=False)
    answer = missing(graph, at("m"), max_size=1, limit=5)
    assert answer.sets
    for group in answer.sets:
        assert opening(graph, at("m"), group) is not None


def test_only_the_ring_goes_in_circles() -> None:
    told = {shape: circles(graph_of_shape(shape)) for shape in SHAPES}
    assert {shape: bool(each) for shape, each in told.items()} == {
        "chain": False,
        "ring": True,
        "ladder": False,
    }


# --- the command line ---------------------------------------------------------------------

_PREFIXES = """\
@prefix pol: <https://w3id.org/policy-explorer/ns#> .
@prefix id: <https://w3id.org/policy-explorer/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
id:study a pol:Analysis ; pol:home id:KR ; pol:considers id:VN .
id:KR a pol:Country ; skos:notation "KR" ; skos:prefLabel "Korea"@en .
id:VN a pol:Country ; skos:notation "VN" ; skos:prefLabel "Vietnam"@en .
id:m a pol:Measure ; skos:prefLabel "Goal"@en ; pol:mitigates id:c .
id:c a pol:Constraint ; skos:prefLabel "Need"@en .
id:start a pol:Finding ; pol:about id:VN ; pol:factor id:s0 ; pol:strength 0.9 ; \
pol:basis pol:Stated .
id:need a pol:Finding ; pol:about id:VN ; pol:factor id:c ; pol:strength 0.9 ; \
pol:basis pol:Stated .
"""


@pytest.fixture(scope="module")
def chain_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chain of two thousand steps as Turtle."""
    step = (
        "id:i{n} a pol:Implication ; pol:premise id:s{n} ; pol:conclusion {end} ; "
        "pol:strength 0.999 ; pol:basis pol:Stated .\n"
        'id:s{n} a pol:Condition ; skos:prefLabel "Stage {n}"@en .\n'
    )
    ends = [*(f"id:s{n + 1}" for n in range(TYPED - 1)), "id:m"]
    path = tmp_path_factory.mktemp("chain") / "chain.ttl"
    steps = "".join(step.format(n=n, end=end) for n, end in enumerate(ends))
    path.write_text(_PREFIXES + steps, "utf-8")
    return path


@pytest.mark.parametrize(
    "command",
    [
        ("why", "m", "--for", "VN", "-k", "2"),
        ("why", "m", "--for", "VN", "--json"),
        ("why-not", "m", "--for", "KR", "--limit", "3"),
        ("defeat", "m", "--for", "VN"),
        ("balance", "m", "--for", "VN"),
        ("paths", "s0", "m", "--for", "VN"),
        ("compare", "VN", "KR", "--measure", "m"),
        ("difference", "m", "VN", "KR"),
        ("what-if", "--for", "VN", "--retract", "start"),
        ("robustness", "VN", "--draws", "3"),
        ("coverage", "VN"),
        ("gaps", "VN"),
        ("measures-for", "c", "--for", "VN"),
        ("recommend", "VN"),
        ("why", "m", "--for", "VN", "--prose"),
        ("balance", "m", "--for", "VN", "--prose"),
    ],
    ids=lambda command: " ".join(command),
)
def test_the_command_line_withstands_a_long_chain(
    command: tuple[str, ...], chain_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main((*command, "--data", str(chain_file)))
    told = capsys.readouterr()
    assert (status, told.err) == (0, "")
    assert told.out.strip()


def test_what_follows_from_a_long_chain_is_written(chain_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "derived.nt"
    assert main(("derive", "-o", str(path), "--data", str(chain_file))) == 0
    assert path.read_text("utf-8").count("/ns#hasCondition>") == TYPED
