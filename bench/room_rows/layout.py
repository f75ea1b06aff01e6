"""Walls, ceiling and free floor from one picture of a furnished room, against the room's own plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from arkit.errors import ArkitError
from arkit.room import CameraHeight, RoomView, find_room
from arkit.room.layout import Layout, find_layout
from arkit.spaces import inverse
from arkit.surface import Plane
from bench.learn_regions import kinds_of
from bench.room_rows import COVERED, Row, at_least, at_most, covered, median
from bench.rooms import Shot, shot

SEEN = 0.03  # of the picture: a wall that shows less is not asked for
NEAR = 0.08  # of its distance: a wall found within this is that wall
LIKE = np.cos(np.radians(12))
EVERY = 3  # layout is slow to draw and to find: every third room


def walls_seen(one: Shot) -> list[tuple[np.ndarray, float, float]]:
    """Normal and offset, in arkit's room space of this view, of each true wall, and its part of the picture."""
    found = []
    for plane, number in zip(one.interior.planes[2:], one.wall_ids, strict=True):
        T = one.T_view_room @ plane.T_room_plane
        found.append((T[:3, 1], float(T[:3, 1] @ T[:3, 3]), float((one.ids == number).mean())))
    return found


def turn_between(one: Shot, view: RoomView) -> np.ndarray:
    """Rotation (3, 3) from the room space that was found to the true one of this view."""
    return np.asarray((one.T_camera_room @ inverse(one.T_view_room))[:3, :3].T @ view.room.T_camera_room[:3, :3])


def wall_errors(one: Shot, view: RoomView, layout: Layout) -> tuple[list[tuple[float, float]], float]:
    """(error, sd) relative to distance of each wall found, and the part of the walls seen that was found."""
    truth, turn = walls_seen(one), turn_between(one, view)
    errors, hit = [], np.zeros(len(truth), dtype=bool)
    for plane in layout.planes:
        if plane.kind != "wall":
            continue
        normal, away = turn @ plane.T_room_plane[:3, 1], -_offset(plane)
        like = [
            (abs(away + offset) / max(-offset, 0.1), k) for k, (n, offset, _) in enumerate(truth) if n @ normal > LIKE
        ]
        if not like:
            errors.append((1.0, (plane.offset_sd_m or 0.0) / away))
            continue
        _, which = min(like)
        true_away = -truth[which][1]
        errors.append(((away - true_away) / max(true_away, 0.1), (plane.offset_sd_m or 0.0) / max(true_away, 0.1)))
        hit[which] |= abs(errors[-1][0]) < NEAR
    asked = np.array([share if share >= SEEN else 0.0 for _, _, share in truth])
    return errors, float((asked * hit).sum() / asked.sum()) if asked.sum() > 0 else float("nan")


def _offset(plane: Plane) -> float:
    return float(plane.T_room_plane[:3, 1] @ plane.T_room_plane[:3, 3])


def rows(rooms: Sequence[int]) -> Iterable[Row]:
    """The camera's height is given, as a marker would; everything else comes from the picture."""
    errors: list[tuple[float, float]] = []
    ceilings, recalls, overlap, refused = [], [], [], 0
    for seed in rooms[::EVERY]:
        one = shot(seed)
        try:
            view = find_room(
                one.frame, scale=CameraHeight(one.height_m, 0.01 * one.height_m), focal_35mm=one.focal_35mm
            )
        except ArkitError:
            refused += 1
            continue
        layout = find_layout(view)
        found, recall = wall_errors(one, view, layout)
        errors += found
        recalls.append(recall)
        free, true = layout.chance > 0.5, kinds_of(one.ids, one.seed) == 0
        overlap.append(float((free & true).sum() / max((free | true).sum(), 1)))
        for plane in layout.planes:
            if plane.kind == "ceiling":
                ceilings.append(
                    (
                        float(plane.T_room_plane[1, 3]) / one.plan.height_m - 1,
                        (plane.offset_sd_m or 0) / one.plan.height_m,
                    )
                )
    count = len(recalls)
    wall = np.array(errors or [(np.nan, np.nan)])
    top = np.array(ceilings or [(np.nan, np.nan)])
    yield Row(
        "layout: wall distance", at_most(5), 100 * median(np.abs(wall[:, 0])), f"{len(errors)} walls in {count} rooms, "
        f"{refused} refused", 100 * np.abs(wall[:, 0]), "%"
    )  # fmt: skip
    yield Row(
        "layout: wall, 90 % intervals that hold", COVERED, covered(wall[:, 0], wall[:, 1]), f"{len(errors)} walls"
    )
    yield Row("layout: part of the walls seen that is found", at_least(0.5), median(recalls), "", recalls)
    yield Row(
        "layout: ceiling height", at_most(5), 100 * median(np.abs(top[:, 0])), f"{len(ceilings)} found",
        100 * np.abs(top[:, 0]), "%"
    )  # fmt: skip
    held = covered(top[:, 0], top[:, 1])
    yield Row("layout: ceiling, 90 % intervals that hold", COVERED, held, f"{len(ceilings)} found")
    yield Row("layout: free floor, overlap with the truth", at_least(0.8), median(overlap), f"{count} rooms", overlap)


__all__ = ["rows", "turn_between", "wall_errors", "walls_seen"]
