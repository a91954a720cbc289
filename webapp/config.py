"""The settings of the server: each with its default, its help and its limits, in one place.

The command line and the environment are both read from the fields of `Settings`: a field
``timeout_s`` is the option ``--timeout-s`` and the variable ``POLICY_EXPLORER_TIMEOUT_S``.
An option wins over a variable.
"""

from __future__ import annotations

import argparse
import ipaddress
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit

Converted = TypeVar("Converted")
PREFIX = "POLICY_EXPLORER_"
_MIB = 1024 * 1024


def _setting(
    default: object,
    explanation: str,
    read: Callable[[str], object] = str,
    *,
    metavar: str | None = None,
    several: str | None = None,
    choices: tuple[str, ...] | None = None,
) -> Any:
    """A field; `several` is what separates its values in an environment variable."""
    metadata = {
        "help": explanation,
        "read": read,
        "metavar": metavar,
        "several": several,
        "choices": choices,
    }
    return field(default=default, metadata=metadata)


def _whole(least: int, most: int = 1_000_000_000) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"{text} is not from {least} to {most}")
        return number

    read.__name__ = "whole number"
    return read


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 < number <= 3600:
        raise argparse.ArgumentTypeError(f"{text} is not above 0 and at most 3600 seconds")
    return number


_seconds.__name__ = "number"


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no IP address such as 10.0.0.2") from None


def _version(text: str) -> str:
    if not re.fullmatch(r"[!-~]{1,200}", text):
        raise argparse.ArgumentTypeError("a version is at most 200 letters without spaces")
    return text


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if text != "*" and (parts.scheme not in ("http", "https") or text != _origin_of(text)):
        raise argparse.ArgumentTypeError(f"{text} is no origin such as https://example.org, or *")
    return text


def _service(text: str) -> str:
    parts = urlsplit(text)
    is_plain = parts.username is None and not parts.fragment and not set(text) & set('<> "{}|^`\\')
    if parts.scheme not in ("http", "https") or not parts.hostname or not is_plain:
        raise argparse.ArgumentTypeError(f"{text} is no address such as https://example.org/sparql")
    return text


