"""Metres from an A4 sheet or a bank card that lies flat: found in the picture, or marked by its four corners."""

from __future__ import annotations

import numpy as np
from scipy.optimize import least_squares
from scipy.spatial.transform import Rotation

from arkit.color import LUMINANCE_RGB, srgb_to_linear
from arkit.errors import AmbiguousError, CheckError, NotFoundError
from arkit.frame import Camera, project
from arkit.room.manhattan.vanishing import Manhattan
from arkit.room.printed.quad import clockwise, find_quads, fit_quad
from arkit.room.scale import SHEET_M, Scaled, Sheet, click_sd_px
from arkit.room.view import floor_points, refocused, room_pose
from arkit.spaces import apply

CORNER_SD_PX = 0.7  # where lines fitted to its sides meet: with 0.35 only 78 of 100 intervals held in rendered rooms
# By how much all four sides lie outside or inside together: light that bleeds over an edge, a shadow beside it. The
# corners' own misfit does not show it: without it 80 of 100 intervals of the size drawn held on 100 pictures of rooms 0
# to 49, with it 87 (found sheets) and 94 (marked cards).
EDGE_SD_PX = 0.35
LOWEST_M, HIGHEST_M = 0.2, 2.6  # of a camera above what the sheet lies on
HELD_M = (0.8, 2.2)  # above the floor: what would put the camera elsewhere only looks like the sheet
USUAL_M = (1.0, 1.8)  # a sheet that puts it beyond is proposed, not taken: in one of 27 rooms it was something else
SQUARE_RAD = np.radians(8)  # how far its corners may be from right angles
LIKE = 0.07  # how far its sides' ratio may be from the true one
SAME = 0.08  # two answers that differ by less are one
WORDS = {"a4": "an A4 sheet", "card": "a bank card"}


def by_sheet(pixels: np.ndarray, camera: Camera, found: Manhattan, sheet: Sheet) -> Scaled:
    """Metres, and a slightly better up and focal length, from a sheet or card that lies level.

    Args:
        pixels: (h, w, 3) uint8 sRGB.
        camera: the camera so far.
        found: the room's axes from lines.
        sheet: which, where it lies, and its corners where they were marked.

    Raises:
        NotFoundError: none in the picture.
        AmbiguousError: several things look like it, and make the room of different size; or it looks like a
            card, or puts the camera where few hold one: `corners_px` of the error says where, to be confirmed.
        CheckError: the marked corners are not those of such a sheet lying level.
    """
    if sheet.corners_px is not None:
        corners, corner_sd = _snapped(pixels, clockwise(np.array(sheet.corners_px, dtype=np.float64)), camera)
        reading = _read(camera, found, sheet, corners, marked=True)
        if reading is None:
            raise CheckError(
                f"sheet: expected the four corners of {WORDS[sheet.kind]} lying level, once around; "
                "got another shape; mark them again, or lay it flat"
            )
    else:
        reading, corner_sd = find_sheet(pixels, camera, found, sheet), CORNER_SD_PX
    return _solved(camera, found, sheet, reading, corner_sd)


def _snapped(pixels: np.ndarray, corners: np.ndarray, camera: Camera) -> tuple[np.ndarray, float]:
    """Marked corners (4, 2) and their sd, pixels: moved onto the sides where those are clear and no click away."""
    click_px = click_sd_px(camera)
    linear = (srgb_to_linear(pixels / 255.0) @ LUMINANCE_RGB).astype(np.float32)
    fitted = fit_quad(linear, corners)
    if fitted is None or np.abs(fitted - corners).max() > 3 * click_px:
        return corners, click_px
    return fitted, CORNER_SD_PX


def find_sheet(pixels: np.ndarray, camera: Camera, found: Manhattan, sheet: Sheet) -> tuple[np.ndarray, float]:
    """Corners (4, 2), from an end of a long side clockwise, and the camera's height above what the sheet lies on.

    Raises:
        NotFoundError, AmbiguousError: as `by_sheet`.
    """
    readings = []
    for quad in find_quads(pixels):
        reading = _read(camera, found, sheet, quad, marked=False)
        if reading is not None and (sheet.kind != "a4" or _is_paper(pixels, quad)):
            readings.append(reading)
    if not readings:
        raise NotFoundError(
            f"sheet: expected {WORDS[sheet.kind]} lying flat in the picture, found none; lay it within 2 m on a "
            "surface of another colour, all of it in view, or mark its four corners"
        )
    heights = np.array([height for _, height in readings])
    if heights.max() > (1 + SAME) * heights.min():
        raise AmbiguousError(
            f"sheet: expected only {WORDS[sheet.kind]}, found {len(readings)} things like it, which put the camera "
            f"{heights.min():.2f} to {heights.max():.2f} m above them; mark the four corners of the right one",
            heights_m=heights.tolist(),
        )
    best = max(readings, key=lambda reading: float(np.ptp(reading[0], axis=0).min()))
    if sheet.kind == "card" or not USUAL_M[0] <= best[1] + sheet.above_floor_m <= USUAL_M[1]:
        raise _proposed(best, WORDS[sheet.kind])
    return best


def _proposed(reading: tuple[np.ndarray, float], what: str) -> AmbiguousError:
    """What to confirm: only its outline tells a card from a tile or a book; in rendered rooms one of six was none."""
    corners = reading[0].round(1)
    said = " ".join(f"{u:.1f},{v:.1f}" for u, v in corners)
    return AmbiguousError(
        f"sheet: found what may be {what} with its corners at {said} (pixels), the camera {reading[1]:.2f} m "
        "above it; if that is the one, hand these four corners over",
        corners_px=corners.tolist(),
        height_m=reading[1],
    )


