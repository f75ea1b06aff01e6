"""How finely uv must be stored for the pictures that are read through them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from arkit.document import texture_infos, uv_set
from arkit.transforms.draft import Draft
from arkit.transforms.holders import worn
from arkit.transforms.pictures.texels import size_px

STEPS = 8  # a texel; rounding moves a picture by a sixteenth of one at most
FEWEST, MOST = 10, 16
_UNREAD = 12  # bits of uv that no picture reads: a shop may put one on later
_UNKNOWN_PX = 2048  # of a picture whose size its header does not tell
_SOURCES = ("EXT_texture_webp", "EXT_texture_avif", "KHR_texture_basisu")


def uv_bits(work: Draft) -> dict[int, int]:
    """For each accessor of uv the bits a unit needs: eighths of a texel of the largest picture read through it.

    Every variant's material counts, and a picture that KHR_texture_transform repeats needs as much more.
    """
    sizes = [max(size_px(data)) or _UNKNOWN_PX for data in work.images]
    found: dict[int, int] = {}
    for primitive in work.primitives():
        materials = [work.gltf["materials"][index] for index in worn(primitive) if index is not None]
        infos = [info for _, info in texture_infos(materials)]
        for key, accessor in primitive["attributes"].items():
            if key.startswith("TEXCOORD_"):
                texels = [_texels(work.gltf, info, sizes) for info in infos if uv_set(info) == int(key[9:])]
                bits = math.ceil(math.log2(max(texels) * STEPS)) if texels else _UNREAD
                found[accessor] = max(found.get(accessor, FEWEST), min(bits, MOST))
    return found


def _texels(gltf: Mapping[str, Any], info: Mapping[str, Any], sizes: list[int]) -> float:
    """Texels along one unit of uv."""
    scale = info.get("extensions", {}).get("KHR_texture_transform", {}).get("scale", (1.0, 1.0))
    longest = max((sizes[image] for image in _images(gltf["textures"][info["index"]])), default=_UNKNOWN_PX)
    return max(longest * max(abs(one) for one in scale), 1.0)


def _images(texture: Mapping[str, Any]) -> Iterator[int]:
    for body in (texture, *(texture.get("extensions", {}).get(one, {}) for one in _SOURCES)):
        if "source" in body:
            yield body["source"]


__all__ = ["FEWEST", "MOST", "STEPS", "uv_bits"]
