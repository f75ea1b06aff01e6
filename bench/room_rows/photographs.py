"""The camera of real photographs, nothing told but the pixels: York Urban, 102 of buildings and rooms, one camera.

The even half (by name) was tuned on, the odd one is told, and so are all. Truth is the set's three orthogonal
directions and calibration: its lens is off centre by 2 % of the diagonal, which alone turns an answer by 1.4°, and
bends. A refused picture counts as a failure of the rotation's recall. With the true focal length and principal point
given, gravity is 0.52° off in the median and 1.44° at the 90th of 100: so much is the truth's own noise.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from arkit.frame import Camera, Frame
from arkit.room import read_photo
from arkit.spaces import pose
from bench.room_rows import Row
from bench.room_rows.camera import Errors, measure, told

DATA = Path(os.environ.get("ARKIT_YORK_URBAN") or "york_urban")  # a folder for each picture, and the camera's file
WIDTH, HEIGHT = 640, 480
CORNER = 0.5  # Matlab counts from the middle of the first pixel, which it calls 1


@dataclass(frozen=True, slots=True)
class Photograph:
    """One photograph and what is true of it; `seed` is its place in the set."""

    seed: int
    frame: Frame
    camera: Camera
    T_camera_room: np.ndarray

    @property
    def up_camera(self) -> np.ndarray:
        """Up, (3,), in the camera's axes."""
        up: np.ndarray = self.T_camera_room[:3, 1]
        return up


def rows() -> Iterable[Row]:
    """The half that is told, then all."""
    if not DATA.is_dir():
        raise FileNotFoundError(f"{DATA}: expected the York Urban set, found nothing; name it by ARKIT_YORK_URBAN")
    names = sorted(folder.name for folder in DATA.iterdir() if folder.is_dir())
    even, odd = Errors(), Errors()
    for place, name in enumerate(names):
        measure(photograph(name, place), None, odd if place % 2 else even)
    both = {one.name: getattr(even, one.name) + getattr(odd, one.name) for one in fields(Errors)}
    yield from told("photographs, odd half", odd, None)
    yield from told("photographs, all", Errors(**both), None)


def photograph(name: str, place: int) -> Photograph:
    """Read one picture, its directions and the set's camera."""
    from scipy.io import loadmat

    known = loadmat(str(DATA / "cameraParameters.mat"))
    focal = float(known["focal"].item()) / float(known["pixelSize"].item())
    cx, cy = (float(value) - CORNER for value in known["pp"].ravel())
    folder = DATA / name
    axes = loadmat(str(folder / f"{name}GroundTruthVP_Orthogonal_CamParams.mat"))["vp_orthogonal"]
    rotation = _named(np.diag([1.0, 1.0, -1.0]) @ axes)  # the set looks along +z
    T_camera_room = pose()
    T_camera_room[:3, :3] = rotation
    return Photograph(
        place,
        read_photo(folder / f"{name}.jpg").frame,
        Camera(WIDTH, HEIGHT, focal, focal, cx, cy),
        T_camera_room,
    )


def _named(axes: np.ndarray) -> np.ndarray:
    """A right-handed room (3, 3) of the unsigned directions in columns, its second the one most upright."""
    vertical = int(np.argmax(np.abs(axes[1])))
    up = axes[:, vertical] * np.sign(axes[1, vertical])
    side = axes[:, (vertical + 1) % 3]
    return np.stack([side, up, np.cross(side, up)], axis=1)


__all__ = ["Photograph", "photograph", "rows"]
