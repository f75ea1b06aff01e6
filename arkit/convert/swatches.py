"""A ball of each material, drawn before and after: the colour a shopper would compare with the fabric in the hand.

Balls, because a product may show a material only in its shade; all in one drawing, in the shop's light. What is
compared is the mean colour of a ball, in linear light: what single texels lose is in the fidelity of the whole picture.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from arkit.color import delta_e, linear_to_srgb, srgb_to_lab
from arkit.convert.options import Conversion
from arkit.convert.pictures import drawable
from arkit.document import Document
from arkit.errors import MissingError
from arkit.frame import camera_from_fov
from arkit.io import Limits
from arkit.spaces import pose

log = logging.getLogger(__name__)
_CELL_PX, _COLUMNS = 96, 8
_FOV_RAD = np.radians(10.0)
_RINGS, _SECTORS = 24, 48
_RIM = 0.98  # of the ball's radius: the edge's pixels show what lies behind


@dataclass(frozen=True, slots=True)
class Swatch:
    """One material: how far (CIEDE2000) its ball's mean colour moved, and that colour before (sRGB hex)."""

    material: str
    delta_e: float
    color: str


def swatches(before: Document, after: Document) -> tuple[Swatch, ...]:
    """Compare every named material that both documents hold.

    Raises:
        MissingError: there is no OpenGL to draw with.
    """
    pairs = _pairs(before, after)
    if not pairs:
        return ()
    one = _colors(before, [first for _, first, _ in pairs])
    other = _colors(after, [second for _, _, second in pairs])
    apart = delta_e(srgb_to_lab(linear_to_srgb(one)), srgb_to_lab(linear_to_srgb(other)))
    codes = np.rint(np.clip(linear_to_srgb(one), 0, 1) * 255).astype(int)
    return tuple(
        Swatch(name, round(float(value), 3), "#" + "".join(f"{code:02X}" for code in color))
        for (name, _, _), value, color in zip(pairs, apart, codes, strict=True)
    )


def swatched(conversion: Conversion, before: Document, after: Document, limits: Limits) -> Conversion:
    """The conversion with `drawn_delta_e` beside each material that was compared; unchanged where nothing can draw."""
    try:
        found = {one.material: one.delta_e for one in swatches(drawable(before, limits), drawable(after, limits))}
    except MissingError as error:
        log.warning("materials not drawn: %s", error.message)
        return conversion
    told = tuple(
        {**one, "drawn_delta_e": found[one["name"]]} if one.get("name") in found else one
        for one in conversion.materials
    )
    return replace(conversion, materials=told)


def _pairs(before: Document, after: Document) -> list[tuple[str, int, int]]:
    """Materials of one name, each of the first document by its first twin in the second."""
    found = {}
    for index, material in reversed(list(enumerate(after.gltf.get("materials", [])))):
        found[material.get("name", "")] = index
    seen: dict[str, tuple[str, int, int]] = {}
    for index, material in enumerate(before.gltf.get("materials", [])):
        name = material.get("name", "")
        if name and name in found:
            seen.setdefault(name, (name, index, found[name]))
    return list(seen.values())


def _colors(document: Document, materials: Sequence[int]) -> np.ndarray:
    """(n, 3) linear mean colour of a ball of each material, over middle grey."""
    from arkit.draw import Item, draw, shop_light

    rows = -(-len(materials) // _COLUMNS)
    columns = min(len(materials), _COLUMNS)
    camera = camera_from_fov(columns * _CELL_PX, rows * _CELL_PX, _FOV_RAD)
    away = rows / np.tan(_FOV_RAD / 2)  # cells are two units wide
    places = [(2 * (at % _COLUMNS) - columns + 1, rows - 1 - 2 * (at // _COLUMNS)) for at in range(len(materials))]
    balls = _balls(document, materials, places)
    drawn = draw([Item(balls, pose(np.eye(3), np.array([0.0, 0.0, -away])), None)], camera, shop_light(), samples=1)
    shown = drawn.rgba[..., :3] + 0.2 * (1 - drawn.rgba[..., 3:])
    y, x = np.mgrid[: camera.height, : camera.width] + 0.5
    inside = np.hypot(x % _CELL_PX - _CELL_PX / 2, y % _CELL_PX - _CELL_PX / 2) < _RIM * 0.8 * _CELL_PX / 2
    cell = (y // _CELL_PX).astype(int) * columns + (x // _CELL_PX).astype(int)
    return np.array([shown[inside & (cell == at)].mean(axis=0) for at in range(len(materials))])


def _balls(document: Document, materials: Sequence[int], places: Sequence[tuple[int, int]]) -> Document:
    """The document's materials and pictures on balls of radius 0.8 in the plane z = 0, their texture once around."""
    points, uv, triangles = _ball()
    arrays = (points.astype(np.float32) * np.float32(0.8), points.astype(np.float32), uv, triangles)
    kinds = ("VEC3", "VEC3", "VEC2", "SCALAR")
    accessors = [
        {"componentType": 5125 if array.dtype == np.uint32 else 5126, "count": len(array), "type": kind}
        for array, kind in zip(arrays, kinds, strict=True)
    ]
    attributes = {"POSITION": 0, "NORMAL": 1, "TEXCOORD_0": 2, "TEXCOORD_1": 2}
    meshes = [{"primitives": [{"attributes": attributes, "indices": 3, "material": one}]} for one in materials]
    nodes = [{"mesh": at, "translation": [float(x), float(y), 0.0]} for at, (x, y) in enumerate(places)]
    kept = {"materials", "textures", "samplers", "images"}
    gltf = {key: value for key, value in document.gltf.items() if key in kept}
    scenes = {"scene": 0, "scenes": [{"nodes": list(range(len(nodes)))}], "nodes": nodes, "meshes": meshes}
    return Document({"asset": {"version": "2.0"}, **gltf, **scenes, "accessors": accessors}, arrays, document.images)


def _ball() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Unit normals (n, 3), uv (n, 2) float32, triangle corners (m, 1) uint32."""
    v, u = np.meshgrid(np.linspace(0, 1, _RINGS + 1), np.linspace(0, 1, _SECTORS + 1), indexing="ij")
    down, around = v.ravel() * np.pi, (u.ravel() - 0.25) * 2 * np.pi
    points = np.stack([np.sin(down) * np.sin(around), np.cos(down), np.sin(down) * np.cos(around)], axis=1)
    first = (np.arange(_RINGS)[:, None] * (_SECTORS + 1) + np.arange(_SECTORS)).ravel()
    below = first + _SECTORS + 1
    corners = np.stack([first, below, first + 1, first + 1, below, below + 1], axis=1)
    return points, np.stack([u.ravel(), v.ravel()], axis=1).astype(np.float32), corners.astype(np.uint32).reshape(-1, 1)


__all__ = ["Swatch", "swatched", "swatches"]
