"""What follows from the findings, beside engines that answer it, too.

``python -m benchmarks.peers TASK SHAPE SIZE`` runs one of them and prints its milliseconds:

``ours``     all propositions that are derivable, from the grounded claims on
``clingo``   the same, as the answer set of a program of facts and definite rules
``problog``  the probability of one measure, if strengths were independent probabilities: not
             what we answer, but what the same rules mean to it
``best``     the best derivation of everything, ours (product)
``rdflib``   what one finding bears on, as the reachability of a SPARQL property path
``oxigraph`` the same query there
``reach``    the same, ours

The clock starts when the program, the triples or the claims are in memory.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from typing import Final

import pyoxigraph as ox

from benchmarks.generator import SHAPES, Shape, generated
from benchmarks.timing import PEER_TIME_S, cap_from_now, said_by, seconds
from graph.grounding import implication_graph
from graph.hyperpath import derivable
from graph.model import Knowledge
from graph.semiring import PRODUCT

_LEADS = "https://example.org/leads"
_COLUMNS: Final = ("ours", "clingo", "best", "problog", "reach", "oxigraph", "rdflib")


def table(sizes: Sequence[int]) -> Iterator[str]:
    """One line for each shape and size; each peer in a process of its own."""
    yield f"{'shape':8} {'size':>7} " + " ".join(f"{name:>9}" for name in _COLUMNS) + "   (ms)"
    for shape in SHAPES:
        gone: set[str] = set()
        for size in sizes:
            told = {}
            for name in _COLUMNS:
                # What did not finish at one size is not tried at a larger one.
                told[name] = (
                    f">{PEER_TIME_S}s" if name in gone else said_by(__name__, name, shape, size)
                )
                if not told[name][0].isdigit():
                    gone.add(name)
            yield f"{shape:8} {size:7} " + " ".join(f"{told[name]:>9}" for name in _COLUMNS)


class _Task:
    """One generated analysis, put to one engine."""

    def __init__(self, shape: Shape, size: int) -> None:
        self.knowledge: Knowledge = generated(size, shape)
        uses = Counter(name for i in self.knowledge.implications for name in i.premises)
        self.start = max(
            (finding.proposition for finding in self.knowledge.findings),
            key=lambda proposition: uses[proposition.concept],
        )

    def ours(self) -> Callable[[], object]:
        graphs = iter([implication_graph(self.knowledge) for _ in range(3)])
        return lambda: derivable(next(graphs))

    def best(self) -> Callable[[], object]:
        graphs = iter([implication_graph(self.knowledge) for _ in range(3)])
        return lambda: next(graphs).hypergraph.cheapest(PRODUCT)

    def reach(self) -> Callable[[], object]:
        graph = implication_graph(self.knowledge)
        arrays = graph.hypergraph

        def reached() -> int:
            found = {arrays.index[self.start]}
            waiting = list(found)
            while waiting:
                for move in arrays.uses[waiting.pop()]:
                    if arrays.heads[move] not in found:
                        found.add(arrays.heads[move])
                        waiting.append(arrays.heads[move])
            return len(found)

        return reached

    def clingo(self) -> Callable[[], object]:
        clingo = import_module("clingo")
        program = self._rules("")

        def solved() -> object:
            control = clingo.Control()
            control.add("base", [], program)
            control.ground([("base", [])])
            return control.solve()

        return solved

    def problog(self) -> Callable[[], object]:
        program = import_module("problog.program")
        problog = import_module("problog")
        measure = min(self.knowledge.measures)
        text = self._rules("::") + f"query({_atom(measure)}).\n"
        formula = problog.get_evaluatable()
        return lambda: formula.create_from(program.PrologString(text)).evaluate()

    def rdflib(self) -> Callable[[], object]:
        rdflib = import_module("rdflib")
        graph = rdflib.Graph()
        for start, end in self._pairs:
            graph.add((rdflib.URIRef(start), rdflib.URIRef(_LEADS), rdflib.URIRef(end)))
        return lambda: list(graph.query(self._query))

    def oxigraph(self) -> Callable[[], object]:
        store = ox.Store()
        leads = ox.NamedNode(_LEADS)
        store.bulk_extend(
            ox.Quad(ox.NamedNode(start), leads, ox.NamedNode(end)) for start, end in self._pairs
        )

        def counted() -> int:
            solutions = store.query(self._query)
            assert isinstance(solutions, ox.QuerySolutions)
            return sum(1 for _ in solutions)

        return counted

    def _rules(self, sign: str) -> str:
        """The claims as facts and rules, with their strengths where a sign sets them off."""

        def weighed(strength: float) -> str:
            return f"{strength}{sign}" if sign else ""

        facts = (
            f"{weighed(f.strength)}{_atom(f.proposition.concept)}.\n"
            for f in self.knowledge.findings
        )
        rules = (
            f"{weighed(i.strength)}{_atom(i.conclusion)} :- "
            f"{', '.join(map(_atom, sorted(i.premises)))}.\n"
            for i in self.knowledge.implications
        )
        return "".join((*facts, *rules))

    @cached_property
    def _pairs(self) -> list[tuple[str, str]]:
        return [
            (_name(premise), _name(each.conclusion))
            for each in self.knowledge.implications
            for premise in sorted(each.premises)
        ]

    @property
    def _query(self) -> str:
        return f"SELECT ?end {{ <{_name(self.start.concept)}> <{_LEADS}>* ?end }}"


def _atom(factor: str) -> str:
    return factor.replace("-", "_")


def _name(factor: str) -> str:
    return f"https://example.org/{factor}"


_TASKS: Final[Mapping[str, Callable[[_Task], Callable[[], object]]]] = {
    name: getattr(_Task, name) for name in _COLUMNS
}


if __name__ == "__main__":
    sys.setrecursionlimit(100_000)  # ProbLog needs it for programs of this depth
    asked = next(shape for shape in SHAPES if shape == sys.argv[2])
    work = _TASKS[sys.argv[1]](_Task(asked, int(sys.argv[3])))
    times = 1 if sys.argv[1] in ("problog", "rdflib") else 3
    cap_from_now(times)
    print(f"{seconds(work, times) * 1e3:.1f}")
