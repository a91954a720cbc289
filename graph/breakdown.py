"""How a balance comes about, as a sum to be read line by line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from graph.aggregation import documents
from graph.balance import Balances
from graph.grounding import ImplicationGraph
from graph.model import Finding, Iri, Proposition
from graph.network import Argument, claim_of, name_of


@dataclass(frozen=True, slots=True)
class Share:
    """What one argument or document adds to a sum, on what the ones before it left.

    Attributes
    ----------
    claims : tuple of Iri
        The grounded implication or objection or, for findings, all that one document
        says, the one that counts first.
    argument : Argument or None
        The grounded claim; none for findings.
    raw : float
        Its force before anything undercuts it.
    undercuts : tuple of Share
        What each objection to it takes from `raw`: their amounts lead from `raw` to `force`.
    force : float
        Its own force.
    amount : float
        What it adds to the sum: `force` times what is left of 1.
    """

    claims: tuple[Iri, ...]
    argument: Argument | None
    raw: float
    undercuts: tuple[Share, ...]
    force: float
    amount: float


@dataclass(frozen=True, slots=True)
class Sum:
    """The balance of a proposition as a sum.

    ``base + room * (support - opposition)`` is its acceptability, and each of the three is
    the sum of the amounts of its shares, which stand strongest first.

    Attributes
    ----------
    proposition : Proposition
    start, supports, oppositions : tuple of Share
        What adds up to the base, to the support and to the opposition.
    base, support, opposition, acceptability : float
    room : float
        What there is to move: what the base leaves up to 1 where support prevails or
        equals opposition, else the base itself.
    """

    proposition: Proposition
    start: tuple[Share, ...]
    supports: tuple[Share, ...]
    oppositions: tuple[Share, ...]
    base: float
    support: float
    opposition: float
    acceptability: float
    room: float

    @property
    def net(self) -> float:
        """Support minus opposition."""
        return self.support - self.opposition


def breakdown(graph: ImplicationGraph, balances: Balances, proposition: Proposition) -> Sum:
    """The balance of a proposition as a sum of what each claim adds to it.

    Forces aggregate, so each adds only its share of what the stronger ones left; the order,
    strongest first and then by name, is a choice of presentation.

    Examples
    --------
    >>> from graph.balance import balances
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Implication, Knowledge
    >>> goal = Proposition("VN", "pair")
    >>> def step(name, strength):
    ...     return Implication(name, strength, Basis.STATED, frozenset({"a"}), conclusion="pair")
    >>> fact = Finding("f", 1.0, Basis.STATED, Proposition("VN", "a"))
    >>> known = Knowledge(Analysis("x", "KR", ("VN",)), (fact,), (step("i", 0.5), step("j", 0.8)))
    >>> graph = implication_graph(known)
    >>> [(s.claims, s.force, round(s.amount, 9)) for s in
    ...  breakdown(graph, balances(graph), goal).supports]
    [(('j',), 0.8, 0.8), (('i',), 0.5, 0.1)]
    """
    balance = balances.of(proposition)
    denials = _documents(graph.denials.get(proposition, ()))
    rebuttals = _arguments(graph, balances, graph.rebuttals.get(proposition, ()))
    inferences = _arguments(graph, balances, graph.inferences.get(proposition, ()))
    return Sum(
        proposition=proposition,
        start=_shared(_documents(graph.findings.get(proposition, ()))),
        supports=_shared(inferences),
        oppositions=_shared([*denials, *rebuttals]),
        base=balance.base,
        support=balance.support,
        opposition=balance.opposition,
        acceptability=balance.acceptability,
        room=1 - balance.base if balance.net >= 0 else balance.base,
    )


def _documents(findings: Iterable[Finding]) -> list[Share]:
    return [_document(group) for group in documents(findings)]


def _document(findings: Sequence[Finding]) -> Share:
    ordered = sorted(findings, key=lambda finding: (-finding.strength, finding.iri))
    force = ordered[0].strength
    return Share(tuple(finding.iri for finding in ordered), None, force, (), force, force)


def _arguments(
    graph: ImplicationGraph, balances: Balances, arguments: Iterable[Argument]
) -> list[Share]:
    return [_argument(graph, balances, argument) for argument in arguments]


def _argument(graph: ImplicationGraph, balances: Balances, argument: Argument) -> Share:
    weighed = balances.weighing(argument)
    undercuts = [_plain(balances, attack) for attack in graph.undercuts.get(name_of(argument), ())]
    return Share(
        claims=(claim_of(argument),),
        argument=argument,
        raw=weighed.raw,
        undercuts=_shared(undercuts, weighed.raw),
        force=weighed.force,
        amount=weighed.force,
    )


def _plain(balances: Balances, attack: Argument) -> Share:
    weighed = balances.weighing(attack)
    return Share((claim_of(attack),), attack, weighed.raw, (), weighed.force, weighed.force)


def _shared(shares: Iterable[Share], whole: float = 1.0) -> tuple[Share, ...]:
    """The shares strongest first, each with what it takes of what is left of the whole."""
    result, left = [], whole
    for share in sorted(shares, key=lambda share: (-share.force, share.claims)):
        amount = left * share.force
        left -= amount
        result.append(replace(share, amount=amount))
    return tuple(result)
