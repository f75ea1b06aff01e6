from __future__ import annotations

import json

from server import create_services
from tests.server.shop import Shop, add_product


def test_products_are_listed_before_they_are_converted(shop: Shop) -> None:
    products = shop.client.get("/api/products").json["products"]
    assert [product["sku"] for product in products] == ["lund-chair", "oslo-sofa"]
    assert products[0]["model_url"] is None
    assert products[0]["alt"]["en"] == "Armchair, 78 × 80 × 82 cm, oak, warm grey"
    assert products[0]["alt"]["zh"] == "扶手椅，78 × 80 × 82 厘米，橡木，暖灰"


def test_search_by_words_kind_and_width(shop: Shop) -> None:
    def found(query: str) -> list[str]:
        return [product["sku"] for product in shop.client.get(f"/api/products?{query}").json["products"]]

    assert found("q=沙发") == ["oslo-sofa"]
    assert found("q=OAK armchair") == ["lund-chair"]
    assert found("q=oak glasses") == []
    assert found("kind=sofa") == ["oslo-sofa"]
    assert found("max_width_cm=78") == ["lund-chair"]
    assert found("max_width_cm=77.9") == []


def test_a_bad_query_says_which_field(shop: Shop) -> None:
    answer = shop.client.get("/api/products?max_width_cm=wide")
    assert answer.status_code == 422
    assert answer.json["error"]["facts"] == {"field": "max_width_cm"}


def test_an_unknown_product_is_404_with_a_sentence(shop: Shop) -> None:
    answer = shop.client.get("/api/products/none-such")
    assert answer.status_code == 404
    assert answer.json["error"]["code"] == "not_found"
    assert "none-such" in answer.json["error"]["message"]


def test_conversion_fills_urls_and_truth(shop: Shop) -> None:
    shop.run_jobs()
    product = shop.client.get("/api/products/lund-chair").json
    for key in ("model_url", "store_url", "usdz_url", "poster_url"):
        assert shop.client.get(product[key], buffered=True).status_code == 200
    assert product["usdz_url"].endswith("/lund-chair.usdz")
    assert product["triangles"] == 12
    assert product["truth"]["size_error_mm"] == 1.0000000000000009
    assert product["truth"]["unit"] == {"chosen": "cm", "evidence": "the stated size fits only centimetres"}
    assert product["truth"]["checks"][0]["channel"] == "khronos"


def test_a_second_start_converts_only_what_changed(shop: Shop) -> None:
    shop.run_jobs()
    folder = shop.config.assets_dir / "products" / "lund-chair"
    before = create_services(shop.config)
    assert before.jobs.claim() is None
    (folder / "source.obj").write_text("v 1 1 1\n")
    after = create_services(shop.config)
    claim = after.jobs.claim()
    assert claim is not None and claim.sku == "lund-chair"
    assert after.jobs.claim() is None
    for services in (before, after):
        services.sessions.kw["bind"].dispose()


def test_a_bad_record_leaves_out_only_itself(shop: Shop) -> None:
    add_product(shop.config.assets_dir, "bad-one", kind="spaceship")
    (shop.config.assets_dir / "products" / "oslo-sofa" / "product.json").write_text("{")
    services = create_services(shop.config)
    assert [card.sku for card in services.catalog.cards()] == ["lund-chair"]
    services.sessions.kw["bind"].dispose()


def test_the_api_describes_itself(shop: Shop) -> None:
    description = shop.client.get("/openapi.json").json
    assert description["openapi"].startswith("3.1")
    assert {"/api/products", "/api/products/{sku}", "/api/uploads", "/api/place", "/api/mall"} <= set(
        description["paths"]
    )
    form = description["paths"]["/api/uploads"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert form["properties"]["file"]["format"] == "binary"
    assert "$defs" not in json.dumps(description)
