"""What is told of things is looked up when it is asked for, and no more of it is kept than may."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.build import knowledge
from ontology import bearers, things
from ontology.catalogue import Catalogue
from ontology.embedded import EmbeddedStore
from ontology.loading import load
from ontology.store import Row, Value
from ontology.texts import Text
from tests.rdf import ID, MINI, turtle, written


class Watched(EmbeddedStore):
    """A store that tells what it is asked; its queries cost as those of a service do."""

    is_remote = True

    def __init__(self, oxigraph: ox.Store) -> None:
        super().__init__(oxigraph)
        self.asked: list[str] = []

    def select(self, query: str, **bindings: Value | Iterable[Value] | None) -> list[Row]:
        self.asked.append(query)
        return super().select(query, **bindings)

    values = EmbeddedStore.__mro__[1].values  # by queries


def watched(folder: Path, text: str = MINI) -> Watched:
    return Watched(load([written(folder / "data.ttl", text)]).oxigraph)


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    store = watched(tmp_path)
    found = Catalogue(store)
    assert store.asked == []
    assert found.label(ID + "VN", "ko") == "베트남"
    assert not any("?thing a ?type }" in query for query in store.asked)
    asked = len(store.asked)
    assert (found.kind(ID + "VN"), found.label(ID + "VN", "en")) == ("country", "Vietnam")
    assert len(store.asked) == asked


def test_what_is_foreseen_is_asked_for_together(tmp_path: Path) -> None:
    store = watched(tmp_path)
    found, names = Catalogue(store), knowledge(store).names
    assert {ID + name for name in ("VN", "young", "pairing", "f1", "i1", "o1", "doc")} <= names
    store.asked.clear()
    found.foresee(names)
    assert len(store.asked) <= 10 < len(names)
    store.asked.clear()
    for iri in names:
        assert found.name(iri) and found.label(iri, "en") and found.kind(iri)
    assert store.asked == []


def test_what_was_asked_for_least_recently_is_looked_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(things, "_KEPT", 2)
    store = watched(tmp_path)
    found = things.Things(store)
    for name in ("VN", "US", "VN", "KR"):
        assert found.of(ID + name).kind == "country"
    asked = len(store.asked)
    assert found.of(ID + "VN").labels == (Text("Vietnam", "en"), Text("베트남", "ko"))
    assert len(store.asked) == asked
    assert found.of(ID + "US").kind == "country"
    assert len(store.asked) > asked
    assert len(found._kept._kept) == 2


def test_what_is_no_iri_is_unknown_and_not_asked_for(tmp_path: Path) -> None:
    store = watched(tmp_path)
    found = things.Things(store)
    for text in ("", "VN", "http://x/a b", "_:b", "한국"):
        assert not found.of(text).is_known
    assert store.asked == []


TWINS = turtle(
    "<https://example.org/x> a pol:Measure .",
    "<https://example.org/x/> a pol:Measure .",
    "<https://example.org/y#x> a pol:Measure .",
    "<https://example.org/typed> a <https://example.org/Unheard> .",
    '<https://example.org/labelled> rdfs:label "A label" .',
    "id:v a pol:Advice ; pol:about <https://example.net/XX> ; pol:measure id:x .",
    "<urn:x> a pol:Factor .",
)


@pytest.mark.parametrize("most", [200, 0], ids=["by namespace", "by an index"])
def test_bearers_of_a_name_are_found_however_many_namespaces_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(bearers, "_MOST_NAMESPACES", most)
    store = watched(tmp_path, TWINS)
    found = bearers.Bearers(store, things.Things(store))
    example = "https://example.org/"
    assert found.of("x") == tuple(
        sorted((f"{example}x", f"{example}x/", f"{example}y#x", ID + "x"))
    )
    assert found.of("labelled") == (example + "labelled",)
    assert found.of("XX") == ("https://example.net/XX",)
    assert found.of("urn:x") == ("urn:x",)
    for name in ("typed", "nothing", "", "y#x", "org/x", "a b", "<"):
        assert found.of(name) == ()
