"""Whether a product's place on the floor is bare, and where the nearest place is that is."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from arkit.frame import project
from arkit.place.bending import bent
from arkit.place.item import OnFloor, Standing, room_corners
from arkit.room import RoomView
from arkit.room.layout.bare import Bare
from arkit.spaces import apply

WITHIN = 0.92  # of each half side: a footprint's rim may touch what stands beside it
SIDE = 9  # points along each side of a footprint
CELL_M, AHEAD_M, ASIDE_M = 0.06, 8.0, 5.0
FARTHEST_M = 3.0  # from the point that was asked for: farther is another part of the room
LEAST = 0.97  # of the cells under a product that must be free


def on_floor(view: RoomView, bare: Bare, one: Standing, others: Sequence[Standing]) -> OnFloor:
    """Judge a product's place on the floor; `others` stand already, and no place is proposed in them."""
    base = room_corners(one)[:4]
    middle = base.mean(axis=0)
    along = WITHIN * ((np.arange(SIDE) + 0.5) / SIDE - 0.5)
    i, j = (part.ravel()[:, None] for part in np.meshgrid(along, along))
    points = middle + i * (base[1] - base[0]) + j * (base[3] - base[0])
    taken = bare.taken(np.concatenate([middle[None], points]))
    found = OnFloor(float(taken[1:].mean()), bool(taken[0]))
    if not found.doubtful:
        return found
    spot = _nearest(view, bare, base - middle, middle, others)
    if spot is None:
        return found
    u, v = bent(view, project(view.frame.camera, apply(view.room.T_camera_room, spot[None])))[0].tolist()
    way = view.room.T_camera_room[:3, :3] @ (spot - middle)
    back = view.room.T_camera_room[2, :3] * (1, 0, 1)
    ahead = -back / max(float(np.linalg.norm(back)), 1e-9)
    return OnFloor(found.taken, found.centre_taken, (u, v), (float(way[0]), float((spot - middle) @ ahead)))


def words(one: Standing, found: OnFloor) -> str:
    """One sentence for the shopper."""
    if found.centre_taken:
        said = f"{one.item.called}: the point shows no bare floor, furniture or a wall is there"
    else:
        said = (
            f"{one.item.called}: {100 * found.taken:.0f} % of the floor under it is not bare, furniture or a wall is "
            "there"
        )
    if found.nearest_px is None:
        return f"{said}; no free floor for it is seen near, choose another point or a smaller product"
    u, v = found.nearest_px
    return f"{said}; the nearest free floor for it seems to be {way_words(found.away_m)}, at {u:.0f},{v:.0f}"


def way_words(away_m: tuple[float, float]) -> str:
    """"80 cm to the left": the larger part of a way, to the side or along the view."""
    aside, ahead = away_m
    cm = f"{100 * max(float(np.hypot(aside, ahead)), 0.01):.0f} cm"
    if abs(aside) > abs(ahead):
        return f"{cm} to the {'right' if aside > 0 else 'left'}"
    return f"{cm} {'farther away' if ahead > 0 else 'nearer'}"


def _nearest(
    view: RoomView, bare: Bare, corners_m: np.ndarray, middle: np.ndarray, others: Sequence[Standing]
) -> np.ndarray | None:
    """The nearest place (3,) whose surroundings, a footprint (4, 3) about it, are free floor; None where none is."""
    x = np.arange(-ASIDE_M, ASIDE_M, CELL_M) + CELL_M / 2
    z = np.arange(-AHEAD_M, 0, CELL_M) + CELL_M / 2
    xs, zs = np.meshgrid(x, z)
    free = bare.free(np.stack([xs.ravel(), np.zeros(xs.size), zs.ravel()], axis=1)).reshape(xs.shape)
    for other in others:
        if other.plane.kind == "floor":
            cells = (room_corners(other)[:4, (0, 2)] - (x[0], z[0])) / CELL_M
            free = cv2.fillConvexPoly(free.astype(np.uint8), np.rint(cells).astype(np.int32), 0) > 0
    under = _under(corners_m)
    share = cv2.filter2D(free.astype(np.float32), -1, under / under.sum(), borderType=cv2.BORDER_CONSTANT)
    away = np.hypot(xs - middle[0], zs - middle[2])
    fits = (share >= LEAST) & free & (away < FARTHEST_M)
    if not fits.any():
        return None
    row, column = np.unravel_index(np.argmin(np.where(fits, away, np.inf)), fits.shape)
    return np.array([x[column], 0.0, z[row]])


def _under(corners_m: np.ndarray) -> np.ndarray:
    """(n, n) float32 the cells under a footprint whose middle is the middle one, 1 inside."""
    half = int(np.ceil(np.abs(corners_m[:, (0, 2)]).max() / CELL_M)) + 2
    kernel = np.zeros((2 * half + 1, 2 * half + 1), dtype=np.float32)
    at = np.rint(corners_m[:, (0, 2)] / CELL_M + half).astype(np.int32)
    cv2.fillConvexPoly(kernel, at, 1.0)
    return np.asarray(cv2.dilate(kernel, np.ones((3, 3), np.uint8)))  # a hand's breadth beside what stands there


__all__ = ["on_floor", "way_words", "words"]
