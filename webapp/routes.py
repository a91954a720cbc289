"""The routes of the programming interface, declared: addresses, parameters and what answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from graph import answers
from graph.model import Basis
from graph.semiring import SEMIRINGS
from webapp import questions
from webapp.current import explorer
from webapp.parameters import Asked, Parameter

PREFIX: Final = "/api/v1"

ANALYSIS = Parameter("analysis", "The analysis; the first of /analyses if left out.")
BASIS = Parameter(
    "basis", "Only claims of these kinds of basis.", is_list=True, choices=tuple(Basis)
)
SOURCE = Parameter("source", "Only claims from these documents.", is_list=True)
SCOPE = (ANALYSIS, BASIS, SOURCE)
COUNTRY = Parameter(
    "country", "A country: ISO code, name or IRI.", is_required=True, alias="for", example="VN"
)
MEASURE = Parameter(
    "measure", "A measure or strategy: name or IRI.", is_required=True, example="pairing"
)
LANG = Parameter("lang", "The language of labels.", default="en", choices=("en", "ko"))
K = Parameter("k", "How many at most.", "integer", default=5, least=1, most=100)
DRAWING = (
    Parameter("draws", "How many draws.", "integer", default=1000, least=1, most=5000),
    Parameter("spread", "How far strengths move.", "number", default=0.2, least=0, most=1),
    Parameter("seed", "Which draws.", "integer", default=0, least=0, most=2**31 - 1),
)
LIMIT = Parameter("limit", "How many sets at most.", "integer", default=100, least=1, most=1000)


@dataclass(frozen=True, slots=True)
class Route:
    """One question that can be asked: its address, its own parameters and what answers it."""

    path: str
    summary: str
    answer: Callable[[Asked], answers.Json]
    own: tuple[Parameter, ...] = ()

    @property
    def name(self) -> str:
        """The name by which the application links to it: ``api.why_not``."""
        return self.path.strip("/").replace("-", "_") or "index"

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Its own parameters, and those of every question."""
        return (*self.own, LANG)

    @property
    def question(self) -> str:
        """What the command line calls the same question."""
        return "recommend" if self.path == "/recommendations" else self.path.strip("/")


def _index() -> answers.Json:
    return {
        "description": f"{PREFIX}/openapi.json",
        "routes": [{"path": PREFIX + r.path, "summary": r.summary} for r in ROUTES],
    }


