"""Metres, and the floor itself, from a depth picture taken with the photograph."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError
from scipy.spatial.transform import Rotation

from arkit.errors import CheckError, NotFoundError, ReadError
from arkit.frame import Camera
from arkit.room.manhattan.vanishing import CENTER_SD, Manhattan
from arkit.room.scale import Scaled, with_height
from arkit.room.view import refocused

NEAR_M, FAR_M = 0.2, 12.0
POINTS = 20_000
TRIALS = 400
LEAST_SHARE = 0.03  # of all points that must lie on the floor
DEPTH_SD = 0.01  # relative error of a depth camera's metres
TILT_SD_RAD = 0.004  # of a plane fitted to a depth camera's points: its bias, the noise averages out
STEP_M = 0.25  # a plane further below another than this is another surface
ADVICE = "point the camera so that the floor is in view"
FOUND_RAD, ALONE_RAD = np.radians(6), np.radians(50)  # how far the floor's normal may lie from the up known so far


@dataclass(frozen=True, slots=True)
class Depth:
    """`depth_m`: (h, w), metres along the viewing axis, 0 where unknown; the photograph's shape or a smaller one."""

    depth_m: np.ndarray

    def __post_init__(self) -> None:
        if self.depth_m.ndim != 2 or not np.isfinite(self.depth_m).all():
            raise CheckError(f"depth: expected finite metres of shape (h, w), got {self.depth_m.shape}")


def read_depth(path: Path, per_metre: float = 1000.0) -> Depth:
    """Read a 16 bit PNG; `per_metre` is 1000 where it holds millimetres, 5000 in the TUM and ICL-NUIM sets.

    Raises:
        NotFoundError: there is no such file.
        ReadError: it is no 16 bit picture of one channel.
        CheckError: `per_metre` is not positive.
    """
    if not per_metre > 0:
        raise CheckError(f"depth: expected a positive number of steps per metre, got {per_metre:g}")
    try:
        with Image.open(io.BytesIO(path.read_bytes())) as opened:
            if not opened.mode.startswith("I"):
                raise ReadError(f"{path.name}: expected a 16 bit PNG of one channel, got mode {opened.mode}")
            return Depth(np.asarray(opened).astype(np.float64) / per_metre)
    except FileNotFoundError as error:
        raise NotFoundError(f"{path}: expected a depth picture there, found none") from error
    except (UnidentifiedImageError, OSError) as error:
        raise ReadError(f"{path.name}: expected a 16 bit PNG, got {error}") from error


def by_depth(camera: Camera, found: Manhattan | None, depth: Depth, focal_sd: float) -> Scaled:
    """Up and height from the floor's plane in a depth picture; where no floor is in view, a table is taken for it.

    Args:
        camera: the camera so far.
        found: the room's axes from lines; without them the floor alone says where up is.
        depth: of the same picture.
        focal_sd: relative standard deviation of the camera's focal length.

    Raises:
        CheckError: the depth picture has another shape than the photograph.
        NotFoundError: no floor in it.
    """
    points = _points(camera, depth)
    up = np.array([0.0, 1.0, 0.0]) if found is None else found.R_camera_room[:, 1]
    normal, height = _floor(points, up, ALONE_RAD if found is None else FOUND_RAD)
    if found is None:
        toward = np.array([0.0, 0.0, 1.0]) - normal * normal[2]
        toward /= np.linalg.norm(toward)
        base = np.stack([np.cross(normal, toward), normal, toward], axis=1)
        center_sd = CENTER_SD * float(np.hypot(camera.width, camera.height)) / camera.fx
        known = np.diag([1.0, 1.0, 1.0, focal_sd, center_sd, center_sd]) ** 2
    else:
        base, known = found.R_camera_room, found.covariance
    return _joined(camera, base, known, normal, height)


