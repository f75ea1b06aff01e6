"""One picture written again: made smaller where no screen shows the rest, freed of what nothing reads, encoded.

In two steps, so that all pictures of a product can be bought at one price: `surveyed` measures what each quality of a
picture costs, as large as it is, at half and at a quarter of its sides, `repainted` writes the one that a price
chooses. Halving what it does not blur takes SheenChair's fabric normals from 51 KB to 8 and all its textures from
127 KB to 89 at 53.8 dB; GlamVelvetSofa's occlusion takes 4 KB for 17, 256 texels wide for 1024. At "fast" two qualities
do: with 50 between 25 and 80 SheenChair and ToyCar end within 0.3 % of the bytes, ChairDamaskPurplegold 1.5 % above.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from arkit.errors import UnsupportedError
from arkit.transforms.pictures.encode import Codec, Effort, Form, codecs, lossless
from arkit.transforms.pictures.rate import Curve, Eye, curve, mosaic
from arkit.transforms.pictures.slots import Use, is_srgb, seen_cells, seen_level, spare_halvings
from arkit.transforms.pictures.texels import KTX2, fitted, halved, opened, texels

_QUALITIES: dict[Effort, tuple[float, ...]] = {  # beside the codec's lowest
    "fast": (80.0,),
    "default": (45.0, 65.0, 80.0, 90.0, 97.0),
    "max": (35.0, 45.0, 55.0, 65.0, 72.0, 80.0, 85.0, 90.0, 94.0, 97.0),
}
_TILES: dict[Effort, int] = {"fast": 2, "default": 4, "max": 0}
_METHODS: dict[Effort, tuple[int, int, int]] = {  # of the sample, the file, a large file
    "fast": (0, 2, 2),
    "default": (2, 6, 4),
    "max": (4, 6, 6),
}
_LARGE = 640 * 640  # texels
_LEAST_HALVED = 128  # texels a side
_STUCK = 0.37  # of the lowest quality's error: a higher one cannot mend it
_SAVING = 1.1  # times its bytes at most are spent to write a picture without loss
_MIMES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
_FORMS: dict[Form, tuple[str, ...]] = {"webp": tuple(_MIMES.values()), "common": ("image/png", "image/jpeg")}


@dataclass(frozen=True, slots=True)
class Plan:
    """How all pictures are written."""

    form: Form
    effort: Effort
    max_px: int


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


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to write a picture: bytes, error (squared code values of the product), None for without loss, quality."""

    bytes: float
    error: float
    codec: Codec | None
    quality: int
    halvings: int = 0


@dataclass(frozen=True, slots=True)
class Survey:
    """A picture as it is to be written, and what that costs.

    Attributes:
        pixels: halved and flattened.
        weights: (4,) of each channel's squared error.
        curves: by way of writing it with loss, and how often halved before.
        exact_bytes: about what it takes without loss.
        kept: the source may stay: its size and form are right.
        whole: the pixels are as many as the source's.
    """

    picture: Picture
    pixels: np.ndarray
    weights: np.ndarray
    curves: tuple[tuple[Codec, int, Curve], ...]
    srgb: bool
    exact_bytes: float
    kept: bool
    whole: bool

    def best(self, price: float) -> Choice:
        """The way with the least `bytes + price x error` of those with loss; none at all where that saves little."""
        source = float(len(self.picture.data)) if self.kept and self.whole else np.inf
        exact = Choice(min(self.exact_bytes, source), 0.0, None, 100)
        found = []
        for codec, halvings, measured in self.curves:
            quality = measured.best(price)[0]
            found.append(Choice(*measured.at(quality), codec, quality, halvings))
        lossy = min(found, key=lambda one: one.bytes + price * one.error, default=exact)
        return exact if exact.bytes <= _SAVING * lossy.bytes else lossy


def surveyed(picture: Picture, uses_of_image: list[Use], weights: np.ndarray, plan: Plan) -> Survey:
    """Measure what one picture costs to write.

    Args:
        weights: (4,) of each channel's squared error; what is 0 nothing reads.
    """
    pixels = picture.pixels
    srgb = any(is_srgb(use.key) for use in uses_of_image)
    for _ in range(spare_halvings(uses_of_image, pixels.shape[1], pixels.shape[0])):
        pixels = halved(pixels, srgb=srgb)
    whole = pixels.shape[1::-1] == picture.size_px
    pixels = flattened(pixels, weights)
    size = pixels.shape[1], pixels.shape[0]
    eye = Eye(weights, seen_level(uses_of_image, *size), srgb, seen_cells(uses_of_image, *size))
    ways = codecs(plan.form, color=srgb)
    fitting = [codec for codec in ways if codec.alpha or pixels.shape[2] == 3]

    @functools.cache
    def measured(codec: Codec, halvings: int, few: bool) -> Curve:
        return _measured(codec, pixels, eye, plan, halvings, few=few)

    if plan.effort == "fast" and len(fitting) > 1:
        fitting = [_guessed(fitting, measured, plan)]
    smaller = [(codec, times) for codec in fitting[:1] for times in _halvings(pixels, plan.effort)]
    tried = [*((codec, 0) for codec in fitting), *smaller]
    curves = tuple(
        (codec, times, measured(codec, times, times > 0 or codec is not fitting[0])) for codec, times in tried
    )
    sample = mosaic(pixels, _TILES[plan.effort] or 4)
    exact = float(len(lossless(plan.form, sample, quick=True)[0])) * pixels.size / sample.size
    return Survey(picture, pixels, weights, curves, srgb, exact, picture.mime in _FORMS[plan.form], whole)


