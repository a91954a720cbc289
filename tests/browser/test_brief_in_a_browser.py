"""The brief on paper and as a file opened from a disk, which only a browser can tell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

PAIRING = "/countries/VN/measures/pairing/brief"
PATHS = (
    PAIRING,
    "/countries/IN/measures/hybrid-sourcing/brief",
    "/countries/JP/measures/pairing/brief",
    "/countries/VN/measures/pairing/brief?basis=stated",
)
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}
LEAST_POINTS = 7.6

pytestmark = pytest.mark.ui


def sheets(page: Page) -> int:
    """How many sheets of A4 a page takes."""
    pdf = page.pdf(prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.fixture
def file(page: Page, live_server: str, tmp_path: Path) -> Path:
    """The brief as a reader keeps it."""
    path = tmp_path / "brief.html"
    path.write_bytes(page.request.get(f"{live_server}/en{PAIRING}.html").body())
    return path


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("path", PATHS)
def test_brief_is_accessible_and_fits_a_phone(
    page: Page, live_server: str, lang: str, path: str
) -> None:
    page.goto(f"{live_server}/{lang}{path}")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(page, options=WCAG)
        assert found.violations_count == 0, found.generate_report()
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} pixels wide on a screen of {width}"


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_brief_of_every_recommendation_takes_one_sheet(
    page: Page, live_server: str, lang: str
) -> None:
    page.emulate_media(color_scheme="dark")
    analyses = page.request.get(f"{live_server}/api/v1/analyses").json()["analyses"]
    checked = 0
    for analysis in (each["name"] for each in analyses):
        for country in ("KR", "US", "VN", "IN", "JP"):
            address = f"{live_server}/api/v1/recommendations?country={country}&analysis={analysis}"
            for found in page.request.get(address).json()["recommendations"]:
                name = found["measure"].rpartition("/")[2]
                path = f"/countries/{country}/measures/{name}/brief?analysis={analysis}"
                page.goto(f"{live_server}/{lang}{path}")
                assert sheets(page) == 1, path
                checked += 1
    assert checked > 30


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("path", PATHS)
def test_paper_is_dark_on_white_and_no_letter_is_too_small(
    page: Page, live_server: str, lang: str, path: str
) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 703, "height": 1069})  # A4 within its margins
    page.goto(f"{live_server}/{lang}{path}")
    ink, paper = page.evaluate(
        "[getComputedStyle(document.querySelector('.brief')).color,"
        " getComputedStyle(document.body).backgroundColor]"
    )
    assert (ink, paper) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    small = page.evaluate(
        """least => [...document.querySelectorAll('.brief *, .brief')].filter(e => {
             const words = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
             if (!words || !e.checkVisibility()) return false;
             if (e.closest('title, desc, .visually-hidden')) return false;
             const svg = e.closest('svg'), box = svg?.getBoundingClientRect();
             const scale = svg ? box.width / svg.viewBox.baseVal.width : 1;
             return parseFloat(getComputedStyle(e).fontSize) * scale * 0.75 < least - 0.01;
           }).map(e => e.textContent.slice(0, 40))""",
        LEAST_POINTS,
    )
    assert small == []
    assert not page.get_by_role("navigation", name="Main").first.is_visible()
    assert not page.locator("footer.bottom").is_visible()


def test_file_opens_from_a_disk_without_a_single_request(browser: Browser, file: Path) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    requested: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.goto(file.as_uri())
    assert requested == [file.as_uri()]
    assert messages == []
    assert page.get_by_role("heading", level=1).inner_text().startswith("Pair Korean planners")
    # The style sheet inside it is in force: its policy lets it.
    assert page.evaluate("getComputedStyle(document.querySelector('.brief')).maxWidth") == "900px"
    assert sheets(page) == 1
    context.close()


def test_policy_of_the_file_stops_whatever_gets_into_it(browser: Browser, file: Path) -> None:
    text = file.read_text("utf-8")
    intruder = '<script>document.title = "run"</script><img src="http://127.0.0.1:9/x.png">'
    file.write_text(text.replace("</main>", f"{intruder}</main>"), "utf-8")
    context = browser.new_context()
    page = context.new_page()
    reached: list[str] = []
    page.on("response", lambda response: reached.append(response.url))
    page.goto(file.as_uri())
    assert page.title().startswith("Brief")
    assert [address for address in reached if not address.startswith("file:")] == []
    context.close()


def test_file_is_accessible(page: Page, file: Path) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(file.as_uri())
        found = Axe().run(page, options=WCAG)
        assert found.violations_count == 0, found.generate_report()


def test_why_page_leaves_its_controls_off_paper(page: Page, live_server: str) -> None:
    page.emulate_media(media="print")
    page.goto(f"{live_server}/en/countries/VN/measures/pairing?basis=stated")
    assert page.locator(".waterfall").is_visible()
    assert not page.locator(".restrict-section").is_visible()
