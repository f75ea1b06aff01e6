"""Millimetres from painted irises of a known size."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from arkit.color import linear_to_srgb, srgb_to_linear
from arkit.face.canonical import LEFT_EYE_CORNERS, RIGHT_EYE_CORNERS
from arkit.face.size.iris import IRIS_M, IRIS_SD_M, Iris, measure_irises
from arkit.face.size.scale import PD_MM, face_scale, far_pd_mm, metric_pose
from arkit.face.track.pose import solve_head_pose
from arkit.surface import Measure
from tests.arkit.face.synthetic import camera, eye_picture, head_pose, landmarks

SIZE = 1.1  # this person is a tenth larger than the canonical face, its irises are not


def scene(fov_y_deg: float = 30.0, distance_m: float = 0.5):
    view = camera(1280, 960, fov_y_deg)
    points = landmarks(view, head_pose(at_m=(0, 0, -distance_m)), SIZE)
    return view, points, 0.0117 * view.fy / distance_m


def test_painted_iris_is_measured_to_one_percent() -> None:
    view, points, iris_px = scene()
    irises = measure_irises(eye_picture(points, view, iris_px), points)
    assert all(iris.measured for iris in irises)
    assert [iris.diameter_px for iris in irises] == pytest.approx([iris_px] * 2, rel=0.01)


def test_a_lamp_mirrored_in_the_eye_does_not_shrink_the_iris() -> None:
    view, points, iris_px = scene()
    frame = eye_picture(points, view, iris_px)
    for start in (468, 473):
        x, y = points[start].astype(int)
        spot = slice(y - 6, y + 2), slice(x - round(iris_px * 0.36), x - round(iris_px * 0.12))
        frame.pixels[spot] = 240
    irises = measure_irises(frame, points)
    assert [iris.diameter_px for iris in irises] == pytest.approx([iris_px] * 2, rel=0.03)


def test_pd_and_distance_follow_the_iris() -> None:
    view, points, iris_px = scene()
    irises = measure_irises(eye_picture(points, view, iris_px), points)
    head = solve_head_pose(points, view)
    scale = face_scale(head, points, irises, view)
    assert scale.source == "iris"
    assert scale.pd_mm.value == pytest.approx(63.0 * SIZE, rel=0.02)
    assert 0.04 < scale.pd_mm.sd / scale.pd_mm.value < 0.06
    assert -metric_pose(head, scale.factor.value)[2, 3] == pytest.approx(0.5, rel=0.02)


def test_eyes_that_turn_in_do_not_change_the_size() -> None:
    """One iris looks wider and the other narrower by the same; the surer one is not to win."""
    view, points, iris_px = scene()
    head = solve_head_pose(points, view)
    even = Iris(points[468], iris_px, 0.01 * iris_px, True, iris_px), Iris(points[473], iris_px, 0.01, True, iris_px)
    wide = replace(even[0], diameter_px=1.06 * iris_px, sd_px=0.04 * iris_px)
    narrow = replace(even[1], diameter_px=0.94 * iris_px)
    plain, turned = (face_scale(head, points, irises, view).pd_mm for irises in (even, (wide, narrow)))
    assert turned.value == pytest.approx(plain.value, rel=0.012)
    assert turned.sd / turned.value < 0.055


@pytest.mark.parametrize("skin", [(60, 42, 32), (20, 14, 12)])
def test_skin_beside_a_narrow_white_is_not_taken_for_the_iris(skin: tuple[int, int, int]) -> None:
    """One eye has dark skin close to its iris, where the tracker says its white goes on; the other eye is clear."""
    view, points, iris_px = scene()
    frame = eye_picture(points, view, iris_px)
    x, y = points[473]
    aside = np.abs(np.abs(np.arange(view.width) + 0.5 - x) - 1.3 * iris_px) < 0.7 * iris_px
    beside = np.abs(np.arange(view.height) + 0.5 - y) < iris_px
    frame.pixels[np.ix_(beside, aside)] = skin
    irises = measure_irises(frame, points)
    assert [iris.diameter_px for iris in irises] == pytest.approx([iris_px] * 2, rel=0.02)


def test_tiny_irises_lean_on_the_average_adult_and_say_so() -> None:
    view, points, iris_px = scene(fov_y_deg=63.0, distance_m=2.5)
    irises = measure_irises(eye_picture(points, view, iris_px), points)
    scale = face_scale(solve_head_pose(points, view), points, irises, view)
    assert iris_px < 6
    assert scale.source == "average"
    assert scale.pd_mm.value == pytest.approx(PD_MM, rel=0.08)
    assert scale.pd_mm.sd > 0.05 * scale.pd_mm.value
    assert np.isfinite(scale.face_width_mm.value)


@pytest.mark.parametrize(("yaw_deg", "measured"), [(12, True), (-20, True), (32, False), (-40, False)])
def test_far_turned_faces_are_not_measured_and_say_why(yaw_deg: float, measured: bool) -> None:
    view = camera(1280, 960, 30.0)
    points = landmarks(view, head_pose(yaw_deg=yaw_deg), SIZE)
    frame = eye_picture(points, view, 0.0117 * view.fy / 0.5)
    scale = face_scale(solve_head_pose(points, view), points, measure_irises(frame, points), view)
    assert (scale.source == "iris") is measured
    if measured:
        assert scale.caution == ""
        return
    assert f"turned by {abs(yaw_deg)} degrees" in scale.caution
    assert "look into the camera" in scale.caution
    assert scale.pd_mm.sd / scale.pd_mm.value > 0.05


def own_sd(measure: Measure) -> float:
    """What the picture adds to the spread of people's irises, relative."""
    return float(np.sqrt((measure.sd / measure.value) ** 2 - (IRIS_SD_M / IRIS_M) ** 2))


