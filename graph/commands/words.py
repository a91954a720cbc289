"""What the commands say, in English and Korean; every sentence is one template a language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.answers import number
from graph.commands.words_of_changes import WORDS_OF_CHANGES
from graph.commands.words_of_objections import WORDS_OF_OBJECTIONS
from graph.commands.words_of_sets import WORDS_OF_SETS
from graph.korean import particle

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    **WORDS_OF_SETS,
    **WORDS_OF_CHANGES,
    **WORDS_OF_OBJECTIONS,
    # Answers, first lines
    "recommended": (
        "“{measure}” is recommended for {country}: {numbers}.",
        "{country}에 {measure:이/가} 도출됩니다: {numbers}.",
    ),
    "outweighed": (
        "“{measure}” follows for {country}, but is outweighed: {numbers}.",
        "{country}에 {measure:이/가} 도출되지만 반론이 우세합니다: {numbers}.",
    ),
    "holds": ("“{measure}” holds in {country}.", "{country}에서 {measure:이/가} 성립합니다."),
    "underivable": (
        "“{measure}” does not follow for {country}.",
        "{country}에는 {measure:이/가} 도출되지 않습니다.",
    ),
    "derivable": (
        "Nothing is missing: “{measure}” follows for {country} already.",
        "빠진 사실이 없습니다. {country}에 {measure:이/가} 이미 도출됩니다.",
    ),
    "numbers": (
        "support {support}, opposition {opposition}, balance {net}",
        "지지 {support}, 반대 {opposition}, 순지지 {net}",
    ),
    "unsettled": (
        "Circular support: the balance did not settle and is not to be relied on.",
        "순환 지지로 인해 순지지가 수렴하지 않았으므로 그대로 믿을 수 없습니다.",
    ),
    "disclaimer": (
        "Numbers are strengths of argument, not probabilities.",
        "숫자는 논증의 강도이며 확률이 아닙니다.",
    ),
    # Derivations
    "ways": (
        "Derivations, best first by {semiring}: {count}",
        "도출 경로({semiring} 순): {count}건",
    ),
    "product": ("product of strengths", "강도의 곱"),
    "weakest-link": ("weakest link", "가장 약한 고리"),
    "fewest-steps": ("fewest steps", "적은 단계"),
    "way": (
        "{rank}. product {product} · weakest link {weakest} · steps {steps}",
        "{rank}. 강도의 곱 {product} · 가장 약한 고리 {weakest} · {steps}단계",
    ),
    "finding": ("found: {claim}", "확인: {claim}"),
    "implication": ("by: {claim}", "추론 단계: {claim}"),
    "objection": ("objection: {claim}", "반론: {claim}"),
    "weight": ("{basis}, strength {strength}", "{basis}, 강도 {strength}"),
    "above": ("as above", "위와 같음"),
    "from": ("from {numbers}", "{numbers}에서"),
    "stated": ("stated", "명시"),
    "inferred": ("inferred", "추론"),
    "measured": ("measured", "측정"),
    "evidence": ("evidence: {source}", "근거: {source}"),
    # How things stand
    "holds-found": ("found", "확인"),
    "holds-derived": ("derived", "도출"),
    "holds-found-and-derived": ("found and derived", "확인 및 도출"),
    "fails": ("found not to hold", "성립하지 않음"),
    "unknown": ("unknown", "미확인"),
    "not-applicable": ("–", "–"),
    # Why not, defeat
    "no-steps": (
        "No implication concludes it.",
        "이를 결론으로 하는 추론 단계가 없습니다.",
    ),
    "obstacles": ("What would lead to it:", "도출로 이어질 추론 단계:"),
    "missing": (
        "Any one of these sets of facts would make it follow:",
        "다음 중 한 묶음의 사실만 확인되어도 도출됩니다.",
    ),
    "missing-none": (
        "No set of up to {size} missing facts would make it follow.",
        "사실을 {size}건까지 더하여도 도출되지 않습니다.",
    ),
    "unknown-is-not-no": (
        "Unknown is not no: nobody has recorded whether that holds.",
        "미확인은 기록이 없다는 뜻이며, 성립하지 않는다는 뜻이 아닙니다.",
    ),
    "rests": (
        "“{measure}” for {country} rests on {count} findings that it cannot do without.",
        "{country}의 {measure:은/는} 없어서는 안 되는 사실 {count}건에 달려 있습니다.",
    ),
    "rests-on-one": (
        "“{measure}” for {country} rests on one finding that it cannot do without.",
        "{country}의 {measure:은/는} 없어서는 안 되는 사실 1건에 달려 있습니다.",
    ),
    "rests-on-none": (
        "“{measure}” for {country} rests on no single finding.",
        "{country}의 {measure:은/는} 어느 한 사실에만 달려 있지 않습니다.",
    ),
    "together": (
        "It would fall without all of these together:",
        "다음 사실이 함께 없어지면 도출되지 않습니다.",
    ),
    "defeaters-none": (
        "No set of up to {size} findings defeats it.",
        "사실을 {size}건까지 빼도 여전히 도출됩니다.",
    ),
    # Tables
    "recommendations": (
        "Recommended for {country}, best first: {count}",
        "{country}에 도출된 방안(순지지 순): {count}건",
    ),
    "recommendations-none": (
        "Nothing is recommended for {country}.",
        "{country}에 도출된 방안이 없습니다.",
    ),
    "compared": (
        "Recommendations side by side (balance of support and opposition):",
        "나라별 도출 방안(순지지) 비교:",
    ),
    "compared-none": ("Nothing is recommended.", "도출된 방안이 없습니다."),
    "compared-one": ("“{measure}”, reason by reason:", "{measure:을/를} 이유별로 비교:"),
    "measure": ("measure", "방안"),
    "reason": ("reason", "이유"),
    "net": ("balance", "순지지"),
    "support": ("support", "지지"),
    "opposition": ("opposition", "반대"),
    "acceptability": ("acceptability", "수용도"),
    "best": ("product", "강도의 곱"),
    "weakest": ("weakest link", "가장 약한 고리"),
    "steps": ("steps", "단계"),
    "remark": ("remark", "비고"),
    "advised": ("advised by the source", "자료에서 권고"),
    "is-outweighed": ("outweighed", "반론 우세"),
    "objections": ("Objections", "반론"),
    # Balance
    "base": ("from findings", "사실에서 온 값"),
    "undercut": ("undercut by: {claim}", "약화: {claim}"),
    "adds": ("adds", "더하는 값"),
    "removal": (
        "How its acceptability would change without one claim alone "
        "(removal; other methods of attribution differ):",
        "주장 하나만 뺄 때 수용도의 변화(제거 방식이며, 방식에 따라 값이 다릅니다):",
    ),
    "removed-some": (
        "Only the {removed} nearest of {count} claims were removed; --limit {count} removes all.",
        "주장 {count}건 가운데 가까운 {removed}건만 빼어 보았습니다. --limit {count:으로/로} 모두"
        " 빼어 볼 수 있습니다.",
    ),
    # Paths
    "paths": (
        "Paths from “{start}” to “{end}”, strongest first: {count}",
        "“{start}”에서 {end:으로/로} 가는 경로(강한 순): {count}건",
    ),
    "paths-none": (
        "No path leads from “{start}” to “{end}”.",
        "“{start}”에서 {end:으로/로} 가는 경로가 없습니다.",
    ),
    # Gaps
    "gaps": (
        "Constraints of {country} that no recommended measure eases: {count}",
        "{country}의 제약 가운데 도출된 방안이 완화하지 못하는 것: {count}건",
    ),
    "gaps-none": (
        "Every constraint of {country} is eased by some recommended measure.",
        "{country}의 모든 제약을 도출된 방안이 완화합니다.",
    ),
    "mitigator": (
        "would be eased by “{measure}”, not recommended there",
        "{measure:이/가} 완화할 수 있으나 도출되지 않음",
    ),
    "mitigator-home": (
        "would be eased by “{measure}”, recommended for home only",
        "{measure:이/가} 완화할 수 있으나 본국에만 도출됨",
    ),
    "mitigators-none": (
        "no known measure would ease it",
        "완화할 수 있는 방안이 알려져 있지 않음",
    ),
    # What if
    "changed": (
        "{count} measures would change for {country}.",
        "{country}의 방안 {count}건이 달라집니다.",
    ),
    "changed-one": (
        "One measure would change for {country}.",
        "{country}의 방안 1건이 달라집니다.",
    ),
    "unchanged": ("Nothing would change for {country}.", "{country}에는 달라지는 것이 없습니다."),
    "before": ("before", "이전"),
    "after": ("after", "이후"),
    "gained": ("gained", "새로 도출"),
    "lost": ("lost", "도출되지 않음"),
    "gap-opened": ("Left open: {constraint}", "새로 생긴 공백: {constraint}"),
    "gap-closed": ("No longer open: {constraint}", "메워진 공백: {constraint}"),
    # Robustness
    "robust": (
        "“{measure}” leads for {country} in {share} of {draws} draws, "
        "each strength moved by up to {spread}.",
        "강도를 {spread}까지 흔든 {draws}회 가운데 {share}에서 {country}의 선두는 {measure}입니다.",
    ),
    "rank": ("rank", "순위"),
    "rank-interval": ("ranks in 90 %", "90% 순위 구간"),
    "lead-share": ("leads", "선두 비율"),
    "standing-share": ("not outweighed", "지지 우세 비율"),
    "net-interval": ("balance in 90 %", "90% 순지지 구간"),
    # Validate
    "conforms": ("The data keep to the rules.", "데이터가 규칙을 지킵니다."),
    "conforms-not": (
        "The data break the rules: {count} violations.",
        "데이터가 규칙을 어깁니다: 위반 {count}건.",
    ),
    "conforms-not-one": (
        "The data break the rules: one violation.",
        "데이터가 규칙을 어깁니다: 위반 1건.",
    ),
    "violation": ("violation", "위반"),
    "warning": ("warning", "경고"),
    "info": ("note", "참고"),
    "circle": (
        "The reasoning goes in a circle, which inflates support: {concepts} ({country})",
        "추론이 순환하여 지지가 부풀려집니다: {concepts} ({country})",
    ),
    # List, derive
    "countries": ("Countries", "국가"),
    "factors": ("Factors", "요인"),
    "measures": ("Measures and strategies", "방안과 전략"),
    "analyses": ("Analyses", "분석"),
    "claims": ("Claims", "주장"),
    "sources": ("Documents", "문서"),
    "name": ("name", "이름"),
    "label": ("label", "표제"),
    "kind": ("kind", "종류"),
    "kind-trait": ("trait", "강점"),
    "kind-constraint": ("constraint", "제약"),
    "kind-condition": ("condition", "조건"),
    "kind-factor": ("factor", "요인"),
    "kind-measure": ("measure", "방안"),
    "kind-strategy": ("strategy", "전략"),
    "kind-track": ("track", "트랙"),
    "kind-country": ("country", "국가"),
    "kind-analysis": ("analysis", "분석"),
    "kind-finding": ("finding", "사실"),
    "kind-implication": ("implication", "추론 단계"),
    "kind-objection": ("objection", "반론"),
    "kind-advice": ("advice", "권고"),
    "kind-claim": ("claim", "주장"),
    "kind-document": ("document", "문서"),
    "loaded": ("The data are in {file} now.", "데이터를 {file}에 적재하였습니다."),
    "there-already": ("{file} holds these data already.", "{file}에 이미 같은 데이터가 있습니다."),
    "written": (
        "{count} statements written to {file}.",
        "{file}에 트리플 {count}건을 기록하였습니다.",
    ),
}


class _Word(str):
    """A string whose format spec is a Korean particle: ``{measure:이/가}``."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return particle(str(self), spec) if spec else str(self)


def say(lang: str, key: str, **values: object) -> str:
    """A text in a language, with values filled in.

    >>> say("ko", "holds", measure="방안", country="한국")
    '한국에서 방안이 성립합니다.'
    """
    template = _WORDS[key][lang == "ko"]
    return template.format_map({name: _Word(value) for name, value in values.items()})


def figure(value: float) -> str:
    """A number of two places; whole numbers and small ones as they are.

    >>> figure(0.4523), figure(3), figure(0.00012), figure(0.0)
    ('0.45', '3', '0.00012', '0.00')
    """
    if isinstance(value, int):
        return str(number(value))
    return f"{value:.2f}" if value == 0 or abs(value) >= 0.005 else f"{value:.2g}"


def signed(value: float) -> str:
    """A number of two places with its sign, a true minus.

    >>> signed(0.5), signed(-0.125), signed(-0.001)
    ('+0.50', '−0.12', '0.00')
    """
    text = f"{value:+.2f}".replace("-", "−")
    return "0.00" if text in ("+0.00", "−0.00") else text
