"""What an error in a texture does to the picture: a small shading model, differentiated by hand.

A material at the mean of its textures stands in light that comes evenly from everywhere, but for a contrast of
`_CONTRAST` between its sides. A channel's weight is the mean squared error of the shaded colour, in squared sRGB code
values, for a squared error of one code value in that channel.

Tried in a neutral three.js viewer (4 views, 384 px, every variant), one texture replaced at a time, error measured over
error foretold: GlamVelvetSofa velvet normals 0.3, occlusion 0.2; SheenChair fabric normals 0.2; ChairDamaskPurplegold
fabric colour 1.6, normals 0.3, roughness 1.8, occlusion 0.7, its wood 0.05 to 0.1, of which most lies hidden. BoomBox's
mirroring metal with `_SHARPEST` 0.1 was 5.6: the studio's lamps are sharper than that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from arkit.color import linear_to_srgb, srgb_to_linear

_CONTRAST = 0.35  # change of the light per radian that a surface turns; a studio's walls, window and floor
_MIRROR = 0.3  # change of the mirrored light per radian, over roughness² + _SHARPEST, the same studio
_SHARPEST = 0.03
_DIELECTRIC = 0.04
_GRAZING = 0.03  # added by Fresnel, mean over a product's outline and front
_SHEEN = 0.3
_THROUGH = 0.5  # contrast between what is before and what is behind glass
_FAINT = 0.05  # iridescence, anisotropy, thickness: what one code value may change at most
_UP = 0.05  # of a normal's z beside its x and y: products' normal maps lean by a fifth of a radian
Means = Mapping[str, np.ndarray]
_Material = Mapping[str, Any]


def channel_weights(material: _Material, key: str, means: Means) -> np.ndarray:
    """Weights (4,) of R, G, B and A of the texture under `key`; 0 for a channel that the material does not read.

    Args:
        material: a glTF material.
        key: its texture's key, "baseColorTexture" and so on.
        means: key to the mean (4,) of each of its textures, 0…1 as stored.
    """
    surface = _Surface(material, means)
    slopes = _slopes(surface.shaded)
    light = _WAYS.get(key, _unknown)(surface, means.get(key, np.ones(4)))
    return np.asarray(((light * slopes / 255) ** 2).mean(axis=1))


def _slopes(linear: np.ndarray) -> np.ndarray:
    """(3,) sRGB code values per unit of linear light."""
    at = np.clip(linear, 0.004, 0.9)
    return np.asarray(255 * (linear_to_srgb(at * 1.02) - linear_to_srgb(at * 0.98)) / (0.04 * at))


def _curve(codes: np.ndarray) -> np.ndarray:
    """(3,) linear light per unit of stored sRGB."""
    at = np.clip(codes[:3], 0.02, 0.98)
    return np.asarray((srgb_to_linear(at + 0.01) - srgb_to_linear(at - 0.01)) / 0.02)


class _Surface:
    """A material at the mean of its textures."""

    def __init__(self, material: _Material, means: Means) -> None:
        pbr = material.get("pbrMetallicRoughness", {})
        ones = np.ones(4)
        self.material = material
        self.extensions: Mapping[str, Any] = material.get("extensions", {})
        self.factor = np.asarray(pbr.get("baseColorFactor", (1, 1, 1, 1)), dtype=np.float64)
        self.albedo = self.factor[:3] * srgb_to_linear(means.get("baseColorTexture", ones)[:3])
        stored = means.get("metallicRoughnessTexture", ones)
        self.rough_factor = float(pbr.get("roughnessFactor", 1.0))
        self.metal_factor = float(pbr.get("metallicFactor", 1.0))
        self.rough, self.metal = self.rough_factor * float(stored[1]), self.metal_factor * float(stored[2])
        self.strength = float(material.get("occlusionTexture", {}).get("strength", 1.0))
        self.open = 1 - self.strength * (1 - float(means.get("occlusionTexture", ones)[0]))
        self.mirrored = (_DIELECTRIC + _GRAZING) * (1 - self.metal) + self.albedo * self.metal
        self.diffuse = self.albedo * (1 - self.metal)
        self.shaded = (self.diffuse + self.mirrored) * self.open

    def of(self, extension: str, key: str, default: Any) -> Any:
        return self.extensions.get(f"KHR_materials_{extension}", {}).get(key, default)

    def turned(self, mirrored: np.ndarray, rough: float) -> np.ndarray:
        """(3,) light per radian of turn."""
        return np.asarray(self.diffuse * _CONTRAST + mirrored * _MIRROR / (rough**2 + _SHARPEST))


def _rows(*pairs: tuple[int, Any]) -> np.ndarray:
    """(4, 3): light per unit of each stored channel, given for some."""
    rows = np.zeros((4, 3))
    for channel, light in pairs:
        rows[channel] = light
    return rows


def _colors(light: np.ndarray, alpha: float = 0.0) -> np.ndarray:
    rows = np.zeros((4, 3))
    rows[:3] = np.diag(light)
    rows[3] = alpha
    return rows


def _base(surface: _Surface, mean: np.ndarray) -> np.ndarray:
    read = surface.material.get("alphaMode", "OPAQUE") != "OPAQUE"
    alpha = float(surface.factor[3]) * 0.5 * float(surface.shaded.mean()) if read else 0.0
    return _colors(surface.factor[:3] * _curve(mean) * surface.open, alpha)


def _metal_rough(surface: _Surface, mean: np.ndarray) -> np.ndarray:
    rough = surface.mirrored * surface.rough_factor * surface.open
    metal = surface.albedo * _CONTRAST * surface.metal_factor * surface.open
    return _rows((1, rough), (2, metal))


def _normal(surface: _Surface, mean: np.ndarray) -> np.ndarray:
    scale = float(surface.material.get("normalTexture", {}).get("scale", 1.0))
    light = 2 * scale * surface.turned(surface.mirrored, surface.rough) * surface.open
    return _rows((0, light), (1, light), (2, light * np.sqrt(_UP)))


def _coat_normal(surface: _Surface, mean: np.ndarray) -> np.ndarray:
    coat = float(surface.of("clearcoat", "clearcoatFactor", 0.0))
    rough = float(surface.of("clearcoat", "clearcoatRoughnessFactor", 0.0))
    light = np.full(3, 2 * coat * (_DIELECTRIC + _GRAZING) * _MIRROR / (rough**2 + _SHARPEST))
    return _rows((0, light), (1, light), (2, light * np.sqrt(_UP)))


def _emissive(surface: _Surface, mean: np.ndarray) -> np.ndarray:
    strength = float(surface.of("emissive_strength", "emissiveStrength", 1.0))
    return _colors(np.asarray(surface.material.get("emissiveFactor", (0, 0, 0)), dtype=float) * strength * _curve(mean))


def _sheen(surface: _Surface, mean: np.ndarray) -> np.ndarray:
    return _colors(_SHEEN * np.asarray(surface.of("sheen", "sheenColorFactor", (0, 0, 0)), dtype=float) * _curve(mean))


def _specular_color(surface: _Surface, mean: np.ndarray) -> np.ndarray:
    factor = np.asarray(surface.of("specular", "specularColorFactor", (1, 1, 1)), dtype=float)
    return _colors(_DIELECTRIC * factor * _curve(mean))


def _through_color(surface: _Surface, mean: np.ndarray) -> np.ndarray:
    factor = np.asarray(surface.of("diffuse_transmission", "diffuseTransmissionColorFactor", (1, 1, 1)), dtype=float)
    return _colors(factor * float(surface.of("diffuse_transmission", "diffuseTransmissionFactor", 0.0)) * _curve(mean))


def _one(channel: int, extension: str, factor: str, light: float, default: float = 0.0) -> Callable[..., np.ndarray]:
    """A way for a texture of which one channel is read and multiplied with a factor."""

    def way(surface: _Surface, mean: np.ndarray) -> np.ndarray:
        return _rows((channel, light * float(surface.of(extension, factor, default))))

    return way


def _sheen_rough(surface: _Surface, mean: np.ndarray) -> np.ndarray:
    color = np.asarray(surface.of("sheen", "sheenColorFactor", (0, 0, 0)), dtype=float)
    return _rows((3, 0.5 * _SHEEN * color * float(surface.of("sheen", "sheenRoughnessFactor", 0.0))))


def _unknown(surface: _Surface, mean: np.ndarray) -> np.ndarray:
    """A texture we do not know: every channel counts like a colour's."""
    return _colors(_curve(mean), 0.5)


