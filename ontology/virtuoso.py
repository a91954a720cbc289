"""What Virtuoso does in its own way, evened out; tried with 7.2.5, the one of Debian.

It answers ASK with a row instead of a truth value, names blank nodes by addresses, writes truth
values as 0 and 1, tells what is wrong with a query by a status for its own failure, keeps graphs
of its own beside the data, and leaves out what exceeds a number of rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

MADE_BY_VIRTUOSO: Final = "Virtuoso"
_ASKED: Final = "__ASK_RETVAL"
_OWN_GRAPHS: Final = frozenset(
    (
        "http://www.openlinksw.com/schemas/virtrdf#",
        "http://www.w3.org/ns/ldp#",
        "http://localuriqaserver/sparql",
        "http://www.w3.org/2002/07/owl#",
        "urn:activitystreams-owl:map",
        "urn:core:services:sparql",
        "b3sifp",
        "b3sonto",
        "facets",
        "dbprdf-label",
        "virtrdf-label",
    )
)
_DAV: Final = re.compile(r"https?://[^/]+/DAV/?")
_ERROR: Final = re.compile(r"Virtuoso (\w{5}) Error (.*?)(?: SPARQL query:.*)?$", re.DOTALL)
_ON_ITS_SIDE: Final = ("S1T00", "08", "40001")  # out of time, no connection, deadlock
_BOOLEAN: Final = rb"http://www\.w3\.org/2001/XMLSchema#boolean"
# A quotation mark inside a text is written with a backslash, so none of these stands in one.
_MENDED: Final = (
    (re.compile(rb'"type": "(?:bnode|uri)", "value": "nodeID://'), b'"type": "bnode", "value": "'),
    (re.compile(rb'("datatype": "' + _BOOLEAN + rb'", "value": )"0"'), rb'\1"false"'),
    (re.compile(rb'("datatype": "' + _BOOLEAN + rb'", "value": )"1"'), rb'\1"true"'),
    (re.compile(rb'"0"(\^\^<' + _BOOLEAN + rb">)"), rb'"false"\1'),
    (re.compile(rb'"1"(\^\^<' + _BOOLEAN + rb">)"), rb'"true"\1'),
)


def mended(line: bytes) -> bytes:
    r"""A line of JSON or N-Triples with standard names and truth values.

    >>> mended(b'{ "x": { "type": "bnode", "value": "nodeID://b1" }}')
    b'{ "x": { "type": "bnode", "value": "b1" }}'
    """
    if b"nodeID://" in line or b"#boolean" in line:
        for pattern, better in _MENDED:
            line = pattern.sub(better, line)
    return line


def refusal(text: str) -> str:
    """What is wrong with a query by the text of an answer; empty if that is not what it tells.

    >>> refusal("Virtuoso 37000 Error SP030: SPARQL compiler, line 2: syntax error SPARQL query: x")
    'SP030: SPARQL compiler, line 2: syntax error'
    """
    found = _ERROR.match(text)
    if found is None or found[1].startswith(_ON_ITS_SIDE):
        return ""
    return found[2].strip()


def is_truth_value(names: Iterable[str]) -> bool:
    """Whether a result with these variables stands for the answer to ASK."""
    return list(names) == [_ASKED]


def is_own_graph(name: str) -> bool:
    """Whether a graph is one that Virtuoso keeps for itself."""
    return name in _OWN_GRAPHS or _DAV.fullmatch(name) is not None
