"""What a query asks for, read off its tokens before anything else looks at it.

This is no parser. It passes over what may hide a word (texts, IRIs, comments, variables and
names with a prefix) and so tells a keyword from a variable ``?service``, and finds the form
of the query and the graphs of its FROM clauses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Final
from urllib.parse import urljoin

from ontology.iris import ID
from webapp.failures import RefusedQuery

BASE: Final = ID  # what relative IRIs stand for where a query gives no BASE of its own
FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES: Final = (
    *("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"),
)
_MOST_READ: Final = 10_000  # characters, for what only saves an evaluation
_VOLATILE: Final = ("rand", "now", "uuid", "bnode")  # struuid ends as uuid does

_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_IRI = r'[^<>"{}|^`\\\x00-\x20]*'
_NAME = r"(?:[^\W\d_][\w.\-]{0,199})?"
_LOCAL = r"(?:[\w:.\-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%])*"
_TOKEN: Final = re.compile(
    r"""
      (?P<skip>     \s+ | \#[^\r\n]* )
    | (?P<text>     \"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*\"\"\"
                  | '''(?:'{0,2}(?:[^'\\]|\\.))*'''
                  | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*' )
    | (?P<iri>      <"""
    + _IRI
    + r"""> )
    | (?P<variable> [?$]\w+ )
    | (?P<tag>      @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
    | (?P<blank>    _:[\w.\-]* )
    | (?P<number>   (?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)? )
    | (?P<name>     """
    + _NAME
    + r""":"""
    + _LOCAL
    + r""" )
    | (?P<word>     [^\W\d]\w* )
    | (?P<other>    . )
    """,
    re.VERBOSE | re.DOTALL,
)
_PREFIX = rf"(?ai:PREFIX)\s+{_NAME}:\s*<{_IRI}>\s*"
# How most queries begin: prefixes, then a form that nothing could take for another word.
_USUAL: Final = re.compile(rf"\s*((?:{_PREFIX})*)((?ai:{'|'.join(FORMS)}))(?=[\s*{{(<?$])")
_DECLARED: Final = re.compile(rf"\s({_NAME}):\s*<({_IRI})>")


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a query: its kind, its text, and where it starts."""

    kind: str
    text: str
    start: int

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these keywords, in capitals or not."""
        return self.kind == "word" and self.text.upper() in words


@dataclass(frozen=True, slots=True)
class QueryText:
    """What was read off a query.

    Attributes
    ----------
    form : str or None
        ``"SELECT"``, ``"ASK"``, ``"CONSTRUCT"`` or ``"DESCRIBE"``; None if it is none of them.
    prefixes : dict of str to str
        The prefixes that it declares.
    graphs : tuple of str
        The IRIs of its FROM and FROM NAMED clauses.
    is_volatile : bool
        Whether it may answer differently when asked again; rather too often than not.
    """

    form: str | None
    prefixes: dict[str, str] = field(default_factory=dict)
    graphs: tuple[str, ...] = ()
    is_volatile: bool = False


def tokens(query: str) -> Iterator[Token]:
    """The tokens of a query, without spaces and comments, up to a text that never ends.

    >>> [token.text for token in tokens('ASK { ?service a "SERVICE" } # SERVICE')]
    ['ASK', '{', '?service', 'a', '"SERVICE"', '}']
    """
    for match in _TOKEN.finditer(query):
        if match.lastgroup == "other" and match[0] in "\"'":
            return  # no parser gets any further
        if match.lastgroup != "skip":
            yield Token(str(match.lastgroup), match[0], match.start())


def query_text(query: str) -> QueryText:
    """What a query asks for.

    Raises
    ------
    RefusedQuery
        If it is an update, or asks another service.
    """
    folded = query.casefold()
    if "service" in folded:
        _refuse_service(query)
    has_graphs = "from" in folded
    if not has_graphs and (usual := _USUAL.match(query)):
        declared = _DECLARED.findall(usual[1])
        prefixes = {name: _joined(BASE, iri) for name, iri in declared}
        return QueryText(usual[2].upper(), prefixes, (), is_volatile(query))
    return _read(query, has_graphs)


def _read(query: str, has_graphs: bool) -> QueryText:
    """What a query asks for, read token by token."""
    # Most of a query stands in its groups, and nothing of interest here but behind a template.
    found = list(_outside(query) if has_graphs else takewhile(_is_no_group, tokens(query)))
    prefixes, base, start = prologue(found)
    form = found[start] if start < len(found) else None
    if form is not None and form.is_word(*UPDATES):
        raise RefusedQuery(
            f"{form.text.upper()} would change the data; this service only answers queries"
        )
    return QueryText(
        form=form.text.upper() if form is not None and form.is_word(*FORMS) else None,
        prefixes=prefixes,
        graphs=_from_clauses(found[start:], prefixes, base),
        is_volatile=is_volatile(query),
    )


def is_volatile(query: str) -> bool:
    """Whether a query calls a function that answers differently each time.

    Parsers read the name of a function behind another word without a space (``BYRAND()``), and
    comments before its brackets; what looks like an IRI may be a comparison (``1<RAND()&&2>1``).
    A long query is not read for that: the server does it between two requests.

    >>> [is_volatile(f"ASK {{ FILTER({test}) }}") for test in ("now()", "?now = (1)")]
    [True, False]
    """
    folded = query.casefold()
    if not any(name in folded for name in _VOLATILE):
        return False
    if len(query) > _MOST_READ:
        return True
    before = None
    for token in tokens(query):
        calls = token.text == "(" and before is not None and before.kind == "word"
        if calls and before is not None and before.text.casefold().endswith(_VOLATILE):
            return True
        if token.kind == "iri" and any(f"{name}(" in token.text.casefold() for name in _VOLATILE):
            return True
        before = token
    return False


def _is_no_group(token: Token) -> bool:
    return token.text != "{"


def _outside(query: str) -> Iterator[Token]:
    """The tokens that stand in no group and no template."""
    depth = 0
    for token in tokens(query):
        depth -= token.text == "}"
        if depth == 0:
            yield token
        depth += token.text == "{"


def _refuse_service(query: str) -> None:
    before, token = None, None
    for following in tokens(query):
        if token is not None and is_service(before, token, following):
            line = query.count("\n", 0, token.start) + 1
            raise RefusedQuery(
                f"SERVICE (line {line}) would ask another server; this service answers only from"
                " the data that are loaded"
            )
        before, token = token, following


def is_service(before: Token | None, token: Token, following: Token) -> bool:
    """Whether a parser could take the token for the keyword.

    Parsers read keywords without a space before or behind them: ``trueSERVICE``, and
    ``SERVICE:x {``, which looks like a name with a prefix. Such a name never stands before a
    brace but behind GRAPH.
    """
    if token.kind == "word":
        return "service" in token.text.casefold()
    if token.kind != "name" or "service" not in token.text.partition(":")[0].casefold():
        return False
    return following.text == "{" and not (before is not None and before.is_word("GRAPH"))


def prologue(found: Sequence[Token]) -> tuple[dict[str, str], str, int]:
    """The prefixes and the base that a query declares, and the number of the next token."""
    prefixes: dict[str, str] = {}
    base = BASE
    at = 0
    while at < len(found):
        following = found[at + 1 : at + 3]
        if found[at].is_word("BASE") and [t.kind for t in following[:1]] == ["iri"]:
            base = _joined(base, following[0].text[1:-1])
            at += 2
        elif found[at].is_word("PREFIX") and [t.kind for t in following] == ["name", "iri"]:
            prefixes[following[0].text[:-1]] = _joined(base, following[1].text[1:-1])
            at += 3
        else:
            break
    return prefixes, base, at


def _from_clauses(found: Sequence[Token], prefixes: dict[str, str], base: str) -> tuple[str, ...]:
    graphs: list[str] = []
    for number, token in enumerate(found):
        if token.is_word("FROM"):
            behind = found[number + 1 : number + 3]
            named = behind[1:] if behind and behind[0].is_word("NAMED") else behind
            graphs += [full_iri(each, prefixes, base) for each in named[:1]]
    return tuple(filter(None, graphs))


def full_iri(token: Token, prefixes: Mapping[str, str], base: str) -> str:
    """The IRI that a token stands for; empty if it stands for none."""
    if token.kind == "iri":
        return _joined(base, token.text[1:-1])
    if token.kind == "name":
        prefix, _, local = token.text.partition(":")
        return prefixes[prefix] + local.replace("\\", "") if prefix in prefixes else ""
    return ""


def _joined(base: str, iri: str) -> str:
    if _ABSOLUTE.match(iri):
        return iri  # as it is; urllib would drop a "#" at its end
    try:
        return urljoin(base, iri) + ("#" if iri.endswith("#") else "")
    except ValueError:  # no address by the rules of urllib, which are stricter here
        return iri
