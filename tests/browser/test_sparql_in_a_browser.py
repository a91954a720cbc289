"""The query page with its script: run in place, stop, look back, and where a mistake is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal
from urllib.parse import quote, unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_pages_in_a_browser import WCAG

pytestmark = pytest.mark.ui
ONE = "SELECT ?x { VALUES ?x { 1 2 3 } }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture
def opened(page: Page, live_server: str) -> Iterator[Page]:
    page.goto(f"{live_server}/en/sparql")
    expect(page.locator(".cm-content")).to_be_visible()
    yield page


def write(page: Page, query: str) -> None:
    page.evaluate(
        """query => {
            const area = document.querySelector('textarea[name="query"]');
            area.value = query;
            area.dispatchEvent(new Event("query"));
        }""",
        query,
    )


def run(page: Page, query: str) -> None:
    write(page, query)
    page.get_by_role("button", name="Run").click()


def test_a_query_runs_in_place_and_the_address_keeps_it(opened: Page) -> None:
    opened.evaluate("window.kept = true")
    run(opened, ONE)
    expect(opened.locator(".solutions tbody tr")).to_have_count(3)
    assert opened.evaluate("window.kept")
    assert ONE in unquote(opened.url.replace("+", " "))
    expect(opened.get_by_role("button", name="Cancel")).to_be_hidden()
    opened.reload()
    expect(opened.locator(".solutions tbody tr")).to_have_count(3)


def test_back_returns_to_the_query_before(opened: Page) -> None:
    run(opened, ONE)
    expect(opened.locator(".solutions tbody tr")).to_have_count(3)
    run(opened, "SELECT ?x { VALUES ?x { 1 } }")
    expect(opened.locator(".solutions tbody tr")).to_have_count(1)
    opened.go_back()
    expect(opened.locator(".solutions tbody tr")).to_have_count(3)


def test_rows_are_sorted_and_looked_through_in_place(opened: Page) -> None:
    run(opened, "SELECT ?x { VALUES ?x { 2 1 3 20 21 22 } }")
    rows = opened.locator(".solutions tbody tr")
    expect(rows.first).to_have_text("2")
    expect(opened.locator("[data-status]")).to_contain_text("6 rows in")
    write(opened, "# not run yet")
    opened.get_by_role("link", name="?x").click()
    expect(rows.first).to_have_text("1")
    expect(opened.get_by_role("link", name="?x")).to_be_focused()
    opened.keyboard.press("Enter")
    expect(rows.first).to_have_text("22")
    opened.get_by_label("Rows with").fill("2")
    opened.keyboard.press("Enter")
    expect(rows).to_have_count(4)
    expect(opened.get_by_label("Rows with")).to_be_focused()
    assert opened.locator("textarea").input_value() == "# not run yet"
    assert "sort=-x" in opened.url and "find=2" in opened.url
    opened.reload()
    expect(rows).to_have_count(4)


def test_a_query_that_runs_on_can_be_cancelled(opened: Page) -> None:
    run(opened, ENDLESS)
    expect(opened.locator("[data-status]")).to_contain_text(re.compile(r"Running for \d+ s"))
    opened.get_by_role("button", name="Cancel").click()
    expect(opened.locator("[data-status]")).to_contain_text("Cancelled")
    run(opened, ONE)
    expect(opened.locator(".solutions tbody tr")).to_have_count(3)


def test_the_place_of_a_mistake_is_marked_until_it_is_edited(opened: Page) -> None:
    run(opened, "SELECT * {\n  ?s ?p . }")
    expect(opened.locator(".failure")).to_contain_text("Line 2, column 9")
    expect(opened.locator(".cm-fault")).to_have_text(".")
    expect(opened.locator(".cm-fault")).to_have_attribute("title", re.compile("found '\\.'"))
    expect(opened.locator(".cm-content")).to_have_attribute("aria-invalid", "true")
    found = Axe().run(opened, options=WCAG)
    assert found.violations_count == 0, found.generate_report()
    run(opened, ONE)
    expect(opened.locator(".failure")).to_have_count(0)
    expect(opened.locator(".cm-fault")).to_have_count(0)
    expect(opened.locator(".cm-content")).not_to_have_attribute("aria-invalid", "true")


def test_the_last_queries_are_kept_on_this_device_until_forgotten(
    opened: Page, live_server: str
) -> None:
    history = opened.locator("[data-history]")
    expect(history).to_be_hidden()
    run(opened, f"PREFIX a: <b:c>\n{ONE}")
    expect(opened.locator(".solutions tbody tr")).to_have_count(3)
    opened.goto(f"{live_server}/en/sparql")
    history.locator("summary").click()
    past = history.get_by_role("button", name=ONE)
    past.click()
    expect(opened.locator(".cm-content")).to_contain_text("VALUES ?x { 1 2 3 }")
    history.get_by_role("button", name="Forget them").click()
    expect(history).to_be_hidden()
    assert opened.evaluate("localStorage.getItem('policy-explorer.queries')") == "[]"


def test_a_graph_can_be_moved_about_and_walked_through(opened: Page) -> None:
    problems: list[str] = []
    opened.on("console", lambda message: problems.append(message.text))
    opened.on("pageerror", lambda error: problems.append(str(error)))
    run(opened, "DESCRIBE <https://w3id.org/policy-explorer/id/VN>")
    expect(opened.locator("[data-graph-drawing] .box").first).to_be_visible()
    opened.get_by_role("button", name="Move and zoom").click()
    canvas = opened.get_by_role("application", name="The result as a graph on a canvas")
    expect(canvas).to_be_visible()
    expect(opened.locator("[data-graph-drawing]")).to_be_hidden()
    canvas.focus()
    opened.keyboard.press("n")
    selected = opened.locator("[data-graph-selection]")
    expect(selected.get_by_role("link")).to_have_attribute("href", "/en/countries/VN")
    found = Axe().run(opened, options=WCAG)
    assert found.violations_count == 0, found.generate_report()
    opened.get_by_role("button", name="Drawing").click()
    expect(opened.locator("[data-graph-drawing] .box").first).to_be_visible()
    assert problems == []


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("pairing", "id:pairing"),
        ("페어링", "id:pairing"),
        ("developers", "id:pairing"),
        ("premise", "pol:premise"),
        ("전제", "pol:premise"),
    ],
)
def test_terms_are_completed_by_their_names_in_both_languages(
    opened: Page, typed: str, term: str
) -> None:
    write(opened, "ASK { ?x ")
    opened.locator(".cm-content").click()
    opened.keyboard.press("Control+End")
    opened.keyboard.type(typed)
    options = opened.locator(".cm-tooltip-autocomplete li")
    expect(options.filter(has_text=term).first).to_be_visible()
    options.filter(has_text=re.compile(rf"^{term}(?![\\w-])")).first.click()
    prefix = term.partition(":")[0]
    expect(opened.locator(".cm-line").first).to_contain_text(f"PREFIX {prefix}: <https://w3id.org/")
    assert opened.locator("textarea").input_value().endswith(f"ASK {{ ?x {term}")


def test_what_is_written_out_is_left_as_it_is(opened: Page) -> None:
    write(opened, "")
    opened.locator(".cm-content").click()
    opened.keyboard.type("SELECT ?pairing WHERE", delay=20)
    opened.wait_for_timeout(300)
    expect(opened.locator(".cm-tooltip-autocomplete")).to_be_hidden()
    opened.keyboard.press("Enter")
    opened.keyboard.type("{ ?pairing ?p ?o ")
    assert opened.locator("textarea").input_value() == "SELECT ?pairing WHERE\n{ ?pairing ?p ?o }"


def test_prefixes_are_declared_where_they_are_written_and_nowhere_else(opened: Page) -> None:
    write(opened, "BASE <http://a/>\nPREFIX pol: <urn:mine>\n\n")
    opened.locator(".cm-content").click()
    opened.keyboard.press("Control+End")
    opened.keyboard.type("ASK { id:VN pol:x 'skos:no' # prov:no")
    text = opened.locator("textarea").input_value()
    assert text.startswith("BASE <http://a/>\nPREFIX pol: <urn:mine>\nPREFIX id: <https://w3id")
    assert text.count("PREFIX") == 2
    opened.keyboard.press("Control+z")
    assert "id:" not in opened.locator("textarea").input_value()


def test_keys_leave_the_editor(opened: Page) -> None:
    opened.locator(".cm-content").click()
    opened.keyboard.press("Control+End")
    opened.keyboard.type(" pair")
    expect(opened.locator(".cm-tooltip-autocomplete")).to_be_visible()
    opened.keyboard.press("Escape")
    expect(opened.locator(".cm-tooltip-autocomplete")).to_be_hidden()
    opened.keyboard.press("Tab")
    expect(opened.get_by_role("button", name="Run")).to_be_focused()
    opened.keyboard.press("Shift+Tab")
    expect(opened.locator(".cm-content")).to_be_focused()


def test_on_paper_the_answer_stands_below_its_query(opened: Page) -> None:
    run(opened, ONE)
    expect(opened.locator(".solutions tbody tr")).to_have_count(3)
    printed = opened.locator(".printed")
    expect(printed).to_be_hidden()
    opened.emulate_media(media="print")
    expect(printed).to_be_visible()
    expect(printed).to_have_text(ONE)
    expect(opened.locator("#elsewhere")).to_be_hidden()
    expect(opened.locator("#raw")).to_be_hidden()
    expect(opened.locator(".solutions")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme", "lang"), [(1280, "light", "en"), (390, "dark", "ko")])
def test_graphs_and_lines_are_accessible_and_fit(
    browser: Browser, live_server: str, width: int, scheme: Literal["light", "dark"], lang: str
) -> None:
    context = browser.new_context(
        bypass_csp=True, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    page = context.new_page()
    for name in ("reasoning-as-triples", "figures-over-the-years"):
        page.goto(f"{live_server}/{lang}/sparql?example={name}")
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        found = Axe().run(page, options=WCAG)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_on_a_phone_the_query_comes_before_long_lists(browser: Browser, live_server: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{live_server}/en/sparql")
    expect(page.locator(".cm-content")).to_be_in_viewport()
    page.locator(".examples summary").first.click()
    expect(page.get_by_role("link", name="Recommendations by country")).to_be_visible()
    page.close()


def test_without_script_the_form_still_runs(browser: Browser, live_server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server}/en/sparql")
    page.locator("textarea").fill(ONE)
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".solutions tbody tr")).to_have_count(3)
    page.goto(f"{live_server}/en/sparql?query={quote('SELECT * { ?s }')}")
    expect(page.locator(".failure")).to_contain_text("Line 1, column 15")
    context.close()
