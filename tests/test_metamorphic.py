"""What must make no difference, and what may only make one kind: from RDF to every answer.

The same claims are written to files in another form, read, reasoned over and asked everything
that the command line can ask; the answers are compared as its JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph import answers, answers_of_sets
from graph.balance import Balances, balance, balances
from graph.build import knowledge
from graph.commands.main import main
from graph.comparison import comparison
from graph.counterfactual import contributions, critical_findings, defeaters, missing
from graph.coverage import coverage
from graph.goals import measures_for
from graph.grounding import ImplicationGraph, implication_graph
from graph.hyperpath import derivations
from graph.model import (
    Basis,
    Claim,
    Conditional,
    Finding,
    Implication,
    Iri,
    Knowledge,
    Objection,
    Proposition,
)
from graph.objections import objected
from graph.paths import implication_paths
from graph.recommendation import gaps, recommendations
from graph.robustness import robustness
from graph.semiring import SEMIRINGS
from ontology.loading import SHIPPED, load
from tests.naive import Naive, is_close_call, studies
from tests.rdf import ID, turtle, written
from tests.small_worlds import AWAY, FACTORS, HOME, MEASURES, OTHER, found, rule, world

CONCEPTS = (*FACTORS, *MEASURES)
MANY = 10_000
Folder = Callable[[], Path]
Names = dict[Iri, Iri]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return lambda: tmp_path_factory.mktemp("rdf")


# --- claims as RDF, and the answers to everything ------------------------------------------


def triples(known: Knowledge, name: Callable[[Iri], Iri] = str) -> Iterator[str]:
    """Everything that is asserted, a triple a line."""
    analysis = known.analysis
    yield f"id:{name('an')} a pol:Analysis ; pol:home id:{name(analysis.home)} ."
    yield from (f"id:{name('an')} pol:considers id:{name(c)} ." for c in analysis.considers)
    yield from (f"id:{name(c)} a pol:Country ." for c in (HOME, AWAY, OTHER))
    for concept in sorted(set(CONCEPTS) | mentioned(known)):
        kinds = dict.fromkeys(known.constraints, "Constraint") | dict.fromkeys(MEASURES, "Measure")
        yield f"id:{name(concept)} a pol:{kinds.get(concept, 'Condition')} ."
    yield from (f"id:{name(m)} pol:mitigates id:{name(c)} ." for m, c in known.mitigations)
    for source in sorted({source for claim in known.claims for source in claim.sources}):
        yield f"id:{name(source)} a pol:Document ."
        yield f"id:{name('in_' + source)} a pol:Passage ; dcterms:source id:{name(source)} ."
    for claim in known.claims:
        yield from (f"id:{name(claim.iri)} {said} ." for said in _said(claim, name))


def mentioned(known: Knowledge) -> set[Iri]:
    return {i.conclusion for i in known.implications}.union(
        *(i.premises for i in known.implications)
    )


def _said(claim: Claim, name: Callable[[Iri], Iri]) -> Iterator[str]:
    yield f"a pol:{type(claim).__name__}"
    yield f"pol:strength {claim.strength!r}"
    yield f"pol:basis pol:{claim.basis.capitalize()}"
    yield from (f"pol:evidence id:{name('in_' + source)}" for source in claim.sources)
    pointing: list[tuple[str, Iri]] = []
    if isinstance(claim, Finding):
        yield f"pol:holds {str(claim.holds).lower()}"
        pointing = [("about", claim.proposition.country), ("factor", claim.proposition.concept)]
    if isinstance(claim, Conditional):
        pointing += [("premise", c) for c in claim.premises]
        pointing += [("homePremise", c) for c in claim.home_premises]
        pointing += [("appliesTo", c) for c in claim.applies_to]
    if isinstance(claim, Implication):
        end = "homeConclusion" if claim.concludes_home else "conclusion"
        pointing.append((end, claim.conclusion))
    if isinstance(claim, Objection):
        pointing.append(("target", claim.target))
    yield from (f"pol:{term} id:{name(thing)}" for term, thing in pointing)


def read(folder: Path, *files: list[str]) -> Knowledge:
    """The claims as the engine reads them from files with these lines."""
    for number, lines in enumerate(files):
        written(folder / f"part{number}.ttl", turtle(*lines))
    return knowledge(load([folder]))


def told(known: Knowledge, names: Names | None = None, *, drawn: bool = True) -> dict[str, Any]:
    """The answers to all questions, in the old names if things were renamed."""
    names = names or {}
    graph = implication_graph(known)
    iri = {old: ID + names.get(old, old) for old in (HOME, AWAY, OTHER, *CONCEPTS)}
    answer = {
        f"{question} {country}": found_
        for country in (HOME, AWAY, OTHER)
        for question, found_ in _of_country(graph, iri, country, drawn).items()
    }
    if not names:
        return json.loads(json.dumps(answer))
    old = {ID + new: ID + old for old, new in names.items()}
    pattern = re.compile(re.escape(ID) + r"\w+")
    return json.loads(pattern.sub(lambda m: old[m[0]], json.dumps(answer)))


def _of_country(
    graph: ImplicationGraph, iri: dict[str, Iri], country: str, drawn: bool
) -> dict[str, Any]:
    here, weighed = iri[country], balances(graph)
    result: dict[str, Any] = {
        "gaps": answers.gaps(here, gaps(graph, here)),
        "recommend": answers.recommend(here, recommendations(graph, here, weighed)),
        "coverage": answers_of_sets.coverage(coverage(graph, here, limit=MANY)),
    }
    if here in graph.analysis.countries and drawn:
        result["robustness"] = answers.robustness(robustness(graph, here, draws=20))
    for concept in CONCEPTS:
        goal = Proposition(here, iri[concept])
        of_goal = _of_goal(graph, goal, Proposition(here, iri["a"]), weighed)
        if goal.concept in graph.knowledge.constraints:
            found_ = measures_for(graph, goal, weighed, limit=MANY)
            of_goal["measures-for"] = answers_of_sets.measures_for(found_)
        result |= {f"{question} {concept}": answer for question, answer in of_goal.items()}
    return result


def _of_goal(
    graph: ImplicationGraph, goal: Proposition, start: Proposition, weighed: Balances
) -> dict[str, Any]:
    return {
        **{
            f"why {name}": [
                answers.derivation(each) for each in derivations(graph, goal, MANY, semiring)
            ]
            for name, semiring in SEMIRINGS.items()
        },
        "against": [
            [one.attack.objection for one in (*step.undercuts, *step.rebuttals)]
            for each in derivations(graph, goal, MANY)
            for step in objected(graph, each, lambda: weighed)
        ],
        "balance": answers.balance(goal, balance(graph, goal), True),
        "critical": critical_findings(graph, goal),
        "defeat": defeaters(graph, goal, 9, MANY).sets,
        "why-not": [list(map(answers.proposition, g)) for g in missing(graph, goal, 3, MANY).sets],
        "contributions": [(c.claim, c.amount) for c in contributions(graph, goal).claims],
        "paths": [
            (path.score, [getattr(n, "implication", n) for n in path.nodes])
            for path in implication_paths(graph, [start], [goal], MANY)
        ],
        "compare": answers.compare(comparison(graph, goal.concept, graph.analysis.countries)),
    }


def assert_same(one: Any, two: Any, *, in_order: bool = True) -> None:
    """Equal but for the last digits of numbers; if asked, whatever the order of lists."""
    assert type(one) is type(two)
    if isinstance(one, dict):
        assert one.keys() == two.keys()
        for key in one:
            assert_same(one[key], two[key], in_order=in_order)
    elif isinstance(one, list):
        assert len(one) == len(two)
        if not in_order:
            one, two = sorted(one, key=_in_words), sorted(two, key=_in_words)
        for left, right in zip(one, two, strict=True):
            assert_same(left, right, in_order=in_order)
    else:
        assert one == (pytest.approx(two, abs=1e-6) if isinstance(two, float) else two)


def _in_words(value: Any) -> str:
    """What to sort by where rounding may not decide: everything but the numbers."""
    return re.sub(r"\d+\.\d+(e-\d+)?", "", json.dumps(_unordered(value), sort_keys=True))


def _unordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unordered(each) for key, each in value.items()}
    return sorted(map(_in_words, value)) if isinstance(value, list) else value


# --- what makes no difference --------------------------------------------------------------


@settings(max_examples=15, deadline=None)
@given(known=studies(), random=st.randoms(use_true_random=False))
def test_order_of_triples_and_splitting_of_files(
    folder: Folder, known: Knowledge, random: Random
) -> None:
    lines = list(triples(known))
    expected = told(read(folder(), lines))
    shuffled = random.sample(lines, len(lines))
    parts = [shuffled[n::3] for n in range(3)]
    parts[0] += random.sample(lines, 5)  # said twice is said once
    assert_same(told(read(folder(), *parts)), expected)


def test_shipped_analyses_as_one_file_each_with_their_triples_reversed(folder: Folder) -> None:
    place, count = folder(), 0
    for analysis in ("is225", "is225-extended"):
        files = sorted((SHIPPED / analysis).glob("*.ttl"))
        count += len(files)
        read_ = [t for f in files for t in ox.parse(path=str(f), rename_blank_nodes=True)]
        (place / analysis).mkdir()
        ox.serialize(
            (quad.triple for quad in reversed(read_)),
            str(place / analysis / "all.nt"),
            ox.RdfFormat.N_TRIPLES,
        )
    assert count > 10
    whole, turned = load(), load([place])
    assert turned.data_version == whole.data_version
    compared = 0
    for analysis in whole.analyses():
        one, two = (implication_graph(knowledge(store, analysis)) for store in (whole, turned))
        for country in one.analysis.countries:
            assert gaps(one, country) == gaps(two, country)
            listed = recommendations(one, country)
            assert recommendations(two, country) == listed
            compared += len(listed)
            for goal in (r.proposition for r in listed):
                assert derivations(two, goal, 3) == derivations(one, goal, 3)
    assert compared > 20


@settings(max_examples=15, deadline=None)
@given(known=studies())
def test_names_in_the_same_order(folder: Folder, known: Knowledge) -> None:
    lines = list(triples(known))
    old = sorted(names_in(lines))
    names = {name: f"n{number:03}" for number, name in enumerate(old)}
    renamed = read(folder(), list(triples(known, names.__getitem__)))
    assert_same(told(renamed, names), told(read(folder(), lines)))


@settings(max_examples=15, deadline=None)
@given(known=studies(), random=st.randoms(use_true_random=False))
def test_any_names_at_all(folder: Folder, known: Knowledge, random: Random) -> None:
    """Orders and draws go by name, and so does where a comparison unfolds what recurs.

    Nothing else may change, unless rounding decides which side outweighs.
    """
    assume(not is_close_call(Naive(known)))
    lines = list(triples(known))
    old = sorted(names_in(lines))
    new = random.sample([f"n{number:03}" for number in range(len(old))], len(old))
    names = dict(zip(old, new, strict=True))
    renamed = told(read(folder(), list(triples(known, names.__getitem__))), names, drawn=False)
    expected = told(read(folder(), lines), drawn=False)
    for answer in (renamed, expected):
        for key in [key for key in answer if key.startswith("compare")]:
            del answer[key]["rows"]
    assert_same(renamed, expected, in_order=False)


def names_in(lines: list[str]) -> set[str]:
    return {name for line in lines for name in re.findall(r"\bid:(\w+)", line)}


@settings(max_examples=15, deadline=None)
@given(known=studies())
def test_an_implication_of_something_else(folder: Folder, known: Knowledge) -> None:
    """Draws are taken claim by claim, so one claim more gives other draws; the rest stays."""
    more = (rule("a & m > zz", 0.9, name="i8z"), rule("yy > zz", name="i9z"))
    with_more = replace(known, implications=(*known.implications, *more))
    one, two = (told(read(folder(), list(triples(k))), drawn=False) for k in (known, with_more))
    assert_same(one, two)


@settings(max_examples=15, deadline=None)
@given(known=studies(), kept=st.frozensets(st.sampled_from(Basis), min_size=1))
def test_a_restricted_basis_is_as_if_the_rest_were_never_written(
    folder: Folder, known: Knowledge, kept: frozenset[Basis]
) -> None:
    claims = {c.iri for c in known.claims if c.basis in kept}
    for _ in known.objections:  # to what is not written there is no objection
        claims -= {o.iri for o in known.objections if len(o.target) > 1 and o.target not in claims}
    left = replace(
        known,
        findings=tuple(f for f in known.findings if f.iri in claims),
        implications=tuple(i for i in known.implications if i.iri in claims),
        objections=tuple(o for o in known.objections if o.iri in claims),
    )
    whole = read(folder(), list(triples(known))).restricted(kept)
    part = read(folder(), list(triples(left)))
    assert_same(told(whole, drawn=False), told(part, drawn=False))


# --- what may only make one kind of difference ---------------------------------------------


@settings(max_examples=25, deadline=None)
@given(known=studies(), random=st.randoms(use_true_random=False))
def test_raising_a_strength_never_lowers_a_product_score(
    folder: Folder, known: Knowledge, random: Random
) -> None:
    raised = random.choice(known.claims)
    lines = list(triples(known))
    old = f"id:{raised.iri} pol:strength {raised.strength!r} ."
    new = f"id:{raised.iri} pol:strength {(raised.strength + 1) / 2!r} ."
    one, two = (
        implication_graph(read(folder(), text))
        for text in (lines, [new if line == old else line for line in lines])
    )
    for country in (HOME, AWAY, OTHER):
        for concept in CONCEPTS:
            goal = Proposition(ID + country, ID + concept)
            before, after = derivations(one, goal, MANY), derivations(two, goal, MANY)
            assert len(before) == len(after)
            for lower, higher in zip(before, after, strict=True):
                assert higher.score >= lower.score - 1e-12


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    """What the command line answers, and its exit status."""
    status = main([*arguments, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_defeaters_defeat_and_no_part_of_them_does(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """Eight diced worlds through the command line, each defeater taken out of the file."""
    defeats = 0
    for seed in range(8):
        known = diced_world(Random(seed))
        place = folder()
        written(place / "whole.ttl", turtle(*triples(known)))
        ask = ("m", "--for", "VN", "--data")
        status, answer = asked(capsys, "defeat", *ask, str(place), "--max-size", "9")
        assert status == (0 if answer["defeaters"] else 1) and not answer["truncated"]
        for group in answer["defeaters"]:
            defeats += 1
            gone = {iri.removeprefix(ID) for iri in group}
            for left in ({}, *({finding} for finding in sorted(gone))):
                kept = replace(
                    known,
                    findings=tuple(f for f in known.findings if f.iri not in gone.difference(left)),
                )
                path = written(folder() / "left.ttl", turtle(*triples(kept)))
                assert asked(capsys, "why", *ask, str(path))[0] == (0 if left else 1)
    assert defeats > 10, defeats


def diced_world(dice: Random) -> Knowledge:
    """One in which much leads to m, in circles too."""
    findings = [
        found(dice.choice(["VN:", "KR:"]) + dice.choice("abcd"), name=f"f{n}") for n in range(7)
    ]
    texts = ["d & KR:a > m", "a > b", "b > c", "c > a", "KR:b > d"]
    chosen = ["a & b > m", "c > m", *dice.sample(texts, 3)]
    return world(*findings, *(rule(text, 0.5, name=f"i{n}") for n, text in enumerate(chosen)))
