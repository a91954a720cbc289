"""What the commands say whose answers are sets of things; see `graph.commands.words`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS_OF_SETS: Final[Mapping[str, tuple[str, str]]] = {
    # Where an answer ends
    "more-than-shown": (
        "{shown} of {count} are shown; --limit {count} shows them all.",
        "{count}건 가운데 {shown}건을 보였습니다. --limit {count:으로/로} 모두 볼 수 있습니다.",
    ),
    "more-than-limit": (
        "The list stops at {shown}. There are more, which a greater --limit gives.",
        "목록이 {shown}건에서 끊겼으며 더 있습니다. --limit을 늘리면 더 볼 수 있습니다.",
    ),
    "work-limit": (
        "The search came to its limit of work, so there may be more; a smaller --max-size gives"
        " all of the small ones.",
        "탐색이 정해진 작업량에 이르러 더 있을 수 있습니다. --max-size를 줄이면 작은 묶음은 모두"
        " 볼 수 있습니다.",
    ),
    "larger-sets": (
        "Sets of more than {size} were not looked for; a greater --max-size looks for them.",
        "{size}건보다 큰 묶음은 찾지 않았습니다. --max-size를 늘리면 찾습니다.",
    ),
    # What a set would open
    "would-open": ("it would open: {claim}", "열리는 추론 단계: {claim}"),
    # Coverage, goal search, difference
    "coverage": (
        "Of {all} constraints of {country}, measures that stand ease {count}.",
        "{country}의 제약 {all}건 가운데 {count}건을 반론에 밀리지 않은 방안이 완화합니다.",
    ),
    "coverage-all": ("Smallest sets of all measures together", "모든 방안을 합한 최소 묶음"),
    "coverage-of": ("Smallest sets of: {actor}", "최소 묶음: {actor}"),
    "coverage-eased": ("ease: {constraints}", "완화하는 제약: {constraints}"),
    "coverage-none": ("Nothing is eased by these.", "완화하는 제약이 없습니다."),
    "coverage-open": (
        "Eased by no measure that stands",
        "반론에 밀리지 않은 방안으로는 완화되지 않는 제약",
    ),
    "eased-by": (
        "“{constraint}” of {country} ({state}) would be eased by: {count}",
        "{country}의 “{constraint}”({state}) 제약을 완화할 수 있는 방안: {count}건",
    ),
    "eased-by-none": (
        "No known measure would ease “{constraint}” of {country} ({state}).",
        "{country}의 “{constraint}”({state}) 제약을 완화할 수 있는 방안이 알려져 있지 않습니다.",
    ),
    "at-home-only": ("It follows for home only.", "본국에만 도출됩니다."),
    "differs": (
        "“{measure}” follows for {has} and not for {lacks}. Any one of these sets, which"
        " {has} has, would make it follow for {lacks}:",
        "{measure:은/는} {has}에는 도출되고 {lacks}에는 도출되지 않습니다. {has}에 있는 다음 중"
        " 한 묶음이 갖추어지면 {lacks}에도 도출됩니다.",
    ),
    "differs-none": (
        "“{measure}” follows for {has} and not for {lacks}, but nothing that {has} has, in sets"
        " of up to {size}, would make it follow there.",
        "{measure:은/는} {has}에는 도출되고 {lacks}에는 도출되지 않지만, {has}에 있는 것을"
        " {size}건까지 더하여도 {lacks}에는 도출되지 않습니다.",
    ),
    "differs-not": (
        "{lacks} lacks nothing: “{measure}” follows there already.",
        "{lacks}에는 {measure:이/가} 이미 도출되므로 부족한 것이 없습니다.",
    ),
    "differs-neither": (
        "“{measure}” does not follow for {has} either, so there is nothing to compare.",
        "{measure:은/는} {has}에도 도출되지 않으므로 비교할 것이 없습니다.",
    ),
    "lacks-step": (
        "the step “{claim}” (not made for {lacks})",
        "추론 단계 “{claim}”({lacks}에는 해당 없음)",
    ),
}
