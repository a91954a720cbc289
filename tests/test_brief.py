"""The brief: nothing that bears on a recommendation is left out, and the file needs nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape

from graph.model import Finding, Inference, Iri, Proposition
from tests.conftest import MINI, explorer_of, served
from webapp.brief import Brief, brief, claim_of
from webapp.config import Settings
from webapp.explanation import explanation
from webapp.explorer import Explorer, Study

VIETNAM = "/en/countries/VN/measures/pairing/brief"
JAPAN = "/en/countries/JP/measures/pairing/brief"
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


@pytest.fixture(scope="module")
def briefs(study: Study, goals: list[Proposition]) -> list[Brief]:
    return [brief(study, explanation(study, goal)) for goal in goals]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application whose labels, locators and addresses try to break out."""
    label = HOSTILE.replace('"', '\\"')
    text = MINI.read_text("utf-8")
    for name in ("Pairing", "Cost efficiency", "Section 1", "A document"):
        assert f'"{name}"@en' in text
        text = text.replace(f'"{name}"@en', f'"{label} {name}"@en')
    text = text.replace(
        "id:doc a pol:Document ;", 'id:doc a pol:Document ; pol:url "javascript:alert(3)" ;'
    )
    path = tmp_path_factory.mktemp("hostile") / "hostile.ttl"
    path.write_text(text, "utf-8")
    yield from served(explorer_of(path), Settings())


