"""What a picture says of where its light comes from, for each bearing about a point of the floor.

Cues, each a number for each of BEARINGS directions: how well a lamp there would explain how floor, walls and ceiling
darken with distance; windows and lamps that are seen there; how bright walls are there and across; which way the floor
grows lighter; and on which side of what stands about the floor is darker than around: that side lies in its shadow.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from arkit.room.layout.evidence import Evidence
from arkit.room.layout.free import from_above
from arkit.room.layout.regions import SHAPE
from arkit.room.layout.upright import COLUMNS, ROWS, Upright

BEARINGS = 36
ANGLES = np.arange(BEARINGS) * 2 * np.pi / BEARINGS  # azimuth: 0 towards -z, growing towards +x
REACH, STEP = 4.0, 0.4  # of the camera's height: where lamps are tried about the floor seen
HEIGHTS = (0.9, 1.5)  # a window's middle, a lamp at the ceiling
SHARES = (0.1, 0.3, 0.6)  # of all light that comes straight from there
NOISE, TOGETHER = 0.10, 25.0  # of log brightness; so many neighbouring samples count as one
SAMPLES = 260  # of each of floor, walls, ceiling
MAP_REACH = 4.0  # of the camera's height
SHADOWS = (3, 6, 11)  # cells of the map from above, how far a shadow is looked for
COUNT = 18  # cues for each bearing


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture's surfaces and their brightness, in units of the camera's height above the floor.

    Attributes:
        points, normals: (n, 3) of samples of floor, walls and ceiling.
        kind: (n,) 0 floor, 1 wall, 2 ceiling.
        log_light: (n,) natural logarithm of linear luminance.
        places, fits: (m, 3) and (m, 3): lamps tried, and their log likelihood by floor, by walls, by ceiling.
        lamps, glow: (k, 3) and (k,): places of what is much brighter than the rest, and how much of the view it fills.
        slope: (2,) by which the logarithm of the floor's light grows along x and z.
        shade: (BEARINGS, len(SHADOWS)) by how much floor is darker where something stands towards a bearing.
        shade_count: (BEARINGS, len(SHADOWS)) logarithm of how much floor that was measured on.
    """

    points: np.ndarray
    normals: np.ndarray
    kind: np.ndarray
    log_light: np.ndarray
    places: np.ndarray
    fits: np.ndarray
    lamps: np.ndarray
    glow: np.ndarray
    slope: np.ndarray
    shade: np.ndarray
    shade_count: np.ndarray


def look_for_light(grid: Upright, evidence: Evidence, reach: np.ndarray, ratio: float) -> Seen:
    """Measure a picture once, for all points.

    Args:
        grid, evidence: of the picture.
        reach: (COLUMNS,) level distance of the walls, camera heights.
        ratio: room height over camera height.
    """
    light = linear_light(grid)
    points, normals, kind, at = _samples(grid, evidence, reach, ratio)
    log_light = np.log(np.maximum(light[at], 1e-3))
    middle = points[kind == 0].mean(axis=0) if (kind == 0).any() else np.array([0.0, 0.0, -1.5])
    places = _places(middle)
    fits = np.stack(
        [_fit(points[kind == k], normals[kind == k], log_light[kind == k], places) for k in range(3)], axis=1
    )
    lamps, glow = _glowing(grid, evidence, light, reach, ratio)
    shade, count = _shade(grid, evidence, light)
    return Seen(
        points, normals, kind, log_light, places, fits, lamps, glow, _slope(points, kind, log_light), shade, count
    )


def cues_at(seen: Seen, point: np.ndarray) -> np.ndarray:
    """(BEARINGS, COUNT) cues at a point (3,) of the floor, in camera heights."""
    to_place = bearing_of(seen.places - point)
    near = np.cos(ANGLES[:, None] - to_place[None]) > np.cos(np.radians(14))
    parts = []
    for score in (seen.fits[:, 0], seen.fits[:, 1], seen.fits[:, 2], seen.fits.sum(axis=1)):
        best = np.array([score[own].max() if own.any() else score.min() for own in near])
        parts.append(np.clip(best - score.max(), -6, 0))
    far = np.linalg.norm((seen.lamps - point) * (1, 0, 1), axis=1)
    toward = np.exp((np.cos(ANGLES[:, None] - bearing_of(seen.lamps - point)[None]) - 1) / 0.06)
    parts.append(np.log(toward @ (seen.glow / (0.5 + far**2)) + 1e-4) / 3)
    parts.append(np.full(BEARINGS, np.log(seen.glow.sum() + 1e-4) / 3))
    wall = seen.kind == 1
    about = np.exp((np.cos(ANGLES[:, None] - bearing_of(seen.points[wall] - point)[None]) - 1) / 0.12)
    middle = float(np.median(seen.log_light[wall])) if wall.any() else 0.0
    level = about @ (seen.log_light[wall] - middle) / (about.sum(axis=1) + 1.0)
    known = np.log(about.sum(axis=1) + 1) / 5
    half = BEARINGS // 2
    parts += [level, np.roll(level, half), known, np.roll(known, half)]
    ways = np.stack([np.sin(ANGLES), -np.cos(ANGLES)], axis=1)
    parts.append(np.clip(ways @ seen.slope, -2, 2))
    parts.append(np.clip(ways @ _local_slope(seen, point), -2, 2))
    parts += list(np.clip(seen.shade, -1, 1).T)
    parts.append(seen.shade_count.mean(axis=1) / 5)
    parts += [np.cos(ANGLES), np.sin(ANGLES) ** 2]
    return np.stack(parts, axis=1)