def _origin_of(text: str) -> str:
    parts = urlsplit(text)
    return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set about the server."""

    data: tuple[str, ...] = _setting(
        (),
        "files or folders of RDF; the analyses that ship with the project if left out",
        metavar="PATH",
        several=os.pathsep,
    )
    store: str | None = _setting(
        None,
        "address of a SPARQL service that holds the data, or a folder to keep them in on disk",
        metavar="URL|FOLDER",
    )
    data_version: str = _setting(
        "", "name of the state of the data in a store that tells none itself", _version
    )
    host: str = _setting("127.0.0.1", "address to listen on")
    port: int = _setting(8000, "port to listen on; 0 takes any free one", _whole(0, 65535))
    default_graph: str = _setting(
        "union",
        "what SPARQL sees as the default graph: the union of all graphs, or exactly what the"
        " files put there",
        choices=("union", "as-is"),
    )
    timeout_s: float = _setting(10.0, "seconds a query may run", _seconds)
    cors: tuple[str, ...] = _setting(
        (),
        "other origins whose pages may read the API and the query service; * for all",
        _origin,
        metavar="ORIGIN",
        several=" ",
    )
    allow_service: tuple[str, ...] = _setting(
        (),
        "addresses of other SPARQL services that queries may ask with SERVICE; none if left out",
        _service,
        metavar="URL",
        several=" ",
    )
    allowed_hosts: tuple[str, ...] = _setting(
        (),
        "names under which the server may be addressed, besides its own, this machine's and"
        " addresses given as numbers",
        metavar="NAME",
        several=" ",
    )
    trusted_proxy: str | None = _setting(
        None,
        "address of the proxy in front, whose X-Forwarded-For and X-Forwarded-Proto are believed",
        _address,
        metavar="ADDRESS",
    )
    rate_limit: int = _setting(
        600,
        "queries and API requests of one client in a minute; 0 for no limit; none for clients"
        " on this machine",
        _whole(0),
    )
    workers: int = _setting(
        max(2, os.cpu_count() or 2), "queries that may run for long at once", _whole(1, 256)
    )
    reserve: int = _setting(
        2, "further queries that may run at once until they have run for a second", _whole(0, 256)
    )
    threads: int = _setting(
        16, "threads that answer requests, besides those that wait for queries", _whole(2, 512)
    )
    max_waiting: int = _setting(16, "queries that may wait for a free worker", _whole(0, 10_000))
    max_wait_s: float = _setting(5.0, "seconds a query may wait for a free worker", _seconds)
    max_memory_mib: int = _setting(
        1024, "memory a query may take beyond the data, in MiB", _whole(16)
    )
    max_rows: int = _setting(100_000, "rows or triples of an answer to a query", _whole(1))
    max_result_mib: int = _setting(64, "size of an answer to a query, in MiB", _whole(1, 65_536))
    cache_mib: int = _setting(
        64, "memory for answers that are kept for the next time, in MiB; 0 for none", _whole(0)
    )
    max_body_kib: int = _setting(1024, "size of a request, in KiB", _whole(1, 1_048_576))

    @property
    def max_memory_bytes(self) -> int:
        """`max_memory_mib` in bytes."""
        return self.max_memory_mib * _MIB

    @property
    def max_result_bytes(self) -> int:
        """`max_result_mib` in bytes."""
        return self.max_result_mib * _MIB

    @property
    def cache_bytes(self) -> int:
        """`cache_mib` in bytes."""
        return self.cache_mib * _MIB

    @property
    def max_body_bytes(self) -> int:
        """`max_body_kib` in bytes."""
        return self.max_body_kib * 1024


class _OneLineParser(argparse.ArgumentParser):
    """Says what is wrong in one line and nothing else."""

    def error(self, message: str) -> NoReturn:
        refuse(f"{message}; see --help")


def refuse(message: str) -> NoReturn:
    """Leave with one line on standard error and exit status 2."""
    sys.stderr.write(f"policy-explorer: {' '.join(message.split())}\n")
    sys.exit(2)


def settings_of(
    arguments: Sequence[str] | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """The settings that a command line and an environment ask for.

    Leaves the program with status 2 and one line on standard error if they ask for something
    that cannot be.
    """
    parser = _parser()
    values: dict[str, Any] = _from_environment(
        parser, os.environ if environment is None else environment
    )
    values |= vars(parser.parse_args(arguments))
    given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
    return Settings(**given)


def _parser() -> _OneLineParser:
    parser = _OneLineParser(
        prog="python -m webapp",
        description="Serve the policy explorer.",
        epilog=f"Every option is also an environment variable: {PREFIX}PORT for --port."
        f" {PREFIX}DATA separates its paths with {os.pathsep!r}, the other lists with spaces.",
        argument_default=argparse.SUPPRESS,
        allow_abbrev=False,
    )
    for each in fields(Settings):
        parser.add_argument(option(each.name), **_options(each))
    return parser


def option(name: str) -> str:
    """The command-line option of a field.

    >>> option("timeout_s")
    '--timeout-s'
    """
    return "--" + name.replace("_", "-")


def variable(name: str) -> str:
    """The environment variable of a field.

    >>> variable("timeout_s")
    'POLICY_EXPLORER_TIMEOUT_S'
    """
    return PREFIX + name.upper()


def _options(setting: Field[Any]) -> dict[str, Any]:
    told = setting.metadata
    default = "" if setting.default in (None, (), MISSING) else f" (default {setting.default})"
    options = {
        "help": (told["help"] + default).replace("%", "%%"),
        "type": told["read"],
        "metavar": told["metavar"],
        "choices": told["choices"],
        "nargs": "+" if told["several"] else None,
    }
    return {name: value for name, value in options.items() if value is not None}


def _from_environment(parser: _OneLineParser, environment: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for each in fields(Settings):
        text = environment.get(variable(each.name), "")
        if text:
            separator = each.metadata["several"]
            words = [w for w in text.split(separator) if w] if separator else [text]
            # The parser reads them, so that both ways have the same rules and messages.
            values |= vars(parser.parse_args([option(each.name), *words]))
    return values
