"""Following a film: how far a place on the floor wanders in a walk, how it trembles at rest, what a frame costs.

The room in the first picture is the true one (what `find_room` misses of it is told by other rows), so that all of a
place's error is the following's.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np

from arkit.frame import Camera, Frame, project, rays
from arkit.room.follow import Follower
from arkit.room.follow.motion import eye_m
from arkit.room.view import RoomView
from arkit.spaces import apply, pose
from arkit.surface import Light, Measure, Plane, Room, ScaleSource
from bench.room_rows import Row, at_most, median, percentile
from bench.rooms.shot import Extras
from bench.rooms.video import Video, rest, walk

ROOMS = 3  # a frame takes a second to draw
FPS, SECONDS = 10.0, 10.0  # sampled three times coarser than a phone films: harder, and quicker to draw
MARKS_PX = np.array([(0.5, 0.8), (0.4, 0.75), (0.6, 0.7)])  # of the first picture; those that show the floor count


def rows(rooms: Sequence[int]) -> Iterable[Row]:
    """The rows of the video's figures, with a marker and with the floor's texture alone."""
    for name, extras, source in (
        ("marker", Extras(marker="36h11"), "marker"),
        ("texture alone", Extras(), "camera_height"),
    ):
        away, lost, cost, trembles = [], 0, [], []
        chosen = list(islice(rooms, ROOMS))
        for seed in chosen:
            off, gone, spent = _followed(walk(seed, SECONDS, FPS, extras=extras), source)
            away += off
            lost += gone
            cost += spent
            trembles.append(_trembling(rest(seed, 30, extras=extras), source))
        note = f"{len(chosen)} walks of {SECONDS:.0f} s at {FPS:.0f} frames a second, {lost} frames lost"
        worst = max(away, default=float("nan"))
        yield Row(f"video, {name}: drift on the floor", at_most(1.0), worst, note, away, "cm")
        yield Row(
            f"video, {name}: tremble at rest", at_most(1.0), max(trembles), "largest in 30 frames", trembles, "px"
        )
        told = f"CPU on all cores, p95 {percentile(cost, 95):.0f}"
        yield Row(f"video, {name}: following a 720p frame", at_most(40.0), median(cost), told, cost, "ms")


def _view(frame: Frame, camera: Camera, T_camera_room: np.ndarray, source: ScaleSource) -> RoomView:
    """The first picture as if all of it had been found without error."""
    light = Light(np.full(3, 0.5), np.full(3, 0.5), np.array([0.0, 1.0, 0.0]))
    room = Room(T_camera_room, (Plane("floor", pose()),), light, Measure(1.0, 0.01), source, 0.005)
    height = float(eye_m(T_camera_room)[1])
    return RoomView(Frame(frame.pixels, frame.time_s, camera), room, np.eye(5) * 1e-4, "given", Measure(height, 0.01))


def _on_floor(camera: Camera, T_camera_room: np.ndarray, points_px: np.ndarray) -> np.ndarray:
    """(n, 3) where rays meet the true floor."""
    ways = rays(camera, points_px) @ T_camera_room[:3, :3]
    eye = eye_m(T_camera_room)
    return np.asarray(eye - ways * (eye[1] / ways[:, 1:2]))


def _followed(film: Video, source: ScaleSource) -> tuple[list[float], int, list[float]]:
    """Centimetres by which the worst mark is off, frame by frame; frames lost; milliseconds of CPU."""
    follower, marks = None, np.zeros((0, 3))
    away, lost, cost = [], 0, []
    for still in film.stills:
        camera = still.camera
        if follower is None:
            follower = Follower(_view(still.frame, camera, still.T_camera_room, source))
            marks = _on_floor(camera, still.T_camera_room, MARKS_PX * (camera.width, camera.height))
            marks = marks[np.isfinite(marks).all(axis=1)]
        start = time.process_time()
        seen = follower.step(still.frame)
        cost.append(1000 * (time.process_time() - start))
        if seen.lost:
            lost += 1
            continue
        shown = project(camera, apply(seen.T_camera_room, marks))
        there = _on_floor(camera, still.T_camera_room, shown)
        away.append(100 * float(np.linalg.norm(there - marks, axis=1).max()))
    return away, lost, cost


def _trembling(film: Video, source: ScaleSource) -> float:
    """Pixels by which the worst mark leaves its mean in a film of a camera that stands."""
    follower, marks, seen = None, np.zeros((0, 3)), []
    for still in film.stills:
        if follower is None:
            follower = Follower(_view(still.frame, still.camera, still.T_camera_room, source))
            size = np.array([still.camera.width, still.camera.height])
            marks = _on_floor(still.camera, still.T_camera_room, MARKS_PX * size)
        seen.append(project(still.camera, apply(follower.step(still.frame).T_camera_room, marks)))
    shown = np.array(seen)
    return float(np.abs(shown - shown.mean(axis=0)).max())


__all__ = ["rows"]
