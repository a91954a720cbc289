"""A real browser on the real server. Without Chromium these tests fail; they never skip."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing; `make deps-browser` installs it"
    return {"executable_path": chromium, "args": list(FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    # axe is injected as a script, which our own policy would forbid.
    return {"bypass_csp": True, "viewport": {"width": 1280, "height": 900}}
