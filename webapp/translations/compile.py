"""Compile the interface texts: ``python webapp/translations/compile.py``.

Babel's own command refuses a Korean sentence that names a count where the English singular
says "one"; tests/test_translations.py checks placeholders against both English forms instead.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

HERE = Path(__file__).parent


def main() -> None:
    """Write a ``.mo`` file beside every ``.po`` file."""
    for source in sorted(HERE.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as text, source.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(text, locale=source.parent.parent.name))


if __name__ == "__main__":
    main()
