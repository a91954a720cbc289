"""The part of a page's state that every page has: analysis, kinds of basis, sources.

It travels in the address (``?analysis=…&basis=stated,measured&source=…``), and every
link a page makes through `url` keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from flask import g, request, url_for
from werkzeug.exceptions import BadRequest

from graph.model import Basis, Iri, Proposition
from webapp.current import explorer as explorer
from webapp.lists import parts
from webapp.pages.base import LANGUAGES, language

if TYPE_CHECKING:
    from webapp.explorer import Study

_SCOPE_PARAMETERS = ("analysis", "basis", "source")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a view is restricted to; ``None`` restricts nothing."""

    analysis: Iri | None = None
    bases: frozenset[Basis] | None = None
    sources: frozenset[Iri] | None = None

    @property
    def is_restricted(self) -> bool:
        """Whether some claims of the analysis are hidden."""
        return self.bases is not None or self.sources is not None

    @property
    def hidden_bases(self) -> tuple[Basis, ...]:
        """The kinds of basis that are not shown, in a fixed order."""
        return () if self.bases is None else tuple(b for b in Basis if b not in self.bases)


def scope() -> Scope:
    """The scope that the address of the current request asks for.

    Raises
    ------
    BadRequest
        If a basis is none of the three.
    UnknownName
        If the analysis or a source is not in the data.
    """
    if "scope" not in g:
        g.scope = Scope(analysis=_resolved("analysis"), bases=_bases(), sources=_sources() or None)
    found: Scope = g.scope
    return found


def study() -> Study:
    """The study of the current scope: its analysis, reasoned over."""
    asked = scope()
    return explorer().study(asked.analysis, asked.bases, asked.sources)


def is_hidden(proposition: Proposition) -> bool:
    """Whether something looks unknown or not derived only because of the filter."""
    if not scope().is_restricted:
        return False
    whole = explorer().study(scope().analysis)
    return not _is_settled(study(), proposition) and _is_settled(whole, proposition)


def _is_settled(found: Study, proposition: Proposition) -> bool:
    return proposition in found.derivable or proposition in found.graph.denials


def listed(parameter: str) -> Iterator[str]:
    """The names in a query parameter, whether repeated or separated by commas."""
    return parts(request.args.getlist(parameter), explorer().catalogue.is_name)


def chosen(parameter: str) -> Iterator[str]:
    """The choices in a query parameter, likewise; they are no names of the data."""
    return parts(request.args.getlist(parameter))


def _resolved(parameter: str) -> Iri | None:
    name = request.args.get(parameter, "").strip()
    return explorer().catalogue.resolve(name, {parameter}) if name else None


def _sources() -> frozenset[Iri]:
    catalogue = explorer().catalogue
    return frozenset(catalogue.resolve(name, {"document"}) for name in listed("source"))


def _bases() -> frozenset[Basis] | None:
    asked = frozenset(chosen("basis"))
    unknown = sorted(asked - {basis.value for basis in Basis})
    if unknown:
        known = ", ".join(Basis)
        raise BadRequest(f"basis={unknown[0]}: unknown; use {known}, separated by commas")
    if not asked or len(asked) == len(Basis):
        return None
    return frozenset(Basis(basis) for basis in asked)


def url(endpoint: str, **values: Any) -> str:
    """The address of a page that keeps the scope of this one.

    `endpoint` is a page's name ("country") or a full endpoint ("sparql.query"); a value of
    ``None`` leaves a parameter out, so ``url("home", basis=None)`` shows every basis.
    """
    full = endpoint if "." in endpoint else f"pages.{endpoint}"
    return url_for(full, **{**kept(), **values})


def kept() -> dict[str, str | list[str]]:
    """The query parameters of the current scope, in a fixed order."""
    asked = scope()
    catalogue = explorer().catalogue
    parameters: dict[str, str | list[str]] = {}
    if asked.analysis is not None:
        parameters["analysis"] = catalogue.name(asked.analysis)
    if asked.bases is not None:
        parameters["basis"] = ",".join(basis for basis in Basis if basis in asked.bases)
    if asked.sources is not None:
        parameters["source"] = sorted(catalogue.name(source) for source in asked.sources)
    return parameters


def cleared(*parameters: str) -> str:
    """The address of this page without some of its parameters."""
    pairs = [(name, value) for name, value in _pairs() if name not in parameters]
    return request.path + (f"?{urlencode(pairs)}" if pairs else "")


def other_parameters() -> list[tuple[str, str]]:
    """The parameters of this page that say nothing about its scope."""
    return [(name, value) for name, value in _pairs() if name not in _SCOPE_PARAMETERS]


def _pairs() -> list[tuple[str, str]]:
    return list(request.args.items(multi=True))


def current_analysis() -> Iri | None:
    """The analysis on show: the one asked for, else the first; ``None`` without any."""
    return scope().analysis or next(iter(explorer().analyses), None)


def study_sources() -> tuple[Iri, ...]:
    """The documents that the claims of the analysis on show rest on, by name."""
    current = current_analysis()
    if current is None:
        return ()
    claims = explorer().study(current).knowledge.claims
    found = {source for claim in claims for source in claim.sources}
    return tuple(sorted(found, key=lambda iri: (explorer().catalogue.label(iri, language()), iri)))


def in_language(lang: str) -> str:
    """The address of the same state in another language; its home where there is none."""
    first, _, tail = request.path.removeprefix("/").partition("/")
    if first not in LANGUAGES:
        return f"/{lang}/"
    query = urlencode(_pairs())
    return f"/{lang}/{quote(tail)}" + (f"?{query}" if query else "")
