"""A scene file holds all that is needed to draw the same picture again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from arkit.errors import ArkitError, CheckError, NotFoundError, ReadError
from arkit.frame import Frame
from arkit.place import CameraHeight, PlacedItem, RoomView, arrange, find_room
from arkit.place.scene import placed_items, read_scene, scene_from_dict, scene_record, view_from_scene
from tests import build
from tests.arkit.room import drawn

CAMERA, T_CAMERA_ROOM = drawn.camera(), drawn.looking(17, -12)
TABLE = build.box(1.2, 0.4, 0.8, at=(0, 0.2, 0))
VASE = build.box(0.12, 0.3, 0.12, at=(0, 0.15, 0))


@pytest.fixture(scope="module")
def view() -> RoomView:
    return find_room(Frame(drawn.picture(CAMERA, T_CAMERA_ROOM), 0.0, CAMERA), scale=CameraHeight(1.45, 0.02))


@pytest.fixture(scope="module")
def record(view: RoomView) -> dict[str, Any]:
    items = [PlacedItem(TABLE, (480.0, 560.0), 0.3, name="table"), PlacedItem(VASE, on="table", name="vase")]
    made = scene_record(view, arrange(view, items), ["table.glb", "vase.glb"], "room.jpg")
    return dict(json.loads(json.dumps(made)))


def test_a_scene_goes_out_and_comes_back(view: RoomView, record: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "scene.json"
    path.write_text(json.dumps(record))
    scene = read_scene(path)
    again = view_from_scene(scene, view.frame)
    assert (again.room.T_camera_room == view.room.T_camera_room).all() and again.frame.camera == view.frame.camera
    assert again.covariance == pytest.approx(view.covariance) and again.height_m == view.height_m
    standing = arrange(again, placed_items(scene, {"table.glb": TABLE, "vase.glb": VASE}))
    assert [one.item.called for one in standing] == ["table", "vase"] and standing[1].on == 0
    assert scene_record(again, standing, ["table.glb", "vase.glb"], "room.jpg") == record


def test_a_reader_that_only_draws_needs_the_placements(record: dict[str, Any]) -> None:
    bare = {"version": 1, "space": "room", "placements": record["placements"]}
    scene = scene_from_dict(bare)
    assert scene.items[0].T_space_product == pytest.approx(np.array(record["placements"][0]["T_space_product"]))
    with pytest.raises(ReadError, match="expected its room, found none"):
        view_from_scene(scene, Frame(np.zeros((720, 960, 3), np.uint8), 0.0, CAMERA))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"version": 2}, "expected version 1 in room space, got version 2"),
        ({"space": "face"}, "got version 1, space face"),
        ({"placements": None}, "expected a scene with version, placements"),
        ({"placements": [{"sku": "a", "model": "a.glb"}]}, "T_space_product"),
        ({"placements": [{}] * 300}, "at most 200 products, got 300"),
    ],
)
def test_what_is_no_scene(record: dict[str, Any], tmp_path: Path, change: dict[str, Any], words: str) -> None:
    path = tmp_path / "scene.json"
    path.write_text(json.dumps(record | change))
    with pytest.raises(ArkitError, match=words):
        read_scene(path)


def test_a_model_is_only_looked_for_beside_the_scene(record: dict[str, Any]) -> None:
    entry = record["placements"][0] | {"model": "../../etc/secret.glb"}
    assert scene_from_dict(record | {"placements": [entry]}).items[0].model == "secret.glb"


def test_another_photograph(view: RoomView, record: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(CheckError, match="expected its photograph of 960x720, got 320x240"):
        view_from_scene(scene_from_dict(record), build.frame(320, 240))
    with pytest.raises(NotFoundError, match="expected a scene file there"):
        read_scene(tmp_path / "none.json")
