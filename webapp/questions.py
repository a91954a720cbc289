"""The questions that the programming interface answers, each a function of its parameters."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Final

from graph import answers, answers_of_changes, answers_of_sets, answers_why
from graph.comparison import comparison, matrix
from graph.counterfactual import critical_findings, defeaters, missing
from graph.coverage import coverage
from graph.difference import difference
from graph.goals import measures_for
from graph.model import Basis, Iri, Proposition
from graph.openings import openings
from graph.paths import implication_paths, places
from graph.recommendation import gaps
from graph.robustness import robustness
from graph.semiring import SEMIRINGS
from webapp.current import explorer
from webapp.explorer import Study
from webapp.parameters import Asked
from webapp.scenario import answered, scenario

_CLAIM_KINDS: Final = frozenset({"finding", "implication", "objection", "advice"})
_MEASURE_KINDS: Final = frozenset({"measure", "strategy"})
_CONCEPT_KINDS: Final = frozenset({"factor"}) | _MEASURE_KINDS


# What the parameters name --------------------------------------------------------------------


def _iri(name: str, kinds: Collection[str]) -> Iri:
    return explorer().catalogue.resolve(name, kinds)


def _study(asked: Asked) -> Study:
    analysis = _iri(asked["analysis"], {"analysis"}) if asked["analysis"] else None
    bases = frozenset(map(Basis, asked["basis"]))
    sources = frozenset(_iri(name, {"document"}) for name in asked["source"])
    every = not bases or len(bases) == len(Basis)
    return explorer().study(analysis, None if every else bases, sources or None)


def _country(asked: Asked) -> Iri:
    return _iri(asked["country"], {"country"})


def _goal(asked: Asked) -> Proposition:
    return Proposition(_country(asked), _iri(asked["measure"], _MEASURE_KINDS))


def _of(study: Study, answer: answers.Json) -> answers.Json:
    return {**answer, "analysis": study.analysis.iri}


# Questions -----------------------------------------------------------------------------------


def recommendations_for(asked: Asked) -> answers.Json:
    """The recommendations for a country."""
    study, country = _study(asked), _country(asked)
    return _of(study, answers.recommend(country, study.recommendations(country)))


def why(asked: Asked) -> answers.Json:
    """The best derivations of a measure for a country."""
    study, goal, semiring = _study(asked), _goal(asked), SEMIRINGS[asked["semiring"]]
    found = study.derivations(goal, asked["k"], semiring)
    told = answers_why.why(study.graph, goal, semiring, found, lambda: study.balances)
    return _of(study, told)


def balance_of(asked: Asked) -> answers.Json:
    """How a measure stands for a country."""
    study, goal = _study(asked), _goal(asked)
    return _of(study, answers.balance(goal, study.balances.of(goal), goal in study.derivable))


def contributions_to(asked: Asked) -> answers.Json:
    """What each claim contributes to a measure for a country."""
    study, goal = _study(asked), _goal(asked)
    found = study.contributions(goal, asked["limit"])
    return _of(study, answers.contributions(goal, study.balances.of(goal), found))


def _bounds(study: Study, goal: Proposition, asked: Asked) -> answers_of_sets.Asked:
    return answers_of_sets.Asked(goal, goal in study.derivable, asked["max_size"])


def why_not(asked: Asked) -> answers.Json:
    """What is missing for a measure to follow for a country."""
    study, goal = _study(asked), _goal(asked)
    found = missing(study.graph, goal, asked["max_size"], asked["limit"])
    opened = openings(study.graph, goal, found.sets)
    return _of(study, answers_of_sets.why_not(_bounds(study, goal, asked), found, opened))


def defeat(asked: Asked) -> answers.Json:
    """What a measure for a country cannot do without."""
    study, goal = _study(asked), _goal(asked)
    critical = critical_findings(study.graph, goal)
    found = defeaters(study.graph, goal, asked["max_size"], asked["limit"])
    return _of(study, answers_of_sets.defeat(_bounds(study, goal, asked), critical, found))


def paths_between(asked: Asked) -> answers.Json:
    """The best paths from one concept to another."""
    study = _study(asked)
    country = _iri(asked["country"], {"country"}) if asked["country"] else None
    start, end = (_iri(asked[name], _CONCEPT_KINDS) for name in ("from", "to"))
    found = implication_paths(
        study.graph,
        places(study.graph, start, country),
        places(study.graph, end, country),
        asked["k"],
    )
    return _of(study, answers.paths(start, end, ((p.score, p.nodes) for p in found)))


def gaps_of(asked: Asked) -> answers.Json:
    """What stays open for a country."""
    study, country = _study(asked), _country(asked)
    return _of(study, answers.gaps(country, gaps(study.graph, country)))


def coverage_of(asked: Asked) -> answers.Json:
    """The smallest sets of measures that ease all that can be eased."""
    study, country = _study(asked), _country(asked)
    actors = explorer().catalogue.actors()
    found = coverage(study.graph, country, actors, study.balances, asked["limit"])
    return _of(study, answers_of_sets.coverage(found))


def measures_easing(asked: Asked) -> answers.Json:
    """What would ease a constraint of a country."""
    study = _study(asked)
    constraint = Proposition(_country(asked), _iri(asked["constraint"], {"constraint"}))
    found = measures_for(study.graph, constraint, study.balances, asked["max_size"], asked["limit"])
    return _of(study, answers_of_sets.measures_for(found))


def difference_between(asked: Asked) -> answers.Json:
    """What one country has that another lacks for a measure."""
    study, measure = _study(asked), _iri(asked["measure"], _MEASURE_KINDS)
    has, lacks = (_iri(asked[name], {"country"}) for name in ("has", "lacks"))
    found = difference(study.graph, measure, has, lacks, asked["max_size"], asked["limit"])
    return _of(study, answers_of_sets.difference(found))


def compare(asked: Asked) -> answers.Json:
    """One measure, or all, across countries."""
    study = _study(asked)
    countries = [_iri(name, {"country"}) for name in asked["country"]]
    countries = list(dict.fromkeys(countries)) or list(study.analysis.countries)
    if asked["measure"] is None:
        return _of(study, answers.matrix(matrix(study.graph, countries, study.balances)))
    measure = _iri(asked["measure"], _MEASURE_KINDS)
    found = comparison(study.graph, measure, countries, study.balances)
    return _of(study, answers.compare(found))


def what_if_edited(asked: Asked) -> answers.Json:
    """The recommendations for a country before and after changes."""
    study, country = _study(asked), _country(asked)
    edits = scenario(study, asked, country)
    return _of(study, answers_of_changes.what_if(edits, answered(study, edits, country)))


def robustness_of(asked: Asked) -> answers.Json:
    """How the ranking for a country moves when strengths do."""
    study, country = _study(asked), _country(asked)
    settings = (asked[name] for name in ("draws", "spread", "seed"))
    return _of(study, answers.robustness(robustness(study.graph, country, *settings)))


# Lists ---------------------------------------------------------------------------------------


def listed(key: str, things: Callable[[], Collection[Iri]]) -> Callable[[Asked], answers.Json]:
    """What lists things, told by IRI, name, kind and labels."""
    return lambda _asked: {key: [described(iri) for iri in things()]}


def described(iri: Iri) -> answers.Json:
    """A thing by IRI, name, kind and labels."""
    catalogue = explorer().catalogue
    told: answers.Json = {
        "iri": iri,
        "name": catalogue.name(iri),
        "kind": catalogue.kind(iri),
        "label": {lang: catalogue.label(iri, lang) for lang in ("en", "ko")},
    }
    if told["kind"] == "country":
        told["code"] = catalogue.iso(iri)
    return told


def claim(asked: Asked) -> answers.Json:
    """A claim with what it rests on."""
    catalogue = explorer().catalogue
    iri = _iri(asked["claim"], _CLAIM_KINDS)
    return {**described(iri), "evidence": [_evidence(e) for e in catalogue.evidence(iri, "en")]}


def _evidence(evidence: Any) -> answers.Json:
    names = (
        *("iri", "kind", "document", "date", "url", "start", "end"),
        *("indicator", "country", "period", "value"),
    )
    texts = ("title", "locator", "key_phrase", "unit", "note")
    told = {name: getattr(evidence, name) for name in names}
    told |= {name: getattr(evidence, name).value for name in texts}
    return {name: value for name, value in told.items() if value not in (None, "")}
