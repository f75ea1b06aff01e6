"""Follow a room from frame to frame: where the camera is, in the room space of the first picture.

    frame → expected pose → places of a key frame found again → pose → key frame refined → Seen

No frame is kept but a few small grey key frames. Every pose is measured against a key frame, never against the frame
before, so that error does not grow with time; it grows only with the number of key frames it takes to go somewhere, and
coming back takes it away again.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from arkit.frame import Frame
from arkit.room.follow.ahead import SCALE_SD, taught
from arkit.room.follow.anchor import anchored
from arkit.room.follow.compare import WORST_SCALE, Found, Scene, solved_with
from arkit.room.follow.finding import Finder
from arkit.room.follow.glance import Glance
from arkit.room.follow.jointly import Look
from arkit.room.follow.keyframe import KeyFrame
from arkit.room.follow.motion import carried_to, eye_m, moved, step_between
from arkit.room.follow.patch import pyramid
from arkit.room.follow.seen import Seen, Why
from arkit.room.follow.shrunk import Shrunk
from arkit.room.follow.solve import Solved
from arkit.room.follow.steady import Steady
from arkit.room.follow.survey import Survey
from arkit.room.layout import find_layout
from arkit.room.view import RoomView
from arkit.spaces import inverse

LONGEST_S = 0.1  # of a gap between frames over which a camera is taken to go on as it went
MARKER_EVERY = 10
FRESH = 0.7  # part of the newest frame's speed in what is expected of the next
COMMON = 2.0  # times the spread of single places, besides what places of one part of the picture err together
UNSURE_M, OPEN_M = 0.01, 0.012  # in doubt by more: that is told; nothing is drawn


class Follower:
    """The state of `follow`, for who has frames one by one."""

    def __init__(self, view: RoomView) -> None:
        self._shrunk = Shrunk(view.frame.camera)
        self._scene = Scene(self._shrunk.camera, view.room.planes)
        self._anchor = anchored(view)
        self._T = self._first = view.room.T_camera_room
        layout = None if self._anchor else find_layout(view)
        self._extents = view.room.planes[:1] if layout is None else layout.planes
        floor = None if layout is None else self._shrunk.fitted(layout.chance)
        self._survey = Survey(self._shrunk, self._scene, self._anchor, view.frame, self._first, floor)
        self._memory = self._survey.memory
        glance = Glance(self._memory.first.levels[-1])
        self._finder = Finder(self._scene, self._memory, glance, marked=self._anchor is not None)
        self._steady = Steady()
        self._covariance = np.eye(6) * 1e-8
        self._velocity = np.zeros(6)
        self._scale_sd = SCALE_SD
        self._time_s: float | None = None
        self._count = self._lost_for = 0
        self._why: Why = ""

    def step(self, frame: Frame) -> Seen:
        """Where the camera was when the next frame was taken.

        Raises:
            CheckError: the frame has another size than the first picture.
        """
        self._shrunk.check(frame)
        now = pyramid(self._shrunk.gray(frame.pixels))
        self._finder.glance.look(now[-1])
        dt = 0.0 if self._time_s is None else max(frame.time_s - self._time_s, 0.0)
        expected = moved(self._T, self._velocity * min(dt, LONGEST_S))
        found = self._finder.find(now, self._T, expected, self._lost_for)
        self._time_s, self._count = frame.time_s, self._count + 1
        if found is None:
            return self._missed(now[0], frame.time_s)
        return self._known(frame, found, dt)

    def begin_again(self, seen: Sequence[tuple[Frame, Seen]] = ()) -> None:
        """Go back to the first picture with what its places turned out to be in frames that were followed."""
        first = self._survey.begin_again()
        looks = [
            Look(pyramid(self._shrunk.gray(frame.pixels)), one.T_camera_room)
            for frame, one in seen
            if not one.lost or one.why == "unsure"
        ]
        self._scale_sd = taught(first, self._scene, looks, self._extents, marked=self._anchor is not None)
        self._finder.glance = Glance(first.levels[-1])
        self._T = self._first
        self._steady.forget()
        self._velocity = np.zeros(6)
        self._time_s, self._lost_for, self._why = None, 0, ""

    def _known(self, frame: Frame, found: Found, dt: float) -> Seen:
        """What is told of a frame whose camera was found."""
        solved = self._with_marker(frame.pixels, found)
        T = solved.T_camera_room
        if self._lost_for:
            self._steady.forget()
        elif dt > 0:
            self._velocity += FRESH * (step_between(self._T, T) / dt - self._velocity)
        self._lost_for, self._why = 0, ""
        self._T, self._covariance = T, _along_with(found.key, solved)
        self._survey.learn(frame.pixels, found, T, self._covariance)
        told = self._unsure()
        lost = found.solved.scale > WORST_SCALE or self._survey.doubt_m(self._covariance, T) > OPEN_M
        why: Why = "unsure" if lost or self._survey.doubt_m(told, T) > UNSURE_M else ""
        shown = self._steady.shown(T, solved.covariance)
        return Seen(frame.time_s, shown, told, lost, why, int(found.agree.sum()), len(self._memory))

    def _with_marker(self, pixels: np.ndarray, found: Found) -> Solved:
        """The camera; now and then, and when found again, with the marker's corners looked for anew."""
        T = found.solved.T_camera_room
        if self._anchor is None or (self._count % MARKER_EVERY and not self._lost_for):
            return found.solved
        corners = self._anchor.find(pixels, self._shrunk.full, T)
        if corners is None:
            return found.solved
        marker = self._anchor.points_m, corners * self._shrunk.by
        return solved_with(self._scene, found.key, found.which, (found.pixels, found.unsure), T, marker)

    def _unsure(self) -> np.ndarray:
        """The covariance to tell: the camera's, and how far the room's size lets a walk be too long."""
        too_long = self._scale_sd * (self._T[:3, :3] @ (eye_m(self._T) - eye_m(self._first)))
        covariance = self._covariance.copy()
        covariance[3:, 3:] += np.outer(too_long, too_long)
        return covariance

    def _missed(self, gray: np.ndarray, time_s: float) -> Seen:
        if not self._lost_for:
            self._why = self._finder.glance.why(gray, self._memory.current.gray)
        self._lost_for += 1
        self._velocity = np.zeros(6)
        return Seen(time_s, self._T, self._unsure(), True, self._why, 0, len(self._memory))


def _along_with(key: KeyFrame, solved: Solved) -> np.ndarray:
    """The covariance of a camera: of single places, of those that err together, and of the key frame's own camera.

    With the first alone, 2.2 times as large as told, a pan over a door (film 16) was 19 cm off where it told 0.8.
    """
    own = carried_to(key.covariance, solved.T_camera_room @ inverse(key.T_camera_room))
    return np.asarray(COMMON**2 * solved.covariance + solved.shared + own)


__all__ = ["Follower"]
