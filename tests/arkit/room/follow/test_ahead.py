"""What a film's first second teaches: what is no floor leaves it, and where the floor stays doubtful that is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from arkit.frame import camera_from_fov
from arkit.room.follow import Follower, Seen, looked_ahead
from arkit.room.follow.jointly import Look, jointly
from arkit.room.follow.keyframe import FREE
from arkit.room.follow.motion import eye_m, moved
from arkit.room.follow.new_key import new_key_frame
from arkit.room.follow.patch import pyramid
from arkit.spaces import pose
from arkit.surface import Plane
from tests.arkit.room.follow import filmed as made

CAMERA = camera_from_fov(640, 360, float(np.radians(47)))
FLOOR = Plane("floor", pose())
TABLE_M, HALF_M, PLACE_M = 0.5, 0.8, (0.2, -2.3)


def with_table(middle: tuple[float, float], half_m: float = HALF_M) -> made.World:
    """A room with a square table top of `TABLE_M` in it."""
    world = made.room_world(5, boxes=0)
    x, z = middle
    corner = np.array([x - half_m, TABLE_M, z - half_m])
    side = 2 * half_m
    top = made.Sheet(corner, np.array([side, 0, 0]), np.array([0, 0, side]), made.texture(500, 500, 77, 25, 90))
    front = made.Sheet(
        corner + np.array([0, 0, side]),
        np.array([side, 0, 0]),
        np.array([0, -TABLE_M, 0]),
        made.texture(200, 500, 78, 20, 70),
    )
    world.sheets += [front, top]
    return world


def sideways(time_s: float) -> np.ndarray:
    """T_camera_room of a camera that goes 40 cm to the right in a second, swaying a little."""
    return made.standing(0.4 * time_s, 0.02 * time_s, 0.1 * time_s, -0.5, 0.01 * np.sin(5 * time_s))


def test_corners_of_a_table_leave_the_floor_and_get_their_distance() -> None:
    world = with_table(PLACE_M)
    times = np.linspace(0, 1, 7)
    grays = [one.pixels[..., 0] for one in made.film(world, CAMERA, sideways, times)]
    key = new_key_frame(grays[0], CAMERA, sideways(0.0), (FLOOR,))
    key.surface[key.surface == FREE] = 0  # all are taken for floor, those on the table too
    rng = np.random.default_rng(3)
    poses = [moved(sideways(float(t)), rng.normal(0, [0.005] * 3 + [0.015] * 3)) for t in times[1:]]
    jointly(key, CAMERA, [Look(pyramid(gray), T) for gray, T in zip(grays[1:], poses, strict=True)], (FLOOR,))
    eye = eye_m(sideways(0.0))
    ways = key.points_m - eye
    on_top = eye + ways * ((TABLE_M - eye[1]) / ways[:, 1])[:, None]
    table = (np.abs(on_top[:, [0, 2]] - PLACE_M) < HALF_M - 0.05).all(axis=1)
    told = key.trust > 0.5
    assert (table & told).sum() > 10
    assert (key.surface[table & told] == FREE).mean() > 0.9
    assert np.median(np.abs(key.points_m[table & told, 1] - TABLE_M)) < 0.02
    floor = told & (key.surface == 0)
    assert floor.sum() > 30
    assert (floor & table).sum() <= 1


def followed(world: made.World, times: np.ndarray) -> list[Seen]:
    frames = list(made.film(world, CAMERA, sideways, times))
    view = made.known_view(frames[0], sideways(0.0))
    follower = Follower(replace(view, room=replace(view.room, scale_source="camera_height")))
    return [follower.step(frame) for frame in looked_ahead(follower, frames, 1.0)]


def test_a_table_that_fills_the_view_is_told_as_an_unsure_floor_and_not_as_lost() -> None:
    times = np.arange(0, 1.4, 1 / 10)
    seen = followed(with_table((0.0, -1.6), 1.1), times)
    assert not any(one.lost for one in seen)
    walked = [one for one, t in zip(seen, times, strict=True) if t > 0.3]
    assert all(one.why == "unsure" for one in walked)
    for one, t in zip(seen, times, strict=True):
        off = float(np.linalg.norm(eye_m(one.T_camera_room) - eye_m(sideways(float(t)))))
        assert off < 2 * np.sqrt(np.trace(one.covariance[3:, 3:])) + 1e-9


def test_a_floor_that_is_seen_is_not_called_unsure() -> None:
    times = np.arange(0, 1.4, 1 / 10)
    seen = followed(made.room_world(3), times)
    assert [one.why for one in seen] == [""] * len(times)
    off = [
        float(np.linalg.norm(eye_m(one.T_camera_room) - eye_m(sideways(float(t)))))
        for one, t in zip(seen, times, strict=True)
    ]
    assert max(off) < 0.01
