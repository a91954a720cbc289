"""What if: the recommendations of a country before and after changes a reader makes.

The address holds the changes (``?for=VN&retract=…&assume=…&deny=…&disable=…&strength=ID=0.4``),
so a scenario can be kept and shared; nothing is saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import render_template, request
from markupsafe import Markup

from graph.counterfactual import Change, Edits
from graph.model import Attack, Iri, Proposition
from graph.scenario import KINDS_OF_EDIT
from webapp.pages.base import language, pages
from webapp.pages.names import inside, label, place
from webapp.pages.scope import explorer, listed, study
from webapp.pages.words import gettext, ngettext, number, say
from webapp.scenario import answered, scenario

if TYPE_CHECKING:
    from webapp.explorer import Study

SEEN_FROM = 0.005


@dataclass(frozen=True, slots=True)
class Switch:
    """One thing that can be changed: the parameter and value that change it."""

    parameter: str
    value: str
    iri: Iri
    country: Iri
    state: str
    strength: float | None = None
    is_on: bool = False


@pages.get("/what-if")
def what_if() -> str:
    """The form of changes and what they do to every recommendation."""
    found = study()
    country = _country(found)
    asked = {kind: list(listed(kind)) for kind in KINDS_OF_EDIT}
    edits = scenario(found, asked, country)
    answer = answered(found, edits, country)
    chosen = frozenset(request.args.items(multi=True))
    return render_template(
        "what-if.html",
        country=country,
        countries=found.analysis.countries,
        edits=edits,
        count=sum(map(len, (edits.retract, edits.assume, edits.strength_pairs, edits.disable))),
        made=list(_made(edits, country)),
        answer=answer,
        is_seen=is_seen,
        sentence=_sentence(answer.changes, country, bool(edits)),
        facts=[_on(s, chosen) for s in _facts(found, country)],
        unknown=[_on(s, chosen) for s in _unknown(found, country)],
        objections=[_on(s, chosen) for s in _objections(found, country)],
        steps=[_on(s, chosen) for s in _steps(found, country)],
        other=_other(edits, found, country),
        edits_asked=asked,
    )


def _country(found: Study) -> Iri:
    asked = request.args.get("for") or request.args.get("c")
    if asked:
        return explorer().catalogue.resolve(asked, {"country"})
    return next(iter(found.analysis.countries))


# What can be changed ------------------------------------------------------------------------


def _name(iri: Iri) -> str:
    return explorer().catalogue.name(iri)


def _on(switch: Switch, chosen: frozenset[tuple[str, str]]) -> Switch:
    if (switch.parameter, switch.value) not in chosen:
        return switch
    return replace(switch, is_on=True)


def _asked_of(found: Study, country: Iri) -> list[Proposition]:
    """Every premise of the country's steps and of the objections to them, in label order."""
    graph = found.graph
    steps = [i for each in graph.inferences.values() for i in each if i.country == country]
    attacks = [a for a in _attacks(found) if a.country == country]
    asked = {p for step in steps for p in step.premises}
    asked |= {p for attack in attacks for p in attack.premises}
    factors = (p for p in asked if p.concept not in found.knowledge.measures)
    return sorted(factors, key=lambda p: (p.country != country, label(p.concept)))


def _attacks(found: Study) -> Iterator[Attack]:
    for attacks in (*found.graph.rebuttals.values(), *found.graph.undercuts.values()):
        yield from attacks


def _facts(found: Study, country: Iri) -> Iterator[Switch]:
    """What was found, told by the finding; what was denied, told by the factor it denies."""
    graph = found.graph
    for proposition in _asked_of(found, country):
        for finding in graph.findings.get(proposition, ()):
            name = _name(finding.iri)
            yield Switch("retract", name, finding.iri, country, "found", finding.strength)
        for denial in graph.denials.get(proposition, ()):
            name = _name(denial.iri)
            where, what = proposition.country, proposition.concept
            yield Switch("retract", name, what, where, "fails", denial.strength)


def _unknown(found: Study, country: Iri) -> Iterator[Switch]:
    for proposition in _asked_of(found, country):
        if proposition not in found.derivable and proposition not in found.graph.denials:
            suffix = "" if proposition.country == country else f"@{_code(proposition.country)}"
            value = _name(proposition.concept) + suffix
            yield Switch("assume", value, proposition.concept, proposition.country, "unknown")


