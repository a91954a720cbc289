"""Grounding: which inferences and attacks a claim yields for which country."""

from __future__ import annotations

import pytest

from graph.balance import balance
from graph.errors import InvalidClaim
from graph.grounding import ImplicationGraph, implication_graph
from graph.model import Analysis, Basis, Finding, Implication, Knowledge, Objection, Proposition

ANALYSIS = Analysis("a", "KR", ("VN", "US"))
KR, VN, US = "KR", "VN", "US"


def found(country: str, concept: str, strength: float = 1.0) -> Finding:
    name = f"{country}-{concept}"
    return Finding(name, strength, Basis.STATED, Proposition(country, concept))


def step(name: str, *premises: str, to: str, **more: object) -> Implication:
    return Implication(
        name,
        0.5,
        Basis.STATED,
        frozenset(premises),
        conclusion=to,
        **more,  # type: ignore[arg-type]
    )


def graph_of(*claims: Finding | Implication | Objection) -> ImplicationGraph:
    return implication_graph(
        Knowledge(
            ANALYSIS,
            findings=tuple(c for c in claims if isinstance(c, Finding)),
            implications=tuple(c for c in claims if isinstance(c, Implication)),
            objections=tuple(c for c in claims if isinstance(c, Objection)),
        )
    )


def test_implication_is_grounded_for_every_considered_country_and_home() -> None:
    graph = graph_of(step("i", "p", to="q"))
    assert set(graph.inferences) == {Proposition(c, "q") for c in (KR, VN, US)}


def test_scope_restricts_the_countries() -> None:
    graph = graph_of(step("i", "p", to="q", applies_to=frozenset({VN})))
    assert set(graph.inferences) == {Proposition(VN, "q")}


def test_home_premise_is_asked_of_home() -> None:
    graph = graph_of(step("i", "p", to="q", home_premises=frozenset({"h"})))
    (inference,) = graph.inferences[Proposition(VN, "q")]
    assert inference.premises == (Proposition(VN, "p"), Proposition(KR, "h"))


def test_home_conclusion_collects_every_country() -> None:
    graph = graph_of(step("i", "p", to="s", concludes_home=True))
    assert {i.country for i in graph.inferences[Proposition(KR, "s")]} == {KR, VN, US}


def test_what_asks_only_of_home_counts_once() -> None:
    home = Implication(
        "i", 0.5, Basis.STATED, frozenset(), frozenset({"h"}), conclusion="s", concludes_home=True
    )
    doubt = Objection("o", 0.4, Basis.STATED, frozenset(), frozenset({"d"}), target="i")
    reply = Objection("r", 0.5, Basis.STATED, frozenset(), frozenset({"e"}), target="o")
    graph = graph_of(found(KR, "h"), found(KR, "d"), found(KR, "e"), home, doubt, reply)
    assert len(graph.inferences[Proposition(KR, "s")]) == 1
    assert len(graph.undercuts["i", KR]) == 1
    assert len(graph.undercuts["o", KR]) == 1
    # 0.5 * (1 - 0.4 * (1 - 0.5))
    assert balance(graph, Proposition(KR, "s")).support == pytest.approx(0.4)


def test_undercut_reaches_only_countries_its_target_applies_to() -> None:
    graph = graph_of(
        step("i", "p", to="q", applies_to=frozenset({VN})),
        Objection("o", 0.5, Basis.STATED, frozenset({"d"}), target="i"),
    )
    assert set(graph.undercuts) == {("i", VN)}


def test_undercut_of_what_is_drawn_once_for_home_shares_its_countries() -> None:
    def objection(name: str, target: str, premise: str = "", applies_to: str = "") -> Objection:
        asked = frozenset({premise} if premise else ())
        scope = frozenset({applies_to} if applies_to else ())
        at_home = frozenset({"h"})
        return Objection(name, 0.5, Basis.STATED, asked, at_home, applies_to=scope, target=target)

    graph = graph_of(
        found(KR, "h"),
        Implication(
            *("i", 0.5, Basis.STATED, frozenset(), frozenset({"h"})),
            applies_to=frozenset({VN}),
            conclusion="s",
            concludes_home=True,
        ),
        objection("there", "i", "d", applies_to=US),
        objection("there-of-home", "i", applies_to=US),
        objection("here", "i", "d"),
        objection("here-of-home", "i"),
        objection("reply", "here-of-home", applies_to=US),
    )
    attacks = {(attack.objection, attack.country) for attack in graph.undercuts["i", KR]}
    assert attacks == {("here", VN), ("here-of-home", KR)}
    assert set(graph.undercuts) == {("i", KR)}


def test_networkx_view_is_bipartite_and_complete() -> None:
    graph = graph_of(found(VN, "p"), step("i", "p", to="q", applies_to=frozenset({VN})))
    (inference,) = graph.inferences[Proposition(VN, "q")]
    assert set(graph.digraph.edges) == {
        (Proposition(VN, "p"), inference),
        (inference, Proposition(VN, "q")),
    }


@pytest.mark.parametrize("strength", [0.0, -0.1, 1.01, float("nan")])
def test_strength_outside_its_range_is_refused(strength: float) -> None:
    with pytest.raises(InvalidClaim, match=r"VN-p: strength .* is outside \(0, 1\]"):
        found(VN, "p", strength)


def test_circular_implication_is_refused() -> None:
    with pytest.raises(InvalidClaim, match="i: it concludes its own premise q"):
        step("i", "p", "q", to="q")


def test_implication_without_premise_is_refused() -> None:
    with pytest.raises(InvalidClaim, match="i: it has no premise"):
        step("i", to="q")
