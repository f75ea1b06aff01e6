"""Learn what parts of a picture show: the weights of arkit/room/layout/regions.py.

    python bench/learn_regions.py [FIRST LAST]

Rooms from 200 on, which neither figures are told on nor anything else is tuned on, are drawn, turned upright by the
camera that is found in them, and some cells of each are learnt from, in their own colours and in others. Rugs count as
floor, pictures on walls as wall. It wants 3 GB of memory and a quarter of an hour of one core, most of it drawing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from arkit.errors import ArkitError
from arkit.room import CameraHeight, RoomView, find_room
from arkit.room.layout import regions
from arkit.room.layout.evidence import drawn_lines
from arkit.room.layout.upright import Upright, upright
from bench.rooms import Shot, shot
from bench.rooms.scene import furnished

WEIGHTS = Path(regions.__file__).with_name("regions.npz")
CELLS = 1500  # of each picture
WIDTHS = (160, 64)
EPOCHS, BATCH, RATE = 20, 1024, 2e-3


def kinds_of(ids: np.ndarray, seed: int) -> np.ndarray:
    """(h, w) index into KINDS of each pixel of a shot's ids, -1 where it does not matter."""
    table = np.full(256, -1)
    table[[1, 250, 251, 252]], table[2] = 0, 2
    table[3:40] = 1
    table[40:249] = 3
    for one in furnished(seed).standing:
        if one.piece.label == "rug":
            table[one.number] = 0
        if one.on == "wall":
            table[one.number] = 1
    return np.asarray(table[ids])


