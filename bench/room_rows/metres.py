"""Metres from a marker, from a known length, an A4 sheet, a bank card: range, normal, drawn size, contact, honesty.

The marker's range and normal are asked with the field of view known, as for a calibrated phone; its peer is OpenCV's
detector with cornerSubPix and solvePnP (IPPE_SQUARE), told the same. Clicks and tapes err as arkit.room.scale says
that people's do. Sizes are asked uncalibrated, at twelve points of
bare floor a picture: how many per cent a product that stands there would be drawn too large or too small. The contact
gap is how far the corners of a base of 60 x 60 cm hang above or sink below the true floor.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from arkit.errors import ArkitError
from arkit.frame import project, rays
from arkit.room import KnownLength, Marker, RoomView, Sheet, find_room, floor_points, size_sd
from arkit.room.manhattan.lens import straight_points
from arkit.room.scale import CLICK_SD_PX, LENGTH_SD_M
from arkit.spaces import apply
from bench.room_rows import COVERED_PCT, Row, at_most, covered, median, percentile
from bench.rooms import Extras, Printed, Shot, shot
from bench.rooms.lens import straight_px

HALF_BASE_M = 0.3
SOURCES = ("marker", "known length", "sheet", "card")


@dataclass
class Sizes:
    """Errors of the drawn size (relative, signed), what was told of them, and contact gaps in centimetres."""

    error: list[float] = field(default_factory=list)
    sd: list[float] = field(default_factory=list)
    gap_cm: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    pictures: int = 0


def rows(rooms: Sequence[int]) -> Iterable[Row]:
    """Marker range and normal, then sizes by each source."""
    reach: dict[str, list[float]] = {name: [] for name in ("range", "normal", "peer range", "peer normal")}
    sizes = {name: Sizes() for name in SOURCES}
    for seed in rooms:
        family = "36h11" if seed % 2 else "4x4_50"
        taken = shot(seed, extras=Extras(marker=family, sheet=True, card=True))
        _marker(taken, reach)
        for name in SOURCES:
            _sizes(taken, name, sizes[name])
    count = f"{len(reach['range'])} markers"
    for name, unit in (("range", "%"), ("normal", "°")):
        values, peer = reach[name], median(reach[f"peer {name}"])
        yield Row(f"marker: {name}, median", at_most(0.3), median(values), count, values, unit, peer)
    for name, found in sizes.items():
        error = 100 * np.abs(found.error)
        told = 3.0 if name in ("marker", "known length") else None
        note = f"{found.pictures} pictures, {len(found.refused)} refused"
        bound = None if told is None else at_most(told)
        yield Row(f"placed size by {name}: median", bound, median(error), note, error, "%")
        held = 100 * covered(found.error, found.sd)
        yield Row(f"placed size by {name}: in its 90 % interval", COVERED_PCT, held, "", (), "%")
        gap = None if told is None else at_most(1.0)
        yield Row(f"contact gap by {name}: median", gap, median(found.gap_cm), "", found.gap_cm, "cm")
        yield Row(f"contact gap by {name}: p90", None, percentile(found.gap_cm, 90), "", (), "cm")


def _of(taken: Shot, kind: str) -> Printed | None:
    return next((one for one in taken.printed if one.kind == kind), None)


def _fov(taken: Shot) -> float:
    return float(2 * np.arctan(taken.camera.height / 2 / taken.camera.fy))


def _marker(taken: Shot, reach: dict[str, list[float]]) -> None:
    """Range and normal with the field of view known, ours and OpenCV's."""
    marker = _of(taken, "marker")
    if marker is None:
        return
    middle = marker.corners_room_m.mean(axis=0)
    far = float(np.linalg.norm(apply(taken.T_camera_room, middle[None])[0]))
    try:
        view = find_room(taken.frame, scale=Marker(marker.size_m[0]), fov_y_rad=_fov(taken))
    except ArkitError:
        return
    up = view.room.T_camera_room[:3, 1]
    spot = floor_points(view.frame.camera, view.room.T_camera_room, straight_points(view.lens, taken.px(middle[None])))
    reach["range"].append(100 * abs(float(np.linalg.norm(apply(view.room.T_camera_room, spot)[0])) / far - 1))
    reach["normal"].append(float(np.degrees(np.arccos(np.clip(up @ taken.up_camera, -1, 1)))))
    peer = plain_marker(taken, marker)
    if peer is not None:
        reach["peer range"].append(100 * abs(float(np.linalg.norm(peer[:3, 3])) / far - 1))
        reach["peer normal"].append(float(np.degrees(np.arccos(np.clip(peer[:3, 2] @ taken.up_camera, -1, 1)))))


