"""Recurring words of the pages in the language of the reader."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from markupsafe import Markup

from ontology.kinds import KINDS, THING
from webapp.pages.words import enumerated, kind_word


@pytest.mark.parametrize(
    ("lang", "names", "told"),
    [
        ("en", ("cost", "quality", "hours"), "cost, quality and hours"),
        ("ko", ("비용",), "비용"),
        ("ko", ("비용", "품질", "시차"), "비용, 품질과 시차"),
        ("ko", (Markup("<b>시차</b>(0.57)"), "A<B"), "<b>시차</b>(0.57)와 A&lt;B"),
    ],
)
def test_names_in_a_row(lang: str, names: tuple[str, ...], told: str) -> None:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context(), force_locale(lang):
        assert enumerated(names) == told


def test_every_kind_has_a_word_in_korean(app: Flask) -> None:
    with app.test_request_context("/ko/"):
        words = {kind: kind_word(kind) for kind in (*KINDS, THING)}
    assert [kind for kind, word in words.items() if not re.search("[가-힣]", word)] == []
