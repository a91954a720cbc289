"""What the commands say of changes and their steps; see `graph.commands.words`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS_OF_CHANGES: Final[Mapping[str, tuple[str, str]]] = {
    "through-gained": (
        "“{measure}” now follows, by way of:",
        "{measure:이/가} 새로 도출되는 경로:",
    ),
    "through-lost": (
        "“{measure}” no longer follows: its strongest derivation breaks.",
        "{measure:은/는} 가장 강한 도출 경로가 끊겨 더는 도출되지 않습니다.",
    ),
    "through-changed": (
        "“{measure}” goes from {before} to {after}, through:",
        "{measure}: {before} → {after}, 거치는 단계:",
    ),
    "through-rank": (
        "“{measure}” itself stays as it is; others pass it, or fall behind.",
        "{measure} 자체는 그대로이고, 다른 방안과의 순서만 바뀝니다.",
    ),
    "through-dependent": ("rests on what is edited", "바뀐 것에 의존"),
    "through-untouched": ("untouched", "그대로"),
    "through-moved": (
        "{claim}: force {before} → {after}, {amount} to the balance",
        "{claim}: 힘 {before} → {after}, 순지지 {amount}",
    ),
    "through-premise": (
        "premise {name}: {before} → {after}",
        "전제 {name}: {before} → {after}",
    ),
    "through-undercut": (
        "share undercut by objections: {before} → {after}",
        "반론이 약화하는 몫: {before} → {after}",
    ),
    "through-causes": ("All of it comes from: {causes}", "출발점: {causes}"),
    "through-assumed": ("assumed, {strength}: {claim}", "가정({strength}): {claim}"),
    "through-denied": (
        "assumed not to hold, {strength}: {claim}",
        "성립하지 않는다고 가정({strength}): {claim}",
    ),
    "through-removed": ("left out: {claim}", "제외: {claim}"),
    "through-strength": (
        "strength {before} → {after}: {claim}",
        "강도 {before} → {after}: {claim}",
    ),
    "through-more": ("… and {count} more", "… 외 {count}건"),
}
