"""Metres from a camera height or a length on the floor, and what they do to the error told."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.errors import AmbiguousError, CheckError
from arkit.frame import Frame, project
from arkit.room import CameraHeight, KnownLength, Manhattan, Marker, RoomView, Upright, find_room
from arkit.room.scale import CLICK_SD_PX, by_length
from arkit.spaces import apply
from tests.arkit.room import drawn

CAMERA, T_CAMERA_ROOM = drawn.camera(), drawn.looking(17, -12, height_m=1.62)
FRAME = Frame(drawn.picture(CAMERA, T_CAMERA_ROOM), 0.0, CAMERA)


def known(start: tuple[float, float], end: tuple[float, float], length_m: float | None = None) -> RoomView:
    """The room with the length between two places (x, z) on the floor as its scale."""
    places = np.array([(start[0], 0, start[1]), (end[0], 0, end[1])])
    pixels = project(CAMERA, apply(T_CAMERA_ROOM, places))
    true_m = float(np.linalg.norm(places[1] - places[0]))
    ends = [(float(u), float(v)) for u, v in pixels]
    return find_room(FRAME, scale=KnownLength(ends[0], ends[1], length_m or true_m))


def test_height_is_taken_as_given() -> None:
    view = find_room(FRAME, scale=CameraHeight(1.62, 0.02))
    assert (view.height_m.value, view.room.scale_source) == (1.62, "camera_height")
    assert view.room.scale.sd == pytest.approx(0.02 / 1.62)


def test_without_a_scale_the_guess_says_how_unsure_it_is() -> None:
    view = find_room(FRAME)
    assert view.height_m.value == 1.40 and view.room.scale.sd == pytest.approx(0.25 / 1.40)


def test_length_gives_the_height() -> None:
    view = known((-0.8, -3.0), (0.9, -2.6))
    assert view.room.scale_source == "known_length"
    assert view.height_m.value == pytest.approx(1.62, rel=0.01)
    assert abs(view.height_m.value - 1.62) < 3 * view.height_m.sd


def test_twice_the_length_is_twice_the_room() -> None:
    once, twice = known((-0.8, -3), (0.9, -3), 1.7), known((-0.8, -3), (0.9, -3), 3.4)
    assert twice.height_m.value == pytest.approx(2 * once.height_m.value, rel=1e-6)


def test_a_short_length_far_away_is_told_as_less_sure_and_then_refused() -> None:
    long, short = known((-1.0, -3.0), (1.0, -3.0)), known((0.0, -4.0), (0.25, -4.0))
    assert short.room.scale.sd > 2 * long.room.scale.sd
    with pytest.raises(CheckError, match="further apart"):
        known((0.0, -4.0), (0.05, -4.0))


def test_an_end_above_the_horizon() -> None:
    with pytest.raises(CheckError, match="above the horizon"):
        find_room(FRAME, scale=KnownLength((100, 20), (400, 600), 2.0))


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: CameraHeight(20.0, 0.1), "0.1 to 10 m"),
        (lambda: CameraHeight(1.4, 0.0), "0.1 to 10 m"),
        (lambda: Marker(0.001), "2 to 200 cm"),
        (lambda: KnownLength((0, 0), (1, 1), 0.0), "5 to 2000 cm"),
    ],
)
def test_impossible_scales(build: object, words: str) -> None:
    assert callable(build)
    with pytest.raises(CheckError, match=words):
        build()


def pixel(place_m: tuple[float, float, float]) -> tuple[float, float]:
    u, v = project(CAMERA, apply(T_CAMERA_ROOM, np.array([place_m])))[0]
    return float(u), float(v)


@pytest.mark.parametrize(
    ("start", "end"), [((-0.5, 1.2, -4.5), (1.1, 1.2, -4.5)), ((-0.2, 0.4, -4.5), (0.6, 1.7, -4.5))]
)
def test_length_on_a_wall_above_its_marked_foot(
    start: tuple[float, float, float], end: tuple[float, float, float]
) -> None:
    length_m = float(np.linalg.norm(np.subtract(end, start)))
    foot = pixel((-0.8, 0, -4.5)), pixel((1.2, 0, -4.5))
    view = find_room(FRAME, scale=KnownLength(pixel(start), pixel(end), length_m, foot_px=foot))
    assert view.height_m.value == pytest.approx(1.62, rel=0.02)
    assert abs(view.height_m.value - 1.62) < 3 * view.height_m.sd


def test_a_door_by_foot_and_top() -> None:
    stated = find_room(FRAME, scale=Upright(pixel((0.6, 0, -4.5)), pixel((0.6, 2.04, -4.5)), 2.04, 0.005))
    usual = find_room(FRAME, scale=Upright(pixel((0.6, 0, -4.5)), pixel((0.6, 2.04, -4.5))))
    assert stated.height_m.value == pytest.approx(1.62, rel=0.01)
    assert (usual.room.scale_source, usual.room.scale.sd > stated.room.scale.sd) == ("door_height", True)
    assert usual.room.scale.sd > 0.019


def test_a_top_below_its_foot() -> None:
    with pytest.raises(CheckError, match="its top above it"):
        find_room(FRAME, scale=Upright((500.0, 500.0), (500.0, 600.0)))


def test_several_sources_are_surer_than_each_and_lie_between() -> None:
    door = Upright(pixel((0.6, 0, -4.5)), pixel((0.6, 2.04, -4.5)), 2.04, 0.03)
    eye = CameraHeight(1.7, 0.05)
    single = [find_room(FRAME, scale=scale) for scale in (door, eye)]
    both = find_room(FRAME, scale=[door, eye])
    heights = sorted(view.height_m.value for view in single)
    assert heights[0] < both.height_m.value < heights[1]
    assert both.room.scale.sd < min(view.room.scale.sd for view in single)
    weights = [1 / view.room.scale.sd**2 for view in single]
    mean = np.average([np.log(view.height_m.value) for view in single], weights=weights)
    assert both.height_m.value == pytest.approx(float(np.exp(mean)), rel=1e-3)


def test_one_source_twice_does_not_count_the_lines_twice() -> None:
    length = KnownLength(pixel((-0.8, 0, -3.0)), pixel((0.9, 0, -2.6)), float(np.hypot(1.7, 0.4)))
    loose = CameraHeight(1.62, 1.0)
    one, both = find_room(FRAME, scale=length), find_room(FRAME, scale=[length, loose])
    assert both.covariance == pytest.approx(one.covariance, rel=0.02, abs=1e-9)


def test_sources_that_contradict_are_asked_about() -> None:
    door = Upright(pixel((0.6, 0, -4.5)), pixel((0.6, 2.04, -4.5)))
    with pytest.raises(AmbiguousError, match="leave out the wrong one"):
        find_room(FRAME, scale=[door, CameraHeight(1.2, 0.02)])


def test_the_error_told_covers_the_truth_as_often_as_it_says() -> None:
    """Clicks with noise, on a camera whose own error is nil: nine in ten heights lie within 1.645 sd."""
    found = Manhattan(T_CAMERA_ROOM[:3, :3], CAMERA.fy, np.eye(4) * 1e-12, (9, 9, 9))
    ends = np.array([pixel((-0.6, 0, -3.1)), pixel((0.3, 0, -2.7))])
    rng, inside = np.random.default_rng(5), 0
    for _ in range(400):
        (u0, v0), (u1, v1) = ends + rng.normal(0, CLICK_SD_PX, ends.shape)
        scaled = by_length(found, CAMERA, KnownLength((u0, v0), (u1, v1), float(np.hypot(0.9, 0.4))))
        inside += abs(np.log(scaled.height_m / 1.62)) < 1.645 * np.sqrt(scaled.covariance[4, 4])
    assert 0.85 <= inside / 400 <= 0.97
