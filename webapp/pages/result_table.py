"""The answer to a SELECT query as people see it: names, links, and numbers in line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any, Final

import pyoxigraph as ox

from graph.model import Iri
from ontology.iris import local_name
from ontology.terms import iri_of
from ontology.texts import Text
from webapp.evaluation import PREFIXES
from webapp.pages.addresses import address_of
from webapp.pages.base import LANGUAGES, language
from webapp.pages.query import asked
from webapp.pages.query import rows as stored
from webapp.pages.scope import explorer
from webapp.pages.words import number, web_address
from webapp.results import ANY_URI, Solutions, Term

_MOST_PLACES: Final = 3
_MOST_CHARACTERS: Final = 2_000
_TEXTS_AT_ONCE: Final = 200
_MOST_OFFERED: Final = 5_000
_VOCABULARY: Final = (
    *("country", "strategy", "measure", "factor", "analysis", "document", "indicator", "scheme"),
    *(
        "actor",
        "basis",
        "coding-rule",
        "ontology",
        "class",
        "property",
        "concept-scheme",
        "concept",
    ),
)
_BY_NAME: Final = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


@dataclass(frozen=True, slots=True)
class Column:
    """A variable.

    Attributes
    ----------
    name : str
    is_numeric : bool
        Whether every value is a number.
    places : int
        Decimals of its numbers on show.
    tag : str
        The language or datatype that all of its values share; empty if they share none.
    """

    name: str
    is_numeric: bool
    places: int
    tag: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A value.

    Attributes
    ----------
    text, lang : str
        What is read first, and its language if that is not the page's.
    kind : str
        ``"name"``, ``"code"``, ``"text"``, ``"number"`` or ``"none"``.
    address : str
        Where it leads; empty if nowhere.
    note : str
        The identifier behind a name.
    title : str
        The whole value where `text` shows it shortened.
    tag : str
        The language or datatype, where the column does not tell it.
    number : float or None
    """

    text: str = ""
    kind: str = "none"
    lang: str = ""
    address: str = ""
    note: str = ""
    title: str = ""
    tag: str = ""
    number: float | None = None

    @property
    def is_elsewhere(self) -> bool:
        """Whether it leads away from this server."""
        return bool(self.address) and not self.address.startswith("/")


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows of cells."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def has_names(self) -> bool:
        """Whether a name stands for an identifier somewhere."""
        return any(cell.note for row in self.rows for cell in row)

    @property
    def is_rounded(self) -> bool:
        """Whether some number has more decimals than are shown."""
        return any(cell.kind == "number" and cell.title for row in self.rows for cell in row)


def table(found: Solutions) -> Table:
    """Solutions as a table in the language of the page."""
    explorer().catalogue.foresee(found.iris)
    terms = (term for row in found.rows for term in row if term is not None)
    bearers = _bearers({Text(term.value, term.lang) for term in terms if term.lang})
    values = list(zip(*found.rows, strict=True)) or [()] * len(found.variables)
    columns = tuple(map(_column, found.variables, values))
    return Table(
        columns,
        tuple(
            tuple(_cell(term, column, bearers) for term, column in zip(row, columns, strict=True))
            for row in found.rows
        ),
    )


def _column(name: str, values: Sequence[Term | None]) -> Column:
    terms = [term for term in values if term is not None]
    is_numeric = bool(terms) and all(term.number is not None for term in terms)
    tags = {_tag(term) for term in terms}
    return Column(
        name=name,
        is_numeric=is_numeric,
        places=min(_MOST_PLACES, max(map(_places, terms))) if is_numeric else 0,
        tag=tags.pop() if len(tags) == 1 else "",
    )


def _places(term: Term) -> int:
    """The decimals of a number as it is written; one in exponents has as many as are shown."""
    if not term.value.lstrip("+-").replace(".", "", 1).isdecimal():
        return _MOST_PLACES
    return len(term.value.partition(".")[2].rstrip("0"))


def _tag(term: Term) -> str:
    if term.lang or not term.datatype:
        return term.lang
    return prefixed(term.datatype)


def _cell(term: Term | None, column: Column, bearers: Mapping[Text, Iri]) -> Cell:
    if term is None:
        return Cell()
    if term.kind == "iri":
        return _named(term.value)
    if term.kind != "literal":
        return Cell(term.value, "code")
    if term.number is not None:
        return _figure(term, column)
    return _text(term, "" if column.tag else _tag(term), bearers)