@pytest.mark.parametrize("blur_px", [1.6, 2.5])
def test_blur_widens_what_is_said_as_far_as_it_misleads(blur_px: float) -> None:
    view, points, iris_px = scene(fov_y_deg=63.0, distance_m=0.8)
    clear = eye_picture(points, view, iris_px)
    light = cv2.GaussianBlur(srgb_to_linear(clear.pixels / 255.0), (0, 0), blur_px)
    noise = np.random.default_rng(4).normal(0, 1.5, light.shape)
    codes = np.clip(np.round(linear_to_srgb(light) * 255 + noise), 0, 255).astype(np.uint8)
    head = solve_head_pose(points, view)
    sharp, soft = (
        face_scale(head, points, measure_irises(frame, points), view).pd_mm
        for frame in (clear, replace(clear, pixels=codes))
    )
    assert own_sd(soft) > own_sd(sharp)
    assert abs(soft.value / (63.0 * SIZE) - 1) < 1.645 * np.hypot(own_sd(soft), 0.014)


def test_lamps_all_over_a_small_iris_leave_it_unmeasured() -> None:
    view, points, iris_px = scene(fov_y_deg=63.0, distance_m=0.8)
    frame = eye_picture(points, view, iris_px)
    rng = np.random.default_rng(2)
    for start in (468, 473):
        x, y = points[start].astype(int)
        near = frame.pixels[y - 8 : y + 8, x - 12 : x + 12]
        near[rng.uniform(size=near.shape[:2]) < 0.3] = 250
    irises = measure_irises(frame, points)
    scale = face_scale(solve_head_pose(points, view), points, irises, view)
    assert not any(iris.measured for iris in irises)
    assert scale.source == "average" and "take glasses off" in scale.caution


def looking(aside_deg: float):
    """Irises that look to the person's left, narrower by that and moved between the corners of their eyes."""
    view, points, iris_px = scene()
    wide_px = np.linalg.norm(np.diff(points[[*RIGHT_EYE_CORNERS]], axis=0))
    move = np.array([0.36 * wide_px * np.sin(np.radians(aside_deg)), 0.0])
    seen_px = iris_px * np.cos(np.radians(aside_deg))
    middles = [points[[*corners]].mean(axis=0) for corners in (RIGHT_EYE_CORNERS, LEFT_EYE_CORNERS)]
    irises = tuple(Iris(middle + move, seen_px, 0.01 * seen_px, True, seen_px) for middle in middles)
    return face_scale(solve_head_pose(points, view), points, irises, view)


def test_eyes_that_look_aside_are_measured_with_less_trust() -> None:
    plain, aside = looking(0.0), looking(20.0)
    assert aside.pd_mm.value == pytest.approx(plain.pd_mm.value, rel=0.02)
    assert own_sd(aside.pd_mm) > own_sd(plain.pd_mm) + 0.02


def test_eyes_that_look_far_aside_are_not_measured_and_say_why() -> None:
    scale = looking(-34.0)
    assert scale.source == "average"
    assert "the eyes look past the camera by 3" in scale.caution and "look into the camera" in scale.caution


def test_pupils_stand_nearer_together_in_eyes_that_look_at_a_near_camera() -> None:
    near = Measure(60.0, 2.6)
    assert far_pd_mm(near, 0.4).value == pytest.approx(61.57, abs=0.02)
    assert far_pd_mm(near, 0.8).value == pytest.approx(60.79, abs=0.02)
    assert far_pd_mm(near, 0.4).sd > near.sd
