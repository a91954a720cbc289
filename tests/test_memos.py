"""Every answer as prose: whole sentences in both languages, the same on every way out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from graph.commands.main import main
from graph.memos import TELLERS, memo
from webapp.explorer import Explorer
from webapp.routes import PREFIX

# Where a Korean sentence may end before the next begins.
_KOREAN_END = re.compile(r"(?:니다\.|: [^.]*\.)$")
_HANGUL = re.compile("[가-힣]")
QUESTIONS = {
    "why": "why pairing --for VN",
    "why-not": "why-not pairing --for IN",
    "defeat": "defeat async-collaboration --for US",
    "balance": "balance pairing --for US",
    "recommend": "recommend VN",
    "compare": "compare VN US --measure pairing",
    "gaps": "gaps VN",
    "coverage": "coverage US",
    "measures-for": "measures-for time-difference --for US",
    "difference": "difference pairing VN IN",
    "what-if": "what-if --for VN --retract finding-vn-quality-gap --deny cost-efficiency",
    "robustness": "robustness VN --draws 20",
    "paths": "paths cost-efficiency pairing",
}


def asked(client: FlaskClient, path: str, **given: str) -> Any:
    answer = client.get(PREFIX + path, query_string=given)
    assert answer.status_code == 200, answer.text
    return answer.json


def everything(client: FlaskClient) -> Iterator[tuple[str, dict[str, str]]]:
    """The prose of all that pages ask of every country and measure of the shipped analyses."""
    measures = [each["name"] for each in asked(client, "/measures")["measures"]]
    for country in (each["code"] for each in asked(client, "/countries")["countries"]):
        for path in ("/recommendations", "/gaps", "/coverage"):
            yield path, asked(client, path, country=country)["prose"]
        for measure in measures:
            for path in ("/why", "/why-not", "/balance"):
                yield path, asked(client, path, country=country, measure=measure)["prose"]


def test_every_question_about_every_country_and_measure_is_told_in_whole_sentences(
    client: FlaskClient,
) -> None:
    told = list(everything(client))
    assert len(told) > 250
    for path, prose in told:
        english, korean = prose["en"], prose["ko"]
        assert not _HANGUL.search(english), (path, english)
        assert english[0].isupper() or english[0] in "“", english
        assert _KOREAN_END.search(korean), korean
        for text in (english, korean):
            assert not re.search(
                r"[{}\ue000\ue001]|\bNone\b|[은는이가을를]\([은는이가을를]\)", text
            ), text
            assert "  " not in text and ".." not in text


def test_every_question_of_reasoning_has_prose() -> None:
    assert set(QUESTIONS) | {"contributions"} == set(TELLERS)


@pytest.mark.parametrize("question", QUESTIONS)
def test_command_line_gives_the_paragraph_alone_and_in_json(
    question: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = QUESTIONS[question].split()
    main([*arguments, "--json"])
    prose = json.loads(capsys.readouterr().out)["prose"]
    for lang in ("en", "ko"):
        main([*arguments, "--prose", "--lang", lang])
        assert capsys.readouterr().out == prose[lang] + "\n"


def test_interface_and_command_line_say_the_same(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["why", "pairing", "--for", "VN", "--json"])
    by_command = json.loads(capsys.readouterr().out)["prose"]
    assert asked(client, "/why", country="VN", measure="pairing")["prose"] == by_command


def test_what_cannot_be_said_in_prose_has_none(client: FlaskClient) -> None:
    assert "prose" not in asked(client, "/countries")


def told(explorer: Explorer, question: str, answer: dict[str, Any], lang: str) -> str:
    return memo(question, answer, explorer.catalogue, lang)


def test_difference_says_which_country_lacks_what(client: FlaskClient, explorer: Explorer) -> None:
    answer = asked(client, "/difference", measure="pairing", has="VN", lacks="IN")
    text = told(explorer, "difference", answer, "en")
    assert "follows for Vietnam and not for India" in text
    assert "What India lacks, and Vietnam has, is this: cultural differences." in text


def test_comparison_tells_failing_from_unknown(client: FlaskClient) -> None:
    prose = asked(client, "/compare", measure="pairing", country="VN,US,IN")["prose"]
    assert (
        "The condition “Lack of top-tier AI specialists” holds in Vietnam. It was found not to"
        " hold in the United States. It is unknown for India." in prose["en"]
    )
    assert (
        "‘최고급 AI 전문가 부족’ 조건은 베트남에서 성립합니다. 미국에서는 성립하지 않는 것으로"
        " 확인되었습니다. 인도에 대해서는 기록이 없습니다." in prose["ko"]
    )


def test_contributions_are_said_to_be_by_removal(client: FlaskClient) -> None:
    answer = asked(client, "/contributions", measure="pairing", country="VN")
    first = answer["contributions"][0]
    after = answer["balance"] - first["balance"]
    english = answer["prose"]["en"]
    assert f"would go from {answer['balance']:.2f} to {after:.2f}." in english
    assert "by removing one claim at a time" in english
    cut = asked(client, "/contributions", measure="pairing", country="VN", limit="2")
    count = cut["claim_count"]
    assert f"Only the 2 nearest of {count} claims were removed." in cut["prose"]["en"]
    assert f"주장 {count}건 가운데 가까운 2건만" in cut["prose"]["ko"]


def test_command_line_tells_contributions_with_the_balance(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["balance", "pairing", "--for", "VN", "--prose"])
    told = capsys.readouterr().out
    assert "which leaves a balance of 0.56" in told
    assert "by removing one claim at a time" in told


def test_premises_of_several_countries_keep_their_countries(client: FlaskClient) -> None:
    prose = asked(client, "/why", measure="country-specific-approach", country="KR")["prose"]
    assert "in the United States, own opportunities and challenges" in prose["en"]
    assert "own opportunities and challenges (Vietnam)" in prose["en"]


def test_cut_answer_says_so(client: FlaskClient, explorer: Explorer) -> None:
    whole = asked(client, "/why-not", measure="pairing", country="IN")
    cut = asked(client, "/why-not", measure="pairing", country="IN", limit="1")
    assert (whole["truncated"], cut["truncated"]) == (False, True)
    assert "may be more" not in told(explorer, "why-not", whole, "en")
    assert "may be more" in told(explorer, "why-not", cut, "en")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"derivable": False}, "does not follow"),
        ({"balance": -0.1}, "equals or outweighs"),
        ({"converged": False}, "did not settle"),
    ],
)
def test_balance_tells_how_it_stands(
    change: dict[str, Any],
    expected: str,
    client: FlaskClient,
    explorer: Explorer,
) -> None:
    answer = asked(client, "/balance", measure="pairing", country="VN")
    assert expected not in told(explorer, "balance", answer, "en")
    assert expected in told(explorer, "balance", {**answer, **change}, "en")


def test_nothing_supposed_is_said_to_be_nothing(client: FlaskClient, explorer: Explorer) -> None:
    answer = asked(client, "/what-if", country="VN")
    assert told(explorer, "what-if", answer, "en").startswith(
        "Nothing was changed. No recommendation for Vietnam changes."
    )
