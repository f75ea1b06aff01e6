"""Following a film: how far a place on the floor wanders in a walk, how it trembles at rest, what a frame costs.

"True view" is the following alone: the room in the first picture is given without error. "Found view" is what users
have: `find_room` on the first picture, whose errors let a place wander too; a place is where the first picture shows
it, so that a wrong scale does not count. Room 150, 165 and 180, or the first three of others that are asked for (12,
20, 33, 60, 90 and 120 were tuned on). Films are kept where the bench keeps its pictures, as JPEGs of quality 95; the
first of them is followed once more in each way that life spoils films.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from arkit.errors import NotFoundError
from arkit.frame import Camera, Frame, project, rays
from arkit.room import Marker, find_room
from arkit.room.follow import Follower, looked_ahead
from arkit.room.follow.motion import eye_m, step_between
from arkit.room.photo import usual_camera
from arkit.room.view import RoomView
from arkit.spaces import apply, pose, rotation_y
from arkit.surface import Light, Measure, Plane, Room, ScaleSource
from bench.room_rows import COVERED, Row, at_most, median, percentile
from bench.rooms import cache, video
from bench.rooms.films import SPOILED, Spoil, webcam
from bench.rooms.shot import Extras
from bench.rooms.video import rest, walk

TOLD, ROOMS = (150, 165, 180), 3  # a frame takes a second to draw
FPS, SECONDS = 10.0, 10.0  # sampled three times coarser than a phone films: harder, and quicker to draw
AHEAD_S, STILL = 1.0, 20
MARKS_PX = np.array([(0.5, 0.8), (0.4, 0.75), (0.6, 0.7)])  # of the first picture; those that show the floor count


def _unspoiled(pixels: np.ndarray, time_s: float) -> np.ndarray:
    return pixels


@dataclass(frozen=True)
class Walk:
    """Frames, encoded, and the truth of each, in the room space of the first."""

    encoded: Sequence[np.ndarray]
    camera: Camera
    poses: np.ndarray

    def frames(self, spoil: Spoil = _unspoiled) -> Iterator[Frame]:
        """Decoded as they are asked for; nothing is known of their camera."""
        for number, data in enumerate(self.encoded):
            pixels = cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
            yield Frame(spoil(pixels, number / FPS), number / FPS, usual_camera(self.camera.width, self.camera.height))


@dataclass
class Told:
    """Centimetres by which the worst mark is off by frame, frames lost, CPU ms a frame, errors over their sd.

    `unsure` counts the frames that are told to be off by more than a centimetre, as likely as not.

    `refused` is a film in whose first picture no room was found: a marker hidden behind a table's leg.
    """

    away: list[float]
    lost: int
    cost: list[float]
    over_sd: list[float]
    refused: bool = False
    unsure: int = 0


def rows(rooms: Sequence[int]) -> Iterable[Row]:
    """The rows of the video's figures, with a marker and with the floor's texture alone."""
    chosen = [seed for seed in TOLD if seed in rooms] or list(islice(rooms, ROOMS))
    ways: tuple[tuple[str, Extras, ScaleSource], ...] = (
        ("marker", Extras(marker="36h11"), "marker"),
        ("texture alone", Extras(), "camera_height"),
    )
    for name, extras, source in ways:
        walks = [_walk(seed, extras) for seed in chosen]
        for kind in ("true", "found"):
            yield from _told(f"video, {name}, {kind} view", [_followed(one, source, kind) for one in walks], kind)
        for noise, spoil in (("", _unspoiled), (" of a webcam", webcam)):
            trembles = [_trembling(seed, extras, source, spoil) for seed in chosen]
            title, note = f"video, {name}: tremble at rest{noise}", f"{STILL} frames each"
            yield Row(title, at_most(1.0), max(trembles), note, trembles, "px")
    for name, spoil in SPOILED.items():
        yield _spoiled(name, _followed(_walk(chosen[0], Extras()), "camera_height", "true", spoil))


def _spoiled(name: str, told: Told) -> Row:
    """The drift of a film that was spoiled."""
    note = f"true view, texture alone; {told.lost} of {round(FPS * SECONDS)} frames lost, {told.unsure} told unsure"
    return Row(f"video, {name}: drift", at_most(1.0), max(told.away, default=float("nan")), note, told.away, "cm")


def _told(name: str, told: list[Told], kind: str) -> Iterator[Row]:
    away = [off for one in told for off in one.away]
    worst = [max(one.away, default=float("nan")) for one in told]
    lost = sum(one.lost for one in told)
    refused = sum(one.refused for one in told)
    note = f"{len(told)} walks of {SECONDS:.0f} s at {FPS:.0f} frames a second, {lost} frames lost, {refused} refused"
    yield Row(f"{name}: drift", at_most(1.0), max(worst, default=float("nan")), note, away, "cm")
    if kind == "true":
        z = np.abs([one for walk_ in told for one in walk_.over_sd])
        yield Row(
            f"{name}: pose within its 90 % interval", COVERED, float((z <= 1.6449).mean()), "of 6 numbers a frame"
        )
        cost = [ms for one in told for ms in one.cost]
        worst_ms = f"CPU on all cores, p95 {percentile(cost, 95):.0f}"
        yield Row(f"{name}: following a 720p frame", at_most(40.0), median(cost), worst_ms, cost, "ms")


def _walk(seed: int, extras: Extras) -> Walk:
    way = hashlib.sha256(Path(video.__file__).read_bytes()).hexdigest()[:8]  # how the camera walks
    path = cache.folder() / f"film-{seed}-{extras.marker}-{SECONDS:g}-{FPS:g}-{way}.npz"
    if not path.is_file():
        stills = list(_encoded(seed, extras))
        camera, poses = stills[0][1], [T for *_, T in stills]
        facts = [camera.width, camera.height, camera.fx, camera.fy, camera.cx, camera.cy]
        sizes = np.array([len(data) for data, *_ in stills])
        part = path.with_suffix(".part.npz")
        np.savez(part, data=np.concatenate([data for data, *_ in stills]), sizes=sizes, camera=facts, poses=poses)
        part.replace(path)
    with np.load(path) as held:
        width, height, *lens = held["camera"].tolist()
        encoded = np.split(held["data"], np.cumsum(held["sizes"])[:-1])
        return Walk(encoded, Camera(int(width), int(height), *lens), held["poses"] @ _plan_from(held["poses"][0]))


def _plan_from(T_camera_plan: np.ndarray) -> np.ndarray:
    """T_plan_room of a first picture: the room's origin under the camera, walls along its axes, -z before it.

    Without it no wall of room 20 was found, whose camera looks along the plan's +z, and its walk drifted 4.3 cm.
    """
    back = np.arctan2(T_camera_plan[2, 0], T_camera_plan[2, 2])
    return pose(rotation_y(round(back / (np.pi / 2)) * np.pi / 2), eye_m(T_camera_plan) * (1, 0, 1))


def _encoded(seed: int, extras: Extras) -> Iterator[tuple[np.ndarray, Camera, np.ndarray]]:
    for still in walk(seed, SECONDS, FPS, extras=extras).stills:
        picture = cv2.cvtColor(still.frame.pixels, cv2.COLOR_RGB2BGR)
        yield (
            cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 95])[1].ravel(),
            still.camera,
            still.T_camera_room,
        )


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


def _followed(film: Walk, source: ScaleSource, kind: str, spoil: Spoil = _unspoiled) -> Told:
    told, camera = Told([], 0, [], []), film.camera
    first = next(film.frames(spoil))
    try:
        scale = Marker(Extras().marker_side_m) if source == "marker" else None
        found = find_room(first, scale=scale) if kind == "found" else _view(first, camera, film.poses[0], source)
    except NotFoundError:
        told.refused = True
        return told
    marks_px = MARKS_PX * (camera.width, camera.height)
    marks = _on_floor(camera, film.poses[0], marks_px)
    own = _on_floor(found.frame.camera, found.room.T_camera_room, marks_px)
    follower = Follower(found)
    for frame, T in zip(looked_ahead(follower, film.frames(spoil), AHEAD_S), film.poses, strict=True):
        start = time.process_time()
        seen = follower.step(frame)
        told.cost.append(1000 * (time.process_time() - start))
        told.unsure += seen.why == "unsure"
        if seen.lost:
            told.lost += 1
            continue
        there = _on_floor(camera, T, project(found.frame.camera, apply(seen.T_camera_room, own)))
        now = project(camera, apply(T, marks))
        inside = ((now > 0) & (now < (camera.width, camera.height))).all(axis=1)
        told.away += [100 * float(np.linalg.norm(there - marks, axis=1)[inside].max())] if inside.any() else []
        told.over_sd += (step_between(T, seen.T_camera_room) / np.sqrt(np.diag(seen.covariance))).tolist()
    return told


def _trembling(seed: int, extras: Extras, source: ScaleSource, spoil: Spoil) -> float:
    """Pixels by which the worst mark leaves its mean in a film of a camera that stands."""
    follower, marks, seen = None, np.zeros((0, 3)), []
    for number, still in enumerate(rest(seed, STILL, extras=extras).stills):
        T = still.T_camera_room @ _plan_from(still.T_camera_room)
        frame = replace(still.frame, pixels=spoil(still.frame.pixels, number / FPS))
        if follower is None:
            follower = Follower(_view(frame, still.camera, T, source))
            marks = _on_floor(still.camera, T, MARKS_PX * (still.camera.width, still.camera.height))
        seen.append(project(still.camera, apply(follower.step(frame).T_camera_room, marks)))
    shown = np.array(seen)
    return float(np.abs(shown - shown.mean(axis=0)).max())


__all__ = ["rows"]
