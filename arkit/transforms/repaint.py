"""One picture written again: made smaller where no screen shows the rest, freed of what nothing reads, encoded.

Prices tried, all textures of GlamVelvetSofa, KB and rendered PSNR (4 views, 384 px): 5,000 bytes for one squared code
value 23 KB 50.4 dB, 25,000 26 KB 50.6 dB, 60,000 (the default) 33 KB 51.6 dB, 100,000 69 KB 54.4 dB, 300,000 147 KB
56.7 dB; of ToyCar 138 KB 44.7 dB, 173 KB 47.2 dB, 190 KB 48.9 dB. At WebP quality 80 for all, as others write them, the
sofa takes about 390 KB.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from arkit.errors import UnsupportedError
from arkit.transforms.encode import Codec, Effort, Form, codecs, lossless
from arkit.transforms.rate import Curve, Eye, curve, mosaic
from arkit.transforms.slots import Use, is_srgb, seen_level, spare_halvings
from arkit.transforms.texels import KTX2, fitted, halved, opened, texels

PRICE: dict[Effort, float] = {"fast": 40_000.0, "default": 60_000.0, "max": 150_000.0}
_QUALITIES: dict[Effort, tuple[float, ...]] = {  # beside the codec's lowest
    "fast": (65.0, 88.0),
    "default": (45.0, 65.0, 80.0, 90.0, 97.0),
    "max": (35.0, 45.0, 55.0, 65.0, 72.0, 80.0, 85.0, 90.0, 94.0, 97.0),
}
_TILES: dict[Effort, int] = {"fast": 3, "default": 4, "max": 0}
_METHODS: dict[Effort, tuple[int, int, int]] = {  # of the sample, the file, a large file
    "fast": (0, 2, 1),
    "default": (2, 6, 4),
    "max": (4, 6, 6),
}
_LARGE = 640 * 640  # texels
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
    low, high, mean = _statistics(came, pixels)
    srgb = any(is_srgb(use.key) for use in uses_of_image)
    small = fitted(pixels, plan.max_px, srgb=srgb)
    return Picture(data, _MIMES.get(came.format or "", ""), came.size, small, low, high, mean)


def _statistics(came: Image.Image, pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lowest, highest and mean code (4,) of each channel, from counts: Pillow counts faster than NumPy reduces."""
    same = came.mode in ("RGB", "RGBA") and len(came.getbands()) == pixels.shape[2]
    counts = np.array((came if same else Image.fromarray(pixels)).histogram()).reshape(-1, 256)
    codes = np.arange(256)
    found = [np.flatnonzero(one) for one in counts]
    stats = [one[0] for one in found], [one[-1] for one in found], counts @ codes / counts.sum(axis=1)
    low, high, mean = (np.append(one, 255.0)[:4] for one in stats)
    return low, high, mean


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
    kept = Repainted(picture.data, picture.mime, "source", None)
    fits = picture.mime in _FORMS[plan.form]
    cost, codec, quality = _best(pixels, Eye(weights, level, srgb), plan)
    if fits and whole and len(picture.data) <= cost:  # it loses nothing; as PNG it may pack better
        exact = _written(pixels, weights, None, 100, plan) if picture.mime == "image/png" else kept
        return exact if len(exact.data) < len(picture.data) else kept
    done = _written(pixels, weights, codec, quality, plan)
    return kept if fits and len(picture.data) <= len(done.data) else done


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


def _best(pixels: np.ndarray, eye: Eye, plan: Plan) -> tuple[float, Codec | None, int]:
    """The cheapest way to write pixels: its cost (bytes and the price of its error), None for without loss, quality."""
    options: list[tuple[float, int, Codec]] = []
    for codec in codecs(plan.form, color=eye.srgb, all_ways=plan.effort != "fast"):
        if codec.alpha or pixels.shape[2] == 3:
            quality, cost = _measured(codec, pixels, eye, plan).best(plan.price)
            options.append((cost, quality, codec))
    sample = mosaic(pixels, _TILES[plan.effort] or 4)
    exact = float(len(lossless(plan.form, sample, quick=True)[0])) * pixels.size / sample.size
    if not options or exact <= min(cost for cost, _, _ in options):
        return exact, None, 100
    cost, quality, codec = min(options, key=lambda one: one[0])
    return cost, codec, quality


def _written(pixels: np.ndarray, weights: np.ndarray, codec: Codec | None, quality: int, plan: Plan) -> Repainted:
    if codec is None:
        data, mime = lossless(plan.form, pixels)
        return Repainted(data, mime, f"{mime.removeprefix('image/')} lossless", pixels)
    method = _METHODS[plan.effort][2 if pixels.shape[0] * pixels.shape[1] > _LARGE else 1]
    data = codec.encode(pixels, weights[:3], quality, method)
    return Repainted(data, codec.mime, f"{codec.mime.removeprefix('image/')} {quality}", pixels)


def _measured(codec: Codec, pixels: np.ndarray, eye: Eye, plan: Plan) -> Curve:
    def encode(sample: np.ndarray, quality: float) -> bytes:
        return codec.encode(sample, eye.weights[:3], quality, _METHODS[plan.effort][0])

    tried = _QUALITIES[plan.effort]
    qualities = (float(codec.lowest), *(one for one in tried if one > codec.lowest))
    return curve(pixels, eye, encode, qualities, _TILES[plan.effort])


__all__ = ["PRICE", "Picture", "Plan", "Repainted", "flattened", "loaded", "repainted"]
