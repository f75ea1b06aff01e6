"""Following a filmed room: no drift, no trembling, an honest "lost", and back again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from arkit.errors import CheckError
from arkit.frame import Camera, Frame, camera_from_fov, project, rays
from arkit.room.follow import Follower, Seen, follow
from arkit.room.follow.motion import eye_m
from arkit.room.view import RoomView
from arkit.spaces import apply
from tests.arkit.room.follow import filmed as made

CAMERA = camera_from_fov(640, 360, float(np.radians(47)))
ON_FLOOR = np.array([[0.0, 0, -2.2], [0.5, 0, -2.6], [-0.4, 0, -1.9]])


def view_of(world: made.World, source: str = "camera_height") -> RoomView:
    first = Frame(made.filmed(world, CAMERA, made.walk(0.0)), 0.0, CAMERA)
    view = made.known_view(first, made.walk(0.0))
    return replace(view, room=replace(view.room, scale_source=source))


def film(
    world: made.World, times_s: np.ndarray, path: Callable[[float], np.ndarray] = made.walk, noise: float = 3.0
) -> list[Frame]:
    return list(made.film(world, CAMERA, path, times_s, noise))


def off_m(seen: Seen, T_true: np.ndarray) -> float:
    """How far on the true floor from where they are the places of ON_FLOOR are shown."""
    shown = project(CAMERA, apply(seen.T_camera_room, ON_FLOOR))
    ways = rays(CAMERA, shown) @ T_true[:3, :3]
    eye = eye_m(T_true)
    there = eye - ways * (eye[1] / ways[:, 1:2])
    return float(np.linalg.norm(there - ON_FLOOR, axis=1).max())


@pytest.mark.parametrize("floor", ["stone", "planks"])
def test_a_walk_does_not_drift(floor: str) -> None:
    world = made.room_world(3, floor=made.planks(1200, 1000, 3) if floor == "planks" else None)
    times = np.arange(0, 5, 1 / 12)
    seen = list(follow(film(world, times), view_of(world)))
    assert not any(one.lost for one in seen)
    assert max(off_m(one, made.walk(t)) for one, t in zip(seen, times, strict=True)) < 0.01
    assert seen[-1].key_frames > 2


def test_a_marker_on_a_plain_floor_is_enough() -> None:
    plain = np.full((600, 500), 150, dtype=np.uint8)
    world = made.room_world(1, floor=plain, marker_m=0.3, wall=0.5)
    times = np.arange(0, 3, 1 / 12)
    seen = list(follow(film(world, times), view_of(world, "marker")))
    assert not any(one.lost for one in seen)
    assert max(off_m(one, made.walk(t)) for one, t in zip(seen, times, strict=True)) < 0.01


def test_at_rest_nothing_trembles() -> None:
    world = made.room_world(4, floor=made.planks(1200, 1000, 4))
    seen = follow(film(world, np.arange(12) / 30, lambda _: made.walk(0.0), noise=5.0), view_of(world))
    shown = np.array([project(CAMERA, apply(one.T_camera_room, ON_FLOOR)) for one in seen])
    assert np.abs(shown - shown.mean(axis=0)).max() < 0.1


def test_motion_is_shown_at_once() -> None:
    """After a rest, a step of a few pixels is not held back."""
    world = made.room_world(3)

    def path(time_s: float) -> np.ndarray:
        return made.walk(0.0) if time_s < 0.3 else made.standing(0.02, 0, 0.005, -0.42)

    times = np.arange(12) / 30
    seen = list(follow(film(world, times, path), view_of(world)))
    assert off_m(seen[9], path(0.3)) < 0.003
    assert off_m(seen[8], path(0.3)) > 0.003, "the step is too small to tell"


def test_lost_behind_a_hand_and_found_again() -> None:
    world = made.room_world(3)
    times = np.arange(0, 2.4, 1 / 12)
    frames = film(world, times)
    hand = np.full_like(frames[0].pixels, 140)
    for number in range(10, 16):
        frames[number] = replace(frames[number], pixels=hand)
    seen = list(follow(frames, view_of(world)))
    assert [one.lost for one in seen] == [False] * 10 + [True] * 6 + [False] * (len(seen) - 16)
    assert off_m(seen[-1], made.walk(times[-1])) < 0.01
    assert (seen[12].T_camera_room == seen[10].T_camera_room).all(), "nothing is guessed while lost"


def test_a_cut_is_told_and_the_way_back_is_found() -> None:
    here, elsewhere = made.room_world(3), made.room_world(8)
    frames = film(here, np.arange(3) / 12)
    frames += [replace(one, time_s=one.time_s + 0.25) for one in film(elsewhere, np.arange(40, 43) / 12)]
    frames += film(here, np.arange(14, 20) / 12)
    seen = list(follow(frames, view_of(here)))
    assert [one.lost for one in seen[:6]] == [False] * 3 + [True] * 3
    assert seen[3].why == "cut"
    assert not seen[-1].lost
    assert off_m(seen[-1], made.walk(19 / 12)) < 0.01


def test_a_room_without_texture_is_lost_and_says_why() -> None:
    world = made.room_world(3)
    gray = Frame(np.full((360, 640, 3), 120, dtype=np.uint8), 0.0, CAMERA)
    plain = replace(view_of(world), frame=gray)
    seen = Follower(plain).step(gray)
    assert seen.lost
    assert seen.why == "plain"


def test_another_size_is_refused() -> None:
    world = made.room_world(3)
    other = Camera(320, 180, 200, 200, 160, 90)
    with pytest.raises(CheckError, match="expected 640x360"):
        Follower(view_of(world)).step(Frame(np.zeros((180, 320, 3), dtype=np.uint8), 0.0, other))


def test_a_new_exposure_changes_nothing() -> None:
    world = made.room_world(3)
    times = np.arange(8) / 12
    frames = [
        replace(one, pixels=np.clip(one.pixels * (1 - 0.04 * number), 0, 255).astype(np.uint8))
        for number, one in enumerate(film(world, times))
    ]
    seen = list(follow(frames, view_of(world)))
    assert not any(one.lost for one in seen)
    assert off_m(seen[-1], made.walk(times[-1])) < 0.01
