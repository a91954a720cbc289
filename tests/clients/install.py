"""Install the clients in JavaScript from their lock file: `python tests/clients/install.py`.

Uses the Node that builds the browser bundles.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent / "frontend"))

from build import npm_command  # noqa: E402


def main() -> int:
    """Install what the lock file names; the exit status."""
    npm, environment = npm_command()
    arguments = ["ci", "--no-audit", "--no-fund", "--loglevel=error"]
    return subprocess.run([*npm, *arguments], cwd=HERE, env=environment, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
