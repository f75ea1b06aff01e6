"""Rooms to fit things into: a plain rectangle by its sides, or a record saved as JSON; and back to JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np

from arkit.errors import CheckError, ReadError
from arkit.surface import Furniture, Interior, Measure, Opening, Plane

SMALLEST_M, LARGEST_M = 0.3, 100.0
TAPE_SD_M = 0.005  # two people and a steel tape across a room


def rectangle_room(
    width_m: float,
    depth_m: float,
    height_m: float,
    *,
    sd_m: float = 0.0,
    furniture: tuple[Furniture, ...] = (),
    openings: tuple[Opening, ...] = (),
) -> Interior:
    """A room of four walls: the origin in the middle of its floor, `width_m` along x, `depth_m` along z.

    Args:
        width_m, depth_m, height_m: between bare walls, floor and ceiling.
        sd_m: of these.
        furniture, openings: what stands and opens in it, in the same space.
    """
    sides = np.array([width_m, height_m, depth_m], dtype=np.float64)
    if not (np.isfinite(sides).all() and (sides >= SMALLEST_M).all() and (sides <= LARGEST_M).all()):
        given = " x ".join(f"{side:g}" for side in (width_m, depth_m, height_m))
        raise CheckError(f"room: expected sides of 0.3 m to 100 m, width x depth x height, got {given} m")
    x, z = width_m / 2, depth_m / 2
    corners = np.array([(-x, -z), (x, -z), (x, z), (-x, z)])
    flat = Plane("floor", np.eye(4), corners, sd_m, 0.0)
    over = np.diag([1.0, -1.0, -1.0, 1.0])
    over[1, 3] = height_m
    ceiling = Plane("ceiling", over, corners, sd_m, 0.0)
    walls = [
        _wall((0, -z), (0, 1), width_m, height_m, sd_m),
        _wall((0, z), (0, -1), width_m, height_m, sd_m),
        _wall((-x, 0), (1, 0), depth_m, height_m, sd_m),
        _wall((x, 0), (-1, 0), depth_m, height_m, sd_m),
    ]
    none = np.zeros((0, 3))
    planes = (flat, *walls, ceiling)
    return Interior(planes, openings, furniture, none, none.astype(np.int64), sd_m, Measure(1.0, 0.0), 0.0)


def _wall(foot: tuple[float, float], normal: tuple[float, float], long_m: float, height_m: float, sd_m: float) -> Plane:
    """A wall by the middle of its foot and the way it faces; its own z runs down."""
    facing = np.array([normal[0], 0.0, normal[1]])
    down = np.array([0.0, -1.0, 0.0])
    T = np.eye(4)
    T[:3, :3] = np.stack([np.cross(facing, down), facing, down], axis=1)
    T[:3, 3] = (foot[0], 0.0, foot[1])
    half = long_m / 2
    return Plane("wall", T, np.array([(-half, 0.0), (half, 0.0), (half, -height_m), (-half, -height_m)]), sd_m, 0.0)


def room_record(room: Interior) -> dict[str, Any]:
    """A room as plain values for JSON; `room_from_record` reads it back."""
    return {
        "version": 1,
        "kind": "interior",
        "planes": [
            {
                "kind": plane.kind,
                "T_room_plane": plane.T_room_plane.tolist(),
                "outline_m": None if plane.outline_m is None else plane.outline_m.tolist(),
                "offset_sd_m": plane.offset_sd_m,
                "tilt_sd_rad": plane.tilt_sd_rad,
            }
            for plane in room.planes
        ],
        "openings": [
            {
                "kind": opening.kind,
                "T_room_opening": opening.T_room_opening.tolist(),
                "width_m": {"value": opening.width_m.value, "sd": opening.width_m.sd},
                "height_m": {"value": opening.height_m.value, "sd": opening.height_m.sd},
            }
            for opening in room.openings
        ],
        "furniture": [
            {"label": box.label, "T_room_box": box.T_room_box.tolist(), "size_m": np.asarray(box.size_m).tolist()}
            for box in room.furniture
        ],
        "positions_m": np.asarray(room.positions_m, dtype=np.float64).round(4).tolist(),
        "triangles": np.asarray(room.triangles).tolist(),
        "surface_sd_m": room.surface_sd_m,
        "scale": {"value": room.scale.value, "sd": room.scale.sd},
        "gravity_sd_rad": room.gravity_sd_rad,
    }


def is_room_record(data: object) -> bool:
    """Whether a JSON value is a saved room."""
    return isinstance(data, Mapping) and data.get("kind") == "interior" and "planes" in data


def room_from_record(data: Mapping[str, Any]) -> Interior:
    """Read what `room_record` wrote.

    Raises:
        ReadError: keys are missing or hold something else.
    """
    try:
        planes = tuple(
            Plane(
                row["kind"],
                np.array(row["T_room_plane"], dtype=np.float64),
                None if row.get("outline_m") is None else np.array(row["outline_m"], dtype=np.float64),
                row.get("offset_sd_m"),
                row.get("tilt_sd_rad"),
            )
            for row in data["planes"]
        )
        openings = tuple(
            Opening(
                row["kind"],
                np.array(row["T_room_opening"], dtype=np.float64),
                _measure(row["width_m"]),
                _measure(row["height_m"]),
            )
            for row in data.get("openings", ())
        )
        furniture = tuple(
            Furniture(str(row["label"]), np.array(row["T_room_box"], dtype=np.float64), _three(row["size_m"]))
            for row in data.get("furniture", ())
        )
        positions = np.array(data.get("positions_m", ()), dtype=np.float64).reshape(-1, 3)
        triangles = np.array(data.get("triangles", ()), dtype=np.int64).reshape(-1, 3)
        if len(triangles) and not (0 <= triangles.min() and triangles.max() < len(positions)):
            raise ValueError("triangles name corners that are not there")
        sds = float(data["surface_sd_m"]), float(data["gravity_sd_rad"])
        return Interior(planes, openings, furniture, positions, triangles, sds[0], _measure(data["scale"]), sds[1])
    except CheckError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ReadError(f"room: expected a saved room (planes, openings, furniture, scale), got {error!r}") from error


def _measure(row: Mapping[str, Any]) -> Measure:
    return Measure(float(row["value"]), float(row["sd"]))


def _three(row: Any) -> np.ndarray:
    return cast(np.ndarray, np.array(row, dtype=np.float64).reshape(3))


__all__ = ["TAPE_SD_M", "is_room_record", "rectangle_room", "room_from_record", "room_record"]
