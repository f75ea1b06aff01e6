"""The mall in browsers: friends meet by a link, see each other move and look, talk, come back, and leave."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import PATIENCE_MS

pytestmark = pytest.mark.browser
ROOM = "bako-timu-rafe-sodi"
SMALL = {"width": 480, "height": 360}
NO_WEBGL = """
const original = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind.startsWith('webgl') ? null : original.call(this, kind, ...rest);
};
"""
KEPT_SOCKETS = """
window.sockets = [];
const Real = WebSocket;
window.WebSocket = class extends Real { constructor(...all) { super(...all); sockets.push(this); } };
"""
Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, harness: Path, shop_url: str) -> Iterator[Visit]:
    """Makes a visitor's own browser window; a script error in any of them fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def come(name: str, room: str, *scripts: str, size: dict[str, int] = SMALL) -> Page:
        context = browser.new_context(viewport=size, locale="zh-CN", base_url=shop_url, reduced_motion="reduce")
        contexts.append(context)
        context.add_init_script(path=harness / "plain.js")
        for script in scripts:
            context.add_init_script(script)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"/mall/{room}")
        page.get_by_label("名字").fill(name)
        page.get_by_role("button", name="进入展厅").click()
        page.locator("main[data-joined=yes]").wait_for(timeout=PATIENCE_MS)
        return page

    yield come
    for context in contexts:
        context.close()
    assert errors == []


def friend(name: str) -> str:
    """The selector of a friend's row in the list twin."""
    return f"#friends li:has(b:text-is('{name}'))"


