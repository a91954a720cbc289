"""Where a query leaves the grammar of SPARQL 1.1, and what could have stood there instead."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from lark import Lark, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

# A worker opens no files, so the grammar is read before there is one.
_GRAMMAR: Final = (Path(__file__).parent / "sparql.lark").read_text("utf-8")
_MOST_NAMED: Final = 6
_LITERALS: Final = frozenset(
    ("STRING", "INTEGER", "DECIMAL", "DOUBLE", "SIGNED", "TRUE", "FALSE", "UNDEF")
)
_OPERATORS: Final = frozenset(
    (
        *("EQUAL", "LESSTHAN", "MORETHAN", "IN", "PLUS", "MINUS", "SLASH", "STAR", "SIGNED"),
        *("NOT", "VBAR", "QMARK", "CIRCUMFLEX"),
    )
)
_FUNCTIONS: Final = frozenset(
    ("FUNCTION", "AGGREGATE", "COUNT", "GROUP_CONCAT", "EXISTS", "NOT", "BANG")
)
_PATTERNS: Final = frozenset(
    ("BIND", "FILTER", "GRAPH", "MINUS", "OPTIONAL", "SERVICE", "VALUES", "LBRACE")
)
# What several terminals amount to: the name, those of which all must be there, all that it takes.
_GROUPS: Final = (
    ("a pattern such as FILTER or OPTIONAL", {"FILTER", "OPTIONAL"}, _PATTERNS | {"UNION"}),
    ("a function", {"FUNCTION"}, _FUNCTIONS),
    ("an operator", {"EQUAL"}, _OPERATORS),
    ("a path operator", {"SLASH", "STAR"}, {"SLASH", "STAR", "PLUS", "QMARK", "VBAR"}),
    ("a literal", {"STRING"}, _LITERALS),
    ("an IRI", {"IRIREF"}, {"IRIREF", "PNAME_LN", "PNAME_NS"}),
    ("a blank node", {"ANON"}, {"ANON", "BLANK_NODE_LABEL", "LSQB", "NIL"}),
)
_NAMES: Final = {
    "VAR": "a variable",
    "A": "'a'",
    "INTEGER": "a whole number",
    "PNAME_NS": "a prefix such as 'ex:'",
    "LANGTAG": "a language tag",
    "STRING": "a text",
    "$END": "the end of the query",
    "AGGREGATE": "an aggregate",
    "NIL": "'()'",
}
_SIGNS: Final = {
    "LBRACE": "{",
    "RBRACE": "}",
    "LPAR": "(",
    "RPAR": ")",
    "LSQB": "[",
    "RSQB": "]",
    "DOT": ".",
    "COMMA": ",",
    "SEMICOLON": ";",
    "STAR": "*",
    "SLASH": "/",
    "EQUAL": "=",
    "VBAR": "|",
    "CIRCUMFLEX": "^",
    "BANG": "!",
    "PLUS": "+",
}


@dataclass(frozen=True, slots=True)
class Departure:
    """The character where a query leaves the grammar, and what was expected there, in words."""

    start: int
    expected: tuple[str, ...]


def departure(query: str) -> Departure | None:
    """Where a query leaves the grammar; None if it never does.

    Takes time linear in the query, at any depth of nesting. The first call also builds the
    parser, a third of a second.

    >>> departure("SELECT * { ?s ?p }")
    Departure(start=17, expected=('a variable', 'an IRI', 'a literal', 'a blank node', "'('"))
    """
    try:
        _parser().parse(query)
    except UnexpectedToken as error:
        # The end of the query counts as standing where its last token does.
        start = len(query) if error.token.type == "$END" else error.token.start_pos or 0
        return Departure(start, _worded(error.accepts or error.expected))
    except UnexpectedCharacters as error:
        return Departure(error.pos_in_stream or 0, _worded(error.allowed or ()))
    except UnexpectedInput as error:
        return Departure(error.pos_in_stream or len(query), ())
    return None


def prepare() -> None:
    """Build the parser now, which takes longer than to use it; processes forked later have it."""
    _parser()


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, start="query", parser="lalr", lexer="contextual")


def _worded(terminals: Collection[str]) -> tuple[str, ...]:
    """What was expected, in a few words; none if it would be too many."""
    words = tuple(sorted(_words(frozenset(terminals)), key=_order))
    return words if len(words) <= _MOST_NAMED else ()


def _words(terminals: frozenset[str]) -> Iterator[str]:
    # Operators without a name of their own, such as '<=', come with the others.
    left = {terminal for terminal in terminals if not terminal.startswith("__")}
    for name, needed, all_of_it in _GROUPS:
        if needed <= left:
            left -= all_of_it
            yield name
    for terminal in left:
        sign = _SIGNS.get(terminal)
        yield f"'{sign}'" if sign else _NAMES.get(terminal, terminal)


def _order(word: str) -> tuple[int, str]:
    """Things first, then keywords, then signs."""
    things = ("a variable", "an IRI", "a literal", "a blank node", "a function")
    place = things.index(word) if word in things else len(things) + word.startswith("'")
    return place, word
