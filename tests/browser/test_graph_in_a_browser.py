"""The graph on a canvas: the same as the drawing, by mouse and by keyboard, within the policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

ADDRESS = "/en/graph?focus=cost-efficiency&country=VN&depth=2"

pytestmark = pytest.mark.ui


@pytest.fixture
def canvas(browser: Browser, live_server: str) -> Iterator[Page]:
    """The page with the canvas open, under its own content policy; no complaint allowed."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(live_server + ADDRESS)
    page.get_by_role("link", name="Move and zoom").click()
    page.locator("#graph-canvas canvas").wait_for()
    yield page
    assert complaints == []
    context.close()


def inked(page: Page) -> float:
    """The share of the canvas that is not ground."""
    return page.evaluate(
        """() => {
          const canvas = document.querySelector('#graph-canvas canvas');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          let inked = 0;
          for (let i = 0; i < data.length; i += 4) inked += data[i + 3] > 128 && data[i] < 128;
          return inked / (data.length / 4);
        }"""
    )


def test_the_canvas_shows_the_graph_and_the_drawing_comes_back(canvas: Page) -> None:
    canvas.wait_for_function("document.querySelector('#graph-canvas canvas').width > 300")
    assert inked(canvas) > 0.005
    assert "view=canvas" in canvas.url
    canvas.get_by_role("link", name="Drawing").click()
    assert canvas.locator("#graph-drawing svg").is_visible()
    assert not canvas.locator("#graph-canvas").is_visible()


def test_an_address_with_the_canvas_opens_it(page: Page, live_server: str) -> None:
    page.goto(f"{live_server}{ADDRESS}&view=canvas")
    page.locator("#graph-canvas canvas").wait_for()
    assert not page.locator("#graph-drawing").is_visible()


def test_keys_select_and_follow_and_leave(canvas: Page) -> None:
    frame = canvas.get_by_role("application")
    frame.focus()
    canvas.keyboard.press("n")
    first = canvas.get_by_role("status").locator("b").inner_text()
    canvas.keyboard.press("n")
    second = canvas.get_by_role("status").locator("b").inner_text()
    assert first
    assert first != second
    canvas.keyboard.press("p")
    assert canvas.get_by_role("status").locator("b").inner_text() == first
    canvas.keyboard.press("Escape")
    assert canvas.evaluate("document.activeElement.dataset.action") == "zoom-in"


def test_enter_puts_the_selected_thing_in_the_middle(canvas: Page) -> None:
    canvas.get_by_role("application").focus()
    canvas.keyboard.press("n")
    with canvas.expect_navigation():
        canvas.keyboard.press("Enter")
    assert "focus=cost-efficiency" not in canvas.url
    assert "view=canvas" in canvas.url
    canvas.locator("#graph-canvas canvas").wait_for()


def test_arrows_outside_the_canvas_scroll_the_page(canvas: Page) -> None:
    canvas.get_by_role("heading", level=1).click()
    before = canvas.evaluate("scrollY")
    for _ in range(5):
        canvas.keyboard.press("ArrowDown")
    canvas.wait_for_function(f"scrollY > {before}")


def test_buttons_zoom_and_show_everything(canvas: Page) -> None:
    canvas.emulate_media(reduced_motion="reduce")
    shares = [inked(canvas)]
    for name in ("Zoom out", "Zoom out", "Zoom out"):
        canvas.get_by_role("button", name=name).click()
    canvas.wait_for_timeout(400)
    shares.append(inked(canvas))
    assert shares[1] < shares[0]
    with canvas.expect_download() as download:
        canvas.get_by_role("button", name="PNG").click()
    assert download.value.suggested_filename == "graph.png"


def test_undo_goes_back_to_the_last_state(page: Page, live_server: str) -> None:
    page.goto(live_server + ADDRESS)
    page.get_by_role("link", name="3 steps").click()
    assert "depth=3" in page.url
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url("**depth=2")


def test_without_script_the_drawing_and_the_list_are_there(
    browser: Browser, live_server: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server + ADDRESS)
    assert page.locator("#graph-drawing svg").is_visible()
    assert page.get_by_role("table", name="Steps and objections in the picture").is_visible()
    assert not page.get_by_role("button", name="Undo").is_visible()
    page.locator("#graph-drawing a[data-key]").first.click()
    assert "focus=" in page.url
    context.close()


def test_on_a_phone_the_list_comes_before_the_picture(page: Page, live_server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server + ADDRESS)
    listed = page.locator("#list").bounding_box()
    pictured = page.locator("#picture").bounding_box()
    assert listed is not None
    assert pictured is not None
    assert listed["y"] < pictured["y"]


def test_the_narrow_diagram_replaces_the_wide_one(page: Page, live_server: str) -> None:
    address = f"{live_server}/en/countries/VN/measures/pairing"
    for width, shown, hidden in ((1280, "wide", "tall"), (390, "tall", "wide")):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{address}#diagram")  # on a phone it is folded until it is asked for
        assert page.locator(f".drawing.{shown}").is_visible()
        assert not page.locator(f".drawing.{hidden}").is_visible()