def _code(country: Iri) -> str:
    return explorer().catalogue.iso(country)


def _objections(found: Study, country: Iri) -> Iterator[Switch]:
    named = {a.objection: a.strength for a in _attacks(found) if a.country == country}
    for iri in sorted(named, key=label):
        yield Switch("disable", _name(iri), iri, country, "objection", named[iri])


def _steps(found: Study, country: Iri) -> Iterator[Switch]:
    graph = found.graph
    steps = [i for each in graph.inferences.values() for i in each if i.country == country]
    named = {step.implication: step.strength for step in steps}
    for iri in sorted(named, key=label):
        yield Switch("disable", _name(iri), iri, country, "derived", named[iri])


def _other(edits: Edits, found: Study, country: Iri) -> list[tuple[str, str]]:
    """The changes of the address for which the form has no switch, to be kept by it."""
    switches = (*_facts(found, country), *_unknown(found, country))
    more = (*_objections(found, country), *_steps(found, country))
    shown = {(s.parameter, s.value) for s in (*switches, *more)}
    asked = request.args.items(multi=True)
    kinds = ("retract", "assume", "deny", "disable", "strength")
    return [(key, value) for key, value in asked if key in kinds and (key, value) not in shown]


def _made(edits: Edits, country: Iri) -> Iterator[Markup]:
    """Every change of the address as a few words, also those that the form has no switch for."""
    yield from _each(gettext("Left out: %(name)s"), edits.retract)
    for assumption in edits.assume:
        text = (
            gettext("Assumed, with strength %(strength)s: %(name)s")
            if assumption.holds
            else gettext("Assumed not to hold, with strength %(strength)s: %(name)s")
        )
        where = assumption.proposition.country
        name = label(assumption.proposition.concept)
        told = name if where == country else f"{name} ({label(where)})"
        yield say(text, name=told, strength=f"{assumption.strength:g}")
    for iri, strength in edits.strength_pairs:
        text = gettext("Strength set to %(strength)s: %(name)s")
        yield say(text, name=label(iri), strength=f"{strength:g}")
    yield from _each(gettext("Disabled: %(name)s"), edits.disable)


def _each(text: str, iris: Iterable[Iri]) -> Iterator[Markup]:
    return (say(text, name=name) for name in sorted(map(label, iris)))


# What it does -------------------------------------------------------------------------------


def _sentence(changes: Iterable[Change], country: Iri, has_edits: bool) -> Markup:
    here = place(country)
    if not has_edits:
        return say(
            gettext(
                "Nothing is changed yet. Choose what to leave out or to assume for %(country)s."
            ),
            country=here,
        )
    moved = [change for change in changes if is_seen(change)]
    if not moved:
        return say(gettext("This changes no recommendation for %(country)s."), country=here)
    most = max(moved, key=lambda change: abs(change.net_change))
    return Markup(" ").join((_count(moved, here), _most(most)))


def is_seen(change: Change) -> bool:
    """Whether a reader of two decimals, or of ranks, sees any difference."""
    return bool(
        change.is_gained
        or change.is_lost
        or change.rank_change
        or abs(change.net_change) >= SEEN_FROM
    )


def _count(moved: list[Change], here: str) -> Markup:
    text = ngettext(
        "This changes one recommendation for %(country)s.",
        "This changes %(count)s recommendations for %(country)s.",
        len(moved),
    )
    return say(text, count=len(moved), country=here)


def _most(change: Change) -> Markup:
    name = inside(label(change.measure)) if language() == "en" else label(change.measure)
    if change.after is None:
        return say(gettext("<b>%(measure)s</b> no longer follows."), measure=label(change.measure))
    if change.before is None:
        text = gettext("<b>%(measure)s</b> now follows, with a balance of %(after)s.")
        return say(text, measure=label(change.measure), after=number(change.after.net, 3))
    return say(
        gettext("Most of all, <b>%(measure)s</b> moves from %(before)s to %(after)s."),
        measure=name,
        before=number(change.before.net, 3),
        after=number(change.after.net, 3),
    )
