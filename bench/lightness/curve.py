"""Rate-distortion curves: how many bytes a tool needs for a stated fidelity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bench.rendered import Likeness


@dataclass(frozen=True, slots=True)
class Point:
    """One file on a curve: its bytes and its quality, larger is better."""

    bytes: int
    quality: float


@dataclass(frozen=True, slots=True)
class Need:
    """What a curve needs for a quality; `sure` is False beyond its ends, where it is the nearest file's bytes."""

    bytes: float
    sure: bool


def quality_of(likeness: Likeness, measure: str) -> float:
    """A likeness on a scale that rises with quality about linearly in log bytes: dB of PSNR, of 1 - SSIM, of ΔE00."""
    if measure == "psnr":
        return likeness.psnr_db
    loss = 1 - likeness.ssim if measure == "ssim" else likeness.delta_e_mean
    return float(-20 * np.log10(max(loss, 1e-6)))


def frontier(points: Iterable[Point]) -> list[Point]:
    """The points that no other beats in both bytes and quality, by rising quality."""
    kept: list[Point] = []
    for point in sorted(points, key=lambda one: (-one.quality, one.bytes)):
        if not kept or point.bytes < kept[-1].bytes:
            kept.append(point)
    return kept[::-1]


def need(points: Sequence[Point], quality: float) -> Need:
    """Bytes at a quality: log bytes are linear between neighbours on the frontier.

    Beyond its ends they are the nearest file's: no tool is said to write what it did not write. Above its highest
    quality that favours the tool, below its lowest it does not, so a bench must run it down to where ours lies.
    """
    line = frontier(points)
    qualities, logs = [one.quality for one in line], [float(np.log(one.bytes)) for one in line]
    inside = qualities[0] - 1e-9 <= quality <= qualities[-1] + 1e-9
    return Need(float(np.exp(np.interp(quality, qualities, logs))), inside)


def geometric_mean(ratios: Sequence[float]) -> float:
    """The mean of ratios: as much smaller as larger cancels."""
    return float(np.exp(np.mean(np.log(ratios))))


__all__ = ["Need", "Point", "frontier", "geometric_mean", "need", "quality_of"]