_WAYS: dict[str, Callable[[_Surface, np.ndarray], np.ndarray]] = {
    "anisotropyTexture": lambda surface, mean: _rows((0, _FAINT), (1, _FAINT), (2, _FAINT)),
    "baseColorTexture": _base,
    "clearcoatNormalTexture": _coat_normal,
    "clearcoatRoughnessTexture": _one(1, "clearcoat", "clearcoatRoughnessFactor", 0.5 * _DIELECTRIC),
    "clearcoatTexture": _one(0, "clearcoat", "clearcoatFactor", _DIELECTRIC + _GRAZING),
    "diffuseTransmissionColorTexture": _through_color,
    "diffuseTransmissionTexture": _one(3, "diffuse_transmission", "diffuseTransmissionFactor", _CONTRAST),
    "emissiveTexture": _emissive,
    "iridescenceTexture": _one(0, "iridescence", "iridescenceFactor", _FAINT),
    "iridescenceThicknessTexture": lambda surface, mean: _rows((1, _FAINT)),
    "metallicRoughnessTexture": _metal_rough,
    "normalTexture": _normal,
    "occlusionTexture": lambda surface, mean: _rows((0, surface.strength * (surface.diffuse + surface.mirrored))),
    "sheenColorTexture": _sheen,
    "sheenRoughnessTexture": _sheen_rough,
    "specularColorTexture": _specular_color,
    "specularTexture": _one(3, "specular", "specularFactor", _DIELECTRIC, 1.0),
    "thicknessTexture": _one(1, "volume", "thicknessFactor", _FAINT),
    "transmissionTexture": _one(0, "transmission", "transmissionFactor", _THROUGH),
}

__all__ = ["Means", "channel_weights"]
