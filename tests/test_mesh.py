"""Columns and rows for the nodes of any graph."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.mesh import Link, mesh

NAMES = [f"n{number}" for number in range(12)]
graphs = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=40)


def places(columns: list[list[str]]) -> dict[str, int]:
    return {node: at for at, column in enumerate(columns) for node in column}


@given(graphs, st.integers(1, 5))
@settings(deadline=None)
def test_every_node_has_one_place_in_columns_of_limited_height(
    links: list[Link], most_rows: int
) -> None:
    columns = mesh(NAMES, links, most_rows)
    assert sorted(node for column in columns for node in column) == sorted(NAMES)
    assert all(0 < len(column) <= most_rows for column in columns)
    assert columns == mesh(NAMES, list(links), most_rows)


@given(graphs)
@settings(deadline=None)
def test_without_circles_every_link_leads_to_a_later_column(links: list[Link]) -> None:
    forward = [(min(link, key=NAMES.index), max(link, key=NAMES.index)) for link in links]
    place = places(mesh(NAMES, forward))
    assert all(place[source] < place[target] for source, target in forward if source != target)


@given(graphs)
@settings(deadline=None)
def test_only_links_that_close_a_circle_lead_back(links: list[Link]) -> None:
    place = places(mesh(NAMES, links))
    onward: dict[str, set[str]] = {name: set() for name in NAMES}
    for source, target in links:
        onward[source].add(target)

    def reaches(start: str, goal: str) -> bool:
        met, waiting = set(), [start]
        while waiting:
            node = waiting.pop()
            if node not in met:
                met.add(node)
                waiting += onward[node]
        return goal in met

    for source, target in links:
        assert place[source] < place[target] or reaches(target, source)


def test_nodes_stand_near_what_they_are_linked_to() -> None:
    links = [("a", "x"), ("b", "y"), ("c", "z")]
    assert mesh(["a", "b", "c", "z", "y", "x"], links) == [["a", "b", "c"], ["x", "y", "z"]]


def test_no_nodes_have_no_columns() -> None:
    assert mesh([], []) == []
