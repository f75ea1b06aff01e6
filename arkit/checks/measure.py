"""Countable facts of a document that rules are held against."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from arkit.color import linear_to_srgb
from arkit.document import Document, bounds, instances, triangle_count, vertex_count
from arkit.webp_head import webp_size

PLAIN_PICTURES = ("image/png", "image/jpeg")


@dataclass(frozen=True, slots=True)
class Facts:
    """What shops count.

    Attributes:
        longest_px: of the widest or tallest picture, 0 without pictures.
        odd_pictures: pictures whose sides are no powers of two.
        other_pictures: pictures that are neither PNG nor JPEG.
        factor_range: lowest and highest base colour factor of untextured materials, sRGB 0…255; metals left out.
        lowest_m: of the box along y.
        required: extensions a reader must know.
    """

    triangles: int
    vertices: int
    draws: int
    materials: int
    uv_sets: int
    longest_px: int
    odd_pictures: int
    other_pictures: int
    factor_range: tuple[float, float]
    size_m: tuple[float, float, float]
    lowest_m: float
    required: tuple[str, ...]


def facts(document: Document) -> Facts:
    """Count a document's triangles, draws, pictures, and measure its box."""
    low, high = bounds(document)
    sizes = [picture_size(data) for data in document.images]
    kinds = [image.get("mimeType", "") for image in document.gltf.get("images", [])]
    attributes = [set(one["attributes"]) for mesh in document.gltf.get("meshes", []) for one in mesh["primitives"]]
    side = high - low
    return Facts(
        triangles=triangle_count(document),
        vertices=vertex_count(document),
        draws=sum(1 for _ in instances(document)),
        materials=len(document.gltf.get("materials", [])),
        uv_sets=max((sum(key.startswith("TEXCOORD_") for key in keys) for keys in attributes), default=0),
        longest_px=max((max(size) for size in sizes), default=0),
        odd_pictures=sum(any(edge & (edge - 1) for edge in size) for size in sizes),
        other_pictures=sum(kind not in PLAIN_PICTURES for kind in kinds),
        factor_range=_factor_range(document),
        size_m=(float(side[0]), float(side[1]), float(side[2])),
        lowest_m=float(low[1]),
        required=tuple(document.gltf.get("extensionsRequired", [])),
    )


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height from a picture's header, (0, 0) for a type that neither glTF nor Pillow knows."""
    if data.startswith(b"\xabKTX 20\xbb"):
        return int.from_bytes(data[20:24], "little"), int.from_bytes(data[24:28], "little")
    said = webp_size(data)
    if said is not None:
        return said
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(data)).size
    except (OSError, ValueError, Image.DecompressionBombError):
        return (0, 0)


def _factor_range(document: Document) -> tuple[float, float]:
    found = [value for pbr in _dielectrics(document) for value in pbr.get("baseColorFactor", [1, 1, 1, 1])[:3]]
    codes = linear_to_srgb(np.array(found or [0.2])) * 255
    return float(codes.min()), float(codes.max())


def _dielectrics(document: Document) -> Iterator[dict[str, Any]]:
    for material in document.gltf.get("materials", []):
        pbr = material.get("pbrMetallicRoughness", {})
        if "baseColorTexture" not in pbr and pbr.get("metallicFactor", 1) < 0.5:
            yield pbr


__all__ = ["PLAIN_PICTURES", "Facts", "facts", "picture_size"]
