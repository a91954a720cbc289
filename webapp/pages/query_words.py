"""Words of the query page: groups of examples, variables, and why there is no answer."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from webapp import failures
from webapp.failures import QueryFailure
from webapp.pages.words import gettext, say


@dataclass(frozen=True, slots=True)
class Told:
    """A failure in two sentences: what happened, and what to do next."""

    what: Markup
    next: Markup


def group_word(group: str) -> str:
    """The heading of a group of examples."""
    return {
        "follows": gettext("What follows, and why"),
        "against": gettext("What speaks against it"),
        "countries": gettext("What is known of a country"),
        "measures": gettext("Measures and constraints"),
        "steps": gettext("Steps of reasoning and terms"),
        "evidence": gettext("Evidence and sources"),
    }.get(group, gettext("Further questions"))


def variables(choice: str) -> str:
    """What is drawn or named, as variables.

    >>> variables("support-opposition"), variables("country,measure")
    ('?support − ?opposition', '?country ?measure')
    """
    taken = " \u2212 ".join(f"?{name}" for name in choice.split("-"))
    return taken.replace(",", " ?")


def told(failure: QueryFailure) -> Told:
    """What happened to a query that got no answer, and what to do next."""
    # The sentences of the failure itself are English, and shown beside these where they tell more.
    if isinstance(failure, failures.OutOfTime):
        what = gettext("The query was stopped: it took longer than %(seconds)s s.")
        return Told(say(what, seconds=f"{failure.timeout_s:g}"), _narrower())
    if isinstance(failure, failures.OutOfMemory):
        return Told(say(gettext("The query was stopped: it needed too much memory.")), _narrower())
    if isinstance(failure, failures.Overloaded):
        what = gettext("Too many queries are running at the moment, so this one was not begun.")
        after = gettext("Run it again in %(seconds)s s; the query is kept in the form above.")
        return Told(say(what), say(after, seconds=failure.retry_after_s))
    return _refused(failure)


def _refused(failure: QueryFailure) -> Told:
    what, after = {
        failures.MalformedQuery: (
            gettext("This is not a SPARQL query yet."),
            gettext("Correct the place marked below and run it again."),
        ),
        failures.RefusedQuery: (
            gettext("The service did not accept this query."),
            gettext(
                "It only reads, and only what is loaded here: no updates, and no SERVICE that"
                " would ask other servers."
            ),
        ),
        failures.UnknownGraph: (
            gettext("The query asks for a graph that is not loaded."),
            gettext("The graphs that are loaded stand under “Prefixes and graphs”."),
        ),
        failures.TooComplex: (
            gettext("The query could not be worked on: it is nested or chained too deeply."),
            gettext("Split it into several queries, or list values with VALUES."),
        ),
    }.get(
        type(failure),
        (
            gettext("Queries cannot be answered at the moment."),
            gettext("All other pages work. Try it again later."),
        ),
    )
    return Told(say(what), say(after))


def _narrower() -> Markup:
    return say(
        gettext(
            "Ask for less: name a country or a measure, add LIMIT, or take out patterns that share"
            " no variable with the others."
        )
    )
