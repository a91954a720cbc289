"""What only a browser can tell: accessibility, requests, scrolling, keyboard, no script."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

QUERY = "SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20LIMIT%205"
PATHS = (
    "/",
    "/countries",
    "/countries/VN",
    "/countries/KR",
    "/countries/US?limit=1",
    "/countries/VN/robustness",
    "/countries/IN/constraints/language-barrier",
    "/countries/JP/robustness?draws=200&spread=0.5&seed=7",
    "/countries/VN/measures/pairing",
    "/countries/VN/measures/pairing?suppose.quality-gap=fails&suppose.time-difference=holds",
    "/countries/IN/measures/hybrid-sourcing",
    "/countries/JP/measures/pairing",
    "/measures",
    "/measures/pairing",
    "/compare",
    "/compare?measure=pairing&c=US&c=VN",
    "/graph",
    "/graph?focus=pairing&country=VN&depth=2",
    "/graph?focus=pairing&country=VN&view=canvas",
    "/what-if?for=VN&retract=finding-vn-young-workforce",
    "/paths",
    "/paths?from=young-workforce&to=pairing&for=VN",
    "/search?q=visa",
    "/ontology",
    "/data",
    "/sources",
    "/sources/spri-is-225",
    "/about",
    "/sparql",
    f"/sparql?query={QUERY}",
    "/countries/VN?basis=stated",
    "/countries/XX",
)
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}
# Texts that are squeezed into a column of two or three letters, and in how many lines they stand.
SQUEEZED = """() => {
  const found = [], range = document.createRange();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const clipped = (element) =>
    element && (getComputedStyle(element).clipPath !== "none" || clipped(element.parentElement));
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent.trim(), element = node.parentElement;
    if (text.length < 6 || !element.checkVisibility() || clipped(element)) continue;
    range.selectNodeContents(node);
    const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
    if (lines > 3 && text.length / lines < 4) found.push(`${text}: ${lines} lines`);
  }
  return found;
}"""
# Cells of tables whose content runs into the next one.
SPILLING = """() => [...document.querySelectorAll("th, td")]
  .filter((cell) => cell.checkVisibility() && cell.clientWidth > 1)
  .filter((cell) => cell.scrollWidth > cell.clientWidth + 1)
  .map((cell) => `${cell.innerText}: ${cell.scrollWidth} in ${cell.clientWidth}`)"""

pytestmark = pytest.mark.ui


@pytest.fixture
def requested(page: Page) -> Iterator[list[str]]:
    """The address of every request that the page makes."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    yield addresses


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("path", PATHS)
def test_page_is_accessible_keeps_to_itself_and_fits_a_phone(
    page: Page, live_server: str, requested: list[str], lang: str, path: str
) -> None:
    page.goto(f"{live_server}/{lang}{path}")
    assert page.locator("html").get_attribute("lang") == lang
    found = Axe().run(page, options=WCAG)
    assert found.violations_count == 0, found.generate_report()
    assert [a for a in requested if not a.startswith((live_server, "data:"))] == []
    for width in (1280, 768, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} pixels wide on a screen of {width}"
        assert page.evaluate(SQUEEZED) == []
        assert width < 768 or page.evaluate(SPILLING) == []


def test_dark_pages_are_accessible(page: Page, live_server: str) -> None:
    page.emulate_media(color_scheme="dark")
    for path in (
        "/",
        "/countries/VN",
        "/countries/VN/robustness",
        "/countries/VN/measures/pairing",
    ):
        page.goto(f"{live_server}/en{path}")
        found = Axe().run(page, options=WCAG)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", PATHS)
