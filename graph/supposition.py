"""Supposing that something holds, fails or is unknown: the edits that make it so."""

from __future__ import annotations

from enum import StrEnum

from graph.edits import Assumption, Edits
from graph.grounding import ImplicationGraph
from graph.model import Proposition
from graph.standing import is_derivable


class Supposition(StrEnum):
    """What may be supposed of a factor in a country."""

    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"


def supposing(graph: ImplicationGraph, proposition: Proposition, supposed: Supposition) -> Edits:
    """The edits after which a proposition holds, fails or is unknown.

    *Holds*: it is assumed, and what says that it does not hold is retracted; nothing needs to
    be edited if it is found and uncontested. *Fails*: it is denied, and what says that it
    holds is retracted. *Unknown*: all findings about it are retracted, either way. What is
    derived goes on following, whatever is retracted or denied, so to fail or to be unknown it
    also needs the implications disabled that conclude it; they are disabled for every
    country, since an implication is one claim. All that makes it so is edited, whether it can
    be used at present or not, so that it stays so whatever else is supposed of other factors.

    Takes time linear in the number of claims about the proposition.

    Parameters
    ----------
    graph : ImplicationGraph
    proposition : Proposition
        A factor of one of the analysis' countries.
    supposed : Supposition

    Examples
    --------
    >>> from graph.grounding import implication_graph
    >>> from graph.model import Analysis, Basis, Finding, Implication, Knowledge
    >>> young, cheap = Proposition("VN", "young"), Proposition("VN", "cheap")
    >>> graph = implication_graph(Knowledge(
    ...     Analysis("a", "KR", ("VN",)),
    ...     (Finding("f", 0.9, Basis.STATED, young),),
    ...     (Implication("i", 0.5, Basis.STATED, frozenset({"young"}), conclusion="cheap"),)))
    >>> sorted(supposing(graph, young, Supposition.UNKNOWN).retract)
    ['f']
    >>> edits = supposing(graph, cheap, Supposition.FAILS)
    >>> sorted(edits.disable), edits.assume[0].holds
    (['i'], False)
    >>> bool(supposing(graph, young, Supposition.HOLDS))
    False
    """
    found = frozenset(f.iri for f in graph.findings.get(proposition, ()))
    denied = frozenset(f.iri for f in graph.denials.get(proposition, ()))
    if supposed is Supposition.HOLDS:
        if found and not denied:
            return Edits()
        return Edits(retract=denied, assume=[Assumption(proposition)])
    steps = frozenset(i.implication for i in graph.inferences.get(proposition, ()))
    if supposed is Supposition.FAILS:
        is_failing = denied and not is_derivable(graph, proposition)
        assumed = () if is_failing else (Assumption(proposition, holds=False),)
        return Edits(retract=found, assume=assumed, disable=steps)
    return Edits(retract=found | denied, disable=steps)
