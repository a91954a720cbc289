"""The words of the why page: verdicts, counts, and premises as phrases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from markupsafe import Markup

from graph.model import Derivation, Finding, Iri, Proposition
from graph.prose import listed
from webapp.explanation import Explanation
from webapp.pages.base import language
from webapp.pages.names import inside, label, place
from webapp.pages.records import attributes
from webapp.pages.scope import explorer
from webapp.pages.words import basis_word, gettext, ngettext, say

if TYPE_CHECKING:
    from graph.balance import Balance
    from webapp.explorer import Study


def kind_line(measure: Iri) -> str:
    """What kind of measure it is, and for whom."""
    actors = {explorer().catalogue.name(actor) for actor in attributes(measure, "actor")}
    if explorer().catalogue.kind(measure) == "strategy":
        return gettext("strategy")
    if actors == {"Government"}:
        return gettext("measure for the government")
    if actors == {"Company"}:
        return gettext("measure for companies")
    return gettext("measure")


def verdict(balance: Balance) -> str:
    """The balance in words."""
    if balance.is_outweighed:
        return gettext("Outweighed")
    return {
        "strong": gettext("Strong support"),
        "moderate": gettext("Moderate support"),
        "weak": gettext("Weak support"),
    }[_strength_key(balance.net)]


def _strength_key(net: float) -> str:
    return next(
        k for k, least in (("strong", 0.60), ("moderate", 0.30), ("weak", 0)) if net >= least
    )


def rank(found: Study, goal: Proposition) -> str:
    """Where the measure stands among those that follow."""
    ranked = [r.measure for r in found.recommendations(goal.country)]
    return str(
        say(
            gettext("Number %(rank)s of %(count)s that follow for %(country)s"),
            rank=ranked.index(goal.concept) + 1,
            count=len(ranked),
            country=place(goal.country),
        )
    )


def way_line(shown: int, explained: Explanation) -> str:
    text = gettext("Way %(shown)s of %(count)s")
    return str(say(text, shown=shown, count=len(explained.ways)))


def ways_title(explained: Explanation) -> str:
    count = len(explained.ways)
    return str(say(ngettext("The only way", "All %(count)s ways", count), count=count))


def semiring_words() -> tuple[tuple[str, str], ...]:
    return (
        ("product", gettext("product")),
        ("weakest-link", gettext("weakest link")),
        ("fewest-steps", gettext("fewest steps")),
    )


def order_words() -> dict[str, str]:
    return {
        "product": gettext("strongest first"),
        "weakest-link": gettext("strongest weakest link first"),
        "fewest-steps": gettext("shortest first"),
    }


def score_words() -> dict[str, str]:
    return {
        "product": gettext("product of strengths"),
        "weakest-link": gettext("weakest link"),
        "fewest-steps": gettext("number of steps"),
    }


def because(count: int) -> str:
    """The words that lead to a number of premises."""
    if count == 1:
        return gettext("because this holds")
    if count == 2:
        return gettext("because both hold")
    return str(say(gettext("because all %(count)s hold"), count=count))


def together(premises: Iterable[Proposition], country: Iri) -> Markup:
    """Premises that are needed together, those asked of another country with its name."""
    names = [_premise_name(p, country, number) for number, p in enumerate(premises)]
    if language() == "ko":
        return Markup("") + listed(names, "ko")
    return Markup(" <b>{}</b> ").format(gettext("and")).join(names)


def _premise_name(premise: Proposition, country: Iri, number: int) -> str:
    name = inside(label(premise.concept)) if number else label(premise.concept)
    return name if premise.country == country else f"{name} ({label(premise.country)})"


def rests_on(derivation: Derivation) -> Markup:
    """The premises of the last step, each with how it is justified in this way."""
    steps = {step.proposition: step for step in derivation.steps}
    top = derivation.steps[0]
    parts: list[str] = []
    for premise in top.premises:
        justification = steps[premise].justification
        is_found = isinstance(justification, Finding)
        how = basis_word(justification.basis) if is_found else gettext("derived")
        name = label(premise.concept)
        parts.append(f"{inside(name) if parts else name} ({how})")
    return Markup(" + ").join(parts) if parts else Markup("") + label(top.claim)


def difference(derivation: Derivation, best: Derivation) -> str:
    """The claims a variant uses in place of some of the best one's."""
    used = {step.claim for step in best.steps}
    return "; ".join(label(step.claim) for step in derivation.steps if step.claim not in used)