def test_page_breaks_no_rule_of_its_own_policy(
    browser: Browser, live_server: str, path: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    messages: list[str] = []
    page.on("console", lambda m: messages.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(f"{live_server}/en{path}")
    page.wait_for_load_state("load")
    page.wait_for_timeout(150)  # what a script does once the page is there
    context.close()
    # The browser itself reports the status of the one page that is meant not to exist.
    assert [m for m in messages if "404" not in m or "XX" not in path] == []


def test_reader_reaches_the_reasons_without_script(browser: Browser, live_server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server}/en/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Countries").click()
    page.get_by_role("main").get_by_role("link", name="Vietnam", exact=True).first.click()
    page.get_by_role("link", name="Pair Korean planners/PMs with local developers").first.click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Pair Korean planners")
    assert page.get_by_role("heading", name="Because").is_visible()
    assert page.get_by_role("heading", name="Despite").is_visible()
    context.close()


def test_language_switch_keeps_the_state(page: Page, live_server: str) -> None:
    page.goto(f"{live_server}/en/countries/VN/measures/pairing?way=2&basis=stated,inferred")
    page.get_by_role("link", name="한국어").first.click()
    assert "/ko/countries/VN/measures/pairing" in page.url
    assert "way=2" in page.url
    assert "basis=stated" in page.url


def test_keyboard_reaches_the_content_first(page: Page, live_server: str) -> None:
    page.goto(f"{live_server}/en/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_forced_colours_still_tell_the_current_page(page: Page, live_server: str) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(f"{live_server}/en/countries")
    edges = page.evaluate(
        "[...document.querySelectorAll('.nav.wide a')]"
        ".map((link) => getComputedStyle(link).borderBottomColor)"
    )
    assert edges.count(edges[0]) == 1
    assert len(set(edges)) == 2


def test_menu_takes_over_where_the_header_would_wrap(page: Page, live_server: str) -> None:
    page.goto(f"{live_server}/en/countries/IN")
    for width in (1280, 1024, 941, 940, 800, 768, 390):
        page.set_viewport_size({"width": width, "height": 844})
        height = page.evaluate("document.querySelector('.top').offsetHeight")
        assert height < 70, f"the header is {height} pixels high at {width}"
        menu = page.get_by_text("Menu", exact=True)
        assert menu.is_visible() == (width <= 940)
    menu.click()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Compare").click()
    assert page.url.endswith("/compare")


def test_printed_page_keeps_the_wide_layout_and_the_answer(page: Page, live_server: str) -> None:
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})
    page.goto(f"{live_server}/en/countries/VN/measures/pairing")
    assert page.locator(".answer").is_visible()
    assert page.locator(".verdict").bounding_box()["x"] > 300  # type: ignore[index]
    assert not page.get_by_role("navigation", name="Main").first.is_visible()


def test_supposition_changes_the_result_in_place(page: Page, live_server: str) -> None:
    page.goto(f"{live_server}/en/countries/VN/measures/pairing")
    gap = page.get_by_role("radiogroup", name="Quality gap")
    gap.get_by_role("radio", name="holds").focus()
    page.keyboard.press("ArrowRight")
    answer = page.get_by_role("status").filter(has_text="With one supposition: 0.")
    answer.wait_for()
    assert page.url.endswith("/measures/pairing?suppose.quality-gap=fails")
    assert page.evaluate("document.activeElement.value") == "fails"
    assert "suppose.quality-gap=fails" in str(
        page.get_by_role("link", name="한국어").first.get_attribute("href")
    )
    told = answer.inner_text()
    page.reload()  # the address alone gives the same
    assert page.locator("#supposed-answer").inner_text() == told


def test_supposition_that_takes_long_tells_so(page: Page, live_server: str) -> None:
    page.goto(f"{live_server}/en/countries/VN/measures/pairing")
    held: list[Route] = []
    page.route(re.compile(r"[?&]suppose\."), lambda route: held.append(route))
    gap = page.get_by_role("radiogroup", name="Quality gap")
    gap.get_by_role("radio", name="fails").check(force=True)
    page.get_by_text("Weighing it anew for 1 s").wait_for()
    held[0].continue_()
    page.get_by_role("status").filter(has_text="With one supposition: 0.").wait_for()


# Takes down what stands at the foot of a page, to be read on the next one.
WATCH = """
() => {
  const note = document.querySelector(".waiting");
  sessionStorage.told = "";
  const watch = new MutationObserver(() => { sessionStorage.told += note.innerText; });
  watch.observe(note, { childList: true, subtree: true });
}
"""


@pytest.mark.parametrize(
    "lead",
    [
        "document.querySelector('a[href*=\"/countries/VN\"]').click()",
        "document.querySelector('form[role=search]').requestSubmit()",
    ],
    ids=["link", "form"],
)
def test_page_that_takes_long_tells_so_on_the_one_before(
    page: Page, live_server: str, lead: str
) -> None:
    def late(route: Route) -> None:
        time.sleep(2.5)
        route.continue_()

    page.goto(f"{live_server}/en/measures")
    page.evaluate(WATCH)
    page.route(re.compile("/countries/VN|/search"), late)
    with page.expect_navigation():
        page.evaluate(lead)
    told = page.evaluate("sessionStorage.told")
    assert "The page is being worked out." in told
    assert "2 s" in told
    assert not page.locator(".waiting").is_visible()


def test_waiting_for_a_page_can_be_stopped(page: Page, live_server: str) -> None:
    page.goto(f"{live_server}/en/measures")
    page.evaluate(WATCH)
    page.route(re.compile("/countries/VN"), lambda _: None)  # never answered
    page.evaluate(
        "document.querySelector('a[href*=\"/countries/VN\"]').click();"
        "setTimeout(() => document.querySelector('.waiting button').click(), 1500)"
    )
    page.wait_for_timeout(2000)
    assert page.url == f"{live_server}/en/measures"
    assert "The page is being worked out." in page.evaluate("sessionStorage.told")
    assert not page.locator(".waiting").is_visible()
    page.evaluate("document.querySelector('a[href=\"#main\"]').click()")
    page.wait_for_timeout(800)
    assert not page.locator(".waiting").is_visible()  # on the same page nothing is waited for


def test_supposition_works_without_script(browser: Browser, live_server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server}/en/countries/VN/measures/pairing")
    gap = page.get_by_role("radiogroup", name="Quality gap")
    gap.get_by_role("radio", name="unknown").check(force=True)
    page.locator("#suppose").get_by_role("button", name="Recalculate").click()
    assert "suppose.quality-gap=unknown" in page.url
    assert page.url.count("suppose.") == 1  # what the data say anyway is dropped
    assert "With one supposition" in page.locator("#supposed-answer").inner_text()
    context.close()


def test_paragraph_is_copied(browser: Browser, live_server: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{live_server}/ko/countries/VN/measures/pairing")
    page.get_by_text("보고서에 옮길 수 있는 문단").click()
    page.get_by_role("button", name="문단 복사").click()
    page.get_by_text("복사하였습니다.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#memo").inner_text()
    context.close()


def test_phone_folds_what_comes_after_the_reasons(browser: Browser, live_server: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, bypass_csp=True)
    page = context.new_page()
    address = f"{live_server}/en/countries/VN/measures/pairing"
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollHeight") < 5500
    assert page.get_by_role("heading", name="Because").is_visible()
    sum_of_it = page.get_by_role("button", name="How the balance adds up")
    assert sum_of_it.get_attribute("aria-expanded") == "false"
    assert not page.locator(".waterfall").is_visible()
    found = Axe().run(page, options=WCAG)
    assert found.violations_count == 0, found.generate_report()
    sum_of_it.focus()
    page.keyboard.press("Enter")
    assert page.locator(".waterfall").is_visible()
    page.emulate_media(media="print")
    assert page.locator(".contributions").is_visible()
    page.emulate_media(media="screen")
    page.goto(f"{address}?suppose.quality-gap=fails#what-if")
    assert page.locator("#suppose").is_visible()
    page.goto(f"{address}#overturn")
    page.reload()
    assert page.locator(".contributions").is_visible()
    context.close()
