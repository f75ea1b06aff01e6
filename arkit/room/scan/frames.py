"""Read a folder of depth pictures with colour and poses: the layouts of ICL-NUIM, TUM and Open3D, and loose pairs.

    depth/…png  color/ or rgb/…png   in the same order, or stamped with times
    pose.txt, poses.txt, trajectory.txt, groundtruth.txt, trajectory.log   camera to world, OpenCV axes
    camera.txt                        fx fy cx cy [steps per metre]
    name.png, name_depth.png          without poses: odometry finds them

A negative fy (ICL-NUIM) says that the file's world is left-handed. Camera and world are mirrored back, so that the room
is the one that was seen and not its mirror image; turning the picture upside down instead fuses just as well and
swaps left and right.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from arkit.errors import CheckError, NotFoundError, ReadError
from arkit.frame import Camera
from arkit.spaces import CV_FLIP, pose

COLORS, DEPTHS = ("color", "rgb", "colour", "image", "images"), ("depth", "depths")
POSES = ("pose.txt", "poses.txt", "trajectory.txt", "groundtruth.txt", "trajectory.log", "traj.txt")
CAMERAS = ("camera.txt", "intrinsics.txt")
TIME_GAP_S = 0.03
MOST_FRAMES = 3000
MOST_PIXELS = 20_000_000
_Pairs = list[tuple[Path, Path | None]]


@dataclass(frozen=True, slots=True)
class Intrinsics:
    """As files and data sets state them: the centre of the top left pixel is 0, fy below 0 where their y points up."""

    fx: float
    fy: float
    cx: float
    cy: float
    steps_per_m: float = 5000.0

    def __post_init__(self) -> None:
        numbers = np.array([self.fx, self.fy, self.cx, self.cy, self.steps_per_m])
        if not np.isfinite(numbers).all() or self.fx == 0 or self.fy == 0 or self.steps_per_m <= 0:
            raise CheckError(f"intrinsics: expected fx, fy, cx, cy and steps per metre, got {numbers.tolist()}")


@dataclass(frozen=True, slots=True)
class DepthFrames:
    """Where the pictures lie and what took them.

    Attributes:
        depths, colors: paths in order; colors None where a frame has none.
        T_world_camera: (n, 4, 4), our camera space (y up, looks along -z); None where no poses were given.
    """

    depths: tuple[Path, ...]
    colors: tuple[Path | None, ...]
    T_world_camera: np.ndarray | None
    intrinsics: Intrinsics

    def camera(self, width: int, height: int) -> Camera:
        """The camera of pictures of this size."""
        one = self.intrinsics
        return Camera(width, height, abs(one.fx), abs(one.fy), one.cx + 0.5, one.cy + 0.5)


def find_frames(folder: Path, intrinsics: Intrinsics | None = None) -> DepthFrames:
    """The frames of a folder.

    Args:
        intrinsics: where the folder has no camera.txt, or it is known better.

    Raises:
        NotFoundError: no depth pictures there, or nothing that says the intrinsics.
        ReadError: poses or intrinsics of another form, or another number of poses than pictures.
    """
    pairs = _pairs(folder)
    if not pairs:
        raise NotFoundError(f"{folder.name}: expected depth pictures in depth/ or named …_depth.png, found none")
    if len(pairs) > MOST_FRAMES:
        raise CheckError(f"{folder.name}: expected at most {MOST_FRAMES} frames, got {len(pairs)}; leave some out")
    intrinsics = intrinsics or _intrinsics(folder)
    path = next((folder / name for name in POSES if (folder / name).is_file()), None)
    if path is None:
        return DepthFrames(*_apart(pairs), None, intrinsics)
    times, poses = _read_poses(path)
    pairs, poses = _matched(pairs, times, poses, path.name)
    mirror = np.diag([np.sign(intrinsics.fx), np.sign(intrinsics.fy), 1.0, 1.0])
    return DepthFrames(*_apart(pairs), mirror @ poses @ mirror @ CV_FLIP, intrinsics)


def _apart(pairs: _Pairs) -> tuple[tuple[Path, ...], tuple[Path | None, ...]]:
    return tuple(depth for depth, _ in pairs), tuple(color for _, color in pairs)


def read_depth_m(path: Path, steps_per_m: float) -> np.ndarray:
    """(h, w) float32 metres, 0 where unknown, of a 16 bit PNG."""
    picture = _opened(path)
    if not picture.mode.startswith("I"):
        raise ReadError(f"{path.name}: expected a 16 bit depth picture of one channel, got mode {picture.mode}")
    return np.asarray(picture).astype(np.float32) / np.float32(steps_per_m)


def read_color(path: Path) -> np.ndarray:
    """(h, w, 3) uint8 sRGB."""
    return np.asarray(_opened(path).convert("RGB"))


def _opened(path: Path) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(path.read_bytes()))
        if picture.width * picture.height > MOST_PIXELS:
            raise CheckError(
                f"{path.name}: expected at most {MOST_PIXELS:,} pixels, got {picture.width}x{picture.height}"
            )
        picture.load()
        return picture
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise ReadError(f"{path.name}: expected a picture, got {error}") from error


def _pairs(folder: Path) -> _Pairs:
    depths = next((_pictures(folder / name) for name in DEPTHS if (folder / name).is_dir()), [])
    if not depths:
        loose = _pictures(folder)
        named = {path.name: path for path in loose}
        found = [path for path in loose if path.stem.endswith("_depth")]
        return [(path, named.get(path.name.replace("_depth", ""))) for path in found]
    colors = next((_pictures(folder / name) for name in COLORS if (folder / name).is_dir()), [])
    if len(colors) == len(depths):
        return list(zip(depths, colors, strict=True))
    return [(path, None) for path in depths]


def _pictures(folder: Path) -> list[Path]:
    """PNGs in the order a person means: 2 before 10."""
    found = [path for path in folder.iterdir() if path.suffix.lower() == ".png"]
    return sorted(
        found, key=lambda path: [(not one.isdigit(), int(one) if one.isdigit() else 0, one) for one in _words(path)]
    )


def _words(path: Path) -> list[str]:
    return [word for word in re.split(r"(\d+)", path.stem) if word]


def _rows(path: Path) -> list[list[float]]:
    try:
        lines = [line.split("#")[0].replace(",", " ").split() for line in path.read_text(encoding="utf-8").splitlines()]
        rows = [[float(word) for word in line] for line in lines if line]
    except (ValueError, UnicodeDecodeError) as error:
        raise ReadError(f"{path.name}: expected rows of numbers ({error})") from error
    if not all(np.isfinite(row).all() for row in rows):
        raise ReadError(f"{path.name}: expected finite numbers, got NaN or infinity")
    return rows


def _intrinsics(folder: Path) -> Intrinsics:
    path = next((folder / name for name in CAMERAS if (folder / name).is_file()), None)
    if path is None:
        raise NotFoundError(f"{folder.name}: expected a camera.txt with fx fy cx cy beside the frames; write one")
    numbers = [value for row in _rows(path) for value in row]
    if len(numbers) == 9:  # a matrix
        numbers = [numbers[0], numbers[4], numbers[2], numbers[5]]
    if len(numbers) not in (4, 5):
        raise ReadError(f"{path.name}: expected fx fy cx cy and perhaps steps per metre, got {len(numbers)} numbers")
    return Intrinsics(*numbers)


def _read_poses(path: Path) -> tuple[np.ndarray | None, np.ndarray]:
    """Times where the file has them, and (n, 4, 4) camera to world in OpenCV's axes."""
    rows = _rows(path)
    widths = {len(row) for row in rows}
    if widths == {7} or widths == {8}:
        table = np.array(rows)
        poses = np.stack([_moved(row) for row in table[:, -7:]])
        return (table[:, 0] if widths == {8} else None), poses
    numbers = [row for row in rows if len(row) != 3]  # Open3D's log writes three counters before each matrix
    flat = np.array([value for row in numbers for value in row])
    if not len(flat) or len(flat) % 16 or {len(row) for row in numbers} - {4, 16}:
        raise ReadError(
            f"{path.name}: expected poses as tx ty tz qx qy qz qw (with a time before them or not) or 4x4 matrices, "
            f"got rows of {sorted(widths)} numbers"
        )
    poses = flat.reshape(-1, 4, 4)
    turns = poses[:, :3, :3]
    if not np.allclose(turns @ turns.transpose(0, 2, 1), np.eye(3), atol=1e-2):
        raise ReadError(f"{path.name}: expected rotations in its matrices, got others")
    return None, poses


