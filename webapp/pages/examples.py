"""The example queries as the query page asks for them: by name, and by their text."""

from __future__ import annotations

import re
from functools import cache

from ontology.examples import Example, groups


@cache
def examples() -> tuple[Example, ...]:
    """Every example, in the order of the groups; the first is the one to begin with."""
    return tuple(example for group in groups() for example in group.examples)


def example_named(name: str) -> Example | None:
    """The example of a name, with the number of its file or without."""
    plain = re.sub(r"^\d+-", "", name)
    return next((example for example in examples() if example.name == plain), None)


def example_of(query: str) -> Example | None:
    """The example that a query is, whatever the language and the spaces around it."""
    bare = _bare(query)
    return next((each for each in examples() if _bare(each.text) == bare), None)


def _bare(query: str) -> str:
    return " ".join(re.sub(r'"(?:en|ko)"', '""', query).split())
