"""Follow a room from frame to frame: where the camera is, in the room space of the first picture.

    frame → expected pose → places of a key frame found again → pose → key frame refined → Seen

No frame is kept but a few small grey key frames. Every pose is measured against a key frame, never against the frame
before, so that error does not grow with time; it grows only with the number of key frames it takes to go somewhere, and
coming back takes it away again.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

import cv2
import numpy as np

from arkit.errors import CheckError
from arkit.frame import Camera, Frame
from arkit.room.follow.anchor import anchored
from arkit.room.follow.back import look_back
from arkit.room.follow.compare import (
    GUESSED_SCALE,
    POOR_SCALE,
    WORST_SCALE,
    Found,
    Scene,
    compare,
    recall,
    solved_with,
)
from arkit.room.follow.foot import height_by_walls
from arkit.room.follow.glance import Glance
from arkit.room.follow.keyframe import KeyFrame, new_key_frame
from arkit.room.follow.match import match
from arkit.room.follow.memory import Memory, far
from arkit.room.follow.motion import apart, eye_m, moved, step_between
from arkit.room.follow.patch import Pyramid, pyramid
from arkit.room.follow.recall import Described, remembered
from arkit.room.follow.seen import Seen, Why
from arkit.room.follow.solve import seen_as
from arkit.room.follow.steady import Steady
from arkit.room.layout import find_layout
from arkit.room.view import RoomView

LONGEST_PX = 1280  # larger frames are made smaller to be followed
LONGEST_S = 0.1  # of a gap between frames over which a camera is taken to go on as it went
MARKER_EVERY = 10
FRESH = 0.7  # part of the newest frame's speed in what is expected of the next
LEARN_SCALE = 1.6  # of misses: beyond it nothing is learned
REFINE_M = 0.02  # places are judged, and distances refined, when the camera has moved so far
NEW_FAR, NEW_NEAR = 0.8, 0.3  # a key frame is taken so far from the last one; nearer than the second never
THIN, FULL = 0.55, 260  # or between, when so small a part of what a key frame shows, at most FULL, is still found
NEW_AFTER = 4  # frames
RECALL_EVERY = 2  # frames while lost
ELSEWHERE = 3  # key frames that are tried where the nearest says nothing
SURE_TRUST = 0.6
AGREE_PX = 2.0
# Of how long a walk is: its share, and where the floor was first taken for another thing (walk 20 was 14 % short); and
# where walls tell where it is instead.
SCALE_SD, RAISED_SD, WALLED_SD = 0.001, 0.12, 0.03
LEVEL_OVER, LEVEL_UNDER = 0.97, 1.4  # heights over that above the lowest places at which walls are believed
COMMON = 2.2  # times the spread of single places: their distances err together (90 % of walks 12, 20 and 33 lie within)
MOST_AHEAD = 32  # frames that are looked at ahead, 90 MB at 720p


class Follower:
    """The state of `follow`, for who has frames one by one."""

    def __init__(self, view: RoomView) -> None:
        self._full = view.frame.camera
        self._by = min(1.0, LONGEST_PX / max(self._full.width, self._full.height))
        self._scene = Scene(_smaller(self._full, self._by), view.room.planes)
        self._anchor = anchored(view)
        self._T = self._refined_at = self._first = view.room.T_camera_room
        gray = self._gray(view.frame.pixels)
        self._first_marker_px = self._marker_px(view.frame.pixels)
        layout = None if self._anchor else find_layout(view)
        self._extents = view.room.planes[:1] if layout is None else layout.planes
        floor = None if layout is None else _fitted(layout.chance, gray.shape)
        self._memory = Memory(*self._remembered(gray, view.frame.pixels, None, floor))
        self._glance = Glance(pyramid(gray)[-1])
        self._steady = Steady()
        self._covariance = np.eye(6) * 1e-8
        self._velocity = np.zeros(6)
        self._scale_sd = SCALE_SD
        self._time_s: float | None = None
        self._count = self._since_key = self._lost_for = 0
        self._why: Why = ""

    def step(self, frame: Frame) -> Seen:
        """Where the camera was when the next frame was taken.

        Raises:
            CheckError: the frame has another size than the first picture.
        """
        if (frame.camera.width, frame.camera.height) != (self._full.width, self._full.height):
            raise CheckError(
                f"frame: expected {self._full.width}x{self._full.height} as the first picture, got "
                f"{frame.camera.width}x{frame.camera.height}; cut the film where its size changes"
            )
        now = pyramid(self._gray(frame.pixels))
        gray = now[0]
        self._glance.look(now[-1])
        dt = 0.0 if self._time_s is None else max(frame.time_s - self._time_s, 0.0)
        found = self._found(now, min(dt, LONGEST_S))
        self._time_s, self._count = frame.time_s, self._count + 1
        if found is None:
            return self._missed(gray, frame.time_s)
        T, covariance = self._with_marker(frame.pixels, found)
        if self._lost_for:
            self._steady.forget()
        elif dt > 0:
            self._velocity += FRESH * (step_between(self._T, T) / dt - self._velocity)
        self._lost_for, self._why = 0, ""
        self._T, self._covariance = T, covariance
        self._learn(gray, frame.pixels, found)
        shown = self._steady.shown(T, covariance)
        unsure, points = found.solved.scale > WORST_SCALE, int(found.agree.sum())
        why: Why = "unsure" if unsure else ""
        return Seen(frame.time_s, shown, self._unsure(), unsure, why, points, len(self._memory))

    def begin_again(self, seen: Sequence[tuple[Frame, Seen]] = ()) -> None:
        """Go back to the first picture with all that was learned since, from frames that were followed."""
        self._T = self._refined_at = self._first
        first, last = self._memory.first, self._memory.current
        camera, planes = self._scene.camera, self._scene.planes
        known = [(frame, one) for frame, one in seen if not one.lost or one.why == "unsure"]
        raised = False
        if known and self._anchor is None:  # a marker has told already
            frame, one = max(known, key=lambda pair: apart(self._first, pair[1].T_camera_room)[0])
            T = one.T_camera_room
            now = pyramid(self._gray(frame.pixels))
            which, pixels, unsure = match(first, now, camera, T, planes, most=len(first.pixels))
            own = ~first.sure[which]
            first.place(camera, T, which[own], pixels[own], unsure[own])
            raised = self._raise_floor(first)
            first.settle()
        if raised:
            self._memory.forget()
        elif last is not first:
            first = self._memory.first = self._looked_back(first, last)
        self._memory.current = first
        self._glance = Glance(first.levels[-1])
        self._steady.forget()
        self._velocity = np.zeros(6)
        self._time_s, self._lost_for, self._why = None, 0, ""

    def _raise_floor(self, first: KeyFrame) -> bool:
        """Make the room smaller where its floor turned out to be a bed or a table: until walls stand on the floor, or
        where none tells, the lowest places lie on it."""
        level = first.level_below()
        if level is None:
            return False
        height = height_by_walls(first, self._scene.camera, self._extents)
        told = height is not None and LEVEL_OVER * level < height < LEVEL_UNDER * level
        first.shrink(height if told and height else level)
        self._scale_sd = WALLED_SD if told else RAISED_SD
        return True

    def _looked_back(self, first: KeyFrame, last: KeyFrame) -> KeyFrame:
        """The first picture with the places of a later one, whose distances are surer."""
        camera, planes = self._scene.camera, self._scene.planes
        which, pixels, _ = match(last, first.levels, camera, self._first, planes)
        expected, _, _ = seen_as(camera, self._first, last.points_m[which])
        kept = last.known[which] & (last.trust[which] > SURE_TRUST)
        kept &= np.linalg.norm(pixels - expected, axis=1) < AGREE_PX
        carried = last.picked(which[kept], first.gray, self._first, pixels[kept])
        return new_key_frame(first.gray, camera, self._first, planes, carried, self._first_marker_px)

    def _found(self, now: Pyramid, dt: float) -> Found | None:
        """The camera from the nearest key frame; failing that by how the picture turned; then by recognition."""
        expected = moved(self._T, self._velocity * dt)
        key = self._memory.choose(expected)
        found = compare(self._scene, now, key, expected, self._worst)
        if found is not None and found.poor:
            found = self._better(found, now, expected)
        if found is None and not self._lost_for:
            found = self._elsewhere(now, expected)
        if found is None and self._lost_for % RECALL_EVERY == 0:
            found = recall(self._scene, now, self._memory, self._T)
        if found is not None:
            self._memory.current = found.key
        return found

    @property
    def _worst(self) -> float:
        """How much larger than told misses may be: larger while all distances are the first picture's guesses."""
        return GUESSED_SCALE if len(self._memory) == 1 and self._anchor is None else WORST_SCALE

    def _elsewhere(self, now: Pyramid, expected: np.ndarray) -> Found | None:
        """The camera where it turned as the picture did, or as the next key frames know it."""
        turned = self._glance.turned(self._T, self._scene.camera)
        for key, _ in self._memory.nearest(expected)[:ELSEWHERE]:
            for T in (turned, expected):
                found = compare(self._scene, now, key, T, self._worst)
                if found is not None:
                    return found
        return None

    def _better(self, found: Found, now: Pyramid, expected: np.ndarray) -> Found:
        """What was found, or what the next nearest key frame says if that fits better."""
        other = self._memory.next_to(found.key, expected)
        again = None if other is None else compare(self._scene, now, other, expected)
        if again is None:
            return found
        return max((found, again), key=lambda one: float(one.agree.sum()) / one.solved.scale**2)

    def _with_marker(self, pixels: np.ndarray, found: Found) -> tuple[np.ndarray, np.ndarray]:
        """Pose and covariance; now and then, and when found again, with the marker's corners looked for anew."""
        T, covariance = found.solved.T_camera_room, found.solved.covariance
        if self._anchor is None or (self._count % MARKER_EVERY and not self._lost_for):
            return T, covariance
        corners = self._anchor.find(pixels, self._full, T)
        if corners is None:
            return T, covariance
        marker = self._anchor.points_m, corners * self._by
        solved = solved_with(self._scene, found.key, found.which, (found.pixels, found.unsure), T, marker)
        return solved.T_camera_room, solved.covariance

    def _learn(self, gray: np.ndarray, pixels: np.ndarray, found: Found) -> None:
        """Judge and refine the key frame's places; remember the picture where it shows new ones."""
        key, camera = found.key, self._scene.camera
        self._since_key += 1
        if apart(self._refined_at, self._T)[0] > REFINE_M and found.solved.scale < LEARN_SCALE:
            self._refined_at = self._T
            missed = found.solved.missed_px[: len(found.which)]
            key.learn(camera, self._T, found.which, (missed, found.unsure), found.agree)
            key.place(camera, self._T, found.unplaced, found.unplaced_px, found.unplaced_unsure)
        away = far(key, self._T)
        thin = found.agree.sum() < THIN * min(int(key.known.sum()), FULL)
        if self._since_key > NEW_AFTER and (away > NEW_FAR or (thin and away > NEW_NEAR)):
            if found.solved.scale < POOR_SCALE:
                self._memory.add(*self._remembered(gray, pixels, found))
                self._since_key = 0

    def _remembered(
        self, gray: np.ndarray, pixels: np.ndarray, found: Found | None, floor: np.ndarray | None = None
    ) -> tuple[KeyFrame, Described]:
        """A key frame of the picture and what it is recognised by; places that were found stay the same places."""
        camera, planes = self._scene.camera, self._scene.planes
        carried = None
        if found is not None:
            kept = found.agree & (found.key.trust[found.which] > SURE_TRUST)
            carried = found.key.picked(found.which[kept], gray, self._T, found.pixels[kept])
            carried.settle()
        key = new_key_frame(gray, camera, self._T, planes, carried, self._marker_px(pixels), floor)
        if found is not None:
            look_back(key, found.key, camera, planes)
        return key, remembered(gray, camera, self._T, planes)

    def _marker_px(self, pixels: np.ndarray) -> np.ndarray | None:
        """The marker's corners in a picture (h, w, 3); None where there is none or it is hidden."""
        corners = None if self._anchor is None else self._anchor.find(pixels, self._full, self._T)
        return None if corners is None else corners * self._by

    def _unsure(self) -> np.ndarray:
        """The covariance to tell: what single places say, and how far the floor's height lets a walk be too long."""
        too_long = self._scale_sd * (self._T[:3, :3] @ (eye_m(self._T) - eye_m(self._first)))
        covariance = COMMON**2 * self._covariance
        covariance[3:, 3:] += np.outer(too_long, too_long)
        return covariance

    def _missed(self, gray: np.ndarray, time_s: float) -> Seen:
        if not self._lost_for:
            self._why = self._glance.why(gray, self._memory.current.gray)
        self._lost_for += 1
        self._velocity = np.zeros(6)
        return Seen(time_s, self._T, self._unsure(), True, self._why, 0, len(self._memory))

    def _gray(self, pixels: np.ndarray) -> np.ndarray:
        gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
        size = self._scene.camera.width, self._scene.camera.height
        return gray if self._by == 1 else cv2.resize(gray, size, interpolation=cv2.INTER_AREA)


