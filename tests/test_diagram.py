"""The drawing of a derivation says what the engine says, in either shape and language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from xml.etree import ElementTree

import pytest

from graph.balance import balances
from graph.grounding import implication_graph
from graph.hyperpath import derivations
from graph.model import Analysis, Basis, Finding, Implication, Knowledge, Objection, Proposition
from webapp.diagram import MOST_FACTS, Kind, svg, why_diagram
from webapp.diagram_text import text_width, wrapped
from webapp.diagram_words import WORDS, sum_note

STATED, INFERRED, MEASURED = Basis.STATED, Basis.INFERRED, Basis.MEASURED
GOAL = Proposition("VN", "pairing")
NAMES = {"VN": "Vietnam", "KR": "Korea", "pairing": "Pair planners & developers <together>"}
SHAPES = ("wide", "tall")


@dataclass
class Weighed:
    knowledge: Knowledge

    @cached_property
    def graph(self):
        return implication_graph(self.knowledge)

    @cached_property
    def balances(self):
        return balances(self.graph)


def found(concept, strength=0.9, basis=STATED, country="VN", name=""):
    return Finding(f"f-{concept}{name}", strength, basis, Proposition(country, concept))


def step(name, premises, conclusion, strength=0.9, basis=STATED, home=""):
    return Implication(
        name,
        strength,
        basis,
        frozenset(premises.split()),
        frozenset(home.split()),
        conclusion=conclusion,
    )


def against(name, premises, target, strength=0.5, basis=INFERRED):
    return Objection(name, strength, basis, frozenset(premises.split()), target=target)


def world(findings, steps, objections=()):
    analysis = Analysis("a", "KR", ("VN",))
    measures = frozenset({"pairing"})
    return Weighed(
        Knowledge(analysis, tuple(findings), tuple(steps), tuple(objections), measures=measures)
    )


def pairing():
    """Two reasons to pair planners with developers, one of them in three ways."""
    return world(
        [
            found("culture"),
            found("quality", 0.7),
            found("time", 0.3, MEASURED),
            found("few-ai"),
            found("young"),
            found("government"),
            found("cost"),
            found("cost", 0.8, MEASURED, name="-measured"),
            found("language", 0.6),
        ],
        [
            step("pair-gaps", "culture quality", "pairing", 0.8),
            step("pair-cost", "few-ai cost", "pairing", 0.6, INFERRED),
            step("cheap", "young government", "cost"),
        ],
        [
            against("o-time", "time", "pair-gaps", 0.5),
            against("o-language", "language", "pairing", 0.4),
        ],
    )


def drawn(study, shown=0, lang="en", k=9, **options):
    ways = derivations(study.graph, GOAL, k)
    return why_diagram(study, GOAL, ways, shown, lambda iri: NAMES.get(iri, iri), lang, **options)


def texts(picture):
    root = ElementTree.fromstring(picture)
    return [node.text or "" for node in root.iter() if node.tag.endswith("}text")]


def test_it_shows_every_fact_step_and_objection_once():
    diagram = drawn(pairing())
    titles = [box.title for box in diagram.boxes.values()]
    assert sorted(titles) == sorted(
        ["culture", "quality", "few-ai", "young", "government", "cost", NAMES["pairing"]]
    )
    assert [gate.note for gate in diagram.gates] == ["0.80 stated", "0.90 stated", "0.60 inferred"]
    assert [one.title for one in diagram.objections] == ["time", "language"]


def test_premises_stand_before_what_they_feed():
    parts = [part.key for part in drawn(pairing()).parts]
    for gate in drawn(pairing()).gates:
        assert all(parts.index(premise) < parts.index(gate.key) for premise in gate.premises)
        assert parts.index(gate.key) < parts.index(gate.conclusion)


def test_what_is_both_found_and_derived_lists_every_justification():
    cost = next(b for b in drawn(pairing()).boxes.values() if b.title == "cost")
    assert cost.kind is Kind.DERIVED
    assert cost.notes == ("derived · 0.73", "also stated · 0.90", "also measured · 0.80")


def test_the_way_on_show_comes_first_where_it_rests_on_a_finding():
    cost = next(b for b in drawn(pairing(), shown=1).boxes.values() if b.title == "cost")
    assert cost.notes[0] == "stated · 0.90"


def test_the_steps_to_the_goal_say_which_ways_use_them():
    ways = [gate.ways for gate in drawn(pairing()).gates]
    assert ways == ["Way 1", "", "Ways 2, 3, 4"]


def test_only_the_way_on_show_is_bold():
    first, fourth = drawn(pairing()), drawn(pairing(), shown=3)
    assert [gate.shown for gate in first.gates] == [True, False, False]
    assert [gate.shown for gate in fourth.gates] == [False, True, True]
    assert svg(first).count("on-show") > 0


def test_objections_say_what_they_take_away():
    time, language = drawn(pairing()).objections
    assert (time.effect, time.rebuts) == ("unless: step weakened, 0.50 to 0.43", False)
    assert (language.effect, language.rebuts) == ("despite: takes 0.24 from the measure", True)
    assert time.border is MEASURED


def test_rebuttals_add_up_to_the_opposition():
    study = world(
        [found("a"), found("b"), found("c", 0.5)],
        [step("i", "a", "pairing")],
        [against("r1", "b", "pairing"), against("r2", "c", "pairing")],
    )
    taken = [float(re.search(r"\d\.\d+", one.effect).group()) for one in drawn(study).objections]
    assert sum(taken) == pytest.approx(study.balances.of(GOAL).opposition, abs=0.011)


def test_an_objection_without_force_is_not_drawn():
    study = world([found("a")], [step("i", "a", "pairing")], [against("r", "b", "pairing")])
    assert drawn(study).objections == ()


def test_an_objection_to_an_objection_stands_with_it():
    study = world(
        [found("a"), found("b"), found("c")],
        [step("i", "a", "pairing")],
        [against("r", "b", "pairing"), against("rr", "c", "r")],
    )
    objection, answer = drawn(study).objections
    assert objection.answers == (answer,)
    assert answer.title == "c"
    assert answer.effect == "unless: objection weakened, 0.45 to 0.25"
    for shape in SHAPES:
        assert "c" in texts(svg(drawn(study), shape))


def test_objections_that_undercut_each_other_are_drawn_once_each():
    study = world(
        [found("a"), found("b"), found("c")],
        [step("i", "a", "pairing")],
        [against("r", "b", "pairing"), against("s", "c", "r"), against("t", "b", "s")],
    )
    titles = [one.title for one in drawn(study).objections]
    assert titles == ["b", "c", "b"]


def test_a_single_premise_is_a_plain_arrow():
    study = world([found("a")], [step("i", "a", "pairing")])
    for shape in SHAPES:
        assert "gate" not in svg(drawn(study), shape)
        assert WORDS["en"]["and"] not in texts(svg(drawn(study), shape))


def test_two_premises_meet_in_a_gate_with_its_word():
    assert texts(svg(drawn(pairing()))).count("and") == 3
    assert texts(svg(drawn(pairing(), lang="ko"), "tall")).count("함께") == 3


def test_a_premise_of_another_country_names_it():
    study = world(
        [found("a"), found("separable", country="KR")],
        [step("i", "a", "pairing", home="separable")],
    )
    assert "Korea: separable" in [box.title for box in drawn(study).boxes.values()]


def test_with_many_facts_only_the_way_on_show_is_drawn():
    names = [f"k{number}" for number in range(MOST_FACTS + 1)]
    study = world(
        [found(name) for name in names],
        [step(f"i{name}", name, "pairing") for name in names],
    )
    diagram = drawn(study, k=40)
    assert len(diagram.gates) == 1
    assert diagram.left_out == len(names) - 1
    assert "Only the way on show is drawn." in diagram.sentence


def test_ways_that_close_a_circle_are_left_out():
    study = world(
        [found("a"), found("b"), found("c")],
        [
            step("i1", "c", "p"),
            step("i2", "c", "q"),
            step("i3", "q b", "p"),
            step("i4", "p a", "q"),
            step("i5", "p q", "pairing"),
        ],
    )
    diagram = drawn(study)
    assert diagram.left_out > 0
    for shape in SHAPES:
        assert len(texts(svg(diagram, shape))) > 8


def deep(length=60):
    steps = [step(f"i{n}", f"x{n}", f"x{n + 1}", 1.0) for n in range(length)]
    return world([found("x0", 1.0)], [*steps, step("last", f"x{length}", "pairing", 1.0)])


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("study", [pairing(), deep()], ids=["pairing", "deep"])
def test_the_picture_is_well_formed_and_carries_no_style_of_its_own(study, lang, shape):
    picture = svg(drawn(study, lang=lang), shape)
    root = ElementTree.fromstring(picture)
    assert not [node for node in root.iter() if "style" in node.attrib or "fill" in node.attrib]
    assert not [node for node in root.iter() if node.tag.endswith(("}style", "}script"))]
    assert "Pair planners &amp; developers &lt;together&gt;" in picture


@pytest.mark.parametrize("shape", SHAPES)
def test_it_is_named_and_described(shape):
    diagram = drawn(pairing())
    root = ElementTree.fromstring(svg(diagram, shape))
    ids = {node.attrib["id"]: node.text for node in root if "id" in node.attrib}
    assert ids[root.attrib["aria-labelledby"]] == diagram.title
    assert "culture and quality together lead to" in ids[root.attrib["aria-describedby"]]
    assert root.attrib["role"] == "img"


@pytest.mark.parametrize("shape", SHAPES)
def test_boxes_and_steps_are_links_where_they_lead_somewhere(shape):
    diagram = drawn(pairing(), links=lambda iri: f"#{iri}")
    root = ElementTree.fromstring(svg(diagram, shape))
    found_links = {node.attrib["href"] for node in root.iter() if node.tag.endswith("}a")}
    assert {"#f-culture", "#pair-gaps", "#o-time", "#cost", "#pairing"} <= found_links
    assert root.attrib["role"] == "group", "an image would hide the links"


@pytest.mark.parametrize("shape", SHAPES)
def test_text_boxes_do_not_overlap_each_other(shape):
    root = ElementTree.fromstring(svg(drawn(pairing()), shape))
    rects = [
        tuple(float(node.attrib[key]) for key in ("x", "y", "width", "height"))
        for node in root.iter()
        if node.tag.endswith("}rect")
        and "box" in node.attrib["class"].split()
        and "inner" not in node.attrib["class"]
    ]
    assert len(rects) == 9
    for (x, y, w, h), (p, q, v, u) in combinations(rects, 2):
        assert x + w <= p or p + v <= x or y + h <= q or q + u <= y


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "label", ["가나다 라마바사 아자차카타파하 " * 4, "Supercalifragilistic" * 4]
)
def test_text_stays_inside_the_drawing(shape, label):
    ways = derivations(pairing().graph, GOAL, 9)
    diagram = why_diagram(pairing(), GOAL, ways, 0, lambda _: label, "ko")
    root = ElementTree.fromstring(svg(diagram, shape))
    width = float(root.attrib["width"])
    for node in root.iter():
        if node.tag.endswith("}text") and node.attrib.get("text-anchor") is None:
            size = 17 if node.attrib["class"] == "goal-title" else 15
            bold = node.attrib["class"] in ("title", "goal-title")
            end = float(node.attrib["x"]) + text_width(
                node.text or "", size if bold else 13.5, bold
            )
            assert end <= width + 1


def test_lines_break_at_spaces_and_are_cut_at_the_last():
    assert wrapped("short", 200, 15) == ["short"]
    lines = wrapped("one two three four five six seven eight nine ten", 90, 15, most=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(text_width(line, 15) <= 90 for line in lines)
    assert all(
        text_width(line, 15) <= 60 for line in wrapped("무한히이어지는낱말하나", 60, 15, most=9)
    )


@pytest.mark.parametrize(("support", "opposition"), [(0.735, 0.24), (0.5, 0.5), (0.3333, 0.9)])
def test_the_sum_is_right_to_the_places_shown(support, opposition):
    a, _, b, _, c = sum_note(support, opposition).replace("−", "-").split()
    assert float(a) - float(b) == pytest.approx(float(c))


def test_both_languages_have_the_same_words():
    assert WORDS["en"].keys() == WORDS["ko"].keys()
