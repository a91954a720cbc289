"""The version of a data set: one hash of what it says, the same wherever it is computed.

SHA-256 over the canonical N-Quads of RDFC-1.0 (https://www.w3.org/TR/rdf-canon/), so neither
the order of the statements nor the names of blank nodes matter. Hostile blank nodes make
canonicalisation explode, and a call into the store cannot be interrupted; so it runs in a
process of its own, which is killed at the deadline. Of statements without blank nodes the
canonical form is simply the sorted N-Quads, and no process is needed.
"""

from __future__ import annotations

import hashlib
import logging
import subprocess
import sys
from collections.abc import Iterable
from itertools import groupby

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

UNVERSIONED = ""
DEADLINE_S = 10.0
MEMORY_BYTES = 4 << 30


def data_version(quads: Iterable[Quad], deadline_s: float = DEADLINE_S) -> str:
    """The hash of the quads in hexadecimal, or "" if the deadline passed.

    Names of blank nodes depend on nothing but the statements that hold some (RDFC-1.0, 4.4), so
    the others, by far the most, need no canonicalisation.
    """
    blank, plain = _parted((serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(True))
    canonical = _canonical(b"".join(blank), deadline_s) if blank else b""
    if canonical is None:
        return UNVERSIONED
    return _hash([*plain, *canonical.splitlines(keepends=True)])


def _parted(lines: Iterable[bytes]) -> tuple[list[bytes], list[bytes]]:
    """The statements with blank nodes, and those without."""
    parts: tuple[list[bytes], list[bytes]] = [], []
    for line in lines:
        parts[not _names_blank_node(line)].append(line)
    return parts


def _names_blank_node(line: bytes) -> bool:
    if b"_:" not in line:
        return False
    if line.startswith(b"_:"):
        return True
    # Perhaps it stands in a text.
    return any(has_blank_node(quad) for quad in parse(line, RdfFormat.N_QUADS))


def has_blank_node(quad: Quad | Triple) -> bool:
    """Whether a blank node stands anywhere in the statement, quoted triples included."""
    terms = (quad.subject, quad.object, getattr(quad, "graph_name", None))
    return any(
        isinstance(t, BlankNode) or (isinstance(t, Triple) and has_blank_node(t)) for t in terms
    )


def _hash(lines: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for line, _ in groupby(sorted(lines)):
        digest.update(line)
    return digest.hexdigest()


def _canonical(document: bytes, deadline_s: float) -> bytes | None:
    """The statements of a document with canonical names of blank nodes; None if it failed."""
    # -P keeps the folder of this file off the module path of the child.
    command = [sys.executable, "-P", __file__]
    try:
        return subprocess.run(  # noqa: S603 - our own file, no shell
            command, input=document, capture_output=True, timeout=deadline_s, check=True
        ).stdout
    except subprocess.TimeoutExpired:
        reason = f"its blank nodes are too many or too entangled for {deadline_s:g} s"
        reason += "; give them IRIs"
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2] or "it failed"
    logging.getLogger(__name__).warning("the data get no version: %s", reason)
    return None


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not a POSIX system: the deadline alone has to do
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _main() -> None:
    _limit_memory()
    dataset = Dataset(parse(sys.stdin.buffer.read(), format=RdfFormat.N_QUADS))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    sys.stdout.buffer.write(serialize(dataset, format=RdfFormat.N_QUADS) or b"")


if __name__ == "__main__":
    _main()
