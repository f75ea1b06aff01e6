"""The whole look at a room: on drawn rooms, on the room we ship with its truth, on real frames."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from arkit.errors import NotFoundError
from arkit.frame import Frame
from arkit.room import (
    CameraHeight,
    KnownLength,
    Marker,
    RoomView,
    Scale,
    find_room,
    floor_points,
    position_sd_m,
    read_photo,
)
from arkit.room.camera import focal_prior
from tests import build
from tests.arkit.room import drawn

ROOT = Path(__file__).parents[3]
LOFT = ROOT / "assets" / "rooms" / "loft"
ICL = Path(os.environ.get("ARKIT_TEST_DATA", ROOT.parent / "shared" / "data")) / "rooms" / "icl_nuim"
ICL_FOV_RAD = 2 * np.arctan(240 / 480.6)


def loft_view(name: str, scale: Scale | None) -> RoomView:
    photo = read_photo(LOFT / name)
    return find_room(photo.frame, scale=scale, focal_35mm=photo.focal_35mm)


def from_foot(T_camera_room: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Floor points (n, 3) as (n, 2) metres right of and ahead of the camera's foot: no wall's direction enters."""
    level = -T_camera_room[2, :3] * (1, 0, 1)
    ahead = level / np.linalg.norm(level)
    return np.stack([points @ np.cross(ahead, [0, 1, 0]), points @ ahead], axis=1)


