"""Where to begin with the graph: a picker, and suggestions chosen by what the data hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from graph.model import Iri, Proposition
from webapp.pages.base import language
from webapp.pages.names import inside, label, place
from webapp.pages.scope import explorer, url
from webapp.pages.words import gettext, say

if TYPE_CHECKING:
    from webapp.explorer import Study

GROUPS = (
    ("country", ("country",)),
    ("measure", ("measure", "strategy", "track")),
    ("trait", ("trait",)),
    ("constraint", ("constraint",)),
    ("condition", ("condition", "factor")),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one kind to choose from, by label."""

    kind: str
    options: tuple[Iri, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sentence and the graph it is about."""

    sentence: Markup
    address: str


def groups(found: Study, *, countries: bool = True) -> tuple[Group, ...]:
    """Everything an analysis speaks of, by kind."""
    catalogue = explorer().catalogue
    spoken = concepts(found)
    if countries:
        spoken |= set(found.analysis.countries)
    made = []
    for kind, kinds in GROUPS:
        options = [iri for iri in spoken if catalogue.kind(iri) in kinds]
        ordered = sorted(options, key=lambda iri: (catalogue.label(iri, language()), iri))
        made.append(Group(kind, tuple(ordered)))
    return tuple(group for group in made if group.options)


def concepts(found: Study) -> set[Iri]:
    """Every concept that a claim of the analysis speaks of."""
    known = found.knowledge
    spoken = {finding.proposition.concept for finding in known.findings}
    spoken |= {advice.proposition.concept for advice in known.advice}
    for conditional in (*known.implications, *known.objections):
        spoken |= conditional.premises | conditional.home_premises
    return spoken | {implication.conclusion for implication in known.implications}


def suggestions(found: Study) -> tuple[Suggestion, ...]:
    """A few places worth a look; fewer where the data hold less."""
    return tuple(_suggestions(found))


def _suggestions(found: Study) -> Iterator[Suggestion]:
    analysis = found.analysis
    best = [(r.net, r) for c in analysis.countries for r in found.recommendations(c)]
    if best:
        _, leading = max(best, key=lambda pair: (pair[0], pair[1].measure))
        text = gettext("What leads to <b>%(thing)s</b> for %(country)s, three steps back")
        yield _suggestion(text, leading.proposition, 3)
        _, opposed = max(best, key=lambda pair: (pair[1].opposition, pair[1].measure))
        if opposed.opposition > 0:
            text = gettext("What speaks against <b>%(thing)s</b> for %(country)s")
            yield _suggestion(text, opposed.proposition, 1)
    busiest = _busiest(found)
    if busiest:
        text = gettext("What <b>%(thing)s</b> leads to for %(country)s")
        yield _suggestion(text, busiest, 2)
    for country in analysis.considers[:1]:
        text = gettext("Everything found for <b>%(country)s</b>, and what follows from it at once")
        name = explorer().catalogue.iso(country)
        yield Suggestion(say(text, country=place(country)), url("graph", focus=name))


def _busiest(found: Study) -> Proposition | None:
    """The fact that the most steps rest on."""
    uses = Counter(
        premise
        for steps in found.graph.inferences.values()
        for step in steps
        if found.derivable.issuperset(step.premises)
        for premise in step.premises
        if premise.country != found.analysis.home
    )
    return min(uses, key=lambda p: (-uses[p], p), default=None)


def _suggestion(text: str, proposition: Proposition, depth: int) -> Suggestion:
    catalogue = explorer().catalogue
    sentence = say(
        text, thing=inside(label(proposition.concept)), country=place(proposition.country)
    )
    address = url(
        "graph",
        focus=catalogue.name(proposition.concept),
        country=catalogue.iso(proposition.country),
        depth=depth,
    )
    return Suggestion(sentence, address)