def _moved(row: np.ndarray) -> np.ndarray:
    x, y, z, w = row[3:] / max(float(np.linalg.norm(row[3:])), 1e-12)
    turn = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
    return pose(turn, row[:3])


def _matched(pairs: _Pairs, times: np.ndarray | None, poses: np.ndarray, name: str) -> tuple[_Pairs, np.ndarray]:
    """Frames and poses in step: by time where both have one, else by order."""
    if times is not None:
        try:
            stamps = np.array([float(depth.stem) for depth, _ in pairs])
        except ValueError:
            stamps = None
        if stamps is not None:
            nearest = np.abs(stamps[:, None] - times[None]).argmin(axis=1)
            kept = np.flatnonzero(np.abs(times[nearest] - stamps) < TIME_GAP_S)
            if not len(kept):
                raise ReadError(f"{name}: expected poses within {TIME_GAP_S} s of the depth pictures, found none")
            return [pairs[one] for one in kept], poses[nearest[kept]]
    if len(poses) < len(pairs):
        raise ReadError(f"{name}: expected a pose for each of {len(pairs)} depth pictures, got {len(poses)}")
    return pairs, poses[: len(pairs)]


__all__ = ["DepthFrames", "Intrinsics", "find_frames", "read_color", "read_depth_m"]
