"""What is laid on the floor or a table to give metres: a marker, a sheet of A4, a bank card."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from arkit.frame import rays
from arkit.spaces import apply, pose, rotation_y
from assets.make.room_meshes import Mesh
from bench.rooms.arrange import footprint, overlapping
from bench.rooms.finishes import SIZE_PX
from bench.rooms.glow import Rays
from bench.rooms.plan import inside
from bench.rooms.scene import Furnished
from bench.rooms.solids import Part, cells, paint
from bench.rooms.view import Taken

MARKER, SHEET, CARD = 250, 251, 252  # ids
A4_M, CARD_M = (0.297, 0.210), (0.0856, 0.05398)  # ISO 216; ISO/IEC 7810 ID-1
FAMILIES = {"4x4_50": cv2.aruco.DICT_4X4_50, "36h11": cv2.aruco.DICT_APRILTAG_36h11}
PAPER_M, PLASTIC_M = 0.0003, 0.0008  # thickness
ENOUGH_PX2 = 120.0**2  # seen this large, a place on the floor is good enough


@dataclass(frozen=True, slots=True)
class Printed:
    """A flat thing of known size.

    Attributes:
        kind: "marker", "sheet" or "card"; family and id of a marker.
        T_room_printed: its own space has the origin in its middle, +y up, its picture's top towards -z.
        size_m: width and height; of a marker its black square.
        corners_room_m: (4, 3) from its own top left, clockwise as seen from above.
    """

    kind: str
    T_room_printed: np.ndarray
    size_m: tuple[float, float]
    corners_room_m: np.ndarray
    family: str = ""
    id: int = 0


def marker_picture(family: str, number: int) -> tuple[np.ndarray, float]:
    """(SIZE_PX, SIZE_PX, 3) uint8 of a sheet with the marker in its middle, and the square's part of the side."""
    dictionary = cv2.aruco.getPredefinedDictionary(FAMILIES[family])
    modules = dictionary.markerSize + 2
    side = SIZE_PX * 7 // 10 // modules * modules
    sheet = np.full((SIZE_PX, SIZE_PX), 235, np.uint8)
    start = (SIZE_PX - side) // 2
    code = cv2.aruco.generateImageMarker(dictionary, number, side)
    sheet[start : start + side, start : start + side] = np.where(code > 0, 235, 28)
    return np.repeat(sheet[..., None], 3, axis=2), side / SIZE_PX


def sheet_picture(rng: np.random.Generator) -> np.ndarray:
    """Plain paper, or paper with a few lines of print."""
    page = np.full((SIZE_PX, SIZE_PX, 3), 240, np.uint8)
    if rng.random() < 0.5:
        for x in np.linspace(120, 880, int(rng.integers(6, 16))):
            cv2.rectangle(page, (int(x), 100), (int(x) + 12, int(rng.integers(500, 920))), (120, 120, 124), -1)
    return page


def card_picture(rng: np.random.Generator) -> np.ndarray:
    """A bank card: a colour, a chip, embossed figures."""
    base = np.array([(32, 60, 110), (150, 30, 40), (210, 208, 200), (25, 25, 28), (30, 105, 80)][rng.integers(5)])
    card = np.ones((SIZE_PX, SIZE_PX, 3)) * base * np.linspace(0.85, 1.1, SIZE_PX)[None, :, None]
    cv2.rectangle(card, (110, 380), (260, 560), (205, 175, 100), -1)
    for x in range(110, 860, 60):
        cv2.rectangle(card, (x, 640), (x + 34, 710), (200, 200, 200), -1)
    return np.clip(card, 0, 255).astype(np.uint8)