def plain_marker(taken: Shot, marker: Printed) -> np.ndarray | None:
    """T_camera_marker (our camera axes, the marker's +z its normal) as OpenCV alone finds it, told the focal length."""
    family = {"4x4_50": cv2.aruco.DICT_4X4_50, "36h11": cv2.aruco.DICT_APRILTAG_36h11}[marker.family]
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(family), parameters)
    gray = cv2.cvtColor(taken.frame.pixels, cv2.COLOR_RGB2GRAY)
    corners, ids, _ = detector.detectMarkers(gray)
    if ids is None or marker.id not in ids.ravel():
        return None
    px = corners[int(np.flatnonzero(ids.ravel() == marker.id)[0])].reshape(4, 2) + 0.5
    half, camera = marker.size_m[0] / 2, taken.camera
    square = np.array([[-half, half, 0], [half, half, 0], [half, -half, 0], [-half, -half, 0]])
    K = np.array([[camera.fx, 0, camera.width / 2], [0, camera.fy, camera.height / 2], [0, 0, 1.0]])
    found, turn, shift = cv2.solvePnP(square, px, K, None, flags=cv2.SOLVEPNP_IPPE_SQUARE)
    if not found:
        return None
    T = np.eye(4)
    T[:3, :3], T[:3, 3] = cv2.Rodrigues(turn)[0], shift.ravel()
    return np.diag([1.0, -1.0, -1.0, 1.0]) @ T


def _sizes(taken: Shot, name: str, found: Sizes) -> None:
    """Ask for the room with one source of metres and compare sizes on its floor."""
    points_px, points_m = taken.floor_points(12)
    source = _source(taken, name, points_px, points_m)
    if source is None or len(points_px) < 4:
        return
    try:
        view = find_room(taken.frame, scale=source)
    except ArkitError as error:
        found.refused.append(f"{taken.seed}: {error}")
        return
    found.pictures += 1
    for px, point in zip(points_px, points_m, strict=True):
        compared = _compared(taken, view, px, point)
        if compared is None:
            continue
        found.error.append(compared[0])
        found.gap_cm.append(compared[1])
        found.sd.append(size_sd(view, (float(px[0]), float(px[1]))))


def _source(taken: Shot, name: str, points_px: np.ndarray, points_m: np.ndarray) -> Marker | KnownLength | Sheet | None:
    marker = _of(taken, "marker")
    if name == "marker":
        return None if marker is None else Marker(marker.size_m[0])
    if name == "sheet":
        return None if _of(taken, name) is None else Sheet("a4")
    if name == "card":
        card = _of(taken, name)
        if card is None:
            return None
        clicks = taken.px(card.corners_room_m) + np.random.default_rng([taken.seed, 21]).normal(0, CLICK_SD_PX, (4, 2))
        return Sheet("card", corners_px=tuple((float(u), float(v)) for u, v in clicks))
    if len(points_px) < 4:
        return None
    rng = np.random.default_rng([taken.seed, 20])
    first = int(np.argmax(points_px[:, 1]))
    away = np.linalg.norm(points_m - points_m[first], axis=1)
    second = int(np.argmin(np.abs(away - 1.5)))
    clicked = points_px[[first, second]] + rng.normal(0, CLICK_SD_PX, (2, 2))
    length = float(away[second]) + float(rng.normal(0, LENGTH_SD_M))
    start, end = ((float(x), float(y)) for x, y in clicked)
    return KnownLength(start, end, length) if length > 0.3 else None


def _compared(taken: Shot, view: RoomView, px: np.ndarray, point: np.ndarray) -> tuple[float, float] | None:
    """Log of drawn over true size at a point, and the worst gap (cm) of a base that stands there."""
    camera, T = view.frame.camera, view.room.T_camera_room
    spot = floor_points(camera, T, straight_points(view.lens, px[None]))
    if not np.isfinite(spot).all():
        return None
    depth = -float(apply(T, spot)[0, 2])
    true_depth = -float(apply(taken.T_camera_room, point[None])[0, 2])
    error = float(np.log((camera.fx / depth) / (taken.camera.fx / true_depth)))
    base = spot + HALF_BASE_M * np.array([[-1, 0, -1], [1, 0, -1], [1, 0, 1], [-1, 0, 1]])
    corners = apply(T, base)
    if (corners[:, 2] > -0.2).any():
        return None
    toward = rays(taken.camera, project(camera, corners))
    reach = -corners[:, 2] * true_depth / depth
    placed = toward * (reach / -toward[:, 2])[:, None]
    above = placed @ taken.up_camera + taken.height_m
    anchor = rays(taken.camera, straight_px(taken.camera, taken.k1, px[None]))
    level = float((anchor[0] * (true_depth / -anchor[0, 2])) @ taken.up_camera) + taken.height_m
    return error, 100 * float(np.abs(above - level).max())


__all__ = ["Sizes", "plain_marker", "rows"]