ROUTES: Final = (
    Route("", "What can be asked.", lambda _asked: _index()),
    Route(
        "/analyses",
        "The analyses that are loaded, the one shown first in front.",
        questions.listed("analyses", lambda: explorer().analyses),
    ),
    Route(
        "/countries",
        "The countries.",
        questions.listed("countries", lambda: explorer().catalogue.countries()),
    ),
    Route(
        "/factors",
        "The traits, constraints and conditions.",
        questions.listed("factors", lambda: explorer().catalogue.factors()),
    ),
    Route(
        "/measures",
        "The measures and strategies.",
        questions.listed("measures", lambda: explorer().catalogue.measures()),
    ),
    Route(
        "/claim",
        "A claim and its evidence.",
        questions.claim,
        (Parameter("claim", "A claim: name or IRI.", is_required=True),),
    ),
    Route(
        "/recommendations",
        "What follows for a country, best first.",
        questions.recommendations_for,
        (COUNTRY, *SCOPE),
    ),
    Route(
        "/why",
        "Why a measure follows for a country: its best derivations.",
        questions.why,
        (
            *(MEASURE, COUNTRY, K),
            Parameter(
                "semiring",
                "How derivations are scored.",
                default="product",
                choices=tuple(SEMIRINGS),
            ),
            *SCOPE,
        ),
    ),
    Route(
        "/balance",
        "Support, opposition and acceptability of a measure for a country.",
        questions.balance_of,
        (MEASURE, COUNTRY, *SCOPE),
    ),
    Route(
        "/contributions",
        "What each claim contributes to a measure for a country, by its removal.",
        questions.contributions_to,
        (
            *(MEASURE, COUNTRY),
            Parameter(
                "limit",
                "How many claims to remove, one at a time, the nearest first; if left out, as"
                " many as half a billion computed numbers allow.",
                "integer",
                least=1,
                most=10_000,
            ),
            *SCOPE,
        ),
    ),
    Route(
        "/why-not",
        "The sets of findings that would make a measure follow for a country.",
        questions.why_not,
        (
            *(MEASURE, COUNTRY),
            Parameter("max_size", "Findings in a set.", "integer", default=2, least=1, most=4),
            *(LIMIT, *SCOPE),
        ),
    ),
    Route(
        "/defeat",
        "The findings, and sets of findings, without which a measure does not follow.",
        questions.defeat,
        (
            *(MEASURE, COUNTRY),
            Parameter("max_size", "Findings in a set.", "integer", default=3, least=1, most=4),
            *(LIMIT, *SCOPE),
        ),
    ),
    Route(
        "/paths",
        "The best chains of implications from one concept to another.",
        questions.paths_between,
        (
            Parameter("from", "Where to start: a factor, measure or strategy.", is_required=True),
            Parameter("to", "Where to go.", is_required=True),
            Parameter(
                "country", "Only chains that start there; any country if left out.", alias="for"
            ),
            *(K, *SCOPE),
        ),
    ),
    Route(
        "/compare",
        "One measure, or without it all of them, across countries.",
        questions.compare,
        (
            Parameter("measure", "A measure or strategy: name or IRI."),
            Parameter(
                "country",
                "The countries; all of the analysis if left out.",
                is_list=True,
                alias="c",
            ),
            *SCOPE,
        ),
    ),
    Route(
        "/gaps",
        "The constraints of a country that no recommended measure mitigates.",
        questions.gaps_of,
        (COUNTRY, *SCOPE),
    ),
    Route(
        "/coverage",
        "The smallest sets of measures that together ease all constraints that can be eased.",
        questions.coverage_of,
        (
            COUNTRY,
            Parameter("limit", "How many sets at most.", "integer", default=20, least=1, most=200),
            *SCOPE,
        ),
    ),
    Route(
        "/measures-for",
        "What would ease a constraint of a country, and what is missing for it.",
        questions.measures_easing,
        (
            Parameter(
                "constraint",
                "A constraint: name or IRI.",
                is_required=True,
                example="time-difference",
            ),
            COUNTRY,
            Parameter("max_size", "Findings in a set.", "integer", default=2, least=1, most=4),
            *(LIMIT, *SCOPE),
        ),
    ),
    Route(
        "/difference",
        "What one country has that another lacks for a measure.",
        questions.difference_between,
        (
            MEASURE,
            Parameter("has", "A country it follows for.", is_required=True, example="US"),
            Parameter("lacks", "One it does not follow for.", is_required=True, example="VN"),
            Parameter("max_size", "Things in a set.", "integer", default=3, least=1, most=4),
            *(LIMIT, *SCOPE),
        ),
    ),
    Route(
        "/what-if",
        "The recommendations for a country before and after changes.",
        questions.what_if_edited,
        (
            COUNTRY,
            Parameter("retract", "Claims to leave out.", is_list=True),
            Parameter(
                "assume",
                "Factors to assume; factor=0.4 with a strength, factor@KR of another country.",
                is_list=True,
            ),
            Parameter("deny", "Factors to assume not to hold, likewise.", is_list=True),
            Parameter("disable", "Implications and objections to leave out.", is_list=True),
            Parameter("strength", "New strengths, as claim=0.4.", is_list=True),
            Parameter(
                "only_basis",
                "Afterwards only claims of these kinds of basis.",
                is_list=True,
                choices=tuple(Basis),
            ),
            Parameter("only_source", "Afterwards only claims from these documents.", is_list=True),
            *SCOPE,
        ),
    ),
    Route(
        "/robustness",
        "How the ranking for a country moves when every strength does.",
        questions.robustness_of,
        (COUNTRY, *DRAWING, *SCOPE),
    ),
)
