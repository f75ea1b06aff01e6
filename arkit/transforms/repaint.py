"""One picture written again: made smaller where no screen shows the rest, freed of what nothing reads, encoded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.errors import UnsupportedError
from arkit.transforms.encode import Codec, Effort, Form, codecs, lossless
from arkit.transforms.rate import Curve, Eye, curve, mosaic
from arkit.transforms.slots import Use, is_srgb, seen_level, spare_halvings
from arkit.transforms.texels import KTX2, fitted, halved, opened, texels

PRICE: dict[Effort, float] = {"fast": 40_000.0, "default": 60_000.0, "max": 150_000.0}
_QUALITIES: dict[Effort, tuple[float, ...]] = {
    "fast": (35.0, 65.0, 88.0),
    "default": (25.0, 45.0, 65.0, 80.0, 90.0, 97.0),
    "max": (25.0, 35.0, 45.0, 55.0, 65.0, 72.0, 80.0, 85.0, 90.0, 94.0, 97.0),
}
_TILES: dict[Effort, int] = {"fast": 3, "default": 4, "max": 0}
_METHODS: dict[Effort, tuple[int, int]] = {"fast": (0, 2), "default": (2, 6), "max": (4, 6)}  # of sample and file
_MIMES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
_FORMS: dict[Form, tuple[str, ...]] = {"webp": tuple(_MIMES.values()), "common": ("image/png", "image/jpeg")}


@dataclass(frozen=True, slots=True)
class Plan:
    """How all pictures are written; `price` in bytes for one squared code value, mean over the product."""

    form: Form
    effort: Effort
    max_px: int
    price: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture.

    Attributes:
        data: its bytes, as they came.
        mime: its type; "" for one that glTF has not.
        size_px: (width, height) as it came.
        pixels: (h, w, 3 or 4) uint8, within the size allowed.
        low, high, mean: (4,) of each channel, 0…255.
    """

    data: bytes
    mime: str
    size_px: tuple[int, int]
    pixels: np.ndarray
    low: np.ndarray
    high: np.ndarray
    mean: np.ndarray


@dataclass(frozen=True, slots=True)
class Repainted:
    """What a picture became; `pixels` are what was meant to be written, None where the source stayed."""

    data: bytes
    mime: str
    how: str
    pixels: np.ndarray | None


def loaded(data: bytes, index: int, uses_of_image: list[Use], plan: Plan) -> Picture | None:
    """Decode image `index`; None for KTX2, which stays.

    Raises:
        UnsupportedError: KTX2 where the form has none.
        ReadError, CheckError: it cannot be decoded, it is too large.
    """
    if data.startswith(KTX2):
        if plan.form == "common":
            raise UnsupportedError(
                f"image {index}: expected PNG, JPEG or WebP for this profile, got KTX2; use --profile web"
            )
        return None
    came = opened(data, index)
    pixels = texels(came)
    flat = pixels.reshape(-1, pixels.shape[2])
    stats = [
        np.append(one, 255)[:4] for one in (flat.min(axis=0), flat.max(axis=0), flat.mean(axis=0, dtype=np.float32))
    ]
    srgb = any(is_srgb(use.key) for use in uses_of_image)
    small = fitted(pixels, plan.max_px, srgb=srgb)
    return Picture(data, _MIMES.get(came.format or "", ""), came.size, small, stats[0], stats[1], stats[2])


def repainted(picture: Picture, uses_of_image: list[Use], weights: np.ndarray, plan: Plan) -> Repainted:
    """Write one picture again.

    Args:
        weights: (4,) of each channel's squared error; what is 0 nothing reads.
    """
    pixels = picture.pixels
    srgb = any(is_srgb(use.key) for use in uses_of_image)
    for _ in range(spare_halvings(uses_of_image, pixels.shape[1], pixels.shape[0])):
        pixels = halved(pixels, srgb=srgb)
    whole = pixels.shape[1::-1] == picture.size_px
    pixels = flattened(pixels, weights)
    level = seen_level(uses_of_image, pixels.shape[1], pixels.shape[0])
    best = _encoded(pixels, Eye(weights, level, srgb), plan)
    source_cost = float(len(picture.data))  # it loses nothing
    if picture.mime in _FORMS[plan.form] and (source_cost <= len(best[0].data) or (whole and source_cost <= best[1])):
        return Repainted(picture.data, picture.mime, "source", None)
    return best[0]


def flattened(pixels: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """What is not read goes: alpha is left out, colours follow the channels that are read, so that chroma is small."""
    if pixels.shape[2] == 4 and weights[3] == 0:
        pixels = np.ascontiguousarray(pixels[..., :3])
    read = weights[:3] > 0
    if read.all():
        return pixels
    plain = pixels.copy()
    share = (weights[:3] / max(float(weights[:3].sum()), 1e-30)).astype(np.float32)
    gray = np.round(pixels[..., :3] @ share).astype(np.uint8)
    for channel in np.flatnonzero(~read):
        plain[..., channel] = gray
    return plain


def _encoded(pixels: np.ndarray, eye: Eye, plan: Plan) -> tuple[Repainted, float]:
    """The cheapest way to write pixels, and its cost: bytes and the price of its error."""
    sample_method, method = _METHODS[plan.effort]
    options: list[tuple[float, int, Codec]] = []
    for codec in codecs(plan.form, color=eye.srgb, all_ways=plan.effort != "fast"):
        if codec.alpha or pixels.shape[2] == 3:
            found = _measured(codec, pixels, eye, plan, sample_method)
            quality, cost = found.best(plan.price)
            options.append((cost, quality, codec))
    cost, quality, chosen = min(options, key=lambda one: one[0], default=(np.inf, 0, None))
    sample = mosaic(pixels, _TILES[plan.effort] or 4)
    guess = len(lossless(plan.form, sample, quick=True)[0]) * pixels.size / sample.size
    if chosen is None or guess <= cost:
        data, mime = lossless(plan.form, pixels)
        return Repainted(data, mime, f"{mime.removeprefix('image/')} lossless", pixels), float(len(data))
    data = chosen.encode(pixels, eye.weights[:3], quality, method)
    how = f"{chosen.mime.removeprefix('image/')} {quality}"
    return Repainted(data, chosen.mime, how, pixels), cost


def _measured(codec: Codec, pixels: np.ndarray, eye: Eye, plan: Plan, method: int) -> Curve:
    def encode(sample: np.ndarray, quality: float) -> bytes:
        return codec.encode(sample, eye.weights[:3], quality, method)

    return curve(pixels, eye, encode, _QUALITIES[plan.effort], _TILES[plan.effort])


__all__ = ["PRICE", "Picture", "Plan", "Repainted", "flattened", "loaded", "repainted"]
