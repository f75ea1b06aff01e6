"""What a product is made of before it becomes a file: named parts, each a mesh and a material."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from assets.make.mesh import Mesh, bounds, scaled


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture and the file name a brand would give it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Material:
    """A metal-rough material.

    Attributes:
        name: as the brand writes it.
        color: factor, sRGB "#RRGGBB", times the base picture where there is one.
        alpha: 1 opaque … 0 clear.
        base: base colour picture, sRGB.
        normal: tangent space normal map, +y up in the picture.
        orm: occlusion (unused), roughness, metal in red, green, blue.
        double_sided: cloth, paper.
        extensions: glTF material extensions as they go into the JSON (values linear, as glTF wants them).
    """

    name: str
    color: str = "#ffffff"
    roughness: float = 0.6
    metallic: float = 0.0
    alpha: float = 1.0
    base: Picture | None = None
    normal: Picture | None = None
    normal_scale: float = 1.0
    orm: Picture | None = None
    double_sided: bool = False
    extensions: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A named mesh.

    Attributes:
        name: of the node or object; parts of one name are one node with several materials.
        mesh: the shape.
        material: what it is made of.
        variants: a variant's name to the material the part wears in it.
        occlusion: (n,) share of light 0…1 that reaches each vertex, or None.
        origin_m: where the node of a GLB has its origin, so that it can turn there; the mesh stays in product space.
    """

    name: str
    mesh: Mesh
    material: Material
    variants: Mapping[str, Material] = field(default_factory=dict)
    occlusion: np.ndarray | None = None
    origin_m: tuple[float, float, float] = (0.0, 0.0, 0.0)


def fitted(parts: Sequence[Part], size_m: Sequence[float]) -> list[Part]:
    """The parts stretched to exactly `size_m` (x, y, z), standing on y = 0, middle of x and z at the origin."""
    low, high = bounds([part.mesh for part in parts])
    factor = np.asarray(size_m) / (high - low)
    if np.abs(factor - 1).max() > 0.03:
        raise ValueError(f"fitted: expected parts within 3 % of {tuple(size_m)}, got {tuple(high - low)}")
    anchor = np.array([(low[0] + high[0]) / 2, low[1], (low[2] + high[2]) / 2])
    return [
        replace(part, mesh=scaled(replace(part.mesh, positions=part.mesh.positions - anchor), *factor))
        for part in parts
    ]


__all__ = ["Material", "Part", "Picture", "fitted"]