def follow(frames: Iterable[Frame], view: RoomView, *, ahead_s: float = 0.0) -> Iterator[Seen]:
    """Say where the camera was, frame by frame as they come: `for seen in follow(frames, view): ...`.

    Args:
        frames: in the order of time, of the size of the view's picture; their own cameras are not looked at.
        view: the room in the first picture, or in any other of the same film.
        ahead_s: so much of the film is looked at before the first answer; 0 where frames come from a camera.

    Raises:
        CheckError: a frame of another size.
    """
    follower = Follower(view)
    for frame in looked_ahead(follower, frames, ahead_s):
        yield follower.step(frame)


def looked_ahead(follower: Follower, frames: Iterable[Frame], ahead_s: float) -> Iterator[Frame]:
    """All the frames, after a follower has learned from the first `ahead_s` seconds (at most MOST_AHEAD frames).

    What one picture cannot tell, which corners lie on the floor, a second of motion does: in a room with a table in
    front (walk 12) the worst drift of that second fell from 1.4 to 0.1 cm.
    """
    coming = iter(frames)
    first: list[Frame] = []
    while ahead_s > 0 and len(first) < MOST_AHEAD:
        frame = next(coming, None)
        if frame is None:
            break
        first.append(frame)
        if frame.time_s - first[0].time_s > ahead_s:
            break
    seen: list[tuple[Frame, Seen]] = []
    with suppress(CheckError):  # of another size: said when it comes
        seen += ((frame, follower.step(frame)) for frame in first)
    if seen:
        follower.begin_again(seen)
    return itertools.chain(first, coming)


def _fitted(chance: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """(h, w) the chance that a pixel shows free floor, at the size that frames are followed at."""
    return np.asarray(cv2.resize(chance, shape[1::-1], interpolation=cv2.INTER_AREA))


def _smaller(camera: Camera, by: float) -> Camera:
    if by == 1:
        return camera
    width, height = round(camera.width * by), round(camera.height * by)
    along, down = width / camera.width, height / camera.height
    return Camera(width, height, camera.fx * along, camera.fy * down, camera.cx * along, camera.cy * down)


__all__ = ["Follower", "follow", "looked_ahead"]
