"""A saved room reads back as it was; what is broken is refused."""

from __future__ import annotations

import copy
import json
from typing import Any

import numpy as np
import pytest

from arkit.errors import ReadError
from arkit.room.scan import Scan, find_interior, interior_from_json, interior_to_json
from arkit.surface import Interior
from tests.arkit.room.scan.scanned import FURNISHED, mesh


@pytest.fixture(scope="module")
def room() -> Interior:
    return find_interior(Scan(*mesh(FURNISHED), unit="m", up="y"))


def test_round_trip(room: Interior) -> None:
    back = interior_from_json(json.loads(json.dumps(interior_to_json(room))))
    np.testing.assert_allclose(back.positions_m, room.positions_m, atol=1e-6)
    assert (back.triangles == room.triangles).all()
    assert [one.kind for one in back.planes] == [one.kind for one in room.planes]
    for one, other in zip(back.planes, room.planes, strict=True):
        np.testing.assert_allclose(one.T_room_plane, other.T_room_plane, atol=1e-8)
        assert one.offset_sd_m == other.offset_sd_m and one.tilt_sd_rad == other.tilt_sd_rad
        assert one.outline_m is not None and other.outline_m is not None
        np.testing.assert_allclose(one.outline_m, other.outline_m, atol=1e-8)
    assert [one.width_m for one in back.openings] == [one.width_m for one in room.openings]
    assert len(back.furniture) == len(room.furniture) == 3
    assert [one.sd_m for one in back.furniture] == [one.sd_m for one in room.furniture]
    assert (back.scale, back.gravity_sd_rad, back.surface_sd_m) == (room.scale, room.gravity_sd_rad, room.surface_sd_m)


def test_a_room_saved_before_boxes_had_an_error_is_read(room: Interior) -> None:
    found = interior_to_json(room, surfaces=False)
    for box in found["furniture"]:
        del box["sd_m"]
    assert {one.sd_m for one in interior_from_json(found).furniture} == {None}


def test_without_surfaces_it_is_small(room: Interior) -> None:
    text = json.dumps(interior_to_json(room, surfaces=False))
    assert len(text) < 12_000 and len(interior_from_json(json.loads(text)).positions_m) == 0


@pytest.mark.parametrize(
    "key,value",
    [
        ("format", "other"),
        ("version", 2),
        ("planes", []),
        ("planes", [{"kind": "sky"}]),
        ("positions_m", "AAAA"),
        ("triangles", "AAAAAAAAAAD/////"),
        ("furniture", [{"label": "", "T_room_box": [[1, 0], [0, 1]], "size_m": [1, 1, 1]}]),
        ("furniture", [{"label": "", "T_room_box": np.eye(4).tolist(), "size_m": [1, -1, 1]}]),
        ("furniture", [{"label": "", "T_room_box": np.eye(4).tolist(), "size_m": [1, 1, 1], "sd_m": -1}]),
        ("gravity_sd_rad", -1),
        ("scale", {"value": float("nan"), "sd": 0}),
    ],
)
def test_broken_rooms_are_refused(room: Interior, key: str, value: Any) -> None:
    found = copy.deepcopy(interior_to_json(room))
    found[key] = value
    with pytest.raises(ReadError) as caught:
        interior_from_json(found, "room.json")
    assert caught.value.message.startswith("room.json: ")
