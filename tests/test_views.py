"""The data for the canvas: pyvis builds them, our layout places them, nothing else gets in."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from graph.balance import balances
from graph.grounding import implication_graph
from graph.hyperpath import derivable
from graph.neighbourhood import neighbourhood
from tests.small_worlds import AWAY, against, at, found, rule, world, worlds
from webapp.diagram_claims import Scribe
from webapp.diagram_model import Gate, Kind
from webapp.diagram_svg import standalone, svg
from webapp.diagram_wide import placed
from webapp.graph_diagram import METRICS, graph_diagram
from webapp.views import OPTIONS, network_data

WEBAPP = Path(__file__).parent.parent / "webapp"


@dataclass
class Weighed:
    knowledge: object

    @cached_property
    def graph(self):
        return implication_graph(self.knowledge)

    @cached_property
    def balances(self):
        return balances(self.graph)


def diagram_of(knowledge, depth=3, **options):
    study = Weighed(knowledge)
    graph = study.graph
    seeds = [*graph.findings, *graph.denials, *graph.inferences]
    scribe = Scribe(study, AWAY, str, lambda iri: f"/graph?focus={iri}", "en", is_brief=True)
    around = neighbourhood(graph, seeds, depth)
    return graph_diagram(scribe, around, title="t", held=derivable(graph), **options)


def pairing():
    return world(
        found("a"),
        found("b"),
        found("d"),
        rule("a & b > c", name="i"),
        rule("c & e > m", name="j"),
        rule("c > n", name="k"),
        against("d | c", name="r"),
        against("a | i", name="u"),
        against("b | r", name="rr"),
        against("a | d", name="on-a-fact"),
    )


def data_of(diagram, more=lambda _part: {}):
    return network_data(placed(diagram, METRICS), more)


def test_every_part_is_a_node_at_its_place():
    diagram = diagram_of(pairing())
    data = data_of(diagram)
    root = ElementTree.fromstring(svg(placed(diagram, METRICS)))
    drawn = {node.attrib["data-key"]: node for node in root.iter() if "data-key" in node.attrib}
    assert {node["id"] for node in data["nodes"]} == set(drawn)
    for node in data["nodes"]:
        rects = [r for r in drawn[node["id"]] if r.tag.endswith("}rect")]
        if rects and "mark" not in rects[0].attrib["class"]:
            x, y, w, h = (float(rects[0].attrib[k]) for k in ("x", "y", "width", "height"))
            assert (node["x"], node["y"]) == pytest.approx((x + w / 2, y + h / 2), abs=0.1)
            size = data["sizes"][node["id"]]
            assert (size["width"], size["height"]) == pytest.approx((w, h), abs=0.1)


def test_every_line_is_an_edge_and_none_is_lost():
    diagram = diagram_of(pairing())
    edges = {(edge["from"], edge["to"]) for edge in data_of(diagram)["edges"]}
    for gate in diagram.gates:
        assert {(premise, gate.key) for premise in gate.premises} <= edges
        assert (gate.key, gate.conclusion) in edges
    assert all((one.key, one.target) in edges for one in diagram.objections)


def test_physics_is_off_and_the_page_keeps_its_keys():
    options = data_of(diagram_of(pairing()))["options"]
    assert options == json.loads(json.dumps(OPTIONS))
    assert options["physics"]["enabled"] is False
    assert options["interaction"]["keyboard"]["bindToWindow"] is False


def test_nodes_carry_no_colour_and_what_they_are_told():
    data = data_of(diagram_of(pairing()), lambda part: {"focus": f"/{part.key}"})
    assert all("color" not in node and node["shape"] == "custom" for node in data["nodes"])
    assert all(node["focus"] == f"/{node['id']}" for node in data["nodes"])


def test_it_is_plain_data():
    data = data_of(diagram_of(pairing()))
    assert json.loads(json.dumps(data)) == data


def test_pyvis_is_imported_in_one_place_only():
    files = sorted(WEBAPP.parent.glob("*/**/*.py"))
    assert len(files) > 50
    importers = {
        path.relative_to(WEBAPP.parent).as_posix()
        for path in files
        if ".venv" not in path.parts and "node_modules" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pyvis"))
        or (isinstance(node, ast.Import) and any(a.name.startswith("pyvis") for a in node.names))
    }
    assert importers == {"webapp/views.py"}


# The drawing of a neighbourhood ------------------------------------------------------------


def test_what_is_neither_found_nor_derived_is_drawn_as_unknown():
    kinds = {box.title: box.kind for box in diagram_of(pairing()).boxes.values()}
    assert kinds["e"] is Kind.OPEN
    assert kinds["c"] is Kind.DERIVED
    assert kinds["n"] is Kind.GOAL


def test_what_was_found_not_to_hold_is_drawn_as_such():
    boxes = diagram_of(world(found("a", holds=False), rule("a > m"))).boxes.values()
    assert {box.title: box.kind for box in boxes}["a"] is Kind.DENIED


def test_an_objection_to_a_fact_stands_under_it():
    fact = next(b for b in diagram_of(pairing()).boxes.values() if b.title == "d")
    assert [one.title for one in fact.answers] == ["a"]


def test_a_circle_is_drawn_with_a_second_box():
    diagram = diagram_of(world(found("a"), rule("a & c > b"), rule("b > c"), rule("a > c")))
    again = [box.title for box in diagram.boxes.values() if box.kind is Kind.AGAIN]
    assert again in (["b"], ["c"], ["b", "KR: b"], ["c", "KR: c"])
    assert svg(placed(diagram, METRICS))


@given(worlds())
@settings(max_examples=80, deadline=None)
def test_any_graph_can_be_drawn(known):
    diagram = diagram_of(known, marks=frozenset({at("a")}))
    parts = diagram.parts
    assert len({part.key for part in parts}) == len(parts)
    keys = [part.key for part in parts]
    for gate in (part for part in parts if isinstance(part, Gate)):
        assert all(keys.index(premise) < keys.index(gate.key) for premise in gate.premises)
    ElementTree.fromstring(svg(placed(diagram, METRICS)))
    assert len(data_of(diagram)["nodes"]) >= len(parts)


def test_a_file_of_its_own_needs_nothing_else():
    drawing = standalone(diagram_of(pairing()), METRICS)
    root = ElementTree.fromstring(drawing)
    tags = [node.tag.rpartition("}")[2] for node in root.iter()]
    assert "a" not in tags
    assert "script" not in tags
    assert "pattern" in tags
    used = set(re.findall(r"var\((--[\w-]+)", drawing))
    defined = set(re.findall(r"(--[\w-]+):", drawing))
    assert used <= defined
