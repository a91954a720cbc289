"""A result that is a graph, as a picture: boxes for things and lines for what relates them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graph.mesh import mesh
from graph.model import Iri
from ontology.iris import RDF_TYPE
from webapp.pages.addresses import address_of
from webapp.pages.result_table import shown_text
from webapp.pages.scope import explorer
from webapp.pages.words import kind_word
from webapp.result_picture import INSET, WIDTH, Box, Line, Named, boxes, lines, named
from webapp.results import TRIPLE, Solutions, Term
from webapp.views import plain_network

MOST_NODES: Final = 300
MOST_WORDS: Final = 80  # lines with words; more would cover each other
_NAMES: Final = (TRIPLE, ("s", "p", "o"))


@dataclass(frozen=True, slots=True)
class Picture:
    """The boxes and lines of a graph.

    Attributes
    ----------
    boxes : tuple of Box
    lines : tuple of Line
    width, height : float
    boxes_left_out, lines_left_out : int
        What there is beyond the limit.
    has_values : bool
        Whether texts and numbers of the result stand in the table alone.
    """

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: float
    height: float
    boxes_left_out: int
    lines_left_out: int
    has_values: bool

    @property
    def has_words(self) -> bool:
        """Whether the lines are few enough for their words to be read."""
        return len(self.lines) <= MOST_WORDS

    @property
    def network(self) -> dict[str, Any]:
        """The same as data for the canvas."""
        return plain_network(self.boxes, self.lines, WIDTH, has_words=self.has_words)


@dataclass(frozen=True, slots=True)
class _Graph:
    """The things of a result in the order they come, their kinds, and what relates them."""

    things: tuple[Term, ...]
    kinds: Mapping[Term, str]
    links: Mapping[tuple[Term, Term], tuple[str, ...]]
    has_values: bool


def picture(found: Solutions) -> Picture | None:
    """The picture of a result whose rows are triples; None for others, and where none relate.

    Rows are triples if their first three variables are named so, or if the second one holds
    nothing but properties of the data. The first `MOST_NODES` things are drawn.
    """
    if not _is_graph(found):
        return None
    graph = _graph(found)
    if not graph.links:
        return None
    drawn = graph.things[:MOST_NODES]
    kept = {pair: names for pair, names in graph.links.items() if set(pair) <= set(drawn)}
    there = _boxes(graph, drawn, kept)
    return Picture(
        boxes=tuple(there.values()),
        lines=tuple(lines(there, _related(kept))),
        width=max(2 * box.x - box.left for box in there.values()) + INSET,
        height=max(2 * box.y - box.top for box in there.values()) + INSET,
        boxes_left_out=len(graph.things) - len(drawn),
        lines_left_out=len(graph.links) - len(kept),
        has_values=graph.has_values,
    )


def _is_graph(found: Solutions) -> bool:
    if found.variables[:3] in _NAMES:
        return bool(found.rows)
    if len(found.variables) < 3 or not found.rows:
        return False
    subjects, predicates, objects = ({row[n] for row in found.rows} for n in range(3))
    return (
        all(t is not None and t.kind != "literal" for t in subjects | objects)
        and all(t is not None and t.kind == "iri" for t in predicates)
        and all(t is not None and _is_property(t.value) for t in predicates)
    )


def _is_property(iri: Iri) -> bool:
    return explorer().store.uses_property(iri)


def _graph(found: Solutions) -> _Graph:
    things: dict[Term, None] = {}
    kinds: dict[Term, str] = {}
    links: defaultdict[tuple[Term, Term], dict[str, None]] = defaultdict(dict)
    has_values = False
    for subject, predicate, value in (row[:3] for row in found.rows):
        if subject is None or predicate is None or value is None or subject.kind == "literal":
            continue
        if predicate.value == RDF_TYPE:
            kinds.setdefault(subject, shown_text(value))
        elif value.kind in ("iri", "blank"):
            things |= {subject: None, value: None}
            links[subject, value][shown_text(predicate)] = None
        else:
            has_values = True
    return _Graph(tuple(things), kinds, {k: tuple(v) for k, v in links.items()}, has_values)


def _related(links: Mapping[tuple[Term, Term], tuple[str, ...]]) -> dict[tuple[str, str], str]:
    return {(one.value, other.value): ", ".join(words) for (one, other), words in links.items()}


def _boxes(
    graph: _Graph, drawn: tuple[Term, ...], links: Iterable[tuple[Term, Term]]
) -> dict[str, Box]:
    things = {term.value: _named(graph, term) for term in drawn}
    columns = mesh(list(things), [(source.value, target.value) for source, target in links])
    placed = boxes([[things[key] for key in column] for column in columns])
    return {key: placed[key] for key in things}


def _named(graph: _Graph, term: Term) -> Named:
    if term.kind != "iri":
        return named(term.value, term.value, graph.kinds.get(term, ""), "")
    kind = explorer().catalogue.kind(term.value)
    told = graph.kinds.get(term) or ("" if kind == "thing" else kind_word(kind))
    return named(term.value, shown_text(term), told, address_of(term.value))
