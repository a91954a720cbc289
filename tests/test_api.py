"""The programming interface: answers, refusals, and a description that tells the truth."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.balance import balances
from graph.model import Basis, Proposition
from graph.semiring import SEMIRINGS
from ontology.iris import ID
from webapp.explorer import Explorer
from webapp.parameters import Parameter
from webapp.routes import PREFIX, ROUTES, Route

VN, US, KR, PAIRING = ID + "VN", ID + "US", ID + "KR", ID + "pairing"
# A question that every route answers, over the small analysis.
EXAMPLES: dict[str, dict[str, str]] = {
    "": {},
    "/analyses": {},
    "/countries": {},
    "/factors": {},
    "/measures": {},
    "/claim": {"claim": "f1"},
    "/coverage": {"country": "VN"},
    "/measures-for": {"country": "VN", "constraint": "gap"},
    "/difference": {"measure": "pairing", "has": "VN", "lacks": "US"},
    "/recommendations": {"country": "VN"},
    "/why": {"measure": "pairing", "country": "VN"},
    "/balance": {"measure": "pairing", "country": "VN"},
    "/contributions": {"measure": "pairing", "country": "VN"},
    "/why-not": {"measure": "pairing", "country": "US"},
    "/defeat": {"measure": "pairing", "country": "VN"},
    "/paths": {"from": "young", "to": "pairing", "country": "VN"},
    "/compare": {"measure": "pairing", "country": "VN,US"},
    "/gaps": {"country": "VN"},
    "/what-if": {"country": "VN", "retract": "o1"},
    "/robustness": {"country": "VN", "draws": "10"},
}


def ask(client: FlaskClient, path: str, **given: str) -> Any:
    answer = client.get(PREFIX + path, query_string=given or EXAMPLES[path])
    assert answer.status_code == 200, answer.text
    return answer.json


def refusal(answer: TestResponse) -> tuple[int, str]:
    assert set(answer.json) == {"error"}
    told = answer.json["error"]
    assert told["status"] == answer.status_code
    return answer.status_code, told["message"]


# Answers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", [r for r in ROUTES if r.path], ids=lambda r: r.name)
def test_answer_tells_labels_in_the_language_asked(mini_client: FlaskClient, route: Route) -> None:
    given = EXAMPLES[route.path]
    english, korean = (
        ask(mini_client, route.path, **given, lang=lang)["labels"] for lang in ("en", "ko")
    )
    assert english.keys() == korean.keys() and english
    assert ask(mini_client, route.path)["labels"] == english
    if "pairing" in given.values():
        assert (english[PAIRING], korean[PAIRING]) == ("Pairing", "페어링")


def test_why_tells_every_step(mini_client: FlaskClient) -> None:
    told = ask(mini_client, "/why", measure="pairing", country="vn", k="1")
    (best,) = told["derivations"]
    assert (told["measure"], told["country"], told["semiring"]) == (PAIRING, VN, "product")
    # 0.6 for the last step, 0.9 x 0.9 for being cheap, 0.8 for the gap
    assert best["score"] == pytest.approx(0.6 * 0.81 * 0.8)
    steps = {step["justification"].removeprefix(ID): step for step in best["steps"]}
    assert set(steps) == {"i1", "i2", "f1", "f2"}
    last = best["steps"][0]
    assert last["proposition"] == {"country": VN, "concept": PAIRING}
    assert last["kind"] == "implication" and steps["f1"]["kind"] == "finding"
    assert {p["concept"] for p in last["premises"]} == {ID + "cheap", ID + "gap"}
    assert steps["f1"] | {"premises": []} == steps["f1"]


def test_why_scores_by_any_semiring(mini_client: FlaskClient) -> None:
    scores = {
        name: ask(mini_client, "/why", measure="pairing", country="VN", semiring=name)
        for name in SEMIRINGS
    }
    assert scores["weakest-link"]["derivations"][0]["score"] == 0.6
    assert scores["fewest-steps"]["derivations"][0]["score"] == 2


def test_balance_is_what_the_engine_says(mini_client: FlaskClient, mini_explorer: Explorer) -> None:
    told = ask(mini_client, "/balance")
    graph = mini_explorer.study().graph
    own = balances(graph).of(Proposition(VN, PAIRING))
    assert told["support"] == pytest.approx(own.support)
    assert told["opposition"] == pytest.approx(0.4 * 0.8)
    assert told["acceptability"] == pytest.approx(own.acceptability)
    assert told["converged"] is True


def test_recommendations_come_best_first(client: FlaskClient) -> None:
    told = ask(client, "/recommendations", country="VN")
    nets = [each["support"] - each["opposition"] for each in told["recommendations"]]
    assert len(nets) > 1 and nets == sorted(nets, reverse=True)
    assert {"measure", "best_score", "acceptability"} <= set(told["recommendations"][0])


def test_what_is_not_derivable_has_an_empty_answer(mini_client: FlaskClient) -> None:
    asked = {"measure": "pairing", "country": "US"}
    assert ask(mini_client, "/why", **asked)["derivations"] == []
    assert ask(mini_client, "/defeat", **asked)["defeaters"] == []
    assert ask(mini_client, "/recommendations", country="US")["recommendations"] == []
    assert ask(mini_client, "/balance", **asked)["support"] == 0


def test_why_not_tells_what_is_missing(mini_client: FlaskClient) -> None:
    told = ask(mini_client, "/why-not")
    concepts = [sorted(p["concept"].removeprefix(ID) for p in each) for each in told["missing"]]
    assert sorted(concepts) == [["cheap", "gap"], ["gap", "young"]]
    assert told["truncated"] is False
    one = ask(mini_client, "/why-not", measure="pairing", country="US", limit="1")
    assert len(one["missing"]) == 1 and one["truncated"] is True


def test_defeat_tells_critical_findings(mini_client: FlaskClient) -> None:
    told = ask(mini_client, "/defeat")
    assert told["critical"] == [ID + "f1", ID + "f2"]
    assert told["defeaters"] == [[ID + "f1"], [ID + "f2"]]


def test_paths_name_nodes_and_countries(mini_client: FlaskClient) -> None:
    told = ask(mini_client, "/paths")
    (path,) = told["paths"]
    assert path["score"] == pytest.approx(0.54)
    assert [node.removeprefix(ID) for node in path["nodes"]] == [
        *("young", "i1", "cheap", "i2", "pairing")
    ]
    assert path["countries"] == [VN] * 5


def test_what_if_shows_both_sides(mini_client: FlaskClient) -> None:
    told = ask(mini_client, "/what-if")
    assert told["baseline"][0]["opposition"] > 0 == told["result"][0]["opposition"]
    assumed = ask(mini_client, "/what-if", country="US", assume="young,gap")
    assert [change["gained"] for change in assumed["changes"]] == [True]
    weaker = ask(mini_client, "/what-if", country="VN", strength="i2=0.1", deny="young@US")
    assert weaker["result"][0]["support"] < told["result"][0]["support"]


def test_compare_is_by_measure_or_all_of_them(mini_client: FlaskClient) -> None:
    one = ask(mini_client, "/compare", measure="pairing", c="VN", country="US")
    assert one["countries"] == [US, VN]
    assert [each is None for each in one["recommendations"]] == [True, False]
    assert {row["kind"] for row in one["rows"]} == {"implication", "premise"}
    every = ask(mini_client, "/compare", basis="stated,inferred,measured")
    assert every["countries"] == [US, VN, KR]
    assert [row["measure"] for row in every["measures"]] == [PAIRING]


def test_claim_has_its_evidence(client: FlaskClient) -> None:
    told = ask(client, "/claim", claim="finding-vn-young-workforce")
    assert told["kind"] == "finding" and set(told["label"]) == {"en", "ko"}
    assert told["evidence"] and all(each["document"] for each in told["evidence"])


def test_scope_restricts_the_claims(mini_client: FlaskClient) -> None:
    stated = ask(mini_client, "/recommendations", country="VN", basis="stated")
    assert stated["recommendations"] == []  # the last step is a reader's inference
    both = ask(mini_client, "/recommendations", country="VN", basis="stated,inferred")
    assert len(both["recommendations"]) == 1
    elsewhere = ask(mini_client, "/recommendations", country="VN", source="doc", analysis="mini")
    assert elsewhere["analysis"] == ID + "mini"


def test_lists_name_things_in_both_languages(mini_client: FlaskClient) -> None:
    countries = ask(mini_client, "/countries")["countries"]
    assert {c["code"]: c["label"]["ko"] for c in countries}["VN"] == "베트남"
    assert [m["name"] for m in ask(mini_client, "/measures")["measures"]] == ["pairing"]
    assert len(ask(mini_client, "/factors")["factors"]) == 3
    assert [a["name"] for a in ask(mini_client, "/analyses")["analyses"]] == ["mini"]


def test_every_answer_names_the_version_of_its_data(mini_client: FlaskClient) -> None:
    for path, given in EXAMPLES.items():
        answer = mini_client.get(PREFIX + path, query_string=given)
        assert re.fullmatch(r"[0-9a-f]{64}", answer.json["data_version"]), path
        assert answer.headers["Data-Version"] == answer.json["data_version"]


# Refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "status", "reason"),
    [
        ("/why?measure=pairing", 400, "country is missing, such as country=VN"),
        ("/why?measure=pairing&country=VN&country=US", 400, "country is given 2 times"),
        ("/why?measure=pairing&country=VN&k=0", 400, "k=0: a whole number from 1 to 100"),
        ("/why?measure=pairing&country=VN&k=many", 400, "k=many: a whole number"),
        ("/why?measure=pairing&country=VN&semiring=max", 400, "semiring=max: one of product"),
        ("/why?measure=pairing&country=VN&semirng=product", 400, "semirng: unknown parameter"),
        ("/gaps?country=VN&basis=heard", 400, "basis=heard: one of stated, inferred"),
        ("/robustness?country=VN&spread=2", 400, "spread=2: a number from 0 to 1"),
        ("/robustness?country=VN&seed=-1", 400, "seed=-1: a whole number from 0 to 2147483647"),
        ("/what-if?country=VN&strength=i2", 400, "as in NAME=0.4"),
        ("/what-if?country=VN&strength=i2=7", 400, "outside (0, 1]"),
        ("/what-if?country=VN&disable=f1", 400, "neither an implication nor an objection"),
        ("/why?measure=pairin&country=VN", 404, "did you mean pairing?"),
        ("/why?measure=young&country=VN", 404, "no such measure or strategy"),
        ("/why?measure=pairing&country=XX", 404, "no such country"),
        ("/gaps?country=VN&analysis=other", 404, "no such analysis"),
        ("/nothing", 404, "not found"),
    ],
)
def test_refusal_tells_what_is_wrong(
    mini_client: FlaskClient, address: str, status: int, reason: str
) -> None:
    found, message = refusal(mini_client.get(PREFIX + address, headers={"Accept": "text/html"}))
    assert (found, reason in message) == (status, True), message


def test_refusal_offers_the_nearest_names(mini_client: FlaskClient) -> None:
    told = mini_client.get(f"{PREFIX}/why?measure=pairin&country=VN").json["error"]
    assert told["suggestions"] == ["pairing"]
    assert told["hint"] == "Did you mean pairing?"


def test_interface_only_reads(mini_client: FlaskClient) -> None:
    answer = mini_client.post(f"{PREFIX}/gaps", json={"country": "VN"})
    assert refusal(answer)[0] == 405
    assert "GET" in answer.headers["Allow"]


# Description -----------------------------------------------------------------------------------


@pytest.fixture
def description(mini_client: FlaskClient) -> Any:
    return ask_description(mini_client)


def ask_description(client: FlaskClient) -> Any:
    answer = client.get(f"{PREFIX}/openapi.json")
    assert answer.status_code == 200
    return answer.json


def test_description_has_every_route_and_no_other(mini_app: Flask, description: Any) -> None:
    rules = {rule.rule for rule in mini_app.url_map.iter_rules() if rule.rule.startswith(PREFIX)}
    assert set(description["paths"]) == rules - {f"{PREFIX}/openapi.json"}
    assert len(rules) == len(ROUTES) + 1
    assert set(EXAMPLES) == {route.path for route in ROUTES}


def test_described_parameters_are_those_that_are_read(
    mini_client: FlaskClient, description: Any
) -> None:
    for path, given in EXAMPLES.items():
        operation = description["paths"][PREFIX + path]["get"]
        names = {parameter["name"] for parameter in operation["parameters"]}
        assert set(given) <= names, path
        for parameter in operation["parameters"]:
            less = {name: value for name, value in given.items() if name != parameter["name"]}
            answer = mini_client.get(PREFIX + path, query_string=less)
            expected = 400 if parameter["required"] else 200
            assert answer.status_code == expected, (path, parameter["name"])


def test_described_defaults_change_nothing(mini_client: FlaskClient, description: Any) -> None:
    seen = 0
    for path, given in EXAMPLES.items():
        for parameter in description["paths"][PREFIX + path]["get"]["parameters"]:
            default = parameter["schema"].get("default")
            if default is not None and parameter["name"] not in given:
                seen += 1
                explicit = given | {parameter["name"]: str(default)}
                assert ask(mini_client, path, **explicit) == ask(mini_client, path, **given)
    assert seen >= 6


def test_description_is_openapi_with_references_that_lead_somewhere(description: Any) -> None:
    assert description["openapi"].startswith("3.1")
    names = set(description["components"]["schemas"])
    found = set(re.findall(r"'#/components/schemas/(\w+)'", str(description)))
    assert found == names
    operations = [path["get"]["operationId"] for path in description["paths"].values()]
    assert len(set(operations)) == len(operations) == len(ROUTES)


def test_application_can_link_to_every_route(mini_app: Flask) -> None:
    with mini_app.test_request_context():
        address = mini_app.url_for("api.why_not", measure="pairing", country="US")
    assert address == f"{PREFIX}/why-not?{urlencode(EXAMPLES['/why-not'])}"


def test_list_may_be_repeated_or_separated_by_commas() -> None:
    from werkzeug.datastructures import MultiDict

    basis = Parameter("basis", "", is_list=True, choices=tuple(Basis))
    given = MultiDict([("basis", "stated, inferred"), ("basis", "measured")])
    assert basis.read(given) == ("stated", "inferred", "measured")
    assert basis.read(MultiDict()) == ()
