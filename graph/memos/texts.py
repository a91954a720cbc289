"""The sentences of memos: one whole template a language, English and Korean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "numbers": (
        "All numbers are strengths of argument, not probabilities.",
        "모든 숫자는 논증의 강도이며 확률이 아닙니다.",
    ),
    "rests-on": (
        "They rest on the analysis “{analysis}”, data version {version}.",
        "바탕이 된 분석은 ‘{analysis}’, 데이터 버전은 {version}입니다.",
    ),
    "unsettled": (
        "Its claims support each other in a circle and the balance did not settle, so these"
        " numbers are not to be relied on.",
        "주장들이 서로를 순환하여 지지하므로 순지지가 수렴하지 않았으며, 이 숫자는 그대로 믿을"
        " 수 없습니다.",
    ),
    "truncated": (
        "The search was cut at its limit, so there may be more.",
        "정해진 한도에서 탐색을 멈추었으므로 더 있을 수 있습니다.",
    ),
    # Why
    "why-none": (
        "{it} does not follow for {country} so far.",
        "{country}에 대해서는 아직 {it:이/가} 도출되지 않습니다.",
    ),
    "why-found": (
        "{it} was found to hold for {country}.",
        "{country}에서 {it:이/가} 성립한다는 사실이 확인되었습니다.",
    ),
    "in-turn": (
        "{premise} rests in turn on the following: {premises}.",
        "{premise:은/는} 다시 {premises}에서 도출됩니다.",
    ),
    "score-product": (
        "The strengths along the strongest derivation multiply to {score}.",
        "가장 강한 도출 경로의 강도(각 단계 강도의 곱)는 {score}입니다.",
    ),
    "score-weakest-link": (
        "The weakest link of the strongest derivation has a strength of {score}.",
        "가장 강한 도출 경로에서도 가장 약한 고리의 강도는 {score}입니다.",
    ),
    "score-fewest-steps": (
        "The shortest derivation has {score} steps of reasoning.",
        "가장 짧은 도출 경로의 추론 단계는 {score}건입니다.",
    ),
    "undercut": (
        "On the way, the objection {objection} weakens a step.",
        "도출 과정의 한 단계는 {objection:이라는/라는} 반론으로 약해집니다.",
    ),
    "undercut-more": (
        "On the way, {count} objections weaken its steps, above all {objection}.",
        "도출 과정의 단계들은 {objection} 등 반론 {count}건으로 약해집니다.",
    ),
    "answered": (
        "That objection is answered by {measure}, which is recommended as well.",
        "이 반론에는 함께 도출되는 {measure:이/가} 대응합니다.",
    ),
    "answered-outweighed": (
        "That objection is answered, since what it rests on is itself outweighed.",
        "이 반론은 전제 자체가 반론에 밀리므로 힘을 잃습니다.",
    ),
    "answered-not": (
        "No recommended measure answers that objection.",
        "이 반론에 대응하는 도출된 방안은 없습니다.",
    ),
    # Balance, contributions
    "balance": (
        "For {country}, {it} has a support of {support} and an opposition of {opposition},"
        " which leaves a balance of {net}.",
        "{country}에 대한 {it}의 지지는 {support}, 반대는 {opposition}이므로 순지지는 {net}입니다.",
    ),
    "balance-stands": ("Support outweighs opposition.", "지지가 반론보다 강합니다."),
    "balance-outweighed": (
        "Opposition equals or outweighs support.",
        "반론이 지지와 같거나 지지보다 강합니다.",
    ),
    "acceptability": (
        "Its acceptability, on a scale from 0 to 1, is {acceptability}.",
        "0에서 1까지로 나타낸 수용도는 {acceptability}입니다.",
    ),
    "contribution": (
        "If the claim {claim} alone were removed, the balance of {it} for {country} would go"
        " from {before} to {after}.",
        "{claim:이라는/라는} 주장 하나만 빼면 {country}에 대한 {it}의 순지지는 {before}에서"
        " {after:으로/로} 바뀝니다.",
    ),
    "contribution-next": (
        "Without the claim {claim}, it would go to {after}.",
        "{claim:이라는/라는} 주장을 빼면 {after:이/가} 됩니다.",
    ),
    "contribution-none": (
        "No claim alone moves the balance of {it} for {country}.",
        "주장 하나만 빼서는 {country}에 대한 {it}의 순지지가 달라지지 않습니다.",
    ),
    "by-removal": (
        "This is measured by removing one claim at a time; other methods of attribution give"
        " other numbers.",
        "이는 주장을 하나씩 빼어 본 결과이며, 다른 방식으로 재면 값이 달라질 수 있습니다.",
    ),
    "removed-some": (
        "Only the {removed} nearest of {count} claims were removed.",
        "주장 {count}건 가운데 가까운 {removed}건만 빼어 보았습니다.",
    ),
    # Why not
    "derivable": (
        "{it} follows for {country} already, so no fact is missing.",
        "{country}에 대해서는 {it:이/가} 이미 도출되므로 빠진 사실이 없습니다.",
    ),
    "held": (
        "What else that reasoning needs holds already: {premises}.",
        "그 추론에 필요한 나머지 전제인 {premises:은/는} 이미 성립합니다.",
    ),
    "missing-more": (
        "There are {count} such sets of facts, and any one of them would do.",
        "이와 같은 사실의 묶음은 모두 {count}가지이며, 그 가운데 하나만 갖추어지면 됩니다.",
    ),
    # Defeat
    "critical": (
        "{it} for {country} rests on {count} findings, none of which it can do without: {claims}.",
        "{country}에 대한 {it:은/는} 다음 사실 {count}건 가운데 하나라도 빠지면 도출되지"
        " 않습니다: {claims}.",
    ),
    "critical-one": (
        "{it} for {country} stands or falls with one finding: {claims}.",
        "{country}에 대한 {it:은/는} 다음 사실 하나에 달려 있습니다: {claims}.",
    ),
    "critical-none": (
        "{it} for {country} does not depend on any single finding.",
        "{country}에 대한 {it:은/는} 어느 한 사실에 좌우되지 않습니다.",
    ),
    "defeater": (
        "It would no longer follow without these findings together: {claims}.",
        "다음 사실이 함께 빠지면 더 이상 도출되지 않습니다: {claims}.",
    ),
    "defeater-also": (
        "The same goes for these: {claims}.",
        "다음 사실이 함께 빠져도 마찬가지입니다: {claims}.",
    ),
    "defeater-more": (
        "{count} more sets would overturn it likewise.",
        "이를 뒤집는 묶음이 {count}가지 더 있습니다.",
    ),
    "defeater-more-one": (
        "One more set would overturn it likewise.",
        "이를 뒤집는 묶음이 1가지 더 있습니다.",
    ),
    "defeater-none": (
        "No set of up to {size} findings would overturn it.",
        "사실이 {size}건까지 함께 빠져도 뒤집히지 않습니다.",
    ),
    # Coverage
    "coverage-nothing": (
        "No measure that stands eases any constraint of {country}.",
        "반론에 밀리지 않은 방안 가운데 {country}의 제약을 완화하는 것은 없습니다.",
    ),
    "coverage": (
        "Of the {all} constraints of {country}, measures that stand against their objections"
        " ease {count}: {constraints}.",
        "{country}의 제약 {all}건 가운데 반론에 밀리지 않은 방안이 완화하는 것은 {count}건입니다:"
        " {constraints}.",
    ),
    "package": (
        "It takes at least {size} measures to ease all of these, for instance {measures}.",
        "이를 모두 완화하려면 방안이 적어도 {size}건 필요하며, 예를 들면 다음과 같습니다:"
        " {measures}.",
    ),
    "package-one": (
        "One measure eases all of these: {measures}.",
        "이를 모두 완화하는 데에는 방안 하나로 충분합니다: {measures}.",
    ),
    "packages": (
        "There are {count} smallest sets of that kind.",
        "이와 같은 최소 묶음은 {count}가지입니다.",
    ),
    "package-of": (
        "With the measures of one actor alone ({actor}), {count} can be eased, for which {size}"
        " are needed: {measures}.",
        "{actor}의 방안만으로는 {count}건을 완화할 수 있으며, 이에 필요한 방안은"
        " {size}건입니다: {measures}.",
    ),
    "package-of-one": (
        "With the measures of one actor alone ({actor}), {count} can be eased, for which one is"
        " enough: {measures}.",
        "{actor}의 방안만으로는 {count}건을 완화할 수 있으며, 방안 하나로 충분합니다: {measures}.",
    ),
    "package-of-none": (
        "The measures of one actor alone ({actor}) ease none of them.",
        "{actor}의 방안만으로는 어느 제약도 완화되지 않습니다.",
    ),
    "coverage-open": (
        "No measure that stands eases the following: {constraints}.",
        "반론에 밀리지 않은 방안으로는 완화되지 않는 제약이 있습니다: {constraints}.",
    ),
    # Measures for a constraint
    "eased": (
        "The constraint {constraint} would be eased for {country} by {count} measures.",
        "{country}의 제약인 {constraint}에 대해서는 이를 완화할 방안이 {count}건 있습니다.",
    ),
    "eased-one": (
        "The constraint {constraint} would be eased for {country} by one measure.",
        "{country}의 제약인 {constraint}에 대해서는 이를 완화할 방안이 하나 있습니다.",
    ),
    "eased-none": (
        "No known measure would ease the constraint {constraint} for {country}.",
        "{country}의 제약인 {constraint}에 대해서는 이를 완화할 방안이 알려져 있지 않습니다.",
    ),
    "constraint-unknown": (
        "Whether that constraint holds there is unknown.",
        "다만 그 제약이 그곳에 있는지는 기록되어 있지 않습니다.",
    ),
    "constraint-fails": (
        "That constraint was found not to hold there.",
        "다만 그 제약은 그곳에 없는 것으로 확인되었습니다.",
    ),
    "eases-follows": (
        "{it} follows, with a balance of {net}.",
        "{it:은/는} 도출되며 순지지는 {net}입니다.",
    ),
    "eases-outweighed": (
        "{it} follows, but objections outweigh it (balance {net}).",
        "{it:은/는} 도출되지만 반론이 우세합니다(순지지 {net}).",
    ),
    "eases-home": (
        "{it} follows for the home country only.",
        "{it:은/는} 본국에만 도출됩니다.",
    ),
    "eases-lacks": (
        "{it} does not follow; it would with the following: {facts}.",
        "{it:은/는} 도출되지 않으며, 다음 사실이 갖추어지면 도출됩니다: {facts}.",
    ),
    "eases-far": (
        "{it} does not follow, and no small set of facts would make it follow.",
        "{it:은/는} 도출되지 않으며, 사실 몇 건을 더하여도 도출되지 않습니다.",
    ),
    # Difference
    "differs": (
        "{it} follows for {has} and not for {lacks}.",
        "{it:은/는} {has}에는 도출되고 {lacks}에는 도출되지 않습니다.",
    ),
    "differs-by": (
        "What {lacks} lacks, and {has} has, is this: {things}.",
        "{has}에는 있고 {lacks}에는 없는 것은 다음과 같습니다: {things}.",
    ),
    "differs-or": (
        "It would follow with this instead, too: {things}.",
        "그 대신 다음이 갖추어져도 도출됩니다: {things}.",
    ),
    "differs-more": (
        "There are {count} such sets in all, and any one of them would do.",
        "이와 같은 묶음은 모두 {count}가지이며, 그 가운데 하나만 갖추어지면 됩니다.",
    ),
    "differs-step": ("the step {claim}", "{claim} 추론 단계"),
    "differs-none": (
        "Nothing that {has} has, in small sets, would make it follow for {lacks}.",
        "{has}에 있는 것을 몇 건 더하여도 {lacks}에는 도출되지 않습니다.",
    ),
    "differs-not": (
        "{it} follows for {lacks} already, so {lacks} lacks nothing for it.",
        "{it:은/는} {lacks}에 이미 도출되므로 부족한 것이 없습니다.",
    ),
    "differs-neither": (
        "{it} does not follow for {has} either, so there is nothing to compare.",
        "{it:은/는} {has}에도 도출되지 않으므로 비교할 것이 없습니다.",
    ),
    # Recommend
    "recommend": (
        "{count} measures follow for {country}.",
        "{country}에는 방안 {count}건이 도출됩니다.",
    ),
    "recommend-one": (
        "One measure follows for {country}: {measures}.",
        "{country}에는 방안 1건이 도출됩니다: {measures}.",
    ),
    "recommend-none": (
        "No measure follows for {country} so far.",
        "{country}에는 아직 도출되는 방안이 없습니다.",
    ),
    "standing": (
        "By balance, with the strongest first, these stand: {measures}.",
        "순지지가 높은 순서로 다음과 같습니다: {measures}.",
    ),
    "outweighed": (
        "Objections outweigh the following: {measures}.",
        "다음 방안은 반론이 우세합니다: {measures}.",
    ),
    "advised": (
        "The source itself advises these: {measures}.",
        "자료가 직접 권고한 방안은 다음과 같습니다: {measures}.",
    ),
    # Compare
    "compare-stands": (
        "{it} stands for the following: {places}.",
        "{it:은/는} 다음 국가에 도출되며 지지가 우세합니다: {places}.",
    ),
    "compare-outweighed": (
        "It follows, but is outweighed, for the following: {places}.",
        "도출되지만 반론이 우세한 국가는 다음과 같습니다: {places}.",
    ),
    "compare-none": (
        "{it} follows for none of the countries compared.",
        "{it:은/는} 비교한 어느 국가에도 도출되지 않습니다.",
    ),
    "compare-not": (
        "It does not follow for {places}.",
        "{places}에는 도출되지 않습니다.",
    ),
    "same": (
        "All conditions that the reasoning asks for stand alike in these countries.",
        "추론에 필요한 조건은 비교한 국가에서 모두 같습니다.",
    ),
    "holds": (
        "The condition {factor} holds in {places}.",
        "{factor} 조건은 {places}에서 성립합니다.",
    ),
    "holds-nowhere": (
        "The condition {factor} is not known to hold in any of these countries.",
        "{factor} 조건은 비교한 국가 가운데 어느 곳에서도 성립이 확인되지 않았습니다.",
    ),
    "fails": (
        "It was found not to hold in {places}.",
        "{places}에서는 성립하지 않는 것으로 확인되었습니다.",
    ),
    "unknown": (
        "It is unknown for {places}.",
        "{places}에 대해서는 기록이 없습니다.",
    ),
    "inapplicable": (
        "It is not asked of {places}.",
        "{places}에는 해당하지 않습니다.",
    ),
    # Gaps
    "gaps": (
        "{count} constraints of {country} are eased by no recommended measure: {constraints}.",
        "{country}의 제약 가운데 도출된 방안이 완화하지 못하는 것은 {count}건입니다:"
        " {constraints}.",
    ),
    "gaps-one": (
        "One constraint of {country} is eased by no recommended measure: {constraints}.",
        "{country}의 제약 가운데 도출된 방안이 완화하지 못하는 것은 1건입니다: {constraints}.",
    ),
    "gaps-none": (
        "Every constraint of {country} is eased by some recommended measure.",
        "{country}의 모든 제약을 도출된 방안이 완화합니다.",
    ),
    "gap-measures": (
        "The constraint {constraint} would be eased by {measures}, not recommended there.",
        "{constraint} 제약은 이곳에 도출되지 않은 {measures:이/가} 완화할 수 있습니다.",
    ),
    "gap-home": (
        "The constraint {constraint} would be eased by {measures}, recommended for the home"
        " country only.",
        "{constraint} 제약은 본국에만 도출된 {measures:이/가} 완화할 수 있습니다.",
    ),
    "gap-nothing": (
        "No known measure would ease the following: {constraints}.",
        "완화할 방안이 알려져 있지 않은 제약은 다음과 같습니다: {constraints}.",
    ),
    "gap-nothing-any": (
        "No known measure would ease it.",
        "이를 완화할 방안은 알려져 있지 않습니다.",
    ),
    # Robustness
    "robust": (
        "When every strength is drawn anew {draws} times, by up to {spread} up or down, {it}"
        " leads for {country} in {share} of the draws.",
        "모든 강도를 위아래로 {spread}까지 바꾸어 {draws}회 다시 매기면, {country}에서는"
        " {it:이/가} 그 가운데 {share}에서 1위입니다.",
    ),
    "rank-firm": (
        "In nine draws out of ten, {it} keeps rank {low}.",
        "열 번 가운데 아홉 번은 {it:이/가} {low}위를 지킵니다.",
    ),
    "rank-range": (
        "In nine draws out of ten, {it} ranks between {low} and {high}.",
        "열 번 가운데 아홉 번은 {it:이/가} {low}위와 {high}위 사이에 있습니다.",
    ),
    "not-always": (
        "Its support outweighs its opposition in {share} of the draws.",
        "지지가 반론보다 강한 비율은 {share}입니다.",
    ),
    "repeat": (
        "The same draws come again with the seed {seed}.",
        "시드 {seed:으로/로} 같은 결과를 다시 얻을 수 있습니다.",
    ),
    "draws-unsettled": (
        "In {count} draws the balance did not settle.",
        "{count}회는 순지지가 수렴하지 않았습니다.",
    ),
    # What if
    "edit-retract": (
        "Suppose that the claim {claim} is left out.",
        "{claim:이라는/라는} 주장을 뺀다고 가정합니다.",
    ),
    "edit-assume": (
        "Suppose that {factor} holds in {country}.",
        "{country}에서 {factor:이/가} 성립한다고 가정합니다.",
    ),
    "edit-deny": (
        "Suppose that {factor} does not hold in {country}.",
        "{country}에서 {factor:이/가} 성립하지 않는다고 가정합니다.",
    ),
    "edit-strength": (
        "Suppose that the claim {claim} has a strength of {strength}.",
        "{claim:이라는/라는} 주장의 강도가 {strength:이라고/라고} 가정합니다.",
    ),
    "edit-basis": (
        "Suppose that only claims with certain bases count: {bases}.",
        "근거 유형이 다음에 해당하는 주장만 인정한다고 가정합니다: {bases}.",
    ),
    "edit-source": (
        "Suppose that only claims from certain documents count: {sources}.",
        "다음 문서에 근거한 주장만 인정한다고 가정합니다: {sources}.",
    ),
    "stated": ("stated", "명시"),
    "inferred": ("inferred", "추론"),
    "measured": ("measured", "측정"),
    "edit-none": ("Nothing was changed.", "바꾼 것이 없습니다."),
    "changes": (
        "This changes {count} measures for {country}.",
        "그러면 {country}의 방안 {count}건이 달라집니다.",
    ),
    "changes-one": (
        "This changes one measure for {country}.",
        "그러면 {country}의 방안 1건이 달라집니다.",
    ),
    "changes-none": (
        "No recommendation for {country} changes.",
        "{country}에 도출되는 방안은 달라지지 않습니다.",
    ),
    "gained": (
        "{it} now follows, with a balance of {after}.",
        "{it:이/가} 새로 도출되며 순지지는 {after}입니다.",
    ),
    "lost": ("{it} no longer follows.", "{it:은/는} 더 이상 도출되지 않습니다."),
    "moved": (
        "{it} goes from a balance of {before} to {after}.",
        "{it}의 순지지는 {before}에서 {after:으로/로} 바뀝니다.",
    ),
    "moved-rank": (
        "{it} goes from a balance of {before} to {after}, and from rank {rank_before} to"
        " {rank_after}.",
        "{it}의 순지지는 {before}에서 {after:으로/로}, 순위는 {rank_before}위에서"
        " {rank_after}위로 바뀝니다.",
    ),
    "moved-rank-only": (
        "{it} keeps its balance and goes from rank {rank_before} to {rank_after}.",
        "{it}의 순지지는 그대로이고 순위만 {rank_before}위에서 {rank_after}위로 바뀝니다.",
    ),
    "opened": (
        "These constraints are then eased by no recommended measure: {constraints}.",
        "그러면 다음 제약은 도출된 방안으로 완화되지 않습니다: {constraints}.",
    ),
    "closed": (
        "These constraints are then open no longer: {constraints}.",
        "그러면 다음 제약은 더 이상 공백이 아닙니다: {constraints}.",
    ),
    # Paths
    "paths": (
        "{count} chains of implications lead from {start} to {end}.",
        "{start}에서 {end:으로/로} 이어지는 추론 경로는 {count}건입니다.",
    ),
    "paths-one": (
        "One chain of implications leads from {start} to {end}.",
        "{start}에서 {end:으로/로} 이어지는 추론 경로는 1건입니다.",
    ),
    "paths-none": (
        "No chain of implications leads from {start} to {end}.",
        "{start}에서 {end:으로/로} 이어지는 추론 경로가 없습니다.",
    ),
    "path": (
        "The strongest, with a strength of {score}, is this: {chain}.",
        "가장 강한 경로의 강도는 {score}이며 다음과 같습니다: {chain}.",
    ),
}
