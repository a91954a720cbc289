"""What eases the constraints of a country, and the fewest measures that ease all they can."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from flask import request

from graph.coverage import Cover, Coverage, coverage
from graph.model import Iri, Proposition
from graph.recommendation import constraints
from webapp.pages.base import language
from webapp.pages.cache import cached
from webapp.pages.matrix import Cell, cell
from webapp.pages.names import label
from webapp.pages.scope import cleared, explorer, is_hidden, scope
from webapp.parameters import Parameter

if TYPE_CHECKING:
    from webapp.explorer import Study

LIMIT: Final = Parameter(
    "limit", "How many packages of measures at most.", "integer", default=6, least=1, most=100
)
_MORE: Final = 4  # times as many packages at the next look

Standing: TypeAlias = Literal["standing", "outweighed", "hidden", "underived"]


@dataclass(frozen=True, slots=True)
class Easing:
    """A measure that mitigates a constraint, and how it stands for the country.

    It is recommended and "standing" or "outweighed", not derived and "hidden" where only the
    filter in force keeps it off, else "underived"; `at_home` if it is not recommended for the
    country, but for home.
    """

    cell: Cell
    standing: Standing
    at_home: bool = False

    @property
    def measure(self) -> Iri:
        """The measure."""
        return self.cell.measure

    @property
    def follows(self) -> bool:
        """Whether it is recommended for the country."""
        return self.cell.recommendation is not None


@dataclass(frozen=True, slots=True)
class Group:
    """The fewest measures of somebody that ease what they can; of anybody if `actor` is none.

    `shared` are the measures that all packages have, `rest` what each adds to them, and `open`
    the constraints that stay.
    """

    actor: Iri | None
    cover: Cover
    shared: tuple[Iri, ...]
    rest: tuple[tuple[Iri, ...], ...]
    open: tuple[Iri, ...]


@dataclass(frozen=True, slots=True)
class Packages:
    """The coverage of a country's constraints, as its page shows it.

    Attributes
    ----------
    constraints : tuple of Iri
        Those that hold, by label.
    groups : tuple of Group
        With all measures first, then with those of one actor alone.
    measures : tuple of Iri
        Those of any package, by label.
    eased : mapping of Iri to frozenset of Iri
        What each of them mitigates.
    open : tuple of Iri
        Constraints that no standing measure mitigates.
    hidden, unknown : tuple of Iri
        Constraints that may hold: those that the filter hides, and those of which nobody has
        recorded whether they do.
    limit, next_limit : int
        How many packages are given at most, and how many at the next look.
    """

    constraints: tuple[Iri, ...]
    groups: tuple[Group, ...]
    measures: tuple[Iri, ...]
    eased: Mapping[Iri, frozenset[Iri]]
    open: tuple[Iri, ...]
    hidden: tuple[Iri, ...]
    unknown: tuple[Iri, ...]
    limit: int

    @property
    def next_limit(self) -> int:
        """How many packages the next look gives; as many as now if there is none."""
        return min(_MORE * self.limit, int(LIMIT.most or self.limit))


def packages(found: Study, country: Iri) -> Packages:
    """The packages of a country, as many as ``?limit=`` asks for.

    Raises
    ------
    BadRequest
        If the limit is no number, or out of range.
    """
    limit: int = LIMIT.read(request.args)
    key = ("packages", scope(), country, limit, language())
    return cached(key, lambda: _packages(found, country, limit))


def more_packages(shown: Packages) -> str:
    """The address of this page with more packages."""
    address = cleared("limit")
    return f"{address}{'&' if '?' in address else '?'}limit={shown.next_limit}#coverage"


def easings(found: Study, constraint: Proposition) -> tuple[Easing, ...]:
    """The measures that mitigate a constraint, those that stand first, then by label."""
    pairs = found.knowledge.mitigations
    measures = (m for m, c in pairs if c == constraint.concept)
    known = (_easing(found, constraint.country, measure) for measure in measures)
    order = ("standing", "outweighed", "hidden", "underived")
    return tuple(sorted(known, key=lambda e: (order.index(e.standing), *_name(e.measure))))


def _easing(found: Study, country: Iri, measure: Iri) -> Easing:
    home = Proposition(found.analysis.home, measure)
    shown = cell(found, country, measure)
    if shown.recommendation:
        return Easing(shown, "outweighed" if shown.recommendation.outweighed else "standing")
    at_home = country != home.country and home in found.derivable
    return Easing(shown, "hidden" if shown.is_hidden else "underived", at_home)


def _packages(found: Study, country: Iri, limit: int) -> Packages:
    holding = by_label(constraints(found.graph, country))
    actors = cached("actors", explorer().catalogue.actors)
    known = coverage(found.graph, country, actors, found.balances, limit)
    groups = tuple(_group(actor, cover, holding) for actor, cover in _covers(known))
    used = {m for group in groups for package in group.cover.packages for m in package}
    off = [Proposition(country, c) for c in by_label(found.knowledge.constraints)]
    off = [p for p in off if p not in found.derivable and p not in found.graph.denials]
    return Packages(
        constraints=holding,
        groups=groups,
        measures=by_label(used),
        eased={m: _eased(found, m) & frozenset(holding) for m in used},
        open=by_label(known.unmitigated),
        hidden=tuple(p.concept for p in off if is_hidden(p)),
        unknown=tuple(p.concept for p in off if not is_hidden(p)),
        limit=limit,
    )


def _covers(known: Coverage) -> list[tuple[Iri | None, Cover]]:
    alone = sorted(known.by_actor.items(), key=lambda item: _name(item[0]))
    return [(None, known.overall), *alone]


def _group(actor: Iri | None, cover: Cover, holding: tuple[Iri, ...]) -> Group:
    sets = [frozenset(package) for package in cover.packages]
    shared = frozenset.intersection(*sets)
    return Group(
        actor=actor,
        cover=cover,
        shared=by_label(shared),
        rest=tuple(by_label(package - shared) for package in sets if package - shared),
        open=tuple(c for c in holding if c not in cover.constraints),
    )


def _eased(found: Study, measure: Iri) -> frozenset[Iri]:
    return frozenset(c for m, c in found.knowledge.mitigations if m == measure)


def by_label(things: Iterable[Iri]) -> tuple[Iri, ...]:
    """Things in the order of their names on the page."""
    return tuple(sorted(things, key=_name))


def _name(iri: Iri) -> tuple[str, Iri]:
    return label(iri), iri
