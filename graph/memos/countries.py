"""Memos on what follows for countries, how they differ, and what stays open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from graph.answers import Json
from graph.memos.teller import Teller, figure

_HOLDS, _ASKED_OF_OTHERS = "holds", "not-applicable"
_CELLS: Final = (
    ("fails", lambda state: state == "fails"),
    ("unknown", lambda state: state == "unknown"),
    ("inapplicable", lambda state: state == _ASKED_OF_OTHERS),
)


def recommend(teller: Teller, answer: Json) -> None:
    """Everything that follows for a country, in order."""
    country, every = teller.place(answer["country"]), answer["recommendations"]
    if not every:
        teller.say("recommend-none", country=country)
        return
    if len(every) == 1:
        teller.say("recommend-one", country=country, measures=teller.all_balanced(every))
    else:
        teller.say("recommend", country=country, count=len(every))
        _standing(teller, every)
    advised = [each["measure"] for each in every if each["advised"]]
    if advised:
        teller.say("advised", measures=teller.quotes(advised))


def _standing(teller: Teller, every: Sequence[Json]) -> None:
    for key, is_outweighed in (("standing", False), ("outweighed", True)):
        chosen = [each for each in every if each["outweighed"] is is_outweighed]
        if chosen:
            teller.say(key, measures=teller.all_balanced(chosen))


def compare(teller: Teller, answer: Json) -> None:
    """All measures of several countries, or one of them premise by premise."""
    if "measures" in answer:
        _matrix(teller, answer)
        return
    _verdicts(teller, answer)
    premises = _premises(answer["rows"])
    differing = {factor: states for factor, states in premises.items() if _differ(states)}
    for factor, states in differing.items():
        _states(teller, factor, states, answer["countries"])
    if premises and not differing:
        teller.say("same")


def _premises(rows: Sequence[Json]) -> dict[str, list[str]]:
    """How each factor stands in each country, whichever step asks for it.

    What is asked of home is the same for all; a step carried over to other countries is a
    claim of its own, so of several rows the one that applies to a country counts.
    """
    premises: dict[str, list[str]] = {}
    for row in rows:
        if row["kind"] == "premise" and not row["at_home"]:
            states = [cell["state"] for cell in row["cells"]]
            known = premises.setdefault(row["concept"], states)
            premises[row["concept"]] = [
                new if old == _ASKED_OF_OTHERS else old
                for old, new in zip(known, states, strict=True)
            ]
    return premises


def _differ(states: Sequence[str]) -> bool:
    return len({_HOLDS if state.startswith(_HOLDS) else state for state in states}) > 1


def _matrix(teller: Teller, answer: Json) -> None:
    for place, country in enumerate(answer["countries"]):
        follows = [row["recommendations"][place] for row in answer["measures"]]
        ranked = sorted(filter(None, follows), key=lambda each: -each["balance"])
        recommend(teller, {"country": country, "recommendations": [*_unadvised(ranked)]})


def _unadvised(ranked: Sequence[Json]) -> Sequence[Json]:
    return [{**each, "advised": False} for each in ranked]


def _verdicts(teller: Teller, answer: Json) -> None:
    it = teller.quoted(answer["measure"])
    columns = list(zip(answer["countries"], answer["recommendations"], strict=True))
    stands = [(c, r) for c, r in columns if r and not r["outweighed"]]
    outweighed = [(c, r) for c, r in columns if r and r["outweighed"]]
    for key, chosen in (("compare-stands", stands), ("compare-outweighed", outweighed)):
        if chosen:
            places = teller.row(
                teller.beside(teller.place(c), figure(r["balance"])) for c, r in chosen
            )
            teller.say(key, it=it, places=places)
    if not stands and not outweighed:
        teller.say("compare-none", it=it)
        return
    missing = [country for country, result in columns if not result]
    if missing:
        teller.say("compare-not", places=teller.places(missing))


def _states(teller: Teller, concept: str, states: Sequence[str], countries: Sequence[str]) -> None:
    factor = teller.quoted(concept)

    def where(is_so: Callable[[str], bool]) -> list[str]:
        return [c for c, state in zip(countries, states, strict=True) if is_so(state)]

    holding = where(lambda state: state.startswith(_HOLDS))
    if holding:
        teller.say("holds", factor=factor, places=teller.places(holding))
    else:
        teller.say("holds-nowhere", factor=factor)
    for key, is_so in _CELLS:
        found = where(is_so)
        if found:
            teller.say(key, places=teller.places(found))


def gaps(teller: Teller, answer: Json) -> None:
    """What stays open, and what would ease it."""
    country, open_ones = teller.place(answer["country"]), answer["gaps"]
    if not open_ones:
        teller.say("gaps-none", country=country)
        return
    constraints = teller.factors(gap["constraint"] for gap in open_ones)
    teller.count("gaps", len(open_ones), country=country, constraints=constraints)
    for gap in open_ones:
        constraint = teller.quoted(gap["constraint"])
        elsewhere = [m for m in gap["mitigators"] if m not in gap["at_home"]]
        if elsewhere:
            teller.say("gap-measures", constraint=constraint, measures=teller.quotes(elsewhere))
        if gap["at_home"]:
            teller.say("gap-home", constraint=constraint, measures=teller.quotes(gap["at_home"]))
    hopeless = [gap["constraint"] for gap in open_ones if not gap["mitigators"]]
    if len(hopeless) == len(open_ones) == 1:
        teller.say("gap-nothing-any")
    elif hopeless:
        teller.say("gap-nothing", constraints=teller.factors(hopeless))
