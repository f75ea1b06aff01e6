"""Read scanned rooms that are JSON: what WebXR's plane and mesh detection gives, and @iwer/sem's captures of it.

Both are metres, y up by the headset's own gravity. docs/room.md describes the first form, "arkit-scan"; the second is
the headset emulator's: `spatialEntities` with `locatable_META` and `bounded2D_META`, `bounded3D_META` or
`triangleMesh_META`.
Three.js turns a capture's rectangle by 90° about x, so its second coordinate is the plane's z and its normal ±y.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable
from typing import Any

import numpy as np

from arkit.errors import ArkitError, ReadError
from arkit.room.scan.raw import LabelledBox, LabelledPlane, Scan
from arkit.room.scan.words import one_word
from arkit.spaces import apply, pose

MOST_NUMBERS = 30_000_000  # of one list: a mesh of ten million points
_Mesh = tuple[np.ndarray, np.ndarray]
_Parts = tuple[tuple[LabelledPlane, ...], tuple[LabelledBox, ...], list[_Mesh]]


def is_scan_json(found: object) -> bool:
    """Whether a JSON value is one of the two forms that `scan_from_json` reads."""
    return isinstance(found, dict) and ("spatialEntities" in found or "planes" in found or "meshes" in found)


def read_scan_json(data: bytes, name: str) -> Scan:
    """Read a scan from a JSON file's bytes.

    Raises:
        ReadError: no JSON, of another form, or a part of it has another shape than it must have.
    """
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ReadError(f"{name}: expected a scan as JSON, it is none ({str(error)[:80]})") from error
    return scan_from_json(found, name)


def scan_from_json(found: Any, name: str) -> Scan:
    """A scan from parsed JSON: planes with polygons and labels, meshes, boxes.

    Raises:
        ReadError: of another form, or a part of it has another shape than it must have.
    """
    if not is_scan_json(found):
        raise ReadError(f'{name}: expected a scan with "planes" or "meshes" (or a capture), the JSON has neither')
    try:
        if "spatialEntities" in found:
            planes, boxes, meshes = _capture(found["spatialEntities"])
            unit, up = "m", "y"
        else:
            planes, boxes, meshes = _plain(found)
            unit, up = str(found.get("unit", "m")), str(found.get("up", "y"))
        positions, triangles = _joined(meshes)
        return Scan(positions, triangles, planes, boxes, unit, up, name=name)
    except ArkitError as error:
        raise ReadError(f"{name}: {error.message.removeprefix(f'{name}: ')}") from error
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError) as error:
        raise ReadError(f"{name}: expected a scan as docs/room.md describes it, got another ({error})") from error


def _plain(found: dict[str, Any]) -> _Parts:
    planes, boxes, meshes = list[LabelledPlane](), list[LabelledBox](), list[_Mesh]()
    for one in found.get("planes", ()):
        corners = np.array([_point(corner) for corner in one["polygon"]], dtype=np.float64)
        planes.append(LabelledPlane(_label(one), _place(one), corners[:, [0, 2]]))
    for one in found.get("boxes", ()):
        boxes.append(LabelledBox(_label(one), _place(one), np.array(one["size_m"], dtype=np.float64)))
    for one in found.get("meshes", ()):
        points = _numbers(one["vertices"], "<f4").reshape(-1, 3)
        meshes.append((apply(_place(one), points), _numbers(one["indices"], "<u4").reshape(-1, 3)))
    return tuple(planes), tuple(boxes), meshes


def _capture(entities: Iterable[dict[str, Any]]) -> _Parts:
    planes, boxes, meshes = list[LabelledPlane](), list[LabelledBox](), list[_Mesh]()
    for one in entities:
        label, T_scan_one = one_word(str(one.get("semanticLabel_META", ""))), _located(one["locatable_META"])
        if "bounded2D_META" in one:
            low, size = _extent(one["bounded2D_META"], "xy")
            corners = low + size * np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
            planes.append(LabelledPlane(label, T_scan_one, corners))
        if "bounded3D_META" in one:
            low, size = _extent(one["bounded3D_META"], "xyz")
            # Its z is up and it lies below its origin: our y up and origin below.
            turn = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])
            base = low + size * (0.5, 0.5, 0)
            boxes.append(LabelledBox(label, T_scan_one @ pose(turn, base), size[[0, 2, 1]]))
        if "triangleMesh_META" in one:
            mesh = one["triangleMesh_META"]
            points = _numbers(mesh["vertices"], "<f4").reshape(-1, 3)
            meshes.append((apply(T_scan_one, points), _numbers(mesh["indices"], "<u4").reshape(-1, 3)))
    return tuple(planes), tuple(boxes), meshes


def _label(one: dict[str, Any]) -> str:
    label = one_word(str(one.get("label") or one.get("semanticLabel") or ""))
    if not label and "polygon" in one:
        return {"horizontal": "level", "vertical": "upright"}.get(str(one.get("orientation", "")).lower(), "")
    return label


def _place(one: dict[str, Any]) -> np.ndarray:
    """A part's pose: `matrix` as WebXR writes it (16 numbers, column by column), or position and orientation."""
    if "matrix" in one:
        return _numbers(one["matrix"], "<f4").reshape(4, 4).T.astype(np.float64)
    if "position" not in one:
        return np.eye(4)
    return pose(_turn(one.get("rotation_xyzw", (0, 0, 0, 1))), np.array(_point(one["position"]), dtype=np.float64))


