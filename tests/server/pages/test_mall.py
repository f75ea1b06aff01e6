"""The mall's pages as a browser without a script receives them."""

from __future__ import annotations

import re

import pytest

from server.contract import ProductCard, Text
from server.mall.rules import is_code
from server.pages.mall import exhibited, tidied_code
from tests.server.shop import Shop

ROOM = "bako-timu-rafe-sodi"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (ROOM, ROOM),
        ("  Bako timu  RAFE sodi ", ROOM),
        (f"https://shop.example/mall/{ROOM}?sku=sofa", ROOM),
        (f"https://shop.example/mall/{ROOM}/", ROOM),
        ("", ""),
    ],
)
def test_a_code_is_found_in_what_people_type_and_paste(typed: str, code: str) -> None:
    assert tidied_code(typed) == code


def test_the_lobby_opens_a_room_and_keeps_the_product(shop: Shop) -> None:
    answer = shop.client.post("/mall", data={"sku": "oslo-sofa"})

    assert answer.status_code == 303
    found = re.fullmatch(r"/mall/([a-z-]+)\?sku=oslo-sofa", answer.headers["Location"])
    assert found is not None
    assert is_code(found[1])


def test_two_rooms_are_two(shop: Shop) -> None:
    first, second = (shop.client.post("/mall").headers["Location"] for _ in range(2))

    assert first != second


def test_a_typed_code_leads_into_its_room(shop: Shop) -> None:
    answer = shop.client.get("/mall", query_string={"code": "Bako timu rafe sodi"})

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/mall/{ROOM}")


@pytest.mark.parametrize(("address", "status"), [("/mall?code=nowhere", 422), ("/mall/nowhere", 404)])
def test_a_wrong_code_is_a_sentence_beside_its_field(shop: Shop, address: str, status: int) -> None:
    answer = shop.client.get(address, headers={"Accept-Language": "en"})

    page = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert "There is no room with this code." in page
    assert 'value="nowhere"' in page
    assert 'content="noindex"' in page


def test_a_code_cannot_write_html(shop: Shop) -> None:
    page = shop.client.get("/mall", query_string={"code": '"><script>alert(1)</script>'}).get_data(as_text=True)

    assert "<script>alert" not in page


def test_the_hall_lists_its_products_without_a_script(shop: Shop) -> None:
    page = shop.client.get(f"/mall/{ROOM}", headers={"Accept-Language": "zh"}).get_data(as_text=True)

    assert page.count('<li data-sku="') == 2
    assert 'href="/p/oslo-sofa"' in page
    assert "210 × 90 × 80 cm" in page
    assert 'content="noindex"' in page


def test_only_what_has_a_size_is_exhibited_but_for_make_up() -> None:
    def card(attach: str, size_m: tuple[float, float, float] | None) -> ProductCard:
        words = Text(zh="", en="")
        return ProductCard(
            sku="x", kind="lamp", attach=attach, title=words, price={}, size_m=size_m, poster_url=None, model_url=None,
            alt=words, color=words, variants=[], shade_count=0,
        )  # fmt: skip

    assert exhibited(card("floor", (1.0, 1.0, 1.0)))
    assert exhibited(card("lips", None))
    assert not exhibited(card("floor", None))
