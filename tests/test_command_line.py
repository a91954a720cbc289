from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from graph.build import knowledge
from graph.commands.arguments import _COMMANDS, LISTS, parsed
from graph.commands.main import main
from graph.commands.outcome import UsageError
from graph.grounding import implication_graph
from graph.hyperpath import derivations
from graph.model import Proposition
from graph.semiring import SEMIRINGS
from ontology.iris import ID
from ontology.loading import load
from tests.conftest import PREFIXES

ROOT = Path(__file__).parent.parent
MINI = ROOT / "tests/data/mini.ttl"
HOME_STUDY = ROOT / "tests/golden/home/data.ttl"
CIRCLE = ROOT / "tests/golden/circle/data.ttl"
DOCUMENTATION = (ROOT / "docs/command-line.md").read_text("utf-8")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command line as its users start it, its output a pipe."""
    return subprocess.run(
        [sys.executable, "-m", "graph", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


AT_HOME = """
id:a a pol:Analysis ; pol:home id:KR ; pol:considers id:VN , id:US .
id:KR a pol:Country ; skos:prefLabel "Korea"@en .
id:VN a pol:Country ; skos:prefLabel "Vietnam"@en .
id:US a pol:Country ; skos:prefLabel "America"@en .
id:need a pol:Condition . id:cheap a pol:TalentTrait . id:far a pol:Condition .
id:track a pol:Strategy .
""" + "".join(
    f"id:{name} a pol:{kind} ; {told} ; pol:basis pol:Stated ; pol:evidence id:p .\n"
    for name, kind, told in (
        ("f1", "Finding", "pol:about id:KR ; pol:factor id:need ; pol:strength 0.8"),
        ("f2", "Finding", "pol:about id:VN ; pol:factor id:far ; pol:strength 0.5"),
        ("f3", "Finding", "pol:about id:US ; pol:factor id:far ; pol:strength 0.9"),
        ("f4", "Finding", "pol:about id:VN ; pol:factor id:cheap ; pol:strength 0.5"),
        ("f5", "Finding", "pol:about id:US ; pol:factor id:cheap ; pol:strength 0.9"),
        (
            *("i", "Implication"),
            "pol:homePremise id:need ; pol:homeConclusion id:track ; pol:strength 0.9",
        ),
        (
            *("j", "Implication"),
            "pol:premise id:cheap ; pol:homeConclusion id:track ; pol:strength 0.9",
        ),
        ("o", "Objection", "pol:premise id:far ; pol:target id:i ; pol:strength 0.5"),
    )
)


class Answer:
    """What one command printed in this process."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    def asked(*arguments: str) -> Answer:
        status = main(arguments)
        return Answer(status, *capsys.readouterr())

    return asked


# --- as users start it --------------------------------------------------------------------


def test_why_in_a_pipe_is_plain_text() -> None:
    done = run("why", "pairing", "--for", "VN", TERM="xterm-256color", FORCE_COLOR="")
    assert done.returncode == 0
    assert "is recommended for Vietnam" in done.stdout.splitlines()[0]
    assert "strengths of argument, not probabilities" in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stderr == ""


def test_help_names_every_command() -> None:
    done = run("--help")
    assert done.returncode == 0
    told = {line.split()[0] for line in done.stdout.splitlines() if line.startswith("    ")}
    assert told >= set(_COMMANDS)


def test_bad_input_is_one_line_and_no_traceback() -> None:
    done = run("why", "pairing", "--for", "Vietnm")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: 'Vietnm': no such country; did you mean VN?\n"


def test_a_reader_that_leaves_is_no_error() -> None:
    """A closed pipe breaks on the first write, whatever the size of the buffer."""
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "graph", "list", "claims"],
        cwd=ROOT,
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_full_disk_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "graph", "list", "countries"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
    assert (done.returncode, done.stderr) == (2, "error: output: No space left on device\n")


