"""Parameters of the programming interface: declared once, read and described from that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from webapp.lists import IsName, nothing_is, parts

Type: TypeAlias = Literal["string", "integer", "number"]
Asked: TypeAlias = Mapping[str, Any]

_READERS: Final[Mapping[str, type]] = {"string": str, "integer": int, "number": float}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter in the address.

    Attributes
    ----------
    name, description : str
    type : {"string", "integer", "number"}
    is_required : bool
    is_list : bool
        Whether it takes several values, repeated or separated by commas (see `webapp.lists`).
    default : value, optional
        What is assumed where it is left out.
    least, most : number, optional
        The range of a number, both ends included.
    choices : sequence of str
        The values there are, if they are few.
    alias : str
        Another name that is understood.
    example : str
    """

    name: str
    description: str
    type: Type = "string"
    is_required: bool = False
    is_list: bool = False
    default: Any = None
    least: float | None = None
    most: float | None = None
    choices: Sequence[str] = ()
    alias: str = ""
    example: str = ""

    def read(self, given: MultiDict[str, str], is_name: IsName = nothing_is) -> Any:
        """The value in an address; `is_name` tells what in a list is a name with commas.

        Raises
        ------
        BadRequest
            If it is missing, given too often, or not one that it can have.
        """
        texts = list(self._texts(given, nothing_is if self.choices else is_name))
        if self.is_list:
            return tuple(map(self._value, texts)) or self.default or ()
        if len(texts) > 1:
            raise BadRequest(f"{self.name} is given {len(texts)} times; once is enough")
        if not texts and self.is_required:
            example = f", such as {self.name}={self.example}" if self.example else ""
            raise BadRequest(f"{self.name} is missing{example}")
        return self._value(texts[0]) if texts else self.default

    def _texts(self, given: MultiDict[str, str], is_name: IsName) -> Iterator[str]:
        names = (self.name, self.alias) if self.alias else (self.name,)
        texts = (text for name in names for text in given.getlist(name))
        if self.is_list:
            yield from parts(texts, is_name)
        else:
            yield from filter(None, map(str.strip, texts))

    def _value(self, text: str) -> Any:
        try:
            value = _READERS[self.type](text)
        except ValueError:
            raise self._refusal(text) from None
        if self.choices and value not in self.choices:
            raise self._refusal(text)
        if self.type != "string" and not self._is_in_range(value):
            raise self._refusal(text)
        return value

    def _is_in_range(self, value: float) -> bool:
        least = float("-inf") if self.least is None else self.least
        most = float("inf") if self.most is None else self.most
        return least <= value <= most

    def _refusal(self, text: str) -> BadRequest:
        if self.choices:
            wanted = f"one of {', '.join(self.choices)}"
        else:
            bounds = (("from", self.least), ("to", self.most))
            limits = "".join(f" {word} {value:.15g}" for word, value in bounds if value is not None)
            kind = "whole number" if self.type == "integer" else self.type
            wanted = f"a {kind}{limits}"
        return BadRequest(f"{self.name}={text}: {wanted} is needed")

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of its value."""
        facts = {
            "type": self.type,
            "enum": list(self.choices) or None,
            "pattern": r"\S" if self.is_required and self.type == "string" else None,
            "minimum": self.least,
            "maximum": self.most,
        }
        one = {name: value for name, value in facts.items() if value is not None}
        whole: dict[str, Any] = {"type": "array", "items": one} if self.is_list else one
        return whole if self.default is None else {**whole, "default": self.default}


def read(
    parameters: Sequence[Parameter], given: MultiDict[str, str], is_name: IsName = nothing_is
) -> dict[str, Any]:
    """The values of all parameters in an address; see `Parameter.read`.

    Raises
    ------
    BadRequest
        If one of them is wrong, or the address holds another one.
    """
    names = [name for each in parameters for name in (each.name, each.alias) if name]
    unknown = next((name for name in given if name not in names), None)
    if unknown is not None:
        known = ", ".join(each.name for each in parameters) or "none"
        raise BadRequest(f"{unknown}: unknown parameter; there is {known}")
    return {each.name: each.read(given, is_name) for each in parameters}
