"""The answer sentence that stands first on a country's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from webapp.pages.matrix import Cell
from webapp.pages.names import inside, label, place
from webapp.pages.words import capitalised, gettext, ngettext, number, say, spelt

if TYPE_CHECKING:
    from webapp.pages.countries import Profile


def country_answer(profile: Profile) -> Markup:
    """What follows for a country, what leads, and what stays unmet."""
    sentences = (
        _count(profile),
        _order(profile.recommended),
        None if profile.recommended else _nearest(profile),
        _outweighed(profile.recommended),
        _unmet(profile),
    )
    return Markup(" ").join(sentence for sentence in sentences if sentence)


def _count(profile: Profile) -> Markup:
    count = len(profile.recommended)
    here = place(profile.country)
    if count == 0:
        return say(gettext("No measure follows for %(country)s so far."), country=here)
    text = ngettext(
        "One measure follows for %(country)s.", "%(count)s measures follow for %(country)s.", count
    )
    return capitalised(say(text, country=here, count=spelt(count)))


def _order(recommended: tuple[Cell, ...]) -> Markup | None:
    names = [inside(label(cell.measure)) for cell in recommended[:2]]
    if not names:
        return None
    if len(names) == 1:
        return say(
            gettext("It is <b>%(first)s</b>, with a balance of %(balance)s."),
            first=names[0],
            balance=number(recommended[0].balance),
        )
    text = (
        gettext("Strongest: <b>%(first)s</b>. Second, with more opposition: %(second)s.")
        if _opposition(recommended[1]) > _opposition(recommended[0])
        else gettext("Strongest: <b>%(first)s</b>. Second: %(second)s.")
    )
    return say(text, first=names[0], second=names[1])


def _opposition(cell: Cell) -> float:
    return cell.recommendation.opposition if cell.recommendation else 0.0


def _nearest(profile: Profile) -> Markup | None:
    nearest = next((cell for cell in profile.considered if cell.needs), None)
    if nearest is None:
        return None
    text = ngettext(
        "The nearest needs one more fact: %(measure)s.",
        "The nearest needs %(count)s more facts: %(measure)s.",
        nearest.needs or 0,
    )
    return say(text, measure=inside(label(nearest.measure)), count=spelt(nearest.needs or 0))


def _outweighed(recommended: tuple[Cell, ...]) -> Markup | None:
    beaten = [inside(label(cell.measure)) for cell in recommended if cell.balance <= 0]
    if not beaten:
        return None
    if len(beaten) == 1:
        return say(gettext("Objections outweigh one of them: %(name)s."), name=beaten[0])
    text = gettext("Objections outweigh %(count)s of them, among them %(name)s.")
    return say(text, count=spelt(len(beaten)), name=beaten[0])


def _unmet(profile: Profile) -> Markup | None:
    count = len(profile.unmet)
    if not count:
        return None
    text = ngettext(
        "One constraint remains that no recommended measure meets.",
        "%(count)s constraints remain that no recommended measure meets.",
        count,
    )
    return capitalised(say(text, count=spelt(count)))
