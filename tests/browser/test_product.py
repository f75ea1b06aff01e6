"""The product page in a browser: model, size, colours, evidence, and live AR with an emulated headset."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from arkit.color import srgb_to_linear
from tests.browser.products import GREEN

pytestmark = pytest.mark.browser
READY = "#stage[data-ready]"
OFFICE_FLOOR_M = 0.05  # the scanned office's floor plane


def open_sofa(page: Page) -> None:
    page.goto("/p/box-sofa")
    page.locator(READY).wait_for()


def middle_color(page: Page) -> np.ndarray:
    """Mean colour (3,) of the stage's middle, 0 to 255."""
    page.evaluate("scrollTo(0, 0)")
    box = page.locator("#view").bounding_box()
    assert box is not None
    side = 24
    clip = {
        "x": box["x"] + box["width"] / 2 - side / 2,
        "y": box["y"] + box["height"] / 2 - side / 2,
        "width": side,
        "height": side,
    }
    picture = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")
    return np.asarray(picture, dtype=float).mean(axis=(0, 1))


def test_the_model_stands_with_its_dimensions_drawn(page: Page) -> None:
    open_sofa(page)

    assert sorted(page.locator(".dimension").all_inner_texts()) == ["218 cm", "82 cm", "92 cm"]


def test_the_model_is_about_as_light_as_its_colour(page: Page) -> None:
    open_sofa(page)
    page.get_by_role("button", name="尺寸线").click()
    page.wait_for_timeout(200)

    shown = srgb_to_linear(middle_color(page) / 255)

    assert 0.7 < shown[1] / GREEN[1] < 1.15
    assert shown[1] / shown[0] > 3


def test_the_dimension_lines_can_be_put_away(page: Page) -> None:
    open_sofa(page)

    page.get_by_role("button", name="尺寸线").click()

    expect(page.locator("#dimensions")).to_be_hidden()


def test_a_swatch_changes_the_colour_of_the_model(page: Page) -> None:
    open_sofa(page)

    page.get_by_role("radio", name="红").click()

    expect(page.locator("#choice-now")).to_have_text("红")
    expect(page.locator("#variants [data-name=red]")).to_have_attribute("aria-checked", "true")
    page.wait_for_timeout(200)
    red, green, _ = middle_color(page)
    assert red > green + 30


def test_arrow_keys_walk_through_the_swatches(page: Page) -> None:
    open_sofa(page)
    page.get_by_role("radio", name="绿").focus()

    page.keyboard.press("ArrowRight")

    expect(page.get_by_role("radio", name="红")).to_be_focused()
    expect(page.get_by_role("radio", name="红")).to_have_attribute("aria-checked", "true")


def test_arrow_keys_turn_the_model(page: Page) -> None:
    open_sofa(page)
    line = page.locator(".dimension").first
    before = line.get_attribute("style") or ""
    page.locator("#view").focus()

    page.keyboard.press("ArrowRight")

    expect(line).not_to_have_attribute("style", before)


def test_the_evidence_opens_and_closes_by_keyboard(page: Page) -> None:
    open_sofa(page)

    page.get_by_role("button", name="尺寸的依据").press("Enter")
    evidence = page.get_by_role("dialog", name="依据")
    expect(evidence).to_contain_text("相差 0.4 mm")
    page.keyboard.press("Escape")

    expect(evidence).to_be_hidden()


def test_inches_where_they_are_asked_for(page: Page) -> None:
    page.goto("/p/box-sofa?lang=en")
    page.locator(READY).wait_for()

    page.get_by_role("button", name="Inches").click()

    expect(page.locator(".facts dd").first).to_contain_text("85.8 in")
    assert sorted(page.locator(".dimension").all_inner_texts()) == ["32.3 in", "36.2 in", "85.8 in"]


def test_a_broken_model_leaves_the_poster_and_a_sentence(page: Page) -> None:
    page.route("**/*.glb", lambda route: route.abort())
    page.goto("/p/box-sofa")

    expect(page.locator("#stage-said")).to_have_text("三维模型没能载入，先看图片。")
    expect(page.get_by_role("button", name="重新载入")).to_be_visible()
    expect(page.locator("#poster")).to_be_visible()


def test_without_a_way_into_ar_the_link_leads_to_a_photo_of_the_room(page: Page) -> None:
    open_sofa(page)

    place = page.get_by_role("link", name="放进我家看看").first

    expect(place).to_have_attribute("href", "/room?sku=box-sofa")


def test_a_shade_goes_along_to_the_mirror(page: Page) -> None:
    page.goto("/p/three-reds")
    page.locator("html[data-ready=product]").wait_for()

    page.get_by_role("radio", name="珊瑚").click()

    mirror = page.get_by_role("link", name="上脸试色").first
    expect(mirror).to_have_attribute("href", "/mirror?sku=three-reds&shade=r2")


def test_a_phone_sees_one_sticky_action_and_no_sideways_scroll(browser: Browser, shop_url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", base_url=shop_url)
    page = context.new_page()
    page.goto("/p/box-sofa")

    expect(page.locator(".bar .primary")).to_be_in_viewport()
    expect(page.locator(".acts")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    context.close()


def test_live_ar_places_the_sofa_on_the_floor_and_never_on_the_table(page: Page, harness: Path) -> None:
    page.add_init_script(path=harness / "headset.js")
    open_sofa(page)
    expect(page.locator("a[data-place=webxr]").first).to_be_attached()
    note = page.locator("#ar-note")
    page.evaluate("headset.look([0, 1.6, 0.9], [0.06, 0.75, -0.65])")
    page.evaluate("document.querySelector('a[data-place]').click()")
    expect(note).to_have_text("慢慢移动手机，看向地面")

    page.evaluate("headset.pull()")
    page.evaluate("headset.look([0, 1.6, 0.9], [-0.35, 0, 0.35])")
    expect(note).to_have_text("点一下，放在这里")
    assert page.evaluate("headset.placed") == []
    page.evaluate("headset.pull()")
    expect(note).to_have_text(re.compile("按实际大小放好了"))

    (placed,) = page.evaluate("headset.placed")
    x, y, z = placed["position"]
    assert abs(y - OFFICE_FLOOR_M) < 0.03
    assert abs(x + 0.35) < 0.1
    assert abs(z - 0.35) < 0.1
    to_viewer_rad = np.arctan2(0 - x, 0.9 - z)  # the emulated eye is 3 cm beside the head
    assert abs(placed["yawRad"] - to_viewer_rad) < 0.08


def test_leaving_ar_brings_the_page_back(page: Page, harness: Path) -> None:
    page.add_init_script(path=harness / "headset.js")
    open_sofa(page)
    expect(page.locator("a[data-place=webxr]").first).to_be_attached()
    page.evaluate("document.querySelector('a[data-place]').click()")
    expect(page.locator("#ar")).to_be_visible()

    page.evaluate("document.querySelector('#ar-leave').click()")  # the emulator lays its canvas over the buttons

    expect(page.locator("#ar")).to_be_hidden()
    page.wait_for_timeout(300)
    assert sorted(page.locator(".dimension").all_inner_texts()) == ["218 cm", "82 cm", "92 cm"]
    red, green, _ = middle_color(page)
    assert green > red + 30
