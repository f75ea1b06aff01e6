"""What the reader of one format found in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from arkit.document import Document
from arkit.io.parts.material import Surface
from arkit.io.parts.part import Part

Color = tuple[float, float, float]
# Metres of each unit a Source may name; other declared units are turned into the nearest of these.
_UNIT_M = {"mm": 1e-3, "cm": 1e-2, "m": 1.0, "in": 0.0254, "ft": 0.3048}


@dataclass(frozen=True, slots=True)
class Found:
    """A document in the file's own axes, and what the file says of itself.

    Attributes:
        unit, up: what the file declares ("cm", "z"), "" where it declares nothing.
        guesses: what the file did not say and the reader took; one sentence each.
        colors_srgb: base colour, sRGB 0…1, of each used material without a base colour picture.
    """

    document: Document
    unit: str = ""
    up: str = ""
    guesses: tuple[str, ...] = ()
    colors_srgb: Mapping[str, Color] = field(default_factory=dict)


def plain_colors(surfaces: Mapping[str, Surface], parts: list[Part]) -> dict[str, Color]:
    """The colours of the materials that `parts` use and that have no base colour picture."""
    used = {part.material for part in parts}
    return {name: one.color_srgb for name, one in surfaces.items() if name in used and "base" not in one.maps}


def named_unit(meters: float) -> tuple[str, float]:
    """The unit of that many metres and 1, or "m" and the factor that turns the file's numbers into metres."""
    for name, length_m in _UNIT_M.items():
        if abs(meters / length_m - 1) < 1e-3:
            return name, 1.0
    return "m", meters


def placed(part: Part, T_document_part: np.ndarray) -> Part:
    """The part where its node (4, 4) puts it; a mirroring node turns the triangles round, so they still face out."""
    linear = T_document_part[:3, :3]
    if np.array_equal(T_document_part, np.eye(4)):
        return part
    with np.errstate(over="ignore", invalid="ignore"):
        positions = part.positions @ linear.T + T_document_part[:3, 3]
        volume = float(np.linalg.det(linear))
        mirrored = volume < 0
        turned = None
        if part.normals is not None and volume:
            turned = unit_normals(part.normals @ np.linalg.inv(linear))
    triangles = part.triangles[:, ::-1] if mirrored else part.triangles
    return replace(part, positions=positions, triangles=triangles, normals=turned)


def unit_normals(normals: np.ndarray) -> np.ndarray | None:
    """(n, 3) normals of length 1; None where one has no direction."""
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    return normals / lengths if np.isfinite(lengths).all() and (lengths > 1e-12).all() else None


__all__ = ["Color", "Found", "named_unit", "placed", "plain_colors", "unit_normals"]
