"""Layered drawings: nothing overlaps, no line runs through a box, few lines cross."""

from __future__ import annotations

from itertools import combinations, pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.crossings import crossings, ordered
from graph.layout import Edge, Layout, Node, Spacing, layout, levels
from graph.placement import isotonic
from graph.routing import Net, tracks

SLACK = 0.6


@st.composite
def drawings(draw):
    count = draw(st.integers(2, 9))
    layers = draw(st.lists(st.integers(0, 3), min_size=count, max_size=count))
    nodes = [Node(f"n{i}", layer, 40 + 5 * i, 10 + i, 12) for i, layer in enumerate(layers)]
    possible = [(a, b) for a in nodes for b in nodes if a.layer < b.layer]
    chosen = draw(st.lists(st.sampled_from(possible), unique=True, max_size=12)) if possible else []
    below = draw(st.lists(st.booleans(), min_size=len(chosen), max_size=len(chosen)))
    edges = [Edge(a.key, b.key, under) for (a, b), under in zip(chosen, below, strict=True)]
    return nodes, edges


def boxes(nodes: list[Node], drawing: Layout) -> dict[str, tuple[float, float, float, float]]:
    found = {}
    for node in nodes:
        x, y = drawing.places[node.key]
        found[node.key] = (x, y - node.above, x + node.width, y + node.below)
    return found


@given(drawings())
@settings(max_examples=150, deadline=None)
def test_boxes_do_not_overlap(drawing):
    nodes, edges = drawing
    found = boxes(nodes, layout(nodes, edges))
    for (a, b, c, d), (e, f, g, h) in combinations(found.values(), 2):
        assert c <= e or g <= a or d <= f or h <= b


@given(drawings())
@settings(max_examples=150, deadline=None)
def test_no_line_runs_through_a_box(drawing):
    nodes, edges = drawing
    result = layout(nodes, edges)
    found = boxes(nodes, result)
    for route in result.routes:
        for (x1, y1), (x2, y2) in pairwise(route):
            assert abs(x1 - x2) < SLACK or abs(y1 - y2) < SLACK, "a line runs aslant"
            low, high = sorted((x1, x2)), sorted((y1, y2))
            for left, top, right, bottom in found.values():
                inside_x = low[1] > left + SLACK and low[0] < right - SLACK
                inside_y = high[1] > top + SLACK and high[0] < bottom - SLACK
                assert not (inside_x and inside_y)


@given(drawings())
@settings(max_examples=200, deadline=None)
def test_every_line_joins_its_two_boxes(drawing):
    nodes, edges = drawing
    result = layout(nodes, edges)
    by_key = {node.key: node for node in nodes}
    for edge, route in zip(edges, result.routes, strict=True):
        source, target = by_key[edge.source], by_key[edge.target]
        x, y = result.places[edge.source]
        assert route[0] == pytest.approx((x + source.width, y))
        x, y = result.places[edge.target]
        if edge.from_below:
            assert route[-1][1] == pytest.approx(y + target.below)
            assert route[-2][1] > route[-1][1], "it comes from below"
        else:
            assert route[-1][0] == pytest.approx(x)


@given(drawings())
@settings(max_examples=60, deadline=None)
def test_the_same_input_gives_the_same_drawing(drawing):
    nodes, edges = drawing
    assert layout(nodes, edges) == layout(nodes, edges)


def test_nothing_is_drawn_of_nothing():
    assert layout([], []).places == {}


def test_a_line_must_lead_onwards():
    nodes = [Node("a", 1, 10, 5, 5), Node("b", 1, 10, 5, 5)]
    with pytest.raises(ValueError, match="a -> b"):
        layout(nodes, [Edge("a", "b")])


def test_neighbours_of_a_group_stand_close_and_others_apart():
    nodes = [
        Node("a", 0, 50, 10, 10, group="g"),
        Node("b", 0, 50, 10, 10, group="g"),
        Node("c", 0, 50, 10, 10, group="h"),
    ]
    places = layout(nodes, [], Spacing(near=12, far=50)).places
    assert places["b"][1] - places["a"][1] == 32
    assert places["c"][1] - places["b"][1] == 70


