"""The same query for use outside: in a shell, in Python and in R."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snippet:
    """A program that asks the query, and the name of what runs it."""

    name: str
    text: str


def snippets(query: str, endpoint: str, kind: str) -> Iterator[Snippet]:
    """Programs that ask a query.

    Parameters
    ----------
    query : str
    endpoint : str
        The address of the query service.
    kind : {"bindings", "boolean", "graph"}
        What it answers with.
    """
    yield Snippet("curl", _curl(query, endpoint, kind))
    yield Snippet("Python, SPARQLWrapper", _wrapper(query, endpoint, kind))
    yield Snippet("Python, rdflib", _rdflib(query, endpoint, kind))
    yield Snippet("R", _r(query, endpoint, kind))


def _curl(query: str, endpoint: str, kind: str) -> str:
    accept = {"bindings": "text/csv", "graph": "text/turtle"}.get(
        kind, "application/sparql-results+json"
    )
    end = "SPARQL"
    while re.search(rf"^{end}$", query, re.MULTILINE):
        end += "_"
    return (
        f"curl -sS {shlex.quote(endpoint)} -H 'Accept: {accept}' \\\n"
        f"  --data-urlencode query@- <<'{end}'\n{query}\n{end}"
    )


def _wrapper(query: str, endpoint: str, kind: str) -> str:
    form = "TURTLE" if kind == "graph" else "JSON"
    then = {
        "bindings": 'for row in answer["results"]["bindings"]:\n'
        '    print({name: term["value"] for name, term in row.items()})',
        "boolean": 'print(answer["boolean"])',
    }.get(kind, "print(answer.decode())")
    return f"""from SPARQLWrapper import {form}, SPARQLWrapper

service = SPARQLWrapper({json.dumps(endpoint)})
service.setReturnFormat({form})
service.setQuery({python_text(query)})
answer = service.queryAndConvert()
{then}"""


def _rdflib(query: str, endpoint: str, kind: str) -> str:
    then = {
        "bindings": "for row in answer:\n    print(row.asdict())",
        "boolean": "print(answer.askAnswer)",
    }.get(kind, "print(answer.graph.serialize())")
    return f"""from rdflib import Graph
from rdflib.plugins.stores.sparqlstore import SPARQLStore

graph = Graph(SPARQLStore({json.dumps(endpoint)}))
answer = graph.query({python_text(query)})
{then}"""


def python_text(text: str) -> str:
    r'''A literal of Python, over several lines where nothing in it stands against that.

    >>> print(python_text("ASK {}"))
    """
    ASK {}
    """
    >>> print(python_text(r'ASK { ?s ?p "\n" }'))
    'ASK { ?s ?p "\\n" }'
    '''
    if "\\" in text or '"""' in text:
        return repr(text)
    return f'"""\n{text}\n"""'


def _r(query: str, endpoint: str, kind: str) -> str:
    suffix = {"bindings": "csv", "graph": "turtle"}.get(kind, "json")
    read = (
        "answer <- read.csv(address)"
        if kind == "bindings"
        else 'answer <- paste(readLines(address), collapse = "\\n")'
    )
    return f"""query <- {_r_text(query)}
address <- paste0({json.dumps(endpoint)}, "?format={suffix}&query=",
                  URLencode(query, reserved = TRUE))
{read}
print(answer)"""


def _r_text(text: str) -> str:
    """A raw text of R 4, fenced by more dashes than stand in it."""
    dashes = "-"
    while f'){dashes}"' in text:
        dashes += "-"
    return f'r"{dashes}({text}){dashes}"'
