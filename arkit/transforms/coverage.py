"""How much of a product each material covers, and how finely each lays its texture coordinates on the surface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from arkit.document import Document, bounds, indices, instances, primitive_of, values, variant_names
from arkit.errors import NotFoundError

LOW_PART = 0.1  # of a material's area may have fewer texels than the density stated for it


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the materials cover.

    Attributes:
        share: material to the part of the product's surface it covers, 0…1, the mean over all variants.
        low, middle: (material, texture coordinate set) to texture units per product side (the longest side of its
            box): a tenth of the material's area has fewer than `low`, half has fewer than `middle`.
    """

    share: Mapping[int, float]
    low: Mapping[tuple[int, int], float]
    middle: Mapping[tuple[int, int], float]


def coverage(document: Document) -> Coverage:
    """Measure a document's default scene; without triangles nothing is covered."""
    try:
        low, high = bounds(document)
    except NotFoundError:
        return Coverage({}, {}, {})
    side = float((high - low).max()) or 1.0
    areas: dict[int, float] = {}
    stretches: dict[tuple[int, int], list[tuple[np.ndarray, np.ndarray]]] = {}
    total = 0.0
    for instance in instances(document):
        primitive = primitive_of(document, instance)
        corners = indices(document, primitive)
        points = values(document, primitive["attributes"]["POSITION"]) @ (instance.T_document_node[:3, :3].T / side)
        area = _areas(points[corners])
        total += area.sum()
        worn = _worn(document, primitive)
        for material, part in worn.items():
            areas[material] = areas.get(material, 0.0) + part * float(area.sum())
        for name, accessor in primitive["attributes"].items():
            if name.startswith("TEXCOORD_"):
                flat = np.pad(values(document, accessor), ((0, 0), (0, 1)))
                for material in worn:
                    pair = (area, _areas(flat[corners]))
                    stretches.setdefault((material, int(name.removeprefix("TEXCOORD_"))), []).append(pair)
    found = {key: _densities(pairs) for key, pairs in stretches.items()}
    share = {material: area / max(total, 1e-30) for material, area in areas.items()}
    return Coverage(share, {key: one[0] for key, one in found.items()}, {key: one[1] for key, one in found.items()})


def _areas(corners: np.ndarray) -> np.ndarray:
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return np.asarray(np.linalg.norm(cross, axis=-1) / 2)


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


def _densities(pairs: list[tuple[np.ndarray, np.ndarray]]) -> tuple[float, float]:
    area = np.concatenate([one for one, _ in pairs])
    flat = np.concatenate([one for _, one in pairs])
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