def _guessed(ways: list[Codec], measured: Callable[[Codec, int, bool], Curve], plan: Plan) -> Codec:
    """For colours at "fast": WebP's plain chroma where that is what its quality decides.

    The search for chroma that keeps the light takes 60 of the 93 ms that SheenChair's pictures take to encode, for as
    many bytes and the same look. Fine threads need it: without it ChairDamaskPurplegold falls from 48.4 dB to 41.2. Its
    brocade errs at quality 80 still 0.43 times as much as at the lowest, all other colours of the two chairs 0.19 to
    0.32 times.
    """
    if plan.form != "webp":
        return ways[0]
    plain = measured(ways[1], 0, False)
    return ways[0] if plain.errors[-1] > _STUCK * plain.errors[0] else ways[1]


def _halvings(pixels: np.ndarray, effort: Effort) -> list[int]:
    """How often a picture may be halved at one effort."""
    height, width = pixels.shape[:2]
    return [
        times
        for times in range(1, 2 if effort == "fast" else 3)
        if not (height % 2**times or width % 2**times) and min(height, width) >> (times - 1) >= _LEAST_HALVED
    ]


def repainted(survey: Survey, price: float, plan: Plan) -> Repainted:
    """Write one picture again, as `price` bytes for one squared code value choose."""
    picture, chosen = survey.picture, survey.best(price)
    kept = Repainted(picture.data, picture.mime, "source", None)
    if survey.kept and survey.whole and chosen.codec is None and len(picture.data) <= survey.exact_bytes:
        if picture.mime != "image/png":  # it loses nothing; as PNG it may pack better
            return kept
    pixels = survey.pixels
    for _ in range(chosen.halvings):
        pixels = halved(pixels, srgb=survey.srgb)
    done = _written(pixels, survey.weights, chosen.codec, chosen.quality, plan)
    return kept if survey.kept and len(picture.data) <= len(done.data) else done


def flattened(pixels: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """What is not read goes: alpha is left out, colours follow the channels that are read, so that chroma is small."""
    if pixels.shape[2] == 4 and weights[3] == 0:
        pixels = np.ascontiguousarray(pixels[..., :3])
    read = weights[:3] > 0
    if read.all():
        return pixels
    plain = pixels.copy()
    gray = pixels[..., int(read.argmax())]
    if read.sum() != 1:
        share = weights[:3] / max(float(weights[:3].sum()), 1e-30)
        gray = np.asarray(Image.fromarray(np.ascontiguousarray(pixels[..., :3])).convert("L", (*share.tolist(), 0.0)))
    for channel in np.flatnonzero(~read):
        plain[..., channel] = gray
    return plain


def _written(pixels: np.ndarray, weights: np.ndarray, codec: Codec | None, quality: int, plan: Plan) -> Repainted:
    if codec is None:
        data, mime = lossless(plan.form, pixels)
        return Repainted(data, mime, f"{mime.removeprefix('image/')} lossless", pixels)
    method = _METHODS[plan.effort][2 if pixels.shape[0] * pixels.shape[1] > _LARGE else 1]
    data = codec.encode(pixels, weights[:3], quality, method)
    return Repainted(data, codec.mime, f"{codec.mime.removeprefix('image/')} {quality}", pixels)


def _measured(codec: Codec, pixels: np.ndarray, eye: Eye, plan: Plan, halvings: int, *, few: bool) -> Curve:
    def encode(sample: np.ndarray, quality: float) -> bytes:
        return codec.encode(sample, eye.weights[:3], quality, _METHODS[plan.effort][0])

    tried = _QUALITIES[plan.effort]
    tried = tried[1::2] or tried if few else tried
    qualities = (float(codec.lowest), *(one for one in tried if one > codec.lowest))
    return curve(pixels, eye, encode, qualities, _TILES[plan.effort], halvings=halvings)


__all__ = ["Choice", "Picture", "Plan", "Repainted", "Survey", "flattened", "loaded", "repainted", "surveyed"]
