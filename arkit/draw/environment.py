"""The neutral studio that lights every product: its radiance by roughness, its irradiance, and the BRDF table.

Computed, not photographed: a grey room, brighter above, with a key panel up left, an upright strip on either side and a
panel behind. It is colourless, so that the only colours in a picture are the product's and the light's, and it is
scaled so that a surface facing the viewer receives exactly 1.

Studio space: y up, z towards the viewer, x to the viewer's right.

Source:
    Karis, "Real Shading in Unreal Engine 4", SIGGRAPH 2013 (split sum); Ramamoorthi, Hanrahan, "An Efficient
    Representation for Irradiance Environment Maps", SIGGRAPH 2001; Estevez, Kulla, "Production Friendly Microfacet
    Sheen BRDF", 2017. Ours differs: the maps are octahedral and one-channel, and sheen's albedo sits in the same table.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

MAP_PX = 64
ROUGHNESSES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_SOURCE_PX = (64, 48, 32, 32, 16, 16)  # a rough lobe needs no fine map: each level is summed at its own size
TABLE_PX = 32
_TABLE_RAYS = 1024

# Panels: direction, half width and half height in radians, radiance over the room's.
KEY_PANEL = (-0.62, 0.62, 0.50)
_PANELS = (
    (KEY_PANEL, 0.42, 0.36, 3.6),
    ((0.90, 0.10, 0.42), 0.15, 0.75, 4.6),
    ((-0.97, 0.05, 0.05), 0.14, 0.75, 3.4),
    ((0.10, 0.75, -0.65), 0.60, 0.22, 2.6),
)
_FLOOR, _HORIZON, _CEILING = 0.55, 0.72, 0.95
_EDGE_RAD = 0.06


@dataclass(frozen=True, slots=True)
class Studio:
    """The studio as the shader wants it.

    Attributes:
        radiance: (levels, MAP_PX, MAP_PX) float32, octahedral, seen through lobes of ROUGHNESSES.
        harmonics: (9,) float32 spherical harmonics of irradiance / pi, basis constants folded in.
        table: (TABLE_PX, TABLE_PX, 3) float32 by roughness (rows) and cosine (columns): scale and bias of F0, and the
            albedo of sheen.
    """

    radiance: np.ndarray
    harmonics: np.ndarray
    table: np.ndarray


def studio() -> Studio:
    """Compute the studio; about a fifth of a second, done once per context."""
    harmonics = _harmonics()
    facing = float(_irradiance_basis(np.array([[0.0, 0.0, 1.0]]))[0] @ harmonics)
    levels = [_level(rough, side) for rough, side in zip(ROUGHNESSES, _SOURCE_PX, strict=True)]
    radiance = np.stack([cv2.resize(level, (MAP_PX, MAP_PX), interpolation=cv2.INTER_LINEAR) for level in levels])
    return Studio((radiance / facing).astype("f4"), (harmonics / facing).astype("f4"), _table().astype("f4"))


def room_radiance(directions: np.ndarray) -> np.ndarray:
    """Radiance (n,) of the room from unit `directions` (n, 3), studio space, before scaling."""
    height = directions[:, 1]
    up = _HORIZON + (_CEILING - _HORIZON) * _smooth(0.0, 1.0, height)
    room = np.where(height > 0, up, _HORIZON + (_FLOOR - _HORIZON) * _smooth(0.0, 0.8, -height))
    for towards, half_width, half_height, radiance in _PANELS:
        axis = np.asarray(towards) / np.linalg.norm(towards)
        right = np.cross((0.0, 1.0, 0.0), axis)
        right /= np.linalg.norm(right)
        ahead = directions @ axis
        across = np.arctan2(directions @ right, ahead)
        along = np.arctan2(directions @ np.cross(axis, right), np.maximum(ahead, 1e-6))
        inside = _smooth(half_width + _EDGE_RAD, half_width - _EDGE_RAD, np.abs(across))
        room = room + radiance * inside * _smooth(half_height + _EDGE_RAD, half_height - _EDGE_RAD, np.abs(along))
    return np.asarray(room)


def octahedral(side: int) -> tuple[np.ndarray, np.ndarray]:
    """Directions (side², 3) of an octahedral map's texels, y up, rows along z, and their solid angles (side²,)."""
    grid = (np.arange(side) + 0.5) / side * 2 - 1
    z, x = np.meshgrid(grid, grid, indexing="ij")
    y = 1 - np.abs(x) - np.abs(z)
    fold_x, fold_z = (1 - np.abs(z)) * np.sign(x), (1 - np.abs(x)) * np.sign(z)
    points = np.stack([np.where(y < 0, fold_x, x), y, np.where(y < 0, fold_z, z)], axis=-1).reshape(-1, 3)
    length = np.linalg.norm(points, axis=1)
    return points / length[:, None], (2 / side) ** 2 / length**3


