"""A chain of levels of detail: each with half the triangles of the one before, and with its measured error.

Every level is simplified from the finest one, so that errors do not add up, and uses the finest level's vertices: in
one file a level costs its indices only (SheenChair: 2 % for three levels). Quantize and reorder first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from arkit.document import Document, bounds, triangle_count
from arkit.errors import CheckError
from arkit.transforms.draft import Draft, Transform, draft
from arkit.transforms.mesh.apart import Apart
from arkit.transforms.mesh.meshopt import cached, simplify_triangles
from arkit.transforms.mesh.narrow import narrow
from arkit.transforms.mesh.reorder import reorder
from arkit.transforms.mesh.simplify import (
    FOV_Y_RAD,
    TURN_RAD,
    Piece,
    Tolerance,
    measured,
    packed,
    pieces,
    pixel_m,
    weighted,
)
from arkit.transforms.prune import prune

MOST = 8
HEIGHT_PX = 1080  # of the picture that errors are told for, the product filling it
_SHARE = 0.5
_FURTHEST = 0.05  # of the product's diagonal: a level never moves a surface further
_Place = tuple[int, int]  # mesh, primitive


@dataclass(frozen=True, slots=True)
class Level:
    """One level of detail.

    Attributes:
        level: 1 for the first below the finest.
        document: the level alone, as a file of its own.
        apart: the largest of its primitives' errors, measured at probes.
        error_px: the surface's error where the product fills a picture HEIGHT_PX high.
        height_px: the height of the picture, filled by the product, in which the error is one pixel.
    """

    level: int
    document: Document
    triangles: int
    apart: Apart
    error_px: float
    height_px: int


def lods(count: int) -> Transform:
    """Add `count` levels to each mesh that has something to lose, as MSFT_lod with MSFT_screencoverage."""

    def run(document: Document) -> Document:
        return chain(document, count)[0]

    return run


def chain(document: Document, count: int) -> tuple[Document, tuple[Level, ...]]:
    """The document with MSFT_lod, and its levels one by one; a level that loses nothing more ends the chain."""
    if not 1 <= count <= MOST:
        raise CheckError(f"lods: expected 1 to {MOST} levels, got {count}")
    found = pieces(document)
    one_px = pixel_m(document, height_px=HEIGHT_PX, distance_m=None, fov_y_rad=FOV_Y_RAD)
    low, high = bounds(document)
    levels: list[Level] = []
    coarser: list[dict[_Place, np.ndarray]] = []
    last = triangle_count(document)
    for step in range(1, count + 1):
        tolerance = Tolerance(one_px * 2**step / 2, TURN_RAD * 2**step)
        given = {place: _level(piece, tolerance, step, float(np.linalg.norm(high - low))) for place, piece in found}
        alone = _alone(document, given)
        if triangle_count(alone) >= last:
            break
        last = triangle_count(alone)
        cost = _worst([measured(piece, given[place]) for place, piece in found])
        error_px = cost.surface_m / one_px
        levels.append(Level(step, alone, last, cost, error_px, int(HEIGHT_PX / max(error_px, 1e-3))))
        coarser.append(given)
    return _together(document, coarser, levels), tuple(levels)


def _level(piece: Piece, tolerance: Tolerance, step: int, span_m: float) -> np.ndarray:
    """The triangles of one primitive at one level."""
    target = int(len(piece.triangles) * _SHARE**step)
    columns = weighted(piece, tolerance)
    furthest = span_m * _FURTHEST / piece.scale
    less = simplify_triangles(
        piece.triangles, piece.positions, columns, target=target, error=furthest, locked=piece.locked
    )
    kept = less if len(less) else piece.triangles.astype(np.uint32)
    return cached(kept, len(piece.positions))


def _worst(costs: Sequence[Apart]) -> Apart:
    return Apart(
        max((one.surface_m for one in costs), default=0.0),
        max((one.slide_m for one in costs), default=0.0),
        max((one.turn_rad for one in costs), default=0.0),
    )


def _alone(document: Document, given: dict[_Place, np.ndarray]) -> Document:
    """A level as a document of its own, with no vertex it does not use."""
    work = draft(document)
    for (mesh, place), triangles in given.items():
        primitive = work.gltf["meshes"][mesh]["primitives"][place]
        primitive.update(packed(work, primitive, triangles))
    return prune()(narrow()(reorder()(work.document())))


def _together(document: Document, coarser: Sequence[dict[_Place, np.ndarray]], levels: Sequence[Level]) -> Document:
    """All levels in one document: for each node with a mesh that has levels, nodes with the coarser meshes."""
    work = draft(document)
    touched = {mesh for given in coarser for mesh, _ in given}
    if not touched:
        return document
    meshes = {mesh: [_mesh(work, mesh, given) for given in coarser] for mesh in sorted(touched)}
    coverage = [min(1.0, (one.height_px / HEIGHT_PX) ** 2) for one in levels]
    shown = [round(value, 6) for value in [*np.minimum.accumulate(coverage), 0.0]]
    for index in range(len(work.gltf["nodes"])):
        own = _leaf(work, index, touched)
        if own is not None:
            _point(work, own, meshes[own["mesh"]], shown)
    work.use("MSFT_lod")
    return prune()(narrow()(work.document()))


def _mesh(work: Draft, mesh: int, given: dict[_Place, np.ndarray]) -> int:
    source = work.gltf["meshes"][mesh]
    primitives = [dict(one) for one in source["primitives"]]
    for place, primitive in enumerate(primitives):
        if (mesh, place) in given:
            primitive["indices"] = work.add(given[mesh, place].reshape(-1, 1))
    work.gltf["meshes"].append({**source, "primitives": primitives})
    return len(work.gltf["meshes"]) - 1


def _leaf(work: Draft, index: int, touched: set[int]) -> dict[str, Any] | None:
    """The node that only holds the mesh: the node itself, or a new child where it has children or may be moved."""
    node = work.gltf["nodes"][index]
    if node.get("mesh") not in touched:
        return None
    channels = [channel for one in work.gltf.get("animations", []) for channel in one.get("channels", [])]
    moved = any(channel.get("target", {}).get("node") == index for channel in channels)
    if not moved and not node.get("children") and not node.get("extensions"):
        found: dict[str, Any] = node
        return found
    child: dict[str, Any] = {"mesh": node.pop("mesh")}
    work.gltf["nodes"].append(child)
    node["children"] = [*node.get("children", []), len(work.gltf["nodes"]) - 1]
    return child


def _point(work: Draft, node: dict[str, Any], meshes: Sequence[int], shown: list[float]) -> None:
    placed: dict[str, Any] = {key: node[key] for key in ("matrix", "translation", "rotation", "scale") if key in node}
    first = len(work.gltf["nodes"])
    for step, mesh in enumerate(meshes, start=1):
        coarse = {**placed, "mesh": mesh}
        if "name" in node:
            coarse["name"] = f"{node['name']}_lod{step}"
        work.gltf["nodes"].append(coarse)
    node["extensions"] = {"MSFT_lod": {"ids": list(range(first, first + len(meshes)))}}
    node["extras"] = {**node.get("extras", {}), "MSFT_screencoverage": shown}


__all__ = ["HEIGHT_PX", "MOST", "Level", "chain", "lods"]
