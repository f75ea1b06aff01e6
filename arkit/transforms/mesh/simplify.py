"""Leave out triangles that nobody can see the loss of: to a stated error on the screen, measured, never to a ratio.

The library collapses edges by a quadric that counts attributes in (meshopt_simplifyWithAttributes). Here each counts in
metres: uv by how far the picture would slide on the surface, normals by the turn that is as bad as the error allowed,
colours likewise. Tried at three quarters of the triangles, PSNR against the source in three.js, textures untouched:

    weights             position   uv only   normals 8°   2°     2° and uv   0.5° and uv   0.2°   0.1°   0.04°
    ToyCar, 81,700      35.8 dB    36.3      36.6         37.8   38.3        42.2          43.7
    SheenChair, 29,950  44.1       45.1      44.4         44.9                             47.3   47.4   46.6

0.2° of an allowed degree stays. Even so a quarter of ToyCar's triangles costs what its textures cost, because clearcoat
mirrors every normal; so no profile simplifies by itself, and `simplify` stops at one degree as measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from arkit.document import Document, bounds, instances, primitive_of, texture_infos, uv_set, values
from arkit.errors import CheckError
from arkit.spaces import apply
from arkit.transforms.draft import Draft, Transform, draft, triangles_of
from arkit.transforms.holders import worn
from arkit.transforms.mesh.apart import Apart, apart
from arkit.transforms.mesh.meshopt import simplify_triangles

FOV_Y_RAD = np.radians(45.0)
TURN_RAD = np.radians(1.0)
_STRICT = 0.2  # of what shading may turn: what the library is told, see above
_COLOR = 0.02  # linear light, about two codes of sRGB in the middle
_WORTH = 0.05  # part of the triangles that must go
_LEAST = 64  # triangles of a primitive worth the trouble
_TRIES = 4


@dataclass(frozen=True, slots=True)
class Reduction:
    """What simplifying one primitive did: triangles before and after, and how far it measures from what it was."""

    mesh: int
    primitive: int
    before: int
    after: int
    apart: Apart


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What may be lost: metres of surface and of sliding texture, radians of shading."""

    error_m: float
    turn_rad: float = TURN_RAD


@dataclass(frozen=True, slots=True)
class Piece:
    """A primitive as arrays in its mesh's own unit.

    Attributes:
        columns: (n, a) attributes, such that one unit of each is as bad as the mesh's largest extent.
        uv: (n, 2) of the set its textures read, or None; slide_m: metres of surface one unit of it covers.
    """

    triangles: np.ndarray
    positions: np.ndarray
    normals: np.ndarray | None
    uv: np.ndarray | None
    slide_m: float
    columns: np.ndarray
    locked: np.ndarray
    scale: float


def pixel_m(document: Document, *, height_px: int, distance_m: float | None, fov_y_rad: float) -> float:
    """Metres that one pixel covers at `distance_m`, or where the whole product fills the picture if that is nearer."""
    low, high = bounds(document)
    fills_m = float(np.linalg.norm(high - low)) / 2 / np.sin(fov_y_rad / 2)
    away_m = fills_m if distance_m is None else min(distance_m, fills_m)
    return float(2 * away_m * np.tan(fov_y_rad / 2) / height_px)


def simplify(
    error_px: float = 0.5,
    *,
    height_px: int = 1080,
    distance_m: float | None = 1.0,
    fov_y_rad: float = FOV_Y_RAD,
    turn_rad: float = TURN_RAD,
) -> Transform:
    """Collapse edges until the surface, its texture or its shading would move more than stated.

    Args:
        error_px: how far the surface and the picture on it may move, in pixels of a picture `height_px` high that a
            camera of `fov_y_rad` takes from `distance_m`, or from where the product fills it if that is nearer.
        turn_rad: how far normals may turn; a 97th percentile.

    Skinned, morphed and instanced meshes stay as they are, and so does what an edge of two parts shares.
    """
    if not (error_px > 0 and height_px > 0 and 0 < fov_y_rad < np.pi and turn_rad > 0):
        raise CheckError(f"simplify: expected error, height and angles above 0, got {error_px}, {height_px}")

    def run(document: Document) -> Document:
        one_px = pixel_m(document, height_px=height_px, distance_m=distance_m, fov_y_rad=fov_y_rad)
        return simplified(document, Tolerance(error_px * one_px, turn_rad))[0]

    return run