def _joined(camera: Camera, base: np.ndarray, known: np.ndarray, normal: np.ndarray, height: float) -> Scaled:
    """What lines tell of rotation and lens, and the floor that depth shows with that lens, each by its covariance."""
    apart = np.cross(base[:, 1], normal)
    turn = apart / max(float(np.linalg.norm(apart)), 1e-12) * np.arctan2(np.linalg.norm(apart), base[:, 1] @ normal)
    slopes = _by_lens(normal)[:, : len(known) - 3]
    across = np.linalg.svd(normal[None])[2][1:]
    seen = across @ np.hstack([np.eye(3), -slopes[:3]])
    gain = known @ seen.T @ np.linalg.inv(seen @ known @ seen.T + TILT_SD_RAD**2 * np.eye(2))
    best = gain @ across @ turn
    slope = np.concatenate([np.zeros(3), slopes[3]])
    covariance = with_height((np.eye(len(known)) - gain @ seen) @ known, slope)
    covariance[4, 4] += DEPTH_SD**2
    lens = refocused(camera, float(best[3]), best[4:])
    rotation = Rotation.from_rotvec(best[:3]).as_matrix() @ base
    above = height * float(np.exp(slope @ best))
    return Scaled(rotation, lens.fx, above, (covariance + covariance.T) / 2, "depth", (lens.cx, lens.cy))


def _by_lens(normal: np.ndarray) -> np.ndarray:
    """How the floor's turn (3,) and log height follow the lens that its points were read with, (4, 3).

    Columns are log focal length and principal point, right and down, in focal lengths: what tilts the floor leaves the
    horizon's pixels where they are.
    """
    x, y, _ = normal
    moved = np.array([[x, 0, 0], [y, 0, 0], [0, -x, y]])  # of the normal, a column for each
    return np.vstack([np.cross(normal, moved.T).T, -normal @ moved])


def _points(camera: Camera, depth: Depth) -> np.ndarray:
    """At most POINTS camera-space points (n, 3), evenly over the picture."""
    h, w = depth.depth_m.shape
    scale = camera.width / w
    if abs(camera.height / h - scale) > 0.01 * scale:
        raise CheckError(
            f"depth: expected the photograph's shape {camera.width}x{camera.height} or a smaller copy, got {w}x{h}"
        )
    step = max(1, int(np.sqrt(h * w / POINTS)))
    v, u = np.mgrid[0:h:step, 0:w:step]
    z = depth.depth_m[v, u]
    x = ((u + 0.5) * scale - camera.cx) / camera.fx * z
    y = -((v + 0.5) * scale - camera.cy) / camera.fy * z
    points = np.stack([x, y, -z], axis=-1).reshape(-1, 3)
    kept: np.ndarray = points[(points[:, 2] < -NEAR_M) & (points[:, 2] > -FAR_M)]
    return kept


def _floor(points: np.ndarray, up: np.ndarray, most_rad: float) -> tuple[np.ndarray, float]:
    """Unit normal and distance below the camera of the floor: the level plane with nothing below it."""
    least = max(LEAST_SHARE * len(points), 100)
    if len(points) < least:
        raise NotFoundError(f"depth: expected a floor, found {len(points)} measured points; {ADVICE}")
    rng = np.random.default_rng(0)
    normal, height = _level_plane(points, up, most_rad, rng)
    for _ in range(3):
        below = points[points @ normal + height < -STEP_M]
        if len(below) < least:
            return normal, height
        normal, height = _level_plane(below, up, most_rad, rng)  # that was a table top or a bed
    raise NotFoundError(f"depth: expected a floor with nothing below it, found none; {ADVICE}")


def _level_plane(
    points: np.ndarray, up: np.ndarray, most_rad: float, rng: np.random.Generator
) -> tuple[np.ndarray, float]:
    """Unit normal and distance below the camera of the plane of most points whose normal is nearly `up`."""
    corners = points[rng.integers(0, len(points), (TRIALS * 8, 3))]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    normals *= np.where(normals @ up < 0, -1.0, 1.0)[:, None]
    heights = -np.einsum("nk,nk->n", normals, corners[:, 0])
    good = np.flatnonzero((normals @ up > np.cos(most_rad)) & (heights > NEAR_M))[:TRIALS]
    thick = 0.01 + 0.01 * -points[:, 2]
    counts = np.array([(np.abs(points @ normals[i] + heights[i]) < thick).sum() for i in good])
    if not len(good) or counts.max() < max(LEAST_SHARE * len(points), 50):
        raise NotFoundError(f"depth: expected a level floor in the depth picture, found none; {ADVICE}")
    best = good[int(np.argmax(counts))]
    normal, height = normals[best], float(heights[best])
    for share in (1.0, 1.0, 0.7, 0.7, 0.7):
        near = points[np.abs(points @ normal + height) < share * thick]
        middle = near.mean(axis=0)
        fitted = np.linalg.svd(near - middle, full_matrices=False)[2][2]
        normal = fitted * np.sign(fitted @ up)
        height = -float(normal @ middle)
    return normal, height


__all__ = ["Depth", "by_depth", "read_depth"]
