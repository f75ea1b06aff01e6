"""Pictures painted in code for the room picture: planks, rug, prints, garden. All (h, w, 3) float, sRGB 0…1."""

from __future__ import annotations

import cv2
import numpy as np


def noise(shape: tuple[int, int], cells: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Smooth noise (h, w), mean 0, about ±1, with `cells` (rows, columns) of random values."""
    small = rng.normal(0, 1, (max(cells[0], 2), max(cells[1], 2))).astype(np.float32)
    return cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)


def hex_rgb(color: str) -> np.ndarray:
    """ "#RRGGBB" as (3,) 0…1."""
    return np.array([int(color[start : start + 2], 16) for start in (1, 3, 5)]) / 255


def board(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """One board (h across, w along): a warm oak tone, long grain, now and then a knot."""
    h, w = shape
    tone = hex_rgb("#C2A078") * (1 + 0.05 * rng.normal()) + 0.007 * rng.normal() * np.array([1, 0, -1])
    bend = 6 * noise(shape, (2, 5), rng)
    rings = np.sin((np.arange(h)[:, None] + bend) * rng.uniform(0.15, 0.3) + 4 * noise(shape, (5, 4), rng))
    grain = 0.45 * noise(shape, (h // 2, max(w // 60, 2)), rng) + 0.35 * noise(shape, (h // 4, max(w // 160, 2)), rng)
    light = 1 + 0.028 * rings + 0.055 * grain + 0.04 * noise(shape, (2, 6), rng)
    wood = tone * light[..., None]
    if rng.random() < 0.22:
        y, x = rng.uniform(0.25, 0.75) * h, rng.uniform(0.1, 0.9) * w
        v, u = np.mgrid[:h, :w]
        spot = np.exp(-(((u - x) / 16) ** 2 + ((v - y) / 8) ** 2))
        wood *= 1 - 0.4 * spot[..., None]
    return wood


def plank(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """A board with the dark joints of a floor along two of its sides."""
    wood = board(shape, rng)
    wood[:2] *= 0.42
    wood[-1:] *= 0.6
    wood[:, :2] *= 0.42
    return wood


def planks(width_m: float, depth_m: float, rng: np.random.Generator, px_per_m: int = 560) -> np.ndarray:
    """A floor of boards 14 cm wide and about 1.8 m long that run along the picture's height (the room's z)."""
    long_px, across_px = int(depth_m * px_per_m), int(width_m * px_per_m)
    board_px = int(0.14 * px_per_m)
    floor = np.zeros((across_px, long_px, 3))
    for top in range(0, across_px, board_px):
        height = min(board_px, across_px - top)
        left = -int(rng.uniform(0, 1.6) * px_per_m)
        while left < long_px:
            length = int(rng.uniform(1.3, 2.2) * px_per_m)
            start, end = max(left, 0), min(left + length, long_px)
            if end > start:
                wood = plank((board_px, length), rng)
                floor[top : top + height, start:end] = wood[:height, start - left : end - left]
            left += length
    return np.clip(np.swapaxes(floor, 0, 1), 0, 1)


def plaster(color: str, rng: np.random.Generator, size: int = 1024) -> np.ndarray:
    """A painted wall: the colour with the faintest cloudiness of a roller."""
    cloud = 0.6 * noise((size, size), (9, 9), rng) + 0.4 * noise((size, size), (160, 160), rng)
    return np.clip(hex_rgb(color) * (1 + 0.008 * cloud[..., None]), 0, 1)


def rug(rng: np.random.Generator, size: tuple[int, int] = (1100, 1500)) -> np.ndarray:
    """A flat-woven rug: wool white, a quiet diamond pattern, a border."""
    h, w = size
    v, u = np.mgrid[:h, :w].astype(np.float32)
    base = np.ones((h, w, 3)) * hex_rgb("#D9D0C1")
    diamond = np.abs(((u / 150) % 1) - 0.5) + np.abs(((v / 150) % 1) - 0.5)
    line = np.exp(-(((diamond - 0.5) / 0.035) ** 2))
    base += line[..., None] * (hex_rgb("#8E8577") - base) * 0.55
    edge = np.minimum(np.minimum(u, w - u), np.minimum(v, h - v))
    border = ((edge > 40) & (edge < 56)).astype(np.float32)
    base += border[..., None] * (hex_rgb("#5E6B66") - base) * 0.8
    base[edge < 40] = hex_rgb("#D3C9B8")
    weave = 0.5 * (np.sin(u * 1.9) * np.sin(v * 1.9)) + rng.normal(0, 0.6, (h, w)) + noise(size, (24, 30), rng)
    return np.clip(base * (1 + 0.035 * weave[..., None]), 0, 1)


def art(kind: int, rng: np.random.Generator, size: tuple[int, int] = (900, 700)) -> np.ndarray:
    """A print behind a mount: 0 hills under a sun, 1 two arches and a stone."""
    h, w = size
    v, u = np.mgrid[:h, :w].astype(np.float32)
    v, u = v / h, u / w
    paper = np.ones((h, w, 3)) * hex_rgb("#EDE6DA")

    def paint(where: np.ndarray, color: str) -> None:
        soft = cv2.GaussianBlur(where.astype(np.float32), (0, 0), 1.2)[..., None]
        paper[:] = paper * (1 - soft) + hex_rgb(color) * soft

    if kind == 0:
        paint((u - 0.62) ** 2 * (w / h) ** 2 + (v - 0.34) ** 2 < 0.013, "#C9714A")
        for level, color in ((0.52, "#B8C0B3"), (0.63, "#8FA096"), (0.75, "#5F7770"), (0.87, "#34504C")):
            ridge = level + 0.05 * np.sin(5 * u + 9 * level) + 0.025 * np.sin(13 * u + 20 * level)
            paint(v > ridge, color)
    else:
        for x, r, color in ((0.40, 0.26, "#B98A63"), (0.40, 0.17, "#E2CDB2"), (0.66, 0.15, "#3E5955")):
            paint((((u - x) * w / h) ** 2 + np.minimum(v - 0.5, 0) ** 2 < (r * 0.9) ** 2) & (v < 0.84), color)
        paint(((u - 0.30) * w / h) ** 2 + (v - 0.2) ** 2 < 0.004, "#C9714A")
    mount = (u < 0.13) | (u > 0.87) | (v < 0.11) | (v > 0.89)
    paper[mount] = hex_rgb("#F4F1EA")
    return np.clip(paper * (1 + 0.02 * rng.normal(0, 1, (h, w, 1))), 0, 1)


def garden(rng: np.random.Generator, size: tuple[int, int] = (500, 900)) -> np.ndarray:
    """What is seen through the window, out of focus: sky, a line of trees, a lawn."""
    h, w = size
    v = np.linspace(0, 1, h)[:, None, None]
    picture = hex_rgb("#C5DDF5") * (1 - v) + hex_rgb("#F3F7FA") * v
    picture = np.broadcast_to(picture, (h, w, 3)).copy()
    crown = 0.47 + 0.10 * noise((1, w), (2, 9), rng)[0] + 0.04 * noise((1, w), (2, 40), rng)[0]
    rows = np.linspace(0, 1, h)[:, None]
    foliage = hex_rgb("#7B8A68") * (1 + 0.28 * noise(size, (40, 70), rng)[..., None])
    picture = np.where((rows > crown)[..., None], foliage, picture)
    lawn = hex_rgb("#A5B08C") * (1 + 0.06 * noise(size, (30, 9), rng)[..., None])
    picture = np.where((rows > 0.80)[..., None], lawn, picture)
    return np.clip(cv2.GaussianBlur(picture, (0, 0), 6), 0, 1)


__all__ = ["art", "board", "garden", "hex_rgb", "noise", "plank", "planks", "plaster", "rug"]
