"""One measure, country by country: what each of its reasons rests on and where that holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.balance import Balances
from graph.errors import InvalidArgument
from graph.grounding import ImplicationGraph
from graph.model import Iri
from graph.ranking import by_name
from graph.reasons import Kind, Row, objections, reasons
from graph.recommendation import Recommendation, recommendations
from graph.standing import Standing, State

__all__ = [
    "Comparison",
    "Kind",
    "Matrix",
    "MatrixRow",
    "Row",
    "Standing",
    "State",
    "comparison",
    "matrix",
]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A measure across countries.

    Attributes
    ----------
    measure : Iri
    countries : tuple of Iri
        The columns.
    results : tuple of Recommendation or None
        Where it is recommended, and how it stands there.
    rows : tuple of Row
        The reasons for it: implications by name, under each its premises, and under those
        that are derived in some country the implications that lead to them.
    objections : tuple of Row
        What speaks against the measure, against the premises and against the implications
        in `rows`, each with its premises.
    """

    measure: Iri
    countries: tuple[Iri, ...]
    results: tuple[Recommendation | None, ...]
    rows: tuple[Row, ...]
    objections: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One measure and how it stands in each country, where it is recommended at all."""

    measure: Iri
    results: tuple[Recommendation | None, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Measures against countries."""

    countries: tuple[Iri, ...]
    rows: tuple[MatrixRow, ...]


def comparison(
    graph: ImplicationGraph,
    measure: Iri,
    countries: Sequence[Iri],
    weighed: Balances | None = None,
) -> Comparison:
    """A measure across countries, premise by premise.

    What leads to a premise is unfolded where it is derived in one of the countries, and only
    the first time it occurs, so the result is no longer than the claims that matter. An
    implication that concludes something of home is shown for each country it is grounded
    for.

    Raises
    ------
    InvalidArgument
        If no country is given, or one twice.

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Finding, Implication, Knowledge, Proposition
    >>> young = Finding("f", 0.9, Basis.STATED, Proposition("VN", "young"))
    >>> pair = Implication("i", 0.5, Basis.STATED, frozenset({"young"}), conclusion="pair")
    >>> known = Knowledge(Analysis("a", "KR", ("VN", "US")), (young,), (pair,))
    >>> for row in comparison(implication_graph(known), "pair", ("VN", "US")).rows:
    ...     print(row.depth, row.kind, row.concept, [str(cell.state) for cell in row.cells])
    0 implication pair ['holds-derived', 'unknown']
    1 premise young ['holds-found', 'unknown']
    """
    columns = _columns(countries)
    rows = reasons(graph, measure, columns)
    return Comparison(
        measure=measure,
        countries=columns,
        results=_results(graph, columns, weighed).get(measure, (None,) * len(columns)),
        rows=rows,
        objections=objections(graph, measure, rows, columns),
    )


def matrix(
    graph: ImplicationGraph, countries: Sequence[Iri], weighed: Balances | None = None
) -> Matrix:
    """The recommendations of several countries side by side.

    The rows are the measures recommended for any of them, the one that stands best
    somewhere first.

    Raises
    ------
    InvalidArgument
        If no country is given, or one twice.
    """
    columns = _columns(countries)
    results = _results(graph, columns, weighed)

    def order(measure: Iri) -> tuple[float, tuple[str, Iri]]:
        return -max(r.net for r in results[measure] if r), by_name(measure)

    rows = (MatrixRow(measure, results[measure]) for measure in sorted(results, key=order))
    return Matrix(columns, tuple(rows))


def _columns(countries: Sequence[Iri]) -> tuple[Iri, ...]:
    columns = tuple(dict.fromkeys(countries))
    if not columns or len(columns) < len(countries):
        raise InvalidArgument("a comparison needs at least one country, and each only once")
    return columns


def _results(
    graph: ImplicationGraph, countries: Sequence[Iri], weighed: Balances | None
) -> dict[Iri, tuple[Recommendation | None, ...]]:
    found = [{r.measure: r for r in recommendations(graph, c, weighed)} for c in countries]
    measures = dict.fromkeys(measure for by_measure in found for measure in by_measure)
    return {m: tuple(by_measure.get(m) for by_measure in found) for m in measures}
