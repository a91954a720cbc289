"""Generated analyses of any size: the same arguments give the same analysis everywhere.

One country, so that an implication is grounded once: sizes count grounded implications. Each
factor that is not found is concluded by three implications, each of one to four premises, in
three shapes:

``shallow``  one factor in five is found, premises are any factors of a lower number:
             no cycles, derivations of a few steps
``cyclic``   one factor in five is found, premises are any factors at all: one large knot
             of circular support, derivations of a few steps
``deep``     factors stand in 40 layers of which the lowest is found, premises are near
             neighbours in the layer below: no cycles, derivations of some 130 propositions
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from random import Random
from typing import Final, Literal, get_args

from graph.grounding import ImplicationGraph
from graph.model import Analysis, Basis, Finding, Implication, Knowledge, Proposition
from graph.standing import is_derivable

Shape = Literal["shallow", "cyclic", "deep"]
SHAPES: Final[tuple[Shape, ...]] = get_args(Shape)

COUNTRY: Final = "VN"
_ALTERNATIVES = 3
_LAYERS = 40
_NEIGHBOURS = 4


def generated(implications: int, shape: Shape, seed: int = 0) -> Knowledge:
    """An analysis with that many implications; its measures are the last hundred factors."""
    dice = Random(f"{seed}-{shape}-{implications}")  # noqa: S311
    found, open_, premise = _PLANS[shape](-(-implications // _ALTERNATIVES))
    steps = tuple(
        _implication(i, open_[i % len(open_)], premise, dice) for i in range(implications)
    )
    return Knowledge(
        Analysis("generated", "KR", (COUNTRY,)),
        findings=tuple(_finding(number, dice) for number in found),
        implications=steps,
        measures=frozenset(_factor(number) for number in open_[-100:]),
    )


def goals(graph: ImplicationGraph, most: int) -> list[Proposition]:
    """So many of its measures at most that are derivable, in the order of their names."""
    measures = (Proposition(COUNTRY, name) for name in sorted(graph.knowledge.measures))
    return list(islice((p for p in measures if is_derivable(graph, p)), most))


_Plan = tuple[range, range, Callable[[int, Random], int]]


def _shallow(open_: int) -> _Plan:
    found = open_ // 4 + 1
    return range(found), range(found, found + open_), lambda above, dice: dice.randrange(above)


def _cyclic(open_: int) -> _Plan:
    found = open_ // 4 + 1
    every = found + open_
    return range(found), range(found, every), lambda _above, dice: dice.randrange(every)


def _deep(open_: int) -> _Plan:
    width = max(open_ // _LAYERS, _NEIGHBOURS)

    def below(above: int, dice: Random) -> int:
        layer, place = divmod(above, width)
        return (layer - 1) * width + (place + dice.randrange(_NEIGHBOURS)) % width

    return range(width), range(width, width + open_), below


_PLANS: Final[Mapping[Shape, Callable[[int], _Plan]]] = {
    "shallow": _shallow,
    "cyclic": _cyclic,
    "deep": _deep,
}


def _finding(number: int, dice: Random) -> Finding:
    proposition = Proposition(COUNTRY, _factor(number))
    return Finding(f"finding-{number}", _strength(dice), Basis.MEASURED, proposition)


def _implication(
    number: int, conclusion: int, premise: Callable[[int, Random], int], dice: Random
) -> Implication:
    premises = {premise(conclusion, dice) for _ in range(dice.randint(1, 4))} - {conclusion}
    return Implication(
        f"implication-{number}",
        _strength(dice),
        Basis.STATED,
        frozenset(map(_factor, premises or {0})),
        conclusion=_factor(conclusion),
        applies_to=frozenset({COUNTRY}),
    )


def _factor(number: int) -> str:
    return f"factor-{number}"


def _strength(dice: Random) -> float:
    return round(dice.uniform(0.4, 0.95), 2)
