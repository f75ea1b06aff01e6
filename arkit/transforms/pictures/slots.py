"""What each picture is used for: by which materials, in which channels, how large on the screen.

Framing: the product's longest side fills a view of `VIEW_PX`. A shopper may zoom by `ZOOM` before a colour's texel
grows larger than a pixel, by `ZOOM_DATA` before a normal's or a mask's does; so a picture is halved only while it keeps
that many texels a pixel, to the nearest power of two, on all but a tenth of the surface that wears it. Colours are what
one sees from near, and cost little: at zoom 3 instead of 2 hill-sofa-3's fabric is 512 texels wide for 256, in 18 KB
for 15. Normals are noise to a codec: GlamVelvetSofa's velvet takes 114 KB instead of 12, for 3 dB as it is framed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from arkit.document import Document, texture_infos
from arkit.transforms.pictures.coverage import Coverage
from arkit.transforms.pictures.sensitivity import Means, channel_weights

VIEW_PX = 1080
CELL_PX = 4
ZOOM = 3.0
ZOOM_DATA = 2.0
_TRANSFORM = "KHR_texture_transform"
_MIPPED = (9984, 9985, 9986, 9987)
_SRGB = ("baseColorTexture", "diffuseTexture", "emissiveTexture", "specularGlossinessTexture")
_NOWHERE = np.zeros((0, 2))
SOURCES = ("KHR_texture_basisu", "EXT_texture_webp", "EXT_texture_avif")


@dataclass(frozen=True, slots=True)
class Use:
    """One picture under one key of one material.

    Attributes:
        key: "normalTexture" and so on.
        share: part of the product's surface that the material covers.
        low, middle: texture units per product side, scaled by the texture's own transform; 0 where not known.
        mipped: the sampler lets the card choose smaller copies.
        spots: (n, 2) where points spread evenly over the material meet the picture, 0…1 a side; none where not known.
    """

    image: int
    material: int
    key: str
    share: float
    low: float
    middle: float
    mipped: bool
    spots: np.ndarray = field(default_factory=lambda: np.zeros((0, 2)), compare=False, repr=False)


def uses(document: Document, covered: Coverage) -> tuple[Use, ...]:
    """Every use of every picture, in material order."""
    gltf = document.gltf
    found = []
    lain: dict[tuple[int, str], np.ndarray] = {}  # by where the spots lie and how they are moved
    for index, material in enumerate(gltf.get("materials", [])):
        for key, info in texture_infos(material):
            texture = gltf["textures"][info["index"]]
            place, stretch = _laid(info)
            low, middle = (one.get((index, place), 0.0) * stretch for one in (covered.low, covered.middle))
            spots = covered.spots.get((index, place), _NOWHERE)
            how = (id(spots), str(info.get("extensions", {}).get(_TRANSFORM)))
            if how not in lain:
                lain[how] = _moved(spots, info)
            spots = lain[how]
            for image in dict.fromkeys(sources(texture)):
                share = covered.share.get(index, 0.0)
                found.append(Use(image, index, key, share, low, middle, _mipped(gltf, texture), spots))
    return tuple(found)


def _moved(uv: np.ndarray, info: Mapping[str, Any]) -> np.ndarray:
    """Where uv (n, 2) lie in a picture that repeats, by its KHR_texture_transform."""
    how = info.get("extensions", {}).get(_TRANSFORM, {})
    turn = float(how.get("rotation", 0.0))
    turned = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    return np.asarray((uv * how.get("scale", (1, 1))) @ turned.T + np.asarray(how.get("offset", (0, 0)))) % 1.0


def seen_cells(uses_of_image: Sequence[Use], width: int, height: int) -> np.ndarray | None:
    """How much of the product each cell of `CELL_PX` texels shows, (h, w) float32; None where that is not known.

    Half of a picture often lies between the islands of its uv, where nobody sees what it loses: of GlamVelvetSofa's
    occlusion halving blurs the islands' edges, an error of 3.3 by all texels and of 0.2 as rendered.
    """
    across, down = max(1, width // CELL_PX), max(1, height // CELL_PX)
    total = np.zeros(across * down)
    shares: dict[int, float] = {}
    for use in uses_of_image:
        shares[id(use.spots)] = shares.get(id(use.spots), 0.0) + max(use.share, 1e-6)
    for use in {id(use.spots): use for use in uses_of_image}.values():
        if len(use.spots):
            column, row = (np.minimum((use.spots * (across, down)).astype(int), (across - 1, down - 1))).T
            counts = np.bincount(row * across + column, minlength=across * down)
            total += counts * (shares[id(use.spots)] / len(use.spots))
    return total.reshape(down, across).astype(np.float32) if total.any() else None


def sources(texture: Mapping[str, Any]) -> Iterator[int]:
    """The images a texture names, the plain one and those of extensions."""
    for body in (texture, *texture.get("extensions", {}).values()):
        if isinstance(body, Mapping) and "source" in body:
            yield body["source"]


def _laid(info: Mapping[str, Any]) -> tuple[int, float]:
    """Texture coordinate set, and how much its transform enlarges a length."""
    transform = info.get("extensions", {}).get(_TRANSFORM, {})
    across, down = transform.get("scale", (1, 1))
    return int(transform.get("texCoord", info.get("texCoord", 0))), math.sqrt(abs(across * down))


def _mipped(gltf: Mapping[str, Any], texture: Mapping[str, Any]) -> bool:
    """A sampler that says nothing is given mip levels by every viewer we know."""
    if "sampler" not in texture:
        return True
    return gltf["samplers"][texture["sampler"]].get("minFilter", _MIPPED[-1]) in _MIPPED


def is_srgb(key: str) -> bool:
    """Whether the texture under `key` holds colours."""
    return key in _SRGB or "Color" in key


def spare_halvings(uses_of_image: list[Use], width: int, height: int) -> int:
    """How often a picture may be halved with enough texels a pixel left where it is laid out the widest."""
    if not all(use.mipped and use.low > 0 for use in uses_of_image):
        return 0
    least = min(use.low for use in uses_of_image) * math.sqrt(width * height) / VIEW_PX
    zoom = max(ZOOM if is_srgb(use.key) else ZOOM_DATA for use in uses_of_image)
    wanted = max(0, round(math.log2(max(least / zoom, 1e-9))))
    while wanted and (width % 2**wanted or height % 2**wanted or min(width, height) >> wanted < 4):
        wanted -= 1
    return wanted


def seen_level(uses_of_image: list[Use], width: int, height: int) -> int:
    """The mip level a viewer shows at the framing, of the use that shows the most."""
    if not all(use.mipped and use.middle > 0 for use in uses_of_image):
        return 0
    least = min(use.middle for use in uses_of_image) * math.sqrt(width * height) / VIEW_PX
    return max(0, math.floor(math.log2(max(least, 1e-9))))


def total_weights(
    materials: Sequence[Mapping[str, Any]], uses_of_image: list[Use], means: Mapping[int, Means]
) -> np.ndarray:
    """(4,) squared sRGB code values, mean over the product, that an error of one code value in each channel makes."""
    total = np.zeros(4)
    for use in uses_of_image:
        total += use.share * channel_weights(materials[use.material], use.key, means[use.material])
    return total


__all__ = [
    "CELL_PX",
    "SOURCES",
    "VIEW_PX",
    "ZOOM",
    "ZOOM_DATA",
    "Use",
    "is_srgb",
    "seen_cells",
    "seen_level",
    "sources",
    "spare_halvings",
    "total_weights",
    "uses",
]
