"""What the guide to scaling hands out: the files of several explorers over one service."""

from __future__ import annotations

import ipaddress
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from itertools import islice
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
import yaml

from benchmarks.scaling import generated
from tests.conftest import ROOT, Server
from tests.rdf import MINI, written
from tests.services import free_port, running
from webapp.config import Settings, variable

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))


def test_services_of_the_composition_name_each_other_and_settings_that_there_are() -> None:
    services = COMPOSE["services"]
    assert {"data", "explorer", "explorer2", "proxy"} <= services.keys()
    known = {variable(each.name) for each in fields(Settings)}
    for service in services.values():
        assert {"image", "volumes"} <= service.keys()
        assert set(service.get("depends_on", ())) <= services.keys()
        named = {n for n in service.get("environment", {}) if n.startswith("POLICY_EXPLORER_")}
        assert named <= known
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            is_ours = not source.startswith(".") or source == "./all.nq"
            assert source in COMPOSE["volumes"] or (is_ours or (ROOT / source).exists())
    store = services["explorer"]["environment"]["POLICY_EXPLORER_STORE"]
    assert store == "http://data:7878/query"
    assert "--union-default-graph" in services["data"]["command"]


def test_proxy_of_the_composition_gets_every_variable_that_its_configuration_reads() -> None:
    configuration = (ROOT / "docs/haproxy.cfg").read_text("utf-8")
    given = COMPOSE["services"]["proxy"]["environment"]
    read = {word.strip('"${}') for word in configuration.split() if word.startswith('"${')}
    assert read == set(given)


def test_proxy_of_the_composition_has_the_address_that_explorers_trust() -> None:
    address = COMPOSE["services"]["proxy"]["networks"]["default"]["ipv4_address"]
    for name in ("explorer", "explorer2"):
        assert COMPOSE["services"][name]["environment"][variable("trusted_proxy")] == address
    (net,) = COMPOSE["networks"]["default"]["ipam"]["config"]
    assert ipaddress.ip_address(address) in ipaddress.ip_network(net["subnet"])
    # No other service can be given it.
    assert ipaddress.ip_address(address) not in ipaddress.ip_network(net["ip_range"])


def test_composition_serves_on_the_ports_that_are_told() -> None:
    services = COMPOSE["services"]
    proxy, bind = services["proxy"], "--bind 0.0.0.0:7878"
    assert services["data"]["command"].count(bind) == 1
    port = next(each for each in fields(Settings) if each.name == "port").default
    assert [proxy["environment"][f"EXPLORER_{n}"] for n in (1, 2)] == [
        f"explorer:{port}",
        f"explorer2:{port}",
    ]
    assert proxy["ports"] == [f"127.0.0.1:8080{proxy['environment']['BIND'].lstrip('*')}"]


# ---- Its commands, without containers -----------------------------------------------------------


def command_of(name: str, **places: str) -> list[str]:
    """The command of a service of the composition, with other places than in a container."""
    words = shlex.split(COMPOSE["services"][name]["command"])
    return [places.get(word, word) for word in words]


@contextmanager
def composed(folder: Path) -> Iterator[tuple[str, list[Server]]]:
    """The address of the proxy, and the explorers behind it."""
    exported, data, web = folder / "all.nq", free_port(), free_port()
    mini = written(folder / "mini.ttl", MINI)
    export = [sys.executable, "-m", "graph", "export", "--data", str(mini), "-o", str(exported)]
    oxigraph = str(Path(sys.executable).parent / "oxigraph")
    places = {"/data": str(folder / "data"), "/all.nq": str(exported)}
    for command in (export, [oxigraph, *command_of("load", **places)]):
        subprocess.run(command, check=True, capture_output=True, timeout=60, cwd=ROOT)
    places["0.0.0.0:7878"] = f"127.0.0.1:{data}"
    started: list[Server] = []
    with running([oxigraph, *command_of("data", **places)], folder, data):
        try:
            for name in ("explorer", "explorer2"):
                started.append(explorer(name, data))
            hosts = [each.address.removeprefix("http://") for each in started]
            names = COMPOSE["services"]["proxy"]["environment"]
            variables = dict(zip(sorted(names), (f"127.0.0.1:{web}", *hosts), strict=True))
            (folder / "proxy").mkdir()
            command = ["haproxy", "-db", "-f", str(ROOT / "docs/haproxy.cfg")]
            with running(command, folder / "proxy", web, variables):
                yield f"http://127.0.0.1:{web}", started
        finally:
            for each in started:
                each.stop()


def explorer(name: str, data: int) -> Server:
    """One of the explorers, with the settings of the composition, on this machine."""
    service = COMPOSE["services"][name]
    assert "exec python -m webapp" in service["command"]
    told = {key: value for key, value in service["environment"].items() if value is not None}
    told[variable("store")] = told[variable("store")].replace("data:7878", f"127.0.0.1:{data}")
    told |= {variable("host"): "127.0.0.1", variable("trusted_proxy"): "127.0.0.1"}
    return Server(**told)


def got(address: str, host: str = "localhost") -> tuple[int, str]:
    with urlopen(Request(address, headers={"Host": host}), timeout=20) as answer:
        return answer.status, answer.read().decode()


@pytest.fixture(scope="module")
def composition(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[Server]]]:
    assert shutil.which("haproxy"), "apt-get install haproxy"
    assert os.environ.get(variable("data_version")) is None
    with composed(tmp_path_factory.mktemp("composition")) as found:
        yield found


def test_two_explorers_answer_over_one_service_behind_the_proxy(
    composition: tuple[str, list[Server]],
) -> None:
    address, _ = composition
    query = "/sparql?format=json&query=ASK%20%7B%20%3Fs%20a%20%3Chttps%3A%2F%2Fw3id.org%2F"
    query += "policy-explorer%2Fns%23Recommendation%3E%20%7D"
    for _ in range(4):
        status, page = got(f"{address}/en/countries/VN")
        assert (status, "Vietnam" in page) == (200, True)
        assert json.loads(got(address + query)[1])["boolean"] is True


def test_readers_do_not_notice_when_one_explorer_ends(
    composition: tuple[str, list[Server]],
) -> None:
    address, explorers = composition
    explorers[0].stop()
    for _ in range(6):
        assert got(f"{address}/healthz")[0] == 200
        assert got(f"{address}/ko/")[0] == 200


def test_generated_data_are_the_same_each_time() -> None:
    once, again = (list(islice(generated(), 70)) for _ in range(2))
    assert once == again
    assert len({quad.subject for quad in once}) == 10
    assert len(set(once)) == 70
