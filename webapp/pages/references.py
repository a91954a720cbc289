"""The evidence of several claims as one numbered list, by document, as a paper has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from graph.model import Basis, Claim, Iri
from webapp.pages.evidence import Cited, cited
from webapp.pages.records import documents
from webapp.pages.words import ngettext, say, web_address

if TYPE_CHECKING:
    from webapp.explorer import Study


@dataclass(frozen=True, slots=True)
class Use:
    """Where a piece of evidence is used: the mark of what rests on it, and the claim.

    A mark is the number of a line or the letter of an objection or, if `is_way`, that of a way.
    """

    mark: str
    claim: Claim
    is_way: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """One numbered passage or observation and what rests on it."""

    number: int
    item: Cited
    uses: tuple[Use, ...]

    @property
    def bearing(self) -> tuple[tuple[str, tuple[Basis, ...]], ...]:
        """The marks of what rests on it, those together whose claims have the same basis."""
        bases: defaultdict[tuple[bool, str], set[Basis]] = defaultdict(set)
        for use in self.uses:
            bases[use.is_way, use.mark].add(use.claim.basis)
        groups: defaultdict[tuple[Basis, ...], list[tuple[bool, str]]] = defaultdict(list)
        for mark, found in bases.items():
            groups[tuple(sorted(found, key=list(Basis).index))].append(mark)
        return tuple((_told(marks), known) for known, marks in groups.items())


def _told(marks: Iterable[tuple[bool, str]]) -> str:
    """Lines and objections by their mark, ways as such."""
    marks = list(marks)
    ways = [mark for is_way, mark in marks if is_way]
    words = ngettext("way %(numbers)s", "ways %(numbers)s", len(ways))
    last = [str(say(words, numbers=", ".join(ways)))] if ways else []
    return ", ".join((*(mark for is_way, mark in marks if not is_way), *last))


@dataclass(frozen=True, slots=True)
class Work:
    """A document and what is cited of it."""

    title: Markup
    date: str
    publishers: str
    url: str
    references: tuple[Reference, ...]


class References:
    """Claims in the order in which they are mentioned, each with the mark it goes by."""

    def __init__(self, uses: Iterable[Use]) -> None:
        self._uses = tuple(dict.fromkeys(uses))

    @cached_property
    def works(self) -> tuple[Work, ...]:
        """The documents in the order of their first use; what they hold is numbered through."""
        items: dict[Iri, dict[Iri, Cited]] = {}
        uses: dict[Iri, list[Use]] = {}
        for use in self._uses:
            for item in cited(use.claim.iri):
                items.setdefault(item.source, {})[item.iri] = item
                uses.setdefault(item.iri, []).append(use)
        works, number = [], 1
        for source, group in items.items():
            found = tuple(
                Reference(place, item, tuple(uses[item.iri]))
                for place, item in enumerate(group.values(), number)
            )
            number += len(found)
            works.append(_work(source, found))
        return tuple(works)

    @cached_property
    def _numbers(self) -> Mapping[Iri, tuple[int, ...]]:
        numbers: dict[Iri, dict[int, None]] = {}
        for reference in (r for work in self.works for r in work.references):
            for use in reference.uses:
                numbers.setdefault(use.claim.iri, {})[reference.number] = None
        return {claim: tuple(found) for claim, found in numbers.items()}

    def of(self, claim: Iri) -> tuple[int, ...]:
        """The numbers of the evidence of a claim."""
        return self._numbers.get(claim, ())


def _work(source: Iri, references: tuple[Reference, ...]) -> Work:
    record, first = documents().get(source), references[0].item
    address = web_address(record.url) if record and record.url else first.url
    return Work(
        title=first.document,
        date=first.date or (record.issued if record else ""),
        publishers=record.publishers if record else "",
        url="" if address == "#" else address,
        references=references,
    )


def claims_of(found: Study) -> Mapping[Iri, Claim]:
    """Every claim of a study by its name."""
    known = found.knowledge
    every: tuple[Claim, ...] = (
        *known.findings,
        *known.implications,
        *known.objections,
        *known.advice,
    )
    return {claim.iri: claim for claim in every}
