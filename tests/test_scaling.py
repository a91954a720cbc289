"""What the guide to scaling hands out: the files of several explorers over one service."""

from __future__ import annotations

from dataclasses import fields
from itertools import islice

import yaml

from benchmarks.scaling import generated
from tests.conftest import ROOT
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


def test_generated_data_are_the_same_each_time() -> None:
    once, again = (list(islice(generated(), 70)) for _ in range(2))
    assert once == again
    assert len({quad.subject for quad in once}) == 10
    assert len(set(once)) == 70
