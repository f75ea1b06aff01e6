"""A room as a file: everything of an Interior as JSON, its surfaces as base64 of float32 and uint32.

docs/room.md describes it. A file written here reads back to the same room within float32.
"""

from __future__ import annotations

import base64
from typing import Any, cast, get_args

import numpy as np

from arkit.errors import ArkitError, ReadError
from arkit.room.scan.raw import Scan
from arkit.surface import Furniture, Interior, Measure, Opening, OpeningKind, Plane, PlaneKind, Seen

FORMAT, VERSION = "arkit-interior", 1


def interior_to_json(interior: Interior, *, surfaces: bool = True) -> dict[str, Any]:
    """The room as one JSON object; without `surfaces` only planes, openings and boxes, a few kilobytes."""
    positions = interior.positions_m if surfaces else interior.positions_m[:0]
    triangles = interior.triangles if surfaces else interior.triangles[:0]
    return {
        "format": FORMAT,
        "version": VERSION,
        "unit": "m",
        "up": "y",
        "planes": [_plane(one) for one in interior.planes],
        "openings": [
            {
                "kind": one.kind,
                "T_room_opening": _rows(one.T_room_opening),
                "width_m": _measure(one.width_m),
                "height_m": _measure(one.height_m),
            }
            for one in interior.openings
        ],
        "furniture": [
            {
                "label": one.label,
                "T_room_box": _rows(one.T_room_box),
                "size_m": _numbers(one.size_m),
                "sd_m": one.sd_m,
            }
            for one in interior.furniture
        ],
        "positions_m": _packed(positions, "<f4"),
        "triangles": _packed(triangles, "<u4"),
        "surface_sd_m": interior.surface_sd_m,
        "scale": _measure(interior.scale),
        "gravity_sd_rad": interior.gravity_sd_rad,
    } | ({} if interior.seen is None else {"seen": _seen(interior.seen)})


def is_interior_json(found: object) -> bool:
    """Whether a JSON value is a room as `interior_to_json` writes it."""
    return isinstance(found, dict) and found.get("format") == FORMAT


def interior_from_json(found: Any, name: str = "room") -> Interior:
    """The room of a JSON object.

    Raises:
        ReadError: it is none, of a later version, or a part of it has another shape than it must have.
    """
    if not is_interior_json(found):
        raise ReadError(f'{name}: expected a room with "format": "{FORMAT}", the JSON has none')
    if found.get("version") != VERSION:
        raise ReadError(f"{name}: expected version {VERSION} of {FORMAT}, got {found.get('version')}; update arkit")
    try:
        positions = _unpacked(found["positions_m"], "<f4").astype(np.float64)
        triangles = _unpacked(found["triangles"], "<u4").astype(np.int64)
        Scan(positions, triangles, name=name)  # its checks are these
        return Interior(
            planes=tuple(_read_plane(one) for one in found["planes"]),
            openings=tuple(_read_opening(one) for one in found["openings"]),
            furniture=tuple(_read_box(one) for one in found["furniture"]),
            positions_m=positions,
            triangles=triangles,
            surface_sd_m=Measure(0.0, found["surface_sd_m"]).sd,
            scale=_read_measure(found["scale"]),
            gravity_sd_rad=Measure(0.0, found["gravity_sd_rad"]).sd,
            seen=_read_seen(found["seen"]) if found.get("seen") is not None else None,
        )
    except ArkitError as error:
        raise ReadError(f"{name}: {error.message.removeprefix(f'{name}: ')}") from error
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise ReadError(f"{name}: expected a room as docs/room.md describes it, got another ({error})") from error


def _seen(seen: Seen) -> dict[str, Any]:
    """Heights in centimetres, a byte each: none is above 2.5 m."""
    heights = np.round(seen.height_m * 100).clip(0, 255).astype(np.uint8)
    return {
        "origin_m": _numbers(seen.origin_m),
        "cell_m": seen.cell_m,
        "columns": heights.shape[1],
        "height_cm": base64.b64encode(heights.tobytes()).decode("ascii"),
    }


def _read_seen(found: dict[str, Any]) -> Seen:
    heights = np.frombuffer(base64.b64decode(found["height_cm"], validate=True), dtype=np.uint8)
    columns = int(found["columns"])
    if columns < 1:
        raise ValueError("a map without columns")
    return Seen(
        _array([found["origin_m"]], 2)[0], float(found["cell_m"]), heights.reshape(-1, columns).astype(np.float32) / 100
    )


def _plane(plane: Plane) -> dict[str, Any]:
    outline = None if plane.outline_m is None else [_numbers(corner) for corner in plane.outline_m]
    return {
        "kind": plane.kind,
        "T_room_plane": _rows(plane.T_room_plane),
        "outline_m": outline,
        "offset_sd_m": plane.offset_sd_m,
        "tilt_sd_rad": plane.tilt_sd_rad,
    }


def _read_plane(found: dict[str, Any]) -> Plane:
    outline = found.get("outline_m")
    return Plane(
        cast(PlaneKind, _one_of(found["kind"], get_args(PlaneKind))),
        _matrix(found["T_room_plane"]),
        None if outline is None else _array(outline, 2),
        _sd(found.get("offset_sd_m")),
        _sd(found.get("tilt_sd_rad")),
    )


def _read_opening(found: dict[str, Any]) -> Opening:
    return Opening(
        cast(OpeningKind, _one_of(found["kind"], get_args(OpeningKind))),
        _matrix(found["T_room_opening"]),
        _read_measure(found["width_m"]),
        _read_measure(found["height_m"]),
    )


def _read_box(found: dict[str, Any]) -> Furniture:
    size = _array([found["size_m"]], 3)[0]
    if not (size > 0).all():
        raise ValueError(f"a box of size {size.tolist()}")
    return Furniture(str(found["label"]), _matrix(found["T_room_box"]), size, _sd(found.get("sd_m")))


def _measure(measure: Measure) -> dict[str, float]:
    return {"value": measure.value, "sd": measure.sd}


def _read_measure(found: dict[str, Any]) -> Measure:
    return Measure(float(found["value"]), float(found["sd"]))


def _sd(found: Any) -> float | None:
    return None if found is None else Measure(0.0, float(found)).sd


def _one_of(found: Any, allowed: tuple[str, ...]) -> str:
    if found not in allowed:
        raise ValueError(f"{str(found)[:40]!r} where one of {', '.join(allowed)} must be")
    return str(found)


def _array(found: Any, width: int) -> np.ndarray:
    array = np.array(found, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != width or not np.isfinite(array).all():
        raise ValueError(f"numbers of shape {array.shape} where {width} finite ones a row must be")
    return array


def _matrix(found: Any) -> np.ndarray:
    return _array(found, 4)


def _rows(matrix: np.ndarray) -> list[list[float]]:
    return [_numbers(row) for row in matrix]


def _numbers(values: np.ndarray) -> list[float]:
    return [round(float(value), 9) for value in values]


def _packed(array: np.ndarray, kind: str) -> str:
    return base64.b64encode(np.ascontiguousarray(array.astype(kind)).tobytes()).decode("ascii")


def _unpacked(found: Any, kind: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(found, validate=True), dtype=kind).reshape(-1, 3)


__all__ = ["FORMAT", "interior_from_json", "interior_to_json", "is_interior_json"]
