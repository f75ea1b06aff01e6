"""WebXR's JSON: both forms, poses, base64 and lists, labels; and the five real rooms where they are there."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from arkit.errors import ReadError
from arkit.room.scan import Scan, find_interior, read_scan_json, scan_from_json
from arkit.spaces import apply
from arkit.surface import Interior
from tests.arkit.room.scan.scanned import FURNISHED, mesh

CAPTURES = Path(__file__).resolve().parents[4] / "viewer" / "node_modules" / "@iwer" / "sem" / "captures"
ROOMS = ("living_room", "meeting_room", "music_room", "office_large", "office_small")
HALF = float(np.sqrt(0.5))


def wall(x: float, z: float, yaw_sin: float, yaw_cos: float, wide: float, label: str = "wall") -> dict[str, Any]:
    """An upright rectangle 2.4 m high about (x, 1.2, z); its x runs along the wall, its z down, its y out of it."""
    matrix = np.eye(4)
    out = np.array([yaw_sin, 0.0, yaw_cos])
    down = np.array([0.0, -1.0, 0.0])
    matrix[:3, :3] = np.stack([np.cross(out, down), out, down], axis=1)
    matrix[:3, 3] = x, 1.2, z
    corners = [[-wide / 2, 0, -1.2], [wide / 2, 0, -1.2], [wide / 2, 0, 1.2], [-wide / 2, 0, 1.2]]
    return {"label": label, "matrix": matrix.T.ravel().tolist(), "polygon": corners}


def planes_only() -> dict[str, Any]:
    floor = [{"x": x, "y": 0, "z": z} for x, z in ((-2, -1.5), (2, -1.5), (2, 1.5), (-2, 1.5))]
    door = wall(0.5, 1.5, 0, 1, 0.9, "door")
    door["polygon"] = [[-0.45, 0, -0.85], [0.45, 0, -0.85], [0.45, 0, 1.2], [-0.45, 0, 1.2]]
    return {
        "format": "arkit-scan",
        "planes": [
            {"semanticLabel": "floor", "orientation": "horizontal", "polygon": floor, "position": [0.3, 0.02, 0]},
            wall(-1.7, 0, -1, 0, 3),
            wall(2.3, 0, 1, 0, 3),
            wall(0.3, -1.5, 0, -1, 4),
            wall(0.3, 1.5, 0, 1, 4),
            door,
        ],
        "boxes": [{"label": "desk", "position": [1.0, 0.02, -1.0], "size_m": [1.2, 0.74, 0.6]}],
    }


def test_labelled_planes_alone_are_a_room() -> None:
    found = find_interior(scan_from_json(planes_only(), "room.json"))
    outline = found.planes[0].outline_m
    assert outline is not None
    np.testing.assert_allclose(sorted(np.ptp(outline, axis=0)), [3, 4], atol=0.01)
    assert sum(one.kind == "wall" for one in found.planes) == 4
    (door,) = found.openings
    assert door.kind == "door" and door.width_m.value == pytest.approx(0.9, abs=1e-6)
    assert door.height_m.value == pytest.approx(2.05 - 0.02, abs=0.03) and door.width_m.sd > 0.01
    (table,) = found.furniture
    assert table.label == "table"
    np.testing.assert_allclose(np.sort(table.size_m), [0.6, 0.74, 1.2], atol=0.03)
    assert min(one.offset_sd_m or 0 for one in found.planes) >= 0.02


@pytest.mark.parametrize("packing", ["list", "base64", "typed array"])
def test_meshes_come_in_three_packings(packing: str) -> None:
    positions, triangles = mesh(FURNISHED)
    vertices, indices = positions.astype("<f4").ravel(), triangles.astype("<u4").ravel()
    packed: list[Any] = [vertices.tolist(), indices.tolist()]
    if packing == "base64":
        packed = [base64.b64encode(one.tobytes()).decode() for one in (vertices, indices)]
    if packing == "typed array":
        packed = [{str(k): float(v) for k, v in enumerate(one)} for one in (vertices, indices)]
    room = {"meshes": [{"label": "global mesh", "vertices": packed[0], "indices": packed[1], "position": [0, 1, 0]}]}
    scan = read_scan_json(json.dumps(room).encode(), "room.json")
    np.testing.assert_allclose(scan.positions, positions + np.array([0, 1, 0]), atol=1e-5)
    assert (scan.triangles == triangles).all()


def test_a_capture_s_boxes_hang_below_their_origin() -> None:
    turn = {"x": -0.5, "y": 0.5, "z": 0.5, "w": 0.5}  # of the Quest's own tables: its z is up
    entity = {
        "semanticLabel_META": "TABLE",
        "locatable_META": {"orientation": turn, "position": {"x": 1.0, "y": 0.8, "z": 2.0}},
        "bounded3D_META": {
            "offset": {"x": -0.6, "y": -0.3, "z": -0.8},
            "extent": {"width": 1.2, "height": 0.6, "depth": 0.8},
        },
    }
    (box,) = scan_from_json({"spatialEntities": [entity]}, "room.json").boxes
    np.testing.assert_allclose(box.size_m, (1.2, 0.8, 0.6))
    np.testing.assert_allclose(box.T_scan_box[:3, 1], (0, 1, 0), atol=1e-9)
    np.testing.assert_allclose(box.T_scan_box[:3, 3], (1.0, 0.0, 2.0), atol=1e-9)


@pytest.mark.parametrize(
    "broken",
    [
        b"{",
        b"[1]",
        b'{"planes": 3}',
        b'{"planes": [{"label": "wall"}]}',
        b'{"planes": [{"polygon": [[0, 0, 0], [1, 0, 0]]}]}',
        b'{"planes": [{"polygon": [[0, 0, 0], [1, 0, 0], [1, 0, NaN]], "matrix": [1, 2]}]}',
        b'{"meshes": [{"vertices": "????", "indices": []}]}',
        b'{"meshes": [{"vertices": [0, 0, 0], "indices": [0, 1, 2]}]}',
        b'{"meshes": [{"vertices": [0, 0, 1e999], "indices": [0, 0, 0]}]}',
        b'{"spatialEntities": [{"semanticLabel_META": "WALL"}]}',
        b'{"boxes": [], "planes": [], "meshes": [{"vertices": [1, 2], "indices": []}]}',
    ],
)
def test_broken_json_is_one_sentence(broken: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        read_scan_json(broken, "room.json")
    assert caught.value.message.startswith("room.json: ") and len(caught.value.message) < 240


def real(name: str) -> Scan:
    path = CAPTURES / f"{name}.json"
    if not path.exists():
        pytest.skip(f"@iwer/sem's captures/{name}.json is not there: npm ci in viewer")
    return read_scan_json(path.read_bytes(), path.name)


@pytest.mark.data
@pytest.mark.parametrize("name", ROOMS)
def test_real_rooms_without_labels_agree_with_them(name: str) -> None:
    """The floor is within 0.2 degrees of the headset's up, most walls lie within 3 cm of where people set them."""
    scan = real(name)
    found = find_interior(replace(scan, planes=(), boxes=()))
    a, b = scan.positions - scan.positions.mean(axis=0), found.positions_m - found.positions_m.mean(axis=0)
    turn = np.linalg.lstsq(a, b, rcond=None)[0].T
    assert np.degrees(np.arccos(min(turn[1, 1], 1.0))) < 0.2
    told = [plane for plane in scan.planes if plane.label == "wall" and np.ptp(plane.outline_m[:, 0]) > 1.5]
    gaps = sorted(gap(found, turn, scan, plane) for plane in told)
    assert len(gaps) >= 4 and gaps[int(0.75 * len(gaps)) - 1] < 0.03


def gap(found: Interior, turn: np.ndarray, scan: Scan, plane: Any) -> float:
    """How far the middle of a labelled wall lies off the nearest parallel wall that was found."""
    middle = turn @ (plane.T_scan_plane[:3, 3] - scan.positions.mean(axis=0)) + found.positions_m.mean(axis=0)
    off = [np.inf]
    for one in found.planes:
        if one.kind == "wall" and -(turn @ plane.T_scan_plane[:3, 1]) @ one.T_room_plane[:3, 1] > 0.98:
            off.append(abs(float(apply(np.linalg.inv(one.T_room_plane), middle[None])[0, 1])))
    return min(off)


@pytest.mark.data
def test_a_real_room_with_its_labels() -> None:
    found = find_interior(real("office_small"))
    assert sorted(one.kind for one in found.openings) == ["door", "window"]
    assert {"table", "plant", "screen"} <= {one.label for one in found.furniture}
    door = next(one for one in found.openings if one.kind == "door")
    assert door.width_m.value == pytest.approx(0.94, abs=0.01) and door.T_room_opening[1, 3] == 0
    assert sum(one.kind == "wall" for one in found.planes) == 4
