from __future__ import annotations

from io import BytesIO

from tests.server.shop import Shop


def test_the_door_is_shown_to_who_has_not_signed_in(shop: Shop) -> None:
    page = shop.client.get("/studio")
    assert 'id="door">' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex">' in page.text


def test_who_has_signed_in_does_not_see_the_door(shop: Shop) -> None:
    assert 'id="door" hidden' in shop.signed_in().get("/studio").text


def test_no_make_up_can_be_sent_and_every_kind_else(shop: Shop) -> None:
    page = shop.client.get("/studio").text
    assert '<option value="sofa">' in page and '<option value="lipstick">' not in page


def test_a_brands_products_come_with_their_evidence(shop: Shop) -> None:
    brand = shop.signed_in()
    fields = {"title_en": "Lamp", "kind": "lamp", "width_cm": "30", "height_cm": "150", "depth_cm": "30"}
    brand.post("/api/uploads", data=fields | {"file": (BytesIO(b"model"), "lamp.glb")})
    shop.run_jobs()
    (entry,) = brand.get("/api/studio/products").json["products"]
    assert entry["state"] == "draft" and entry["updated_s"] > 0
    assert entry["product"]["truth"]["size_error_mm"] is not None
