"""A printed marker gives metres within a percent; what does not lie on the floor is refused."""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest

from arkit.errors import CheckError, NotFoundError
from arkit.frame import Frame, project
from arkit.room import Marker, find_markers, find_room, read_photo
from arkit.spaces import apply
from tests.arkit.room import drawn

SIDE_M = 0.2
T_CAMERA_ROOM = drawn.looking(17, -14)
DATA = Path(os.environ.get("ARKIT_TEST_DATA", Path(__file__).parents[5] / "shared" / "data")) / "rooms" / "apriltag"
SPOTS = [(0.2, -2.4, 0.3), (-0.6, -2.0, 0.9), (0.5, -3.0, 0.0), (0.1, -2.2, 2.6)]


def marked(x: float, z: float, turn_rad: float) -> tuple[Frame, np.ndarray]:
    """A drawn room with a marker on its floor, and the marker's corners (4, 3) in it."""
    camera = drawn.camera()
    corners = drawn.square_on_floor(x, z, SIDE_M, turn_rad)
    return Frame(drawn.marker_picture(camera, T_CAMERA_ROOM, corners), 0.0, camera), corners


@pytest.mark.parametrize("spot", SPOTS)
def test_corners(spot: tuple[float, float, float]) -> None:
    frame, corners = marked(*spot)
    (seen,) = find_markers(frame.pixels)
    assert (seen.family, seen.id) == ("4x4_50", 3)
    assert np.abs(seen.corners_px - project(frame.camera, apply(T_CAMERA_ROOM, corners))).max() < 0.3


@pytest.mark.parametrize("spot", SPOTS)
def test_range_within_one_percent(spot: tuple[float, float, float]) -> None:
    frame, _ = marked(*spot)
    view = find_room(frame, scale=Marker(SIDE_M))
    assert view.room.scale_source == "marker"
    assert view.height_m.value == pytest.approx(1.45, rel=0.01)
    assert abs(view.height_m.value - 1.45) < 3 * view.height_m.sd and view.room.scale.sd < 0.03


def test_twice_the_side_is_twice_the_room() -> None:
    frame, _ = marked(*SPOTS[0])
    heights = [find_room(frame, scale=Marker(side)).height_m.value for side in (SIDE_M, 2 * SIDE_M)]
    assert heights[1] == pytest.approx(2 * heights[0], rel=1e-3)


def test_a_marker_alone_says_where_up_is_when_the_lens_is_known() -> None:
    camera = drawn.camera()
    corners = drawn.square_on_floor(0.2, -2.1, SIDE_M, 0.4)
    pixels = drawn.marker_picture(camera, T_CAMERA_ROOM, corners)
    seen = np.zeros_like(pixels) + 205
    box = project(camera, apply(T_CAMERA_ROOM, 1.2 * (corners - corners.mean(axis=0)) + corners.mean(axis=0)))
    (left, top), (right, bottom) = np.floor(box.min(axis=0)).astype(int), np.ceil(box.max(axis=0)).astype(int)
    seen[top:bottom, left:right] = pixels[top:bottom, left:right]
    frame = Frame(seen, 0.0, camera)
    with pytest.raises(NotFoundError, match="room: expected upright and level edges"):
        find_room(frame, scale=Marker(SIDE_M))
    view = find_room(frame, scale=Marker(SIDE_M), fov_y_rad=float(np.radians(57)))
    assert view.height_m.value == pytest.approx(1.45, rel=0.04)
    tilt = np.arccos(min(1.0, float(view.room.T_camera_room[:3, 1] @ T_CAMERA_ROOM[:3, 1])))
    assert tilt < 3 * view.room.gravity_sd_rad


def test_no_marker() -> None:
    camera = drawn.camera()
    frame = Frame(drawn.picture(camera, T_CAMERA_ROOM), 0.0, camera)
    with pytest.raises(NotFoundError, match=r"marker: expected an ArUco or AprilTag marker, found none; lay it flat"):
        find_room(frame, scale=Marker(SIDE_M))


def test_a_marker_on_the_wall_is_refused() -> None:
    camera, half = drawn.camera(), SIDE_M
    square = np.array([[-half, half, 0], [half, half, 0], [half, -half, 0], [-half, -half, 0]])
    upright = square + np.array([-0.5, 1.2, -3.0])
    frame = Frame(drawn.marker_picture(camera, T_CAMERA_ROOM, upright), 0.0, camera)
    with pytest.raises(CheckError, match=r"marker: expected it to lie on the floor, it is tilted by \d+ degrees"):
        find_room(frame, scale=Marker(2 * half))


@pytest.mark.data
@pytest.mark.parametrize("name", ["33369213973_9d9bb4cc96_c", "34139872896_defdb2f8d9_c"])
def test_real_tags(name: str) -> None:
    if not DATA.is_dir():
        pytest.skip(f"{DATA} is absent (test data rooms/apriltag)")
    lines = (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    known = [np.array(re.findall(r"-?[\d.]+", line)[1:], dtype=float).reshape(4, 2) for line in lines if line.strip()]
    seen = find_markers(read_photo(DATA / f"{name}.jpg").frame.pixels)
    assert len(seen) >= 0.7 * len(known) and {marker.family for marker in seen} == {"36h11"}
    middles = np.array([quad.mean(axis=0) for quad in known])
    misses = [np.linalg.norm(middles - marker.corners_px.mean(axis=0), axis=1).min() for marker in seen]
    assert np.median(misses) < 1.0
