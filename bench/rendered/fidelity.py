"""How alike two files look: PSNR, SSIM and CIEDE2000 of their pictures, inside the source's shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.color import delta_e, srgb_to_lab
from arkit.convert.ssim import ssim_map
from bench.rendered.renderer import Pictures

IDENTICAL_DB = 99.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near one look is to the source's: dB, 0…1, CIEDE2000."""

    psnr_db: float
    ssim: float
    delta_e_mean: float
    delta_e_p95: float


def fidelity(source: Pictures, other: Pictures) -> dict[str, Likeness]:
    """Compare look by look; a variant that the other file lacks is compared with the look it shows instead.

    Args:
        source: what the product looks like.
        other: what the other file looks like, drawn with `framed_as=source`.

    Returns:
        One row a variant of the source by its name, and under "pooled" all pixels together.
    """
    parts = {}
    for place, name in enumerate(source.names):
        twin = other.names.index(name) if name in other.names else 0
        parts[name] = _differences(source.rgb[place], other.rgb[twin], source.inside)
    rows = {name: _likeness(*part) for name, part in parts.items()}
    rows["pooled"] = _likeness(*(np.concatenate(every) for every in zip(*parts.values(), strict=True)))
    return rows


def _differences(one: np.ndarray, other: np.ndarray, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(n,) squared error a pixel, (n,) SSIM, (n,) ΔE00 of the n pixels inside."""
    error, likeness, colors = [], [], []
    for shown, drawn, held in zip(one, other, inside, strict=True):
        a, b = shown.astype(np.float64) / 255, drawn.astype(np.float64) / 255
        error.append(((a - b)[held] ** 2).mean(axis=-1))
        likeness.append(ssim_map(a, b)[held])
        colors.append(_delta_e(shown[held], drawn[held]))
    return np.concatenate(error), np.concatenate(likeness), np.concatenate(colors)


def _delta_e(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """(n,) ΔE00 of (n, 3) uint8; most pixels are equal, so only those that differ are worked out."""
    apart = np.zeros(len(one))
    differs = (one != other).any(axis=-1)
    apart[differs] = delta_e(srgb_to_lab(one[differs] / 255), srgb_to_lab(other[differs] / 255))
    return apart


def _likeness(error: np.ndarray, likeness: np.ndarray, colors: np.ndarray) -> Likeness:
    if len(error) == 0 or not error.any():
        return Likeness(IDENTICAL_DB, 1.0, 0.0, 0.0)
    psnr_db = min(IDENTICAL_DB, float(-10 * np.log10(error.mean())))
    return Likeness(psnr_db, float(likeness.mean()), float(colors.mean()), float(np.percentile(colors, 95)))


__all__ = ["IDENTICAL_DB", "Likeness", "fidelity"]
