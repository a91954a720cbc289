"""What stands under "use this elsewhere" is run as it stands there, by whatever it is for."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

PREFIXES = """PREFIX id: <https://w3id.org/policy-explorer/id/>
PREFIX pol: <https://w3id.org/policy-explorer/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
NAME = 'SELECT ?x { ?x skos:prefLabel "베트남"@ko . FILTER(STR(?x) != "a\'b\\n") } # \')-"'
QUERIES = {
    NAME: "https://w3id.org/policy-explorer/id/VN",
    "ASK { id:VN a pol:Country }": "(?i)true",
    "CONSTRUCT { id:VN skos:prefLabel ?x } { id:VN skos:prefLabel ?x }": "베트남",
}
PROGRAMS = ("curl", "Python, SPARQLWrapper", "Python, rdflib", "R")


def snippet(server: str, query: str, name: str) -> str:
    with urlopen(f"{server}/en/sparql?{urlencode({'query': query})}") as answer:
        page = answer.read().decode()
    found = re.search(rf"<summary>{name}</summary>\s*<pre[^>]*>(.*?)</pre>", page, re.DOTALL)
    assert found
    return unescape(found[1])


def command(name: str, folder: Path, text: str) -> list[str]:
    if name == "curl":
        return ["bash", "-ec", text]
    if name != "R":
        return [sys.executable, "-c", text]
    rscript = shutil.which("Rscript")
    assert rscript, "R is missing; `make deps-browser` installs it"
    program = folder / "query.R"
    program.write_text(text, "utf-8")
    return [rscript, "--vanilla", str(program)]


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("query", QUERIES, ids=["select", "ask", "construct"])
def test_program_answers(live_server: str, tmp_path: Path, query: str, name: str) -> None:
    text = snippet(live_server, PREFIXES + query, name)
    done = subprocess.run(
        command(name, tmp_path, text),
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert re.search(QUERIES[query], done.stdout), done.stdout
