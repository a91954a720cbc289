"""Names of things as they stand in headings, sentences and links."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from graph.model import Iri
from graph.prose import in_place, mid_sentence
from webapp.pages.base import language
from webapp.pages.scope import explorer

if TYPE_CHECKING:
    from ontology.texts import Text


def label(iri: Iri) -> str:
    """The name of a thing in the language of the page, else in another."""
    return explorer().catalogue.label(iri, language())


def inside(name: str) -> str:
    """A name as it stands inside a sentence."""
    return mid_sentence(name, language())


def place(country: Iri) -> str:
    """A country's name as it stands inside a sentence: short, "the United States"."""
    return in_place(explorer().catalogue.short(country, language()), language())


def term(iri: Iri) -> Markup:
    """The name of a thing, marked with its language where that is not the page's."""
    return marked(explorer().catalogue.text(iri, language()))


def term_inside(iri: Iri) -> Markup:
    """Like `term`, as it stands inside a sentence."""
    text = explorer().catalogue.text(iri, language())
    return marked(replace(text, value=mid_sentence(text.value, text.lang)))


def marked(text: Text) -> Markup:
    """A text of the data, marked with its language where that is not the page's."""
    if not text.lang or text.lang == language():
        return Markup("") + text.value
    return Markup('<span lang="{}">{}</span>').format(text.lang, text.value)


def short(iri: Iri) -> str:
    """The shortest name of a thing, for boxes in drawings."""
    return explorer().catalogue.short(iri, language())
