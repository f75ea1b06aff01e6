"""How many texels of the base colour lie on a metre of surface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from arkit.checks.measure import picture_size
from arkit.document import Document, indices, instances, primitive_of, values
from arkit.spaces import apply

_TAIL = 0.01  # of the surface, left out at either end: a sliver's density says nothing
_SOURCES = ("EXT_texture_webp", "EXT_texture_avif", "KHR_texture_basisu")


def texel_density(document: Document) -> tuple[float, float] | None:
    """Lowest and highest pixels a metre over 98 % of the textured surface; None where nothing is textured."""
    found, weights = [], []
    sizes = [picture_size(data) for data in document.images]
    for instance in instances(document):
        primitive = primitive_of(document, instance)
        texture = _painted(document, primitive)
        triangles = indices(document, primitive)
        if texture is None or not len(triangles):
            continue
        uv_set, (wide, high), image = texture
        key = f"TEXCOORD_{uv_set}"
        if key not in primitive["attributes"] or 0 in sizes[image]:
            continue
        texels = values(document, primitive["attributes"][key])[triangles] * (wide, high) * sizes[image]
        points = apply(instance.T_document_node, values(document, primitive["attributes"]["POSITION"]))[triangles]
        area_m2 = _area(points)
        flat = np.concatenate([texels, np.zeros((*texels.shape[:2], 1))], axis=2)
        solid = area_m2 > 0
        found.append(np.sqrt(_area(flat)[solid] / area_m2[solid]))
        weights.append(area_m2[solid])
    if not found or not sum(len(one) for one in found):
        return None
    return _spread(np.concatenate(found), np.concatenate(weights))


def _painted(document: Document, primitive: Mapping[str, Any]) -> tuple[int, tuple[float, float], int] | None:
    """Uv set, uv scale and image of a primitive's base colour texture."""
    if "material" not in primitive:
        return None
    pbr = document.gltf["materials"][primitive["material"]].get("pbrMetallicRoughness", {})
    info = pbr.get("baseColorTexture")
    if info is None:
        return None
    moved = info.get("extensions", {}).get("KHR_texture_transform", {})
    image = image_of(document.gltf["textures"][info["index"]])
    wide, high = moved.get("scale", (1, 1))
    return None if image is None else (moved.get("texCoord", info.get("texCoord", 0)), (wide, high), image)


def image_of(texture: Mapping[str, Any]) -> int | None:
    """The image a texture shows, its extension's before its plain one."""
    for name in _SOURCES:
        if name in texture.get("extensions", {}):
            return int(texture["extensions"][name]["source"])
    return int(texture["source"]) if "source" in texture else None


def _area(corners: np.ndarray) -> np.ndarray:
    area: np.ndarray = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    return area / 2


def _spread(density: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    order = np.argsort(density)
    steps = np.cumsum(weight[order])
    low, high = np.searchsorted(steps, (_TAIL * steps[-1], (1 - _TAIL) * steps[-1])).clip(0, len(order) - 1)
    return float(density[order[low]]), float(density[order[high]])


__all__ = ["image_of", "texel_density"]
