"""The reasons for and against a measure, unfolded into rows with a cell for each country."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain

from graph.grounding import ImplicationGraph
from graph.model import Conditional, Implication, Iri, Objection, Proposition
from graph.network import Argument, name_of
from graph.ranking import by_name
from graph.standing import Standing, Standings, State


class Kind(StrEnum):
    """What a row of a comparison shows."""

    IMPLICATION = "implication"
    OBJECTION = "objection"
    PREMISE = "premise"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a comparison, with a cell for each country.

    Attributes
    ----------
    kind : Kind
    claim : Iri
        The implication or objection, for a premise the one it belongs to.
    concept : Iri
        The premise; what the implication concludes; what the objection is aimed at.
    at_home : bool
        Whether it is asked of home whatever the country.
    depth : int
        0 for the reasons for the measure itself, 1 for their premises, and so on.
    is_repeated : bool
        Whether what leads to this premise has been unfolded further up already.
    cells : tuple of Standing
        For each country, how the premise stands there. A claim is `State.DERIVED` where all
        its premises hold, `State.FAILS` where one of them is found not to, and
        `State.NOT_APPLICABLE` where it does not apply.
    """

    kind: Kind
    claim: Iri
    concept: Iri
    at_home: bool
    depth: int
    is_repeated: bool
    cells: tuple[Standing, ...]

    @property
    def differs(self) -> bool:
        """Whether countries differ: it holds in one, and in another it fails or is unknown.

        How it is known, by a finding or by derivation, makes no difference here.
        """
        verdicts = {cell.state.holds or cell.state for cell in self.cells}
        return len(verdicts) > 1


def reasons(graph: ImplicationGraph, measure: Iri, countries: Sequence[Iri]) -> tuple[Row, ...]:
    """The implications that could conclude a measure, each with its premises under it.

    What leads to a premise is unfolded under it where it is derived in one of the countries,
    and only the first time it occurs: the result is no longer than the claims that matter.
    """
    return _Reasons(graph, countries).rows(measure)


def objections(
    graph: ImplicationGraph, measure: Iri, rows: Iterable[Row], countries: Sequence[Iri]
) -> tuple[Row, ...]:
    """What speaks against a measure and against the rows of its reasons, with its premises."""
    return _Objections(graph, countries).rows(measure, rows)


