"""A promise that is tested is one a reader can find."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask

from webapp.config import Settings, option, variable

DOCS = Path(__file__).parent.parent / "docs"
SERVER = (DOCS / "server.md").read_text("utf-8")
_EXAMPLES = {
    "/countries/<code>": "/countries/VN",
    "/countries/<code>/robustness": "/countries/VN/robustness",
    "/countries/<code>/constraints/<name>": "/countries/VN/constraints/language-barrier",
    "/measures/<name>": "/measures/pairing",
    "/countries/<code>/measures/<name>": "/countries/VN/measures/pairing",
    "/countries/<code>/measures/<name>.svg": "/countries/VN/measures/pairing.svg",
    "/countries/<code>/measures/<name>/brief": "/countries/VN/measures/pairing/brief",
    "/countries/<code>/measures/<name>/brief.html": "/countries/VN/measures/pairing/brief.html",
    "/sources/<name>": "/sources/ID",
    "/ns.<suffix>": "/ns.ttl",
    "/data/<name>.<suffix>": "/data/ANALYSIS.ttl",
    "/data/examples.<suffix>": "/data/examples.ttl",
    "/id/<path:name>": "/id/…",
    "/graph/<path:name>": "/graph/ANALYSIS",
}


@pytest.mark.parametrize("name", [each.name for each in fields(Settings)])
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{option(name)}`" in SERVER
    assert f"`{variable(name)}`" in SERVER


def test_every_route_is_documented(app: Flask) -> None:
    rules = {re.sub(r"^/<any\(en, ko\):lang>", "", r.rule) for r in app.url_map.iter_rules()}
    own = {_EXAMPLES.get(r, r) for r in rules if not r.startswith("/static")}
    assert len(own) > 30
    missing = sorted(r for r in own if not re.search(rf"`{re.escape(r)}/?`", SERVER))
    assert missing == []


def test_links_between_documents_lead_somewhere() -> None:
    root = DOCS.parent
    pages = [*root.glob("*.md"), *DOCS.rglob("*.md")]
    assert len(pages) >= 6
    for page in pages:
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"