def linear_light(grid: Upright) -> np.ndarray:
    """(ROWS, COLUMNS) linear luminance 0…1."""
    lightness = np.clip(grid.color[..., 0], 0, 100)
    return np.asarray(np.where(lightness > 8, ((lightness + 16) / 116) ** 3, lightness / 903.3))


def bearing_of(ways: np.ndarray) -> np.ndarray:
    """(n,) azimuths of ways (n, 3)."""
    return np.asarray(np.arctan2(ways[:, 0], -ways[:, 2]))


def _samples(
    grid: Upright, evidence: Evidence, reach: np.ndarray, ratio: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """Points, normals, kinds and cells of what is surely floor, wall or ceiling and not blown out."""
    azimuth, tangent = np.meshgrid(grid.azimuth_rad, grid.tangent)
    wall_reach = np.broadcast_to(reach, azimuth.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        distances = [-1 / tangent, wall_reach, (ratio - 1) / tangent]
    height = 1 + wall_reach * tangent
    fine = [
        (tangent < -0.12) & (distances[0] < 1.15 * wall_reach),
        np.isfinite(wall_reach) & (height > 0.02) & (height < ratio * 1.02),
        (tangent > 0.1) & (distances[2] < 1.15 * wall_reach),
    ]
    change = np.gradient(np.where(np.isfinite(reach), reach, 0.0), grid.azimuth_rad)
    normal_azimuth = grid.azimuth_rad - np.arctan2(change, np.where(np.isfinite(reach), reach, 1.0))
    found: list[list[np.ndarray]] = [[], [], [], [], []]
    lightness = grid.color[..., 0]
    inner = cv2.erode(grid.seen.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    for kind in range(3):
        sure = (evidence.chance[kind] > 0.7) & fine[kind] & inner & (lightness < 97) & (lightness > 6)
        rows, columns = np.nonzero(sure)
        step = max(1, len(rows) // SAMPLES)
        rows, columns = rows[::step], columns[::step]
        a, far = azimuth[rows, columns], distances[kind][rows, columns]
        y = (0 * far, 1 + far * tangent[rows, columns], 0 * far + ratio)[kind]
        n = normal_azimuth[columns]
        normals = (
            np.tile([0.0, 1.0, 0.0], (len(rows), 1)),
            np.stack([-np.sin(n), 0 * n, np.cos(n)], axis=1),
            np.tile([0.0, -1.0, 0.0], (len(rows), 1)),
        )[kind]
        flat = np.stack([np.sin(a) * far, y, -np.cos(a) * far], axis=1)
        for part, values in zip(found, (flat, normals, np.full(len(rows), kind), rows, columns), strict=True):
            part.append(values)
    points, normals, kind_of, rows, columns = (np.concatenate(part) for part in found)
    return points, normals, kind_of, (rows, columns)


def _places(middle: np.ndarray) -> np.ndarray:
    """Lamps (n, 3) to try, about the middle of the floor seen."""
    along = np.arange(-REACH, REACH + 1e-9, STEP)
    x, y, z = np.meshgrid(along + middle[0], HEIGHTS, along + middle[2], indexing="ij")
    return np.stack([x.ravel(), y.ravel(), z.ravel()], axis=1)


def _fit(points: np.ndarray, normals: np.ndarray, log_light: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Log likelihood (n,) of a lamp at each place by how bright the samples of one kind of surface are."""
    if len(points) < 40:
        return np.zeros(len(places))
    away = places[:, None, :] - points[None]
    square = np.einsum("ijk,ijk->ij", away, away) + 0.05
    kernel = np.maximum(np.einsum("ijk,jk->ij", away, normals), 0) / square**1.5
    kernel /= np.maximum(kernel.mean(axis=1, keepdims=True), 1e-6)
    best = np.full(len(places), np.inf)
    for share in SHARES:
        miss = log_light[None] - np.log(1 - share + share * kernel)
        miss -= np.median(miss, axis=1, keepdims=True)
        best = np.minimum(best, np.minimum(np.abs(miss) / NOISE, 4.0).sum(axis=1) / TOGETHER)
    return -best


def _glowing(
    grid: Upright, evidence: Evidence, light: np.ndarray, reach: np.ndarray, ratio: float
) -> tuple[np.ndarray, np.ndarray]:
    """Places (k, 3) of cells that are blown out, above the floor, on walls or ceiling, and their size."""
    usual = float(np.median(light[grid.seen])) if grid.seen.any() else 0.5
    excess = np.clip((light - max(0.72, 1.5 * usual)) / 0.25, 0, 1) * grid.seen
    excess *= (grid.tangent[:, None] > -0.6) * (1 - evidence.chance[0])
    small = cv2.resize(excess.astype(np.float32), SHAPE[::-1], interpolation=cv2.INTER_AREA)
    rows, columns = np.nonzero(small > 0.15)
    glow = small[rows, columns]
    scale = ROWS / SHAPE[0], COLUMNS / SHAPE[1]
    r, c = (rows * scale[0]).astype(int), (columns * scale[1]).astype(int)
    far = np.where(np.isfinite(reach[c]), reach[c], 2.0)
    tangent = grid.tangent[r]
    far = np.where(tangent > 0.05, np.minimum(far, (ratio - 1) / np.maximum(tangent, 0.05)), far)
    a = grid.azimuth_rad[c]
    cell = (grid.azimuth_rad[1] - grid.azimuth_rad[0]) * (grid.elevation_rad[1] - grid.elevation_rad[0]) * 4
    places = np.stack([np.sin(a) * far, 1 + far * tangent, -np.cos(a) * far], axis=1)
    return places, glow * cell * far**2


def _slope(points: np.ndarray, kind: np.ndarray, log_light: np.ndarray) -> np.ndarray:
    own = kind == 0
    return plane_slope(points[own], log_light[own], np.ones(int(own.sum())))


def _local_slope(seen: Seen, point: np.ndarray) -> np.ndarray:
    own = seen.kind == 0
    away = ((seen.points[own] - point) ** 2).sum(axis=1)
    return plane_slope(seen.points[own], seen.log_light[own], np.exp(-away / 0.5))


def plane_slope(points: np.ndarray, values: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """(2,) slope along x and z of a plane through values, robust against dark things."""
    if len(points) < 20:
        return np.zeros(2)
    base = np.concatenate([points[:, [0, 2]] - points[:, [0, 2]].mean(axis=0), np.ones((len(points), 1))], axis=1)
    kept, found = weight, np.zeros(3)
    for _ in range(4):
        left = base.T * kept
        found = np.linalg.solve(left @ base + np.diag([1.0, 1.0, 1e-6]), left @ values)
        kept = weight / np.maximum(np.abs(values - base @ found), 0.05)
        kept = kept / max(float(kept.max()), 1e-9) * len(points) / 10
    return np.asarray(found[:2])


def _shade(grid: Upright, evidence: Evidence, light: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Darkness of floor that has something standing towards each bearing, against the same floor on the whole."""
    floor, _ = from_above(grid, evidence.chance[0], MAP_REACH)
    thing, _ = from_above(grid, evidence.chance[3] + 0.5 * evidence.chance[1], MAP_REACH)
    bright, _ = from_above(grid, np.log(np.maximum(light, 1e-3)), MAP_REACH)
    bare = (np.nan_to_num(floor) > 0.7).astype(np.float32)
    standing = np.nan_to_num(thing) > 0.6
    value = np.nan_to_num(bright).astype(np.float32) * bare
    about = cv2.GaussianBlur(value, (0, 0), 12) / np.maximum(cv2.GaussianBlur(bare, (0, 0), 12), 1e-3)
    left = (value - about) * bare
    shade, count = np.zeros((BEARINGS, len(SHADOWS))), np.zeros((BEARINGS, len(SHADOWS)))
    for index, angle in enumerate(ANGLES):
        for which, reach in enumerate(SHADOWS):
            shift = np.array([[1, 0, -reach * np.sin(angle)], [0, 1, reach * np.cos(angle)]], dtype=np.float32)
            behind = cv2.warpAffine(standing.astype(np.uint8), shift, standing.shape[::-1]) > 0
            own = behind & (bare > 0)
            total = float(own.sum())
            shade[index, which] = -float(left[own].sum()) / (total + 30)
            count[index, which] = np.log(total + 1)
    return shade - shade.mean(axis=0), count


__all__ = [
    "ANGLES",
    "BEARINGS",
    "COUNT",
    "MAP_REACH",
    "SHADOWS",
    "Seen",
    "bearing_of",
    "cues_at",
    "linear_light",
    "look_for_light",
    "plane_slope",
]
