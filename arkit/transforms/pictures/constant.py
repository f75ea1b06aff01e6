"""Textures that say one thing everywhere become factors, or go; so do textures that nothing reads.

Constant means within one code value in every channel that is read. Where a texture lies, how it is repeated and by
which sampler does not matter then. Each material is judged alone, so variants that share a picture may differ.
A document whose animations may point at factors (KHR_animation_pointer) stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from arkit.color import srgb_to_linear
from arkit.transforms.draft import Draft

_SPREAD = 1  # code values
_FLAT = np.array([127.5, 127.5, 255.0])
_NEAR = 1.6  # 127 and 128 are both flat; one code value more may be a lossy file's
Range = tuple[np.ndarray, np.ndarray]  # lowest and highest code value (4,) of a picture
# extension ("" for the material itself), texture, factor, its default, channel read (None: R, G, B as a colour)
_FACTORS: tuple[tuple[str, str, str, Any, int | None], ...] = (
    ("", "emissiveTexture", "emissiveFactor", [0.0, 0.0, 0.0], None),
    ("clearcoat", "clearcoatTexture", "clearcoatFactor", 0.0, 0),
    ("clearcoat", "clearcoatRoughnessTexture", "clearcoatRoughnessFactor", 0.0, 1),
    ("sheen", "sheenColorTexture", "sheenColorFactor", [0.0, 0.0, 0.0], None),
    ("sheen", "sheenRoughnessTexture", "sheenRoughnessFactor", 0.0, 3),
    ("specular", "specularTexture", "specularFactor", 1.0, 3),
    ("specular", "specularColorTexture", "specularColorFactor", [1.0, 1.0, 1.0], None),
    ("transmission", "transmissionTexture", "transmissionFactor", 0.0, 0),
    ("volume", "thicknessTexture", "thicknessFactor", 0.0, 1),
    ("iridescence", "iridescenceTexture", "iridescenceFactor", 0.0, 0),
    ("diffuse_transmission", "diffuseTransmissionTexture", "diffuseTransmissionFactor", 0.0, 3),
    ("diffuse_transmission", "diffuseTransmissionColorTexture", "diffuseTransmissionColorFactor", [1.0] * 3, None),
)


def fold(work: Draft, ranges: Mapping[int, Range]) -> int:
    """Fold constant textures of a draft into factors; `ranges` by texture index. Answers how many went."""
    if "KHR_animation_pointer" in work.gltf.get("extensionsUsed", []):
        return 0
    return sum(_folded(material, ranges) for material in work.gltf.get("materials", []))


def _folded(material: dict[str, Any], ranges: Mapping[int, Range]) -> int:
    gone = _base(material, ranges) + _metal_rough(material, ranges) + _occlusion(material, ranges)
    gone += _normal(material, "normalTexture", ranges)
    gone += _normal(_body(material, "clearcoat"), "clearcoatNormalTexture", ranges)
    for extension, key, factor, default, channel in _FACTORS:
        gone += _one(_body(material, extension), key, factor, default, channel, ranges)
    return gone


def _body(material: dict[str, Any], extension: str) -> dict[str, Any]:
    if not extension:
        return material
    body: dict[str, Any] = material.get("extensions", {}).get(f"KHR_materials_{extension}", {})
    return body


def _steady(body: Mapping[str, Any], key: str, ranges: Mapping[int, Range], *channels: int) -> np.ndarray | None:
    """The mean code values (4,) of a texture that is constant in `channels`; None where there is none."""
    if key not in body or body[key]["index"] not in ranges:
        return None
    low, high = (one.astype(np.float64) for one in ranges[body[key]["index"]])
    if max(high[list(channels)] - low[list(channels)]) > _SPREAD:
        return None
    return np.asarray((low + high) / 2)


def _one(
    body: dict[str, Any], key: str, factor: str, default: Any, channel: int | None, ranges: Mapping[int, Range]
) -> int:
    """Fold one texture that multiplies one factor; it goes too where the factor is 0 and nothing is read."""
    if key not in body:
        return 0
    now = np.asarray(body.get(factor, default), dtype=np.float64)
    if not now.any():
        del body[key]
        return 1
    codes = _steady(body, key, ranges, *((0, 1, 2) if channel is None else (channel,)))
    if codes is None:
        return 0
    part = srgb_to_linear(codes[:3] / 255) if channel is None else codes[channel] / 255
    body[factor] = _numbers(now * part)
    del body[key]
    return 1


def _numbers(value: np.ndarray) -> Any:
    return np.round(np.asarray(value, dtype=np.float64), 6).tolist()


def _base(material: dict[str, Any], ranges: Mapping[int, Range]) -> int:
    pbr = material.get("pbrMetallicRoughness", {})
    opaque = material.get("alphaMode", "OPAQUE") == "OPAQUE"
    codes = _steady(pbr, "baseColorTexture", ranges, *((0, 1, 2) if opaque else (0, 1, 2, 3)))
    if codes is None:
        return 0
    part = np.append(srgb_to_linear(codes[:3] / 255), 1.0 if opaque else codes[3] / 255)
    pbr["baseColorFactor"] = _numbers(np.asarray(pbr.get("baseColorFactor", (1, 1, 1, 1))) * part)
    del pbr["baseColorTexture"]
    return 1


def _metal_rough(material: dict[str, Any], ranges: Mapping[int, Range]) -> int:
    """Both constant: two factors. Metal 0 everywhere: a factor of 0, and blue is read no more."""
    pbr, key = material.get("pbrMetallicRoughness", {}), "metallicRoughnessTexture"
    for channel, factor in ((1, "roughnessFactor"), (2, "metallicFactor")):
        codes = _steady(pbr, key, ranges, channel)
        if codes is not None and codes[channel] <= _SPREAD:
            pbr[factor] = 0.0
    read = [one for one, factor in ((1, "roughnessFactor"), (2, "metallicFactor")) if pbr.get(factor, 1.0) > 0]
    if key not in pbr:
        return 0
    codes = _steady(pbr, key, ranges, *read) if read else np.zeros(4)
    if codes is None:
        return 0
    for channel, factor in ((1, "roughnessFactor"), (2, "metallicFactor")):
        pbr[factor] = _numbers(pbr.get(factor, 1.0) * codes[channel] / 255) if channel in read else 0.0
    del pbr[key]
    return 1


def _occlusion(material: dict[str, Any], ranges: Mapping[int, Range]) -> int:
    key = "occlusionTexture"
    codes = _steady(material, key, ranges, 0)
    unread = key in material and material[key].get("strength", 1.0) == 0
    if unread or (codes is not None and codes[0] >= 255 - _SPREAD):
        del material[key]
        return 1
    return 0


def _normal(body: dict[str, Any], key: str, ranges: Mapping[int, Range]) -> int:
    codes = _steady(body, key, ranges, 0, 1, 2)
    unread = key in body and body[key].get("scale", 1.0) == 0
    if unread or (codes is not None and np.abs(codes[:3] - _FLAT).max() <= _NEAR):
        del body[key]
        return 1
    return 0


__all__ = ["Range", "fold"]
