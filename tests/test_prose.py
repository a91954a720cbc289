"""Sentences: whole, grammatical in both languages, and complete."""

from __future__ import annotations

import pytest

from graph.prose import CLOSE, OPEN, Gap, Reason, listed, mid_sentence, plain, runs
from graph.prose import why_answer as answer
from graph.prose import why_not_answer as not_answer

GAPS = Reason(("Cultural differences", "Quality gap"))
KO_GAPS = Reason(("문화적 차이", "품질 격차"))


def test_premises_needed_together_are_joined_and_emphasised() -> None:
    text = answer("Vietnam", "Korea", [GAPS], [], False, "en")
    assert [piece for piece, strong in runs(text) if strong] == [
        "cultural differences",
        "quality gap",
    ]
    assert "hold together there" in text


def test_single_premise_is_not_said_to_hold_together() -> None:
    text = answer("Vietnam", "Korea", [Reason(("Cost efficiency",))], [], False, "en")
    assert "together" not in text


def test_home_premises_name_home() -> None:
    reason = Reason(("품질 격차",), ("Two-Track 전략",))
    assert plain(answer("베트남", "대한민국", [reason], [], False, "ko")).startswith(
        "대한민국의 Two-Track 전략을 바탕으로, 베트남에서는 품질 격차가 성립하므로"
    )


def test_home_premises_of_another_reason_stand_apart() -> None:
    other = Reason(("비용 효율성",), ("업무의 구분", "Two-Track 전략"))
    text = plain(answer("인도", "한국", [KO_GAPS, other], [], False, "ko"))
    assert "비용 효율성에 더해 한국의 업무의 구분과 Two-Track 전략이 함께 성립한다" in text


def test_reasons_beyond_the_second_are_counted() -> None:
    text = plain(answer("Vietnam", "Korea", [GAPS] * 5, [], False, "en"))
    assert "Three further reasons each stand by themselves." in text


@pytest.mark.parametrize(
    ("objections", "outweighed", "expected"),
    [
        ([], False, "No recorded objection speaks against it."),
        (["Too far"], False, "One objection, “Too far”, speaks against it but does not outweigh"),
        (
            ["Too far", "Too dear"],
            True,
            "Two objections speak against it, above all “Too far”, and",
        ),
        ([], True, "found not to hold"),
    ],
)
def test_opposition_is_always_told(objections: list[str], outweighed: bool, expected: str) -> None:
    assert expected in answer("Vietnam", "Korea", [GAPS], objections, outweighed, "en")


def test_korean_particles_follow_the_sound() -> None:
    text = plain(answer("베트남", "한국", [KO_GAPS], ["공통 언어가 부족함"], False, "ko"))
    assert "문화적 차이와 품질 격차가 함께" in text
    assert "“공통 언어가 부족함”이라는 반론" in text


def test_unknown_is_told_apart_from_denied() -> None:
    unknown = not_answer("India", [Gap("Few top AI specialists", "India")], 2, "en")
    denied = not_answer("India", [Gap("Few top AI specialists", "India", True)], 2, "en")
    assert "Nobody has recorded" in unknown
    assert "not to hold" not in unknown
    assert "found not to hold" in denied
    assert "Nobody has recorded" not in denied


def test_fact_missing_elsewhere_names_the_country() -> None:
    assert "(Korea)" in not_answer("India", [Gap("Two-Track Strategy", "Korea")], 2, "en")


def test_lists_read_as_prose() -> None:
    assert listed(["A", "B", "C"], "en") == "A, B and C"
    assert listed(["가", "나", "달"], "ko") == "가, 나와 달"


def test_names_keep_their_capital() -> None:
    assert mid_sentence("English proficiency", "en") == "English proficiency"
    assert mid_sentence("Quality gap", "ko") == "Quality gap"


def test_plain_drops_every_mark() -> None:
    assert plain(f"a {OPEN}b{CLOSE}") == "a b"
