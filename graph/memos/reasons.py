"""Memos on why a measure follows, how it stands and what each claim does for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from graph.answers import Json
from graph.memos.teller import Teller
from graph.prose import Reason, plain, reason, why_answer

_CLAIMS_TOLD: Final = 3


def why(teller: Teller, answer: Json) -> None:
    """The reasons, what speaks against them, and how strong the best derivation is."""
    it, country = teller.quoted(answer["measure"]), teller.place(answer["country"])
    found = answer["derivations"]
    reasons = list(_reasons(teller, answer))
    if not found:
        teller.say("why-none", it=it, country=country)
        return
    if any(top["kind"] == "finding" for top in _tops(answer)):
        teller.say("why-found", it=it, country=country)
    if not reasons:
        return
    against = _in_force(found[0], kinds=("rebuttal", "denial"), step=0)
    told = why_answer(
        country=country,
        home="",
        reasons=reasons,
        objections=[teller.name(each["objection"]) for each in against],
        is_outweighed=answer["outweighed"],
        lang=teller.lang,
        it=it,
        most=len(reasons),
    )
    teller.add(plain(told))
    _answers(teller, against)
    _chain(teller, answer)
    _undercuts(teller, found[0])
    if found[0]["steps"][0]["kind"] == "finding":
        return
    score = found[0]["score"]
    is_count = answer["semiring"] == "fewest-steps"
    teller.say(f"score-{answer['semiring']}", score=round(score) if is_count else float(score))


def _tops(answer: Json) -> Iterator[Json]:
    """The last step of the best derivation of each group, the best first."""
    for group in answer["groups"]:
        yield answer["derivations"][group["derivations"][0]]["steps"][0]


def _reasons(teller: Teller, answer: Json) -> Iterator[Reason]:
    here = teller.place(answer["country"])
    for top in _tops(answer):
        if top["kind"] == "implication":
            asked = [
                (teller.name(p["concept"]), teller.place(p["country"])) for p in top["premises"]
            ]
            yield reason(asked, here, teller.lang)


def _in_force(derivation: Json, kinds: Sequence[str], step: int | None = None) -> list[Json]:
    """The objections that take something away, the strongest first."""
    against = [
        each
        for each in derivation["objections"]
        if each["kind"] in kinds and each["force"] > 0 and step in (None, each["step"])
    ]
    return sorted(against, key=lambda each: (-each["force"], each["objection"]))


def _answers(teller: Teller, against: Sequence[Json]) -> None:
    """What answers the strongest of several objections."""
    if not against or against[0]["kind"] == "denial":
        return
    answers = against[0]["answered_by"]
    measures = [each["measure"] for each in answers if "measure" in each]
    if measures:
        teller.say("answered", measure=teller.quoted(measures[0]))
    else:
        teller.say("answered-outweighed" if answers else "answered-not")


def _chain(teller: Teller, answer: Json) -> None:
    """What the premises of the best derivation rest on in their turn."""
    for step in answer["derivations"][0]["steps"][1:]:
        if step["kind"] == "implication":
            teller.say(
                "in-turn",
                premise=teller.proposition(step["proposition"], answer["country"]),
                premises=teller.propositions(step["premises"], answer["country"]),
            )


def _undercuts(teller: Teller, derivation: Json) -> None:
    against = _in_force(derivation, kinds=("undercut",))
    if against:
        objection = teller.claim(against[0]["objection"])
        key = "undercut" if len(against) == 1 else "undercut-more"
        teller.say(key, objection=objection, count=len(against))
        _answers(teller, against)


def balance(teller: Teller, answer: Json) -> None:
    """Support, opposition, what is left of them, and, where told, what each claim does."""
    it, country = teller.quoted(answer["measure"]), teller.place(answer["country"])
    if not answer["derivable"]:
        teller.say("why-none", it=it, country=country)
        return
    teller.say(
        "balance",
        it=it,
        country=country,
        support=float(answer["support"]),
        opposition=float(answer["opposition"]),
        net=float(answer["balance"]),
    )
    teller.say("balance-stands" if answer["balance"] > 0 else "balance-outweighed")
    teller.say("acceptability", acceptability=float(answer["acceptability"]))
    if not answer["converged"]:
        teller.say("unsettled")
    if "contributions" in answer:
        contributions(teller, answer)


def contributions(teller: Teller, answer: Json) -> None:
    """How the balance would stand without each of the claims that matter most."""
    it, country = teller.quoted(answer["measure"]), teller.place(answer["country"])
    before = float(answer["balance"])
    told = [(each["claim"], before - each["balance"]) for each in answer["contributions"]]
    moving = [(claim, after) for claim, after in told if round(after - before, 2)]
    if not moving:
        teller.say("contribution-none", it=it, country=country)
    for place, (claim, after) in enumerate(moving[:_CLAIMS_TOLD]):
        teller.say(
            "contribution-next" if place else "contribution",
            claim=teller.claim(claim),
            it=it,
            country=country,
            before=before,
            after=after,
        )
    teller.say("by-removal")
    if answer["truncated"]:
        removed = len(answer["contributions"])
        teller.say("removed-some", removed=removed, count=answer["claim_count"])