def simplified(document: Document, tolerance: Tolerance) -> tuple[Document, tuple[Reduction, ...]]:
    """The document with fewer triangles, and what was done to each primitive that changed."""
    work = draft(document)
    done: list[Reduction] = []
    same: dict[tuple[Any, ...], dict[str, Any] | None] = {}
    for (mesh, place), piece in pieces(document):
        primitive = work.gltf["meshes"][mesh]["primitives"][place]
        mark = (tuple(sorted(primitive["attributes"].items())), primitive.get("indices"), primitive.get("material"))
        if mark not in same:
            reduced = reduce(piece, tolerance)
            same[mark] = None
            if reduced is not None:
                triangles, cost = reduced
                same[mark] = packed(work, primitive, triangles)
                done.append(Reduction(mesh, place, len(piece.triangles), len(triangles), cost))
        primitive.update(same[mark] or {})
    return work.document(), tuple(done)


def reduce(piece: Piece, tolerance: Tolerance, *, target: int = 0) -> tuple[np.ndarray, Apart] | None:
    """Fewer triangles (k, 3) within the tolerance as measured, and what was measured; None where it is not worth it.

    The library estimates its error; where the measured one is larger, it is asked for less.
    """
    asked = tolerance.error_m
    for _ in range(_TRIES):
        found = simplify_triangles(
            piece.triangles,
            piece.positions,
            weighted(piece, tolerance),
            target=target,
            error=asked / piece.scale,
            locked=piece.locked,
        )
        if len(found) > len(piece.triangles) * (1 - _WORTH) or not len(found):
            return None
        cost = measured(piece, found)
        worst = max(cost.surface_m, cost.slide_m) / tolerance.error_m
        worst = max(worst, cost.turn_rad / tolerance.turn_rad)
        if worst <= 1:
            return found, cost
        asked *= min(0.7, 0.9 / worst)
    return None


def measured(piece: Piece, triangles: np.ndarray) -> Apart:
    """How far a piece with these triangles lies from what it was."""
    return apart(piece.positions * piece.scale, piece.triangles, triangles, piece.normals, piece.uv, piece.slide_m)


def weighted(piece: Piece, tolerance: Tolerance) -> np.ndarray:
    """The columns in the library's unit: what a tolerance allows of each is as bad as the tolerance of position."""
    extent = max(float(np.ptp(piece.positions, axis=0).max()) * piece.scale, 1e-12)
    parts = [np.zeros((len(piece.positions), 0))]
    if piece.normals is not None:
        parts.append(piece.normals * (tolerance.error_m / (tolerance.turn_rad * _STRICT) / extent))
    if piece.uv is not None:
        parts.append(piece.uv * (piece.slide_m / extent))
    if piece.columns.shape[1]:
        parts.append(piece.columns * (tolerance.error_m / _COLOR / extent))
    return np.concatenate(parts, axis=1)


def pieces(document: Document) -> list[tuple[tuple[int, int], Piece]]:
    """Every triangle primitive that may be simplified, with its (mesh, primitive)."""
    work = draft(document)
    held = _held(document.gltf)
    scales: dict[tuple[int, int], float] = {}
    for one in instances(document):
        factor = float(np.linalg.norm(one.T_document_node[:3, :3], axis=0).max())
        scales[one.mesh, one.primitive] = max(scales.get((one.mesh, one.primitive), 1e-12), factor)
    touching = _touching(document)
    found = []
    for (mesh, place), scale in scales.items():
        primitive = work.gltf["meshes"][mesh]["primitives"][place]
        triangles = triangles_of(work, primitive)
        if mesh in held or triangles is None or len(triangles) < _LEAST or "targets" in primitive:
            continue
        locked = touching.get((mesh, place))
        found.append(((mesh, place), _piece(document, primitive, triangles, scale, locked)))
    return found


