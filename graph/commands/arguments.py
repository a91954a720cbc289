"""The grammar of the command line. Nothing here opens a file or imports the engine."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final, NoReturn

from graph.commands.outcome import UsageError

SEMIRING_NAMES: Final = ("product", "weakest-link", "fewest-steps")
BASIS_NAMES: Final = ("stated", "inferred", "measured")
LISTS: Final = ("countries", "factors", "measures", "analyses", "claims", "sources")
_SUFFIXES: Final = frozenset(
    (".ttl", ".nt", ".nq", ".trig", ".rdf", ".xml", ".owl", ".jsonld", ".n3")
)
_EPILOG = """\
Things are named by IRI, by local name (pairing), or countries by ISO code (VN).
Exit status: 0 an answer; 1 the answer is no; 2 the input is at fault;
3 an explanation did not withstand its check (an error of this program).
All numbers are strengths of argument, not probabilities."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{' '.join(message.split())} (see {self.prog} --help)")


Adder = Callable[[_Parser], None]


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of a command line; `command` names the command.

    Raises
    ------
    UsageError
        If it makes no sense.
    SystemExit
        After ``--help`` has been answered.
    """
    return _parser().parse_args(list(_one_path_each(arguments)))


def _one_path_each(arguments: Sequence[str]) -> Iterator[str]:
    """``--data A B NAME`` as ``--data A --data B NAME``.

    A list of paths would else swallow the names that follow it. What counts as a path,
    after the first, is what exists, looks like a path, or ends like a data file.
    """
    is_first = in_data = False
    for position, argument in enumerate(arguments):
        if argument == "--":
            yield from arguments[position:]
            return
        if argument == "--data":
            is_first = in_data = True
            yield argument
        elif argument.startswith("-"):
            in_data = False
            yield argument
        elif in_data and not is_first and _is_path(argument):
            yield from ("--data", argument)
        else:
            in_data = in_data and is_first
            is_first = False
            yield argument


def _is_path(text: str) -> bool:
    path = Path(text)
    looks_like_one = "/" in text and "://" not in text
    return looks_like_one or path.suffix.lower() in _SUFFIXES or path.exists()


def _parser() -> _Parser:
    parser = _Parser(
        prog="python -m graph",
        description="Ask why a policy measure is recommended, and what would change that.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (summary, adders) in _COMMANDS.items():
        command = commands.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog=_EPILOG,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        for adder in chain(adders, (_common,)):
            adder(command)
    return parser


# ---- Groups of options


def _common(parser: _Parser) -> None:
    parser.add_argument(
        "--data",
        action="append",
        metavar="PATH",
        help="files or folders of RDF, one or several (default: the shipped analyses)",
    )
    parser.add_argument(
        "--store",
        metavar="URL|FOLDER",
        help="a SPARQL service or a folder filled by `load`, instead of --data",
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    parser.set_defaults(prose=False)
    parser.add_argument("--lang", choices=("en", "ko"), default="en", help="language of the text")


def _scope(parser: _Parser) -> None:
    parser.add_argument(
        "--prose", action="store_true", help="answer as a paragraph, to be pasted into a memo"
    )
    _analysis(parser)
    parser.add_argument(
        "--basis",
        type=_bases,
        metavar="BASIS[,BASIS]",
        help=f"only claims of these bases: {', '.join(BASIS_NAMES)}",
    )
    parser.add_argument(
        "--source",
        action="extend",
        nargs="+",
        metavar="DOCUMENT",
        help="only claims from these documents",
    )


def _analysis(parser: _Parser) -> None:
    parser.add_argument("--analysis", metavar="ID", help="which analysis to reason over")


def _measure(parser: _Parser) -> None:
    parser.add_argument("measure", metavar="MEASURE", help="a measure, strategy or factor")
    _country_option(parser, required=True)


def _country_option(parser: _Parser, *, required: bool) -> None:
    parser.add_argument("--for", dest="country", metavar="COUNTRY", required=required)


def _country(parser: _Parser) -> None:
    parser.add_argument("country", metavar="COUNTRY")


def _countries(parser: _Parser) -> None:
    parser.add_argument("countries", metavar="COUNTRY", nargs="+")
    parser.add_argument("--measure", metavar="MEASURE", help="compare this one, premise by premise")


def _ranking(parser: _Parser) -> None:
    _how_many(parser)
    parser.add_argument(
        "--semiring",
        type=_semiring,
        default="product",
        metavar="NAME",
        help=f"how to score: {', '.join(SEMIRING_NAMES)} (default: product)",
    )


def _how_many(parser: _Parser) -> None:
    parser.add_argument("-k", type=_whole, default=5, metavar="N", help="how many (default: 5)")


def _ends(parser: _Parser) -> None:
    ends = "a factor, measure or strategy; NAME@KR is that of one country"
    parser.add_argument("start", metavar="FROM", help=ends)
    parser.add_argument("end", metavar="TO", help=ends)
    _country_option(parser, required=False)
    _how_many(parser)


def _size(default: int) -> Adder:
    def add(parser: _Parser) -> None:
        parser.add_argument(
            "--max-size",
            type=_whole,
            default=default,
            metavar="N",
            help=f"how many findings a set may have (default: {default})",
        )

    return add


def _limit(default: int) -> Adder:
    def add(parser: _Parser) -> None:
        parser.add_argument(
            "--limit",
            type=_whole,
            metavar="N",
            help=f"how many sets to give at most (default: {default})",
        )

    return add


def _removals(parser: _Parser) -> None:
    parser.add_argument(
        "--limit",
        type=_whole,
        metavar="N",
        help="how many claims to remove, one at a time, the nearest first (default: as many as"
        " half a billion computed numbers allow)",
    )


def _constraint(parser: _Parser) -> None:
    parser.add_argument("constraint", metavar="CONSTRAINT", help="what is to be eased")
    _country_option(parser, required=True)


def _two_countries(parser: _Parser) -> None:
    parser.add_argument("measure", metavar="MEASURE", help="a measure or strategy")
    parser.add_argument("has", metavar="COUNTRY", help="a country it follows for")
    parser.add_argument("lacks", metavar="OTHER", help="a country it does not follow for")


def _edits(parser: _Parser) -> None:
    _country_option(parser, required=True)
    for name, metavar, told in (
        ("--retract", "CLAIM", "claims to leave out"),
        (
            "--assume",
            "FACTOR[=STRENGTH]",
            "factors to suppose to hold; NAME@KR for another country",
        ),
        ("--deny", "FACTOR[=STRENGTH]", "factors to suppose not to hold"),
        ("--strength", "CLAIM=STRENGTH", "new strengths of claims"),
        ("--disable", "CLAIM", "implications and objections to leave out"),
    ):
        parser.add_argument(
            name, action="extend", nargs="+", default=[], metavar=metavar, help=told
        )


def _draws(parser: _Parser) -> None:
    for name, kind, default, told in (
        ("--draws", _whole, 1000, "how often strengths are drawn"),
        ("--spread", float, 0.2, "how far from a strength, as a share of it"),
        ("--seed", int, 0, "the same seed gives the same draws"),
    ):
        parser.add_argument(
            name, type=kind, default=default, metavar="N", help=f"{told} (default: {default})"
        )


def _paths_to_check(parser: _Parser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="the same as --data")


def _kind(parser: _Parser) -> None:
    parser.add_argument(
        "kind", nargs="?", choices=LISTS, metavar="KIND", help=f"one of {', '.join(LISTS)}"
    )


def _output(parser: _Parser) -> None:
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="where to write; the name's end tells the format (default: N-Quads on the console)",
    )


# ---- Values


def _whole(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 up")
    return min(number, sys.maxsize)  # whoever asks for more wants all there is


def _semiring(text: str) -> str:
    return _one_of(text, SEMIRING_NAMES)


def _bases(text: str) -> tuple[str, ...]:
    return tuple(_one_of(name.strip(), BASIS_NAMES) for name in text.split(","))


def _one_of(text: str, names: Sequence[str]) -> str:
    if text not in names:
        close = difflib.get_close_matches(text, names, n=1, cutoff=0.4)
        hint = f"did you mean {close[0]}? " if close else ""
        raise argparse.ArgumentTypeError(f"{text!r}: {hint}choose from {', '.join(names)}")
    return text


_COMMANDS: Final[dict[str, tuple[str, tuple[Any, ...]]]] = {
    "why": ("why a measure follows for a country", (_measure, _ranking, _scope)),
    "recommend": ("what is recommended for a country, best first", (_country, _scope)),
    "paths": ("the strongest chains of implications between two things", (_ends, _scope)),
    "why-not": ("which findings a measure lacks", (_measure, _size(2), _limit(100), _scope)),
    "defeat": (
        "which findings a measure cannot do without",
        (_measure, _size(3), _limit(100), _scope),
    ),
    "balance": ("what speaks for and against a measure", (_measure, _removals, _scope)),
    "what-if": ("what edits would change", (_edits, _scope)),
    "compare": ("countries side by side", (_countries, _scope)),
    "robustness": ("how a ranking moves when strengths do", (_country, _draws, _scope)),
    "gaps": ("constraints that no recommended measure mitigates", (_country, _scope)),
    "coverage": (
        "the smallest sets of measures that ease all that can be eased",
        (_country, _limit(20), _scope),
    ),
    "measures-for": (
        "what would ease a constraint, and what is missing for it",
        (_constraint, _size(2), _limit(100), _scope),
    ),
    "difference": (
        "what one country has that another lacks for a measure",
        (_two_countries, _size(3), _limit(100), _scope),
    ),
    "validate": ("whether data keep to the rules", (_paths_to_check,)),
    "list": ("the names that can be asked about", (_kind,)),
    "derive": ("write what follows as RDF", (_output, _analysis)),
    "export": ("write the data, the terms and what follows, for a service to hold", (_output,)),
    "load": ("load --data into the folder --store, to be opened from there", ()),
}
