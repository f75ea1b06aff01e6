"""What became of each picture, for the report."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.transforms.pictures.repaint import Picture, Repainted
from arkit.transforms.pictures.slots import Use
from arkit.transforms.pictures.texels import decoded, size_px


@dataclass(frozen=True, slots=True)
class TextureChange:
    """What became of one picture.

    Attributes:
        name: the picture's name in the file, or its place there.
        slots: the keys it is used under, without "Texture".
        size_px_before, size_px_after: (width, height).
        how: "webp 78", "png lossless", "source" (kept as it came), "factor" (constant, so it became numbers).
        psnr_db: of the channels that are read, against the picture at the size after; None without loss, for normals,
            and at effort "fast".
        turn_deg: mean turn of a normal; None for what is no normal map, and at effort "fast".
    """

    name: str
    slots: tuple[str, ...]
    bytes_before: int
    bytes_after: int
    size_px_before: tuple[int, int]
    size_px_after: tuple[int, int]
    how: str
    psnr_db: float | None = None
    turn_deg: float | None = None


def folded_change(name: str, uses_of_image: list[Use], data: bytes) -> TextureChange:
    """A picture that became factors."""
    return TextureChange(name, _slots(uses_of_image), len(data), 0, size_px(data), (0, 0), "factor")


def change(
    name: str,
    uses_of_image: list[Use],
    picture: Picture,
    after: Repainted,
    weights: np.ndarray,
    *,
    measure: bool = True,
) -> TextureChange:
    """A picture that was written again, with what it lost where that is to be measured."""
    psnr_db = turn_deg = None
    if measure and after.pixels is not None and not after.how.endswith("lossless"):
        back = decoded(after.data, after.pixels.shape[2])
        if all("ormal" in use.key for use in uses_of_image):
            turn_deg = round(float(np.degrees(mean_turn_rad(after.pixels, back))), 3)
        else:
            psnr_db = round(psnr(after.pixels, back, weights), 2)
    written_px = size_px(after.data) if after.pixels is None else (after.pixels.shape[1], after.pixels.shape[0])
    sizes = picture.size_px, written_px
    lengths = len(picture.data), len(after.data)
    return TextureChange(name, _slots(uses_of_image), *lengths, *sizes, after.how, psnr_db, turn_deg)


def _slots(uses_of_image: list[Use]) -> tuple[str, ...]:
    return tuple(sorted({use.key.removesuffix("Texture") for use in uses_of_image}))


def psnr(given: np.ndarray, back: np.ndarray, weights: np.ndarray) -> float:
    """PSNR, dB, of the channels (h, w, c) whose weight is not 0; 99 for equal ones."""
    read = [one for one in range(given.shape[2]) if weights[one] > 0] or [0]
    apart = ((back[..., read].astype(np.float32) - given[..., read]) ** 2).mean(dtype=np.float64)
    return float(10 * np.log10(255**2 / apart)) if apart > 0 else 99.0


def mean_turn_rad(given: np.ndarray, back: np.ndarray) -> float:
    """Mean angle between the normals of two normal maps (h, w, 3) uint8."""
    one, two = (rows[..., :3].astype(np.float32) / 127.5 - 1 for rows in (given, back))
    lengths = np.linalg.norm(one, axis=-1) * np.linalg.norm(two, axis=-1)
    dots = (one * two).sum(axis=-1) / np.maximum(lengths, 1e-6)
    return float(np.arccos(np.clip(dots, -1, 1)).mean(dtype=np.float64))


__all__ = ["TextureChange", "change", "folded_change", "mean_turn_rad", "psnr"]
