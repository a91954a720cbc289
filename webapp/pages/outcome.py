"""The answer to a query as the page shows it: a table, a picture, a chart, and as it came."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import request

from webapp.current import queries
from webapp.failures import Unavailable
from webapp.pages.result_chart import Chart, chart
from webapp.pages.result_graph import Picture, picture
from webapp.pages.result_lines import Lines, lines
from webapp.pages.result_order import Order, holding, order_of, ordered
from webapp.pages.result_table import Table, shown_text, table
from webapp.pages.scope import explorer
from webapp.query_text import tokens
from webapp.results import Solutions, lines_of, solutions, triples, truth
from webapp.spool import cut
from webapp.workers import Wish

ROWS_SHOWN: Final = 500
LINES_SHOWN: Final = 300
ROWS_COUNTED: Final = 5_000
_MOST_BYTES: Final = 8 << 20
_EVERYTHING: Final = re.compile(r"\bselect\s+(?:distinct\s+|reduced\s+)?\*", re.IGNORECASE)
_PREFIX: Final = re.compile(r"@prefix (\S*): ")
_NAME: Final = re.compile(r"(?:^|[\s(\[^,;])([^\s\"'<>(\[^,;:]*):")


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer, ready to be shown.

    Attributes
    ----------
    kind : {"bindings", "boolean", "graph"}
    milliseconds : int
        What it took, waiting for a worker included.
    found, shown : int
        Rows or triples that were found, and how many of them are shown.
    is_cut : bool
        Whether there are more than `found`.
    kept : int
        Rows of those found that hold the words looked for.
    order : Order or None
        In which they stand if not as they came.
    table, chart, lines, picture
        What is shown of them; None where it does not fit them.
    truth : bool
    text : str
        The answer as it came, as far as it is shown.
    lines_left_out : int
        Lines of it that are not.
    """

    kind: str
    milliseconds: int
    found: int = 0
    kept: int = 0
    order: Order | None = None
    shown: int = 0
    is_cut: bool = False
    table: Table | None = None
    chart: Chart | None = None
    lines: Lines | None = None
    picture: Picture | None = None
    truth: bool = False
    text: str = ""
    lines_left_out: int = 0


def answered(query: str) -> Outcome:
    """The answer to a query, as much of it as the page shows.

    Raises
    ------
    QueryFailure
        If there is none.
    """
    service = queries()
    if service is None:
        raise Unavailable("this server was started without a query service")
    start = time.perf_counter()
    answer = service.answer(query, Wish(max_rows=ROWS_COUNTED))
    milliseconds = round(1000 * (time.perf_counter() - start))
    with answer.file as file:
        document = file.read(_MOST_BYTES)
    is_cut = answer.is_truncated or answer.size > len(document)
    if answer.kind == "boolean":
        (line,) = lines_of(document)
        return Outcome("boolean", milliseconds, truth=truth(document), text=line)
    if answer.kind == "graph":
        raw = _without_idle_prefixes(document.decode(errors="ignore"))
        return _rows(triples(document), "graph", milliseconds, is_cut, raw)
    if answer.size > len(document):
        document = cut(document, "json", ROWS_COUNTED)
    found = solutions(document)
    if _EVERYTHING.search(query):  # whose variables have no order of their own
        found = found.in_order([each.text[1:] for each in tokens(query) if each.kind == "variable"])
    return _rows(found, "bindings", milliseconds, is_cut, lines_of(document))


def _without_idle_prefixes(text: str) -> list[str]:
    """The lines of a Turtle document but for the prefixes that none of them uses."""
    lines = text.rstrip().split("\n") if text.strip() else []
    body = "\n".join(line for line in lines if not _PREFIX.match(line))
    used = {found[1] for found in _NAME.finditer(body)}
    declared = ((line, _PREFIX.match(line)) for line in lines)
    return (
        [line for line, prefix in declared if prefix is None or prefix[1] in used] if body else []
    )


def _rows(
    found: Solutions, kind: str, milliseconds: int, is_cut: bool, raw: Sequence[str]
) -> Outcome:
    order = order_of(request.args.get("sort", ""), found)
    words = request.args.get("find", "")
    if words or order:  # then every row is looked at for its names
        explorer().catalogue.foresee(found.iris, in_addresses=False)
    kept = holding(found, words, shown_text)
    shown = table(ordered(kept, order, shown_text).first(ROWS_SHOWN))
    return Outcome(
        kind,
        milliseconds,
        found=len(found.rows),
        kept=len(kept.rows),
        order=order,
        shown=len(shown.rows),
        is_cut=is_cut,
        table=shown,
        chart=_chart(shown) if kind == "bindings" else None,
        lines=_lines(shown) if kind == "bindings" else None,
        picture=picture(found),
        text="\n".join(raw[:LINES_SHOWN]),
        lines_left_out=max(0, len(raw) - LINES_SHOWN),
    )


def _chart(shown: Table) -> Chart | None:
    return chart(shown, request.args.get("length", ""), request.args.get("label", ""))


def _lines(shown: Table) -> Lines | None:
    return lines(shown, request.args.get("length", ""))
