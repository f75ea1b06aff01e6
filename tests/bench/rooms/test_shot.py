"""What is told as true of a rendered room is what its picture, depth and ids show."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from arkit.frame import rays
from arkit.spaces import apply, inverse
from bench.rooms import Extras, Shot, shot
from bench.rooms.lens import straight_px

EXTRAS = Extras(marker="4x4_50", sheet=True, card=True)


@pytest.fixture(scope="module", params=[1, 16])
def taken(request: pytest.FixtureRequest) -> Shot:
    """A room whose lens is straight and one whose lens bends."""
    return shot(request.param, megapixels=0.4, extras=EXTRAS)


def _points_of(taken: Shot, where: np.ndarray) -> np.ndarray:
    """Room points (n, 3) of pixels, from the depth picture."""
    rows, columns = np.nonzero(where)
    px = np.stack([columns, rows], 1) + 0.5
    toward = rays(taken.camera, straight_px(taken.camera, taken.k1, px))
    points = toward * (taken.depth_m[rows, columns] / -toward[:, 2])[:, None]
    return apply(inverse(taken.T_camera_room), points)


def test_floor_and_walls_lie_where_the_interior_has_them(taken: Shot) -> None:
    numbers = (1, 2, *taken.wall_ids)
    for number, plane in zip(numbers, taken.interior.planes, strict=True):
        seen = cv2.erode((taken.ids == number).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        if seen.sum() < 50:
            continue
        local = apply(inverse(plane.T_room_plane), _points_of(taken, seen))
        assert np.percentile(np.abs(local[:, 1]), 99) < 0.004, plane.kind


def test_furniture_lies_inside_its_box(taken: Shot) -> None:
    for number, box in zip(taken.furniture_ids, taken.interior.furniture, strict=True):
        seen = cv2.erode((taken.ids == number).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        if seen.sum() < 20:
            continue
        local = apply(inverse(box.T_room_box), _points_of(taken, seen))
        half = np.array([box.size_m[0] / 2, 0, box.size_m[2] / 2])
        outside = (np.abs(local) > half + 0.01)[:, [0, 2]].any(axis=1) | (local[:, 1] > box.size_m[1] + 0.01)
        assert outside.mean() < 0.02, box.label


def test_floor_points_are_seen_where_they_are_said_to_be(taken: Shot) -> None:
    px, points = taken.floor_points()
    assert len(px) == 12
    np.testing.assert_allclose(points[:, 1], 0, atol=1e-9)
    np.testing.assert_allclose(taken.px(points), px, atol=1e-4)


def test_an_ordinary_detector_finds_the_marker_where_it_was_laid(taken: Shot) -> None:
    marker = next(one for one in taken.printed if one.kind == "marker")
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    detector = cv2.aruco.ArucoDetector(dictionary, parameters)
    corners, ids, _ = detector.detectMarkers(cv2.cvtColor(taken.frame.pixels, cv2.COLOR_RGB2GRAY))
    assert ids is not None and marker.id in ids.ravel()
    found = corners[int(np.flatnonzero(ids.ravel() == marker.id)[0])].reshape(4, 2) + 0.5
    assert np.abs(found - taken.px(marker.corners_room_m)).max() < 1.0


def test_the_same_seed_is_the_same_picture(taken: Shot) -> None:
    again = shot(taken.seed, megapixels=0.4, extras=EXTRAS)
    assert (again.frame.pixels == taken.frame.pixels).mean() > 0.999
    np.testing.assert_array_equal(again.T_camera_room, taken.T_camera_room)


def test_the_view_space_is_arkits(taken: Shot) -> None:
    T_camera_view = taken.T_camera_room @ inverse(taken.T_view_room)
    eye = inverse(T_camera_view)[:3, 3]
    np.testing.assert_allclose(eye, [0, taken.height_m, 0], atol=1e-9)
    forward = -inverse(T_camera_view)[:3, 2]
    assert abs(forward[0]) < 1e-9 and forward[2] < 0


def test_a_face_seen_straight_on_has_a_light() -> None:
    light = shot(114).light  # one pixel there looks at a cupboard so squarely that rounding makes its cosine exceed 1
    assert np.isfinite(light).all()