def loft_errors_cm(view: RoomView, truth: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Error and told standard deviation at the named floor points."""
    points = [point for point in truth["points"] if point["name"].startswith("floor")]
    pixels = np.array([point["px"] for point in points])
    true = from_foot(np.array(truth["camera"]["T_camera_room"]), np.array([point["room_m"] for point in points]))
    T = view.room.T_camera_room
    made = np.linalg.norm(from_foot(T, floor_points(view.frame.camera, T, pixels)) - true, axis=1)
    told = np.array([position_sd_m(view, (u, v)) for u, v in pixels])
    return 100 * made, 100 * told


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((LOFT / "truth.json").read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize(
    ("name", "source", "bound_cm"),
    [("room.jpg", "camera_height", 5.0), ("room_marker.jpg", "marker", 5.0), ("room.jpg", "known_length", 5.0)],
)
def test_the_shipped_room_within_centimetres(name: str, source: str, bound_cm: float, truth: dict[str, Any]) -> None:
    ends = [point for point in truth["points"] if point["name"] in ("floor -1.5 -2.5", "floor +1.4 -2.5")]
    length_m = float(np.linalg.norm(np.subtract(ends[0]["room_m"], ends[1]["room_m"])))
    scales: dict[str, Scale] = {
        "camera_height": CameraHeight(truth["camera_height_m"], 0.02),
        "marker": Marker(truth["marker"]["side_m"]),
        "known_length": KnownLength(tuple(ends[0]["px"]), tuple(ends[1]["px"]), length_m),
    }
    view = loft_view(name, scales[source])
    made, told = loft_errors_cm(view, truth)
    assert len(made) >= 12 and made.max() < bound_cm
    assert (made < 3 * told).all(), "the error told is smaller than the error made"
    assert view.frame.camera.fx == pytest.approx(truth["camera"]["fx"], rel=0.02)
    true_up = np.array(truth["camera"]["T_camera_room"])[:3, 1]
    assert np.degrees(np.arccos(min(1.0, float(view.room.T_camera_room[:3, 1] @ true_up)))) < 0.4


def test_the_shipped_rooms_axes_are_its_walls(truth: dict[str, Any]) -> None:
    view = loft_view("room.jpg", CameraHeight(truth["camera_height_m"], 0.02))
    assert np.abs(view.room.T_camera_room - np.array(truth["camera"]["T_camera_room"])).max() < 0.02


def test_where_the_focal_length_comes_from() -> None:
    camera = drawn.camera(57.0)
    diagonal = float(np.hypot(camera.width, camera.height))
    assert focal_prior(camera, float(np.radians(57)), 26.0).focal_px == pytest.approx(camera.fx)
    exif = focal_prior(camera, None, 43.27)
    assert exif.source == "exif" and exif.focal_px == pytest.approx(diagonal)
    assert focal_prior(camera, None, 0.0).source == "lines"
    assert focal_prior(camera, None, None).sd > exif.sd > focal_prior(camera, 1.0, None).sd


def test_the_answer_is_a_room() -> None:
    camera, T = drawn.camera(), drawn.looking(17, -12)
    view = find_room(Frame(drawn.picture(camera, T), 3.5, camera), scale=CameraHeight(1.45, 0.02))
    assert [plane.kind for plane in view.room.planes] == ["floor"]
    assert view.room.T_camera_room[:3, 1] @ view.room.T_camera_room[:3, 3] == pytest.approx(-1.45)
    assert view.focal_source == "lines" and view.frame.time_s == 3.5
    assert np.linalg.eigvalsh(view.covariance).min() >= 0


def test_a_picture_without_lines() -> None:
    with pytest.raises(NotFoundError, match="straight lines"):
        find_room(build.frame(320, 240))


def test_a_ceiling_is_refused() -> None:
    camera, T = drawn.camera(), drawn.looking(17, 31)
    with pytest.raises(NotFoundError, match=r"floor in view, the camera looks 3\d degrees up, at the ceiling"):
        find_room(Frame(drawn.picture(camera, T), 0.0, camera))


def test_a_frontal_view_says_that_its_lens_is_assumed() -> None:
    camera = drawn.camera()
    frame = Frame(drawn.picture(camera, drawn.looking(0, 0)), 0.0, camera)
    view = find_room(frame)
    assert view.focal_source == "usual" and np.sqrt(view.covariance[3, 3]) > 0.15
    assert find_room(frame, focal_35mm=40.0).focal_source == "exif"


def test_an_exif_lens_that_the_lines_contradict_is_dropped() -> None:
    camera = drawn.camera()
    frame = Frame(drawn.picture(camera, drawn.looking(22, -14)), 0.0, camera)
    true_35mm = camera.fx / np.hypot(960, 720) * 43.27
    right = find_room(frame, focal_35mm=true_35mm)
    assert right.focal_source == "exif" and right.warnings == ()
    cropped = find_room(frame, focal_35mm=0.5 * true_35mm)
    assert "EXIF says" in cropped.warnings[0] and "lines were believed" in cropped.warnings[0]
    assert cropped.focal_source == "lines" and cropped.frame.camera.fx == pytest.approx(camera.fx, rel=0.03)


def test_lines_that_hardly_tell_the_lens_do_not_overrule_exif() -> None:
    camera = drawn.camera()
    true_35mm = camera.fx / np.hypot(960, 720) * 43.27
    for yaw in (0.0, 1.5, 3.0):
        frame = Frame(drawn.picture(camera, drawn.looking(yaw, 0)), 0.0, camera)
        view = find_room(frame, focal_35mm=1.02 * true_35mm)
        assert view.focal_source == "exif" and view.frame.camera.fx == pytest.approx(camera.fx, rel=0.05)
        assert abs(np.log(view.frame.camera.fx / camera.fx)) < 2.5 * np.sqrt(view.covariance[3, 3])


@pytest.mark.data
def test_real_rendered_frames_agree_on_up() -> None:
    if not ICL.is_dir():
        pytest.skip(f"{ICL} is absent (test data rooms/icl_nuim)")
    poses = np.loadtxt(ICL / "pose.txt")
    for number in (1, 2, 3, 5):
        view = find_room(read_photo(ICL / "color" / f"{number}.png").frame, fov_y_rad=ICL_FOV_RAD)
        x, y, z, w = poses[number - 1, 3:]
        up = view.room.T_camera_room[:3, 1] * (1, 1, -1)  # the set's own camera axes: y up, z forward
        axis = np.array([x, y, z])
        world = up + 2 * np.cross(axis, np.cross(axis, up) + w * up)
        assert np.arccos(min(1.0, world[1])) < 3 * view.room.gravity_sd_rad
        assert np.degrees(np.arccos(min(1.0, world[1]))) < 1.5


@pytest.mark.data
@pytest.mark.parametrize("number", [2, 3, 5])
def test_focal_length_of_real_rendered_frames(number: int) -> None:
    if not ICL.is_dir():
        pytest.skip(f"{ICL} is absent (test data rooms/icl_nuim)")
    view = find_room(read_photo(ICL / "color" / f"{number}.png").frame)
    assert abs(np.log(view.frame.camera.fx / 481)) < min(0.15, 2.5 * np.sqrt(view.covariance[3, 3]))
