"""The planner in a browser: a sample room or an own photo, the sofa on its floor, and what is said when that fails."""

from __future__ import annotations

import re
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page, Request, expect

from server.config import ROOT

pytestmark = pytest.mark.browser
SOFA = "input[value=box-sofa]"
LOFT = ROOT / "assets" / "rooms" / "loft" / "room.jpg"
RUG = (0.45, 0.68)


def open_room(page: Page, address: str = "/room?lang=en") -> None:
    page.goto(address)
    page.locator("html[data-ready=room]").wait_for()


def tap(page: Page, u: float, v: float) -> None:
    """Tap the photo at a place, 0 to 1 from its top left."""
    box = page.locator("#floor").bounding_box()
    assert box is not None
    page.locator("#floor").click(position={"x": box["width"] * u, "y": box["height"] * v})


def test_the_sofa_stands_in_the_sample_room_with_its_error_told(page: Page) -> None:
    open_room(page)
    page.locator("#sample").click()
    page.get_by_text("Box sofa").click()
    expect(page.locator(SOFA)).to_be_checked()
    tap(page, *RUG)
    page.locator("#scene[data-placed='1']").wait_for()

    said = page.locator("#result").inner_text()
    pattern = r"Placed ([\d.]+)\s*m away; position ±\s*(\d+)\s*cm, size ±\s*(\d+)\s*%, from the camera height"
    found = re.search(pattern, said)
    assert found, said
    assert 2.5 < float(found[1]) < 4.5
    assert 1 <= int(found[3]) <= 10
    assert sorted(page.locator("#lines text").all_text_contents()) == ["218 cm", "92 cm"]
    assert page.locator("#drawn img").get_attribute("src") != page.locator("#photo").get_attribute("src")


def test_a_turn_and_a_colour_draw_again(page: Page) -> None:
    open_room(page, "/room?lang=en&sku=box-sofa")
    expect(page.locator(SOFA)).to_be_checked()
    page.locator("#sample").click()
    tap(page, *RUG)
    page.locator("#scene[data-placed='1']").wait_for()
    first = page.locator("#drawn img").get_attribute("src")

    page.locator("#right").click()
    page.locator("#scene[data-placed='2']").wait_for()
    expect(page.locator("#hint")).to_contain_text("15°")
    turned = page.locator("#drawn img").get_attribute("src")
    page.get_by_role("radio", name="Red").check()
    page.locator("#scene[data-placed='3']").wait_for()

    assert len({first, turned, page.locator("#drawn img").get_attribute("src")}) == 3


def test_above_the_horizon_there_is_advice_and_the_sofa_stays(page: Page) -> None:
    open_room(page)
    page.locator("#sample").click()
    tap(page, 0.45, 0.1)
    expect(page.locator("#advice")).to_have_text("Tap lower in the picture, where you see the floor.")
    expect(page.locator("#sentence")).to_contain_text("horizon")
    expect(page.locator("#drawn img")).to_have_count(0)

    tap(page, *RUG)
    page.locator("#scene[data-placed='1']").wait_for()
    expect(page.locator("#trouble")).to_be_hidden()
    tap(page, 0.45, 0.1)
    expect(page.locator("#trouble")).to_be_visible()
    expect(page.locator("#drawn img")).to_have_count(1)


def test_the_keyboard_places_and_moves(page: Page) -> None:
    open_room(page)
    page.locator("#sample").press("Enter")
    expect(page.locator("#floor")).to_be_focused()
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator("#live")).to_have_text("45 % from the left, 72 % from the top")
    page.keyboard.press("Enter")
    page.locator("#scene[data-placed='1']").wait_for()

    page.keyboard.press("ArrowUp")

    page.locator("#scene[data-placed='2']").wait_for()


def test_an_own_photo_is_sent_only_after_a_yes(page: Page) -> None:
    sent: list[Request] = []
    page.on("request", lambda asked: sent.append(asked) if asked.method == "POST" else None)
    open_room(page)
    page.locator("#kept").set_input_files(LOFT)
    page.locator("#scene[data-step=consent]").wait_for()
    expect(page.locator("#consent")).to_contain_text("never stored")
    page.locator("#floor").focus()
    page.keyboard.press("Enter")
    assert sent == []

    page.locator("#agree").click()
    page.locator("#floor").press("Enter")
    page.locator("#scene[data-placed='1']").wait_for()

    assert [request.url.rsplit("/", 1)[-1] for request in sent] == ["place"]


def test_the_marker_gives_the_scale_too(page: Page) -> None:
    open_room(page)
    page.locator("#sample").click()
    page.get_by_text("Printed marker").click()
    expect(page.locator("#side")).to_have_value("20")
    tap(page, *RUG)
    page.locator("#scene[data-placed='1']").wait_for()

    expect(page.locator("#result")).to_contain_text("from the printed marker")


def test_a_text_file_is_no_photo(page: Page, tmp_path: Path) -> None:
    (tmp_path / "room.jpg").write_text("just words")
    open_room(page)
    page.locator("#kept").set_input_files(tmp_path / "room.jpg")
    expect(page.locator("#begin-trouble")).to_contain_text("JPEG, PNG or WebP")


def test_the_marker_prints_at_its_true_size(page: Page) -> None:
    page.set_viewport_size({"width": 794, "height": 1123})  # A4 at 96 pixels an inch
    page.goto("/room/marker.svg?side_cm=12&lang=en")
    shown = cv2.imdecode(np.frombuffer(page.screenshot(), np.uint8), cv2.IMREAD_GRAYSCALE)
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    corners, ids, _ = cv2.aruco.ArucoDetector(dictionary).detectMarkers(shown)

    assert ids.ravel().tolist() == [0]
    side_mm = np.linalg.norm(corners[0][0][1] - corners[0][0][0]) * 25.4 / 96
    assert side_mm == pytest.approx(120, abs=0.5)
