"""``/data/…``: the data to take away, as RDF, as tables and as a graph."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from tempfile import SpooledTemporaryFile
from threading import Lock
from typing import IO, TYPE_CHECKING, Any, Final, TypeVar

import pyoxigraph as ox
from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound
from werkzeug.wsgi import wrap_file

from graph.model import (
    Advice,
    Attack,
    Claim,
    Conditional,
    Finding,
    Implication,
    Inference,
    Iri,
    Objection,
    Proposition,
)
from ontology.examples import triples
from ontology.iris import DERIVED_SUFFIX
from webapp.current import explorer
from webapp.failures import Overloaded
from webapp.pages.records import Observation, documents, observations
from webapp.pages.scope import study
from webapp.rdf import SUFFIXES, sent, serialize, serialized

if TYPE_CHECKING:
    import networkx as nx

    from webapp.explorer import Study

Statement = TypeVar("Statement", ox.Quad, ox.Triple)

_MOST_SORTED: Final = 100_000  # nothing else runs while they are
MOST_IN_MEMORY_BYTES: Final = 16 << 20
_WITH_GRAPHS: Final = ("trig", "nquads")
# One is written at a time: meanwhile large data take much memory to sort and to compare.
_WRITING: Final = Lock()
_MOST_WAIT_S: Final = 1.0  # pages need the threads that wait
_RETRY_S: Final = 10
# Spreadsheets take a cell that begins so for a formula, and run it.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NUMBER: Final = re.compile(r"[+-]?[\d.,]+\s*%?")
_CLAIM_COLUMNS: Final = (
    *("claim", "kind", "basis", "strength", "holds", "country", "concept"),
    *("premises", "home_premises", "applies_to", "sources", "label_en", "label_ko"),
)
_OBSERVATION_COLUMNS: Final = (
    *("observation", "indicator", "indicator_en", "indicator_ko", "country", "period"),
    *("low", "high", "value", "unit", "source", "source_title", "url", "derived"),
)

downloads = Blueprint("downloads", __name__, url_prefix="/data")


@downloads.get("/<name>.<suffix>")
def graph(name: str, suffix: str) -> Response:
    """An analysis, or ``all`` that is loaded, in one of the formats of RDF.

    Formats with graphs carry what was derived as well, in a graph of its own.
    """
    if suffix not in SUFFIXES:
        raise NotFound(f"{name}.{suffix}: the data end in {', '.join(SUFFIXES)}")
    form = SUFFIXES[suffix]
    graphs = _graphs(name, with_derived=form.name in _WITH_GRAPHS)
    if not _WRITING.acquire(timeout=_MOST_WAIT_S):
        raise Overloaded(_RETRY_S)
    file = SpooledTemporaryFile(MOST_IN_MEMORY_BYTES)  # noqa: SIM115  it is closed when it is sent
    try:
        serialize(_statements(graphs, form.name), form.name, file)
    except BaseException:
        file.close()
        raise
    finally:
        _WRITING.release()
    return _filed(file, form.media_type, f"{name}.{suffix}")


def _filed(file: IO[bytes], media_type: str, filename: str) -> Response:
    """A file of any length as an answer; only a short one stands in memory."""
    size = file.tell()
    file.seek(0)
    if size <= MOST_IN_MEMORY_BYTES:
        with file:
            return sent(file.read(), media_type, filename)
    tag = hashlib.file_digest(file, "sha256").hexdigest()[:32]  # type: ignore[arg-type]
    file.seek(0)
    response = sent(b"", media_type, filename)
    response.response = wrap_file(request.environ, file)
    response.direct_passthrough = True
    response.content_length = size
    response.call_on_close(file.close)
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response


def _statements(
    graphs: Sequence[ox.NamedNode | ox.DefaultGraph], format_name: str
) -> Iterable[ox.Quad] | Iterable[ox.Triple]:
    quads = (quad for each in graphs for quad in explorer().store.in_graph(each))
    if format_name in _WITH_GRAPHS:
        return _ordered(quads)
    triples = (quad.triple for quad in quads)
    return _ordered(triples if len(graphs) == 1 else dict.fromkeys(triples))


def _ordered(statements: Iterable[Statement]) -> Iterable[Statement]:
    """The statements in a fixed order, unless there are too many to sort while somebody waits."""
    coming = iter(statements)
    first = list(islice(coming, _MOST_SORTED + 1))
    return sorted(first, key=str) if len(first) <= _MOST_SORTED else chain(first, coming)


def _graphs(name: str, *, with_derived: bool) -> list[ox.NamedNode | ox.DefaultGraph]:
    """The graphs of an analysis, or all of them."""
    store = explorer().store
    named = [ox.NamedNode(each) for each in store.graph_names]
    if name == "all":
        default = ox.DefaultGraph()
        if store.is_remote:
            return list(named) or [default]
        if store.default_graph == "as-is":
            return [default, *named]
        # The union holds every triple once.
        return list(named) if with_derived else [default]
    analysis = explorer().catalogue.resolve(name, {"analysis"})
    declared = [graph for graph, found in store.membership.declared.items() if analysis in found]
    own = [each for each in named if each.value in declared]
    if not own:  # kept as it was given, outside any graph
        return [ox.DefaultGraph()]
    derived = {graph + DERIVED_SUFFIX for graph in declared} if with_derived else ()
    return [*own, *(each for each in named if each.value in derived)]


@downloads.get("/examples.<suffix>")
def examples_document(suffix: str) -> Response:
    """The example queries of the query page, as SHACL describes queries."""
    if suffix not in SUFFIXES:
        raise NotFound(f"examples.{suffix}: the examples end in {', '.join(SUFFIXES)}")
    form = SUFFIXES[suffix]
    return sent(serialized(triples(), form.name), form.media_type, f"examples.{suffix}")


@downloads.get("/claims.csv")
def claims_table() -> Response:
    """Every claim of an analysis, of all it builds on, as a table."""
    return _table("claims.csv", _CLAIM_COLUMNS, map(_claim_row, study().knowledge.claims))


def _claim_row(claim: Claim) -> Sequence[Any]:
    catalogue = explorer().catalogue
    return (
        claim.iri,
        catalogue.kind(claim.iri),
        claim.basis.value,
        claim.strength,
        *_content(claim),
        _joined(claim.sources),
        catalogue.label(claim.iri, "en"),
        catalogue.label(claim.iri, "ko"),
    )


def _content(claim: Claim) -> Sequence[Any]:
    """Holds, country, concept, premises, premises of home, and what it applies to."""
    if isinstance(claim, (Finding, Advice)):
        holds = str(claim.holds).lower() if isinstance(claim, Finding) else ""
        return (holds, claim.proposition.country, claim.proposition.concept, "", "", "")
    assert isinstance(claim, Conditional)
    concept = claim.conclusion if isinstance(claim, Implication) else ""
    concept = claim.target if isinstance(claim, Objection) else concept
    lists = (claim.premises, claim.home_premises, claim.applies_to)
    return ("", "", concept, *map(_joined, lists))


def _joined(iris: Iterable[Iri]) -> str:
    return " ".join(sorted(iris))


@downloads.get("/observations.csv")
def observations_table() -> Response:
    """Every observation as a table."""
    return _table("observations.csv", _OBSERVATION_COLUMNS, map(_observation_row, observations()))


def _observation_row(observation: Observation) -> Sequence[Any]:
    catalogue = explorer().catalogue
    source = documents().get(observation.source)
    return (
        observation.iri,
        observation.indicator,
        catalogue.label(observation.indicator, "en"),
        catalogue.label(observation.indicator, "ko"),
        catalogue.iso(observation.country),
        observation.period,
        "" if observation.low is None else observation.low,
        "" if observation.high is None else observation.high,
        observation.text,
        observation.unit,
        observation.source,
        catalogue.label(observation.source, "en") if source else "",
        observation.url or (source.url if source else ""),
        str(observation.is_derived).lower(),
    )


def _table(filename: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    # The mark at the beginning tells spreadsheets that Korean is in UTF-8.
    return sent(text.getvalue().encode("utf-8-sig"), "text/csv", filename)


def _safe(cell: Any) -> Any:
    if not isinstance(cell, str) or not cell.startswith(_FORMULA) or _NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}"


@downloads.get("/implications.graphml")
def implication_graph() -> Response:
    """The implication graph of an analysis, with its objections, for tools that draw graphs."""
    import networkx as nx

    body = io.BytesIO()
    nx.write_graphml(_drawn(study()), body)
    return sent(body.getvalue(), "application/graphml+xml", "implications.graphml")


def _drawn(found: Study) -> nx.DiGraph[str]:
    """The implication graph with names and numbers for nodes and edges."""
    import networkx as nx

    drawn: nx.DiGraph[str] = nx.DiGraph()
    for source, target in found.graph.digraph.edges:
        drawn.add_edge(_node(source), _node(target), kind=_edge(source))
    attacks = [
        attack
        for index in (found.graph.rebuttals, found.graph.undercuts)
        for group in index.values()
        for attack in group
    ]
    for attack in attacks:
        for premise in attack.premises:
            drawn.add_edge(_node(premise), _node(attack), kind="premise")
        drawn.add_edge(_node(attack), _target(attack), kind="objection")
    premises = (premise for attack in attacks for premise in attack.premises)
    for node in dict.fromkeys((*found.graph.digraph.nodes, *attacks, *premises)):
        drawn.add_node(_node(node), **_attributes(found, node))
    return drawn


def _node(node: Proposition | Inference | Attack) -> str:
    return f"{_name(node)} {node.country}"


def _name(node: Proposition | Inference | Attack) -> Iri:
    if isinstance(node, Proposition):
        return node.concept
    return node.implication if isinstance(node, Inference) else node.objection


def _target(attack: Attack) -> str:
    if isinstance(attack.target, Proposition):
        return _node(attack.target)
    return " ".join(attack.target)


def _edge(source: Proposition | Inference) -> str:
    return "premise" if isinstance(source, Proposition) else "conclusion"


def _attributes(found: Study, node: Proposition | Inference | Attack) -> dict[str, Any]:
    catalogue = explorer().catalogue
    name = _name(node)
    told: dict[str, Any] = {
        "kind": catalogue.kind(name),
        "iri": name,
        "country": catalogue.iso(node.country),
        "label_en": catalogue.label(name, "en"),
        "label_ko": catalogue.label(name, "ko"),
    }
    if isinstance(node, Proposition):
        balance = found.balances.of(node)
        told |= {"support": balance.support, "opposition": balance.opposition}
        return told | {"acceptability": balance.acceptability, "holds": node in found.derivable}
    return told | {"strength": node.strength, "basis": node.basis.value}
