"""Pages as files: complete in themselves, and forbidden by their own policy to load anything."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from markupsafe import Markup

_CSS: Final = Path(__file__).parent / "static" / "css"
_REMARK: Final = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_UNFIT: Final = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Styles:
    """Style sheets as one text for a style element, and the policy that allows it alone."""

    text: Markup
    policy: str


@cache
def styles(*names: str) -> Styles:
    """Some of our style sheets, in this order.

    The policy names the style element by its hash, so that a file opened from a disk loads
    and runs nothing, whatever its labels hold.
    """
    sheets = ((_CSS / f"{name}.css").read_text("utf-8") for name in names)
    text = _REMARK.sub("", "\n".join(sheets)).replace("<", "")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    rules = ("default-src 'none'", f"style-src 'sha256-{digest}'")
    policy = "; ".join((*rules, "base-uri 'none'", "form-action 'none'"))
    return Styles(Markup(text), policy)  # noqa: S704  our own style sheets


def file_name(parts: Sequence[str], suffix: str) -> str:
    """A readable name that every file system takes.

    >>> file_name(["brief", "VN", "pair/../ing", ""], "html")
    'brief-VN-pair-..-ing.html'
    """
    kept = (_UNFIT.sub("-", part).strip("-.") for part in parts)
    return "-".join(filter(None, kept))[:120] + f".{suffix}"
