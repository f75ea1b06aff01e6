"""What a picture says of its light about one point of the floor, beyond the cues of the whole room.

The floor's brightness is looked up on rings about the point, as are what stands there and what is blown out; shadows
count more the nearer they fall. Walls, ceiling and things each tell which of their sides is lighter. What all bearings
share (how dark the room is, how much of the ceiling is seen, how far the point is) lets the network judge the same cue
otherwise by day than in the evening.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from scipy import ndimage

from arkit.room.layout.cues import ANGLES, BEARINGS, MAP_REACH, SHADOWS, Seen, bearing_of, linear_light, plane_slope
from arkit.room.layout.evidence import Evidence
from arkit.room.layout.free import GRID, from_above
from arkit.room.layout.upright import Upright

RINGS = (0.2, 0.5, 0.9, 1.5, 2.3, 3.2)  # of the camera's height, about the point
FULL_RINGS = (0.5, 1.5, 2.3)  # where more than brightness is looked up
HIGH = 1.35  # of the camera's height: what glows above is a lamp rather than a window
NEAR = 1.0  # of the camera's height: a shadow this far counts 1/e
BLOWN = 93.0  # CIELAB lightness
THING_CELLS = 60  # that a thing must show to have sides
COUNT = 49  # cues for each bearing
WAYS = np.stack([np.sin(ANGLES), -np.cos(ANGLES)], axis=1)  # (BEARINGS, 2) x, z


@dataclass(frozen=True, slots=True)
class Nearby:
    """Maps of the floor from above, (n, m) cells of `free.GRID`, and what is measured once for a picture.

    Attributes:
        rings: for each of RINGS its maps, smoothed as wide as the ring is: light times floor, floor, and on
            FULL_RINGS what stands and what is blown out.
        floor_left: (n * m,) by how much bare floor is lighter than the floor around it, logarithm.
        behind: (BEARINGS, len(SHADOWS), n * m) bare floor with something standing towards each bearing.
        cells: (n * m, 2) x and z of the cells' middles, camera heights.
        slopes: (2, 2) by which the logarithm of light on walls, on the ceiling grows along x and z.
        lean: by how much the right sides of things are lighter.
        middle: (2,) x and z of the middle of the floor seen.
        whole: what is one number for the picture.
    """

    rings: tuple[tuple[np.ndarray, ...], ...]
    floor_left: np.ndarray
    behind: np.ndarray
    cells: np.ndarray
    slopes: np.ndarray
    lean: float
    middle: np.ndarray
    whole: np.ndarray


def look_nearby(grid: Upright, evidence: Evidence, seen: Seen, ratio: float) -> Nearby:
    """Measure a picture once, for all points; `ratio` is the room's height over the camera's."""
    log_light = np.log(np.maximum(linear_light(grid), 1e-3))
    floor, thing, bright, blown = (
        np.nan_to_num(from_above(grid, part, MAP_REACH)[0]).astype(np.float32)
        for part in (
            evidence.chance[0],
            evidence.chance[3] + 0.5 * evidence.chance[1],
            log_light,
            (grid.color[..., 0] > BLOWN).astype(np.float64),
        )
    )
    bare, standing = (floor > 0.7).astype(np.float32), (thing > 0.6).astype(np.float32)
    usual = float(np.median(bright[bare > 0])) if bare.any() else 0.0
    maps = ((bright - usual) * bare, bare, standing, blown * bare)
    around = cv2.GaussianBlur(bright * bare, (0, 0), 12) / np.maximum(cv2.GaussianBlur(bare, (0, 0), 12), 1e-3)
    half = bare.shape[1] // 2
    x, z = np.meshgrid((np.arange(-half, half) + 0.5) * GRID, (np.arange(-half, 0) + 0.5) * GRID)
    cells = np.stack([x.ravel(), z.ravel()], axis=1)
    own = bare.ravel() > 0
    return Nearby(
        rings=tuple(_smoothed(maps[: 4 if ring in FULL_RINGS else 2], ring) for ring in RINGS),
        floor_left=((bright - around) * bare).ravel(),
        behind=_behind(standing, bare),
        cells=cells,
        slopes=np.stack([_slope(seen, kind) for kind in (1, 2)]),
        lean=_lean(grid, evidence, log_light),
        middle=cells[own].mean(axis=0) if own.any() else np.array([0.0, -1.5]),
        whole=_whole(grid, seen, log_light, ratio),
    )


def nearby_cues(seen: Seen, nearby: Nearby, point: np.ndarray) -> np.ndarray:
    """(BEARINGS, COUNT) cues at a point (3,) of the floor, in camera heights."""
    at = point[[0, 2]]
    shared = np.tile(np.append(nearby.whole, np.linalg.norm(at)), (BEARINGS, 1))
    parts = [
        _shade(nearby, at),
        _rings(nearby, at),
        np.clip(WAYS @ nearby.slopes.T, -1.5, 1.5),
        3 * nearby.lean * WAYS[:, :1],
        (WAYS @ -at)[:, None] / 2,
        (WAYS @ (nearby.middle - at))[:, None],
        _lamps(seen, point),
        _sides(seen, point),
        shared,
    ]
    return np.concatenate(parts, axis=1)


def _smoothed(maps: tuple[np.ndarray, ...], ring: float) -> tuple[np.ndarray, ...]:
    return tuple(cv2.GaussianBlur(one, (0, 0), 1.5 + 2.5 * ring) for one in maps)


def _behind(standing: np.ndarray, bare: np.ndarray) -> np.ndarray:
    """(BEARINGS, len(SHADOWS), cells) bare floor that has something standing so far towards each bearing."""
    found = np.zeros((BEARINGS, len(SHADOWS), bare.size), np.float32)
    for index, angle in enumerate(ANGLES):
        for which, reach in enumerate(SHADOWS):
            shift = np.array([[1, 0, -reach * np.sin(angle)], [0, 1, reach * np.cos(angle)]], dtype=np.float32)
            found[index, which] = ((cv2.warpAffine(standing, shift, standing.shape[::-1]) > 0.5) * bare).ravel()
    return found


def _slope(seen: Seen, kind: int) -> np.ndarray:
    own = seen.kind == kind
    return plane_slope(seen.points[own], seen.log_light[own], np.ones(int(own.sum())))


def _lean(grid: Upright, evidence: Evidence, log_light: np.ndarray) -> float:
    """By how much things grow lighter to the right, mean over all."""
    shown = (evidence.chance[3] > 0.6) & grid.seen & (grid.color[..., 0] < 97)
    labels, _ = ndimage.label(ndimage.binary_opening(shown, iterations=1))
    total, count = 0.0, 20.0
    for index, where in enumerate(ndimage.find_objects(labels)):
        own = labels[where] == index + 1
        columns = np.nonzero(own)[1].astype(np.float64)
        columns -= columns.mean()
        spread = float(columns.std())
        if len(columns) < THING_CELLS or spread < 1.5:
            continue
        weight = float(np.sqrt(len(columns)))
        total += weight * float(np.clip((columns * log_light[where][own]).mean() / spread, -0.4, 0.4))
        count += weight
    return total / count


def _whole(grid: Upright, seen: Seen, log_light: np.ndarray, ratio: float) -> np.ndarray:
    """(15,) how light floor, walls and ceiling are, how even, how much of each; how dark and how blown out all is."""
    lights = [seen.log_light[seen.kind == kind] for kind in range(3)]
    floor, wall, ceiling = (float(np.median(one)) if len(one) else 0.0 for one in lights)
    shown, lightness = log_light[grid.seen], grid.color[..., 0]
    patch = (lightness > 94) & (grid.tangent[:, None] < -0.3) & grid.seen
    return np.array(
        [
            floor - wall,
            ceiling - wall,
            *(np.log1p(len(one)) / 5 for one in lights),
            *(float(one.std()) if len(one) else 0.0 for one in lights),
            np.log(patch.mean() + 1e-3) / 3,
            (lightness < 25)[grid.seen].mean(),
            shown.mean() / 2,
            shown.std(),
            (lightness > 97)[grid.seen].mean(),
            grid.azimuth_rad[-1] - grid.azimuth_rad[0],
            ratio,
        ]
    )


def _shade(nearby: Nearby, at: np.ndarray) -> np.ndarray:
    """(BEARINGS, 4) by how much floor near the point is darker behind what stands there, and how much floor that is."""
    near = np.exp(-((nearby.cells - at) ** 2).sum(axis=1) / NEAR).astype(np.float32)
    total = nearby.behind @ near
    shade = -(nearby.behind @ (near * nearby.floor_left)) / (total + 8)
    return np.concatenate(
        [np.clip(shade - shade.mean(axis=0), -1, 1), np.log1p(total).mean(axis=1, keepdims=True) / 5], axis=1
    )


def _rings(nearby: Nearby, at: np.ndarray) -> np.ndarray:
    """(BEARINGS, 15) light of the floor on each ring; on some, floor, things and what is blown out."""
    found = []
    for ring, maps in zip(RINGS, nearby.rings, strict=True):
        places = (at + ring * WAYS) / GRID + np.array([maps[0].shape[1] / 2, maps[0].shape[0]]) - 0.5
        x, y = places.astype(np.float32).T[:, :, None]
        light, *rest = (cv2.remap(one, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)[:, 0] for one in maps)
        found.append(np.clip(light / (rest[0] + 0.15), -1.5, 1.5))
        found += rest if ring in FULL_RINGS else []
    return np.stack(found, axis=1)


def _lamps(seen: Seen, point: np.ndarray) -> np.ndarray:
    """(BEARINGS, 6) where lamps that explain the light would stand; what glows high up and low."""
    toward, found = bearing_of(seen.places - point), []
    score = seen.fits.sum(axis=1)
    for warmth in (1.0, 3.0):
        weight = np.exp((score - score.max()) / warmth)
        found.append(np.log(_about(toward, 0.05) @ (weight / weight.sum()) + 1e-3) / 3)
    far = np.linalg.norm((seen.lamps - point) * (1, 0, 1), axis=1)
    for own in (seen.lamps[:, 1] > HIGH, seen.lamps[:, 1] <= HIGH):
        glow = seen.glow[own]
        there = _about(bearing_of(seen.lamps[own] - point), 0.15) @ (glow / (0.5 + far[own] ** 2))
        found.append(np.log(there + 1e-4) / 3)
        found.append(np.full(BEARINGS, np.log(glow.sum() + 1e-4) / 3))
    return np.stack(found, axis=1)


def _sides(seen: Seen, point: np.ndarray) -> np.ndarray:
    """(BEARINGS, 3) how light the upper and the lower part of walls and the ceiling are there, against the usual."""
    wall, high = seen.kind == 1, seen.points[:, 1] > 1
    found = []
    for own in (wall & high, wall & ~high, seen.kind == 2):
        about = _about(bearing_of(seen.points[own] - point), 0.06)
        usual = float(np.median(seen.log_light[own])) if own.any() else 0.0
        found.append(about @ (seen.log_light[own] - usual) / (about.sum(axis=1) + 1))
    return np.stack(found, axis=1)


def _about(bearings_rad: np.ndarray, width: float) -> np.ndarray:
    """(BEARINGS, n) bells about bearings (n,)."""
    return np.asarray(np.exp((np.cos(ANGLES[:, None] - bearings_rad[None]) - 1) / width))


__all__ = ["COUNT", "Nearby", "look_nearby", "nearby_cues"]
