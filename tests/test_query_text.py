"""How a query begins is read the same in one go as token by token."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from webapp.failures import RefusedQuery
from webapp.query_text import QueryText, query_text

PIECES = (
    *("PREFIX ", "prefix\n", "PREFIX", "a:", "a.b:", ":", "_:", "<http://x/#>", "<y>", "<>", "<"),
    *(" ", "\n", "\u3000", "#c\n", "BASE ", "SELECT", "select", "\u017fELECT", "A\u017fk", "ASK"),
    *("CONSTRUCT", "DESCRIBE", "LOAD", "WITH", "*", "{", "}", "(", "$y", "?x", ".", "-", "SELECT:"),
    *(" RAND()", "Uuid (", "now", "bnode(", "x:SELECT", "'{'", "\\u0053"),
)


def told(query: str) -> QueryText | str:
    try:
        return query_text(query)
    except RefusedQuery as error:
        return str(error)


@settings(deadline=None, max_examples=500)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example("PREFIX a: <http://x/#>prefix :<y>  SELECT?x{}")
@example("PREFIX a: <http://x/#> PREFIX a: <y> DESCRIBE<z>")
@example("PREFIX a:b <http://x/#> ASK{}")
def test_usual_beginning_is_read_as_its_tokens_are(query: str) -> None:
    # Behind a comment it is no usual beginning.
    assert told(query) == told(f"#\n{query}")
