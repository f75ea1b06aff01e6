"""Choose a quality: bytes against what their loss does to the picture, on a sample of the texture.

A texture is cut into 64-texel tiles from all over it; the mosaic is encoded at a few qualities, decoded, and the error
taken at the mip level that the screen shows. Between them the logarithms of bytes and error are read off linearly.
Among all qualities the one with the least `bytes + price x error` wins. One price for all textures of a model is what
makes the sum of the bytes least for the error they end in together (Shoham, Gersho, "Efficient bit allocation for an
arbitrary set of quantizers", 1988).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from arkit.transforms.pictures.texels import codes, decoded, enlarged, halved, linear

TILE_PX = 64
_RIM_PX = 8
Encode = Callable[[np.ndarray, float], bytes]


@dataclass(frozen=True, slots=True)
class Curve:
    """Bytes and error of a whole texture at some qualities, rising."""

    qualities: tuple[float, ...]
    bytes: tuple[float, ...]
    errors: tuple[float, ...]

    def best(self, price: float) -> tuple[int, float]:
        """The quality with the least cost at `price` bytes for one unit of error, and that cost."""
        steps = np.arange(round(self.qualities[0]), round(self.qualities[-1]) + 1)
        size = np.exp(np.interp(steps, self.qualities, np.log(np.maximum(self.bytes, 1))))
        error = np.exp(np.interp(steps, self.qualities, np.log(np.maximum(self.errors, 1e-12))))
        cost = size + price * error
        place = int(cost.argmin())
        return int(steps[place]), float(cost[place])

    def at(self, quality: float) -> tuple[float, float]:
        """Bytes and error at a quality."""
        size = np.interp(quality, self.qualities, np.log(np.maximum(self.bytes, 1)))
        error = np.interp(quality, self.qualities, np.log(np.maximum(self.errors, 1e-12)))
        return float(np.exp(size)), float(np.exp(error))


@dataclass(frozen=True, slots=True)
class Eye:
    """How an error is seen.

    Attributes:
        weights: (4,) of the channels' squared errors.
        level: the mip level that the largest view shows; one of half its size counts as much.
        srgb: the texture holds colours, whose mip levels are made in linear light.
        seen: (k, l) float32, how much each of k x l equal parts of the texture shows; None for all alike.
    """

    weights: np.ndarray
    level: int
    srgb: bool
    seen: np.ndarray | None = None


def curve(
    pixels: np.ndarray, eye: Eye, encode: Encode, qualities: tuple[float, ...], tiles: int, *, halvings: int = 0
) -> Curve:
    """Measure a texture's curve.

    Args:
        pixels: (h, w, 3 or 4) uint8.
        eye: how its errors are seen.
        encode: answers the bytes for pixels and a quality.
        qualities: those tried, rising.
        tiles: how many tiles a side the sample has; 0 for the whole texture.
        halvings: how often the texture is halved before it is encoded. What that blurs is judged texel by texel, as a
            shopper near by sees it: a smooth shadow is halved, a weave is not.
    """
    sample = mosaic(pixels, tiles) if tiles else pixels
    given = sample
    for _ in range(halvings):
        given = halved(given, srgb=eye.srgb)
    eye = replace(eye, seen=_cut(eye.seen, pixels, (sample.shape[0], sample.shape[1]), tiles))
    near = replace(eye, level=0) if halvings else eye
    ratio = pixels.shape[0] * pixels.shape[1] / (sample.shape[0] * sample.shape[1])
    sizes, errors = [], []
    error = _against(sample, near)
    for quality in qualities:
        data = encode(given, quality)
        sizes.append(len(data) * ratio)
        back = decoded(data, sample.shape[2])
        errors.append(error(enlarged(back, (sample.shape[1], sample.shape[0])) if halvings else back))
    return Curve(qualities, tuple(np.maximum.accumulate(sizes)), tuple(np.minimum.accumulate(errors)))


def error(given: np.ndarray, back: np.ndarray, eye: Eye) -> float:
    """Weighted mean squared error, code values, as it is seen, of (h, w, 3 or 4) uint8."""
    return _against(given, eye)(back)


def _against(given: np.ndarray, eye: Eye) -> Callable[[np.ndarray], float]:
    """`error` against one picture, what is known of it worked out once for all that are compared with it."""
    weights = eye.weights[: given.shape[2]]
    plain = given.astype(np.float32)
    shares: dict[tuple[int, ...], np.ndarray] = {}

    def squares(apart: np.ndarray) -> np.ndarray:
        if apart.shape[:2] not in shares:
            shares[apart.shape[:2]] = _share(eye.seen, apart.shape[:2])
        flat = apart.reshape(-1, apart.shape[2])
        return np.asarray(shares[apart.shape[:2]] @ (flat * flat))

    if not eye.srgb:

        def plainly(back: np.ndarray) -> float:
            first = _averaged(back - plain, eye.level)
            return float((squares(first) + squares(_averaged(first, 1))) @ weights) / 2

        return plainly
    light = _averaged(linear(given), eye.level)
    near, far = codes(light) if eye.level else plain, codes(_averaged(light, 1))

    def by_light(back: np.ndarray) -> float:
        shown = _averaged(linear(back), eye.level)
        first = codes(shown) - near if eye.level else back - near
        return float((squares(first) + squares(codes(_averaged(shown, 1)) - far)) @ weights) / 2

    return by_light


def _share(seen: np.ndarray | None, size: tuple[int, ...]) -> np.ndarray:
    """(h * w,) float32, what part of all that is seen each texel of (h, w) is."""
    height, width = size
    if seen is None:
        return np.full(height * width, 1 / (height * width), dtype=np.float32)
    share = np.asarray(Image.fromarray(seen).resize((width, height), Image.Resampling.BOX), dtype=np.float64).ravel()
    return np.asarray(share / max(float(share.sum()), 1e-30), dtype=np.float32)


def _cut(seen: np.ndarray | None, pixels: np.ndarray, size: tuple[int, int], tiles: int) -> np.ndarray | None:
    """`seen` of a mosaic of `pixels`, its tiles' rims left out: tiles that meet there are no neighbours."""
    if pixels.shape[:2] == size:
        return seen
    rows, columns = (
        mosaic(np.broadcast_to(one, (*pixels.shape[:2], 1)), tiles)[..., 0]
        for one in (np.arange(pixels.shape[0])[:, None, None], np.arange(pixels.shape[1])[None, :, None])
    )
    whole = np.ones((1, 1), dtype=np.float32) if seen is None else seen
    down, across = (whole.shape[side] / pixels.shape[side] for side in (0, 1))
    found = whole[(rows[::_RIM_PX, :1] * down).astype(int), (columns[:1, ::_RIM_PX] * across).astype(int)]
    inner = np.arange(TILE_PX // _RIM_PX) % (TILE_PX // _RIM_PX - 1) > 0
    found = found * np.outer(*(np.tile(inner, side // len(inner)) for side in found.shape))
    return np.ascontiguousarray(found, dtype=np.float32) if found.any() else None


def _averaged(values: np.ndarray, level: int) -> np.ndarray:
    """The mip level of float (h, w, c)."""
    for _ in range(level):
        if min(values.shape[:2]) < 2:
            break
        height, width = (side // 2 * 2 for side in values.shape[:2])
        cut = values[:height, :width]
        values = (cut[::2, ::2] + cut[1::2, ::2] + cut[::2, 1::2] + cut[1::2, 1::2]) / 4
    return values


def mosaic(pixels: np.ndarray, tiles: int) -> np.ndarray:
    """`tiles` x `tiles` cuts of `TILE_PX` from all over a picture; the picture itself where it is not larger."""
    height, width = pixels.shape[:2]
    across, down = min(tiles, width // TILE_PX), min(tiles, height // TILE_PX)
    if not across or not down or width * height <= across * down * TILE_PX**2:
        return pixels
    rows, columns = (_starts(side, count) for side, count in ((height, down), (width, across)))
    strips = [
        np.concatenate([pixels[row : row + TILE_PX, column : column + TILE_PX] for column in columns], axis=1)
        for row in rows
    ]
    return np.ascontiguousarray(np.concatenate(strips))


def _starts(side: int, count: int) -> list[int]:
    """Even starts of the tiles, in the middle of `count` equal parts."""
    return [round((part + 0.5) * side / count - TILE_PX / 2) // 2 * 2 for part in range(count)]


__all__ = ["TILE_PX", "Curve", "Encode", "Eye", "curve", "error", "mosaic"]
