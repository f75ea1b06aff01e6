from __future__ import annotations

import base64
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from server.place.placer import MOST_WAITING
from tests.server.shop import Shop

PLACING = Path(__file__).resolve().parent / "placing.py"
FIELDS = {"sku": "lund-chair", "at_u": "0.5", "at_v": "0.7", "camera_height_m": "1.5"}
PICTURE = bytes(range(256)) * 4000


@pytest.fixture
def shop(make_shop: Callable[..., Shop]) -> Shop:
    made = make_shop(placer=(sys.executable, str(PLACING)), place_timeout_s=60.0)
    made.run_jobs()
    return made


def ask(shop: Shop, data: bytes | None = PICTURE, **changes: Any) -> TestResponse:
    """Ask to place something."""
    fields = {key: value for key, value in (FIELDS | changes).items() if value is not None}
    if data is not None:
        fields["image"] = FileStorage(io.BytesIO(data), "room.jpg")
    boundary, body = encode_multipart(fields)  # in memory: the test's own client would use a file for a large body
    return shop.client.post("/api/place", data=body, content_type=f"multipart/form-data; boundary={boundary}")


def test_the_answer_is_the_contracts(shop: Shop) -> None:
    answer = ask(shop)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    kind, _, data = answer.json["image"].partition(",")
    assert kind == "data:image/jpeg;base64" and base64.b64decode(data) == PICTURE[::-1]
    assert answer.json["scale"] == {"source": "marker", "sd": 0.01}
    assert answer.json["size_on_floor_m"] == [0.78, 0.82, 0.8]


def test_a_picture_of_a_room_never_touches_a_disk(shop: Shop) -> None:
    opened: list[str] = []

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if not watching or event != "open" or not isinstance(arguments[0], str):
            return
        if arguments[2] & (os.O_WRONLY | os.O_RDWR):
            opened.append(arguments[0])

    watching = True
    sys.addaudithook(watch)
    try:
        assert ask(shop).status_code == 200
    finally:
        watching = False
    assert not [path for path in opened if "sqlite" not in path and not path.startswith("/dev/")]
    for path in shop.config.data_dir.rglob("*"):
        assert not path.is_file() or PICTURE[:512] not in path.read_bytes()


def test_what_it_refuses_comes_with_its_status(shop: Shop) -> None:
    answer = ask(shop, yaw_deg="3")
    assert answer.status_code == 404
    assert answer.json["error"]["message"] == "marker: expected one, found none"


def test_a_process_that_hangs_or_breaks_is_replaced(make_shop: Callable[..., Shop]) -> None:
    shop = make_shop(placer=(sys.executable, str(PLACING)), place_timeout_s=8.0)
    shop.run_jobs()
    assert ask(shop, yaw_deg="1").status_code == 504
    assert ask(shop, yaw_deg="2").status_code == 503
    assert ask(shop).status_code == 200


def test_only_so_many_wait(shop: Shop) -> None:
    waiting = shop.services.placer._waiting
    for _ in range(MOST_WAITING):
        waiting.acquire()
    answer = ask(shop)
    assert answer.status_code == 503 and answer.json["error"]["code"] == "busy"
    waiting.release()
    assert ask(shop).status_code == 200


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"sku": "none-such"}, 404),
        ({"at_u": "1.5"}, 422),
        ({"at_v": "nan"}, 422),
        ({"camera_height_m": None}, 422),
        ({"marker_cm": "15"}, 422),
        ({"camera_height_m": "99"}, 422),
        ({"data": None}, 422),
        ({"room": "none-such", "data": None}, 404),
    ],
)
def test_what_is_not_right_is_said(shop: Shop, changes: dict[str, Any], status: int) -> None:
    answer = ask(shop, **changes)
    assert answer.status_code == status and answer.json["error"]["message"]


def test_a_product_without_a_model_cannot_be_placed(make_shop: Callable[..., Shop]) -> None:
    assert ask(make_shop()).status_code == 409


def test_too_large_a_picture_is_413(make_shop: Callable[..., Shop]) -> None:
    assert ask(make_shop(max_picture_bytes=100_000), bytes(200_000)).status_code == 413


def test_sample_rooms_are_listed_and_can_be_placed_in(make_shop: Callable[..., Shop], tmp_path: Path) -> None:
    folder = tmp_path / "assets" / "rooms" / "loft"
    folder.mkdir(parents=True)
    for name in ("room.jpg", "room_marker.jpg"):
        Image.new("RGB", (64, 48), "#d8d0c0").save(folder / name)
    truth = {"camera_height_m": 1.52, "marker": {"side_m": 0.15}, "title": {"zh": "阁楼", "en": "Loft"}}
    (folder / "truth.json").write_text(json.dumps(truth))
    shop = make_shop(placer=(sys.executable, str(PLACING)))
    shop.run_jobs()
    rooms = shop.client.get("/api/rooms/sample").json["rooms"]
    assert [(room["id"], room["camera_height_m"], room["marker_cm"]) for room in rooms] == [
        ("loft", 1.52, None),
        ("loft-marker", 1.52, 15.0),
    ]
    assert (rooms[0]["width_px"], rooms[0]["height_px"]) == (64, 48)
    assert shop.client.get(rooms[0]["image_url"], buffered=True).content_type == "image/jpeg"
    assert ask(shop, None, room="loft").status_code == 200