def recolored(view: RoomView, rng: np.random.Generator) -> RoomView:
    """The same picture with other contrast, tint and saturation, some of it blurred: other cameras, other rooms."""
    lab = cv2.cvtColor(view.frame.pixels.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    lab[..., 0] = 100 * np.clip(lab[..., 0] / 100, 0, 1) ** rng.uniform(0.65, 1.5)
    turn = rng.uniform(-np.pi, np.pi) if rng.random() < 0.5 else 0.0
    c, s = np.cos(turn), np.sin(turn)
    lab[..., 1:] = rng.uniform(0.3, 1.5) * lab[..., 1:] @ np.array([[c, s], [-s, c]], np.float32) + rng.normal(0, 4, 2)
    pixels = np.clip(255 * cv2.cvtColor(lab.astype(np.float32), cv2.COLOR_LAB2RGB), 0, 255)
    if rng.random() < 0.5:
        pixels = cv2.bilateralFilter(pixels.astype(np.float32), 9, 40, 7)
    return replace(view, frame=replace(view.frame, pixels=np.ascontiguousarray(pixels.astype(np.uint8))))


def prepared(view: RoomView, kinds: np.ndarray) -> tuple[Upright, np.ndarray, np.ndarray]:
    """The grid, its features, and the kind of each of its judged cells, -1 where nothing is seen."""
    grid = upright(view.frame.pixels, view.frame.camera, view.room.T_camera_room[:3, :3], view.lens)
    at = grid.pixels[:: regions.DOWN, :: regions.DOWN]
    seen = grid.seen[:: regions.DOWN, :: regions.DOWN]
    u, v = (np.where(seen, at[..., axis], 0).astype(int) for axis in (0, 1))
    return grid, regions.features(grid, drawn_lines(grid, view)), np.where(seen, kinds[v, u], -1)


def learn(values: np.ndarray, kinds: np.ndarray, rng: np.random.Generator) -> list[np.ndarray]:
    """Weights of one network by Adam: mean, scale, then matrix and offset of each layer."""
    mean, scale = values.mean(axis=0), 1 / np.maximum(values.std(axis=0), 1e-4)
    x = np.clip((values - mean) * scale, -6, 6).astype(np.float32)
    sizes = (x.shape[1], *WIDTHS, len(regions.KINDS))
    layers: list[np.ndarray] = []
    for size, following in pairwise(sizes):
        layers += [
            rng.normal(0, np.sqrt(2 / size), (size, following)).astype(np.float32),
            np.zeros(following, np.float32),
        ]
    speed, square = [np.zeros_like(one) for one in layers], [np.zeros_like(one) for one in layers]
    count, steps = 0, EPOCHS * (len(x) // BATCH)
    for _ in range(EPOCHS):
        order = rng.permutation(len(x))
        for start in range(0, len(x) - BATCH + 1, BATCH):
            count += 1
            part = order[start : start + BATCH]
            rate = RATE * 0.5 * (1 + np.cos(np.pi * count / steps))
            for index, slope in enumerate(_slopes(layers, x[part], kinds[part], rng)):
                speed[index] = 0.9 * speed[index] + 0.1 * slope
                square[index] = 0.999 * square[index] + 0.001 * slope**2
                lead = np.sqrt(1 - 0.999**count) / (1 - 0.9**count)
                layers[index] -= rate * (lead * speed[index] / (np.sqrt(square[index]) + 1e-7) + 1e-4 * layers[index])
    return [mean.astype(np.float32), scale.astype(np.float32), *layers]


def _slopes(layers: list[np.ndarray], x: np.ndarray, kinds: np.ndarray, rng: np.random.Generator) -> list[np.ndarray]:
    """Gradient of the mean cross entropy; a twentieth of what is measured is hidden each time."""
    x = x * (rng.random((1, x.shape[1])) > 0.05)
    one = np.maximum(x @ layers[0] + layers[1], 0)
    two = np.maximum(one @ layers[2] + layers[3], 0)
    out = two @ layers[4] + layers[5]
    out = np.exp(out - out.max(axis=1, keepdims=True))
    out /= out.sum(axis=1, keepdims=True)
    out[np.arange(len(x)), kinds] -= 1
    out /= len(x)
    back_two = (out @ layers[4].T) * (two > 0)
    back_one = (back_two @ layers[2].T) * (one > 0)
    return [
        x.T @ back_one, back_one.sum(axis=0), one.T @ back_two, back_two.sum(axis=0), two.T @ out, out.sum(axis=0),
    ]  # fmt: skip


def save(first: list[np.ndarray], second: list[np.ndarray], path: Path = WEIGHTS) -> None:
    """Write both networks in half precision."""
    named = {
        f"{net}{k}": one.astype(np.float16)
        for net, own in (("first", first), ("second", second))
        for k, one in enumerate(own)
    }
    np.savez_compressed(path, **named)


def learn_both(pictures: Iterable[tuple[RoomView, np.ndarray]]) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Both networks from views and the kinds of their pixels.

    The second learns from what the first says of the half of the rooms that it was not shown, so that it does not trust
    it more than it will deserve.
    """
    rng = np.random.default_rng(0)
    held, picked = [], []
    for view, kinds in pictures:
        for one in (view, recolored(view, rng)):
            grid, part, judged = prepared(one, kinds)
            held.append((replace(grid, pixels=np.zeros(0)), part.astype(np.float16)))
            cells = _picked(judged, rng)
            picked.append((cells, judged[cells]))
    measured = [part[cells].astype(np.float32) for (_, part), (cells, _) in zip(held, picked, strict=True)]
    kinds_of_cells = [own for _, own in picked]

    def joined(which: list[int], parts: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        return np.concatenate([parts[k] for k in which]), np.concatenate([kinds_of_cells[k] for k in which])

    halves = [[k for k in range(len(held)) if k // 2 % 2 == start] for start in (0, 1)]
    both: list[np.ndarray] = [np.zeros(0)] * len(held)
    for own, other in (halves, halves[::-1]):
        layers = learn(*joined(own, measured), rng)
        for k in other:
            grid, part = held[k]
            chance = regions._forward(layers, part.reshape(-1, part.shape[-1])).reshape(*regions.SHAPE, -1)
            both[k] = np.concatenate([measured[k], regions.context(grid, chance)[picked[k][0]]], axis=-1)
    whole = list(range(len(held)))
    return learn(*joined(whole, measured), rng), learn(*joined(whole, both), rng)


def _picked(kinds: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    rows, columns = np.nonzero(kinds >= 0)
    which = rng.permutation(len(rows))[:CELLS]
    return rows[which], columns[which]


def _shown(one: Shot) -> tuple[RoomView, np.ndarray] | None:
    try:
        view = find_room(one.frame, scale=CameraHeight(one.height_m, 0.02), focal_35mm=one.focal_35mm)
    except ArkitError:
        return None
    return view, kinds_of(one.ids, one.seed)


def main() -> None:
    """Draw, learn, write."""
    first, last = (int(value) for value in sys.argv[1:3]) if len(sys.argv) > 2 else (200, 460)
    pictures = (shown for seed in range(first, last) if (shown := _shown(shot(seed))) is not None)
    save(*learn_both(pictures))


if __name__ == "__main__":
    main()
