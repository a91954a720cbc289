"""Answers of different services made comparable: what they say, not how it is written."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pyoxigraph as ox


def digest(body: bytes, media_type: str) -> str:
    """The same for two answers that say the same, in whatever order."""
    lines = _triples(body) if media_type == "application/n-triples" else _solutions(body)
    return f"{len(lines)} rows, {hashlib.sha256(''.join(sorted(lines)).encode()).hexdigest()[:12]}"


def _triples(body: bytes) -> set[str]:
    return {str(quad.triple) for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)}


def _solutions(body: bytes) -> list[str]:
    rows = json.loads(body)["results"]["bindings"]
    return [repr(sorted((name, _term(row[name])) for name in row)) for row in rows]


def _term(told: dict[str, Any]) -> tuple[str, str, str]:
    kind = "literal" if told["type"] == "typed-literal" else told["type"]
    value = told["value"]
    if told.get("datatype", "").endswith(("#integer", "#decimal")):
        value = f"{float(value):g}"
    return kind, value, told.get("xml:lang", "").lower()
