"""Drawings as data for vis-network, built with pyvis.

pyvis is a builder of nodes, edges and options here and nothing more: its own pages load
scripts from elsewhere and do not escape what they show. Places come from our layout and
physics is off, so the canvas shows what the drawing shows, at once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from webapp.diagram_figures import ANSWER_GAP, ANSWER_INDENT
from webapp.diagram_model import Box, Boxed, Gate, Part, unfolded
from webapp.diagram_wide import INSET, Placed
from webapp.result_picture import Box as PlainBox
from webapp.result_picture import Line

Rectangle: TypeAlias = tuple[float, float, float, float]

OPTIONS: Mapping[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "nodes": {"shape": "custom", "fixed": True, "chosen": False},
    "edges": {"hidden": True, "physics": False, "smooth": {"enabled": False}},
    "interaction": {
        "dragNodes": False,
        "hover": False,
        "multiselect": False,
        "selectConnectedEdges": False,
        "tooltipDelay": 200,
        "zoomView": False,
        "keyboard": {"enabled": True, "bindToWindow": False, "autoFocus": False},
    },
}


PLAIN_OPTIONS: Mapping[str, Any] = {
    **OPTIONS,
    "nodes": {"fixed": True, "chosen": False},
    "edges": {
        "physics": False,
        "chosen": False,
        "smooth": {"enabled": True, "type": "cubicBezier", "forceDirection": "horizontal"},
    },
}


def network_data(placed: Placed, more: Callable[[Part], Mapping[str, Any]]) -> dict[str, Any]:
    """The nodes, edges and options of a drawing, ready for ``JSON`` and ``new vis.Network``.

    Parameters
    ----------
    placed : Placed
        The drawing with its places; one without captions.
    more : callable
        What else to tell of a part, such as ``title``, ``focus`` and ``page``.

    Returns
    -------
    dict
        ``nodes``, ``edges``, ``options``, and ``sizes``: the width and height by node.
    """
    from pyvis.network import Network  # it takes half a second to load

    network = Network(directed=True, notebook=False)
    sizes = {}
    for part, (x, y, width, height) in _rectangles(placed):
        sizes[part.key] = {"width": width, "height": height}
        label = part.title
        network.add_node(
            part.key,
            label=label,
            shape="custom",
            x=x,
            y=y,
            physics=False,
            group=_group(part),
            **more(part),
        )
    for edge in placed.edges:
        network.add_edge(edge.source, edge.target, arrows="to")
    for part in placed.diagram.parts:
        for one, _depth in () if isinstance(part, Gate) else unfolded(part):
            for answer in one.answers:
                network.add_edge(answer.key, one.key, arrows="to")
    network.set_options(json.dumps(OPTIONS))
    nodes, edges, _heading, _height, _width, options = network.get_network_data()
    return {"nodes": nodes, "edges": edges, "options": json.loads(options), "sizes": sizes}


def plain_network(
    boxes: Iterable[PlainBox], lines: Iterable[Line], width: float, *, has_words: bool
) -> dict[str, Any]:
    """The boxes and lines of a picture as nodes, edges and options for vis-network."""
    from pyvis.network import Network

    network = Network(directed=True, notebook=False)
    for box in boxes:
        one = box.named
        network.add_node(
            one.key,
            label="\n".join((*one.lines, *((one.kind,) if one.kind else ()))),
            shape="box",
            x=box.x,
            y=box.y,
            physics=False,
            title=one.key,
            page=one.address,
            name=" ".join(one.lines),
            widthConstraint=width - 4,
        )
    for each in lines:
        words = {"label": each.words} if has_words else {}
        network.add_edge(each.source, each.target, arrows="to", **words)
    network.set_options(json.dumps(PLAIN_OPTIONS))
    nodes, edges, _heading, _height, _width, options = network.get_network_data()
    return {"nodes": nodes, "edges": edges, "options": json.loads(options)}


def _group(part: Part) -> str:
    if isinstance(part, Box):
        return part.kind.value
    return "gate" if isinstance(part, Gate) else "objection"


def _rectangles(placed: Placed) -> Iterator[tuple[Part, Rectangle]]:
    """Every part with its middle, width and height, as in the drawing."""
    for part in placed.diagram.parts:
        left, axis = placed.layout.places[part.key]
        left, axis = left + INSET, axis + INSET
        if isinstance(part, Gate):
            node = placed.nodes[part.key]
            yield part, (left + node.width / 2, axis, node.width, max(2 * node.foot, 12))
        else:
            yield from _family(placed, part, left, axis)


def _family(
    placed: Placed, part: Boxed, left: float, axis: float
) -> Iterator[tuple[Part, Rectangle]]:
    top = axis - placed.figures[part.key].height / 2
    for one, depth in unfolded(part):
        figure = placed.figures[one.key]
        x = left + ANSWER_INDENT * depth + figure.width / 2
        yield one, (x, top + figure.height / 2, figure.width, figure.height)
        top += figure.height + ANSWER_GAP