def lay(
    room: Furnished,
    taken: Taken,
    rays_: Rays,
    size_m: tuple[float, float],
    *,
    hide: bool,
    seed: list[int],
    taken_floor: list[np.ndarray],
) -> np.ndarray | None:
    """T_room_printed of a free bit of floor in view, for something of `size_m`; None where there is none.

    `hide` wants a corner or two of it outside the picture.
    """
    rng = np.random.default_rng(seed)
    best, chosen = 0.0, None
    for _ in range(300):
        px = rng.uniform((0.06, 0.35), (0.94, 0.99)) * (taken.camera.width, taken.camera.height)
        T = _on_floor(taken, px, float(rng.uniform(0, 2 * np.pi)))
        if T is None:
            continue
        quad = _quad(T, size_m, 1.0 if hide else 1.05)
        score = _seen(room, taken, rays_, quad, taken_floor, hide=hide)
        if score > best:
            best, chosen = score, T
        if best >= ENOUGH_PX2:
            break
    return chosen


def _on_floor(taken: Taken, px: np.ndarray, yaw: float) -> np.ndarray | None:
    T = taken.T_camera_room
    toward = rays(taken.camera, px[None])[0] @ T[:3, :3]
    eye = -T[:3, :3].T @ T[:3, 3]
    if toward[1] > -0.12:
        return None
    point = eye - toward * eye[1] / toward[1]
    if np.linalg.norm(point - eye) > 4.0:
        return None
    return pose(rotation_y(yaw), np.array([point[0], PAPER_M, point[2]]))


def _quad(T: np.ndarray, size_m: tuple[float, float], grown: float = 1.0) -> np.ndarray:
    """Corners (4, 3) from the top left, clockwise from above."""
    x, z = size_m[0] / 2 * grown, size_m[1] / 2 * grown
    return apply(T, np.array([[-x, 0, -z], [x, 0, -z], [x, 0, z], [-x, 0, z]]))


def _seen(
    room: Furnished, taken: Taken, rays_: Rays, quad: np.ndarray, floor: list[np.ndarray], *, hide: bool
) -> float:
    """Square pixels that a quad on the floor shows of itself; 0 where it may not lie."""
    flat = quad[:, [0, 2]]
    if not inside(room.plan.outline_m, flat, 0.03).all() or any(overlapping(flat, other) for other in floor):
        return 0.0
    if any(
        one.on == "floor" and overlapping(flat, footprint(one.piece, one.T_room_piece, 0.01)) for one in room.standing
    ):
        return 0.0
    camera, T = taken.camera, taken.T_camera_room
    points = apply(T, quad)
    if (points[:, 2] > -0.3).any():
        return 0.0
    px = np.stack(
        [camera.cx - camera.fx * points[:, 0] / points[:, 2], camera.cy + camera.fy * points[:, 1] / points[:, 2]], 1
    )
    margin = 6.0
    out = (px < margin).any(axis=1) | (px > np.array([camera.width, camera.height]) - margin).any(axis=1)
    if (hide and not 1 <= out.sum() <= 2) or (out.any() and not hide):
        return 0.0
    eye = -T[:3, :3].T @ T[:3, 3]
    away = quad + np.array([0, 0.004, 0]) - eye
    far = np.linalg.norm(away, axis=1)
    if rays_.blocked(np.broadcast_to(eye, away.shape), away / far[:, None], far - 0.01)[~out].any():
        return 0.0
    area = float(cv2.contourArea(px.astype(np.float32)))
    return min(area, ENOUGH_PX2)


def part(printed: Printed, kind_size_m: tuple[float, float]) -> Part:
    """The mesh of a printed thing; for a marker its whole sheet."""
    w, h = kind_size_m
    lines = [np.linspace(0, side, 5) for side in (w, h)]
    top = cells(np.array([-w / 2, 0, h / 2]), np.array([1.0, 0, 0]), np.array([0, 0, -1.0]), *lines)
    T = printed.T_room_printed
    mesh = Mesh(apply(T, top.positions), top.normals @ T[:3, :3].T, top.uv / np.array([w, h]), top.triangles)
    number = {"marker": MARKER, "sheet": SHEET, "card": CARD}[printed.kind]
    return Part(
        mesh, paint("#FFFFFF", printed.kind, gloss=0.15 if printed.kind == "card" else 0.0), number, blocks_light=False
    )


__all__ = [
    "A4_M",
    "CARD",
    "CARD_M",
    "FAMILIES",
    "MARKER",
    "SHEET",
    "Printed",
    "card_picture",
    "lay",
    "marker_picture",
    "part",
    "sheet_picture",
]
