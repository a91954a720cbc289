"""Memos on what edits and draws change, and on chains from one thing to another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from graph.answers import Json
from graph.memos.teller import Teller, figure, percent

_MEASURES_TOLD: Final = 3
_SEEN_FROM: Final = 0.005


def robustness(teller: Teller, answer: Json) -> None:
    """Which measure leads how often, and between which ranks the first ones stay."""
    measures = answer["measures"]
    if not measures:
        teller.say("recommend-none", country=teller.place(answer["country"]))
        return
    first = max(measures, key=lambda each: each["lead_share"])
    teller.say(
        "robust",
        it=teller.quoted(first["measure"]),
        country=teller.place(answer["country"]),
        draws=answer["draws"],
        spread=percent(answer["spread"]),
        share=percent(first["lead_share"]),
    )
    for each in measures[:_MEASURES_TOLD]:
        _rank(teller, each)
    if answer["unsettled"]:
        teller.say("draws-unsettled", count=answer["unsettled"])
    teller.say("repeat", seed=answer["seed"])


def _rank(teller: Teller, each: Json) -> None:
    low, high = each["rank_interval"]
    key = "rank-firm" if low == high else "rank-range"
    teller.say(key, it=teller.quoted(each["measure"]), low=low, high=high)
    if each["standing_share"] < 1:
        teller.say("not-always", share=percent(each["standing_share"]))


def what_if(teller: Teller, answer: Json) -> None:
    """What was supposed, and what it does to the recommendations."""
    supposed = list(_edits(teller, answer["edits"]))
    for key, values in supposed or [("edit-none", {})]:
        teller.say(key, **values)
    changes = [change for change in answer["changes"] if _is_seen(change)]
    country = teller.place(answer["country"])
    if not changes:
        teller.say("changes-none", country=country)
    else:
        teller.count("changes", len(changes), country=country)
    stood = {each["measure"]: float(each["balance"]) for each in answer["baseline"]}
    stands = {each["measure"]: float(each["balance"]) for each in answer["result"]}
    for change in changes:
        _change(teller, change, stood, stands)
    for key, opened in (("opened", answer["gaps_opened"]), ("closed", answer["gaps_closed"])):
        if opened:
            teller.say(key, constraints=teller.factors(opened))
    if not answer["converged"]:
        teller.say("unsettled")


def _edits(teller: Teller, edits: Json) -> Iterator[tuple[str, dict[str, Any]]]:
    for claim in (*edits["retract"], *edits["disable"]):
        yield "edit-retract", {"claim": teller.claim(claim)}
    for each in edits["assume"]:
        factor, country = teller.quoted(each["concept"]), teller.place(each["country"])
        key = "edit-assume" if each["holds"] else "edit-deny"
        yield key, {"factor": factor, "country": country}
    for claim, strength in edits["strengths"].items():
        yield "edit-strength", {"claim": teller.claim(claim), "strength": float(strength)}
    if edits["basis"] is not None:
        yield "edit-basis", {"bases": teller.row(teller.phrase(b) for b in edits["basis"])}
    if edits["source"] is not None:
        yield "edit-source", {"sources": teller.quotes(edits["source"])}


def _is_seen(change: Json) -> bool:
    moved = abs(change["balance_change"]) >= _SEEN_FROM
    return bool(
        moved or change["gained"] or change["lost"] or change["rank_before"] != change["rank_after"]
    )


def _change(
    teller: Teller, change: Json, stood: dict[str, float], stands: dict[str, float]
) -> None:
    measure = change["measure"]
    said = {"before": stood.get(measure), "after": stands.get(measure)}
    ranks = {name: change[name] for name in ("rank_before", "rank_after")}
    if change["gained"] or change["lost"]:
        key = "gained" if change["gained"] else "lost"
    elif ranks["rank_before"] == ranks["rank_after"]:
        key = "moved"
    else:
        is_alike = abs(change["balance_change"]) < _SEEN_FROM
        key = "moved-rank-only" if is_alike else "moved-rank"
    teller.say(key, it=teller.quoted(measure), **said, **ranks)


def paths(teller: Teller, answer: Json) -> None:
    """How many chains there are, and the strongest."""
    ends = {"start": teller.quoted(answer["from"]), "end": teller.quoted(answer["to"])}
    found = answer["paths"]
    if not found:
        teller.say("paths-none", **ends)
        return
    teller.count("paths", len(found), **ends)
    chain = " → ".join(_nodes(teller, found[0]))
    teller.say("path", score=figure(found[0]["score"]), chain=chain)


def _nodes(teller: Teller, path: Json) -> Iterator[str]:
    """The concepts of a path, each with its country where that changes on the way."""
    several = len(set(path["countries"][::2])) > 1
    for node, country in zip(path["nodes"][::2], path["countries"][::2], strict=True):
        name = teller.name(node)
        yield teller.beside(name, teller.place(country)) if several else name
