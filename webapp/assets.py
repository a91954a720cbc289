"""The addresses of the built browser bundles, whose names hold a hash of their content."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from flask import url_for

VENDOR = Path(__file__).parent / "static" / "vendor"


def bundle(name: str) -> str | None:
    """The address of a bundle; none where it was not built, and pages work without."""
    built = _manifest(_modified_ns()).get(name)
    return url_for("static", filename=f"vendor/{built}") if built else None


def _modified_ns() -> int:
    manifest = VENDOR / "manifest.json"
    return manifest.stat().st_mtime_ns if manifest.is_file() else 0


@lru_cache(1)
def _manifest(modified_ns: int) -> Mapping[str, str]:
    if not modified_ns:
        return {}
    names: Mapping[str, str] = json.loads((VENDOR / "manifest.json").read_text("utf-8"))
    return names
