"""N-Triples of any size, shaped like an analysis: countries, factors, claims and passages.

The same size gives the same bytes everywhere. Each claim takes twelve triples: a finding about
one of 200 countries and one of the factors, with its strength, basis, two labels, source, and
a passage with a locator. One factor stands for 20 claims and has a broader one, of which five
narrower ones share each, so that paths are a few steps long and meet in one root. No analysis is
declared: what follows from the claims is no part of this measurement.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

POL: Final = "https://w3id.org/policy-explorer/ns#"
ID: Final = "https://w3id.org/policy-explorer/id/"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
_TYPE: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_DECIMAL: Final = "^^<http://www.w3.org/2001/XMLSchema#decimal>"
_BASES: Final = ("Stated", "Inferred", "Measured")

COUNTRIES: Final = 200
CLAIMS_PER_FACTOR: Final = 20
_FACTORS_PER_BROADER: Final = 5
_CLAIMS_PER_DOCUMENT: Final = 50
_TRIPLES_PER_COUNTRY: Final = 3
_TRIPLES_PER_CLAIM: Final = 12 + 4 / CLAIMS_PER_FACTOR


def claims_of(triples: int) -> int:
    """How many claims a file of about that many triples holds."""
    return round((triples - COUNTRIES * _TRIPLES_PER_COUNTRY) / _TRIPLES_PER_CLAIM)


def factors_of(triples: int) -> int:
    """How many factors a file of about that many triples holds."""
    return max(1, claims_of(triples) // CLAIMS_PER_FACTOR)


def written(triples: int, folder: Path) -> Path:
    """The file of about that many triples in a folder, written if it is not there yet."""
    path = folder / f"claims-{triples}.nt"
    if not path.exists():
        draft = path.with_suffix(".part")
        with draft.open("w", encoding="utf-8") as file:
            file.writelines(lines(triples))
        draft.rename(path)
    return path


def lines(triples: int) -> Iterator[str]:
    """The lines of the file, one triple each."""
    dice = Random(triples)  # noqa: S311
    for number in range(COUNTRIES):
        yield from _country(number)
    factors = factors_of(triples)
    for number in range(factors):
        yield from _factor(number)
    for number in range(claims_of(triples)):
        yield from _claim(number, factors, dice)


def _country(number: int) -> Iterator[str]:
    country = f"<{ID}country-{number}>"
    yield f"{country} {_TYPE} <{POL}Country> .\n"
    yield f'{country} <{SKOS}notation> "C{number}" .\n'
    yield f'{country} <{SKOS}prefLabel> "Country {number}"@en .\n'


def _factor(number: int) -> Iterator[str]:
    factor = f"<{ID}factor-{number}>"
    yield f"{factor} {_TYPE} <{POL}Factor> .\n"
    yield f'{factor} <{SKOS}prefLabel> "Factor {number}"@en .\n'
    yield f'{factor} <{SKOS}prefLabel> "요인 {number}"@ko .\n'
    if number:
        broader = (number - 1) // _FACTORS_PER_BROADER
        yield f"{factor} <{SKOS}broader> <{ID}factor-{broader}> .\n"


def _claim(number: int, factors: int, dice: Random) -> Iterator[str]:
    claim, passage = f"<{ID}finding-{number}>", f"<{ID}passage-{number}>"
    country, factor = dice.randrange(COUNTRIES), dice.randrange(factors)
    source = f"<{ID}document-{number // _CLAIMS_PER_DOCUMENT}>"
    yield f"{claim} {_TYPE} <{POL}Finding> .\n"
    yield f'{claim} <{SKOS}prefLabel> "Finding {number} of factor {factor}"@en .\n'
    yield f'{claim} <{SKOS}prefLabel> "요인 {factor}에 관한 사실 {number}"@ko .\n'
    yield f"{claim} <{POL}about> <{ID}country-{country}> .\n"
    yield f"{claim} <{POL}factor> <{ID}factor-{factor}> .\n"
    yield f'{claim} <{POL}strength> "{dice.randint(1, 999) / 1000}"{_DECIMAL} .\n'
    yield f"{claim} <{POL}basis> <{POL}{_BASES[dice.randrange(3)]}> .\n"
    yield f"{claim} <{POL}evidence> {passage} .\n"
    yield f"{claim} <{DCTERMS}source> {source} .\n"
    yield f"{passage} {_TYPE} <{POL}Passage> .\n"
    yield f"{passage} <{DCTERMS}source> {source} .\n"
    yield f'{passage} <{POL}locator> "sentence {number % 400 + 1}" .\n'
