"""Every text of the interface exists in Korean, whole and with the same values in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

WEBAPP = Path(__file__).parent.parent / "webapp"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
PLACEHOLDER = re.compile(r"%\((\w+)[^)]*\)[sd]")


@pytest.fixture(scope="module")
def korean() -> Catalog:
    with (WEBAPP / "translations/ko/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="ko")


def texts(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def forms(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def test_every_text_of_the_interface_is_in_the_catalogue(korean: Catalog) -> None:
    extracted = {found[2] for found in extract_from_dir(WEBAPP, method_map=METHODS)}
    known = {
        message.id if isinstance(message.id, str) else tuple(message.id)
        for message in texts(korean)
    }
    assert len(extracted) > 300
    assert extracted - known == set()


def test_every_text_is_translated_and_none_is_a_guess(korean: Catalog) -> None:
    assert [m.id for m in texts(korean) if not all(forms(m.string)) or m.fuzzy] == []


def test_placeholders_are_those_of_the_original(korean: Catalog) -> None:
    for message in texts(korean):
        original = {name for form in forms(message.id) for name in PLACEHOLDER.findall(form)}
        for form in forms(message.string):
            assert set(PLACEHOLDER.findall(form)) <= original, message.id


def test_no_english_sentence_is_left_untranslated(korean: Catalog) -> None:
    same = [m.id for m in texts(korean) if m.id == m.string and len(m.id.split()) > 2]
    assert same == []