class Loaded(HTMLParser):
    """Everything in a page that a browser would load or run, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids += [given["id"]] if "id" in given else []
        if tag in ("script", "link", "img", "iframe", "object", "embed", "base", "form", "image"):
            self.loaded.append(tag)
        self.loaded += [name for name in given if name.startswith("on") or name in ("style", "src")]
        if "href" in given:
            (self.links if tag == "a" else self.loaded).append(given["href"])


def addresses(study: Study, explorer: Explorer) -> Iterator[tuple[Proposition, str]]:
    """Every recommendation and the path of its brief, without the language."""
    for country in study.analysis.countries:
        for r in study.recommendations(country):
            place, name = explorer.catalogue.iso(country), explorer.catalogue.name(r.measure)
            yield r.proposition, f"/countries/{place}/measures/{name}/brief"


# What is gathered ------------------------------------------------------------------------


def test_lines_are_the_best_derivation_each_after_what_it_rests_on(
    study: Study, briefs: list[Brief]
) -> None:
    for told in briefs:
        best = study.derivations(told.explained.goal, k=1)[0]
        assert {line.step.claim for line in told.steps} == {step.claim for step in best.steps}
        assert [line.number for line in told.steps] == list(range(1, len(best.steps) + 1))
        assert told.steps[-1].step.proposition == told.explained.goal
        for line in told.steps:
            named = {told.steps[n - 1].step.proposition for n in line.premises}
            assert named == set(line.step.premises)
            assert all(n < line.number for n in line.premises)


def test_line_names_every_other_justification_of_its_proposition(
    study: Study, briefs: list[Brief]
) -> None:
    for line in (line for told in briefs for line in told.steps[:-1]):
        proposition = line.step.proposition
        steps = [
            i
            for i in study.graph.inferences.get(proposition, ())
            if study.derivable.issuperset(i.premises)
        ]
        every: set[Finding | Inference] = {*study.graph.findings.get(proposition, ()), *steps}
        assert {line.step.justification, *line.others} == every
        assert all(a.strength >= b.strength for a, b in pairwise(line.others))


def test_no_objection_is_left_out_and_none_is_told_twice(study: Study, briefs: list[Brief]) -> None:
    graph, count = study.graph, 0
    for told in briefs:
        goal = told.explained.goal
        expected = {(a.objection, a.country) for a in graph.rebuttals.get(goal, ())}
        for way in told.explained.ways:
            for step in way.best.derivation.steps:
                known = step.justification
                expected |= {
                    (a.objection, a.country) for a in graph.rebuttals.get(step.proposition, ())
                }
                if isinstance(known, Inference):
                    name = (known.implication, known.country)
                    expected |= {(a.objection, a.country) for a in graph.undercuts.get(name, ())}
        waiting = list(expected)
        while waiting:
            found = {(a.objection, a.country) for a in graph.undercuts.get(waiting.pop(), ())}
            waiting += found - expected
            expected |= found
        names = [(o.attack.objection, o.attack.country) for o in told.objections]
        assert set(names) == expected
        assert len(names) == len(expected)
        count += len(names)
    assert count > 20


def test_uneased_constraints_are_those_the_measure_does_not_mitigate(
    study: Study, briefs: list[Brief]
) -> None:
    mitigated = study.knowledge.mitigations
    for told in briefs:
        goal = told.explained.goal
        named = {each.constraint for each in told.uneased}
        held = {
            c
            for c in study.knowledge.constraints
            if Proposition(goal.country, c) in study.derivable
        }
        assert named == {c for c in held if (goal.concept, c) not in mitigated}


# What is shown ---------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_line_objection_and_source_stands_on_the_page(
    client: FlaskClient, study: Study, explorer: Explorer, lang: str
) -> None:
    catalogue = explorer.catalogue

    def shown(iri: Iri) -> str:
        return str(escape(catalogue.label(iri, lang)))

    seen = 0
    for goal, path in addresses(study, explorer):
        page = client.get(f"/{lang}{path}").text
        told = brief(study, explanation(study, goal))
        claims = [line.step.claim for line in told.steps]
        claims += [claim_of(other) for line in told.steps for other in line.others]
        claims += [step.claim for way in told.explained.ways for step in way.best.derivation.steps]
        for line in told.steps:
            assert shown(line.step.claim) in page
            if line.premises:
                assert shown(line.step.proposition.concept) in page
        for objection in told.objections:
            assert f'<span class="mark">{objection.mark}</span>' in page
            assert shown(objection.attack.objection) in page
            assert all(shown(p.proposition.concept) in page for p in objection.premises)
            claims += [objection.attack.objection]
            claims += [f.iri for p in objection.premises for f in (*p.findings, *p.denials)]
        for each in told.uneased:
            assert shown(each.constraint) in page
        for evidence in (e for claim in claims for e in catalogue.evidence(claim, lang)):
            assert str(escape(evidence.title.value)) in page
            assert str(escape(evidence.locator.value)) in page
            if evidence.url:
                assert f'href="{escape(evidence.url)}"' in page
            seen += 1
    assert seen > 200


def test_sum_adds_up_as_it_is_shown_to_the_balance(
    client: FlaskClient, study: Study, explorer: Explorer
) -> None:
    for goal, path in addresses(study, explorer):
        page = client.get(f"/en{path}").text
        block = page[page.index('class="equation"') : page.index("What carries it")]
        total, sums = 0.0, []
        for text in re.findall(r'<span class="figures">([^<]+)</span> <span>', block):
            amount = float(text.replace("\u2212", "-").replace(" ", "").lstrip("="))
            if text.startswith("="):
                assert amount == pytest.approx(total, abs=1e-9)
                sums.append(amount)
            else:
                total += amount
        weighed = study.balances.of(goal)
        assert sums == pytest.approx([weighed.support, weighed.net], abs=0.0006)


def test_answer_stands_first_and_limits_before_the_colophon(client: FlaskClient) -> None:
    page = client.get(VIETNAM).text
    places = [
        page.index(each)
        for each in (
            'id="answer"',
            'id="chain"',
            'id="objections"',
            'id="sum"',
            'id="evidence"',
            'id="unknown"',
            'class="colophon"',
        )
    ]
    assert places == sorted(places)
    assert "They are not probabilities that a measure will work." in page
    assert "Strengths are judgements on one written scale, from 0.90" in page


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_chain_that_ships_is_drawn_with_its_names_whole(
    client: FlaskClient, study: Study, explorer: Explorer, lang: str
) -> None:
    for _, path in addresses(study, explorer):
        page = client.get(f"/{lang}{path}").text
        wide = page[
            page.index('<div class="brief-wide">') : page.index('<div class="brief-narrow">')
        ]
        assert "<svg" in wide
        assert "…" not in wide


def test_data_are_named_in_full(client: FlaskClient, explorer: Explorer) -> None:
    for path in (VIETNAM, f"{VIETNAM}.html", JAPAN):
        page = client.get(path).text
        assert explorer.data_version in page
        assert "(is225-extended, as of 2026-03-31)" in page
        assert "http://localhost/en/countries/" in page


def test_references_lead_to_what_is_there(client: FlaskClient) -> None:
    for path in (
        VIETNAM,
        f"{VIETNAM}.html",
        JAPAN,
        "/ko/countries/IN/measures/remote-hiring/brief",
    ):
        page = Loaded(client.get(path).text)
        anchors = [link[1:] for link in page.links if link.startswith("#")]
        assert len(anchors) > 5
        assert set(anchors) <= {*page.ids, "main"}
        assert len(page.ids) == len(set(page.ids))


def test_measure_that_does_not_follow_lists_what_is_missing_and_what_holds(
    client: FlaskClient,
) -> None:
    page = client.get(JAPAN).text
    assert "does not follow for Japan so far. It needs one more fact" in page
    assert '<span class="needed">Cultural differences</span>' in page
    assert "Two-Track Strategy" in page
    assert "What would speak against it" in page
    assert 'id="sum"' not in page
    assert client.get(f"{JAPAN}.html").status_code == 200


def test_filter_is_said_and_kept(client: FlaskClient) -> None:
    page = client.get(f"{VIETNAM}?basis=stated,inferred&semiring=weakest-link").text
    assert re.search(r"claims whose basis is measured\.\s+\d+ claims of the analysis", page)
    assert "stated, inferred; all sources; chains ordered by: weakest link" in page
    assert "brief.html?basis=stated" in page.replace("%2C", ",")
    assert "semiring=weakest-link" in page
    whole = client.get(VIETNAM).text
    assert "claims of the analysis are left out" not in whole
    assert "every basis; all sources" in whole


def test_unknown_names_are_not_found_and_wrong_parameters_refused(client: FlaskClient) -> None:
    for suffix in ("", ".html"):
        answer = client.get(f"/en/countries/VN/measures/pairin/brief{suffix}")
        assert answer.status_code == 404
        assert "pairing" in answer.text
        assert client.get(f"/en/countries/XX/measures/pairing/brief{suffix}").status_code == 404
        assert client.get(f"{VIETNAM}{suffix}?semiring=sum").status_code == 400
        assert client.get(f"{VIETNAM}{suffix}?basis=guessed").status_code == 400


def test_why_page_leads_to_the_brief_and_to_its_file(client: FlaskClient) -> None:
    for page in ("/en/countries/VN/measures/pairing", "/en/countries/JP/measures/pairing"):
        text = client.get(f"{page}?basis=stated").text
        assert f'href="{page}/brief?basis=stated"' in text
        assert f'href="{page}/brief.html?basis=stated" download' in text


# The file --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [VIETNAM, JAPAN, VIETNAM.replace("/en/", "/ko/")])
def test_file_loads_and_runs_nothing(client: FlaskClient, path: str) -> None:
    page = Loaded(client.get(f"{path}.html").text)
    assert page.loaded == []
    assert all(link.startswith(("#", "http://", "https://")) for link in page.links)


def test_file_has_a_readable_name_and_is_a_download(
    client: FlaskClient, explorer: Explorer
) -> None:
    given = client.get(f"{VIETNAM}.html").headers["Content-Disposition"]
    assert given == f"attachment; filename=brief-VN-pairing-en-{explorer.data_version[:7]}.html"


def test_policy_of_the_file_allows_its_own_style_alone(client: FlaskClient) -> None:
    answer = client.get(f"{VIETNAM}.html")
    [style] = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; ")
    assert "unsafe" not in policy
    assert str(escape(policy)) in answer.text
    assert not re.search(r"url\((?!#)|@import", style)


def test_file_says_what_the_page_says(client: FlaskClient) -> None:
    page, file = client.get(VIETNAM).text, client.get(f"{VIETNAM}.html").text
    words = [
        re.sub(r"\s+|href=\"[^\"]*\"", " ", text[text.index("<article") : text.index("</article>")])
        for text in (page, file)
    ]
    assert words[0] == words[1]


def test_labels_cannot_break_out(hostile: Flask) -> None:
    client = hostile.test_client()
    for lang, measure in (("en", "VN"), ("en", "US"), ("ko", "VN")):
        for suffix in ("", ".html"):
            answer = client.get(f"/{lang}/countries/{measure}/measures/pairing/brief{suffix}")
            assert answer.status_code == 200
            article = answer.text[answer.text.index("<article") :].partition("</article>")[0]
            assert Loaded(article).loaded == []
            assert "<script>alert" not in answer.text
            assert 'href="javascript' not in answer.text
            if lang == "en":
                assert "&lt;script&gt;alert(1)" in article


def test_small_analysis_has_briefs_too(mini_client: FlaskClient) -> None:
    page = mini_client.get("/en/countries/VN/measures/pairing/brief").text
    assert "(mini), data version" in re.sub(r"\s+", " ", page)
    assert "Section 1" in page
    assert "unless B" in page
    assert mini_client.get("/ko/countries/US/measures/pairing/brief.html").status_code == 200