def _located(found: dict[str, Any]) -> np.ndarray:
    turn = [float(found["orientation"][axis]) for axis in "xyzw"]
    return pose(_turn(turn), np.array(_point(found["position"]), dtype=np.float64))


def _turn(xyzw: Iterable[float]) -> np.ndarray:
    x, y, z, w = np.array([float(value) for value in xyzw], dtype=np.float64)
    length = float(np.sqrt(x * x + y * y + z * z + w * w))
    if not abs(length - 1) < 0.05:
        raise ValueError(f"a rotation of length {length:g}")
    x, y, z, w = (value / length for value in (x, y, z, w))
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


def _point(found: Any) -> tuple[float, float, float]:
    """x, y, z of a list or of a DOMPoint."""
    x, y, z = (found[axis] for axis in "xyz") if isinstance(found, dict) else found[:3]
    return float(x), float(y), float(z)


def _extent(found: dict[str, Any], axes: str) -> tuple[np.ndarray, np.ndarray]:
    """Lowest corner and size of a capture's rectangle or box."""
    low = np.array([float(found["offset"][axis]) for axis in axes])
    size = np.array([float(found["extent"][side]) for side in ("width", "height", "depth")[: len(axes)]])
    if not (np.isfinite(low).all() and (size > 0).all()):
        raise ValueError(f"an extent of {size.tolist()}")
    return low, size


def _numbers(found: Any, kind: str) -> np.ndarray:
    """A list of numbers, a typed array as JSON.stringify writes it ({"0": …}), or base64 of little-endian bytes."""
    if isinstance(found, str):
        try:
            data = base64.b64decode(found, validate=True)
        except binascii.Error as error:
            raise ValueError(f"base64 that is none: {error}") from error
        numbers = np.frombuffer(data, dtype=kind)
    else:
        values = list(found.values()) if isinstance(found, dict) else found
        if len(values) > MOST_NUMBERS:
            raise ValueError(f"a list of {len(values):,} numbers")
        numbers = np.asarray(values, dtype=np.float64).reshape(-1)
    if not np.isfinite(numbers).all():
        raise ValueError("a number that is not finite")
    if numbers.size > MOST_NUMBERS:
        raise ValueError(f"a list of {numbers.size:,} numbers")
    return numbers.astype(np.int64 if kind == "<u4" else np.float64)


def _joined(meshes: list[_Mesh]) -> _Mesh:
    """All meshes as one."""
    starts = np.cumsum([0, *(len(points) for points, _ in meshes)])
    positions = np.concatenate([np.zeros((0, 3)), *(points for points, _ in meshes)])
    for points, triangles in meshes:
        if len(triangles) and not 0 <= triangles.min() <= triangles.max() < len(points):
            raise ValueError(f"a triangle of vertex {triangles.max()} where there are {len(points)}")
    corners = [triangles + start for (_, triangles), start in zip(meshes, starts, strict=False)]
    return positions, np.concatenate([np.zeros((0, 3), dtype=np.int64), *corners])


__all__ = ["is_scan_json", "read_scan_json", "scan_from_json"]
