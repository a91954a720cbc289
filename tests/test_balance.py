"""The balance, held against examples worked by hand and against the definition itself."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.aggregation import aggregated, documents, weight
from graph.balance import Balance, balance, balances
from graph.errors import InvalidArgument
from graph.grounding import ImplicationGraph, implication_graph
from graph.model import Attack, Finding, Inference, Knowledge, Proposition
from tests.small_worlds import against, at, found, graph_of, rule, strengths, world, worlds

Argument = Inference | Attack


def approx(value: float) -> object:
    return pytest.approx(value, abs=1e-12)


# --- worked by hand ------------------------------------------------------------------------


def test_force_is_strength_times_premises() -> None:
    """0.5 x 0.8 x 0.9 = 0.36; a missing base lets support be the acceptability."""
    graph = graph_of(found("a", 0.8), found("b", 0.9), rule("a & b > m", 0.5))
    assert balance(graph, at("m")) == Balance(0.0, approx(0.36), 0.0, approx(0.36))


def test_independent_reasons_aggregate() -> None:
    """0.4 (+) 0.25 = 0.4 + 0.25 - 0.1 = 0.55."""
    graph = graph_of(found("a", 0.8), found("b", 0.5), rule("a > m", 0.5), rule("b > m", 0.5))
    assert balance(graph, at("m")).support == approx(0.55)


def test_finding_is_raised_by_support() -> None:
    """t = 0.6, vs = 0.5: 0.6 + 0.4 x 0.5 = 0.8."""
    graph = graph_of(found("a", 0.5), found("b", 0.6), rule("a > b"))
    assert balance(graph, at("b")) == Balance(0.6, 0.5, 0.0, approx(0.8))


def test_finding_is_lowered_by_objection() -> None:
    """t = 0.6, va = 0.5: 0.6 - 0.6 x 0.5 = 0.3."""
    graph = graph_of(found("a", 0.5), found("b", 0.6), against("a | b"))
    assert balance(graph, at("b")) == Balance(0.6, 0.0, 0.5, approx(0.3))


def test_outweighed_without_base_floors_at_zero() -> None:
    """vs = 0.2, va = 0.5: acceptability 0, and the net tells how far below it lies."""
    graph = graph_of(found("a"), rule("a > m", 0.2), against("a | m", 0.5))
    result = balance(graph, at("m"))
    assert (result.acceptability, result.net) == (0.0, approx(-0.3))


def test_support_and_opposition_that_cancel_leave_the_base() -> None:
    graph = graph_of(found("a"), found("b", 0.7), rule("a > b", 0.4), against("a | b", 0.4))
    assert balance(graph, at("b")).acceptability == approx(0.7)


def test_undercut_takes_a_share_of_the_force() -> None:
    """0.5 x 0.8 x (1 - 0.4 x 0.5) = 0.32."""
    step = rule("a > m", 0.5, name="step")
    graph = graph_of(found("a", 0.8), found("b", 0.5), step, against("b | step", 0.4))
    weighed = balances(graph)
    (inference,) = graph.inferences[at("m")]
    assert weighed.force(inference) == approx(0.32)
    assert weighed.weighing(inference).raw == approx(0.4)
    assert weighed.weighing(inference).undercut == approx(0.2)


def test_undercut_objection_objects_less() -> None:
    """The rebuttal 0.6 loses half: va = 0.6 x (1 - 0.5) = 0.3; vs = 1: 1 x (1 - 0.3) = 0.7."""
    rebuttal = against("a | m", 0.6, name="rebuttal")
    graph = graph_of(found("a"), rule("a > m"), rebuttal, against("a | rebuttal", 0.5))
    assert balance(graph, at("m")).acceptability == approx(0.7)


def test_undercuts_of_one_step_aggregate() -> None:
    """1 - (0.5 (+) 0.5) = 0.25."""
    step = rule("a > m", name="step")
    undercuts = (against("a | step", 0.5, name="u"), against("a | step", 0.5, name="v"))
    graph = graph_of(found("a"), step, *undercuts)
    assert balance(graph, at("m")).support == approx(0.25)


def test_denial_rebuts_with_its_strength() -> None:
    """vs = 0.5 from a, va = 0.2: 0.3. The denial itself justifies nothing."""
    graph = graph_of(found("a"), rule("a > b", 0.5), found("b", 0.2, holds=False))
    assert balance(graph, at("b")) == Balance(0.0, 0.5, 0.2, approx(0.3))


def test_home_premise_asks_home() -> None:
    graph = graph_of(found("a", 0.5), found("KR:b", 0.5), rule("a & KR:b > m"))
    assert balance(graph, at("m")).support == approx(0.25)


def test_several_countries_add_up_to_a_home_conclusion() -> None:
    """0.5 from Vietnam (+) 0.4 from the United States = 0.7."""
    graph = graph_of(
        found("VN:a", 0.5), found("US:a", 0.4), rule("a > KR:m"), considers=("VN", "US")
    )
    assert balance(graph, at("KR:m")).support == approx(0.7)
    assert balance(graph, at("VN:m")) == Balance()


def test_unknown_proposition_is_all_zero() -> None:
    graph = graph_of(found("a"))
    assert balance(graph, at("nowhere:nothing")) == Balance()
    assert balances(graph).of(at("nowhere:nothing")) == Balance()


def test_argument_of_another_graph_is_refused() -> None:
    graph = graph_of(found("a"), rule("a > m"))
    other = graph_of(found("a"), rule("a > n", name="elsewhere"))
    with pytest.raises(InvalidArgument, match="elsewhere for VN"):
        balances(graph).force(other.inferences[at("n")][0])


# --- findings and their documents ----------------------------------------------------------


def test_one_document_counts_once_and_documents_aggregate() -> None:
    """Within x only 0.6 counts; with y: 0.6 (+) 0.5 = 0.8."""
    findings = [
        found("a", 0.6, name="f", sources="x"),
        found("a", 0.4, name="g", sources="x"),
        found("a", 0.5, name="h", sources="y"),
    ]
    assert weight(findings) == approx(0.8)
    assert balance(graph_of(*findings), at("a")).base == approx(0.8)


def test_documents_are_linked_by_any_shared_source() -> None:
    """f and h share nothing, but g links them: only the strongest of the three counts."""
    findings = [
        found("a", 0.6, name="f", sources="x"),
        found("a", 0.5, name="g", sources="xy"),
        found("a", 0.4, name="h", sources="y"),
    ]
    assert weight(findings) == 0.6
    assert len(documents(findings)) == 1


def test_finding_without_source_is_its_own_document() -> None:
    assert weight([found("a", 0.5, name="f"), found("a", 0.5, name="g")]) == approx(0.75)


def test_denials_of_one_document_count_once() -> None:
    denials = [
        found("a", 0.5, name=name, sources=sources, holds=False)
        for name, sources in (("f", "x"), ("g", "x"), ("h", "y"))
    ]
    assert balance(graph_of(*denials), at("a")).opposition == approx(0.75)


# --- cycles --------------------------------------------------------------------------------


def test_circular_support_inflates_to_its_fixed_point() -> None:
    """a = 0.5 + 0.5 x 0.5b and b = 0.5a: a = 0.5 / (1 - 0.125) = 4/7, b = 2/7."""
    graph = graph_of(found("a", 0.5), rule("a > b", 0.5), rule("b > a", 0.5))
    weighed = balances(graph)
    assert weighed.is_cyclic
    assert weighed.converged
    assert weighed.of(at("a")).acceptability == pytest.approx(4 / 7, abs=1e-8)
    assert weighed.of(at("b")).acceptability == pytest.approx(2 / 7, abs=1e-8)


def test_circle_without_a_finding_supports_nothing() -> None:
    graph = graph_of(rule("a > b"), rule("b > a"))
    assert balances(graph).of(at("a")) == Balance()


def test_certain_mutual_objection_never_settles_and_says_so() -> None:
    """From 1 and 1 both fall to 0, rise to 1, and so on."""
    graph = graph_of(
        found("a"), found("b"), found("c"), against("a | b"), against("b | a"), rule("a & c > m")
    )
    weighed = balances(graph)
    assert not weighed.converged
    assert weighed.rounds == 1000
    assert not weighed.of(at("a")).converged
    assert not weighed.of(at("m")).converged  # it depends on what moves
    assert weighed.of(at("c")).converged
    assert weighed.unsettled == {at("a"), at("b"), at("m")}
    assert not balance(graph, at("a")).converged
    assert balance(graph, at("c")).converged


def test_uncertain_mutual_objection_settles() -> None:
    """a = b = x with x = 1 - x/2: 2/3."""
    graph = graph_of(found("a"), found("b"), against("a | b", 0.5), against("b | a", 0.5))
    assert balances(graph).of(at("a")).acceptability == pytest.approx(2 / 3, abs=1e-8)


def test_objections_that_undercut_each_other_in_a_circle() -> None:
    """Forces x = y with x = 0.5 (1 - x): 1/3."""
    circle = (against("a | y", 0.5, name="x"), against("a | x", 0.5, name="y"))
    graph = graph_of(found("a"), rule("a > m"), *circle)
    weighed = balances(graph)
    assert weighed.is_cyclic
    for name in ("x", "y"):
        (attack,) = graph.undercuts[(name, "VN")]
        assert weighed.force(attack) == pytest.approx(1 / 3, abs=1e-8)


def test_objection_that_undercuts_itself() -> None:
    """x = 0.8 (1 - x): 4/9."""
    graph = graph_of(found("a"), rule("a > m"), against("a | m"), against("a | x", 0.8, name="x"))
    (attack,) = graph.undercuts[("x", "VN")]
    assert balances(graph).force(attack) == pytest.approx(4 / 9, abs=1e-8)


def test_cycle_elsewhere_leaves_the_rest_exact() -> None:
    chain = [rule(f"s{i} > s{i + 1}") for i in range(3000)]
    graph = graph_of(
        found("s0", 0.5), *chain, found("a", 0.5), rule("a > b", 0.5), rule("b > a", 0.5)
    )
    weighed = balances(graph)
    assert weighed.converged
    assert weighed.of(at("s3000")).support == 0.5


def test_chain_behind_a_cycle_is_solved_to_its_end() -> None:
    chain = [rule(f"s{i} > s{i + 1}") for i in range(3000)]
    graph = graph_of(
        found("a", 0.5), rule("a > b", 0.5), rule("b > a", 0.5), rule("a > s0"), *chain
    )
    weighed = balances(graph)
    assert weighed.converged
    assert weighed.of(at("s3000")).support == pytest.approx(4 / 7, abs=1e-8)


# --- size ----------------------------------------------------------------------------------


def test_chain_of_ten_thousand_steps() -> None:
    chain = [rule(f"s{i} > s{i + 1}", 0.9999) for i in range(10_000)]
    graph = graph_of(found("s0"), *chain)
    assert balance(graph, at("s10000")).support == pytest.approx(0.9999**10_000, rel=1e-9)


def test_long_chains_keep_their_tiny_forces() -> None:
    chain = [rule(f"s{i} > s{i + 1}", 0.1) for i in range(200)]
    graph = graph_of(found("s0"), *chain)
    assert balance(graph, at("s200")).support == pytest.approx(1e-200, rel=1e-9)


def test_hundred_thousand_groundings_are_weighed() -> None:
    rules = [rule(f"p{i} & q{i % 97} > c{i % 5000}", 0.5, name=f"r{i}") for i in range(50_000)]
    facts = [found(f"VN:p{i}", 0.5) for i in range(50_000)]
    graph = graph_of(*facts, *(found(f"VN:q{i}", 0.5) for i in range(97)), *rules)
    weighed = balances(graph)
    assert len(weighed.network.arguments) == 100_000
    assert weighed.of(at("c0")).support == pytest.approx(1 - (1 - 0.125) ** 10)


def test_only_ancestors_are_weighed_for_one_proposition() -> None:
    step = rule("a > m", name="step")
    graph = graph_of(
        found("a"), found("x"), step, against("b | step", name="u"), rule("c > b"), rule("x > y")
    )
    weighed = balances(graph, [at("m")])
    assert set(weighed.network.propositions) == {at("m"), at("a"), at("b"), at("c")}


# --- the definition itself -----------------------------------------------------------------


def name(argument: Argument) -> tuple[str, str]:
    claim = argument.implication if isinstance(argument, Inference) else argument.objection
    return claim, argument.country


def plus(a: float, b: float) -> float:
    return a + b - a * b


def total(forces: Iterable[float]) -> float:
    return reduce(plus, forces, 0.0)


def strongest_by_document(findings: tuple[Finding, ...]) -> float:
    """Components of findings that share a source, the strongest of each aggregated."""
    left, best = list(findings), []
    while left:
        group = [left.pop()]
        while more := [f for f in left if any(f.sources & g.sources for g in group)]:
            group += more
            left = [f for f in left if f not in more]
        best.append(max(f.strength for f in group))
    return total(best)


class Definition:
    """Acceptabilities as the definition reads, every number over and over again."""

    def __init__(self, graph: ImplicationGraph) -> None:
        self.graph = graph
        groups = (graph.inferences, graph.rebuttals, graph.undercuts)
        arguments = [a for index in groups for group in index.values() for a in group]
        places = {*graph.findings, *graph.denials, *graph.inferences, *graph.rebuttals}
        self.places = places | {p for a in arguments for p in a.premises}
        self.values = {p: strongest_by_document(graph.findings.get(p, ())) for p in self.places}
        self.bases = dict(self.values)
        self.turning = [a for a in dict.fromkeys(arguments) if self.circles(a)]
        self.kept = {name(a): self.raw(a) for a in self.turning}
        self.converged = any(self.moved() < 1e-9 for _ in range(1000))

    def circles(self, argument: Argument, above: tuple[Argument, ...] = ()) -> bool:
        """Whether following undercuts upwards from it never ends."""
        undercuts = self.graph.undercuts.get(name(argument), ())
        return argument in above or any(self.circles(u, (*above, argument)) for u in undercuts)

    def raw(self, argument: Argument) -> float:
        return argument.strength * math.prod(self.values[p] for p in argument.premises)

    def force(self, argument: Argument) -> float:
        undercuts = self.graph.undercuts.get(name(argument), ())
        shares = (self.kept[name(u)] if name(u) in self.kept else self.force(u) for u in undercuts)
        return self.raw(argument) * (1 - total(shares))

    def acceptability(self, place: Proposition) -> float:
        denied = strongest_by_document(self.graph.denials.get(place, ()))
        vs = total(map(self.force, self.graph.inferences.get(place, ())))
        va = plus(denied, total(map(self.force, self.graph.rebuttals.get(place, ()))))
        t = self.bases[place]
        return t + (1 - t) * (vs - va) if vs >= va else t - t * (va - vs)

    def moved(self) -> float:
        """Update all at once; how far the value that moved most did."""
        turned = {name(a): self.force(a) for a in self.turning}
        values = {p: self.acceptability(p) for p in self.places}
        moves = [abs(values[p] - self.values[p]) for p in self.places]
        moves += [abs(turned[key] - self.kept[key]) for key in turned]
        self.values, self.kept = values, turned
        return max(moves)


@settings(max_examples=200, deadline=None)
@given(worlds(acyclic=True))
def test_acyclic_graphs_equal_the_definition(known: Knowledge) -> None:
    graph = implication_graph(known)
    weighed = balances(graph)
    assume(not weighed.is_cyclic)  # an undercut may still close a circle by way of home
    expected = Definition(graph)
    assert expected.converged
    assert weighed.rounds == 0
    for proposition, value in expected.values.items():
        assert weighed.of(proposition).acceptability == approx(value)


@settings(max_examples=200, deadline=None)
@given(worlds())
def test_cyclic_graphs_equal_the_definition(known: Knowledge) -> None:
    graph = implication_graph(known)
    weighed = balances(graph)
    expected = Definition(graph)
    assert weighed.converged >= expected.converged
    for proposition, value in expected.values.items():
        if expected.converged:
            assert weighed.of(proposition).acceptability == pytest.approx(value, abs=1e-6)


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_one_proposition_stands_as_among_all(known: Knowledge) -> None:
    graph = implication_graph(known)
    weighed = balances(graph)
    for proposition in weighed.network.propositions:
        alone, among = balance(graph, proposition), weighed.of(proposition)
        if alone.converged and among.converged:
            assert alone.acceptability == pytest.approx(among.acceptability, abs=1e-6)


@settings(max_examples=150, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_order_of_claims_does_not_matter(known: Knowledge, random: object) -> None:
    def shuffled(claims: tuple) -> tuple:
        return tuple(random.sample(claims, len(claims)))

    other = replace(
        known,
        findings=shuffled(known.findings),
        implications=shuffled(known.implications),
        objections=shuffled(known.objections),
    )
    one, two = (balances(implication_graph(k)) for k in (known, other))
    assert set(one.network.propositions) == set(two.network.propositions)
    assert one.converged == two.converged
    for proposition in one.network.propositions if one.converged else ():
        assert one.of(proposition).acceptability == approx(two.of(proposition).acceptability)


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_all_numbers_stay_between_zero_and_one(known: Knowledge) -> None:
    weighed = balances(implication_graph(known))
    for proposition in weighed.network.propositions:
        result = weighed.of(proposition)
        numbers = (result.base, result.support, result.opposition, result.acceptability)
        assert all(0 <= number <= 1 for number in numbers)
    for argument in weighed.network.arguments:
        force = weighed.weighing(argument)
        assert 0 <= force.force <= 1
        if weighed.converged:
            assert force.force == pytest.approx(force.raw * (1 - force.undercut), abs=1e-6)


@settings(max_examples=100, deadline=None)
@given(worlds(acyclic=True), strengths)
def test_one_more_objection_to_a_measure_only_lowers_it(known: Knowledge, strength: float) -> None:
    objection = against("a | n", strength, name="new")
    more = replace(known, objections=(*known.objections, objection))
    before, after = (balance(implication_graph(k), at("n")) for k in (known, more))
    assert after.acceptability <= before.acceptability + 1e-9
    assert after.opposition >= before.opposition - 1e-9


@settings(max_examples=100, deadline=None)
@given(worlds(acyclic=True))
def test_without_objections_and_denials_more_findings_only_raise(known: Knowledge) -> None:
    positive = tuple(f for f in known.findings if f.holds)
    more = world(*positive, found("VN:a", 0.9, name="new"), *known.implications)
    less = world(*positive, *known.implications)
    before, after = (balances(implication_graph(k)) for k in (less, more))
    for proposition in before.network.propositions:
        lower, higher = before.of(proposition), after.of(proposition)
        assert higher.acceptability >= lower.acceptability - 1e-9


@given(st.lists(st.floats(0, 1), max_size=6))
def test_aggregation_stays_in_range_whatever_the_order(forces: list[float]) -> None:
    total = aggregated(forces)
    assert 0 <= total <= 1
    assert total == approx(1 - math.prod(1 - force for force in forces))
    assert total == approx(aggregated(reversed(forces)))


# --- the functions of the paper ------------------------------------------------------------
#
# DF-QuAD is due to Rago, Toni, Aurisicchio and Baroni (KR 2016). Its arguments with their base
# scores are findings here, its attacks and supports objections and implications of strength 1.


def debated(*attackers: float, base: float, supporters: Iterable[float] = ()) -> float:
    """The strength of an argument with attackers and supporters that nothing else bears on."""
    claims = [found("x", base)] if base else []
    for n, strength in enumerate(attackers):
        claims += [found(f"a{n}", strength), against(f"a{n} | x")]
    for n, strength in enumerate(supporters):
        claims += [found(f"s{n}", strength), rule(f"s{n} > x")]
    return balance(graph_of(*claims), at("x")).acceptability


def test_paper_aggregation_of_none_one_two_and_three() -> None:
    """F() = 0, F(0.8) = 0.8, F(0.8, 0.5) = 0.8 + 0.5 - 0.4 = 0.9,
    F(0.8, 0.5, 0.2) = 0.9 + 0.2 - 0.18 = 0.92; an attacker of full strength leaves F = 1.

    Attacked alone, a base of 1 leaves what the aggregate does not take: 1 - F.
    """
    for attackers, left in ((), 1), ((0.8,), 0.2), ((0.8, 0.5), 0.1), ((0.8, 0.5, 0.2), 0.08):
        assert debated(*attackers, base=1) == approx(left)
        assert aggregated(attackers) == approx(1 - left)
    assert debated(0.3, 1.0, base=1) == approx(0)


@pytest.mark.parametrize(
    ("base", "va", "vs", "expected"),
    [
        (0.5, 0.0, 0.0, 0.5),  # nothing bears on it: the base
        (0.5, 0.8, 0.8, 0.5),  # both alike: the base
        (0.5, 0.8, 0.0, 0.1),  # 0.5 - 0.5 x 0.8
        (0.5, 0.0, 0.8, 0.9),  # 0.5 + 0.5 x 0.8
        (0.4, 0.9, 0.4, 0.2),  # 0.4 - 0.4 x 0.5
        (0.4, 0.4, 0.9, 0.7),  # 0.4 + 0.6 x 0.5
        (0.4, 1.0, 0.0, 0.0),  # attacked to the full: nothing is left
        (0.4, 0.0, 1.0, 1.0),  # supported to the full
        (0.0, 0.9, 0.2, 0.0),  # what is nothing cannot lose
        (1.0, 0.2, 0.9, 1.0),  # what is full cannot gain
    ],
)
def test_paper_combination_in_all_its_cases(
    base: float, va: float, vs: float, expected: float
) -> None:
    """C = v0 - v0 |vs - va| if va >= vs, else v0 + (1 - v0) |vs - va|; sums beside the cases."""
    attackers, supporters = ([v] if v else [] for v in (va, vs))
    assert debated(*attackers, base=base, supporters=supporters) == approx(expected)


def test_paper_no_jump_where_a_supporter_is_as_good_as_none() -> None:
    """What the paper is named for. Base 0.5 and an attacker of 0.8.

    Without a supporter: 0.5 - 0.5 x 0.8 = 0.1. With one of 0.001:
    0.5 - 0.5 x (0.8 - 0.001) = 0.1005, while QuAD, which averages what attack and support
    alone would leave, jumps to (0.1 + 0.5005) / 2 = 0.30025.
    """
    assert debated(0.8, base=0.5) == approx(0.1)
    assert debated(0.8, base=0.5, supporters=[0.001]) == approx(0.1005)


def test_paper_tree_from_its_leaves_to_its_root() -> None:
    """Seven arguments of base 0.5; e and f attack c, c and d attack b, g supports b, b attacks a.

    c: va = 0.5 + 0.5 - 0.25 = 0.75, so 0.5 - 0.5 x 0.75 = 0.125.
    b: va = 0.125 + 0.5 - 0.0625 = 0.5625, vs = 0.5, so 0.5 - 0.5 x 0.0625 = 0.46875.
    a: va = 0.46875, so 0.5 - 0.5 x 0.46875 = 0.265625.
    """
    attacks = [against(text) for text in ("e | c", "f | c", "c | b", "d | b", "b | a")]
    graph = graph_of(*(found(name, 0.5) for name in "abcdefg"), *attacks, rule("g > b"))
    weighed = balances(graph)
    strengths_ = [weighed.of(at(name)).acceptability for name in "cba"]
    assert strengths_ == [approx(0.125), approx(0.46875), approx(0.265625)]
