"""Korean particles follow the sound a word ends in."""

from __future__ import annotations

import pytest

from graph.korean import final_sound, particle


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("베트남", "은/는", "베트남은"),
        ("인도", "은/는", "인도는"),
        ("미국", "이/가", "미국이"),
        ("시차", "이/가", "시차가"),
        ("페어링", "을/를", "페어링을"),
        ("인건비", "을/를", "인건비를"),
        ("문화적 차이", "와/과", "문화적 차이와"),
        ("품질 격차", "과/와", "품질 격차와"),
        ("일본", "와/과", "일본과"),
        ("일본", "으로/로", "일본으로"),
        ("서울", "으로/로", "서울로"),
        ("인도", "으로/로", "인도로"),
        ("서울", "은/는", "서울은"),
    ],
)
def test_hangul_words_choose_by_their_final_consonant(word, pair, expected):
    assert particle(word, pair) == expected


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("3", "이/가", "3이"),
        ("2", "이/가", "2가"),
        ("1", "으로/로", "1로"),
        ("10", "은/는", "10은"),
        ("100", "을/를", "100을"),
        ("0.50", "으로/로", "0.50으로"),
        ("0.19", "으로/로", "0.19로"),
        ("0", "은/는", "0은"),
        ("1,000,000,000,000", "은/는", "1,000,000,000,000는"),
        ("25%", "을/를", "25%를"),
    ],
)
def test_numbers_are_read_aloud(word, pair, expected):
    assert particle(word, pair) == expected


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("R&D", "은/는", "R&D는"),
        ("PM", "과/와", "PM과"),
        ("HTML", "으로/로", "HTML로"),
        ("Two-Track", "이/가", "Two-Track이"),
        ("Pairing", "을/를", "Pairing을"),
        ("online", "은/는", "online은"),
        ("GitHub", "은/는", "GitHub는"),
        ("K-Tech Pass", "을/를", "K-Tech Pass를"),
    ],
)
def test_latin_words_are_read_by_letter_or_as_spelt(word, pair, expected):
    assert particle(word, pair) == expected


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("비자 정책(H-1B)", "은/는", "비자 정책(H-1B)은"),
        ("시차 (13시간) (추론)", "이/가", "시차 (13시간) (추론)가"),
        ("(추론)", "은/는", "(추론)은"),
        ("‘문화’", "을/를", "‘문화’를"),
        ("인도.", "와/과", "인도.와"),
    ],
)
def test_what_stands_in_brackets_is_passed_over(word, pair, expected):
    assert particle(word, pair) == expected


@pytest.mark.parametrize("word", ["", "日本", "…", "Ελλάδα"])
def test_an_unknown_reading_shows_both_forms(word):
    assert final_sound(word) is None
    assert particle(word, "은/는") == f"{word}은(는)"


def test_decomposed_hangul_is_read_like_composed():
    decomposed = "\u110b\u1175\u11ab\u1103\u1169"
    assert particle(decomposed, "은/는").endswith("는")


def test_an_unknown_particle_is_refused():
    with pytest.raises(KeyError):
        particle("인도", "도/도")