def _read(
    camera: Camera, found: Manhattan, sheet: Sheet, quad: np.ndarray, *, marked: bool
) -> tuple[np.ndarray, float] | None:
    """A quad read as the sheet: its corners from an end of a long side, and the camera's height above it."""
    flat = floor_points(camera, room_pose(found.R_camera_room, 1.0), quad)[:, [0, 2]]
    if not np.isfinite(flat).all():
        return None
    sides = np.roll(flat, -1, axis=0) - flat
    lengths = np.linalg.norm(sides, axis=1)
    if lengths.min() < 1e-6:
        return None
    turns = np.abs(np.einsum("nk,nk->n", sides, np.roll(sides, -1, axis=0)) / (lengths * np.roll(lengths, -1)))
    long_m, short_m = SHEET_M[sheet.kind]
    pairs = np.array([lengths[0] + lengths[2], lengths[1] + lengths[3]]) / 2
    first = int(np.argmax(pairs))
    blur = 3 * (click_sd_px(camera) if marked else CORNER_SD_PX) / _shortest_px(quad)
    ratio = float(pairs[first] / pairs[1 - first]) / (long_m / short_m)
    height = float(np.sqrt(long_m / pairs[first] * (short_m / pairs[1 - first])))
    slack = 2.0 if marked else 1.0
    if turns.max() > np.sin(slack * SQUARE_RAD) + blur or abs(np.log(ratio)) > slack * LIKE + blur:
        return None
    if not LOWEST_M <= height <= HIGHEST_M:
        return None
    if not marked and not HELD_M[0] <= height + sheet.above_floor_m <= HELD_M[1]:
        return None
    return np.roll(quad, -first, axis=0), height


def _shortest_px(quad: np.ndarray) -> float:
    return float(np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1).min())


def _grows(quad: np.ndarray) -> float:
    """By how much of itself a quad grows in length for each pixel that all its sides move outwards."""
    ends = np.roll(quad, -1, axis=0)
    area = abs(float((quad[:, 0] * ends[:, 1] - quad[:, 1] * ends[:, 0]).sum())) / 2
    return float(np.linalg.norm(ends - quad, axis=1).sum()) / (2 * area)


def _is_paper(pixels: np.ndarray, quad: np.ndarray) -> bool:
    """Whether a quad is lighter than all about it and nearly without colour, as paper is."""
    middle = quad.mean(axis=0)
    inner, outer = (_colors(pixels, middle + (quad - middle) * size) for size in (0.75, 1.3))
    inside = np.median(inner, axis=0)
    return bool(inside.mean() > 1.08 * np.median(outer, axis=0).mean() and np.ptp(inside) < 0.3 * inside.max())


def _colors(pixels: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """Pixels (n, 3) along the outline through four corners."""
    ends = np.roll(corners, -1, axis=0)
    along = (corners[:, None] + np.linspace(0, 1, 12, endpoint=False)[:, None] * (ends - corners)[:, None]).reshape(
        -1, 2
    )
    u = np.clip(along[:, 0].astype(int), 0, pixels.shape[1] - 1)
    v = np.clip(along[:, 1].astype(int), 0, pixels.shape[0] - 1)
    return pixels[v, u].astype(np.float64)


def _solved(
    camera: Camera, found: Manhattan, sheet: Sheet, reading: tuple[np.ndarray, float], corner_sd: float
) -> Scaled:
    """Rotation, focal length, height, and the sheet's place and turn together, by least squares."""
    corners, above = reading
    long_m, short_m = SHEET_M[sheet.kind]
    half = np.array([long_m / 2, 0, short_m / 2])
    square = np.array([[-1, 0, -1], [1, 0, -1], [1, 0, 1], [-1, 0, 1]]) * half
    first = floor_points(camera, room_pose(found.R_camera_room, above), corners)
    along = first[1] - first[0]
    turn = float(np.arctan2(-along[2], along[0]))
    size = len(found.covariance) + 1
    start = np.array([0, 0, 0, 0, np.log(above), *np.zeros(size - 5), *first.mean(axis=0)[[0, 2]], turn])
    whiten = np.linalg.inv(np.linalg.cholesky(found.covariance))

    def residuals(values: np.ndarray) -> np.ndarray:
        seen = refocused(camera, float(values[3]), values[5:size])
        turned = Rotation.from_rotvec(values[:3]).as_matrix() @ found.R_camera_room
        x, z, heading = values[size:]
        there = square @ Rotation.from_rotvec([0, heading, 0]).as_matrix().T + np.array([x, 0, z])
        miss = project(seen, apply(room_pose(turned, float(np.exp(np.clip(values[4], -5, 5)))), there)) - corners
        known = whiten @ np.delete(values[:size], 4)
        return np.concatenate([np.nan_to_num(miss, nan=1e3).ravel() / corner_sd, known])

    solved = least_squares(residuals, start, x_scale="jac", max_nfev=60)
    misfit = max(float(np.sqrt(np.mean(solved.fun[:8] ** 2))), 1.0)
    covariance = np.linalg.inv(solved.jac.T @ solved.jac)[:size, :size] * misfit**2
    height = float(np.exp(solved.x[4])) + sheet.above_floor_m
    share = float(np.exp(solved.x[4])) / height
    covariance[4] *= share  # log of the whole height, of which the sheet gives a part
    covariance[:, 4] *= share
    covariance[4, 4] += (sheet.above_floor_sd_m / height) ** 2 + (share * EDGE_SD_PX * _grows(corners)) ** 2
    rotation = Rotation.from_rotvec(solved.x[:3]).as_matrix() @ found.R_camera_room
    lens = refocused(camera, float(solved.x[3]), solved.x[5:size])
    return Scaled(rotation, lens.fx, height, covariance, "card", (lens.cx, lens.cy))


__all__ = ["by_sheet", "find_sheet"]