def test_a_console_without_hangul_gets_escapes_and_json_stays_json() -> None:
    done = run("list", "countries", "--lang", "ko", "--json", PYTHONIOENCODING="ascii")
    assert "대한민국" in {each["label"] for each in json.loads(done.stdout)["countries"]}
    assert done.stdout.isascii()
    text = run("list", "countries", "--lang", "ko", PYTHONIOENCODING="ascii")
    assert (text.returncode, text.stdout.isascii()) == (0, True)


def test_a_start_without_what_the_question_does_not_need() -> None:
    """A question in JSON neither draws nor validates; without objections it weighs nothing."""
    code = (
        "import sys; from graph.commands.main import main; "
        f"main(['why', 'young', '--for', 'VN', '--json', '--data', '{MINI}']); "
        "print(*sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    loaded = set(done.stderr.split())
    assert {"graph.hyperpath", "pyoxigraph"} <= loaded
    assert loaded.isdisjoint({"pyshacl", "rdflib", "networkx", "numpy", "rich", "flask"})


# --- answers for scripts ------------------------------------------------------------------


@pytest.mark.parametrize("semiring", SEMIRINGS)
def test_why_tells_what_the_engine_finds(ask: Any, semiring: str) -> None:
    answer = ask("why", "pairing", "--for", "VN", "-k", "3", "--semiring", semiring, "--json")
    expected = derivations(
        implication_graph(knowledge(load())),
        Proposition(ID + "VN", ID + "pairing"),
        3,
        SEMIRINGS[semiring],
    )
    assert answer.status == 0
    assert answer.json["measure"] == ID + "pairing"
    assert answer.json["country"] == ID + "VN"
    assert answer.json["semiring"] == semiring
    assert [d["score"] for d in answer.json["derivations"]] == [d.score for d in expected]
    for told, derivation in zip(answer.json["derivations"], expected, strict=True):
        assert [step["justification"] for step in told["steps"]] == [
            step.claim for step in derivation.steps
        ]


def test_every_step_has_the_agreed_keys(ask: Any) -> None:
    answer = ask("why", "pairing", "--for", "VN", "-k", "1", "--json").json
    keys = {"proposition", "justification", "kind", "premises", "strength", "score"}
    steps = answer["derivations"][0]["steps"]
    assert all(keys <= step.keys() for step in steps)
    assert {step["kind"] for step in steps} == {"finding", "implication"}
    assert answer["labels"][ID + "VN"] == "Vietnam"
    assert answer["analysis"] == ID + "is225-extended"
    assert len(answer["data_version"]) == 64


def test_more_than_a_machine_can_count_is_all_there_is(ask: Any) -> None:
    arguments = ("why", "pairing", "--for", "VN", "--data", str(MINI), "--json", "-k")
    assert ask(*arguments, "9" * 30).json == ask(*arguments, "1000").json


def test_contributions_are_told_with_the_balance(ask: Any) -> None:
    told = ask("balance", "pairing", "--for", "VN", "--data", str(MINI), "--json").json
    amounts = {each["claim"]: each["acceptability"] for each in told["contributions"]}
    balances = {each["claim"]: each["balance"] for each in told["contributions"]}
    assert balances[ID + "f1"] == pytest.approx(told["support"])  # every step needs it
    assert amounts.keys() == balances.keys()
    assert told["method"] == "removal"
    assert (told["claim_count"], told["truncated"]) == (len(amounts), False)


def test_contributions_that_were_cut_say_so_and_how_to_have_them_all(ask: Any) -> None:
    arguments = ("balance", "pairing", "--for", "VN", "--data", str(MINI), "--limit")
    cut = ask(*arguments, "1", "--json").json
    count = cut["claim_count"]
    assert (len(cut["contributions"]), cut["truncated"]) == (1, True)
    assert f"1 nearest of {count} claims were removed; --limit {count}" in ask(*arguments, "1").out
    assert "nearest of" not in ask(*arguments, str(count)).out


def test_one_claim_drawn_for_several_countries_names_them_in_the_balance(
    ask: Any, tmp_path: Path
) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(PREFIXES + AT_HOME, "utf-8")
    told = ask("balance", "track", "--for", "KR", "--data", str(path)).out
    assert "- j · America: adds 0.81" in told
    assert "- j · Vietnam: adds 0.09" in told
    assert "undercut by: o · America: −0.32" in told
    assert "undercut by: o · Vietnam: −0.10" in told
    assert "- i: adds" in told  # drawn for home, which is the country asked about


def test_a_source_that_is_no_iri_is_told_by_the_name_of_its_property(
    ask: Any, tmp_path: Path
) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(PREFIXES + AT_HOME + "id:f1 dcterms:source 'a book' .", "utf-8")
    answer = ask("recommend", "KR", "--data", str(path))
    assert answer.status == 2
    assert "dcterms:source 'a book' is not an IRI" in answer.err


def test_a_text_where_a_constraint_is_named_is_refused(ask: Any, tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(PREFIXES + AT_HOME + "id:track pol:mitigates 'visa' .", "utf-8")
    answer = ask("gaps", "KR", "--data", str(path))
    assert answer.status == 2
    assert "has pol:mitigates 'visa'; name a constraint by IRI" in answer.err


def test_a_strength_just_outside_the_range_is_told_as_it_is(ask: Any) -> None:
    arguments = ("what-if", "--for", "VN", "--data", str(MINI), "--strength", "f1=1.0000001")
    assert "strength 1.0000001 is outside (0, 1]" in ask(*arguments).err


def test_an_underivable_measure_is_answered_no(ask: Any) -> None:
    answer = ask("why", "async-collaboration", "--for", "VN", "--json")
    assert answer.status == 1
    assert answer.json["derivations"] == []
    text = ask("why", "async-collaboration", "--for", "VN")
    assert text.status == 1
    assert "does not follow for Vietnam" in text.out.splitlines()[0]
    assert "Large time difference · Vietnam: found not to hold" in text.out


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("why", "hire-remotely", "--for", "VN"), 0),
        (("why", "hire-remotely", "--for", "US"), 1),
        (("balance", "hire-remotely", "--for", "VN"), 0),
        (("balance", "hire-remotely", "--for", "US"), 1),
        (("defeat", "hire-remotely", "--for", "VN"), 0),
        (("defeat", "hire-remotely", "--for", "US"), 1),
        (("why-not", "hire-remotely", "--for", "VN"), 1),
        (("why-not", "hire-remotely", "--for", "US"), 0),
        (("paths", "shortage", "look-abroad"), 0),
        (("paths", "visa", "look-abroad"), 1),
        (("recommend", "VN"), 0),
        (("recommend", "US"), 0),
        (("gaps", "US"), 0),
        (("compare", "US", "VN"), 0),
        (("robustness", "VN", "--draws", "5"), 0),
        (("robustness", "US", "--draws", "5"), 0),
        (("what-if", "--for", "VN"), 0),
        (("list",), 0),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_status_is_the_answer_in_text_and_json(
    ask: Any, arguments: tuple[str, ...], status: int
) -> None:
    text = ask(*arguments, "--data", str(HOME_STUDY))
    told = ask(*arguments, "--data", str(HOME_STUDY), "--json")
    korean = ask(*arguments, "--data", str(HOME_STUDY), "--lang", "ko")
    assert [text.status, told.status, korean.status] == [status] * 3
    assert text.err == told.err == korean.err == ""
    assert text.out
    assert "data_version" in told.json
    assert any("가" <= letter <= "힣" for letter in korean.out)


def test_nothing_is_missing_from_what_follows(ask: Any) -> None:
    answer = ask("why-not", "hire-remotely", "--for", "VN", "--data", str(HOME_STUDY), "--json")
    assert (answer.json["missing"], answer.json["truncated"]) == ([], False)


def test_what_is_not_derivable_has_no_defeaters(ask: Any) -> None:
    answer = ask("defeat", "hire-remotely", "--for", "US", "--data", str(HOME_STUDY), "--json")
    assert (answer.json["critical"], answer.json["defeaters"]) == ([], [])


def test_a_basis_restricts_the_question(ask: Any) -> None:
    arguments = ("why", "hire-remotely", "--for", "VN", "--data", str(HOME_STUDY))
    assert ask(*arguments, "--basis", "stated,inferred").status == 1
    assert ask(*arguments, "--basis", "stated,inferred,measured").status == 0


def test_a_source_restricts_the_question(ask: Any) -> None:
    everything = ask("recommend", "VN", "--json").json["recommendations"]
    documents = ask("list", "sources", "--json").json["sources"]
    one = ask("recommend", "VN", "--source", documents[0]["name"], "--json")
    assert len(one.json["recommendations"]) < len(everything)


@pytest.mark.parametrize("command", ["why", "why-not", "defeat", "balance"])
def test_one_measure_is_asked_without_loading_the_rest(
    command: str, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("graph.commands.session._ABOUT_ONE_MEASURE", frozenset())
        whole = ask(command, "pairing", "--for", "VN", "--json")

    def refuse(*_: object) -> None:
        raise AssertionError("everything was loaded")

    monkeypatch.setattr("graph.build.knowledge", refuse)
    assert ask(command, "pairing", "--for", "VN", "--json").out == whole.out


def test_an_analysis_can_be_named(ask: Any) -> None:
    answer = ask("recommend", "VN", "--analysis", "is225", "--json").json
    assert answer["analysis"] == ID + "is225"
    assert "did you mean is225" in ask("recommend", "VN", "--analysis", "is22").err


def test_names_may_be_iris_prefixed_or_codes(ask: Any) -> None:
    told = {
        ask("why", measure, "--for", country, "--data", str(HOME_STUDY), "--json").out
        for measure in ("hire-remotely", "id:hire-remotely", ID + "hire-remotely")
        for country in ("VN", "vn", "id:VN", ID + "VN")
    }
    assert len(told) == 1


def test_edits_of_every_kind(ask: Any) -> None:
    answer = ask(
        *("what-if", "--for", "US", "--data", str(HOME_STUDY), "--json"),
        *("--assume", "developers=0.5", "shortage@KR"),
        *("--deny", "visa=0.25"),
        *("--retract", "finding-no-developers"),
        *("--strength", "step-hire=0.75"),
        *("--disable", "step-abroad"),
    ).json
    assert answer["edits"]["retract"] == [ID + "finding-no-developers"]
    assert answer["edits"]["disable"] == [ID + "step-abroad"]
    assert answer["edits"]["strengths"] == {ID + "step-hire": 0.75}
    assert [(e["country"], e["holds"], e["strength"]) for e in answer["edits"]["assume"]] == [
        (ID + "US", True, 0.5),
        (ID + "KR", True, 1.0),
        (ID + "US", False, 0.25),
    ]
    assert [change["gained"] for change in answer["changes"]] == [True]
    assert answer["result"][0]["support"] == pytest.approx(0.75 * 0.5)


# --- data ---------------------------------------------------------------------------------


def test_data_paths_leave_the_names_after_them_alone(ask: Any) -> None:
    answer = ask("why", "--data", str(HOME_STUDY), str(HOME_STUDY.parent), "look-abroad",
                 "--for", "KR", "--json")  # fmt: skip
    assert answer.status == 0
    assert parsed(["list", "--data", "a.ttl", "b/c", "measures"]).data == ["a.ttl", "b/c"]
    assert parsed(["list", "--data", "a.ttl", "b.nq", "--json"]).data == ["a.ttl", "b.nq"]
    assert parsed(["recommend", "--data", "a.ttl", "https://example.org/VN"]).data == ["a.ttl"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "the following arguments are required: COMMAND"),
        (("wy",), "invalid choice: 'wy'"),
        (("why",), "the following arguments are required: MEASURE, --for"),
        (("why", "pairing", "--for"), "--for: expected one argument"),
        (("why", "pairing", "--for", "VN", "-k", "0"), "-k: '0' is not a whole number from 1 up"),
        (("why", "pairing", "--for", "VN", "-k", "x"), "-k: 'x' is not a whole number"),
        (("why", "pairing", "--for", "VN", "--semiring", "prodct"), "did you mean product?"),
        (("why", "pairing", "--for", "VN", "--basis", "stated,guessed"), "'guessed'"),
        (("why", "pairing", "--for", "VN", "--lang", "fr"), "invalid choice: 'fr'"),
        (("why", "pairing", "--for", "VN", "--max-size", "2"), "unrecognized arguments"),
        (("why", "paring", "--for", "VN"), "did you mean pairing?"),
        (("recommend", "Atlantis"), "'Atlantis': no such country"),
        (("recommend", "VN", "--data", "none.ttl"), "none.ttl: there is no such file"),
        (("recommend", "VN", "--data", "README.md"), "README.md: not a known RDF format"),
        (("recommend", "VN", "--source", "nobody"), "'nobody': no such document"),
        (("compare", "VN", "VN"), "each only once"),
        (("what-if", "--for", "VN", "--strength", "x"), "NAME=0.4"),
        (("what-if", "--for", "VN", "--strength", "=0.4"), "write the name, ="),
        (("what-if", "--for", "VN", "--assume", "pairing"), "only factors can be assumed"),
        (("what-if", "--for", "VN", "--retract", "VN"), "'VN': no such advice or finding"),
        (("robustness", "VN", "--spread", "2"), "spread"),
        (("robustness", "VN", "--draws", "9" * 30), "at most 1000000"),
        (("derive", "-o", "out.docx"), "out.docx: not a known RDF format"),
        (("derive", "--json"), "-o FILE"),
        (("validate", "none.ttl"), "none.ttl: there is no such file"),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, tuple) else None,
)
def test_bad_input_is_one_clear_line(ask: Any, arguments: tuple[str, ...], message: str) -> None:
    answer = ask(*arguments)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("error: ")
    assert message in answer.err
    assert answer.err.count("\n") == 1


