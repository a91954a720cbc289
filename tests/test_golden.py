"""Sessions at a terminal, as files: a case needs no code.

Below `golden`, each folder holds a ``data.ttl`` and any number of ``*.txt``: commands after
``$``, each followed by what it prints, errors after ``!``, and its status in brackets unless
it is 0. Run ``python -m tests.test_golden`` to write down what the commands print now, and
read the difference before keeping it.
"""

from __future__ import annotations

import io
import os
import shlex
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from graph.commands.main import main

GOLDEN = Path(__file__).parent / "golden"
SESSIONS = sorted(GOLDEN.glob("*/*.txt"))


def commands(text: str) -> list[str]:
    return [line.removeprefix("$ ") for line in text.splitlines() if line.startswith("$ ")]


def session(path: Path) -> str:
    """The commands of a session and what they print now, in its folder, 80 columns wide."""
    before = Path.cwd()
    os.chdir(path.parent)
    os.environ["COLUMNS"] = "80"
    try:
        return "".join(f"$ {line}\n{ran(line)}\n" for line in commands(path.read_text("utf-8")))
    finally:
        del os.environ["COLUMNS"]
        os.chdir(before)


def ran(line: str) -> str:
    out, err = Utf8(), Utf8()
    with redirect_stdout(out), redirect_stderr(err):
        status = main([*shlex.split(line), "--data", "data.ttl"])
    told = out.getvalue() + "".join(f"! {line}\n" for line in err.getvalue().splitlines())
    return told + (f"[{status}]\n" if status else "")


class Utf8(io.StringIO):
    encoding = "utf-8"


def test_there_are_cases() -> None:
    assert len({path.parent for path in SESSIONS}) >= 3
    assert sum(len(commands(path.read_text("utf-8"))) for path in SESSIONS) >= 20


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_session_goes_as_written_down(path: Path) -> None:
    assert session(path) == path.read_text("utf-8")


if __name__ == "__main__":
    for each in SESSIONS:
        each.write_text(session(each), "utf-8")
