"""Reading figures and rules from data, and writing the findings they give as Turtle.

``python -m ontology.measured > ontology/analyses/is225-extended/measured.ttl`` brings the
committed findings up to date after a figure or a rule has changed.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from ontology.iris import ID, TERMS, local_name
from ontology.loading import load, ontology_files
from ontology.measurement import (
    UNCAPPED,
    Iri,
    Measured,
    Observation,
    Threshold,
    measured,
    strength,
)

_DC = "http://purl.org/dc/terms/"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_UNION = ox.DefaultGraph()  # where `ontology.store` keeps what all graphs say together
_RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

_HEADER = """\
# What the public figures show by the threshold rules. Written by "python -m ontology.measured";
# change the figures or the rules and write it again, do not edit it.

@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix id: <https://w3id.org/policy-explorer/id/> .
@prefix pol: <https://w3id.org/policy-explorer/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


@dataclass(frozen=True, slots=True)
class Data:
    """The triples that measuring reads, with the three look-ups it needs."""

    triples: ox.Store

    def things(self, kind: str) -> list[Iri]:
        """The IRIs of all things of a class of ours, sorted."""
        quads = self.triples.quads_for_pattern(None, _RDF_TYPE, ox.NamedNode(TERMS + kind), _UNION)
        return sorted(q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode))

    def values(self, thing: Iri, name: str) -> list[str]:
        """The values of a property, IRIs and literals alike, as text, sorted.

        A name with a colon is a full IRI, any other a term of ours.
        """
        return sorted(term.value for term in self._terms(thing, name))

    def value(self, thing: Iri, name: str) -> str | None:
        """The first value of a property, if there is any."""
        return next(iter(self.values(thing, name)), None)

    def needed(self, thing: Iri, name: str) -> str:
        """The value of a property that the shapes make sure of.

        Raises
        ------
        LookupError
            If there is none; validating the data says what to do about it.
        """
        found = self.value(thing, name)
        if found is None:
            raise LookupError(f"{thing} has no {local_name(name)}")
        return found

    def label(self, thing: Iri, language: str) -> str:
        """The preferred label in a language."""
        terms = self._terms(thing, _SKOS + "prefLabel")
        return next(
            (t.value for t in terms if isinstance(t, ox.Literal) and t.language == language),
            local_name(thing),
        )

    def _terms(self, thing: Iri, name: str) -> Iterator[ox.NamedNode | ox.Literal]:
        property_ = ox.NamedNode(name if ":" in name else TERMS + name)
        for quad in self.triples.quads_for_pattern(ox.NamedNode(thing), property_, None, _UNION):
            if isinstance(quad.object, ox.NamedNode | ox.Literal):
                yield quad.object


def shipped_data() -> Data:
    """The shipped analyses together with the vocabulary and its coding scale."""
    store = load().oxigraph
    for path in ontology_files():
        store.load(path=str(path))
    return Data(store)


def observations(data: Data) -> list[Observation]:
    """The figures that are numbers; a date or a word cannot be held against a limit."""
    read = (_observation(data, iri) for iri in data.things("Observation"))
    return [observation for observation in read if observation is not None]


def _observation(data: Data, iri: Iri) -> Observation | None:
    value = data.value(iri, "value")
    low, high = data.value(iri, "minValue") or value, data.value(iri, "maxValue") or value
    if low is None or high is None:
        return None
    document = data.needed(iri, _DC + "source")
    return Observation(
        iri,
        data.needed(iri, "indicator"),
        data.needed(iri, "country"),
        float(low),
        float(high),
        last_year(data.value(iri, "period")),
        document,
        _cap(data, document),
        data.value(iri, "isDerived") == "true",
    )


def _cap(data: Data, document: Iri) -> float:
    caps = (data.needed(rule, "strengthCap") for rule in data.values(document, "cappedBy"))
    return min(map(float, caps), default=UNCAPPED)


def last_year(period: str | None) -> int | None:
    """The last year that a period names.

    >>> last_year("Q1 FY2026"), last_year("2023-2027"), last_year(None)
    (2026, 2027, None)
    """
    years = [int(year) for year in re.findall(r"(?<!\d)\d{4}(?!\d)|\d{4}(?=Q)", period or "")]
    return max(years, default=None)


