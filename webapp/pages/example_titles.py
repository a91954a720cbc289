"""Short titles of the example queries, for the margin; the questions themselves are long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from webapp.pages.base import language
from webapp.pages.examples import Example
from webapp.pages.words import gettext


def N_(message: str) -> str:  # noqa: N802  the name by which texts to translate are found
    """A text that is translated where it is used."""
    return message


TITLES: Final[Mapping[str, str]] = {
    "recommendations-by-country": N_("Recommendations by country"),
    "why-pairing-vietnam": N_("Why pairing, for Vietnam"),
    "claims-behind-pairing": N_("Claims behind pairing"),
    "findings-used-most": N_("Findings used most"),
    "steps-only-inferred": N_("Resting on inferred steps"),
    "derived-but-not-advised": N_("Derived, but not advised"),
    "what-further-data-change": N_("What further sources change"),
    "one-measure-for-two-countries": N_("One measure, two countries"),
    "reasoning-as-triples": N_("The reasoning as triples"),
    "outweighed": N_("Outweighed measures"),
    "objections-to-pairing": N_("Objections to pairing"),
    "objections-with-an-answer": N_("Objections with an answer"),
    "questions-a-critic-would-ask": N_("What a critic would ask"),
    "india-english-contested": N_("Is India's English strong?"),
    "found-not-to-hold": N_("Found not to hold"),
    "constraints-united-states": N_("Constraints, United States"),
    "traits-india": N_("Strengths, India"),
    "vietnam-culture-tension": N_("Culture, Vietnam and Korea"),
    "nothing-said-of-japan": N_("What is said of Japan"),
    "shared-office-hours": N_("Hours shared with Seoul"),
    "missing-english-ranks": N_("Without an English rank"),
    "constraints-no-recommended-measure-meets": N_("Constraints no measure meets"),
    "constraints-nothing-mitigates": N_("Constraints nothing mitigates"),
    "what-mitigates-what": N_("What mitigates what"),
    "government-measures": N_("Measures for government"),
    "advice-of-the-report": N_("Advice of the report"),
    "measures-of-each-track": N_("Measures of each track"),
    "same-measure-by-country": N_("Steps by measure and country"),
    "precedents": N_("Steps with a precedent"),
    "inferred-steps": N_("Steps a reader inferred"),
    "carried-over-steps": N_("Steps carried over"),
    "claims-by-basis": N_("Claims by kind and basis"),
    "definitions": N_("Definitions of the report"),
    "passages-behind-claims": N_("Passages behind claims"),
    "claims-per-passage": N_("Claims per passage"),
    "findings-of-a-single-source": N_("Findings without a second source"),
    "stated-and-measured": N_("Measured as stated"),
    "rules-and-who-meets-them": N_("Thresholds and who meets them"),
    "conflicting-values": N_("Sources that disagree"),
    "revised-values": N_("Values that changed"),
    "undated-figures": N_("Figures without a date"),
    "worked-out-figures": N_("Figures worked out"),
    "weak-sources": N_("Sources held down"),
    "documents-on-japan": N_("Documents on Japan"),
}


def title(example: Example) -> str:
    """The short title of an example; its question where it has none."""
    name = TITLES.get(example.name)
    return gettext(name) if name else example.question(language())
