"""Metres from a camera height or a length on the floor, and what they do to the error told."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.errors import CheckError
from arkit.frame import Frame, project
from arkit.room import CameraHeight, KnownLength, Marker, RoomView, find_room
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
    assert view.height_m.value == 1.45 and view.room.scale.sd == pytest.approx(0.15 / 1.45)


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
