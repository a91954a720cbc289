"""The layers webapp -> graph -> ontology, read off the imports themselves."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {
    "ontology": {"ontology"},
    "graph": {"ontology", "graph"},
    "webapp": {"ontology", "graph", "webapp"},
}
OURS = set(ALLOWED)
OUTSIDE = {
    "networkx": {"graph", "webapp"},
    "flask": {"webapp"},
    "rdflib": {"ontology", "graph", "webapp"},
}


def imported(path: Path) -> set[str]:
    """The dotted names of every module a file imports, wherever in the file it does so."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def modules(layer: str) -> list[Path]:
    return sorted((ROOT / layer).rglob("*.py"))


@pytest.mark.parametrize("layer", ALLOWED)
def test_layer_imports_only_itself_and_the_layers_below(layer: str) -> None:
    files = modules(layer)
    assert len(files) >= 5
    wrong = {
        (str(path.relative_to(ROOT)), name)
        for path in files
        for name in imported(path)
        if (top := name.partition(".")[0]) in OURS and top not in ALLOWED[layer]
    }
    assert wrong == set()


@pytest.mark.parametrize("package", OUTSIDE)
def test_outside_package_stays_in_its_layers(package: str) -> None:
    wrong = {
        str(path.relative_to(ROOT))
        for layer in ALLOWED
        if layer not in OUTSIDE[package]
        for path in modules(layer)
        for name in imported(path)
        if name.partition(".")[0] == package
    }
    assert wrong == set()


def test_only_views_imports_pyvis() -> None:
    users = {p.name for p in modules("webapp") if any(n.startswith("pyvis") for n in imported(p))}
    assert users == {"views.py"}


def test_only_build_and_derived_touch_rdf_in_the_engine() -> None:
    rdf = {"rdflib", "pyoxigraph", "oxrdflib"}
    users = {
        p.name
        for p in modules("graph")
        if p.name != "__main__.py" and any(n.partition(".")[0] in rdf for n in imported(p))
    }
    assert users <= {"build.py", "derived.py"}
