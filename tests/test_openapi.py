"""The programming interface does what its description says, whatever it is asked."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import negative_data_rejection

from webapp.routes import PREFIX, ROUTES, Route

EXAMPLES = 12


@pytest.fixture(scope="module")
def described(mini_app: Flask) -> Any:
    """The interface as its OpenAPI document describes it."""
    return schemathesis.openapi.from_wsgi(f"{PREFIX}/openapi.json", mini_app)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_what_is_described_is_accepted_and_answered_as_described(
    described: Any, route: Route
) -> None:
    assert set(statuses(described, route, GenerationMode.POSITIVE)) <= {200, 404}


@pytest.mark.slow
@pytest.mark.parametrize("route", [r for r in ROUTES if r.parameters], ids=lambda r: r.name)
def test_what_is_not_described_does_no_harm(described: Any, route: Route) -> None:
    """An empty value counts as none, so not all of it is refused."""
    assert set(statuses(described, route, GenerationMode.NEGATIVE)) <= {200, 400, 404}


def statuses(described: Any, route: Route, mode: GenerationMode) -> list[int]:
    """The statuses of answers that were all found to be as described."""
    operation = described[PREFIX + route.path]["GET"]
    lenient = [negative_data_rejection] if mode is GenerationMode.NEGATIVE else []
    seen: list[int] = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def ask(data: Any) -> None:
        case = data.draw(operation.as_strategy(generation_mode=mode))
        plain = {"Accept-Encoding": "identity"}
        answer = case.call_and_validate(headers=plain, excluded_checks=lenient)
        seen.append(answer.status_code)

    ask()
    assert seen
    return seen


def test_every_route_is_described(described: Any) -> None:
    assert len(list(described.get_all_operations())) == len(ROUTES) > 15
