"""Memos on answers that are sets: what is missing, what overturns, what covers, what differs."""

from __future__ import annotations

from typing import Final

from graph.answers import Json
from graph.memos.teller import Teller
from graph.prose import Gap, Phrase, plain, why_not_answer

_SETS_TOLD: Final = 3


def why_not(teller: Teller, answer: Json) -> None:
    """The smallest set of facts that is missing, and what of its step holds already."""
    it, here = teller.quoted(answer["measure"]), answer["country"]
    country = teller.place(here)
    if answer["derivable"]:
        teller.say("derivable", it=it, country=country)
        return
    first = answer["missing"][0] if answer["missing"] else []
    standings = _premises(answer)
    failing = {(p["country"], p["concept"]) for p in standings if p["state"] == "fails"}
    gaps = [
        Gap(
            teller.name(p["concept"]),
            teller.place(p["country"]),
            (p["country"], p["concept"]) in failing,
        )
        for p in first
    ]
    teller.add(plain(why_not_answer(country, gaps, answer["max_size"], teller.lang, it)))
    held = [p for p in standings if p["state"].startswith("holds")]
    if held:
        teller.say("held", premises=teller.propositions(held, here))
    if len(answer["missing"]) > 1:
        teller.say("missing-more", count=len(answer["missing"]))
    _cut(teller, answer)


def _premises(answer: Json) -> list[Json]:
    """How the premises of the steps that the first set would open stand, each once."""
    obstacles = answer["openings"][0]["obstacles"] if answer["openings"] else []
    each = {(p["country"], p["concept"]): p for o in obstacles for p in o["premises"]}
    return list(each.values())


def _cut(teller: Teller, answer: Json) -> None:
    if answer["truncated"]:
        teller.say("truncated")


def defeat(teller: Teller, answer: Json) -> None:
    """What it cannot do without, alone and together."""
    it, country = teller.quoted(answer["measure"]), teller.place(answer["country"])
    if not answer["derivable"]:
        teller.say("why-none", it=it, country=country)
        return
    critical = answer["critical"]
    if critical:
        teller.count(
            "critical", len(critical), it=it, country=country, claims=teller.claims(critical)
        )
    else:
        teller.say("critical-none", it=it, country=country)
    together = [claims for claims in answer["defeaters"] if len(claims) > 1]
    for place, claims in enumerate(together[:_SETS_TOLD]):
        teller.say("defeater-also" if place else "defeater", claims=teller.claims(claims))
    if len(together) > _SETS_TOLD:
        teller.count("defeater-more", len(together) - _SETS_TOLD)
    if not answer["defeaters"]:
        teller.say("defeater-none", size=answer["max_size"])
    _cut(teller, answer)


def coverage(teller: Teller, answer: Json) -> None:
    """How few measures ease all that can be eased, together and each actor alone."""
    country, together = teller.place(answer["country"]), answer["together"]
    eased, left = together["constraints"], answer["unmitigated"]
    if not eased:
        teller.say("coverage-nothing", country=country)
    else:
        teller.say(
            "coverage",
            country=country,
            all=len(eased) + len(left),
            count=len(eased),
            constraints=teller.factors(eased),
        )
        _packages(teller, together)
        for actor, cover in answer["by_actor"].items():
            _package_of(teller, teller.name(actor), cover)
    if left:
        teller.say("coverage-open", constraints=teller.factors(left))
    _cut(teller, answer)


def _packages(teller: Teller, cover: Json) -> None:
    measures = cover["packages"][0]
    key = "package-one" if len(measures) == 1 else "package"
    teller.say(key, size=len(measures), measures=teller.quotes(measures))
    if len(cover["packages"]) > 1:
        teller.say("packages", count=len(cover["packages"]))


def _package_of(teller: Teller, actor: str, cover: Json) -> None:
    count = len(cover["constraints"])
    if not count:
        teller.say("package-of-none", actor=actor)
        return
    measures = cover["packages"][0]
    key = "package-of-one" if len(measures) == 1 else "package-of"
    said = {"actor": actor, "count": count, "size": len(measures)}
    teller.say(key, measures=teller.quotes(measures), **said)


def measures_for(teller: Teller, answer: Json) -> None:
    """What would ease a constraint, and whether it follows."""
    constraint, country = teller.quoted(answer["constraint"]), teller.place(answer["country"])
    count = len(answer["measures"])
    key = "eased-none" if count == 0 else "eased-one" if count == 1 else "eased"
    teller.say(key, constraint=constraint, country=country, count=count)
    if answer["state"] in ("unknown", "fails"):
        teller.say(f"constraint-{answer['state']}")
    for each in answer["measures"]:
        _easing(teller, each, answer)
    _cut(teller, answer)


def _easing(teller: Teller, each: Json, answer: Json) -> None:
    it = teller.quoted(each["measure"])
    if each["recommendation"]:
        net = float(each["recommendation"]["balance"])
        teller.say("eases-follows" if net > 0 else "eases-outweighed", it=it, net=net)
    elif each["at_home"]:
        teller.say("eases-home", it=it)
    elif each["missing"]:
        facts = teller.propositions(each["missing"][0], answer["country"])
        teller.say("eases-lacks", it=it, facts=facts)
    else:
        teller.say("eases-far", it=it)


def difference(teller: Teller, answer: Json) -> None:
    """What one country has that another lacks for a measure."""
    it = teller.quoted(answer["measure"])
    has, lacks = (teller.place(answer[side]) for side in ("has", "lacks"))
    if answer["lacks"] in answer["follows_for"]:
        teller.say("differs-not", it=it, lacks=lacks)
        return
    if answer["has"] not in answer["follows_for"]:
        teller.say("differs-neither", it=it, has=has)
        return
    teller.say("differs", it=it, has=has, lacks=lacks)
    groups = [_things(teller, group) for group in answer["lacking"]]
    if not groups:
        teller.say("differs-none", has=has, lacks=lacks)
    for place, things in enumerate(groups[:_SETS_TOLD]):
        teller.say("differs-or" if place else "differs-by", things=things, has=has, lacks=lacks)
    if len(groups) > _SETS_TOLD:
        teller.say("differs-more", count=len(groups))
    _cut(teller, answer)


def _things(teller: Teller, group: list[Json]) -> Phrase:
    return teller.row(
        teller.factor(each["concept"])
        if each["implication"] is None
        else teller.phrase("differs-step", claim=teller.claim(each["implication"]))
        for each in group
    )
