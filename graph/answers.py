"""The answers of the engine as JSON values, the same on the command line and over HTTP.

Pure functions from values of the engine to dictionaries, lists, strings and numbers. Things
are named by IRI. Numbers keep twelve significant digits, so that 0.1 + 0.2 reads 0.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from graph.model import Derivation, Finding, Inference, Iri, Proposition, Step

if TYPE_CHECKING:  # numpy and networkx take a third of a second that not every question needs
    from graph.balance import Balance
    from graph.comparison import Comparison, Matrix, Row
    from graph.counterfactual import Contributions
    from graph.recommendation import Gap, Recommendation
    from graph.robustness import Robustness

Json: TypeAlias = dict[str, Any]


def number(value: float) -> float:
    """A number without the noise of binary fractions; whole numbers stay whole.

    >>> number(0.1 + 0.2), number(3)
    (0.3, 3)
    """
    return value if isinstance(value, int) else float(f"{value:.12g}")


def proposition(value: Proposition) -> Json:
    """A proposition by the IRIs of its country and concept.

    >>> proposition(Proposition("VN", "pairing"))
    {'country': 'VN', 'concept': 'pairing'}
    """
    return {"country": value.country, "concept": value.concept}


def propositions(values: Iterable[Proposition]) -> list[Json]:
    """Several propositions, in the order given."""
    return [proposition(value) for value in values]


def derivation(value: Derivation) -> Json:
    """A derivation: its score and its steps from the goal down."""
    return {"score": number(value.score), "steps": [_step(step) for step in value.steps]}


def _step(step: Step) -> Json:
    return {
        "proposition": proposition(step.proposition),
        "justification": step.claim,
        "kind": "finding" if isinstance(step.justification, Finding) else "implication",
        "premises": propositions(step.premises),
        "strength": number(step.justification.strength),
        "score": number(step.score),
        "basis": step.justification.basis.value,
    }


def balance(goal: Proposition, value: Balance, is_derivable: bool) -> Json:
    """How a proposition stands.

    >>> from graph.balance import Balance
    >>> balance(Proposition("VN", "pairing"), Balance(0.0, 0.5, 0.25, 0.25), True)["acceptability"]
    0.25
    """
    return {
        "measure": goal.concept,
        "country": goal.country,
        "base": number(value.base),
        "support": number(value.support),
        "opposition": number(value.opposition),
        "balance": number(value.net),
        "acceptability": number(value.acceptability),
        "converged": value.converged,
        "derivable": is_derivable,
    }


def recommend(country: Iri, recommendations: Iterable[Recommendation]) -> Json:
    """The recommendations for a country, best first.

    >>> recommend("VN", [])
    {'country': 'VN', 'recommendations': []}
    """
    return {
        "country": country,
        "recommendations": [recommendation(each) for each in recommendations],
    }


def recommendation(value: Recommendation) -> Json:
    """One recommendation and how it stands."""
    return {
        "measure": value.measure,
        "best_score": number(value.best_score),
        "support": number(value.support),
        "opposition": number(value.opposition),
        "balance": number(value.net),
        "acceptability": number(value.acceptability),
        "advised": value.advised,
        "outweighed": value.outweighed,
    }


def paths(
    start: Iri, end: Iri, found: Iterable[tuple[float, Sequence[Proposition | Inference]]]
) -> Json:
    """Scored paths: concepts and implications by turns, with the country of each node.

    >>> paths("a", "a", [(0.5, [Proposition("VN", "a")])])["paths"]
    [{'score': 0.5, 'nodes': ['a'], 'countries': ['VN']}]
    """
    return {
        "from": start,
        "to": end,
        "paths": [
            {
                "score": number(score),
                "nodes": [_name(node) for node in nodes],
                "countries": [node.country for node in nodes],
            }
            for score, nodes in found
        ],
    }


def _name(node: Proposition | Inference) -> Iri:
    return node.concept if isinstance(node, Proposition) else node.implication


def gaps(country: Iri, found: Iterable[Gap]) -> Json:
    """The constraints of a country that no recommended measure mitigates.

    >>> from graph.recommendation import Gap
    >>> gaps("VN", [Gap("VN", "visa", ("reform",), ())])["gaps"]
    [{'constraint': 'visa', 'mitigators': ['reform'], 'at_home': []}]
    """
    return {
        "country": country,
        "gaps": [
            {
                "constraint": gap.constraint,
                "mitigators": list(gap.mitigators),
                "at_home": list(gap.at_home),
            }
            for gap in found
        ],
    }


def contributions(goal: Proposition, value: Balance, found: Contributions) -> Json:
    """What each claim contributes, by its removal; `value` is the balance with all of them.

    >>> from graph.balance import Balance
    >>> from graph.counterfactual import Contribution, Contributions
    >>> goal, stands = Proposition("VN", "m"), Balance(0.0, 0.5, 0.0, 0.5)
    >>> told = contributions(goal, stands, Contributions((Contribution("f", 0.5, 0.5),), 2))
    >>> told["contributions"], told["truncated"]
    ([{'claim': 'f', 'acceptability': 0.5, 'balance': 0.5, 'converged': True}], True)
    """
    return {
        "measure": goal.concept,
        "country": goal.country,
        "method": "removal",
        "balance": number(value.net),
        "contributions": [
            {
                "claim": each.claim,
                "acceptability": number(each.amount),
                "balance": number(each.net),
                "converged": each.converged,
            }
            for each in found.claims
        ],
        "claim_count": found.count,
        "truncated": found.truncated,
    }


def compare(found: Comparison) -> Json:
    """One measure across countries, reason by reason; the cells stand in their order.

    >>> from graph.comparison import Comparison
    >>> compare(Comparison("m", ("VN",), (None,), (), ()))["recommendations"]
    [None]
    """
    return {
        "measure": found.measure,
        "countries": list(found.countries),
        "recommendations": _columns(found.results),
        "rows": [_row(row) for row in found.rows],
        "objections": [_row(row) for row in found.objections],
    }


def matrix(found: Matrix) -> Json:
    """Every recommended measure against the countries; null where it does not follow.

    >>> from graph.comparison import Matrix
    >>> matrix(Matrix(("VN",), ()))
    {'countries': ['VN'], 'measures': []}
    """
    return {
        "countries": list(found.countries),
        "measures": [
            {"measure": row.measure, "recommendations": _columns(row.results)} for row in found.rows
        ],
    }


def _columns(results: Iterable[Recommendation | None]) -> list[Json | None]:
    return [None if each is None else recommendation(each) for each in results]


def _row(row: Row) -> Json:
    return {
        "kind": row.kind.value,
        "claim": row.claim,
        "concept": row.concept,
        "at_home": row.at_home,
        "depth": row.depth,
        "repeated": row.is_repeated,
        "differs": row.differs,
        "cells": [
            {
                "state": cell.state.value,
                "findings": [finding.iri for finding in cell.findings],
                "denials": [finding.iri for finding in cell.denials],
            }
            for cell in row.cells
        ],
    }


def robustness(found: Robustness) -> Json:
    """How a ranking moves when every strength does.

    >>> from graph.robustness import Robustness
    >>> robustness(Robustness("VN", 10, 0.2, 0, (), 0))["measures"]
    []
    """
    return {
        "country": found.country,
        "draws": found.draws,
        "spread": number(found.spread),
        "seed": found.seed,
        "unsettled": found.unsettled,
        "measures": [
            {
                "measure": each.measure,
                "rank": each.rank,
                "rank_interval": [each.low, each.high],
                "lead_share": number(each.lead_share),
                "standing_share": number(each.standing_share),
                "balance_interval": [number(each.net_low), number(each.net_high)],
            }
            for each in found.measures
        ],
    }


def versioned(answer: Mapping[str, Any], data_version: str) -> Json:
    """An answer with the version of the data it rests on, null where that is not known.

    >>> versioned({"paths": []}, "")
    {'paths': [], 'data_version': None}
    """
    return {**answer, "data_version": data_version or None}
