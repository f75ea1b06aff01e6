"""How much of a product each material covers, and how finely each lays its texture coordinates on the surface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from arkit.document import (
    Document,
    bounds,
    indices,
    instances,
    primitive_of,
    texture_infos,
    uv_set,
    values,
    variant_names,
)
from arkit.errors import NotFoundError
from arkit.transforms.reading.solid import cross_columns

_SPOTS = 16_384  # points a material
LOW_PART = 0.1  # of a material's area may have fewer texels than the density stated for it


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the materials cover, and of the texture coordinate sets that their textures read, how they are laid.

    Attributes:
        share: material to the part of the product's surface it covers, 0…1, the mean over all variants.
        low, middle: (material, texture coordinate set) to texture units per product side (the longest side of its
            box): a tenth of the material's area has fewer than `low`, half has fewer than `middle`.
        spots: (material, texture coordinate set) to uv (n, 2) of points spread evenly by area over the material.
    """

    share: Mapping[int, float]
    low: Mapping[tuple[int, int], float]
    middle: Mapping[tuple[int, int], float]
    spots: Mapping[tuple[int, int], np.ndarray] = field(default_factory=dict)


def coverage(document: Document) -> Coverage:
    """Measure a document's default scene; without triangles nothing is covered."""
    try:
        low, high = bounds(document)
    except NotFoundError:
        return Coverage({}, {}, {})
    side = float((high - low).max()) or 1.0
    read = _read(document)
    areas: dict[int, float] = {}
    stretches: dict[tuple[int, int], list[_Stretch]] = {}
    total = 0.0
    for instance in instances(document):
        primitive = primitive_of(document, instance)
        corners = indices(document, primitive).astype(np.intp)
        columns = corners.T.copy()
        points = values(document, primitive["attributes"]["POSITION"]) @ (instance.T_document_node[:3, :3].T / side)
        area = _areas(_taken(points, columns))
        total += area.sum()
        worn = _worn(document, primitive)
        for material, part in worn.items():
            areas[material] = areas.get(material, 0.0) + part * float(area.sum())
        for name, accessor in primitive["attributes"].items():
            place = int(name.removeprefix("TEXCOORD_")) if name.startswith("TEXCOORD_") else -1
            wearing = [material for material in worn if (material, place) in read]
            if wearing:
                uv = values(document, accessor)
                one = _Stretch(area, _flat_areas(_taken(uv, columns)), uv, corners)
                for material in wearing:
                    stretches.setdefault((material, place), []).append(one)
    share = {material: area / max(total, 1e-30) for material, area in areas.items()}
    low_of, middle_of, spots = _measured(stretches)
    return Coverage(share, low_of, middle_of, spots)


def _read(document: Document) -> set[tuple[int, int]]:
    """Material and texture coordinate set of every texture."""
    materials = enumerate(document.gltf.get("materials", []))
    return {(index, uv_set(info)) for index, material in materials for _, info in texture_infos(material)}


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A primitive's triangles: their areas on the surface and in uv, (m,); uv (n, 2) and corners (m, 3)."""

    area: np.ndarray
    flat: np.ndarray
    uv: np.ndarray
    corners: np.ndarray


_Key = tuple[int, int]


def _measured(
    stretches: Mapping[_Key, list[_Stretch]],
) -> tuple[dict[_Key, float], dict[_Key, float], dict[_Key, np.ndarray]]:
    """Densities and spots of each key; materials that variants lay on the same triangles are measured once."""
    low: dict[_Key, float] = {}
    middle: dict[_Key, float] = {}
    spots: dict[_Key, np.ndarray] = {}
    first: dict[tuple[int, ...], _Key] = {}
    for key, each in stretches.items():
        same = first.setdefault(tuple(id(one) for one in each), key)
        if same == key:
            (low[key], middle[key]), spots[key] = _densities(each), _spots(each)
        else:
            low[key], middle[key], spots[key] = low[same], middle[same], spots[same]
    return low, middle, spots


def _taken(rows: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """(3, k, m) rows (n, k) at each corner (3, m), by columns: several times sooner than by rows."""
    return np.stack([column.take(corners) for column in rows.T.copy()], axis=1)


def _areas(placed: np.ndarray) -> np.ndarray:
    cross = cross_columns(placed[1] - placed[0], placed[2] - placed[0])
    return np.asarray(np.sqrt((cross * cross).sum(axis=0)) / 2)


def _flat_areas(placed: np.ndarray) -> np.ndarray:
    (ax, ay), (bx, by) = placed[1] - placed[0], placed[2] - placed[0]
    return np.asarray(np.abs(ax * by - ay * bx) / 2)


def _spots(stretches: list[_Stretch]) -> np.ndarray:
    """(n, 2) uv of points spread evenly by area, the same every time."""
    steps = np.cumsum(np.concatenate([one.area for one in stretches]))
    if not len(steps) or steps[-1] <= 0:
        return np.zeros((0, 2))
    which = np.searchsorted(steps, (np.arange(_SPOTS) + 0.5) / _SPOTS * steps[-1]).clip(0, len(steps) - 1)
    first = np.cumsum([0, *(len(one.area) for one in stretches)])
    ends = np.searchsorted(which, first)
    parts = [
        one.uv[one.corners[which[ends[place] : ends[place + 1]] - first[place]]] for place, one in enumerate(stretches)
    ]
    a, b, c = np.moveaxis(np.concatenate(parts), 1, 0)
    u, v = np.random.default_rng(0).random((2, len(a), 1))
    u, v = np.where(u + v > 1, 1 - u, u), np.where(u + v > 1, 1 - v, v)
    return np.asarray(a + u * (b - a) + v * (c - a))


def _worn(document: Document, primitive: Mapping[str, Any]) -> dict[int, float]:
    """The materials a primitive wears and in which part of the variants; the default counts as one more."""
    names = variant_names(document)
    default = primitive.get("material")
    mappings = primitive.get("extensions", {}).get("KHR_materials_variants", {}).get("mappings", [])
    by_variant = {one: entry["material"] for entry in mappings for one in entry["variants"]}
    wears = [default, *(by_variant.get(index, default) for index in range(len(names)))]
    found: dict[int, float] = {}
    for material in wears:
        if material is not None:
            found[material] = found.get(material, 0.0) + 1 / len(wears)
    return found


def _densities(stretches: list[_Stretch]) -> tuple[float, float]:
    area, flat = (np.concatenate([getattr(one, name) for one in stretches]) for name in ("area", "flat"))
    seen = area > 0
    if not seen.any():
        return 0.0, 0.0
    density = np.sqrt(flat[seen] / area[seen])
    order = np.argsort(density)
    rising = np.cumsum(area[seen][order])
    places = np.searchsorted(rising, np.array([LOW_PART, 0.5]) * rising[-1])
    low, middle = density[order][np.minimum(places, len(order) - 1)]
    return float(low), float(middle)


__all__ = ["LOW_PART", "Coverage", "coverage"]
