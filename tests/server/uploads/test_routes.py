from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.server.shop import Shop

FIELDS = {
    "title_en": "Reed lamp",
    "title_zh": "芦苇灯",
    "kind": "lamp",
    "width_cm": "40",
    "height_cm": "150",
    "depth_cm": "40",
}


def send(client: FlaskClient, data: bytes = b"fine", name: str = "lamp.obj", **changes: Any) -> TestResponse:
    """Upload a file."""
    fields = {key: value for key, value in (FIELDS | changes).items() if value is not None}
    return client.post("/api/uploads", data=fields | {"file": (io.BytesIO(data), name)})


def test_an_upload_becomes_a_product_once_published(shop: Shop) -> None:
    brand = shop.signed_in()
    answer = send(brand)
    assert answer.status_code == 202
    sku = answer.json["product_sku"]
    assert sku.startswith("reed-lamp-") and answer.json["state"] == "waiting"
    shop.run_jobs()
    job = brand.get(f"/api/jobs/{answer.json['id']}").json
    assert job["state"] == "done" and job["result"]["sku"] == sku
    assert shop.client.get(f"/api/products/{sku}").status_code == 404
    assert [item["state"] for item in brand.get("/api/studio/products").json["products"]] == ["draft"]
    assert brand.post(f"/api/products/{sku}/publish").status_code == 200
    product = shop.client.get(f"/api/products/{sku}").json
    assert product["size_m"] == [0.4, 1.5, 0.4] and product["attach"] == "floor"
    assert brand.post(f"/api/products/{sku}/unpublish").status_code == 200
    assert shop.client.get(f"/api/products/{sku}").status_code == 404


def test_the_uploaded_file_is_gone_when_its_job_ends(shop: Shop) -> None:
    brand = shop.signed_in()
    send(brand)
    send(brand, b"refuse")
    uploads = shop.config.data_dir / "uploads"
    assert len(list(uploads.iterdir())) == 2
    shop.run_jobs()
    assert list(uploads.iterdir()) == []
    assert list((shop.config.data_dir / "incoming").iterdir()) == []


def test_a_failed_upload_leaves_no_product_and_one_sentence(shop: Shop) -> None:
    brand = shop.signed_in()
    answer = send(brand, b"refuse")
    shop.run_jobs()
    job = brand.get(f"/api/jobs/{answer.json['id']}").json
    assert job["state"] == "failed"
    assert job["error"]["message"] == "source.glb: expected a GLB, got text; export it again"
    assert brand.get("/api/studio/products").json["products"] == []


@pytest.mark.parametrize("name", ["../../evil.obj", "/etc/evil.obj", "..\\..\\evil.obj", "a\x00b.obj", ".obj.obj"])
def test_a_clients_file_name_is_never_a_path(shop: Shop, name: str) -> None:
    send(shop.signed_in(), name=name)
    found = [path.relative_to(shop.config.data_dir) for path in (shop.config.data_dir / "uploads").rglob("*.obj")]
    assert [path.name for path in found] == ["source.obj"]
    assert not list(shop.config.data_dir.parent.rglob("*evil*"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "spaceship"}, "kind"),
        ({"kind": "lipstick"}, "kind"),
        ({"width_cm": "0"}, "width_cm"),
        ({"width_cm": "nan"}, "width_cm"),
        ({"width_cm": None}, "width_cm"),
        ({"title_en": " ", "title_zh": ""}, "title"),
        ({"sku": "../x"}, "sku"),
        ({"unit": "parsec"}, "unit"),
        ({"name": "lamp.exe"}, "file"),
        ({"name": "lamp"}, "file"),
    ],
)
def test_what_is_not_right_is_said_and_not_kept(shop: Shop, changes: dict[str, Any], field: str) -> None:
    answer = send(shop.signed_in(), **changes)
    assert answer.status_code == 422
    assert answer.json["error"]["message"].startswith(field)
    assert not (shop.config.data_dir / "uploads").exists()


def test_a_form_without_a_file_is_said(shop: Shop) -> None:
    answer = shop.signed_in().post("/api/uploads", data=FIELDS | {"file": "just text"})
    assert answer.status_code == 422 and "file" in answer.json["error"]["message"]


def test_titles_are_words_and_nothing_else(shop: Shop) -> None:
    brand = shop.signed_in()
    send(brand, title_en="true", title_zh='{"a": 1}')
    shop.run_jobs()
    title = brand.get("/api/studio/products").json["products"][0]["product"]["title"]
    assert title == {"en": "true", "zh": '{"a": 1}'}


def test_without_a_key_not_even_the_body_is_read(shop: Shop) -> None:
    assert send(shop.client).status_code == 401
    assert shop.client.get("/api/studio/products").status_code == 401
    assert shop.client.post("/api/products/lund-chair/publish").status_code == 401


def test_too_many_bytes_are_413(make_shop: Callable[..., Shop]) -> None:
    shop = make_shop(max_upload_bytes=100_000)
    assert send(shop.signed_in(), bytes(100_000)).status_code == 202
    answer = send(shop.signed_in(), bytes(200_000))
    assert answer.status_code == 413 and answer.json["error"]["code"] == "too_large"


def test_a_brand_sees_and_changes_only_its_own(shop: Shop) -> None:
    lund, other = shop.signed_in("Lund"), shop.signed_in("Other")
    job = send(lund).json
    shop.run_jobs()
    assert other.get(f"/api/jobs/{job['id']}").status_code == 404
    assert other.post(f"/api/jobs/{job['id']}/cancel").status_code == 404
    assert other.get("/api/jobs").json == {"jobs": []}
    assert other.post(f"/api/products/{job['product_sku']}/publish").status_code == 404
    assert other.post("/api/products/lund-chair/unpublish").status_code == 404
    taken = send(other, sku=job["product_sku"])
    assert taken.status_code == 409
    assert send(other, sku="lund-chair").status_code == 409


def test_two_brands_racing_for_one_sku_get_one_product(shop: Shop) -> None:
    lund, other = shop.signed_in("Lund"), shop.signed_in("Other")
    first, second = send(lund, sku="same-one").json, send(other, sku="same-one").json
    shop.run_jobs()
    assert lund.get(f"/api/jobs/{first['id']}").json["state"] == "done"
    lost = other.get(f"/api/jobs/{second['id']}").json
    assert lost["state"] == "failed" and lost["error"]["code"] == "conflict"
    assert other.get("/api/studio/products").json["products"] == []


def test_a_waiting_upload_can_be_cancelled(shop: Shop) -> None:
    brand = shop.signed_in()
    job = send(brand).json
    assert brand.post(f"/api/jobs/{job['id']}/cancel").json["state"] == "cancelled"
    assert brand.post(f"/api/jobs/{job['id']}/cancel").status_code == 409
    shop.run_jobs()
    assert brand.get("/api/studio/products").json["products"] == []


def test_a_product_without_a_model_cannot_be_published(shop: Shop) -> None:
    brand = shop.signed_in()
    job = send(brand).json
    assert brand.post(f"/api/products/{job['product_sku']}/publish").status_code == 404
