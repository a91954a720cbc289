"""What docs/for-researchers.md and the notebook show is what happens."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from ontology.loading import load
from tests.conftest import ROOT

GUIDE = (ROOT / "docs" / "for-researchers.md").read_text("utf-8")
NOTEBOOK = ROOT / "docs" / "notebooks" / "from-query-to-figure.ipynb"
ADDRESS = "http://127.0.0.1:8000"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


def ran(program: list[str], text: str, live_server: str) -> str:
    done = subprocess.run(
        [*program, text.replace(ADDRESS, live_server)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_guide_has_programs_in_three_languages() -> None:
    assert [len(blocks(each)) for each in ("sh", "python", "r")] == [5, 3, 1]


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, r"measure,support,opposition\r?\nhttps://\S+/id/pairing,0\.8\d+,0\.25\r?\n"),
        (
            1,
            r"^country,measure\s+\S+/id/KR,\S+/id/public-matching\s+\S+/id/VN,\S+/id/shared-hours\s+$",
        ),
        (2, r"id:VN\b.*\ba pol:Country|id:VN a pol:Country"),
        (3, r'(?s)“Pair Korean.*"critical": \['),
        (4, r"(?i)data-version: [0-9a-f]{64}"),
    ],
)
def test_a_command_of_the_guide_answers(live_server: str, number: int, told: str) -> None:
    command = blocks("sh")[number].replace(".venv/bin/python", sys.executable)
    assert re.search(told, ran(["bash", "-ec"], command, live_server))


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, "/id/"), (1, "Pair Korean planners/PMs with local developers"), (2, "+0.57 Public")],
)
def test_a_program_of_the_guide_answers(live_server: str, number: int, told: str) -> None:
    assert told in ran([sys.executable, "-c"], blocks("python")[number], live_server)


def test_the_program_in_r_answers(live_server: str, tmp_path: Path) -> None:
    (program,) = blocks("r")
    (tmp_path / "query.R").write_text(program.replace(ADDRESS, live_server), "utf-8")
    told = ran(["Rscript", "--vanilla"], str(tmp_path / "query.R"), live_server)
    assert re.search(r"country +claims\n1 +https://\S+/id/[A-Z]{2} +\d+", told)


def test_the_version_in_the_citation_is_that_of_the_shipped_data() -> None:
    assert re.findall(r"data version ([0-9a-f]{12})", GUIDE) == [load().data_version[:12]]


# The notebook ---------------------------------------------------------------------------------


@pytest.fixture
def shown() -> nbformat.NotebookNode:
    return nbformat.read(NOTEBOOK, as_version=4)


def texts(notebook: nbformat.NotebookNode) -> Iterator[str]:
    """What the cells print and show as text; what is printed may arrive in several pieces."""
    for cell in notebook.cells:
        outputs = cell.get("outputs", ())
        if printed := "".join(output.get("text", "") for output in outputs):
            yield printed
        yield from (output["data"].get("text/plain", "") for output in outputs if "data" in output)


def test_the_notebook_runs_and_shows_what_it_shows(
    live_server: str, shown: nbformat.NotebookNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_EXPLORER_ADDRESS", live_server)
    kept = list(texts(shown))
    resources = {"metadata": {"path": str(NOTEBOOK.parent)}}
    run = NotebookClient(shown, timeout=120, kernel_name="python3", resources=resources).execute()
    assert list(texts(run)) == kept
    assert len(kept) >= 6


def test_the_notebook_ends_in_a_figure_and_names_no_machine(shown: nbformat.NotebookNode) -> None:
    kinds = {kind for c in shown.cells for o in c.get("outputs", ()) for kind in o.get("data", ())}
    assert "image/png" in kinds
    assert str(Path.home()) not in NOTEBOOK.read_text("utf-8")