def test_lines_of_one_source_part_at_a_join():
    nodes = [Node("a", 0, 50, 10, 10), Node("b", 1, 50, 10, 10), Node("c", 1, 50, 10, 10)]
    result = layout(nodes, [Edge("a", "b"), Edge("a", "c")])
    (join,) = result.joins
    assert join[1] == result.places["a"][1]
    assert all(join in route or route[0][1] == join[1] for route in result.routes)


def test_a_drawing_is_stretched_to_the_width_asked_for():
    nodes = [Node("a", 0, 50, 10, 10), Node("b", 1, 50, 10, 10)]
    assert layout(nodes, [Edge("a", "b")], Spacing(width=400)).width == 400


def test_levels_are_the_longest_chains():
    assert levels({"a": ["b", "d"], "b": ["c"], "c": ["d"], "d": []})["d"] == 3


# Crossings -------------------------------------------------------------------------------

LINES = st.lists(
    st.tuples(st.integers(0, 4), st.integers(5, 9), st.just(0)), unique=True, max_size=12
)


@given(LINES)
def test_crossings_are_counted_as_one_counts_pairs(lines):
    pairs = combinations(lines, 2)
    expected = sum((a - c) * (b - d) < 0 for (a, b, _), (c, d, _) in pairs)
    assert crossings(range(5), range(5, 10), lines) == expected


@given(LINES)
def test_ordering_never_adds_a_crossing(lines):
    upper, lower = ordered([range(5), range(5, 10)], [lines])
    assert sorted(upper) == list(range(5))
    assert sorted(lower) == list(range(5, 10))
    assert crossings(upper, lower, lines) <= crossings(range(5), range(5, 10), lines)


@given(st.permutations(range(5, 10)))
def test_a_drawing_without_crossings_is_found_where_lines_do_not_branch(ends):
    lines = [(start, end, 0) for start, end in enumerate(ends)]
    upper, lower = ordered([range(5), range(5, 10)], [lines])
    assert crossings(upper, lower, lines) == 0


def test_an_order_without_crossings_is_kept():
    assert ordered([[1, 0], [3, 2]], [[(1, 3, 0), (0, 2, 0)]]) == [[1, 0], [3, 2]]


# Heights ---------------------------------------------------------------------------------


@given(
    st.lists(st.tuples(st.floats(-50, 50), st.floats(0.1, 5)), min_size=1, max_size=6),
    st.lists(st.floats(0, 20), min_size=5, max_size=5),
)
def test_isotonic_keeps_the_distances_and_cannot_be_nudged_nearer(wanted, least):
    heights, weights = zip(*wanted, strict=True)
    least = least[: len(wanted) - 1]
    found = isotonic(heights, weights, least)
    assert all(b - a >= d - 1e-6 for a, b, d in zip(found, found[1:], least, strict=False))

    def cost(places):
        return sum(w * (p - h) ** 2 for p, h, w in zip(places, heights, weights, strict=True))

    for start in range(len(found)):
        for shift in (-0.01, 0.01):
            moved = list(found)
            # a run of touching neighbours moves as one
            for place in range(start, len(found)) if shift > 0 else range(start, -1, -1):
                moved[place] += shift
                following = place + 1 if shift > 0 else place - 1
                if not 0 <= following < len(found):
                    break
                low, high = sorted((place, following))
                if moved[high] - moved[low] >= least[low]:
                    break
            assert cost(moved) >= cost(found) - 1e-6


# Tracks ----------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=5))
def test_lines_on_one_track_do_not_touch(pairs):
    nets = [Net(20.0 * a, (20.0 * b,)) for a, b in pairs]
    found = tracks(nets)
    bent = [(t, net) for t, net in zip(found, nets, strict=True) if not net.is_straight]
    for (t, a), (u, b) in combinations(bent, 2):
        if t == u:
            assert a.span[1] < b.span[0] or b.span[1] < a.span[0]


def test_three_nets_get_the_tracks_that_cross_least():
    nets = [Net(0, (60,)), Net(20, (80,)), Net(40, (100,))]

    def cost(order):
        place = {net: number for number, net in enumerate(order)}
        return sum(
            sum(b.span[0] < y < b.span[1] for y in a.ends) + (a.span[0] < b.source < a.span[1])
            for a, b in permutations(nets, 2)
            if place[a] < place[b]
        )

    found = tracks(nets)
    assert sorted(found) == [0, 1, 2]
    best = min(cost(order) for order in permutations(nets))
    assert cost(sorted(nets, key=lambda net: found[nets.index(net)])) == best