def position(page: Page, name: str) -> tuple[float, float]:
    """Where the list twin says that a friend is: x and z, metres."""
    said = page.locator(friend(name)).get_attribute("data-position", timeout=10_000)
    assert said is not None
    x, z = said.split(" ")
    return float(x), float(z)


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait while the page lives on: its policy forbids what `wait_for_function` evaluates at its second look."""
    for _ in range(PATIENCE_MS // 50):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"it did not come true in {PATIENCE_MS} ms")


def test_a_room_is_opened_from_the_lobby_and_asks_for_a_name(page: Page) -> None:
    page.goto("/mall?sku=box-sofa")

    page.get_by_role("button", name="开一间展厅").click()

    expect(page).to_have_url(re.compile(r"/mall/[a-z]{4}(-[a-z]{4}){3}\?sku=box-sofa$"))
    expect(page.get_by_label("名字")).to_be_visible()
    expect(page.locator("#occupancy")).to_have_text("还没有人，您是第一位")


@pytest.mark.parametrize("address", ["/mall/no-such-room", "/mall?code=no%20such%20room"])
def test_a_wrong_code_is_a_sentence_with_a_way_on(page: Page, address: str) -> None:
    answer = page.goto(address)

    assert answer is not None and answer.status in (404, 422)
    expect(page.get_by_role("alert")).to_have_text("没有这样的房间号。请核对链接，或者另开一间展厅。")
    expect(page.get_by_role("button", name="开一间展厅")).to_be_visible()


def test_a_pasted_link_leads_into_its_room(page: Page, shop_url: str) -> None:
    page.goto("/mall")

    page.get_by_label("有房间号？").fill(f"{shop_url}/mall/{ROOM}?sku=box-sofa")
    page.get_by_role("button", name="进入").click()

    expect(page).to_have_url(re.compile(f"/mall/{ROOM}$"))


def test_a_name_typed_before_the_script_came_is_kept_and_never_in_the_address(page: Page) -> None:
    held: list[Route] = []
    coming = False
    page.route("**/static/viewer/**/*.js", lambda route: route.continue_() if coming else held.append(route))
    page.goto(f"/mall/{ROOM}", wait_until="commit")
    page.get_by_label("名字").fill("安安")
    page.get_by_label("名字").press("Enter")
    expect(page.get_by_role("button", name="进入展厅")).to_be_disabled()

    coming = True
    for route in held:
        route.continue_()
    page.get_by_role("button", name="进入展厅").click()

    page.locator("main[data-joined=yes]").wait_for(timeout=PATIENCE_MS)
    assert page.url.endswith(f"/mall/{ROOM}")
    expect(page.locator("#friends li b")).to_contain_text("安安")


def test_friends_see_each_other_move_and_look_and_talk(visit: Visit) -> None:
    ann = visit("安安", ROOM)
    bob = visit("阿博", ROOM)
    expect(ann.locator(friend("阿博"))).to_have_count(1)
    expect(bob.locator(friend("安安"))).to_have_count(1)
    expect(ann.locator("#lines")).to_contain_text("阿博 来了")

    bob.locator("#view").focus()
    ann.locator(f"{friend('阿博')}[data-position]").wait_for(state="attached")
    before = position(ann, "阿博")
    bob.keyboard.down("w")
    bob.wait_for_timeout(700)
    bob.keyboard.up("w")
    until(ann, lambda: position(ann, "阿博")[1] < before[1] - 0.2)
    assert abs(position(ann, "阿博")[0] - before[0]) < 0.05

    bob.evaluate("document.querySelector('li[data-sku=box-sofa] a').click()")
    expect(ann.locator(friend("阿博"))).to_contain_text("在看方盒沙发")
    expect(bob.locator("#looking-title")).to_have_text("方盒沙发")

    for speaker, hearer, words in ((ann, bob, "坐得下我们三个吗？"), (bob, ann, "宽 218，坐得下 <b>!</b>")):
        speaker.evaluate("document.querySelector('.tabs [data-panel=talk]').click()")
        speaker.locator("#text").fill(words)
        speaker.locator("#text").press("Enter")
        expect(hearer.locator("#lines li").last).to_contain_text(words)
        expect(speaker.locator("#lines li").last).to_contain_text(words)


def test_a_reload_brings_one_back_and_leaving_takes_one_away(visit: Visit) -> None:
    ann = visit("安安", "fafa-fafa-fafa-fafa")
    bob = visit("阿博", "fafa-fafa-fafa-fafa")
    expect(ann.locator("#friends li")).to_have_count(2)

    bob.reload()
    bob.locator("main[data-joined=yes]").wait_for()
    expect(bob.locator(friend("安安"))).to_have_count(1)
    expect(ann.locator("#friends li")).to_have_count(2)

    bob.get_by_role("button", name="离开展厅").click()
    expect(ann.locator("#friends li")).to_have_count(1)
    expect(bob.get_by_label("名字")).to_have_value("阿博")
    bob.reload()
    expect(bob.locator("main")).to_have_attribute("data-joined", "no")


def test_a_product_is_walked_to_and_stands_there_in_its_colour(visit: Visit) -> None:
    page = visit("安安", "gaga-gaga-gaga-gaga", size={"width": 860, "height": 480})
    until(page, lambda: int(page.locator("#view").get_attribute("data-models") or 0) >= 2)

    page.locator("li[data-sku=box-sofa] a").click()
    page.wait_for_timeout(600)

    page.get_by_role("button", name="关闭").click()  # the card may lie over it
    page.wait_for_timeout(300)
    box = page.locator("#view").bounding_box()
    assert box is not None
    clip = {"x": box["x"] + box["width"] / 2 - 15, "y": box["y"] + box["height"] / 2 - 15, "width": 30, "height": 30}
    pixels = np.asarray(Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB"), dtype=float)
    red, green, blue = pixels.mean(axis=(0, 1))
    assert green > red + 25
    assert green > blue + 25


def test_without_webgl_list_and_chat_still_work(visit: Visit) -> None:
    ann = visit("安安", "haha-haha-haha-haha", NO_WEBGL)
    bob = visit("阿博", "haha-haha-haha-haha")

    expect(ann.locator("#hint")).to_have_text("这台设备无法显示三维展厅，列表和聊天照常使用。")
    expect(ann.locator(friend("阿博"))).to_have_count(1)
    ann.locator("li[data-sku=box-sofa] a").click()
    expect(ann.locator("#looking-title")).to_have_text("方盒沙发")
    expect(bob.locator(friend("安安"))).to_contain_text("在看方盒沙发")


def test_a_lost_line_comes_back_by_itself(visit: Visit) -> None:
    ann = visit("安安", "jaja-jaja-jaja-jaja", KEPT_SOCKETS)

    ann.evaluate("sockets.at(-1).close()")

    expect(ann.locator("#state")).to_have_text("已重新连上")
    assert ann.evaluate("sockets.length") == 2
    expect(ann.locator("#friends li")).to_have_count(1)