def _smooth(low: float, high: float, value: np.ndarray) -> np.ndarray:
    t = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def _level(roughness: float, side: int) -> np.ndarray:
    """The room seen through a GGX lobe whose view, normal and reflection agree: (side, side)."""
    directions, angles = octahedral(side)
    radiance = room_radiance(directions)
    if roughness > 0:
        fine = directions.astype("f4")
        cosine = fine @ fine.T
        half = (1 + cosine) / 2  # squared cosine between the normal and the half vector
        lobe = np.square(half * np.float32(roughness**4 - 1) + 1)
        weight = np.maximum(cosine, 0) * angles.astype("f4") / lobe
        radiance = weight @ radiance.astype("f4") / weight.sum(axis=1)
    return np.asarray(radiance.reshape(side, side), dtype="f4")


def _harmonics() -> np.ndarray:
    directions, angles = octahedral(MAP_PX)
    basis = _basis(directions)
    light = (basis * (room_radiance(directions) * angles)[:, None]).sum(axis=0)
    cosine = np.array([1.0, 2 / 3, 2 / 3, 2 / 3, 1 / 4, 1 / 4, 1 / 4, 1 / 4, 1 / 4])  # lobe of a cosine over pi
    constants = np.array([0.282095, 0.488603, 0.488603, 0.488603, 1.092548, 1.092548, 0.315392, 1.092548, 0.546274])
    return np.asarray(light * cosine * constants)


def _basis(directions: np.ndarray) -> np.ndarray:
    """(n, 9) real spherical harmonics up to the second band."""
    constants = np.array([0.282095, 0.488603, 0.488603, 0.488603, 1.092548, 1.092548, 0.315392, 1.092548, 0.546274])
    return _irradiance_basis(directions) * constants


def _irradiance_basis(directions: np.ndarray) -> np.ndarray:
    """(n, 9) the harmonics without their constants: what the shader multiplies `harmonics` with."""
    x, y, z = directions.T
    return np.stack([np.ones_like(x), y, z, x, x * y, y * z, 3 * z * z - 1, x * z, x * x - y * y], axis=1)


def _table() -> np.ndarray:
    """Split-sum scale and bias of F0 for GGX, and the directional albedo of Charlie sheen."""
    axis = ((np.arange(TABLE_PX) + 0.5) / TABLE_PX).astype("f4")  # a third of float64's time, 0.0003 apart
    roughness, cosine = (grid[..., None] for grid in np.meshgrid(axis, axis, indexing="ij"))
    rays = np.arange(_TABLE_RAYS) + 0.5
    first, turn = (rays / _TABLE_RAYS).astype("f4"), (2 * np.pi * ((rays * 0.6180339887498949) % 1)).astype("f4")
    view = np.sqrt(1 - cosine**2)
    scale, bias = _ggx_sums(roughness, cosine, view, first, turn)
    light = first  # cosine of the light, uniform over the hemisphere
    half_y = cosine + light
    half_x = view + np.sqrt(1 - light**2) * np.cos(turn)
    half_z = np.sqrt(1 - light**2) * np.sin(turn)
    sine2 = 1 - half_y**2 / (half_x**2 + half_y**2 + half_z**2)
    inverse = 1 / np.maximum(roughness, 0.07) ** 2
    density = (2 + inverse) * np.maximum(sine2, 1e-6) ** (inverse / 2) / (2 * np.pi)
    sheen = (density / (4 * (light + cosine - light * cosine)) * light).mean(axis=-1) * 2 * np.pi
    return np.stack([scale, bias, np.minimum(sheen, 1)], axis=-1)


def _ggx_sums(
    roughness: np.ndarray, cosine: np.ndarray, view: np.ndarray, first: np.ndarray, turn: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Scale and bias (rows by roughness, columns by cosine) of F0, half vectors drawn from the GGX lobe."""
    alpha2 = np.maximum(roughness, 0.03) ** 4
    half_y = np.sqrt((1 - first) / (1 + (alpha2 - 1) * first))
    half_x = np.sqrt(1 - half_y**2) * np.cos(turn)
    along = np.maximum(view * half_x + cosine * half_y, 1e-6)
    light = 2 * along * half_y - cosine
    lit = np.maximum(light, 1e-6)
    smith = (
        2
        * lit
        * cosine
        / (lit * np.sqrt(alpha2 + (1 - alpha2) * cosine**2) + cosine * np.sqrt(alpha2 + (1 - alpha2) * lit**2))
    )
    weight = np.where(light > 0, smith * along / (half_y * cosine), 0)
    grazing = (1 - along) ** 5
    return (weight * (1 - grazing)).mean(axis=-1), (weight * grazing).mean(axis=-1)


__all__ = ["KEY_PANEL", "MAP_PX", "ROUGHNESSES", "Studio", "octahedral", "room_radiance", "studio"]
