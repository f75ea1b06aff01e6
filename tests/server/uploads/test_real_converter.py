"""Uploads through the converter that ships: what a brand really sends, and what an enemy would."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from server.config import CONVERTER
from tests.server.shop import Shop

CORNERS = [(x, y, z) for x in (0, 40) for y in (0, 150) for z in (0, 30)]
FACES = ["1 3 4 2", "5 6 8 7", "1 2 6 5", "3 7 8 4", "1 5 7 3", "2 4 8 6"]
BOX = "".join(f"v {x} {y} {z}\n" for x, y, z in CORNERS) + "".join(f"f {face}\n" for face in FACES)


@pytest.fixture
def shop(make_shop: Callable[..., Shop]) -> Shop:
    made = make_shop(converter=CONVERTER, convert_timeout_s=120.0)
    while (claim := made.services.jobs.claim()) is not None:
        made.services.jobs.cancelled(claim)
    return made


def zipped(*entries: tuple[str, bytes]) -> bytes:
    """A zip of these entries, names as they are."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as file:
        for name, data in entries:
            file.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return sink.getvalue()


def converted(shop: Shop, name: str, data: bytes) -> dict[str, Any]:
    """Upload a file, run its job, and return it."""
    fields = {"title_en": "Box", "kind": "decor", "width_cm": "40", "height_cm": "150", "depth_cm": "30"}
    brand = shop.signed_in()
    answer = brand.post("/api/uploads", data=fields | {"file": (io.BytesIO(data), name)})
    assert answer.status_code == 202
    shop.run_jobs()
    job: dict[str, Any] = brand.get(f"/api/jobs/{answer.json['id']}").json
    return job


@pytest.mark.slow
def test_a_box_in_centimetres_becomes_a_true_model_in_three_formats(shop: Shop) -> None:
    job = converted(shop, "box.obj", BOX.encode())
    assert job["state"] == "done", job["error"]
    assert job["result"]["size_error_mm"] < 0.5
    assert job["result"]["report"]["unit"]["chosen"] == "cm"
    assert {"khronos", "shopify", "apple"} <= set(job["result"]["report"]["checks"])
    for profile, magic in (("web", b"glTF"), ("store", b"glTF"), ("ios", b"PK"), ("poster", b"\x89PNG")):
        url = job["result"]["files"][profile]["url"]
        assert shop.client.get(url, buffered=True).data.startswith(magic), profile


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("notes.glb", b"this is a text file, not a model"),
        ("empty.glb", b""),
        ("short.glb", struct.pack("<4sII", b"glTF", 2, 4_000_000_000) + b"JSON"),
        ("broken.zip", b"PK\x03\x04 and nothing more"),
        ("slip.zip", zipped(("../../../evil.obj", BOX.encode()))),
        ("absolute.zip", zipped(("/evil.obj", BOX.encode()))),
        ("bomb.zip", zipped(("bomb.obj", b"v 0 0 0\n" * 3_000_000))),
        ("nothing.zip", zipped(("readme.txt", b"hello"))),
    ],
)
def test_what_is_no_model_fails_with_one_sentence_and_leaves_nothing(shop: Shop, name: str, data: bytes) -> None:
    job = converted(shop, name, data)
    assert job["state"] == "failed"
    message = job["error"]["message"]
    assert message and "\n" not in message and "Traceback" not in message
    assert str(shop.config.data_dir) not in message
    assert not list(shop.config.data_dir.parent.rglob("*evil*"))
    assert list((shop.config.data_dir / "uploads").iterdir()) == []