def _figure(term: Term, column: Column) -> Cell:
    value = term.number or 0.0
    own = _places(term)
    places = column.places if column.is_numeric else min(_MOST_PLACES, own)
    is_extreme = _is_extreme(value)
    return Cell(
        text=f"{value:g}".replace("-", "\u2212") if is_extreme else number(value, places),
        kind="number",
        title=term.value if is_extreme or own > places else "",
        tag="" if column.is_numeric else _tag(term),
        number=value,
    )


def _is_extreme(value: float) -> bool:
    """Whether three decimals, or digits alone, would not tell it."""
    return value != 0 and not 5e-4 <= abs(value) < 1e15


def _text(term: Term, tag: str, bearers: Mapping[Text, Iri]) -> Cell:
    lang = term.lang if term.lang != language() else ""
    if term.datatype == ANY_URI:
        address = web_address(term.value)
        return Cell(term.value, "code", address="" if address == "#" else address, tag=tag)
    bearer = bearers.get(Text(term.value, term.lang)) if term.lang else None
    if bearer is None:
        is_long = len(term.value) > _MOST_CHARACTERS
        text = f"{term.value[:_MOST_CHARACTERS]}…" if is_long else term.value
        return Cell(text, "text", lang, tag=tag)
    return Cell(term.value, "text", lang, address_of(bearer), title=prefixed(bearer), tag=tag)


def shown_text(term: Term) -> str:
    """What is read of a term first."""
    if term.kind != "iri":
        return term.value
    name = explorer().catalogue.text(term.value, language())
    is_named = name.value and not _is_unnamed(term.value, name)
    return name.value if is_named else prefixed(term.value)


def _named(iri: Iri) -> Cell:
    name = explorer().catalogue.text(iri, language())
    if not name.value or _is_unnamed(iri, name):
        return Cell(prefixed(iri), "code", address=address_of(iri), title=iri)
    lang = name.lang if name.lang != language() else ""
    return Cell(name.value, "name", lang, address_of(iri), note=prefixed(iri), title=iri)


def _is_unnamed(iri: Iri, name: Text) -> bool:
    """Whether the name is but the end of the IRI, for want of a better one."""
    return not name.lang and name.value in (local_name(iri), iri)


def prefixed(iri: Iri) -> str:
    """An IRI shortened by one of the usual prefixes, if that leaves a name.

    >>> prefixed("https://w3id.org/policy-explorer/id/pairing"), prefixed("urn:a")
    ('id:pairing', 'urn:a')
    """
    for prefix, namespace in _BY_NAME:
        local = iri.removeprefix(namespace)
        if local != iri and local and not set(local) & set("/#?:"):
            return f"{prefix}:{local}"
    return iri


def names_to_offer() -> Iterator[dict[str, Any]]:
    """What can be written with a prefix: the name, what it stands for, and all it is called."""
    catalogue = explorer().catalogue
    for iri in sorted(_things() | {row["term"] for row in stored("terms")}, key=prefixed):
        short = prefixed(iri)
        if short != iri:
            names = dict.fromkeys(catalogue.label(iri, lang) for lang in LANGUAGES)
            yield {
                "label": short,
                "detail": catalogue.label(iri, language()),
                "names": [*names, *({catalogue.short(iri, lang) for lang in LANGUAGES} - {*names})],
            }


def _bearers(texts: Iterable[Text]) -> Mapping[Text, Iri]:
    """What bears a name, for the names that only one thing bears."""
    literals = [ox.Literal(text.value, language=text.lang) for text in sorted(texts, key=astuple)]
    found: defaultdict[Text, set[Iri]] = defaultdict(set)
    name = explorer().catalogue.text
    for start in range(0, len(literals), _TEXTS_AT_ONCE):
        for row in asked("bearers", text=literals[start : start + _TEXTS_AT_ONCE]):
            if iri := iri_of(row["thing"]):
                for lang in LANGUAGES:
                    found[name(iri, lang)].add(iri)
    return {name: bearers.pop() for name, bearers in found.items() if len(bearers) == 1}


def _things() -> set[Iri]:
    """What completion offers: all that has a name, or of too much the vocabulary."""
    named = {row["thing"] for row in stored("named")}
    if len(named) <= _MOST_OFFERED:
        return named
    return set(explorer().catalogue.of_kinds(_VOCABULARY)[:_MOST_OFFERED])
