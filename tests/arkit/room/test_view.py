"""Floor points, horizon, and the errors told for a place on the floor."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from arkit.errors import CheckError
from arkit.frame import Camera, Frame, project
from arkit.room import RoomView, find_room, floor_points, horizon_px, position_sd_m, size_sd
from arkit.room.view import room_pose, varied
from arkit.spaces import apply
from tests.arkit.room import drawn

CAMERA, T_CAMERA_ROOM = drawn.camera(), drawn.looking(17, -12, 2)
FRAME = Frame(drawn.picture(CAMERA, T_CAMERA_ROOM), 0.0, CAMERA)


@pytest.fixture(scope="module")
def view() -> RoomView:
    return find_room(FRAME)


def test_floor_points_undo_projection() -> None:
    places = np.array([[0.3, 0, -2.0], [-1.2, 0, -3.5], [1.0, 0, -4.4]])
    assert floor_points(CAMERA, T_CAMERA_ROOM, project(CAMERA, apply(T_CAMERA_ROOM, places))) == pytest.approx(places)


def test_nothing_on_the_floor_above_the_horizon() -> None:
    left, right = horizon_px(CAMERA, T_CAMERA_ROOM)
    above, below = np.array([[0.0, left - 1], [960.0, right - 1]]), np.array([[0.0, left + 1], [960.0, right + 1]])
    assert np.isnan(floor_points(CAMERA, T_CAMERA_ROOM, above)).all()
    assert np.isfinite(floor_points(CAMERA, T_CAMERA_ROOM, below)).all()


def test_horizon_is_where_far_floor_points_go() -> None:
    far = np.array([[x, 0.0, -1e6] for x in (-5e5, 0.0, 3e5)])
    pixels = project(CAMERA, apply(T_CAMERA_ROOM, far))
    left, right = horizon_px(CAMERA, T_CAMERA_ROOM)
    assert pixels[:, 1] == pytest.approx(left + (right - left) * pixels[:, 0] / CAMERA.width, abs=0.01)


@pytest.mark.parametrize(("distance_m", "error_cm"), [(2, 5.4), (3, 9.8), (4, 16)])
def test_a_pitch_error_on_the_floor(view: RoomView, distance_m: float, error_cm: float) -> None:
    # At 1.5 m height an error of 0.73 degrees moves the floor by (d² + h²) / h times the angle... as in the field note.
    T = room_pose(drawn.looking(0, -20)[:3, :3], 1.5)
    pitch = np.zeros((5, 5))
    pitch[0, 0] = np.radians(0.73) ** 2
    level = replace(view, frame=replace(FRAME, camera=CAMERA), covariance=pitch)
    level = replace(level, room=replace(view.room, T_camera_room=T), height_m=replace(view.height_m, value=1.5))
    ((u, v),) = project(CAMERA, apply(T, np.array([[0.0, 0.0, -distance_m]])))
    assert 100 * position_sd_m(level, (u, v)) == pytest.approx(error_cm, rel=0.05)


def test_errors_match_repeated_trials(view: RoomView) -> None:
    rng = np.random.default_rng(4)
    point = (500.0, 560.0)
    places, sizes = [], []
    for change in rng.multivariate_normal(np.zeros(len(view.covariance)), view.covariance, 1500):
        camera, T = varied(view, change)
        place = floor_points(camera, T, np.array([point]))
        places.append(place[0, [0, 2]])
        sizes.append(np.log(camera.fx / -apply(T, place)[0, 2]))
    assert position_sd_m(view, point) == pytest.approx(np.sqrt(np.trace(np.cov(np.array(places).T))), rel=0.1)
    assert size_sd(view, point) == pytest.approx(np.std(sizes), rel=0.1)


def test_a_scale_error_alone_is_a_size_error_of_the_same_percent(view: RoomView) -> None:
    only = np.zeros((5, 5))
    only[4, 4] = 0.1**2
    assert size_sd(replace(view, covariance=only), (500.0, 560.0)) == pytest.approx(0.1, rel=1e-3)


def test_covariance_shape(view: RoomView) -> None:
    with pytest.raises(CheckError, match=r"expected shape \(5, 5\) or \(7, 7\)"):
        replace(view, covariance=np.eye(4))


def test_varied_by_nothing_is_the_same(view: RoomView) -> None:
    camera, T = varied(view, np.zeros(5))
    assert isinstance(camera, Camera) and camera == view.frame.camera
    assert np.array_equal(T, view.room.T_camera_room) or np.allclose(T, view.room.T_camera_room, atol=1e-12)
