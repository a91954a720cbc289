"""How often a client may ask: counted for each, refused with when to come again."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.request import Request, urlopen

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.conftest import Server, served
from webapp.config import Settings, settings_of
from webapp.explorer import Explorer

ASK = "/sparql?query=ASK%7B%7D"
STRANGER, OTHER = "192.0.2.7", "192.0.2.8"


@pytest.fixture(scope="module")
def limited(mini_explorer: Explorer) -> Iterator[Flask]:
    yield from served(mini_explorer, Settings(rate_limit=3))


def asked(app: Flask, address: str, client: str, times: int) -> list[TestResponse]:
    environ = {"REMOTE_ADDR": client}
    return [app.test_client().get(address, environ_base=environ) for _ in range(times)]


def test_a_client_that_asks_too_often_is_told_when_to_come_again(limited: Flask) -> None:
    *fine, refused = asked(limited, ASK, STRANGER, 4)
    assert [answer.status_code for answer in fine] == [200, 200, 200]
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "3 requests in a minute" in refused.text


def test_others_are_not_concerned(limited: Flask) -> None:
    asked(limited, ASK, STRANGER, 4)
    assert asked(limited, ASK, OTHER, 1)[0].status_code == 200


def test_pages_can_still_be_read(limited: Flask) -> None:
    asked(limited, ASK, "192.0.2.9", 4)
    for address in ("/en/", "/en/sparql", "/healthz"):
        assert asked(limited, address, "192.0.2.9", 1)[0].status_code == 200


@pytest.mark.parametrize("address", ["/api/v1/countries", "/graphs?default", "/en/sparql?query=x"])
def test_all_that_costs_counts(limited: Flask, address: str) -> None:
    client = f"198.51.100.{len(address)}"
    assert asked(limited, address, client, 4)[-1].status_code == 429


@pytest.mark.parametrize("client", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_asks_as_it_likes(limited: Flask, client: str) -> None:
    assert {a.status_code for a in asked(limited, ASK, client, 8)} == {200}


def test_neighbours_in_one_ipv6_network_count_together(limited: Flask) -> None:
    answers = [asked(limited, ASK, f"2001:db8::{n}", 1)[0] for n in range(1, 5)]
    assert answers[-1].status_code == 429


@pytest.mark.parametrize(("proxy", "statuses"), [(True, [200, 429]), (False, [200, 200])])
def test_only_a_trusted_proxy_is_believed(proxy: bool, statuses: list[int]) -> None:
    trust = ("--trusted-proxy", "127.0.0.1") if proxy else ()
    server = Server("--data", "tests/data/mini.ttl", "--rate-limit", "1", *trust)
    try:
        assert [forwarded(server.address + ASK) for _ in range(2)] == statuses
    finally:
        server.stop()


def forwarded(address: str) -> int:
    try:
        with urlopen(Request(address, headers={"X-Forwarded-For": STRANGER}), timeout=20) as answer:
            return int(answer.status)
    except OSError as error:
        return int(getattr(error, "code", 0))


def test_a_proxy_is_named_by_its_address(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        settings_of(["--trusted-proxy", "proxy.example"], {})
    assert left.value.code == 2
    assert "proxy.example is no IP address" in capsys.readouterr().err