class _Rows:
    """What both kinds of table need: the row of a claim and those of its premises."""

    def __init__(self, graph: ImplicationGraph, countries: Sequence[Iri]) -> None:
        self._home = graph.analysis.home
        self._countries = countries
        self._standings = Standings(graph)
        groups: Iterable[Iterable[Argument]] = chain(
            graph.inferences.values(), graph.rebuttals.values(), graph.undercuts.values()
        )
        self._named = {name_of(argument): argument for group in groups for argument in group}

    def place(self, country: Iri, at_home: bool) -> Iri:
        """The country that something in a column is asked of."""
        return self._home if at_home else country

    def grounded(self, claim: Conditional, at_home: bool) -> list[Argument | None]:
        """The claim grounded for each column, where it applies."""
        return [self._named.get((claim.iri, self.place(c, at_home))) for c in self._countries]

    def claim_row(
        self, claim: Conditional, depth: int, at_home: bool, grounded: Sequence[Argument | None]
    ) -> Row:
        """The row of an implication or objection."""
        if isinstance(claim, Objection):
            kind, concept = Kind.OBJECTION, claim.target
        else:
            kind, concept = Kind.IMPLICATION, getattr(claim, "conclusion", "")
        cells = tuple(map(self._together, grounded))
        return Row(kind, claim.iri, concept, at_home, depth, False, cells)

    def premise_rows(
        self, claim: Conditional, depth: int, at_home: bool, grounded: Sequence[Argument | None]
    ) -> list[Row]:
        """One row for each premise by name, those asked of home last."""
        here = ((concept, at_home) for concept in sorted(claim.premises, key=by_name))
        there = ((concept, True) for concept in sorted(claim.home_premises, key=by_name))
        return [
            Row(Kind.PREMISE, claim.iri, c, home, depth, False, self._cells(c, home, grounded))
            for c, home in dict.fromkeys((*here, *there))
        ]

    def _cells(
        self, concept: Iri, at_home: bool, grounded: Sequence[Argument | None]
    ) -> tuple[Standing, ...]:
        return tuple(
            self._standings.of(Proposition(self.place(country, at_home), concept))
            if argument
            else Standing(State.NOT_APPLICABLE)
            for country, argument in zip(self._countries, grounded, strict=True)
        )

    def _together(self, argument: Argument | None) -> Standing:
        """Whether the premises of a claim hold together."""
        if argument is None:
            return Standing(State.NOT_APPLICABLE)
        states = [self._standings.of(premise).state for premise in argument.premises]
        if all(state.holds for state in states):
            return Standing(State.DERIVED)
        return Standing(State.FAILS if State.FAILS in states else State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class _Reason:
    """An implication towards a concept, asked of home or of each column's country."""

    implication: Implication
    goal_at_home: bool
    depth: int

    @property
    def at_home(self) -> bool:
        """Whether its own premises are asked of home, too."""
        return self.implication.is_home_only or (
            self.goal_at_home and not self.implication.concludes_home
        )


class _Reasons(_Rows):
    """The reasons for a measure, unfolded from the top down."""

    def __init__(self, graph: ImplicationGraph, countries: Sequence[Iri]) -> None:
        super().__init__(graph, countries)
        self._leading: defaultdict[Iri, list[Implication]] = defaultdict(list)
        for implication in sorted(graph.knowledge.implications, key=lambda i: by_name(i.iri)):
            self._leading[implication.conclusion].append(implication)

    def rows(self, measure: Iri) -> tuple[Row, ...]:
        """All rows; iterative, so that a chain of any length can be unfolded."""
        rows: list[Row] = []
        unfolded = {(measure, False)}
        waiting: list[Row | _Reason] = []
        waiting += [_Reason(i, False, 0) for i in self._leading[measure]][::-1]
        while waiting:
            item = waiting.pop()
            if isinstance(item, Row):
                key, reasons = (item.concept, item.at_home), self._onward(item)
                rows.append(replace(item, is_repeated=bool(reasons) and key in unfolded))
                if reasons and key not in unfolded:
                    unfolded.add(key)
                    waiting += reasons[::-1]
            else:
                row, *premises = self._group(item)
                rows.append(row)
                waiting += premises[::-1]
        return tuple(rows)

    def _group(self, reason: _Reason) -> list[Row]:
        implication, at_home = reason.implication, reason.at_home
        grounded = self.grounded(implication, at_home)
        if reason.depth and implication.concludes_home and not reason.goal_at_home:
            # It concludes what is asked only where home itself is the country.
            pairs = zip(self._countries, grounded, strict=True)
            grounded = [argument if c == self._home else None for c, argument in pairs]
        return [
            self.claim_row(implication, reason.depth, at_home, grounded),
            *self.premise_rows(implication, reason.depth + 1, at_home, grounded),
        ]

    def _onward(self, premise: Row) -> list[_Reason]:
        """What leads to a premise, if it is derived in any of the countries."""
        derived = (State.DERIVED, State.FOUND_AND_DERIVED)
        if not any(cell.state in derived for cell in premise.cells):
            return []
        return [
            _Reason(implication, premise.at_home, premise.depth + 1)
            for implication in self._leading[premise.concept]
            if not implication.concludes_home or premise.at_home or self._home in self._countries
        ]


class _Objections(_Rows):
    """What speaks against a measure and against the reasons for it."""

    def __init__(self, graph: ImplicationGraph, countries: Sequence[Iri]) -> None:
        super().__init__(graph, countries)
        self._aimed: defaultdict[Iri, list[Objection]] = defaultdict(list)
        for objection in sorted(graph.knowledge.objections, key=lambda o: by_name(o.iri)):
            self._aimed[objection.target].append(objection)

    def rows(self, measure: Iri, reasons: Iterable[Row]) -> tuple[Row, ...]:
        """Objections to the measure, to premises and implications, and to objections."""
        rows: list[Row] = []
        targets = dict.fromkeys([(measure, False), *map(_target, reasons)])
        waiting = list(targets)
        for target, at_home in waiting:  # grows as it is walked
            for objection in self._aimed[target]:
                grounded = self.grounded(objection, at_home)
                rows.append(self.claim_row(objection, 0, at_home, grounded))
                rows += self.premise_rows(objection, 1, at_home, grounded)
                if (objection.iri, at_home) not in targets:
                    targets[objection.iri, at_home] = None
                    waiting.append((objection.iri, at_home))
        return tuple(rows)


def _target(row: Row) -> tuple[Iri, bool]:
    """What an objection would have to be aimed at to speak against a row."""
    return (row.concept if row.kind is Kind.PREMISE else row.claim), row.at_home
