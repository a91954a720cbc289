"""From a command line to printed output and an exit status."""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import closing
from importlib import import_module
from pathlib import Path

from graph.answers import Json
from graph.commands.arguments import parsed
from graph.commands.outcome import BAD_INPUT, INTERNAL_ERROR, Outcome
from graph.commands.session import Session
from graph.errors import UNSOUND, EngineError, InvalidDerivation
from ontology.errors import OntologyError


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit status, prints, and never raises for bad input."""
    _make_printable()
    try:
        options = parsed(arguments)
        with closing(Session(options)) as session:
            outcome = _answered(session, options)
            _write(_text(session, outcome, options))
    except InvalidDerivation as error:
        return _refused(f"{UNSOUND}: {error}", INTERNAL_ERROR)
    except (EngineError, OntologyError) as error:
        return _refused(str(error))
    except BrokenPipeError:
        return _quiet()
    except OSError as error:
        return _refused(f"{error.filename or 'output'}: {error.strerror or error}")
    except SystemExit as leaving:  # --help has been answered
        return leaving.code if isinstance(leaving.code, int) else 0
    except KeyboardInterrupt:
        return 130
    return outcome.status


def _answered(session: Session, options: Namespace) -> Outcome:
    # Each command is imported only when it is asked for: most of the start is imports.
    module = import_module(f"graph.commands.{options.command.replace('-', '_')}_command")
    outcome: Outcome = module.outcome(session, options)
    return outcome


def _text(session: Session, outcome: Outcome, options: Namespace) -> str:
    if options.json:
        return _to_json(session.described(outcome.answer))
    if options.prose:
        return session.prose(outcome.answer) + "\n"
    from graph.rendering import Page

    page = Page(sys.stdout)
    outcome.show(page)
    return page.text


def _to_json(answer: Json) -> str:
    is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    return json.dumps(answer, ensure_ascii=not is_unicode, indent=2, allow_nan=False) + "\n"


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _make_printable() -> None:
    """Have what the console cannot show replaced, and what it does not want dropped."""
    if sys.stdout is None:  # closed by whoever started us
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _refused(message: str, status: int = BAD_INPUT) -> int:
    kind = "error" if status == BAD_INPUT else "internal error"
    print(f"{kind}: {' '.join(message.split())}", file=sys.stderr)
    return status


def _quiet() -> int:
    """The reader has left: keep Python from complaining when it flushes on the way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
