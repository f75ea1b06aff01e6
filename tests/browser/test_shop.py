"""The shop in a browser: narrowing without leaving the page, and the whole of it without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


def open_shop(page: Page, address: str = "/") -> None:
    page.goto(address)
    page.locator("html[data-ready=shop]").wait_for()


def shown(page: Page) -> list[str]:
    return page.eval_on_selector_all("#products > li:not([hidden])", "items => items.map(item => item.dataset.sku)")


def test_the_hero_shows_real_models_and_leads_to_them(page: Page) -> None:
    open_shop(page)

    page.locator("#hero[data-ready]").wait_for()

    expect(page.locator("#hero-view")).to_have_attribute("aria-label", "按实际大小摆在一起：方盒沙发, 方凳")
    expect(page.locator("#hero-pins a").first).to_have_attribute("href", "/p/box-sofa")


def test_a_kind_narrows_at_once_and_stays_in_the_address(page: Page) -> None:
    open_shop(page)

    page.locator("[data-kind=lipstick]").click()

    assert shown(page) == ["three-reds"]
    expect(page.locator("#count")).to_have_text("1 件商品")
    assert page.url.endswith("?kind=lipstick")


def test_width_leaves_out_what_does_not_fit(page: Page) -> None:
    open_shop(page)

    page.locator("#fits").select_option("60")

    assert sorted(shown(page)) == ["aria-round", "box-stool"]


def test_search_finds_in_both_languages_and_none_is_a_way_out(page: Page) -> None:
    open_shop(page)
    search = page.get_by_role("searchbox")

    search.fill("oak")
    expect(page.locator("#count")).to_have_text("1 件商品")
    assert shown(page) == ["box-stool"]
    search.fill("飞船")
    expect(page.locator("#nothing")).to_be_visible()
    page.locator("#clear").click()

    assert len(shown(page)) == 4


def test_the_shop_works_without_a_script(browser: Browser, shop_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-US", base_url=shop_url)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("searchbox").fill("stool")
    page.get_by_role("button", name="Show").click()

    expect(page.locator("#products > li:visible")).to_have_count(1)
    page.locator("#products a:visible").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Stool")
    expect(page.get_by_role("link", name="See it in my room").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("address", ["/", "/p/box-sofa", "/p/three-reds", "/p/none"])
def test_a_phone_never_scrolls_sideways(browser: Browser, shop_url: str, address: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="en-US", base_url=shop_url)
    page = context.new_page()
    page.goto(address)

    assert page.evaluate("document.documentElement.scrollWidth") == 360
    context.close()


def test_what_is_tapped_is_large_enough(browser: Browser, shop_url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", base_url=shop_url)
    page = context.new_page()
    small = []
    for address in ("/", "/p/box-sofa"):
        page.goto(address)
        small += page.eval_on_selector_all(
            "a, button, select, input, summary",
            """items => items.filter(item => item.checkVisibility()).map(item => [item, item.getBoundingClientRect()])
                .filter(([, box]) => box.width > 1 && box.bottom > 0 && (box.height < 43.5 || box.width < 40))
                .map(([item, box]) => `${item.outerHTML.slice(0, 80)} ${box.width} x ${box.height}`)""",
        )
    assert small == []
    context.close()
