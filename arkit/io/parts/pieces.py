"""Parts of the meshes that a foreign parser's process took apart: faces over corners, attributes by index.

Of mesh k the arrays are "mesh<k> faces" (n, 2: first corner, count), "mesh<k> face_material" (n,), and for each of
position, normal, uv, uv1, color the values and "… at", the index of each corner's value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from arkit.errors import ReadError
from arkit.io.guard.foreign import Arrays
from arkit.io.limits import Limits, hold
from arkit.io.parts.found import placed, unit_normals
from arkit.io.parts.part import Faces, Part, Place

Colors = Callable[[np.ndarray], np.ndarray]


def parts_of(
    head: Mapping[str, Any], arrays: Arrays, names: Sequence[str], whole: np.ndarray, how: tuple[str, Limits, Colors]
) -> Iterator[Part]:
    """A part for each piece of `head` and each material it uses.

    Args:
        names: of the materials, by the index that pieces name them with.
        whole: (4, 4), turns the file's numbers into those of its unit.
        how: the file's name, the limits, and what makes a file's colours (n, 3) linear.
    """
    name, limits, linear = how
    triangles = 0
    for piece in head["pieces"]:
        key = f"mesh{piece['mesh']}"
        faces, chosen = arrays[f"{key} faces"], arrays[f"{key} face_material"]
        chosen = chosen if len(chosen) == len(faces) else np.zeros(len(faces), dtype=np.int64)
        matrix = whole @ np.array(piece["matrix"])
        if f"{key} position" not in arrays or not np.isfinite(matrix).all():
            continue
        for material in np.unique(chosen):
            own = faces[(chosen == material) & (faces[:, 1] > 2)]
            triangles += int((own[:, 1] - 2).sum())
            hold(f"{name}: triangles", triangles, limits.triangles)
            slots = piece["materials"]
            slot = slots[material] if 0 <= material < len(slots) else -1
            if len(own):
                called = names[slot] if slot >= 0 else None
                part = _part(piece["name"], called, arrays, key, (own, piece.get("place"), linear))
                yield placed(part, matrix)


def places_of(head: Mapping[str, Any], factor: float, limits: Limits) -> list[Place]:
    """The nodes of a head's "places", in the document's unit."""
    hold("nodes", len(head["places"]), 4 * limits.nodes)
    found: list[Place] = []
    for one in head["places"]:
        x, y, z = (float(value) * factor for value in one["pivot"])
        if one["parent"] is not None and not 0 <= one["parent"] < len(found):
            raise ReadError("nodes: expected a parent before its child, got another order")
        at = (x, y, z) if np.isfinite([x, y, z]).all() and max(abs(x), abs(y), abs(z)) < 1e9 else (0.0, 0.0, 0.0)
        found.append(Place(str(one["name"]), one["parent"], at))
    return found


def _part(
    name: str, material: str | None, arrays: Arrays, key: str, how: tuple[np.ndarray, int | None, Colors]
) -> Part:
    """Corners of some faces; those that agree in all attributes become one vertex."""
    faces, place, linear = how
    counts = faces[:, 1]
    ends = np.cumsum(counts)
    corners = np.repeat(faces[:, 0] - ends + counts, counts) + np.arange(int(ends[-1]))
    kinds = [one for one in ("position", "normal", "uv", "uv1", "color") if f"{key} {one}" in arrays]
    keys = np.stack([arrays[f"{key} {one} at"][corners] for one in kinds], axis=1)
    unique, inverse = np.unique(keys, axis=0, return_inverse=True)
    own = {one: arrays[f"{key} {one}"][unique[:, column]] for column, one in enumerate(kinds)}
    index = inverse.reshape(-1).tolist()
    polygons = [index[end - count : end] for end, count in zip(ends.tolist(), counts.tolist(), strict=True)]
    uv, uv1 = (own[one] * (1, -1) + (0, 1) if one in own else None for one in ("uv", "uv1"))
    colors = None
    if "color" in own:
        colors = np.clip(own["color"], 0, 1)
        clear = colors[:, 3:] if (colors[:, 3:] < 1).any() else colors[:, :0]
        colors = np.concatenate([linear(colors[:, :3]), clear], axis=1)
    return Part(
        name,
        material,
        own["position"],
        Faces(list(polygons)).triangles(own["position"]),
        unit_normals(own["normal"]) if "normal" in own else None,
        uv if uv is not None and np.isfinite(uv).all() else None,
        colors,
        place=place,
        uv1=uv1 if uv1 is not None and np.isfinite(uv1).all() else None,
    )


__all__ = ["parts_of", "places_of"]