def thresholds(data: Data) -> list[Threshold]:
    """The rules, in the order of their names."""
    return [_threshold(data, iri) for iri in data.things("Threshold")]


def _threshold(data: Data, iri: Iri) -> Threshold:
    denied = data.value(iri, "denies")
    return Threshold(
        iri,
        data.needed(iri, "indicator"),
        local_name(data.needed(iri, "comparison")),
        float(data.needed(iri, "limit")),
        denied or data.needed(iri, "factor"),
        is_relative=data.value(iri, "relativeTo") is not None,
        holds=denied is None,
        countries=frozenset(data.values(iri, "about")),
    )


def findings(data: Data, analysis: Iri) -> tuple[Measured, ...]:
    """What the figures show for an analysis, whose date is the reference for old figures."""
    return measured(
        observations(data),
        thresholds(data),
        home=data.needed(analysis, "home"),
        considered=data.values(analysis, "considers"),
        reference_year=int(data.needed(analysis, _DC + "date")[:4]),
    )


def turtle(data: Data, analysis: Iri) -> str:
    """The findings as the text of a Turtle file, the same for the same data."""
    found = findings(data, analysis)
    blocks = (
        _block(data, analysis, name, finding)
        for name, finding in zip(names(found), found, strict=True)
    )
    return "\n".join([_HEADER, *blocks])


def names(found: Sequence[Measured]) -> list[str]:
    """A local name for each finding, numbered where one country meets a rule twice."""
    stems = [
        f"finding-{local_name(f.country).lower()}-"
        + local_name(f.threshold.iri).replace("threshold-", "measured-", 1)
        for f in found
    ]
    seen: Counter[str] = Counter()
    result = []
    for stem in stems:
        seen[stem] += 1
        result.append(stem if seen[stem] == 1 else f"{stem}-{seen[stem]}")
    return result


def _block(data: Data, analysis: Iri, name: str, finding: Measured) -> str:
    rule = finding.threshold
    evidence = _listed(o.iri for o in finding.evidence)
    documents = _listed(sorted({o.document for o in finding.evidence}))
    labels = " , ".join(
        f'"{data.label(finding.country, language)}: {data.label(rule.iri, language)}"@{language}'
        for language in ("en", "ko")
    )
    return (
        f"id:{name} a pol:Finding ;\n"
        f"    skos:prefLabel {labels} ;\n"
        f"    pol:about {_short(finding.country)} ;\n"
        f"    pol:factor {_short(rule.factor)} ;\n"
        + ("" if rule.holds else "    pol:holds false ;\n")
        + f"    pol:threshold {_short(rule.iri)} ;\n"
        f"    pol:strength {finding.strength} ;\n"
        "    pol:basis pol:Measured ;\n"
        f"    pol:evidence {evidence} ;\n"
        f"    dcterms:source {documents} ;\n"
        f"    pol:inAnalysis {_short(analysis)} ;\n"
        f"    rdfs:comment {_comment(finding)} .\n"
    )


def _comment(finding: Measured) -> str:
    value, limit = f"{finding.value:.4g}", f"{finding.threshold.limit:g}"
    if finding.value >= 10_000:
        value, limit = f"{finding.value:,.0f}", f"{finding.threshold.limit:,.0f}"
    english = f"{value} against a limit of {limit}: {finding.distance:.2f} times as far."
    korean = f"기준값은 {limit}이고 실제 값은 {value}입니다({finding.distance:.2f}배 차이)."
    if strength(finding.distance) > finding.cap:
        english += f" Held to {finding.cap:g} by the quality, age or derivation of the figure."
        korean += f" 수치의 출처·시점·산출 방식을 고려하여 강도를 {finding.cap:g}로 제한하였습니다."
    return f'"{english}"@en , "{korean}"@ko'


def _listed(iris: Iterable[Iri]) -> str:
    return " , ".join(map(_short, iris))


def _short(iri: Iri) -> str:
    return "id:" + iri.removeprefix(ID) if iri.startswith(ID) else f"<{iri}>"


if __name__ == "__main__":
    sys.stdout.write(turtle(shipped_data(), ID + "is225-extended"))
