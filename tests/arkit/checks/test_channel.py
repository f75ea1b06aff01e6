from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from arkit.checks import CHANNELS, channel, facts
from arkit.document import moved
from arkit.errors import NotFoundError
from tests import build


def standing(**more: object) -> object:
    return moved(build.box(1, 1, 1, **more), np.array([0, 0.5, 0]))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", CHANNELS)
def test_a_light_box_may_be_sold_everywhere(name: str) -> None:
    checks = channel(standing(image=build.png(build.checkerboard())), name, file_bytes=20_000)  # type: ignore[arg-type]
    assert [check.rule for check in checks if not check.ok] == []
    assert all(check.source for check in checks)


@pytest.mark.parametrize(
    "name,limit", [("khronos", 3_000_000), ("google", 15_000_000), ("shopify", 15_000_000), ("apple", 10_000_000)]
)
def test_the_byte_limit_is_the_published_one(name: str, limit: int) -> None:
    for size, ok in ((limit, True), (limit + 1, False)):
        found = {check.rule: check.ok for check in channel(standing(), name, file_bytes=size)}  # type: ignore[arg-type]
        assert found["file bytes"] is ok


def test_four_thousand_pixels_are_refused_by_google_and_taken_by_amazon() -> None:
    large = standing(image=build.png(np.zeros((8, 4096, 3))))
    ok = {name: {check.rule: check.ok for check in channel(large, name, file_bytes=1000)} for name in CHANNELS}  # type: ignore[arg-type]
    assert not ok["google"]["texture pixels a side"]
    assert ok["amazon"]["texture pixels a side"]


def test_webp_and_required_extensions_fail_where_stores_read_neither() -> None:
    box = build.box(1, 1, 1, image=build.png(build.checkerboard()))
    gltf = {**box.gltf, "images": [{"mimeType": "image/webp"}], "extensionsRequired": ["EXT_texture_webp"]}
    for name in ("amazon", "shopify"):
        rules = {check.rule for check in channel(replace(box, gltf=gltf), name, file_bytes=1000) if not check.ok}
        assert rules == {"textures neither PNG nor JPEG", "extensions a reader must know"}


def test_a_white_that_no_light_can_brighten_is_told() -> None:
    box = moved(build.box(1, 1, 1, color=(1, 1, 1, 1)), np.array([0, 0.5, 0]))
    assert [check.rule for check in channel(box, "khronos", file_bytes=1) if not check.ok] == [
        "brightest base colour, sRGB code"
    ]


def test_facts_count_instances_and_measure_the_box() -> None:
    pair = build.together(build.box(1, 1, 1), build.box(1, 3, 1, at=(2, 1, 0)))
    known = facts(pair)
    assert (known.triangles, known.vertices, known.draws, known.materials) == (24, 48, 2, 2)
    assert known.size_m == (3, 3, 1)
    assert known.lowest_m == -0.5


def test_an_unknown_channel_is_named() -> None:
    with pytest.raises(NotFoundError, match='got "corner shop"'):
        channel(build.box(1, 1, 1), "corner shop", file_bytes=1)


def test_what_is_worn_or_hangs_need_not_stand_on_the_floor() -> None:
    rule = "lowest point above or below the floor, m"
    hanging = build.box(1, 1, 1)  # its middle is the origin
    assert not {check.rule: check.ok for check in channel(hanging, "khronos", file_bytes=1)}[rule]
    assert rule not in {check.rule for check in channel(hanging, "khronos", file_bytes=1, stands=False)}
