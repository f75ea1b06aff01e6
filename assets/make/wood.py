"""Sawn wood: boards cut through a cone of growth rings, with pores where a ring begins and fibres along it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from assets.make.textures import noise, unit


def wood(
    size: tuple[int, int],
    seed: int,
    *,
    size_m: tuple[float, float],
    boards: int = 1,
    ring_m: float = 0.0045,
) -> tuple[np.ndarray, np.ndarray]:
    """Boards glued side by side, their grain across the picture.

    Args:
        size: (height, width) pixels.
        seed: of figure, fibre and pores.
        size_m: (height, width) that the picture shows.
        boards: how many across the height.
        ring_m: width of a growth ring.

    Returns:
        Tone 0…1 (dark 1) and pores 0…1, both (h, w).
    """
    height, width = size
    rng = np.random.default_rng(seed)
    sway = noise(size, seed, scale=(size_m[0] / 0.15, size_m[1] / 0.7), falloff=4)
    shiver = noise(size, seed + 1, scale=(size_m[0] / 0.02, size_m[1] / 0.25), falloff=3)
    edges = np.linspace(0, height, boards + 1).round().astype(int)
    phase, tint = np.zeros(size), np.zeros(size)
    u_m = np.broadcast_to((np.arange(width) + 0.5) / width * size_m[1], size)
    v_m = np.broadcast_to(((np.arange(height) + 0.5) / height * size_m[0])[:, None], size)
    for top, bottom in pairwise(edges):
        rows = slice(top, bottom)
        pith = v_m[rows].mean() + rng.uniform(-0.7, 0.7) * (bottom - top) / height * size_m[0]
        depth = rng.uniform(0.01, 0.06) + rng.uniform(-0.05, 0.05) * (u_m[rows] - rng.uniform(0, size_m[1]))
        radius = np.hypot(v_m[rows] - pith + 0.006 * sway[rows], depth + 0.005 * sway[rows])
        ring = radius / (ring_m * rng.uniform(0.8, 1.3)) + 0.10 * shiver[rows]
        phase[rows] = ring - np.floor(ring)
        tint[rows] = rng.uniform(-1, 1)
    late = np.where(phase < 0.86, (phase / 0.86) ** 3, (1 - phase) / 0.14)
    fibre = noise(size, seed + 2, scale=(size_m[0] / 0.0022, size_m[1] / 0.12), falloff=1.6)
    cloud = unit(noise(size, seed + 4, scale=(size_m[0] / 0.08, size_m[1] / 0.5), falloff=3))
    streak = noise(size, seed + 3, scale=(size_m[0] / 0.0013, size_m[1] / 0.014), falloff=1.7)
    pores = np.clip(streak - 1.25 - 0.9 * late + 0.5 * (phase < 0.3), 0, 1)
    tone = 0.10 + 0.46 * late + 0.085 * fibre + 0.26 * cloud + 0.13 * tint
    return np.clip(tone, 0, 1), pores


__all__ = ["wood"]