def _piece(
    document: Document, primitive: Mapping[str, Any], triangles: np.ndarray, scale: float, locked: np.ndarray | None
) -> Piece:
    own = primitive["attributes"]
    positions = values(document, own["POSITION"])
    normals = values(document, own["NORMAL"]) if "NORMAL" in own else None
    if normals is not None:
        normals = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
    read = _uv_key(document.gltf, primitive)
    uv = values(document, own[read]) if read else None
    colors = values(document, own["COLOR_0"]) if "COLOR_0" in own else np.zeros((len(positions), 0))
    lock = np.zeros(len(positions), dtype=bool) if locked is None else locked
    slide_m = 0.0 if uv is None else _slide_m(positions * scale, uv, triangles)
    return Piece(triangles, positions, normals, uv, slide_m, colors, lock, scale)


def _uv_key(gltf: Mapping[str, Any], primitive: Mapping[str, Any]) -> str:
    """The uv set that most textures of the primitive's materials read, "" for none."""
    materials = [gltf["materials"][index] for index in worn(primitive) if index is not None]
    read = [f"TEXCOORD_{uv_set(info)}" for _, info in texture_infos(materials)]
    there = [key for key in read if key in primitive["attributes"]]
    return max(sorted(set(there)), key=there.count) if there else ""


def _slide_m(points_m: np.ndarray, uv: np.ndarray, triangles: np.ndarray) -> float:
    """Metres of surface that one unit of uv covers, over the whole primitive."""
    a, b, c = (points_m[triangles[:, corner]] for corner in range(3))
    surface = float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum())
    p, q, r = (uv[triangles[:, corner]] for corner in range(3))
    painted = float(np.abs((q - p)[:, 0] * (r - p)[:, 1] - (q - p)[:, 1] * (r - p)[:, 0]).sum())
    return float(np.sqrt(surface / painted)) if painted > 0 else 0.0


def _held(gltf: Mapping[str, Any]) -> set[int]:
    """Meshes that a skin bends or that are drawn many times by an extension."""
    nodes = [node for node in gltf.get("nodes", []) if "mesh" in node]
    return {node["mesh"] for node in nodes if "skin" in node or "EXT_mesh_gpu_instancing" in node.get("extensions", {})}


def _touching(document: Document) -> dict[tuple[int, int], np.ndarray]:
    """For each primitive its vertices (n,) bool that lie where another primitive has one: they stay."""
    placed = [
        (
            one.mesh,
            one.primitive,
            apply(one.T_document_node, values(document, primitive_of(document, one)["attributes"]["POSITION"])),
        )
        for one in instances(document)
    ]
    if len(placed) < 2:
        return {}
    everything = np.concatenate([points for _, _, points in placed])
    cell = max(float(np.ptp(everything, axis=0).max()) * 1e-6, 1e-12)
    keys = np.round((everything - everything.min(axis=0)) / cell).astype(np.int64) @ (1, 1 << 21, 1 << 42)
    owner = np.repeat(np.arange(len(placed)), [len(points) for _, _, points in placed])
    _, place = np.unique(keys, return_inverse=True)
    lowest, highest = np.full(place.max() + 1, len(placed)), np.full(place.max() + 1, -1)
    np.minimum.at(lowest, place, owner)
    np.maximum.at(highest, place, owner)
    shared = (lowest != highest)[place]
    found: dict[tuple[int, int], np.ndarray] = {}
    for (mesh, primitive, points), part in zip(
        placed, np.split(shared, np.cumsum([len(p) for *_, p in placed])[:-1]), strict=True
    ):
        found[mesh, primitive] = found.get((mesh, primitive), np.zeros(len(points), dtype=bool)) | part
    return found


def packed(work: Draft, primitive: Mapping[str, Any], triangles: np.ndarray) -> dict[str, Any]:
    """Attributes and indices of a primitive that keeps only the vertices these triangles use."""
    used, corners = np.unique(triangles, return_inverse=True)
    attributes = {}
    for key, index in primitive["attributes"].items():
        normalized = bool(work.gltf["accessors"][index].get("normalized"))
        attributes[key] = work.add(np.ascontiguousarray(work.arrays[index][used]), normalized=normalized)
    return {"attributes": attributes, "indices": work.add(corners.reshape(-1, 1).astype(np.uint32))}


__all__ = [
    "FOV_Y_RAD",
    "TURN_RAD",
    "Piece",
    "Reduction",
    "Tolerance",
    "measured",
    "packed",
    "pieces",
    "pixel_m",
    "reduce",
    "simplified",
    "simplify",
    "weighted",
]
