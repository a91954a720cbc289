"""Fetch the W3C's SPARQL tests, pinned by version and hash: `python tests/w3c/fetch.py`.

They are in the source archive of a release of rdflib. Does nothing while they are there.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

HERE = Path(__file__).parent
SUITE = HERE / ".suite"
REQUIREMENTS = HERE / "requirements.txt"
STAMP = SUITE / ".stamp"
PARTS = ("data-r2", "data-sparql11")


def main() -> int:
    """Fetch unless that was done for the same release; the exit status."""
    release = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == release:
        return 0
    print("Fetching the W3C's SPARQL tests (a few seconds, once) ...", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-binary", "rdflib"]
        where = ["--require-hashes", "--dest", folder, "-r", str(REQUIREMENTS)]
        command = [sys.executable, "-m", "pip", "download", *options, *where]
        if subprocess.run(command, check=False).returncode:
            print("tests/w3c: the tests could not be fetched; see the lines above", file=sys.stderr)
            return 1
        (archive,) = Path(folder).glob("*.tar.gz")
        unpack(archive)
    STAMP.write_text(release)
    return 0


def unpack(archive: Path) -> None:
    """Take the tests of queries out of the archive."""
    shutil.rmtree(SUITE, ignore_errors=True)
    with tarfile.open(archive) as opened:
        for member in opened.getmembers():
            parts = PurePosixPath(member.name).parts[1:]
            if member.isfile() and parts[:2] == ("test", "DAWG") and parts[2] in PARTS:
                target = SUITE.joinpath(*parts[2:])
                target.parent.mkdir(parents=True, exist_ok=True)
                content = opened.extractfile(member)
                assert content is not None
                target.write_bytes(content.read())


if __name__ == "__main__":
    raise SystemExit(main())