def test_a_syntax_error_is_told_with_its_place(ask: Any, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("@prefix id: <https://example.org/> .\nid:a id:b\n", "utf-8")
    answer = ask("recommend", "VN", "--data", str(broken))
    assert answer.status == 2
    assert f"{broken}:" in answer.err


def test_data_cannot_steer_the_terminal(ask: Any, tmp_path: Path) -> None:
    text = HOME_STUDY.read_text("utf-8").replace('"Hire remotely"', '"Hire\\u001B[2J"')
    assert "u001B" in text
    path = tmp_path / "data.ttl"
    path.write_text(text, "utf-8")
    answer = ask("why", "hire-remotely", "--for", "VN", "--data", str(path))
    assert answer.status == 0
    assert "\x1b" not in answer.out


@pytest.mark.parametrize("width", ["20", "40", "200"])
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_lines_keep_to_the_width(
    ask: Any, monkeypatch: pytest.MonkeyPatch, width: str, lang: str
) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", width)
    for command in (("why", "pairing", "--for", "VN", "-k", "1"), ("recommend", "VN")):
        lines = ask(*command, "--lang", lang).out.splitlines()
        assert max(map(cell_len, lines)) <= int(width)


def test_a_table_of_wide_letters_is_aligned(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", "160")
    lines = ask("compare", "US", "VN", "--lang", "ko").out.splitlines()
    table = [line for line in lines[2:] if line and line[-1] in "0123456789–"]
    assert len(table) > 5
    assert len({cell_len(line) for line in table}) == 1


def test_a_derivation_too_deep_for_a_tree_is_a_numbered_list(ask: Any, tmp_path: Path) -> None:
    text = HOME_STUDY.read_text("utf-8")
    rule = (
        'id:s{n} a pol:Implication ; skos:prefLabel "Step {n}"@en ; pol:premise id:c{m} ; '
        "pol:conclusion id:c{n} ; pol:strength 0.9 ; pol:basis pol:Stated ; "
        "pol:evidence id:passage ; dcterms:source id:doc .\n"
    )
    text += rule.format(n=1, m=0).replace("id:c0", "id:developers")
    text += "".join(rule.format(n=n, m=n - 1) for n in range(2, 41))
    path = tmp_path / "deep.ttl"
    path.write_text(text, "utf-8")
    answer = ask("why", "c40", "--for", "VN", "--data", str(path))
    assert answer.status == 0
    assert "\n1. c40 · Vietnam  0.01\nby: Step 40 (stated, strength 0.90) · from 2\n" in answer.out
    assert "\n41. Many developers · Vietnam  0.90\n" in answer.out


# --- validate, derive ---------------------------------------------------------------------


def test_what_ships_keeps_to_the_rules(ask: Any) -> None:
    answer = ask("validate", "--json")
    assert (answer.status, answer.json["conforms"]) == (0, True)


def test_a_broken_rule_is_told_with_its_line(ask: Any, tmp_path: Path) -> None:
    text = HOME_STUDY.read_text("utf-8").replace("pol:strength 0.8", "pol:strength 1.8")
    path = tmp_path / "data.ttl"
    path.write_text(text, "utf-8")
    answer = ask("validate", str(path), "--json")
    assert (answer.status, answer.json["conforms"]) == (1, False)
    result = answer.json["results"][0]
    assert {"severity", "focus", "path", "message", "file", "line"} <= result.keys()
    assert result["severity"] == "violation"
    assert result["focus"] == ID + "finding-shortage"
    line = text[: text.index("id:finding-shortage")].count("\n") + 1
    assert (result["file"], result["line"]) == (str(path), line)
    told = ask("validate", "--data", str(path))
    assert told.status == 1
    assert f"{path}:{line}: violation: " in told.out


def test_circular_support_is_a_warning(ask: Any) -> None:
    answer = ask("validate", str(CIRCLE), "--json")
    warning = answer.json["results"][0]
    assert (answer.status, warning["severity"]) == (0, "warning")
    assert "Exchange of staff ↔ Trust" in warning["message"]
    assert warning["focus"] == ID + "exchange-grows"
    assert (
        CIRCLE.read_text("utf-8").splitlines()[warning["line"] - 1].startswith("id:exchange-grows")
    )


def test_derived_graphs_are_written_in_any_format(ask: Any, tmp_path: Path) -> None:
    files = [tmp_path / f"derived{suffix}" for suffix in (".nq", ".trig", ".ttl", ".jsonld")]
    for file in files:
        answer = ask("derive", "--data", str(HOME_STUDY), "-o", str(file), "--json")
        assert (answer.status, answer.json["file"]) == (0, str(file))
        assert answer.json["statements"] > 5
        assert b"Recommendation" in file.read_bytes()
    assert b"/home-study/derived>" in files[0].read_bytes()
    printed = ask("derive", "--data", str(HOME_STUDY))
    assert printed.out.encode() == files[0].read_bytes()


def test_each_analysis_has_a_derived_graph(ask: Any) -> None:
    text = ask("derive").out
    assert "/is225/derived>" in text
    assert "/is225-extended/derived>" in text
    assert "/is225-extended/derived>" not in ask("derive", "--analysis", "is225").out


# --- documentation ------------------------------------------------------------------------


@pytest.mark.parametrize("command", list(_COMMANDS))
def test_every_command_and_option_is_documented(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert f"`{command}" in DOCUMENTATION
    with pytest.raises(SystemExit):
        parsed([command, "--help"])
    words = capsys.readouterr().out.replace(",", " ").replace("[", " ").split()
    options = {word.rstrip("]") for word in words if word.startswith("--")} - {"--help"}
    assert len(options) >= 3
    assert {option for option in options if f"`{option}" not in DOCUMENTATION} == set()


def test_every_list_is_documented() -> None:
    assert all(name in DOCUMENTATION for name in LISTS)


def test_a_command_line_that_makes_no_sense_is_a_usage_error() -> None:
    with pytest.raises(UsageError):
        parsed(["why", "--nonsense"])
