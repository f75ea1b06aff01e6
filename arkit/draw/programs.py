"""Shader programs, assembled from `glsl/` with the features a material needs and kept.

One program per set of features, not one with branches: a software rasterizer runs both sides of every branch.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from arkit.draw.material import SLOTS

SCENE_BINDING, MATERIAL_BINDING = 0, 1
RADIANCE_UNIT = len(SLOTS)
TABLE_UNIT = RADIANCE_UNIT + 1
SHADOW_UNIT = RADIANCE_UNIT + 2
OCCLUDER_UNIT = RADIANCE_UNIT + 3
_UNITS = {f"{slot}_map": unit for unit, slot in enumerate(SLOTS)} | {
    "radiance_map": RADIANCE_UNIT,
    "table_map": TABLE_UNIT,
    "shadow_map": SHADOW_UNIT,
    "occluder_map": OCCLUDER_UNIT,
}
_BLOCKS = {"Scene": SCENE_BINDING, "Material": MATERIAL_BINDING}
_VERSION = "#version 410 core\n"


class Programs:
    """Programs by name and features."""

    def __init__(self, ctx: Any) -> None:
        self._ctx = ctx
        self._kept: dict[tuple[str, frozenset[str]], Any] = {}

    def surface(self, features: Iterable[str]) -> Any:
        """The program that shades a product, its blocks and texture units bound."""
        return self._get("surface", frozenset(features), ("scene", "brdf", "material", "tone"))

    def depth(self) -> Any:
        """The program that writes depth only: occluders and the sun's view."""
        return self._get("depth", frozenset(), ())

    def cast(self) -> Any:
        """The program that flattens products along a direction onto a plane."""
        return self._get("cast", frozenset(), ())

    def _get(self, name: str, features: frozenset[str], parts: tuple[str, ...]) -> Any:
        key = (name, features)
        if key not in self._kept:
            defines = "".join(f"#define {feature}\n" for feature in sorted(features))
            shared = defines + "".join(_source(f"{part}.glsl") for part in parts)
            program = self._ctx.program(
                vertex_shader=_VERSION + defines + (_source("scene.glsl") if parts else "") + _source(f"{name}.vert"),
                fragment_shader=_VERSION + shared + _source(f"{name}.frag"),
            )
            for member, binding in _BLOCKS.items():
                if member in program:
                    program[member].binding = binding
            for member, unit in _UNITS.items():
                if member in program:
                    program[member].value = unit
            self._kept[key] = program
        return self._kept[key]


def _source(name: str) -> str:
    return (files("arkit.draw") / "glsl" / name).read_text(encoding="utf-8")


__all__ = [
    "MATERIAL_BINDING",
    "OCCLUDER_UNIT",
    "RADIANCE_UNIT",
    "SCENE_BINDING",
    "SHADOW_UNIT",
    "TABLE_UNIT",
    "Programs",
]
