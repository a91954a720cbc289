"""What the text answer to why says of objections, variants and the analysis asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS_OF_OBJECTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "analysis-chosen": (
        "Only “{asked}” was asked. Also loaded, and left out: {others} (--analysis asks another).",
        "“{asked}” 분석만 바탕으로 한 답입니다. 함께 불러왔으나 제외한 분석: {others} "
        "(--analysis로 고를 수 있습니다).",
    ),
    "rebutted": ("rebutted by: {claim}", "반박: {claim}"),
    "denied": ("a finding denies it: {claim}", "성립하지 않는다는 사실: {claim}"),
    "amounts": ("force {force}", "작용 {force}"),
    "because": ("because: {premise}", "이유: {premise}"),
    "answered-outweighed": (
        "answered: {premise} is itself outweighed",
        "대응 있음: 전제인 {premise:이/가} 반론에 밀립니다",
    ),
    "answered-measure": (
        "answered: “{measure}” mitigates {premise}",
        "대응 있음: {measure:이/가} {premise:을/를} 완화합니다",
    ),
    "objections-cut": (
        "there are objections to it, which stand elsewhere in this derivation or go on further",
        "이에 대한 반론이 더 있으며, 이 경로의 다른 곳에 있거나 더 이어집니다",
    ),
    "variants": (
        "{count} variants: they differ only in how this is known",
        "변형 {count}건: 다음을 어떻게 알게 되었는지만 다름",
    ),
    "variants-one": (
        "1 variant: it differs only in how this is known",
        "변형 1건: 다음을 어떻게 알게 되었는지만 다름",
    ),
}
