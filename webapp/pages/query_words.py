"""Words of the query page: groups of examples, variables, and why there is no answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from webapp import failures
from webapp.failures import QueryFailure
from webapp.pages.reasons import translated
from webapp.pages.words import gettext, say


def N_(message: str) -> str:  # noqa: N802  the name by which texts to translate are found
    """A text that is translated where it is used."""
    return message


_REFUSALS: Final[Mapping[type[QueryFailure], tuple[str, str]]] = {
    failures.MalformedQuery: (
        N_("This is not a SPARQL query yet."),
        N_("Correct the marked place and run it again."),
    ),
    failures.RefusedQuery: (
        N_("The service did not accept this query."),
        N_(
            "It only reads, and only what is loaded here: no updates, and no SERVICE that would"
            " ask other servers."
        ),
    ),
    failures.OtherServiceFailed: (
        N_("Another service that the query asks gave no answer."),
        N_("With SERVICE SILENT the query goes on without it."),
    ),
    failures.UnknownGraph: (
        N_("The query asks for a graph that is not loaded."),
        N_("The graphs that are loaded stand under “Prefixes and graphs”."),
    ),
    failures.TooComplex: (
        N_("The query could not be worked on: it is nested or chained too deeply."),
        N_("Split it into several queries, or list values with VALUES."),
    ),
}
_UNAVAILABLE: Final = (
    N_("Queries cannot be answered at the moment."),
    N_("All other pages work. Try it again later."),
)


@dataclass(frozen=True, slots=True)
class Told:
    """A failure: what happened, what to do next, and its own words where they add to it.

    `reason` is these words in the language of the page, if they can be had in it.
    """

    what: Markup
    next: Markup
    detail: str = ""
    reason: Markup | None = None


def variables(choice: str) -> str:
    """What is drawn or named, as variables.

    >>> variables("support-opposition"), variables("country,measure")
    ('?support − ?opposition', '?country ?measure')
    """
    taken = " \u2212 ".join(f"?{name}" for name in choice.split("-"))
    return taken.replace(",", " ?")


def told(failure: QueryFailure) -> Told:
    """What happened to a query that got no answer, and what to do next."""
    if isinstance(failure, failures.OutOfTime):
        what = gettext("The query was stopped: it took longer than %(seconds)s s.")
        return Told(say(what, seconds=f"{failure.timeout_s:g}"), _narrower())
    if isinstance(failure, failures.OutOfMemory):
        what = gettext("The query was stopped: it needed too much memory.")
        return Told(say(what), _narrower())
    if isinstance(failure, failures.Overloaded):
        what = gettext("Too many queries are running at the moment, so this one was not begun.")
        after = gettext("Run it again in %(seconds)s s; the query is kept in the form above.")
        return Told(say(what), say(after, seconds=failure.retry_after_s))
    return _refused(failure)


def _refused(failure: QueryFailure) -> Told:
    what, after = _REFUSALS.get(type(failure), _UNAVAILABLE)
    detail = failure.reason if isinstance(failure, failures.MalformedQuery) else str(failure)
    return Told(say(gettext(what)), say(gettext(after)), detail, translated(detail))


def _narrower() -> Markup:
    return say(
        gettext(
            "Ask for less: name a country or a measure, add LIMIT, or take out patterns that share"
            " no variable with the others."
        )
    )
