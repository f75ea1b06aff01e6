import numpy as np
import pytest

from arkit.errors import CheckError
from arkit.frame import Camera, Frame, camera_from_fov, project, rays


def test_a_ray_through_a_projected_point_meets_the_point() -> None:
    camera = Camera(640, 480, 500, 510, 300, 250)
    points = np.array([[0.1, 0.2, -1.5], [-0.5, -0.3, -2.0]])
    directions = rays(camera, project(camera, points))
    assert directions == pytest.approx(points / np.linalg.norm(points, axis=1, keepdims=True))


def test_up_in_the_world_is_up_in_the_picture_and_behind_is_nowhere() -> None:
    camera = camera_from_fov(100, 100, np.radians(90))
    (_, above), (_, behind) = project(camera, np.array([[0, 1.0, -2], [0, 0, 1]]))
    assert above == pytest.approx(25)
    assert np.isnan(behind)


def test_a_frame_knows_its_camera() -> None:
    camera = camera_from_fov(8, 6, 1.0)
    with pytest.raises(CheckError, match="8x6"):
        Frame(np.zeros((8, 6, 3), np.uint8), 0.0, camera)
    with pytest.raises(CheckError, match="uint8"):
        Frame(np.zeros((6, 8, 3)), 0.0, camera)
